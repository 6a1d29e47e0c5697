//! `ledger key`: the station's key: shown, published, changed.

use super::export::unwritten;
use super::{reading, said};
use crate::cli::text::print;
use crate::cli::{Exit, Failure, Global, Outcome, open_ledger};
use crate::ledger::{KeyEntry, KeyHistory, Record};
use crate::link::stamp;
use crate::locale::{Lang, Say};
use crate::seal::{KeyError, NEXT, Rotation, Suite, load, settle};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What to do with the key.
#[derive(Args, Debug)]
pub(super) struct KeyArgs {
    /// Write the public key to a file, for others to trust
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Change to a new key, which the old one signs; the old one is destroyed
    #[arg(long)]
    rotate: bool,
    /// Suite of the new key: ed25519 or sm2-sm3 [default: that of the old key]
    #[arg(long, requires = "rotate", value_name = "SUITE")]
    suite: Option<Suite>,
}

/// Does the verb.
pub(super) fn run(args: &KeyArgs, global: &Global) -> Outcome {
    if args.rotate {
        rotate(args.suite, global)?;
    }
    let history = KeyHistory::of(&reading(global)?).map_err(|why| said(&why, global))?;
    let present = history.present().ok_or_else(|| none(global))?;
    if let Some(file) = &args.export {
        std::fs::write(file, present.key.pem()).map_err(|why| unwritten(file, &why, global.lang))?;
    }
    tell(present, &history, args.export.as_deref(), global);
    // The ledger says which key it is, the file whether it can sign.
    let waiting = global.data.join(NEXT);
    match load(&global.data) {
        Ok(key) if key.public() != &present.key && waiting.exists() => {
            Err(failure(&KeyError::Unfinished(waiting), global))
        }
        Ok(key) if key.public() == &present.key => Ok(Exit::Done),
        Ok(key) => {
            let (path, found) = (global.data.join(crate::seal::FILE), key.public().fingerprint().to_string());
            let recorded = present.key.fingerprint().to_string();
            Err(failure(&KeyError::NotRecorded { path, found, recorded }, global))
        }
        Err(why) => Err(failure(&why, global)),
    }
}

fn failure(why: &KeyError, global: &Global) -> Failure {
    Failure::said(why.exit(), why, global.lang)
}

fn none(global: &Global) -> Failure {
    failure(&KeyError::Missing(global.data.join(crate::seal::FILE)), global)
}

fn rotate(suite: Option<Suite>, global: &Global) -> Result<(), Failure> {
    let key_failure = |why: KeyError| failure(&why, global);
    let mut ledger = open_ledger(global)?;
    let history = KeyHistory::of(&ledger).map_err(|why| said(&why, global))?;
    let recorded = history.present().ok_or_else(|| none(global))?.key.fingerprint();
    let old = settle(&global.data, Some(&recorded)).map_err(key_failure)?;
    let rotation = Rotation::prepare(&global.data, &old, suite.unwrap_or(old.suite())).map_err(key_failure)?;
    let (stamp, data) = (stamp(), rotation.change.data(&rotation.signature));
    let record = Record { kind: "key-changed".into(), run: None, at: stamp.at, mono_ns: stamp.mono_ns, data };
    // Refused or not known: the new key stays beside the old one until the ledger is asked again which one it has.
    ledger.append(&record).map_err(|why| said(&why, global))?;
    rotation.commit().map_err(key_failure)?;
    Ok(())
}

fn tell(present: &KeyEntry, history: &KeyHistory, exported: Option<&Path>, global: &Global) {
    let fact = |entry: &KeyEntry| {
        json!({ "fingerprint": entry.key.fingerprint().whole(), "short": entry.key.fingerprint().to_string(),
            "suite": entry.key.suite().name(), "at": entry.at, "seq": entry.seq, "vouched": entry.vouched.holds() })
    };
    if global.json {
        let mut line = fact(present);
        if let Some(line) = line.as_object_mut() {
            line.insert("public".into(), present.key.pem().into());
            line.insert("keys".into(), history.keys.iter().map(fact).collect::<Vec<Value>>().into());
        }
        print(&format!("{line}\n"));
        return;
    }
    let zh = global.lang == Lang::Zh;
    let (fingerprint, suite) = (present.key.fingerprint(), present.key.suite());
    let (whole, at, seq) = (fingerprint.whole(), &present.at, present.seq);
    print(&if zh {
        format!("密钥 {fingerprint}\n套件 {suite}\n指纹全文 {whole}\n生成于 {at}（第 {seq} 条）\n")
    } else {
        format!("key {fingerprint}\nsuite {suite}\nwhole fingerprint {whole}\nmade {at} (entry {seq})\n")
    });
    for entry in history.keys.iter().rev().skip(1) {
        let (key, at) = (entry.key.fingerprint(), &entry.at);
        print(&if zh { format!("以前的密钥 {key}，{at}\n") } else { format!("former key {key}, {at}\n") });
    }
    if !present.vouched.holds() {
        eprintln!("quanheng: {}", present.vouched.say(global.lang));
    }
    if let Some(file) = exported.map(Path::display) {
        print(&if zh {
            format!("公钥已写入 {file}\n")
        } else {
            format!("the public key was written to {file}\n")
        });
    }
}
