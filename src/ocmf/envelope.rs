//! The outer form of a record: `OCMF|payload|signature`, as bytes.

use crate::locale::Words;

/// A record taken apart; the bytes are those received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// What is signed: every byte between the pipes.
    pub payload: &'a [u8],
    /// The signature's JSON.
    pub signature: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Takes a record apart. Blanks and line ends around the record are not part of it.
    pub fn of(record: &'a [u8]) -> Result<Self, Words> {
        let mut parts = record.trim_ascii().split(|byte| *byte == b'|');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(b"OCMF"), Some(payload), Some(signature), None) => Ok(Self { payload, signature }),
            (Some(b"OCMF"), ..) => Err(Words::new(
                "记录应恰有三部分 OCMF|数据|签名，数据内不得出现竖线",
                "a record has exactly three parts, OCMF|payload|signature, and no pipe inside them",
            )),
            _ => Err(Words::new("记录不以 OCMF| 开头", "the record does not begin with OCMF|")),
        }
    }
}
