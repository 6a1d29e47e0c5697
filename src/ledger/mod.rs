//! The record: append-only chain of entries in SQLite. The only module that touches SQLite.
