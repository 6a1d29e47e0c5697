//! Promise: a meter is read in the edition it was asked in, long answers are joined in order or not at all, and nothing but
//! reading can be encoded.

use crate::actors::pile_side;
use quanheng::instrument::{Driver, Profile, Profiles, Received};
use quanheng::link::{Link, LinkEvent, LinkEventKind, LinkSettings, OnLine};
use quanheng::protocol::dlt645::{self, DLT645_1997, DLT645_2007, Edition};
use quanheng::protocol::dlt698::{self, DLT698_45};
use quanheng::protocol::{Address, Asked, Datum, DatumValue, Flag, Framer, Meaning, Question, Rejected, framer::Found};
use quanheng::quantity::Decimal;
use quanheng::simulator::{Options, Simulator};
use std::sync::{Arc, mpsc::channel};
use std::time::Duration;

const OWN: [u8; 6] = [0x01, 0, 0, 0, 0, 0];

fn number(text: &str) -> Decimal {
    quanheng::quantity::parse_decimal(text).unwrap()
}

fn profile(id: &str, item: &str) -> Arc<Profile> {
    let mut profile = (*Profiles::with([]).0.get(id).unwrap()).clone();
    profile.ask.truncate(1);
    profile.ask[0].item = Some(item.into());
    Arc::new(profile)
}

fn ask_645(edition: Edition, what: dlt645::What) -> dlt645::Request {
    dlt645::Request { edition, address: OWN, what }
}

/// Reads so many values of a simulated instrument over a real pty.
fn read(profile: &Arc<Profile>, count: usize) -> Vec<Datum> {
    let world = pile_side(false);
    let options = Options { addresses: vec!["201605190907".into()], ..Options::default() };
    let simulator = Simulator::start(profile, &world, &options).unwrap();
    let (sender, events) = channel::<LinkEvent>();
    let (port, every) = (simulator.path().display().to_string(), Duration::ZERO);
    let devices = vec![OnLine { profile: profile.clone(), address: None, name: "test".into() }];
    let settings = LinkSettings { port, devices, every, record: None };
    let _link = Link::open(settings, sender);
    let mut found = Vec::new();
    while found.len() < count {
        match events.recv_timeout(Duration::from_mins(2)).expect("the link said nothing").kind {
            LinkEventKind::Reading(reading) => found.push(reading.datum),
            LinkEventKind::Unavailable { why } => panic!("{why:?}"),
            _ => {}
        }
    }
    found
}

#[test]
fn a_block_that_is_too_long_for_a_frame_is_read_in_parts() {
    let block = read(&profile("dlt645-2007-ac", "0001FF00"), 64);
    for (index, datum) in block.iter().enumerate() {
        assert_eq!(datum.item.as_deref(), Some(format!("0001{index:02X}00").as_str()));
        assert_eq!(datum.number(), Some(number(if index < 2 { "1286.50" } else { "0.00" })), "{datum:?}");
    }
    let block = read(&profile("dlt645-1997-ac", "901F"), 15);
    let names: Vec<&str> = block.iter().filter_map(|datum| datum.item.as_deref()).collect();
    assert_eq!((names[0], names[14]), ("9010", "901E"));
}

#[test]
fn a_meter_says_its_own_address_to_a_question_to_any() {
    let mut asking = (*profile("dlt645-2007-ac", "00010000")).clone();
    (asking.ask[0].item, asking.ask[0].command) = (None, Some("address".into()));
    let wanted = Some(DatumValue::Text("201605190907".into()));
    assert_eq!(read(&Arc::new(asking), 1)[0].value, wanted);
    for (id, item) in [("dlt645-2007-ac", "04000401"), ("dlt698-three-phase", "40010200")] {
        assert_eq!(read(&profile(id, item), 1)[0].value, wanted, "{id}");
    }
}

fn refusal(received: &[Received]) -> &Rejected {
    let [Received::Refused { why, .. }] = received else { panic!("{received:?}") };
    why
}

#[test]
fn a_part_that_is_out_of_turn_ends_the_answer() {
    let part = |number| ask_645(Edition::Of2007, dlt645::What::Next(0x0001_FF00, number));
    let begin = || {
        let mut driver = Driver::new(profile("dlt645-2007-ac", "0001FF00"), None).unwrap();
        driver.next_request();
        let first = ask_645(Edition::Of2007, dlt645::What::Item(0x0001_FF00)).answer(OWN, &[0x11; 192], true);
        assert_eq!(driver.receive(&first), []);
        driver.next_request();
        driver
    };
    let mut driver = begin();
    assert_eq!(refusal(&driver.receive(&part(2).answer(OWN, &[0; 8], false))).code(), "sequence");
    // Another item, the first part again, and a part of a meter elsewhere.
    let other = ask_645(Edition::Of2007, dlt645::What::Next(0x0002_FF00, 1)).answer(OWN, &[0; 8], false);
    assert_eq!(refusal(&begin().receive(&other)).code(), "other item than asked");
    let again = ask_645(Edition::Of2007, dlt645::What::Item(0x0001_FF00)).answer(OWN, &[0x11; 192], true);
    assert_eq!(refusal(&begin().receive(&again)).code(), "other function than asked");
    // In turn it is whole.
    let mut driver = begin();
    let received = driver.receive(&part(1).answer(OWN, &[0; 8], false));
    let [Received::Data { data, .. }] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!((data.len(), data[48].item.as_deref()), (50, Some("00013000")));
}

