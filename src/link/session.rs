//! A session on an open line: listens to a device that sends by itself, or asks the devices in turn.

use super::clock::stamp;
use super::line::Line;
use super::member::Member;
use super::owner::{End, Owner};
use super::recording::What;
use super::tap::Wire;
use super::{LinkEventKind, line, parity};
use crate::instrument::{Outgoing, Reading, Received};
use crate::protocol::{Datum, Rejected, hex};
use std::io;
use std::time::{Duration, Instant};

/// A device that sends by itself and has been silent for so long gets its port opened anew.
const REOPEN_AFTER: Duration = Duration::from_secs(3);

/// One session.
pub(super) struct Session<'a, 'b> {
    owner: &'a mut Owner<'b>,
    line: &'a mut dyn Line,
    opened: Instant,
    /// The first bytes that no frame was found in, for telling a wrong parity.
    strange: Vec<u8>,
}

impl<'a, 'b> Session<'a, 'b> {
    /// A session that has just begun.
    pub fn new(owner: &'a mut Owner<'b>, line: &'a mut dyn Line) -> Self {
        Self { owner, line, opened: Instant::now(), strange: Vec::new() }
    }

    /// Works until the line goes, the link is to stop, or the line is to be opened anew.
    pub fn work(mut self) -> End {
        // A device that sends by itself has its line for itself.
        match self.owner.members.first() {
            None => End::Stop,
            Some(member) if member.driver.listens() => self.listen(),
            Some(_) => self.poll(),
        }
    }

    fn member(&mut self, index: usize) -> Option<&mut Member> {
        self.owner.members.get_mut(index)
    }

    /// A device that sends by itself.
    fn listen(&mut self) -> End {
        let silence = self.owner.members.first().map_or(REOPEN_AFTER, |m| m.driver.profile().timing.silence());
        let (mut last, mut told_silent) = (Instant::now(), false);
        while !self.owner.stopped() {
            match self.receive(0) {
                Err(why) => return End::Gone(why),
                Ok(true) => (last, told_silent) = (Instant::now(), false),
                Ok(false) => {}
            }
            let silent = last.elapsed();
            if silent >= silence && !told_silent {
                told_silent = true;
                self.record_lost(0);
                self.tell(0, LinkEventKind::Silent { for_ms: u64::try_from(silent.as_millis()).unwrap_or(u64::MAX) });
            }
            if self.owner.next_settings(self.opened) || silent >= REOPEN_AFTER.max(silence * 2) {
                return End::Reopen;
            }
        }
        End::Stop
    }

    /// Devices that answer: all questions of each in turn, then a pause.
    fn poll(&mut self) -> End {
        let mut round = Instant::now();
        while !self.owner.stopped() {
            for index in 0..self.owner.members.len() {
                let resting = self.member(index).is_some_and(|member| member.resting(Instant::now()));
                if let Some(end) = (!resting).then(|| self.ask_one(index)).flatten() {
                    return end;
                }
            }
            self.owner.wait((round + self.owner.settings.every).saturating_duration_since(Instant::now()));
            round = Instant::now();
            let silent = self.owner.members.iter().all(Member::silent);
            if silent && line::reopens_when_silent(&self.owner.settings.port) {
                return End::Reopen;
            }
        }
        End::Stop
    }

    /// All questions of one device; on a line of several the first that stays unanswered ends its turn, so that a dead device
    /// costs the others no more than that.
    fn ask_one(&mut self, index: usize) -> Option<End> {
        let several = self.owner.members.len() > 1;
        while !self.owner.stopped() {
            let member = self.member(index)?;
            let Some(outgoing) = member.driver.next_request() else { return Some(End::Reopen) };
            let asked = member.driver.asking().unwrap_or_default();
            let gap = member.driver.profile().timing.gap();
            match self.exchange(index, &outgoing) {
                Err(why) => return Some(End::Gone(why)),
                Ok(true) => self.member(index)?.answered(&asked),
                Ok(false) => {
                    if self.member(index)?.missed(asked) {
                        self.record_lost(index);
                        self.tell(index, LinkEventKind::TimedOut { request: outgoing.number });
                    }
                    if let Err(why) = self.drain(index) {
                        return Some(End::Gone(why));
                    }
                    if self.owner.next_settings(self.opened) {
                        return Some(End::Reopen);
                    }
                    if several {
                        self.member(index)?.rest(Instant::now());
                        self.owner.wait(gap * 2);
                        return None;
                    }
                }
            }
            // The rest of an answer may not wait.
            if self.continues(index) {
                continue;
            }
            // Some meters miss a question that comes right after one to another device: twice the pause before that.
            self.owner.wait(if several && outgoing.last_of_poll { gap * 2 } else { gap });
            if outgoing.last_of_poll {
                return None;
            }
        }
        None
    }

