//! The steps of a run on the left of its screen: sign and word tell how far each has come.

use super::super::app::Context;
use super::super::widgets::text::clip;
use crate::locale::screen;
use crate::procedure::{Step, StepState};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// The steps, a line each below their heading.
pub fn lines(context: &Context, steps: &[Step], width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let heading = Line::styled(format!(" {}", screen::steps(lang)), theme.title());
    let line = |step: &Step| {
        let (sign, style) = match step.state {
            StepState::Done => (theme.sign("✓", "x"), theme.good()),
            StepState::Now => (theme.sign("▶", ">"), theme.step()),
            StepState::Next => (theme.sign("○", "."), theme.dim()),
            StepState::Skipped => (theme.sign("–", "-"), theme.dim()),
        };
        let words = step.words.get(lang);
        let text = match step.state {
            StepState::Skipped => format!("{words}  {}", screen::skipped(lang)),
            _ => words.to_owned(),
        };
        Line::styled(clip(&format!(" {sign} {text} "), usize::from(width)), style)
    };
    std::iter::once(heading).chain(steps.iter().map(line)).collect()
}

/// Draws the steps, and below them what else stands on the left, where it fits.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, steps: &[Step], below: Vec<Line<'static>>) {
    let mut shown = lines(context, steps, area.width);
    // The step under way and the last ones stay in sight where not all of them fit.
    let hidden = shown.len().saturating_sub(usize::from(area.height));
    let now = steps.iter().position(|step| step.state == StepState::Now).unwrap_or(steps.len());
    let hidden = hidden.min(now);
    shown.drain(1..=hidden);
    if shown.len() + 1 + below.len() <= usize::from(area.height) {
        shown.push(Line::raw(""));
        shown.extend(below.into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        }));
    }
    frame.render_widget(Paragraph::new(shown), area);
}

/// How far the run has come in one word: `step 3/7`; what is left out does not count.
pub fn counted(context: &Context, steps: &[Step]) -> Option<String> {
    let wanted = || steps.iter().filter(|step| step.state != StepState::Skipped);
    let at = wanted().position(|step| step.state == StepState::Now)?;
    Some(screen::step_of(context.lang, &(at + 1).to_string(), &wanted().count().to_string()).into_owned())
}
