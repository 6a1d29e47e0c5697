//! The running program: owns links, runs and ledger; commands in, snapshots out.
