//! All regulations, parsed once from their files, and the choice of an edition by the day of the test.

use super::case::Current;
use super::check;
use super::judgement::Status;
use super::lot::rule::LotRule;
use super::own_rules::{self, Overridden};
use super::pile::rule::PileRule;
use super::refusal::Refusal;
use super::scale::rule::ScaleRule;
use crate::locale::Words;
use serde::Deserialize;
use std::sync::OnceLock;

/// The files that come with the program.
const EMBEDDED: &[(&str, &str)] = &[
    ("cn-jjf1070-2005.toml", include_str!("rules/cn-jjf1070-2005.toml")),
    ("cn-jjf1070-2023.toml", include_str!("rules/cn-jjf1070-2023.toml")),
    ("cn-jjg1148-2018.toml", include_str!("rules/cn-jjg1148-2018.toml")),
    ("cn-jjg1148-2022.toml", include_str!("rules/cn-jjg1148-2022.toml")),
    ("cn-jjg1149-2018.toml", include_str!("rules/cn-jjg1149-2018.toml")),
    ("cn-jjg1149-2022.toml", include_str!("rules/cn-jjg1149-2022.toml")),
    ("eu-mi-011.toml", include_str!("rules/eu-mi-011.toml")),
    ("cn-jjg539-2016.toml", include_str!("rules/cn-jjg539-2016.toml")),
    ("cn-jjg1036-2022.toml", include_str!("rules/cn-jjg1036-2022.toml")),
    ("oiml-r76-2006.toml", include_str!("rules/oiml-r76-2006.toml")),
    ("eu-76-211-destructive.toml", include_str!("rules/eu-76-211-destructive.toml")),
    ("eu-76-211.toml", include_str!("rules/eu-76-211.toml")),
    ("nz-1999.toml", include_str!("rules/nz-1999.toml")),
    ("oiml-r87-2004.toml", include_str!("rules/oiml-r87-2004.toml")),
    ("oiml-r87-2016.toml", include_str!("rules/oiml-r87-2016.toml")),
    ("uk-2006-659.toml", include_str!("rules/uk-2006-659.toml")),
    ("us-hb133-2026.toml", include_str!("rules/us-hb133-2026.toml")),
    ("oiml-g22.toml", include_str!("rules/oiml-g22.toml")),
    ("us-hb44-3.40.toml", include_str!("rules/us-hb44-3.40.toml")),
];

/// What kind of run a regulation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RunKind {
    Lot,
    Pile,
    Scale,
}

impl RunKind {
    /// `lot`, `pile` or `scale`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lot => "lot",
            Self::Pile => "pile",
            Self::Scale => "scale",
        }
    }
}

/// The figures, by kind.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Lot(Box<LotRule>),
    Pile(Box<PileRule>),
    Scale(Box<ScaleRule>),
}

/// One edition of one regulation.
#[derive(Clone, Debug)]
pub struct Regulation {
    /// Its id, the name of its file.
    pub id: String,
    /// Its number as printed: `JJF 1070-2005`.
    pub number: String,
    /// Its title.
    pub title: Words,
    /// What kind of run it is for.
    pub kind: RunKind,
    /// First day in force, `YYYY-MM-DD`.
    pub from: String,
    /// Last day in force; `None` while it is.
    pub to: Option<String>,
    /// The text of its file, with what a laboratory's file put in its place.
    pub text: String,
    /// The laboratory's file that replaced figures.
    pub overridden: Option<Overridden>,
    pub(super) rule: Rule,
}

/// All regulations.
#[derive(Clone, Debug, Default)]
pub struct Book {
    regulations: Vec<Regulation>,
}

