//! The machine that is measured on: what it is, what its disk is, and what a process of it has used.

use crate::Failure;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A new folder beside the program that was built: on the disk of the build, which is no memory disk on a usual machine.
pub fn real_disk() -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix("speed-").tempdir_in(build_folder())
}

fn build_folder() -> PathBuf {
    let program = Path::new(crate::PROGRAM);
    program.parent().map_or_else(std::env::temp_dir, Path::to_owned)
}

/// The machine in one line, and a warning where a disk is none.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let model = model.trim_start_matches(['\t', ' ', ':']);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let disk = if in_memory() { "  NOT A DISK: the build folder lies in memory" } else { "" };
    format!("{cores} x {model}, {} {}{disk}", std::env::consts::OS, kernel.trim())
}

/// Whether the build folder is a memory disk, on which durability costs nothing.
fn in_memory() -> bool {
    const TMPFS: u64 = 0x0102_1994;
    rustix::fs::statfs(build_folder()).is_ok_and(|about| u64::try_from(about.f_type) == Ok(TMPFS))
}

/// Processor time that the threads of a process have used so far, to the nanosecond: the ticks of `/proc/PID/stat` are
/// too coarse for what an idle program uses.
pub fn processor_time(process: u32) -> Result<Duration, Failure> {
    let mut used = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        used += text.split_whitespace().next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(Duration::from_nanos(used))
}

/// Memory of a process that is really there, in megabytes.
pub fn resident(process: u32) -> Result<f64, Failure> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: u32 = line.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(f64::from(kilobytes) / 1024.0)
}
