//! Help: what this screen is and what to do now, then the keys; on its second page what a run is judged by, in plain words,
//! with clause, limit, and how well each figure is known.

use super::super::app::App;
use super::super::command_search::title;
use super::super::keys::{self, Place};
use super::super::widgets::text::fit;
use super::{popup, verdict, wrapped};
use crate::locale::verdict::item_word;
use crate::locale::{Lang, Say, monitor, papers, plain, screen, standards};
use crate::regulation::{FigureRow, Item, Judgement, Status};
use crate::station::Snapshot;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;

/// Which page is shown, and its first line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Help {
    /// The page of rules instead of the one of keys.
    pub rules: bool,
    /// First line that is shown.
    pub scroll: u16,
}

/// Draws the help over the body.
pub fn draw(app: &App, frame: &mut Frame, body: Rect, snapshot: &Snapshot, place: Place, help: Help) {
    popup(frame, body);
    let judgement = judgement(snapshot, place);
    let lines = match judgement.filter(|_| help.rules) {
        Some(judgement) => rules(app, judgement, body.width),
        None => keys_page(app, snapshot, place, body.width),
    };
    let most = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(body.height);
    frame.render_widget(Paragraph::new(lines).scroll((help.scroll.min(most), 0)), body);
}

/// The keys of the help, for the footer while it is shown.
pub fn legend(snapshot: &Snapshot, place: Place, help: Help, lang: Lang) -> Vec<(&'static str, Cow<'static, str>)> {
    let page = if help.rules { screen::help_keys_page(lang) } else { screen::help_rules_page(lang) };
    let turn = judgement(snapshot, place).map(|_| ("Tab", page));
    turn.into_iter().chain([("↑↓", screen::scroll(lang)), ("Esc", screen::close(lang))]).collect()
}

/// The judgement that is looked at: of the run that is shown.
pub fn judgement(snapshot: &Snapshot, place: Place) -> Option<&Judgement> {
    match place {
        Place::Detail => snapshot.detail.as_ref()?.judgement.as_ref(),
        Place::Lot | Place::Pile | Place::Scale => snapshot.active.as_ref()?.judgement.as_deref(),
        _ => None,
    }
}

fn keys_page(app: &App, snapshot: &Snapshot, place: Place, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let mut lines = vec![Line::styled(format!(" {}", title(place, lang)), theme.title())];
    lines.extend(wrapped(&format!(" {}", what(place, lang)), width, theme.value()));
    if let Some(now) = now(snapshot, place, lang) {
        lines.push(Line::raw(""));
        lines.push(Line::styled(format!(" {}", screen::help_now(lang)), theme.title()));
        lines.extend(wrapped(&format!(" {now}"), width, theme.value()));
    }
    lines.push(Line::raw(""));
    lines.push(Line::styled(format!(" {}", screen::help_keys(lang)), theme.title()));
    let keys: Vec<_> = keys::help(place, snapshot, theme.reader).collect();
    // Two columns where one would be longer than the page is likely to be.
    let cell = |key: &keys::Key| {
        [Span::styled(format!(" {}", fit(key.name, 13)), theme.key()), Span::raw(fit(&key.words().say(lang), 22))]
    };
    let rows = if theme.reader { keys.len() } else { keys.len().div_ceil(2) };
    for (left, right) in keys.iter().take(rows).zip(keys.iter().skip(rows).map(Some).chain(std::iter::repeat(None))) {
        lines.push(Line::from([Some(left), right].into_iter().flatten().flat_map(|key| cell(key)).collect::<Vec<_>>()));
    }
    lines
}

fn what(place: Place, lang: Lang) -> Cow<'static, str> {
    match place {
        Place::Home => screen::what_home(lang),
        Place::Find => screen::what_find(lang),
        Place::Watch => screen::what_watch(lang),
        Place::Monitor => monitor::what_monitor(lang),
        Place::Form => screen::what_form(lang),
        Place::Lot => screen::what_lot(lang),
        Place::Pile => screen::what_pile(lang),
        Place::Scale => screen::what_scale(lang),
        Place::Detail => screen::what_detail(lang),
        Place::Code => screen::what_code(lang),
        Place::People => screen::what_people(lang),
        Place::Settings => screen::what_settings(lang),
        Place::History => screen::what_history(lang),
        Place::Compare => screen::what_compare(lang),
        Place::Standards => standards::what(lang),
        Place::Papers => papers::what_papers(lang),
        Place::Locked => screen::what_locked(lang),
    }
}