impl Book {
    /// The regulations that come with the program. A wrong file would be a bug of this program; the tests parse them all.
    pub fn embedded() -> Result<&'static Self, Refusal> {
        static BOOK: OnceLock<Result<Book, Refusal>> = OnceLock::new();
        BOOK.get_or_init(|| {
            let regulations = EMBEDDED.iter().map(|(file, text)| Regulation::parse(file, text));
            Ok(Self { regulations: regulations.collect::<Result<_, _>>()? })
        })
        .as_ref()
        .map_err(Clone::clone)
    }

    /// The regulations of the program with a laboratory's own files, as (name, text). A wrong file is told and nothing is
    /// judged: falling back on other figures would be guessing.
    pub fn with(own: impl IntoIterator<Item = (String, String)>) -> Result<Self, Refusal> {
        let mut regulations = Self::embedded()?.regulations.clone();
        for (file, text) in own {
            own_rules::take(&mut regulations, &file, &text)?;
        }
        Ok(Self { regulations })
    }

    /// Every regulation, in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = &Regulation> {
        self.regulations.iter()
    }

    /// Editions of one regulation whose days in force overlap, in words.
    pub fn overlaps(&self) -> Vec<String> {
        let open = "9999-12-31";
        let ends = |r: &Regulation| r.to.clone().unwrap_or_else(|| open.to_owned());
        let mut found = Vec::new();
        for (index, one) in self.regulations.iter().enumerate() {
            for other in self.regulations.iter().skip(index + 1) {
                let same = one.place() == "cn" && one.place() == other.place() && one.subject() == other.subject();
                // ISO dates compare as texts.
                if same && one.from <= ends(other) && other.from <= ends(one) {
                    found.push(format!(
                        "{} ({}…{}) and {} ({}…{}): the days in force overlap",
                        one.id,
                        one.from,
                        ends(one),
                        other.id,
                        other.from,
                        ends(other)
                    ));
                }
            }
        }
        found
    }

    /// A regulation by its id.
    pub fn get(&self, id: &str) -> Option<&Regulation> {
        self.regulations.iter().find(|regulation| regulation.id == id)
    }

    pub(super) fn find(&self, id: &str, kind: RunKind) -> Result<&Regulation, Refusal> {
        let known = || self.all().map(|regulation| regulation.id.clone()).collect();
        let found = self.get(id).ok_or_else(|| Refusal::NoRegulation(id.to_owned(), known()))?;
        if found.kind == kind { Ok(found) } else { Err(Refusal::OtherKind(id.to_owned())) }
    }

    /// The net-content rule in force on `date` (`YYYY-MM-DD`); the newest when there is none.
    pub fn choose_lot(&self, date: Option<&str>) -> Result<&Regulation, Refusal> {
        self.choose(date, |regulation| regulation.kind == RunKind::Lot)
    }

    /// The regulation in force on `date` for a pile of this current; DC and AC have each their own.
    pub fn choose_pile(&self, date: Option<&str>, current: Option<Current>) -> Result<&Regulation, Refusal> {
        let current = current.ok_or(Refusal::Missing("current (ac | dc)"))?;
        let suits = |rule: &PileRule| rule.current.is_none_or(|of| of == current);
        self.choose(date, |regulation| matches!(&regulation.rule, Rule::Pile(rule) if suits(rule)))
    }

    /// The Chinese edition in force on a day. Rules of other places are never chosen, only named.
    pub(super) fn choose(
        &self,
        date: Option<&str>,
        suits: impl Fn(&Regulation) -> bool,
    ) -> Result<&Regulation, Refusal> {
        let suiting = || self.all().filter(|regulation| regulation.place() == "cn" && suits(regulation));
        let Some(date) = date else {
            return suiting().max_by_key(|r| r.from.clone()).ok_or(Refusal::NoEdition("?".into(), Vec::new()));
        };
        check::date("date", date)?;
        // ISO dates compare as texts.
        let in_force = |r: &&Regulation| r.from.as_str() <= date && r.to.as_deref().is_none_or(|to| date <= to);
        let range = |r: &Regulation| format!("{} ({}…{})", r.id, r.from, r.to.as_deref().unwrap_or(""));
        let found: Vec<&Regulation> = suiting().filter(in_force).collect();
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(Refusal::NoEdition(date.to_owned(), suiting().map(range).collect())),
            several => Err(Refusal::TwoEditions(date.to_owned(), several.iter().map(|r| range(r)).collect())),
        }
    }
}

impl Regulation {
    /// Reads a rule file; a mistake is told with line and column, or by what the check of its figures found.
    pub fn parse(file: &str, text: &str) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Kind {
            kind: String,
        }
        let wrong = |why: String| Refusal::Rule { file: file.to_owned(), why };
        let kind: Kind = toml::from_str(text).map_err(|why| wrong(why.to_string()))?;
        let regulation = match kind.kind.as_str() {
            "lot" => Self::lot(toml::from_str(text).map_err(|why| wrong(why.to_string()))?, text),
            "pile" => Self::pile(toml::from_str(text).map_err(|why| wrong(why.to_string()))?, text),
            "scale" => Self::scale(toml::from_str(text).map_err(|why| wrong(why.to_string()))?, text),
            other => return Err(wrong(format!("kind = {other:?}: lot | pile | scale"))),
        };
        let mistakes = check::rule(&regulation);
        if mistakes.is_empty() { Ok(regulation) } else { Err(wrong(mistakes.join("; "))) }
    }

    fn lot(rule: LotRule, text: &str) -> Self {
        Self {
            id: rule.id.clone(),
            number: rule.number.clone(),
            title: rule.title.clone(),
            kind: RunKind::Lot,
            from: rule.from.clone(),
            to: rule.to.clone(),
            text: text.to_owned(),
            overridden: None,
            rule: Rule::Lot(Box::new(rule)),
        }
    }

    fn pile(rule: PileRule, text: &str) -> Self {
        Self {
            id: rule.id.clone(),
            number: rule.number.clone(),
            title: rule.title.clone(),
            kind: RunKind::Pile,
            from: rule.from.clone(),
            to: rule.to.clone(),
            text: text.to_owned(),
            overridden: None,
            rule: Rule::Pile(Box::new(rule)),
        }
    }

    fn scale(rule: ScaleRule, text: &str) -> Self {
        Self {
            id: rule.id.clone(),
            number: rule.number.clone(),
            title: rule.title.clone(),
            kind: RunKind::Scale,
            from: rule.from.clone(),
            to: rule.to.clone(),
            text: text.to_owned(),
            overridden: None,
            rule: Rule::Scale(Box::new(rule)),
        }
    }

    /// What it is for: editions for the same follow one another.
    fn subject(&self) -> String {
        match &self.rule {
            Rule::Lot(_) => self.kind.word().to_owned(),
            Rule::Pile(rule) => format!("{} {:?}", self.kind.word(), rule.current),
            Rule::Scale(rule) => {
                let instruments: Vec<&str> = rule.instruments.iter().map(|known| known.name.as_str()).collect();
                format!("{} {}", self.kind.word(), instruments.join(" "))
            }
        }
    }

    /// Where it is in force, the first part of its id: `cn`, `oiml`, `nz`, `eu`, `uk`, `us`.
    pub fn place(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }

    /// Every figure as `(name, value, clause, status, source)`, for a readable page.
    pub fn figures(&self) -> Vec<FigureRow> {
        check::figures(self)
    }

    /// The weakest figure of the file.
    pub fn status(&self) -> Status {
        self.figures().iter().map(|figure| figure.status).max().unwrap_or(Status::Unconfirmed)
    }
}

/// One figure of a rule file for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct FigureRow {
    pub name: Words,
    /// Empty where the figure is a gap: no public source gives it.
    pub value: Words,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}
