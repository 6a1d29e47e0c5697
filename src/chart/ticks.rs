//! Where an axis begins, ends and is marked: at whole multiples of 1, 2 or 5 × 10^k, in exact decimals.

use super::Axis;
use crate::locale::Words;
use crate::quantity::{Decimal, times_ten_to};

/// Powers of ten that a step can have: finer and coarser than anything an instrument shows.
const POWERS: std::ops::RangeInclusive<i32> = -15..=20;
/// Most ticks of one axis, whatever the step: a bound on what is drawn.
const TICKS_MAX: u32 = 64;

/// The least step of 1, 2 or 5 × 10^k that covers `span` in at most `count` steps; `None` beyond what a decimal holds.
pub fn step(span: Decimal, count: u32) -> Option<Decimal> {
    let steps = POWERS.flat_map(|power| [1, 2, 5].map(|digit| times_ten_to(Decimal::from(digit), power)));
    steps.flatten().find(|step| step.checked_mul(Decimal::from(count.max(1))).is_some_and(|reach| reach >= span))
}

/// The axis over `least` to `most` with about `count` marks: both ends moved outwards to a mark. `None` beyond what a
/// decimal holds.
pub fn outward(label: Words, least: Decimal, most: Decimal, count: u32) -> Option<Axis> {
    let step = step(wide(least, most)?, count)?;
    let first = least.checked_div(step)?.floor();
    let last = most.checked_div(step)?.ceil().max(first.checked_add(Decimal::ONE)?);
    let (least, most) = (first.checked_mul(step)?, last.checked_mul(step)?);
    Some(Axis { label, least, most, ticks: marks(least, most, step)? })
}

/// The axis from `least` to `most` just as they are, marked in between.
pub fn within(label: Words, least: Decimal, most: Decimal, count: u32) -> Option<Axis> {
    let most = if most > least { most } else { least.checked_add(wide(least, most)?)? };
    let step = step(most.checked_sub(least)?, count)?;
    let first = least.checked_div(step)?.ceil().checked_mul(step)?;
    Some(Axis { label, least, most, ticks: marks(first, most, step)? })
}

/// The axis of things that are counted from 1: half a place before the first and behind the last, marked at whole numbers.
pub fn counted(label: Words, most: u32, count: u32) -> Option<Axis> {
    let half = Decimal::new(5, 1);
    let last = Decimal::from(most.max(1));
    let step = step(last, count)?.max(Decimal::ONE).trunc();
    let (first, one) = (if step == Decimal::ONE { Decimal::ONE } else { step }, Decimal::ONE);
    let mut ticks = marks(first, last, step)?;
    if first > one {
        ticks.insert(0, one);
    }
    Some(Axis { label, least: half, most: last.checked_add(half)?, ticks })
}

/// The span, or a step of the last digit where both ends are the same.
fn wide(least: Decimal, most: Decimal) -> Option<Decimal> {
    let span = most.checked_sub(least)?;
    Some(if span > Decimal::ZERO { span } else { Decimal::new(1, least.scale()) })
}

fn marks(first: Decimal, last: Decimal, step: Decimal) -> Option<Vec<Decimal>> {
    let tick = |number: u32| first.checked_add(step.checked_mul(Decimal::from(number))?);
    let ticks: Option<Vec<Decimal>> = (0..TICKS_MAX).map(tick).collect();
    let mut ticks = ticks?;
    ticks.retain(|tick| *tick <= last);
    // The digits of the step, so that all marks are written alike.
    for tick in &mut ticks {
        tick.rescale(step.scale());
    }
    Some(ticks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::parse_decimal;
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    fn printed(axis: Option<Axis>) -> String {
        let ticks = axis.unwrap().ticks;
        ticks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn steps_are_one_two_or_five() {
        let of = |span, count| step(number(span), count).unwrap().to_string();
        assert_eq!([of("4", 4), of("4.1", 4), of("0.3", 4), of("60", 4)], ["1", "2", "0.1", "20"]);
    }

    #[test]
    fn marks_are_written_with_the_same_digits() {
        let label = Words::default;
        assert_eq!(printed(outward(label(), number("476.3"), number("509"), 5)), "470 480 490 500 510");
        assert_eq!(printed(outward(label(), number("-0.12"), number("0.31"), 5)), "-0.2 -0.1 0.0 0.1 0.2 0.3 0.4");
        assert_eq!(printed(outward(label(), number("2.50"), number("2.50"), 5)), "2.500 2.502");
        assert_eq!(printed(counted(label(), 4, 10)), "1 2 3 4");
        assert_eq!(printed(counted(label(), 50, 10)), "1 5 10 15 20 25 30 35 40 45 50");
        assert_eq!(printed(within(label(), number("0"), number("73.4"), 4)), "0 20 40 60");
    }

    proptest! {
        #[test]
        fn an_axis_holds_what_it_is_for(a in -1_000_000_000_i64..1_000_000_000, b in 0_i64..1_000_000_000, scale in 0_u32..9) {
            let (least, most) = (Decimal::new(a, scale), Decimal::new(a.saturating_add(b), scale));
            let axis = outward(Words::default(), least, most, 5).unwrap();
            prop_assert!(axis.least <= least && most <= axis.most && axis.least < axis.most);
            prop_assert!(axis.ticks.len() >= 2 && axis.ticks.len() <= 8, "{:?}", axis.ticks);
            prop_assert_eq!(axis.ticks.first().zip(axis.ticks.last()), Some((&axis.least, &axis.most)));
        }
    }
}
