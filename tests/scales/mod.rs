//! Scales: a shop scale, and how the tests of this folder alter and judge it.

mod golden;
mod nameplate;
mod oracle;
mod readings;

use crate::actors::{data_file, output, stderr, stdout};
use crate::cases::{book, number};
use quanheng::quantity::Decimal;
use quanheng::regulation::{
    CODES, Conclusion, Decision, Direction, DiscriminationReading, Document, Format, ItemVerdict, Judgement, Kind,
    LeftOut, Overload, Position, RangeMode, Receptor, Refusal, Regulation, RepeatabilityReading, ScaleCase, ScaleRange,
    ScaleReadingResult, Status, TareWeighingReading, WeighingReading, ZeroReading, judge_scale,
};
use serde_json::Value;
use tempfile::TempDir;

pub fn judged(case: &ScaleCase) -> Judgement {
    judge_scale(case, book()).unwrap_or_else(|why| panic!("{why}"))
}

pub fn verdict_of(judgement: &Judgement, name: &str) -> ItemVerdict {
    judgement.items.iter().find(|item| item.item == name).unwrap_or_else(|| panic!("no item {name}")).verdict
}

pub fn range(max: &str, e: &str) -> ScaleRange {
    ScaleRange { max: max.into(), e: e.into(), ..ScaleRange::default() }
}

pub fn zero(indication: &str, delta: &str) -> ZeroReading {
    ZeroReading { load: "0".into(), indication: Some(indication.into()), delta: Some(delta.into()) }
}

pub fn weighing(load: &str, indication: &str, delta: &str, direction: Direction) -> WeighingReading {
    WeighingReading {
        direction: Some(direction),
        load: load.into(),
        indication: Some(indication.into()),
        delta: Some(delta.into()),
        ..WeighingReading::default()
    }
}

pub const SHOP: &str = include_str!("../data/scales/shop-scale.toml");

pub fn shop() -> ScaleCase {
    ScaleCase::from_text(SHOP, Format::Toml).unwrap()
}

pub fn warned(judgement: &Judgement, code: &str) -> bool {
    judgement.warnings.iter().any(|warning| warning.code == code)
}

/// The shop scale with the reading at Max within the limit.
pub fn good() -> ScaleCase {
    let mut case = shop();
    case.weighing[4] = weighing("15000", "15005", "1.0", Direction::Up);
    case
}

/// Max 15 kg, in two parts: e = 2 g up to 6 kg, e = 5 g above.
pub fn multi_interval() -> ScaleCase {
    ScaleCase { ranges: vec![range("6000", "2"), range("15000", "5")], zero: Some(zero("0", "1")), ..good() }
}

pub type Change = fn(&mut ScaleCase);
