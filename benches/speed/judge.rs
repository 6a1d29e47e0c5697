//! `judge` of the largest sample a lot has: as a process, and as a call.

use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::{Effort, Failure, Measured};
use quanheng::regulation::{Book, Format, LotCase, judge_lot};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Packages of the case.
const PACKAGES: u32 = 125;

/// Measures both.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let (text, file) = (case(), folder.join("case.toml"));
    std::fs::write(&file, &text)?;
    let mut rows = as_process(effort.runs, &file)?;
    rows.extend(as_call(effort.runs, &text)?);
    Ok(rows)
}

/// 125 net contents around the label, none of them short by more than T.
fn case() -> String {
    let net = |number: u32| format!("\"{}.{}\"", 496 + number * 7 % 10, number % 10);
    let net: Vec<String> = (0..PACKAGES).map(net).collect();
    let label = "label = { quantity = \"500\", unit = \"g\" }";
    format!("regulation = \"cn-jjf1070-2005\"\nlot_size = 5000\n{label}\nnet = [{}]\n", net.join(", "))
}

fn as_process(runs: usize, file: &Path) -> Measured {
    let time = |command: &mut Command| -> Result<Duration, Failure> {
        let before = Instant::now();
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
        let taken = before.elapsed();
        if status.success() { Ok(taken) } else { Err(format!("{command:?} ended with {status}").into()) }
    };
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        ours.push(time(Command::new(crate::PROGRAM).args(["judge", "lot"]).arg(file))?);
        bare.push(time(&mut Command::new("true"))?);
    }
    let (ours, bare) = (Times::of(ours)?, Times::of(bare)?);
    let row = |name: &str, ours, bare| {
        let goal = Goal::AtMost(Amount::Time(Duration::from_millis(10)));
        let name = format!("judge {PACKAGES} packages, process, {name}");
        Entry::new(name, Amount::Time(ours)).goal(goal).peer("true", Amount::Time(bare)).row()
    };
    Ok(vec![row(&format!("mean of {runs}"), ours.mean(), bare.mean()), row("p99", ours.p99(), bare.p99())])
}

fn as_call(runs: usize, text: &str) -> Measured {
    let book = Book::embedded().map_err(|why| format!("{why:?}"))?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let before = Instant::now();
        let case = LotCase::from_text(text, Format::Toml).map_err(|why| format!("{why:?}"))?;
        let judgement = judge_lot(&case, book).map_err(|why| format!("{why:?}"))?;
        ours.push(before.elapsed());
        std::hint::black_box(judgement);
        let before = Instant::now();
        let value: toml::Value = toml::from_str(text)?;
        bare.push(before.elapsed());
        std::hint::black_box(value);
    }
    let (ours, bare) = (Times::of(ours)?, Times::of(bare)?);
    let named = |name: &str, ours| {
        let goal = Goal::AtMost(Amount::Time(Duration::from_millis(1)));
        Entry::new(format!("judge {PACKAGES} packages, call, {name}"), Amount::Time(ours)).goal(goal)
    };
    let peer = "reading the TOML only";
    let mut rows = vec![
        named(&format!("mean of {runs}"), ours.mean()).peer(peer, Amount::Time(bare.mean())).row(),
        named("p99", ours.p99()).peer(peer, Amount::Time(bare.p99())).row(),
    ];
    // Where there is no Python the row is left out: it compares, nothing depends on it.
    if let Some(python) = fractions_of_python(text) {
        let peer = "the two criteria in Python fractions";
        rows.push(named("mean, bare verdict", ours.mean()).peer(peer, Amount::Time(python)).row());
    }
    Ok(rows)
}

/// Counts and mean criterion of the same lot with Python's `fractions`, once, as an oracle would write it: no trace, no
/// texts, no figures from a file.
const PYTHON: &str = r#"
import re, sys, time
from fractions import Fraction as F
net = [F(text) for text in re.findall(r'"(\d+\.\d+)"', sys.argv[1])]
def judge(qn, t, lam, c):
    t1 = sum(1 for q in net if t < qn - q <= 2 * t)
    t2 = sum(1 for q in net if qn - q > 2 * t)
    n = len(net)
    mean = sum(net) / n
    variance = sum((q - mean) ** 2 for q in net) / (n - 1)
    gap = qn - mean
    return t1 <= c and t2 == 0 and (gap <= 0 or gap * gap <= lam * lam * variance)
judge(F(500), F(15), F("0.234"), 7)
before, runs = time.perf_counter_ns(), 200
for _ in range(runs):
    judge(F(500), F(15), F("0.234"), 7)
print((time.perf_counter_ns() - before) // runs)
"#;

fn fractions_of_python(text: &str) -> Option<Duration> {
    let output = Command::new("python3").args(["-c", PYTHON, text]).output().ok().filter(|o| o.status.success())?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok().map(Duration::from_nanos)
}
