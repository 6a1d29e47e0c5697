//! What a simulated scale shows is what its frame says, in every format that a scale can speak; and no format can be made
//! to ask for anything but a reading.

use quanheng::instrument::{Driver, Profile, Profiles, Received};
use quanheng::protocol::framer::Found;
use quanheng::protocol::{
    Address, Asked, Datum, Flag, Framer, Meaning, Measurand, PROTOCOLS, Protocol, Question, Rejected, Shown, bcd_ff,
    keli, laumas_ascii, toledo, toledo_8217, yaohua,
};
use quanheng::quantity::{Decimal, Unit};
use std::sync::Arc;

/// Every request that a protocol makes of one printable character, to its first address.
fn questions(protocol: &Protocol) -> Vec<(String, Asked)> {
    let address = protocol.addressing.parse(None).unwrap();
    let letters = (b' '..=b'~').map(|letter| char::from(letter).to_string());
    letters.filter_map(|name| Some((name.clone(), protocol.ask(&Question::Command(&name), &address)?))).collect()
}

fn shown(value: &str, stable: bool) -> Shown {
    Shown { value: value.parse().unwrap(), unit: Unit::Kilogram, stable }
}

fn only(protocol: &'static Protocol, bytes: &[u8], asked: Option<&Asked>) -> Datum {
    let mut framer = Framer::new(protocol);
    let mut found: Vec<Found> = framer.feed(bytes, asked).collect();
    found.extend(framer.pause().map(Found::Frame));
    let [Found::Frame(frame)] = found.as_slice() else { panic!("{protocol:?}: {found:?}") };
    let Ok(Meaning::Data(data)) = protocol.decode(frame, asked) else { panic!("{protocol:?}") };
    data[0].clone()
}

/// Formats whose wire has no point, or fixes the decimals.
const DIGITS_ONLY: &str = "laumas-ascii";

#[test]
fn what_a_scale_shows_is_what_its_frame_says() {
    let mut formats = 0;
    for protocol in PROTOCOLS {
        let questions = questions(protocol);
        let asked: Vec<Option<&Asked>> = match (questions.is_empty(), protocol.pushes) {
            (true, _) => vec![None],
            (false, true) => questions.iter().map(|(_, asked)| Some(asked)).chain([None]).collect(),
            (false, false) => questions.iter().map(|(_, asked)| Some(asked)).collect(),
        };
        for asked in asked {
            for (text, stable) in [("1.234", true), ("0.000", true), ("12.005", true), ("1.234", false)] {
                let show = shown(text, stable);
                let Some(frame) = (protocol.weigh)(&show, asked) else { continue };
                let datum = only(protocol, &frame, asked);
                formats += 1;
                if datum.quantity == Measurand::Tare || datum.value.is_none() {
                    continue;
                }
                let digits = Decimal::from(show.value.mantissa());
                let wanted = if protocol.name == DIGITS_ONLY { digits } else { show.value };
                assert_eq!(datum.number(), Some(wanted), "{protocol:?} {asked:?}");
                assert!(datum.stable.is_none_or(|told| told == stable), "{protocol:?}: {datum:?}");
                assert!(datum.unit.is_none_or(|unit| unit == Unit::Kilogram), "{protocol:?}: {datum:?}");
            }
        }
    }
    assert!(formats > 60, "{formats}");
}

#[test]
fn a_weight_below_nought_comes_back_where_a_format_can_say_it() {
    for protocol in [
        &toledo::TOLEDO_CONTINUOUS,
        &toledo::TOLEDO_CONTINUOUS_PLAIN,
        &toledo::HENGTIAN_9800,
        &toledo::TSCALE_CON2,
        &quanheng::protocol::tscale_con3::TSCALE_CON3,
        &yaohua::YAOHUA_TF1,
        &yaohua::YAOHUA_A22,
        &yaohua::YAOHUA_EQ_FORWARD,
        &yaohua::YAOHUA_EQ_REVERSED,
        &yaohua::YAOHUA_A12_WW,
        &yaohua::YAOHUA_A12E_WG,
        &bcd_ff::BCD_FF_PLACES,
        &bcd_ff::BCD_FF_FROM_ONE,
    ] {
        let frame = (protocol.weigh)(&shown("-3.17", true), None).unwrap();
        assert_eq!(only(protocol, &frame, None).number(), Some(Decimal::new(-317, 2)), "{protocol:?}");
        let frame = (protocol.weigh)(&shown("-0.00", true), None).unwrap();
        let nought = only(protocol, &frame, None).number().unwrap();
        assert_eq!(nought.to_string(), "0.00", "{protocol:?}");
    }
}

