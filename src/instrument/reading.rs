//! A reading (示值): one datum with where and when it came from, and the bytes it was decoded from. Never altered.

use crate::protocol::Datum;
use serde::{Deserialize, Deserializer, Serialize};

/// Both clocks of the moment when the last byte of a frame arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Wall clock, RFC 3339 with milliseconds and the local offset: `2026-03-15T09:00:00.123+08:00`.
    pub at: String,
    /// Monotonic clock of this start of the machine, in nanoseconds: ages and orders are computed from this one. Read back
    /// from a number or a string: the ledger holds no whole number above 2^53, which this passes after 104 days.
    #[serde(deserialize_with = "whole_or_text")]
    pub mono_ns: u64,
}

/// One decoded value and the way back to its bytes. Field names are the contract of `read --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Number of this reading on its link, from 1, in the order of arrival; readings of one frame follow each other.
    pub seq: u64,
    /// When it arrived.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Id of the profile that decoded it.
    pub device: String,
    /// The port as it was opened.
    pub port: String,
    /// A name of the port that survives replugging (USB path); `None` where there is none, as on a pty.
    pub port_id: Option<String>,
    /// The device's address on its line, where it was asked by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What was decoded.
    #[serde(flatten)]
    pub datum: Datum,
    /// The frame as received, in upper-case hexadecimal with blanks: `02 2B …`.
    pub frame: String,
    /// The request that the frame answers, in the same writing; `None` for a device that speaks unasked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

fn whole_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Whole(u64),
        Text(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Whole(value) => Ok(value),
        Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}
