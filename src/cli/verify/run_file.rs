//! An exported run: every entry, every seal, and whether the keys are trusted here.

use super::report::{Mark, Report};
use crate::cli::trusted::Trusted;
use crate::cli::{Exit, Failure};
use crate::ledger::ExportedRun;
use crate::locale::Lang;
use crate::seal::Purpose;

/// Examines the text of the file.
pub(super) fn examine(text: &str, trusted: &Trusted, lang: Lang) -> Result<Report, Failure> {
    let exported = ExportedRun::parse(text).map_err(|why| Failure::said(Exit::BadInput, &why, lang))?;
    let found = exported.examine();
    let mut report = Report::new("run");
    report.fact("run", exported.run.as_str());
    report.fact("station", exported.station.as_str());
    report.fact("verdict", found.verdict.clone());
    report.fact("entries", exported.len());
    report.fact("seals", found.seals.len());
    report.fact("codes", found.codes);
    report.fact("demonstration", found.demonstration);
    let (run, station, entries) = (&exported.run, &exported.station, exported.len());
    let verdict = found.verdict.clone().unwrap_or_default();
    report.say(
        Mark::Note,
        format!("台站 {station}，任务 {run}，{entries} 条，结论 {verdict}"),
        format!("station {station}, run {run}, {entries} entries, verdict {verdict}"),
    );
    if found.demonstration {
        report.say(Mark::Note, "这是演示，不是检定", "this is a DEMONSTRATION and no verification");
    }
    for (seq, why) in &found.wrong {
        report.say(Mark::Bad, format!("第 {seq} 条：{}", why.zh), format!("entry {seq}: {}", why.en));
    }
    let keys = trusted.keys(found.demonstration);
    for seal in found.seals.iter().filter(|seal| seal.wrong.is_none()) {
        let (seq, count, up_to) = (seal.seq, seal.entries, seal.up_to);
        let (zh, en) = purpose(seal.purpose);
        let key = seal.key.map(|key| key.to_string()).unwrap_or_default();
        report.say(
            Mark::Good,
            format!("第 {seq} 条的封记（{zh}）成立：{count} 条，至第 {up_to} 条，密钥 {key}"),
            format!("the seal in entry {seq} ({en}) holds: {count} entries up to entry {up_to}, key {key}"),
        );
    }
    report.fact("keys", found.signed_by.all().map(|key| key.fingerprint().whole()).collect::<Vec<_>>());
    for key in found.signed_by.all() {
        trust(&mut report, &key.fingerprint().to_string(), keys.find(&key.fingerprint()).is_some());
    }
    if found.holds() {
        report.say(Mark::Good, "每一条都与其哈希和封记相符", "every entry agrees with its hash and the seals");
    }
    Ok(report)
}

/// Says whether a key is trusted here.
pub(super) fn trust(report: &mut Report, key: &str, trusted: bool) {
    if trusted {
        report.say(Mark::Good, format!("密钥 {key} 在这里受信任"), format!("the key {key} is trusted here"));
    } else {
        report.say(
            Mark::Stranger,
            format!("签名有效，但密钥 {key} 在这里不受信任：请与该站公布的指纹核对，再用 --key 给出公钥"),
            format!("the signature is valid, but nobody here trusts the key {key}: compare it with the fingerprint that the station published, then name the key with --key"),
        );
    }
}

/// What a run was brought to, in both languages.
pub(super) fn purpose(purpose: Option<Purpose>) -> (&'static str, &'static str) {
    purpose.map_or(("不明", "unknown"), Purpose::words)
}
