//! Frames from outside sources decode as stated: whole, byte by byte, cut anywhere, back to back, behind rubbish; and what
//! must be refused is refused, without keeping the next frame from being found.

use quanheng::protocol::framer::Found;
use quanheng::protocol::{
    Asked, Datum, DatumValue, Flag, Framer, Meaning, Measurand, NumberType, PROTOCOLS, Protocol, WordOrder, dlt645,
    dlt698, modbus, mt_sics, parse_hex, yaohua,
};
use quanheng::quantity::{Unit, parse_decimal};
use serde_json::Value;

pub fn vectors() -> Vec<Value> {
    let files = [
        include_str!("data/vectors/energy.json"),
        include_str!("data/vectors/scales.json"),
        include_str!("data/vectors/modbus-ascii.json"),
    ];
    files.into_iter().flat_map(|text| serde_json::from_str::<Vec<Value>>(text).unwrap()).collect()
}

struct Vector {
    id: String,
    protocol: &'static Protocol,
    request: Vec<u8>,
    reply: Vec<u8>,
    decoded: Value,
    negative: bool,
}

impl Vector {
    fn all() -> Vec<Self> {
        let read = |value: &Value| {
            let name = value["protocol"].as_str()?;
            let form = FORMS.iter().find(|(id, _)| value["id"] == *id).map_or(name, |(_, form)| *form);
            let protocol = Protocol::named(form).ok()?;
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            Some(Self {
                id: text("id"),
                protocol,
                request: parse_hex(&text("request_hex")).unwrap(),
                reply: parse_hex(&text("reply_hex")).unwrap(),
                decoded: value["decoded"].clone(),
                negative: value["negative"].as_bool().unwrap_or(false),
            })
        };
        vectors().iter().filter_map(read).collect()
    }

    fn asked(&self) -> Option<Asked> {
        // A follow-up or writing request is none of ours; its answer is then read by itself.
        self.protocol.parse_request(&self.request)
    }

    fn kind(&self) -> &str {
        self.decoded["kind"].as_str().unwrap_or_default()
    }

    /// What a session makes of the reply, fed in pieces of `sizes` bytes.
    fn outcome(&self, pieces: &[&[u8]]) -> (Vec<Meaning>, Vec<String>) {
        let asked = self.asked();
        let mut framer = Framer::new(self.protocol);
        let (mut meanings, mut refused) = (Vec::new(), Vec::new());
        let mut found: Vec<Found> = Vec::new();
        for piece in pieces {
            found.extend(framer.feed(piece, asked.as_ref()));
        }
        found.extend(framer.pause().map(Found::Frame));
        for found in found {
            match found {
                Found::Broken(_, why) => refused.push(why.code()),
                Found::Frame(frame) => match self.protocol.decode(&frame, asked.as_ref()) {
                    Ok(Meaning::Request) => {}
                    Ok(meaning) => meanings.push(meaning),
                    Err(why) => refused.push(why.code()),
                },
            }
        }
        (meanings, refused)
    }

    fn whole(&self) -> Vec<Meaning> {
        self.outcome(&[&self.reply]).0
    }
}

fn numbers(meanings: &[Meaning]) -> Vec<Datum> {
    let data = meanings.iter().filter_map(|meaning| match meaning {
        Meaning::Data(data) => Some(data.clone()),
        _ => None,
    });
    data.flatten().collect()
}

