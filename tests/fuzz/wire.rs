//! Laws of the line: streams of true, damaged and invented frames in pieces of any size.

use super::checks;
use super::law::{Random, law};
use crate::vectors::vectors;
use quanheng::instrument::identify::Ears;
use quanheng::instrument::{Driver, Profile, Profiles, Received};
use quanheng::protocol::framer::Found;
use quanheng::protocol::{
    Asked, DatumValue, Framer, Meaning, PROTOCOLS, Protocol, Shown, dlt645, dlt698, hex, modbus, mt_sics, parse_hex,
};
use quanheng::quantity::{Decimal, Unit};
use std::sync::Arc;

/// A number of a part is one byte: after so many parts a long answer has ended.
const PARTS_MAX: usize = 256;

/// Frames and requests of outside sources.
struct Known {
    protocol: &'static Protocol,
    replies: Vec<Vec<u8>>,
    requests: Vec<Asked>,
}

fn known() -> Vec<Known> {
    let vectors = vectors();
    let of = |protocol: &&'static Protocol| {
        let protocol = *protocol;
        let own = vectors.iter().filter(move |vector| vector["protocol"] == protocol.name);
        let bytes = |key: &str| own.clone().map(|v| parse_hex(v[key].as_str().unwrap_or("")).unwrap()).collect();
        let (replies, requests): (Vec<Vec<u8>>, Vec<Vec<u8>>) = (bytes("reply_hex"), bytes("request_hex"));
        let requests = requests.iter().filter_map(|request| protocol.parse_request(request)).collect();
        Known { protocol, replies: replies.into_iter().filter(|reply| !reply.is_empty()).collect(), requests }
    };
    PROTOCOLS.iter().map(of).collect()
}

impl Known {
    /// A question that may be in flight: one of this protocol, none, or one that does not belong here.
    fn asked(&self, random: &mut Random) -> Option<Asked> {
        match random.below(10) {
            0 => Some(Asked::command("S", "S\r\n")),
            1..=6 if !self.requests.is_empty() => Some(random.pick(&self.requests).clone()),
            _ => None,
        }
    }

    /// What may come over the line, true and untrue frames behind each other.
    fn stream(&self, random: &mut Random) -> Vec<u8> {
        let mut stream = Vec::new();
        for _ in 0..=random.below(6) {
            let mut part = match random.below(5) {
                0 => random.bytes(40),
                1 => self.true_frame(random),
                2 => self.damaged(random),
                _ => frame(self, random),
            };
            if random.chance(30) {
                random.mutate(&mut part);
            }
            stream.extend(part);
        }
        stream
    }
}

impl Known {
    /// A frame as a device sends it.
    fn true_frame(&self, random: &mut Random) -> Vec<u8> {
        match self.replies.as_slice() {
            [] => frame(self, random),
            replies => random.pick(replies).clone(),
        }
    }

    /// A frame of a device with bytes turned, taken out, put in and doubled, and the check that fits them.
    fn damaged(&self, random: &mut Random) -> Vec<u8> {
        let mut frame = if random.chance(80) { self.true_frame(random) } else { frame(self, random) };
        random.mutate(&mut frame);
        checks::close(self.protocol.name, &mut frame);
        frame
    }
}

