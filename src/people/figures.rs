//! The figures of signing in, all of them, with where each comes from.

/// Failures in a row that lock an account. NIST SP 800-63B 5.2.2 asks for a limit of at most 100; 5 is our choice, as long
/// as a PIN has six digits.
pub const FAILURES_MAX: u32 = 5;

/// How long a locked account stays locked, minutes. Our choice; an administrator unlocks earlier.
pub const LOCK_MINUTES: u64 = 15;

/// Without a key for so long the screen locks itself, minutes. Our choice.
pub const IDLE_MINUTES: u64 = 10;

/// Fewest digits of a PIN. NIST SP 800-63B 5.1.1.1 allows six for a PIN that is not chosen by the machine.
pub const PIN_DIGITS_MIN: usize = 6;

/// Fewest characters of a password. NIST SP 800-63B 5.1.1.2.
pub const PASSWORD_CHARACTERS_MIN: usize = 8;

/// Most characters of a secret: what is hashed has a bound. Our choice, above the 64 that NIST asks to allow.
pub const SECRET_CHARACTERS_MAX: usize = 128;

/// Characters of an id. Our choice: it stands in every entry and on small screens.
pub const ID_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=16;

/// Most characters of a name. Our choice: it stands on one line of a form.
pub const NAME_CHARACTERS_MAX: usize = 40;

/// Most characters of a note or a reason. Our choice.
pub const NOTE_CHARACTERS_MAX: usize = 200;

/// What one guess costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// The least that the OWASP Password Storage Cheat Sheet names for argon2id: 19 MiB, two passes, one lane.
pub const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
