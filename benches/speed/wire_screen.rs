//! From the wire to the screen of the real program: a live value, and a stored one. And what a live screen costs.

use crate::screen::load;
use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::terminal::{Terminal, whole_frame};
use crate::wire::{BEAT, GOAL, Indicator, LOST_AFTER, Weighings, sleep_until};
use crate::{Effort, Failure, Measured, machine, peer};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use vt100::Screen;

/// Packages of one run; one stays unweighed, so that the run goes on asking.
const PACKAGES: usize = 125;
/// So many instruments at ten readings a second each are promised to cost little.
const INSTRUMENTS: u32 = 4;
/// Two weights that are far apart, in tenths of a gram.
const WEIGHTS: [i64; 2] = [5000, 7321];

/// What the bare program needs from the wire to its screen.
pub struct Peers {
    /// Reads and draws.
    live: Times,
    /// Reads, commits and draws.
    stored: Times,
}

impl Peers {
    /// Measures both.
    pub fn measure(effort: Effort, folder: &Path) -> Result<Self, Failure> {
        let live = bare(effort.changes, None)?;
        let stored = bare(effort.changes.min(effort.weighings), Some(&folder.join("drawn.db")))?;
        Ok(Self { live, stored })
    }
}

fn bare(count: usize, database: Option<&Path>) -> Result<Times, Failure> {
    let (indicator, mut terminal) = (Indicator::open()?, Terminal::open()?);
    terminal.start(peer::command(&indicator.port, database)?)?;
    terminal.wait_for(whole_frame)?;
    let mut times = Vec::new();
    for number in 1..=count {
        let wanted = format!("frame {number}.");
        let watch = terminal.watch(move |screen| screen.contents().contains(&wanted));
        let before = indicator.send(i64::try_from(number)?)?;
        times.push(terminal.told(&watch)?.duration_since(before));
        sleep_until(before + uneven(number) / 2);
    }
    Times::of(times)
}

/// A beat that does not stay in step with the frames of a screen.
fn uneven(number: usize) -> Duration {
    BEAT + Duration::from_millis(u64::try_from(number * 7 % 31).unwrap_or(0))
}

/// The real program with a run on a simulated line.
pub fn measure(effort: Effort, folder: &Path, start: Instant, peers: &Peers) -> Measured {
    let indicator = Indicator::open()?;
    let terminal = open_run(&indicator, folder)?;
    let stored = stored(effort.weighings.min(PACKAGES - 1), &indicator, &terminal, start)?;
    let live = live(effort.changes, &indicator, &terminal)?;
    let row = |name: String, ours, peer: &str, theirs| {
        Entry::new(name, Amount::Time(ours)).goal(GOAL).peer(peer, Amount::Time(theirs)).row()
    };
    let mut rows = Vec::new();
    for (name, ours, peer, theirs) in [
        ("wire to screen, live value", &live, "bare read + draw", &peers.live),
        ("wire to screen, stored value", &stored, "bare read + commit + draw", &peers.stored),
    ] {
        rows.push(row(format!("{name}, median of {}", ours.count()), ours.median(), peer, theirs.median()));
        rows.push(row(format!("{name}, p99"), ours.p99(), peer, theirs.p99()));
    }
    rows.extend(under_load(effort.idle, &indicator, &terminal)?);
    Ok(rows)
}

/// Opens a run without a screen, cuts it off, and goes on with it on the screen: no form has to be filled in.
fn open_run(indicator: &Indicator, folder: &Path) -> Result<Terminal, Failure> {
    std::fs::create_dir_all(folder)?;
    let plan = folder.join("plan.toml");
    let port = &indicator.port;
    let text = format!(
        "regulation = \"cn-jjf1070-2005\"\nproduct = \"goods\"\nlot_size = 5000\n\
         label = {{ quantity = \"500\", unit = \"g\" }}\ntare = {{ method = \"none\" }}\n\
         scale = {{ device = \"yaohua-xk3190-a9\", port = {port:?} }}\n"
    );
    std::fs::write(&plan, text)?;
    let mut run = Command::new(crate::PROGRAM);
    run.arg("--data").arg(folder).args(["run", "lot", "--plan"]).arg(&plan);
    let mut run = run.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let told = run.stdout.take().ok_or("no output")?;
    let opened = BufReader::new(told).lines().map_while(Result::ok).any(|line| line.contains("\"opened\""));
    run.kill()?;
    run.wait()?;
    if !opened {
        return Err("the run was not opened".into());
    }
    let mut terminal = Terminal::open()?;
    terminal.start(Terminal::program(folder))?;
    terminal.wait_for(|screen| whole_frame(screen) && screen.contents().contains("goods"))?;
    terminal.type_keys(b"\r")?;
    terminal.wait_for(|screen| screen.contents().contains("Take everything off"))?;
    Ok(terminal)
}

