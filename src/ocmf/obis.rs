//! The code of a register: `1-b:1.8.0`, `1-0:1.8.0*198`, `01-00:01.08.00*FF`.

use std::fmt;

/// A code `A-B:C.D.E*F`. A to E are hexadecimal, as in `1-b:…` and `…:B2.8.0`; F stays as it is written, because records
/// write it in both bases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obis {
    /// A, B, C, D, E.
    pub groups: [u8; 5],
    /// F, in capitals.
    pub last: Option<String>,
}

impl Obis {
    /// Reads a code; `None` for anything that is not one.
    pub fn of(text: &str) -> Option<Self> {
        let (body, last) = match text.split_once('*') {
            Some((body, last)) => (body, Some(last)),
            None => (text, None),
        };
        if last.is_some_and(|last| !hexadecimal(last, 3)) {
            return None;
        }
        let (medium, rest) = body.split_once('-')?;
        let (channel, rest) = rest.split_once(':')?;
        let mut parts = rest.split('.');
        let mut part = || group(parts.next()?);
        let groups = [group(medium)?, group(channel)?, part()?, part()?, part()?];
        parts.next().is_none().then(|| Self { groups, last: last.map(str::to_ascii_uppercase) })
    }
}

fn hexadecimal(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn group(text: &str) -> Option<u8> {
    hexadecimal(text, 2).then(|| u8::from_str_radix(text, 16).ok()).flatten()
}

impl fmt::Display for Obis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separators = ["-", ":", ".", ".", ""];
        for (group, separator) in self.groups.iter().zip(separators) {
            write!(f, "{group:X}{separator}")?;
        }
        self.last.as_ref().map_or(Ok(()), |last| write!(f, "*{last}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_is_read_and_nothing_else() {
        let c = |text: &str| Obis::of(text).map(|obis| obis.groups[2]);
        assert_eq!(c("1-b:1.8.0"), Some(1));
        assert_eq!(c("1-0:1.8.0*198"), Some(1));
        assert_eq!(c("01-00:01.08.00*FF"), Some(1));
        assert_eq!(c("01-00:B2.08.00*ff"), Some(0xB2));
        assert_eq!(Obis::of("01-00:98.08.00*ff").map(|obis| obis.to_string()), Some("1-0:98.8.0*FF".into()));
        for wrong in ["", "1.8.0", "1-0:1.8", "1-0:1.8.0.0", "1-0:152.8.0", "1-0:1.8.0*", "1-0:1.8.0*1*2", "1-0:+1.8.0"]
        {
            assert_eq!(Obis::of(wrong), None, "{wrong}");
        }
    }
}
