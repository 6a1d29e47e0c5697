//! The standards: a list by what ends first, and of the marked one everything the register holds, with who changed what.

use super::super::app::App;
use super::super::standards::Typing;
use super::super::widgets::text::{clip, fit, right};
use super::{draw_prompt, wrapped};
use crate::locale::{Lang, Say, standards as words};
use crate::register::{Field, RegisterEvent, Standard, Standing};
use crate::station::Snapshot;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot) {
    let (lang, theme, page) = (app.context.lang, app.context.theme, &app.standards);
    let [body, prompt] = Layout::vertical([Constraint::Min(1), Constraint::Length(1)]).areas(area);
    let rows = page.rows(snapshot);
    let at = page.at(&rows);
    let marked = rows.get(at).copied();
    match marked {
        Some(standard) if page.whole => {
            let lines = details(app, snapshot, standard, body.width);
            let most = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(body.height);
            frame.render_widget(Paragraph::new(lines).scroll((page.scroll.min(most), 0)), body);
        }
        _ => {
            let below = marked.map_or_else(Vec::new, |standard| details(app, snapshot, standard, body.width));
            // The list gets what it needs, or half; what is marked gets the rest, and more where the list needs less.
            let lines = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).min(body.height);
            let (wanted, rest) = (lines(rows.len() + 2), body.height - lines(below.len() + 1));
            let height = if marked.is_some() { wanted.min(rest.max(body.height / 2)) } else { body.height };
            let [list, below_area] = Layout::vertical([Constraint::Length(height), Constraint::Min(0)]).areas(body);
            draw_list(app, frame, list, snapshot, &rows, at);
            // A blank line stands between them.
            let lines: Vec<Line<'_>> = std::iter::once(Line::raw("")).chain(below).collect();
            frame.render_widget(Paragraph::new(lines), below_area);
        }
    }
    match &page.typing {
        Some(Typing::Find(input)) => draw_prompt(&app.context, frame, prompt, &words::find(lang), input),
        Some(Typing::Reason(id, input)) => draw_prompt(&app.context, frame, prompt, &words::reason(lang, id), input),
        None => {}
    }
    if let Some(why) = &page.refused {
        let lines = wrapped(&format!(" ! {}", why.get(lang)), area.width, theme.warn());
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(body.height);
        // Above the line that is being typed.
        let bottom = if page.typing.is_some() { prompt.y } else { area.bottom() };
        let place = Rect { y: bottom.saturating_sub(height), height, ..area };
        super::popup(frame, place);
        frame.render_widget(Paragraph::new(lines), place);
    }
}

/// The keys of a line that is being typed, for the footer.
pub fn legend(typing: &Typing, lang: Lang) -> Vec<(&'static str, Cow<'static, str>)> {
    let enter = match typing {
        Typing::Find(_) => words::look(lang),
        Typing::Reason(..) => words::retire(lang),
    };
    vec![("Enter", enter), ("Esc", crate::locale::screen::close(lang))]
}

/// A sign, a word and a style for how a standard stands.
fn state(app: &App, standing: Option<Standing>) -> (&'static str, Cow<'static, str>, Style) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    match standing {
        Some(Standing::Valid { .. }) => (theme.sign("✓", "ok"), words::good(lang), theme.good()),
        Some(Standing::Due { .. }) => (theme.sign("▲", "!"), words::due(lang), theme.warn()),
        Some(Standing::Expired { .. }) => (theme.sign("✗", "!!"), words::expired(lang), theme.bad()),
        Some(Standing::Retired) => ("-", words::retired(lang), theme.dim()),
        None => ("?", "".into(), theme.dim()),
    }
}

/// How wide each text column is: at 80 columns the shortest that say something, and what is more to those that are cut first.
struct Columns {
    id: usize,
    name: usize,
    model: usize,
    /// Only where there is room.
    serial: usize,
    class: usize,
    certificate: usize,
}

/// Cells of mark, state, days left and last day.
const FIXED: usize = 3 + 15 + 7 + 11;

impl Columns {
    fn of(width: u16) -> Self {
        let text = usize::from(width).saturating_sub(FIXED);
        let id = 9;
        if text < 70 {
            let model = 10;
            let certificate = text.saturating_sub(id + model) * 5 / 11;
            let name = text.saturating_sub(id + model + certificate);
            return Self { id, name, model, serial: 0, class: 0, certificate };
        }
        let rest = text - id;
        let (model, serial, class, certificate) = (rest / 7, rest / 7, rest / 4, rest / 5);
        Self { id, name: rest - model - serial - class - certificate, model, serial, class, certificate }
    }