/// Compares one decoded object of the vectors with a datum; keys that the vector does not have are not asserted.
fn check_datum(id: &str, expected: &Value, datum: &Datum) {
    if let Some(value) = expected["value"].as_str() {
        assert_eq!(datum.number(), parse_decimal(value).ok(), "{id}: value");
        assert_eq!(datum.number().map(|n| n.scale()), parse_decimal(value).ok().map(|n| n.scale()), "{id}: decimals");
    }
    if let Some(counts) = expected["counts"].as_i64() {
        assert_eq!(datum.number(), Some(counts.into()), "{id}: digits without a point");
    }
    if expected["disputed"] == true {
        assert!(datum.has(Flag::Unconfirmed), "{id}: what sources dispute is unconfirmed");
    }
    if let Some(unit) = expected["unit"].as_str() {
        // Sources write a unit as the wire does: `gr` of Radwag is the grain, and pieces are spelt in several ways.
        let wanted = if unit == "gr" { Some(Unit::Grain) } else { unit.parse().ok() };
        assert_eq!(datum.unit, wanted, "{id}: unit");
    }
    if expected.get("unit").is_some_and(Value::is_null) {
        assert_eq!(datum.unit, None, "{id}: the wire carries no unit");
    }
    if let Some(stable) = expected.get("stable") {
        assert_eq!(datum.stable, stable.as_bool(), "{id}: stable");
    }
    for key in ["date", "time", "number", "text", "address_read", "raw"] {
        if let Some(text) = expected[key].as_str() {
            assert_eq!(datum.value, Some(DatumValue::Text(text.to_owned())), "{id}: {key}");
        }
    }
    for (key, flag) in [("net", Flag::Net), ("zero", Flag::Zero)] {
        if let Some(stated) = expected.get(key) {
            assert_eq!(datum.has(flag), stated.as_bool() == Some(true), "{id}: {key}");
        }
    }
    if let Some(di) =
        expected["di"].as_str().filter(|di| !di.get(4..6).is_some_and(|part| part.eq_ignore_ascii_case("ff")))
    {
        assert_eq!(datum.item.as_deref(), Some(di.to_uppercase().as_str()), "{id}: item");
    }
}

fn check_values(vector: &Vector) {
    let data = numbers(&vector.whole());
    let expected = vector.decoded["values"].as_array().unwrap();
    assert_eq!(data.len(), expected.len(), "{}", vector.id);
    for (datum, value) in data.iter().zip(expected) {
        assert_eq!(datum.number(), value.as_str().and_then(|text| parse_decimal(text).ok()), "{}", vector.id);
    }
}

fn check_registers(vector: &Vector) {
    let meanings = vector.whole();
    let [Meaning::Registers(registers)] = meanings.as_slice() else { panic!("{}: {meanings:?}", vector.id) };
    let expected: Vec<u16> = serde_json::from_value(vector.decoded["registers"].clone()).unwrap();
    assert_eq!(*registers, expected, "{}", vector.id);
    // The float readings of the meters whose map is a row of floats: address by name, as the maker's table has it.
    let table: [(&str, u64); 11] = [
        ("voltage_l1", 0),
        ("voltage_l2", 2),
        ("voltage_l3", 4),
        ("current_l1", 6),
        ("current_l2", 8),
        ("current_l3", 10),
        ("power_l1", 12),
        ("power_total", 52),
        ("frequency", 70),
        ("energy_import", 72),
        ("energy_export", 74),
    ];
    let model = vector.decoded["readings"].as_array();
    let floats = vector.id != "modbus-rtu-006" && vector.decoded["function"] == 4;
    for reading in model.into_iter().flatten().filter(|_| floats) {
        let Some((_, address)) = table.iter().find(|(name, _)| *name == reading["name"]) else { continue };
        let start = vector.decoded["start"].as_u64().unwrap();
        let at = usize::try_from(*address - start).unwrap();
        let Some(pair) = registers.get(at..at + 2) else { continue };
        let value = NumberType::F32.decode(pair, WordOrder::HighFirst).unwrap();
        if vector.id != "modbus-rtu-018" {
            assert_eq!(
                value,
                parse_decimal(reading["value"].as_str().unwrap()).ok(),
                "{}: {}",
                vector.id,
                reading["name"]
            );
        }
    }
}

