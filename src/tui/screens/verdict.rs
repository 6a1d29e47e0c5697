//! Verdicts, items and the trace, as every screen shows them: by word and shape, never by colour alone.

use super::super::app::Context;
use super::super::widgets::text::{clip, fit};
use super::wrapped;
use crate::locale::screen;
use crate::locale::verdict::{document_word, item_word, result_word, status_word, verdict_word};
use crate::regulation::{Conclusion, Document, Item, ItemVerdict, Judgement, PackageClass, Status, Step, Warning};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::collections::VecDeque;

/// Sign, word and style of a verdict.
pub fn verdict(conclusion: Conclusion, context: &Context) -> (String, Style) {
    let theme = context.theme;
    let (sign, style) = match conclusion {
        Conclusion::Pass => (theme.sign("✓", "[OK]"), theme.good()),
        Conclusion::Fail => (theme.sign("✗", "[X]"), theme.bad()),
        Conclusion::Incomplete => (theme.sign("…", "[..]"), theme.warn()),
        Conclusion::ConditionsNotMet => (theme.sign("⊘", "[--]"), theme.warn()),
    };
    (format!("{sign} {}", verdict_word(conclusion, context.lang)), style)
}

/// The same from the word in the ledger; no verdict yet means open.
pub fn stored_word(word: Option<&str>, context: &Context) -> (String, Style) {
    let conclusion = match word {
        Some("pass") => Conclusion::Pass,
        Some("fail") => Conclusion::Fail,
        Some("conditions-not-met") => Conclusion::ConditionsNotMet,
        Some(_) => Conclusion::Incomplete,
        None => return (format!("> {}", screen::open(context.lang)), context.theme.key()),
    };
    verdict(conclusion, context)
}

/// Sign and style of an item's verdict.
pub fn item_style(verdict: ItemVerdict, context: &Context) -> Style {
    match verdict {
        ItemVerdict::Pass => context.theme.good(),
        ItemVerdict::Fail => context.theme.bad(),
        ItemVerdict::Incomplete => context.theme.warn(),
        ItemVerdict::NotApplicable => context.theme.dim(),
    }
}

/// Sign, word and style of a package.
pub fn package(class: PackageClass, context: &Context) -> (&'static str, Style) {
    let theme = context.theme;
    match class {
        PackageClass::Ok => (theme.sign("✓", "ok"), theme.good()),
        PackageClass::T1 => (theme.sign("▲ T1", "! T1"), theme.warn()),
        PackageClass::T2 => (theme.sign("✗ T2", "X T2"), theme.bad()),
    }
}

/// How well the figures of a regulation are known, in words.
pub fn status(status: Status, context: &Context) -> (String, Style) {
    let (words, style) = match status {
        Status::Confirmed => (screen::confirmed(context.lang), context.theme.dim()),
        Status::SingleSource => (screen::single_source(context.lang), context.theme.dim()),
        Status::Unconfirmed => (screen::unconfirmed(context.lang), context.theme.warn()),
    };
    (words.into_owned(), style)
}

/// The paper that follows.
pub const fn document(document: Document, context: &Context) -> &'static str {
    document_word(document, context.lang)
}

/// Why, in sentences.
pub fn reasons(judgement: &Judgement, context: &Context, width: u16) -> Vec<Line<'static>> {
    let (_, style) = verdict(judgement.verdict, context);
    let line = |words: &crate::locale::Words| wrapped(&format!(" {}", words.get(context.lang)), width, style);
    judgement.reasons.iter().flat_map(line).collect()
}

/// The items of a judgement, a line each.
pub fn items(judgement: &Judgement, context: &Context, width: u16) -> Vec<Line<'static>> {
    items_of(&judgement.items, context, width)
}

/// Some items, a line each.
pub fn items_of<'a>(items: impl IntoIterator<Item = &'a Item>, context: &Context, width: u16) -> Vec<Line<'static>> {
    items.into_iter().map(|item| item_line(item, context, usize::from(width))).collect()
}

fn item_line(item: &Item, context: &Context, width: usize) -> Line<'static> {
    let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let narrow = width < 120;
    let (name, limit, value) = if narrow { (18, 17, 19) } else { (26, 22, 40) };
    let clause = if narrow { String::new() } else { fit(&dash(&item.clause), 24) };
    Line::from(vec![
        Span::raw(format!(" {} ", fit(item.name.get(context.lang), name))),
        Span::styled(fit(item_word(item.verdict, context.lang), 11), item_style(item.verdict, context)),
        // Columns never touch: what fills one ends before the next begins.
        Span::raw(format!("{} ", fit(&dash(&item.limit), limit - 1))),
        Span::styled(
            format!("{} ", fit(result_word(&dash(&item.value), context.lang), value - 1)),
            context.theme.value(),
        ),
        Span::styled(clause, context.theme.dim()),
        Span::styled(clip(status_word(item.status, context.lang), 14), status(item.status, context).1),
    ])
}

/// The trace of a judgement: number, words, clause; formula, values and result below.
pub fn trace(judgement: &Judgement, context: &Context, width: u16) -> Vec<Line<'static>> {
    trace_parts(judgement, context, width).flatten().collect()
}

/// As much of the end of a trace as `rows` hold. No more of it is put together: a run under way is drawn many times a
/// second, and its trace grows long.
pub fn trace_end(judgement: &Judgement, context: &Context, width: u16, rows: usize) -> Vec<Line<'static>> {
    let mut lines = VecDeque::new();
    for part in trace_parts(judgement, context, width).rev() {
        part.into_iter().rev().for_each(|line| lines.push_front(line));
        if lines.len() >= rows {
            break;
        }
    }
    let hidden = lines.len().saturating_sub(rows);
    lines.into_iter().skip(hidden).collect()
}

/// The steps and the warnings of a trace, each put together when it is asked for.
fn trace_parts(
    judgement: &Judgement,
    context: &Context,
    width: u16,
) -> impl DoubleEndedIterator<Item = Vec<Line<'static>>> {
    let (lang, theme) = (context.lang, context.theme);
    let step = move |(index, step): (usize, &Step)| {
        let clause = step.clause.as_ref().map_or(String::new(), |clause| format!("  [{clause}]"));
        let head = format!(" {}. {}{clause}", index + 1, step.words.get(lang));
        let values: Vec<String> = step.values.iter().map(|(symbol, value)| format!("{symbol} = {value}")).collect();
        let arrow = theme.sign("→", "=>");
        let values = if values.is_empty() { String::new() } else { format!("   {}", values.join(", ")) };
        let arithmetic = format!("     {}{values}   {arrow} {}", step.formula, result_word(&step.result, lang));
        wrapped(&head, width, theme.value()).into_iter().chain(wrapped(&arithmetic, width, Style::new())).collect()
    };
    let warning = move |warning: &Warning| {
        let words = wrapped(&format!(" {} {}", warning.code, warning.words.get(lang)), width, theme.warn());
        std::iter::once(Line::raw("")).chain(words).collect()
    };
    judgement.trace.iter().enumerate().map(step).chain(judgement.warnings.iter().map(warning))
}
