//! The register of standards of a station: read from the ledger, changed in the name of whoever is signed in, and shown with
//! how everything stands today.

use super::engine::Engine;
use super::people::{People, PeopleError, PeopleView};
use super::why::{Why, both};
use crate::exit::Exit;
use crate::ledger::{Ledger, LedgerError, Record};
use crate::link;
use crate::locale::{Lang, Words, standards};
use crate::people::{Account, PeopleRefusal, Role};
use crate::register::{Change, DUE_DAYS, Register, RegisterEvent, RegisterRefusal, Standard, Standing};
use jiff::civil::Date;
use std::sync::Arc;

/// Who may change the register, from the first account on.
const KEEPERS: [Role; 2] = [Role::Verifier, Role::Administrator];

/// The standards of a ledger at work.
#[derive(Clone, Debug, Default)]
pub struct Standards {
    register: Register,
    entries: Vec<RegisterEntry>,
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterEntry {
    /// Its number in the ledger.
    pub seq: u64,
    /// When it was written.
    pub at: String,
    /// What it says.
    pub event: RegisterEvent,
}

/// What views draw of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterView {
    /// The standards.
    pub register: Register,
    /// Every entry of it, oldest first.
    pub entries: Vec<RegisterEntry>,
    /// The day by which everything stands as it does; `None` before the register was read.
    pub today: Option<Date>,
    /// Why it could not be read.
    pub unread: Option<Words>,
}

impl RegisterView {
    /// An empty one on this day, `YYYY-MM-DD`.
    pub fn on(today: &str) -> Arc<Self> {
        Arc::new(Self { today: today.parse().ok(), ..Self::default() })
    }

    /// How a standard stands today.
    pub fn standing(&self, standard: &Standard) -> Option<Standing> {
        self.register.standing(&standard.id, self.today?, DUE_DAYS)
    }

    /// Standards that are expired today or end soon, the first to end first.
    pub fn due(&self) -> Vec<(String, Standing)> {
        let Some(today) = self.today else { return Vec::new() };
        let named = |standard: &Standard| (standard.title(), standard.standing(today, DUE_DAYS));
        self.register.due(today, DUE_DAYS).into_iter().map(named).collect()
    }
}

/// Why the register is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandardsError {
    /// What is refused, with the place of its change among those that were asked for, from 0.
    Refused(Vec<(usize, RegisterRefusal)>),
    /// Nobody is signed in, or in no role that may do it.
    Other(Why),
    /// The ledger could not be written.
    Ledger(LedgerError),
}

impl StandardsError {
    /// How a verb that fails on it ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Refused(refused) => refused.first().map_or(Exit::BadInput, |(_, why)| why.exit()),
            Self::Other(why) => why.exit,
            Self::Ledger(why) => why.exit(),
        }
    }
}

impl From<StandardsError> for Why {
    fn from(why: StandardsError) -> Self {
        let exit = why.exit();
        match why {
            StandardsError::Other(why) => why,
            StandardsError::Ledger(why) => why.into(),
            StandardsError::Refused(refused) => {
                let words: Vec<Words> = refused.iter().map(|(_, why)| why.words()).collect();
                let all =
                    |lang, between: &str| words.iter().map(|words| words.get(lang)).collect::<Vec<_>>().join(between);
                Self { words: Words::new(all(Lang::Zh, "；"), all(Lang::En, "; ")), exit }
            }
        }
    }
}

/// Whether whoever is signed in may change the register; in words who may.
pub fn may_keep(people: &PeopleView) -> Result<(), Words> {
    match &people.signed_in {
        _ if !people.required => Ok(()),
        Some(who) if KEEPERS.iter().any(|role| who.has(*role)) => Ok(()),
        Some(who) => Err(keepers_only(&who.id)),
        None => Err(keepers_sign_in()),
    }
}

fn keepers_only(who: &str) -> Words {
    Words::new(standards::keepers_only(Lang::Zh, who), standards::keepers_only(Lang::En, who))
}

fn keepers_sign_in() -> Words {
    Words::new(standards::keepers_sign_in(Lang::Zh), standards::keepers_sign_in(Lang::En))
}

