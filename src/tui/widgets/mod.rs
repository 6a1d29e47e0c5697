//! Small things that screens are made of.

pub mod digits;
pub mod scale;
pub mod text;
