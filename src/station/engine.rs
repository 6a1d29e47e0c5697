//! The one thread that owns all state of the station. Everything arrives as an event; every change is stored before it
//! is applied, and applied before it is shown.

use super::active::ActiveRun;
use super::discovery::Discovery;
use super::fitness::Fitness;
use super::happening::Happening;
use super::history;
use super::instruments::{Heard, Instruments};
use super::last_plans::LastPlan;
use super::misbehaviour::Behaviour;
use super::papers::{PaperOffice, Papers};
use super::people::People;
use super::record::{self, Concluded, Opened, ProfileUsed, Task, Told};
use super::sealing::Sealer;
use super::search::Looks;
use super::snapshot::{HandedOut, Snapshot, Trouble};
use super::started::Started;
use super::walk::{PROGRESS_EVERY, Walking};
use super::why::{Why, both};
use super::{Command, Event, Shared};
use crate::instrument::Profiles;
use crate::ledger::{Ledger, LedgerError, Record, Stored};
use crate::link;
use crate::locale::{Say, Words};
use crate::procedure::{Ask, Observation};
use crate::regulation::{Book, Conclusion};
use crate::seal::Purpose;
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
    pub people: People,
    pub profiles: Arc<Profiles>,
    pub book: Arc<Book>,
    pub demonstration: bool,
    pub record: Option<PathBuf>,
    pub watch_ports: bool,
    pub events: Sender<Event>,
    pub shared: Arc<Shared>,
    pub happenings: Option<Sender<Happening>>,
    pub office: Option<Arc<dyn PaperOffice>>,
    pub papers: Papers,
    pub active: Option<ActiveRun>,
    pub instruments: Instruments,
    pub discovery: Discovery,
    pub snapshot: Snapshot,
    pub last_ask: Option<Ask>,
    pub ports_seen: Option<Instant>,
    pub fitness: Fitness,
    /// The key that seals; `None` when there is none that may.
    pub sealer: Option<Sealer>,
    /// How the instruments of the run behave.
    pub behaviour: Behaviour,
    /// The run to begin once the record was looked at.
    pub waiting: Option<Command>,
    /// The walk over the chain.
    pub walk: Walking,
    /// The look through the record.
    pub look: Looks,
}

impl Engine {
    /// Works until it is told to stop.
    pub fn work(mut self, inbox: &Receiver<Event>) {
        self.snapshot.demonstration = self.demonstration;
        self.list_runs();
        self.look_at_ports();
        self.publish();
        self.say_what_started();
        self.walk_chain();
        loop {
            let longest = if self.works_long() { PROGRESS_EVERY } else { PORTS_EVERY };
            match inbox.recv_timeout(longest) {
                Ok(Event::Command(Command::Stop)) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(Event::Command(command)) => self.obey(command),
                Ok(Event::Link(event)) => self.hear(*event),
                Ok(Event::Walked(number, walked)) => self.take_walk(number, walked),
                Ok(Event::Found(number, outcome)) => self.take_found(number, *outcome),
                Ok(Event::Look(event)) => {
                    self.discovery.hear(*event, &self.profiles, &self.events);
                    self.publish();
                }
                Ok(Event::Papers(event)) => self.hear_papers(*event),
                Err(RecvTimeoutError::Timeout) => self.mind_midnight(),
            }
            self.tell_progress();
            self.look_at_ports();
            self.mind_manners();
            self.look_at_day();
        }
        self.end_papers();
        self.end();
    }

    /// The first entry of every start, stored after the first picture is on the screen.
    fn say_what_started(&mut self) {
        let started = Started::look(&self.ledger, &self.profiles, &self.book);
        match started {
            Ok(started) => {
                self.fitness.self_test.clone_from(&started.self_test);
                // A ledger that refuses is on the screen already, and refuses the run that would follow.
                let _ = self.store(&[started.record()]);
            }
            Err(why) => self.trouble(&why),
        }
        match Sealer::ready(&mut self.ledger) {
            Ok(sealer) => {
                self.snapshot.key = Some(sealer.fingerprint().to_string());
                self.sealer = Some(sealer);
            }
            Err(why) => self.fitness.unsealed = Some(why),
        }
        self.read_register();
        self.read_last_plans();
        self.look_at_today();
        self.look_at_fitness();
    }

