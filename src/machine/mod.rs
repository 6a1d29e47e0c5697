//! The machine this program runs on, as far as it can stand in the way of the work: rights, other programs, adapters, clock,
//! disk, terminal. Each check is one function of [`CHECKS`]; it only looks, and says the command that mends what it found.
//!
//! Everything is read below one root folder, so that the checks can be tried on a folder that looks like another machine.

mod access;
mod adapter;
mod clock;
mod disk;
mod fonts;
mod holder;
mod process;
pub mod program;
mod service;
mod terminal;

pub use holder::{Holder, holders};

use crate::locale::Words;
use std::fs;
use std::path::{Path, PathBuf};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Ok,
    /// Worth knowing; work is possible.
    Remark,
    /// Nothing can be measured, or nothing kept, before this is mended.
    Stops,
}

impl State {
    /// As scripts read it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Remark => "remark",
            Self::Stops => "stops",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the check.
    pub check: &'static str,
    /// How much it matters.
    pub state: State,
    /// What it means.
    pub words: Words,
    /// The command that mends it.
    pub mend: Option<String>,
}

/// What a check says before it has its name: how much it matters, what it means, and what mends it.
struct Found(State, Words, Option<String>);

impl Found {
    fn ok(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(State::Ok, Words::new(zh, en), None)
    }

    fn remark(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(State::Remark, Words::new(zh, en), None)
    }

    fn stops(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(State::Stops, Words::new(zh, en), None)
    }

    fn mend(mut self, command: impl Into<String>) -> Self {
        self.2 = Some(command.into());
        self
    }
}

/// A machine, and what only the caller can know of it.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// Where its file system begins: `/`, or a folder that looks like one.
    pub root: PathBuf,
    /// The data folder of this program.
    pub data: PathBuf,
    /// `LC_ALL`, `LC_CTYPE`, `LANG`.
    pub locale: Vec<String>,
    /// Columns and lines of the terminal; `None` where there is none.
    pub terminal: Option<(u16, u16)>,
    /// The terminal is on another machine.
    pub remote: bool,
    /// This day, `YYYY-MM-DD`.
    pub today: String,
    /// First day of the newest regulation this program knows.
    pub newest_rule: String,
    /// The newest time in the record of the data folder, when there is one.
    pub newest_record: Option<String>,
    /// How much the wall clock moved more than the monotonic one while this was found out, milliseconds.
    pub clock_step_ms: i64,
}

type Check = fn(&Machine) -> Vec<Found>;

/// Every check with its name, in the order in which work needs them.
const CHECKS: &[(&str, Check)] = &[
    ("ports", access::ports),
    ("dialout", access::dialout),
    ("busy", holder::busy),
    ("brltty", service::brltty),
    ("modemmanager", service::modem_manager),
    ("latency", adapter::latency),
    ("data", disk::data),
    ("space", disk::space),
    ("clock", clock::clock),
    ("locale", terminal::locale),
    ("terminal", terminal::size),
    ("fonts", fonts::fonts),
];

impl Machine {
    /// Does every check.
    pub fn look(&self) -> Vec<Finding> {
        let named = |(check, look): &(&'static str, Check)| {
            let found = look(self).into_iter();
            found.map(|Found(state, words, mend)| Finding { check, state, words, mend }).collect::<Vec<_>>()
        };
        CHECKS.iter().flat_map(named).collect()
    }

    /// The first of these checks that finds something in the way of the work.
    pub fn first_stop(&self, checks: &[&str]) -> Option<Finding> {
        let wanted = CHECKS.iter().filter(|(check, _)| checks.contains(check));
        let found = wanted.flat_map(|(check, look)| {
            let named = |Found(state, words, mend)| Finding { check, state, words, mend };
            look(self).into_iter().map(named).collect::<Vec<_>>()
        });
        found.into_iter().find(|finding| finding.state == State::Stops)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A small text file below the root.
    fn text(&self, below: &str) -> Option<String> {
        read(&self.path(below))
    }

    /// Names in a folder below the root, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }

    /// The serial ports with something behind them, by their names in `/dev`.
    fn serial_ports(&self) -> Vec<String> {
        let real = |name: &String| {
            let folder = format!("sys/class/tty/{name}");
            let adapter = ["ttyUSB", "ttyACM", "ttyAMA", "ttymxc", "ttyXRUSB", "ttyCH343USB"];
            // The kernel makes four to thirty-two ttyS; those without a chip are of type 0.
            let built_in =
                name.starts_with("ttyS") && self.text(&format!("{folder}/type")).is_some_and(|kind| kind.trim() != "0");
            (adapter.iter().any(|prefix| name.starts_with(prefix)) || built_in) && self.path(&folder).exists()
        };
        self.names("sys/class/tty").into_iter().filter(real).collect()
    }
}

fn read(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
