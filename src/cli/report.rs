//! `report RUN...`: documents of runs as files, composed from what the ledger holds and nothing else.

use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::document::compose::Recorded;
use crate::document::office::{Office, Reader, name, no_pdf};
use crate::document::{FileRefused, Paper, PaperKind, compose, file, summary};
use crate::ledger::{Ledger, LedgerError, RunQuery};
use crate::locale::{Lang, papers};
use crate::paper::Form;
use crate::station::{Sealer, Why};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Documents of runs: original record, certificate, notice, report, sampling form, summary
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng report 20261124-101500-pile-3f2a --as html --out certificate.html
  quanheng report 20261124-101500-lot-3f2a --as csv --lang both > readings.csv
  quanheng report --day 2026-11-25 --as xlsx --out today/
  quanheng report --day 2026-11-25 --paper summary --as html --out today.html
  quanheng report --blank lot --as html --out form.html
Without --paper a run gives the document that its verdict leads to; html is for printing, csv, xlsx and json give the
original record. A run that is not concluded or not signed by everybody gives a draft with a watermark.")]
pub struct ReportArgs {
    /// Ids of runs
    runs: Vec<String>,
    /// What kind of file
    #[arg(long = "as", value_enum)]
    form: FormArg,
    /// The file; a folder for several runs
    #[arg(long, value_name = "FILE|FOLDER")]
    out: Option<PathBuf>,
    /// Which document
    #[arg(long, value_enum)]
    paper: Option<PaperArg>,
    /// Every run of a day, YYYY-MM-DD
    #[arg(long, value_name = "DATE", conflicts_with = "runs", value_parser = super::ledger::day)]
    day: Option<String>,
    /// An empty form to fill in by hand
    #[arg(long, value_enum, conflicts_with_all = ["runs", "day"])]
    blank: Option<Blank>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormArg {
    Pdf,
    Html,
    Xlsx,
    Csv,
    Json,
    Dcc,
}

impl FormArg {
    const fn form(self) -> Form {
        match self {
            Self::Pdf => Form::Pdf,
            Self::Html => Form::Html,
            Self::Xlsx => Form::Xlsx,
            Self::Csv => Form::Csv,
            Self::Json => Form::Json,
            Self::Dcc => Form::Dcc,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PaperArg {
    /// 原始记录
    Record,
    /// 检定证书
    Certificate,
    /// 检定结果通知书
    Notice,
    /// 检验报告
    Report,
    /// 抽样单
    Sampling,
    /// 汇总表
    Summary,
}

impl PaperArg {
    const fn kind(self) -> PaperKind {
        match self {
            Self::Record => PaperKind::OriginalRecord,
            Self::Certificate => PaperKind::Certificate,
            Self::Notice => PaperKind::Notice,
            Self::Report => PaperKind::Report,
            Self::Sampling => PaperKind::SamplingForm,
            Self::Summary => PaperKind::Summary,
        }
    }
}

/// Kinds of runs that have forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Blank {
    /// 净含量检验
    Lot,
    /// 充电桩检定
    Pile,
    /// 衡器检定
    Scale,
}

/// Does the verb.
pub fn run(args: &ReportArgs, global: &Global) -> Outcome {
    let office = Office::of(&global.data).map_err(|why| failed(&why, global))?;
    let desk = Desk { args, global, office, form: args.form.form() };
    if desk.form == Form::Pdf && cfg!(not(feature = "pdf")) {
        return Err(failed(&no_pdf(), global));
    }
    if let Some(blank) = args.blank {
        return desk.blank(blank);
    }
    let ledger = Ledger::open_reading(&global.data).map_err(|why| said(&why, global))?;
    let runs = desk.wanted(&ledger)?;
    desk.print(ledger, &runs)
}

fn said(why: &LedgerError, global: &Global) -> Failure {
    Failure::said(why.exit(), why, global.lang)
}

fn failed(why: &Why, global: &Global) -> Failure {
    Failure::new(why.exit, why.words.get(global.lang))
}

/// Who was asked what.
struct Desk<'a> {
    args: &'a ReportArgs,
    global: &'a Global,
    office: Office,
    form: Form,
}

impl Desk<'_> {
    fn kind(&self) -> Option<PaperKind> {
        let of_data = self.form.of_data().then_some(PaperKind::OriginalRecord);
        self.args.paper.map(PaperArg::kind).or(of_data)
    }