/// From the frame that closes a window to the screen that counts the stored package.
fn stored(count: usize, indicator: &Indicator, terminal: &Terminal, start: Instant) -> Result<Times, Failure> {
    let mut weighings = Weighings::new(indicator, start, true);
    let (mut times, mut lost) = (Vec::new(), 0);
    while times.len() < count {
        let wanted = format!("{} / {PACKAGES}", times.len() + 1);
        let closing = weighings.weigh(WEIGHTS[0])?;
        let watch = terminal.watch(move |screen| screen.contents().contains(&wanted));
        sleep_until(closing);
        let before = indicator.send(WEIGHTS[0])?;
        match watch.recv_timeout(LOST_AFTER) {
            Ok(seen) => times.push(seen.duration_since(before)),
            Err(_) if lost < count => lost += 1,
            Err(_) => return terminal.told(&watch).map(|_| Times::of(times))?,
        }
    }
    Times::of(times)
}

/// From a frame with another weight to the screen with its digits.
fn live(count: usize, indicator: &Indicator, terminal: &Terminal) -> Result<Times, Failure> {
    let mut digits = Vec::new();
    for weight in WEIGHTS {
        indicator.send(weight)?;
        std::thread::sleep(2 * BEAT);
        digits.push(terminal.look(ink));
    }
    if digits[0] == digits[1] {
        return Err("the large digits of two weights look the same".into());
    }
    let mut times = Vec::new();
    for number in 0..count {
        let wanted = digits[number % 2].clone();
        let watch = terminal.watch(move |screen| ink(screen) == wanted);
        let before = indicator.send(WEIGHTS[number % 2])?;
        times.push(terminal.told(&watch)?.duration_since(before));
        sleep_until(before + uneven(number));
    }
    Times::of(times)
}

/// Where the large digits have ink; nothing else on a screen is drawn with full blocks.
fn ink(screen: &Screen) -> Vec<Vec<usize>> {
    let inked = |row: String| row.chars().enumerate().filter(|(_, c)| *c == '█').map(|(at, _)| at).collect();
    screen.rows(0, screen.size().1.get()).map(inked).collect()
}

/// A run that waits for the next package while readings come in, beside the bare program on the same frames: ten a second,
/// and as many as four instruments send.
fn under_load(time: Duration, indicator: &Indicator, terminal: &Terminal) -> Measured {
    let one = loaded(time, indicator, terminal, 1)?;
    let four = loaded(time, indicator, terminal, INSTRUMENTS)?;
    Ok(one.into_iter().chain(four).collect())
}

fn loaded(time: Duration, indicator: &Indicator, terminal: &Terminal, instruments: u32) -> Measured {
    let (other, mut bare) = (Indicator::open()?, Terminal::open()?);
    bare.start(peer::command(&other.port, None)?)?;
    bare.wait_for(whole_frame)?;
    let (program, peer) = (terminal.process()?, bare.process()?);
    let stop = AtomicBool::new(false);
    let used = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) && indicator.send(0).is_ok() && other.send(0).is_ok() {
                std::thread::sleep(BEAT / instruments);
            }
        });
        // The pan is seen empty, and the run asks for the next package.
        std::thread::sleep(Duration::from_secs(1));
        let used = load(time, [program, peer]);
        stop.store(true, Ordering::Relaxed);
        used
    });
    let [ours, theirs] = used?;
    let (name, rate) = ("bare read + draw", 10 * instruments);
    let memory = |process| machine::resident(process).map(Amount::Megabytes);
    Ok(vec![
        Entry::new(format!("run, {rate} readings/s, processor"), Amount::Percent(ours))
            .goal(Goal::AtMost(Amount::Percent(5.0)))
            .peer(name, Amount::Percent(theirs))
            .row(),
        Entry::new(format!("run, {rate} readings/s, resident memory"), memory(program)?)
            .peer(name, memory(peer)?)
            .row(),
    ])
}
