//! Lots: how the tests of this folder build and judge them.

mod golden;
mod oracle;
mod rules;

use crate::cases::{book, check_number, number, text, texts, verdict};
use quanheng::quantity::{Exact, Sample, round_to_places};
use quanheng::regulation::{
    Conclusion, ItemVerdict, Judgement, Label, LabelSeen, LotCase, LotScale, MoistureApplied, MoistureUsed, MultiPack,
    NetBasis, Outlook, PackSays, Refusal, Stated, Tare, TareMethod, dimensionless, judge_lot, moisture_gross,
};
use serde_json::Value;

/// `count` packages of `net`, and after them those of `others`.
pub fn lot(regulation: &str, quantity: (&str, &str), lot_size: u64, net: &[(&str, usize)]) -> LotCase {
    LotCase {
        regulation: Some(regulation.into()),
        label: Some(Label { quantity: quantity.0.into(), unit: quantity.1.into() }),
        lot_size: Some(lot_size),
        net: Some(net.iter().flat_map(|(net, count)| vec![(*net).to_owned(); *count]).collect()),
        ..LotCase::default()
    }
}

pub fn judged(case: &LotCase) -> Judgement {
    judge_lot(case, book()).unwrap_or_else(|why| panic!("{why}"))
}

pub fn item(judgement: &Judgement, name: &str) -> ItemVerdict {
    judgement.items.iter().find(|item| item.item == name).unwrap_or_else(|| panic!("no item {name}")).verdict
}
