//! Frames that a profile carries as its own test.

use super::driver::{Driver, Received};
use super::profile::Profile;
use crate::protocol::{Addressing, Datum, modbus, parse_hex};
use crate::quantity::parse_decimal;
use serde::Deserialize;
use std::sync::Arc;

/// A frame and what it must give.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Which of the profile's questions it answers (its name); the first one when absent.
    pub item: Option<String>,
    /// The bytes the device sends, hexadecimal.
    pub reply: String,
    /// The number it must give.
    pub value: Option<String>,
    /// The unit it must give.
    pub unit: Option<String>,
    /// What it must say about stability.
    pub stable: Option<bool>,
    /// The frame must be refused, for this reason.
    pub rejected: Option<String>,
}

/// What a sample gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleResult {
    /// The frame.
    pub reply: String,
    /// What was decoded.
    pub data: Vec<Datum>,
    /// What is wrong; `None` when it is as the profile says.
    pub mistake: Option<String>,
}

/// Decodes every sample of a profile.
pub fn check_samples(profile: &Profile) -> Vec<SampleResult> {
    profile.sample.iter().enumerate().map(|(index, sample)| check(profile, index, sample)).collect()
}

fn check(profile: &Profile, index: usize, sample: &Sample) -> SampleResult {
    let wrong = |why: String| SampleResult {
        reply: sample.reply.clone(),
        data: Vec::new(),
        mistake: Some(format!("sample[{index}]: {why}")),
    };
    let bytes = match parse_hex(&sample.reply) {
        Ok(bytes) => bytes,
        Err(position) => return wrong(format!("reply: no hexadecimal digit at {position}")),
    };
    let (data, refused) = match decode(profile, sample, &bytes) {
        Ok(decoded) => decoded,
        Err(why) => return wrong(why),
    };
    let mistake = compare(sample, &data, refused.as_deref()).map(|why| format!("sample[{index}]: {why}"));
    SampleResult { reply: sample.reply.clone(), data, mistake }
}

type Decoded = (Vec<Datum>, Option<String>);

fn decode(profile: &Profile, sample: &Sample, bytes: &[u8]) -> Result<Decoded, String> {
    let unit = modbus::unit_of(profile.protocol, bytes).unwrap_or(1);
    let address = (profile.protocol.addressing == Addressing::Unit).then(|| unit.to_string());
    let mut driver = Driver::new(Arc::new(profile.clone()), address.as_deref()).map_err(|why| why.to_string())?;
    for _ in 0..=profile.ask.len() {
        driver.reset();
        let asked = driver.next_request();
        let wanted = sample.item.as_deref().is_none_or(|item| driver.asking().as_deref() == Some(item));
        if wanted || asked.is_none() {
            break;
        }
    }
    let (mut data, mut refused) = (Vec::new(), None);
    // Byte by byte: an answer may lead to another request, whose answer follows in the sample.
    let mut all = Vec::new();
    for byte in bytes {
        all.extend(driver.receive(&[*byte]));
        if driver.continues() {
            driver.next_request();
        }
    }
    all.extend(driver.pause());
    for received in all {
        match received {
            Received::Data { data: found, .. } => data.extend(found),
            Received::DeviceSays { error, .. } => refused = Some(error.code),
            Received::Refused { why, .. } => refused = Some(why.code()),
        }
    }
    Ok((data, refused))
}

fn compare(sample: &Sample, data: &[Datum], refused: Option<&str>) -> Option<String> {
    if let Some(wanted) = &sample.rejected {
        let as_wanted = data.is_empty() && refused == Some(wanted);
        return (!as_wanted).then(|| format!("must be refused ({wanted}), gave {}", refused.unwrap_or("a value")));
    }
    // Of an answer with many values, the one that the sample names.
    let wanted = sample.item.as_deref();
    let named = data.iter().find(|datum| wanted.is_some() && datum.item.as_deref() == wanted);
    let Some(datum) = named.or(data.first()) else {
        return Some(format!("gives no value ({})", refused.unwrap_or("no whole frame")));
    };
    if let Some(wanted) = &sample.value {
        let equal = match (parse_decimal(wanted).ok(), datum.number()) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => datum.value.as_ref().is_some_and(|value| value.to_string() == *wanted),
        };
        if !equal {
            let found = datum.value.as_ref().map_or("nothing".to_owned(), ToString::to_string);
            return Some(format!("value: {wanted} wanted, {found} found"));
        }
    }
    let unit = datum.unit.map(|unit| unit.symbol());
    if sample.unit.is_some() && sample.unit.as_deref() != unit {
        return Some(format!("unit: {:?} wanted, {unit:?} found", sample.unit));
    }
    (sample.stable.is_some() && sample.stable != datum.stable)
        .then(|| format!("stable: {:?} wanted, {:?} found", sample.stable, datum.stable))
}