#[test]
fn only_readings_can_be_asked() {
    let names = |protocol: &Protocol| questions(protocol).into_iter().map(|(name, _)| name).collect::<String>();
    assert_eq!(names(&yaohua::YAOHUA_TF1), "BCD");
    assert_eq!(names(&yaohua::YAOHUA_A22), "BCD");
    assert_eq!(names(&yaohua::YAOHUA_A12_WW), "R");
    assert_eq!(names(&keli::KELI_XK3118T1), "ABC");
    assert_eq!(names(&toledo_8217::TOLEDO_8217), "W");
    assert_eq!(names(&laumas_ascii::LAUMAS_ASCII), "nt");
    for name in ["", "WZ", "W\r", "T0010", "BH", "z", "Z", "T"] {
        for protocol in
            [&yaohua::YAOHUA_TF1, &keli::KELI_XK3118T1, &toledo_8217::TOLEDO_8217, &laumas_ascii::LAUMAS_ASCII]
        {
            let address = protocol.addressing.parse(None).unwrap();
            assert_eq!(protocol.ask(&Question::Command(name), &address), None, "{protocol:?} {name:?}");
        }
    }
}

#[test]
fn an_address_is_a_letter_or_two_digits_and_an_answer_of_another_is_refused() {
    let protocol = &yaohua::YAOHUA_TF1;
    let at = |text| protocol.addressing.parse(text);
    assert_eq!(at(None), Ok(Address::Letter(b'A')));
    assert_eq!(at(Some("c")), Ok(Address::Letter(b'C')));
    assert!([Some("AA"), Some("1"), Some("")].into_iter().all(|text| at(text).is_err()));
    let ask = |letter: &str, text| protocol.ask(&Question::Command(letter), &at(text).unwrap()).unwrap();
    let (gross_a, gross_c, net_a) = (ask("B", None), ask("B", Some("C")), ask("D", None));
    let answer = (protocol.weigh)(&shown("8.880", true), Some(&gross_c)).unwrap();
    assert_eq!(only(protocol, &answer, Some(&gross_c)).number(), Some(Decimal::new(8880, 3)));
    let other = protocol.decode(&answer, Some(&gross_a)).unwrap_err();
    assert!(matches!(other, Rejected::OtherAddress { .. }), "{other:?}");
    let answer = (protocol.weigh)(&shown("8.880", true), Some(&gross_a)).unwrap();
    assert!(matches!(protocol.decode(&answer, Some(&net_a)), Err(Rejected::OtherCommand { .. })));
    // An echo is no answer, and hides none.
    let echoed = [gross_a.encode(), answer].concat();
    assert_eq!(Framer::new(protocol).feed(&echoed, Some(&gross_a)).count(), 2);

    let laumas = &laumas_ascii::LAUMAS_ASCII;
    assert!(["0", "100", "A"].into_iter().all(|text| laumas.addressing.parse(Some(text)).is_err()));
    let address = laumas.addressing.parse(Some("7")).unwrap();
    let gross = laumas.ask(&Question::Command("t"), &address).unwrap();
    assert_eq!(gross.encode(), b"$07t73\r");
    let error = laumas.decode(b"&07#\r", Some(&gross)).unwrap();
    assert!(matches!(error, Meaning::Error(error) if error.code == "#"));
    assert!(matches!(laumas.decode(b"&08#\r", Some(&gross)), Err(Rejected::OtherAddress { .. })));
}

