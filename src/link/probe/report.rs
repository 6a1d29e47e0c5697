//! What a look at a port came to.

use super::Probe;
use crate::instrument::Parity;
use crate::instrument::identify::{Fit, Suspect, harmless, request};
use crate::locale::{Lang, Say};
use crate::protocol::{Datum, Protocol};
use std::sync::Arc;

/// How a look ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything was tried, or something was found.
    Done,
    /// It was told to stop.
    Stopped,
    /// The port went away.
    Gone(String),
}

/// A protocol that was recognised on a line.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Which.
    pub protocol: &'static Protocol,
    /// The line setting it was recognised with.
    pub settings: String,
    /// The address that answered, where there is one.
    pub address: Option<String>,
    /// It answered; otherwise it sends by itself.
    pub asked: bool,
    /// Frames that made sense.
    pub frames: u32,
    /// Models of this protocol, the likeliest first.
    pub profiles: Vec<Fit>,
    /// What the last frame said.
    pub values: Vec<Datum>,
}

/// How sure it is that a model is what is on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// The protocol has no check in its frames: known by form and values.
    Form,
    /// Frames are checked; several models speak like this, or it did not say enough to tell.
    Protocol,
    /// Frames are checked, and this model alone makes sense of everything the device says.
    Model,
}

impl Identity {
    /// How sure the models that fit are.
    pub fn sure(&self) -> Sure {
        let mut models = self.models();
        match (self.protocol.checked, models.next(), models.next()) {
            (false, ..) => Sure::Form,
            (true, Some(fit), None) if self.asked && fit.telling => Sure::Model,
            (true, ..) => Sure::Protocol,
        }
    }

    /// The models that fit.
    pub fn models(&self) -> impl Iterator<Item = &Fit> {
        self.profiles.iter().filter(|fit| !self.asked || fit.fits())
    }
}

/// What is on a port, or why nothing was found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The port.
    pub port: String,
    /// What was recognised.
    pub found: Vec<Identity>,
    /// Line settings that were listened at.
    pub listened: Vec<String>,
    /// Most bytes that were heard at one of them.
    pub heard_bytes: usize,
    /// The bytes look like seven bits with this parity.
    pub seven_bits: Option<Parity>,
    /// Questions that were sent.
    pub questions: u32,
    /// How many of them came back as they were.
    pub echoes: u32,
    /// How many got bytes back that are no answer.
    pub strange: u32,
    /// Models that were not asked for, because their first question may act on another maker's instrument.
    pub not_asked: Vec<String>,
    /// How it ended.
    pub ended: Ended,
}

impl Report {
    pub(super) fn new(probe: &Probe<'_>) -> Self {
        let risky = |suspect: &Suspect| request(suspect, 0).is_some_and(|bytes| !harmless(&bytes));
        let suspects = probe.profiles.iter().map(|profile| Suspect { profile: Arc::clone(profile), address: None });
        let not_asked = suspects.filter(risky).map(|suspect| suspect.profile.id.clone()).collect();
        Self {
            port: probe.port.clone(),
            found: Vec::new(),
            listened: Vec::new(),
            heard_bytes: 0,
            seven_bits: None,
            questions: 0,
            echoes: 0,
            strange: 0,
            not_asked,
            ended: Ended::Done,
        }
    }
}

/// Why nothing was found; empty when something was.
impl Say for Report {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        if !self.found.is_empty() {
            return String::new();
        }
        let (bytes, questions) = (self.heard_bytes, self.questions);
        match (&self.ended, self.seven_bits) {
            (Ended::Gone(why), _) if zh => format!("查找途中端口断开（{why}）；插回后再试"),
            (Ended::Gone(why), _) => format!("the port went away meanwhile ({why}); plug it in and try again"),
            (Ended::Stopped, _) if zh => "已按要求停止，尚未找到".into(),
            (Ended::Stopped, _) => "stopped as you wished; nothing was found so far".into(),
            (Ended::Done, Some(parity)) if zh => {
                format!("收到 {bytes} 字节，像是 7 位数据加校验位（7{}1），但不是本程序认识的格式", parity.letter())
            }
            (Ended::Done, Some(parity)) => {
                let letter = parity.letter();
                format!(
                    "{bytes} bytes that look like seven bits with parity (7{letter}1), in no format this program knows"
                )
            }
            (Ended::Done, None) if questions == 0 && zh => format!(
                "线上有数据（{bytes} 字节），但不是本程序认识的格式；为不干扰，没有发问。请检查波特率、校验位，或线上另有主机"
            ),
            (Ended::Done, None) if questions == 0 && bytes > 0 => format!(
                "somebody talks here ({bytes} bytes), in no format this program knows, so nothing was asked; check baud rate \
                 and parity, or another master is on the line"
            ),
            (Ended::Done, None) if self.echoes > 0 && self.strange == 0 && zh => format!(
                "{questions} 次发问有 {} 次原样返回，没有仪器应答：只有回声。请检查接线（A/B 是否接反、收发是否短接）",
                self.echoes
            ),
            (Ended::Done, None) if self.echoes > 0 && self.strange == 0 => format!(
                "{} of {questions} questions came back as they were and nobody answered: only an echo; check the wiring \
                 (A and B swapped, or send and receive joined)",
                self.echoes
            ),
            (Ended::Done, None) if self.strange > 0 && zh => {
                format!("{questions} 次发问中 {} 次收到说不通的应答；仪器未识别", self.strange)
            }
            (Ended::Done, None) if self.strange > 0 => {
                format!("{} of {questions} questions got bytes that make no sense; not recognised", self.strange)
            }
            (Ended::Done, None) if zh => format!(
                "没有声音：监听无数据，{questions} 次发问无应答。请检查电源、接线、地址和仪器的输出方式（有的只在按打印键时发送）"
            ),
            (Ended::Done, None) => format!(
                "silence: nothing was heard, and none of {questions} questions was answered; check power, wiring, address, and \
                 how the instrument is set to send (some do so only on the print key)"
            ),
        }
    }
}
