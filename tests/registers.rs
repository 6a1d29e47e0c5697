//! Register maps: what a device with registers shows is what comes out, with its digits, its sign and its status; what a
//! map cannot mean is told to its author.

use crate::vectors::vectors;
use quanheng::instrument::{Driver, Profile, Profiles, Received};
use quanheng::protocol::framer::Found;
use quanheng::protocol::{
    Address, Asked, Datum, Flag, Framer, Meaning, Measurand, NumberType, Question, WordOrder, modbus, parse_hex,
};
use quanheng::quantity::{Decimal, Unit, parse_decimal};
use quanheng::simulator::{Charge, EnergySide, EnergyWorld, Options, Simulator, World};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A scale whose map is the given lines.
fn scale(map: &str) -> Result<Profile, String> {
    scale_of("modbus-rtu", map)
}

fn scale_of(protocol: &str, map: &str) -> Result<Profile, String> {
    let text = format!(
        "id = \"scale\"\nkind = \"scale\"\nmaker = \"m\"\nmodel = \"m\"\nprotocol = \"{protocol}\"\nstatus = \"code\"\n\
         source = \"s\"\nunit = \"kg\"\nname = {{ zh = \"秤\", en = \"scale\" }}\n\
         serial = [{{ baud = 9600, data = 8, parity = \"none\", stop = 1 }}]\n\
         stability = {{ told_by = \"flag\", window_ms = 300 }}\n[[ask]]\nquantity = \"mass\"\n{map}"
    );
    Profile::parse("scale.toml", &text).map_err(|mistakes| mistakes[0].why.clone())
}

/// Asks the question at `index` and answers it with registers.
fn shown(profile: &Profile, index: usize, registers: &[u16]) -> Result<Datum, String> {
    let mut driver = Driver::new(Arc::new(profile.clone()), None).unwrap();
    let request = (0..=index).filter_map(|_| driver.next_request()).last().unwrap().bytes;
    let Some(Asked::Modbus(request)) = profile.protocol.parse_request(&request) else { panic!("{request:02X?}") };
    match driver.receive(&modbus::answer(&request, registers)).pop().unwrap() {
        Received::Data { mut data, .. } => Ok(data.pop().unwrap()),
        Received::Refused { why, .. } => Err(why.code()),
        Received::DeviceSays { error, .. } => Err(error.code),
    }
}

const STATUS: &str = "function = 3\nregister = 1\ntype = \"u32\"\nscale = \"0.01\"\n[ask.status_word]\nregister = 0\n\
    stable = 0x01\noverload = 0x06\nunderload = 0x08\nfault = 0x10\nnegative = 0x20\nnet = 0x40\ngross = 0x80\n\
    zero = 0x100\nvalid = 0x8000\n";

#[test]
fn a_weight_comes_with_the_status_read_beside_it() {
    let profile = scale(STATUS).unwrap();
    let of = |status: u16| shown(&profile, 0, &[status, 0, 1234]).unwrap();
    let number = |text: &str| parse_decimal(text).ok();
    let stable = of(0x8001 | 0x40);
    assert_eq!((stable.number(), stable.stable, stable.flags), (number("12.34"), Some(true), vec![Flag::Net]));
    let moving = of(0x8000 | 0x20 | 0x80);
    assert_eq!((moving.number(), moving.stable, moving.flags), (number("-12.34"), Some(false), vec![Flag::Gross]));
    let nought = shown(&profile, 0, &[0x8121, 0, 0]).unwrap();
    assert_eq!((nought.value.unwrap().to_string(), nought.flags), ("0.00".into(), vec![Flag::Zero]));
    for (status, why) in
        [(0x8002, Flag::Overload), (0x8004, Flag::Overload), (0x8008, Flag::Underload), (0x8010, Flag::Absent)]
    {
        let none = of(status | 1);
        assert_eq!((none.value.clone(), none.has(why)), (None, true), "{status:04X}");
    }
    assert!(of(0x0001).has(Flag::Absent), "without the bit of a valid weight there is none");
}

