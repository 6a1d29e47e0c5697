//! Laws of files and keys: whatever a text says, it is taken or refused in words.

use super::law::{Random, law};
use quanheng::cli::judge::page;
use quanheng::instrument::{Driver, Kind, Profile, Profiles, Reading};
use quanheng::locale::{Lang, Say};
use quanheng::procedure::{LotRun, LotTask, PileRun, PileTask, ScaleFacts, Side};
use quanheng::protocol::Measurand;
use quanheng::quantity::{Decimal, Unit, parse_decimal};
use quanheng::regulation::{
    Book, Current, Format, Judgement, Label, LotCase, PileCase, Refusal, Regulation, judge_lot, judge_pile,
};
use quanheng::simulator::Script;
use std::path::Path;
use std::sync::Arc;

const LOT: &str = r#"
regulation = "cn-jjf1070-2005"
date = "2026-03-15"
lot_size = 40
unit = "g"
label = { quantity = "500", unit = "g" }
gross = ["510.2", "509.8", "511", "495.1", "510", "510", "507.25", "510", "510", "510"]
tare = { method = "average", values = ["9.6", "9.8", "9.4"] }
standards = [{ name = "F2", certificate = "C-1", valid_until = "2027-01-01" }]
"#;
const VOLUME: &str = r#"
lot_size = 8
unit = "kg"
label = { quantity = "1.5", unit = "L" }
net_mass = ["1.38", "1.37", "1.379", "1.36", "1.38", "1.38", "1.38", "1.40"]
density = { value = "0.92", unit = "kg/L", step = "0.001" }
"#;
const PILE: &str = r#"
date = "2026-03-15"
kind = "subsequent"
class = "2"
current = "dc"
time_of_use = true
energy_step = "0.001"
appearance = "pass"
insulation_megohm = "20"
standards = [{ name = "S", valid_until = "2027-01-01" }]
[clock]
instrument = "2026-03-15T09:00:02+08:00"
reference = "2026-03-15T09:00:00+08:00"
[[load_point]]
voltage = "500"
current = "80"
readings = [
  { instrument = "2.065", reference = "2.0472" },
  { instrument = "2065", reference = "2047.2", unit = "Wh" },
  { pulses = "1000", constant = "500", reference = "2" },
  { error_percent = "-0.3" },
]
"#;
/// What numbers, words and dates become where a file is damaged by somebody who means it.
const NASTY: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1",
    "\"0\"",
    "\"-0\"",
    "\"-1\"",
    "\"1\"",
    "\"0.00000000000000000001\"",
    "\"99999999999999999999\"",
    "\"79228162514264337593543950335\"",
    "\"0.0000000000000000000000000001\"",
    "18446744073709551615",
    "9223372036854775807",
    "-9223372036854775808",
    "1e999",
    "nan",
    "inf",
    "1.5",
    "true",
    "\"\"",
    "\"权\"",
    "[]",
    "{}",
    "\"g\"",
    "\"kg\"",
    "\"mL\"",
    "\"m2\"",
    "\"count\"",
    "\"kWh\"",
    "\"MWh\"",
    "\"each\"",
    "\"none\"",
    "\"ac\"",
    "\"1\"",
    "\"in-service\"",
    "\"cn-jjf1070-2023\"",
    "\"cn-jjg1148-2022\"",
    "\"9999-12-31\"",
    "\"0000-01-01\"",
    "\"2026-02-30\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"-009999-01-01T00:00:00Z\"",
    "1979-05-27",
    "\"1/0\"",
    "\"4294967295/1\"",
    "[1, 1]",
    "\"ceil\"",
    "\"flag\"",
    "\"f32\"",
    "\"u64\"",
    "\"02 2B\"",
    "\"all\"",
    "\"00010000\"",
];

