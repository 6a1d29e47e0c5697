//! A recorded session: every byte of a line in both directions, with its time, and what was made of it. One JSON object a
//! line, so that a session that was cut off is good up to its last whole line.

use crate::protocol::{Datum, hex, parse_hex};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The first line of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of this format.
    pub recording: u32,
    /// Wall clock at the beginning.
    pub at: String,
    /// The monotonic clock at the beginning, nanoseconds; recordings of one start of the machine have one time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mono_ns: Option<u64>,
    /// The port.
    pub port: String,
    /// Who was on the line.
    pub devices: Vec<Recorded>,
}

/// A device on a recorded line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its name on the link.
    pub name: String,
    /// Id of its profile.
    pub profile: String,
    /// Its address on the line.
    pub address: Option<String>,
}

/// The version that is written.
pub const VERSION: u32 = 1;

/// Something that happened on the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Nanoseconds since the recording began.
    pub ns: u64,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The line was opened.
    Open(String),
    /// Sent to the device of this name.
    Tx {
        /// Name of the device.
        to: String,
        /// The bytes.
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
    },
    /// Received.
    #[serde(with = "bytes")]
    Rx(Vec<u8>),
    /// The line was quiet long enough for a frame to be whole without the next one.
    Pause,
    /// The session with the device of this name was thrown away.
    Reset(String),
    /// What a frame of the device of this name was decoded to.
    Said {
        /// Name of the device.
        by: String,
        /// Wall clock, as the readings have it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<String>,
        /// The values.
        data: Vec<Datum>,
    },
    /// The device of this name was told silent.
    Lost(String),
    /// The line went away.
    Gone(String),
}

mod bytes {
    use super::{hex, parse_hex};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_hex(&text).map_err(|at| serde::de::Error::custom(format!("no hexadecimal digit at {at} of {text:?}")))
    }
}

/// Writes a recording.
#[derive(Debug)]
pub(super) struct Recorder {
    file: BufWriter<File>,
    began_ns: u64,
}

impl Recorder {
    /// Begins a recording in a new file; one that exists is never written over.
    pub fn begin(path: &Path, header: &Header, now_ns: u64) -> io::Result<Self> {
        let file = File::options().write(true).create_new(true).open(path)?;
        let mut recorder = Self { file: BufWriter::new(file), began_ns: now_ns };
        recorder.line(header)?;
        Ok(recorder)
    }

    /// Adds what happened now; it is with the system when this returns, so that a crash of the program loses nothing.
    pub fn add(&mut self, what: What, now_ns: u64) -> io::Result<()> {
        let ns = now_ns.saturating_sub(self.began_ns);
        self.line(&Moment { ns, what })
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, value)?;
        self.file.write_all(b"\n")?;
        self.file.flush()
    }
}

/// A whole recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Its header.
    pub header: Header,
    /// What happened, in order.
    pub moments: Vec<Moment>,
}

impl Recording {
    /// Reads a recording; the message says which line is wrong. A last line that was cut off is passed over.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().enumerate();
        let first = lines.next().map_or("", |(_, line)| line);
        let header: Header = serde_json::from_str(first).map_err(|why| format!("1: {why}"))?;
        if header.recording != VERSION {
            return Err(format!("1: recording = {}: {VERSION}", header.recording));
        }
        let whole = text.ends_with('\n');
        let count = text.lines().count();
        let mut moments = Vec::new();
        for (index, line) in lines {
            match serde_json::from_str(line) {
                Ok(moment) => moments.push(moment),
                Err(_) if !whole && index + 1 == count => {}
                Err(why) => return Err(format!("{}: {why}", index + 1)),
            }
        }
        Ok(Self { header, moments })
    }
}
