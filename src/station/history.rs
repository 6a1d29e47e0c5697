//! Runs as they stand in the ledger: lists, one run read back, one run for people to look at.

use super::active::ActiveRun;
use super::entry_words;
use super::record::{self, Opened, Task, Told};
use super::snapshot::{EntryView, PortView, RunDetail, RunSummary};
use super::why::{Why, both};
use crate::instrument::{Profiles, Reading, Stamp};
use crate::ledger::{Entry, Head, Ledger, LedgerError, Progress, RunRow};
use crate::link::ports::PortInfo;
use crate::locale::{Lang, Words};
use crate::procedure::{Moment, Observation, Origin, Side, Subject};
use crate::regulation::{Book, Conclusion};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How many runs a snapshot lists beside the open ones; older ones are found by searching.
const RECENT: usize = 200;

/// The newest runs and every open one, newest first.
pub fn runs(ledger: &Ledger) -> Result<Vec<RunSummary>, LedgerError> {
    let recent = ledger.recent(RECENT)?;
    let oldest = recent.last().map_or(0, |row| row.opened_seq);
    let older = ledger.open_runs()?.into_iter().filter(|row| row.opened_seq < oldest);
    Ok(recent.into_iter().chain(older).map(summary).collect())
}

/// A run in a list.
pub(super) fn summary(row: RunRow) -> RunSummary {
    RunSummary {
        run: row.id,
        kind: row.kind,
        title: row.title,
        opened_at: row.opened_at,
        verdict: row.verdict,
        demonstration: row.demonstration,
    }
}

/// Every entry of a run; a run without one is not there.
pub fn entries(ledger: &Ledger, id: &str) -> Result<Vec<Entry>, Words> {
    entries_watched(ledger, id, &Progress::default())
}

fn entries_watched(ledger: &Ledger, id: &str, progress: &Progress) -> Result<Vec<Entry>, Words> {
    let entries = ledger.entries_of_run_watched(id, progress).map_err(|why| both(&why))?;
    if entries.is_empty() {
        return Err(Words::new(format!("记录中没有任务 {id}"), format!("the ledger has no run {id}")));
    }
    Ok(entries)
}

/// Reads a run back from its entries: the same run that was left.
pub fn read_run(ledger: &Ledger, id: &str, profiles: &Profiles, book: &Arc<Book>) -> Result<ActiveRun, Why> {
    let unreadable =
        |why: String| Words::new(format!("无法读回任务 {id}：{why}"), format!("cannot read run {id} back: {why}"));
    let mut run: Option<ActiveRun> = None;
    for entry in entries(ledger, id)? {
        let told = record::read(&entry).map_err(unreadable)?;
        if let Told::Opened(opened) = &told {
            run = Some(ActiveRun::prepare(id.to_owned(), (**opened).clone(), profiles, book)?);
        }
        if let Some(run) = &mut run {
            run.told(entry.seq, &told);
        }
    }
    run.ok_or_else(|| unreadable("no run-opened entry".into()).into())
}

/// Everything that is stored of a run.
pub fn detail(ledger: &Ledger, id: &str) -> Result<RunDetail, Words> {
    detail_watched(ledger, id, &Progress::default())
}

/// How many steps [`detail_watched`] takes: every entry is read, and then put in words.
pub(super) fn steps_of_detail(ledger: &Ledger, id: &str) -> Result<u64, Words> {
    ledger.count_of_run(id).map(|entries| entries * 2).map_err(|why| both(&why))
}

/// The same as [`detail`], telling how far it is.
pub(super) fn detail_watched(ledger: &Ledger, id: &str, progress: &Progress) -> Result<RunDetail, Words> {
    let entries = entries_watched(ledger, id, progress)?;
    let row = ledger.run(id).map_err(|why| both(&why))?;
    let row = row.ok_or_else(|| Words::new(format!("记录中没有任务 {id}"), format!("the ledger has no run {id}")))?;
    let judgement = entries.iter().rev().find_map(|entry| match record::read(entry) {
        Ok(Told::Concluded(concluded)) => Some(concluded.judgement),
        _ => None,
    });
    let signers = super::sealing::signers(&entries);
    let view = |entry: &Entry| progress.step(1).map(|()| entry_view(entry)).map_err(|why| both(&why));
    let entries = entries.iter().map(view).collect::<Result<_, _>>()?;
    Ok(RunDetail { summary: summary(row), judgement, signers, entries })
}

fn entry_view(entry: &Entry) -> EntryView {
    let told = record::read(entry);
    let readings = match &told {
        Ok(Told::Observation(observation)) => readings(observation),
        Ok(Told::Withdrawal(withdrawal)) => readings(&withdrawal.old),
        _ => Vec::new(),
    };
    let (words, frames) = match told {
        Ok(Told::Opened(opened)) => (opened_words(&opened), Vec::new()),
        Ok(Told::Observation(observation)) => (observation_words(&observation), frames(&observation)),
        Ok(Told::Withdrawal(withdrawal)) => {
            let (target, reason) = (withdrawal.target, &withdrawal.reason);
            let words = Words::new(
                format!("撤回条目 {target}：{reason}（原值 {}）", withdrawal.old.value),
                format!("withdraws entry {target}: {reason} (was {})", withdrawal.old.value),
            );
            (words, frames(&withdrawal.old))
        }
        Ok(Told::Concluded(concluded)) => {
            let word = |lang| crate::locale::verdict::verdict_word(concluded.judgement.verdict, lang);
            let words = Words::new(format!("结论：{}", word(Lang::Zh)), format!("verdict: {}", word(Lang::En)));
            (words, Vec::new())
        }
        Ok(Told::Interlude(interlude)) => (interlude.words(), Vec::new()),
        Ok(Told::Other) => (entry_words::around(entry), Vec::new()),
        Err(why) => (Words::new(format!("无法读出：{why}"), format!("unreadable: {why}")), Vec::new()),
    };
    EntryView {
        seq: entry.seq,
        at: entry.record.at.clone(),
        kind: entry.record.kind.clone(),
        words,
        frames,
        readings,
        hash: hex(&entry.hash).chars().take(12).collect(),
    }
}

