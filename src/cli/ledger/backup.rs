//! `ledger backup FILE`: a checked copy of the ledger, whoever is writing it.

use super::super::text::print;
use super::super::{Exit, Global, Outcome};
use super::{head_text, said};
use crate::ledger::{FILE, backup};
use crate::locale::Lang;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Where the copy goes
#[derive(Args, Debug)]
pub struct BackupArgs {
    /// The file to be made; one that exists is never overwritten
    file: PathBuf,
}

/// Does the verb.
pub fn run(args: &BackupArgs, global: &Global) -> Outcome {
    let copied = backup(&global.data.join(FILE), &args.file).map_err(|why| said(&why, global))?;
    let (entries, head, file) = (copied.entries, head_text(copied.head), args.file.display().to_string());
    print(&match (global.json, global.lang) {
        (true, _) => format!("{}\n", json!({ "entries": entries, "head": head, "file": file })),
        (_, Lang::Zh) => format!("已备份到 {file}：{entries} 条，已核对；密钥和账户不在备份中\n末端 {head}\n"),
        (_, Lang::En) => {
            format!("backed up to {file}: {entries} entries, checked; keys and accounts are not in it\nhead {head}\n")
        }
    });
    Ok(Exit::Done)
}
