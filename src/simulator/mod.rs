//! Instruments answering on a pty as the real ones do on the wire, with faults on demand.
//!
//! A [`World`] is what there is to measure (a pan with a load, a charge that runs); a [`Simulator`] is one instrument that
//! looks at it and speaks its protocol. Pile and standard look at the same world, so they agree as far as they should.

mod device;
mod fault;
mod pty;
mod script;
mod voice;
mod world;

pub use fault::{Fault, FaultKind};
pub use script::{EnergyScript, ScaleScript, Script, ScriptError};
pub use world::{Charge, EnergySide, EnergyWorld, ScaleWorld, World};

use crate::instrument::Profile;
use crate::locale::{Lang, Say};
use device::Device;
use fault::Mischief;
use pty::Pty;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use thiserror::Error;

/// How an instrument is simulated.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A symlink to the pty, so that its name stays.
    pub link: Option<PathBuf>,
    /// Faults with their rates.
    pub faults: Vec<Fault>,
    /// Seed of the faults.
    pub seed: u64,
    /// Addresses on the line: one instrument for each, all looking at the same world; one without an address when empty.
    pub addresses: Vec<String>,
}

/// Why a simulator cannot start.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SimulatorError {
    /// The system gives no pty.
    #[error("no pty: {0}")]
    NoPty(String),
    /// Something that is not ours lies where the symlink should be.
    #[error("{0} exists")]
    LinkTaken(PathBuf),
    /// The symlink cannot be made.
    #[error("{0}: {1}")]
    LinkFailed(PathBuf, String),
    /// An address that the protocol does not have.
    #[error("address {0:?}")]
    Address(String),
}

impl Say for SimulatorError {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NoPty(why) if zh => format!("系统没有提供伪终端：{why}"),
            Self::NoPty(why) => format!("the system gives no pty: {why}"),
            Self::LinkTaken(path) if zh => {
                format!("{} 已存在且不是失效的模拟器链接；请换一个名字或先删除它", path.display())
            }
            Self::LinkTaken(path) => {
                format!("{} exists and is no link of a simulator; choose another name or remove it", path.display())
            }
            Self::LinkFailed(path, why) if zh => format!("无法建立链接 {}：{why}", path.display()),
            Self::LinkFailed(path, why) => format!("cannot make the link {}: {why}", path.display()),
            Self::Address(address) if zh => format!(
                "地址 {address:?} 不可用；DL/T 645 为 12 位数字，Modbus 为 1–247，耀华指令方式为 A–Z，Laumas 为 1–99"
            ),
            Self::Address(address) => {
                format!(
                    "the address {address:?} cannot be used; 12 digits for DL/T 645, 1–247 for Modbus, A–Z for Yaohua, 1–99 for Laumas"
                )
            }
        }
    }
}

/// A running simulated instrument; dropping it stops it and removes its symlink.
#[derive(Debug)]
pub struct Simulator {
    path: PathBuf,
    link: Option<PathBuf>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts an instrument of `profile` that looks at `world`.
    pub fn start(profile: &Arc<Profile>, world: &World, options: &Options) -> Result<Self, SimulatorError> {
        let answer = profile.timing.answer();
        let protocol = profile.protocol;
        let texts: Vec<Option<&str>> = match options.addresses.as_slice() {
            [] => vec![None],
            addresses => addresses.iter().map(|address| Some(address.as_str())).collect(),
        };
        let voice = |text: Option<&str>| {
            let address = protocol.addressing.parse(text);
            let address = address.map_err(|_| SimulatorError::Address(text.unwrap_or_default().to_owned()))?;
            Ok(voice::of(voice::Stage { profile: Arc::clone(profile), world: world.clone(), address }))
        };
        let device = Device::new(protocol, texts.into_iter().map(voice).collect::<Result<_, _>>()?);
        let pty = Pty::open().map_err(|why| SimulatorError::NoPty(why.to_string()))?;
        let path = pty.path().to_owned();
        if let Some(link) = &options.link {
            make_link(&path, link)?;
        }
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let mischief = Mischief::new(options.faults.clone(), options.seed, answer);
        let thread = std::thread::Builder::new().name("simulator".into());
        let thread = thread.spawn(move || device.work(pty, mischief, &stopped)).ok();
        Ok(Self { path, link: options.link.clone(), stop, thread })
    }

    /// Where it answers: the symlink, or the pty itself.
    pub fn path(&self) -> &Path {
        self.link.as_deref().unwrap_or(&self.path)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Some(link) = &self.link
            && std::fs::read_link(link).is_ok_and(|target| target == self.path)
        {
            let _ = std::fs::remove_file(link);
        }
    }
}

/// Points `link` at the pty. A symlink to another pty is replaced; anything else is left alone.
fn make_link(path: &Path, link: &Path) -> Result<(), SimulatorError> {
    let failed = |why: io::Error| SimulatorError::LinkFailed(link.to_owned(), why.to_string());
    if let Ok(metadata) = std::fs::symlink_metadata(link) {
        let target = std::fs::read_link(link).unwrap_or_default();
        // A link to a pty was made by a simulator: its name is taken over, also from one that was killed and whose pty has
        // gone to somebody else since. Files, and links to anything else, are left alone.
        let made_by_a_simulator = metadata.is_symlink() && target.starts_with("/dev/pts");
        if !made_by_a_simulator {
            return Err(SimulatorError::LinkTaken(link.to_owned()));
        }
        std::fs::remove_file(link).map_err(failed)?;
    }
    std::os::unix::fs::symlink(path, link).map_err(failed)
}
