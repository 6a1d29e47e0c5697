//! The energies of the comparison under way as they grew: for looking at, never for judging. Bounded: where many readings
//! came, points lie further apart.

use crate::procedure::Side;
use crate::quantity::Decimal;

/// Most points of one side.
const POINTS_MAX: usize = 200;

/// What was read of both sides since the comparison began, or since this program took it up again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// Pile: seconds, kWh.
    pub instrument: Vec<(Decimal, Decimal)>,
    /// Standard: seconds, kWh.
    pub reference: Vec<(Decimal, Decimal)>,
    /// The comparison it is of: load point and repeat.
    of: Option<(u64, u64)>,
    /// Monotonic clock of its first reading, nanoseconds.
    began_ns: u64,
}

impl Trail {
    /// Takes the energy of one side since the start of the comparison `of`, in kWh. Another comparison begins anew.
    pub fn push(&mut self, of: (u64, u64), side: Side, mono_ns: u64, kwh: Decimal) {
        if self.of != Some(of) {
            *self = Self { of: Some(of), began_ns: mono_ns, ..Self::default() };
        }
        let tenths = mono_ns.saturating_sub(self.began_ns) / 100_000_000;
        let seconds = Decimal::new(i64::try_from(tenths).unwrap_or(i64::MAX), 1);
        let points = match side {
            Side::Instrument => &mut self.instrument,
            Side::Reference => &mut self.reference,
        };
        // The newest point always stands; it gives way to the next one where the two would lie too close.
        if let [.., before, last] = points.as_mut_slice()
            && last.0 - before.0 < gap(seconds)
        {
            *last = (seconds, kwh);
        } else {
            points.push((seconds, kwh));
        }
        if points.len() > POINTS_MAX {
            let mut number = 0_usize;
            points.retain(|_| {
                number += 1;
                number % 2 == 1
            });
        }
    }
}

/// The least distance of two points so long after the beginning, seconds: half of what fills the trail evenly.
fn gap(seconds: Decimal) -> Decimal {
    seconds.checked_div(Decimal::from(POINTS_MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_long_a_charge_runs_its_trail_stays_short_and_whole() {
        let mut trail = Trail::default();
        for n in 0..20_000_u64 {
            trail.push(
                (1, 1),
                Side::Instrument,
                7_000_000_000 + n * 300_000_000,
                Decimal::new(i64::try_from(n).unwrap(), 3),
            );
            assert!(trail.instrument.len() <= POINTS_MAX);
        }
        assert!(trail.instrument.len() > POINTS_MAX / 4, "{}", trail.instrument.len());
        let last = (Decimal::new(59_997, 1), Decimal::new(19_999, 3));
        assert_eq!(
            (trail.instrument.first(), trail.instrument.last()),
            (Some(&(Decimal::ZERO, Decimal::ZERO)), Some(&last))
        );
        assert!(trail.instrument.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn another_comparison_begins_anew() {
        let mut trail = Trail::default();
        trail.push((1, 1), Side::Instrument, 5, Decimal::ONE);
        trail.push((1, 1), Side::Reference, 5, Decimal::ONE);
        trail.push((1, 2), Side::Reference, 9, Decimal::TWO);
        assert_eq!((trail.instrument.len(), trail.reference), (0, vec![(Decimal::new(0, 1), Decimal::TWO)]));
    }
}
