//! The payload of a record: a parsed copy of the signed bytes, numbers with the digits they were written with.

use crate::locale::Words;
use crate::quantity::{Decimal, NumberError, parse_decimal};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// What the rules need of a payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payload {
    /// FV, version of the format.
    pub version: Option<String>,
    /// GI, the gateway.
    pub gateway: Option<String>,
    /// GS, its serial number.
    pub gateway_serial: Option<String>,
    /// MS, serial number of the meter.
    pub meter_serial: Option<String>,
    /// PG, the page: a letter of the context and a number.
    pub page: Option<String>,
    /// IL, how well the user was identified.
    pub identification: Option<String>,
    /// RD, with what each reading takes over from the one before it.
    pub readings: Vec<Reading>,
}

/// One reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// TM, time as written.
    pub time: Option<String>,
    /// TX, why it was taken.
    pub kind: Option<String>,
    /// RV as written, without the blanks in front.
    pub value: Option<String>,
    /// RI, the register.
    pub register: Option<String>,
    /// RU.
    pub unit: Option<String>,
    /// ST, state of the meter.
    pub state: Option<String>,
    /// EF, error flags.
    pub errors: Option<String>,
}

impl Reading {
    /// Its number, every digit kept; minus nought is nought.
    pub fn number(&self) -> Option<Result<Decimal, NumberError>> {
        let number = |text: &String| {
            let mut number = parse_decimal(text)?;
            if number.is_zero() {
                number.set_sign_positive(true);
            }
            Ok(number)
        };
        self.value.as_ref().map(number)
    }
}

/// Most readings of a record and longest text of a field that is used: a reading takes over what the one before it said, so
/// without bounds a small record could ask for a large memory.
const READINGS_MAX: usize = 10_000;
const FIELD_MAX: usize = 256;

// A key that stands twice is refused by the derived readers: a record must not say two things.
#[derive(Deserialize)]
struct Written {
    #[serde(rename = "FV", default, deserialize_with = "text")]
    version: Option<String>,
    #[serde(rename = "GI", default, deserialize_with = "text")]
    gateway: Option<String>,
    #[serde(rename = "GS", default, deserialize_with = "text")]
    gateway_serial: Option<String>,
    #[serde(rename = "MS", default, deserialize_with = "text")]
    meter_serial: Option<String>,
    #[serde(rename = "PG", default, deserialize_with = "text")]
    page: Option<String>,
    #[serde(rename = "IL", default, deserialize_with = "text")]
    identification: Option<String>,
    #[serde(rename = "RD", default)]
    readings: Vec<WrittenReading>,
}

#[derive(Deserialize)]
struct WrittenReading {
    #[serde(rename = "TM", default, deserialize_with = "text")]
    time: Option<String>,
    #[serde(rename = "TX", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(rename = "RV", default, deserialize_with = "text")]
    value: Option<String>,
    #[serde(rename = "RI", default, deserialize_with = "text")]
    register: Option<String>,
    #[serde(rename = "RU", default, deserialize_with = "text")]
    unit: Option<String>,
    #[serde(rename = "ST", default, deserialize_with = "text")]
    state: Option<String>,
    #[serde(rename = "EF", default, deserialize_with = "text")]
    errors: Option<String>,
}

/// A text, or a number with its digits untouched: no number of a record goes through a float.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(deserializer)? else { return Ok(None) };
    let raw = raw.get();
    match raw.bytes().next() {
        _ if raw.len() > FIELD_MAX => Err(serde::de::Error::custom(format!("a field has more than {FIELD_MAX} bytes"))),
        Some(b'"') => serde_json::from_str(raw).map(Some).map_err(serde::de::Error::custom),
        Some(b'-' | b'0'..=b'9') => Ok(Some(raw.to_owned())),
        _ => Err(serde::de::Error::custom("a text or a number is needed")),
    }
}

impl Payload {
    /// Parses a copy of the signed bytes.
    pub fn of(bytes: &[u8]) -> Result<Self, Words> {
        let written: Written = serde_json::from_slice(bytes).map_err(|why| {
            Words::new(format!("数据部分不是可用的 JSON：{why}"), format!("the payload is no usable JSON: {why}"))
        })?;
        if written.readings.len() > READINGS_MAX {
            return Err(Words::new(
                format!("记录的读数多于 {READINGS_MAX} 个"),
                format!("the record has more than {READINGS_MAX} readings"),
            ));
        }
        let mut before = Reading::default();
        let mut readings = Vec::with_capacity(written.readings.len());
        for reading in written.readings {
            let value = reading.value.map(|value| value.trim_start_matches(' ').to_owned());
            before = Reading {
                time: reading.time.or(before.time),
                kind: reading.kind.or(before.kind),
                value: value.or(before.value),
                register: reading.register.or(before.register),
                unit: reading.unit.or(before.unit),
                state: reading.state.or(before.state),
                errors: reading.errors.or(before.errors),
            };
            readings.push(before.clone());
        }
        Ok(Self {
            version: written.version,
            gateway: written.gateway,
            gateway_serial: written.gateway_serial,
            meter_serial: written.meter_serial,
            page: written.page,
            identification: written.identification,
            readings,
        })
    }

    /// The page: context T (transaction) or F (fiscal), and the number.
    pub fn page(&self) -> Option<(char, u64)> {
        let page = self.page.as_deref()?;
        let context = page.chars().next().filter(|letter| matches!(letter, 'T' | 'F'))?;
        let number = page.get(1..).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some((context, number.parse().ok()?))
    }
}
