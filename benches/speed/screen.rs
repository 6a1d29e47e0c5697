//! The home screen: how soon it is there, and what it costs while nobody does anything.

use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::terminal::{Terminal, whole_frame};
use crate::{Effort, Failure, Measured, machine, peer};
use portable_pty::CommandBuilder;
use std::path::Path;
use std::time::Duration;

const PEER: &str = "bare ratatui";

/// Measures the home screen beside the bare program.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let (kept, bare) = (folder.join("kept"), || peer::command("", None));
    first_frame(Terminal::program(&kept))?;
    let (mut known, mut new, mut peers) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..effort.starts {
        known.push(first_frame(Terminal::program(&kept))?);
        new.push(first_frame(Terminal::program(&folder.join(number.to_string())))?);
        peers.push(first_frame(bare()?)?);
    }
    let peers = Times::of(peers)?;
    let mut rows = Vec::new();
    for (name, times) in [("first frame", known), ("first frame, new data folder", new)] {
        let times = Times::of(times)?;
        let row = |name: String, measured, peer| {
            let goal = Goal::AtMost(Amount::Time(Duration::from_millis(50)));
            Entry::new(name, Amount::Time(measured)).goal(goal).peer(PEER, Amount::Time(peer)).row()
        };
        rows.push(row(format!("{name}, median of {}", times.count()), times.median(), peers.median()));
        rows.push(row(format!("{name}, p99"), times.p99(), peers.p99()));
    }
    rows.extend(idle(effort.idle, Terminal::program(&kept), bare()?)?);
    Ok(rows)
}

/// From the start of a program to its first whole frame.
pub fn first_frame(command: CommandBuilder) -> Result<Duration, Failure> {
    let mut terminal = Terminal::open()?;
    let frame = terminal.watch(whole_frame);
    let started = terminal.start(command)?;
    Ok(terminal.told(&frame)?.duration_since(started))
}

/// Both programs side by side, left alone.
fn idle(time: Duration, ours: CommandBuilder, bare: CommandBuilder) -> Measured {
    let (mut ours_on, mut bare_on) = (Terminal::open()?, Terminal::open()?);
    ours_on.start(ours)?;
    bare_on.start(bare)?;
    ours_on.wait_for(whole_frame)?;
    bare_on.wait_for(whole_frame)?;
    // What a start leaves to be done is no part of being idle.
    std::thread::sleep(Duration::from_secs(1));
    let (program, peer) = (ours_on.process()?, bare_on.process()?);
    let [ours, bare] = load(time, [program, peer])?;
    let name = format!("idle, processor over {} s", time.as_secs());
    let processor = Entry::new(name, Amount::Percent(ours)).goal(Goal::AtMost(Amount::Percent(0.5)));
    let memory = Entry::new("idle, resident memory", Amount::Megabytes(machine::resident(program)?))
        .goal(Goal::AtMost(Amount::Megabytes(24.0)));
    Ok(vec![
        processor.peer(PEER, Amount::Percent(bare)).row(),
        memory.peer(PEER, Amount::Megabytes(machine::resident(peer)?)).row(),
    ])
}

/// Per cent of one processor that processes use over a time.
pub fn load<const N: usize>(time: Duration, processes: [u32; N]) -> Result<[f64; N], Failure> {
    let used = || processes.iter().map(|process| machine::processor_time(*process)).collect::<Result<Vec<_>, _>>();
    let before = used()?;
    std::thread::sleep(time);
    let after = used()?;
    let percent = |at: usize| match (before.get(at), after.get(at)) {
        (Some(before), Some(after)) => after.saturating_sub(*before).div_duration_f64(time) * 100.0,
        _ => 0.0,
    };
    Ok(std::array::from_fn(percent))
}
