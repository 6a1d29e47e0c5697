//! A standard: what stands on it and on its certificate, and how long that is good.

use super::refusal::RegisterRefusal;
use crate::locale::{Lang, Say, Words};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// So many days before its end a certificate is due. Our choice: time to have it calibrated again.
pub const DUE_DAYS: i32 = 30;

/// Most characters of an id. Our choice: it stands in lists and is typed on the command line.
pub(super) const ID_CHARACTERS_MAX: usize = 24;

/// Most characters of any other text. Our choice: it stands on one line of a form.
pub(super) const TEXT_CHARACTERS_MAX: usize = 80;

/// A field of a standard, as files name its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Field {
    Id,
    Name,
    Model,
    Range,
    Class,
    Serial,
    Certificate,
    ValidUntil,
}

impl Field {
    /// Every field, in the order of columns.
    pub const ALL: [Self; 8] = [
        Self::Id,
        Self::Name,
        Self::Model,
        Self::Range,
        Self::Class,
        Self::Serial,
        Self::Certificate,
        Self::ValidUntil,
    ];

    /// As files and entries write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Model => "model",
            Self::Range => "range",
            Self::Class => "class",
            Self::Serial => "serial",
            Self::Certificate => "certificate",
            Self::ValidUntil => "valid_until",
        }
    }

    /// For people.
    pub fn words(self) -> Words {
        match self {
            Self::Id => Words::new("编号", "id"),
            Self::Name => Words::new("名称", "name"),
            Self::Model => Words::new("型号", "model"),
            Self::Range => Words::new("测量范围", "range"),
            Self::Class => Words::new("准确度等级或不确定度", "class or uncertainty"),
            Self::Serial => Words::new("出厂编号", "serial number"),
            Self::Certificate => Words::new("证书编号", "certificate"),
            Self::ValidUntil => Words::new("有效期至", "valid until"),
        }
    }
}

/// A standard as somebody typed it: nothing of it is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Draft {
    pub id: String,
    pub name: String,
    pub model: String,
    pub range: String,
    pub class: String,
    pub serial: String,
    pub certificate: String,
    /// A day, `2027-03-14`.
    pub valid_until: String,
}

impl Draft {
    /// What was typed in a field.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Id => &self.id,
            Field::Name => &self.name,
            Field::Model => &self.model,
            Field::Range => &self.range,
            Field::Class => &self.class,
            Field::Serial => &self.serial,
            Field::Certificate => &self.certificate,
            Field::ValidUntil => &self.valid_until,
        }
    }

    /// What is typed into each field.
    pub fn of(text: impl Fn(Field) -> String) -> Self {
        Self {
            id: text(Field::Id),
            name: text(Field::Name),
            model: text(Field::Model),
            range: text(Field::Range),
            class: text(Field::Class),
            serial: text(Field::Serial),
            certificate: text(Field::Certificate),
            valid_until: text(Field::ValidUntil),
        }
    }
}

/// A standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its id in this register.
    pub id: String,
    /// What it is.
    pub name: String,
    /// Its model; may be empty. Entries from before there was this field have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// What it measures, as the certificate says it; may be empty.
    pub range: String,
    /// Accuracy class or uncertainty, as the certificate says it; may be empty.
    pub class: String,
    /// Number of its maker; may be empty.
    pub serial: String,
    /// Number of the certificate; may be empty.
    pub certificate: String,
    /// The last day on which the certificate is good.
    pub valid_until: Date,
}

/// How a standard stands on a day; days are whole ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Standing {
    Valid {
        left: i32,
    },
    /// It ends soon; `left` is 0 on its last day.
    Due {
        left: i32,
    },
    /// It ended `ago` days ago.
    Expired {
        ago: i32,
    },
    Retired,
}

impl Say for Standing {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Valid { left } if zh => format!("有效，余 {left} 天"),
            Self::Valid { left } => format!("valid, {left} days left"),
            Self::Due { left } if zh => format!("即将到期，余 {left} 天"),
            Self::Due { left } => format!("due, {left} days left"),
            Self::Expired { ago } if zh => format!("已过期 {ago} 天"),
            Self::Expired { ago } => format!("expired {ago} days ago"),
            Self::Retired if zh => "已停用".into(),
            Self::Retired => "retired".into(),
        }
    }
}

