//! `report RUN...`: documents of runs as files, composed from what the ledger holds and nothing else.

use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::document::compose::Recorded;
use crate::document::{self, FileRefused, Laboratory, Paper, PaperKind, Tongue, compose, file, summary};
use crate::ledger::{ExportedRun, KeyHistory, Ledger, LedgerError, RunQuery};
use crate::locale::{Lang, file_mistake};
use crate::regulation::Book;
use crate::seal::{Code, KeySet, SignedBy};
use crate::station::{People, Sealer, Why};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    form: Form,
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
enum Form {
    Pdf,
    Html,
    Xlsx,
    Csv,
    Json,
    Dcc,
}

impl Form {
    const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Dcc => "xml",
        }
    }

    /// Files for people are the document of the verdict; files of data are the original record.
    const fn of_data(self) -> bool {
        matches!(self, Self::Xlsx | Self::Csv | Self::Json)
    }

    const fn text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Xlsx)
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
    let desk = Desk {
        args,
        global,
        laboratory: laboratory(global)?,
        tongue: global.tongue,
        #[cfg(feature = "pdf")]
        fonts: std::sync::OnceLock::new(),
    };
    if args.form == Form::Pdf && cfg!(not(feature = "pdf")) {
        return Err(no_pdf(global.lang));
    }
    if let Some(blank) = args.blank {
        return desk.blank(blank);
    }
    let ledger = Ledger::open_reading(&global.data).map_err(|why| said(&why, global))?;
    let runs = desk.wanted(&ledger)?;
    desk.print(ledger, &runs)
}

fn no_pdf(lang: Lang) -> Failure {
    let message = match lang {
        Lang::Zh => "本次构建不含 PDF；请用 --as html 并由浏览器打印，或用带 pdf 特性的构建",
        Lang::En => {
            "this build writes no PDF; use --as html and print it from a browser, or a build with the feature pdf"
        }
    };
    Failure::new(Exit::Refused, message)
}

fn said(why: &LedgerError, global: &Global) -> Failure {
    Failure::said(why.exit(), why, global.lang)
}

fn laboratory(global: &Global) -> Result<Laboratory, Failure> {
    let path = global.data.join(document::laboratory::FILE);
    if !path.exists() {
        return Ok(Laboratory::default());
    }
    let text = super::read_text(&path, global.lang)?;
    Laboratory::parse(&text).map_err(|why| {
        let (path, why) = (path.display(), file_mistake::say(global.lang, &why.to_string()));
        let message = match global.lang {
            Lang::Zh => format!("{path} 有误：{why}"),
            Lang::En => format!("{path} is wrong: {why}"),
        };
        Failure::new(Exit::BadInput, message)
    })
}

/// Who was asked what, and with which words on it.
struct Desk<'a> {
    args: &'a ReportArgs,
    global: &'a Global,
    laboratory: Laboratory,
    tongue: Tongue,
    #[cfg(feature = "pdf")]
    fonts: std::sync::OnceLock<document::pdf::Fonts>,
}