/// A frame whose check is right and whose content is anything.
fn frame(line: &Known, random: &mut Random) -> Vec<u8> {
    match line.protocol.name {
        "dlt645-2007" => {
            let control = *random.pick(&[0x91, 0x91, 0xB1, 0x92, 0xB2, 0xD1, 0x93, 0x11, 0x80]);
            let mut data = [0x0001_0000_u32, 0x0201_FF00, 0x0000_FF00, 0x0400_0101, 0x0400_0403, 0x00D1_0000]
                [random.below(6)]
            .to_le_bytes()
            .to_vec();
            data.extend(if random.chance(50) { decimal_bytes(random, 60) } else { random.bytes(60) });
            dlt645_frame([1, 0, 0, 0, 0, 0], control, &data)
        }
        "dlt645-1997" => {
            let control = *random.pick(&[0x81, 0x81, 0xA1, 0x82, 0xA2, 0xC1, 0x91, 0x01]);
            let mut data = [0x9010_u16, 0x901F, 0xB61F, 0xB630, 0xC010, 0xC011][random.below(6)].to_le_bytes().to_vec();
            data.extend(if random.chance(50) { decimal_bytes(random, 60) } else { random.bytes(60) });
            dlt645_frame([1, 0, 0, 0, 0, 0], control, &data)
        }
        "dlt698.45" => {
            let oads = [0x0010_0400, 0x0010_0401, 0x2000_0200, 0x4000_0200, 0x4001_0200, 0x4300_0300];
            let list: Vec<u32> = (0..random.below(4)).map(|_| *random.pick(&oads)).collect();
            let what =
                if random.chance(50) { dlt698::What::One(*random.pick(&oads)) } else { dlt698::What::List(list) };
            dlt698_answer(&dlt698::Request::new([1, 0, 0, 0, 0, 0], what), random)
        }
        "modbus-rtu" => {
            let mut bytes = modbus_message(random);
            bytes.extend(modbus::crc(&bytes));
            bytes
        }
        "modbus-ascii" => {
            let mut bytes = modbus_message(random);
            bytes.push(modbus::lrc(&bytes));
            let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            format!(":{digits}\r\n").into_bytes()
        }
        "mt-sics" => {
            let id = *random.pick(&["S", "SI", "T", "I4", "Z", "@", "ES", "X"]);
            let status = *random.pick(&["S", "D", "A", "B", "+", "-", "I", "L", "\"", ""]);
            let value = number(random);
            let unit = *random.pick(&["g", "kg", "lb:oz", "", "\u{2126}"]);
            match random.below(3) {
                0 => mt_sics::answer(id, random.chance(50), Decimal::new(random.whole(), 4), Unit::Gram),
                _ => format!("{id} {status} {value} {unit}\r\n").into_bytes(),
            }
        }
        _ => {
            let value = Decimal::new(random.whole() % 1_000_000, random.below(5) as u32);
            let shown = Shown { value, unit: Unit::Kilogram, stable: random.chance(50) };
            let known = |random: &mut Random| match line.replies.as_slice() {
                [] => random.bytes(20),
                replies => random.pick(replies).clone(),
            };
            (line.protocol.weigh)(&shown, None).unwrap_or_else(|| known(random))
        }
    }
}

fn modbus_message(random: &mut Random) -> Vec<u8> {
    let function = *random.pick(&[3, 4, 6, 16, 0x83, 0x84, 0x2B]);
    let data = random.bytes(20);
    [vec![random.byte(), function, data.len() as u8], data].concat()
}

fn decimal_bytes(random: &mut Random, most: usize) -> Vec<u8> {
    (0..random.below(most + 1)).map(|_| (random.below(10) << 4 | random.below(10)) as u8).collect()
}

fn number(random: &mut Random) -> String {
    (0..random.below(24)).map(|_| *random.pick(&['0', '1', '9', '5', '.', '-', ',', ' '])).collect()
}

/// A frame of DL/T 645 with any control byte.
fn dlt645_frame(address: [u8; 6], control: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x68];
    bytes.extend(address);
    bytes.extend([0x68, control, data.len() as u8]);
    bytes.extend(data.iter().map(|byte| byte.wrapping_add(0x33)));
    bytes.push(bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)));
    bytes.push(0x16);
    bytes
}

/// A frame of DL/T 698.45 whose checks are right and whose data are anything.
fn dlt698_answer(request: &dlt698::Request, random: &mut Random) -> Vec<u8> {
    let most = request.what.oads().len().max(1);
    let mut results: Vec<Result<Vec<u8>, u8>> = (0..most).map(|_| dlt698_data(random)).collect();
    let results = std::cell::RefCell::new(&mut results);
    request.answer([1, 0, 0, 0, 0, 0], |_| results.borrow_mut().pop().unwrap_or(Err(4)))
}

fn dlt698_data(random: &mut Random) -> Result<Vec<u8>, u8> {
    match random.below(8) {
        0 => Err(random.byte()),
        1 => Ok(random.bytes(30)),
        // Arrays in arrays without an end.
        2 => Ok([1, 1].repeat(random.below(60))),
        3 => Ok(vec![1, 0x82, 0xFF, 0xFF]),
        4 => Ok([vec![0x1C], random.bytes(9)].concat()),
        5 => Ok([&[0x15][..], &[0xFF; 8]].concat()),
        6 => Ok([&[9, 6][..], &random.bytes(9)].concat()),
        _ => Ok([vec![1, 3], [0x12, 0x08, 0xC1].repeat(random.below(5))].concat()),
    }
}