    /// Whether official work may begin, for the screen.
    pub(super) fn look_at_fitness(&mut self) {
        self.count_changes();
        let unfit = self.fitness.refusal(&self.ledger).filter(|_| !self.demonstration);
        self.snapshot.unfit = unfit.map(|why| why.words);
        self.publish();
    }

    /// Refuses official work on a station that is not fit for it, and to whoever may not do it.
    fn must_be_fit(&self) -> Result<(), Why> {
        if self.demonstration { Ok(()) } else { self.fitness.refusal(&self.ledger).map_or(Ok(()), Err) }?;
        self.must_be_verifier()
    }

    fn look_at_ports(&mut self) {
        let due = self.ports_seen.is_none_or(|seen| seen.elapsed() >= PORTS_EVERY);
        if !self.watch_ports || self.active.is_some() || !due {
            return;
        }
        self.ports_seen = Some(Instant::now());
        let found = self.discovery.ports();
        if found != self.snapshot.ports {
            self.snapshot.ports = found;
            self.publish();
        }
    }

    /// A run that begins takes the place of what is read for the screen: nobody waits for that any more. No official run
    /// begins on a record that was not looked at; a large one takes a moment.
    fn hold_back(&mut self, command: Command) -> Option<Command> {
        let begins = matches!(
            command,
            Command::OpenLot(_) | Command::OpenPile(_) | Command::OpenScale(_) | Command::Continue(_)
        );
        if begins {
            self.stop_reading();
        }
        if begins && !self.demonstration && !self.snapshot.walked {
            self.wait_for_walk(command);
            return None;
        }
        Some(command)
    }

    pub(super) fn obey(&mut self, command: Command) {
        self.snapshot.refused = None;
        let Some(command) = self.hold_back(command) else { return };
        let done = match command {
            Command::OpenLot(task) => self.open(Task::Lot(task)),
            Command::OpenPile(task) => self.open(Task::Pile(task)),
            Command::OpenScale(task) => self.open(Task::Scale(task)),
            Command::Continue(run) => self.resume(&run),
            Command::Answer(text) => self.answer(&text),
            Command::Take => self.take(),
            Command::Withdraw(reason) => self.withdraw(None, &reason),
            Command::WithdrawOf { target, reason } => self.withdraw(Some(target), &reason),
            Command::Note(text) => self.note(&text),
            Command::Pause(reason) => self.pause(&reason),
            Command::Resume(reason) => self.go_on(&reason),
            Command::Skip(reason) => self.skip(&reason),
            Command::AskAgain { step, reason } => self.ask_again(step, &reason),
            Command::NamePackage(code) => self.name_package(&code),
            Command::Conclude => self.conclude(),
            Command::Leave => {
                self.leave();
                Ok(())
            }
            Command::Show(run) => {
                self.show(&run);
                Ok(())
            }
            Command::JudgeSeals(run) => {
                self.judge_seals(&run);
                Ok(())
            }
            Command::CloseDetail => {
                self.stop_reading();
                (self.snapshot.detail, self.snapshot.compared, self.snapshot.seals) = (None, None, None);
                Ok(())
            }
            Command::Search { query, offset } => {
                self.search(*query, offset);
                Ok(())
            }
            Command::CloseSearch => {
                self.stop_look();
                self.snapshot.found = None;
                Ok(())
            }
            Command::Compare(one, other) => self.compare(&one, &other),
            Command::Papers(of) => self.show_papers(of),
            Command::PreviewPaper(kind, number) => self.preview_paper(kind, number),
            Command::WritePapers(order) => self.write_papers(*order),
            Command::StopPapers => {
                self.stop_papers();
                Ok(())
            }
            Command::ClosePapers => {
                self.close_papers();
                Ok(())
            }
            Command::HandOut(run) => self.hand_out(&run),
            Command::PutAway => {
                self.snapshot.handed_out = None;
                Ok(())
            }
            Command::SignIn { id, secret } => self.sign_in(&id, &secret),
            Command::SignOut(why) => self.sign_out(why),
            Command::Account(command) => self.keep_account(*command),
            Command::Standard(change) => self.keep_standard(*change),
            Command::CheckRun { run, outcome, note } => self.sign_run(&run, Some(outcome), &note),
            Command::ApproveRun { run, note } => self.sign_run(&run, None, &note),
            Command::Offer(ports) => {
                self.discovery.name(&ports);
                self.snapshot.ports = self.discovery.ports();
                Ok(())
            }
            Command::Find(ports) => self.find(&ports),
            Command::StopFinding => {
                self.discovery.stop();
                Ok(())
            }
            Command::Watch(connection) => self.watch(*connection),
            Command::LookAtWire(connection) => self.look_at_wire(connection),
            Command::Listen { port, settings } => self.listen(&port, settings),
            Command::CloseWire => {
                self.close_wire();
                Ok(())
            }
            Command::StopWork => {
                self.stop_work();
                Ok(())
            }
            Command::Stop => Ok(()),
        };
        if let Err(why) = done {
            self.refuse(why);
        }
        self.publish();
    }

