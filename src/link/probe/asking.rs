//! Asking with one line setting: first questions, then those that tell models of one protocol apart.

use super::{GAP, Identity, Probe, QUIET, Report, SETTLE, Step, count, settle};
use crate::instrument::identify::{self, Answer, ENOUGH, Fit, Query, Suspect};
use crate::instrument::{Profile, SerialSettings};
use crate::link::line::{self, Line};
use crate::protocol::framer::Found;
use crate::protocol::{Address, Asked, Datum, DatumValue, Framer, Meaning, Measurand, Protocol};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of a reply that are looked at; no answer to a first question is longer.
const REPLY_MAX: usize = 1024;
/// Questions that tell models apart.
const FIT_QUESTIONS: usize = 6;

/// All questions with one line setting.
pub(super) struct Round<'a, 'p> {
    pub probe: &'a Probe<'p>,
    pub line: &'a mut dyn Line,
    pub settings: SerialSettings,
    pub report: &'a mut Report,
    pub stopped: &'a dyn Fn() -> bool,
    pub tell: &'a dyn Fn(Step),
}

impl Round<'_, '_> {
    /// Asks the first questions of these profiles until a protocol has answered well enough.
    pub fn ask(&mut self, profiles: &[Arc<Profile>]) -> io::Result<()> {
        settle(self.line, SETTLE, self.stopped)?;
        let addresses = self.addresses(profiles)?;
        let own = self.probe.address.as_deref();
        let address = |protocol: &Protocol| {
            let fitting = own.filter(|own| protocol.addressing.parse(Some(own)).is_ok());
            fitting.map(str::to_owned).or_else(|| addresses.get(protocol.name).cloned())
        };
        let (mut quiet, mut counts) = (BTreeMap::<&str, u32>::new(), BTreeMap::<&str, u32>::new());
        for protocol in addresses.keys() {
            counts.insert(protocol, 1);
        }
        for query in identify::queries(profiles, address) {
            let names: Vec<&'static str> = query.suspects.iter().map(|suspect| suspect.profile.protocol.name).collect();
            let hopeless = |name: &&str| quiet.get(name).is_some_and(|count| *count >= QUIET);
            if (self.stopped)() || names.iter().all(hopeless) {
                continue;
            }
            self.say(names.first().copied().unwrap_or_default());
            let mut understood = self.first_question(&query, &mut counts)?;
            if understood.is_empty() && query.asked_twice() && !(self.stopped)() {
                understood = self.first_question(&query, &mut counts)?;
            }
            if understood.iter().any(|(protocol, _)| counts.get(protocol.name).is_some_and(|count| *count < ENOUGH)) {
                understood = self.first_question(&query, &mut counts)?;
            }
            if understood.is_empty() {
                for name in names {
                    *quiet.entry(name).or_default() += 1;
                }
            }
            let enough = |(protocol, _): &(&Protocol, _)| counts.get(protocol.name).is_some_and(|n| *n >= ENOUGH);
            understood.retain(enough);
            // One that is checked is believed before those whose form happens to suit.
            let checked = understood.iter().any(|(protocol, _)| protocol.checked);
            understood.retain(|(protocol, _)| protocol.checked == checked);
            for (protocol, address) in understood {
                let frames = counts.get(protocol.name).copied().unwrap_or(0);
                self.identify(protocol, address, frames)?;
            }
            if !self.report.found.is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Tells whose question comes next.
    fn say(&self, protocol: &'static str) {
        let settings = line::described(&self.probe.port, self.settings);
        (self.tell)(Step::Asking { settings, protocol, questions: self.report.questions });
    }

    /// The address that the only device of each protocol gives, where it can be asked for it.
    fn addresses(&mut self, profiles: &[Arc<Profile>]) -> io::Result<BTreeMap<&'static str, String>> {
        let mut addresses = BTreeMap::new();
        let mut protocols: Vec<&'static Protocol> = profiles.iter().map(|profile| profile.protocol).collect();
        protocols.dedup();
        for protocol in protocols {
            let known = addresses.contains_key(protocol.name) || (self.stopped)();
            let Some(asked) = identify::address_question(protocol).filter(|_| !known) else { continue };
            self.say(protocol.name);
            let reply = self.exchange(&asked.encode(), self.probe.patience.answer, &|reply| {
                address_in(protocol, &asked, reply).is_some()
            })?;
            if let Some(address) = address_in(protocol, &asked, &reply) {
                addresses.insert(protocol.name, address);
            }
        }
        Ok(addresses)
    }

    /// Asks a question and counts, for each protocol, whether it was understood; gives those that understood.
    fn first_question(
        &mut self,
        query: &Query,
        counts: &mut BTreeMap<&'static str, u32>,
    ) -> io::Result<Vec<(&'static Protocol, Option<String>)>> {
        let good = |reply: &[u8]| query.suspects.iter().any(|suspect| counts_for(suspect, reply));
        let reply = self.exchange(&query.bytes, query.wait, &good)?;
        let mut understood: Vec<(&'static Protocol, Option<String>)> = Vec::new();
        for suspect in query.suspects.iter().filter(|suspect| counts_for(suspect, &reply)) {
            let protocol = suspect.profile.protocol;
            if !understood.iter().any(|(known, _)| *known == protocol) {
                *counts.entry(protocol.name).or_default() += 1;
                understood.push((protocol, suspect.address.clone()));
            }
        }
        if understood.is_empty() && !reply.is_empty() {
            self.report.strange += 1;
        }
        Ok(understood)
    }

    /// Tells the models of a protocol apart by what the device answers to their questions.
    fn identify(&mut self, protocol: &'static Protocol, address: Option<String>, frames: u32) -> io::Result<()> {
        let until = Instant::now() + self.probe.patience.fit;
        let mut replies: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        let mut values: Vec<Datum> = Vec::new();
        let (mut fits, mut frames) = (Vec::new(), frames);
        let of_it =
            self.probe.profiles.iter().filter(|profile| profile.protocol == protocol && !profile.ask.is_empty());
        for profile in of_it {
            let suspect = Suspect { profile: Arc::clone(profile), address: address.clone() };
            let mut fit = Fit::new(Arc::clone(profile));
            for index in 0..profile.ask.len().min(FIT_QUESTIONS) {
                // A device whose frames are checked is known by now, and takes no frame for anything else.
                let may = |bytes: &Vec<u8>| protocol.checked || identify::harmless(bytes);
                let Some(bytes) = identify::request(&suspect, index).filter(may) else { continue };
                if !replies.contains_key(&bytes) {
                    if Instant::now() >= until || (self.stopped)() {
                        break;
                    }
                    self.say(protocol.name);
                    let whole = |reply: &[u8]| identify::judge(&suspect, index, reply).understood();
                    let reply = self.exchange(&bytes, profile.timing.answer(), &whole)?;
                    frames += u32::from(whole(&reply));
                    replies.insert(bytes.clone(), reply);
                }
                let reply = replies.get(&bytes).map(Vec::as_slice).unwrap_or_default();
                let answer = identify::judge(&suspect, index, reply);
                fit.count(&answer);
                if let (Answer::Values(data), true) = (answer, fit.misfits == 0) {
                    values = if index == 0 { data } else { [values, data].concat() };
                }
                if fit.misfits > 0 || fit.asked > fit.answered + 1 {
                    break;
                }
            }
            fits.push((fit, std::mem::take(&mut values)));
        }
        fits.sort_by_key(|(fit, _)| (!fit.fits(), fit.misfits, std::cmp::Reverse(fit.answered)));
        let values = fits.first().filter(|(fit, _)| fit.fits()).map(|(_, values)| values.clone()).unwrap_or_default();
        let profiles = fits.into_iter().map(|(fit, _)| fit).filter(|fit| fit.answered + fit.misfits > 0).collect();
        let settings = line::described(&self.probe.port, self.settings);
        // A number that nobody gave is the one that was asked.
        let usual = || match protocol.addressing.parse(None) {
            Ok(Address::Unit(unit)) => Some(unit.to_string()),
            _ => None,
        };
        let address = address.or_else(usual);
        self.report.found.push(Identity { protocol, settings, address, asked: true, frames, profiles, values });
        Ok(())
    }

    /// Sends a question and gives what came back without its echo; waits until `done` says it is whole.
    fn exchange(&mut self, bytes: &[u8], wait: Duration, done: &dyn Fn(&[u8]) -> bool) -> io::Result<Vec<u8>> {
        self.line.flush_input();
        self.line.write_all(bytes)?;
        self.report.questions += 1;
        let until = Instant::now() + wait.min(self.probe.patience.answer);
        let (mut heard, mut buffer) = (Vec::new(), [0; 512]);
        while Instant::now() < until && !(self.stopped)() && heard.len() < REPLY_MAX {
            let count = self.line.read(&mut buffer)?;
            heard.extend(buffer.get(..count).unwrap_or_default());
            if count > 0 && done(without_echo(&heard, bytes)) {
                break;
            }
        }
        let echoed = heard.starts_with(bytes);
        self.report.echoes += count(usize::from(echoed));
        let reply = without_echo(&heard, bytes).to_vec();
        // What comes late must not answer the next question.
        let pause = Instant::now() + GAP;
        while Instant::now() < pause && !(self.stopped)() {
            self.line.read(&mut buffer)?;
        }
        Ok(reply)
    }
}

/// Whether a reply speaks for the protocol of a suspect: any right frame where frames are checked, else no error and no nonsense.
fn counts_for(suspect: &Suspect, reply: &[u8]) -> bool {
    let answer = identify::judge(suspect, 0, reply);
    let checked = suspect.profile.protocol.checked;
    if checked { answer.understood() } else { matches!(answer, Answer::Values(_) | Answer::Begun) }
}

/// What was heard behind the echo of what was sent.
fn without_echo<'a>(heard: &'a [u8], sent: &[u8]) -> &'a [u8] {
    match heard.strip_prefix(sent) {
        Some(rest) => rest,
        None if sent.starts_with(heard) => &[],
        None => heard,
    }
}

/// The address in a reply to the question for it.
fn address_in(protocol: &'static Protocol, asked: &Asked, reply: &[u8]) -> Option<String> {
    Framer::new(protocol).feed(reply, Some(asked)).find_map(|found| {
        let Found::Frame(frame) = found else { return None };
        let Ok(Meaning::Data(data)) = protocol.decode(&frame, Some(asked)) else { return None };
        data.into_iter().find_map(|datum| match (datum.quantity, datum.value) {
            (Measurand::Address, Some(DatumValue::Text(address))) => Some(address),
            _ => None,
        })
    })
}
