//! Instruments that misbehave in a run: the rules, each with its limit, its words and what it does, and what was seen of
//! every instrument. Time comes in with the readings and with the station's tick.

use super::snapshot::Role;
use crate::instrument::{Profiles, Reading};
use crate::ledger;
use crate::link::{LinkEvent, LinkEventKind};
use crate::locale::Words;
use crate::procedure::Connection;
use crate::protocol::Flag;
use crate::quantity::{Decimal, Unit};
use std::collections::VecDeque;

/// What an instrument does that it must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It shows another unit than that of the run.
    UnitChanged,
    /// It shows more than it can weigh.
    BeyondCapacity,
    /// It says again and again what cannot be read.
    Refused,
    /// It says more than its line can carry.
    Flood,
    /// It calls stable what is one thing and then another.
    Contradiction,
    /// It says nothing any more.
    Silence,
}

/// A rule as it is applied: every one of them pauses the run, and it goes on by a key once its cause has passed. What voids
/// a comparison instead is the jump of the clocks, see [`ClockWatch`].
pub struct Law {
    /// Which.
    pub rule: Rule,
    /// As entries name it.
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
}

const fn law(rule: Rule, id: &'static str, zh: &'static str, en: &'static str) -> Law {
    Law { rule, id, zh, en }
}

/// Every rule, the surest first: where several are broken, the first is said.
pub const LAWS: &[Law] = &[
    law(
        Rule::Flood,
        "flood",
        "发来的数据超过线路所能传送的；请检查接线和仪器",
        "says more than its line can carry; check wiring and instrument",
    ),
    law(
        Rule::UnitChanged,
        "unit-changed",
        "单位改变；请改回本任务的单位",
        "shows another unit; switch it back to that of the run",
    ),
    law(
        Rule::BeyondCapacity,
        "beyond-capacity",
        "示值超出最大称量；请检查秤",
        "shows more than its capacity; check the scale",
    ),
    law(
        Rule::Contradiction,
        "contradiction",
        "先后给出互相矛盾的稳定值；线上是否有两台仪器？",
        "says stable values that contradict each other; are two instruments on its line?",
    ),
    law(
        Rule::Refused,
        "refused-in-a-row",
        "连续多帧无法读出；请检查接线和通信参数",
        "sends frame after frame that cannot be read; check line and settings",
    ),
    law(
        Rule::Silence,
        "silence",
        "长时间没有数据；请检查电源和接线",
        "has been silent for long; check power and cable",
    ),
];

/// So many readings in a row break a rule: one may be a frame that a line without a checksum has bent.
const IN_A_ROW: u32 = 3;
/// So many refused frames in a row.
const REFUSED_IN_A_ROW: u32 = 20;
/// Silence that pauses a run, nanoseconds. A cable that is out for a moment pauses nothing: the run goes on by itself.
const SILENCE_NS: u64 = 60_000_000_000;
/// Over what time bytes and contradictions are counted, nanoseconds.
const SPAN_NS: u64 = 2_000_000_000;
/// So many times what the line can carry is a flood.
const RATE_TIMES: u64 = 2;
/// What the system may have kept while this program did not come to read, bytes: it arrives at once and is no flood.
const KEPT_BYTES: u64 = 8192;
/// No hand changes a load and changes it back in this time, nanoseconds.
const CONTRADICTION_NS: u64 = 150_000_000;
/// So often in the span.
const CONTRADICTIONS: usize = 6;
/// Stable values that differ by fewer steps than this do not contradict each other.
const CONTRADICTION_STEPS: u32 = 10;
/// A scale may show so many steps beyond its capacity before it shows nothing.
const BEYOND_STEPS: u32 = 9;

/// What a run expects of a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Its unit, once the run has one.
    pub unit: Option<Unit>,
    /// The capacity, in that unit.
    pub most: Option<Decimal>,
}

/// What was seen of one instrument.
#[derive(Clone, Debug)]
struct Seen {
    role: Role,
    /// Most bytes in a span; `None` where nobody knows what the line carries (a serial server, a recording).
    bytes_most: Option<u64>,
    heard: bool,
    /// When the last event was heard: what was said in a flood may have to wait for its turn.
    heard_ns: u64,
    other_unit: u32,
    beyond: u32,
    refused: u32,
    lost_since_ns: Option<u64>,
    said: VecDeque<(u64, u64)>,
    bytes: u64,
    /// The stable value of now, and since when it is shown.
    stable: Option<(Decimal, u64)>,
    /// The stable value that it came in place of.
    stable_before: Option<Decimal>,
    contradictions: VecDeque<u64>,
}

