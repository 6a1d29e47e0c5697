//! What the charts of a run show, exact and without a picture: screens draw it in cells, documents in SVG.
//!
//! One chart is made in one place, so that screen and paper cannot show different lines. Numbers stay decimals; turning
//! them into cells or points is the business of whoever draws.

mod lot;
mod pile;
mod scale;
pub mod ticks;

pub use lot::{lot_control, lot_histogram};
pub use pile::{energies, pile_errors};
pub use scale::scale_errors;

use crate::locale::Words;
use crate::quantity::Decimal;

/// One chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: Words,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
    /// Limits and other lines that what was measured is held against.
    pub lines: Vec<Line>,
    /// What was measured.
    pub series: Vec<Series>,
}

/// An axis; what it shows lies between `least` and `most`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What it measures, with its unit.
    pub label: Words,
    /// Its beginning.
    pub least: Decimal,
    /// Its end, above `least`.
    pub most: Decimal,
    /// Where it is marked, with the digits to print.
    pub ticks: Vec<Decimal>,
}

/// What a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// What should be: the label quantity, an error of nought.
    Nominal,
    /// A limit: MPE, Qn − T.
    Limit,
    /// A limit that no sample may pass: Qn − 2T.
    Absolute,
    /// A mean, or a mean with its correction.
    Mean,
}

/// A line through points, in the units of the axes; two points make a straight one, an envelope has steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its short name: `Qn`, `T1`, `+MPE`.
    pub name: Words,
    /// What it means.
    pub kind: LineKind,
    /// From left to right.
    pub points: Vec<(Decimal, Decimal)>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A mark a point.
    Points,
    /// A line through the points.
    Path,
    /// A bar from nought to each point; `x` is the middle of the bar.
    Bars,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: Words,
    /// How it is drawn.
    pub mark: Mark,
    /// Its points, from left to right.
    pub points: Vec<Point>,
}

/// How a point lies to the limits of its chart: by word and shape, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Within.
    #[default]
    Within,
    /// Beyond a limit.
    Beyond,
    /// Beyond an absolute limit.
    FarBeyond,
}

/// One point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// To the right.
    pub x: Decimal,
    /// Upwards.
    pub y: Decimal,
    /// How it lies to the limits; as the judge found, never worked out from the picture.
    pub standing: Standing,
}
