//! `ledger export`: one run as a file that others can verify.

use super::{reading, said};
use crate::cli::text::print;
use crate::cli::{Exit, Failure, Global, Outcome};
use crate::ledger::{ExportedRun, KeyHistory};
use crate::locale::Lang;
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// Does the verb.
pub(super) fn run(run: &str, file: &Path, global: &Global) -> Outcome {
    let ledger = reading(global)?;
    let keys = KeyHistory::of(&ledger).map_err(|why| said(&why, global))?.set();
    let exported = ExportedRun::of(&ledger, run, &keys).map_err(|why| said(&why, global))?;
    let Some(exported) = exported else {
        let message = match global.lang {
            Lang::Zh => format!("记录中没有任务 {run}；quanheng ledger list 列出所有任务"),
            Lang::En => format!("the ledger has no run {run}; quanheng ledger list names them all"),
        };
        return Err(Failure::new(Exit::BadInput, message));
    };
    let text = exported.text().map_err(|why| said(&why, global))?;
    write(file, &text).map_err(|why| unwritten(file, &why, global.lang))?;
    let (entries, wrong) = (exported.len(), exported.examine().wrong);
    for (seq, why) in &wrong {
        eprintln!("quanheng: {seq}: {}", why.get(global.lang));
    }
    let path = file.display();
    print(&match (global.json, global.lang) {
        (true, _) => format!(
            "{}\n",
            json!({ "run": run, "file": path.to_string(), "entries": entries, "holds": wrong.is_empty() })
        ),
        (_, Lang::Zh) => format!("任务 {run} 的 {entries} 条已写入 {path}\n"),
        (_, Lang::En) => format!("{entries} entries of run {run} were written to {path}\n"),
    });
    Ok(if wrong.is_empty() { Exit::Done } else { Exit::Integrity })
}

/// A file that is there is never written over: it may be the only copy of something else.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Why a file could not be written, in words.
pub(super) fn unwritten(file: &Path, why: &std::io::Error, lang: Lang) -> Failure {
    let path = file.display();
    Failure::new(
        Exit::BadInput,
        match lang {
            Lang::Zh => format!("无法写入 {path}：{why}；请给出一个还不存在的文件名"),
            Lang::En => format!("cannot write {path}: {why}; name a file that does not exist yet"),
        },
    )
}
