//! The papers that runs can give: which there are and how far each is, language, kinds of files, folder; beside or below it the
//! paper that is looked at, and above that what came of writing.

use super::super::app::{App, Context};
use super::super::papers::{PapersPage, Row};
use super::super::widgets::text::{clip, fit, scrolled};
use super::{paper_lines, wrapped};
use crate::locale::{Lang, papers};
use crate::paper::{Form, PaperKind, Tongue};
use crate::people::DocumentState;
use crate::station::{Offer, PapersEnd, PapersView, Work};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// From how many columns on the preview stands beside the choices.
const BESIDE: u16 = 110;
/// Most cells of the choices then.
const CHOICES: u16 = 80;
/// Cells of a line's name.
const NAME: usize = 12;
/// Least cells of a paper's name with how many there are.
const TITLE: usize = 12;
/// Cells of the bar of work.
const BAR: usize = 20;

/// Draws the papers.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, view: &PapersView) {
    let beside = area.width >= BESIDE;
    let width = if beside { CHOICES.min(area.width / 2) } else { area.width };
    let lines = choices(app, view, usize::from(width));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
    let left = Rect { width, height: if beside { area.height } else { height }, ..area };
    frame.render_widget(Paragraph::new(lines), left);
    place_cursor(app, frame, left, view);
    let right = if beside {
        Rect { x: area.x + width, width: area.width.saturating_sub(width), ..area }
    } else {
        Rect { y: area.y + height, height: area.height.saturating_sub(height), ..area }
    };
    draw_preview(app, frame, right, view);
}

fn choices(app: &App, view: &PapersView, width: usize) -> Vec<Line<'static>> {
    let (lang, theme, page) = (app.context.lang, app.context.theme, &app.papers);
    let of = match view.runs.as_slice() {
        [run] => papers::of_run(lang, run),
        [first, .., last] => papers::of_runs(lang, &view.runs.len().to_string(), first, last),
        [] => Cow::Borrowed(""),
    };
    let mut lines = vec![Line::styled(clip(&format!(" {of}"), width), theme.title())];
    for row in PapersPage::rows(view) {
        let chosen = page.row(view) == row;
        let style = if chosen { theme.value() } else { theme.dim() };
        let mut spans = vec![Span::styled(if chosen { " > " } else { "   " }, theme.key())];
        let room = width.saturating_sub(NAME + 4);
        let mut named = |name: Cow<'static, str>, value: String| {
            spans.push(Span::styled(fit(&name, NAME), style));
            spans.push(Span::styled(clip(&value, room), style));
        };
        let turned = |value: Cow<'static, str>| if chosen { format!("< {value} >") } else { value.into_owned() };
        match row {
            Row::Paper(at) => {
                if let Some(offer) = view.offers.get(at) {
                    spans.extend(offered(app, view, offer, style, width.saturating_sub(4)));
                }
            }
            Row::Language => named(papers::language(lang), turned(language(app.tongue(), lang))),
            Row::Forms => {
                spans.push(Span::styled(fit(&papers::forms(lang), NAME), style));
                spans.extend(forms(app, view, chosen));
            }
            Row::Folder => {
                let folder = page.folder(view);
                let skipped = page.folder.as_ref().map_or(0, |input| input.visual_scroll(room.saturating_sub(1)));
                // The end of a long path tells more than its beginning.
                let skipped = if page.folder.is_none() {
                    tui_input::Input::new(folder.to_owned()).visual_scroll(room.saturating_sub(1))
                } else {
                    skipped
                };
                named(papers::folder(lang), scrolled(folder, skipped, room));
            }
            Row::Replace => {
                named(
                    papers::there(lang),
                    turned(if page.replace { papers::replace(lang) } else { papers::keep(lang) }),
                );
            }
        }
        lines.push(Line::from(spans));
    }
    lines.push(going_on(&app.context, view, width));
    lines
}

