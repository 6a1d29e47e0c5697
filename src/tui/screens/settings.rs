//! The settings with what each is now, and below them how the screens look with them.

use super::super::app::{App, Context};
use super::super::settings_page::Row;
use super::super::widgets::digits::Size;
use super::super::widgets::text::{clip, fit};
use super::live;
use crate::locale::{Lang, past, screen};
use crate::people::IDLE_MINUTES;
use crate::preferences::{AmbiguousWidth, Palette, Preferences};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;

/// Cells of a setting's name.
const NAME: usize = 24;

/// Draws the settings.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let width = usize::from(area.width);
    let mut lines = vec![Line::styled(clip(&format!(" {}", screen::settings_how(lang)), width), theme.dim())];
    for (index, row) in Row::ALL.into_iter().enumerate() {
        let marked = index == app.settings.marked;
        let value = value(row, &app.settings.preferences, &app.context);
        let value = if marked { format!("< {value} >") } else { value.into_owned() };
        let style = if marked { theme.value() } else { theme.dim() };
        lines.push(Line::from(vec![
            Span::styled(if marked { " > " } else { "   " }, theme.key()),
            Span::styled(fit(&name(row, lang), NAME), style),
            Span::styled(clip(&value, width.saturating_sub(NAME + 3)), style),
        ]));
    }
    let said = app.settings.unsaved.as_ref().map(|why| screen::settings_unsaved(lang, why.get(lang)));
    let said = said.or_else(|| theme.no_colour.then(|| screen::s_no_colour_wins(lang)));
    let said = said.map(|said| Line::styled(clip(&format!(" {said}"), width), theme.warn()));
    lines.push(said.unwrap_or_default());
    lines.extend(preview(&app.context, area));
    frame.render_widget(Paragraph::new(lines), area);
}

fn name(row: Row, lang: Lang) -> Cow<'static, str> {
    match row {
        Row::Lang => screen::s_lang(lang),
        Row::Theme => screen::s_theme(lang),
        Row::LargeType => screen::s_large_type(lang),
        Row::Width => screen::s_width(lang),
        Row::Idle => screen::s_idle(lang),
        Row::Mouse => screen::s_mouse(lang),
        Row::Reader => past::s_reader(lang),
    }
}

fn value(row: Row, preferences: &Preferences, context: &Context) -> Cow<'static, str> {
    let lang = context.lang;
    let on = |on: bool| if on { screen::f_yes(lang) } else { screen::f_no(lang) };
    match row {
        Row::Lang if lang == Lang::Zh => "中文".into(),
        Row::Lang => "English".into(),
        Row::Theme => match preferences.theme {
            Palette::Dark => screen::s_dark(lang),
            Palette::Light => screen::s_light(lang),
            Palette::HighContrast => screen::s_high_contrast(lang),
            Palette::None => screen::s_no_colours(lang),
        },
        Row::LargeType => on(preferences.large_type),
        Row::Width => match preferences.ambiguous_width {
            AmbiguousWidth::Narrow => screen::s_narrow(lang),
            AmbiguousWidth::Wide => screen::s_wide(lang),
        },
        Row::Idle => preferences.idle_minutes.unwrap_or(IDLE_MINUTES).to_string().into(),
        Row::Mouse => on(preferences.mouse),
        Row::Reader => on(preferences.screen_reader),
    }
}

/// Every look by its meaning, a ruler for widths, and a value as large as it will be.
fn preview(context: &Context, area: Rect) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let mut lines = vec![Line::styled(format!(" {}", screen::s_preview(lang)), theme.title())];
    let sign = |sign, plain, words: Cow<'static, str>| format!("{} {words}   ", theme.sign(sign, plain));
    lines.push(Line::from(vec![
        Span::raw(" "),
        Span::styled(sign("✓", "ok", screen::s_example_good(lang)), theme.good()),
        Span::styled(sign("✗", "X", screen::s_example_bad(lang)), theme.bad()),
        Span::raw(" "),
        Span::styled(sign("▲", "!", screen::s_example_warn(lang)), theme.warn()),
    ]));
    lines.push(Line::from(vec![
        Span::raw(" "),
        Span::styled(format!("{}   ", screen::s_example_value(lang)), theme.value()),
        Span::styled(format!("{}   ", screen::s_example_stale(lang)), theme.dim()),
        Span::styled(format!(" {} ", screen::help_now(lang)), theme.step()),
    ]));
    let width = usize::from(area.width);
    lines.push(Line::styled(clip(&format!(" {}", screen::s_width_test(lang)), width), theme.dim()));
    lines.extend([" ±×°λ          |", " ----          |"].map(Line::raw));
    let size = Size::of(area, context.large);
    lines.extend(live::number("0.5084", "kg", true, size, context).into_iter().map(|mut line| {
        line.spans.insert(0, Span::raw(" "));
        line
    }));
    lines
}
