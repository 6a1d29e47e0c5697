//! Handed-out codes: the signature, and whether the ledger here has the head they saw and still holds the run they are of.

use super::report::{Mark, Report};
use crate::cli::trusted::Trusted;
use crate::cli::{Failure, Global};
use crate::ledger::{ExportedRun, Ledger, LedgerError};
use crate::seal::{Code, CodeMistake, CodeWrong, KeySet, hex};
use serde_json::{Value, json};

/// Examines every code in a text; empty where there is none.
pub(super) fn examine(text: &str, trusted: &Trusted, global: &Global) -> Result<Vec<Report>, Failure> {
    let codes = Code::parse_all(text);
    codes.into_iter().map(|code| one(code, trusted, global)).collect()
}

fn one(code: Result<Code, CodeMistake>, trusted: &Trusted, global: &Global) -> Result<Report, Failure> {
    let mut report = Report::new("code");
    let code = match code {
        Ok(code) => code,
        Err(why) => {
            report.wrong(Mark::Unclear, &why);
            return Ok(report);
        }
    };
    let keys = trusted.keys(code.demonstration());
    match code.verify(&keys) {
        Ok(key) => {
            let (suite, fingerprint) = (key.suite(), key.fingerprint());
            report.say(
                Mark::Good,
                format!("签名正确：由密钥 {fingerprint}（{suite}）签名，内容没有改动"),
                format!("the signature holds: signed by the key {fingerprint} ({suite}), nothing was changed"),
            );
            report.fact("fingerprint", fingerprint.whole());
            describe(&code, &mut report);
            if trusted.own.find(&fingerprint).is_some() {
                in_own_ledger(&code, &mut report, &trusted.own, global)?;
            }
        }
        Err(why @ CodeWrong::UnknownKey { .. }) => {
            report.wrong(Mark::Stranger, &why);
            describe(&code, &mut report);
        }
        Err(why) => report.wrong(Mark::Bad, &why),
    }
    facts(&code, &mut report);
    Ok(report)
}

/// What the code says; only where the signature does not speak against it.
fn describe(code: &Code, report: &mut Report) {
    if code.demonstration() {
        report.say(Mark::Note, "这是演示，不是检定", "this is a DEMONSTRATION and no verification");
    }
    let (station, run, kind, at) = (code.station(), code.run(), code.kind(), code.at());
    let (verdict, regulation, seq) = (code.verdict(), code.regulation(), code.seq());
    report.say(
        Mark::Note,
        format!("台站 {station}，任务 {run}（{kind}），{at}，依据 {regulation}：{verdict}"),
        format!("station {station}, run {run} ({kind}), {at}, by {regulation}: {verdict}"),
    );
    for (name, value) in code.figures() {
        report.say(Mark::Note, format!("{name} = {value}"), format!("{name} = {value}"));
    }
    if code.cut() > 0 {
        let cut = code.cut();
        report.say(
            Mark::Note,
            format!("另有 {cut} 个数值没有写入凭证"),
            format!("{cut} more figures are not in the code"),
        );
    }
    let signed = code.signed_by();
    let roles = [
        (signed.verifier, "检定员", "verifier"),
        (signed.checker, "核验员", "checker"),
        (signed.approver, "批准人", "approver"),
    ];
    let names = |pick: fn(&(bool, &'static str, &'static str)) -> &'static str| {
        roles.iter().filter(|role| role.0).map(pick).collect::<Vec<_>>()
    };
    let (zh, en) = (names(|role| role.1), names(|role| role.2));
    if zh.is_empty() {
        report.say(Mark::Note, "没有人署名", "no person signed");
    } else {
        report.say(Mark::Note, format!("署名：{}", zh.join("、")), format!("signed by: {}", en.join(", ")));
    }
    report.say(Mark::Note, format!("记录末端为第 {seq} 条"), format!("the ledger ended at entry {seq}"));
}

/// A kept code is a witness: the entry it saw must still be the same.
fn in_own_ledger(code: &Code, report: &mut Report, own: &KeySet, global: &Global) -> Result<(), Failure> {
    let said = |why: LedgerError| Failure::said(why.exit(), &why, global.lang);
    let ledger = Ledger::open_reading(&global.data).map_err(said)?;
    let seq = code.seq();
    match ledger.hash_of(seq).map_err(said)? {
        Some(hash) if hash == code.head() => {
            report.say(
                Mark::Good,
                format!("本机记录的第 {seq} 条与凭证所见一致"),
                format!("entry {seq} of the ledger here is the one that the code saw"),
            );
            run_here(&code.run(), &ledger, report, own).map_err(said)?;
        }
        Some(_) => report.say(
            Mark::Bad,
            format!("本机记录的第 {seq} 条与凭证所见不同：记录被改写过"),
            format!("entry {seq} of the ledger here is not the one that the code saw: the ledger was rewritten"),
        ),
        None => report.say(
            Mark::Bad,
            format!("凭证见过第 {seq} 条，本机记录里没有：末尾被删去"),
            format!("the code saw entry {seq}, the ledger here has none: its end was cut off"),
        ),
    }
    Ok(())
}

/// A hash is a column of the ledger like another: the entries of the run must still give theirs, and its seals hold.
fn run_here(run: &str, ledger: &Ledger, report: &mut Report, own: &KeySet) -> Result<(), LedgerError> {
    let Some(exported) = ExportedRun::of(ledger, run, own)? else {
        let (zh, en) = (format!("本机记录里没有任务 {run}"), format!("the ledger here has no run {run}"));
        report.say(Mark::Bad, zh, en);
        return Ok(());
    };
    let found = exported.examine();
    for (seq, why) in &found.wrong {
        report.say(Mark::Bad, format!("第 {seq} 条：{}", why.zh), format!("entry {seq}: {}", why.en));
    }
    if found.wrong.is_empty() {
        report.say(
            Mark::Good,
            "该任务在本机记录中的每一条都与其哈希和封记相符",
            "every entry of the run in the ledger here agrees with its hash and the seals",
        );
    }
    Ok(())
}

fn facts(code: &Code, report: &mut Report) {
    let signed = code.signed_by();
    let figures: Vec<Value> = code.figures().iter().map(|(name, value)| json!([name, value])).collect();
    report.fact("station", code.station());
    report.fact("run", code.run());
    report.fact("kind", code.kind());
    report.fact("verdict", code.verdict());
    report.fact("figures", figures);
    report.fact("cut", code.cut());
    report.fact("regulation", code.regulation());
    report.fact("demonstration", code.demonstration());
    report.fact(
        "signed_by",
        json!({ "verifier": signed.verifier, "checker": signed.checker, "approver": signed.approver }),
    );
    report.fact("head", format!("{}:{}", code.seq(), hex::digits(&code.head())));
    report.fact("key", code.key());
    report.fact("suite", code.suite().name());
    report.fact("at", code.at());
}
