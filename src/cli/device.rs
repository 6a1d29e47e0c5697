//! `device list|show|check|new`: the instruments this program knows, and one more.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::instrument::{Kind, Profile, Profiles, check_samples, skeleton};
use crate::locale::{Lang, Say};
use crate::protocol::Protocol;
use clap::{Args, Subcommand};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Device profiles
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng device list
  quanheng device list 耀华 scale
  quanheng device show yaohua-xk3190-a9
  quanheng device new my-scale --protocol yaohua-tf0 --out my-scale.toml
  quanheng device check my-scale.toml
Your own profiles go into DATA/devices/ and win over those of the program.")]
pub struct DeviceArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Every profile, or those in which all these words stand (id, maker, model, names, kind, protocol)
    List {
        /// Words, Chinese or English
        words: Vec<String>,
    },
    /// One profile
    Show {
        /// Its id
        id: String,
    },
    /// Look a profile over and decode its samples
    Check {
        /// The file
        file: PathBuf,
    },
    /// The beginning of a new profile, with what to fill in
    New {
        /// Its id: lower-case letters, digits and hyphens
        id: String,
        /// What it speaks
        #[arg(long, value_parser = |name: &str| Protocol::named(name))]
        protocol: Option<&'static Protocol>,
        /// What it is used for: scale, meter or standard
        #[arg(long, value_parser = kind)]
        kind: Option<Kind>,
        /// Write it into this new file
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

fn kind(text: &str) -> Result<Kind, String> {
    let kinds = [Kind::Scale, Kind::Meter, Kind::Standard];
    kinds.into_iter().find(|kind| kind.word() == text).ok_or_else(|| format!("{text:?}: scale | meter | standard"))
}

/// Does the verb.
pub fn run(args: &DeviceArgs, global: &Global) -> Outcome {
    match &args.verb {
        Verb::List { words } => {
            list(words, global);
            Ok(Exit::Done)
        }
        Verb::New { id, protocol, kind, out } => new(id, *protocol, *kind, out.as_deref(), global),
        Verb::Show { id } => show(id, global),
        Verb::Check { file } => check(file, global),
    }
}

/// Whether every word stands somewhere in what is known of a model.
fn matches(profile: &Profile, words: &[String]) -> bool {
    let Profile { id, kind, maker, model, name, protocol, status, .. } = profile;
    let known =
        [id, kind.word(), maker, model, &name.zh, &name.en, protocol.name, status.word()].join("\n").to_lowercase();
    words.iter().all(|word| known.contains(&word.to_lowercase()))
}

fn list(words: &[String], global: &Global) {
    let profiles = super::profiles(global);
    let found: Vec<_> = profiles.all().filter(|profile| matches(profile, words)).collect();
    if global.json {
        for p in found {
            let line = json!({ "id": p.id, "kind": p.kind.word(), "maker": p.maker, "model": p.model,
                "protocol": p.protocol.name, "status": p.status.word(), "zh": p.name.zh, "en": p.name.en });
            print(&format!("{line}\n"));
        }
        return;
    }
    if found.is_empty() {
        let words = words.join(" ");
        eprintln!(
            "{}",
            match global.lang {
                Lang::Zh =>
                    format!("没有含“{words}”的仪器配置；全部见 quanheng device list，新写一个用 quanheng device new"),
                Lang::En => format!(
                    "no profile has {words:?}; `quanheng device list` shows all, `quanheng device new` begins one"
                ),
            }
        );
    }
    let row = |p: &Profile| {
        [&p.id, p.kind.word(), p.protocol.name, p.status.word(), p.name.get(global.lang)].map(str::to_owned).to_vec()
    };
    print(&table(&found.into_iter().map(|profile| row(profile)).collect::<Vec<_>>()));
}

fn new(
    id: &str,
    protocol: Option<&'static Protocol>,
    kind: Option<Kind>,
    out: Option<&Path>,
    global: &Global,
) -> Outcome {
    let zh = global.lang == Lang::Zh;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(plain) {
        let message = if zh {
            format!("{id:?} 不能作 id：只用小写字母、数字和连字符")
        } else {
            format!("{id:?} cannot be an id: lower-case letters, digits and hyphens")
        };
        return Err(Failure::new(Exit::BadInput, message));
    }
    let of_protocol = |profile: &Profile| protocol == Some(profile.protocol);
    let wanted = |profile: &Profile| of_protocol(profile) && kind.is_none_or(|kind| profile.kind == kind);
    let example = Profiles::example(wanted).or_else(|| Profiles::example(of_protocol));
    let kind = kind.or_else(|| example.and_then(|text| Profile::parse(id, text).ok()).map(|profile| profile.kind));
    let text = skeleton(id, kind.unwrap_or(Kind::Scale), protocol, example);
    let Some(path) = out else {
        print(&text);
        return Ok(Exit::Done);
    };
    // Never over a file that is there: it may be somebody's work.
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|why| {
        let shown = path.display();
        let message =
            if zh { format!("没有写入 {shown}：{why}") } else { format!("{shown} was not written: {why}") };
        Failure::new(Exit::BadInput, message)
    })?;
    let shown = path.display();
    eprintln!(
        "{}",
        if zh {
            format!("已写入 {shown}；填好后执行 quanheng device check {shown}")
        } else {
            format!("{shown} is written; fill it in, then: quanheng device check {shown}")
        }
    );
    Ok(Exit::Done)
}

