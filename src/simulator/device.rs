//! One instrument on its pty: it hears requests, looks at the world, and answers as its profile says.

use super::fault::{Mischief, Sending};
use super::pty::Pty;
use super::world::{EnergySide, World};
use crate::instrument::{Ask, Profile};
use crate::protocol::framer::Found;
use crate::protocol::{Asked, Framer, Measurand, ProtocolId, dlt645, modbus, mt_sics, yaohua};
use crate::quantity::{Decimal, Unit};
use jiff::{SignedDuration, ZonedDateTime};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Pause between frames of an indicator that sends by itself.
const PUSH_EVERY: Duration = Duration::from_millis(100);
/// How long a balance waits for a stable weight.
const STABLE_PATIENCE: Duration = Duration::from_secs(5);
/// Address of a simulated meter when none is given.
const METER_ADDRESS: [u8; 6] = [0x01, 0x00, 0x00, 0x00, 0x00, 0x00];

/// A simulated instrument.
pub(super) struct Device {
    profile: Arc<Profile>,
    world: World,
    meter_address: [u8; 6],
    unit: u8,
    /// Since when an `S` waits for a stable weight.
    waiting_stable: Option<Instant>,
    repeating: bool,
}

impl Device {
    /// An instrument at an address; `None` for an address that the protocol does not have.
    pub fn new(profile: Arc<Profile>, world: World, address: Option<&str>) -> Option<Self> {
        let meter_address = match (profile.protocol, address) {
            (ProtocolId::Dlt6452007, Some(text)) => dlt645::address(Some(text))?,
            _ => METER_ADDRESS,
        };
        let unit = match (profile.protocol, address) {
            (ProtocolId::ModbusRtu, Some(text)) => text.parse().ok().filter(|unit| (1..=247).contains(unit))?,
            _ => 1,
        };
        Some(Self { profile, world, meter_address, unit, waiting_stable: None, repeating: false })
    }

