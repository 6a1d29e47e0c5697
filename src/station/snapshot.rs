//! What views draw: an immutable picture of the station at one moment. Views hold no truth of their own.

use super::day::Today;
use super::discovery::DiscoveryView;
use super::last_plans::LastPlan;
use super::monitor::WireView;
use super::papers::PapersView;
use super::people::PeopleView;
use super::register::RegisterView;
use super::seals::SealsView;
use super::search::{Compared, FoundRuns, Looking};
use super::trail::Trail;
use super::walk::Walk;
use crate::instrument::Reading;
use crate::locale::Words;
use crate::people::Signers;
use crate::procedure::{
    Ask, CaptureState, Comparison, LotTask, Observation, PileTask, ScaleRow, ScaleTask, Step, Subject,
};
use crate::quantity::{Decimal, Quantity, Unit};
use crate::register::Standing;
use crate::regulation::{Judgement, LotPlan, PilePlan, Status};
use std::sync::Arc;

/// The station at one moment. Cheap to clone behind an `Arc`; a new one is published whenever something changed.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Grows with every published snapshot.
    pub number: u64,
    /// Instruments are simulated: every screen says 演示 DEMONSTRATION.
    pub demonstration: bool,
    /// Serial ports found on this machine, and why one cannot be used.
    pub ports: Vec<PortView>,
    /// Instruments in use, in the order of the run: scale; or pile, standard. Without a run: the one that is watched.
    pub instruments: Vec<InstrumentView>,
    /// What goes over their lines, while somebody looks at it.
    pub wire: Option<Arc<WireView>>,
    /// What was found on the ports; `None` before anybody looked.
    pub discovery: Option<DiscoveryView>,
    /// The newest runs in the ledger and every open one, newest first; open ones have no verdict.
    pub runs: Vec<RunSummary>,
    /// The register of standards, as it stands today.
    pub register: Arc<RegisterView>,
    /// Standards of it that are expired or end soon, the first to end first.
    pub due: Vec<(String, Standing)>,
    /// The newest plan of each kind in the ledger, for the forms; read after the first picture.
    pub last_plans: Arc<Vec<LastPlan>>,
    /// The run that is being worked on.
    pub active: Option<RunView>,
    /// The run that is being looked at; shared, since every snapshot holds all of it.
    pub detail: Option<Arc<RunDetail>>,
    /// What was found of its seals; `None` until somebody asks.
    pub seals: Option<Arc<SealsView>>,
    /// A page of the runs that were looked for.
    pub found: Option<Arc<FoundRuns>>,
    /// Two runs side by side.
    pub compared: Option<Arc<Compared>>,
    /// How far a look through the record is that takes long.
    pub looking: Option<Looking>,
    /// Today's work; `None` until it was counted, just after the start.
    pub today: Option<Arc<Today>>,
    /// How far the walk over the whole chain is, where it takes long or was stopped.
    pub walk: Option<Walk>,
    /// Papers of runs that can be written.
    pub papers: Option<Arc<PapersView>>,
    /// The accounts, and who is signed in.
    pub people: PeopleView,
    /// What is wrong with the station itself (disk full, ledger not writable): newest last, at most a few.
    pub troubles: Vec<Trouble>,
    /// Why no official run can be begun on this station now; `None` when it can, and in a demonstration.
    pub unfit: Option<Words>,
    /// The whole chain was walked since the program started.
    pub walked: bool,
    /// How many entries changed something legally relevant: keys, accounts, figures, profiles, the program, the clock.
    pub changes: u64,
    /// Fingerprint of the station's key in force.
    pub key: Option<String>,
    /// A code that was just handed out; shown until it is put away.
    pub handed_out: Option<HandedOut>,
    /// Answer to the last command that could not be carried out; empty again after the next one.
    pub refused: Option<Words>,
}

/// A handed-out code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOut {
    /// The run it is of.
    pub run: String,
    /// Its text.
    pub code: String,
    /// It is of a demonstration: it proves nothing.
    pub demonstration: bool,
}

