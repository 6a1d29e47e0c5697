//! Promise: whatever comes in from a line, a file or a key gives a value or a refusal, never a panic and never a heap.
//!
//! Every test is a law that is held against invented input, the same in every short run. The long run is the same tests:
//! `QUANHENG_FUZZ_SECONDS=600 cargo test fuzz`, each law for so long, with a seed of its own that is printed.
//! `QUANHENG_FUZZ_SEED` sets the seed; with `QUANHENG_FUZZ_CASE` only that one case of it is tried.

mod checks;
mod law;
mod record;
mod seal;
mod text;
mod wire;
