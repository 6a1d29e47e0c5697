//! A-XDR, the way DL/T 698.45 writes data: a tag and a value. Only the types that the objects of meters are made of.

use super::super::Rejected;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// There is none.
    Null,
    /// A whole number, with the tag that says its type.
    Whole(u8, i128),
    /// Bytes.
    Octets(Vec<u8>),
    /// Text.
    Text(Vec<u8>),
    /// Year (two bytes), month, day, hour, minute, second.
    DateTime([u8; 7]),
    /// An array or structure.
    Many(Vec<Data>),
}

/// Tags.
pub(super) const NULL: u8 = 0x00;
pub(super) const ARRAY: u8 = 0x01;
const STRUCTURE: u8 = 0x02;
pub(super) const INT32: u8 = 0x05;
pub(super) const UINT32: u8 = 0x06;
pub(super) const OCTETS: u8 = 0x09;
const TEXT: u8 = 0x0A;
const INT8: u8 = 0x0F;
pub(super) const INT16: u8 = 0x10;
const UINT8: u8 = 0x11;
pub(super) const UINT16: u8 = 0x12;
const INT64: u8 = 0x14;
pub(super) const UINT64: u8 = 0x15;
const ENUM: u8 = 0x16;
pub(super) const DATE_TIME: u8 = 0x1C;

/// Tag, bytes and sign of the whole numbers.
const WHOLE: [(u8, usize, bool); 9] = [
    (INT32, 4, true),
    (UINT32, 4, false),
    (INT8, 1, true),
    (INT16, 2, true),
    (UINT8, 1, false),
    (UINT16, 2, false),
    (INT64, 8, true),
    (UINT64, 8, false),
    (ENUM, 1, false),
];

/// Arrays in arrays, at most so deep.
const DEPTH_MAX: u8 = 4;

/// Reads bytes from the front.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Rejected> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Rejected::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn chunk<const N: usize>(&mut self) -> Result<[u8; N], Rejected> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(Rejected::Length)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn byte(&mut self) -> Result<u8, Rejected> {
        self.chunk().map(|[byte]| byte)
    }

    /// An object attribute descriptor.
    pub fn oad(&mut self) -> Result<u32, Rejected> {
        self.chunk().map(u32::from_be_bytes)
    }

    /// How many follow: one byte, or 81 and one, or 82 and two.
    pub fn count(&mut self) -> Result<usize, Rejected> {
        match self.byte()? {
            short @ ..=0x7F => Ok(usize::from(short)),
            0x81 => self.byte().map(usize::from),
            0x82 => self.chunk().map(|bytes| usize::from(u16::from_be_bytes(bytes))),
            _ => Err(Rejected::Length),
        }
    }

    pub fn data(&mut self) -> Result<Data, Rejected> {
        self.nested(0)
    }

    fn nested(&mut self, depth: u8) -> Result<Data, Rejected> {
        let tag = self.byte()?;
        if let Some((_, bytes, signed)) = WHOLE.iter().find(|(known, ..)| *known == tag) {
            return Ok(Data::Whole(tag, whole(self.take(*bytes)?, *signed)));
        }
        match tag {
            NULL => Ok(Data::Null),
            // Every element has a byte at least: there are never more than bytes.
            ARRAY | STRUCTURE if depth < DEPTH_MAX => {
                let count = self.count()?;
                (0..count).map(|_| self.nested(depth + 1)).collect::<Result<_, _>>().map(Data::Many)
            }
            OCTETS => self.counted().map(Data::Octets),
            TEXT => self.counted().map(Data::Text),
            DATE_TIME => self.chunk().map(Data::DateTime),
            tag => Err(Rejected::DataType { tag }),
        }
    }

    fn counted(&mut self) -> Result<Vec<u8>, Rejected> {
        let count = self.count()?;
        self.take(count).map(<[u8]>::to_vec)
    }
}

/// A whole number, most significant byte first.
fn whole(bytes: &[u8], signed: bool) -> i128 {
    let magnitude = bytes.iter().fold(0_i128, |all, byte| all << 8 | i128::from(*byte));
    let negative = signed && bytes.first().is_some_and(|top| top & 0x80 != 0);
    if negative { magnitude - (1_i128 << (8 * bytes.len())) } else { magnitude }
}

/// The bytes of a whole number with its tag; `None` when it does not fit.
pub(super) fn encode_whole(tag: u8, value: i128) -> Option<Vec<u8>> {
    let (_, count, signed) = WHOLE.iter().find(|(known, ..)| *known == tag)?;
    let bytes = value.to_be_bytes();
    let own = bytes.get(bytes.len() - count..)?;
    (whole(own, *signed) == value).then(|| [&[tag][..], own].concat())
}

/// The bytes of octets with their tag.
pub(super) fn encode_octets(bytes: &[u8]) -> Option<Vec<u8>> {
    Some([&[OCTETS, u8::try_from(bytes.len()).ok().filter(|count| *count < 0x80)?], bytes].concat())
}
