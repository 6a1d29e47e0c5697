//! Whole numbers from the environment: how long, how many, which seed.

/// The number, if it is set; a word that is none ends the test rather than being passed over.
pub fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}: a whole number")))
}

/// How many cases an oracle judges, and from which seed.
pub fn oracle(seed: u64) -> (u64, u64) {
    (setting("QUANHENG_ORACLE_CASES").unwrap_or(10_000), setting("QUANHENG_ORACLE_SEED").unwrap_or(seed))
}
