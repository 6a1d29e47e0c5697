//! `ledger restore FILE`: a backup becomes the ledger of the data folder; no entry that is there already is lost.

use super::super::text::print;
use super::super::{Exit, Global, Outcome};
use super::{head_text, said};
use crate::ledger::restore;
use crate::link::stamp;
use crate::locale::Lang;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Which backup
#[derive(Args, Debug)]
pub struct RestoreArgs {
    /// The backup
    file: PathBuf,
    /// Also where a ledger lies that is not the beginning of the backup: that one is kept under a dated name
    #[arg(long)]
    force: bool,
}

/// Does the verb.
pub fn run(args: &RestoreArgs, global: &Global) -> Outcome {
    let restored = restore(&args.file, &global.data, args.force, &stamp().at).map_err(|why| said(&why, global))?;
    let (entries, head) = (restored.copied.entries, head_text(restored.copied.head));
    let aside = restored.aside.map(|path| path.display().to_string());
    if global.json {
        print(&format!("{}\n", json!({ "entries": entries, "head": head, "aside": aside })));
        return Ok(Exit::Done);
    }
    let zh = global.lang == Lang::Zh;
    print(&if zh {
        format!("已恢复：{entries} 条，已核对\n末端 {head}\n")
    } else {
        format!("restored: {entries} entries, checked\nhead {head}\n")
    });
    if let Some(aside) = aside {
        print(&if zh {
            format!("原来的记录留存于 {aside}\n")
        } else {
            format!("the ledger that was there is kept at {aside}\n")
        });
    }
    Ok(Exit::Done)
}
