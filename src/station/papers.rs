//! Papers for views: what can be made of runs and how far each paper is, one of them to look at, and writing them. They are
//! made by a [`PaperOffice`], which reads the record for itself in a thread beside the station's; only a code that is to be
//! handed out comes back here, since only the station writes the record.

use super::engine::Engine;
use super::why::Why;
use super::{Event, Snapshot};
use crate::ledger::RunQuery;
use crate::locale::{Words, papers as words};
use crate::paper::{Form, Paper, PaperKind, Tongue};
use crate::people::DocumentState;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Most runs whose papers are made at once.
pub const BATCH_MAX: usize = 500;
/// How long a station that ends waits for files that are being written: what is half-written is taken away meanwhile.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// How often somebody who waits for a code looks whether anybody still wants it.
const CODE_STEP: Duration = Duration::from_millis(100);

/// Which runs papers are wanted of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PapersOf {
    /// These.
    Runs(Vec<String>),
    /// All that a search finds.
    Found(Box<RunQuery>),
}

/// What is to be written, of the runs that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperOrder {
    /// Which papers.
    pub kinds: Vec<PaperKind>,
    /// As which files.
    pub forms: Vec<Form>,
    /// In which language.
    pub tongue: Tongue,
    /// Where to, as it was typed.
    pub folder: String,
    /// Files of other content are replaced.
    pub replace: bool,
}

/// A kind of paper, and the runs that can give it, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub kind: PaperKind,
    /// Of which runs.
    pub of: Vec<Offered>,
}

/// One paper that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Of which run; empty for the summary of all.
    pub run: String,
    /// How far it is; `None` for what no signature of the station belongs to.
    pub state: Option<DocumentState>,
}

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Files are being written; else runs are being read.
    pub writing: bool,
    /// How many are done.
    pub done: usize,
    /// Of how many.
    pub all: usize,
    /// It was told to stop.
    pub stopping: bool,
}

/// A paper to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What it is.
    pub kind: PaperKind,
    /// Number of its run within the offer, from 0.
    pub number: usize,
    /// The paper; `None` while it is being made, in words why there is none.
    pub paper: Option<Result<Arc<Paper>, Words>>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files, with their whole paths, in order.
    pub paths: Vec<String>,
    /// What is to be said of them.
    pub notes: Vec<Words>,
}

/// How writing ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PapersEnd {
    /// These files are there.
    Written(Written),
    /// Somebody stopped it: no file is there.
    Stopped,
    /// What is wrong and what would be right: no file is there.
    Refused(Words),
}

/// The papers of some runs, for the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PapersView {
    /// The runs, the one opened first at the beginning.
    pub runs: Vec<String>,
    /// Where files go unless another folder is typed.
    pub folder: String,
    /// This build sets PDFs.
    pub pdf: bool,
    /// What is going on.
    pub work: Option<Work>,
    /// The papers there can be, the one that is wanted most first.
    pub offers: Vec<Offer>,
    /// Why there can be none.
    pub unread: Option<Words>,
    /// The one that is looked at.
    pub preview: Option<Preview>,
    /// How writing ended.
    pub end: Option<PapersEnd>,
}

/// Why papers were not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmade {
    /// Somebody stopped it.
    Stopped,
    /// What is wrong and what would be right.
    Refused(Words),
}

impl From<Why> for Unmade {
    fn from(why: Why) -> Self {
        Self::Refused(why.words)
    }
}

/// Tells how far long work is, and hears that it is to stop.
pub struct Progress<'a> {
    stop: &'a AtomicBool,
    tell: &'a dyn Fn(usize, usize),
}

impl Progress<'_> {
    /// So many of all are done; an error when nobody wants the rest.
    pub fn go(&self, done: usize, all: usize) -> Result<(), Unmade> {
        if self.stopped() {
            return Err(Unmade::Stopped);
        }
        (self.tell)(done, all);
        Ok(())
    }

    /// Whether it is to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Hands a code out for a run.
pub type HandOut<'a> = dyn FnMut(&str) -> Result<String, Why> + 'a;

/// Makes papers of runs. It has no part in what the station holds; it reads what is stored.
pub trait PaperOffice: Send + Sync {
    /// Where files go unless somebody says otherwise.
    fn folder(&self) -> PathBuf;
    /// Whether this build sets PDFs.
    fn sets_pdf(&self) -> bool;
    /// The papers that runs can give, the one that is wanted most first, and that one of the first run.
    fn offers(&self, runs: &[String], progress: &Progress<'_>) -> Result<(Vec<Offer>, Paper), Unmade>;
    /// One paper of one run; of all of them where it is a summary.
    fn paper(&self, runs: &[String], kind: PaperKind) -> Result<Paper, Why>;
    /// Writes the papers of these offers, which are of these runs; all files or none.
    fn write(
        &self,
        runs: &[String],
        offers: &[Offer],
        order: &PaperOrder,
        codes: &mut HandOut<'_>,
        progress: &Progress<'_>,
    ) -> Result<Written, Unmade>;
}

/// From the thread that makes papers.
pub(crate) struct PapersEvent {
    /// The number of its job: what a closed one says is nobody's.
    job: u64,
    told: PapersTold,
}

enum PapersTold {
    Progress(usize, usize),
    Offered(Box<Result<(Vec<Offer>, Paper), Unmade>>),
    Previewed(Preview),
    Code(String, Sender<Result<String, Why>>),
    Ended(PapersEnd),
}

/// The job under way.
#[derive(Default)]
pub(super) struct Papers {
    job: u64,
    stop: Arc<AtomicBool>,
    /// Ends with the thread that writes.
    writer: Option<Receiver<()>>,
    /// The first paper, which is looked at most.
    first: Option<Arc<Paper>>,
}

/// Tells the station something from a job's thread; it may have gone meanwhile.
#[derive(Clone)]
struct Teller {
    job: u64,
    events: Sender<Event>,
}

impl Teller {
    fn tell(&self, told: PapersTold) {
        let _ = self.events.send(Event::Papers(Box::new(PapersEvent { job: self.job, told })));
    }

