//! Reads runs for papers, and only those that hold.

use crate::document::compose::{Knowledge, Recorded};
use crate::exit::Exit;
use crate::instrument::Profiles;
use crate::ledger::{ExportedRun, KeyHistory, Ledger};
use crate::locale::{Words, papers as words};
use crate::regulation::Book;
use crate::seal::{Code, KeySet, SignedBy};
use crate::station::{People, Standards, Why};
use std::path::Path;
use std::sync::Arc;

/// An open record with what is needed to read papers from it.
pub struct Reader {
    ledger: Ledger,
    people: People,
    keys: KeySet,
    book: Arc<Book>,
    profiles: Arc<Profiles>,
    standards: Standards,
}

impl Reader {
    /// Opens the record of a folder for reading.
    pub fn open(folder: &Path, book: Arc<Book>, profiles: Arc<Profiles>) -> Result<Self, Why> {
        Self::of(Ledger::open_reading(folder)?, book, profiles)
    }

    /// Reads from a record that is open.
    pub fn of(ledger: Ledger, book: Arc<Book>, profiles: Arc<Profiles>) -> Result<Self, Why> {
        let keys = KeyHistory::of(&ledger)?.set();
        let people = People::read(&ledger)?;
        let standards = Standards::read(&ledger)?;
        Ok(Self { ledger, people, keys, book, profiles, standards })
    }

    /// A run; refused where there is none of this id, and where its entries or seals do not hold.
    pub fn recorded(&self, run: &str) -> Result<Recorded, Why> {
        let known = Knowledge {
            roll: self.people.roll(),
            book: &self.book,
            profiles: &self.profiles,
            standards: &self.standards,
        };
        let recorded = Recorded::read(&self.ledger, run, &known)?;
        let recorded = recorded.ok_or_else(|| words::both(|lang| words::no_run(lang, run)))?;
        if recorded.judgement.is_some() {
            self.holds(run)?;
        }
        Ok(recorded)
    }

    /// No document of a run whose entries or seals do not hold.
    fn holds(&self, run: &str) -> Result<(), Why> {
        let exported = ExportedRun::of(&self.ledger, run, &self.keys)?;
        let Some((seq, why)) = exported.and_then(|exported| exported.examine().wrong.into_iter().next()) else {
            return Ok(());
        };
        let (place, seq) = (self.ledger.path().display().to_string(), seq.to_string());
        let words = Words::new(
            words::does_not_hold(crate::locale::Lang::Zh, &place, &seq, run, &why.zh),
            words::does_not_hold(crate::locale::Lang::En, &place, &seq, run, &why.en),
        );
        Err(Why { words, exit: Exit::Integrity })
    }
}

/// The code on a final paper: the one that was handed out since everybody signed; else one is to be handed out.
pub fn code_of(recorded: &Recorded) -> Option<String> {
    let signers = &recorded.signers;
    let now = SignedBy {
        verifier: signers.verifier().is_some(),
        checker: signers.checked().is_some(),
        approver: signers.approved().is_some(),
    };
    let covers = |text: &String| Code::parse(text).is_ok_and(|code| code.signed_by() == now);
    recorded.code.clone().filter(covers)
}
