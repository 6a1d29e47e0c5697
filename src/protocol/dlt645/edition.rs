//! The two editions of DL/T 645 that meters speak: one frame, but other functions, identifiers and scales. Never mixed.

use super::super::{Data, Datum, Measurand, Rejected, hex_digits};
use super::item::ItemFormat;
use super::{items_1997, items_2007};
use compact_str::CompactString;

/// An edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Edition {
    Of1997,
    Of2007,
}

/// What is different between the editions.
pub(super) struct Table {
    /// Function that reads an item.
    pub read: u8,
    /// Function that reads the next part of a long answer.
    pub next: u8,
    /// Function that reads the address of the only meter on the line.
    pub address: Option<u8>,
    /// Bytes of an identifier.
    pub width: usize,
    /// Whether the parts of a long answer carry a number.
    pub numbered: bool,
    /// The number of an element that stands for the whole block: no element has it, nor one beyond it.
    whole: u8,
    format: fn(u32) -> Option<ItemFormat>,
    element: fn(u32, u8) -> u32,
}

static OF_1997: Table = Table {
    read: 0x01,
    next: 0x02,
    address: None,
    width: 2,
    numbered: false,
    whole: items_1997::WHOLE,
    format: items_1997::item_format,
    element: items_1997::element,
};

static OF_2007: Table = Table {
    read: 0x11,
    next: 0x12,
    address: Some(0x13),
    width: 4,
    numbered: true,
    whole: items_2007::WHOLE,
    format: items_2007::item_format,
    element: items_2007::element,
};

impl Edition {
    pub(super) fn table(self) -> &'static Table {
        match self {
            Self::Of1997 => &OF_1997,
            Self::Of2007 => &OF_2007,
        }
    }

    /// Whether a function reads in the other edition.
    pub(super) fn foreign(self, function: u8) -> bool {
        let other = match self {
            Self::Of1997 => &OF_2007,
            Self::Of2007 => &OF_1997,
        };
        function == other.read || function == other.next
    }

    /// What an identifier means; `None` for one that is not in the table.
    pub fn item_format(self, identifier: u32) -> Option<ItemFormat> {
        (self.table().format)(identifier)
    }

    /// An identifier as people write it: `00010000`, `9010`.
    pub fn identifier_text(self, identifier: u32) -> CompactString {
        let digits = identifier.to_be_bytes().map(hex_digits);
        let (_, written) = digits.split_at(digits.len() - self.table().width);
        // Digits are text.
        std::str::from_utf8(written.as_flattened()).map(CompactString::new).unwrap_or_default()
    }

    /// The identifier of a text.
    pub(super) fn identifier(self, text: &str) -> Option<u32> {
        let written = text.len() == self.table().width * 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        u32::from_str_radix(text, 16).ok().filter(|_| written)
    }

    /// The bytes of an identifier, least significant first.
    pub(super) fn identifier_bytes(self, identifier: u32) -> Vec<u8> {
        identifier.to_le_bytes().into_iter().take(self.table().width).collect()
    }

    /// Splits an identifier from the data behind it.
    pub(super) fn split_identifier(self, data: &[u8]) -> Result<(u32, &[u8]), Rejected> {
        let Some((head, rest)) = data.split_at_checked(self.table().width) else { return Err(Rejected::Length) };
        Ok((head.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte)), rest))
    }

    /// The values of an item's data bytes (unshifted, all parts joined).
    pub fn values(self, identifier: u32, data: &[u8]) -> Result<Data, Rejected> {
        let name = |identifier| self.identifier_text(identifier);
        let Some(format) = self.item_format(identifier) else {
            let raw: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
            return Ok(Data::from_buf([Datum::new(Measurand::Raw, raw.into()).item(name(identifier))]));
        };
        let wrong_length = |wanted| Rejected::ItemLength { item: name(identifier).into(), wanted, found: data.len() };
        let Some(block) = format.block else {
            if format.bytes != 0 && data.len() != format.bytes {
                return Err(wrong_length(format.bytes));
            }
            return Ok(Data::from_buf([format.decode(name(identifier), data)?]));
        };
        // A block may end with one AA, as meters of the older edition send it.
        let data = match data {
            [rest @ .., 0xAA] if rest.len() % format.bytes == 0 => rest,
            data => data,
        };
        if data.is_empty() || data.len() % format.bytes != 0 {
            return Err(wrong_length(format.bytes));
        }
        let table = self.table();
        let most = usize::from(table.whole - block.first) * format.bytes;
        if data.len() > most {
            return Err(wrong_length(most));
        }
        let numbered = data.chunks(format.bytes).zip(block.first..=u8::MAX);
        numbered.map(|(chunk, part)| format.decode(name((table.element)(identifier, part)), chunk)).collect()
    }
}
