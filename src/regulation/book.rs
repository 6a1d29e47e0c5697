//! All regulations, parsed once from their files, and the choice of an edition by the day of the test.

use super::case::Current;
use super::check;
use super::judgement::Status;
use super::lot_rule::LotRule;
use super::pile_rule::PileRule;
use super::refusal::Refusal;
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
    ("oiml-g22.toml", include_str!("rules/oiml-g22.toml")),
    ("us-hb44-3.40.toml", include_str!("rules/us-hb44-3.40.toml")),
];

/// What kind of run a regulation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RunKind {
    Lot,
    Pile,
}

impl RunKind {
    /// `lot` or `pile`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lot => "lot",
            Self::Pile => "pile",
        }
    }
}

/// The figures, by kind.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Lot(Box<LotRule>),
    Pile(Box<PileRule>),
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
    /// The text of its file.
    pub text: String,
    pub(super) rule: Rule,
}

/// All regulations.
#[derive(Clone, Debug)]
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

    /// The regulations of the program and those of a laboratory, as `(file, text)`; one of the laboratory's takes the place
    /// of the one with the same id.
    pub fn with<'a>(own: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Refusal> {
        let mut regulations = Self::embedded()?.regulations.clone();
        for (file, text) in own {
            let regulation = Regulation::parse(file, text)?;
            regulations.retain(|known| known.id != regulation.id);
            regulations.push(regulation);
        }
        regulations.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { regulations })
    }

    /// Every regulation, in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = &Regulation> {
        self.regulations.iter()
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
        let suits = |rule: &PileRule| !rule.only_by_name && rule.current.is_none_or(|of| of == current);
        self.choose(date, |regulation| matches!(&regulation.rule, Rule::Pile(rule) if suits(rule)))
    }

    fn choose(&self, date: Option<&str>, suits: impl Fn(&Regulation) -> bool) -> Result<&Regulation, Refusal> {
        let suiting = || self.all().filter(|regulation| suits(regulation));
        let Some(date) = date else {
            return suiting().max_by_key(|r| r.from.clone()).ok_or(Refusal::NoEdition("?".into(), Vec::new()));
        };
        check::date("date", date)?;
        // ISO dates compare as texts.
        let in_force = |r: &&Regulation| r.from.as_str() <= date && r.to.as_deref().is_none_or(|to| date <= to);
        suiting().find(in_force).ok_or_else(|| {
            let range = |r: &Regulation| format!("{} ({}…{})", r.id, r.from, r.to.as_deref().unwrap_or(""));
            Refusal::NoEdition(date.to_owned(), suiting().map(range).collect())
        })
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
            other => return Err(wrong(format!("kind = {other:?}: lot | pile"))),
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
            rule: Rule::Pile(Box::new(rule)),
        }
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