    fn cells(&self) -> [(Field, usize); 6] {
        [
            (Field::Id, self.id),
            (Field::Name, self.name),
            (Field::Model, self.model),
            (Field::Serial, self.serial),
            (Field::Class, self.class),
            (Field::Certificate, self.certificate),
        ]
    }
}

fn draw_list(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot, rows: &[&Standard], at: usize) {
    let (lang, theme, page) = (app.context.lang, app.context.theme, &app.standards);
    let view = &snapshot.register;
    let total = view.register.all().count();
    let one = |text: &str, style| vec![Line::styled(clip(&format!(" {text}"), usize::from(area.width)), style)];
    let mut lines = match (&view.unread, view.today) {
        (Some(why), _) => wrapped(&format!(" {}", words::unread(lang, why.get(lang))), area.width, theme.bad()),
        (None, None) => one(&words::reading(lang), theme.dim()),
        (None, Some(_)) if total == 0 => wrapped(&format!(" {}", words::none(lang)), area.width, theme.value()),
        (None, Some(_)) if rows.is_empty() => one(&words::none_found(lang, &page.words), theme.warn()),
        (None, Some(_)) if page.words.is_empty() => one(&words::count(lang, &total.to_string()), theme.title()),
        (None, Some(_)) => {
            one(&words::found(lang, &rows.len().to_string(), &total.to_string(), &page.words), theme.title())
        }
    };
    if !rows.is_empty() {
        let columns = Columns::of(area.width);
        lines.push(header(app, &columns));
        // The marked one stays in sight: what is above it scrolls away.
        let room = usize::from(area.height).saturating_sub(lines.len()).max(1);
        let first = (at + 1).saturating_sub(room);
        for (index, standard) in rows.iter().enumerate().skip(first).take(room) {
            lines.push(row(app, snapshot, standard, &columns, index == at));
        }
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn header(app: &App, columns: &Columns) -> Line<'static> {
    let lang = app.context.lang;
    let mut text = format!("   {}{} ", fit(&words::c_state(lang), 15), right(&words::c_left(lang), 6));
    text += &fit(&words::c_until(lang), 11);
    for (field, width) in columns.cells() {
        let word = match field {
            Field::Name => words::c_name(lang),
            Field::Model => words::c_model(lang),
            Field::Serial => words::c_serial(lang),
            Field::Class => words::c_class(lang),
            Field::Certificate => words::c_certificate(lang),
            Field::Id | Field::Range | Field::ValidUntil => words::c_id(lang),
        };
        text += &cell(&word, field, width);
    }
    Line::styled(text, app.context.theme.dim())
}

/// A text with a blank behind it; the last column needs none.
fn cell(text: &str, field: Field, width: usize) -> String {
    let blank = usize::from(width > 0 && field != Field::Certificate);
    format!("{}{}", fit(text, width - blank), " ".repeat(blank))
}

fn row(app: &App, snapshot: &Snapshot, standard: &Standard, columns: &Columns, marked: bool) -> Line<'static> {
    let theme = app.context.theme;
    let standing = snapshot.register.standing(standard);
    let (sign, word, style) = state(app, standing);
    let left = match standing {
        // A number is never cut.
        Some(Standing::Valid { left } | Standing::Due { left }) if left > 9999 => ">9999".to_owned(),
        Some(Standing::Valid { left } | Standing::Due { left }) => left.to_string(),
        Some(Standing::Expired { ago }) if ago > 9999 => "<-9999".to_owned(),
        Some(Standing::Expired { ago }) => format!("-{ago}"),
        Some(Standing::Retired) | None => "-".to_owned(),
    };
    let draft = standard.draft();
    let mut text = String::new();
    for (field, width) in columns.cells() {
        text += &cell(draft.text(field), field, width);
    }
    let line = Line::from(vec![
        Span::styled(if marked { " > " } else { "   " }, theme.key()),
        Span::styled(fit(&format!("{} {word}", fit(sign, 2)), 15), style),
        Span::styled(format!("{} ", right(&left, 6)), style),
        Span::raw(fit(&standard.valid_until.to_string(), 11)),
        Span::raw(text),
    ]);
    if standing == Some(Standing::Retired) {
        return line.style(theme.dim());
    }
    if marked { line.style(theme.value()) } else { line }
}

