//! Every standard as the entries made it. Folding refuses nothing.

use super::event::RegisterEvent;
use super::refusal::RegisterRefusal;
use super::standard::{Draft, Standard, Standing, TEXT_CHARACTERS_MAX};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The standards of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    standards: BTreeMap<String, Kept>,
}

/// A standard, and why it is used no more.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    standard: Standard,
    retired: Option<String>,
}

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Change {
    Add(Draft),
    /// The whole standard as it is to be.
    Change(Draft),
    Retire {
        id: String,
        reason: String,
    },
}

impl Register {
    /// A standard, retired ones too.
    pub fn get(&self, id: &str) -> Option<&Standard> {
        self.standards.get(id).map(|kept| &kept.standard)
    }

    /// Why a standard is used no more; nothing while it is.
    pub fn retired(&self, id: &str) -> Option<&str> {
        self.standards.get(id).and_then(|kept| kept.retired.as_deref())
    }

    /// Every standard by id, retired ones too.
    pub fn all(&self) -> impl Iterator<Item = &Standard> {
        self.standards.values().map(|kept| &kept.standard)
    }

    /// Every standard that is used, the one that ends first before the others.
    pub fn used(&self) -> Vec<&Standard> {
        let used = self.standards.values().filter(|kept| kept.retired.is_none());
        let mut used: Vec<&Standard> = used.map(|kept| &kept.standard).collect();
        used.sort_by_key(|standard| standard.valid_until);
        used
    }

    /// Every standard, those in use by what ends first, retired ones behind them.
    pub fn by_end(&self) -> Vec<&Standard> {
        let retired = self.standards.values().filter(|kept| kept.retired.is_some());
        self.used().into_iter().chain(retired.map(|kept| &kept.standard)).collect()
    }

    /// The standards in use that are expired on a day or end within so many days after it, the first to end first.
    pub fn due(&self, today: Date, within: i32) -> Vec<&Standard> {
        let mut due = self.used();
        due.retain(|standard| standard.days_left(today) <= within);
        due
    }

    /// How a standard stands on a day.
    pub fn standing(&self, id: &str, today: Date, within: i32) -> Option<Standing> {
        let kept = self.standards.get(id)?;
        Some(if kept.retired.is_some() { Standing::Retired } else { kept.standard.standing(today, within) })
    }

    /// Takes in what is stored.
    pub fn apply(&mut self, event: &RegisterEvent) {
        match event {
            // An id that was there before stays whose it was.
            RegisterEvent::StandardAdded { standard, .. } => {
                let kept = Kept { standard: standard.clone(), retired: None };
                self.standards.entry(standard.id.clone()).or_insert(kept);
            }
            RegisterEvent::StandardChanged { standard, .. } => {
                if let Some(kept) = self.standards.get_mut(&standard.id) {
                    kept.standard = standard.clone();
                }
            }
            RegisterEvent::StandardRetired { id, reason, .. } => {
                if let Some(kept) = self.standards.get_mut(id) {
                    kept.retired = Some(reason.clone());
                }
            }
        }
    }

    /// The entry that does something, in the name of an account; or every reason against it.
    pub fn propose(&self, change: &Change, by: Option<&str>) -> Result<RegisterEvent, Vec<RegisterRefusal>> {
        let by = by.map(str::to_owned);
        match change {
            Change::Add(draft) => {
                let standard = Standard::of(draft)?;
                if self.standards.contains_key(&standard.id) {
                    return Err(vec![RegisterRefusal::IdTaken { id: standard.id }]);
                }
                Ok(RegisterEvent::StandardAdded { standard, by })
            }
            Change::Change(draft) => {
                let known = self.in_use(draft.id.trim())?;
                let standard = Standard::of(draft)?;
                if standard == *known {
                    return Err(vec![RegisterRefusal::NothingChanged { id: standard.id }]);
                }
                Ok(RegisterEvent::StandardChanged { standard, by })
            }
            Change::Retire { id, reason } => {
                let id = self.in_use(id.trim())?.id.clone();
                let reason = reason.trim().to_owned();
                let long = reason.chars().count() > TEXT_CHARACTERS_MAX;
                if reason.is_empty() || long || reason.chars().any(char::is_control) {
                    return Err(vec![RegisterRefusal::NoReason]);
                }
                Ok(RegisterEvent::StandardRetired { id, reason, by })
            }
        }
    }

    fn in_use(&self, id: &str) -> Result<&Standard, Vec<RegisterRefusal>> {
        let kept = self.standards.get(id).ok_or_else(|| vec![RegisterRefusal::Unknown { id: id.to_owned() }])?;
        if kept.retired.is_some() {
            return Err(vec![RegisterRefusal::Retired { id: id.to_owned() }]);
        }
        Ok(&kept.standard)
    }
}