    /// Says why something is not done.
    pub(super) fn refuse(&mut self, why: Why) {
        let (zh, en) = (why.words.zh.clone(), why.words.en.clone());
        self.tell(Happening::Refused { exit: why.exit as u8, zh, en });
        self.snapshot.refused = Some(why.words);
    }

    fn hear(&mut self, event: link::LinkEvent) {
        self.watch_manners(&event);
        let (heard, changed) = self.instruments.hear(event);
        if let Some(view) = changed {
            self.tell(Happening::line(view.role, &view.device, &view.port, &view.line));
        }
        let Some(run) = &mut self.active else {
            if self.instruments.any() {
                self.publish();
            }
            return;
        };
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
        self.must_be_fit()?;
        let at = link::stamp();
        let book = Arc::clone(&self.book);
        let today = at.at.get(..10).unwrap_or_default().to_owned();
        let (wanted, date) = match &task {
            Task::Lot(task) => (task.regulation.clone(), task.date.clone()),
            Task::Pile(task) => (task.regulation.clone(), task.date.clone()),
            Task::Scale(task) => (task.regulation.clone(), task.date.clone()),
        };
        let date = date.unwrap_or(today);
        let regulation = match (wanted, &task) {
            (Some(id), _) => id,
            (None, Task::Lot(_)) => book.choose_lot(Some(&date)).map_err(|why| both(&why))?.id.clone(),
            (None, Task::Pile(task)) => {
                let current = task.pile.current;
                book.choose_pile(Some(&date), current).map_err(|why| both(&why))?.id.clone()
            }
            (None, Task::Scale(task)) => {
                let (instrument, class) = (task.scale.instrument.as_deref(), task.scale.class.as_str());
                let chosen = book.choose_scale(Some(&date), instrument, Some(class));
                chosen.map_err(|why| both(&why))?.id.clone()
            }
        };
        let program = concat!("quanheng ", env!("CARGO_PKG_VERSION")).to_owned();
        let (title, demonstration) = (task.title(), self.demonstration);
        let overridden = book.get(&regulation).and_then(|regulation| regulation.overridden.clone());
        let devices = ProfileUsed::of(&task, &self.profiles);
        let opened = Opened { task, title, demonstration, regulation, date, overridden, devices, program };
        let id = history::new_id(&opened, &at, self.ledger.head());
        let mut run = ActiveRun::prepare(id.clone(), opened.clone(), &self.profiles, &book)?;
        let plan = LastPlan::of(&opened);
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
        self.keep_plan(plan);
        self.begin(run, instruments, false);
        Ok(())
    }

    fn resume(&mut self, id: &str) -> Result<(), Why> {
        self.leave();
        self.must_be_fit()?;
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
        // Whoever looked at a run and went on with it looks at its work now.
        self.snapshot.detail = None;
        self.tell(Happening::Opened {
            run: run.id.clone(),
            regulation: run.opened().regulation.clone(),
            resumed,
            recorded: run.recorded(),
            demonstration: run.opened().demonstration,
        });
        self.behaviour = Behaviour::of(&run.connections(), &self.profiles);
        self.active = Some(run);
        self.instruments = instruments;
        self.last_ask = None;
        self.list_runs();
        self.look_at_today();
    }

    pub(super) fn leave(&mut self) {
        // Whoever comes next may want the port.
        self.discovery.stop();
        self.stop_reading();
        self.active = None;
        self.instruments = Instruments::default();
        self.list_runs();
    }