#[test]
fn a_part_without_a_number_that_repeats_the_one_before_is_refused() {
    let mut driver = Driver::new(profile("dlt645-1997-ac", "901F"), None).unwrap();
    let mut answer = |what, data: &[u8], more| {
        driver.next_request();
        driver.receive(&ask_645(Edition::Of1997, what).answer(OWN, data, more))
    };
    let next = dlt645::What::Next(0x901F, 1);
    assert_eq!(answer(dlt645::What::Item(0x901F), &[1, 0, 0, 0, 2, 0, 0, 0], true), []);
    assert_eq!(answer(next, &[3, 0, 0, 0], true), []);
    assert_eq!(refusal(&answer(next, &[3, 0, 0, 0], false)).code(), "sequence");
    answer(dlt645::What::Item(0x901F), &[1, 0, 0, 0], true);
    let received = answer(next, &[3, 0, 0, 0, 0xAA], false);
    let [Received::Data { data, .. }] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!(data.iter().map(|d| d.number().unwrap().to_string()).collect::<Vec<_>>(), ["0.01", "0.03"]);
}

#[test]
fn a_later_part_by_itself_has_no_values() {
    let request = ask_645(Edition::Of2007, dlt645::What::Next(0x0001_FF00, 1));
    let Ok(Meaning::Part(part)) = DLT645_2007.decode(&request.answer(OWN, &[0; 8], false), None) else { panic!() };
    assert_eq!(part.values().map_err(|why| why.code()), Err("truncated".into()));
}

#[test]
fn an_answer_of_the_other_edition_is_refused_whatever_was_asked() {
    let new = ask_645(Edition::Of2007, dlt645::What::Item(0x0001_0000)).answer(OWN, &[0; 4], false);
    let old = ask_645(Edition::Of1997, dlt645::What::Item(0x9010)).answer(OWN, &[0; 4], false);
    let error = ask_645(Edition::Of2007, dlt645::What::Item(0x0001_0000)).answer_error(OWN, 2);
    for (protocol, frame) in [(&DLT645_1997, &new), (&DLT645_2007, &old), (&DLT645_1997, &error)] {
        assert_eq!(protocol.decode(frame, None).map_err(|why| why.code()), Err("other function than asked".into()));
    }
}

#[test]
fn the_length_of_an_answer_decides_its_scale() {
    let dc =
        |item: u32, data: &[u8]| Edition::Of2007.values(item, data).map(|data| data[0].number().unwrap().to_string());
    assert_eq!(dc(0x0200_0200, &[0x56, 0x34, 0x72, 0x80]).unwrap(), "-723.456");
    assert_eq!(dc(0x0200_0100, &[0x00, 0x00, 0x00, 0x80]).unwrap(), "0.0000");
    for (item, data) in [(0x0200_0200, &[0x56, 0x34][..]), (0x0201_0100, &[0x56, 0x34, 0x72, 0x00])] {
        assert_eq!(dc(item, data).map_err(|why| why.code()), Err("item length".into()));
    }
    // A demand with a time that is no decimal digits.
    let demand = Edition::Of2007.values(0x0101_0000, &[1, 2, 3, 0x0A, 0, 0, 0, 0]);
    assert_eq!(demand.map_err(|why| why.code()), Err("non-BCD".into()));
}

fn answer_698(request: &dlt698::Request, data: &[u8]) -> Vec<u8> {
    request.answer(OWN, |_| Ok(data.to_vec()))
}

#[test]
fn an_answer_of_698_to_anything_else_is_refused() {
    let request = dlt698::Request::new(OWN, dlt698::What::One(0x0010_0401));
    let asked = Asked::Dlt698(request.clone());
    let code = |frame: &[u8]| DLT698_45.decode(frame, Some(&asked)).map_err(|why| why.code());
    let data = [&[0x15][..], &987_654_321_u64.to_be_bytes()].concat();
    let Ok(Meaning::Data(found)) = code(&answer_698(&request, &data)) else { panic!() };
    assert_eq!(found[0].number(), Some(number("98765.4321")));
    let other = dlt698::Request { what: dlt698::What::One(0x0010_0400), ..request.clone() };
    assert_eq!(code(&answer_698(&other, &data)), Err("other item than asked".into()));
    let other = dlt698::Request { invocation: request.invocation ^ 1, ..request.clone() };
    assert_eq!(code(&answer_698(&other, &data)), Err("answer to another command".into()));
    let other = dlt698::Request { client: 0x11, ..request.clone() };
    assert_eq!(code(&answer_698(&other, &data)), Err("other address than asked".into()));
    let other = request.answer([2, 0, 0, 0, 0, 0], |_| Ok(data.clone()));
    assert_eq!(code(&other), Err("other address than asked".into()));
    let list = dlt698::Request { what: dlt698::What::List(vec![0x0010_0401]), ..request.clone() };
    assert_eq!(code(&answer_698(&list, &data)), Err("answer to another command".into()));
    // A type that the object does not have is no number, and neither is one that nobody knows.
    assert_eq!(code(&answer_698(&request, &[0x06, 0, 0, 0, 1])), Err("data type".into()));
    assert_eq!(code(&answer_698(&request, &[0x17, 0, 0, 0, 1])), Err("data type".into()));
    // Bytes behind the value.
    assert_eq!(code(&answer_698(&request, &[data, vec![0]].concat())), Err("length".into()));
    let Ok(Meaning::Error(error)) = code(&request.answer(OWN, |_| Err(4))) else { panic!() };
    assert_eq!(error.code, "DAR 4");
}