/// Feeds a stream in pieces; answers with the frames, after looking that no byte is lost and none is kept too long.
fn feed(protocol: &'static Protocol, pieces: &[&[u8]], asked: Option<&Asked>) -> Vec<Vec<u8>> {
    let (mut framer, mut frames, mut fed) = (Framer::new(protocol), Vec::new(), 0);
    for piece in pieces {
        fed += piece.len();
        for found in framer.feed(piece, asked) {
            if let Found::Frame(frame) = found {
                frames.push(frame.to_vec());
            }
        }
        assert!(framer.pending().len() <= protocol.longest, "{} bytes are kept", framer.pending().len());
    }
    let framed: usize = frames.iter().map(Vec::len).sum();
    assert_eq!(fed as u64, framer.skipped() + (framed + framer.pending().len()) as u64, "bytes were lost or doubled");
    frames
}

#[test]
fn no_stream_breaks_a_framer_or_a_decoder_or_fills_the_memory() {
    let known = known();
    law("any stream", |random| {
        let line = random.pick(&known);
        let asked = line.asked(random);
        let stream = line.stream(random);
        for frame in feed(line.protocol, &random.pieces(&stream), asked.as_ref()) {
            decode(line.protocol, &frame, asked.as_ref());
            decode(line.protocol, &frame, None);
        }
    });
}

/// Decodes a frame, and looks that what it says is no more than what it can carry.
fn decode(protocol: &'static Protocol, frame: &[u8], asked: Option<&Asked>) {
    let Ok(Meaning::Data(data)) = protocol.decode(frame, asked) else { return };
    assert!(data.len() <= frame.len(), "{} values: {}", data.len(), hex(frame));
    let text = |value: &Option<DatumValue>| if let Some(DatumValue::Text(text)) = value { text.len() } else { 0 };
    let said: usize = data.iter().map(|datum| text(&datum.value) + datum.item.as_deref().map_or(0, str::len)).sum();
    assert!(said <= 64 * frame.len(), "{said} bytes of text: {}", hex(frame));
}

#[test]
fn a_frame_that_is_damaged_and_checked_again_breaks_no_decoder() {
    let known = known();
    law("damaged and checked", |random| {
        let line = random.pick(&known);
        let (asked, frame) = (line.asked(random), line.damaged(random));
        decode(line.protocol, &frame, asked.as_ref());
        decode(line.protocol, &frame, None);
        for frame in feed(line.protocol, &[&frame], asked.as_ref()) {
            decode(line.protocol, &frame, asked.as_ref());
        }
    });
}

#[test]
fn the_checks_that_are_written_here_are_those_of_true_frames() {
    let known = known();
    for name in checks::closed() {
        let line = known.iter().find(|line| line.protocol.name == name).unwrap();
        // Of one of them no source has an answer: its simulated scale speaks for it.
        let shown = Shown { value: Decimal::new(-12_345, 3), unit: Unit::Kilogram, stable: true };
        let sent = (line.protocol.weigh)(&shown, None);
        let frames = line.replies.iter().chain(&sent).flat_map(|reply| feed(line.protocol, &[reply], None));
        let good: Vec<Vec<u8>> = frames.filter(|frame| line.protocol.decode(frame, None).is_ok()).collect();
        assert!(!good.is_empty(), "{name}: no frame");
        for frame in good {
            let mut closed = frame.clone();
            checks::close(name, &mut closed);
            assert_eq!(hex(&closed), hex(&frame), "{name}");
        }
    }
}

#[test]
fn two_devices_that_speak_at_once_break_no_framer_and_no_ear() {
    let known = known();
    law("two on a line", |random| {
        let (one, other) = (random.pick(&known), random.pick(&known));
        let mut stream = Vec::new();
        for _ in 0..random.below(12) {
            let line = if random.chance(50) { one } else { other };
            let mut frame = line.true_frame(random);
            // Now and then one begins before the other has ended.
            if random.chance(20) {
                frame.truncate(random.below(frame.len() + 1));
            }
            stream.extend(frame);
        }
        let pieces = random.pieces(&stream);
        for line in [one, other] {
            let asked = line.asked(random);
            for frame in feed(line.protocol, &pieces, asked.as_ref()) {
                decode(line.protocol, &frame, asked.as_ref());
            }
        }
        // All the ears take more time than one framer.
        if random.chance(5) {
            let mut ears = Ears::default();
            for piece in &pieces {
                ears.hear(piece);
            }
            assert_eq!(ears.bytes(), stream.len());
            assert!(ears.recognised().iter().all(|heard| heard.frames > 0 && !heard.values.is_empty()));
        }
    });
}

