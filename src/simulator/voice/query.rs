//! An instrument that answers queries in letters: those its profile asks, and for any other what its maker has for that.

use super::charge::shown;
use super::{Stage, Voice};
use crate::protocol::{Asked, scpi_hioki, scpi_wt, scpi_zera};
use crate::quantity::{Decimal, Unit};

/// How a value is written in the answer to a query.
type Answer = fn(&str, Option<Decimal>, Option<Unit>) -> String;

/// An instrument with queries.
pub(super) struct Queries {
    stage: Stage,
    answer: Answer,
}

impl Queries {
    pub fn new(stage: Stage) -> Self {
        let answer: Answer = match stage.profile.protocol.name {
            "scpi-wt" => scpi_wt::answer,
            "scpi-hioki" => scpi_hioki::answer,
            _ => scpi_zera::answer,
        };
        Self { stage, answer }
    }
}

impl Voice for Queries {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let profile = &self.stage.profile;
        let Some(Asked::Command(command)) = profile.protocol.parse_request(request) else {
            return Some((self.answer)("", None, None).into_bytes());
        };
        let ask = profile.ask.iter().find(|ask| ask.command.as_ref() == Some(&command.name));
        let unit = ask.and_then(|ask| ask.unit);
        let value = ask.and_then(|ask| shown(&self.stage.world, ask.quantity?, ask.unit));
        Some((self.answer)(&command.name, value, unit).into_bytes())
    }
}
