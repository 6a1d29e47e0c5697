//! A whole verification of a scale: the procedure on random hands, the verb on simulated instruments, and by keys alone.

use crate::actors::{Running, data_file, output, plan, program, scale, stderr, stdout};
use crate::screens::{Screen, lot, reading};
use crate::terminal::Seat;
use quanheng::procedure::{Ask, Observation, Origin, ScaleFacts, ScaleRun, ScaleTask, Subject};
use quanheng::protocol::Measurand;
use quanheng::quantity::{Decimal, Unit, parse_decimal};
use quanheng::regulation::{Book, Conclusion, ItemVerdict, ScaleTest, judge_scale};
use quanheng::station::{KindView, ScaleView, Snapshot, Stored};
use rustix::process::Signal;
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const REGULATION: &str = "cn-jjg539-2016";
const DATE: &str = "2026-03-15";
const MS: u64 = 1_000_000;

fn task() -> ScaleTask {
    toml::from_str(&std::fs::read_to_string(data_file("plans/scale-30.toml")).unwrap()).unwrap()
}

/// A run of the plan, on a line or typed.
fn run_of(task: &ScaleTask, on_line: bool) -> ScaleRun {
    let regulation = Book::embedded().unwrap().get(REGULATION).unwrap();
    let case = task.case(REGULATION, DATE);
    let steps = regulation.scale_steps(&case, &task.own_loads().unwrap()).unwrap();
    let facts = on_line.then_some(ScaleFacts {
        unit: None,
        division: None,
        shows_step: true,
        told_by_flag: true,
        window_ns: 300 * MS,
    });
    ScaleRun::open(task.clone(), regulation.scale_plan(&case).unwrap(), steps, facts).unwrap()
}

/// A pan with a load, read every 50 ms.
struct Pan {
    now_ns: u64,
    load: Decimal,
}

impl Pan {
    /// Shows the load for so many readings; answers with what the run takes.
    fn show(&mut self, run: &mut ScaleRun, unit: Unit, stable: bool, count: u32) -> Vec<Observation> {
        let mut taken = Vec::new();
        for _ in 0..count {
            self.now_ns += 50 * MS;
            let value = if unit == Unit::Kilogram { self.load / Decimal::ONE_THOUSAND } else { self.load };
            let mut reading = crate::actors::reading(Measurand::Mass, value, Some(unit), self.now_ns);
            reading.datum.stable = Some(stable);
            taken.extend(run.feed(&reading));
        }
        taken
    }
}

fn wanted(ask: Ask) -> Option<Decimal> {
    match ask {
        Ask::PutLoad { load, .. } => Some(load),
        _ => None,
    }
}

