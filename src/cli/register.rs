//! `register list|due|add|change|retire|import|export`: the standards of a laboratory and how long each is good.

use super::secret_entry::SecretEntry;
use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome};
use crate::ledger::{Ledger, LedgerError};
use crate::link;
use crate::locale::{Lang, Say, Words};
use crate::people::PeopleRefusal;
use crate::register::{Change, DUE_DAYS, Draft, Field, RegisterRefusal, Standard, Standing};
use crate::station::{People, PeopleError, Standards, StandardsError, Why};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::json;
use std::path::{Path, PathBuf};

/// The standards of this laboratory 标准器台账: certificates and the days until which they are good
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng register add S-1 --name 标准电能表 --class 0.05 --certificate DC-2027-118 --valid-until 2028-03-14
  quanheng register change S-1 --certificate DC-2028-093 --valid-until 2029-03-14 --by li
  quanheng register due --within 60        expired, or at its end within 60 days
  quanheng register import standards.csv   all of the file or nothing; its first line names the columns
The columns of a file: id,name,model,range,class,serial,certificate,valid_until. `register export` writes the same.
From the first account on --by must be a verifier or an administrator.")]
pub struct RegisterArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Every standard, retired ones too
    List,
    /// Standards that are expired or soon will be
    Due {
        /// Within so many days
        #[arg(long, value_name = "DAYS", default_value_t = DUE_DAYS, value_parser = clap::value_parser!(i32).range(0..=36_500))]
        within: i32,
    },
    /// Add a standard
    Add {
        /// Its id, never used again
        id: String,
        #[command(flatten)]
        said: Said,
        #[command(flatten)]
        by: By,
    },
    /// Change what is said of a standard; what is not given stays
    Change {
        /// Its id
        id: String,
        #[command(flatten)]
        said: Said,
        #[command(flatten)]
        by: By,
    },
    /// Use a standard no more
    Retire {
        /// Its id
        id: String,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Add every standard of a CSV file (UTF-8), or none
    Import {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Write the standards in use to a new CSV file
    Export {
        /// The file; it must not be there yet
        file: PathBuf,
    },
}

/// What is said of a standard.
#[derive(Args, Debug)]
struct Said {
    /// What it is
    #[arg(long)]
    name: Option<String>,
    /// Its model
    #[arg(long)]
    model: Option<String>,
    /// What it measures
    #[arg(long)]
    range: Option<String>,
    /// Accuracy class or uncertainty, as the certificate says it
    #[arg(long)]
    class: Option<String>,
    /// Number of its maker
    #[arg(long)]
    serial: Option<String>,
    /// Number of the certificate
    #[arg(long)]
    certificate: Option<String>,
    /// The last good day: 2028-03-14
    #[arg(long, value_name = "DAY")]
    valid_until: Option<String>,
}

/// Who does it.
#[derive(Args, Debug)]
struct By {
    /// Who does it
    #[arg(long, value_name = "ID")]
    by: Option<String>,
    /// Read the PIN or password of --by from the first line of FILE (- is standard input)
    #[arg(long, value_name = "FILE", requires = "by")]
    by_secret_file: Option<PathBuf>,
}

impl Said {
    /// What was known, with what is said now.
    fn over(&self, known: Draft) -> Draft {
        let or = |said: &Option<String>, known: String| said.clone().unwrap_or(known);
        Draft {
            id: known.id,
            name: or(&self.name, known.name),
            model: or(&self.model, known.model),
            range: or(&self.range, known.range),
            class: or(&self.class, known.class),
            serial: or(&self.serial, known.serial),
            certificate: or(&self.certificate, known.certificate),
            valid_until: or(&self.valid_until, known.valid_until),
        }
    }
}

/// Does the verb.
pub fn run(args: &RegisterArgs, global: &Global) -> Outcome {
    match &args.verb {
        Verb::List => Ok(show(&read(global)?, None, global)),
        Verb::Due { within } => Ok(show(&read(global)?, Some(*within), global)),
        Verb::Add { id, said, by } => {
            let draft = said.over(Draft { id: id.clone(), ..Draft::default() });
            Desk::open(global, by)?.perform(&[Change::Add(draft)], None, global)
        }
        Verb::Change { id, said, by } => {
            let desk = Desk::open(global, by)?;
            let known = desk.standards.register().get(id).map(Standard::draft);
            let known = known.ok_or_else(|| {
                let why = RegisterRefusal::Unknown { id: id.clone() };
                Failure::said(why.exit(), &why, global.lang)
            })?;
            desk.perform(&[Change::Change(said.over(known))], None, global)
        }
        Verb::Retire { id, reason, by } => {
            let change = Change::Retire { id: id.clone(), reason: reason.clone() };
            Desk::open(global, by)?.perform(&[change], None, global)
        }
        Verb::Import { file, by } => {
            let (changes, places) = rows(file, global.lang)?;
            Desk::open(global, by)?.perform(&changes, Some((file, &places)), global)
        }
        Verb::Export { file } => export(&read(global)?, file, global.lang),
    }
}

fn read(global: &Global) -> Result<Standards, Failure> {
    let said = |why: LedgerError| Failure::said(why.exit(), &why, global.lang);
    match Ledger::open_reading(&global.data) {
        Ok(ledger) => Standards::read(&ledger).map_err(said),
        Err(LedgerError::Missing(_)) => Ok(Standards::default()),
        Err(why) => Err(said(why)),
    }
}

/// The day of the link's clock.
fn today() -> Date {
    link::stamp().at.get(..10).and_then(|day| day.parse().ok()).unwrap_or_default()
}

/// The ledger, open for writing, and whoever works at it signed in.
struct Desk {
    ledger: Ledger,
    people: People,
    standards: Standards,
}

impl Desk {
    fn open(global: &Global, by: &By) -> Result<Self, Failure> {
        let said = |why: LedgerError| Failure::said(why.exit(), &why, global.lang);
        let refused = |why: PeopleError| {
            let why = Why::from(why);
            Failure::new(why.exit, why.words.get(global.lang))
        };
        let mut ledger = super::open_ledger(global)?;
        let mut people = People::read(&ledger).map_err(said)?;
        let standards = Standards::read(&ledger).map_err(said)?;
        match &by.by {
            Some(id) => {
                let secret = SecretEntry::new(global.lang).existing(by.by_secret_file.as_deref(), id)?;
                people.sign_in(&mut ledger, id, &secret).map_err(refused)?;
            }
            None if people.roll().required() => return Err(refused(PeopleRefusal::NotSignedIn.into())),
            None => {}
        }
        Ok(Self { ledger, people, standards })
    }

    /// Does all of it or nothing; a mistake of a file is told with its line and column.
    fn perform(mut self, changes: &[Change], from: Option<(&Path, &[u64])>, global: &Global) -> Outcome {
        let done = self.standards.perform(&mut self.ledger, &self.people, changes);
        let Err(why) = done else { return Ok(show(&self.standards, None, global)) };
        let (exit, lang) = (why.exit(), global.lang);
        let message = match why {
            StandardsError::Other(_) | StandardsError::Ledger(_) => Why::from(why).words.get(lang).to_owned(),
            StandardsError::Refused(refused) => {
                let line = |(index, why): &(usize, RegisterRefusal)| match from {
                    Some((file, places)) => {
                        let line = places.get(*index).copied().unwrap_or_default();
                        format!("{}: {}", place(file, line, why.field(), lang), why.say(lang))
                    }
                    None => why.say(lang),
                };
                refused.iter().map(line).collect::<Vec<_>>().join("\n")
            }
        };
        Err(Failure::new(exit, message))
    }
}

fn place(file: &Path, line: u64, field: Option<Field>, lang: Lang) -> String {
    let column = field.map_or("", Field::word);
    let file = file.display();
    Words::new(format!("{file} 第 {line} 行 {column} 列"), format!("{file} line {line}, column {column}")).say(lang)
}

/// The rows of a file, with the line of each.
fn rows(file: &Path, lang: Lang) -> Result<(Vec<Change>, Vec<u64>), Failure> {
    let wrong = |words: Words| Failure::new(Exit::BadInput, format!("{}: {}", file.display(), words.say(lang)));
    let text = super::read_text(file, lang)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let broken =
        |why: csv::Error| wrong(Words::new(format!("不是可读的 CSV：{why}"), format!("no readable CSV: {why}")));
    let heads = reader.headers().map_err(broken)?.clone();
    let known = |head: &str| Field::ALL.iter().any(|field| field.word() == head.trim());
    let column = |field: Field| heads.iter().position(|head| head.trim() == field.word());
    let twice = Field::ALL.iter().find(|field| heads.iter().filter(|head| head.trim() == field.word()).count() > 1);
    let missing = [Field::Id, Field::Name, Field::ValidUntil].into_iter().find(|field| column(*field).is_none());
    let bad = heads.iter().find(|head| !known(head)).or(twice.map(|field| field.word()));
    if let Some(bad) = bad.or(missing.map(Field::word)) {
        let all = Field::ALL.map(Field::word).join(",");
        return Err(wrong(Words::new(
            format!("第 1 行的列 {bad:?} 不对（未知、重复或缺少）；应为 {all}，id、name、valid_until 必须有"),
            format!(
                "line 1: the column {bad:?} is unknown, doubled or missing; the columns are {all}, of which id, name and valid_until are needed"
            ),
        )));
    }
    let (mut changes, mut places) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let cell = |field: Field| column(field).and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        places.push(row.position().map_or(0, csv::Position::line));
        changes.push(Change::Add(Draft::of(cell)));
    }
    Ok((changes, places))
}