impl Desk<'_> {
    fn kind(&self) -> Option<PaperKind> {
        let of_data = self.args.form.of_data().then_some(PaperKind::OriginalRecord);
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
            compose(&Recorded::blank(kind), Some(paper), &self.laboratory).map_err(|why| self.failed(&why))?;
        let bytes = self.bytes(std::slice::from_ref(&composed))?;
        self.deliver(&bytes, self.args.out.as_deref(), &format!("blank-{kind}-{}", paper.word()))
    }

    fn usage(&self, zh: &str, en: &str) -> Failure {
        Failure::new(Exit::BadInput, if self.global.lang == Lang::Zh { zh } else { en })
    }

    fn failed(&self, why: &Why) -> Failure {
        Failure::new(why.exit, why.words.get(self.global.lang))
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
        let keys = KeyHistory::of(&ledger).map_err(|why| said(&why, self.global))?.set();
        let book = super::book(self.global)?;
        let people = People::read(&ledger).map_err(|why| said(&why, self.global))?;
        let mut reader = Reader { ledger, people, keys, book, global: self.global };
        if self.kind() == Some(PaperKind::Summary) {
            let recorded = each(runs, |run| reader.recorded(run))?;
            let paper = summary(&recorded, &self.laboratory);
            let bytes = self.bytes(std::slice::from_ref(&paper))?;
            return self.deliver(&bytes, self.args.out.as_deref(), &format!("summary-{}", paper.day));
        }
        if let [run] = runs {
            let paper = self.paper(&mut reader, run)?;
            let name = format!("{run}-{}", paper.kind.word());
            return self.deliver(&self.bytes(&[paper])?, self.args.out.as_deref(), &name);
        }
        // Several runs as one stream, or as a file each.
        if self.args.out.is_none() && matches!(self.args.form, Form::Csv | Form::Json) {
            let papers = each(runs, |run| self.paper(&mut reader, run))?;
            return self.deliver(&self.bytes(&papers)?, None, "");
        }
        let folder = self.args.out.clone().unwrap_or_else(|| PathBuf::from("."));
        std::fs::create_dir_all(&folder).map_err(|why| self.no_folder(&folder, &why))?;
        let refused = |why: FileRefused| Failure::said(why.exit(), &why, self.global.lang);
        let mut batch = file::Batch::new(self.args.force);
        each(runs, |run| {
            let paper = self.paper(&mut reader, run)?;
            let name = format!("{run}-{}.{}", paper.kind.word(), self.args.form.ending());
            batch.add(&folder.join(name), &self.bytes(&[paper])?).map_err(refused)
        })?;
        batch.finish().map_err(refused)?;
        self.tell(&format!("{}", folder.display()), runs.len());
        Ok(Exit::Done)
    }

    fn paper(&self, reader: &mut Reader<'_>, run: &str) -> Result<Paper, Failure> {
        let recorded = reader.recorded(run)?;
        let mut paper = compose(&recorded, self.kind(), &self.laboratory).map_err(|why| self.failed(&why))?;
        if paper.mark.is_none() && matches!(self.args.form, Form::Pdf | Form::Html) {
            paper.code = reader.code(&recorded);
        }
        Ok(paper)
    }

    fn bytes(&self, papers: &[Paper]) -> Result<Vec<u8>, Failure> {
        let (tongue, [paper, ..]) = (self.tongue, papers) else { return Ok(Vec::new()) };
        let broken = |why: String| {
            let message = match self.global.lang {
                Lang::Zh => format!("无法编写文件：{why}"),
                Lang::En => format!("the file cannot be composed: {why}"),
            };
            Failure::new(Exit::Refused, message)
        };
        match self.args.form {
            Form::Html => Ok(document::html::write(paper, tongue).into_bytes()),
            Form::Csv => document::csv::write(papers, tongue).map_err(|why| broken(why.to_string())),
            Form::Json => Ok(document::json::write(papers).into_bytes()),
            Form::Xlsx => document::xlsx::write(paper, tongue).map_err(|why| broken(why.to_string())),
            Form::Dcc => document::dcc::write(paper, &self.laboratory, tongue)
                .map(String::into_bytes)
                .map_err(|why| self.failed(&why)),
            Form::Pdf => self.pdf(papers),
        }
    }

    #[cfg(not(feature = "pdf"))]
    fn pdf(&self, _papers: &[Paper]) -> Result<Vec<u8>, Failure> {
        Err(no_pdf(self.global.lang))
    }

    /// Writes the HTML form, which needs no font of this machine, and says where and why.
    #[cfg(feature = "pdf")]
    fn html_instead(&self, paper: &Paper, why: &str) -> Failure {
        let name = format!("{}-{}.html", paper.record, paper.kind.word());
        let name = name.trim_start_matches('-');
        let path = match &self.args.out {
            None => PathBuf::from(name),
            Some(folder) if folder.is_dir() => folder.join(name),
            Some(path) => path.with_extension("html"),
        };
        if let Err(failure) = self.store(&path, document::html::write(paper, self.tongue).as_bytes()) {
            return failure;
        }
        let path = path.display();
        let message = match self.global.lang {
            Lang::Zh => format!("{why}；已改写 HTML：{path}"),
            Lang::En => format!("{why}; the HTML form was written instead: {path}"),
        };
        Failure::new(Exit::Refused, message)
    }

    /// The first paper, with all of them as JSON in it. What is to be said of it goes to standard error.
    #[cfg(feature = "pdf")]
    fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, Failure> {
        use crate::document::pdf::{Fonts, PdfError, pdf};
        use crate::locale::Say;
        let [paper, ..] = papers else { return Ok(Vec::new()) };
        let lang = self.global.lang;
        let (own, templates) = (self.global.data.join("fonts"), self.global.data.join("templates"));
        let templates = templates.is_dir().then_some(templates);
        // Sheets of a whole day are set with the fonts of the first.
        let fonts = self.fonts.get_or_init(|| Fonts::of_machine(&own));
        let attached = document::json::write(papers);
        let set =
            pdf(paper, attached.as_bytes(), self.tongue, templates.as_deref(), fonts).map_err(|why| match why {
                PdfError::NoFont => self.html_instead(paper, &why.say(lang)),
                why => Failure::new(why.exit(), why.say(lang)),
            })?;
        for note in &set.notes {
            let _ = writeln!(std::io::stderr(), "{}", note.get(lang));
        }
        Ok(set.bytes)
    }

    /// To standard output, or into the file that was named or that has a name of its own.
    fn deliver(&self, bytes: &[u8], out: Option<&Path>, name: &str) -> Outcome {
        let file = format!("{name}.{}", self.args.form.ending());
        let path = match out {
            None if self.args.form.text() => {
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

/// Reads runs, and only those that hold.
struct Reader<'a> {
    ledger: Ledger,
    people: People,
    keys: KeySet,
    book: Arc<Book>,
    global: &'a Global,
}

impl Reader<'_> {
    fn recorded(&self, run: &str) -> Result<Recorded, Failure> {
        let failed = |why: LedgerError| said(&why, self.global);
        let recorded = Recorded::read(&self.ledger, run, self.people.roll(), &self.book).map_err(failed)?;
        let recorded = recorded.ok_or_else(|| {
            let message = match self.global.lang {
                Lang::Zh => format!("记录中没有任务 {run}；quanheng ledger list 列出所有任务"),
                Lang::En => format!("the ledger has no run {run}; quanheng ledger list names them all"),
            };
            Failure::new(Exit::BadInput, message)
        })?;
        if recorded.judgement.is_some() {
            self.holds(run)?;
        }
        Ok(recorded)
    }

    /// No document of a run whose entries or seals do not hold.
    fn holds(&self, run: &str) -> Result<(), Failure> {
        let exported = ExportedRun::of(&self.ledger, run, &self.keys).map_err(|why| said(&why, self.global))?;
        let Some((seq, why)) = exported.and_then(|exported| exported.examine().wrong.into_iter().next()) else {
            return Ok(());
        };
        let (place, why) = (self.ledger.path().display(), why.get(self.global.lang));
        let message = match self.global.lang {
            Lang::Zh => format!(
                "{place} 中任务 {run} 的条目 {seq} 不成立：{why}；不出文件。用 quanheng ledger check 查看，用 quanheng ledger restore 从备份恢复"
            ),
            Lang::En => format!(
                "entry {seq} of run {run} in {place} does not hold: {why}; no document is made of it. quanheng ledger check tells more, quanheng ledger restore brings a backup back"
            ),
        };
        Err(Failure::new(Exit::Integrity, message))
    }

    /// The code on a final document: the one that was handed out since everybody signed, or a new one.
    fn code(&mut self, recorded: &Recorded) -> Option<String> {
        let signers = &recorded.signers;
        let now = SignedBy {
            verifier: signers.verifier().is_some(),
            checker: signers.checked().is_some(),
            approver: signers.approved().is_some(),
        };
        let covers = |text: &String| Code::parse(text).is_ok_and(|code| code.signed_by() == now);
        if let Some(code) = recorded.code.clone().filter(covers) {
            return Some(code);
        }
        self.hand_out(&recorded.run).map_err(|why| eprintln!("quanheng: {}", why.message)).ok()
    }

    /// Whoever has the ledger open hands codes out; then the paper is without one, and that is said.
    fn hand_out(&mut self, run: &str) -> Result<String, Failure> {
        let failed = |why: Why| Failure::new(why.exit, why.words.get(self.global.lang));
        let mut ledger = super::open_ledger(self.global)?;
        let sealer = Sealer::ready(&mut ledger).map_err(failed)?;
        Ok(sealer.hand_out(&mut ledger, run).map_err(failed)?.text())
    }
}
