//! Heads that others kept: named as SEQ:HASH, or in a file with handed-out codes.

use super::check::CheckArgs;
use super::said;
use crate::cli::trusted::trusted;
use crate::cli::{Exit, Failure, Global, read_text};
use crate::ledger::{KeyHistory, Ledger, LedgerError, Witness};
use crate::locale::{Lang, Say, Words};
use crate::protocol::parse_hex;
use crate::seal::{Code, CodeWrong, KeySet};
use std::path::Path;

/// What was kept.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The heads.
    pub witnesses: Vec<Witness>,
    /// What is to be said about them.
    pub mistakes: Vec<Mistake>,
}

/// Something to be said about a kept code.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The sentence.
    pub words: Words,
    /// Whether the code could not be used.
    pub stops: bool,
}

impl Mistake {
    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        self.words.get(lang)
    }
}

/// Reads every witness that was named.
pub(super) fn read(args: &CheckArgs, ledger: &Ledger, global: &Global) -> Result<Kept, Failure> {
    let mut kept = Kept::default();
    let mut known: Option<KeySet> = None;
    for named in &args.witnesses {
        if let Some(witness) = head(named) {
            kept.witnesses.push(witness);
            continue;
        }
        let path = Path::new(named);
        if !path.is_file() {
            return Err(Failure::new(Exit::BadInput, neither(named, global.lang)));
        }
        if known.is_none() {
            known = Some(keys(args, ledger, global)?);
        }
        let text = read_text(path, global.lang)?;
        let before = kept.witnesses.len() + kept.mistakes.len();
        file(named, &text, known.as_ref().unwrap_or(&KeySet::default()), &mut kept);
        if kept.witnesses.len() + kept.mistakes.len() == before {
            return Err(Failure::new(Exit::BadInput, neither(named, global.lang)));
        }
    }
    Ok(kept)
}

/// The keys that codes are verified with: the ledger's own, and those that are trusted here.
fn keys(args: &CheckArgs, ledger: &Ledger, global: &Global) -> Result<KeySet, Failure> {
    let mut keys = trusted(global, &args.keys)?.keys(true);
    match KeyHistory::of(ledger) {
        Ok(history) => keys.extend(history.set().all().cloned()),
        // An entry that does not hold is for the check to tell.
        Err(LedgerError::Broken { .. }) => {}
        Err(why) => return Err(said(&why, global)),
    }
    Ok(keys)
}

fn head(text: &str) -> Option<Witness> {
    let (seq, hash) = text.trim().split_once(':')?;
    Some(Witness { seq: seq.parse().ok()?, hash: parse_hex(hash).ok()?.try_into().ok()? })
}

/// The heads in a file: lines SEQ:HASH, and codes wherever they stand.
fn file(name: &str, text: &str, keys: &KeySet, kept: &mut Kept) {
    kept.witnesses.extend(text.lines().filter_map(head));
    for (number, code) in (1..).zip(Code::parse_all(text)) {
        let code = match code {
            Ok(code) => code,
            Err(why) => {
                kept.mistakes.push(mistake(name, number, &why, true));
                continue;
            }
        };
        match code.verify(keys) {
            Ok(_) => {}
            // Perhaps the key was taken out of the ledger with the entries: the head is compared all the same.
            Err(why @ CodeWrong::UnknownKey { .. }) => kept.mistakes.push(mistake(name, number, &why, false)),
            Err(why) => {
                kept.mistakes.push(mistake(name, number, &why, true));
                continue;
            }
        }
        kept.witnesses.push(Witness { seq: code.seq(), hash: code.head() });
    }
}

fn mistake(name: &str, number: u64, why: &impl Say, stops: bool) -> Mistake {
    let (zh, en) = (why.say(Lang::Zh), why.say(Lang::En));
    let words = if stops {
        Words::new(
            format!("{name}，第 {number} 个凭证没有采用：{zh}"),
            format!("{name}, code {number} was not used: {en}"),
        )
    } else {
        Words::new(
            format!("{name}，第 {number} 个凭证只比较了末端：{zh}"),
            format!("{name}, code {number}, only its head was compared: {en}"),
        )
    };
    Mistake { words, stops }
}

fn neither(named: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{named:?} 不是凭证：应为 SEQ:HASH（64 位十六进制数），或一个含有发出的凭证的文件"),
        Lang::En => format!(
            "{named:?} is no witness: SEQ:HASH, the hash of 64 hexadecimal digits, or a file with handed-out codes"
        ),
    }
}
