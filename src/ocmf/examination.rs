//! A whole file examined: the signature of every record, the rules of every charge, apart and together.

use super::accepted::{Accepted, Direction, Effect};
use super::check::{Charge, Check, PARTS, checks, page_run};
use super::container::Item;
use super::envelope::Envelope;
use super::key::{KeyText, PublicKey};
use super::payload::{Payload, Reading};
use super::signature::{KeyOrigin, Signature, SignatureReport, Signed};
use super::transaction::{Energy, counted, energies, groups};
use crate::locale::Words;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What a file comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every signature holds and every rule is kept.
    Valid,
    /// A signature is invalid or a rule is broken.
    Failed,
    /// Nothing was found wrong, but something could not be read or checked.
    Unreadable,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordReport {
    /// Its number in the file, from nought.
    pub index: usize,
    /// Why it or its payload cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<Words>,
    /// The verdict on its signature.
    pub signature: Option<SignatureReport>,
    /// SHA-256 of the signed bytes, hexadecimal.
    pub payload_sha256: Option<String>,
    /// How many bytes are signed.
    pub payload_bytes: Option<usize>,
    /// FV.
    pub version: Option<String>,
    /// GI.
    pub gateway: Option<String>,
    /// GS.
    pub gateway_serial: Option<String>,
    /// MS.
    pub meter_serial: Option<String>,
    /// PG.
    pub page: Option<String>,
    /// `transactionId` of the container.
    pub transaction: Option<String>,
    /// `context` of the container.
    pub context: Option<String>,
    /// Its readings, inherited fields filled in.
    pub readings: Vec<Reading>,
}

/// One charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChargeReport {
    /// The numbers of its records.
    pub records: Vec<usize>,
    /// Whether every rule is kept.
    pub rules_kept: bool,
    /// The rules.
    pub rules: Vec<Check>,
    /// Energy of each register.
    pub energy: Vec<Energy>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// What it comes to.
    pub verdict: Verdict,
    /// Its records.
    pub records: Vec<RecordReport>,
    /// Its charges.
    pub charges: Vec<ChargeReport>,
    /// Rules of the file as a whole.
    pub file_rules: Vec<Check>,
}

struct Opened {
    report: RecordReport,
    payload: Option<Payload>,
    /// What tells its key apart from others.
    key: Option<String>,
}

/// Examines the records of a file. A key that is given goes before the keys of the file.
pub fn examine(items: &[Item], given: Option<&KeyText>, accepted: &Accepted) -> Examination {
    let given = given.map(PublicKey::of_text);
    let opened: Vec<Opened> =
        items.iter().enumerate().map(|(index, item)| open(index, item, given.as_ref(), accepted)).collect();
    let readable: Vec<(usize, &Payload, Option<&str>)> = opened
        .iter()
        .filter_map(|record| {
            Some((record.report.index, record.payload.as_ref()?, record.report.transaction.as_deref()))
        })
        .collect();
    let join = accepted.rule(PARTS).is_some_and(|rule| rule.effect != Effect::Off);
    let charges: Vec<ChargeReport> =
        groups(&readable, accepted, join).into_iter().map(|group| charge(group, &opened, accepted)).collect();
    let pages: Vec<(usize, &Payload)> = readable.iter().map(|(index, payload, _)| (*index, *payload)).collect();
    let file_rules: Vec<Check> = page_run(&pages, accepted).into_iter().collect();
    let records: Vec<RecordReport> = opened.into_iter().map(|record| record.report).collect();
    let verdict = verdict(&records, &charges, &file_rules);
    Examination { verdict, records, charges, file_rules }
}

fn verdict(records: &[RecordReport], charges: &[ChargeReport], file_rules: &[Check]) -> Verdict {
    let signed = |record: &RecordReport| record.signature.as_ref().map(|signature| signature.verdict);
    let broken = records.iter().any(|record| signed(record) == Some(Signed::Invalid))
        || charges.iter().any(|charge| !charge.rules_kept)
        || file_rules.iter().any(Check::refuses);
    let open = |record: &RecordReport| record.unreadable.is_some() || signed(record) != Some(Signed::Valid);
    if broken {
        Verdict::Failed
    } else if records.is_empty() || records.iter().any(open) {
        Verdict::Unreadable
    } else {
        Verdict::Valid
    }
}

