//! Finds out what is on a port: listens first, then asks what only reads. Never at a port that somebody else has.
//!
//! A line on which somebody talks and is not understood is not asked: a question would disturb, and there may be a master on
//! it already. What is sent are first questions of profiles that do nothing on any instrument (see
//! [`crate::instrument::identify`]), and the question for a meter's address.

mod asking;
mod listening;
mod report;

pub use report::{Ended, Identity, Report, Sure};

use super::PortError;
use super::line::{self, Line};
use crate::instrument::{Profile, SerialSettings, identify};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much time a look takes.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long each line setting is listened at.
    pub listen: Duration,
    /// How long an answer is waited for, at most; a profile that needs less gets less.
    pub answer: Duration,
    /// How long models are told apart once a protocol has answered, at most.
    pub fit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { listen: Duration::from_millis(2500), answer: Duration::from_secs(1), fit: Duration::from_secs(30) }
    }
}

/// What a look is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It listens.
    Listening {
        /// `9600 8E1`.
        settings: String,
    },
    /// It asks.
    Asking {
        /// `9600 8E1`.
        settings: String,
        /// The protocol whose question is being sent.
        protocol: &'static str,
        /// How many questions were sent before.
        questions: u32,
    },
}

/// A look at one port.
pub struct Probe<'a> {
    /// Which.
    pub port: String,
    /// The models that are looked for.
    pub profiles: &'a [Arc<Profile>],
    /// The address that is asked, where it suits a protocol; without it the address that profiles ask first.
    pub address: Option<String>,
    /// How long it may take.
    pub patience: Patience,
}

/// Bytes on a line that should be silent: more than a device says when it is switched on by the opening of its port.
const TALKING: usize = 24;
/// Line settings a protocol is asked with.
const SETTINGS_ASKED: usize = 4;
/// A protocol of which so many questions stayed unanswered is asked no more with these settings.
const QUIET: u32 = 2;
/// Pause between questions.
const GAP: Duration = Duration::from_millis(120);
/// How long a line settles after it was opened: what waited in the system, and what a device says at a reset.
const SETTLE: Duration = Duration::from_millis(500);

impl Probe<'_> {
    /// The line settings to listen at. A line without settings (a serial server has its own) is listened at once.
    fn settings_to_hear(&self) -> Vec<SerialSettings> {
        self.distinct(identify::listening_order(self.profiles, |profile| profile.protocol.pushes))
    }

    /// The line settings to ask with, each with the profiles that are asked for there.
    fn rounds(&self) -> Vec<(SerialSettings, Vec<Arc<Profile>>)> {
        let asks = |profile: &Profile| !profile.ask.is_empty();
        let order = self.distinct(identify::listening_order(self.profiles, asks));
        let suits = |profile: &Profile, settings: &SerialSettings| {
            let of_protocol =
                identify::listening_order(self.profiles, |other| asks(other) && other.protocol == profile.protocol);
            let among = of_protocol.iter().take(SETTINGS_ASKED).any(|known| known == settings);
            order.len() == 1 || (among && profile.serial.contains(settings))
        };
        let round = |settings: &SerialSettings| {
            let there = self.profiles.iter().filter(|profile| asks(profile) && suits(profile, settings));
            (*settings, there.cloned().collect::<Vec<_>>())
        };
        order.iter().map(round).filter(|(_, there)| !there.is_empty()).collect()
    }

    fn distinct(&self, order: Vec<SerialSettings>) -> Vec<SerialSettings> {
        let mut seen = Vec::new();
        let mut new = |settings: &SerialSettings| {
            let described = line::described(&self.port, *settings);
            let new = !seen.contains(&described);
            seen.push(described);
            new
        };
        order.into_iter().filter(|settings| new(settings)).collect()
    }

    /// How long this takes at most.
    pub fn at_most(&self) -> Duration {
        let listening = (self.patience.listen + SETTLE) * count(self.settings_to_hear().len());
        let asking: Duration = self.rounds().iter().map(|(_, profiles)| self.round_at_most(profiles)).sum();
        listening.max(self.patience.listen + SETTLE + asking + self.patience.fit)
    }

    fn round_at_most(&self, profiles: &[Arc<Profile>]) -> Duration {
        let mut quiet: Vec<(&str, u32)> = Vec::new();
        let mut total = SETTLE;
        for query in identify::queries(profiles, |_| None) {
            let Some(suspect) = query.suspects.first() else { continue };
            let name = suspect.profile.protocol.name;
            match quiet.iter_mut().find(|(known, _)| *known == name) {
                Some((_, asked)) if *asked >= QUIET => continue,
                Some((_, asked)) => *asked += 1,
                None => {
                    quiet.push((name, 1));
                    let address = identify::address_question(suspect.profile.protocol);
                    total += address.map_or(Duration::ZERO, |_| self.patience.answer + GAP);
                }
            }
            let once = query.wait.min(self.patience.answer) + GAP;
            total += if query.asked_twice() { once * 2 } else { once };
        }
        total
    }

    /// Looks, until something is found, everything was tried, or `stop` says so.
    ///
    /// # Errors
    /// When the port cannot be opened at all.
    pub fn look(&self, stop: &dyn Fn() -> bool) -> Result<Report, PortError> {
        self.look_telling(stop, &|_| ())
    }

    /// The same, telling every step before it is made.
    ///
    /// # Errors
    /// When the port cannot be opened at all.
    pub fn look_telling(&self, stop: &dyn Fn() -> bool, tell: &dyn Fn(Step)) -> Result<Report, PortError> {
        let mut report = Report::new(self);
        let until = Instant::now() + self.at_most() + SETTLE;
        let stopped = || stop() || Instant::now() >= until;
        let ended = self.listen_and_ask(&mut report, &stopped, tell)?;
        report.ended = match ended {
            Err(why) => Ended::Gone(why.to_string()),
            Ok(()) if stop() => Ended::Stopped,
            Ok(()) => Ended::Done,
        };
        Ok(report)
    }

    fn listen_and_ask(
        &self,
        report: &mut Report,
        stopped: &dyn Fn() -> bool,
        tell: &dyn Fn(Step),
    ) -> Result<Result<(), io::Error>, PortError> {
        for settings in self.settings_to_hear() {
            tell(Step::Listening { settings: line::described(&self.port, settings) });
            let mut open = line::open(&self.port, settings)?;
            if let Err(why) = self.listen(open.as_mut(), settings, report, stopped) {
                return Ok(Err(why));
            }
            // A line that is silent at one speed is so at every speed: what is sent reads as rubbish, not as nothing.
            if stopped() || !report.found.is_empty() || report.heard_bytes < TALKING {
                break;
            }
        }
        if !report.found.is_empty() || report.heard_bytes >= TALKING {
            return Ok(Ok(()));
        }
        for (settings, profiles) in self.rounds() {
            if stopped() || !report.found.is_empty() {
                break;
            }
            let mut open = line::open(&self.port, settings)?;
            let mut round = asking::Round { probe: self, line: open.as_mut(), settings, report, stopped, tell };
            if let Err(why) = round.ask(&profiles) {
                return Ok(Err(why));
            }
        }
        Ok(Ok(()))
    }
}

/// Reads and throws away until the line pauses, `at_most` so long.
fn settle(line: &mut dyn Line, at_most: Duration, stopped: &dyn Fn() -> bool) -> io::Result<()> {
    line.flush_input();
    let until = Instant::now() + at_most;
    let mut buffer = [0; 512];
    while Instant::now() < until && !stopped() && line.read(&mut buffer)? > 0 {}
    Ok(())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
