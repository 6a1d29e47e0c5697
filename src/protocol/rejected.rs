//! Why a frame gives no value.

use crate::locale::{Lang, Say};
use thiserror::Error;

/// Why a frame, or what might have become one, was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum Rejected {
    #[error("checksum")]
    Checksum,
    #[error("length")]
    Length,
    #[error("truncated")]
    Truncated,
    #[error("no valid frame")]
    NoFrame,
    #[error("non-BCD")]
    NonBcd,
    #[error("non-digit")]
    NonDigit,
    #[error("item length")]
    ItemLength { item: String, wanted: usize, found: usize },
    #[error("other item than asked")]
    OtherItem { asked: String, answered: String },
    #[error("other address than asked")]
    OtherAddress { asked: String, answered: String },
    #[error("other function than asked")]
    OtherFunction { asked: u8, answered: u8 },
    #[error("byte count does not fit the request")]
    ByteCount { wanted: usize, found: usize },
    #[error("answer to another command")]
    OtherCommand { asked: String, answered: String },
    #[error("sequence")]
    Sequence { wanted: u8, found: u8 },
    #[error("compound unit")]
    CompoundUnit,
    #[error("thousands separator")]
    ThousandsSeparator,
    #[error("unknown unit")]
    UnknownUnit { unit: String },
    #[error("data type")]
    DataType { tag: u8 },
    #[error("not a finite number")]
    NotFinite,
    #[error("implausible")]
    Implausible { item: String, value: String },
    #[error("nothing was asked")]
    Unasked,
    #[error("unknown line")]
    UnknownLine,
    #[error("seven data bits with parity")]
    SevenBits { parity: char },
    #[error("the device does not know the query")]
    UnknownQuery { query: String },
}

impl Rejected {
    /// The word that `decode --json` gives: `checksum`, `length`, `non-BCD` …
    pub fn code(&self) -> String {
        self.to_string()
    }

    const fn zh(&self) -> &'static str {
        match self {
            Self::Checksum => "校验不符，帧已丢弃",
            Self::Length => "长度不符",
            Self::Truncated => "帧不完整",
            Self::NoFrame => "没有有效的帧（请检查波特率和校验位）",
            Self::NonBcd => "数据不是 BCD 码",
            Self::NonDigit => "数值位置上不是数字",
            Self::ItemLength { .. } => "数据长度与数据标识不符",
            Self::OtherItem { .. } => "应答的不是所问的数据标识",
            Self::OtherAddress { .. } => "应答来自另一个地址",
            Self::OtherFunction { .. } => "应答的功能码与所问不同",
            Self::ByteCount { .. } => "应答的字节数与请求不符",
            Self::OtherCommand { .. } => "应答的不是所发的命令",
            Self::Sequence { .. } => "后续帧序号不符",
            Self::CompoundUnit => "复合单位（磅:盎司），请在秤上改为 kg 或 g",
            Self::ThousandsSeparator => "数值中有逗号，不作千分号解释",
            Self::UnknownUnit { .. } => "单位不认识",
            Self::DataType { .. } => "数据类型不认识或与对象不符",
            Self::NotFinite => "不是有限的数",
            Self::Implausible { .. } => "数值不合常理",
            Self::Unasked => "没有询问时收到的应答，不予采用",
            Self::UnknownLine => "不认识的行",
            Self::SevenBits { .. } => "线路像是 7 个数据位加校验位，请改用",
            Self::UnknownQuery { .. } => "仪器不认识这条查询（请检查型号和测量模式）",
        }
    }
}

impl Say for Rejected {
    fn say(&self, lang: Lang) -> String {
        let detail = match self {
            Self::ItemLength { item, wanted, found } => format!(" {item}: {found} / {wanted}"),
            Self::OtherItem { asked, answered }
            | Self::OtherAddress { asked, answered }
            | Self::OtherCommand { asked, answered } => format!(" {answered} / {asked}"),
            Self::OtherFunction { asked, answered } => format!(" {answered:02X} / {asked:02X}"),
            Self::ByteCount { wanted, found } => format!(" {found} / {wanted}"),
            Self::Sequence { wanted, found } => format!(" {found} / {wanted}"),
            Self::UnknownUnit { unit } => format!(" {unit:?}"),
            Self::UnknownQuery { query } => format!(" {query:?}"),
            Self::DataType { tag } => format!(" {tag:02X}"),
            Self::Implausible { item, value } => format!(" {item} = {value}"),
            Self::SevenBits { parity } => format!(" 7{parity}1"),
            _ => String::new(),
        };
        match lang {
            Lang::Zh => format!("{}{detail}", self.zh()),
            Lang::En => format!("refused: {self}{detail}"),
        }
    }
}
