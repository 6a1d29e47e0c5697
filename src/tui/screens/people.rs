//! The page of accounts, the sign-in over any screen, the locked screen, and the signatures under a run.

use super::super::app::App;
use super::super::people::{SignIn, open_accounts};
use super::super::widgets::text::{clip, fit};
use crate::locale::{Say, screen};
use crate::people::{Outcome, Role};
use crate::station::{AccountStanding, AccountView, RunDetail, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

/// Most accounts that it lists at once.
const BOX_ACCOUNTS: usize = 8;

/// Draws the page of accounts.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let accounts = &snapshot.people.accounts;
    if accounts.is_empty() {
        let lines = super::wrapped(&format!(" {}", screen::no_accounts(lang)), area.width, theme.value());
        frame.render_widget(Paragraph::new(lines), area);
        return;
    }
    let marked = app.people.unwrap_or(0).min(accounts.len().saturating_sub(1));
    let first = (marked + 1).saturating_sub(usize::from(area.height));
    let rows = accounts.iter().enumerate().skip(first);
    let lines: Vec<Line> = rows.map(|(index, account)| row(app, account, snapshot, index == marked, area)).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

fn row(app: &App, account: &AccountView, snapshot: &Snapshot, marked: bool, area: Rect) -> Line<'static> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let here = snapshot.people.signed_in.as_ref().is_some_and(|who| who.id == account.id);
    let standing = if here { screen::signed_in_mark(lang).into_owned() } else { account.standing.say(lang) };
    let style = match account.standing {
        AccountStanding::Active if here => theme.good(),
        AccountStanding::Active => theme.value(),
        AccountStanding::Locked(_) => theme.bad(),
        AccountStanding::Closed => theme.dim(),
    };
    let roles: Vec<String> = account.roles.iter().map(|role| role.say(lang)).collect();
    let roles_room = usize::from(area.width).saturating_sub(3 + 18 + 16 + 20);
    let line = Line::from(vec![
        Span::styled(if marked { " > " } else { "   " }, theme.key()),
        Span::raw(fit(&account.id, 18)),
        Span::raw(fit(&account.name, 16)),
        Span::styled(fit(&standing, 20), style),
        Span::raw(clip(&roles.join(" · "), roles_room)),
    ]);
    if marked { line.style(theme.value()) } else { line }
}

/// Draws the locked screen: who went away, and the sign-in. Nothing of the work behind it.
pub fn draw_locked(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot, sign_in: Option<&SignIn>) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let who = snapshot.people.signed_in.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let lines = super::wrapped(&format!(" {}", screen::locked_by(lang, &who)), area.width, theme.step());
    let height = u16::try_from(lines.len()).unwrap_or(1).min(area.height);
    frame.render_widget(Paragraph::new(lines), Rect { height, ..area });
    if let Some(sign_in) = sign_in {
        let below = Rect { y: area.y + height, height: area.height - height, ..area };
        draw_sign_in(app, frame, below, snapshot, sign_in);
    }
}

/// Draws the sign-in: the accounts, and dots for what is typed.
pub fn draw_sign_in(app: &App, frame: &mut Frame, body: Rect, snapshot: &Snapshot, sign_in: &SignIn) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let room = BOX_ACCOUNTS.min(usize::from(body.height).saturating_sub(4)).max(1);
    let accounts: Vec<&AccountView> = open_accounts(snapshot).collect();
    let at = accounts.iter().position(|account| account.id == sign_in.id).unwrap_or(0);
    let first = (at + 1).saturating_sub(room);
    let inner = usize::from(body.width).saturating_sub(4);
    let mut lines = vec![Line::styled(format!("  {}", screen::signing_in(lang)), theme.title())];
    for account in accounts.iter().skip(first).take(room) {
        let marked = account.id == sign_in.id;
        let locked = matches!(account.standing, AccountStanding::Locked(_));
        let state = if locked { account.standing.say(lang) } else { String::new() };
        let text = clip(&format!("{}{}{state}", fit(&account.id, 18), fit(&account.name, 14)), inner);
        let style = if marked { theme.value() } else { theme.dim() };
        lines.push(Line::from(vec![
            Span::styled(if marked { "  > " } else { "    " }, theme.key()),
            Span::styled(text, style),
        ]));
    }
    let label = format!("  {}", screen::type_secret(lang));
    let dots_room = usize::from(body.width).saturating_sub(label.width() + 2);
    let dots: String = sign_in.typed.dots(theme).chars().take(dots_room).collect();
    let cursor = label.width() + dots.width();
    lines.push(Line::raw(""));
    lines.push(Line::from(vec![Span::styled(label, theme.step()), Span::styled(dots, theme.value())]));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(1));
    let area = Rect { y: body.y + 1, height, ..body }.intersection(body);
    super::popup(frame, area);
    frame.render_widget(Paragraph::new(lines), area);
    if let Ok(cursor) = u16::try_from(cursor)
        && area.height > 0
    {
        let x = area.x.saturating_add(cursor).min(area.right().saturating_sub(1));
        frame.set_cursor_position(Position::new(x, area.bottom().saturating_sub(1)));
    }
}

/// Whose signatures stand under a run, on one line; nothing for a run that needs none.
pub fn signatures(app: &App, detail: &RunDetail, snapshot: &Snapshot) -> Option<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let signers = &detail.signers;
    if !snapshot.people.required || detail.summary.demonstration || detail.summary.verdict.is_none() {
        return None;
    }
    let name = |id: &str| {
        let account = snapshot.people.accounts.iter().find(|account| account.id == id);
        account.map_or_else(|| id.to_owned(), |account| account.name.clone())
    };
    let Some(verifier) = signers.verifier() else {
        return Some(Line::styled(format!(" {}", screen::nobodys(lang)), theme.warn()));
    };
    let signed = |role: Role, who: &str| screen::signature(lang, &role.say(lang), who).into_owned();
    let mut spans = vec![Span::raw(format!(" {}", signed(Role::Verifier, &name(verifier))))];
    let (checker, style) = match signers.checked() {
        None => (signed(Role::Checker, "-"), theme.dim()),
        Some((who, Outcome::Agreed, _)) => {
            (format!("{} {}", signed(Role::Checker, &name(who)), screen::agreed(lang)), theme.good())
        }
        Some((who, Outcome::Returned, note)) => {
            (format!("{} {}", signed(Role::Checker, &name(who)), screen::returned(lang, note)), theme.bad())
        }
    };
    spans.push(Span::styled(format!("  {checker}"), style));
    let approver = signers.approved().map(name);
    let style = if approver.is_some() { theme.good() } else { theme.dim() };
    spans.push(Span::styled(format!("  {}", signed(Role::Approver, approver.as_deref().unwrap_or("-"))), style));
    Some(Line::from(spans))
}
