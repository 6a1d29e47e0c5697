//! A whole ledger file: the chain, every seal, every change of keys.

use super::report::{Mark, Report};
use super::run_file::{purpose, trust};
use crate::cli::Failure;
use crate::cli::trusted::Trusted;
use crate::ledger::{Ledger, LedgerError, Sealing, Vouched, check, sealing};
use crate::locale::{Lang, Say};
use crate::seal::{KeySet, hex};
use std::path::Path;

/// Examines the file.
pub(super) fn examine(path: &Path, trusted: &Trusted, lang: Lang) -> Result<Report, Failure> {
    let said = |why: LedgerError| Failure::said(why.exit(), &why, lang);
    let ledger = Ledger::open_file(path).map_err(said)?;
    let mut report = Report::new("ledger");
    let chain = check(&ledger, &[]).map_err(said)?;
    let (entries, seq, hash) = (chain.entries, chain.head.seq, hex::digits(&chain.head.hash));
    report.fact("entries", entries);
    report.fact("head", format!("{seq}:{hash}"));
    match &chain.broken {
        None => report.say(
            Mark::Good,
            format!("{entries} 条首尾相接，末端 {seq}:{hash}"),
            format!("the chain of {entries} entries holds, head {seq}:{hash}"),
        ),
        Some(broken) => {
            let seq = broken.seq;
            report.say(Mark::Bad, format!("第 {seq} 条：{}", broken.zh), format!("entry {seq}: {}", broken.en));
        }
    }
    match sealing(&ledger) {
        Ok(found) => {
            tell_keys(&found, trusted, &mut report);
            tell_seals(&found, trusted, &mut report);
        }
        // An entry that cannot be read was told with the chain.
        Err(why) if chain.broken.is_some() => report.wrong(Mark::Bad, &why),
        Err(why) => return Err(said(why)),
    }
    Ok(report)
}

fn tell_keys(found: &Sealing, trusted: &Trusted, report: &mut Report) {
    for seq in &found.keys.unreadable {
        report.say(
            Mark::Bad,
            format!("第 {seq} 条：密钥与其指纹不符"),
            format!("entry {seq}: the key is not the one of its fingerprint"),
        );
    }
    for entry in &found.keys.keys {
        // A station that lost its key made another one; that holds where a person vouches for it.
        let vouched = entry.vouched == Vouched::Anew && trusted.given.find(&entry.key.fingerprint()).is_some();
        let mark = if entry.vouched.holds() || vouched { Mark::Good } else { Mark::Bad };
        let (seq, key, suite, at) = (entry.seq, entry.key.fingerprint(), entry.key.suite(), &entry.at);
        report.say(
            mark,
            format!("第 {seq} 条：密钥 {key}（{suite}，{at}）：{}", entry.vouched.say(Lang::Zh)),
            format!("entry {seq}: the key {key} ({suite}, {at}): {}", entry.vouched.say(Lang::En)),
        );
    }
}

fn tell_seals(found: &Sealing, trusted: &Trusted, report: &mut Report) {
    let mut keys = KeySet::default();
    let mut holding = 0_usize;
    for seal in &found.seals {
        let (seq, run, (zh, en)) = (seal.seq, &seal.run, purpose(seal.purpose));
        if let Some(why) = &seal.wrong {
            report.say(
                Mark::Bad,
                format!("第 {seq} 条，任务 {run} 的封记（{zh}）：{}", why.say(Lang::Zh)),
                format!("entry {seq}, the seal of run {run} ({en}): {}", why.say(Lang::En)),
            );
        } else {
            holding += 1;
            keys.extend(seal.key.and_then(|key| found.keys.set().find(&key).cloned()));
        }
    }
    report.fact("seals", found.seals.len());
    report.fact("keys", found.keys.keys.iter().map(|entry| entry.key.fingerprint().whole()).collect::<Vec<_>>());
    report.fact("unsealed", found.unsealed.clone());
    report.say(Mark::Note, format!("{holding} 个封记成立"), format!("{holding} seals hold"));
    if found.seals.is_empty() && found.concluded > 0 {
        // A chain alone can be made anew by anybody: without a seal nothing says who wrote it.
        report.say(
            Mark::Stranger,
            "记录中没有任何封记：只能说明各条首尾相接，不能说明是谁写的",
            "there is no seal in it: the chain holds, but nothing says who wrote it",
        );
    }
    for run in &found.unsealed {
        report.say(
            Mark::Bad,
            format!("任务 {run} 已结束而没有封记"),
            format!("the run {run} was concluded and has no seal"),
        );
    }
    // Of a demonstration's ledger its own keys speak, and for play only: whether it is one its runs say, not its place.
    let trusted = found.keys.trusted_by(&trusted.keys(found.play));
    for key in keys.all() {
        trust(report, &key.fingerprint().to_string(), trusted.find(&key.fingerprint()).is_some());
    }
}