/// What to do now: in a run what it asks for.
fn now(snapshot: &Snapshot, place: Place, lang: Lang) -> Option<Cow<'static, str>> {
    match place {
        Place::Home => Some(screen::now_home(lang)),
        Place::Find => Some(screen::now_find(lang)),
        Place::Watch => Some(screen::now_watch(lang)),
        Place::Monitor => Some(monitor::now_monitor(lang)),
        Place::Form => Some(screen::now_form(lang)),
        Place::Lot | Place::Pile | Place::Scale => snapshot.active.as_ref().map(|run| run.ask.say(lang).into()),
        Place::Detail => Some(screen::now_detail(lang)),
        Place::Code => Some(screen::now_code(lang)),
        Place::People => Some(screen::now_people(lang)),
        Place::Settings => Some(screen::settings_how(lang)),
        Place::History => Some(screen::now_history(lang)),
        Place::Compare => Some(screen::now_compare(lang)),
        Place::Standards => Some(standards::now(lang)),
        Place::Papers => Some(papers::now_papers(lang)),
        Place::Locked => None,
    }
}

fn rules(app: &App, judgement: &Judgement, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let heading = format!(" {}: {}", screen::help_rules(lang), judgement.title.get(lang));
    let mut lines = wrapped(&heading, width, theme.title());
    for item in &judgement.items {
        lines.extend(item_lines(app, item, width));
    }
    let regulation = app.context.regulations.iter().find(|known| known.id == judgement.regulation);
    if let Some(regulation) = regulation {
        lines.push(Line::raw(""));
        lines.push(Line::styled(format!(" {}", screen::help_figures(lang)), theme.title()));
        lines.extend(regulation.figures.iter().flat_map(|figure| figure_lines(app, figure, width)));
    }
    lines
}

fn item_lines(app: &App, item: &Item, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let verdict = Span::styled(item_word(item.verdict, lang), verdict::item_style(item.verdict, &app.context));
    let name = Span::styled(format!(" {}   ", item.name.get(lang)), theme.value());
    let mut lines = vec![Line::raw(""), Line::from(vec![name, verdict])];
    if let Some(plain) = plain::item(&item.item) {
        lines.extend(wrapped(&format!("   {}", plain.get(lang)), width, theme.value()));
    }
    let limit = item.limit.as_ref().map(|limit| format!("  {}", screen::help_limit(lang, limit))).unwrap_or_default();
    lines.extend(wrapped(&format!("   {}{limit}", clause(item.clause.as_deref(), lang)), width, theme.dim()));
    lines.extend(wrapped(&format!("   {}", status(item.status, lang)), width, status_style(app, item.status)));
    lines
}

fn figure_lines(app: &App, figure: &FigureRow, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let value = figure.value.get(lang);
    let value = if value.is_empty() { screen::help_gap(lang) } else { value.to_owned().into() };
    let mut lines = wrapped(&format!(" {}: {value}", figure.name.get(lang)), width, theme.value());
    let said = format!("   {}; {}", clause(figure.clause.as_deref(), lang), status(figure.status, lang));
    lines.extend(wrapped(&said, width, status_style(app, figure.status)));
    lines.extend(wrapped(&format!("   {}", screen::help_source(lang, &figure.source)), width, theme.dim()));
    lines
}

fn clause(clause: Option<&str>, lang: Lang) -> Cow<'static, str> {
    clause.map_or_else(|| screen::help_no_clause(lang), |clause| screen::help_clause(lang, clause))
}

fn status(status: Status, lang: Lang) -> Cow<'static, str> {
    match status {
        Status::Confirmed => screen::status_confirmed(lang),
        Status::SingleSource => screen::status_single(lang),
        Status::Unconfirmed => screen::status_unconfirmed(lang),
    }
}

fn status_style(app: &App, status: Status) -> ratatui::style::Style {
    verdict::status(status, &app.context).1
}
