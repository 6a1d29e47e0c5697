//! One file a screen; what all of them have: the head, the trouble line, the keys, and what lies over them.

mod aloud;
pub(super) mod charts;
mod code;
mod compare;
mod detail;
mod evidence;
mod find;
mod form;
pub(super) mod help;
mod history;
mod home;
mod live;
mod lot;
mod manners;
mod monitor;
mod paper_lines;
mod papers;
mod people;
mod pile;
mod progress;
mod run;
mod scale;
mod seals;
mod search;
mod settings;
mod standards;
mod steps;
mod verdict;
mod watch;

use super::app::{App, Context, Overlay};
use super::keys::{self, Place};
use super::plans;
use super::widgets::text::{clip, fit, scrolled, wrap};
use crate::locale::{screen, standards as standards_words};
use crate::station::Snapshot;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use std::borrow::Cow;
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

/// Smallest window in which a screen makes sense.
const LEAST: (u16, u16) = (60, 16);

/// Draws the screen of this moment.
pub(super) fn draw(app: &App, frame: &mut Frame, snapshot: &Snapshot, now_ns: u64) {
    let area = frame.area();
    let context = &app.context;
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let text = screen::too_small(context.lang, &format!("{}x{}", LEAST.0, LEAST.1));
        frame.render_widget(Paragraph::new(text.into_owned()), area);
        return;
    }
    let place = app.place(snapshot);
    let rows = [Constraint::Length(1), Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)];
    let [head, trouble, body, foot] = Layout::vertical(rows).areas(area);
    draw_head(app, frame, head, snapshot, place);
    draw_trouble(context, frame, trouble, snapshot, place);
    if place == Place::Locked {
        let sign_in = if let Overlay::SignIn(sign_in) = &app.overlay { Some(sign_in) } else { None };
        people::draw_locked(app, frame, body, snapshot, sign_in);
        draw_foot(context, frame, foot, snapshot, place);
        return;
    }
    let running = matches!(place, Place::Lot | Place::Pile | Place::Scale);
    let body = if running { manners::margin(context, frame, body, snapshot) } else { body };
    match (place, &snapshot.detail, &snapshot.active, &app.form) {
        (Place::Detail, Some(run), ..) => detail::draw(app, frame, body, run, snapshot),
        (Place::History, ..) => history::draw(app, frame, body, snapshot),
        (Place::Compare, ..) => {
            if let Some(compared) = &snapshot.compared {
                compare::draw(app, frame, body, compared);
            }
        }
        (Place::Papers, ..) => {
            if let Some(view) = &snapshot.papers {
                papers::draw(app, frame, body, view);
            }
        }
        (Place::People, ..) => people::draw(app, frame, body, snapshot),
        (Place::Standards, ..) => standards::draw(app, frame, body, snapshot),
        (Place::Monitor, ..) => {
            if let Some(wire) = &snapshot.wire {
                monitor::draw(app, frame, body, wire);
            }
        }
        (Place::Lot | Place::Pile | Place::Scale, _, Some(run), _) if app.gallery.shown().is_some() => {
            let at = app.gallery.shown().unwrap_or(0);
            charts::draw_page(context, frame, body, snapshot, run, at, now_ns);
        }
        (Place::Settings, ..) => settings::draw(app, frame, body),
        (Place::Lot | Place::Pile | Place::Scale, _, Some(run), _) if context.theme.reader => {
            let most = aloud::draw(context, frame, body, (snapshot, run), now_ns, app.scroll);
            app.scroll_most.set(most);
        }
        (Place::Lot, _, Some(run), _) => lot::draw(context, frame, body, snapshot, run, now_ns),
        (Place::Pile, _, Some(run), _) => pile::draw(context, frame, body, snapshot, run, now_ns),
        (Place::Scale, _, Some(run), _) => scale::draw(context, frame, body, snapshot, run, now_ns),
        (Place::Form, .., Some(form)) => form::draw(form, frame, inset(body), context),
        (Place::Find, ..) => find::draw(app, frame, body, snapshot),
        (Place::Watch, ..) => {
            if let Some(instrument) = snapshot.instruments.first() {
                watch::draw(context, frame, body, instrument, now_ns);
            }
        }
        _ => home::draw(app, frame, body, snapshot),
    }
    if let (true, Some(run)) = (running, &snapshot.active) {
        manners::paused(context, frame, body, run);
    }
    match &app.overlay {
        Overlay::Help(help) => draw_keys(context, frame, foot, help::legend(snapshot, place, *help, context.lang)),
        Overlay::None if place == Place::History && app.searching.typing.is_some() => {
            draw_keys(context, frame, foot, history::legend(context.lang));
        }
        Overlay::None if let (Place::Standards, Some(typing)) = (place, &app.standards.typing) => {
            draw_keys(context, frame, foot, standards::legend(typing, context.lang));
        }
        Overlay::Search(_) => draw_keys(context, frame, foot, search::legend(context.lang)),
        _ => draw_foot(context, frame, foot, snapshot, place),
    }
    draw_overlay(app, frame, body, snapshot, place);
    if let (Some(handed_out), Place::Code) = (&snapshot.handed_out, place) {
        frame.render_widget(Clear, body);
        code::draw(context, frame, body, handed_out);
    }
}

fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

fn draw_head(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot, place: Place) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let title = match (place, app.purpose()) {
        (Place::Standards, _) => standards_words::title(lang),
        (Place::Form, Some(purpose)) => plans::title(purpose, lang),
        (Place::People, _) => screen::accounts(lang),
        (Place::Settings, _) => screen::settings(lang),
        (Place::Locked, _) => screen::locked(lang),
        (Place::Code, _) => screen::code(lang),
        (Place::Form, _) => screen::new_lot(lang),
        (Place::Lot, _) => screen::lot(lang),
        (Place::Pile, _) => screen::pile(lang),
        (Place::Scale, _) => screen::scale(lang),
        (Place::Detail, _) => screen::detail(lang),
        (Place::Find, _) => screen::find(lang),
        (Place::Watch, _) => screen::watch(lang),
        (Place::Monitor, _) => crate::locale::monitor::monitor(lang),
        (Place::History, _) => screen::searching(lang),
        (Place::Compare, _) => screen::compare(lang),
        (Place::Papers, _) => crate::locale::papers::papers(lang),
        (Place::Home, _) => screen::purpose(lang),
    };
    let mark = if snapshot.demonstration { screen::demonstration(lang).into_owned() } else { String::new() };
    let run = match place {
        Place::Lot | Place::Pile | Place::Scale | Place::Monitor => snapshot.active.as_ref().map(|run| run.run.clone()),
        Place::Detail => snapshot.detail.as_ref().map(|detail| detail.summary.run.clone()),
        _ => None,
    };
    let width = usize::from(area.width);
    let who = snapshot.people.signed_in.as_ref().filter(|_| place != Place::Locked);
    let who = who.map(|who| format!("{}  ", who.name)).unwrap_or_default();
    let right = format!("{who}{} ", run.unwrap_or_default());
    let room = width.saturating_sub(mark.width() + right.width());
    let named = |title: &str| format!(" 权衡 quanheng  {title}");
    let whole = named(&title);
    // What the program is for is said whole or not at all.
    let left = if place == Place::Home && whole.width() > room { named(&screen::home(lang)) } else { whole };
    let line = Line::from(vec![
        Span::styled(fit(&left, room), theme.title()),
        Span::styled(right, theme.dim()),
        Span::styled(mark, theme.demonstration()),
    ]);
    frame.render_widget(line, area);
}

fn draw_trouble(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, place: Place) {
    let (lang, theme) = (context.lang, context.theme);
    let trouble = snapshot.troubles.last().map(|trouble| format!(" !! {} {}", trouble.code, trouble.words.get(lang)));
    let refused = snapshot.refused.as_ref().map(|words| format!(" ! {}", words.get(lang)));
    let active = snapshot.active.as_ref().filter(|_| place != Place::Locked);
    let notice = active.and_then(|run| run.notice.as_ref()).map(|words| format!(" ! {}", words.get(lang)));
    let waits = progress::waits(context, snapshot, place);
    let (text, style) = match (trouble, refused.or(notice).or(waits)) {
        (Some(text), _) => (text, theme.bad().add_modifier(ratatui::style::Modifier::REVERSED)),
        (None, Some(text)) => (text, theme.warn()),
        (None, None) => return,
    };
    frame.render_widget(Line::styled(clip(&text, usize::from(area.width)), style), area);
}