fn show(id: &str, global: &Global) -> Outcome {
    let profiles = super::profiles(global);
    let profile = profiles.get(id).ok_or_else(|| {
        let known = profiles.all().map(|profile| profile.id.as_str()).collect::<Vec<_>>().join(" ");
        let message = match global.lang {
            Lang::Zh => format!("没有仪器配置 {id:?}；可用：{known}"),
            Lang::En => format!("there is no device profile {id:?}; there are: {known}"),
        };
        Failure::new(Exit::BadInput, message)
    })?;
    print(&page(&profile, global.lang));
    Ok(Exit::Done)
}

fn page(profile: &Profile, lang: Lang) -> String {
    let mut out = format!("{}  [{}]\n", profile.name.get(lang), profile.id);
    out += &format!("{} {} · {} · {}\n", profile.maker, profile.model, profile.protocol.name, profile.status.word());
    out += &format!("{}\n", profile.source);
    if let Some(note) = &profile.note {
        out += &format!("{}\n", note.get(lang));
    }
    let lines: Vec<String> = profile.serial.iter().map(crate::instrument::SerialSettings::written).collect();
    out += &format!("{}\n", lines.join(", "));
    for ask in &profile.ask {
        let quantity = ask.measures(profile.protocol).map(|quantity| format!("{quantity:?}")).unwrap_or_default();
        let unit = ask.unit.map(|unit| unit.symbol()).unwrap_or_default();
        let status = ask.status.map(|status| status.word()).unwrap_or_default();
        out += format!("    {}  {quantity} {unit} {status}\n", ask.name()).trim_end_matches(' ');
    }
    out
}

fn check(file: &std::path::Path, global: &Global) -> Outcome {
    let text = read_text(file, global.lang)?;
    let profile = Profile::parse(&file.display().to_string(), &text).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(|mistake| mistake.say(global.lang)).collect();
        Failure::new(Exit::BadInput, lines.join("\n"))
    })?;
    let mut out = page(&profile, global.lang);
    for sample in check_samples(&profile) {
        let values: Vec<String> = sample
            .data
            .iter()
            .map(|datum| {
                let value = datum.value.as_ref().map_or("-".to_owned(), ToString::to_string);
                format!("{value} {}", datum.unit.map(|unit| unit.symbol()).unwrap_or_default())
            })
            .collect();
        let refused = if global.lang == Lang::Zh { "拒收" } else { "refused" };
        let given = if values.is_empty() { refused.to_owned() } else { values.join(", ") };
        out += &format!("    {} → {given}\n", sample.reply);
    }
    print(&out);
    Ok(Exit::Done)
}
