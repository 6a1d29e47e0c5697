//! The law as data (`rules/*.toml`) and the judges that apply it: pile, lot, scale. Pure: same case, same judgement, for ever.

mod book;
mod case;
mod check;
mod choices;
mod codes;
mod conclusion;
mod file;
mod judgement;
mod lot;
mod number;
mod own_rules;
mod pile;
mod refusal;
mod rule;
mod scale;
mod self_test;
mod trace;
mod uncertainty;

pub use book::{Book, FigureRow, Regulation, RunKind};

pub use case::{Current, Kind, StandardUsed};
pub use choices::Choices;
pub use codes::{CODES, Code};
pub use file::Format;
pub use judgement::{
    Advice, Conclusion, DiscriminationResult, Document, IndicationResult, Item, ItemVerdict, Judgement,
    LoadPointResult, LotResult, Outlook, PackageClass, PileResult, RepeatabilityResult, ScaleReadingResult,
    ScaleResult, Status, Step, Warning,
};
pub use lot::case::{
    Density, Label, LabelSeen, LotCase, LotScale, MoistureApplied, MoistureUsed, MultiPack, NetBasis, PackSays, Tare,
    TareMethod,
};
pub use lot::characteristic::CharacteristicPoint;
pub use lot::draw::{Draw, DrawMethod, draw};
pub use lot::hb133::{Hb133, MoistureGross, dimensionless, dual_declaration, moisture_gross};
pub use lot::judge_lot;
pub use lot::plan::{LotPlan, SecondPlan};
pub use lot::tare::{TarePlan, TareRuling};
pub use own_rules::Overridden;
pub use pile::case::{
    Appearance, Check, CheckVerdict, Clock, IndicationReading, LoadPoint, PayAmount, PayPeriod, PileCase, PointReading,
    RecordOrigin,
};
pub use pile::judge_pile;
pub use pile::plan::PilePlan;
pub use refusal::{REFUSALS, Refusal, Superseded};
pub use scale::case::{
    Direction, DiscriminationReading, EccentricityReading, LeftOut, Overload, Position, RangeMode, Receptor,
    RepeatabilityReading, ScaleCase, ScaleRange, TareWeighingReading, WeighingReading, ZeroReading,
};
pub use scale::judge_scale;
pub use scale::plan::ScalePlan;
pub use scale::schedule::{ScaleStep, ScaleTest};
pub use self_test::self_test;
pub use uncertainty::{Component, Decision, Stated, UncertaintyResult};