#[test]
fn replaying_what_was_stored_gives_the_same_run_whatever_hands_do() {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let seed = number("QUANHENG_SCALE_SEED", 539);
    let cases = number("QUANHENG_SCALE_CASES", 30);
    println!("QUANHENG_SCALE_SEED={seed} QUANHENG_SCALE_CASES={cases}");
    let task = task();
    let mut all = 0;
    for case in 0..cases {
        let mut random = fastrand::Rng::with_seed(seed.wrapping_add(case));
        let mut run = run_of(&task, true);
        let mut pan = Pan { now_ns: 1_000_000 * MS, load: Decimal::ZERO };
        let mut held: Vec<Observation> = Vec::new();
        for _ in 0..400 {
            let mut taken = Vec::new();
            let act = random.u32(0..10);
            match act {
                0..=4 => {
                    let load = wanted(run.ask()).unwrap_or(Decimal::ZERO);
                    pan.load = load + Decimal::from(random.i32(-1..=1) * 10);
                    taken = pan.show(&mut run, Unit::Gram, true, random.u32(1..20));
                }
                5 => {
                    pan.load = Decimal::from(random.u32(0..3200) * 10);
                    taken = pan.show(&mut run, Unit::Gram, random.bool(), random.u32(1..12));
                }
                6 => taken = pan.show(&mut run, Unit::Kilogram, true, random.u32(1..12)),
                7 => run.interrupt(),
                8 => taken.extend(run.take(pan.now_ns)),
                _ => {
                    if let Some(last) = run.last().cloned().filter(|_| random.u32(0..3) == 0) {
                        run.withdraw(&last.subject);
                        held.retain(|observation| observation.subject != last.subject);
                    }
                }
            }
            if run.ask().typed() && taken.is_empty() {
                taken.extend(run.typed(&random.u32(0..10).to_string()));
            }
            for observation in taken {
                // What is not stored did not happen: the run is only moved on by what the ledger took.
                if random.u32(0..8) == 0 {
                    continue;
                }
                if let (Subject::Indication { load, .. }, Origin::Read { window: Some(_), .. }) =
                    (&observation.subject, &observation.origin)
                    && act != 8
                {
                    let shown = parse_decimal(&observation.value).unwrap();
                    let grams =
                        if observation.unit == Some(Unit::Kilogram) { shown * Decimal::ONE_THOUSAND } else { shown };
                    let off = (grams - parse_decimal(load).unwrap()).abs();
                    assert!(off <= Decimal::from(55), "seed {seed} case {case}: {observation:?} is not near {load}");
                }
                run.apply(&observation);
                held.push(observation);
            }
            let mut again = run_of(&task, true);
            for observation in &held {
                again.apply(observation);
            }
            assert_eq!(again.rows(), run.rows(), "seed {seed} case {case}");
            assert_eq!(again.case(REGULATION, DATE), run.case(REGULATION, DATE), "seed {seed} case {case}");
            assert_eq!(again.current(), run.current(), "seed {seed} case {case}");
        }
        all += held.len();
    }
    assert!(all > 100, "the hands came nowhere: {all}");
}

#[test]
fn the_load_before_is_never_taken_for_the_next_one() {
    let task = task();
    let mut run = run_of(&task, true);
    let mut pan = Pan { now_ns: 0, load: Decimal::ZERO };
    let mut loads = 0;
    while run.current().is_some() {
        match run.ask() {
            Ask::Unload => {
                pan.load = Decimal::ZERO;
                assert!(pan.show(&mut run, Unit::Gram, true, 20).is_empty());
            }
            Ask::PutLoad { load, .. } => {
                // Still what was there before, as stable as can be.
                let before = pan.show(&mut run, Unit::Gram, true, 40);
                assert!(before.is_empty(), "{before:?} at {:?}", run.ask());
                if run.ask() == Ask::Unload {
                    continue;
                }
                pan.load = load;
                let taken = pan.show(&mut run, Unit::Gram, true, 20);
                assert_eq!(taken.len(), 1, "{load}");
                for observation in &taken {
                    run.apply(observation);
                }
                loads += 1;
            }
            ask => {
                assert!(ask.typed(), "{ask:?}");
                let text = if matches!(ask, Ask::AddExtra { .. }) {
                    (pan.load + Decimal::TEN).to_string()
                } else {
                    "5".into()
                };
                let typed = run.typed(&text).unwrap();
                run.apply(&typed);
            }
        }
    }
    assert_eq!(loads, 20, "zero, five up and four down, four positions, three repeats, three extra loads");
    assert_eq!(run.ask(), Ask::Conclude);
    let judgement = judge_scale(&run.case(REGULATION, DATE), Book::embedded().unwrap()).unwrap();
    assert_eq!(judgement.verdict, Conclusion::Pass, "{:?}", judgement.reasons);
}

