//! Listening at one line setting.

use super::{Identity, Probe, Report, SETTLE, settle};
use crate::instrument::identify::{Ears, Fit, Heard};
use crate::instrument::{Profile, SerialSettings};
use crate::link::line::{self, Line};
use crate::link::parity;
use std::io;
use std::sync::Arc;
use std::time::Instant;

impl Probe<'_> {
    pub(super) fn listen(
        &self,
        open: &mut dyn Line,
        settings: SerialSettings,
        report: &mut Report,
        stopped: &dyn Fn() -> bool,
    ) -> io::Result<()> {
        settle(open, SETTLE, stopped)?;
        let described = line::described(&self.port, settings);
        report.listened.push(described.clone());
        let (mut ears, mut sample) = (Ears::default(), Vec::new());
        let until = Instant::now() + self.patience.listen;
        let mut buffer = [0; 512];
        while Instant::now() < until && !stopped() {
            let count = open.read(&mut buffer)?;
            let bytes = buffer.get(..count).unwrap_or_default();
            ears.hear(bytes);
            if sample.len() < parity::SAMPLE {
                sample.extend(bytes);
            }
        }
        report.heard_bytes = report.heard_bytes.max(ears.bytes());
        if settings.data == 8 {
            report.seven_bits = report.seven_bits.or_else(|| parity::of_seven_bits(&sample));
        }
        report.found.extend(ears.recognised().into_iter().map(|heard| self.identity(heard, described.clone())));
        Ok(())
    }

    /// Every model whose wire this is: those that send by themselves first, then those that may be set to.
    fn identity(&self, heard: Heard, settings: String) -> Identity {
        let Heard { protocol, frames, values } = heard;
        let mut models: Vec<&Arc<Profile>> =
            self.profiles.iter().filter(|profile| profile.protocol == protocol).collect();
        models.sort_by_key(|profile| !profile.ask.is_empty());
        let profiles = models.into_iter().map(|profile| Fit::new(Arc::clone(profile))).collect();
        Identity { protocol, settings, address: None, asked: false, frames, profiles, values }
    }
}
