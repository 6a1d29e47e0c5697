//! Which program this is: the version and the hash of the file it runs from.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;

/// The version that stands in its name.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// SHA-256 of the file the running program was started from, lower-case hexadecimal; `None` where the system does not give it.
///
/// On Linux it is read by the process itself, so an update that put another file in its place does not change the answer.
pub fn sha256() -> Option<String> {
    let path = if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().ok()? };
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path).ok()?, &mut HashWriter(&mut hash)).ok()?;
    Some(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