fn export(standards: &Standards, file: &Path, lang: Lang) -> Outcome {
    let failed = |why: String| {
        let file = file.display();
        let words = Words::new(
            format!("无法写入 {file}：{why}；请给一个还不存在的文件名"),
            format!("cannot write {file}: {why}; name a file that is not there yet"),
        );
        Failure::new(Exit::BadInput, words.say(lang))
    };
    let out = std::fs::File::create_new(file).map_err(|why| failed(why.to_string()))?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(Field::ALL.map(Field::word)).map_err(|why| failed(why.to_string()))?;
    for standard in standards.register().used() {
        let draft = standard.draft();
        writer.write_record(Field::ALL.map(|field| draft.text(field))).map_err(|why| failed(why.to_string()))?;
    }
    writer.flush().map_err(|why| failed(why.to_string()))?;
    Ok(Exit::Done)
}

/// Every standard, or those that end within so many days.
fn show(standards: &Standards, within: Option<i32>, global: &Global) -> Exit {
    let (register, today) = (standards.register(), today());
    let shown: Vec<&Standard> = within.map_or_else(|| register.all().collect(), |days| register.due(today, days));
    let standing = |standard: &Standard| {
        let known = register.standing(&standard.id, today, within.unwrap_or(DUE_DAYS));
        known.unwrap_or(Standing::Retired)
    };
    if global.json {
        for standard in shown {
            print(&format!("{}\n", fact(standard, standing(standard), today)));
        }
        return Exit::Done;
    }
    let row = |standard: &&Standard| {
        let Draft { id, name, model, range, class, serial, certificate, valid_until } = standard.draft();
        vec![id, valid_until, standing(standard).say(global.lang), name, model, range, class, serial, certificate]
    };
    print(&table(&shown.iter().map(row).collect::<Vec<_>>()));
    Exit::Done
}

fn fact(standard: &Standard, standing: Standing, today: Date) -> serde_json::Value {
    let state = match standing {
        Standing::Valid { .. } => "valid",
        Standing::Due { .. } => "due",
        Standing::Expired { .. } => "expired",
        Standing::Retired => "retired",
    };
    let mut fact = serde_json::to_value(standard).unwrap_or_default();
    if let Some(fact) = fact.as_object_mut() {
        fact.insert("model".into(), json!(standard.model));
        fact.insert("state".into(), json!(state));
        fact.insert("days_left".into(), json!(standard.days_left(today)));
    }
    fact
}