/// Everything that the register holds of a standard, and who did what to it, newest first.
fn details(app: &App, snapshot: &Snapshot, standard: &Standard, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let view = &snapshot.register;
    let standing = view.standing(standard);
    let (sign, _, style) = state(app, standing);
    let said = standing.map(|standing| standing.say(lang)).unwrap_or_default();
    let title = format!(" {} {}   ", standard.id, standard.name);
    let room = usize::from(width).saturating_sub(said.width() + 4);
    let mut lines = vec![Line::from(vec![
        Span::styled(clip(&title, room), theme.title()),
        Span::styled(format!("{} {said}", fit(sign, 2)), style),
    ])];
    if let Some(reason) = view.register.retired(&standard.id) {
        lines.extend(wrapped(&format!(" {}", words::retired_for(lang, reason)), width, theme.warn()));
    }
    let draft = standard.draft();
    let fields: Vec<(String, &str)> =
        Field::ALL.iter().skip(2).map(|field| (field.words().say(lang), draft.text(*field))).collect();
    let label_width = fields.iter().map(|(label, _)| label.width()).max().unwrap_or(0) + 2;
    let columns = if width >= 120 { 2 } else { 1 };
    let column_width = usize::from(width) / columns;
    for pair in fields.chunks(columns) {
        let mut spans = Vec::new();
        for (label, text) in pair {
            let text = if text.is_empty() { "-" } else { text };
            spans.push(Span::styled(format!("   {}", fit(label, label_width)), theme.dim()));
            spans.push(Span::raw(fit(text, column_width.saturating_sub(label_width + 3))));
        }
        lines.push(Line::from(spans));
    }
    lines.push(Line::styled(format!(" {}", words::history(lang)), theme.title()));
    lines.extend(history(app, snapshot, standard, width));
    lines
}

/// The entries of a standard, newest first: number, day, who, and what became another.
fn history(app: &App, snapshot: &Snapshot, standard: &Standard, width: u16) -> Vec<Line<'static>> {
    let lang = app.context.lang;
    let mut before: Option<&Standard> = None;
    let mut lines = Vec::new();
    for entry in snapshot.register.entries.iter().filter(|entry| entry.event.id() == standard.id) {
        let what = match &entry.event {
            RegisterEvent::StandardAdded { .. } => words::entered(lang).into_owned(),
            RegisterEvent::StandardChanged { standard, .. } => {
                words::changed(lang, &differences(before, standard, lang)).into_owned()
            }
            RegisterEvent::StandardRetired { reason, .. } => words::ended(lang, reason).into_owned(),
        };
        if let RegisterEvent::StandardAdded { standard, .. } | RegisterEvent::StandardChanged { standard, .. } =
            &entry.event
        {
            before = Some(standard);
        }
        let accounts = &snapshot.people.accounts;
        let who = entry.event.by().map_or_else(
            || words::nobody(lang).into_owned(),
            |id| {
                let account = accounts.iter().find(|account| account.id == id);
                account.map_or_else(|| id.to_owned(), |account| account.name.clone())
            },
        );
        let at = entry.at.get(..16).unwrap_or(&entry.at).replace('T', " ");
        let head = format!("   {at}  #{}  {who}  ", entry.seq);
        lines.push((head, what));
    }
    let head_width = lines.iter().map(|(head, _)| head.width()).max().unwrap_or(0).min(usize::from(width) / 2);
    let mut drawn = Vec::new();
    for (head, what) in lines.iter().rev() {
        let room = width.saturating_sub(u16::try_from(head_width).unwrap_or(u16::MAX));
        for (index, line) in wrapped(what, room, app.context.theme.value()).into_iter().enumerate() {
            let head = if index == 0 { fit(head, head_width) } else { " ".repeat(head_width) };
            let mut spans = vec![Span::styled(head, app.context.theme.dim())];
            spans.extend(line.spans);
            drawn.push(Line::from(spans));
        }
    }
    drawn
}

/// The fields that became another, with what stood there and what stands there now.
fn differences(before: Option<&Standard>, after: &Standard, lang: Lang) -> String {
    let (before, after) = (before.map(Standard::draft).unwrap_or_default(), after.draft());
    let shown = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let changed = Field::ALL.into_iter().filter(|field| before.text(*field) != after.text(*field));
    let said = changed.map(|field| {
        let (from, to) = (shown(before.text(field)), shown(after.text(field)));
        words::from_to(lang, &field.words().say(lang), &from, &to).into_owned()
    });
    said.collect::<Vec<_>>().join(if lang == Lang::Zh { "；" } else { "; " })
}
