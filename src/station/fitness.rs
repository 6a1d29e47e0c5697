//! Whether this station may do official work now: the program judges as it must, the record holds, there is room, and the
//! clock can be right. A demonstration stays possible: it is marked, and nothing follows from it.

use super::why::{Why, both};
use crate::exit::Exit;
use crate::ledger::{self, Broken, Ledger, LedgerError, Progress};
use crate::link;
use crate::locale::Words;
use crate::machine::Machine;
use std::path::{Path, PathBuf};

/// The checks of the machine without which nothing official is begun.
const NEEDED: &[&str] = &["space", "clock"];

/// What to do when the clock is right and was wrong before.
const CONFIRM: (&str, &str) = (
    "；若现在的时间正确：quanheng ledger clock --reason 原因",
    "; if the time is right now: quanheng ledger clock --reason WHY",
);

/// What was found out about this station since it started.
#[derive(Clone, Debug, Default)]
pub struct Fitness {
    /// What the self-test found to come out differently.
    pub self_test: Vec<String>,
    /// What of the record does not hold.
    pub fault: Option<Words>,
    /// Why there is no key that may seal.
    pub unsealed: Option<Why>,
}

impl Fitness {
    /// Why nothing can be sealed or signed.
    pub fn no_key(&self) -> Why {
        let none = || Words::new("没有可用的工作站密钥，不能加封", "there is no key of the station that may seal");
        self.unsealed.clone().unwrap_or_else(|| none().into())
    }

    /// Why no official run can be begun now; nothing when it can.
    pub fn refusal(&self, ledger: &Ledger) -> Option<Why> {
        let why = |words| Why { words, exit: Exit::Refused };
        if !self.self_test.is_empty() {
            return Some(why(self_test_failed(&self.self_test)));
        }
        if let Some(fault) = &self.fault {
            return Some(Why { words: fault.clone(), exit: Exit::Integrity });
        }
        if let Some(unsealed) = &self.unsealed {
            return Some(unsealed.clone());
        }
        let machine = Machine {
            root: PathBuf::from("/"),
            data: ledger.folder().to_owned(),
            today: link::stamp().at.get(..10).unwrap_or_default().to_owned(),
            newest_record: newest_time(ledger),
            ..Machine::default()
        };
        let stop = machine.first_stop(NEEDED)?;
        let mend = stop.mend.map(|command| format!("  $ {command}")).unwrap_or_default();
        let confirm = if stop.check == "clock" { CONFIRM } else { ("", "") };
        Some(why(Words::new(
            format!("不能开始正式任务：{}{mend}{}", stop.words.zh, confirm.0),
            format!("no official run can be begun: {}{mend}{}", stop.words.en, confirm.1),
        )))
    }
}

/// Kind of the entry with which a person says that the clock is right although the record has been later.
pub const CLOCK_CONFIRMED: &str = "clock-confirmed";

/// The latest time the record has seen: that of its last entry, or the one from which the clock was set back, until somebody
/// confirmed the clock.
fn newest_time(ledger: &Ledger) -> Option<String> {
    let last = |kind| ledger.last_change(kind).ok().flatten();
    let confirmed = last(CLOCK_CONFIRMED).map_or(0, |entry| entry.seq);
    let jump = last(ledger::CLOCK_JUMP).filter(|entry| entry.seq > confirmed);
    let from = jump.and_then(|entry| Some(entry.record.data.get("from")?.as_str()?.to_owned()));
    from.into_iter().chain(ledger.newest().map(str::to_owned)).max()
}

fn self_test_failed(differs: &[String]) -> Words {
    let what = differs.join("; ");
    Words::new(
        format!("程序自检未通过（{what}）：程序已损坏或被改动。不能开始正式任务；请重新安装"),
        format!(
            "the self-test of the program failed ({what}): it is damaged or was altered. No official run can be begun; install \
             it anew"
        ),
    )
}

/// Walks the whole chain of a ledger file that somebody else may be writing; answers with what does not hold, and with
/// nothing at all where it was stopped.
pub fn walk(path: &Path, progress: &Progress) -> Option<Walked> {
    match Ledger::open_file(path).and_then(|ledger| ledger::check_watched(&ledger, &[], progress)) {
        Ok(report) => Some(report.broken.as_ref().map_or(Ok(()), |seq| Err(broken(seq)))),
        Err(LedgerError::Stopped) => None,
        Err(why) => Some(Err(both(&why))),
    }
}

/// What came of a walk: what does not hold.
pub type Walked = Result<(), Words>;

fn broken(Broken { seq, zh, en }: &Broken) -> Words {
    Words::new(
        format!("记录第 {seq} 条不成立：{zh}。不能开始正式任务；请运行 quanheng ledger check，并用备份恢复"),
        format!(
            "entry {seq} of the record does not hold: {en}. No official run can be begun; run `quanheng ledger check` and \
             restore a backup"
        ),
    )
}
