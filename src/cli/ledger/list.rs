//! `ledger list`: the runs, or those that are looked for; the newest last, where the eye is.

use super::super::text::{print, table};
use super::super::{Exit, Failure, Global, Outcome};
use super::said;
use crate::ledger::{Ledger, LedgerError, RunQuery, RunRow, RunState};
use crate::locale::{Lang, Say};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::json;

/// Which runs are listed
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Only this kind: lot, pile
    #[arg(long)]
    kind: Option<String>,
    /// Only this verdict; `open` for runs without one
    #[arg(long, value_parser = ["pass", "fail", "incomplete", "conditions-not-met", OPEN])]
    verdict: Option<String>,
    /// Only runs that have come so far; `concluded` waits for a check, `checked` for an approval
    #[arg(long, value_parser = PossibleValuesParser::new(RunState::ALL.map(RunState::word)))]
    state: Option<String>,
    /// First day of the test, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<String>,
    /// Last day of the test, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<String>,
    /// Words that stand in id, title, instrument, place, maker, model or batch
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// At most so many, the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

const OPEN: &str = "open";

/// A day of the calendar, as an argument.
pub(in crate::cli) fn day(text: &str) -> Result<String, String> {
    let day: Result<jiff::civil::Date, _> = text.parse();
    day.map(|day| day.to_string()).map_err(|_| format!("{text:?}: a day as YYYY-MM-DD"))
}

/// Does the verb.
pub fn run(args: &ListArgs, global: &Global) -> Outcome {
    let query = query(args, global)?;
    match Ledger::open_reading(&global.data) {
        Ok(ledger) => list(&ledger, &query, args.limit, global).map_err(|why| said(&why, global)),
        Err(why @ LedgerError::Missing(_)) => {
            eprintln!("{}", why.say(global.lang));
            Ok(Exit::Done)
        }
        Err(why) => Err(said(&why, global)),
    }
}

/// What is looked for. `--verdict open` is the state of having none.
fn query(args: &ListArgs, global: &Global) -> Result<RunQuery, Failure> {
    let asked = args.state.as_deref().and_then(RunState::named);
    let verdict = args.verdict.clone().filter(|verdict| verdict != OPEN);
    let open = (args.verdict.is_some() && verdict.is_none()).then_some(RunState::Open);
    if let (Some(_), Some(state)) = (open, asked.filter(|state| *state != RunState::Open)) {
        let word = state.word();
        return Err(Failure::new(
            Exit::BadInput,
            match global.lang {
                Lang::Zh => format!("--verdict open 与 --state {word} 矛盾：未结束的任务只有状态 open，请去掉其中一个"),
                Lang::En => format!(
                    "--verdict open contradicts --state {word}: a run without a verdict is `open`; leave one of them out"
                ),
            },
        ));
    }
    Ok(RunQuery {
        text: args.text.clone().unwrap_or_default(),
        kind: args.kind.clone(),
        verdict,
        from: args.from.clone(),
        to: args.to.clone(),
        demonstration: None,
        state: open.or(asked),
    })
}

fn list(ledger: &Ledger, query: &RunQuery, limit: Option<usize>, global: &Global) -> Result<Exit, LedgerError> {
    let mut page = ledger.search(query, limit.unwrap_or(usize::MAX), 0)?;
    page.runs.reverse();
    if global.json {
        print(&page.runs.iter().map(line).collect::<String>());
    } else {
        print(&table(&page.runs.iter().map(|run| cells(run, global.lang)).collect::<Vec<_>>()));
    }
    let (shown, total) = (page.runs.len(), page.total);
    if u64::try_from(shown).is_ok_and(|shown| shown < total) {
        eprintln!(
            "{}",
            match global.lang {
                Lang::Zh => format!("共 {total} 个任务，列出最新的 {shown} 个"),
                Lang::En => format!("{total} runs, the newest {shown} are listed"),
            }
        );
    }
    Ok(Exit::Done)
}

fn cells(run: &RunRow, lang: Lang) -> Vec<String> {
    let open = if lang == Lang::Zh { "未结束" } else { "open" };
    let verdict = run.verdict.clone().unwrap_or_else(|| open.to_owned());
    let mark = if run.demonstration { "演示 DEMONSTRATION" } else { "" };
    vec![run.id.clone(), run.date.clone(), verdict, run.title.clone(), run.place.clone(), mark.to_owned()]
}

fn line(run: &RunRow) -> String {
    let RunRow { id, kind, title, instrument, place, date, demonstration, .. } = run;
    let line = json!({ "run": id, "kind": kind, "title": title, "demonstration": demonstration,
        "opened_seq": run.opened_seq, "opened_at": run.opened_at, "concluded_seq": run.concluded_seq, "verdict": run.verdict,
        "instrument": instrument, "place": place, "date": date, "state": run.state.word() });
    format!("{line}\n")
}
