//! Signed records in a pile's case: each is verified and becomes the energy of its reading, or the case is refused.

use super::ocmf::{accepted, bytes_of, key_of, key_words, wrong};
use super::{Exit, Failure, Global};
use crate::locale::{Say, Words};
use crate::ocmf::{container, examine};
use crate::quantity::{Quantity, Unit};
use crate::regulation::{PileCase, PointReading, RecordOrigin, Refusal};
use std::path::Path;

/// Decimals that a change of unit may need.
const PLACES_MAX: u32 = 20;

/// Puts the energy of every record into its reading. `case_file` is where the case lies: paths in it start there.
pub fn resolve(case: &mut PileCase, case_file: &Path, global: &Global) -> Result<(), Failure> {
    let folder = case_file.parent().unwrap_or(Path::new(""));
    for (at, point) in case.load_point.iter_mut().enumerate() {
        for (number, reading) in point.readings.iter_mut().enumerate() {
            let place = format!("load_point[{at}].readings[{number}]");
            resolve_one(reading, &place, folder, global)?;
        }
    }
    Ok(())
}

fn resolve_one(reading: &mut PointReading, place: &str, folder: &Path, global: &Global) -> Result<(), Failure> {
    let lang = global.lang;
    let refused = |why: &Refusal| Failure::new(Exit::BadInput, format!("{place}: {}", why.say(lang)));
    let Some(source) = reading.ocmf.take() else {
        return match reading.key {
            Some(_) => Err(refused(&Refusal::Missing("load_point.readings.ocmf"))),
            None => Ok(()),
        };
    };
    let typed = [&reading.instrument, &reading.pulses, &reading.constant, &reading.error_percent];
    if typed.iter().any(|typed| typed.is_some()) {
        return Err(refused(&Refusal::Both("ocmf", "instrument / pulses / error_percent")));
    }
    let key = reading.key.take().map(|key| key_of(&key, folder, lang)).transpose()?;
    let at = format!("{place}.ocmf");
    let (bytes, name) = if source.trim_start().starts_with("OCMF|") {
        (source.into_bytes(), Words::new("签名记录", "a signed record"))
    } else {
        let bytes = bytes_of(&folder.join(&source), lang)?;
        (bytes, Words::new(format!("签名记录 {source}"), format!("the signed record {source}")))
    };
    let items = container::read(&bytes).map_err(|why| wrong(&at, &why, lang))?;
    let (accepted, own) = accepted(global)?;
    let examination = examine(&items, key.as_ref(), &accepted);
    let energy = examination.reliable_import().map_err(|why| {
        let words = Words::new(
            format!("该记录不能作为桩的示值：{}", why.zh),
            format!("this record cannot be the reading of the pile: {}", why.en),
        );
        wrong(&at, &words, lang)
    })?;
    // A unit that is none is the judge's to refuse, with the list of those that are.
    let unit = match reading.unit.as_deref().map(str::parse::<Unit>) {
        None => Unit::KilowattHour,
        Some(Ok(unit)) => unit,
        Some(Err(_)) => energy.unit,
    };
    let same = (unit == energy.unit).then_some(energy.difference);
    let difference =
        same.or_else(|| Quantity::new(energy.difference, energy.unit).exact_in(unit)?.to_decimal_exact(PLACES_MAX));
    let difference = difference.ok_or_else(|| {
        let words = Words::new(
            format!("{} {} 无法换算为 {unit}", energy.difference, energy.unit),
            format!("{} {} cannot be told in {unit}", energy.difference, energy.unit),
        );
        wrong(&at, &words, lang)
    })?;
    let record = examination.records.first();
    let key = record.and_then(|record| record.signature.as_ref()?.key).map(key_words).unwrap_or_default();
    let hash = record.and_then(|record| record.payload_sha256.clone()).unwrap_or_default();
    let rules =
        if own.is_some() { ("，按本单位规则文件", ", by the laboratory's own rule file") } else { ("", "") };
    let words = Words::new(
        format!("{}（签名有效、符合规则{}；{}；寄存器 {}；SHA-256 {hash}）", name.zh, rules.0, key.zh, energy.register),
        format!(
            "{} (signature valid, rules kept{}; {}; register {}; SHA-256 {hash})",
            name.en, rules.1, key.en, energy.register
        ),
    );
    reading.instrument = Some(difference.to_string());
    reading.origin = Some(RecordOrigin {
        words,
        begin: format!("{} {}", energy.begin, energy.unit),
        end: format!("{} {}", energy.end, energy.unit),
        difference: format!("{difference} {unit}"),
    });
    Ok(())
}
