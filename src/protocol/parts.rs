//! The parts of a frame, byte by byte, for people who look at a line: every byte belongs to one part, none to two. Nothing is
//! decided by them; what a frame means is said by its protocol's decoder alone.

use super::framer::Found;
use super::{Asked, Framer, Protocol};
use crate::locale::{Lang, Words, monitor};
use std::ops::Range;

/// Some bytes of a frame that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which bytes.
    pub range: Range<usize>,
    /// What they are.
    pub words: Words,
}

/// Where a part of a layout ends.
pub(super) enum Ends {
    /// Before the first byte that is another one.
    While(u8),
    /// After as many bytes as the first of them tells.
    Told(fn(u8) -> usize),
    /// After so many bytes.
    After(usize),
    /// So many bytes before the end of the frame.
    Before(usize),
}

/// The parts of a frame in order: their names in both languages, and where they end.
pub(super) type Layout = &'static [(&'static str, &'static str, Ends)];

/// `FE… 68 A0…A5 68 C L DATA CS 16`.
const DLT645: Layout = &[
    ("前导字节", "preamble", Ends::While(0xFE)),
    ("起始符", "start", Ends::After(1)),
    ("地址（低字节在前）", "address, low byte first", Ends::After(6)),
    ("起始符", "start", Ends::After(1)),
    ("控制码", "control", Ends::After(1)),
    ("长度", "length", Ends::After(1)),
    ("数据（每字节加 33H）", "data, each byte plus 33h", Ends::Before(2)),
    ("校验和", "checksum", Ends::Before(1)),
    ("结束符", "end", Ends::Before(0)),
];
/// `FE… 68 L L C SA CA HCS HCS APDU FCS FCS 16`; the first byte of the server's address tells how long it is.
const DLT698: Layout = &[
    ("前导字节", "preamble", Ends::While(0xFE)),
    ("起始符", "start", Ends::After(1)),
    ("长度（低字节在前）", "length, low byte first", Ends::After(2)),
    ("控制域", "control", Ends::After(1)),
    (
        "服务器地址（首字节为特征，其余低字节在前）",
        "server address: kind, then low byte first",
        Ends::Told(|kind| usize::from(kind & 0x0F) + 2),
    ),
    ("客户机地址", "client address", Ends::After(1)),
    ("帧头校验", "header check", Ends::After(2)),
    ("应用层数据", "application data", Ends::Before(3)),
    ("帧校验", "frame check", Ends::Before(1)),
    ("结束符", "end", Ends::Before(0)),
];
/// The answer to a reading question.
const MODBUS_ANSWER: Layout = &[
    ("地址", "unit", Ends::After(1)),
    ("功能码", "function", Ends::After(1)),
    ("字节数", "byte count", Ends::After(1)),
    ("寄存器", "registers", Ends::Before(2)),
    ("CRC", "CRC", Ends::Before(0)),
];
/// An exception, or anything else whose third byte counts nothing.
const MODBUS_OTHER: Layout = &[
    ("地址", "unit", Ends::After(1)),
    ("功能码", "function", Ends::After(1)),
    ("数据", "data", Ends::Before(2)),
    ("CRC", "CRC", Ends::Before(0)),
];
const YAOHUA: Layout = &[
    ("起始符", "start", Ends::After(1)),
    ("符号", "sign", Ends::After(1)),
    ("六位数字", "six digits", Ends::After(6)),
    ("小数位数", "decimals", Ends::After(1)),
    ("校验", "check", Ends::Before(1)),
    ("结束符", "end", Ends::Before(0)),
];
/// `:` and pairs of hexadecimal digits.
const MODBUS_ASCII: Layout = &[
    ("起始符", "start", Ends::After(1)),
    ("地址", "unit", Ends::After(2)),
    ("功能码", "function", Ends::After(2)),
    ("数据", "data", Ends::Before(4)),
    ("LRC", "LRC", Ends::Before(2)),
    ("行尾", "end of line", Ends::Before(0)),
];
/// Status bytes, six digits of weight and six of tare.
const TOLEDO: Layout = &[
    ("起始符", "start", Ends::After(1)),
    ("状态字 A：小数点", "status A: point", Ends::After(1)),
    ("状态字 B：净重、正负、超限、动态", "status B: net, sign, range, motion", Ends::After(1)),
    ("状态字 C", "status C", Ends::After(1)),
    ("重量六位", "weight, six digits", Ends::After(6)),
    ("皮重六位", "tare, six digits", Ends::After(6)),
    ("行尾", "end of line", Ends::After(1)),
    ("校验", "check", Ends::Before(0)),
];
const LINE: Layout = &[("文字", "text", Ends::Before(2)), ("行尾", "end of line", Ends::Before(0))];
/// A line whose end is one byte.
const SHORT_LINE: Layout = &[("文字", "text", Ends::Before(1)), ("行尾", "end of line", Ends::Before(0))];
/// Text between two marks.
const FRAMED: Layout =
    &[("起始符", "start", Ends::After(1)), ("文字", "text", Ends::Before(1)), ("结束符", "end", Ends::Before(0))];
const WHOLE: Layout = &[("帧", "frame", Ends::Before(0))];

