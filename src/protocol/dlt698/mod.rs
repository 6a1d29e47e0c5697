//! DL/T 698.45, the object protocol of State Grid meters. Reading only: GET of one attribute, or of a list of them.
//!
//! [`frame`] is the link frame, [`axdr`] how data is written, [`object`] what the objects of meters mean.

mod axdr;
mod frame;
mod object;

pub use frame::{Kind, Server};
pub use object::{Format, Object, oad_text, object};

use super::{Address, Addressing, Asked, Datum, DeviceError, Meaning, Protocol, Question, Rejected, dlt645, hex};
use crate::locale::Words;
use axdr::Reader;

/// DL/T 698.45.
pub const DLT698_45: Protocol = Protocol {
    name: "dlt698.45",
    layout: super::parts::dlt698,
    longest: frame::LONGEST,
    questions: "item: an object attribute descriptor of eight hexadecimal digits, such as \"00100401\"",
    addressing: Addressing::Meter,
    scan: |buffer, _| frame::scan(buffer),
    decode,
    ask,
    parse_request,
    measures: |question| Some(object(oad(question)?)?.0.quantity),
    ..Protocol::ASKED
};

/// Services: GET, its answer, and the answer of a device that wants a secured request.
const GET: u8 = 0x05;
const GET_ANSWER: u8 = 0x85;
const SECURED_ANSWER: u8 = 0x90;
/// Kinds of GET: one attribute, or a list.
const NORMAL: u8 = 0x01;
const LIST: u8 = 0x02;
/// Result of one attribute.
const HAS_DATA: u8 = 0x01;
const HAS_NONE: u8 = 0x00;
/// No report and no time stamp follow an answer; no time stamp follows a request.
const NOTHING_FOLLOWS: [u8; 2] = [0, 0];
const NO_TIME_STAMP: u8 = 0;
/// The bits of an invocation number (PIID) that count; the others say priority, and that the device has something to tell.
const INVOCATION: u8 = 0x3F;
/// Client address of a tool on the line.
const CLIENT: u8 = 0x10;
/// Data access result: object undefined.
pub const UNDEFINED: u8 = 4;

/// A reading request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whom it asks.
    pub server: Server,
    /// Who asks.
    pub client: u8,
    /// Number of the request (PIID).
    pub invocation: u8,
    /// What is asked.
    pub what: What,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// One attribute.
    One(u32),
    /// Several.
    List(Vec<u32>),
}

impl What {
    /// The attributes, in order.
    pub fn oads(&self) -> &[u32] {
        match self {
            Self::One(oad) => std::slice::from_ref(oad),
            Self::List(oads) => oads,
        }
    }
}

impl Request {
    /// A request for attributes to an address; `AA` bytes match any.
    pub fn new(address: [u8; 6], what: What) -> Self {
        let kind = if address.contains(&dlt645::ANY) { Kind::Wildcard } else { Kind::Single };
        // Requests for different attributes have different numbers, as far as six bits go.
        let invocation = what.oads().iter().flat_map(|oad| oad.to_be_bytes()).fold(0_u8, u8::wrapping_add) & INVOCATION;
        Self { server: Server { kind, logical: 0, bytes: address.to_vec() }, client: CLIENT, invocation, what }
    }

    /// The bytes to send, with the four `FE` that wake a receiver.
    pub fn encode(&self) -> Vec<u8> {
        let mut apdu = vec![GET, self.kind(), self.invocation];
        apdu.extend(self.count());
        apdu.extend(self.what.oads().iter().flat_map(|oad| oad.to_be_bytes()));
        apdu.push(NO_TIME_STAMP);
        [vec![0xFE; 4], frame::ask(&self.server, self.client, &apdu)].concat()
    }

    const fn kind(&self) -> u8 {
        match self.what {
            What::One(_) => NORMAL,
            What::List(_) => LIST,
        }
    }

    fn count(&self) -> Option<u8> {
        match &self.what {
            What::One(_) => None,
            What::List(oads) => u8::try_from(oads.len()).ok(),
        }
    }

    /// Whether an address answers this request: equal where no wildcard stands.
    pub fn addresses(&self, address: &[u8]) -> bool {
        let any = self.server.kind == Kind::Wildcard;
        let all_any = any && self.server.bytes.iter().all(|byte| *byte == dlt645::ANY);
        let same = |(asked, own): (&u8, &u8)| asked == own || (any && *asked == dlt645::ANY);
        all_any || (address.len() == self.server.bytes.len() && self.server.bytes.iter().zip(address).all(same))
    }

    /// A meter's answer: data for every attribute that was asked, or the access result that says why there is none.
    pub fn answer(&self, own: [u8; 6], data: impl Fn(u32) -> Result<Vec<u8>, u8>) -> Vec<u8> {
        let mut apdu = vec![GET_ANSWER, self.kind(), self.invocation];
        apdu.extend(self.count());
        for oad in self.what.oads() {
            apdu.extend(oad.to_be_bytes());
            match data(*oad) {
                Ok(data) => apdu.extend([vec![HAS_DATA], data].concat()),
                Err(result) => apdu.extend([HAS_NONE, result]),
            }
        }
        apdu.extend(NOTHING_FOLLOWS);
        let server = Server { kind: Kind::Single, logical: self.server.logical, bytes: own.to_vec() };
        frame::answer(&server, self.client, &apdu)
    }
}

/// The attribute of a question: eight hexadecimal digits.
fn oad(question: &Question<'_>) -> Option<u32> {
    match question {
        Question::Item(text) if text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
            u32::from_str_radix(text, 16).ok()
        }
        _ => None,
    }
}

