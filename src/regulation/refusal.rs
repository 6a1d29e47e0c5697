//! Why a case or a rule file cannot be used: what, where, and what would be right. No verdict comes out of one.

use crate::locale::{Lang, Say, Words, file_mistake};
use crate::quantity::NumberError;
use thiserror::Error;

/// Why there is no judgement.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The file is not TOML or JSON, or has a key or shape that is none; the text carries line and column.
    #[error("{0}")]
    Shape(String),
    /// A rule file of this program or of the laboratory is wrong.
    #[error("rule {file}: {why}")]
    Rule {
        /// Name of the file.
        file: String,
        /// What is wrong in it.
        why: String,
    },
    /// No such regulation.
    #[error("no regulation {0:?}")]
    NoRegulation(String, Vec<String>),
    /// A regulation of another kind than the case.
    #[error("{0} is not for this kind of case")]
    OtherKind(String),
    /// No edition was in force on the day.
    #[error("no edition for {0}")]
    NoEdition(String, Vec<String>),
    /// More than one edition was in force on the day.
    #[error("more than one edition for {0}")]
    TwoEditions(String, Vec<String>),
    /// A figure that no public source tells.
    #[error("{regulation}: {}", words.en)]
    Gap {
        /// Which regulation.
        regulation: String,
        /// What is not known, in both languages.
        words: Words,
    },
    /// A part without which the case means nothing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// Two parts that exclude each other.
    #[error("{0} and {1} exclude each other")]
    Both(&'static str, &'static str),
    /// A part that this regulation has no rule for.
    #[error("{regulation} has no rule for {place}")]
    NotInRule {
        /// Which part of the case.
        place: &'static str,
        /// Which regulation.
        regulation: String,
    },
    /// A number that is none.
    #[error("{place}: {why}")]
    Number {
        /// Where.
        place: String,
        /// Why.
        why: NumberError,
    },
    /// A number that cannot be.
    #[error("{place} = {value}: must be {}", right.1)]
    Impossible {
        /// Where.
        place: String,
        /// What was written.
        value: String,
        /// What would be right, in both languages.
        right: (&'static str, &'static str),
    },
    /// A unit that is unknown or measures something else.
    #[error("{place}: unit {unit:?}")]
    Unit {
        /// Where.
        place: String,
        /// What was written.
        unit: String,
        /// What is allowed.
        allowed: String,
    },
    /// A value that is not one of a list.
    #[error("{place} = {value:?}: one of {allowed}")]
    Choice {
        /// Where.
        place: String,
        /// What was written.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A date or time that is none.
    #[error("{place} = {value:?} is no date or time")]
    Time {
        /// Where.
        place: String,
        /// What was written.
        value: String,
    },
    /// More packages than the plan takes.
    #[error("{given} packages, the plan takes {wanted}")]
    SampleTooLarge {
        /// How many were given.
        given: u64,
        /// How many the plan takes.
        wanted: u64,
    },
    /// Lists that must be of the same length.
    #[error("{0} has {1} values, {2} has {3}")]
    Lengths(&'static str, usize, &'static str, usize),
    /// The certificate of a standard ran out before the day of the test.
    #[error("standard {name} expired on {valid_until}")]
    StandardExpired {
        /// Its name.
        name: String,
        /// Its last day.
        valid_until: String,
        /// Day of the test.
        date: String,
    },
    /// Another regulation has taken over the instrument type, and its figures are not here.
    #[error("{} is superseded by {} for {} from {}", .0.number, .0.by, .0.instrument.en, .0.from)]
    Superseded(Box<Superseded>),
}

/// Which regulation took an instrument type over, and from which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Superseded {
    /// Number of the regulation that no longer holds.
    pub number: String,
    /// The instrument type, in words.
    pub instrument: Words,
    /// First day of the other one, `YYYY-MM-DD`.
    pub from: String,
    /// Number of the other one.
    pub by: String,
    /// Its title.
    pub title: Words,
    /// Day of the test.
    pub date: String,
}

