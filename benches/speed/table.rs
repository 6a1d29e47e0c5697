//! The table: what was measured, what was promised, what a peer does in the same run.

use std::error::Error;
use std::time::Duration;

/// One row.
pub struct Row {
    name: String,
    measured: String,
    goal: String,
    peer: String,
    ratio: String,
    missed: bool,
}

/// An amount with the unit it is shown in.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    /// A time.
    Time(Duration),
    /// A share of one processor.
    Percent(f64),
    /// Memory.
    Megabytes(f64),
    /// How much, against a peer.
    Times(f64),
    /// How often a second.
    PerSecond(f64),
    /// Room on the disk.
    Bytes(f64),
}

impl Amount {
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Percent(n) | Self::Megabytes(n) | Self::Times(n) | Self::PerSecond(n) | Self::Bytes(n) => n,
        }
    }

    fn shown(self) -> String {
        match self {
            Self::Time(time) if time < Duration::from_millis(1) => format!("{:.0} µs", time.as_secs_f64() * 1e6),
            Self::Time(time) => format!("{:.2} ms", time.as_secs_f64() * 1e3),
            Self::Percent(n) => format!("{n:.3} %"),
            Self::Megabytes(n) => format!("{n:.1} MB"),
            Self::Times(n) => format!("{n:.2}"),
            Self::PerSecond(n) => format!("{n:.0} /s"),
            Self::Bytes(n) => format!("{n:.0} B"),
        }
    }
}

/// What is promised.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// Not more than this.
    AtMost(Amount),
    /// Not less than this.
    AtLeast(Amount),
}

impl Goal {
    fn shown(self) -> String {
        match self {
            Self::AtMost(amount) => format!("<= {}", amount.shown()),
            Self::AtLeast(amount) => format!(">= {}", amount.shown()),
        }
    }

    fn missed_by(self, measured: Amount) -> bool {
        match self {
            Self::AtMost(amount) => measured.number() > amount.number(),
            Self::AtLeast(amount) => measured.number() < amount.number(),
        }
    }
}

impl Row {
    /// A row that says why there is no number.
    pub fn not_measured(name: &str, why: &dyn Error) -> Self {
        let (goal, peer, ratio) = ("-".into(), why.to_string(), "-".into());
        Self { name: name.into(), measured: "not measured".into(), goal, peer, ratio, missed: false }
    }

    fn cells(&self) -> [&str; 6] {
        let mark = if self.missed { "MISSED" } else { "" };
        [&self.name, &self.measured, &self.goal, &self.peer, &self.ratio, mark]
    }
}

/// A row that may still get a goal and a peer.
pub struct Entry {
    row: Row,
    measured: Amount,
}

impl Entry {
    /// A row with only what was measured.
    pub fn new(name: impl Into<String>, measured: Amount) -> Self {
        let row = Row {
            name: name.into(),
            measured: measured.shown(),
            goal: "-".into(),
            peer: "-".into(),
            ratio: "-".into(),
            missed: false,
        };
        Self { row, measured }
    }

    /// Holds it against a goal.
    pub fn goal(mut self, goal: Goal) -> Self {
        self.row.goal = goal.shown();
        self.row.missed = goal.missed_by(self.measured);
        self
    }

    /// Holds it against a peer.
    pub fn peer(mut self, name: &str, peer: Amount) -> Self {
        self.row.peer = format!("{} ({name})", peer.shown());
        if peer.number() > 0.0 {
            self.row.ratio = format!("{:.2}", self.measured.number() / peer.number());
        }
        self
    }

    /// The row.
    pub fn row(self) -> Row {
        self.row
    }
}

/// The whole table, its columns aligned.
pub fn page(rows: &[Row]) -> String {
    let head = ["name", "measured", "goal", "peer", "ratio", ""];
    let lines: Vec<[&str; 6]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut page = String::new();
    for line in &lines {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        page += cells.collect::<Vec<_>>().join("  ").trim_end();
        page.push('\n');
    }
    page
}