fn check_positive(vector: &Vector) {
    let id = &vector.id;
    let data = numbers(&vector.whole());
    match vector.kind() {
        "values" => check_values(vector),
        "registers" => check_registers(vector),
        "value" | "date" | "time" | "number" | "text" | "address" | "raw" => {
            assert_eq!(data.len(), 1, "{id}: {:?}", vector.outcome(&[&vector.reply]));
            check_datum(id, &vector.decoded, &data[0]);
        }
        "weight" | "tare" => check_weight(vector, &data),
        "overload" => assert!(data.iter().any(|d| d.value.is_none() && d.has(Flag::Overload)), "{id}: {data:?}"),
        "underload" => assert!(data.iter().any(|d| d.value.is_none() && d.has(Flag::Underload)), "{id}: {data:?}"),
        "no-weight" | "status" | "data" | "echo" | "silent" | "no-reply" => {
            assert!(
                data.iter().all(|datum| datum.quantity != Measurand::Mass || datum.value.is_none()),
                "{id}: {data:?}"
            );
        }
        "get-response" | "sml" | "readout" => check_readings(vector, &data),
        "identification" => assert!(!vector.whole().is_empty(), "{id}"),
        "identity" if vector.decoded.get("fields").is_none() => {
            assert!(data.iter().any(|datum| datum.quantity == Measurand::Identity), "{id}: {data:?}");
        }
        "identity" => {
            let fields: Vec<String> = serde_json::from_value(vector.decoded["fields"].clone()).unwrap();
            assert_eq!(data[0].quantity, Measurand::Identity, "{id}");
            assert_eq!(data[0].value, Some(DatumValue::Text(fields.join("; "))), "{id}");
        }
        "lines" => {
            let meanings = vector.outcome(&[&vector.reply]);
            let lines = vector.decoded["lines"].as_array().unwrap();
            let weights: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "weight").collect();
            let found: Vec<&Datum> = data.iter().filter(|datum| datum.quantity == Measurand::Mass).collect();
            assert_eq!(found.len(), weights.len(), "{id}: {meanings:?}");
            found.iter().zip(weights).for_each(|(datum, line)| check_datum(id, line, datum));
        }
        "error" => {
            let meanings = vector.whole();
            let [Meaning::Error(error)] = meanings.as_slice() else { panic!("{id}: {meanings:?}") };
            if let Some(word) = vector.decoded["error_word"].as_str() {
                assert_eq!(error.code, word, "{id}");
            }
        }
        "exception" => {
            let meanings = vector.whole();
            let [Meaning::Error(error)] = meanings.as_slice() else { panic!("{id}: {meanings:?}") };
            assert_eq!(error.code, format!("exception {}", vector.decoded["exception"]), "{id}");
        }
        "ack" | "write-ack" => {
            assert!(matches!(vector.whole().as_slice(), [Meaning::Acknowledged | Meaning::Working]), "{id}");
        }
        "command" | "request" => {
            assert!(vector.reply.is_empty(), "{id}");
            if let Some(oads) = vector.decoded["oads"].as_array() {
                let Some(Asked::Dlt698(request)) = vector.asked() else { panic!("{id}: no request") };
                let asked: Vec<String> = request.what.oads().iter().map(|oad| dlt698::oad_text(*oad)).collect();
                assert_eq!(asked, oads.iter().map(|oad| oad.as_str().unwrap().to_uppercase()).collect::<Vec<_>>());
            }
        }
        other => panic!("{id}: no check for {other}"),
    }
}

/// The weight itself, and the tare where the frame carries it beside the weight.
fn check_weight(vector: &Vector, data: &[Datum]) {
    let (id, of) = (&vector.id, |quantity| data.iter().find(move |datum: &&Datum| datum.quantity == quantity));
    let quantity = if vector.kind() == "tare" { Measurand::Tare } else { Measurand::Mass };
    let outcome = || format!("{id}: {:?}", vector.outcome(&[&vector.reply]));
    check_datum(id, &vector.decoded, of(quantity).unwrap_or_else(|| panic!("{}", outcome())));
    if let Some(tare) = vector.decoded["tare"].as_str() {
        let found = of(Measurand::Tare).and_then(Datum::number);
        assert_eq!(found, parse_decimal(tare).ok(), "{}: tare", outcome());
    }
}

/// The values of a table of readings, each under its name.
fn check_readings(vector: &Vector, data: &[Datum]) {
    let id = &vector.id;
    let rows = vector.decoded["readings"].as_array().or(vector.decoded["items"].as_array()).unwrap();
    for row in rows {
        let name = row["obis"].as_str().or(row["oad"].as_str()).unwrap().to_uppercase();
        let mut found = data.iter().filter(|datum| datum.item.as_deref() == Some(&name));
        if row.get("dar").is_some() {
            assert!(found.next().is_none_or(|datum| datum.value.is_none()), "{id}: {name}");
        } else if let Some(values) = row["values"].as_array() {
            // The elements of an array have the name of the array but for the number at its end.
            let elements = data.iter().filter(|datum| datum.item.as_deref().is_some_and(|item| item[..6] == name[..6]));
            let wanted: Vec<_> = values.iter().map(|v| parse_decimal(v.as_str().unwrap()).ok()).collect();
            assert_eq!(elements.map(Datum::number).collect::<Vec<_>>(), wanted, "{id}: {name}");
        } else {
            let datum = found.next().unwrap_or_else(|| panic!("{id}: no {name} in {data:?}"));
            let text = row["value"].as_str().unwrap();
            let same = match (datum.number(), parse_decimal(text)) {
                (Some(found), Ok(wanted)) => found == wanted && found.scale() == wanted.scale(),
                _ => datum.value.as_ref().is_some_and(|value| value.to_string() == text),
            };
            assert!(same, "{id}: {name} is {datum:?}, not {text}");
            let unit = row["unit"].as_str().filter(|unit| !unit.is_empty());
            assert!(
                unit.is_none() || datum.unit.map(quanheng::quantity::Unit::symbol) == unit,
                "{id}: unit of {datum:?}"
            );
        }
    }
}