/// What was seen of the instruments of a run, and of the clocks.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    seen: Vec<Seen>,
    /// The clocks at the last tick.
    pub clocks: ClockWatch,
}

impl Behaviour {
    /// Of instruments that nothing was seen of yet.
    pub fn of(connections: &[(Role, Connection)], profiles: &Profiles) -> Self {
        let seen = connections.iter().map(|(role, connection)| {
            let serial = !connection.port.contains(':');
            let profile = profiles.get(&connection.device).filter(|_| serial);
            let baud = profile.and_then(|profile| profile.serial.iter().map(|line| line.baud).max());
            Seen::new(*role, baud.map(most_bytes))
        });
        Self { seen: seen.collect(), clocks: ClockWatch::default() }
    }

    /// Takes in an event of a link at `heard_ns`, which is later than its stamp where events had to wait; `expected` says
    /// what the run expects of a reading.
    pub fn hear(&mut self, event: &LinkEvent, heard_ns: u64, expected: impl FnOnce(Role, &Reading) -> Expected) {
        let Some(seen) = self.seen.iter_mut().find(|seen| seen.role.word() == event.link) else { return };
        let now_ns = event.stamp.mono_ns;
        seen.heard_ns = heard_ns;
        match &event.kind {
            LinkEventKind::Reading(reading) => seen.reading(reading, expected(seen.role, reading)),
            LinkEventKind::Refused { frame, .. } => {
                seen.bytes(now_ns, frame);
                seen.refused = seen.refused.saturating_add(u32::from(seen.heard));
            }
            LinkEventKind::TimedOut { .. }
            | LinkEventKind::Silent { .. }
            | LinkEventKind::Gone { .. }
            | LinkEventKind::Unavailable { .. } => {
                seen.lost_since_ns.get_or_insert(now_ns);
            }
            _ => {}
        }
    }

    /// The rule that an instrument breaks at `now_ns`, with the instrument. Silence counts only where the run `reads`.
    pub fn fault(&self, now_ns: u64, reads: bool) -> Option<(Role, &'static Law)> {
        LAWS.iter().find_map(|law| {
            let broken = self.seen.iter().find(|seen| seen.breaks(law.rule, now_ns, reads))?;
            Some((broken.role, law))
        })
    }
}

impl Law {
    /// What is wrong, with whom, and what would be right.
    pub fn words(&self, role: Role) -> Words {
        let (zh, en) = match role {
            Role::Scale => ("秤", "the scale"),
            Role::Pile => ("充电桩", "the pile"),
            Role::Standard => ("标准器", "the standard"),
            Role::Watched => ("仪器", "the instrument"),
            Role::Scanner => ("扫描器", "the scanner"),
        };
        Words::new(format!("{zh}{}", self.zh), format!("{en} {}", self.en))
    }
}

/// Most bytes that come in a span over a line of that speed: ten bits a byte.
fn most_bytes(baud: u32) -> u64 {
    u64::from(baud) * SPAN_NS / 10_000_000_000 * RATE_TIMES + KEPT_BYTES
}

impl Seen {
    const fn new(role: Role, bytes_most: Option<u64>) -> Self {
        Self {
            role,
            bytes_most,
            heard: false,
            heard_ns: 0,
            other_unit: 0,
            beyond: 0,
            refused: 0,
            lost_since_ns: None,
            said: VecDeque::new(),
            bytes: 0,
            stable: None,
            stable_before: None,
            contradictions: VecDeque::new(),
        }
    }

    fn reading(&mut self, reading: &Reading, expected: Expected) {
        (self.heard, self.refused, self.lost_since_ns) = (true, 0, None);
        let now_ns = reading.stamp.mono_ns;
        // A frame with several values in it came once.
        if self.said.back().is_none_or(|(ns, _)| *ns != now_ns) {
            self.bytes(now_ns, &reading.frame);
        }
        let other = expected.unit.zip(reading.datum.unit).map(|(wanted, unit)| wanted != unit);
        count(&mut self.other_unit, other);
        let Some(number) = reading.datum.number() else { return };
        let step = Decimal::new(1, number.scale());
        let over = reading.datum.has(Flag::Overload);
        let most = expected.most.filter(|_| other != Some(true));
        count(&mut self.beyond, most.map(|most| !over && number > most + step * Decimal::from(BEYOND_STEPS)));
        if self.role == Role::Scale {
            self.stable(number, step, reading.datum.stable, now_ns);
        }
        while self.contradictions.front().is_some_and(|ns| now_ns.saturating_sub(*ns) > SPAN_NS) {
            self.contradictions.pop_front();
        }
    }

