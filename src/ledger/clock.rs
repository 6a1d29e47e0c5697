//! Notices when the two clocks disagree: a wall clock that was set, or a machine that slept. The jump itself is an entry.

use super::record::Record;
use jiff::Timestamp;
use serde_json::json;

/// The clocks of the last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub at: String,
    pub mono_ns: u64,
    pub boot: String,
}

/// Kind of the entry that tells of a jump.
pub const CLOCK_JUMP: &str = "clock-jump";

/// Less than this is the ordinary drift of a clock that is kept in step, nanoseconds.
const JUMP_NS: i128 = 2_000_000_000;

/// The entry that must precede `record`, when the clocks jumped since `seen`. Within one start of the machine both clocks
/// must have moved alike; across a restart the wall clock must at least not have gone back.
pub(super) fn jump(seen: Option<&Seen>, record: &Record, boot: &str) -> Option<Record> {
    let seen = seen?;
    let moved = moved((&seen.at, 0), (&record.at, 0))?;
    let surplus =
        if seen.boot == boot { moved - (i128::from(record.mono_ns) - i128::from(seen.mono_ns)) } else { moved.min(0) };
    if surplus.abs() < JUMP_NS {
        return None;
    }
    let seconds = seconds(surplus).to_string();
    let data = json!({ "from": seen.at, "to": record.at, "seconds": seconds, "restarted": seen.boot != boot });
    Some(Record { kind: CLOCK_JUMP.into(), run: None, at: record.at.clone(), mono_ns: record.mono_ns, data })
}

/// How much further the wall clock moved than the monotonic one between two moments, nanoseconds.
fn moved(before: (&str, u64), now: (&str, u64)) -> Option<i128> {
    let wall = |text: &str| text.parse::<Timestamp>().ok().map(Timestamp::as_nanosecond);
    Some(wall(now.0)? - wall(before.0)? - (i128::from(now.1) - i128::from(before.1)))
}

/// The whole seconds by which the clocks jumped between two moments of one start of the machine, each a time of the wall
/// clock (RFC 3339) with nanoseconds of the monotonic one. Nothing for the ordinary drift.
pub fn jumped(before: (&str, u64), now: (&str, u64)) -> Option<i128> {
    moved(before, now).filter(|surplus| surplus.abs() >= JUMP_NS).map(seconds)
}

/// The nearest whole second: the two clocks are never read in the same moment.
const fn seconds(ns: i128) -> i128 {
    (ns + 500_000_000 * ns.signum()) / 1_000_000_000
}

/// Which start of the machine this is; the start of the process where the system does not tell.
pub(super) fn boot() -> String {
    let read = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    read.map_or_else(|_| format!("pid-{}", std::process::id()), |id| id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(at: &str, mono_s: u64) -> Record {
        Record { kind: "x".into(), run: None, at: at.into(), mono_ns: mono_s * 1_000_000_000, data: json!(null) }
    }

    fn seen(at: &str, mono_s: u64, boot: &str) -> Seen {
        Seen { at: at.into(), mono_ns: mono_s * 1_000_000_000, boot: boot.into() }
    }

    #[test]
    fn a_clock_that_was_set_is_told_and_an_ordinary_minute_is_not() {
        let before = seen("2026-03-15T09:00:00+08:00", 100, "b");
        assert_eq!(jump(Some(&before), &record("2026-03-15T09:01:00+08:00", 160), "b"), None);
        let back = jump(Some(&before), &record("2026-03-15T08:00:00+08:00", 160), "b").unwrap();
        assert_eq!(back.data["seconds"], "-3660");
        let asleep = jump(Some(&before), &record("2026-03-15T10:00:00+08:00", 160), "b").unwrap();
        assert_eq!(asleep.data["seconds"], "3540");
    }

    #[test]
    fn a_restart_may_take_any_time_but_not_go_back() {
        let before = seen("2026-03-15T09:00:00+08:00", 100, "b");
        assert_eq!(jump(Some(&before), &record("2026-03-16T09:00:00+08:00", 1), "c"), None);
        assert!(jump(Some(&before), &record("2026-03-14T09:00:00+08:00", 1), "c").is_some());
    }
}
