//! A laboratory's own rule files: single figures that replace those of the program, or a regulation the program has not.
//!
//! `overrides = "ID"` and the tables and keys to replace; lists are replaced whole. A file with an `id` of its own is a
//! regulation more. The hash of a file that replaced something is in every judgement that used it.

use super::book::Regulation;
use super::refusal::Refusal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::{Table, Value};

/// The file that replaced figures of a regulation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overridden {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// Takes one file into the list of regulations.
pub(super) fn take(regulations: &mut Vec<Regulation>, file: &str, text: &str) -> Result<(), Refusal> {
    let wrong = |why: String| Refusal::Rule { file: file.to_owned(), why };
    let mut own: Table = toml::from_str(text).map_err(|why| wrong(why.to_string()))?;
    let known = |regulations: &[Regulation]| regulations.iter().map(|r| r.id.clone()).collect::<Vec<_>>().join(" ");
    match own.remove("overrides") {
        None => {
            let new = Regulation::parse(file, text)?;
            if regulations.iter().any(|regulation| regulation.id == new.id) {
                let id = &new.id;
                return Err(wrong(format!("id = {id:?} is taken; to replace figures of it write overrides = {id:?}")));
            }
            regulations.push(new);
        }
        Some(Value::String(id)) => {
            let known = known(regulations);
            let place = regulations.iter_mut().find(|regulation| regulation.id == id);
            let place = place.ok_or_else(|| wrong(format!("overrides = {id:?}: one of {known}")))?;
            let mut table: Table = toml::from_str(&place.text).map_err(|why| wrong(why.to_string()))?;
            if own.contains_key("id") || own.contains_key("kind") {
                return Err(wrong("id and kind of a regulation cannot be replaced".into()));
            }
            merge(&mut table, own);
            let merged = toml::to_string(&table).map_err(|why| wrong(why.to_string()))?;
            let sha256 = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
            let mut replaced = Regulation::parse(file, &merged)?;
            replaced.overridden = Some(Overridden { file: file.to_owned(), sha256 });
            *place = replaced;
        }
        Some(other) => return Err(wrong(format!("overrides = {other}: the id of a regulation"))),
    }
    Ok(())
}

/// Puts `own` over `table`: tables into tables, anything else in its place.
fn merge(table: &mut Table, own: Table) {
    for (key, value) in own {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(own)) => merge(inner, own),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}
