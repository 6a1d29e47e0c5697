//! An account: who somebody is, what the person may do, and whether the account stands.

use super::figures::{ID_CHARACTERS, LOCK_MINUTES, NAME_CHARACTERS_MAX};
use super::refusal::PeopleRefusal;
use super::secret::Commitment;
use super::when::When;
use crate::locale::{Lang, Say, Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::str::FromStr;

const MINUTE_NS: u64 = 60_000_000_000;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 检定员: opens, observes and concludes runs.
    Verifier,
    /// 核验员: checks what another has concluded.
    Checker,
    /// 批准人: approves what was checked.
    Approver,
    /// 管理员: keeps the accounts.
    Administrator,
}

impl Role {
    /// Every role, in the order of the work.
    pub const ALL: [Self; 4] = [Self::Verifier, Self::Checker, Self::Approver, Self::Administrator];

    /// As entries, arguments and files write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verifier => "verifier",
            Self::Checker => "checker",
            Self::Approver => "approver",
            Self::Administrator => "administrator",
        }
    }

    /// For people.
    pub fn words(self) -> Words {
        match self {
            Self::Verifier => Words::new("检定员", "verifier"),
            Self::Checker => Words::new("核验员", "checker"),
            Self::Approver => Words::new("批准人", "approver"),
            Self::Administrator => Words::new("管理员", "administrator"),
        }
    }
}

impl Say for Role {
    fn say(&self, lang: Lang) -> String {
        self.words().say(lang)
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let known = |role: &Self| role.word() == text || role.words().zh == text;
        Self::ALL.into_iter().find(known).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.map(Self::word).to_vec();
            format!("{text:?}: {}", words.join(" | "))
        })
    }
}

/// What the entries say of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It stands.
    Active,
    /// Too many failures in a row.
    Locked {
        /// When it was locked.
        since: When,
    },
    /// For good: an id is never used again.
    Closed,
}

/// What follows from it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May act.
    Active,
    /// May not act, and not sign in either, for so many minutes at the most.
    Locked {
        /// Minutes, rounded up.
        minutes: u64,
    },
    /// Never acts again.
    Closed,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id: short, small letters, digits and `-_.`.
    pub id: String,
    /// The name under documents.
    pub name: String,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// What the entries say of it.
    pub state: State,
    /// SHA-256 of its secret's PHC string.
    pub secret: Commitment,
    /// Failures in a row.
    pub failures: u32,
}

impl Account {
    /// Whether it has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether it may act at a moment.
    pub fn standing(&self, now: &When) -> Standing {
        match &self.state {
            State::Active => Standing::Active,
            State::Closed => Standing::Closed,
            State::Locked { since } => {
                let left = (LOCK_MINUTES * MINUTE_NS).saturating_sub(now.least_since_ns(since));
                if left == 0 { Standing::Active } else { Standing::Locked { minutes: left.div_ceil(MINUTE_NS) } }
            }
        }
    }

    /// Refuses an account that may not act at a moment.
    pub(super) fn acts(&self, now: &When) -> Result<&Self, PeopleRefusal> {
        match self.standing(now) {
            Standing::Active => Ok(self),
            Standing::Locked { minutes } => Err(PeopleRefusal::Locked { id: self.id.clone(), minutes }),
            Standing::Closed => Err(PeopleRefusal::Closed { id: self.id.clone() }),
        }
    }
}

/// An id that can stand for ever: small letters, so that two of them never differ by what looks the same.
pub(super) fn check_id(id: &str) -> Result<(), PeopleRefusal> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let right = ID_CHARACTERS.contains(&id.len())
        && id.chars().all(letters)
        && id.starts_with(|first: char| first.is_ascii_lowercase());
    if right { Ok(()) } else { Err(PeopleRefusal::BadId { id: id.chars().take(20).collect() }) }
}

/// A name as it stands under documents, without blanks around it.
pub(super) fn check_name(name: &str) -> Result<String, PeopleRefusal> {
    let name = name.trim();
    let right = !name.is_empty() && name.chars().count() <= NAME_CHARACTERS_MAX && !name.chars().any(char::is_control);
    if right { Ok(name.to_owned()) } else { Err(PeopleRefusal::BadName) }
}
