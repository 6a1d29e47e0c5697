//! DL/T 645 in its two editions. Reading only: functions 11, 12 and 13 of 2007, 01 and 02 of 1997.
//!
//! [`frame`] is the frame, the same in both; [`edition`] is what differs; [`item`] is how values are written.

mod answer;
mod edition;
mod frame;
mod item;
mod items_1997;
mod items_2007;
mod part;

pub use answer::PART_MAX;
pub use edition::Edition;
pub use frame::{ANY, address, address_text};
pub use item::{Block, Format, ItemFormat};
pub use part::Part;

use super::{Address, Addressing, Asked, Datum, DeviceError, Meaning, Measurand, Protocol, Question, Rejected};
use crate::locale::Words;

/// DL/T 645-2007.
pub const DLT645_2007: Protocol = Protocol {
    name: "dlt645-2007",
    layout: super::parts::dlt645,
    questions: "item: eight hexadecimal digits, such as \"00010000\"; or command: \"address\"",
    addressing: Addressing::Meter,
    scan: |buffer, _| frame::scan(buffer),
    decode: |frame, asked| decode(Edition::Of2007, frame, asked),
    ask: |question, address| ask(Edition::Of2007, question, address),
    parse_request: |bytes| parse_request(Edition::Of2007, bytes),
    measures: |question| measures(Edition::Of2007, question),
    ..Protocol::ASKED
};

/// DL/T 645-1997.
pub const DLT645_1997: Protocol = Protocol {
    name: "dlt645-1997",
    layout: super::parts::dlt645,
    questions: "item: four hexadecimal digits, such as \"9010\"",
    decode: |frame, asked| decode(Edition::Of1997, frame, asked),
    ask: |question, address| ask(Edition::Of1997, question, address),
    parse_request: |bytes| parse_request(Edition::Of1997, bytes),
    measures: |question| measures(Edition::Of1997, question),
    ..DLT645_2007
};

/// The question that a profile asks for the address.
const ADDRESS: &str = "address";

/// A reading request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Of which edition.
    pub edition: Edition,
    /// Address, least significant byte first as on the wire; `AA` bytes match any.
    pub address: [u8; 6],
    /// What is asked.
    pub what: What,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Function 11 (01): an item.
    Item(u32),
    /// Function 12 (02): the next part of an item. The edition of 1997 does not send the number.
    Next(u32, u8),
    /// Function 13: the address of the only meter on the line.
    Address,
}

impl Request {
    /// The function on the wire.
    fn function(&self) -> u8 {
        let table = self.edition.table();
        match self.what {
            What::Item(_) => table.read,
            What::Next(..) => table.next,
            // Only made where the edition has it.
            What::Address => table.address.unwrap_or(table.read),
        }
    }

    /// The bytes to send, with the four `FE` that wake a receiver.
    pub fn encode(&self) -> Vec<u8> {
        let data = match self.what {
            What::Item(item) => self.edition.identifier_bytes(item),
            What::Next(item, number) => {
                let number: &[u8] = if self.edition.table().numbered { &[number] } else { &[] };
                [&self.edition.identifier_bytes(item), number].concat()
            }
            What::Address => Vec::new(),
        };
        [vec![0xFE; 4], frame::build(self.address, self.function(), &data)].concat()
    }

    /// Whether an address answers this request: equal where no wildcard stands.
    pub fn addresses(&self, address: &[u8]) -> bool {
        self.address.iter().zip(address).all(|(asked, own)| *asked == ANY || asked == own)
    }
}

fn ask(edition: Edition, question: &Question<'_>, address: &Address) -> Option<Asked> {
    let Address::Meter(address) = *address else { return None };
    match *question {
        Question::Item(text) => {
            Some(Asked::Dlt645(Request { edition, address, what: What::Item(edition.identifier(text)?) }))
        }
        // Only a request to any address is answered.
        Question::Command(ADDRESS) if edition.table().address.is_some() => {
            Some(Asked::Dlt645(Request { edition, address: [ANY; 6], what: What::Address }))
        }
        _ => None,
    }
}

fn measures(edition: Edition, question: &Question<'_>) -> Option<Measurand> {
    match question {
        Question::Item(text) => Some(edition.item_format(edition.identifier(text)?)?.quantity),
        Question::Command(ADDRESS) => Some(Measurand::Address),
        _ => None,
    }
}