#[test]
fn what_a_person_takes_by_key_is_stable_fresh_and_a_load() {
    let mut run = run_of(&task(), true);
    let mut pan = Pan { now_ns: 0, load: Decimal::ZERO };
    assert!(pan.show(&mut run, Unit::Gram, true, 20).is_empty());
    assert_eq!(run.take(pan.now_ns), None, "an empty pan is no load");
    // So far off that it is not taken by itself, and taken all the same when the person says so.
    pan.load = Decimal::from(170);
    assert!(pan.show(&mut run, Unit::Gram, true, 4).is_empty());
    assert_eq!(run.take(pan.now_ns), None, "not stable for long enough");
    assert!(pan.show(&mut run, Unit::Gram, true, 20).is_empty());
    assert_eq!(run.take(pan.now_ns + 2_000 * MS), None, "stale");
    let taken = run.take(pan.now_ns).unwrap();
    assert_eq!((taken.value.as_str(), taken.unit), ("170", Some(Unit::Gram)));
    run.apply(&taken);
    assert!(matches!(run.ask(), Ask::Changeover { .. }));
    assert_eq!(run.take(pan.now_ns), None, "small weights are not read from the line");
    // In the discrimination test the indication after the extra load is taken by key.
    while !matches!(run.ask(), Ask::AddExtra { .. }) {
        pan.load = wanted(run.ask()).unwrap_or(Decimal::ZERO);
        let taken = pan.show(&mut run, Unit::Gram, true, 20);
        for observation in &taken {
            run.apply(observation);
        }
        if matches!(run.ask(), Ask::Changeover { .. }) {
            let typed = run.typed("5").unwrap();
            run.apply(&typed);
        }
    }
    pan.load += Decimal::TEN;
    assert!(pan.show(&mut run, Unit::Gram, true, 20).is_empty());
    let after = run.take(pan.now_ns).unwrap();
    assert_eq!((after.subject.clone(), after.value.as_str()), (Subject::Extra { number: 1 }, "210"));
    run.apply(&after);
    // What was taken back is asked for again, as heavy as before: the pan must be seen empty first.
    run.withdraw(&after.subject);
    assert!(matches!(run.ask(), Ask::AddExtra { number: 1, .. }));
}

#[test]
fn what_is_asked_for_is_what_the_judge_looks_for() {
    let book = Book::embedded().unwrap();
    let changes = [
        ("class III, one range", ""),
        ("six supports", "supports = 6"),
        ("without repeatability", "not_applicable = [{ item = \"repeatability\", reason = \"bench test\" }]"),
        ("fine steps", "ranges = [{ max = \"30000\", min = \"200\", e = \"10\", d = \"2\" }]"),
        ("multi-interval", "ranges = [{ max = \"3000\", min = \"20\", e = \"1\" }, { max = \"6000\", e = \"2\" }]"),
        (
            "several ranges",
            "range_mode = \"multiple-range\"\nranges = [{ max = \"3000\", min = \"20\", e = \"1\" }, { max = \"6000\", min = \"40\", e = \"2\" }]",
        ),
        ("balance", "class = \"II\"\nranges = [{ max = \"600\", min = \"1\", e = \"0.1\", d = \"0.01\" }]"),
    ];
    for (name, change) in changes {
        let mut value: toml::Table =
            toml::from_str(&std::fs::read_to_string(data_file("plans/scale-30.toml")).unwrap()).unwrap();
        for (key, changed) in toml::from_str::<toml::Table>(change).unwrap() {
            let scale = value["scale"].as_table_mut().unwrap();
            if key == "not_applicable" {
                value.insert(key, changed)
            } else {
                scale.insert(key, changed)
            };
        }
        let task: ScaleTask = value.try_into().unwrap();
        let regulation = if task.scale.class == "II" { "cn-jjg1036-2022" } else { REGULATION };
        let rule = book.get(regulation).unwrap();
        let case = task.case(regulation, DATE);
        let steps = rule.scale_steps(&case, &[]).unwrap();
        let mut run = ScaleRun::open(task.clone(), rule.scale_plan(&case).unwrap(), steps, None).unwrap();
        while let Some(row) = run.current() {
            let half = if row.step.changeover { row.step.d / Decimal::TWO } else { Decimal::ZERO };
            let text = match run.ask() {
                Ask::TypeIndication { load, .. } => load,
                Ask::AddExtra { load, .. } => load + row.step.d,
                Ask::Changeover { .. } => half,
                ask => panic!("{name}: {ask:?}"),
            };
            let typed = run.typed(&text.to_string()).unwrap();
            run.apply(&typed);
        }
        let judgement = judge_scale(&run.case(regulation, DATE), book).unwrap();
        let open: Vec<_> = judgement.items.iter().filter(|item| item.verdict == ItemVerdict::Incomplete).collect();
        assert!(open.is_empty(), "{name}: {open:?} {:?}", judgement.warnings);
        assert_eq!(judgement.verdict, Conclusion::Pass, "{name}");
    }
}

