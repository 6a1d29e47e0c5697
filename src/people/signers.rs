//! Who stands under a run: who measured, who checked, who approved; and what may still be signed.
//!
//! The entries of a run name their account as `who`. A run that was opened or concluded by nobody stays nobody's: it can
//! be shown and never be checked. A concluded run does not change: one that the checker returned stays returned, and the
//! verifier opens another.

use super::account::{Account, Role};
use super::act::check_note;
use super::documents::Documents;
use super::refusal::PeopleRefusal;
use super::roll::Roll;
use super::sign_in::SignedIn;
use super::when::When;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the checker found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It stands as it is.
    Agreed,
    /// It does not, for the reason in the note.
    Returned,
}

/// An entry by which somebody signs a concluded run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Signature {
    RunChecked { who: String, outcome: Outcome, note: String },
    RunApproved { who: String, note: String },
}

impl Signature {
    /// The kind of its entry.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::RunChecked { .. } => "run-checked",
            Self::RunApproved { .. } => "run-approved",
        }
    }

    /// The data of its entry.
    pub fn data(&self) -> Value {
        let whole = serde_json::to_value(self).unwrap_or_default();
        whole.get("data").cloned().unwrap_or_default()
    }

    /// Reads an entry; nothing where it is no signature.
    pub fn read(kind: &str, data: &Value) -> Option<Self> {
        serde_json::from_value(json!({ "kind": kind, "data": data })).ok()
    }
}

/// Who did what to a run so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers {
    opened_by: Option<String>,
    concluded: bool,
    concluded_by: Option<String>,
    demonstration: bool,
    hands: BTreeSet<String>,
    checked: Option<(String, Outcome, String)>,
    approved: Option<String>,
}

/// How far a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentState {
    /// The run is not concluded.
    Open,
    /// The run is nobody's: opened or concluded with nobody signed in.
    Unsigned,
    /// The run was done on simulated instruments.
    Demonstration,
    /// The checker returned it; it stays so.
    Returned {
        /// Who.
        who: String,
        /// Why.
        note: String,
    },
    /// Signatures are missing.
    Missing(Vec<Role>),
    /// Two that must be apart are of one person: entries that this program does not write.
    NotApart {
        /// Whose.
        who: String,
    },
    /// Everybody has signed, in the order of signing.
    Complete(Vec<(Role, String)>),
}

