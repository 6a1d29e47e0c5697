//! The time of a reading: `2019-08-13T10:03:15,000+0000 I`, with its letter of synchronisation.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// How a meter's clock was set: U unknown, I informative, S synchronised, R relative.
pub const SYNC: &str = "UISR";

/// A time with what is known of the clock that told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment itself.
    pub at: Timestamp,
    /// One of [`SYNC`]; `None` when the record does not say.
    pub sync: Option<char>,
}

impl Moment {
    /// Reads `YYYY-MM-DDThh:mm:ss,mmm±hhmm S`; nothing else is a time.
    pub fn of(text: &str) -> Option<Self> {
        let (stamp, sync) = match text.split_once(' ') {
            Some((stamp, letter)) => {
                let mut letters = letter.chars();
                let sync = letters.next().filter(|letter| SYNC.contains(*letter))?;
                (stamp, letters.next().is_none().then_some(Some(sync))?)
            }
            None => (text, None),
        };
        let shape = "dddd-dd-ddTdd:dd:dd,ddd±dddd";
        let fits = |(found, wanted): (char, char)| match wanted {
            'd' => found.is_ascii_digit(),
            '±' => matches!(found, '+' | '-'),
            other => found == other,
        };
        if !stamp.is_ascii() || stamp.len() != shape.chars().count() || !stamp.chars().zip(shape.chars()).all(fits) {
            return None;
        }
        let number = |from: usize, to: usize| stamp.get(from..to)?.parse::<i16>().ok();
        let small = |from: usize, to: usize| i8::try_from(number(from, to)?).ok();
        let nanoseconds = i32::from(number(20, 23)?) * 1_000_000;
        let local = DateTime::new(
            number(0, 4)?,
            small(5, 7)?,
            small(8, 10)?,
            small(11, 13)?,
            small(14, 16)?,
            small(17, 19)?,
            nanoseconds,
        )
        .ok()?;
        let (hours, minutes) = (number(24, 26)?, number(26, 28)?);
        if minutes > 59 {
            return None;
        }
        let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
        let sign = if stamp.get(23..24) == Some("-") { -1 } else { 1 };
        let at = Offset::from_seconds(sign * seconds).ok()?.to_timestamp(local).ok()?;
        Some(Self { at, sync })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_form_and_an_offset_moves_it() {
        let utc = Moment::of("2019-08-13T10:03:15,000+0000 I");
        assert_eq!(utc.and_then(|moment| moment.sync), Some('I'));
        let china = Moment::of("2019-08-13T18:03:15,000+0800 S");
        assert_eq!(utc.map(|moment| moment.at), china.map(|moment| moment.at));
        assert_eq!(Moment::of("2019-08-13T10:03:15,000+0000").map(|moment| moment.sync), Some(None));
        for wrong in [
            "",
            "2019-08-13T10:03:15.000+0000 I",
            "2019-08-13 10:03:15,000+0000 I",
            "2019-02-30T10:03:15,000+0000 I",
            "2019-08-13T10:03:15,000+0000 X",
            "2019-08-13T10:03:15,000+0000 II",
            "2019-08-13T10:03:15,000+0000  I",
            "2019-08-13T10:03:15,000+0060 I",
            "2019-08-13T10:03:15,000Z I",
            "２019-08-13T10:03:15,000+0000 I",
        ] {
            assert_eq!(Moment::of(wrong), None, "{wrong}");
        }
    }
}
