//! `replay FILE`: feeds a recorded session through the code of today, and says whether it is read as it was read then.

use super::text::print;
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::instrument::Received;
use crate::ledger::Ledger;
use crate::link::recording::{Recording, What};
use crate::link::reread::Reread;
use crate::locale::{Lang, Say};
use crate::protocol::{Datum, hex};
use clap::Args;
use serde_json::json;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Feed a recorded session through today's code, and say whether it is read as it was read then
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng read --device yaohua-xk3190-a9 --port /dev/ttyUSB0 --record session.jsonl
  quanheng replay session.jsonl                 at once, and whether every value is the same
  quanheng replay session.jsonl --speed 1       as slowly as it happened
  quanheng read --device yaohua-xk3190-a9 --port replay:session.jsonl@4      as if it came over a line, four times as fast
  quanheng run lot --plan plan.toml --record sessions
  quanheng replay sessions --run 20260315-090000-lot-3f2a      the whole run: its observations and its verdict
Exit 1 when a value, an observation or the verdict differs from what it was then.")]
pub struct ReplayArgs {
    /// The recording; with --run the folder of `run --record`, or one recording in it
    pub file: PathBuf,
    /// Play this run of the ledger again through the procedure of today
    #[arg(long, value_name = "RUN", conflicts_with = "speed")]
    pub run: Option<String>,
    /// How many times as fast as it happened, 1 to 1000 [default: at once]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub speed: Option<u32>,
}

/// A device of the recording, as it is read today.
struct Reader {
    device: Reread,
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
    if let Some(run) = &args.run {
        return whole_run(&args.file, run, global);
    }
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
        let device = Reread::new(recorded, profile).map_err(|why| wrong(why.say(global.lang)))?;
        readers.push(Reader { device, said: VecDeque::new() });
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
                asked = readers.iter().position(|reader| reader.device.recorded.name == *to).unwrap_or(asked);
                if let Some(reader) = readers.get_mut(asked)
                    && !reader.device.ask(bytes)
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
                    let last = reader.device.pause();
                    reader.take(last, moment.ns, &mut tally, global);
                }
            }
            What::Lost(_) => {}
            What::Said { by, data, .. } => {
                if let Some(reader) = readers.iter_mut().find(|reader| reader.device.recorded.name == *by) {
                    reader.compare(data, &mut tally, global.lang);
                }
            }
            What::Reset(name) => {
                if let Some(reader) = readers.iter_mut().find(|reader| reader.device.recorded.name == *name) {
                    reader.device.reset();
                }
            }
            What::Open(_) | What::Gone(_) => readers.iter_mut().for_each(|reader| reader.device.reset()),
        }
    }
    // What is read today and was not read then.
    tally.different += readers.iter().map(|reader| u64::try_from(reader.said.len()).unwrap_or(0)).sum::<u64>();
    eprintln!("{}", tally.words(global.lang));
    Ok(if tally.different == 0 && tally.unasked == 0 { Exit::Done } else { Exit::NotConforming })
}

/// A whole run again: observations and verdict.
fn whole_run(file: &Path, run: &str, global: &Global) -> Outcome {
    let mut recordings = Vec::new();
    for file in recordings_in(file) {
        let wrong = |why: String| {
            let message = match global.lang {
                Lang::Zh => format!("无法回放 {}：{why}", file.display()),
                Lang::En => format!("{} cannot be replayed: {why}", file.display()),
            };
            Failure::new(Exit::BadInput, message)
        };
        recordings.push(Recording::parse(&read_text(&file, global.lang)?).map_err(wrong)?);
    }
    let ledger = Ledger::open_reading(&global.data).map_err(|why| Failure::said(why.exit(), &why, global.lang))?;
    let (profiles, book) = (super::profiles(global), super::book(global)?);
    let replayed = crate::station::replay(&ledger, run, &recordings, &profiles, &book)
        .map_err(|why| Failure::new(why.exit, why.words.get(global.lang)))?;
    let count = replayed.observations;
    let line = match (&replayed.different, &replayed.verdict, global.lang) {
        (Some(words), _, Lang::Zh) => format!("不同：{}（此前相同的观测 {count} 个）", words.zh),
        (Some(words), _, Lang::En) => format!("differs: {} ({count} observations before it the same)", words.en),
        (None, Some(verdict), Lang::Zh) => format!("相同：观测 {count} 个，结论 {verdict}"),
        (None, Some(verdict), Lang::En) => format!("the same: {count} observations, verdict {verdict}"),
        (None, None, Lang::Zh) => format!("相同：观测 {count} 个，任务尚无结论"),
        (None, None, Lang::En) => format!("the same: {count} observations, no verdict yet"),
    };
    let same = replayed.different.is_none();
    if global.json {
        let words = replayed.different.as_ref();
        let json = json!({ "run": run, "same": same, "observations": count, "verdict": replayed.verdict,
            "zh": words.map(|words| &words.zh), "en": words.map(|words| &words.en) });
        print(&format!("{json}\n"));
    } else {
        print(&format!("{line}\n"));
    }
    Ok(if same { Exit::Done } else { Exit::NotConforming })
}

/// The recordings of a folder by name, or the one file.
fn recordings_in(file: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(file) else { return vec![file.to_owned()] };
    let files = folder.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    files.sort();
    files
}

impl Reader {
    fn hear(&mut self, bytes: &[u8], ns: u64, tally: &mut Tally, global: &Global) {
        let received = self.device.hear(bytes);
        self.take(received, ns, tally, global);
    }

    fn take(&mut self, received: impl IntoIterator<Item = Received>, ns: u64, tally: &mut Tally, global: &Global) {
        for each in received {
            match each {
                Received::Data { frame, data, .. } => {
                    for datum in &data {
                        print(&line(&self.device.recorded.name, ns, datum, &frame, global));
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
