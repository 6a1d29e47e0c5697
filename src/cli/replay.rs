//! `replay FILE`: feeds a recorded session through the code of today, and says whether it is read as it was read then.

use super::text::print;
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::instrument::{Driver, Received};
use crate::link::recording::{Recorded, Recording, What};
use crate::locale::{Lang, Say};
use crate::protocol::{Datum, hex};
use clap::Args;
use serde_json::json;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

/// Feed a recorded session through today's code, and say whether it is read as it was read then
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng read --device yaohua-xk3190-a9 --port /dev/ttyUSB0 --record session.jsonl
  quanheng replay session.jsonl                 at once, and whether every value is the same
  quanheng replay session.jsonl --speed 1       as slowly as it happened
  quanheng read --device yaohua-xk3190-a9 --port replay:session.jsonl@4      as if it came over a line, four times as fast
Exit 1 when a value differs from what was read then.")]
pub struct ReplayArgs {
    /// The recording
    pub file: PathBuf,
    /// How many times as fast as it happened, 1 to 1000 [default: at once]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub speed: Option<u32>,
}

/// A device of the recording, as it is read today.
struct Reader {
    recorded: Recorded,
    driver: Driver,
    /// Values of today that were not yet compared, with their frames.
    said: VecDeque<(Vec<u8>, Vec<Datum>)>,
}

/// What the comparison came to.
#[derive(Default)]
struct Tally {
    same: u64,
    different: u64,
    refused: u64,
    /// Questions that the profile of today does not ask.
    unasked: u64,
}

/// Replays.
pub fn run(args: &ReplayArgs, global: &Global) -> Outcome {
    let wrong = |why: String| {
        let message = match global.lang {
            Lang::Zh => format!("无法回放 {}：{why}", args.file.display()),
            Lang::En => format!("{} cannot be replayed: {why}", args.file.display()),
        };
        Failure::new(Exit::BadInput, message)
    };
    let recording = Recording::parse(&read_text(&args.file, global.lang)?).map_err(wrong)?;
    let profiles = super::profiles(global);
    let mut readers = Vec::new();
    for recorded in &recording.header.devices {
        let profile = profiles.get(&recorded.profile).ok_or_else(|| {
            wrong(if global.lang == Lang::Zh {
                format!("没有仪器配置 {:?}", recorded.profile)
            } else {
                format!("there is no device profile {:?}", recorded.profile)
            })
        })?;
        let driver = Driver::new(profile, recorded.address.as_deref()).map_err(|why| wrong(why.say(global.lang)))?;
        readers.push(Reader { recorded: recorded.clone(), driver, said: VecDeque::new() });
    }
    let mut tally = Tally::default();
    let (mut before, mut asked) = (0, 0);
    for moment in &recording.moments {
        if let Some(speed) = args.speed {
            std::thread::sleep(Duration::from_nanos(moment.ns.saturating_sub(before)) / speed);
        }
        before = moment.ns;
        match &moment.what {
            What::Tx { to, bytes } => {
                asked = readers.iter().position(|reader| reader.recorded.name == *to).unwrap_or(asked);
                if let Some(reader) = readers.get_mut(asked)
                    && !reader.ask(bytes)
                {
                    tally.unasked += 1;
                }
            }
            What::Rx(bytes) => {
                if let Some(reader) = readers.get_mut(asked) {
                    reader.hear(bytes, moment.ns, &mut tally, global);
                }
            }
            What::Pause => {
                if let Some(reader) = readers.get_mut(asked) {
                    let last = reader.driver.pause();
                    reader.take(last, moment.ns, &mut tally, global);
                }
            }
            What::Said { by, data } => {
                if let Some(reader) = readers.iter_mut().find(|reader| reader.recorded.name == *by) {
                    reader.compare(data, &mut tally, global.lang);
                }
            }
            What::Reset(name) => {
                if let Some(reader) = readers.iter_mut().find(|reader| reader.recorded.name == *name) {
                    reader.driver.reset();
                }
            }
            What::Open(_) | What::Gone(_) => readers.iter_mut().for_each(|reader| reader.driver.reset()),
        }
    }
    // What is read today and was not read then.
    tally.different += readers.iter().map(|reader| u64::try_from(reader.said.len()).unwrap_or(0)).sum::<u64>();
    eprintln!("{}", tally.words(global.lang));
    Ok(if tally.different == 0 && tally.unasked == 0 { Exit::Done } else { Exit::NotConforming })
}

impl Reader {
    /// Asks what was asked then; false when the profile of today has no such question.
    fn ask(&mut self, bytes: &[u8]) -> bool {
        let questions = self.driver.profile().ask.len();
        (0..=questions).any(|_| self.driver.next_request().is_some_and(|outgoing| outgoing.bytes == bytes))
    }

    fn hear(&mut self, bytes: &[u8], ns: u64, tally: &mut Tally, global: &Global) {
        let received = self.driver.receive(bytes);
        self.take(received, ns, tally, global);
    }

    fn take(&mut self, received: impl IntoIterator<Item = Received>, ns: u64, tally: &mut Tally, global: &Global) {
        for each in received {
            match each {
                Received::Data { frame, data, .. } => {
                    for datum in &data {
                        print(&line(&self.recorded.name, ns, datum, &frame, global));
                    }
                    self.said.push_back((frame, data));
                }
                Received::Refused { bytes, why } => {
                    tally.refused += 1;
                    eprintln!("{}: {}", why.say(global.lang), hex(&bytes));
                }
                Received::DeviceSays { error, .. } => eprintln!("{} {}", error.code, error.words.get(global.lang)),
            }
        }
    }

    /// Holds what was read then against what is read now.
    fn compare(&mut self, then: &[Datum], tally: &mut Tally, lang: Lang) {
        match self.said.pop_front() {
            Some((_, now)) if now == then => tally.same += 1,
            now => {
                tally.different += 1;
                let then = words(then);
                let (frame, now) = now.map(|(frame, now)| (hex(&frame), words(&now))).unwrap_or_default();
                match lang {
                    Lang::Zh => eprintln!("不同：当时读作 {then}，现在读作 {now}（{frame}）"),
                    Lang::En => eprintln!("differs: read as {then} then, as {now} now ({frame})"),
                }
            }
        }
    }
}

fn words(data: &[Datum]) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

fn line(device: &str, ns: u64, datum: &Datum, frame: &[u8], global: &Global) -> String {
    let milliseconds = ns / 1_000_000;
    if global.json {
        let datum = serde_json::to_value(datum).unwrap_or_default();
        return format!("{}\n", json!({ "ns": ns, "device": device, "datum": datum, "frame": hex(frame) }));
    }
    let value = datum.value.as_ref().map_or("-".to_owned(), ToString::to_string);
    let unit = datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
    let item = datum.item.as_deref().unwrap_or_default();
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    format!("{seconds:>6}.{rest:03} s  {device}  {item:>8}  {value:>12} {unit}\n")
}

impl Tally {
    fn words(&self, lang: Lang) -> String {
        let Self { same, different, refused, unasked } = self;
        match lang {
            Lang::Zh => format!("相同 {same} 个，不同 {different} 个，拒收 {refused} 帧，现在不再询问的 {unasked} 次"),
            Lang::En => {
                format!(
                    "{same} the same, {different} different, {refused} frames refused, {unasked} questions no longer asked"
                )
            }
        }
    }
}
