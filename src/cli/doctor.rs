//! `doctor`: what is wrong with this machine, what it means, and the command that mends it.

use super::text::print;
use super::{Exit, Global, Outcome};
use crate::ledger::Ledger;
use crate::link::{now_ns, stamp};
use crate::locale::Lang;
use crate::machine::{Finding, Machine, State};
use crate::regulation::Book;
use clap::Args;
use jiff::Timestamp;
use rustix::termios::tcgetwinsize;
use serde_json::json;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// What is wrong with this machine, and the command that mends it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng doctor
  quanheng doctor --json
It only looks. Exit code 1 when something stops the work.")]
pub struct DoctorArgs {}

/// How long the two clocks are held against each other.
const CLOCKS_WATCHED: Duration = Duration::from_millis(150);

/// Does every check.
pub fn run(_args: &DoctorArgs, global: &Global) -> Outcome {
    let mut findings = machine(global).look();
    findings.extend(pdf_fonts(global));
    let text = if global.json { facts(&findings) } else { page(&findings, global.lang) };
    print(&text);
    let stops = findings.iter().any(|finding| finding.state == State::Stops);
    Ok(if stops { Exit::NotConforming } else { Exit::Done })
}

/// The fonts that a PDF would really be set with: those of the list and of the data folder, and not those that the system's
/// own search prefers.
#[cfg(feature = "pdf")]
fn pdf_fonts(global: &Global) -> std::iter::Once<Finding> {
    use crate::document::pdf::{Fonts, PACKAGE};
    use crate::locale::{Words, papers};
    let fonts = Fonts::of_machine(&global.data.join("fonts"));
    let (faces, lacking) = fonts.covering(PRINTED.chars());
    let chinese = lacking.iter().all(|sign| !('\u{2e80}'..='\u{9fff}').contains(sign));
    let (words, state) = if chinese {
        let named = |face: &&crate::document::pdf::Face| {
            let sha256: String = face.sha256.chars().take(12).collect();
            format!("{} ({}, SHA-256 {sha256})", face.font.info().family, face.path.display())
        };
        let named = faces.iter().map(named).collect::<Vec<_>>().join("; ");
        (papers::both(|lang| papers::pdf_fonts(lang, &named)), State::Ok)
    } else {
        (Words::from((papers::no_pdf_font(Lang::Zh).as_ref(), papers::no_pdf_font(Lang::En).as_ref())), State::Remark)
    };
    let mend = (state == State::Remark).then(|| format!("sudo apt install -y {PACKAGE}"));
    std::iter::once(Finding { check: "pdf-fonts", state, words, mend })
}

/// What documents are full of: characters of both languages, figures and signs.
#[cfg(feature = "pdf")]
const PRINTED: &str = "检定证书原始记录合格 Verification 0123456789 ✓✗—†≤≥±×Δλ°Ω";

/// This build sets no PDF and needs no font.
#[cfg(not(feature = "pdf"))]
const fn pdf_fonts(_global: &Global) -> std::iter::Empty<Finding> {
    std::iter::empty()
}

/// This machine, with what only this process knows of it.
fn machine(global: &Global) -> Machine {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let size = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stderr())).ok();
    let rules = Book::embedded().ok().and_then(|book| book.all().map(|rule| rule.from.clone()).max());
    // The record is looked at without its lock: another quanheng may be writing.
    let runs = Ledger::open_reading(&global.data).and_then(|ledger| ledger.recent(200)).unwrap_or_default();
    Machine {
        root: PathBuf::from("/"),
        data: global.data.clone(),
        locale: ["LC_ALL", "LC_CTYPE", "LANG"].map(variable).to_vec(),
        terminal: size.map(|size| (size.ws_col, size.ws_row)).filter(|(columns, _)| *columns > 0),
        remote: !variable("SSH_CONNECTION").is_empty(),
        today: stamp().at.get(..10).unwrap_or_default().to_owned(),
        newest_rule: rules.unwrap_or_default(),
        newest_record: runs.into_iter().map(|run| run.opened_at).max(),
        clock_step_ms: clock_step(),
    }
}

/// How much the wall clock moved more than the monotonic one in a moment, milliseconds.
fn clock_step() -> i64 {
    let both = || {
        let wall = stamp().at.parse::<Timestamp>().map_or(0, Timestamp::as_millisecond);
        (wall, i64::try_from(now_ns() / 1_000_000).unwrap_or(0))
    };
    let before = both();
    std::thread::sleep(CLOCKS_WATCHED);
    let after = both();
    (after.0 - before.0) - (after.1 - before.1)
}

fn facts(findings: &[Finding]) -> String {
    let fact = |finding: &Finding| {
        let Finding { check, state, words, mend } = finding;
        format!(
            "{}\n",
            json!({ "check": check, "state": state.word(), "zh": words.zh, "en": words.en, "command": mend })
        )
    };
    findings.iter().map(fact).collect()
}

fn page(findings: &[Finding], lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = String::new();
    for finding in findings {
        let mark = match finding.state {
            State::Ok => "✓",
            State::Remark => "·",
            State::Stops => "✗",
        };
        out += &format!("{mark} {}\n", finding.words.get(lang));
        if let Some(command) = &finding.mend {
            out += &format!("    $ {command}\n");
        }
    }
    let number = |state| findings.iter().filter(|finding| finding.state == state).count();
    let (stops, remarks) = (number(State::Stops), number(State::Remark));
    out += &match (stops, zh) {
        (0, true) => format!("可以开始工作（{remarks} 条提示）\n"),
        (0, false) => format!("ready for work ({remarks} remarks)\n"),
        (_, true) => format!("{stops} 项妨碍工作，{remarks} 条提示\n"),
        (_, false) => format!("{stops} in the way of work, {remarks} remarks\n"),
    };
    out
}
