//! A certificate as PDF: from a process that has printed nothing yet, and after the first in a process.

use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::{Effort, Failure, Measured};
use quanheng::document::pdf::{Fonts, pdf};
use quanheng::document::{Laboratory, PaperKind, Recorded, Tongue, compose};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COLD: Goal = Goal::AtMost(Amount::Time(Duration::from_millis(1500)));
const WARM: Goal = Goal::AtMost(Amount::Time(Duration::from_millis(300)));

/// Measures both.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let mut cold = Vec::new();
    for _ in 0..effort.runs {
        let mut command = Command::new(crate::PROGRAM);
        command.arg("--data").arg(folder).args(["report", "--blank", "pile", "--paper", "certificate", "--as", "pdf"]);
        command.arg("--force").arg("--out").arg(folder.join("cold.pdf")).stdin(Stdio::null()).stdout(Stdio::null());
        let before = Instant::now();
        let status = command.status()?;
        cold.push(before.elapsed());
        if !status.success() {
            return Err(format!("{command:?} ended with {status}").into());
        }
    }
    let fonts = Fonts::of_machine(&folder.join("fonts"));
    let mut warm = Vec::new();
    for number in 0..=effort.runs {
        let composed = compose(&Recorded::blank("pile"), Some(PaperKind::Certificate), &Laboratory::default());
        let mut paper = composed.map_err(|why| why.words.en)?;
        // Another paper every time: what was worked out for the one before answers nothing whole.
        paper.record = format!("record {number}");
        paper.day = "2026-11-25".into();
        let before = Instant::now();
        pdf(&paper, b"{}", Tongue::Both, None, &fonts).map_err(|why| format!("{why:?}"))?;
        if number > 0 {
            warm.push(before.elapsed());
        }
    }
    let row = |name: &str, times, goal| {
        Ok::<_, Failure>(Entry::new(name, Amount::Time(Times::of(times)?.median())).goal(goal).row())
    };
    let cold = row("certificate as PDF, first in a process", cold, COLD)?;
    Ok(vec![cold, row("certificate as PDF, after the first", warm, WARM)?])
}
