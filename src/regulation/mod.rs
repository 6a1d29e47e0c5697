//! The law as data (`rules/*.toml`) and the judges that apply it: pile, lot. Pure: same case, same judgement, for ever.

mod case;
mod judgement;

pub use case::{
    Appearance, Clock, Current, Density, Kind, Label, LoadPoint, LotCase, PayAmount, PileCase, PointReading,
    StandardUsed, Tare, TareMethod,
};
pub use judgement::{
    Conclusion, Document, Item, ItemVerdict, Judgement, LoadPointResult, LotResult, PackageClass, PileResult, Status,
    Step, Warning,
};