#[test]
fn every_public_frame_decodes_as_stated() {
    let vectors = Vector::all();
    for protocol in PROTOCOLS {
        let own = vectors.iter().filter(|vector| vector.protocol == *protocol).count();
        assert!(own > 0 || READINGS.contains(&protocol.name), "no frame of an outside source for {protocol:?}");
    }
    vectors.iter().filter(|vector| !vector.negative).for_each(check_positive);
}

#[test]
fn how_the_bytes_arrive_makes_no_difference() {
    for vector in Vector::all().iter().filter(|vector| !vector.reply.is_empty()) {
        let whole = vector.whole();
        let bytes: Vec<&[u8]> = vector.reply.chunks(1).collect();
        assert_eq!(vector.outcome(&bytes).0, whole, "{}: byte by byte", vector.id);
        for cut in 1..vector.reply.len() {
            let (first, second) = vector.reply.split_at(cut);
            assert_eq!(vector.outcome(&[first, second]).0, whole, "{}: cut at {cut}", vector.id);
        }
    }
}

#[test]
fn what_must_be_refused_gives_no_value_and_hides_nothing_behind_it() {
    let vectors = Vector::all();
    let negatives: Vec<&Vector> = vectors.iter().filter(|vector| vector.negative).collect();
    assert!(negatives.len() >= 13, "{} negatives", negatives.len());
    for vector in negatives {
        let (meanings, _) = vector.outcome(&[&vector.reply]);
        assert!(meanings.is_empty(), "{}: {meanings:?}", vector.id);
        // Another good answer to the same kind of question follows and must be found.
        let good = vectors.iter().find(|good| {
            let values = matches!(good.kind(), "value" | "weight" | "registers");
            !good.negative && values && good.protocol == vector.protocol && good.request == vector.request
        });
        if let Some(good) = good {
            let mut framer = Framer::new(vector.protocol);
            drop(framer.feed(&vector.reply, vector.asked().as_ref()));
            // A truncated frame is thrown away at the time-out, before the next question.
            framer.reset();
            let asked = good.asked();
            let found = framer.feed(&good.reply, asked.as_ref()).any(|found| matches!(found, Found::Frame(_)));
            assert!(found, "{} hides {}", vector.id, good.id);
        }
    }
}

#[test]
fn a_frame_is_found_behind_another_and_behind_rubbish() {
    for vector in Vector::all().iter().filter(|v| !v.negative && matches!(v.kind(), "value" | "weight" | "registers")) {
        let one = vector.whole();
        let twice = [vector.reply.clone(), vector.reply.clone()].concat();
        let found = vector.outcome(&[&twice]).0;
        assert_eq!(found, [one.clone(), one.clone()].concat(), "{}: back to back", vector.id);
        // A line that is found by its end has no beginning of its own: rubbish before it is part of it, and refuses it.
        if LINES.contains(&vector.protocol.name) {
            continue;
        }
        for junk in [&[0x00][..], &[0xFF, 0x55], &[0x7E, 0x81, 0x00]] {
            let found = vector.outcome(&[junk, &vector.reply]).0;
            assert_eq!(found, one, "{}: behind {junk:02X?}", vector.id);
        }
    }
}

/// Frames of a form that is a protocol of its own here: without the check byte.
const FORMS: &[(&str, &str)] = &[("toledo-continuous-023", "toledo-continuous-plain")];

/// The two readings of a disputed code, which have no frames of their own: `tests/scale_formats.rs` holds them.
const READINGS: &[&str] = &["bcd-ff-places", "bcd-ff-from-one"];

