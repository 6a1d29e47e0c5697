//! SML 1.04, the telegram that German meters send by themselves every few seconds.
//!
//! Transport: `1B*4 01*4`, messages, fill bytes, `1B*4 1A fill CRC`; four bytes 1B inside are sent twice. The list of values
//! names each by OBIS, with a unit code (IEC 62056-62) and a power of ten.

use super::crc::crc16_x25;
use super::sml_element::{Element, Reader};
use super::{Asked, Data, Datum, Flag, Meaning, Measurand, Protocol, Rejected, Scan, hex, printed};
use crate::quantity::{Decimal, Unit, without_negative_zero};

/// SML.
pub const SML: Protocol = Protocol { name: "sml", longest: 4096, scan, decode, ..Protocol::SPOKEN };

const ESCAPE: [u8; 4] = [0x1B; 4];
const BEGIN: [u8; 8] = [0x1B, 0x1B, 0x1B, 0x1B, 0x01, 0x01, 0x01, 0x01];
const END: u8 = 0x1A;
/// Bytes from the escape that ends a telegram to its check.
const END_LENGTH: usize = 8;
/// Fill bytes, at most.
const FILL_MAX: usize = 3;
/// Message with the list of values.
const GET_LIST_RESPONSE: i128 = 0x0701;

/// Finds the next telegram at the start of `buffer`.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    match buffer.windows(BEGIN.len()).position(|window| window == BEGIN) {
        Some(0) => {}
        Some(start) => return Scan::Skip(start),
        None => {
            // The end of the buffer may be the beginning of a telegram.
            let begins = |count: &usize| BEGIN.get(..*count).is_some_and(|begin| buffer.ends_with(begin));
            let kept = (1..BEGIN.len()).rev().find(begins).unwrap_or(0);
            return if kept == buffer.len() { Scan::Need } else { Scan::Skip(buffer.len() - kept) };
        }
    }
    let mut at = BEGIN.len();
    while let Some(rest) = buffer.get(at..).filter(|rest| rest.len() >= ESCAPE.len()) {
        if !rest.starts_with(&ESCAPE) {
            at += 1;
            continue;
        }
        match rest.get(4..8) {
            None => return Scan::Need,
            Some(four) if four == ESCAPE => at += 8,
            Some([END, ..]) => {
                let length = at + END_LENGTH;
                let whole = buffer.get(..length).is_some_and(checked);
                return if whole { Scan::Frame(length) } else { Scan::Broken(length, Rejected::Checksum) };
            }
            Some([1, 1, 1, 1]) => return Scan::Broken(at, Rejected::Truncated),
            // One byte only: what follows may be the beginning of a telegram.
            Some(_) => return Scan::Broken(at + 1, Rejected::NoFrame),
        }
    }
    Scan::Need
}

fn checked(frame: &[u8]) -> bool {
    let bytes = frame.split_last_chunk::<2>();
    bytes.is_some_and(|(before, check)| crc16_x25(before) == u16::from_le_bytes(*check))
}

/// The messages of a telegram, without transport.
fn messages(frame: &[u8]) -> Result<Vec<u8>, Rejected> {
    if !checked(frame) {
        return Err(Rejected::Checksum);
    }
    let inside = frame.strip_prefix(&BEGIN).and_then(|rest| rest.split_last_chunk::<END_LENGTH>());
    let Some((mut escaped, [0x1B, 0x1B, 0x1B, 0x1B, END, fill, _, _])) = inside else { return Err(Rejected::NoFrame) };
    let mut messages = Vec::with_capacity(escaped.len());
    while let Some((byte, after)) = escaped.split_first() {
        if let Some(rest) = escaped.strip_prefix(&ESCAPE) {
            escaped = rest.strip_prefix(&ESCAPE).ok_or(Rejected::NoFrame)?;
            messages.extend(ESCAPE);
        } else {
            messages.push(*byte);
            escaped = after;
        }
    }
    let fill = usize::from(*fill);
    if fill > FILL_MAX || fill > messages.len() {
        return Err(Rejected::Length);
    }
    messages.truncate(messages.len() - fill);
    Ok(messages)
}

/// Says what a telegram means; one without a list of values says nothing.
fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let messages = messages(frame)?;
    let (mut reader, mut data) = (Reader::new(&messages), Data::new());
    while !reader.is_empty() {
        data.extend(values(&reader.next()?)?);
    }
    Ok(if data.is_empty() { Meaning::Acknowledged } else { Meaning::Data(data) })
}

