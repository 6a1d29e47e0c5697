//! The command line: one file a verb. A verb gets its arguments and answers with an exit code, results on stdout, talk
//! on stderr. Whatever goes wrong becomes a [`Failure`]: a sentence and a code, never a panic.

pub mod account;
pub mod bug;
pub mod decode;
pub mod demo;
pub mod demonstration;
pub mod device;
pub mod doctor;
pub mod draw;
pub mod judge;
pub mod ledger;
pub mod ocmf;
pub mod open;
pub mod pile_record;
pub mod ports;
pub mod probe;
pub mod read;
pub mod register;
pub mod regulation;
pub mod replay;
pub mod report;
pub mod run;
pub mod secret_entry;
pub mod sign;
pub mod signals;
pub mod simulate;
pub mod text;
pub mod trusted;
pub mod verify;
pub mod weights;

use crate::document::Tongue;
pub use crate::exit::Exit;
use crate::instrument::Profiles;
use crate::ledger::Ledger;
use crate::locale::{Lang, Say};
use crate::preferences::{self, Preferences};
use crate::regulation::Book;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Why a verb could not do its work: what is wrong, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The sentence, in the language of the user.
    pub message: String,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// A failure that something else can put into words.
    pub fn said(exit: Exit, why: &impl Say, lang: Lang) -> Self {
        Self::new(exit, why.say(lang))
    }
}

/// What every verb knows.
#[derive(Clone, Debug)]
pub struct Global {
    /// Where the ledger and the user's profiles and rules lie.
    pub data: PathBuf,
    /// The language of messages and screens.
    pub lang: Lang,
    /// The language of documents; both only where a verb writes them.
    pub tongue: Tongue,
    /// Facts as JSON.
    pub json: bool,
    /// Where the preferences lie: of a demonstration the same as of earnest work.
    pub settings: PathBuf,
}

/// What a verb answers.
pub type Outcome = Result<Exit, Failure>;

/// 权衡: verify charging piles and net contents, with a record nobody can quietly change.
#[derive(Parser, Debug)]
#[command(name = "quanheng", version, about, long_about = None, after_help = EXAMPLES)]
struct Arguments {
    /// Folder of the ledger, of your own device profiles and rules [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "QUANHENG_DATA")]
    data: Option<PathBuf>,
    /// Language of messages and screens: zh-CN or en, of documents also both [default: from the locale]
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Tongue>,
    /// Print facts as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

const EXAMPLES: &str = "Examples:
  quanheng demo lot                       a net-content inspection on a simulated scale
  quanheng demo pile                      a charging pile against a standard, simulated
  quanheng judge lot case.toml            judge a case from a file, no hardware
  quanheng read --device yaohua-xk3190-a9 --port /dev/ttyUSB0
Without a verb the terminal UI opens.";

#[derive(Subcommand, Debug)]
enum Verb {
    /// The UI on simulated instruments; everything is marked 演示 DEMONSTRATION
    Demo(demo::DemoArgs),
    /// What is wrong with this machine, and the command that mends it
    Doctor(doctor::DoctorArgs),
    /// Serial ports of this machine, why one cannot be used, and what is on them
    Ports(ports::PortsArgs),
    /// Read an instrument and print its values
    Read(read::ReadArgs),
    Replay(replay::ReplayArgs),
    /// Say what a frame means, or why it is refused
    Decode(decode::DecodeArgs),
    /// Answer on a pty as an instrument does
    Simulate(simulate::SimulateArgs),
    /// Judge a case from a file: verdict and arithmetic, no hardware, no ledger
    Judge(judge::JudgeArgs),
    /// Verify signed meter values of a charging pile (OCMF): signature and rules, each by itself
    Ocmf(ocmf::OcmfArgs),
    /// Draw the packages of a sample: random, and reproducible from the printed seed
    Draw(draw::DrawArgs),
    /// Do a run without the UI; one JSON line an event
    Run(run::RunArgs),
    Sign(sign::SignArgs),
    Report(report::ReportArgs),
    /// Device profiles
    Device(device::DeviceArgs),
    /// Regulations as data
    Regulation(regulation::RegulationArgs),
    /// Who may work with this ledger, and who may check and approve
    Account(account::AccountArgs),
    Register(register::RegisterArgs),
    /// The record: runs, entries, and whether the chain holds
    Ledger(ledger::LedgerArgs),
    Verify(verify::VerifyArgs),
}

/// The whole program: reads the arguments, does the verb, says what went wrong.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(why) => {
            // Help and version are answers, not mistakes; clap prints each where it belongs.
            let _ = why.print();
            if why.kind() == clap::error::ErrorKind::DisplayVersion {
                // The version alone says nothing of what the file has become since.
                text::print(&format!("SHA-256 {}\n", crate::machine::program::sha256().unwrap_or_default()));
            }
            return ExitCode::from(if why.use_stderr() { Exit::BadInput as u8 } else { Exit::Done as u8 });
        }
    };
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).unwrap_or_default());
    let local = Lang::from_locale(locale);
    let data = arguments.data.unwrap_or_else(default_data);
    let settings = data.join(preferences::FILE);
    // A file that is wrong is told by the screens, which need it; no other verb is stopped by it.
    let preferred = || Preferences::read(&settings).ok().and_then(|preferences| preferences.lang);
    let tongue = arguments.lang.unwrap_or_else(|| preferred().unwrap_or(local).into());
    let lang = tongue.one().unwrap_or(local);
    if tongue == Tongue::Both && !matches!(arguments.verb, Some(Verb::Report(_))) {
        eprintln!("quanheng: --lang both: report | --lang zh-CN | --lang en");
        return ExitCode::from(Exit::BadInput as u8);
    }
    bug::watch(lang);
    let global = Global { data, lang, tongue, json: arguments.json, settings };
    match perform(arguments.verb, &global) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(failure) => {
            eprintln!("quanheng: {}", failure.message);
            ExitCode::from(failure.exit as u8)
        }
    }
}