    /// Asks the station for a code and waits for it.
    fn code(&self, run: &str, stop: &AtomicBool) -> Result<String, Why> {
        let (reply, answer) = channel();
        self.tell(PapersTold::Code(run.to_owned(), reply));
        loop {
            match answer.recv_timeout(CODE_STEP) {
                Ok(code) => return code,
                Err(RecvTimeoutError::Timeout) if !stop.load(Ordering::Relaxed) => {}
                Err(_) => return Err(words::both(words::stopped).into()),
            }
        }
    }
}

impl Engine {
    /// Shows what papers runs can give.
    pub(super) fn show_papers(&mut self, of: PapersOf) -> Result<(), Why> {
        let office = self.office.clone().ok_or_else(|| words::both(words::no_office))?;
        let runs = match of {
            PapersOf::Runs(mut runs) => {
                // Ids begin with the moment of opening: the day in its order.
                runs.sort();
                runs
            }
            PapersOf::Found(query) => {
                let page = self.ledger.search(&query, BATCH_MAX, 0)?;
                if page.total > BATCH_MAX as u64 {
                    let (total, most) = (page.total.to_string(), BATCH_MAX.to_string());
                    return Err(words::both(|lang| words::too_many(lang, &total, &most)).into());
                }
                page.runs.into_iter().rev().map(|row| row.id).collect()
            }
        };
        if runs.is_empty() {
            return Err(words::both(words::no_runs).into());
        }
        let teller = self.begin_job();
        let work = Work { writing: false, done: 0, all: runs.len(), stopping: false };
        self.snapshot.papers = Some(Arc::new(PapersView {
            runs: runs.clone(),
            folder: office.folder().display().to_string(),
            pdf: office.sets_pdf(),
            work: Some(work),
            offers: Vec::new(),
            unread: None,
            preview: None,
            end: None,
        }));
        let stop = Arc::clone(&self.papers.stop);
        beside(move || {
            let tell = |done, all| teller.tell(PapersTold::Progress(done, all));
            let offered = office.offers(&runs, &Progress { stop: &stop, tell: &tell });
            teller.tell(PapersTold::Offered(Box::new(offered)));
        })
    }

    /// A new job: what the one before still says is heard no more.
    fn begin_job(&mut self) -> Teller {
        self.papers.stop.store(true, Ordering::Relaxed);
        let job = self.papers.job + 1;
        self.papers = Papers { job, ..Papers::default() };
        Teller { job, events: self.events.clone() }
    }

    /// Shows one of the papers.
    pub(super) fn preview_paper(&mut self, kind: PaperKind, number: usize) -> Result<(), Why> {
        let (Some(view), Some(office)) = (self.snapshot.papers.clone(), self.office.clone()) else { return Ok(()) };
        let first = view.offers.first().is_some_and(|offer| offer.kind == kind) && number == 0;
        let known = self.papers.first.clone().filter(|_| first);
        let wanted = Preview { kind, number, paper: known.map(Ok) };
        let made = wanted.paper.is_some();
        changed(&mut self.snapshot, |view| view.preview = Some(wanted));
        let offered = view.offers.iter().find(|offer| offer.kind == kind).and_then(|offer| offer.of.get(number));
        let Some(run) = offered.map(|offered| offered.run.clone()).filter(|_| !made) else { return Ok(()) };
        let teller = Teller { job: self.papers.job, events: self.events.clone() };
        beside(move || {
            let runs = if run.is_empty() { view.runs.clone() } else { vec![run] };
            let paper = office.paper(&runs, kind).map(Arc::new).map_err(|why| why.words);
            teller.tell(PapersTold::Previewed(Preview { kind, number, paper: Some(paper) }));
        })
    }