fn concluded(run: &Running) -> (Vec<Value>, Value) {
    let (mut observed, mut concluded) = (Vec::new(), None);
    while let Some(event) = run.event() {
        match event["event"].as_str() {
            Some("observation") => observed.push(event),
            Some("concluded") => concluded = Some(event),
            _ => {}
        }
    }
    (observed, concluded.expect("a verdict"))
}

#[test]
fn a_good_scale_passes_on_its_line() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path(), "scale-30.toml", &[]);
    let arguments = ["run", "scale", "--simulate", "--plan", plan.to_str().unwrap()];
    let mut run = Running::start(program(folder.path(), &arguments));
    let (observed, verdict) = concluded(&run);
    assert_eq!(run.exit(), Some(0));
    assert_eq!(verdict["verdict"], "pass");
    assert_eq!(verdict["judgement"]["document"], "certificate");
    let read: Vec<&Value> = observed.iter().filter(|event| event["of"] == "indication").collect();
    assert_eq!(read.len(), 20);
    for event in read {
        assert_eq!(event["load"], event["value"], "{event}");
        let frames = event["readings"].as_array().unwrap();
        assert!(frames.len() >= 3 && frames.iter().all(|reading| reading["stable"] == true), "{event}");
    }
    assert_eq!(verdict["judgement"]["scale"]["weighing"].as_array().unwrap().len(), 9);
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_scale_that_weighs_too_much_fails_and_the_run_says_where() {
    let folder = TempDir::new().unwrap();
    // All of it typed: no line at all.
    let text = std::fs::read_to_string(data_file("plans/scale-30.toml")).unwrap();
    let plan = folder.path().join("typed.toml");
    std::fs::write(&plan, text.split("[connection]").next().unwrap()).unwrap();
    let script = folder.path().join("script.toml");
    std::fs::write(&script, "[scale]\nspan_per_mille = \"1.0\"\n").unwrap();
    let arguments =
        ["run", "scale", "--simulate", "--plan", plan.to_str().unwrap(), "--script", script.to_str().unwrap()];
    let mut run = Running::start(program(folder.path(), &arguments));
    let (observed, verdict) = concluded(&run);
    assert_eq!(run.exit(), Some(1));
    assert!(observed.iter().all(|event| event["origin"] == "typed"));
    assert_eq!(verdict["verdict"], "fail");
    assert_eq!(verdict["judgement"]["document"], "notice");
    let weighing = verdict["judgement"]["scale"]["weighing"].as_array().unwrap();
    let failed: Vec<&str> =
        weighing.iter().filter(|row| row["verdict"] == "fail").map(|row| row["load"].as_str().unwrap()).collect();
    assert_eq!(failed, ["15000", "20000", "30000", "20000", "15000"]);
    // It is found in lists under its kind and its name.
    let list = stdout(&output(folder.path(), &["ledger", "list", "--json"]));
    assert!(list.contains("\"kind\":\"scale\"") && list.contains("SC-0007"), "{list}");
}

