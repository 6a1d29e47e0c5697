//! `device list|show|check`: the instruments this program knows.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::instrument::{Profile, check_samples};
use crate::locale::{Lang, Say};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;

/// Device profiles
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng device list
  quanheng device show yaohua-xk3190-a9
  quanheng device check my-scale.toml
Your own profiles go into DATA/devices/ and win over those of the program.")]
pub struct DeviceArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Every profile
    List,
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
}

/// Does the verb.
pub fn run(args: &DeviceArgs, global: &Global) -> Outcome {
    match &args.verb {
        Verb::List => {
            list(global);
            Ok(Exit::Done)
        }
        Verb::Show { id } => show(id, global),
        Verb::Check { file } => check(file, global),
    }
}

fn list(global: &Global) {
    let profiles = super::profiles(global);
    if global.json {
        for p in profiles.all() {
            let line = json!({ "id": p.id, "kind": p.kind.word(), "maker": p.maker, "model": p.model,
                "protocol": p.protocol.name, "status": p.status.word(), "zh": p.name.zh, "en": p.name.en });
            print(&format!("{line}\n"));
        }
        return;
    }
    let row = |p: &Profile| {
        [&p.id, p.kind.word(), p.protocol.name, p.status.word(), p.name.get(global.lang)].map(str::to_owned).to_vec()
    };
    print(&table(&profiles.all().map(|profile| row(profile)).collect::<Vec<_>>()));
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