    /// Answers until it is told to stop.
    pub fn work(mut self, mut pty: Pty, mut mischief: Mischief, stop: &AtomicBool) {
        let mut framer = Framer::new(self.profile.protocol);
        let mut queue: Vec<(Instant, Vec<u8>)> = Vec::new();
        let mut next_push = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            pty.wait(Duration::from_millis(10));
            let heard = pty.read();
            for found in framer.feed(&heard, None) {
                if let Found::Frame(frame) = found
                    && let Some(answer) = self.hear(&frame)
                {
                    enqueue(&mut queue, mischief.mangle(answer, &frame));
                }
            }
            if Instant::now() >= next_push {
                next_push += PUSH_EVERY;
                if let Some(frame) = self.push() {
                    enqueue(&mut queue, mischief.mangle(frame, &[]));
                }
            }
            let now = Instant::now();
            for (_, bytes) in queue.extract_if(.., |(due, _)| *due <= now) {
                pty.write(&bytes);
            }
        }
    }

    /// What the instrument sends by itself.
    fn push(&mut self) -> Option<Vec<u8>> {
        let World::Scale(scale) = &self.world else { return None };
        let (weight, stable) = scale.weight();
        match self.profile.protocol {
            ProtocolId::YaohuaTf0 => yaohua::encode(weight).map(|frame| frame.to_vec()),
            ProtocolId::MtSics if self.repeating => Some(self.weight_line(weight, stable)),
            ProtocolId::MtSics => {
                let since = self.waiting_stable?;
                if stable {
                    self.waiting_stable = None;
                    return Some(self.weight_line(weight, true));
                }
                if since.elapsed() >= STABLE_PATIENCE {
                    self.waiting_stable = None;
                    return Some(b"S I\r\n".to_vec());
                }
                None
            }
            _ => None,
        }
    }

    fn weight_line(&self, weight: Decimal, stable: bool) -> Vec<u8> {
        mt_sics::answer("S", stable, weight, self.profile.unit.unwrap_or(Unit::Gram))
    }

    /// The answer to a frame; silence when it is for another, or none is due.
    fn hear(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        match self.profile.protocol.parse_request(frame)? {
            Asked::Dlt645(request) => self.answer_meter(&request),
            Asked::Modbus(request) => self.answer_registers(&request),
            Asked::MtSics(command) => self.answer_command(&command),
        }
    }

    fn answer_meter(&self, request: &dlt645::Request) -> Option<Vec<u8>> {
        if !request.addresses(&self.meter_address) {
            return None;
        }
        let woken = |answer: Vec<u8>| [vec![0xFE; 4], answer].concat();
        let identifier = match request.what {
            dlt645::What::Address => return Some(woken(dlt645::answer_address(self.meter_address))),
            dlt645::What::Next(..) => return Some(woken(dlt645::answer_error(self.meter_address, 0x02))),
            dlt645::What::Item(identifier) => identifier,
        };
        let name = dlt645::identifier_text(identifier);
        let known = self.profile.ask.iter().any(|ask| ask.name() == name);
        let data = known.then(|| self.meter_data(identifier)).flatten();
        Some(woken(match data {
            Some(data) => dlt645::answer(self.meter_address, identifier, &data),
            None => dlt645::answer_error(self.meter_address, 0x02),
        }))
    }

    fn meter_data(&self, identifier: u32) -> Option<Vec<u8>> {
        let World::Energy(world, side) = &self.world else { return None };
        let format = crate::protocol::item_format(identifier)?;
        let clock = || ZonedDateTime::now().checked_add(SignedDuration::from_secs(world.clock_offset_s())).ok();
        match format.quantity {
            Measurand::Date => dlt645::encode_text(identifier, &clock()?.strftime("%Y-%m-%d").to_string()),
            Measurand::Time => dlt645::encode_text(identifier, &clock()?.strftime("%H:%M:%S").to_string()),
            quantity => {
                let value = world.value(*side, quantity)?;
                let kilo = matches!(quantity, Measurand::Power);
                let value = if kilo { value / Decimal::ONE_THOUSAND } else { value };
                dlt645::encode_value(identifier, value)
            }
        }
    }

    fn answer_registers(&self, request: &modbus::Request) -> Option<Vec<u8>> {
        if request.unit != self.unit {
            return None;
        }
        let at = |ask: &&Ask| (ask.function, ask.register) == (Some(request.function), Some(request.start));
        let registers = self.profile.ask.iter().find(at).and_then(|ask| self.registers(ask));
        Some(match registers.filter(|registers| registers.len() == usize::from(request.count)) {
            Some(registers) => modbus::answer(request, &registers),
            None => modbus::answer_exception(request, 2),
        })
    }

    fn registers(&self, ask: &Ask) -> Option<Vec<u16>> {
        let quantity = ask.measures()?;
        let value = match &self.world {
            World::Energy(world, side) => {
                let value = world.value(*side, quantity)?;
                match (quantity, ask.unit) {
                    // Registers that hold less than a step of theirs show what they have passed, never what comes next.
                    (Measurand::Energy, Some(Unit::WattHour)) => (value * Decimal::ONE_THOUSAND).trunc(),
                    (Measurand::Power, Some(Unit::Kilowatt)) => value / Decimal::ONE_THOUSAND,
                    (Measurand::Energy, _) => value.trunc_with_scale(if *side == EnergySide::Standard { 4 } else { 3 }),
                    _ => value,
                }
            }
            World::Scale(scale) => scale.weight().0,
        };
        ask.registers_of(value)
    }

    fn answer_command(&mut self, command: &str) -> Option<Vec<u8>> {
        let World::Scale(scale) = &self.world else { return None };
        let (weight, stable) = scale.weight();
        let line = |text: &str| Some(format!("{text}\r\n").into_bytes());
        self.repeating &= command != "SI" && command != "S" && command != "@";
        match command {
            "S" | "SU" => {
                self.waiting_stable = Some(Instant::now());
                None
            }
            "SI" | "SIU" => Some(self.weight_line(weight, stable)),
            "SIR" => {
                self.repeating = true;
                None
            }
            "I1" => line("I1 A \"01\" \"2.30\" \"2.22\" \"2.33\" \"2.20\""),
            "I2" => line("I2 A \"quanheng simulated scale\""),
            "I3" => line("I3 A \"simulated\""),
            "I4" | "@" => line("I4 A \"0000000001\""),
            _ => line("ES"),
        }
    }
}

fn enqueue(queue: &mut Vec<(Instant, Vec<u8>)>, sendings: Vec<Sending>) {
    queue.extend(sendings.into_iter().map(|sending| (Instant::now() + sending.after, sending.bytes)));
}
