//! `ocmf FILE`: signed meter values of a charging pile; signature and rules judged apart, each with its reason.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome};
use crate::locale::{Lang, Words};
use crate::ocmf::accepted::{Direction, Effect, Status};
use crate::ocmf::check::{Check, Outcome as Found};
use crate::ocmf::examination::{ChargeReport, RecordReport};
use crate::ocmf::signature::KeyOrigin;
use crate::ocmf::{Accepted, Examination, KeyText, PublicKey, Signed, Verdict, container, examine};
use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// A laboratory's own copy of `accepted.toml`, in the data folder.
const OWN_FILE: &str = "ocmf.toml";

/// Verify signed meter values of a charging pile (OCMF): signature and rules, each by itself
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng ocmf record.ocmf --key meter.pem
  quanheng ocmf record.ocmf --key \"3059 3013 0607 2A86 48CE 3D02 01 …\" --lang en
  quanheng ocmf charge.xml --json
FILE is one OCMF|… text or an XML container <values><value>…. Exit 0: every record valid and every rule kept; 1: a record
invalid or a rule not kept; 2: something could not be read or checked (no key, curve not supported), nothing found wrong.
A key that lies in the container itself proves that nothing was changed since it was signed, not who signed it.")]
pub struct OcmfArgs {
    /// The record or the container
    #[arg(value_name = "FILE")]
    pub file: std::path::PathBuf,
    /// Public key of the meter, in the place of keys in the file
    #[arg(long, value_name = "HEX|BASE64|FILE")]
    pub key: Option<String>,
}

/// Field names are the contract of `ocmf --json`.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    examination: &'a Examination,
    /// The laboratory's own file, where it replaces the program's.
    #[serde(skip_serializing_if = "Option::is_none")]
    overridden: Option<&'a Own>,
}

/// The laboratory's own file.
#[derive(Serialize)]
pub struct Own {
    file: &'static str,
    sha256: String,
}

/// Examines the file.
pub fn run(args: &OcmfArgs, global: &Global) -> Outcome {
    let (accepted, own) = accepted(global)?;
    let key = args.key.as_deref().map(|key| key_of(key, Path::new(""), global.lang)).transpose()?;
    let bytes = bytes_of(&args.file, global.lang)?;
    let items = container::read(&bytes).map_err(|why| wrong(&args.file.display().to_string(), &why, global.lang))?;
    let examination = examine(&items, key.as_ref(), &accepted);
    let told = Told { examination: &examination, overridden: own.as_ref() };
    let out = if global.json {
        format!("{}\n", serde_json::to_string_pretty(&told).unwrap_or_default())
    } else {
        page(&told, global.lang)
    };
    print(&out);
    Ok(match examination.verdict {
        Verdict::Valid => Exit::Done,
        Verdict::Failed => Exit::NotConforming,
        Verdict::Unreadable => Exit::BadInput,
    })
}

/// What is accepted: the program's file, or the laboratory's own. A wrong one stops the verb.
pub fn accepted(global: &Global) -> Result<(Accepted, Option<Own>), Failure> {
    let path = global.data.join(OWN_FILE);
    let wrong = |file: &str, why: &str| {
        let message = match global.lang {
            Lang::Zh => format!("规则文件 {file} 有误：{why}"),
            Lang::En => format!("the rule file {file} is wrong: {why}"),
        };
        Failure::new(Exit::BadInput, message)
    };
    if !path.exists() {
        let embedded = Accepted::embedded().cloned();
        return embedded.map(|accepted| (accepted, None)).map_err(|why| wrong("accepted.toml", &why.0));
    }
    let text = super::read_text(&path, global.lang)?;
    let accepted = Accepted::of(&text).map_err(|why| wrong(OWN_FILE, &why.0))?;
    let sha256 = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((accepted, Some(Own { file: OWN_FILE, sha256 })))
}

/// A key as it is written on the command line or in a case: the key itself, or the file that it lies in.
pub fn key_of(text: &str, folder: &Path, lang: Lang) -> Result<KeyText, Failure> {
    let written = KeyText { text: text.to_owned(), encoding: None };
    let Err(why) = PublicKey::of_text(&written) else { return Ok(written) };
    let path = folder.join(text);
    if text.is_empty() || text.len() > 4096 || !path.is_file() {
        let why = Words::new(format!("{}，也没有这个文件", why.zh), format!("{}, nor is there such a file", why.en));
        return Err(wrong("key", &why, lang));
    }
    let bytes = bytes_of(&path, lang)?;
    let text = match PublicKey::of_bytes(&bytes) {
        Some(_) => bytes.iter().map(|byte| format!("{byte:02X}")).collect(),
        None => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let key = KeyText { text, encoding: None };
    match PublicKey::of_text(&key) {
        Ok(_) => Ok(key),
        Err(why) => Err(wrong(&path.display().to_string(), &why, lang)),
    }
}

/// Bytes of a file, up to one more than is ever accepted.
pub fn bytes_of(path: &Path, lang: Lang) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(container::BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|why| {
        let path = path.display();
        let message = match lang {
            Lang::Zh => format!("无法读取 {path}：{why}"),
            Lang::En => format!("cannot read {path}: {why}"),
        };
        Failure::new(Exit::BadInput, message)
    })
}

/// Bad input, with its place.
pub fn wrong(place: &str, why: &Words, lang: Lang) -> Failure {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    Failure::new(Exit::BadInput, format!("{place}{colon}{}", why.get(lang)))
}

