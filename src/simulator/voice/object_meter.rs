//! A meter that speaks DL/T 698.45: the objects its profile asks for, its address, and "object undefined" for anything else.

use super::electricity::{clock, own_address, shown};
use super::{Stage, Voice};
use crate::protocol::dlt698::{Object, UNDEFINED, oad_text, object};
use crate::protocol::{Asked, Measurand};
use crate::quantity::Decimal;

/// A meter.
pub(super) struct ObjectMeter {
    stage: Stage,
    address: [u8; 6],
}

impl ObjectMeter {
    pub fn new(stage: Stage) -> Self {
        let address = own_address(&stage);
        Self { stage, address }
    }

    /// The data of an object that the profile asks for, or that says which meter this is.
    fn data(&self, oad: u32) -> Option<Vec<u8>> {
        let (object, element) = object(oad)?;
        let digits: Vec<u8> = self.address.iter().rev().copied().collect();
        match object.quantity {
            Measurand::Address | Measurand::Number => object.encode_digits(&digits),
            _ if !self.stage.profile.ask.iter().any(|ask| ask.name() == oad_text(oad)) => None,
            Measurand::DateTime => object.encode_date_time(clock(&self.stage)?),
            quantity => number(&object, element, shown(&self.stage, quantity, object.unit)?),
        }
    }
}

/// The total, and the one tariff or phase that all of it flows in.
fn number(object: &Object, element: u8, value: Decimal) -> Option<Vec<u8>> {
    let last = if object.total { 2 } else { 1 };
    let of = |number: u8| if number <= last { value } else { Decimal::ZERO };
    match element {
        0 if object.elements > 0 => object.encode_array(&(1..=object.elements).map(of).collect::<Vec<_>>()),
        0 => object.encode_number(value),
        element if element <= object.elements => object.encode_number(of(element)),
        _ => None,
    }
}

impl Voice for ObjectMeter {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Dlt698(request) = self.stage.profile.protocol.parse_request(request)? else { return None };
        if !request.addresses(&self.address) {
            return None;
        }
        let answer = request.answer(self.address, |oad| self.data(oad).ok_or(UNDEFINED));
        Some([vec![0xFE; 4], answer].concat())
    }
}
