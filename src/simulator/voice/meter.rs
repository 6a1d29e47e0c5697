//! A meter that speaks DL/T 645: the items its profile asks for, its address, and the error word for anything else.

use super::electricity::{clock, own_address, shown};
use super::{Stage, Voice};
use crate::protocol::dlt645::{Edition, ItemFormat, PART_MAX, Request, What, address_text};
use crate::protocol::{Asked, Measurand};
use crate::quantity::Decimal;

/// Error word: no such data.
const NO_SUCH_DATA: u8 = 0x02;

/// A meter.
pub(super) struct Meter {
    stage: Stage,
    address: [u8; 6],
    /// A long answer that is being read in parts.
    long: Option<Long>,
}

/// The data of an item as they were when they were asked for, and the number of the next part.
struct Long {
    item: u32,
    data: Vec<u8>,
    next: u8,
}

impl Meter {
    pub fn new(stage: Stage) -> Self {
        let address = own_address(&stage);
        Self { stage, address, long: None }
    }

    /// The data of an item that the profile asks for.
    fn data(&self, edition: Edition, identifier: u32) -> Option<Vec<u8>> {
        let name = edition.identifier_text(identifier);
        let known = self.stage.profile.ask.iter().any(|ask| ask.name() == name);
        let format = edition.item_format(identifier).filter(|_| known)?;
        let Some(block) = format.block else { return self.element(&format) };
        // The one phase, or the one tariff, that all of it flows in; and the total where there is one.
        let value = shown(&self.stage, format.quantity, format.unit)?;
        let numbers = (block.first..=block.last).map(|part| if part <= 1 { value } else { Decimal::ZERO });
        let mut data = numbers.map(|number| format.encode_number(number)).collect::<Option<Vec<_>>>()?.concat();
        if edition == Edition::Of1997 {
            data.push(END_OF_BLOCK);
        }
        Some(data)
    }

    fn element(&self, format: &ItemFormat) -> Option<Vec<u8>> {
        match format.quantity {
            Measurand::Date => format.encode_text(&clock(&self.stage)?.date().to_string()),
            Measurand::Time => format.encode_text(&clock(&self.stage)?.strftime("%H:%M:%S").to_string()),
            Measurand::Address | Measurand::Number => format.encode_text(&address_text(&self.address)),
            quantity => format.encode_number(shown(&self.stage, quantity, format.unit)?),
        }
    }

    fn first(&mut self, request: &Request, item: u32) -> Option<Vec<u8>> {
        self.long = None;
        let data = self.data(request.edition, item)?;
        let Some(first) = data.get(..PART_MAX).filter(|first| first.len() < data.len()) else {
            return Some(request.answer(self.address, &data, false));
        };
        let answer = request.answer(self.address, first, true);
        self.long = Some(Long { item, data, next: 1 });
        Some(answer)
    }

    /// Any part may be asked again; the edition of 1997 has no numbers, so its parts come in turn.
    fn next(&mut self, request: &Request, item: u32, number: u8) -> Option<Vec<u8>> {
        let long = self.long.as_mut().filter(|long| long.item == item)?;
        let number = if request.edition == Edition::Of1997 { long.next } else { number };
        let begin = usize::from(number) * PART_MAX;
        let rest = long.data.get(begin..).filter(|rest| number > 0 && !rest.is_empty())?;
        long.next = number.checked_add(1)?;
        let part = rest.get(..PART_MAX).unwrap_or(rest);
        Some(request.answer(self.address, part, part.len() < rest.len()))
    }
}

/// How the edition of 1997 ends a block.
const END_OF_BLOCK: u8 = 0xAA;

impl Voice for Meter {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Dlt645(request) = self.stage.profile.protocol.parse_request(request)? else { return None };
        if !request.addresses(&self.address) {
            return None;
        }
        let answer = match request.what {
            What::Address => Some(request.answer(self.address, &self.address, false)),
            What::Item(item) => self.first(&request, item),
            What::Next(item, number) => self.next(&request, item, number),
        };
        let answer = answer.unwrap_or_else(|| request.answer_error(self.address, NO_SUCH_DATA));
        Some([vec![0xFE; 4], answer].concat())
    }
}
