//! The few figures of a verdict that fit into a handed-out code, the most telling first.

use crate::regulation::{Judgement, LotResult, PileResult, ScaleResult};

/// Short names and values, in the order of their weight. Numbers keep the digits of the judgement.
pub fn figures(judgement: &Judgement) -> Vec<(String, String)> {
    let pile = judgement.pile.as_ref().map(of_pile);
    let lot = judgement.lot.as_ref().map(of_lot);
    let scale = judgement.scale.as_ref().map(of_scale);
    let figures = [pile, lot, scale].into_iter().flatten().flatten();
    figures.filter_map(|(name, value)| Some((name, value?))).collect()
}

type Figure = (String, Option<String>);

fn figure(name: &str, value: impl Into<Option<String>>) -> Figure {
    (name.to_owned(), value.into())
}

/// Of each load point the rounded error and its limit, percent; of the clock the difference, seconds.
fn of_pile(pile: &PileResult) -> Vec<Figure> {
    let numbered = (1..).zip(&pile.load_points);
    let points = numbered.flat_map(|(number, point)| {
        [
            figure(&format!("e{number}"), point.rounded_percent.clone()),
            figure(&format!("mpe{number}"), point.limit_percent.clone()),
        ]
    });
    points.chain([figure("clock-s", pile.clock_seconds.clone())]).collect()
}

/// Packages, mean, tolerable deficiency, and how many were short against how many may be.
fn of_lot(lot: &LotResult) -> Vec<Figure> {
    vec![
        figure("n", lot.sample_size.to_string()),
        figure("t1", format!("{}/{}", lot.t1, lot.t1_allowed)),
        figure("t2", format!("{}/{}", lot.t2, lot.t2_allowed)),
        figure("mean", lot.mean.as_ref().map(|mean| format!("{mean}{}", lot.unit))),
        figure("T", format!("{}{}", lot.tolerable_deficiency, lot.unit)),
        figure("corr", lot.correction.clone()),
    ]
}

/// Of each load the corrected error and its limit, in the unit of the scale.
fn of_scale(scale: &ScaleResult) -> Vec<Figure> {
    let loads = scale.weighing.iter().flat_map(|row| {
        [
            figure(&format!("e{}", row.load), row.corrected_error.clone()),
            figure(&format!("mpe{}", row.load), row.mpe.clone()),
        ]
    });
    std::iter::once(figure("unit", scale.unit.clone())).chain(loads).collect()
}
