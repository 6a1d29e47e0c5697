//! How far long work is, in words: numbers where there are entries to count, parts of a hundred elsewhere.

use super::super::app::Context;
use super::super::keys::Place;
use super::super::widgets::text::grouped;
use crate::locale::{Lang, past};
use crate::station::{LookKind, Looking, Snapshot, Walk};

/// How far the walk over the record is, or where it was stopped.
pub fn walk(walk: &Walk, lang: Lang) -> String {
    let (done, total) = (grouped(walk.done), grouped(walk.total));
    let said = if walk.stopped { past::walk_stopped(lang, &done, &total) } else { past::walking(lang, &done, &total) };
    said.into_owned()
}

/// That a run waits for the walk; nothing on the locked screen.
pub fn waits(context: &Context, snapshot: &Snapshot, place: Place) -> Option<String> {
    let walk = snapshot.walk.filter(|walk| walk.waits && place != Place::Locked)?;
    Some(format!(" {}", past::walk_waits(context.lang, &grouped(walk.done), &grouped(walk.total))))
}

/// How far a look through the record is.
pub fn look(looking: Looking, lang: Lang) -> String {
    let Looking { kind, done, total } = looking;
    let percent = (done * 100).checked_div(total).map(|percent| format!("{percent} %")).unwrap_or_default();
    let said = match kind {
        LookKind::Search => past::searching(lang, &percent),
        LookKind::Compare => past::comparing(lang, &percent),
        LookKind::Show => past::reading_run(lang, &percent),
        LookKind::Seals => past::seals_judging(lang),
    };
    said.into_owned()
}