impl Refusal {
    /// Whether the case is well formed but must not be judged (exit 5), rather than written wrongly (exit 2).
    pub const fn is_refused(&self) -> bool {
        matches!(self, Self::StandardExpired { .. } | Self::Gap { .. } | Self::Superseded(_))
    }
}

/// Every code of a refusal with what it means, for the one list that people can look things up in.
pub const REFUSALS: &[(&str, &str, &str)] = &[
    ("E101", "案例文件的写法有误", "the case file is not written as it must be"),
    ("E102", "法规文件有误", "a rule file is wrong"),
    ("E103", "没有这个法规", "there is no such regulation"),
    ("E104", "法规不适用于这类案例", "the regulation is for another kind of case"),
    ("E105", "该日期没有有效版本", "no edition was in force on the day"),
    ("E106", "该日期有多个有效版本", "several editions were in force on the day"),
    ("E107", "法规中的数据没有公开来源", "a figure of the regulation is in no public source"),
    ("E108", "案例缺少必需的部分", "a part without which the case means nothing is missing"),
    ("E109", "两个部分互相排斥", "two parts exclude each other"),
    ("E110", "法规没有这方面的规定", "the regulation has no rule for this part"),
    ("E111", "数的写法有误", "a number is not written as it must be"),
    ("E112", "数值不可能", "a number cannot be"),
    ("E113", "单位不可用", "a unit cannot be used here"),
    ("E114", "取值不在可选范围内", "a value is not one of those allowed"),
    ("E115", "日期或时间有误", "a date or time is wrong"),
    ("E116", "样品多于抽样方案", "there are more packages than the plan takes"),
    ("E117", "两个列表长度不同", "two lists that must be as long are not"),
    ("E118", "标准器已过有效期", "the certificate of a standard has run out"),
    ("E119", "已由另一规程取代", "another regulation has taken its place"),
];

impl Refusal {
    /// Its code: the same on screen, in logs and on paper.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape(_) => "E101",
            Self::Rule { .. } => "E102",
            Self::NoRegulation(..) => "E103",
            Self::OtherKind(_) => "E104",
            Self::NoEdition(..) => "E105",
            Self::TwoEditions(..) => "E106",
            Self::Gap { .. } => "E107",
            Self::Missing(_) => "E108",
            Self::Both(..) => "E109",
            Self::NotInRule { .. } => "E110",
            Self::Number { .. } => "E111",
            Self::Impossible { .. } => "E112",
            Self::Unit { .. } => "E113",
            Self::Choice { .. } => "E114",
            Self::Time { .. } => "E115",
            Self::SampleTooLarge { .. } => "E116",
            Self::Lengths(..) => "E117",
            Self::StandardExpired { .. } => "E118",
            Self::Superseded(_) => "E119",
        }
    }
}

impl Say for Refusal {
    fn say(&self, lang: Lang) -> String {
        let words = match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        };
        format!("{} {words}", self.code())
    }
}

fn number_zh(why: &NumberError) -> String {
    match why {
        NumberError::Empty => "是空的".into(),
        NumberError::NotPlain(text) => format!("{text:?} 不是普通十进制数（只写数字：不带单位、指数、千分号和逗号）"),
        NumberError::TooLong(text) => format!("{text:?} 位数过多"),
    }
}