#[test]
fn the_place_of_the_point_is_read_from_the_device() {
    let map = |exponent: &str| {
        format!("function = 3\nregister = 0\ntype = \"i16\"\n[ask.exponent]\nregister = 1\n{exponent}")
    };
    let text = |profile: &Profile, registers: &[u16]| {
        shown(profile, 0, registers).map(|datum| datum.value.unwrap().to_string())
    };
    let dp = scale(&map("plus = -3\n")).unwrap();
    assert_eq!(text(&dp, &[7501, 2]), Ok("750.1".into()));
    assert_eq!(text(&dp, &[2500, 5]), Ok("250000".into()));
    assert_eq!(text(&dp, &[0xFF85, 3]), Ok("-123".into()));
    assert_eq!(text(&dp, &[1, 0x7FFF]), Err("not a finite number".into()));
    let signed = scale(&map("")).unwrap();
    assert_eq!(text(&signed, &[1234, 0xFFFE]), Ok("12.34".into()));
    let decimals = scale(&map("mask = 0x0070\ntimes = -1\n")).unwrap();
    assert_eq!(text(&decimals, &[501, 0x403F]), Ok("0.501".into()));
    let codes = scale(&map("mask = 0x000F\ncodes = [0, -1, -2]\n")).unwrap();
    assert_eq!(text(&codes, &[501, 2]), Ok("5.01".into()));
    assert_eq!(text(&codes, &[501, 3]), Err("not a finite number".into()), "a code without a meaning gives no number");
}

#[test]
fn a_value_marked_as_absent_is_none() {
    let profile = scale("function = 3\nregister = 0\ntype = \"i32\"\nabsent = 0x7FFF_FFFF\n").unwrap();
    assert!(shown(&profile, 0, &[0x7FFF, 0xFFFF]).unwrap().has(Flag::Absent));
    assert_eq!(shown(&profile, 0, &[0xFFFF, 0xFFFF]).unwrap().number(), Some(Decimal::NEGATIVE_ONE));
}

#[test]
fn numbers_are_read_as_their_type_and_order_say() {
    use NumberType::{F32, F64, T5, T6, U32};
    use WordOrder::{HighFirst, HighFirstSwapped, LowFirst, LowFirstSwapped};
    let read = |kind: NumberType, registers: &[u16], order| kind.decode(registers, order).unwrap().unwrap().to_string();
    assert_eq!(read(U32, &[0x0102, 0x0304], HighFirst), "16909060");
    assert_eq!(read(U32, &[0x0304, 0x0102], LowFirst), "16909060");
    assert_eq!(read(U32, &[0x0201, 0x0403], HighFirstSwapped), "16909060");
    assert_eq!(read(U32, &[0x0403, 0x0201], LowFirstSwapped), "16909060");
    assert_eq!(read(F32, &[0x4366, 0x3333], HighFirst), "230.2");
    assert_eq!(read(F64, &[0x406C, 0xC666, 0x6666, 0x6666], HighFirst), "230.2");
    assert_eq!(read(T5, &[0xFE00, 0x59E4], HighFirst), "230.12");
    assert_eq!(read(T5, &[0x02FF, 0xFFFF], HighFirst), "1677721500");
    assert_eq!(read(T6, &[0xFFFF, 0xFFFB], HighFirst), "-0.5");
    assert!(T5.decode(&[0x8000, 0x0001], HighFirst).is_err(), "a power that no decimal holds");
    assert_eq!(
        T5.decode(&[0x0000], HighFirst).map_err(|why| why.code()),
        Err("byte count does not fit the request".into())
    );
    for (value, kind) in
        [("230.12", T5), ("-0.5", T6), ("150375.00", T6), ("-8388608", T6), ("0.000", T5), ("1.25", F64)]
    {
        for order in [HighFirst, LowFirst, HighFirstSwapped, LowFirstSwapped] {
            let value = parse_decimal(value).unwrap();
            let registers = kind.encode(value, order).unwrap();
            assert_eq!(kind.decode(&registers, order), Ok(Some(value)), "{value} {kind:?} {order:?}");
        }
    }
    assert_eq!(T5.encode(Decimal::NEGATIVE_ONE, HighFirst), None);
}