    pub(super) fn with_run(&mut self) -> Result<&mut ActiveRun, Why> {
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
                "现在不能取数：示值已过期或未稳定，或电能、载荷还没有变化",
                "nothing to take now: a reading is stale or moves, or no energy has passed and no load lies there yet",
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
        self.must_be_verifier()?;
        let verdict = history::verdict_word(judgement.verdict).to_owned();
        let concluded = Concluded { verdict, judgement: judgement.clone() };
        let stored =
            self.store_sealed(&[record::concluded(&id, &link::stamp(), &concluded)], &id, Purpose::Concluded)?;
        let Some(stored) = stored.first() else { return Ok(()) };
        self.with_run()?.told(stored.seq, &Told::Concluded(Box::new(concluded)));
        let verdict: Conclusion = judgement.verdict;
        let hash = history::hex(&stored.hash);
        self.tell(Happening::Concluded { run: id, seq: stored.seq, hash, verdict, judgement: Box::new(judgement) });
        self.list_runs();
        self.look_at_today();
        Ok(())
    }

    /// Appends to the ledger. What could not be stored did not happen: the caller gets the words, the screen the trouble.
    pub(super) fn store(&mut self, records: &[Record]) -> Result<Vec<Stored>, Why> {
        let stored = self.ledger.append_all(records);
        match &stored {
            Ok(_) => self.snapshot.troubles.clear(),
            Err(why) => self.trouble(why),
        }
        stored.map_err(Why::from)
    }

    /// Appends entries of a run together with the seal over it: none of them stands without it.
    pub fn store_sealed(&mut self, records: &[Record], run: &str, purpose: Purpose) -> Result<Vec<Stored>, Why> {
        let Some(sealer) = &self.sealer else {
            return Err(self.fitness.no_key());
        };
        let stored = self.ledger.append_followed(records, &|pending| Ok(vec![sealer.seal(pending, run, purpose)?]));
        match &stored {
            Ok(_) => self.snapshot.troubles.clear(),
            Err(why) => self.trouble(why),
        }
        stored.map_err(Why::from)
    }

    /// Hands out the code of a run.
    fn hand_out(&mut self, run: &str) -> Result<(), Why> {
        let sealer = self.sealer.as_ref().ok_or_else(|| self.fitness.no_key())?;
        let code = sealer.hand_out(&mut self.ledger, run)?;
        let (demonstration, code) = (code.demonstration(), code.text());
        self.snapshot.handed_out = Some(HandedOut { run: run.to_owned(), code, demonstration });
        Ok(())
    }

    pub(super) fn trouble(&mut self, why: &LedgerError) {
        let words = both(why);
        self.tell(Happening::Trouble { code: why.code(), zh: words.zh.clone(), en: words.en.clone() });
        let troubles = &mut self.snapshot.troubles;
        troubles.retain(|known| known.words != words);
        troubles.push(Trouble { code: why.code(), words });
        let surplus = troubles.len().saturating_sub(TROUBLES_MAX);
        troubles.drain(..surplus);
    }

    /// The counter of changes, as it is shown.
    pub(super) fn count_changes(&mut self) {
        match self.ledger.changes() {
            Ok(changes) => self.snapshot.changes = changes,
            Err(why) => self.trouble(&why),
        }
    }

    pub(super) fn list_runs(&mut self) {
        self.count_changes();
        match history::runs(&self.ledger) {
            Ok(runs) => self.snapshot.runs = runs,
            Err(why) => self.trouble(&why),
        }
    }

    pub(super) fn tell(&self, happening: Happening) {
        if let Some(happenings) = &self.happenings {
            // Nobody listens any more: the run goes on, its truth is in the ledger.
            let _ = happenings.send(happening);
        }
    }

    pub(super) fn publish(&mut self) {
        let ask = self.active.as_ref().map(ActiveRun::ask);
        if let (Some(ask), true) = (ask, ask != self.last_ask) {
            let words = Words::new(ask.say(crate::locale::Lang::Zh), ask.say(crate::locale::Lang::En));
            self.tell(Happening::Ask { ask, zh: words.zh, en: words.en });
        }
        self.last_ask = ask;
        self.snapshot.number += 1;
        self.snapshot.instruments = self.instruments.views();
        self.snapshot.wire = self.instruments.wire();
        self.snapshot.people = self.people.view();
        self.snapshot.discovery = self.discovery.view();
        // The run goes out once and is not kept beside: with it every reading would be copied twice.
        let active = self.active.as_ref().map(ActiveRun::view);
        self.shared.publish(Snapshot { active, ..self.snapshot.clone() });
    }
}
