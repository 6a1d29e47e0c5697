//! A meter that speaks DL/T 645: the items its profile asks for, its address, and the error word for anything else.

use super::{Stage, Voice};
use crate::protocol::{Address, Asked, Measurand, dlt645};
use crate::quantity::Decimal;
use crate::simulator::world::World;
use jiff::{SignedDuration, ZonedDateTime};

/// Address of a simulated meter when none is given.
const ADDRESS: [u8; 6] = [0x01, 0x00, 0x00, 0x00, 0x00, 0x00];
/// Error word: no such data.
const NO_SUCH_DATA: u8 = 0x02;

/// A meter.
pub(super) struct Meter {
    stage: Stage,
    address: [u8; 6],
}

impl Meter {
    pub fn new(stage: Stage) -> Self {
        let address = match stage.address {
            Address::Meter(address) if !address.contains(&dlt645::ANY) => address,
            _ => ADDRESS,
        };
        Self { stage, address }
    }

    fn data(&self, identifier: u32) -> Option<Vec<u8>> {
        let World::Energy(world, side) = &self.stage.world else { return None };
        let format = crate::protocol::item_format(identifier)?;
        let clock = || ZonedDateTime::now().checked_add(SignedDuration::from_secs(world.clock_offset_s())).ok();
        match format.quantity {
            Measurand::Date => dlt645::encode_text(identifier, &clock()?.strftime("%Y-%m-%d").to_string()),
            Measurand::Time => dlt645::encode_text(identifier, &clock()?.strftime("%H:%M:%S").to_string()),
            quantity => {
                let value = world.value(*side, quantity)?;
                let kilo = matches!(quantity, Measurand::Power);
                let value = if kilo { value / Decimal::ONE_THOUSAND } else { value };
                dlt645::encode_value(identifier, value)
            }
        }
    }
}

impl Voice for Meter {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Dlt645(request) = self.stage.profile.protocol.parse_request(request)? else { return None };
        if !request.addresses(&self.address) {
            return None;
        }
        let woken = |answer: Vec<u8>| [vec![0xFE; 4], answer].concat();
        let identifier = match request.what {
            dlt645::What::Address => return Some(woken(dlt645::answer_address(self.address))),
            dlt645::What::Next(..) => return Some(woken(dlt645::answer_error(self.address, NO_SUCH_DATA))),
            dlt645::What::Item(identifier) => identifier,
        };
        let name = dlt645::identifier_text(identifier);
        let known = self.stage.profile.ask.iter().any(|ask| ask.name() == name);
        let data = known.then(|| self.data(identifier)).flatten();
        Some(woken(match data {
            Some(data) => dlt645::answer(self.address, identifier, &data),
            None => dlt645::answer_error(self.address, NO_SUCH_DATA),
        }))
    }
}