    /// Sends one question and waits for its answer, at the speed that the question sets; false when none came in time or it
    /// was no good.
    fn exchange(&mut self, index: usize, outgoing: &Outgoing) -> io::Result<bool> {
        self.line.flush_input();
        self.line.write_all(&outgoing.bytes)?;
        let to = self.name(index);
        self.owner.record(|| What::Tx { to, bytes: outgoing.bytes.clone() });
        self.tell_sent(index, &outgoing.bytes);
        let Some(baud) = outgoing.baud else { return self.answer(index, outgoing) };
        self.line.change_baud(baud)?;
        let good = self.answer(index, outgoing);
        if let Some(settings) = self.owner.serial() {
            self.line.change_baud(settings.baud)?;
        }
        good
    }

    /// Waits for the answer to a question that was sent. Half of one is good as long as the other half is still to come.
    fn answer(&mut self, index: usize, outgoing: &Outgoing) -> io::Result<bool> {
        let deadline = Instant::now() + outgoing.expects_within;
        let mut good = false;
        while self.waiting(index) && Instant::now() < deadline && !self.owner.stopped() {
            good |= self.receive(index)?;
        }
        if self.waiting(index) {
            self.tell_leftovers(index);
            self.tell_wire(index, || Wire::Unanswered);
            self.reset(index);
            return Ok(false);
        }
        Ok(good || self.continues(index))
    }

    fn continues(&self, index: usize) -> bool {
        self.owner.members.get(index).is_some_and(|member| member.driver.continues())
    }

    fn waiting(&self, index: usize) -> bool {
        self.owner.members.get(index).is_some_and(|member| member.driver.waiting())
    }

    fn name(&self, index: usize) -> String {
        self.owner.members.get(index).map(|member| member.name.clone()).unwrap_or_default()
    }

    /// Takes in what has arrived, as heard by one device's driver; true when something was said.
    fn receive(&mut self, index: usize) -> io::Result<bool> {
        let mut buffer = [0; 512];
        let count = self.line.read(&mut buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(self.paused(index));
        }
        self.owner.record(|| What::Rx(bytes.to_vec()));
        self.owner.tap.heard(bytes);
        if !self.owner.heard && self.strange.len() < parity::SAMPLE {
            self.strange.extend(bytes);
            if let Some(parity) = parity::of_seven_bits(&self.strange) {
                self.tell_loose(index, Some(bytes));
                self.tell(
                    index,
                    LinkEventKind::Refused { frame: hex(bytes), why: Rejected::SevenBits { parity: parity.letter() } },
                );
            }
        }
        let received = self.member(index).map(|member| member.driver.receive(bytes)).unwrap_or_default();
        let good = self.tell_each(index, received);
        self.tell_loose(index, None);
        Ok(good)
    }

    /// The line is quiet: what was waiting for the next frame to begin is whole.
    fn paused(&mut self, index: usize) -> bool {
        let Some(received) = self.member(index).and_then(|member| member.driver.pause()) else { return false };
        self.owner.record(|| What::Pause);
        self.tell_each(index, vec![received])
    }

    /// Tells what was received; true when something was said.
    fn tell_each(&mut self, index: usize, received: Vec<Received>) -> bool {
        let said = |each: &Received| matches!(each, Received::Data { .. } | Received::DeviceSays { .. });
        let good = received.iter().any(said);
        self.owner.heard |= good;
        for each in received {
            self.tell_received(index, each);
        }
        good
    }

    /// What lay undecided at a time-out was half a frame, or none: it is told, and gone.
    fn tell_leftovers(&mut self, index: usize) {
        let pending = self.owner.members.get(index).map(|member| member.driver.pending().to_vec()).unwrap_or_default();
        if pending.is_empty() || self.owner.stopped() {
            return;
        }
        self.tell_loose(index, Some(&pending));
        // FE bytes and no frame: the line is heard and not understood, which is what a wrong parity looks like.
        let why = if pending.contains(&0xFE) && !self.owner.heard { Rejected::NoFrame } else { Rejected::Truncated };
        self.tell(index, LinkEventKind::Refused { frame: hex(&pending), why });
    }

