//! `regulation list|show|check`: the law as data, readable.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::locale::Lang;
use crate::locale::verdict::status_word;
use crate::regulation::{Book, CODES, REFUSALS, Regulation};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Regulations as data
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng regulation list
  quanheng regulation show cn-jjg1149-2022
  quanheng regulation codes
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
    /// Every code of a warning (W) or a refusal (E), with what it means
    Codes,
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
        Verb::Codes => print_codes(global.lang),
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

fn print_codes(lang: Lang) {
    let warnings = CODES.iter().map(|(_, id, zh, en)| (*id, *zh, *en));
    let rows = warnings.chain(REFUSALS.iter().copied());
    let row = |(id, zh, en): (&str, &str, &str)| {
        vec![id.to_owned(), if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }]
    };
    print(&table(&rows.map(row).collect::<Vec<_>>()));
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
        vec![r.id.clone(), r.title.get(lang).to_owned(), in_force(r, lang), status_word(r.status(), lang).to_owned()]
    };
    table(&book.all().map(row).collect::<Vec<_>>())
}

/// The days in force, where the day of a test chooses the edition; other rules are taken by their id.
fn in_force(regulation: &Regulation, lang: Lang) -> String {
    if regulation.place() == "cn" {
        return format!("{} … {}", regulation.from, regulation.to.as_deref().unwrap_or(""));
    }
    let by_id = if lang == Lang::Zh { "按编号选用" } else { "taken by its id" };
    by_id.to_owned()
}

/// The whole rule: a line a figure with its clause and status, the sources numbered below.
fn page(regulation: &Regulation, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = format!("{}  [{}]\n", regulation.title.get(lang), regulation.id);
    out += &format!("{}\n", in_force(regulation, lang));
    if let Some(own) = &regulation.overridden {
        let words = if zh { "本单位规则文件替换了部分数据" } else { "figures replaced by" };
        out += &format!("{words} {} (SHA-256 {})\n", own.file, own.sha256);
    }
    let figures = regulation.figures();
    let mut sources: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for figure in &figures {
        let known = sources.iter().position(|source| *source == figure.source);
        let number = known.unwrap_or_else(|| {
            sources.push(&figure.source);
            sources.len() - 1
        });
        let clause = figure.clause.clone().unwrap_or_else(|| "-".into());
        let value = match figure.value.get(lang) {
            "" if zh => "缺：公开资料没有给出此数，请查规程原文",
            "" => "a gap: the figure is not available, ask the official text",
            value => value,
        };
        let status = format!("{} [{}]", status_word(figure.status, lang), number + 1);
        rows.push(vec![figure.name.get(lang).to_owned(), status, clause, value.to_owned()]);
    }
    let heads = if zh {
        ["数据", "状态 [出处]", "条款", "值"]
    } else {
        ["figure", "status [source]", "clause", "value"]
    };
    rows.insert(0, heads.map(str::to_owned).to_vec());
    out += &format!("\n{}\n{}\n", table(&rows), if zh { "出处" } else { "sources" });
    for (number, source) in sources.iter().enumerate() {
        out += &format!("[{}] {source}\n", number + 1);
    }
    out
}