#[test]
fn a_map_that_cannot_be_is_told_in_words() {
    let base = "function = 3\nregister = 8\ntype = \"u16\"\n";
    for (map, wrong) in [
        ("function = 3\nregister = 8\n", "function (3 | 4), register, type and quantity are needed"),
        ("function = 6\nregister = 8\ntype = \"u16\"\n", "function (3 | 4), register, type and quantity are needed"),
        (&format!("{base}block = [0, 8]\n"), "block = [0, 8]: does not hold register 8"),
        (&format!("{base}block = [0, 200]\n"), "registers 0 to 199: one request reads 1 to 125, up to 65535"),
        (&format!("{base}block = [65535, 2]\n"), "registers 65535 to 65536: one request reads 1 to 125, up to 65535"),
        (&format!("{base}scale = \"0\"\n"), "scale = 0: makes every value nought"),
        (&format!("{base}[ask.exponent]\nregister = 900\n"), "registers 8 to 900: one request reads 1 to 125"),
        (&format!("{base}[ask.exponent]\nregister = 9\nmask = 0\n"), "exponent.mask = 0: needs at least one bit"),
        (&format!("{base}[ask.exponent]\nregister = 9\ncodes = []\n"), "exponent: gives no power of ten"),
        (&format!("{base}[ask.status_word]\nregister = 9\nzero = 0\n"), "status_word.zero = 0: needs at least one bit"),
        (&format!("{base}[ask.status_word]\nregister = 9\nstable = 1\nmoving = 2\n"), "either stable or moving"),
        (
            "function = 3\nregister = 8\ntype = \"i16\"\n[ask.status_word]\nregister = 9\nnegative = 1\n",
            "status_word.negative: the type has a sign of its own; use an unsigned one",
        ),
        ("item = \"00010000\"\nblock = [0, 2]\n", "block: is for registers only"),
    ] {
        let why = scale(map).expect_err(map);
        assert!(why.contains(wrong), "{map}: {why}");
    }
}

/// Frames of a server with the layout of a maker whose weights have their sign in the status register.
#[test]
fn frames_of_a_transmitter_decode_through_its_profile() {
    let net = Profiles::with([]).0.get("laumas-tlb4").unwrap().as_ref().clone();
    let mut gross = net.clone();
    gross.ask[0].register = Some(7);
    gross.ask[0].status_word.as_mut().unwrap().negative = Some(0x0080);
    let own = vectors().into_iter().filter(|vector| vector["protocol"] == "modbus-rtu-laumas").collect::<Vec<_>>();
    assert!(own.len() >= 3, "{} frames", own.len());
    for vector in own {
        let bytes = |key: &str| parse_hex(vector[key].as_str().unwrap()).unwrap();
        for (profile, key) in [(&net, "net"), (&gross, "gross")] {
            let mut driver = Driver::new(Arc::new(profile.clone()), None).unwrap();
            assert_eq!(driver.next_request().unwrap().bytes, bytes("request_hex"), "{}", vector["id"]);
            let received = driver.receive(&bytes("reply_hex"));
            if vector["negative"] == true {
                assert!(!received.iter().any(|received| matches!(received, Received::Data { .. })), "{received:?}");
                continue;
            }
            let [Received::Data { data, .. }] = received.as_slice() else { panic!("{received:?}") };
            assert_eq!(data[0].number(), vector["decoded"][key].as_i64().map(Decimal::from), "{}: {key}", vector["id"]);
            assert_eq!(data[0].stable, vector["decoded"]["stable"].as_bool(), "{}", vector["id"]);
        }
    }
}

#[test]
fn what_a_simulated_device_writes_is_read_again() {
    let profiles = Profiles::with([]).0;
    let mut maps = 0;
    for profile in profiles.all().filter(|profile| profile.protocol.name.starts_with("modbus-")) {
        for (index, ask) in profile.ask.iter().enumerate() {
            // Whole volts, tenths, and a magnitude that fits every register in its unit.
            let values = match ask.measures(profile.protocol).unwrap() {
                Measurand::Voltage => ["230.2", "231.0"],
                Measurand::Frequency => ["50.0", "49.9"],
                Measurand::PowerFactor => ["0.998", "1.000"],
                Measurand::Power if ask.unit == Some(Unit::Watt) => ["1200", "3200"],
                _ => ["12.0", "0.0"],
            };
            for (value, stable) in values.into_iter().zip([true, false]) {
                let value = parse_decimal(value).unwrap();
                let step = ask.scale.filter(|scale| scale.scale() < value.scale()).unwrap_or(Decimal::ZERO);
                let (_, registers) =
                    ask.registers_of(value, stable).unwrap_or_else(|| panic!("{} {value}", profile.id));
                let datum = shown(profile, index, &registers).unwrap_or_else(|why| panic!("{}: {why}", profile.id));
                let found = datum.number().unwrap_or_else(|| panic!("{} {}: {datum:?}", profile.id, ask.name()));
                assert!((found - value).abs() <= step, "{} {}: {value} read as {found}", profile.id, ask.name());
                let tells = ask.status_word.as_ref().is_some_and(|s| s.stable.is_some() || s.moving.is_some());
                assert_eq!(datum.stable, tells.then_some(stable), "{}", profile.id);
                maps += 1;
            }
        }
    }
    assert!(maps > 150, "{maps} values");
}