/// The values of a message: transaction, group, abort, `[tag, body]`, check, end.
fn values(message: &Element<'_>) -> Result<Vec<Datum>, Rejected> {
    let Element::List(parts) = message else { return Err(Rejected::Length) };
    let [_, _, _, Element::List(body), _, Element::End] = parts.as_slice() else { return Err(Rejected::Length) };
    let [Element::Number(tag), Element::List(body)] = body.as_slice() else { return Err(Rejected::Length) };
    if *tag != GET_LIST_RESPONSE {
        return Ok(Vec::new());
    }
    // Client, server, name of the list, time of the sensor, the list, signature, time of the gateway.
    let [_, _, _, _, Element::List(list), _, _] = body.as_slice() else { return Err(Rejected::Length) };
    list.iter().map(entry).collect()
}

/// One value: name, status, time, unit, power of ten, value, signature.
fn entry(element: &Element<'_>) -> Result<Datum, Rejected> {
    let Element::List(parts) = element else { return Err(Rejected::Length) };
    let [Element::Octets(name), _, _, unit, scaler, value, _] = parts.as_slice() else {
        return Err(Rejected::Length);
    };
    let [medium, channel, obis @ .., storage] = <[u8; 6]>::try_from(*name).map_err(|_| Rejected::Length)?;
    let [indicator, kind, tariff] = obis;
    let datum = match value {
        Element::Number(number) => numeric(*number, optional(unit)?, optional(scaler)?.unwrap_or(0)),
        Element::Octets([]) => Datum::without_number(Measurand::Raw, Flag::Absent),
        Element::Octets(bytes) => octets(obis, bytes),
        Element::Truth(truth) => Datum::new(Measurand::Text, truth.to_string().into()),
        Element::List(_) | Element::End => return Err(Rejected::Length),
    };
    Ok(datum.item(format!("{medium}-{channel}:{indicator}.{kind}.{tariff}*{storage}")))
}

fn optional(element: &Element<'_>) -> Result<Option<i128>, Rejected> {
    match element {
        Element::Number(number) => Ok(Some(*number)),
        Element::Octets([]) => Ok(None),
        _ => Err(Rejected::Length),
    }
}

/// Names and keys: in letters when they are all letters, else in hexadecimal.
fn octets(name: [u8; 3], bytes: &[u8]) -> Datum {
    let text = std::str::from_utf8(bytes).ok().filter(|_| printed::is_printed(bytes));
    match (name, text) {
        ([0, 0, 9] | [96, 1, 0], _) => Datum::new(Measurand::Address, hex(bytes).into()),
        (_, Some(text)) => Datum::new(Measurand::Text, text.to_owned().into()),
        (_, None) => Datum::new(Measurand::Raw, hex(bytes).into()),
    }
}

/// Unit codes of the standard that this program has units for.
const UNITS: &[(i128, Unit)] = &[
    (9, Unit::Celsius),
    (27, Unit::Watt),
    (28, Unit::VoltAmpere),
    (29, Unit::Var),
    (30, Unit::WattHour),
    (33, Unit::Ampere),
    (35, Unit::Volt),
    (44, Unit::Hertz),
];

/// A number with its unit; one whose unit is not known is told as it came, and is no number.
fn numeric(number: i128, code: Option<i128>, scaler: i128) -> Datum {
    let as_it_came = |quantity| Datum::new(quantity, format!("{number}E{scaler}").into());
    let Some(code) = code else {
        return match scaled(number, scaler, Unit::One) {
            Some((value, _)) => Datum::new(Measurand::Number, value.into()),
            None => as_it_came(Measurand::Number),
        };
    };
    let unit = UNITS.iter().find(|(known, _)| *known == code).map(|(_, unit)| *unit);
    let known = unit.and_then(|unit| Some((Measurand::of(unit)?, scaled(number, scaler, unit)?)));
    match known {
        Some((quantity, (value, unit))) => Datum::new(quantity, value.into()).unit(unit),
        None => as_it_came(Measurand::Raw),
    }
}

/// `number · 10^scaler` with the digits there are: whole kWh of a meter that hides the rest are kWh, not thousands of Wh.
fn scaled(number: i128, scaler: i128, unit: Unit) -> Option<(Decimal, Unit)> {
    let (mut scaler, mut unit) = (scaler, unit);
    while scaler > 0 {
        unit = match unit {
            Unit::WattHour => Unit::KilowattHour,
            Unit::KilowattHour => Unit::MegawattHour,
            Unit::Watt => Unit::Kilowatt,
            _ => return None,
        };
        scaler -= 3;
    }
    let places = u32::try_from(-scaler).ok()?;
    let value = Decimal::try_from_i128_with_scale(number, places).ok()?;
    Some((without_negative_zero(value), unit))
}

/// A value for a simulator to send.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its OBIS name.
    pub obis: [u8; 6],
    /// The number with its decimals.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
}