/// A paper: whether it is marked, its name, and how far it is.
fn offered(app: &App, view: &PapersView, offer: &Offer, style: Style, width: usize) -> Vec<Span<'static>> {
    let context = &app.context;
    let marked = app.papers.marked(view, offer.kind);
    let name = |offer: &Offer| {
        let count = if offer.of.len() > 1 { format!(" x{}", offer.of.len()) } else { String::new() };
        format!("{}{count}", offer.kind.words().get(context.lang))
    };
    let (said, said_style) = state(offer, context);
    // As wide as the longest name: how far a paper is needs the rest.
    let longest = view.offers.iter().map(|offer| name(offer).width()).max().unwrap_or(0);
    let room = longest.clamp(TITLE, (width / 2).max(TITLE));
    vec![
        Span::styled(if marked { "[x] " } else { "[ ] " }, if marked { context.theme.key() } else { style }),
        Span::styled(fit(&name(offer), room), style),
        Span::raw(" "),
        Span::styled(clip(&said, width.saturating_sub(room + 5)), said_style),
    ]
}

/// How far the papers of an offer are, by sign and word.
fn state(offer: &Offer, context: &Context) -> (String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    let (done, draft) = (theme.sign("✓", "ok"), theme.sign("▲", "!"));
    let finals = offer.of.iter().filter(|of| matches!(of.state, Some(DocumentState::Complete(_)))).count();
    let alike = offer.of.windows(2).all(|two| matches!(two, [one, other] if one.state == other.state));
    // Where all of them wait for the same, that is said; else how many wait.
    if offer.of.len() > 1 && (!alike || finals > 0) && offer.of.iter().all(|of| of.state.is_some()) {
        let words = papers::counted(lang, &finals.to_string(), &(offer.of.len() - finals).to_string());
        let whole = finals == offer.of.len();
        let (sign, style) = if whole { (done, theme.good()) } else { (draft, theme.warn()) };
        return (format!("{sign} {words}"), style);
    }
    let first = offer.of.first().and_then(|of| of.state.as_ref());
    let words = match first {
        None if offer.kind == PaperKind::Summary => return (papers::a_list(lang).into_owned(), theme.dim()),
        None => return (papers::of_hand(lang).into_owned(), theme.dim()),
        Some(DocumentState::Complete(_)) => return (format!("{done} {}", papers::final_paper(lang)), theme.good()),
        Some(DocumentState::Demonstration) => papers::demonstration(lang),
        Some(DocumentState::Open) => papers::open(lang),
        Some(DocumentState::Unsigned) => papers::unsigned(lang),
        Some(DocumentState::Returned { who, note }) => papers::returned(lang, who, note),
        Some(DocumentState::NotApart { who }) => papers::not_apart(lang, who),
        Some(DocumentState::Missing(roles)) => {
            let between = if lang == Lang::Zh { "、" } else { ", " };
            let roles: Vec<String> = roles.iter().map(|role| role.words().get(lang).to_owned()).collect();
            papers::to_sign(lang, &roles.join(between))
        }
    };
    (format!("{draft} {words}"), theme.warn())
}

fn language(tongue: Tongue, lang: Lang) -> Cow<'static, str> {
    match tongue {
        Tongue::Zh => papers::language_zh(lang),
        Tongue::En => papers::language_en(lang),
        Tongue::Both => papers::language_both(lang),
    }
}

/// The kinds of files; the one on which Space acts stands between angles.
fn forms(app: &App, view: &PapersView, chosen: bool) -> Vec<Span<'static>> {
    let (theme, marked) = (app.context.theme, app.papers.forms(view));
    let mut spans = Vec::new();
    for (at, form) in Form::ALL.into_iter().enumerate() {
        let here = chosen && at == app.papers.form_at(view);
        let sign = match (marked.contains(&form), view.pdf || form != Form::Pdf) {
            (_, false) => "-",
            (true, _) => "x",
            (false, _) => " ",
        };
        let style = if here {
            theme.step()
        } else if sign == "x" {
            theme.value()
        } else {
            theme.dim()
        };
        spans.push(Span::styled(format!("{sign}{}", form.name()), style));
        spans.push(Span::raw("  "));
    }
    if chosen && !view.pdf {
        spans.push(Span::styled(papers::no_pdf_here(app.context.lang), theme.warn()));
    }
    spans
}

/// What is going on, or what is to be done.
fn going_on(context: &Context, view: &PapersView, width: usize) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let (text, style) = match view.work {
        Some(work) => (working(context, work), theme.step()),
        None if view.unread.is_some() => return Line::raw(""),
        None => (papers::now_papers(lang).into_owned(), theme.dim()),
    };
    Line::styled(clip(&format!(" {text}"), width), style)
}

