//! The one thread that owns all state of the station. Everything arrives as an event; every change is stored before it
//! is applied, and applied before it is shown.

use super::active::ActiveRun;
use super::happening::Happening;
use super::history;
use super::instruments::{Heard, Instruments};
use super::record::{self, Concluded, Opened, Task, Told, Withdrawal};
use super::snapshot::{PortView, Snapshot, Trouble};
use super::why::{Why, both};
use super::{Command, Event, Shared};
use crate::instrument::Profiles;
use crate::ledger::{Ledger, LedgerError, Record, Stored};
use crate::link;
use crate::locale::{Say, Words};
use crate::procedure::{Ask, Observation};
use crate::regulation::{Book, Conclusion};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How often the list of ports is read again while nobody measures.
const PORTS_EVERY: Duration = Duration::from_secs(1);
/// Most troubles kept for the screen.
const TROUBLES_MAX: usize = 3;

pub(super) struct Engine {
    pub ledger: Ledger,
    pub profiles: Arc<Profiles>,
    pub book: Arc<Book>,
    pub demonstration: bool,
    pub record: Option<PathBuf>,
    pub watch_ports: bool,
    pub events: Sender<Event>,
    pub shared: Arc<Shared>,
    pub happenings: Option<Sender<Happening>>,
    pub active: Option<ActiveRun>,
    pub instruments: Instruments,
    pub snapshot: Snapshot,
    pub last_ask: Option<Ask>,
    pub ports_seen: Option<Instant>,
}

