//! Paper and files that leave the station: one [`Paper`] is composed from the stored entries of a run, and every writer
//! (PDF, HTML, XLSX, CSV, JSON, DCC) shows this same paper. No writer works a figure out.

pub mod compose;
pub mod csv;
pub mod dcc;
pub mod file;
pub mod html;
pub mod json;
pub mod laboratory;
pub mod office;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod svg;
pub mod xlsx;

pub use crate::paper::{
    self, Block, Cell, Column, Field, Mark, Paper, PaperKind, Part, Signature, Table, Tongue, end_mark, tongue,
};
pub use compose::{Recorded, compose, summary};
pub use file::FileRefused;
pub use laboratory::Laboratory;