    fn record_lost(&mut self, index: usize) {
        let name = self.name(index);
        self.owner.record(|| What::Lost(name));
    }

    fn reset(&mut self, index: usize) {
        let name = self.name(index);
        if let Some(member) = self.member(index) {
            member.driver.reset();
        }
        self.owner.record(|| What::Reset(name));
    }

    /// Throws the session away and whatever still arrives within the time an answer may take.
    fn drain(&mut self, index: usize) -> io::Result<()> {
        self.reset(index);
        let answer = self.owner.members.get(index).map(|member| member.driver.profile().timing.answer());
        let until = Instant::now() + answer.unwrap_or_default();
        let (mut buffer, mut late) = ([0; 512], Vec::new());
        while Instant::now() < until && !self.owner.stopped() {
            let count = self.line.read(&mut buffer)?;
            self.owner.tap.keep(&mut late, buffer.get(..count).unwrap_or_default());
        }
        if !late.is_empty() {
            self.tell_wire(index, || Wire::Late(late));
        }
        Ok(())
    }

    fn tell(&self, index: usize, kind: LinkEventKind) {
        self.owner.tell(&self.name(index), kind);
    }

    fn tell_wire(&self, index: usize, wire: impl FnOnce() -> Wire) {
        if self.owner.tap.open() {
            self.tell(index, LinkEventKind::Wire(wire()));
        }
    }

    /// What was sent, and before it what still lay there of the time before.
    fn tell_sent(&mut self, index: usize, bytes: &[u8]) {
        let item = self.owner.members.get(index).and_then(|member| member.driver.asking());
        for wire in self.owner.tap.sent(bytes, item) {
            self.tell(index, LinkEventKind::Wire(wire));
        }
    }

    /// The bytes before `claimed`, which are told otherwise; without it those that the driver holds on to no more.
    fn tell_loose(&mut self, index: usize, claimed: Option<&[u8]>) {
        if !self.owner.tap.open() {
            return;
        }
        let Some(member) = self.owner.members.get(index) else { return };
        let (driver, tap) = (&member.driver, &mut self.owner.tap);
        let loose = match claimed {
            Some(bytes) => tap.claim(bytes),
            None => tap.surplus(driver.pending().len()),
        };
        let protocol = driver.profile().protocol;
        if let Some(wire) = self.owner.tap.named(loose, protocol) {
            self.tell(index, LinkEventKind::Wire(wire));
        }
    }

    fn tell_received(&mut self, index: usize, received: Received) {
        let (Received::Data { frame: bytes, .. }
        | Received::DeviceSays { frame: bytes, .. }
        | Received::Refused { bytes, .. }) = &received;
        self.tell_loose(index, Some(bytes));
        match received {
            Received::Data { frame, data, .. } if data.is_empty() => self.tell_wire(index, || Wire::Whole(frame)),
            Received::Data { frame, request, data } => self.tell_data(index, &frame, request.as_deref(), data),
            Received::DeviceSays { frame, error } => {
                self.tell(index, LinkEventKind::DeviceSays { frame: hex(&frame), error });
            }
            Received::Refused { bytes, why } => self.tell(index, LinkEventKind::Refused { frame: hex(&bytes), why }),
        }
    }

    fn tell_data(&mut self, index: usize, frame: &[u8], request: Option<&[u8]>, data: Vec<Datum>) {
        let by = self.name(index);
        let stamp = stamp();
        let at = Some(stamp.at.clone());
        // At the very time of the readings: a run played again must see the same windows.
        self.owner.record_at(stamp.mono_ns, || What::Said { by, at, data: data.clone() });
        for datum in data {
            let (port, port_id) = (self.owner.settings.port.clone(), self.owner.port_id.clone());
            let Some(member) = self.member(index) else { return };
            member.seq += 1;
            let reading = Reading {
                seq: member.seq,
                stamp: stamp.clone(),
                device: member.driver.profile().id.clone(),
                port,
                port_id,
                address: member.address.clone(),
                datum,
                frame: hex(frame),
                request: request.map(hex),
            };
            self.tell(index, LinkEventKind::Reading(reading));
        }
    }
}
