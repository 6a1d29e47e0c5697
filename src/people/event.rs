//! The entries of people: their kinds, and the data of each.

use super::account::Role;
use super::secret::Commitment;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Why signing in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failing {
    /// No account has the id. What was typed is not kept: it may have been a secret in the wrong line.
    UnknownAccount,
    /// The secret is wrong.
    WrongSecret,
    /// The account is locked.
    Locked,
    /// The account is closed.
    Closed,
    /// The file with the secrets does not hold what the ledger committed to.
    SecretFileChanged,
}

/// Why somebody is signed in no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leaving {
    /// The person asked for it.
    Asked,
    /// No key was pressed for a while.
    Idle,
    /// The program ended.
    Ended,
    /// Another person signed in.
    Another,
}

/// One entry of people; `by` is the account that did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum PeopleEvent {
    /// The first account is made by nobody.
    AccountAdded {
        account: String,
        name: String,
        roles: BTreeSet<Role>,
        secret: Commitment,
        by: Option<String>,
    },
    /// Name and roles as they are from now on.
    AccountChanged {
        account: String,
        name: String,
        roles: BTreeSet<Role>,
        by: String,
    },
    SecretChanged {
        account: String,
        secret: Commitment,
        by: String,
    },
    AccountClosed {
        account: String,
        reason: String,
        by: String,
    },
    /// Too many failures in a row.
    AccountLocked {
        account: String,
        failures: u32,
    },
    /// By nobody when the time of the lock has passed.
    AccountUnlocked {
        account: String,
        by: Option<String>,
    },
    /// Every attempt; `why` says what was wrong with one that failed.
    SignIn {
        account: Option<String>,
        ok: bool,
        why: Option<Failing>,
    },
    SignOut {
        account: String,
        why: Leaving,
    },
}

impl PeopleEvent {
    /// Every kind of entry of people.
    pub const KINDS: [&'static str; 8] = [
        "account-added",
        "account-changed",
        "secret-changed",
        "account-closed",
        "account-locked",
        "account-unlocked",
        "sign-in",
        "sign-out",
    ];

    /// The kind of its entry.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::AccountAdded { .. } => "account-added",
            Self::AccountChanged { .. } => "account-changed",
            Self::SecretChanged { .. } => "secret-changed",
            Self::AccountClosed { .. } => "account-closed",
            Self::AccountLocked { .. } => "account-locked",
            Self::AccountUnlocked { .. } => "account-unlocked",
            Self::SignIn { .. } => "sign-in",
            Self::SignOut { .. } => "sign-out",
        }
    }

    /// The data of its entry.
    pub fn data(&self) -> Value {
        let whole = serde_json::to_value(self).unwrap_or_default();
        whole.get("data").cloned().unwrap_or_default()
    }

    /// Reads an entry; nothing where it is none of people, and what is wrong with the data of one that is.
    pub fn read(kind: &str, data: &Value) -> Option<Result<Self, String>> {
        if !Self::KINDS.contains(&kind) {
            return None;
        }
        Some(serde_json::from_value(json!({ "kind": kind, "data": data })).map_err(|why| why.to_string()))
    }
}