    fn blank(&self, blank: Blank) -> Outcome {
        let kind = match blank {
            Blank::Lot => "lot",
            Blank::Pile => "pile",
            Blank::Scale => "scale",
        };
        let paper = self.args.paper.map_or(PaperKind::OriginalRecord, PaperArg::kind);
        if paper == PaperKind::SamplingForm && blank != Blank::Lot || paper == PaperKind::Summary {
            return Err(self.usage(
                "这种表没有空白格式；抽样单用 --blank lot --paper sampling",
                "there is no such empty form; a sampling form is --blank lot --paper sampling",
            ));
        }
        let composed =
            compose(&Recorded::blank(kind), Some(paper), self.office.laboratory()).map_err(|why| self.failed(&why))?;
        let name = format!("blank-{kind}-{}", paper.word());
        self.deliver(&self.bytes(std::slice::from_ref(&composed))?, self.args.out.as_deref(), &name)
    }

    fn usage(&self, zh: &str, en: &str) -> Failure {
        Failure::new(Exit::BadInput, if self.global.lang == Lang::Zh { zh } else { en })
    }

    fn failed(&self, why: &Why) -> Failure {
        failed(why, self.global)
    }

    /// The ids of the runs that were asked for.
    fn wanted(&self, ledger: &Ledger) -> Result<Vec<String>, Failure> {
        let Some(day) = &self.args.day else {
            if self.args.runs.is_empty() {
                return Err(self.usage(
                    "请给出任务编号，或 --day 日期，或 --blank 种类；quanheng ledger list 列出所有任务",
                    "name runs, or --day DATE, or --blank KIND; quanheng ledger list names all runs",
                ));
            }
            // A run that is named twice is one file.
            let mut runs: Vec<String> = Vec::with_capacity(self.args.runs.len());
            for run in &self.args.runs {
                if !runs.contains(run) {
                    runs.push(run.clone());
                }
            }
            return Ok(runs);
        };
        let query = RunQuery { from: Some(day.clone()), to: Some(day.clone()), ..RunQuery::default() };
        let page = ledger.search(&query, usize::MAX, 0).map_err(|why| said(&why, self.global))?;
        if page.runs.is_empty() {
            return Err(self.usage(&format!("{day} 没有任务"), &format!("there is no run of {day}")));
        }
        // The newest comes first from a search; a sheet begins with the morning.
        Ok(page.runs.into_iter().rev().map(|row| row.id).collect())
    }

    fn print(&self, ledger: Ledger, runs: &[String]) -> Outcome {
        let reader = Reader::of(ledger, super::book(self.global)?, super::profiles(self.global))
            .map_err(|why| self.failed(&why))?;
        let recorded = |run: &str| reader.recorded(run).map_err(|why| self.failed(&why));
        if self.kind() == Some(PaperKind::Summary) {
            let read = each(runs, recorded)?;
            let paper = summary(&read, self.office.laboratory());
            return self.deliver(&self.bytes(std::slice::from_ref(&paper))?, self.args.out.as_deref(), &name(&paper));
        }
        if let [run] = runs {
            let paper = self.paper(&recorded(run)?)?;
            let name = name(&paper);
            return self.deliver(&self.bytes(&[paper])?, self.args.out.as_deref(), &name);
        }
        // Several runs as one stream, or as a file each.
        if self.args.out.is_none() && matches!(self.form, Form::Csv | Form::Json) {
            let papers = each(runs, |run| self.paper(&recorded(run)?))?;
            return self.deliver(&self.bytes(&papers)?, None, "");
        }
        let folder = self.args.out.clone().unwrap_or_else(|| PathBuf::from("."));
        std::fs::create_dir_all(&folder).map_err(|why| self.no_folder(&folder, &why))?;
        let refused = |why: FileRefused| Failure::said(why.exit(), &why, self.global.lang);
        let mut batch = file::Batch::new(self.args.force);
        each(runs, |run| {
            let paper = self.paper(&recorded(run)?)?;
            let name = format!("{}.{}", name(&paper), self.form.ending());
            batch.add(&folder.join(name), &self.bytes(&[paper])?).map_err(refused)
        })?;
        batch.finish().map_err(refused)?;
        self.tell(&format!("{}", folder.display()), runs.len());
        Ok(Exit::Done)
    }

    fn paper(&self, recorded: &Recorded) -> Result<Paper, Failure> {
        let mut hand_out = |run: &str| self.hand_out(run).map_err(|why| eprintln!("quanheng: {}", why.message)).ok();
        let paper = self.office.paper(recorded, self.kind(), self.form.printed(), &mut hand_out);
        paper.map_err(|why| self.failed(&why))
    }