/// A serial port of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortView {
    /// `/dev/ttyUSB0`.
    pub path: String,
    /// Maker and product of the adapter, where USB tells.
    pub description: String,
    /// A name that survives replugging: the place on the USB tree, or the adapter's number.
    pub stable: Option<String>,
    /// Why it cannot be used; `None` when it can.
    pub unusable: Option<Words>,
}

/// Which part an instrument plays in the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Role {
    Scale,
    Pile,
    Standard,
    /// Looked at without a run.
    Watched,
    /// Reads the names of packages.
    Scanner,
}

impl Role {
    /// Every part there is.
    const ALL: [Self; 4] = [Self::Scale, Self::Pile, Self::Standard, Self::Scanner];

    /// The part of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// As events and entries write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scale => "scale",
            Self::Pile => "pile",
            Self::Standard => "standard",
            Self::Watched => "watched",
            Self::Scanner => "scanner",
        }
    }
}

/// An instrument in use.
#[derive(Clone, Debug)]
pub struct InstrumentView {
    /// Its part.
    pub role: Role,
    /// Id of its profile.
    pub device: String,
    /// Its name for people.
    pub name: Words,
    /// Its port, as the plan names it.
    pub port: String,
    /// The device file behind that name when it was opened last, where it is another.
    pub real: Option<String>,
    /// How its line is.
    pub line: Line,
    /// The last reading of every item, in the order of first arrival; the first is the one to show large.
    pub readings: Vec<Reading>,
    /// Older than this a reading is stale: it loses its colour and counts for nothing. Nanoseconds.
    pub stale_after_ns: u64,
    /// How many frames were refused since the run began.
    pub refused_frames: u64,
    /// What was wrong with the last refused frame.
    pub last_refusal: Option<Words>,
}

/// How the line of an instrument is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Line {
    /// Opened, nothing heard yet.
    Opening,
    /// Readings come.
    Live,
    /// Nothing is heard any more.
    Silent,
    /// Unplugged; looked for.
    Gone(Words),
    /// Cannot be opened; tried again.
    Unavailable(Words),
}

impl InstrumentView {
    /// Whether a reading is fresh at `now_ns` of the monotonic clock: the line is live and the reading young.
    pub fn fresh(&self, reading: &Reading, now_ns: u64) -> bool {
        self.line == Line::Live && now_ns.saturating_sub(reading.stamp.mono_ns) <= self.stale_after_ns
    }
}

/// One run in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSummary {
    /// Id of the run.
    pub run: String,
    /// `lot`, `pile` or `scale`.
    pub kind: String,
    /// What was inspected.
    pub title: String,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// `pass`, `fail`, …; `None` while it is open.
    pub verdict: Option<String>,
    /// Done on simulated instruments.
    pub demonstration: bool,
}

/// The run that is being worked on.
#[derive(Clone, Debug)]
pub struct RunView {
    /// Id of the run.
    pub run: String,
    /// Id of the regulation.
    pub regulation: String,
    /// Number of the regulation as printed: `JJF 1070-2005`.
    pub number: String,
    /// Title of the regulation.
    pub title: Words,
    /// The weakest figure of the regulation that this run uses.
    pub status: Status,
    /// What comes next.
    pub ask: Ask,
    /// Its steps, with the state of each.
    pub steps: Vec<Step>,
    /// The part that differs by kind.
    pub kind: KindView,
    /// The judgement on what there is so far; final once `concluded`.
    pub judgement: Option<Arc<Judgement>>,
    /// Number of the run's last entry in the ledger, and how many it has: what is stored.
    pub stored: Stored,
    /// The verdict is stored; nothing changes any more.
    pub concluded: bool,
    /// What the operator should know now (another unit on the scale, registers fell …).
    pub notice: Option<Words>,
    /// What stands in the margin of its work: notes, a pause, what can be taken back.
    pub margin: Margin,
}