impl Refusal {
    fn zh(&self) -> String {
        match self {
            Self::Shape(why) => format!("案例文件有误：{}", file_mistake::say(Lang::Zh, why)),
            Self::Rule { file, why } => format!("法规文件 {file} 有误：{}", file_mistake::say(Lang::Zh, why)),
            Self::NoRegulation(id, known) => format!("没有法规 {id:?}；可用：{}", known.join("、")),
            Self::OtherKind(id) => format!("法规 {id} 不适用于这类案例"),
            Self::NoEdition(date, known) => format!("{date} 没有有效版本；已有：{}", known.join("、")),
            Self::TwoEditions(date, found) => {
                format!("{date} 有多个版本同时有效：{}；请用 regulation 指定其中之一", found.join("、"))
            }
            Self::Gap { regulation, words } => {
                format!("{regulation}：{}；请按正式文本在本单位的规则文件中补充后再判定", words.zh)
            }
            Self::Missing(place) => format!("缺少 {place}"),
            Self::Both(a, b) => format!("{a} 与 {b} 只能给出一个"),
            Self::NotInRule { place, regulation } => format!("{regulation} 没有关于 {place} 的规定"),
            Self::Number { place, why } => format!("{place} {}", number_zh(why)),
            Self::Impossible { place, value, right } => format!("{place} = {value} 不可能：{}", right.0),
            Self::Unit { place, unit, allowed } => format!("{place} 的单位 {unit:?} 不可用；可用：{allowed}"),
            Self::Choice { place, value, allowed } => format!("{place} = {value:?} 不可用；可用：{allowed}"),
            Self::Time { place, value } => {
                format!("{place} = {value:?} 不是日期时间；应为 2026-03-15 或 2026-03-15T09:00:00+08:00")
            }
            Self::SampleTooLarge { given, wanted } => format!("给出 {given} 件，抽样方案只取 {wanted} 件"),
            Self::Lengths(a, n, b, m) => format!("{a} 有 {n} 个值，{b} 有 {m} 个，应当相同"),
            Self::StandardExpired { name, valid_until, date } => {
                format!("标准器 {name} 的证书有效期至 {valid_until}，检定日期 {date} 已过期，拒绝判定")
            }
            Self::Superseded(next) => {
                let Superseded { number, instrument, from, title, date, .. } = &**next;
                format!(
                    "自 {from} 起，{}适用 {}，检定日期 {date} 不能再用 {number}；新规程的数据尚不可得，拒绝判定",
                    instrument.zh, title.zh
                )
            }
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Shape(why) => format!("the case file is wrong: {}", file_mistake::say(Lang::En, why)),
            Self::Rule { file, why } => format!("the rule file {file} is wrong: {}", file_mistake::say(Lang::En, why)),
            Self::NoRegulation(id, known) => format!("there is no regulation {id:?}; there are: {}", known.join(", ")),
            Self::OtherKind(id) => format!("the regulation {id} is not for this kind of case"),
            Self::NoEdition(date, known) => {
                format!("no edition was in force on {date}; there are: {}", known.join(", "))
            }
            Self::TwoEditions(date, found) => {
                format!("more than one edition was in force on {date}: {}; name one with regulation", found.join(", "))
            }
            Self::Gap { regulation, words } => format!(
                "{regulation}: {}; add it from the official text in your own rule file before judging",
                words.en
            ),
            Self::Missing(place) => format!("{place} is missing"),
            Self::Both(a, b) => format!("{a} and {b}: give one of them"),
            Self::NotInRule { place, regulation } => format!("{regulation} has no rule for {place}"),
            Self::Number { place, why } => format!("{place}: {why}"),
            Self::Impossible { place, value, right } => format!("{place} = {value} cannot be: {}", right.1),
            Self::Unit { place, unit, allowed } => format!("{place}: the unit {unit:?} cannot be used; use {allowed}"),
            Self::Choice { place, value, allowed } => format!("{place} = {value:?} cannot be used; use {allowed}"),
            Self::Time { place, value } => {
                format!("{place} = {value:?} is no date or time; write 2026-03-15 or 2026-03-15T09:00:00+08:00")
            }
            Self::SampleTooLarge { given, wanted } => format!("{given} packages given, the plan takes {wanted}"),
            Self::Lengths(a, n, b, m) => format!("{a} has {n} values and {b} has {m}; they must be as many"),
            Self::StandardExpired { name, valid_until, date } => {
                format!(
                    "the certificate of the standard {name} ran out on {valid_until}, the test is of {date}: refused"
                )
            }
            Self::Superseded(next) => {
                let Superseded { number, instrument, from, title, date, .. } = &**next;
                format!(
                    "from {from} a {} falls under {}; a test of {date} cannot be judged by {number}, and the figures of the new one are not available: refused",
                    instrument.en, title.en
                )
            }
        }
    }
}
