//! When the next frame is due: a storm of readings does not become a storm of frames, and a value that stays as it is
//! costs a third of one that moves.

use crate::station::{InstrumentView, Snapshot};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Shortest time between two frames where something changed.
const MOVING: Duration = Duration::from_millis(33);
/// The same where nothing did but the age of what is shown.
const STILL: Duration = Duration::from_millis(100);

/// The last frame: when it was drawn, and what it showed.
pub struct Pace {
    drawn: Instant,
    shown: Arc<Snapshot>,
}

impl Pace {
    /// A frame was drawn now.
    pub fn drawn(shown: Arc<Snapshot>) -> Self {
        Self { drawn: Instant::now(), shown }
    }

    /// How long the next frame, of `snapshot`, waits still.
    pub fn left(&self, snapshot: &Snapshot) -> Duration {
        let apart = if still(&self.shown, snapshot) { STILL } else { MOVING };
        apart.saturating_sub(self.drawn.elapsed())
    }
}

/// Whether a person who looks at values sees nothing new. What this overlooks is drawn all the same, a moment later.
fn still(shown: &Snapshot, snapshot: &Snapshot) -> bool {
    let work = |snapshot: &Snapshot| snapshot.active.as_ref().map(|run| (run.ask, run.stored.last_seq, run.concluded));
    let told = |snapshot: &Snapshot| (snapshot.troubles.len(), snapshot.refused.is_some(), snapshot.wire.is_some());
    let pairs = || shown.instruments.iter().zip(&snapshot.instruments);
    work(snapshot).is_some()
        && work(shown) == work(snapshot)
        && told(shown) == told(snapshot)
        && snapshot.wire.is_none()
        && shown.instruments.len() == snapshot.instruments.len()
        && pairs().all(|(before, now)| same_values(before, now))
}

fn same_values(before: &InstrumentView, now: &InstrumentView) -> bool {
    before.line == now.line
        && before.refused_frames == now.refused_frames
        && before.readings.len() == now.readings.len()
        && before.readings.iter().zip(&now.readings).all(|(before, now)| before.datum == now.datum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::Trouble;

    #[test]
    fn without_a_run_and_with_news_the_picture_moves() {
        let quiet = Snapshot::default();
        let words = crate::locale::Words::new("磁盘满", "disk full");
        let trouble = Trouble { code: "E501", words };
        let news = Snapshot { troubles: vec![trouble], ..Snapshot::default() };
        assert!(!still(&quiet, &quiet), "a screen without a run never waits longer");
        assert!(!still(&quiet, &news));
    }
}
