//! Which program has a serial port, without touching the port: opening one may reset the device behind it.

use super::process::Process;
use super::{Found, Machine, read};
use crate::locale::{Lang, Say};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A program that has a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The port.
    pub port: String,
    /// Its process number.
    pub pid: u32,
    /// Its name.
    pub program: String,
}

impl Say for Holder {
    fn say(&self, lang: Lang) -> String {
        let Self { port, pid, program } = self;
        match lang {
            Lang::Zh => format!("{port} 正被 {program}（进程 {pid}）占用；请先关闭它"),
            Lang::En => format!("{port} is in use by {program} (process {pid}); close it first"),
        }
    }
}

/// Who has each of these ports, by the port's path. Programs of other users are seen by root only; those that left a lock
/// file are seen by all.
pub fn holders(root: &Path, ports: &[String]) -> BTreeMap<String, Holder> {
    let own = std::process::id();
    // A port may be named by a link; an open file is always named by the device itself.
    let real = |port: &String| (fs::canonicalize(port).unwrap_or_else(|_| port.into()), port.clone());
    let wanted: BTreeMap<_, _> = ports.iter().map(real).collect();
    let mut held = BTreeMap::new();
    if wanted.is_empty() {
        return held;
    }
    for process in Process::all(root).filter(|process| process.pid != own) {
        let open: BTreeSet<_> = process.files().filter_map(|file| wanted.get(&file)).collect();
        for port in open {
            let holder = Holder { port: port.clone(), pid: process.pid, program: process.name() };
            held.entry(port.clone()).or_insert(holder);
        }
    }
    for port in ports {
        let lock = lock_holder(root, port).filter(|holder| holder.pid != own);
        if let Some(holder) = lock.filter(|_| !held.contains_key(port)) {
            held.insert(port.clone(), holder);
        }
    }
    held
}

/// The program that left a lock file for a port and still runs.
fn lock_holder(root: &Path, port: &str) -> Option<Holder> {
    let name = Path::new(port).file_name()?.to_str()?;
    let text =
        ["run/lock", "var/lock"].iter().find_map(|folder| read(&root.join(folder).join(format!("LCK..{name}"))))?;
    let pid: u32 = text.split_whitespace().next()?.parse().ok()?;
    let program = read(&root.join(format!("proc/{pid}/comm")))?.trim().to_owned();
    Some(Holder { port: port.to_owned(), pid, program })
}

/// The check: it stops the work only where no port is left.
pub(super) fn busy(machine: &Machine) -> Vec<Found> {
    let ports: Vec<String> = machine.serial_ports().iter().map(|name| format!("/dev/{name}")).collect();
    let held = holders(&machine.root, &ports);
    if ports.is_empty() {
        return Vec::new();
    }
    if held.is_empty() {
        return vec![Found::ok("没有其它程序占用串口", "no other program has a serial port")];
    }
    let found = |holder: &Holder| {
        let (zh, en) = (holder.say(Lang::Zh), holder.say(Lang::En));
        let found = if held.len() == ports.len() { Found::stops(zh, en) } else { Found::remark(zh, en) };
        found.mend(format!("kill {}", holder.pid))
    };
    held.values().map(found).collect()
}
