//! A form on the screen: headings, fields with unit and range beside them, what is wrong, the button, and what is folded.

use super::super::app::Context;
use super::super::checks;
use super::super::field::{Field, Value};
use super::super::form::{Form, Stop};
use super::super::standard_part;
use super::super::widgets::text::{clip, fit, scrolled, wrap};
use crate::locale::forms;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Widest label that all labels make room for; a section with wider ones (lines of a rule) makes room for itself.
const LABEL_MAX: usize = 30;
/// So many cells stay for the values of such a section.
const VALUE_KEPT: usize = 32;
/// What is beside a field begins behind so many cells of its value, whether they are full or not.
const VALUE_LEAST: usize = 20;
/// Narrowest window with two columns.
const TWO_COLUMNS: u16 = 150;

/// A line of the form.
enum Row {
    Gap,
    Heading(usize),
    Stop(Stop),
    /// What is told of the field above, as far as there was no room beside it.
    Told(String, Style),
    /// What is known of the choice above, as far as there was no room beside it.
    Known(String),
}

/// Where things stand in a line.
struct Cells {
    label: usize,
    width: usize,
}

impl Cells {
    /// The same for a field, whose section may have wider labels.
    fn of(&self, form: &Form, field: &Field, context: &Context) -> Self {
        let widths = form.of_section(field.section).map(|(_, field)| field.label.get(context.lang).width());
        let own = widths
            .max()
            .filter(|width| *width > LABEL_MAX)
            .map(|width| width.min(self.width.saturating_sub(VALUE_KEPT)));
        Self { label: own.unwrap_or(self.label), width: self.width }
    }

    /// Cells behind the label.
    const fn rest(&self) -> usize {
        self.width.saturating_sub(self.label + 5)
    }
}

/// Draws the form: all of it where it fits, else what is around the focus.
pub fn draw(form: &Form, frame: &mut Frame, area: Rect, context: &Context) {
    let height = usize::from(area.height);
    let label = form.fields.iter().map(|field| field.label.get(context.lang).width()).max().unwrap_or(0).min(LABEL_MAX);
    let one = Cells { label, width: usize::from(area.width) };
    let (set_apart, close) = (rows(form, context, &one, true), rows(form, context, &one, false));
    let (rows, columns) = if set_apart.len() <= height {
        (set_apart, 1)
    } else if close.len() > height && area.width >= TWO_COLUMNS {
        let half = Cells { label, width: usize::from(area.width) / 2 };
        (rows(form, context, &half, false), 2)
    } else {
        (close, 1)
    };
    let cells = Cells { label, width: usize::from(area.width) / columns };
    let room = height * columns;
    // Around the focus, and not beyond the end.
    let focus = rows.iter().position(|row| matches!(row, Row::Stop(stop) if *stop == form.focus)).unwrap_or(0);
    let first =
        if rows.len() <= room { 0 } else { focus.saturating_sub(height / 2).min(rows.len().saturating_sub(room)) };
    for (place, row) in rows.iter().skip(first).take(room).enumerate() {
        let (column, line) = (place / height.max(1), place % height.max(1));
        let (Ok(x), Ok(y)) = (u16::try_from(column * cells.width), u16::try_from(line)) else { return };
        draw_row(form, frame, (area.x + x, area.y + y), context, &cells, row);
    }
    more(frame, area, context, first > 0, rows.len() > first + room);
}

/// Every line from the top; with room to spare, sections are set apart.
fn rows(form: &Form, context: &Context, cells: &Cells, gaps: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut section = None;
    for stop in form.stops() {
        let of = match stop {
            Stop::Field(index) => form.fields.get(index).map(|field| field.section),
            Stop::Section(index) => Some(index),
            Stop::Button => None,
        };
        let new = of != section;
        let folds = of.and_then(|index| form.sections.get(index)).is_some_and(|section| section.folded.is_some());
        // Folded headings stand close together.
        if gaps && new && !rows.is_empty() && !folds {
            rows.push(Row::Gap);
        }
        if let (Some(index), true, false) = (of, new, folds)
            && form.sections.get(index).is_some_and(|section| !section.heading.zh.is_empty())
        {
            rows.push(Row::Heading(index));
        }
        section = of;
        rows.push(Row::Stop(stop));
        if let Stop::Field(index) = stop
            && let Some(field) = form.fields.get(index)
            && let Some((told, style)) = told(field, context)
            && !fits_beside(field, &told, context, &cells.of(form, field, context))
        {
            let lines = wrap(&told, cells.width.saturating_sub(8));
            rows.extend(lines.into_iter().map(|line| Row::Told(line, style)));
        } else if let Stop::Field(index) = stop
            && let Some(field) = form.fields.get(index)
            && let Some(known) = known_below(form, field, context, &cells.of(form, field, context))
        {
            rows.extend(wrap(&known, cells.width.saturating_sub(8)).into_iter().map(Row::Known));
        }
    }
    rows
}