    /// A stable value that comes, gives way to another stable one, and is back in less time than any hand needs.
    fn stable(&mut self, number: Decimal, step: Decimal, stable: Option<bool>, now_ns: u64) {
        let near = |one: Decimal| (number - one).abs() < step * Decimal::from(CONTRADICTION_STEPS);
        match (stable, self.stable, self.stable_before) {
            // It says itself that it moves: what is stable after that may be another value.
            (Some(false), ..) => (self.stable, self.stable_before) = (None, None),
            (Some(true), Some((value, _)), _) if near(value) => {}
            (Some(true), Some((_, since)), before) => {
                if before.is_some_and(near) && now_ns.saturating_sub(since) < CONTRADICTION_NS {
                    self.contradictions.push_back(now_ns);
                }
                self.stable_before = self.stable.replace((number, now_ns)).map(|(value, _)| value);
            }
            (Some(true), None, _) => self.stable = Some((number, now_ns)),
            (None, ..) => {}
        }
    }

    /// Counts the bytes of a frame, written in hexadecimal with blanks between.
    fn bytes(&mut self, now_ns: u64, frame: &str) {
        let count = u64::try_from(frame.len().div_ceil(3)).unwrap_or(u64::MAX);
        self.said.push_back((now_ns, count));
        self.bytes = self.bytes.saturating_add(count);
        while let Some((_, old)) = self.said.front().filter(|(ns, _)| now_ns.saturating_sub(*ns) > SPAN_NS).copied() {
            self.said.pop_front();
            self.bytes = self.bytes.saturating_sub(old);
        }
    }

    fn breaks(&self, rule: Rule, now_ns: u64, reads: bool) -> bool {
        let recent = |ns: Option<u64>| ns.is_some_and(|ns| now_ns.saturating_sub(ns) <= SPAN_NS);
        match rule {
            Rule::UnitChanged => self.other_unit >= IN_A_ROW,
            Rule::BeyondCapacity => self.beyond >= IN_A_ROW,
            Rule::Refused => self.refused >= REFUSED_IN_A_ROW,
            // The rest of a flood may be waiting: it is over when nothing comes, or when what comes is what a line carries.
            Rule::Flood => self.bytes_most.is_some_and(|most| self.bytes > most) && recent(Some(self.heard_ns)),
            Rule::Contradiction => {
                self.contradictions.len() >= CONTRADICTIONS && recent(self.contradictions.back().copied())
            }
            Rule::Silence => {
                reads && self.lost_since_ns.is_some_and(|since| now_ns.saturating_sub(since) >= SILENCE_NS)
            }
        }
    }
}

/// One more of what happens in a row, or the end of the row; what could not be told changes nothing.
const fn count(row: &mut u32, happens: Option<bool>) {
    match happens {
        Some(true) => *row = row.saturating_add(1),
        Some(false) => *row = 0,
        None => {}
    }
}

/// Watches the two clocks: a wall clock that was set, or a machine that slept. A comparison that was under way is void then,
/// because nobody knows what passed meanwhile.
#[derive(Clone, Debug, Default)]
pub struct ClockWatch {
    last: Option<(String, u64)>,
}

impl ClockWatch {
    /// Takes the clocks of now; answers with the seconds of a jump since the last time, and its words.
    pub fn tick(&mut self, at: &str, mono_ns: u64) -> Option<Words> {
        let (before, ns) = self.last.replace((at.to_owned(), mono_ns))?;
        let seconds = ledger::jumped((&before, ns), (at, mono_ns))?;
        Some(Words::new(
            format!("比对期间时钟跳变或计算机休眠（{seconds} s），本次比对作废，请重做"),
            format!(
                "the clock jumped or the computer slept ({seconds} s) during the comparison: it is void, do it again"
            ),
        ))
    }
}

#[cfg(test)]
#[path = "misbehaviour_tests.rs"]
mod tests;
