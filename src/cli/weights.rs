//! Hands at a simulated scale under verification: they put weights on, add small ones until the indication jumps, and read
//! the display.

use crate::procedure::{Ask, ScaleTask};
use crate::quantity::{Decimal, Exact, Mode, Quantity, Unit, parse_decimal, round_to_interval};
use crate::simulator::ScaleWorld;
use std::sync::Arc;

/// Most small weights that are tried before the indication jumps: it jumps within one e, which is ten of them.
const SMALL_MAX: u32 = 20;

/// Hands with weights. Masses are in the unit of the nameplate; the error of the simulated scale is theirs to know.
#[derive(Clone, Debug)]
pub struct Weights {
    world: Arc<ScaleWorld>,
    unit: Unit,
    shown_in: Unit,
    division: Decimal,
    /// Error in thousandths of the load.
    span_per_mille: Decimal,
}

impl Weights {
    /// Hands for a plan, at a scale that shows `shown_in`; `None` where the nameplate has no unit or no interval.
    pub fn new(task: &ScaleTask, shown_in: Unit, span_per_mille: Decimal) -> Option<Self> {
        let unit: Unit = task.scale.unit.parse().ok()?;
        let range = task.scale.ranges.first()?;
        let division = parse_decimal(range.d.as_deref().unwrap_or(&range.e)).ok()?;
        let world = ScaleWorld::new(convert(division, unit, shown_in)?);
        Some(Self { world, unit, shown_in, division, span_per_mille })
    }

    /// The scale they stand at.
    pub fn world(&self) -> Arc<ScaleWorld> {
        Arc::clone(&self.world)
    }

    /// Puts on what the run asks for.
    pub fn obey(&self, ask: Ask) {
        match ask {
            Ask::Unload | Ask::Conclude => self.world.unload(),
            Ask::PutLoad { load, .. } | Ask::TypeIndication { load, .. } => self.put(load),
            Ask::AddExtra { load, extra, .. } => self.put(load + extra),
            _ => {}
        }
    }

    /// What a person would type at this step.
    pub fn answer(&self, ask: Ask) -> Option<String> {
        match ask {
            Ask::TypeIndication { load, .. } => Some(self.display(self.felt(load)).to_string()),
            Ask::AddExtra { load, extra, .. } => Some(self.display(self.felt(load + extra)).to_string()),
            Ask::Changeover { load, tenth, .. } => {
                let (felt, shown) = (self.felt(load), self.display(self.felt(load)));
                let jumps = |count: &u32| self.display(felt + tenth * Decimal::from(*count)) > shown;
                let count = (0..SMALL_MAX).find(jumps).unwrap_or(SMALL_MAX);
                Some((tenth * Decimal::from(count)).to_string())
            }
            _ => None,
        }
    }

    /// What the scale makes of a load before it rounds.
    fn felt(&self, load: Decimal) -> Decimal {
        load + load * self.span_per_mille / Decimal::ONE_THOUSAND
    }

    fn display(&self, felt: Decimal) -> Decimal {
        round_to_interval(&Exact::from(felt), self.division, Mode::HalfEven).map_or(felt, |rounded| rounded.value)
    }

    fn put(&self, load: Decimal) {
        if let Some(felt) = convert(self.felt(load), self.unit, self.shown_in) {
            self.world.load(felt);
        }
    }
}

fn convert(value: Decimal, from: Unit, to: Unit) -> Option<Decimal> {
    Quantity::new(value, from).exact_in(to)?.to_decimal_exact(20)
}