#[test]
fn a_frame_without_an_end_counts_only_when_the_next_begins_where_it_should() {
    let frames = |bytes: &[u8]| {
        let mut framer = Framer::new(&yaohua::YAOHUA_EQ_FORWARD);
        framer.feed(bytes, None).filter(|found| matches!(found, Found::Frame(_))).count()
    };
    assert_eq!(frames(b"=0003.000"), 0, "nothing says yet that it has ended");
    assert_eq!(frames(b"=0003.000="), 1);
    assert_eq!(frames(b"=00023.000=0003.000="), 1, "one character too many is another weight");
    assert_eq!(frames(b"=003.000=0003.000="), 1, "one too few");
    assert_eq!(frames(b"03.000=0003.000=0"), 1, "joined in mid-frame");
    let refused = [&b"=0003000="[..], b"=0003..00=", b"=1003.000=", b"=00-3.000=", b"=------.-="];
    assert!(refused.into_iter().all(|bytes| frames(bytes) == 0));
}

#[test]
fn the_readings_of_a_disputed_code_are_told_apart() {
    let frame = [0xFF, 0x43, 0x34, 0x12, 0x00, 0x00];
    let read = |protocol| only(protocol, &frame, None);
    assert!(read(&bcd_ff::BCD_FF).has(Flag::Unconfirmed));
    assert_eq!(
        (read(&bcd_ff::BCD_FF_PLACES).number(), read(&bcd_ff::BCD_FF_PLACES).flags),
        (Some(Decimal::new(1234, 3)), vec![])
    );
    assert_eq!(
        (read(&bcd_ff::BCD_FF_FROM_ONE).number(), read(&bcd_ff::BCD_FF_FROM_ONE).flags),
        (Some(Decimal::new(1234, 2)), vec![])
    );
    let counted = [0xFF, 0x48, 0x34, 0x12, 0x00, 0x00];
    assert!(bcd_ff::BCD_FF.decode(&counted, None).is_err(), "pieces are no weight");
}

#[test]
fn states_of_a_checkout_scale_are_no_weight() {
    let datum = |states: u8| only(&toledo_8217::TOLEDO_8217, &[0x02, b'?', states, b'\r'], None);
    assert_eq!((datum(0x41).stable, datum(0x41).value), (Some(false), None));
    assert!(datum(0x42).has(Flag::Overload) && datum(0x44).has(Flag::Underload) && datum(0x50).has(Flag::Zero));
}

#[test]
fn a_turned_bit_or_a_lost_byte_is_never_a_weight_of_a_checked_format() {
    for protocol in [&toledo::TOLEDO_CONTINUOUS, &yaohua::YAOHUA_TF1, &yaohua::YAOHUA_A22, &yaohua::YAOHUA_A12E_WG] {
        let frame = (protocol.weigh)(&shown("12.345", true), None).unwrap();
        let weighs =
            |bytes: &[u8]| Framer::new(protocol).feed(bytes, None).any(|found| matches!(found, Found::Frame(_)));
        for bit in 0..frame.len() * 8 {
            let mut damaged = frame.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(!weighs(&damaged), "{protocol:?} bit {bit}: {damaged:02X?}");
        }
        for lost in 0..frame.len() {
            let mut damaged = frame.clone();
            damaged.remove(lost);
            assert!(!weighs(&damaged), "{protocol:?} without byte {lost}");
        }
    }
}

#[test]
fn a_profile_puts_the_point_into_digits_that_come_without_one() {
    let embedded = Profiles::with([]).0;
    let mut profile = (*embedded.get("laumas-tlb4-ascii").unwrap()).clone();
    let read = |profile: &Profile| {
        let mut driver = Driver::new(Arc::new(profile.clone()), None).unwrap();
        driver.next_request().unwrap();
        let received = driver.receive(b"&01001234t\\71\r");
        let [Received::Data { data, .. }] = received.as_slice() else { panic!("{received:?}") };
        (data[0].number().unwrap().to_string(), data[0].has(Flag::Unconfirmed))
    };
    assert_eq!(read(&profile), ("1234".into(), true), "whose decimals are not known");
    profile.ask[0].scale = Some(Decimal::new(1, 3));
    profile.ask[0].status = None;
    assert_eq!(read(&profile), ("1.234".into(), false));
}
