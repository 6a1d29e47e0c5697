//! Instruments answering on a pty as the real ones do on the wire, with faults on demand.
//!
//! A [`World`] is what there is to measure (a pan with a load, a charge that runs); a [`Simulator`] is one instrument that
//! looks at it and speaks its protocol. Pile and standard look at the same world, so they agree as far as they should.

mod device;
mod fault;
mod pty;
mod script;
mod socket;
mod voice;
mod world;

pub use device::{Device, Exchange};
pub use fault::{Fault, FaultKind};
pub use pty::Pair;
pub use script::{EnergyScript, ScaleScript, Script, ScriptError};
pub use world::{Charge, EnergySide, EnergyWorld, ScaleWorld, World};

use crate::instrument::Profile;
use crate::locale::{Lang, Say};
use fault::Mischief;
use socket::Socket;
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
    /// Unplugged without a name to come back under.
    #[error("unplug without a link")]
    NoNameToComeBack,
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
            Self::NoNameToComeBack if zh => "unplug 故障需要 --link：重新插上后靠这个名字找回".into(),
            Self::NoNameToComeBack => "the fault unplug needs --link: the name it comes back under".into(),
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
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts an instrument of `profile` that looks at `world`.
    pub fn start(profile: &Arc<Profile>, world: &World, options: &Options) -> Result<Self, SimulatorError> {
        let device = Device::new(profile, world, &options.addresses)?;
        let unplugs = options.faults.iter().any(|fault| fault.kind == FaultKind::Unplug);
        if unplugs && options.link.is_none() {
            return Err(SimulatorError::NoNameToComeBack);
        }
        let (socket, path) = Socket::plug_in(options.link.clone())?;
        let path = options.link.clone().unwrap_or(path);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let mischief = Mischief::new(options.faults.clone(), options.seed, profile.timing.answer());
        let thread = std::thread::Builder::new().name("simulator".into());
        let thread = thread.spawn(move || device.work(socket, mischief, &stopped)).ok();
        Ok(Self { path, stop, thread })
    }

    /// Where it answers: the symlink, or the pty itself.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
