//! Which row of the table of limits a load point belongs to: by class, kind of verification and the ranges of the row.

use super::super::case::Kind;
use super::super::number::{impossible, positive};
use super::super::refusal::Refusal;
use super::case::LoadPoint;
use super::nameplate::Marks;
use super::range::Range;
use super::rule::ErrorRow;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact};

/// The load of one point, as far as it was written down.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    pub voltage_v: Option<Exact>,
    pub current_a: Option<Exact>,
    pub power_factor: Option<Exact>,
}

impl Load {
    /// Reads it; a voltage or current of nought and a power factor above one cannot be.
    pub fn of(place: &str, point: &LoadPoint) -> Result<Self, Refusal> {
        let read = |key: &str, text: &Option<String>| {
            text.as_deref().map(|text| positive(&format!("{place}.{key}"), text)).transpose()
        };
        let power_factor = read("power_factor", &point.power_factor)?;
        if let Some(beyond) = power_factor.filter(|factor| *factor > Decimal::ONE) {
            let right = ("功率因数不大于 1", "a power factor is not above 1");
            return Err(impossible(&format!("{place}.power_factor"), &beyond.to_string(), right));
        }
        Ok(Self {
            voltage_v: read("voltage", &point.voltage)?.map(Exact::from),
            current_a: read("current", &point.current)?.map(Exact::from),
            power_factor: power_factor.map(Exact::from),
        })
    }
}

/// The rows of a class for this kind of verification.
pub(super) fn rows_of<'r>(rows: &'r [ErrorRow], class: &str, kind: Kind) -> impl Iterator<Item = &'r ErrorRow> {
    rows.iter().filter(move |row| {
        row.class.as_deref().is_none_or(|of| of == class) && (row.kinds.is_empty() || row.kinds.contains(&kind))
    })
}

/// Whether the table tells classes apart at all.
pub(super) fn has_classes(rows: &[ErrorRow]) -> bool {
    rows.iter().any(|row| row.class.is_some())
}

/// Refuses a class that the table does not have, and says which it has.
pub(super) fn known_class(rows: &[ErrorRow], class: &str) -> Result<(), Refusal> {
    if rows.iter().any(|row| row.class.as_deref().is_none_or(|of| of == class)) {
        return Ok(());
    }
    let mut allowed: Vec<&str> = rows.iter().filter_map(|row| row.class.as_deref()).collect();
    allowed.dedup();
    Err(Refusal::Choice { place: "class".into(), value: class.to_owned(), allowed: allowed.join(" ") })
}

/// Why a load point has no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRow {
    /// It lies outside every row.
    Outside,
    /// What the rows ask for is not written down.
    Unknown,
    /// More than one row holds.
    Several,
}

impl NoRow {
    /// For people.
    pub fn words(self, number: usize) -> Words {
        match self {
            Self::Outside => Words::new(
                format!("负荷点 {number} 不在误差限表任何一行的范围内，不能判定"),
                format!("load point {number} lies outside every row of the table of limits and cannot be judged"),
            ),
            Self::Unknown => Words::new(
                format!("负荷点 {number} 缺少电压、电流、功率因数或铭牌标注值，不能确定误差限"),
                format!(
                    "load point {number} lacks a voltage, current, power factor or nameplate value, so its limit is not known"
                ),
            ),
            Self::Several => Words::new(
                format!("负荷点 {number} 同时符合误差限表的几行，不能判定"),
                format!("load point {number} lies in several rows of the table of limits and cannot be judged"),
            ),
        }
    }
}

/// The one row that holds for a load.
pub(super) fn choose<'r>(
    rows: impl Iterator<Item = &'r ErrorRow>,
    load: &Load,
    marks: &Marks,
) -> Result<&'r ErrorRow, NoRow> {
    let holds = |range: &Option<Range>, value: &Option<Exact>| match (range, value) {
        (None, _) => Some(true),
        (Some(_), None) => None,
        (Some(range), Some(value)) => range.holds(value, &|mark| marks.get(mark)),
    };
    let mut found = None;
    let mut unknown = false;
    for row in rows {
        let ends = [
            holds(&row.current, &load.current_a),
            holds(&row.voltage, &load.voltage_v),
            holds(&row.power_factor, &load.power_factor),
        ];
        if ends.contains(&Some(false)) {
            continue;
        }
        if ends.contains(&None) {
            unknown = true;
        } else if found.replace(row).is_some() {
            return Err(NoRow::Several);
        }
    }
    match found {
        _ if unknown => Err(NoRow::Unknown),
        Some(row) => Ok(row),
        None => Err(NoRow::Outside),
    }
}