/// Protocols of lines without a start character.
const LINES: &[&str] = &[
    "mt-sics",
    "scpi-zera",
    "scpi-wt",
    "scpi-hioki",
    "cas-10",
    "cas-18",
    "dini-argeo",
    "adam-azextra",
    "adam-cpw",
    "adam-highland",
    "st-gs-line",
    "steinberg-sbs",
    "ussolid-jfdbs",
    "creedmoor",
    "and-standard",
    "kern-ew",
    "kern-st-gs",
    "kern-w-s",
    "ohaus",
    "ohaus-defender",
    "radwag",
    "sartorius-sbi-16",
    "sartorius-sbi-22",
    "shuangjie-gg",
];

#[test]
fn requests_are_built_byte_for_byte() {
    let without_preamble = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0xFE).collect::<Vec<_>>();
    let mut built = 0;
    for vector in Vector::all() {
        let Some(asked) = vector.asked() else { continue };
        assert_eq!(without_preamble(&asked.encode()), without_preamble(&vector.request), "{}", vector.id);
        built += 1;
    }
    assert!(built > 60, "only {built} requests");
}

#[test]
fn a_block_of_more_elements_than_can_be_numbered_is_refused() {
    let voltages = |count: usize| dlt645::Edition::Of2007.values(0x0201_FF00, &[0x05, 0x22].repeat(count));
    let last = voltages(254).unwrap().pop().unwrap();
    assert_eq!(last.item.as_deref(), Some("0201FE00"));
    assert_eq!(voltages(255).map_err(|why| why.code()), Err("item length".into()));
}

mod any_bytes {
    use super::*;
    use proptest::prelude::*;
    use quanheng::quantity::Decimal;

    proptest! {
        #[test]
        fn never_panic_and_never_fake_a_frame(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for protocol in PROTOCOLS {
                let mut framer = Framer::new(protocol);
                for found in framer.feed(&bytes, None) {
                    if let Found::Frame(frame) = found {
                        let _ = protocol.decode(&frame, None);
                    }
                }
            }
        }

        #[test]
        fn a_645_value_comes_back(whole in 0_i64..99_999_999, negative: bool) {
            let value = Decimal::new(if negative { -whole % 80_000_000 } else { whole % 80_000_000 }, 2);
            let (edition, address) = (dlt645::Edition::Of2007, [1, 0, 0, 0, 0, 0]);
            let data = edition.item_format(0).unwrap().encode_number(value).unwrap();
            let request = dlt645::Request { edition, address, what: dlt645::What::Item(0) };
            let frame = request.answer(address, &data, false);
            let Ok(Meaning::Data(decoded)) = dlt645::DLT645_2007.decode(&frame, None) else { panic!() };
            prop_assert_eq!(decoded[0].number(), Some(value));
        }

        #[test]
        fn a_turned_bit_is_never_a_value(whole in 0_i64..999_999, bit in 0_usize..96) {
            let mut frame = yaohua::encode(Decimal::new(whole, 3)).unwrap();
            frame[bit / 8] ^= 1 << (bit % 8);
            let mut framer = Framer::new(&yaohua::YAOHUA_TF0);
            // The two check characters and the sign are each one character of sixteen: a turned bit leaves no valid frame.
            let none = framer.feed(&frame, None).all(|found| matches!(found, Found::Broken(..)));
            prop_assert!(none, "{:02X?}", frame);
        }

        #[test]
        fn a_yaohua_weight_comes_back(whole in -999_999_i64..999_999, places in 0_u32..=4) {
            let value = Decimal::new(whole, places);
            let frame = yaohua::encode(value).unwrap();
            let Ok(Meaning::Data(decoded)) = yaohua::YAOHUA_TF0.decode(&frame, None) else { panic!() };
            prop_assert_eq!(decoded[0].number(), Some(value));
        }

        #[test]
        fn an_mt_sics_weight_comes_back(whole in -9_999_999_i64..9_999_999, places in 0_u32..5, stable: bool) {
            let value = Decimal::new(whole, places);
            let line = mt_sics::answer("S", stable, value, Unit::Gram);
            let Ok(Meaning::Data(decoded)) = mt_sics::MT_SICS.decode(&line, None) else { panic!() };
            prop_assert_eq!(decoded[0].number(), Some(value));
            prop_assert_eq!(decoded[0].stable, Some(stable));
        }

        #[test]
        fn registers_come_back(value in any::<i32>(), unit in 1_u8..=247) {
            let request = modbus::Request { framing: modbus::Framing::Rtu, unit, function: 4, start: 0, count: 2 };
            let value = Decimal::from(value);
            for order in [WordOrder::HighFirst, WordOrder::LowFirst] {
                let registers = NumberType::I32.encode(value, order).unwrap();
                let frame = modbus::answer(&request, &registers);
                let asked = Asked::Modbus(request.clone());
                let Ok(Meaning::Registers(back)) = modbus::MODBUS_RTU.decode(&frame, Some(&asked)) else { panic!() };
                prop_assert_eq!(NumberType::I32.decode(&back, order).unwrap(), Some(value));
            }
        }

        #[test]
        fn a_float_is_the_shortest_text_of_its_bits(bits in any::<u32>()) {
            let words = [(bits >> 16) as u16, (bits & 0xFFFF) as u16];
            if let Ok(Some(number)) = NumberType::F32.decode(&words, WordOrder::HighFirst)
                && !number.is_zero()
            {
                prop_assert_eq!(number.to_string().parse::<f32>().unwrap().to_bits(), bits);
            }
        }
    }
}

