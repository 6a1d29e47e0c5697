//! What a meter answers: for simulators and tests.

use super::frame::{self, DATA_MAX};
use super::{Request, What};

/// Most data bytes of one part that a simulated meter sends: whole elements of four and of three bytes, with room for
/// identifier and number.
pub const PART_MAX: usize = DATA_MAX - 8;

/// Control bits of a meter's answer, of an error and of an answer with more to come.
const FROM_METER: u8 = 0x80;
const ERROR: u8 = 0x40;
const MORE: u8 = 0x20;

impl Request {
    /// A meter's answer with data of the item; `more` follows or not.
    pub fn answer(&self, own: [u8; 6], data: &[u8], more: bool) -> Vec<u8> {
        let head = match self.what {
            What::Item(item) | What::Next(item, _) => self.edition.identifier_bytes(item),
            What::Address => Vec::new(),
        };
        let number = match self.what {
            What::Next(_, number) if self.edition.table().numbered => vec![number],
            _ => Vec::new(),
        };
        let control = self.function() | FROM_METER | if more { MORE } else { 0 };
        frame::build(own, control, &[&head, data, &number].concat())
    }

    /// A meter's answer that it has no such item.
    pub fn answer_error(&self, own: [u8; 6], word: u8) -> Vec<u8> {
        frame::build(own, self.function() | FROM_METER | ERROR, &[word])
    }
}
