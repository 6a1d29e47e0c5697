//! Small things that screens are made of.

pub mod cells;
pub mod chart;
pub mod digits;
pub mod glyph;
pub mod number;
pub mod qr;
pub mod scale;
pub mod text;