/// A line is shown byte by byte: no byte is left out of the parts, and none stands in two.
#[test]
fn the_parts_of_every_frame_cover_all_of_its_bytes_once() {
    let mut laid_out = 0;
    for vector in Vector::all() {
        let asked = vector.asked();
        let mut framer = Framer::new(vector.protocol);
        let found: Vec<Found> = framer.feed(&vector.reply, asked.as_ref()).collect();
        let frames =
            found.into_iter().filter_map(|found| if let Found::Frame(frame) = found { Some(frame) } else { None });
        // Whatever comes in is shown, also what is no frame.
        for bytes in frames.map(|frame| frame.to_vec()).chain([vector.reply.clone()]) {
            let parts = vector.protocol.parts(&bytes);
            let mut end = 0;
            for part in &parts {
                assert!(part.range.start == end && part.range.end > end, "{}: {parts:?}", vector.id);
                end = part.range.end;
            }
            assert_eq!(end, bytes.len(), "{}: {parts:?}", vector.id);
            laid_out += usize::from(parts.len() > 1);
        }
    }
    assert!(laid_out > 100, "{laid_out}");
    // The same of bytes that frames are looked for in, with noise before and behind.
    for vector in Vector::all() {
        let bytes = [&[0x00, 0x7F][..], &vector.reply, &[0x41]].concat();
        let parts = vector.protocol.parts_within(&bytes, vector.asked().as_ref());
        let ends: Vec<usize> = parts.iter().map(|part| part.range.end).collect();
        let begins: Vec<usize> = parts.iter().map(|part| part.range.start).collect();
        assert!(parts.iter().all(|part| !part.range.is_empty()), "{}: {parts:?}", vector.id);
        assert_eq!(begins, [&[0], &ends[..ends.len() - 1]].concat(), "{}: {parts:?}", vector.id);
        assert_eq!(ends.last(), Some(&bytes.len()), "{}: {parts:?}", vector.id);
    }
    let parts = Protocol::named("dlt645-2007").unwrap();
    let parts = parts.parts(&parse_hex("68 12 90 78 56 34 12 68 91 08 33 33 34 33 89 67 45 33 54 16").unwrap());
    let ranges: Vec<_> = parts.iter().map(|part| part.range.clone()).collect();
    assert_eq!(ranges, [0..1, 1..7, 7..8, 8..9, 9..10, 10..18, 18..19, 19..20]);
    // What wakes the meter before a frame is no part of the address, and a frame without its marks is none.
    let meter = Protocol::named("dlt645-2007").unwrap();
    let woken = meter.parts(&parse_hex("FE FE 68 12 90 78 56 34 12 68 91 08 33 33 34 33 89 67 45 33 54 16").unwrap());
    let ranges: Vec<_> = woken.iter().map(|part| part.range.clone()).collect();
    assert_eq!(ranges, [0..2, 2..3, 3..9, 9..10, 10..11, 11..12, 12..20, 20..21, 21..22]);
    let damaged = meter.parts(&parse_hex("68 12 90 78 56 34 12 69 91 08 33 33 34 33 89 67 45 33 54 16").unwrap());
    assert_eq!(damaged.len(), 1, "{damaged:?}");
}