#[test]
fn a_plan_that_cannot_be_is_refused_before_a_load_is_put_on() {
    let folder = TempDir::new().unwrap();
    let text = std::fs::read_to_string(data_file("plans/scale-30.toml")).unwrap();
    let cases = [
        ("supports = 4\n", "", 2, "supports"),
        ("2099-12-31", "2026-01-01", 5, "2026-01-01"),
        ("class = \"III\"", "class = \"V\"", 2, "V"),
        ("e = \"10\"", "e = \"30\"", 2, "30"),
        ("mettler-toledo-mt-sics", "generic-barcode", 2, "generic-barcode"),
        ("kind = ", "loads = [\"-5\"]\nkind = ", 2, "loads"),
    ];
    for (from, to, exit, told) in cases {
        let path = folder.path().join("wrong.toml");
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replace(from, to)).unwrap();
        let refused = output(folder.path(), &["run", "scale", "--plan", path.to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(exit), "{to}: {}", stderr(&refused));
        assert!(stderr(&refused).contains(told), "{to}: {}", stderr(&refused));
    }
}

/// Fills in the form of a scale of 30 kg whose steps are fine enough to need no small weights.
fn open_scale(seat: &mut Seat, port: &Path) {
    seat.sees("s 秤检定");
    seat.types("s");
    seat.sees("秤名称");
    seat.types("台秤\tTCS-30\tSC-0007\t\tkg\t30\t0.2\t0.01\t0.002\t4\t\t\tM1\tFM2026-001\t2099-12-31\tXK3190-A9\t");
    seat.sees("耀华 XK3190-A9");
    seat.types(port.to_str().unwrap());
    seat.types("\t\t\t\t\t\r");
}

/// What each load of that scale is asked for by, in order; the loads that follow themselves are taken off first.
fn asked() -> Vec<(String, &'static str)> {
    let mut asked = vec![("置零准确度 1/1：请放上 0.1 kg".to_owned(), "0.1")];
    for (index, load) in ["0.2", "5", "15", "20", "30"].into_iter().enumerate() {
        asked.push((format!("称量 {}/9：请放上 {load} kg", index + 1), load));
    }
    for (index, load) in ["20", "15", "5", "0.2"].into_iter().enumerate() {
        asked.push((format!("称量 {}/9（卸载）：请取下砝码，留 {load} kg", index + 6), load));
    }
    asked.extend((1..=4).map(|position| (format!("偏载 {position}/4：请在位置 {position} 放上 10 kg"), "10")));
    asked.extend((1..=3).map(|number| (format!("重复性 {number}/3：请放上 24 kg"), "24")));
    asked
}

/// Puts on what the screen asks for.
fn put(seat: &Seat, bench: &mut Running, (wanted, load): &(String, &str), again: bool) {
    if again {
        seat.sees("请取下秤上物品");
        bench.say("unload");
    }
    seat.sees(wanted);
    bench.say(&format!("load {load}"));
}

#[test]
fn a_verifier_verifies_a_scale_by_keys_alone_and_goes_on_after_a_kill() {
    let folder = TempDir::new().unwrap();
    let (mut bench, port) = scale(folder.path());
    let mut seat = Seat::take(folder.path(), &[]);
    open_scale(&mut seat, &port);
    let mut before = "";
    for (index, step) in asked().iter().enumerate() {
        put(&seat, &mut bench, step, step.1 == before);
        before = step.1;
        if index == 3 {
            // The third load of the weighing test is under way when the power goes.
            seat.sees(&asked()[4].0);
            seat.signal(Signal::KILL);
            drop(seat);
            seat = Seat::take(folder.path(), &[]);
            seat.sees("未结束的任务");
            seat.types("\r");
            seat.sees(&asked()[4].0);
        }
    }
    for (number, load, with_extra) in [(1, "0.2", "0.2028"), (2, "15", "15.0028"), (3, "30", "30.0028")] {
        put(&seat, &mut bench, &(format!("鉴别力 {number}/3：请放上 {load} kg"), load), false);
        seat.sees("轻轻加放 0.0028 kg");
        bench.say(&format!("load {with_extra}"));
        seat.types(with_extra);
        seat.types("\r");
    }
    seat.sees("数据齐全，按回车作出结论");
    seat.types("\r");
    seat.sees("✓ 合格   检定证书");
    seat.types("\r");
    seat.sees("历史");
    seat.sees("秤检定");
    seat.types("\r");
    seat.sees("称量");
    seat.types("\x1b");
    seat.sees("历史");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
    let runs = stdout(&output(folder.path(), &["ledger", "list", "--json"]));
    assert_eq!(runs.lines().count(), 1, "one run, not one a start: {runs}");
}