/// What is wrong with a field; or, of a name that could not be printed, what is to be minded.
fn told<'a>(field: &'a Field, context: &Context) -> Option<(Cow<'a, str>, Style)> {
    let (lang, theme) = (context.lang, context.theme);
    match (&field.error, &field.value) {
        (Some(error), _) => Some((error.get(lang).into(), theme.bad())),
        (None, Value::Line(input)) => {
            context.glyphs.warning(&field.name, input.value(), lang).map(|lacking| (lacking, theme.warn()))
        }
        (None, _) => None,
    }
}

/// Whether what is told has room beside the value.
fn fits_beside(field: &Field, error: &str, context: &Context, cells: &Cells) -> bool {
    let value = field.shown(context.lang).width().max(VALUE_LEAST);
    value + error.width() + 5 <= cells.rest()
}

/// What the register knows of a standard that is chosen, where it has no room beside its name: certificate and last day are what
/// it is chosen by.
fn known_below(form: &Form, field: &Field, context: &Context, cells: &Cells) -> Option<String> {
    let known = standard_part::beside(form, field, context.lang)?;
    // The focus puts two signs around a choice: the lines below it do not come and go with it.
    let wide = (field.shown(context.lang).width() + 4).max(VALUE_LEAST);
    (told(field, context).is_none() && wide + 2 + known.width() > cells.rest()).then_some(known)
}

fn draw_row(form: &Form, frame: &mut Frame, (x, y): (u16, u16), context: &Context, cells: &Cells, row: &Row) {
    let (lang, theme) = (context.lang, context.theme);
    let focused = matches!(row, Row::Stop(stop) if *stop == form.focus);
    let mark = Span::styled(if focused { "> " } else { "  " }, theme.key());
    let line = match row {
        Row::Gap => return,
        Row::Heading(index) => Line::from(heading(form, *index, context, cells.width)),
        Row::Told(text, style) => Line::styled(format!("    ! {text}"), *style),
        Row::Known(text) => Line::styled(format!("      {text}"), theme.dim()),
        Row::Stop(Stop::Button) => {
            let style = if focused { theme.step() } else { theme.key() };
            Line::from(vec![mark, Span::styled(form.button(lang), style)])
        }
        Row::Stop(Stop::Section(index)) => {
            let mut spans = vec![mark];
            spans.extend(folding(form, *index, context, cells.width.saturating_sub(2), focused));
            Line::from(spans)
        }
        Row::Stop(Stop::Field(index)) => {
            let Some(field) = form.fields.get(*index) else { return };
            let cells = &cells.of(form, field, context);
            let (spans, caret) = field_spans(form, field, context, cells, focused);
            if focused && let Some(caret) = caret.and_then(|caret| u16::try_from(cells.label + 4 + caret).ok()) {
                frame.set_cursor_position(Position::new(x + caret, y));
            }
            Line::from(std::iter::once(mark).chain(spans).collect::<Vec<_>>())
        }
    };
    let Ok(width) = u16::try_from(cells.width.saturating_sub(1)) else { return };
    frame.buffer_mut().set_line(x, y, &line, width);
}