fn page(told: &Told<'_>, lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let examination = told.examination;
    let mut out = format!(
        "{}\n",
        match examination.verdict {
            Verdict::Valid => say("全部有效", "ALL VALID"),
            Verdict::Failed => say("无效或不符合规则", "INVALID, OR A RULE NOT KEPT"),
            Verdict::Unreadable => say("未能全部读取或验证", "NOT ALL READ OR CHECKED"),
        }
    );
    if let Some(own) = told.overridden {
        out += &format!("{}{} (SHA-256 {})\n", say("本单位规则文件：", "own rule file "), own.file, own.sha256);
    }
    for record in &examination.records {
        out += &record_lines(record, lang);
    }
    for charge in &examination.charges {
        out += &charge_lines(charge, lang);
    }
    if !examination.file_rules.is_empty() {
        out += &format!("\n{}\n", say("文件", "file"));
        out += &rules_table(&examination.file_rules, lang);
    }
    out
}

/// A foreign text for the screen: nothing in it that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn record_lines(record: &RecordReport, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let number = record.index + 1;
    let facts = [&record.page, &record.meter_serial, &record.gateway, &record.gateway_serial, &record.context];
    let facts: Vec<String> = facts.into_iter().flatten().map(|fact| plain(fact)).collect();
    let mut out = format!("\n{} {number}  {}\n", if zh { "记录" } else { "record" }, facts.join("  "));
    if let Some(signature) = &record.signature {
        let verdict = match (signature.verdict, zh) {
            (Signed::Valid, true) => "签名有效",
            (Signed::Valid, false) => "signature VALID",
            (Signed::Invalid, true) => "签名无效",
            (Signed::Invalid, false) => "signature INVALID",
            (Signed::Unchecked, true) => "签名未验证",
            (Signed::Unchecked, false) => "signature NOT CHECKED",
        };
        out += &format!("  {verdict}  {}\n", signature.reason.get(lang));
        if let Some(origin) = signature.key {
            out += &format!("  {}\n", key_words(origin).get(lang));
        }
    }
    if let Some(why) = &record.unreadable {
        out += &format!("  {}  {}\n", if zh { "无法读取" } else { "UNREADABLE" }, why.get(lang));
    }
    if let Some(hash) = &record.payload_sha256 {
        out += &format!("  SHA-256 {hash}\n");
    }
    out
}

/// Where a key came from, for people.
pub fn key_words(origin: KeyOrigin) -> Words {
    match origin {
        KeyOrigin::Given => Words::new("公钥由使用者给出", "the key was given by the user"),
        KeyOrigin::Container => Words::new(
            "公钥取自文件本身，不能证明由谁签名",
            "the key is from the file itself, which does not prove who signed",
        ),
    }
}

fn charge_lines(charge: &ChargeReport, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let numbers: Vec<String> = charge.records.iter().map(|index| (index + 1).to_string()).collect();
    let kept = match (charge.rules_kept, zh) {
        (true, true) => "符合规则",
        (true, false) => "rules KEPT",
        (false, true) => "不符合规则",
        (false, false) => "rules NOT KEPT",
    };
    let of = if zh { "充电，记录" } else { "charge, record" };
    let mut out = format!("\n{of} {}  {kept}\n", numbers.join(", "));
    out += &rules_table(&charge.rules, lang);
    for energy in &charge.energy {
        let direction = match (energy.direction, zh) {
            (Direction::Import, true) => "输入",
            (Direction::Import, false) => "import",
            (Direction::Export, true) => "输出",
            (Direction::Export, false) => "export",
            (Direction::Unstated, true) => "方向不明",
            (Direction::Unstated, false) => "direction not stated",
        };
        let (begin, end) = (plain(&energy.begin), plain(&energy.end));
        let (register, difference, unit) = (&energy.register, energy.difference, energy.unit);
        out += &format!("  {register} ({direction})  {end} − {begin} = {difference} {unit}\n");
    }
    out
}

fn rules_table(checks: &[Check], lang: Lang) -> String {
    let row = |check: &Check| {
        let outcome = match (check.outcome, check.effect, lang) {
            (Found::Pass, _, Lang::Zh) => "符合",
            (Found::Pass, _, Lang::En) => "kept",
            (Found::Fail, Effect::Refuse, Lang::Zh) => "不符合",
            (Found::Fail, Effect::Refuse, Lang::En) => "NOT KEPT",
            (Found::Fail, _, Lang::Zh) => "提示",
            (Found::Fail, _, Lang::En) => "note",
            (Found::NotApplicable, _, Lang::Zh) => "不适用",
            (Found::NotApplicable, _, Lang::En) => "n/a",
        };
        let status = match (check.status, lang) {
            (Status::Confirmed, Lang::Zh) => "已确认",
            (Status::Confirmed, Lang::En) => "confirmed",
            (Status::SingleSource, Lang::Zh) => "单一来源",
            (Status::SingleSource, Lang::En) => "single source",
            (Status::Unconfirmed, Lang::Zh) => "未确认",
            (Status::Unconfirmed, Lang::En) => "UNCONFIRMED",
        };
        vec![format!("  {outcome}"), check.rule.to_owned(), status.to_owned(), plain(check.reason.get(lang))]
    };
    table(&checks.iter().map(row).collect::<Vec<_>>())
}