/// What an entry says, for people.
pub fn words_of(entry: &Entry) -> Words {
    entry_view(entry).words
}

fn opened_words(opened: &Opened) -> Words {
    let (title, regulation, date) = (&opened.title, &opened.regulation, &opened.date);
    Words::new(
        format!("任务开始：{title}，依据 {regulation}，日期 {date}"),
        format!("run opened: {title}, by {regulation}, date {date}"),
    )
}

fn observation_words(observation: &Observation) -> Words {
    let unit = observation.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
    let package = observation.package.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
    let value = format!("{}{unit}{package}", observation.value);
    let subject = subject_words(&observation.subject);
    let (zh, en) = match &observation.origin {
        Origin::Read { .. } => ("读取", "read"),
        Origin::Typed { at } if at == "plan" => ("方案给定", "from the plan"),
        Origin::Typed { .. } => ("键入", "typed"),
    };
    Words::new(format!("{} {value}（{zh}）", subject.zh), format!("{} {value} ({en})", subject.en))
}

/// What an observation is of, for people.
pub fn subject_words(subject: &Subject) -> Words {
    let side = |side: &Side| match side {
        Side::Instrument => ("充电桩", "pile"),
        Side::Reference => ("标准器", "standard"),
    };
    match subject {
        Subject::Tare { number } => Words::new(format!("皮重 {number}"), format!("tare {number}")),
        Subject::Package { number } => Words::new(format!("样品 {number}"), format!("package {number}")),
        Subject::Register { point, repeat, side: of, moment } => {
            let (zh, en) = side(of);
            let (at_zh, at_en) = if *moment == Moment::Start { ("起始", "start") } else { ("结束", "end") };
            Words::new(
                format!("负荷点 {point} 第 {repeat} 次 {zh}{at_zh}电能"),
                format!("load point {point}.{repeat} {en} {at_en} register"),
            )
        }
        Subject::Energy { point, repeat, side: of } => {
            let (zh, en) = side(of);
            Words::new(
                format!("负荷点 {point} 第 {repeat} 次 {zh}电能"),
                format!("load point {point}.{repeat} {en} energy"),
            )
        }
        Subject::Clock { side: of } => {
            let (zh, en) = side(of);
            Words::new(format!("{zh}时钟"), format!("clock of the {en}"))
        }
        Subject::ClockDifference => Words::new("时钟时刻误差", "clock difference"),
        Subject::Appearance => Words::new("外观及功能检查", "appearance and functions"),
        Subject::Insulation => Words::new("绝缘电阻（MΩ）", "insulation resistance (MΩ)"),
        Subject::Indication { test, number, load } => {
            let words = test.words();
            Words::new(
                format!("{} {number}（载荷 {load}）示值", words.zh),
                format!("{} {number} (load {load}) indication", words.en),
            )
        }
        Subject::Changeover { test, number } => {
            let words = test.words();
            Words::new(format!("{} {number} ΔL", words.zh), format!("{} {number} ΔL", words.en))
        }
        Subject::Extra { number } => Words::new(
            format!("鉴别力 {number} 加放附加砝码后示值"),
            format!("discrimination {number} indication with the extra load"),
        ),
    }
}

/// The readings that a value rests on; none of one that was typed.
fn readings(observation: &Observation) -> Vec<Reading> {
    match &observation.origin {
        Origin::Read { readings, .. } => readings.clone(),
        Origin::Typed { .. } => Vec::new(),
    }
}

fn frames(observation: &Observation) -> Vec<String> {
    match &observation.origin {
        Origin::Read { readings, .. } => readings.iter().map(|reading| reading.frame.clone()).collect(),
        Origin::Typed { .. } => Vec::new(),
    }
}

/// A port for the home screen.
pub fn port_view(port: &PortInfo) -> PortView {
    PortView {
        path: port.path.clone(),
        description: port.description(),
        stable: port.id.clone(),
        unusable: port.accessible.as_ref().err().map(both),
    }
}

/// An id that says when and what, and does not repeat: the rest comes from the clocks and the head of the chain.
pub fn new_id(opened: &Opened, at: &Stamp, head: Head) -> String {
    let digits: String = at.at.chars().take(19).filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(digits.len().min(8));
    let seed = Sha256::digest(format!("{} {} {}", at.at, at.mono_ns, hex(&head.hash)));
    let tail: String = hex(&seed).chars().take(4).collect();
    format!("{day}-{time}-{}-{tail}", opened.task.kind())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A verdict as files write it.
pub const fn verdict_word(verdict: Conclusion) -> &'static str {
    match verdict {
        Conclusion::Pass => "pass",
        Conclusion::Fail => "fail",
        Conclusion::Incomplete => "incomplete",
        Conclusion::ConditionsNotMet => "conditions-not-met",
    }
}

/// The open run of a plan, newest first: the one that the same plan continues.
pub fn open_run_of(ledger: &Ledger, task: &Task) -> Option<String> {
    let opens = |row: &RunRow| {
        let first = ledger.entry(row.opened_seq).ok().flatten()?;
        Some(matches!(record::read(&first), Ok(Told::Opened(opened)) if opened.task == *task))
    };
    ledger.open_runs().ok()?.into_iter().find(|row| opens(row).unwrap_or(false)).map(|row| row.id)
}