/// A heading, with the day of the run that its fields are as in.
fn heading(form: &Form, index: usize, context: &Context, width: usize) -> Vec<Span<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let words = form.sections.get(index).map(|section| section.heading.get(lang).to_owned()).unwrap_or_default();
    let again = form.of_section(index).any(|(_, field)| field.again);
    let since = form.since.as_deref().filter(|_| again).map(|day| format!("  {}", forms::as_in_run(lang, day)));
    let room = width.saturating_sub(words.width());
    vec![Span::styled(words, theme.title()), Span::styled(clip(&since.unwrap_or_default(), room), theme.dim())]
}

/// The heading of a section that folds, with what is in it.
fn folding(form: &Form, index: usize, context: &Context, width: usize, focused: bool) -> Vec<Span<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let Some(section) = form.sections.get(index) else { return Vec::new() };
    let shut = section.folded == Some(true);
    let sign = if shut { theme.sign("▸", "+") } else { theme.sign("▾", "-") };
    let words = format!("{sign} {}", section.heading.get(lang));
    let note = section.note.as_ref().map(|note| note.get(lang).to_owned());
    let again = form.of_section(index).any(|(_, field)| field.again);
    let since = form.since.as_deref().filter(|_| again).map(|day| forms::as_in_run(lang, day).into_owned());
    let summary = Some(form.summary(index, lang)).filter(|text| shut && !text.is_empty());
    let beside = [summary, note, since].into_iter().flatten().map(|text| format!("  {text}")).collect::<String>();
    let style = if focused { theme.step() } else { theme.key() };
    let room = width.saturating_sub(words.width());
    vec![Span::styled(words, style), Span::styled(clip(&beside, room), theme.dim())]
}

/// Label, value, and what stands beside it; and where the caret stands in the value.
fn field_spans(
    form: &Form,
    field: &Field,
    context: &Context,
    cells: &Cells,
    focused: bool,
) -> (Vec<Span<'static>>, Option<usize>) {
    let (lang, theme) = (context.lang, context.theme);
    let (text, caret) = value(field, cells.rest(), context, focused);
    let style = if focused { theme.value() } else { theme.dim() };
    let text_style = if focused { theme.value() } else { Style::new() };
    let mut spans = vec![
        Span::styled(fit(field.label.get(lang), cells.label), style),
        Span::raw(": "),
        Span::styled(clip(&text, cells.rest()), text_style),
    ];
    let wide = text.width().max(VALUE_LEAST);
    let gap = " ".repeat(wide.saturating_sub(text.width()) + 2);
    match told(field, context) {
        Some((told, style)) if fits_beside(field, &told, context, cells) => {
            spans.push(Span::styled(format!("{gap}! {told}"), style));
        }
        Some(_) => {}
        None if known_below(form, field, context, cells).is_some() => {}
        None => {
            let hint = checks::hint(form, field, lang);
            let room = cells.rest().saturating_sub(wide + 2);
            if !hint.is_empty() && room >= hint.width().min(4) {
                spans.push(Span::styled(format!("{gap}{}", clip(&hint, room)), theme.dim()));
            }
        }
    }
    (spans, caret)
}

/// The text of a field and where its caret stands.
fn value(field: &Field, width: usize, context: &Context, focused: bool) -> (String, Option<usize>) {
    match &field.value {
        Value::Line(input) => {
            let scroll = input.visual_scroll(width.saturating_sub(1));
            let shown = scrolled(input.value(), scroll, width);
            (shown, Some(input.visual_cursor().saturating_sub(scroll)))
        }
        Value::Secret(line) => {
            let dots: String = line.dots(context.theme).chars().take(width.saturating_sub(1)).collect();
            let caret = dots.width();
            (dots, Some(caret))
        }
        Value::Choice { options, .. } => {
            let text = field.shown(context.lang);
            (if focused && options.len() > 1 { format!("< {text} >") } else { text }, None)
        }
    }
}

/// Signs at the right edge for lines that do not fit, above and below.
fn more(frame: &mut Frame, area: Rect, context: &Context, above: bool, below: bool) {
    let theme = context.theme;
    let x = area.right().saturating_sub(2);
    for (there, y, sign) in
        [(above, area.y, theme.sign("▲", "^")), (below, area.bottom().saturating_sub(1), theme.sign("▼", "v"))]
    {
        if there {
            frame.buffer_mut().set_span(x, y, &Span::styled(sign, theme.key()), 2);
        }
    }
}