    /// Whoever has the ledger open hands codes out; then the paper is without one, and that is said.
    fn hand_out(&self, run: &str) -> Result<String, Failure> {
        let mut ledger = super::open_ledger(self.global)?;
        let sealer = Sealer::ready(&mut ledger).map_err(|why| self.failed(&why))?;
        Ok(sealer.hand_out(&mut ledger, run).map_err(|why| self.failed(&why))?.text())
    }

    /// The file of papers. What is to be said of it goes to standard error.
    fn bytes(&self, papers: &[Paper]) -> Result<Vec<u8>, Failure> {
        let made = self.office.made(papers, self.form, self.global.tongue).map_err(|why| self.failed(&why))?;
        if let (Some(why), [paper, ..]) = (&made.instead, papers) {
            return Err(self.html_instead(paper, &made.bytes, why.get(self.global.lang)));
        }
        for note in &made.notes {
            let _ = writeln!(std::io::stderr(), "{}", note.get(self.global.lang));
        }
        Ok(made.bytes)
    }

    /// Writes the HTML form that was made in place of a PDF, and says where and why.
    fn html_instead(&self, paper: &Paper, html: &[u8], why: &str) -> Failure {
        let name = format!("{}.html", name(paper));
        let name = name.trim_start_matches('-');
        let path = match &self.args.out {
            None => PathBuf::from(name),
            Some(folder) if folder.is_dir() => folder.join(name),
            Some(path) => path.with_extension("html"),
        };
        if let Err(failure) = self.store(&path, html) {
            return failure;
        }
        let message = papers::instead(self.global.lang, why, &path.display().to_string());
        Failure::new(Exit::Refused, message)
    }

    /// To standard output, or into the file that was named or that has a name of its own.
    fn deliver(&self, bytes: &[u8], out: Option<&Path>, name: &str) -> Outcome {
        let file = format!("{name}.{}", self.form.ending());
        let path = match out {
            None if self.form.text() => {
                let mut stdout = std::io::stdout().lock();
                // A reader that has gone away is no mistake of this program's.
                let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
                return Ok(Exit::Done);
            }
            None => PathBuf::from(file),
            Some(folder) if folder.is_dir() => folder.join(file),
            Some(path) => path.to_owned(),
        };
        self.store(&path, bytes)?;
        self.tell(&path.display().to_string(), 1);
        Ok(Exit::Done)
    }

    fn store(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        file::write(path, bytes, self.args.force).map_err(|why| Failure::said(why.exit(), &why, self.global.lang))
    }

    fn no_folder(&self, folder: &Path, why: &std::io::Error) -> Failure {
        let folder = folder.display();
        let message = match self.global.lang {
            Lang::Zh => format!("多个任务写入一个文件夹，而 {folder} 无法使用：{why}；请给出一个文件夹"),
            Lang::En => format!("several runs go into a folder, and {folder} cannot be used: {why}; name a folder"),
        };
        Failure::new(Exit::BadInput, message)
    }

    fn tell(&self, path: &str, count: usize) {
        print(&match (self.global.json, self.global.lang) {
            (true, _) => format!("{}\n", serde_json::json!({ "path": path, "documents": count })),
            (_, Lang::Zh) => format!("已写入 {path}（{count} 份）\n"),
            (_, Lang::En) => format!("written: {path} ({count})\n"),
        });
    }
}

/// Does something for each run, with a bar on a terminal.
fn each<T>(runs: &[String], mut act: impl FnMut(&str) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    let shown = runs.len() > 1 && std::io::stderr().is_terminal();
    let mut done = Vec::with_capacity(runs.len());
    for run in runs {
        done.push(act(run).inspect_err(|_| end_bar(shown))?);
        if shown {
            bar(done.len(), runs.len());
        }
    }
    end_bar(shown);
    Ok(done)
}

fn bar(done: usize, all: usize) {
    const WIDTH: usize = 30;
    let full = done.saturating_mul(WIDTH).checked_div(all).unwrap_or(WIDTH);
    let (full, rest) = ("█".repeat(full), "░".repeat(WIDTH.saturating_sub(full)));
    let _ = write!(std::io::stderr(), "\r{full}{rest} {done}/{all}");
}

fn end_bar(shown: bool) {
    if shown {
        let _ = writeln!(std::io::stderr());
    }
}
