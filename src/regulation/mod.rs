//! The law as data (`rules/*.toml`) and the judges that apply it: pile, lot, scale. Pure: same case, same judgement, for ever.

mod book;
mod case;
mod characteristic;
mod check;
mod codes;
mod conclusion;
mod draw;
mod file;
mod hb133;
mod judgement;
mod lot;
mod lot_check;
mod lot_fitness;
mod lot_individual;
mod lot_label;
mod lot_mean;
mod lot_moisture;
mod lot_net;
mod lot_plan;
mod lot_reason;
mod lot_rule;
mod lot_tare;
mod number;
mod own_rules;
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
mod scale;
mod scale_case;
mod scale_check;
mod scale_choice;
mod scale_class;
mod scale_discrimination;
mod scale_eccentricity;
mod scale_error;
mod scale_limits;
mod scale_overload;
mod scale_plan;
mod scale_repeatability;
mod scale_rule;
mod scale_uncertainty;
mod scale_weighing;
mod scale_zero;
mod trace;
mod uncertainty;

pub use book::{Book, FigureRow, Regulation, RunKind};

pub use case::{
    Current, Density, Kind, Label, LabelSeen, LotCase, LotScale, MoistureApplied, MoistureUsed, MultiPack, NetBasis,
    PackSays, StandardUsed, Tare, TareMethod,
};
pub use characteristic::CharacteristicPoint;
pub use codes::{CODES, Code};
pub use draw::{Draw, DrawMethod, draw};
pub use file::Format;
pub use hb133::{Hb133, MoistureGross, dimensionless, dual_declaration, moisture_gross};
pub use judgement::{
    Advice, Conclusion, DiscriminationResult, Document, IndicationResult, Item, ItemVerdict, Judgement,
    LoadPointResult, LotResult, Outlook, PackageClass, PileResult, RepeatabilityResult, ScaleReadingResult,
    ScaleResult, Status, Step, Warning,
};
pub use lot::judge_lot;
pub use lot_plan::{LotPlan, SecondPlan};
pub use lot_tare::{TarePlan, TareRuling};
pub use own_rules::Overridden;
pub use pile::judge_pile;
pub use pile_case::{
    Appearance, Check, CheckVerdict, Clock, IndicationReading, LoadPoint, PayAmount, PayPeriod, PileCase, PointReading,
};
pub use pile_plan::PilePlan;
pub use refusal::{REFUSALS, Refusal, Superseded};
pub use scale::judge_scale;
pub use scale_case::{
    Direction, DiscriminationReading, EccentricityReading, LeftOut, Overload, Position, RangeMode, Receptor,
    RepeatabilityReading, ScaleCase, ScaleRange, TareWeighingReading, WeighingReading, ZeroReading,
};
pub use scale_plan::ScalePlan;
pub use uncertainty::{Component, Decision, Stated, UncertaintyResult};