impl Engine {
    /// Works until it is told to stop.
    pub fn work(mut self, inbox: &Receiver<Event>) {
        self.snapshot.demonstration = self.demonstration;
        self.list_runs();
        self.look_at_ports();
        self.publish();
        loop {
            match inbox.recv_timeout(PORTS_EVERY) {
                Ok(Event::Command(Command::Stop)) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(Event::Command(command)) => self.obey(command),
                Ok(Event::Link(event)) => self.hear(*event),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.look_at_ports();
        }
    }

    fn look_at_ports(&mut self) {
        let due = self.ports_seen.is_none_or(|seen| seen.elapsed() >= PORTS_EVERY);
        if !self.watch_ports || self.active.is_some() || !due {
            return;
        }
        self.ports_seen = Some(Instant::now());
        let found: Vec<PortView> = link::ports::list().iter().map(history::port_view).collect();
        if found != self.snapshot.ports {
            self.snapshot.ports = found;
            self.publish();
        }
    }

    fn obey(&mut self, command: Command) {
        self.snapshot.refused = None;
        let done = match command {
            Command::OpenLot(task) => self.open(Task::Lot(task)),
            Command::OpenPile(task) => self.open(Task::Pile(task)),
            Command::Continue(run) => self.resume(&run),
            Command::Answer(text) => self.answer(&text),
            Command::Take => self.take(),
            Command::Withdraw(reason) => self.withdraw(reason),
            Command::Conclude => self.conclude(),
            Command::Leave => {
                self.leave();
                Ok(())
            }
            Command::Show(run) => self.show(&run),
            Command::CloseDetail => {
                self.snapshot.detail = None;
                Ok(())
            }
            Command::Stop => Ok(()),
        };
        if let Err(why) = done {
            let (zh, en) = (why.words.zh.clone(), why.words.en.clone());
            self.tell(Happening::Refused { exit: why.exit as u8, zh, en });
            self.snapshot.refused = Some(why.words);
        }
        self.publish();
    }

    fn hear(&mut self, event: link::LinkEvent) {
        let (heard, changed) = self.instruments.hear(event);
        if let Some(view) = changed {
            self.tell(Happening::line(view.role, &view.device, &view.port, &view.line));
        }
        let Some(run) = &mut self.active else { return };
        match heard {
            Heard::Reading(role, reading) => {
                let code = run.code().map(str::to_owned);
                let observations = run.feed(role, &reading);
                let scanned = run.code().filter(|now| Some(*now) != code.as_deref()).map(str::to_owned);
                if let Some(code) = scanned {
                    self.tell(Happening::Scanned { code });
                }
                // A refusal of the ledger is on the screen already; the run goes on asking for the same thing.
                let _ = self.observe(&observations);
            }
            Heard::Interrupted(role) => run.interrupt(role),
            Heard::Nothing => {}
        }
        self.publish();
    }

    fn open(&mut self, task: Task) -> Result<(), Why> {
        self.leave();
        let at = link::stamp();
        let book = Arc::clone(&self.book);
        let today = at.at.get(..10).unwrap_or_default().to_owned();
        let (wanted, date) = match &task {
            Task::Lot(task) => (task.regulation.clone(), task.date.clone()),
            Task::Pile(task) => (task.regulation.clone(), task.date.clone()),
        };
        let date = date.unwrap_or(today);
        let regulation = match (wanted, &task) {
            (Some(id), _) => id,
            (None, Task::Lot(_)) => book.choose_lot(Some(&date)).map_err(|why| both(&why))?.id.clone(),
            (None, Task::Pile(task)) => {
                let current = task.pile.current;
                book.choose_pile(Some(&date), current).map_err(|why| both(&why))?.id.clone()
            }
        };
        let program = concat!("quanheng ", env!("CARGO_PKG_VERSION")).to_owned();
        let (title, demonstration) = (task.title(), self.demonstration);
        let overridden = book.get(&regulation).and_then(|regulation| regulation.overridden.clone());
        let opened = Opened { task, title, demonstration, regulation, date, overridden, program };
        let id = history::new_id(&opened, &at, self.ledger.head());
        let mut run = ActiveRun::prepare(id.clone(), opened.clone(), &self.profiles, &book)?;
        let given = run.given();
        let instruments = Instruments::open(run.connections(), &self.profiles, self.record.as_deref(), &self.events)?;

        let first = record::opened(&id, &at, &opened);
        let rest = given.iter().map(|observation| record::observation(&id, &at, observation));
        let records: Vec<Record> = std::iter::once(first).chain(rest).collect();
        let stored = self.store(&records)?;
        let told = std::iter::once(Told::Opened(Box::new(opened)))
            .chain(given.into_iter().map(|observation| Told::Observation(Box::new(observation))));
        for (told, stored) in told.zip(&stored) {
            run.told(stored.seq, &told);
        }
        self.begin(run, instruments, false);
        Ok(())
    }

    fn resume(&mut self, id: &str) -> Result<(), Why> {
        self.leave();
        let run = history::read_run(&self.ledger, id, &self.profiles, &self.book)?;
        if run.concluded() {
            return Err(Words::new(format!("任务 {id} 已结束"), format!("run {id} is concluded")).into());
        }
        if run.opened().demonstration && !self.demonstration {
            return Err(Words::new(
                format!("{id} 是演示任务，请用 quanheng demo 继续"),
                format!("{id} is a demonstration; continue it with `quanheng demo`"),
            )
            .into());
        }
        let instruments = Instruments::open(run.connections(), &self.profiles, self.record.as_deref(), &self.events)?;
        self.begin(run, instruments, true);
        Ok(())
    }

    fn begin(&mut self, mut run: ActiveRun, instruments: Instruments, resumed: bool) {
        run.rejudge();
        self.tell(Happening::Opened {
            run: run.id.clone(),
            regulation: run.opened().regulation.clone(),
            resumed,
            recorded: run.recorded(),
            demonstration: run.opened().demonstration,
        });
        self.active = Some(run);
        self.instruments = instruments;
        self.last_ask = None;
        self.list_runs();
    }

    fn leave(&mut self) {
        self.active = None;
        self.instruments = Instruments::default();
        self.list_runs();
    }

    fn with_run(&mut self) -> Result<&mut ActiveRun, Why> {
        self.active.as_mut().ok_or_else(|| Words::new("没有正在进行的任务", "there is no run to work on").into())
    }

    fn answer(&mut self, text: &str) -> Result<(), Why> {
        let observation = self.with_run()?.typed(text.trim())?;
        self.observe(&[observation])
    }

    fn take(&mut self) -> Result<(), Why> {
        let observations = self.with_run()?.take(link::now_ns());
        if observations.is_empty() {
            return Err(Words::new(
                "现在不能取数：示值已过期，或电能还没有变化",
                "nothing to take now: a reading is stale, or no energy has passed yet",
            )
            .into());
        }
        self.observe(&observations)
    }

    /// Stores observations together, and only then moves the run on.
    fn observe(&mut self, observations: &[Observation]) -> Result<(), Why> {
        if observations.is_empty() {
            return Ok(());
        }
        let at = link::stamp();
        let id = self.with_run()?.id.clone();
        let records: Vec<Record> = observations.iter().map(|each| record::observation(&id, &at, each)).collect();
        let stored = self.store(&records)?;
        for (observation, stored) in observations.iter().zip(stored) {
            let told = Told::Observation(Box::new(observation.clone()));
            self.with_run()?.told(stored.seq, &told);
            let observation = Box::new(observation.clone());
            self.tell(Happening::Observation { seq: stored.seq, hash: history::hex(&stored.hash), observation });
        }
        self.with_run()?.rejudge();
        Ok(())
    }

    fn withdraw(&mut self, reason: String) -> Result<(), Why> {
        let run = self.with_run()?;
        if run.concluded() {
            return Err(Words::new("任务已结束，不能再撤回", "the run is concluded; nothing can be withdrawn").into());
        }
        if reason.trim().is_empty() {
            return Err(Words::new("撤回必须写明原因", "a withdrawal needs a reason").into());
        }
        let id = run.id.clone();
        let (target, old) = run.last().ok_or_else(|| Words::new("没有可撤回的数据", "there is nothing to withdraw"))?;
        let withdrawal = Withdrawal { target, old, new: None, reason: reason.clone() };
        let stored = self.store(&[record::withdrawal(&id, &link::stamp(), &withdrawal)])?;
        let Some(stored) = stored.first() else { return Ok(()) };
        let run = self.with_run()?;
        run.told(stored.seq, &Told::Withdrawal(Box::new(withdrawal)));
        run.rejudge();
        self.tell(Happening::Withdrawn { seq: stored.seq, target, reason });
        Ok(())
    }

    fn conclude(&mut self) -> Result<(), Why> {
        let run = self.with_run()?;
        if run.concluded() {
            return Err(Words::new("任务已结束", "the run is concluded already").into());
        }
        if run.ask() != Ask::Conclude {
            let (zh, en) = (both(&run.ask()).zh, both(&run.ask()).en);
            return Err(Words::new(format!("还不能作结论：{zh}"), format!("not yet: {en}")).into());
        }
        let judgement = run.judgement()?.clone();
        let id = run.id.clone();
        let verdict = history::verdict_word(judgement.verdict).to_owned();
        let concluded = Concluded { verdict, judgement: judgement.clone() };
        let stored = self.store(&[record::concluded(&id, &link::stamp(), &concluded)])?;
        let Some(stored) = stored.first() else { return Ok(()) };
        self.with_run()?.told(stored.seq, &Told::Concluded(Box::new(concluded)));
        let verdict: Conclusion = judgement.verdict;
        let hash = history::hex(&stored.hash);
        self.tell(Happening::Concluded { run: id, seq: stored.seq, hash, verdict, judgement: Box::new(judgement) });
        self.list_runs();
        Ok(())
    }

    fn show(&mut self, id: &str) -> Result<(), Why> {
        self.snapshot.detail = Some(history::detail(&self.ledger, id)?);
        Ok(())
    }

    /// Appends to the ledger. What could not be stored did not happen: the caller gets the words, the screen the trouble.
    fn store(&mut self, records: &[Record]) -> Result<Vec<Stored>, Why> {
        let stored = self.ledger.append_all(records);
        match &stored {
            Ok(_) => self.snapshot.troubles.clear(),
            Err(why) => self.trouble(why),
        }
        stored.map_err(Why::from)
    }

    fn trouble(&mut self, why: &LedgerError) {
        let words = both(why);
        self.tell(Happening::Trouble { code: why.code(), zh: words.zh.clone(), en: words.en.clone() });
        let troubles = &mut self.snapshot.troubles;
        troubles.retain(|known| known.words != words);
        troubles.push(Trouble { code: why.code(), words });
        let surplus = troubles.len().saturating_sub(TROUBLES_MAX);
        troubles.drain(..surplus);
    }

    fn list_runs(&mut self) {
        match history::runs(&self.ledger) {
            Ok(runs) => self.snapshot.runs = runs,
            Err(why) => self.trouble(&why),
        }
    }

    fn tell(&self, happening: Happening) {
        if let Some(happenings) = &self.happenings {
            // Nobody listens any more: the run goes on, its truth is in the ledger.
            let _ = happenings.send(happening);
        }
    }

    fn publish(&mut self) {
        let ask = self.active.as_ref().map(ActiveRun::ask);
        if let (Some(ask), true) = (ask, ask != self.last_ask) {
            let words = Words::new(ask.say(crate::locale::Lang::Zh), ask.say(crate::locale::Lang::En));
            self.tell(Happening::Ask { ask, zh: words.zh, en: words.en });
        }
        self.last_ask = ask;
        self.snapshot.number += 1;
        self.snapshot.active = self.active.as_ref().map(ActiveRun::view);
        self.snapshot.instruments = self.instruments.views();
        self.shared.publish(self.snapshot.clone());
    }
}
