//! The page of seals: of each whether it holds now, by which key, over how many entries; and what does not hold, from where.

use super::super::app::Context;
use super::super::theme::Theme;
use super::{evidence, wrapped};
use crate::locale::past;
use crate::station::{EntryView, RunDetail, SealView, SealsView};
use ratatui::style::Style;
use ratatui::text::Line;

/// Kinds of entries that stand on the page.
const KINDS: [&str; 4] = ["seal", "code-handed-out", "run-checked", "run-approved"];

/// The lines of the page; `found` is what was found of the seals, once it was.
pub fn lines(detail: &RunDetail, found: Option<&SealsView>, context: &Context, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    // What was found of another run says nothing here.
    let Some(found) = found.filter(|found| found.run == detail.summary.run) else {
        return vec![Line::styled(format!(" {}", past::seals_judging(lang)), theme.dim())];
    };
    let (said, style) = whole(detail, found, context);
    let mut lines = wrapped(&format!(" {said}"), width, style);
    for entry in detail.entries.iter().filter(|entry| KINDS.contains(&entry.kind.as_str())) {
        lines.push(Line::raw(""));
        match found.seals.iter().find(|seal| seal.seq == entry.seq) {
            Some(seal) => lines.extend(seal_lines(entry, seal, context, width)),
            None => lines.extend(evidence::whole(entry, context, width)),
        }
    }
    lines
}

/// What is to be said of all of them together.
fn whole(detail: &RunDetail, found: &SealsView, context: &Context) -> (String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    let (good, bad) = (sign(theme, true), sign(theme, false));
    let (count, broken) = (found.seals.len(), found.broken());
    if let Some(why) = &found.unreadable {
        return (format!("{bad} {}", past::seals_unreadable(lang, why.get(lang))), theme.bad());
    }
    if found.unsealed {
        return (format!("{bad} {}", past::seals_unsealed(lang)), theme.bad());
    }
    match (count, broken) {
        (0, _) if detail.summary.verdict.is_none() => (past::seals_none_yet(lang).into_owned(), theme.dim()),
        (0, _) => (past::seals_none_old(lang).into_owned(), theme.warn()),
        (1, 0) => (format!("{good} {}", past::seal_holds_one(lang)), theme.good()),
        (_, 0) => (format!("{good} {}", past::seals_hold(lang, &count.to_string())), theme.good()),
        _ => {
            let said = past::seals_broken(lang, &broken.to_string(), &count.to_string());
            (format!("{bad} {said}"), theme.bad())
        }
    }
}

/// A seal: what it is, whether it holds, and the facts behind.
fn seal_lines(entry: &EntryView, seal: &SealView, context: &Context, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let holds = seal.wrong.is_none();
    let (word, style) =
        if holds { (past::seal_holds(lang), theme.good()) } else { (past::seal_broken(lang), theme.bad()) };
    let name = past::seal_of(lang, seal.purpose.get(lang));
    let mut lines = wrapped(&format!(" #{} {name}  {} {word}", entry.seq, sign(theme, holds)), width, style);
    if let Some(wrong) = &seal.wrong {
        lines.extend(wrapped(&format!("   {}", wrong.get(lang)), width, style));
    }
    if let Some((from, to)) = seal.first {
        let (from_text, to_text) = (from.to_string(), to.to_string());
        let first =
            if from == to { past::seal_first(lang, &from_text) } else { past::seal_among(lang, &from_text, &to_text) };
        lines.extend(wrapped(&format!("   {first}"), width, style));
    }
    if let Some(key) = &seal.key {
        let covers = past::seal_covers(lang, &seal.entries.to_string(), &seal.up_to.to_string());
        let facts = format!("   {}  {covers}", past::seal_key(lang, key));
        lines.extend(wrapped(&facts, width, theme.value()));
    }
    let sealed = past::seal_at(lang, &entry.at, &entry.hash);
    lines.extend(wrapped(&format!("   {sealed}"), width, theme.dim()));
    lines
}

const fn sign(theme: Theme, holds: bool) -> &'static str {
    if holds { theme.sign("✓", "[OK]") } else { theme.sign("✗", "[X]") }
}
