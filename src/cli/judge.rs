//! `judge lot|pile|scale FILE`: case in, verdict and arithmetic out; no hardware, no ledger.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::locale::verdict::{document_word, item_word, result_word, status_word, verdict_word};
use crate::locale::{Lang, Say};
use crate::regulation::{
    Conclusion, Format, Judgement, LotCase, PileCase, Refusal, ScaleCase, judge_lot, judge_pile, judge_scale,
};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Judge a case from a file: verdict and arithmetic, no hardware, no ledger
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng judge lot case.toml
  quanheng judge pile gun-a.json --json
  quanheng judge scale shop-scale.toml
  quanheng judge lot case.toml --regulation cn-jjf1070-2005 --lang en
The file's form is by its ending (.toml, .json).")]
pub struct JudgeArgs {
    /// What kind of case
    #[arg(value_enum)]
    pub kind: CaseKind,
    /// The case
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Judge by this regulation instead of the one the case names or its date chooses
    #[arg(long, value_name = "ID")]
    pub regulation: Option<String>,
}

/// Kinds of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CaseKind {
    /// 净含量检验: net content of a lot
    Lot,
    /// 充电桩检定: a charging pile
    Pile,
    /// 秤检定: a scale
    Scale,
}

/// Judges the case.
pub fn run(args: &JudgeArgs, global: &Global) -> Outcome {
    let refused = |why: Refusal| {
        let exit = if why.is_refused() { Exit::Refused } else { Exit::BadInput };
        Failure::said(exit, &why, global.lang)
    };
    let text = read_text(&args.file, global.lang)?;
    let ending = args.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let format = Format::of_ending(ending).ok_or_else(|| unknown_ending(args, global.lang))?;
    let book = super::book(global)?;
    let regulation = args.regulation.clone();
    let judgement = match args.kind {
        CaseKind::Lot => LotCase::from_text(&text, format).and_then(|mut case| {
            case.regulation = regulation.or(case.regulation);
            judge_lot(&case, &book)
        }),
        CaseKind::Pile => match PileCase::from_text(&text, format) {
            Ok(mut case) => {
                case.regulation = regulation.or(case.regulation);
                super::pile_record::resolve(&mut case, &args.file, global)?;
                judge_pile(&case, &book)
            }
            Err(why) => Err(why),
        },
        CaseKind::Scale => ScaleCase::from_text(&text, format).and_then(|mut case| {
            case.regulation = regulation.or(case.regulation);
            judge_scale(&case, &book)
        }),
    }
    .map_err(refused)?;
    let out = if global.json {
        format!("{}\n", serde_json::to_string_pretty(&judgement).unwrap_or_default())
    } else {
        page(&judgement, global.lang)
    };
    print(&out);
    Ok(exit_of(judgement.verdict))
}

/// The exit code of a verdict.
pub const fn exit_of(verdict: Conclusion) -> Exit {
    match verdict {
        Conclusion::Pass => Exit::Done,
        Conclusion::Fail | Conclusion::Incomplete | Conclusion::ConditionsNotMet => Exit::NotConforming,
    }
}

fn unknown_ending(args: &JudgeArgs, lang: Lang) -> Failure {
    let path = args.file.display();
    let message = match lang {
        Lang::Zh => format!("{path}：不认识的文件类型；案例文件应以 .toml 或 .json 结尾"),
        Lang::En => format!("{path}: unknown kind of file; a case ends in .toml or .json"),
    };
    Failure::new(Exit::BadInput, message)
}

/// A judgement as a page to read.
pub fn page(judgement: &Judgement, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = format!("{}\n", verdict_word(judgement.verdict, lang));
    let status = status_word(judgement.regulation_status, lang);
    out += &format!("{}  [{}] {status}\n", judgement.title.get(lang), judgement.regulation);
    if let Some(own) = &judgement.overridden {
        let words = if zh { "本单位规则文件替换了部分数据：" } else { "figures replaced by " };
        out += &format!("{words}{} (SHA-256 {})\n", own.file, own.sha256);
    }
    if let Some(document) = judgement.document {
        out += &format!("{}{}\n", if zh { "出具：" } else { "document: " }, document_word(document, lang));
    }
    if let Some(valid_until) = &judgement.valid_until {
        out += &format!("{}{valid_until}\n", if zh { "有效期至：" } else { "valid until: " });
    }
    for reason in &judgement.reasons {
        out += &format!("{} {}\n", if zh { "·" } else { "-" }, reason.get(lang));
    }
    out += "\n";
    out += &table(&items(judgement, lang));
    out += "\n";
    for (number, step) in judgement.trace.iter().enumerate() {
        let clause = step.clause.as_ref().map_or(String::new(), |clause| format!("  [{clause}]"));
        out += &format!("{:>2}. {}{clause}\n", number + 1, step.words.get(lang));
        let values: Vec<String> = step.values.iter().map(|(symbol, value)| format!("{symbol} = {value}")).collect();
        let values = if values.is_empty() { String::new() } else { format!("   {}", values.join(", ")) };
        out += &format!("    {}{values}   → {}\n", step.formula, result_word(&step.result, lang));
    }
    for warning in &judgement.warnings {
        out += &format!("\n{} {} {}", if zh { "注意" } else { "note" }, warning.code, warning.words.get(lang));
    }
    if !judgement.warnings.is_empty() {
        out += "\n";
    }
    out
}

fn items(judgement: &Judgement, lang: Lang) -> Vec<Vec<String>> {
    let heads = match lang {
        Lang::Zh => ["项目", "结论", "限值", "测得", "条款", "数据状态"],
        Lang::En => ["item", "verdict", "limit", "value", "clause", "figures"],
    };
    let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let rows = judgement.items.iter().map(|item| {
        vec![
            item.name.say(lang),
            item_word(item.verdict, lang).to_owned(),
            dash(&item.limit),
            result_word(&dash(&item.value), lang).to_owned(),
            dash(&item.clause),
            status_word(item.status, lang).to_owned(),
        ]
    });
    std::iter::once(heads.map(str::to_owned).to_vec()).chain(rows).collect()
}