fn draw_foot(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, place: Place) {
    let mut spans = Vec::new();
    let mut x = 0;
    for shown in keys::legend(place, snapshot, context.theme.reader, context.lang, usize::from(area.width)) {
        spans.push(Span::raw(" ".repeat(shown.x.saturating_sub(x))));
        spans.push(Span::styled(shown.key.name, context.theme.key()));
        spans.push(Span::raw(format!(" {}", shown.key.words().get(context.lang))));
        x = shown.x + shown.width;
    }
    frame.render_widget(Line::from(spans), area);
}

fn draw_keys(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    keys: impl IntoIterator<Item = (&'static str, Cow<'static, str>)>,
) {
    let mut spans = vec![Span::raw(" ")];
    for (name, words) in keys {
        spans.push(Span::styled(name, context.theme.key()));
        spans.push(Span::raw(format!(" {words}  ")));
    }
    frame.render_widget(Line::from(spans), area);
}

fn draw_overlay(app: &App, frame: &mut Frame, body: Rect, snapshot: &Snapshot, place: Place) {
    let context = &app.context;
    match &app.overlay {
        Overlay::None => {}
        Overlay::Help(help) => help::draw(app, frame, body, snapshot, place, *help),
        Overlay::Search(found) => search::draw(context, frame, body, found, place, snapshot),
        Overlay::Trace(scroll) => {
            let judgement = snapshot.active.as_ref().and_then(|run| run.judgement.as_ref());
            let lines = judgement.map_or_else(Vec::new, |judgement| verdict::trace(judgement, context, body.width));
            popup(frame, body);
            let most = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(body.height);
            frame.render_widget(Paragraph::new(lines).scroll(((*scroll).min(most), 0)), inset(body));
        }
        Overlay::Manner(manner) => manners::draw(context, frame, body, snapshot, manner),
        Overlay::SignIn(sign_in) if sign_in.over(snapshot) => {}
        Overlay::SignIn(sign_in) => people::draw_sign_in(app, frame, body, snapshot, sign_in),
        Overlay::CloseAccount(id, input) => {
            draw_prompt(context, frame, body, &screen::closing(context.lang, id), input);
        }
        Overlay::Return(_, input) => draw_prompt(context, frame, body, &screen::returning(context.lang), input),
        Overlay::AddPort(input) => draw_prompt(context, frame, body, &screen::add_port(context.lang), input),
        Overlay::Offer(chosen) => find::draw_offer(context, frame, body, chosen),
        Overlay::Answer(input) => draw_prompt(context, frame, body, &screen::type_answer(context.lang), input),
    }
}

/// Clears a rectangle, and one more column at its left: half a wide character may stand there.
fn popup(frame: &mut Frame, area: Rect) {
    let left = area.x.saturating_sub(1);
    let wider = Rect { x: left, width: area.width + (area.x - left), ..area };
    frame.render_widget(Clear, wider.intersection(frame.area()));
}

/// One line to type in, at the bottom of the body.
fn draw_prompt(context: &Context, frame: &mut Frame, body: Rect, label: &str, input: &Input) {
    let area = Rect { y: body.bottom().saturating_sub(1), height: 1, ..body };
    popup(frame, area);
    let label_width = label.width() + 1;
    let room = usize::from(area.width).saturating_sub(label_width + 1);
    let scroll = input.visual_scroll(room.saturating_sub(1));
    let shown = scrolled(input.value(), scroll, room);
    let line = Line::from(vec![
        Span::styled(format!(" {label}"), context.theme.step()),
        Span::styled(clip(&shown, room), context.theme.value()),
    ]);
    frame.render_widget(line, area);
    let cursor = label_width + input.visual_cursor().saturating_sub(scroll);
    if let Ok(cursor) = u16::try_from(cursor) {
        frame.set_cursor_position(Position::new(
            area.x.saturating_add(cursor).min(area.right().saturating_sub(1)),
            area.y,
        ));
    }
}

/// Words broken into styled lines; the blanks at their beginning indent every line.
fn wrapped(text: &str, width: u16, style: ratatui::style::Style) -> Vec<Line<'static>> {
    let words = text.trim_start();
    let indent = text.len() - words.len();
    let lines = wrap(words, usize::from(width).saturating_sub(2 + indent)).into_iter();
    lines.map(|line| Line::styled(format!("{}{line}", " ".repeat(indent)), style)).collect()
}