#[test]
fn what_is_found_and_not_taken_is_gone() {
    let known = known();
    law("not taken", |random| {
        let line = random.pick(&known);
        let (asked, stream) = (line.asked(random), line.stream(random));
        let (mut all, mut some) = (Framer::new(line.protocol), Framer::new(line.protocol));
        for piece in random.pieces(&stream) {
            let found: Vec<Found> = all.feed(piece, asked.as_ref()).collect();
            let taken = random.below(found.len() + 1);
            let taken: Vec<Found> = some.feed(piece, asked.as_ref()).take(taken).collect();
            assert_eq!(found[..taken.len()], taken, "{}", line.protocol.name);
            assert_eq!((all.pending(), all.skipped()), (some.pending(), some.skipped()), "{}", line.protocol.name);
        }
    });
}

#[test]
fn no_bytes_break_a_decoder_that_gets_them_unframed() {
    let known = known();
    law("bytes as a frame", |random| {
        let line = random.pick(&known);
        let bytes = if random.chance(50) { random.bytes(300) } else { line.stream(random) };
        decode(line.protocol, &bytes, line.asked(random).as_ref());
        if let Some(request) = line.protocol.parse_request(&bytes) {
            let _ = request.encode();
        }
        let item = *random.pick(&[0x0201_FF00, 0x0202_FF00, 0x0000_FF00, 0x0201_0100, 0x0101_0000, 0x0400_0101]);
        let long = decimal_bytes(random, 1200);
        let _ = dlt645::Edition::Of2007.values(item, if random.chance(50) { &long } else { &bytes });
        let item = *random.pick(&[0x901F, 0xB61F, 0xB63F, 0x9010, 0xC010, 0xFFFF]);
        let _ = dlt645::Edition::Of1997.values(item, if random.chance(50) { &long } else { &bytes });
    });
}

#[test]
fn how_a_stream_is_cut_does_not_change_the_frames_in_it() {
    // Of the protocols whose frames say themselves where they begin. A line of MT-SICS that is too long is thrown away as
    // soon as that is seen, and the length that rubbish gives itself on Modbus may hide a frame until the time-out.
    let said =
        ["dlt645", "dlt698.45", "modbus-ascii", "yaohua", "toledo", "hengtian", "tscale", "keli", "bcd-ff", "laumas"];
    let known: Vec<Known> =
        known().into_iter().filter(|line| said.iter().any(|name| line.protocol.name.starts_with(name))).collect();
    law("pieces", |random| {
        let line = random.pick(&known);
        let (asked, stream) = (line.asked(random), line.stream(random));
        let whole = feed(line.protocol, &[&stream], asked.as_ref());
        // A sum of eight bits may fit by chance a damaged frame with a true one inside: whichever is whole first is found.
        if whole.iter().any(|frame| !feed(line.protocol, &[&frame[1..]], asked.as_ref()).is_empty()) {
            return;
        }
        let cut = feed(line.protocol, &random.pieces(&stream), asked.as_ref());
        assert_eq!(whole, cut, "{} {}", line.protocol.name, hex(&stream));
    });
}

/// What a device may answer: the truth, less than the truth, or something else.
fn answer(line: &Known, request: &Asked, random: &mut Random) -> Vec<u8> {
    let mut bytes = match request {
        Asked::Dlt645(request) => {
            let data = decimal_bytes(random, 190);
            request.answer([1, 0, 0, 0, 0, 0], &data, random.chance(70))
        }
        Asked::Dlt698(request) => dlt698_answer(request, random),
        Asked::Modbus(request) if random.chance(10) => modbus::answer_exception(request, random.byte()),
        Asked::Modbus(request) => {
            let any = u16::from_le_bytes([random.byte(), random.byte()]);
            let register = |random: &mut Random| *random.pick(&[0, 0xFFFF, 0x7F80, any]);
            let registers: Vec<u16> = (0..request.count).map(|_| register(random)).collect();
            modbus::answer(request, &registers)
        }
        Asked::Command(_) => frame(line, random),
    };
    if random.chance(15) {
        random.mutate(&mut bytes);
    }
    bytes
}

