//! The elements an SML message is made of: a byte of kind and length, then so many bytes or so many elements.

use super::Rejected;

/// Lists in lists, at most: a message has five levels.
const DEPTH_MAX: usize = 12;
/// Bytes of a length, at most.
const LENGTH_BYTES_MAX: usize = 4;

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Element<'a> {
    /// The byte that ends a message.
    End,
    /// Bytes; none at all where an optional element is left out.
    Octets(&'a [u8]),
    /// True or false.
    Truth(bool),
    /// A number of up to eight bytes, signed or not.
    Number(i128),
    /// Elements.
    List(Vec<Element<'a>>),
}

/// What is still to be read.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element with everything in it.
    pub fn next(&mut self) -> Result<Element<'a>, Rejected> {
        self.element(0)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Rejected> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Rejected::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Rejected> {
        self.take(1)?.first().copied().ok_or(Rejected::Length)
    }

    fn element(&mut self, depth: usize) -> Result<Element<'a>, Rejected> {
        let first = self.byte()?;
        if first == 0 {
            return Ok(Element::End);
        }
        let (kind, mut length, mut head, mut heads) = (first >> 4 & 7, usize::from(first & 0xF), first, 1);
        while head & 0x80 != 0 {
            head = self.byte()?;
            heads += 1;
            if heads > LENGTH_BYTES_MAX {
                return Err(Rejected::Length);
            }
            length = length << 4 | usize::from(head & 0xF);
        }
        if kind == 7 {
            if depth >= DEPTH_MAX {
                return Err(Rejected::Length);
            }
            return (0..length).map(|_| self.element(depth + 1)).collect::<Result<_, _>>().map(Element::List);
        }
        // The length counts the bytes that say it.
        let bytes = self.take(length.checked_sub(heads).ok_or(Rejected::Length)?)?;
        match (kind, bytes) {
            (0, bytes) => Ok(Element::Octets(bytes)),
            (4, [byte]) => Ok(Element::Truth(*byte != 0)),
            (5, [first, ..]) if bytes.len() <= 8 => Ok(Element::Number(number(bytes, first & 0x80 != 0))),
            (6, [_, ..]) if bytes.len() <= 8 => Ok(Element::Number(number(bytes, false))),
            _ => Err(Rejected::Length),
        }
    }
}

fn number(bytes: &[u8], negative: bool) -> i128 {
    bytes.iter().fold(if negative { -1 } else { 0 }, |number, byte| number << 8 | i128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &[u8]) -> Result<Element<'_>, Rejected> {
        Reader::new(bytes).next()
    }

    #[test]
    fn numbers_keep_their_sign_and_long_lengths_count_their_own_bytes() {
        assert_eq!(whole(&[0x53, 0xD6, 0xCA]), Ok(Element::Number(-10550)));
        assert_eq!(whole(&[0x63, 0xD6, 0xCA]), Ok(Element::Number(54986)));
        assert_eq!(whole(&[0x59, 0x80, 0, 0, 0, 0, 0, 0, 0]), Ok(Element::Number(i128::from(i64::MIN))));
        let long = [&[0x81, 0x02][..], &[7; 16]].concat();
        assert_eq!(whole(&long), Ok(Element::Octets(&[7; 16])));
    }

    #[test]
    fn what_says_more_than_there_is_is_refused() {
        for bytes in
            [&[0x05, 1][..], &[0x77, 0x01], &[0x80], &[0x80, 0x80, 0x80, 0x80, 0x80], &[0x5A], &[0x51], &[0x22, 1]]
        {
            assert_eq!(whole(bytes), Err(Rejected::Length), "{bytes:02X?}");
        }
        assert_eq!(whole(&[0x71; 100]), Err(Rejected::Length), "lists in lists");
    }
}