#[test]
fn a_weight_below_nought_keeps_its_sign_and_its_digits() {
    for protocol in ["modbus-rtu", "modbus-ascii"] {
        let profile = scale_of(protocol, STATUS).unwrap();
        for value in ["-0.25", "0.00", "-999999.99", "42949672.94"].map(|text| parse_decimal(text).unwrap()) {
            let (start, registers) = profile.ask[0].registers_of(value, true).unwrap();
            assert_eq!((start, registers.len()), (0, 3));
            let datum = shown(&profile, 0, &registers).unwrap();
            assert_eq!((datum.value.unwrap().to_string(), datum.stable), (value.to_string(), Some(true)));
        }
    }
}

/// A pty with a simulated device behind it.
struct Line {
    port: File,
    heard: Receiver<Vec<u8>>,
}

impl Line {
    fn open(path: &Path) -> Self {
        let port = File::options().read(true).write(true).open(path).unwrap();
        let ((sender, heard), mut ear) = (channel(), port.try_clone().unwrap());
        std::thread::spawn(move || {
            let mut buffer = [0; 300];
            while let Ok(count) = ear.read(&mut buffer) {
                if count == 0 || sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { port, heard }
    }

    fn ask(&mut self, start: u16, count: u16) -> Meaning {
        let request = modbus::Request { framing: modbus::Framing::Rtu, unit: 1, function: 4, start, count };
        let (mut framer, asked) = (Framer::new(&modbus::MODBUS_RTU), Asked::Modbus(request));
        self.port.write_all(&asked.encode()).unwrap();
        loop {
            let piece = self.heard.recv_timeout(Duration::from_secs(10)).expect("an answer");
            if let Some(Found::Frame(frame)) = framer.feed(&piece, Some(&asked)).last() {
                return modbus::MODBUS_RTU.decode(&frame, Some(&asked)).unwrap();
            }
        }
    }
}

#[test]
fn a_simulated_device_answers_blocks_whose_registers_it_has_and_no_others() {
    let profile = Profiles::with([]).0.get("demonstration-standard").unwrap();
    let charge = Charge {
        pile: Decimal::ONE,
        standard: Decimal::ONE,
        duration: Duration::from_hours(1),
        voltage: Decimal::from(500),
        current: Decimal::from(80),
    };
    let world = EnergyWorld::new(charge, Decimal::ZERO, Decimal::new(12_345, 1), 0, false);
    let simulator =
        Simulator::start(&profile, &World::Energy(world, EnergySide::Standard), &Options::default()).unwrap();
    let mut line = Line::open(simulator.path());
    // Energy, power, voltage and current of a standard at rest.
    let Meaning::Registers(registers) = line.ask(0, 8) else { panic!("no block") };
    let read = |kind: NumberType, at: usize| kind.decode(&registers[at..at + 2], WordOrder::HighFirst).unwrap();
    assert_eq!(read(NumberType::U32, 0), parse_decimal("12345000").ok());
    assert_eq!([2, 4, 6].map(|at| read(NumberType::F32, at)), [Some(Decimal::ZERO); 3]);
    for (start, count) in [(0, 9), (7, 2), (100, 1), (65535, 2)] {
        let Meaning::Error(error) = line.ask(start, count) else { panic!("{start} {count}") };
        assert_eq!(error.code, "exception 2", "{start} {count}");
    }
}

#[test]
fn nothing_but_reading_registers_can_be_asked() {
    for protocol in [&modbus::MODBUS_RTU, &modbus::MODBUS_ASCII] {
        let ask = |function: u8, count: u16| {
            protocol.ask(&Question::Registers { function, start: 0, count }, &Address::Unit(1))
        };
        for function in 0..=u8::MAX {
            assert_eq!(ask(function, 1).is_some(), matches!(function, 3 | 4), "{} {function}", protocol.name);
        }
        assert_eq!([0, 1, 125, 126].map(|count| ask(3, count).is_some()), [false, true, true, false]);
        assert_eq!(protocol.ask(&Question::Command("T"), &Address::Unit(1)), None);
        assert_eq!(protocol.ask(&Question::Item("00010000"), &Address::Unit(1)), None);
        // What is asked is what is heard; the other framing does not hear it.
        let asked = ask(4, 2).unwrap();
        assert_eq!(protocol.parse_request(&asked.encode()), Some(asked.clone()));
        let heard =
            [&modbus::MODBUS_RTU, &modbus::MODBUS_ASCII].map(|other| other.parse_request(&asked.encode()).is_some());
        assert_eq!(heard.iter().filter(|heard| **heard).count(), 1);
    }
}
