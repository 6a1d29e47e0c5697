//! The verb `verify`: whether a code, an exported run or a whole ledger holds, said in words.

mod code;
mod ledger_file;
mod report;
mod run_file;

use super::text::print;
use super::trusted::trusted;
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::locale::Lang;
use clap::Args;
use report::Report;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Verify a handed-out code, an exported run or a ledger file with nothing but public keys
#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes: 0 all holds, 4 something does not, 2 not understandable, 5 nobody here trusts the key.
Keys count that are named with --key, lie in the folder trusted of the data folder, or are the own ledger's.

Examples:
  quanheng verify 'QH1;station=…;sig=…'
  quanheng verify code.txt --key station.pem
  quanheng verify run.json --key station.pem
  quanheng verify copy-of-ledger.db --key station.pem"
)]
pub struct VerifyArgs {
    /// A code, a file that holds one or several, an exported run, or a ledger file
    #[arg(value_name = "FILE-OR-TEXT")]
    subject: String,
    /// A station's public key (SPKI PEM) that you trust; may be named several times
    #[arg(long = "key", value_name = "PEM")]
    keys: Vec<PathBuf>,
}

/// Does the verb.
pub fn run(args: &VerifyArgs, global: &Global) -> Outcome {
    let trusted = trusted(global, &args.keys)?;
    let path = Path::new(&args.subject);
    if path.is_file() && is_database(path) {
        return Ok(tell(&[ledger_file::examine(path, &trusted, global.lang)?], global));
    }
    let text = if path.is_file() { read_text(path, global.lang)? } else { args.subject.clone() };
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.starts_with('{') {
        return Ok(tell(&[run_file::examine(text, &trusted, global.lang)?], global));
    }
    let reports = code::examine(text, &trusted, global)?;
    if reports.is_empty() {
        return Err(Failure::new(Exit::BadInput, neither(&args.subject, global.lang)));
    }
    Ok(tell(&reports, global))
}

/// Every SQLite file begins so (file format, 1.3.1).
fn is_database(path: &Path) -> bool {
    let mut begin = [0_u8; 16];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && begin == *b"SQLite format 3\0"
}

fn neither(subject: &str, lang: Lang) -> String {
    let shown: String = subject.chars().take(60).collect();
    match lang {
        Lang::Zh => format!("{shown:?} 既不是凭证（以 QH1; 开头），也不是导出的检定记录或记录文件"),
        Lang::En => format!("{shown:?} is no code (it would begin with QH1;), no exported run and no ledger file"),
    }
}

/// Says what was found; the exit code is that of the worst.
fn tell(reports: &[Report], global: &Global) -> Exit {
    for report in reports {
        print(&if global.json { report.json() } else { report.page(global.lang) });
    }
    // What does not hold goes before what cannot be understood, and that before a key that nobody trusts.
    let order = [Exit::Integrity, Exit::BadInput, Exit::Refused];
    order.into_iter().find(|exit| reports.iter().any(|report| report.exit() == *exit)).unwrap_or(Exit::Done)
}