impl Signers {
    /// Folds the entries of a run, in order.
    pub fn of<'a>(entries: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Self {
        let mut signers = Self::default();
        for (kind, data) in entries {
            signers.told(kind, data);
        }
        signers
    }

    /// Takes in what is stored. Other entries than those of signing change nothing.
    pub fn told(&mut self, kind: &str, data: &Value) {
        let who = data.get("who").and_then(Value::as_str).map(str::to_owned);
        match (kind, Signature::read(kind, data)) {
            ("run-opened", _) => {
                self.demonstration = data.get("demonstration").and_then(Value::as_bool).unwrap_or(false);
                self.opened_by.clone_from(&who);
            }
            ("run-concluded", _) => (self.concluded, self.concluded_by) = (true, who.clone()),
            ("observation" | "correction", _) => {}
            // The first one in its turn counts; what came before its turn signed nothing.
            (_, Some(Signature::RunChecked { who, outcome, note })) => {
                if self.concluded && self.checked.is_none() {
                    self.checked = Some((who, outcome, note));
                }
                return;
            }
            (_, Some(Signature::RunApproved { who, .. })) => {
                if matches!(self.checked, Some((_, Outcome::Agreed, _))) && self.approved.is_none() {
                    self.approved = Some(who);
                }
                return;
            }
            _ => return,
        }
        self.hands.extend(who);
    }

    /// Everybody who opened, observed, withdrew or concluded.
    pub const fn hands(&self) -> &BTreeSet<String> {
        &self.hands
    }

    /// Who concluded the run: the signature of the verifier.
    pub fn verifier(&self) -> Option<&str> {
        self.opened_by.as_ref().and(self.concluded_by.as_deref())
    }

    /// Who checked it, and what was found.
    pub fn checked(&self) -> Option<(&str, Outcome, &str)> {
        self.checked.as_ref().map(|(who, outcome, note)| (who.as_str(), *outcome, note.as_str()))
    }

    /// Who approved it.
    pub fn approved(&self) -> Option<&str> {
        self.approved.as_deref()
    }

    /// Whether it is concluded, official and somebody's.
    fn signable(&self) -> Result<(), PeopleRefusal> {
        match () {
            () if self.demonstration => Err(PeopleRefusal::Demonstration),
            () if !self.concluded => Err(PeopleRefusal::NotConcluded),
            () if self.verifier().is_none() => Err(PeopleRefusal::Unsigned),
            () => Ok(()),
        }
    }

    /// Refuses somebody who has a part in the run that must be another's than `role`.
    fn apart(&self, id: &str, role: Role) -> Result<(), PeopleRefusal> {
        let documents = Documents::embedded();
        let measured = self.hands.contains(id).then_some(Role::Verifier);
        let checked = self.checked().filter(|(who, ..)| *who == id).map(|_| Role::Checker);
        let had = measured.into_iter().chain(checked).find(|had| documents.apart(*had, role));
        had.map_or(Ok(()), |had| Err(PeopleRefusal::NotApart { id: id.to_owned(), had, role }))
    }

    /// Whether the run waits for a check, and one of this account's is not refused for its part in the run. Whether the
    /// account has the role and stands is another question.
    pub fn open_to_check(&self, id: &str) -> Result<(), PeopleRefusal> {
        self.signable()?;
        if let Some((who, outcome, _)) = self.checked() {
            let who = who.to_owned();
            return Err(match outcome {
                Outcome::Agreed => PeopleRefusal::AlreadyChecked { who },
                Outcome::Returned => PeopleRefusal::Returned { who },
            });
        }
        self.apart(id, Role::Checker)
    }

    /// The same for an approval.
    pub fn open_to_approval(&self, id: &str) -> Result<(), PeopleRefusal> {
        self.signable()?;
        match (self.checked(), self.approved()) {
            (None, _) => return Err(PeopleRefusal::NotChecked),
            (Some((who, Outcome::Returned, _)), _) => return Err(PeopleRefusal::Returned { who: who.to_owned() }),
            (Some(_), Some(who)) => return Err(PeopleRefusal::AlreadyApproved { who: who.to_owned() }),
            (Some(_), None) => {}
        }
        self.apart(id, Role::Approver)
    }

    /// Whether an account that stands may check this run.
    pub fn may_check(&self, account: &Account) -> Result<(), PeopleRefusal> {
        in_role(account, Role::Checker)?;
        self.open_to_check(&account.id)
    }

    /// Whether an account that stands may approve this run.
    pub fn may_approve(&self, account: &Account) -> Result<(), PeopleRefusal> {
        in_role(account, Role::Approver)?;
        self.open_to_approval(&account.id)
    }

    /// How far a document of this run is; nothing for a kind that there is not.
    pub fn document_state(&self, kind: &str) -> Option<DocumentState> {
        let documents = Documents::embedded();
        let document = documents.get(kind)?;
        if self.demonstration {
            return Some(DocumentState::Demonstration);
        }
        if !self.concluded {
            return Some(DocumentState::Open);
        }
        if self.verifier().is_none() {
            return Some(DocumentState::Unsigned);
        }
        if let Some((who, Outcome::Returned, note)) = self.checked() {
            return Some(DocumentState::Returned { who: who.to_owned(), note: note.to_owned() });
        }
        let by = |role: &Role| match role {
            Role::Verifier => self.verifier(),
            Role::Checker => self.checked().map(|(who, ..)| who),
            Role::Approver => self.approved(),
            Role::Administrator => None,
        };
        let missing: Vec<Role> = document.needs.iter().copied().filter(|role| by(role).is_none()).collect();
        if !missing.is_empty() {
            return Some(DocumentState::Missing(missing));
        }
        let signed: Vec<(Role, String)> =
            document.needs.iter().filter_map(|role| Some((*role, by(role)?.to_owned()))).collect();
        let hands = self.hands.iter().map(|who| (Role::Verifier, who.clone()));
        let parts: Vec<(Role, String)> = hands.chain(signed.iter().cloned()).collect();
        let same = |(role, who): &&(Role, String)| {
            parts.iter().any(|(other, whose)| documents.apart(*role, *other) && who == whose)
        };
        let twice = parts.iter().find(same).map(|(_, who)| who.clone());
        Some(twice.map_or(DocumentState::Complete(signed), |who| DocumentState::NotApart { who }))
    }
}

fn in_role(account: &Account, role: Role) -> Result<(), PeopleRefusal> {
    if account.has(role) { Ok(()) } else { Err(PeopleRefusal::NotInRole { id: account.id.clone(), role }) }
}

impl Roll {
    /// The check of a run by somebody; returning it needs a reason.
    pub fn check_run(
        &self,
        run: &Signers,
        outcome: Outcome,
        note: &str,
        by: Option<&SignedIn>,
        now: &When,
    ) -> Result<Signature, PeopleRefusal> {
        let account = self.may(by, Role::Checker, now)?;
        run.may_check(account)?;
        let note =
            if outcome == Outcome::Returned || !note.trim().is_empty() { check_note(note)? } else { String::new() };
        Ok(Signature::RunChecked { who: account.id.clone(), outcome, note })
    }

    /// The approval of a run by somebody.
    pub fn approve_run(
        &self,
        run: &Signers,
        note: &str,
        by: Option<&SignedIn>,
        now: &When,
    ) -> Result<Signature, PeopleRefusal> {
        let account = self.may(by, Role::Approver, now)?;
        run.may_approve(account)?;
        let note = if note.trim().is_empty() { String::new() } else { check_note(note)? };
        Ok(Signature::RunApproved { who: account.id.clone(), note })
    }
}