fn perform(verb: Option<Verb>, global: &Global) -> Outcome {
    match verb {
        None => open::run(global),
        Some(Verb::Demo(args)) => demo::run(&args, global),
        Some(Verb::Doctor(args)) => doctor::run(&args, global),
        Some(Verb::Ports(args)) => ports::run(&args, global),
        Some(Verb::Read(args)) => read::run(&args, global),
        Some(Verb::Replay(args)) => replay::run(&args, global),
        Some(Verb::Decode(args)) => decode::run(&args, global),
        Some(Verb::Simulate(args)) => simulate::run(&args, global),
        Some(Verb::Judge(args)) => judge::run(&args, global),
        Some(Verb::Ocmf(args)) => ocmf::run(&args, global),
        Some(Verb::Draw(args)) => draw::run(&args, global),
        Some(Verb::Run(args)) => run::run(&args, global),
        Some(Verb::Sign(args)) => sign::run(&args, global),
        Some(Verb::Report(args)) => report::run(&args, global),
        Some(Verb::Device(args)) => device::run(&args, global),
        Some(Verb::Regulation(args)) => regulation::run(&args, global),
        Some(Verb::Account(args)) => account::run(&args, global),
        Some(Verb::Register(args)) => register::run(&args, global),
        Some(Verb::Ledger(args)) => ledger::run(&args, global),
        Some(Verb::Verify(args)) => verify::run(&args, global),
    }
}

/// The platform's data folder: `$XDG_DATA_HOME/quanheng`, `%APPDATA%\quanheng`, else `~/.local/share/quanheng`.
fn default_data() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || folder("HOME").map(|home| home.join(".local/share"));
    folder("XDG_DATA_HOME").or_else(|| folder("APPDATA")).or_else(home).unwrap_or_default().join("quanheng")
}

/// The profiles of the program and of the user's folder; a mistake in one of the user's is told and does not hide the rest.
pub fn profiles(global: &Global) -> Arc<Profiles> {
    let (profiles, mistakes) = Profiles::with(own_files(&global.data.join("devices")));
    for mistake in mistakes {
        eprintln!("quanheng: {}", mistake.say(global.lang));
    }
    Arc::new(profiles)
}

/// The regulations of the program and of the user's folder. A wrong file stops the verb: nothing is judged by other figures.
pub fn book(global: &Global) -> Result<Arc<Book>, Failure> {
    let own = own_files(&global.data.join("rules")).into_iter();
    // The folder is no part of a file's name: the record names the file wherever the data folder lies.
    let name = |path: String| Path::new(&path).file_name().map_or(path.clone(), |name| name.display().to_string());
    let book = Book::with(own.map(|(path, text)| (name(path), text)));
    book.map(Arc::new).map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))
}

/// The texts of the TOML files of a folder and of the folders in it, by name; what cannot be read is passed over.
fn own_files(folder: &Path) -> Vec<(String, String)> {
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let nested = entries(folder).filter(|path| path.is_dir()).flat_map(|path| entries(&path).collect::<Vec<_>>());
    let files = entries(folder).chain(nested).filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    let files = files.into_iter();
    files.filter_map(|path| Some((path.display().to_string(), std::fs::read_to_string(&path).ok()?))).collect()
}

/// Opens the ledger of the data folder for writing.
pub fn open_ledger(global: &Global) -> Result<Ledger, Failure> {
    Ledger::open(&global.data).map_err(|why| Failure::said(why.exit(), &why, global.lang))
}

/// Reads a text file, or says why it cannot be read.
pub fn read_text(path: &Path, lang: Lang) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| {
        let path = path.display();
        let message = match lang {
            Lang::Zh => format!("无法读取 {path}：{why}"),
            Lang::En => format!("cannot read {path}: {why}"),
        };
        Failure::new(Exit::BadInput, message)
    })
}