/// The profiles that come with the program, and one of a meter that is asked for whole blocks.
fn profiles() -> Vec<Arc<Profile>> {
    let embedded = Profiles::with([]).0;
    let mut blocks = (*embedded.get("dlt645-2007-ac").unwrap()).clone();
    for (ask, item) in blocks.ask.iter_mut().zip(["0201FF00", "0202FF00", "0000FF00", "0206FF00"]) {
        ask.item = Some(item.into());
    }
    embedded.all().cloned().chain([Arc::new(blocks)]).collect()
}

#[test]
fn no_device_breaks_its_driver() {
    let (profiles, known) = (profiles(), known());
    law("driver", |random| {
        let profile = random.pick(&profiles);
        let line = known.iter().find(|line| line.protocol == profile.protocol).unwrap();
        let mut driver = Driver::new(profile.clone(), None).unwrap();
        for _ in 0..random.below(30) {
            let asked = driver.next_request().and_then(|out| profile.protocol.parse_request(&out.bytes));
            let bytes = match &asked {
                Some(request) if random.chance(80) => answer(line, request, random),
                _ => line.stream(random),
            };
            for piece in random.pieces(&bytes) {
                for received in driver.receive(piece) {
                    check(&received, profile);
                }
            }
            assert!(driver.pending().len() <= profile.protocol.longest);
            if random.chance(10) {
                driver.reset();
            }
        }
    });
}

/// A value names its frame, and the question where one was asked.
fn check(received: &Received, profile: &Profile) {
    if let Received::Data { frame, request, data } = received {
        assert!(!frame.is_empty());
        assert_eq!(request.is_none(), profile.ask.is_empty());
        assert!(data.len() <= 1 << 14, "{} values of one answer", data.len());
    }
}

#[test]
fn an_answer_that_always_has_more_to_come_ends() {
    let profiles: Vec<_> = profiles().into_iter().filter(|p| p.protocol.name.starts_with("dlt645")).collect();
    law("more to come", |random| {
        let profile = random.pick(&profiles);
        let mut driver = Driver::new(profile.clone(), None).unwrap();
        // Any of its questions.
        for _ in 0..random.below(profile.ask.len()) {
            driver.next_request();
        }
        let length = random.below(190);
        for part in 0.. {
            let request = driver.next_request().and_then(|out| profile.protocol.parse_request(&out.bytes)).unwrap();
            let Asked::Dlt645(request) = &request else { panic!("{request:?}") };
            match request.what {
                dlt645::What::Item(_) if part > 0 => return,
                dlt645::What::Address => return,
                _ => {}
            }
            assert!(part <= PARTS_MAX, "the answer goes on for ever");
            // Parts without a number must not repeat themselves to be taken.
            let data = vec![(part % 90) as u8; length];
            driver.receive(&request.answer([1, 0, 0, 0, 0, 0], &data, true));
        }
    });
}

#[test]
fn no_address_breaks_a_driver() {
    let profiles = profiles();
    law("address", |random| {
        let text: String = (0..random.below(14)).map(|_| *random.pick(&['0', '1', 'A', 'a', 'G', '电', ' '])).collect();
        let made = Driver::new(random.pick(&profiles).clone(), Some(&text));
        let _ = made.map(|mut driver| driver.next_request());
    });
}

#[test]
fn hexadecimal_comes_back_or_is_refused_where_it_is_wrong() {
    law("hexadecimal", |random| {
        let signs = ['0', '9', 'a', 'F', 'f', ' ', ':', '-', ',', '\t', 'g', 'x', '权', '\u{0}'];
        let signs = &signs[..5 + random.below(10)];
        let text: String = (0..random.below(20)).map(|_| *random.pick(signs)).collect();
        match parse_hex(&text) {
            Ok(bytes) => assert_eq!(parse_hex(&hex(&bytes)), Ok(bytes)),
            Err(position) => assert!(text.is_char_boundary(position), "{text:?}: {position}"),
        }
    });
}