/// In whose name the register is changed; nobody's while the ledger has no account.
fn keeper(people: &People) -> Result<Option<&Account>, Why> {
    let mut last = None;
    for role in KEEPERS {
        match people.official(role) {
            Ok(account) => return Ok(account),
            Err(why) => last = Some(why),
        }
    }
    Err(match last {
        Some(PeopleError::Refused(why @ PeopleRefusal::NotInRole { .. })) => {
            let who = people.signed_in().map(|by| by.id()).unwrap_or_default();
            Why { words: keepers_only(who), exit: why.exit() }
        }
        Some(PeopleError::Refused(why @ PeopleRefusal::NotSignedIn)) => {
            Why { words: keepers_sign_in(), exit: why.exit() }
        }
        Some(why) => why.into(),
        None => keepers_sign_in().into(),
    })
}

/// The day of the station's clock; none where this machine cannot tell it.
fn today() -> Option<Date> {
    link::stamp().at.get(..10)?.parse().ok()
}

impl Standards {
    /// Reads the register of a ledger. An entry that cannot be read is an error: a standard would look better than it is.
    pub fn read(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut read = Self::default();
        for entry in ledger.entries_of_kinds(&RegisterEvent::KINDS)? {
            if let Some(event) = RegisterEvent::read(&entry.record.kind, &entry.record.data) {
                let event = event.map_err(|why| LedgerError::Broken { seq: entry.seq, why })?;
                read.take_in(RegisterEntry { seq: entry.seq, at: entry.record.at, event });
            }
        }
        Ok(read)
    }

    /// The standards.
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// The standards as they stood before an entry of the ledger; as they are now without one.
    pub fn as_of(&self, seq: Option<u64>) -> Register {
        let Some(seq) = seq else { return self.register.clone() };
        let mut then = Register::default();
        self.entries.iter().filter(|entry| entry.seq < seq).for_each(|entry| then.apply(&entry.event));
        then
    }

    /// What views draw of it today.
    fn view(self) -> RegisterView {
        RegisterView { register: self.register, entries: self.entries, today: today(), unread: None }
    }

    fn take_in(&mut self, entry: RegisterEntry) {
        self.register.apply(&entry.event);
        self.entries.push(entry);
    }

    /// Does all of it, stored together, or nothing. From the first account on verifiers and administrators may.
    pub fn perform(&mut self, ledger: &mut Ledger, people: &People, changes: &[Change]) -> Result<(), StandardsError> {
        let by = keeper(people).map_err(StandardsError::Other)?.map(|account| account.id.as_str());
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
        let stored = ledger.append_all(&records).map_err(StandardsError::Ledger)?;
        for (event, stored) in events.into_iter().zip(stored) {
            self.take_in(RegisterEntry { seq: stored.seq, at: at.at.clone(), event });
        }
        Ok(())
    }
}

impl Engine {
    /// Reads the register for the screens.
    pub(super) fn read_register(&mut self) {
        match Standards::read(&self.ledger) {
            Ok(standards) => self.show_register(standards.view()),
            Err(why) => {
                self.show_register(RegisterView { unread: Some(both(&why)), ..RegisterView::default() });
                self.trouble(&why);
            }
        }
    }

    /// Does something to a standard, in the name of whoever is signed in: to the register as the ledger has it.
    pub(super) fn keep_standard(&mut self, change: Change) -> Result<(), Why> {
        let mut standards = Standards::read(&self.ledger)?;
        match standards.perform(&mut self.ledger, &self.people, &[change]) {
            Ok(()) => self.snapshot.troubles.clear(),
            Err(StandardsError::Ledger(why)) => {
                self.trouble(&why);
                return Err(why.into());
            }
            Err(why) => return Err(why.into()),
        }
        self.show_register(standards.view());
        self.count_changes();
        Ok(())
    }

    /// Over midnight everything stands as it does on the new day.
    pub(super) fn look_at_day(&mut self) {
        let (known, now) = (self.snapshot.register.today, today());
        if known.is_some() && now.is_some() && known != now {
            self.show_register(RegisterView { today: now, ..(*self.snapshot.register).clone() });
            self.publish();
        }
    }

    fn show_register(&mut self, view: RegisterView) {
        self.snapshot.due = view.due();
        self.snapshot.register = Arc::new(view);
    }
}