#[test]
fn a_turned_bit_of_698_is_never_a_value() {
    let request = dlt698::Request::new(OWN, dlt698::What::One(0x2000_0201));
    let frame = answer_698(&request, &[0x12, 0x08, 0xC1]);
    for bit in 0..frame.len() * 8 {
        let mut turned = frame.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        let mut framer = Framer::new(&DLT698_45);
        let asked = Asked::Dlt698(request.clone());
        let found = framer.feed(&turned, Some(&asked)).any(|found| matches!(found, Found::Frame(_)));
        assert!(!found, "bit {bit}");
    }
}

#[test]
fn a_list_of_698_says_which_objects_have_no_value() {
    let what = dlt698::What::List(vec![0x2000_0201, 0x200F_0200]);
    let request = dlt698::Request::new([dlt645::ANY; 6], what);
    let data = |oad| if oad == 0x2000_0201 { Ok(vec![0x12, 0x08, 0xC1]) } else { Err(dlt698::UNDEFINED) };
    let asked = DLT698_45.parse_request(&request.encode()).unwrap();
    let Ok(Meaning::Data(found)) = DLT698_45.decode(&request.answer(OWN, data), Some(&asked)) else { panic!() };
    assert_eq!(found[0].number(), Some(number("224.1")));
    assert!(found[1].value.is_none() && found[1].has(Flag::Absent), "{found:?}");
}

#[test]
fn numbers_come_back_from_every_item() {
    for whole in [0_i64, 1, 9, 10, 1234, 999_999] {
        for (item, places) in [(0x9010, 2), (0xB691, 3), (0xB6A1, 4), (0xB630, 4)] {
            let value = Decimal::new(whole, places);
            let Some(data) = Edition::Of1997.item_format(item).unwrap().encode_number(value) else { continue };
            assert_eq!(Edition::Of1997.values(item, &data).unwrap()[0].number(), Some(value), "{item:X}");
        }
        for oad in [0x0010_0201, 0x0010_0401, 0x2001_0201, 0x2004_0201, 0x0000_0201] {
            let (object, _) = dlt698::object(oad).unwrap();
            let dlt698::Format::Number { places, .. } = object.format else { panic!() };
            let value = Decimal::new(if oad >> 16 == 0x0010 { whole } else { -whole }, places);
            let request = dlt698::Request::new(OWN, dlt698::What::One(oad));
            let frame = answer_698(&request, &object.encode_number(value).unwrap());
            let Ok(Meaning::Data(found)) = DLT698_45.decode(&frame, Some(&Asked::Dlt698(request))) else { panic!() };
            assert_eq!(found[0].number(), Some(value), "{oad:08X}");
        }
    }
}

#[test]
fn nothing_but_reading_can_be_asked() {
    let address = Address::Meter(OWN);
    for protocol in [&DLT645_2007, &DLT645_1997, &DLT698_45] {
        for command in ["write", "14", "1C", "relay", "clear", "S", ""] {
            assert_eq!(protocol.ask(&Question::Command(command), &address), None, "{protocol:?} {command}");
        }
        for item in ["", "0", "+0010000", "0001000", "000100000", "0x010000", "ZZZZ", "+901", "电能"] {
            assert_eq!(protocol.ask(&Question::Item(item), &address), None, "{protocol:?} {item}");
        }
        assert_eq!(protocol.ask(&Question::Registers { function: 6, start: 0, count: 1 }, &address), None);
        assert_eq!(protocol.ask(&Question::Item("9010"), &Address::None), None);
    }
    assert_eq!(DLT645_1997.ask(&Question::Command("address"), &address), None);
    let control = |protocol: &quanheng::protocol::Protocol, item, at: usize| {
        protocol.ask(&Question::Item(item), &address).unwrap().encode()[at]
    };
    assert_eq!((control(&DLT645_2007, "00010000", 12), control(&DLT645_1997, "9010", 12)), (0x11, 0x01));
    // Link control and service: a request of a client, and GET.
    assert_eq!((control(&DLT698_45, "80000300", 7), control(&DLT698_45, "80000300", 18)), (0x43, 0x05));
}
