//! A run looked at afterwards: verdict and items, the trace, and the entries with their bytes.

use super::super::app::{App, Context};
use super::super::detail::Page;
use super::super::widgets::text::clip;
use super::{evidence, seals, verdict};
use crate::locale::{past, screen};
use crate::station::{EntryView, RunDetail, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Draws the detail of a run.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, detail: &RunDetail, snapshot: &Snapshot) {
    let context = &app.context;
    let (lang, theme) = (context.lang, context.theme);
    let signatures = super::people::signatures(app, detail, snapshot);
    let rows = [1, u16::from(signatures.is_some()), 1].map(Constraint::Length);
    let [about, signed, tabs, body] = Layout::vertical(rows.into_iter().chain([Constraint::Min(1)])).areas(area);
    frame.render_widget(signatures.unwrap_or_default(), signed);
    let (word, style) = verdict::stored_word(detail.summary.verdict.as_deref(), context);
    let title = clip(&detail.summary.title, usize::from(area.width).saturating_sub(30));
    frame.render_widget(
        Line::from(vec![Span::styled(format!(" {word}  "), style), Span::styled(title, theme.value())]),
        about,
    );
    let pages = [
        (Page::Items, screen::items_page(lang)),
        (Page::Charts, screen::charts_page(lang)),
        (Page::Trace, screen::trace_page(lang)),
        (Page::Readings, screen::readings_page(lang)),
        (Page::Frames, screen::frames_page(lang)),
        (Page::Amendments, screen::amendments_page(lang)),
        (Page::Seals, screen::seals_page(lang)),
        (Page::Entries, screen::entries_page(lang)),
    ];
    let tab = |(page, name): (Page, std::borrow::Cow<'static, str>)| {
        let style = if page == app.page { theme.step() } else { theme.dim() };
        [Span::raw(" "), Span::styled(format!(" {name} "), style)]
    };
    frame.render_widget(Line::from(pages.into_iter().flat_map(tab).collect::<Vec<_>>()), tabs);
    if app.page == Page::Charts {
        let most = super::charts::draw_judged(context, frame, body, detail.judgement.as_ref(), app.scroll);
        return app.scroll_most.set(most);
    }
    let lines = match (app.page, &detail.judgement) {
        (Page::Items, Some(judgement)) => {
            let mut lines = verdict::reasons(judgement, context, body.width);
            lines.push(Line::raw(""));
            lines.extend(verdict::items(judgement, context, body.width));
            lines.push(Line::raw(""));
            for warning in &judgement.warnings {
                let text = format!(" {} {}", warning.code, warning.words.get(lang));
                lines.extend(super::wrapped(&text, body.width, theme.warn()));
            }
            lines
        }
        (Page::Trace, Some(judgement)) => verdict::trace(judgement, context, body.width),
        (Page::Readings | Page::Frames | Page::Amendments, _) => evidence::lines(app.page, detail, context, body.width),
        (Page::Seals, _) => seals::lines(detail, snapshot.seals.as_deref(), context, body.width),
        (Page::Entries, _) => detail.entries.iter().flat_map(|entry| entry_lines(context, entry, body.width)).collect(),
        // Drawn above: a picture has no lines to scroll.
        (Page::Charts, _) => Vec::new(),
        (_, None) => unfinished(detail, context, body.width),
    };
    let most = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(body.height);
    app.scroll_most.set(most);
    frame.render_widget(Paragraph::new(lines).scroll((app.scroll.min(most), 0)), body);
}

/// A run without a verdict: how much of it is stored, the last thing that was, and how it goes on.
fn unfinished(detail: &RunDetail, context: &Context, width: u16) -> Vec<Line<'static>> {
    let lang = context.lang;
    let count = detail.entries.len().to_string();
    let mut lines = super::wrapped(&format!(" {}", past::unfinished(lang, &count)), width, context.theme.warn());
    if let Some(last) = detail.entries.last() {
        lines.push(Line::raw(""));
        lines.push(Line::styled(format!(" {}", past::stored_last(lang)), context.theme.dim()));
        lines.extend(entry_lines(context, last, width));
    }
    lines
}

/// An entry: number, time, hash and words; below it the bytes of its last frame.
fn entry_lines(context: &Context, entry: &EntryView, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let width = usize::from(width);
    let time = entry.at.get(..23).unwrap_or(&entry.at).replace('T', " ");
    let head = format!(" #{:<6} {time}  {}  ", entry.seq, entry.hash);
    let words = clip(entry.words.get(lang), width.saturating_sub(head.len()));
    let mut lines = vec![Line::from(vec![Span::styled(head, theme.dim()), Span::styled(words, theme.value())])];
    if let Some(frame) = entry.frames.last() {
        let text = format!("          {} {frame}  ({})", screen::frame(lang), entry.frames.len());
        lines.push(Line::styled(clip(&text, width), theme.dim()));
    }
    lines
}
