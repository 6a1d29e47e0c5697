//! Two runs side by side: what they are, and every item with limit, value and verdict. A difference is told by sign and word.

use super::super::app::App;
use super::super::widgets::text::{clip, fit};
use super::{home, verdict};
use crate::locale::screen;
use crate::locale::verdict::{item_word, result_word};
use crate::regulation::Item;
use crate::station::{Compared, RunDetail};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Width of the names at the left, and of the word of a difference at the right.
const NAME: usize = 20;
const WORD: usize = 12;

/// Draws two runs.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, compared: &Compared) {
    let lines = lines(app, compared, usize::from(area.width));
    let most = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(area.height);
    app.scroll_most.set(most);
    frame.render_widget(Paragraph::new(lines).scroll((app.scroll.min(most), 0)), area);
}

fn lines(app: &App, compared: &Compared, width: usize) -> Vec<Line<'static>> {
    let lang = app.context.lang;
    let Compared { before, after } = compared;
    let field = |name: &str, of: &dyn Fn(&RunDetail) -> String| row(app, width, name, &of(before), &of(after));
    let mut lines: Vec<Line<'static>> = [
        field(&screen::compare_run(lang), &|run| run.summary.run.clone()),
        field(&screen::compare_kind(lang), &|run| home::kind_word(&run.summary.kind, lang).into_owned()),
        field(&screen::compare_title(lang), &|run| run.summary.title.clone()),
        field(&screen::compare_opened(lang), &|run| {
            run.summary.opened_at.get(..16).unwrap_or_default().replace('T', " ")
        }),
        field(&screen::compare_regulation(lang), &|run| {
            run.judgement.as_ref().map_or_else(|| "-".to_owned(), |judgement| judgement.regulation.clone())
        }),
        field(&screen::compare_verdict(lang), &|run| {
            verdict::stored_word(run.summary.verdict.as_deref(), &app.context).0
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    for name in items(compared) {
        let [one, other] = [before, after].map(|run| item(run, &name));
        let Some(known) = one.or(other) else { continue };
        let dash =
            |text: Option<&String>| text.map_or_else(|| "-".to_owned(), |text| result_word(text, lang).to_owned());
        lines.push(Line::raw(""));
        lines.push(Line::styled(format!(" {}", known.name.get(lang)), app.context.theme.title()));
        let pair = |of: &dyn Fn(&Item) -> String| [one, other].map(|item| item.map_or_else(|| "-".to_owned(), of));
        let parts = [
            (screen::compare_limit(lang), pair(&|item| dash(item.limit.as_ref()))),
            (screen::compare_value(lang), pair(&|item| dash(item.value.as_ref()))),
            (screen::compare_verdict(lang), pair(&|item| item_word(item.verdict, lang).to_owned())),
        ];
        lines.extend(parts.iter().flat_map(|(name, [one, other])| row(app, width, &format!("  {name}"), one, other)));
    }
    lines
}

/// The items of both, in the order of the first and then of the second.
fn items(compared: &Compared) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for run in [&compared.before, &compared.after] {
        for item in run.judgement.iter().flat_map(|judgement| &judgement.items) {
            if !names.contains(&item.item) {
                names.push(item.item.clone());
            }
        }
    }
    names
}

fn item<'a>(run: &'a RunDetail, name: &str) -> Option<&'a Item> {
    run.judgement.as_ref()?.items.iter().find(|item| item.item == name)
}

/// A row of both; for a screen reader one below the other.
fn row(app: &App, width: usize, name: &str, one: &str, other: &str) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let side = width.saturating_sub(NAME + WORD + 3) / 2;
    let (word, style) = if one == other {
        (format!("= {}", screen::compare_same(lang)), theme.dim())
    } else {
        (format!("{} {}", theme.sign("≠", "<>"), screen::compare_differs(lang)), theme.warn())
    };
    if theme.reader {
        let told = |which: &str, text: &str| Line::raw(clip(&format!("   {which} {text}"), width));
        return vec![Line::styled(clip(&format!(" {name}  {word}"), width), style), told("1:", one), told("2:", other)];
    }
    vec![Line::from(vec![
        Span::styled(format!(" {} ", fit(name, NAME)), theme.dim()),
        Span::raw(format!("{} ", fit(one, side))),
        Span::raw(format!("{} ", fit(other, side))),
        Span::styled(clip(&word, WORD), style),
    ])]
}
