//! `run lot|pile|scale --plan FILE`: the same run as on the screen, without the screen; one JSON line an event.
//!
//! A plan that was begun before and not concluded is continued. What must be typed is read from standard input, a line
//! an answer.

use super::demonstration::{Demonstration, Hands};
use super::secret_entry::SecretEntry;
use super::signals::Interrupted;
use super::text::{print, stdin_lines};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::locale::{Lang, file_mistake};
use crate::procedure::{Ask, LotTask, PileTask, ScaleTask};
use crate::simulator::Script;
use crate::station::{Command, Happening, Settings, Station, Task, Why, open_run_of};
use clap::{Args, ValueEnum};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Do a run without the UI; one JSON line an event
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng run lot --plan lot.toml
  quanheng run pile --plan pile.toml
  quanheng run scale --plan scale.toml
  quanheng run lot --plan lot.toml --as li         signed in; the PIN is asked for
  quanheng run lot --plan lot.toml --simulate      the plan on a simulated scale, marked as a demonstration
A run of the same plan that was cut off is continued; --new begins another one.
Answers that must be typed (appearance: pass or fail, insulation, clock, changeover weights …) are read from standard input, one a line.
An instrument that misbehaves pauses the run (event `paused`); the line `resume` goes on with it.")]
pub struct RunArgs {
    /// What kind of run
    #[arg(value_enum)]
    pub kind: RunKind,
    /// The plan, a TOML file
    #[arg(long, value_name = "FILE")]
    pub plan: PathBuf,
    /// Begin a new run although one of this plan is open
    #[arg(long)]
    pub new: bool,
    /// Simulate the instruments of the plan inside the program; everything is marked 演示 DEMONSTRATION
    #[arg(long)]
    pub simulate: bool,
    /// What happens in front of the simulated instruments, a TOML file
    #[arg(long, value_name = "FILE", requires = "simulate")]
    pub script: Option<PathBuf>,
    /// Record every byte of every line, with times, in files of this folder (see `quanheng replay`)
    #[arg(long, value_name = "FOLDER")]
    pub record: Option<PathBuf>,
    /// Who does the run; needed from the first account on
    #[arg(long = "as", value_name = "ID")]
    pub account: Option<String>,
    /// Read the PIN or password of --as from the first line of FILE (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE", requires = "account")]
    pub secret_file: Option<PathBuf>,
}

/// Kinds of run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunKind {
    /// 净含量检验: net content of a lot
    Lot,
    /// 充电桩检定: a charging pile
    Pile,
    /// 秤检定: a weighing scale
    Scale,
}

/// Does the run.
pub fn run(args: &RunArgs, global: &Global) -> Outcome {
    let text = read_text(&args.plan, global.lang)?;
    let task = match args.kind {
        RunKind::Lot => Task::Lot(Box::new(parse::<LotTask>(&text, args, global.lang)?)),
        RunKind::Pile => Task::Pile(Box::new(parse::<PileTask>(&text, args, global.lang)?)),
        RunKind::Scale => Task::Scale(Box::new(parse::<ScaleTask>(&text, args, global.lang)?)),
    };
    let interrupted = Interrupted::watch();
    let sign_in = sign_in(args, global)?;
    let book = super::book(global)?;
    let profiles = super::profiles(global);
    let failed = |why: Why| Failure::new(why.exit, why.words.get(global.lang));
    let script = script(args, global)?;
    let demonstration = args
        .simulate
        .then(|| Demonstration::start(&task, &script, &profiles, &book, &global.data))
        .transpose()
        .map_err(failed)?;
    let task = demonstration.as_ref().map_or(task, |demonstration| demonstration.task().clone());
    if let Some(folder) = args.record.as_ref().filter(|folder| !folder.is_dir()) {
        let message = match global.lang {
            Lang::Zh => format!("--record：没有文件夹 {}；请先建立", folder.display()),
            Lang::En => format!("--record: there is no folder {}; make it first", folder.display()),
        };
        return Err(Failure::new(Exit::BadInput, message));
    }
    let ledger = super::open_ledger(global)?;
    let open = if args.new { None } else { open_run_of(&ledger, &task) };
    let (happenings, told) = channel();
    let profiles = Arc::clone(&profiles);
    let happenings = Some(happenings);
    let station = Station::start(Settings {
        ledger,
        profiles,
        book,
        demonstration: args.simulate,
        watch_ports: false,
        record: args.record.clone(),
        happenings,
        office: None,
    });
    let open = open.map_or_else(|| task.into_command(), Command::Continue);
    // The run is opened once the sign-in stands: one that fails leaves no run behind.
    let (first, next) = sign_in.map_or((open.clone(), None), |sign_in| (sign_in, Some(open)));
    station.send(first);
    let hands = demonstration.as_ref().map(Demonstration::hands);
    Follower {
        station: &station,
        next,
        hands,
        answers: None,
        kept: None,
        live: BTreeSet::new(),
        opened: false,
        lang: global.lang,
    }
    .follow(&told, &interrupted)
}