fn working(context: &Context, work: Work) -> String {
    let (lang, theme) = (context.lang, context.theme);
    let (done, all) = (work.done.to_string(), work.all.to_string());
    let words = match (work.stopping, work.writing) {
        (true, _) => papers::stopping(lang),
        (_, true) => papers::writing(lang, &done, &all),
        (_, false) => papers::reading(lang, &done, &all),
    };
    if theme.reader {
        return words.into_owned();
    }
    let full = work.done.saturating_mul(BAR).checked_div(work.all).unwrap_or(BAR).min(BAR);
    let (full, rest) = (theme.sign("█", "#").repeat(full), theme.sign("░", ".").repeat(BAR - full));
    format!("{full}{rest} {words}")
}

/// The caret in the line of the folder.
fn place_cursor(app: &App, frame: &mut Frame, area: Rect, view: &PapersView) {
    if !app.papers.types(view) || !matches!(app.overlay, super::super::app::Overlay::None) {
        return;
    }
    let room = usize::from(area.width).saturating_sub(NAME + 4);
    let input = app.papers.folder.clone().unwrap_or_else(|| tui_input::Input::new(view.folder.clone()));
    let at = input.visual_cursor().saturating_sub(input.visual_scroll(room.saturating_sub(1))) + NAME + 3;
    if let (Ok(x), Ok(y)) = (u16::try_from(at), u16::try_from(app.papers.at + 1)) {
        frame.set_cursor_position(Position::new(area.x + x.min(area.width.saturating_sub(1)), area.y + y));
    }
}

/// What came of writing, and the paper that is looked at.
fn draw_preview(app: &App, frame: &mut Frame, area: Rect, view: &PapersView) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    if area.height < 2 {
        return;
    }
    let title = view.preview.as_ref().map_or(Cow::Borrowed(""), |preview| {
        let all = view.offers.iter().find(|offer| offer.kind == preview.kind).map_or(1, |offer| offer.of.len());
        let number = (preview.number + 1).to_string();
        papers::preview_of(lang, preview.kind.words().get(lang), &number, &all.to_string())
    });
    let rule = theme.rule();
    let head = format!("{rule}{rule} {title} ");
    let room = usize::from(area.width);
    let missing = room.saturating_sub(head.width());
    let head = clip(&format!("{head}{}", rule.repeat(missing)), room);
    frame.render_widget(Line::styled(head, theme.dim()), Rect { height: 1, ..area });
    let body = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height - 1 };
    let mut lines = ended(app, view, body.width);
    match view.preview.as_ref().and_then(|preview| preview.paper.as_ref()) {
        Some(Ok(paper)) => {
            lines.extend(paper_lines::lines(paper, app.tongue(), usize::from(body.width), &app.context));
        }
        Some(Err(why)) => lines.extend(wrapped(why.get(lang), body.width, theme.bad())),
        None if view.preview.is_some() => lines.push(Line::styled(papers::making(lang), theme.dim())),
        None => {}
    }
    let most = lines.len().saturating_sub(usize::from(body.height));
    let shown: Vec<Line<'static>> = lines.into_iter().skip(app.papers.scroll.min(most)).collect();
    frame.render_widget(Paragraph::new(shown), body);
}

/// Why nothing can be made; or what came of writing: every file with its whole path, or what is wrong.
fn ended(app: &App, view: &PapersView, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    if let Some(why) = &view.unread {
        return wrapped(&format!("{} {}", theme.sign("✗", "X"), why.get(lang)), width, theme.bad());
    }
    let mut lines = match &view.end {
        None => return Vec::new(),
        Some(PapersEnd::Stopped) => vec![Line::styled(papers::stopped_none(lang), theme.warn())],
        Some(PapersEnd::Refused(why)) => {
            let why = papers::not_written(lang, why.get(lang));
            wrapped(&format!("{} {why}", theme.sign("✗", "X")), width, theme.bad())
        }
        Some(PapersEnd::Written(written)) => {
            let count = papers::written(lang, &written.paths.len().to_string());
            let mut lines = vec![Line::styled(format!("{} {count}", theme.sign("✓", "ok")), theme.good())];
            let notes = written.notes.iter();
            let sign = theme.sign("▲", "!");
            lines.extend(notes.flat_map(|note| wrapped(&format!("{sign} {}", note.get(lang)), width, theme.warn())));
            lines.extend(written.paths.iter().flat_map(|path| wrapped(&format!(" {path}"), width, theme.value())));
            lines
        }
    };
    lines.push(Line::raw(""));
    lines
}
