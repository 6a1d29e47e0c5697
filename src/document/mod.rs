//! Paper and files that leave the station: one [`Paper`] is composed from the stored entries of a run, and every writer
//! (PDF, HTML, XLSX, CSV, JSON, DCC) shows this same paper. No writer works a figure out.

pub mod paper;

pub use paper::{Block, Cell, Column, Field, Mark, Paper, PaperKind, Part, Signature, Table};
