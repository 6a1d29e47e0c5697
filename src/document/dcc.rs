//! A paper as a Digital Calibration Certificate.
use super::{Laboratory, Paper, Tongue};
use crate::station::Why;
/// The file's text.
pub fn write(_paper: &Paper, _laboratory: &Laboratory, _tongue: Tongue) -> Result<String, Why> {
    todo!()
}