/// The telegram of a meter; values without a unit code are left out.
pub fn telegram(server: &[u8], entries: &[Entry]) -> Vec<u8> {
    let octets = |bytes: &[u8]| [&[u8::try_from(bytes.len() + 1).unwrap_or(1) & 0x0F], bytes].concat();
    let server = octets(server.get(..server.len().min(14)).unwrap_or_default());
    let open = [&[0x76, 0x01, 0x01][..], &octets(&[1]), &server, &[0x01, 0x01]].concat();
    let rows: Vec<Vec<u8>> = entries.iter().take(15).filter_map(row).collect();
    let count = u8::try_from(rows.len()).unwrap_or(0);
    let list = [&[0x77, 0x01][..], &server, &[0x01, 0x01, 0x70 | count], &rows.concat(), &[0x01, 0x01]].concat();
    let messages =
        [message(1, [0x01, 0x01], &open), message(2, [0x07, 0x01], &list), message(3, [0x02, 0x01], &[0x71, 0x01])];
    transport(&messages.concat())
}

fn row(entry: &Entry) -> Option<Vec<u8>> {
    let (code, _) = UNITS.iter().find(|(_, unit)| *unit == entry.unit)?;
    let number = i64::try_from(entry.value.mantissa()).ok()?.to_be_bytes();
    let scaler = u8::try_from(entry.value.scale()).ok()?.wrapping_neg();
    let head = [&[0x77, 0x07][..], &entry.obis, &[0x01, 0x01, 0x62, u8::try_from(*code).ok()?, 0x52, scaler, 0x59]];
    Some([&head.concat()[..], &number, &[0x01]].concat())
}

fn message(number: u8, tag: [u8; 2], body: &[u8]) -> Vec<u8> {
    let head = [0x76, 0x02, number, 0x62, 0x00, 0x62, 0x00, 0x72, 0x63, tag[0], tag[1]];
    let bytes = [&head[..], body].concat();
    let check = crc16_x25(&bytes).to_le_bytes();
    [&bytes[..], &[0x63], &check, &[0x00]].concat()
}

fn transport(messages: &[u8]) -> Vec<u8> {
    let mut frame = BEGIN.to_vec();
    let mut rest = messages;
    while let Some((byte, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(&ESCAPE) {
            frame.extend(ESCAPE);
            frame.extend(ESCAPE);
            rest = after;
        } else {
            frame.push(*byte);
            rest = after;
        }
    }
    let fill = frame.len().next_multiple_of(4) - frame.len();
    frame.extend(std::iter::repeat_n(0, fill));
    frame.extend(ESCAPE);
    frame.extend([END, u8::try_from(fill).unwrap_or(0)]);
    frame.extend(crc16_x25(&frame).to_le_bytes());
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Framer;
    use crate::protocol::framer::Found;

    fn decoded(frame: &[u8]) -> Data {
        let found: Vec<Found> = Framer::new(&SML).feed(frame, None).collect();
        let [Found::Frame(found)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(found.as_slice(), frame);
        let Ok(Meaning::Data(data)) = decode(found, None) else { panic!() };
        data
    }

    #[test]
    fn what_is_sent_comes_back_also_where_bytes_must_be_escaped() {
        for mantissa in [0, -1, 123_456_789, 0x1B1B_1B1B, 0x1B1B_1B1B_1B1B_1B1B, -0x1B] {
            let value = Decimal::new(mantissa, 1);
            let obis = [1, 0, 1, 8, 0, 255];
            let entries = [Entry { obis, value, unit: Unit::WattHour }, Entry { obis, value, unit: Unit::Volt }];
            let data = decoded(&telegram(&[0x1B; 10], &entries));
            assert_eq!(data.iter().map(Datum::number).collect::<Vec<_>>(), [Some(value); 2], "{mantissa:X}");
            assert_eq!(data[0].item.as_deref(), Some("1-0:1.8.0*255"));
            assert_eq!((data[0].unit, data[1].unit), (Some(Unit::WattHour), Some(Unit::Volt)));
        }
    }

    #[test]
    fn a_meter_that_hides_its_decimals_shows_whole_kilowatt_hours() {
        let whole = numeric(17_243, Some(30), 3);
        assert_eq!((whole.number(), whole.unit), (Some(Decimal::from(17_243)), Some(Unit::KilowattHour)));
        let tens = numeric(5, Some(27), 1);
        assert_eq!((tens.number(), tens.unit), (Some(Decimal::new(5, 2)), Some(Unit::Kilowatt)));
        assert_eq!(numeric(5, Some(33), 1).number(), None);
        assert_eq!(numeric(5, Some(200), 0).number(), None, "a unit that is not known");
        assert_eq!(numeric(5, Some(30), -200).number(), None, "more decimals than a number has");
    }
}
