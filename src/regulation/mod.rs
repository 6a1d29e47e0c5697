//! The law as data (`rules/*.toml`) and the judges that apply it: pile, lot. Pure: same case, same judgement, for ever.

mod book;
mod case;
mod check;
mod codes;
mod file;
mod judgement;
mod lot;
mod lot_check;
mod lot_net;
mod lot_plan;
mod lot_rule;
mod number;
mod pile;
mod pile_appearance;
mod pile_case;
mod pile_check;
mod pile_clock;
mod pile_energy;
mod pile_error;
mod pile_indication;
mod pile_nameplate;
mod pile_pay;
mod pile_plan;
mod pile_point;
mod pile_range;
mod pile_row;
mod pile_rule;
mod pile_uncertainty;
mod pile_working;
mod refusal;
mod rule;
mod trace;
mod uncertainty;

pub use book::{Book, FigureRow, Regulation, RunKind};

pub use case::{Current, Density, Kind, Label, LotCase, StandardUsed, Tare, TareMethod};
pub use codes::{CODES, Code};
pub use file::Format;
pub use judgement::{
    Conclusion, Document, IndicationResult, Item, ItemVerdict, Judgement, LoadPointResult, LotResult, PackageClass,
    PileResult, Status, Step, Warning,
};
pub use lot::judge_lot;
pub use lot_plan::{LotPlan, TarePlan, TareRuling};
pub use pile::judge_pile;
pub use pile_case::{
    Appearance, Check, CheckVerdict, Clock, IndicationReading, LoadPoint, PayAmount, PayPeriod, PileCase, PointReading,
};
pub use pile_plan::PilePlan;
pub use refusal::Refusal;
pub use uncertainty::{Component, Decision, Stated, UncertaintyResult};
