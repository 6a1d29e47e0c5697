//! The screens. The only module that touches ratatui; draws snapshots, sends commands, holds no truth.