fn ask(question: &Question<'_>, address: &Address) -> Option<Asked> {
    let Address::Meter(address) = *address else { return None };
    Some(Asked::Dlt698(Request::new(address, What::One(oad(question)?))))
}

/// Says what a frame means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let parts = frame::parts(frame)?;
    if parts.is_request() {
        return Ok(Meaning::Request);
    }
    let asked = match asked {
        Some(Asked::Dlt698(request)) => Some(request),
        _ => None,
    };
    parts.refuse_other()?;
    if let Some(request) = asked {
        refuse_foreign(request, &parts)?;
    }
    let mut apdu = Reader(&parts.apdu);
    match apdu.byte()? {
        GET_ANSWER => get_answer(&mut apdu, asked),
        SECURED_ANSWER => Ok(Meaning::Error(DeviceError {
            code: "security".into(),
            words: Words::new(
                "设备要求安全传输，不能明文读取",
                "the device wants secured requests and is not read in plain",
            ),
        })),
        service => Err(Rejected::OtherFunction { asked: GET_ANSWER, answered: service }),
    }
}

fn refuse_foreign(request: &Request, parts: &frame::Parts) -> Result<(), Rejected> {
    let single = parts.server.kind == Kind::Single && parts.server.logical == request.server.logical;
    if single && parts.client == request.client && request.addresses(&parts.server.bytes) {
        return Ok(());
    }
    let text = |server: &Server, client: u8| format!("{} ({client:02X})", dlt645::address_text(&server.bytes));
    let (asked, answered) = (text(&request.server, request.client), text(&parts.server, parts.client));
    Err(Rejected::OtherAddress { asked, answered })
}

fn get_answer(apdu: &mut Reader<'_>, asked: Option<&Request>) -> Result<Meaning, Rejected> {
    let [kind, invocation] = apdu.chunk()?;
    if let Some(request) = asked {
        let same = kind == request.kind() && (invocation ^ request.invocation) & INVOCATION == 0;
        if !same {
            let text = |kind, invocation| hex(&[GET_ANSWER, kind, invocation & INVOCATION]);
            let (asked, answered) = (text(request.kind(), request.invocation), text(kind, invocation));
            return Err(Rejected::OtherCommand { asked, answered });
        }
    }
    let count = match kind {
        NORMAL => 1,
        LIST => usize::from(apdu.byte()?),
        kind => return Err(Rejected::OtherFunction { asked: NORMAL, answered: kind }),
    };
    let wanted = asked.map(|request| request.what.oads());
    if let Some(wanted) = wanted.filter(|wanted| wanted.len() != count) {
        return Err(Rejected::ByteCount { wanted: wanted.len(), found: count });
    }
    let mut results = Vec::new();
    for index in 0..count {
        let oad = apdu.oad()?;
        if let Some(wanted) = wanted.and_then(|wanted| wanted.get(index)).filter(|wanted| **wanted != oad) {
            return Err(Rejected::OtherItem { asked: oad_text(*wanted), answered: oad_text(oad) });
        }
        results.push((oad, result(apdu, oad)?));
    }
    if apdu.0 != NOTHING_FOLLOWS {
        return Err(Rejected::Length);
    }
    if let [(_, Err(code))] = results.as_slice()
        && kind == NORMAL
    {
        return Ok(Meaning::Error(access_result(*code)));
    }
    let data = results.into_iter().flat_map(|(oad, result)| result.unwrap_or_else(|_| vec![object::absent(oad)]));
    Ok(Meaning::Data(data.collect()))
}

/// The values of one attribute, or the access result that stands in their place.
fn result(apdu: &mut Reader<'_>, oad: u32) -> Result<Result<Vec<Datum>, u8>, Rejected> {
    match apdu.byte()? {
        HAS_NONE => apdu.byte().map(Err),
        HAS_DATA => {
            let before = apdu.0;
            let data = apdu.data()?;
            let raw = before.get(..before.len() - apdu.0.len()).unwrap_or_default();
            object::values(oad, &data, raw).map(Ok)
        }
        _ => Err(Rejected::Length),
    }
}

/// Names of the access results that a reader meets.
const ACCESS_RESULTS: &[(u8, &str, &str)] = &[
    (1, "硬件失效", "hardware failure"),
    (2, "暂时失效", "temporary failure"),
    (3, "拒绝读写", "access denied"),
    (UNDEFINED, "对象未定义", "object undefined"),
    (6, "对象不存在", "object does not exist"),
    (8, "越界", "out of bounds"),
    (255, "其他", "other"),
];

fn access_result(code: u8) -> DeviceError {
    let named = ACCESS_RESULTS.iter().find(|(known, ..)| *known == code);
    let words = named
        .map_or_else(|| Words::new("设备未给出数据", "the device gives no data"), |(_, zh, en)| Words::new(*zh, *en));
    DeviceError { code: format!("DAR {code}"), words }
}

/// Reads a request: what a simulator does with what it hears.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let parts = frame::request(bytes)?;
    if !parts.is_plain_request() {
        return None;
    }
    let mut apdu = Reader(&parts.apdu);
    let [service, kind, invocation] = apdu.chunk().ok()?;
    let what = match (service, kind) {
        (GET, NORMAL) => What::One(apdu.oad().ok()?),
        (GET, LIST) => {
            let count = apdu.byte().ok()?;
            What::List((0..count).map(|_| apdu.oad().ok()).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    (apdu.0 == [NO_TIME_STAMP]).then_some(())?;
    Some(Asked::Dlt698(Request { server: parts.server, client: parts.client, invocation, what }))
}