fn files(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// A file that was true once, or something that only looks like one.
fn damaged(files: &[String], random: &mut Random) -> String {
    const SIGNS: &[&str] = &["a", "=", "[", "]", "{", "}", "\"", "\n", "1", ".", "label", "net"];
    if random.chance(5) {
        return (0..random.below(30)).map(|_| *random.pick(SIGNS)).collect();
    }
    let mut text = random.pick(files).clone();
    for _ in 0..=random.below(3) {
        text = match random.below(8) {
            0 => {
                let mut bytes = text.into_bytes();
                random.mutate(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            }
            1 => without_a_line(&text, random),
            2 => [text.as_str(), random.pick(files).as_str()].concat(),
            _ => with_another_value(&text, random),
        };
    }
    text
}

fn without_a_line(text: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (gone, twice) = (random.below(lines.len()), random.chance(30));
    let kept = lines.iter().enumerate().flat_map(|(at, line)| {
        let times = if at == gone { if twice { 2 } else { 0 } } else { 1 };
        std::iter::repeat_n(*line, times)
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// One value, quoted or not, becomes another one.
fn with_another_value(text: &str, random: &mut Random) -> String {
    let values = values(text);
    if values.is_empty() {
        return text.to_owned();
    }
    let ((start, end), (from, to)) = (*random.pick(&values), *random.pick(&values));
    let new = if random.chance(80) { *random.pick(NASTY) } else { &text[from..to] };
    format!("{}{new}{}", &text[..start], &text[end..])
}

/// Where the values of a text stand: quoted texts, and runs of digits outside of them.
fn values(text: &str) -> Vec<(usize, usize)> {
    let (mut found, mut start, mut quoted) = (Vec::new(), None, false);
    for (at, sign) in text.char_indices() {
        let part = sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '+');
        match (sign, quoted, start) {
            ('"', false, _) => (quoted, start) = (true, Some(at)),
            ('"', true, Some(from)) => {
                found.push((from, at + 1));
                (quoted, start) = (false, None);
            }
            (_, true, _) => {}
            (digit, false, None) if digit.is_ascii_digit() => start = Some(at),
            (_, false, Some(from)) if !part => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn book() -> &'static Book {
    Book::embedded().unwrap()
}

/// A judgement can be printed and stored; a refusal has words.
fn told(judged: Result<Judgement, Refusal>) {
    for lang in [Lang::Zh, Lang::En] {
        match &judged {
            Ok(judgement) => assert!(!page(judgement, lang).is_empty()),
            Err(why) => assert!(!why.say(lang).is_empty()),
        }
    }
    if let Ok(judgement) = judged {
        let text = serde_json::to_string(&judgement).unwrap();
        assert_eq!(serde_json::from_str::<Judgement>(&text).unwrap(), judgement);
    }
}

fn as_json(files: &[&str]) -> Vec<String> {
    let json = |text: &&str| serde_json::to_string_pretty(&toml::from_str::<toml::Value>(text).unwrap()).unwrap();
    files.iter().map(json).collect()
}

#[test]
fn no_lot_case_does_more_than_be_judged_or_refused() {
    let toml = [LOT, VOLUME].map(str::to_owned);
    let json = as_json(&[LOT, VOLUME]);
    law("lot case", |random| {
        let (files, format) = if random.chance(50) { (&toml[..], Format::Toml) } else { (&json[..], Format::Json) };
        told(LotCase::from_text(&damaged(files, random), format).and_then(|case| judge_lot(&case, book())));
    });
}

#[test]
fn no_pile_case_does_more_than_be_judged_or_refused() {
    let (toml, json) = ([PILE.to_owned()], as_json(&[PILE]));
    law("pile case", |random| {
        let (files, format) = if random.chance(50) { (&toml[..], Format::Toml) } else { (&json[..], Format::Json) };
        told(PileCase::from_text(&damaged(files, random), format).and_then(|case| judge_pile(&case, book())));
    });
}

#[test]
fn no_plan_of_a_lot_breaks_its_run() {
    let files = [&files("tests/data/plans")[..1], &[LOT_PLAN.to_owned()]].concat();
    let profiles = Profiles::with([]).0;
    let scales: Vec<_> = profiles.all().filter(|profile| profile.kind == Kind::Scale).cloned().collect();
    law("plan of a lot", |random| {
        let Ok(task) = toml::from_str::<LotTask>(&damaged(&files, random)) else { return };
        let scale = random.pick(&scales).clone();
        lot_run(&task, &scale, random);
    });
}

const LOT_PLAN: &str = r#"
product = "goods"
lot_size = 5000
label = { quantity = "1", unit = "kg" }
scale = { device = "yaohua-xk3190-a9", port = "P" }
division = "0.0002"
tare = { method = "average", weigh = 3 }
"#;

fn facts(profile: &Profile) -> Option<ScaleFacts> {
    Some(ScaleFacts { told_by_flag: false, ..ScaleFacts::of(profile)? })
}

/// Opens a run and weighs a few things.
fn lot_run(task: &LotTask, scale: &Profile, random: &mut Random) {
    let Some(facts) = facts(scale) else { return };
    for regulation in book().all() {
        let Ok(plan) = regulation.lot_plan(&task.label, task.lot_size) else { continue };
        let Ok(mut run) = LotRun::open(task.clone(), plan, facts.clone()) else { continue };
        for given in run.given() {
            run.apply(&given);
        }
        for beat in 1..40 {
            let weight = Decimal::new(if beat % 20 < 8 { 0 } else { 5000 + i64::from(random.chance(50)) }, 4);
            if let Some(observation) = run.feed(&reading(beat, Measurand::Mass, weight, scale.unit)) {
                run.apply(&observation);
            }
            assert!(!run.ask().say(Lang::En).is_empty());
        }
        let _ = (run.tares_wanted(), run.packages().last(), run.capture());
        told(judge_lot(&run.case(&regulation.id, "2026-03-15"), book()));
    }
}

fn reading(beat: u64, quantity: Measurand, number: Decimal, unit: Option<Unit>) -> Reading {
    crate::actors::reading(quantity, number, unit.or(Some(Unit::Kilogram)), beat * 100_000_000)
}

#[test]
fn no_plan_of_a_pile_breaks_its_run() {
    let files = files("tests/data/plans")[1..].to_vec();
    law("plan of a pile", |random| {
        let Ok(task) = toml::from_str::<PileTask>(&damaged(&files, random)) else { return };
        for regulation in book().all() {
            let Ok(plan) = regulation.pile_plan(task.pile.current, task.kind, &task.pile.class) else { continue };
            let Ok(mut run) = PileRun::open(task.clone(), plan) else { continue };
            pile_run(&mut run, regulation);
        }
    });
}

/// Charges a few times and types what is asked.
fn pile_run(run: &mut PileRun, regulation: &Regulation) {
    for given in run.given() {
        run.apply(&given);
    }
    for beat in 1..60 {
        let energy = Decimal::new(i64::try_from(beat / 10).unwrap(), 1);
        for side in [Side::Instrument, Side::Reference] {
            let observed = run.feed(side, &reading(beat, Measurand::Energy, energy, Some(Unit::KilowattHour)));
            for observation in observed {
                run.apply(&observation);
            }
        }
        if run.ask().typed() {
            let typed = ["pass", "20", "-1.5"].iter().find_map(|text| run.typed(text).ok());
            if let Some(observation) = typed {
                run.apply(&observation);
            }
        }
        assert!(!run.ask().say(Lang::En).is_empty());
    }
    let _ = (run.comparisons().len(), run.current(), run.observations().last(), run.running_energy(Side::Instrument));
    told(judge_pile(&run.case(&regulation.id, "2026-03-15"), book()));
}

#[test]
fn no_device_profile_that_is_taken_breaks_a_driver_or_a_run() {
    let own = |text: &String| format!("division = \"0.0002\"\ncapacity = \"30\"\n{text}");
    let scales: Vec<String> = files("devices/scale").iter().map(own).collect();
    let files = [scales, files("devices/scale"), files("devices/meter"), files("devices/standard")].concat();
    let task = LotTask { division: None, ..toml::from_str(LOT_PLAN).unwrap() };
    law("device profile", |random| match Profile::parse("own.toml", &damaged(&files, random)) {
        Err(mistakes) => assert!(mistakes.iter().all(|mistake| !mistake.say(Lang::Zh).is_empty())),
        Ok(profile) => {
            let _ = (profile.energy_item(), profile.timing.answer(), profile.timing.gap(), profile.timing.silence());
            for ask in &profile.ask {
                let _ = (
                    ask.name(),
                    ask.measures(profile.protocol),
                    ask.registers_of(Decimal::new(random.whole(), 3), true),
                );
            }
            lot_run(&task, &profile, random);
            let mut driver = Driver::new(Arc::new(profile), None).unwrap();
            for _ in 0..4 {
                driver.next_request();
                driver.receive(&random.bytes(40));
            }
        }
    });
}

#[test]
fn a_scale_whose_step_cannot_be_is_refused() {
    let text = &files("devices/scale")[1];
    for (step, taken) in [("0.001", true), ("0", false), ("-1", false), ("79228162514264337593543950335", false)] {
        let parsed = Profile::parse("own.toml", &format!("division = {step:?}\n{text}"));
        assert_eq!(parsed.is_ok(), taken, "{step}");
    }
}

#[test]
fn no_rule_file_that_is_taken_breaks_a_plan() {
    let files = files("src/regulation/rules");
    law("rule file", |random| match Regulation::parse("own.toml", &damaged(&files, random)) {
        Err(why) => assert!(!why.say(Lang::Zh).is_empty()),
        Ok(regulation) => {
            assert!(!regulation.figures().is_empty());
            let _ = regulation.status();
            let quantity = (*random.pick(&["500", "1", "0.00000000000000000001", "99999999999999999999"])).to_owned();
            for unit in ["g", "kg", "mL", "m", "m2", "count"] {
                let label = Label { quantity: quantity.clone(), unit: unit.into() };
                for lot_size in [0, 1, 10, 50, 5000, u64::MAX] {
                    let _ = regulation.lot_plan(&label, lot_size);
                }
            }
            for class in ["1", "2", ""] {
                let plan = regulation.pile_plan(*random.pick(&[None, Some(Current::Dc)]), *random.pick(KINDS), class);
                let _ = plan.map(|plan| plan.sufficient_energy_kwh(Decimal::new(random.whole(), 3)));
            }
        }
    });
}

const KINDS: &[quanheng::regulation::Kind] =
    &[quanheng::regulation::Kind::First, quanheng::regulation::Kind::Subsequent, quanheng::regulation::Kind::InService];

#[test]
fn no_script_breaks_the_simulator() {
    let files = files("tests/data/scripts");
    law("script", |random| {
        if let Ok(script) = Script::parse(&damaged(&files, random)) {
            let _ = (script.scale.map(|scale| scale.loads()), script.energy.map(|energy| energy.world()));
        }
    });
}

#[test]
fn a_number_keeps_its_digits_or_is_refused() {
    law("number", |random| {
        let signs = ['0', '1', '9', '.', '-', '+', 'e', ',', ' ', '１', '_'];
        let signs = &signs[..3 + random.below(9)];
        let text: String = (0..random.below(26)).map(|_| *random.pick(signs)).collect();
        if let Ok(number) = parse_decimal(&text) {
            assert_eq!(parse_decimal(&number.to_string()), Ok(number), "{text:?}");
            assert_eq!(number.scale() as usize, text.split_once('.').map_or(0, |(_, part)| part.len()), "{text:?}");
        }
    });
}