/// Who does the run, asked before an instrument is touched.
fn sign_in(args: &RunArgs, global: &Global) -> Result<Option<Command>, Failure> {
    let Some(id) = &args.account else { return Ok(None) };
    let secret = SecretEntry::new(global.lang).existing(args.secret_file.as_deref(), id)?;
    Ok(Some(Command::SignIn { id: id.clone(), secret }))
}

fn script(args: &RunArgs, global: &Global) -> Result<Script, Failure> {
    let Some(path) = &args.script else { return Ok(Script::default()) };
    Script::parse(&read_text(path, global.lang)?).map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))
}

fn parse<T: DeserializeOwned>(text: &str, args: &RunArgs, lang: Lang) -> Result<T, Failure> {
    toml::from_str(text).map_err(|why| {
        let path = args.plan.display();
        let why = file_mistake::say(lang, &why.to_string());
        let message = match lang {
            Lang::Zh => format!("方案 {path} 有误：{why}"),
            Lang::En => format!("the plan {path} is wrong: {why}"),
        };
        Failure::new(Exit::BadInput, message)
    })
}

/// The line that resumes a paused run.
const RESUME: &str = "resume";

/// Prints every event and does what a run without a screen needs: answers from standard input, and the conclusion.
struct Follower<'a> {
    station: &'a Station,
    /// What is sent once somebody has signed in.
    next: Option<Command>,
    hands: Option<Hands>,
    answers: Option<Receiver<String>>,
    /// A line that was typed while the run was paused and was no `resume`: an answer for later.
    kept: Option<String>,
    live: BTreeSet<&'static str>,
    opened: bool,
    lang: Lang,
}

impl Follower<'_> {
    fn follow(&mut self, told: &Receiver<Happening>, interrupted: &Interrupted) -> Outcome {
        while !interrupted.is_set() {
            match told.recv_timeout(Duration::from_millis(100)) {
                Ok(happening) => {
                    let line = serde_json::to_string(&happening).unwrap_or_default();
                    print(&format!("{line}\n"));
                    if let Some(outcome) = self.react(happening) {
                        return outcome;
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.answer(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let message = match self.lang {
            Lang::Zh => "已中断；任务仍未结束，再次运行同一方案即可继续",
            Lang::En => "interrupted; the run stays open, the same plan continues it",
        };
        Err(Failure::new(Exit::Refused, message))
    }

    fn react(&mut self, happening: Happening) -> Option<Outcome> {
        match happening {
            Happening::Opened { .. } => self.opened = true,
            Happening::SignedIn { .. } => {
                if let Some(next) = self.next.take() {
                    self.station.send(next);
                }
            }
            Happening::Line { role, line: "live", .. } => {
                self.live.insert(role);
            }
            // A port that was never there is a mistake in the plan; one that went away is waited for.
            Happening::Line { role, line: "unavailable", zh, en, .. } if !self.live.contains(role) => {
                return Some(Err(self.failure(Exit::Instrument, zh, en)));
            }
            Happening::Refused { exit, zh, en } if !self.opened => {
                let exit = [Exit::Refused, Exit::Integrity].into_iter().find(|known| *known as u8 == exit);
                return Some(Err(self.failure(exit.unwrap_or(Exit::BadInput), zh, en)));
            }
            Happening::Refused { zh, en, .. } => eprintln!("quanheng: {}", if self.lang == Lang::Zh { zh } else { en }),
            Happening::Trouble { zh, en, .. } => return Some(Err(self.failure(Exit::Refused, zh, en))),
            Happening::Ask { ask: Ask::Conclude, .. } => self.station.send(Command::Conclude),
            Happening::Ask { ask, .. } => self.ask(ask),
            Happening::Concluded { verdict, .. } => return Some(Ok(super::judge::exit_of(verdict))),
            _ => {}
        }
        None
    }

    fn failure(&self, exit: Exit, zh: String, en: String) -> Failure {
        Failure::new(exit, if self.lang == Lang::Zh { zh } else { en })
    }

    fn ask(&mut self, ask: Ask) {
        if let Some(hands) = &self.hands {
            hands.obey(ask);
            if let Some(answer) = hands.answer(ask) {
                self.station.send(Command::Answer(answer));
                return;
            }
        }
        if (ask.typed() || ask == Ask::Paused) && self.answers.is_none() {
            self.answers = Some(stdin_lines());
        }
        self.answer();
    }

    /// Passes one typed line on, when one is there; a run that waits for a clock to be read goes on waiting.
    fn answer(&mut self) {
        let asking = self.station.snapshot().active.as_ref().map(|run| run.ask);
        let mut next = || self.kept.take().or_else(|| self.answers.as_ref()?.try_recv().ok());
        match asking {
            Some(ask) if ask.typed() => {
                if let Some(line) = next() {
                    self.station.send(Command::Answer(line));
                }
            }
            // Whoever runs it says when all is well again: `resume`, with a remark behind it.
            Some(Ask::Paused) => match next() {
                Some(line) if line.trim_start().starts_with(RESUME) => {
                    let remark = line.trim_start().trim_start_matches(RESUME).trim().to_owned();
                    self.station.send(Command::Resume(remark));
                }
                line => self.kept = line,
            },
            _ => {}
        }
    }
}