/// The layout of a line of text; of anything else that it is a frame.
pub(super) fn plain(frame: &[u8]) -> Layout {
    let text = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    match frame {
        [.., b'\r', b'\n'] => LINE,
        [line @ .., b'\r' | b'\n'] if text(line) => SHORT_LINE,
        [0x02, line @ .., 0x03] if text(line) => FRAMED,
        _ => WHOLE,
    }
}

/// The layout of DL/T 645, the same in both editions; of bytes without its marks that they are none.
pub(super) fn dlt645(frame: &[u8]) -> Layout {
    let begin = frame.iter().position(|byte| *byte != 0xFE).unwrap_or(0);
    let marked = matches!(frame.get(begin..), Some([0x68, _, _, _, _, _, _, 0x68, ..]));
    if marked { DLT645 } else { plain(frame) }
}

/// The layout of DL/T 698.45.
pub(super) fn dlt698(frame: &[u8]) -> Layout {
    let begin = frame.iter().position(|byte| *byte != 0xFE).unwrap_or(0);
    if frame.get(begin) == Some(&0x68) { DLT698 } else { plain(frame) }
}

/// The layout of Modbus ASCII.
pub(super) fn modbus_ascii(frame: &[u8]) -> Layout {
    if matches!(frame, [b':', .., b'\r', b'\n']) { MODBUS_ASCII } else { plain(frame) }
}

/// The layout of Toledo continuous output, with its check byte and without.
pub(super) fn toledo(frame: &[u8]) -> Layout {
    if matches!(frame, [0x02, ..] if matches!(frame.len(), 17 | 18)) { TOLEDO } else { plain(frame) }
}

/// The layout of Modbus RTU.
pub(super) fn modbus_rtu(frame: &[u8]) -> Layout {
    match frame {
        [_, 3 | 4, count, registers @ .., _, _] if usize::from(*count) == registers.len() => MODBUS_ANSWER,
        _ => MODBUS_OTHER,
    }
}

/// The layout of Yaohua's continuous output.
pub(super) fn yaohua_tf0(frame: &[u8]) -> Layout {
    if matches!(frame, [0x02, .., 0x03] if frame.len() == 12) { YAOHUA } else { plain(frame) }
}

impl Protocol {
    /// The parts of a whole frame, in order and without a gap; a frame that does not have the layout is one part.
    pub fn parts(&self, frame: &[u8]) -> Vec<Part> {
        let layout = (self.layout)(frame);
        laid_out(layout, frame).or_else(|| laid_out(WHOLE, frame)).unwrap_or_default()
    }

    /// The parts of bytes in which frames are looked for, whole and broken ones, as the answer to a request; what lies
    /// between them is of no frame.
    pub fn parts_within(&'static self, bytes: &[u8], asked: Option<&Asked>) -> Vec<Part> {
        let mut framer = Framer::new(self);
        let found: Vec<Found> = framer.feed(bytes, asked).collect();
        let (mut parts, mut begin) = (Vec::new(), 0);
        for found in found.into_iter().chain(framer.pause().map(Found::Frame)) {
            let frame = match &found {
                Found::Frame(frame) => frame.as_slice(),
                Found::Broken(bytes, _) => bytes.as_slice(),
            };
            let rest = bytes.get(begin..).unwrap_or_default();
            let Some(at) = rest.windows(frame.len().max(1)).position(|window| window == frame) else { continue };
            let end = begin + at + frame.len();
            let start = begin + at - self.preamble(frame, rest.get(..at).unwrap_or_default());
            parts.extend(of_no_frame(begin..start));
            let own = self.parts(bytes.get(start..end).unwrap_or_default()).into_iter();
            parts.extend(own.map(|part| Part { range: part.range.start + start..part.range.end + start, ..part }));
            begin = end;
        }
        parts.extend(of_no_frame(begin..bytes.len()));
        parts
    }

    /// How many of the bytes before a frame wake its reader: they belong to it, although no decoder needs them.
    fn preamble(&self, frame: &[u8], before: &[u8]) -> usize {
        let Some((_, _, Ends::While(byte))) = (self.layout)(frame).first() else { return 0 };
        before.iter().rev().take_while(|other| *other == byte).count()
    }
}

/// Bytes that belong to no frame, where there are any.
pub fn of_no_frame(range: Range<usize>) -> Option<Part> {
    let words = Words::new(monitor::no_frame(Lang::Zh), monitor::no_frame(Lang::En));
    (!range.is_empty()).then_some(Part { range, words })
}

/// The parts of a layout in a frame; parts without a byte are left out. `None` where the frame is too short.
fn laid_out(layout: Layout, frame: &[u8]) -> Option<Vec<Part>> {
    let length = frame.len();
    let (mut parts, mut begin) = (Vec::new(), 0);
    for (zh, en, ends) in layout {
        let end = match ends {
            Ends::While(byte) => begin + frame.iter().skip(begin).take_while(|other| *other == byte).count(),
            Ends::Told(count) => begin + count(*frame.get(begin)?),
            Ends::After(count) => begin + count,
            Ends::Before(count) => length.checked_sub(*count)?,
        };
        if end < begin || end > length {
            return None;
        }
        if end > begin {
            parts.push(Part { range: begin..end, words: Words::new(*zh, *en) });
        }
        begin = end;
    }
    Some(parts)
}