/// What stands in the margin of a run's work.
#[derive(Clone, Debug, Default)]
pub struct Margin {
    /// Why it is paused, when it is.
    pub paused: Option<Words>,
    /// Its notes, oldest first.
    pub notes: Arc<Vec<String>>,
    /// Every datum that holds, and every step that was left out, oldest first.
    pub held: Arc<Vec<Held>>,
    /// The present step may be left out.
    pub skippable: bool,
}

/// Something stored that a person may take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Number of its entry.
    pub seq: u64,
    /// What it is of.
    pub subject: Subject,
    /// The same for people.
    pub words: Words,
    /// Its value with the unit; `None`: a step that was left out.
    pub value: Option<String>,
    /// A person typed it.
    pub typed: bool,
}

/// What of a run is durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Number of the last entry of this run in the ledger.
    pub last_seq: u64,
    /// How many entries this run has.
    pub entries: u64,
}

/// The part of a run that differs by kind.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum KindView {
    Lot(Box<LotView>),
    Pile(Box<PileView>),
    Scale(Box<ScaleView>),
}

/// A lot run.
#[derive(Clone, Debug)]
pub struct LotView {
    /// Its plan.
    pub task: LotTask,
    /// The sampling plan.
    pub plan: LotPlan,
    /// The label quantity.
    pub label: Quantity,
    /// Where the capture stands, and the length of its window in nanoseconds; `None` before the first reading.
    pub capture: Option<(CaptureState, u64)>,
    /// The code of a scanner that waits for the next package.
    pub code: Option<String>,
    /// Packings weighed (stored), and how many are wanted.
    pub tares: Arc<Vec<Observation>>,
    /// How many packings are wanted.
    pub tares_wanted: u64,
    /// Packages weighed (stored); net, deviation and class of each are in `judgement.lot`.
    pub packages: Arc<Vec<Observation>>,
    /// How many packages are wanted: the sample, or both samples.
    pub packages_wanted: u64,
}

/// A pile run.
#[derive(Clone, Debug)]
pub struct PileView {
    /// Its plan.
    pub task: PileTask,
    /// What the regulation asks.
    pub plan: PilePlan,
    /// Every comparison, as far as it has come (stored).
    pub comparisons: Vec<Comparison>,
    /// Energy passed since the start of the comparison under way, kWh: pile.
    pub running_instrument: Option<Decimal>,
    /// The same of the standard.
    pub running_reference: Option<Decimal>,
    /// How both grew, in the comparison under way or the last one.
    pub trail: Trail,
}

/// A scale run.
#[derive(Clone, Debug)]
pub struct ScaleView {
    /// Its plan.
    pub task: ScaleTask,
    /// Unit of every mass of the plan and of the judgement.
    pub unit: Unit,
    /// Where the capture stands, and the length of its window in nanoseconds; `None` before the first reading.
    pub capture: Option<(CaptureState, u64)>,
    /// Every load of the schedule with what is stored of it; errors are in `judgement.scale`.
    pub rows: Vec<ScaleRow>,
}

/// A run looked at afterwards: everything that is stored of it.
#[derive(Clone, Debug)]
pub struct RunDetail {
    /// The run.
    pub summary: RunSummary,
    /// Its final judgement; `None` for an open run.
    pub judgement: Option<Judgement>,
    /// Whose signatures stand under it.
    pub signers: Signers,
    /// Its entries in the ledger.
    pub entries: Vec<EntryView>,
}

/// One entry of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// Its number in the ledger.
    pub seq: u64,
    /// When it was written.
    pub at: String,
    /// Its kind.
    pub kind: String,
    /// What it says, for people.
    pub words: Words,
    /// The bytes behind it (frames in hexadecimal, oldest first), where it rests on some.
    pub frames: Vec<String>,
    /// The readings that its value rests on, oldest first: the way back from the number to bytes, port, clocks and profile.
    pub readings: Vec<Reading>,
    /// First digits of its hash.
    pub hash: String,
}

/// Something that is wrong with the station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its code.
    pub code: &'static str,
    /// What is wrong, where, and what would be right.
    pub words: Words,
}