/// Says what a frame means as the answer to `asked`.
fn decode(edition: Edition, frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let parts = frame::parts(frame)?;
    if parts.control & 0x80 == 0 {
        return Ok(Meaning::Request);
    }
    let asked = match asked {
        Some(Asked::Dlt645(request)) => Some(request),
        _ => None,
    };
    if let Some(request) = asked.filter(|request| !request.addresses(&parts.address)) {
        let (asked, answered) = (address_text(&request.address), address_text(&parts.address));
        return Err(Rejected::OtherAddress { asked, answered });
    }
    let (table, function) = (edition.table(), parts.control & 0x1F);
    let wanted = asked.map_or(function, Request::function);
    // A meter that answers in the other edition means other scales by what it sends.
    if wanted != function || edition.foreign(function) {
        let asked = if wanted == function { table.read } else { wanted };
        return Err(Rejected::OtherFunction { asked, answered: function });
    }
    if parts.control & 0x40 != 0 {
        return error(&parts.data).map(Meaning::Error);
    }
    let more = parts.control & 0x20 != 0;
    match function {
        read if read == table.read => item(edition, &parts.data, asked, more),
        next if next == table.next => next_part(edition, &parts.data, asked, more),
        function if Some(function) != table.address => Ok(Meaning::Acknowledged),
        _ if parts.data.len() == 6 => {
            let datum = Datum::new(Measurand::Address, address_text(&parts.data).into()).item(ADDRESS);
            Ok(Meaning::one(datum))
        }
        _ => Err(Rejected::Length),
    }
}

fn refuse_other(edition: Edition, asked: Option<&Request>, answered: u32) -> Result<(), Rejected> {
    match asked.map(|request| request.what) {
        Some(What::Item(asked) | What::Next(asked, _)) if asked != answered => {
            let (asked, answered) = (edition.identifier_text(asked).into(), edition.identifier_text(answered).into());
            Err(Rejected::OtherItem { asked, answered })
        }
        _ => Ok(()),
    }
}

fn item(edition: Edition, data: &[u8], asked: Option<&Request>, more: bool) -> Result<Meaning, Rejected> {
    let (identifier, value) = edition.split_identifier(data)?;
    refuse_other(edition, asked, identifier)?;
    if more {
        return Ok(Meaning::Part(Part { edition, identifier, data: value.to_vec(), first: true, next: Some(1) }));
    }
    edition.values(identifier, value).map(Meaning::Data)
}

fn next_part(edition: Edition, data: &[u8], asked: Option<&Request>, more: bool) -> Result<Meaning, Rejected> {
    let (identifier, value) = edition.split_identifier(data)?;
    refuse_other(edition, asked, identifier)?;
    let wanted = match asked.map(|request| request.what) {
        Some(What::Next(_, number)) => Some(number),
        _ => None,
    };
    let (number, value) = if edition.table().numbered {
        let (number, value) = value.split_last().ok_or(Rejected::Length)?;
        (*number, value)
    } else {
        (wanted.unwrap_or(1), value)
    };
    if let Some(wanted) = wanted.filter(|wanted| *wanted != number) {
        return Err(Rejected::Sequence { wanted, found: number });
    }
    // A number has one byte: an answer that has more to come behind the last number never ends.
    let beyond = Rejected::Sequence { wanted: u8::MAX, found: number };
    let next = if more { Some(number.checked_add(1).ok_or(beyond)?) } else { None };
    Ok(Meaning::Part(Part { edition, identifier, data: value.to_vec(), first: false, next }))
}

/// Names of the error bits.
const ERROR_BITS: [(&str, &str); 8] = [
    ("其他错误", "other error"),
    ("无请求数据", "no such data"),
    ("密码错/未授权", "password wrong or not authorised"),
    ("通信速率不能更改", "baud rate cannot change"),
    ("年时区数超", "year zones exceeded"),
    ("日时段数超", "day slots exceeded"),
    ("费率数超", "tariffs exceeded"),
    ("保留", "reserved"),
];

fn error(data: &[u8]) -> Result<DeviceError, Rejected> {
    let [word] = data else { return Err(Rejected::Length) };
    let named: Vec<_> =
        ERROR_BITS.iter().enumerate().filter(|(bit, _)| word >> bit & 1 == 1).map(|(_, n)| *n).collect();
    let words = Words::new(
        named.iter().map(|(zh, _)| *zh).collect::<Vec<_>>().join("、"),
        named.iter().map(|(_, en)| *en).collect::<Vec<_>>().join(", "),
    );
    Ok(DeviceError { code: format!("{word:02x}"), words })
}

/// Reads a request: what a simulator does with what it hears.
fn parse_request(edition: Edition, bytes: &[u8]) -> Option<Asked> {
    let (parts, table) = (frame::request(bytes)?, edition.table());
    let what = match parts.control {
        control if control == table.read => match edition.split_identifier(&parts.data).ok()? {
            (identifier, []) => What::Item(identifier),
            _ => return None,
        },
        control if control == table.next => match (edition.split_identifier(&parts.data).ok()?, table.numbered) {
            ((identifier, [number]), true) => What::Next(identifier, *number),
            ((identifier, []), false) => What::Next(identifier, 1),
            _ => return None,
        },
        control if Some(control) == table.address && parts.data.is_empty() => What::Address,
        _ => return None,
    };
    Some(Asked::Dlt645(Request { edition, address: parts.address, what }))
}
