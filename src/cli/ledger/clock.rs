//! `ledger clock --right --reason TEXT`: a person says that the clock is right although the record has seen a later time.

use super::super::text::print;
use super::super::{Failure, Global, Outcome};
use crate::cli::Exit;
use crate::ledger::Record;
use crate::link;
use crate::locale::Lang;
use crate::station::CLOCK_CONFIRMED;
use clap::Args;
use serde_json::json;

/// Say that the clock is right now, after it was wrong: official runs may begin again; it stays in the record
#[derive(Args, Debug)]
pub struct ClockArgs {
    /// Why the record has seen a later time than it is now
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Does the verb.
pub fn run(args: &ClockArgs, global: &Global) -> Outcome {
    let zh = global.lang == Lang::Zh;
    if args.reason.trim().is_empty() {
        let message = if zh { "--reason：必须写明原因" } else { "--reason: say why" };
        return Err(Failure::new(Exit::BadInput, message));
    }
    let mut ledger = crate::cli::open_ledger(global)?;
    let at = link::stamp();
    let data = json!({ "reason": args.reason.trim(), "newest": ledger.newest() });
    let record = Record { kind: CLOCK_CONFIRMED.into(), run: None, at: at.at.clone(), mono_ns: at.mono_ns, data };
    let stored = ledger.append(&record).map_err(|why| super::said(&why, global))?;
    print(&if zh {
        format!("已记录（第 {} 条）：现在是 {}，时钟正确\n", stored.seq, at.at)
    } else {
        format!("recorded (entry {}): it is {}, and the clock is right\n", stored.seq, at.at)
    });
    Ok(Exit::Done)
}