    /// Writes papers of the runs that are shown.
    pub(super) fn write_papers(&mut self, order: PaperOrder) -> Result<(), Why> {
        let (Some(view), Some(office)) = (self.snapshot.papers.clone(), self.office.clone()) else { return Ok(()) };
        if view.work.is_some() {
            return Ok(());
        }
        let offers: Vec<Offer> =
            view.offers.iter().filter(|offer| order.kinds.contains(&offer.kind)).cloned().collect();
        let missing = match () {
            () if offers.is_empty() => Some(words::both(words::no_kind)),
            () if order.forms.is_empty() => Some(words::both(words::no_form)),
            () if order.folder.trim().is_empty() => Some(words::both(words::no_folder_typed)),
            () => None,
        };
        if let Some(missing) = missing {
            changed(&mut self.snapshot, |view| view.end = Some(PapersEnd::Refused(missing)));
            return Ok(());
        }
        let papers: usize = offers.iter().map(|offer| offer.of.len()).sum();
        let work = Work { writing: true, done: 0, all: papers * order.forms.len(), stopping: false };
        changed(&mut self.snapshot, |view| (view.work, view.end) = (Some(work), None));
        let teller = Teller { job: self.papers.job, events: self.events.clone() };
        self.papers.stop = Arc::default();
        let stop = Arc::clone(&self.papers.stop);
        let (ends, ended) = channel::<()>();
        self.papers.writer = Some(ended);
        beside(move || {
            let tell = |done, all| teller.tell(PapersTold::Progress(done, all));
            let mut codes = |run: &str| teller.code(run, &stop);
            let written = office.write(&view.runs, &offers, &order, &mut codes, &Progress { stop: &stop, tell: &tell });
            let end = match written {
                Ok(written) => PapersEnd::Written(written),
                Err(Unmade::Stopped) => PapersEnd::Stopped,
                Err(Unmade::Refused(words)) => PapersEnd::Refused(words),
            };
            teller.tell(PapersTold::Ended(end));
            drop(ends);
        })
    }

    /// Stops what is being written.
    pub(super) fn stop_papers(&mut self) {
        self.papers.stop.store(true, Ordering::Relaxed);
        changed(&mut self.snapshot, |view| {
            if let Some(work) = &mut view.work {
                work.stopping = true;
            }
        });
    }

    /// Shows papers no more; what is being read or written stops.
    pub(super) fn close_papers(&mut self) {
        self.begin_job();
        self.snapshot.papers = None;
    }

    /// Stops what is being written and waits until its half-written files are away.
    pub(super) fn end_papers(&mut self) {
        self.papers.stop.store(true, Ordering::Relaxed);
        if let Some(writer) = self.papers.writer.take() {
            let _ = writer.recv_timeout(LAST_WAIT);
        }
    }

    /// What can be made of the runs, or why nothing can.
    fn take_offer(&mut self, offered: Result<(Vec<Offer>, Paper), Unmade>) {
        match offered {
            Ok((offers, first)) => {
                let first = Arc::new(first);
                self.papers.first = Some(Arc::clone(&first));
                changed(&mut self.snapshot, |view| {
                    view.work = None;
                    view.preview = Some(Preview { kind: first.kind, number: 0, paper: Some(Ok(first)) });
                    view.offers = offers;
                });
            }
            Err(why) => changed(&mut self.snapshot, |view| {
                view.work = None;
                view.unread = Some(match why {
                    Unmade::Stopped => words::both(words::stopped),
                    Unmade::Refused(words) => words,
                });
            }),
        }
    }

    pub(super) fn hear_papers(&mut self, event: PapersEvent) {
        if event.job != self.papers.job {
            return;
        }
        match event.told {
            PapersTold::Code(run, reply) => {
                let sealer = self.sealer.as_ref().ok_or_else(|| self.fitness.no_key());
                let code = sealer.and_then(|sealer| sealer.hand_out(&mut self.ledger, &run)).map(|code| code.text());
                // Whoever asked may have been stopped.
                let _ = reply.send(code);
                if self.snapshot.detail.as_ref().is_some_and(|detail| detail.summary.run == run) {
                    // The run that is looked at has an entry more; it was read a moment ago.
                    self.show(&run);
                }
            }
            PapersTold::Progress(done, all) => changed(&mut self.snapshot, |view| {
                if let Some(work) = &mut view.work {
                    (work.done, work.all) = (done, all);
                }
            }),
            PapersTold::Offered(offered) => self.take_offer(*offered),
            PapersTold::Previewed(preview) => changed(&mut self.snapshot, |view| {
                let wanted = |shown: &Preview| (shown.kind, shown.number) == (preview.kind, preview.number);
                if view.preview.as_ref().is_some_and(wanted) {
                    view.preview = Some(preview);
                }
            }),
            PapersTold::Ended(end) => {
                self.papers.writer = None;
                changed(&mut self.snapshot, |view| (view.work, view.end) = (None, Some(end)));
            }
        }
        self.publish();
    }
}

/// Changes what is shown of papers, where they are shown.
fn changed(snapshot: &mut Snapshot, change: impl FnOnce(&mut PapersView)) {
    if let Some(view) = &mut snapshot.papers {
        change(Arc::make_mut(view));
    }
}

/// Does something in a thread of its own.
fn beside(work: impl FnOnce() + Send + 'static) -> Result<(), Why> {
    let begun = std::thread::Builder::new().name("papers".into()).spawn(work);
    begun.map(drop).map_err(|why| words::both(|lang| words::no_thread(lang, &why.to_string())).into())
}