/// A run with so many answers typed; the scale weighs a little too much, and far too much from 20 kg on where it fails.
fn typed_run(answers: usize, bad: bool) -> ScaleRun {
    let mut run = run_of(&task(), false);
    for _ in 0..answers {
        let Some(row) = run.current() else { break };
        let heavy = bad && row.step.load >= Decimal::from(20_000);
        let off = if heavy { Decimal::from(20) } else { Decimal::ZERO };
        let text = match run.ask() {
            Ask::TypeIndication { load, .. } => load + off,
            Ask::AddExtra { load, .. } => load + off + Decimal::TEN,
            _ => Decimal::from(4),
        };
        let typed = run.typed(&text.to_string()).unwrap();
        run.apply(&typed);
    }
    run
}

fn shown(answers: usize, bad: bool, concluded: bool) -> Snapshot {
    let run = typed_run(answers, bad);
    let judgement = judge_scale(&run.case(REGULATION, DATE), Book::embedded().unwrap()).unwrap();
    let mut snapshot = lot(7, false);
    let regulation = Book::embedded().unwrap().get(REGULATION).unwrap();
    let instrument = &mut snapshot.instruments[0];
    let mut indication = reading(Measurand::Mass, "20000", Unit::Gram, instrument.readings[0].stamp.mono_ns);
    indication.datum.stable = Some(true);
    instrument.readings = vec![indication];
    let active = snapshot.active.as_mut().unwrap();
    active.run = "20260315-090000-scale-41c0".into();
    active.regulation.clone_from(&regulation.id);
    active.number.clone_from(&regulation.number);
    active.title = regulation.title.clone();
    active.status = judgement.regulation_status;
    active.ask = if concluded { Ask::Nothing } else { run.ask() };
    active.steps = run.steps();
    active.kind = KindView::Scale(Box::new(ScaleView {
        task: run.task().clone(),
        unit: run.plan().unit,
        capture: None,
        rows: run.rows(),
    }));
    active.judgement = Some(judgement.into());
    active.stored = Stored { last_seq: 12, entries: 12 };
    active.concluded = concluded;
    snapshot
}

/// The screens of a scale run: at a load under way, and concluded with loads beyond their limits.
pub fn screens() -> Vec<Screen> {
    use crossterm::event::KeyCode;
    let screen = |name, snapshot, keys| Screen { name, snapshot, keys };
    let form: &[KeyCode] = &[KeyCode::Char('s')];
    vec![
        screen("scale", shown(9, false, false), &[]),
        screen("scale-failing", shown(24, true, false), &[]),
        screen("scale-concluded", shown(100, true, true), &[]),
        screen("form-scale", lot_left(), form),
    ]
}

/// The home screen, as nobody works on a run.
fn lot_left() -> Snapshot {
    Snapshot { active: None, instruments: Vec::new(), ..lot(7, false) }
}

#[test]
fn a_load_without_its_small_weights_has_no_verdict() {
    let run = typed_run(3, false);
    let row = run.rows().into_iter().find(|row| row.step.test == ScaleTest::Weighing).unwrap();
    assert!(row.indication.is_some() && row.delta.is_none() && !row.whole());
    let judgement = judge_scale(&run.case(REGULATION, DATE), Book::embedded().unwrap()).unwrap();
    assert_eq!(judgement.scale.unwrap().weighing[0].verdict, ItemVerdict::Incomplete);
}