fn open(index: usize, item: &Item, given: Option<&Result<PublicKey, Words>>, accepted: &Accepted) -> Opened {
    let mut report = RecordReport {
        index,
        unreadable: None,
        signature: None,
        payload_sha256: None,
        payload_bytes: None,
        version: None,
        gateway: None,
        gateway_serial: None,
        meter_serial: None,
        page: None,
        transaction: item.transaction.clone(),
        context: item.context.clone(),
        readings: Vec::new(),
    };
    let envelope = item.record.as_ref().map_err(Clone::clone).and_then(|record| Envelope::of(record));
    let envelope = match envelope {
        Ok(envelope) => envelope,
        Err(why) => {
            report.unreadable = Some(why);
            return Opened { report, payload: None, key: None };
        }
    };
    report.payload_bytes = Some(envelope.payload.len());
    report.payload_sha256 = Some(Sha256::digest(envelope.payload).iter().map(|byte| format!("{byte:02x}")).collect());
    let beside = item.key.as_ref().map(PublicKey::of_text);
    let key = match given {
        Some(given) => Some((given, KeyOrigin::Given)),
        None => beside.as_ref().map(|key| (key, KeyOrigin::Container)),
    };
    match Signature::of(envelope.signature) {
        Ok(signature) => report.signature = Some(signature.verify(envelope.payload, key, accepted)),
        Err(why) => report.unreadable = Some(why),
    }
    let key = key.and_then(|(key, _)| key.as_ref().ok()).map(|key| format!("{:02x?}", key.point));
    let payload = match Payload::of(envelope.payload) {
        Ok(payload) => payload,
        Err(why) => {
            report.unreadable.get_or_insert(why);
            return Opened { report, payload: None, key };
        }
    };
    report.version.clone_from(&payload.version);
    report.gateway.clone_from(&payload.gateway);
    report.gateway_serial.clone_from(&payload.gateway_serial);
    report.meter_serial.clone_from(&payload.meter_serial);
    report.page.clone_from(&payload.page);
    report.readings.clone_from(&payload.readings);
    Opened { report, payload: Some(payload), key }
}

fn charge(group: Vec<usize>, opened: &[Opened], accepted: &Accepted) -> ChargeReport {
    let of = |index: &usize| opened.get(*index).and_then(|record| Some((*index, record.payload.as_ref()?, record)));
    let parts: Vec<(usize, &Payload, &Opened)> = group.iter().filter_map(of).collect();
    let payloads: Vec<(usize, &Payload)> = parts.iter().map(|(index, payload, _)| (*index, *payload)).collect();
    let counted = counted(&payloads, accepted);
    let energy = energies(&counted, accepted);
    let records = parts.iter().map(|(index, payload, record)| (*index, *payload, record.key.as_deref())).collect();
    let rules = checks(&Charge { records, counted, accepted });
    ChargeReport { records: group, rules_kept: !rules.iter().any(Check::refuses), rules, energy }
}

impl Examination {
    /// The energy imported in the only charge of the file, when every signature holds, every rule is kept, and exactly one
    /// import register tells it; else why there is none to rely on.
    pub fn reliable_import(&self) -> Result<&Energy, Words> {
        let said = |zh: String, en: String| Err(Words::new(zh, en));
        for record in &self.records {
            let number = record.index + 1;
            if let Some(signature) = record.signature.as_ref().filter(|signature| signature.verdict != Signed::Valid) {
                let why = &signature.reason;
                return said(
                    format!("第 {number} 条记录的签名不可用：{}", why.zh),
                    format!("the signature of record {number} cannot be relied on: {}", why.en),
                );
            }
            if let Some(why) = &record.unreadable {
                return said(
                    format!("第 {number} 条记录无法读取：{}", why.zh),
                    format!("record {number} cannot be read: {}", why.en),
                );
            }
        }
        let rules = self.charges.iter().flat_map(|charge| &charge.rules).chain(&self.file_rules);
        if let Some(check) = rules.clone().find(|check| check.refuses()) {
            let (rule, why) = (check.rule, &check.reason);
            return said(format!("不符合规则 {rule}：{}", why.zh), format!("the rule {rule} is not kept: {}", why.en));
        }
        let [charge] = self.charges.as_slice() else {
            let count = self.charges.len();
            return said(
                format!("应恰有一次充电，文件中有 {count} 次"),
                format!("exactly one charge is needed, the file has {count}"),
            );
        };
        let imports: Vec<&Energy> =
            charge.energy.iter().filter(|energy| energy.direction == Direction::Import).collect();
        if let [energy] = imports.as_slice() {
            return Ok(energy);
        }
        let count = imports.len();
        said(
            format!("应恰有一个输入电能寄存器，有 {count} 个"),
            format!("exactly one register of imported energy is needed, there are {count}"),
        )
    }
}
