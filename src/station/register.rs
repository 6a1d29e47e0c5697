//! The register of standards of a station: read from the ledger, changed in the name of whoever is signed in.

use super::people::{People, PeopleError};
use super::why::Why;
use crate::exit::Exit;
use crate::ledger::{Ledger, LedgerError, Record};
use crate::link;
use crate::people::Role;
use crate::register::{Change, DUE_DAYS, Register, RegisterEvent, RegisterRefusal, Standard, Standing};

/// The standards of a ledger at work.
#[derive(Clone, Debug, Default)]
pub struct Standards {
    register: Register,
}

/// Why the register is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandardsError {
    /// What is refused, with the place of its change among those that were asked for, from 0.
    Refused(Vec<(usize, RegisterRefusal)>),
    /// Nobody is signed in, or in no role that may do it; or the ledger could not be written.
    Other(Why),
}

impl StandardsError {
    /// How a verb that fails on it ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Refused(refused) => refused.first().map_or(Exit::BadInput, |(_, why)| why.exit()),
            Self::Other(why) => why.exit,
        }
    }
}

impl Standards {
    /// Reads the register of a ledger. An entry that cannot be read is an error: a standard would look better than it is.
    pub fn read(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut register = Register::default();
        for entry in ledger.entries_of_kinds(&RegisterEvent::KINDS)? {
            if let Some(event) = RegisterEvent::read(&entry.record.kind, &entry.record.data) {
                register.apply(&event.map_err(|why| LedgerError::Broken { seq: entry.seq, why })?);
            }
        }
        Ok(Self { register })
    }

    /// The standards.
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// Standards that are expired today or end soon, the first to end first. A day that this machine cannot tell has none.
    pub fn due(&self) -> Vec<(String, Standing)> {
        let now = link::stamp().at;
        let Ok(today) = now.get(..10).unwrap_or_default().parse() else { return Vec::new() };
        let named = |standard: &Standard| {
            let title = [&standard.name, &standard.serial, &standard.id].into_iter().find(|text| !text.is_empty());
            (title.cloned().unwrap_or_default(), standard.standing(today, DUE_DAYS))
        };
        self.register.due(today, DUE_DAYS).into_iter().map(named).collect()
    }

    /// Does all of it, stored together, or nothing. From the first account on verifiers and administrators may.
    pub fn perform(&mut self, ledger: &mut Ledger, people: &People, changes: &[Change]) -> Result<(), StandardsError> {
        let by = match people.official(Role::Verifier) {
            Err(PeopleError::Refused(_)) => people.official(Role::Administrator),
            other => other,
        };
        let by = by.map_err(|why| StandardsError::Other(why.into()))?.map(|account| account.id.as_str());
        // Each is proposed to what the ones before it leave.
        let mut after = self.register.clone();
        let (mut events, mut refused) = (Vec::new(), Vec::new());
        for (index, change) in changes.iter().enumerate() {
            match after.propose(change, by) {
                Ok(event) => {
                    after.apply(&event);
                    events.push(event);
                }
                Err(why) => refused.extend(why.into_iter().map(|why| (index, why))),
            }
        }
        if !refused.is_empty() {
            return Err(StandardsError::Refused(refused));
        }
        let at = link::stamp();
        let record = |event: &RegisterEvent| Record {
            kind: event.kind().into(),
            run: None,
            at: at.at.clone(),
            mono_ns: at.mono_ns,
            data: event.data(),
        };
        let records: Vec<Record> = events.iter().map(record).collect();
        ledger.append_all(&records).map_err(|why| StandardsError::Other(why.into()))?;
        self.register = after;
        Ok(())
    }
}