impl Standard {
    /// Checks what was typed; every mistake, in the order of the fields. Blanks around a text do not count.
    pub fn of(draft: &Draft) -> Result<Self, Vec<RegisterRefusal>> {
        let mut wrong = Vec::new();
        let mut text = |field: Field, text: &str, needed: bool| {
            let text = text.trim();
            if needed && text.is_empty() {
                wrong.push(RegisterRefusal::Empty { field });
            } else if text.chars().count() > TEXT_CHARACTERS_MAX || text.chars().any(char::is_control) {
                wrong.push(RegisterRefusal::BadText { field });
            } else if field == Field::Id && !is_id(text) {
                wrong.push(RegisterRefusal::BadId { id: text.to_owned() });
            } else if field == Field::Class && lacks_unit(text) {
                wrong.push(RegisterRefusal::NoUnit { text: text.to_owned() });
            }
            text.to_owned()
        };
        let id = text(Field::Id, &draft.id, true);
        let name = text(Field::Name, &draft.name, true);
        let model = text(Field::Model, &draft.model, false);
        let range = text(Field::Range, &draft.range, false);
        let class = text(Field::Class, &draft.class, false);
        let serial = text(Field::Serial, &draft.serial, false);
        let certificate = text(Field::Certificate, &draft.certificate, false);
        match day(draft.valid_until.trim()) {
            Ok(valid_until) if wrong.is_empty() => {
                Ok(Self { id, name, model, range, class, serial, certificate, valid_until })
            }
            Ok(_) => Err(wrong),
            Err(why) => {
                wrong.push(why);
                Err(wrong)
            }
        }
    }

    /// What people call it: several may have one name.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.id)
    }

    /// The days from `today` to the last good day: 0 on that day, less than 0 after it.
    pub fn days_left(&self, today: Date) -> i32 {
        today.until(self.valid_until).map_or(0, |span| span.get_days())
    }

    /// How it stands on a day, where it is not retired.
    pub fn standing(&self, today: Date, within: i32) -> Standing {
        match self.days_left(today) {
            left if left < 0 => Standing::Expired { ago: left.saturating_neg() },
            left if left <= within => Standing::Due { left },
            left => Standing::Valid { left },
        }
    }

    /// As it would be typed.
    pub fn draft(&self) -> Draft {
        Draft {
            id: self.id.clone(),
            name: self.name.clone(),
            model: self.model.clone(),
            range: self.range.clone(),
            class: self.class.clone(),
            serial: self.serial.clone(),
            certificate: self.certificate.clone(),
            valid_until: self.valid_until.to_string(),
        }
    }
}

/// One word that a command line takes as it is, in any script.
fn is_id(text: &str) -> bool {
    let right = |character: char| character.is_alphanumeric() || "-_./#".contains(character);
    text.chars().count() <= ID_CHARACTERS_MAX
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && text.chars().all(right)
}

/// Whether a text says an uncertainty (`U = …`, `Urel=…`) and no unit behind its number. A class is anything else, and a
/// power of ten is a number without one.
fn lacks_unit(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    let name = name.trim();
    let named = name.starts_with(['U', 'u']) && name.chars().all(char::is_alphanumeric);
    // The factor `k` or the probability `p` stands behind, and is not the unit.
    let value = value.split('=').next().unwrap_or_default().trim_end().trim_end_matches(['k', 'K', 'p', 'P']);
    let unit = |character: char| character.is_alphabetic() || "%‰°℃′″".contains(character);
    named && !value.contains(unit) && !value.contains("×10")
}

/// A day of the calendar, written with all ten characters.
fn day(text: &str) -> Result<Date, RegisterRefusal> {
    let wrong = || RegisterRefusal::BadDay { text: text.to_owned() };
    let day: Date = text.parse().map_err(|_| wrong())?;
    // The calendar's own reading also takes other spellings, which a person would not read as the same day.
    if day.to_string() == text { Ok(day) } else { Err(wrong()) }
}
