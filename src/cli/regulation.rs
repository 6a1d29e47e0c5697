//! `regulation list|show|check`: the law as data, readable.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::locale::Lang;
use crate::locale::verdict::status_word;
use crate::regulation::{Book, Regulation};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Regulations as data
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng regulation list
  quanheng regulation show cn-jjg1149-2022
  quanheng regulation check my-rule.toml")]
pub struct RegulationArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Every regulation, with the days it is in force
    List,
    /// Every figure of a regulation with clause, status and source
    Show {
        /// Its id
        id: String,
    },
    /// Look a rule file over
    Check {
        /// The file
        file: PathBuf,
    },
}

/// Does the verb.
pub fn run(args: &RegulationArgs, global: &Global) -> Outcome {
    let book = super::book(global)?;
    match &args.verb {
        Verb::List => {
            print(&list(&book, global.lang));
        }
        Verb::Show { id } => {
            let known = || book.all().map(|r| r.id.as_str()).collect::<Vec<_>>().join(" ");
            let regulation =
                book.get(id).ok_or_else(|| Failure::new(Exit::BadInput, format!("{id:?}: {}", known())))?;
            print(&page(regulation, global.lang));
        }
        Verb::Check { file } => {
            let text = read_text(file, global.lang)?;
            let name = file.display().to_string();
            print(&page(&check(&name, &text, global)?, global.lang));
        }
    }
    Ok(Exit::Done)
}

/// Looks a rule file over by itself, and beside the regulations it will stand among.
fn check(name: &str, text: &str, global: &Global) -> Result<Regulation, Failure> {
    let said = |why| Failure::said(Exit::BadInput, &why, global.lang);
    let embedded = Book::embedded().map_err(said)?;
    if let Ok(regulation) = Regulation::parse(name, text)
        && embedded.get(&regulation.id).is_some()
    {
        return Ok(regulation);
    }
    let book = Book::with([(name.to_owned(), text.to_owned())]).map_err(said)?;
    let overlaps = book.overlaps();
    if !overlaps.is_empty() {
        return Err(Failure::new(Exit::BadInput, format!("{name}: {}", overlaps.join("; "))));
    }
    let own = |r: &&Regulation| r.overridden.is_some() || embedded.get(&r.id).is_none();
    book.all().find(own).cloned().ok_or_else(|| Failure::new(Exit::Bug, name))
}

fn list(book: &Book, lang: Lang) -> String {
    let row = |r: &Regulation| {
        let force = format!("{} … {}", r.from, r.to.as_deref().unwrap_or(""));
        vec![r.id.clone(), r.title.get(lang).to_owned(), force, status_word(r.status(), lang).to_owned()]
    };
    table(&book.all().map(row).collect::<Vec<_>>())
}

fn page(regulation: &Regulation, lang: Lang) -> String {
    let mut out = format!("{}  [{}]\n", regulation.title.get(lang), regulation.id);
    out += &format!("{} … {}\n", regulation.from, regulation.to.as_deref().unwrap_or(""));
    if let Some(own) = &regulation.overridden {
        let words = if lang == Lang::Zh { "本单位规则文件替换了部分数据" } else { "figures replaced by" };
        out += &format!("{words} {} (SHA-256 {})\n", own.file, own.sha256);
    }
    out += "\n";
    for figure in regulation.figures() {
        let clause = figure.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        let value = match (figure.value.get(lang), lang) {
            ("", Lang::Zh) => "缺：公开资料没有给出此数，请查规程原文",
            ("", Lang::En) => "a gap: the figure is not available, ask the official text",
            (value, _) => value,
        };
        out += &format!("{}{clause}: {value}\n", figure.name.get(lang));
        out += &format!("    {}; {}\n", status_word(figure.status, lang), figure.source);
    }
    out
}
