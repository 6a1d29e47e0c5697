//! The parts of a frame, byte by byte, for people who look at a line: every byte belongs to one part, none to two. Nothing is
//! decided by them; what a frame means is said by its protocol's decoder alone.

use super::Protocol;
use crate::locale::Words;
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
    /// After so many bytes.
    After(usize),
    /// So many bytes before the end of the frame.
    Before(usize),
}

/// The parts of a frame in order: their names in both languages, and where they end.
pub(super) type Layout = &'static [(&'static str, &'static str, Ends)];

/// `68 A0…A5 68 C L DATA CS 16`.
const DLT645: Layout = &[
    ("起始符", "start", Ends::After(1)),
    ("地址（低字节在前）", "address, low byte first", Ends::After(6)),
    ("起始符", "start", Ends::After(1)),
    ("控制码", "control", Ends::After(1)),
    ("长度", "length", Ends::After(1)),
    ("数据（每字节加 33H）", "data, each byte plus 33h", Ends::Before(2)),
    ("校验和", "checksum", Ends::Before(1)),
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
const LINE: Layout = &[("文字", "text", Ends::Before(2)), ("行尾", "end of line", Ends::Before(0))];
const WHOLE: Layout = &[("帧", "frame", Ends::Before(0))];

/// The layout of a line of text; of anything else that it is a frame.
pub(super) const fn plain(frame: &[u8]) -> Layout {
    if matches!(frame, [.., b'\r', b'\n']) { LINE } else { WHOLE }
}

/// The layout of DL/T 645, the same in both editions.
pub(super) const fn dlt645(_: &[u8]) -> Layout {
    DLT645
}

/// The layout of Modbus RTU.
pub(super) fn modbus_rtu(frame: &[u8]) -> Layout {
    match frame {
        [_, 3 | 4, count, registers @ .., _, _] if usize::from(*count) == registers.len() => MODBUS_ANSWER,
        _ => MODBUS_OTHER,
    }
}

/// The layout of Yaohua's continuous output.
pub(super) const fn yaohua_tf0(_: &[u8]) -> Layout {
    YAOHUA
}

impl Protocol {
    /// The parts of a whole frame, in order and without a gap; a frame that does not have the layout is one part.
    pub fn parts(&self, frame: &[u8]) -> Vec<Part> {
        let layout = (self.layout)(frame);
        laid_out(layout, frame.len()).or_else(|| laid_out(WHOLE, frame.len())).unwrap_or_default()
    }
}

/// The parts of a layout in a frame of a length; parts without a byte are left out. `None` where the frame is too short.
fn laid_out(layout: Layout, length: usize) -> Option<Vec<Part>> {
    let (mut parts, mut begin) = (Vec::new(), 0);
    for (zh, en, ends) in layout {
        let end = match ends {
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
