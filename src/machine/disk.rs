//! Whether the data folder can be written, and whether there is room.

use super::{Found, Machine};
use rustix::fs::{Access, StatVfsMountFlags, access, statvfs};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Below this nothing is begun; below the second it is said.
const NEEDED: u64 = 20 << 20;
const COMFORTABLE: u64 = 500 << 20;
/// File systems over a network: the record's write-ahead log needs memory that both ends share.
const NETWORK: &[&str] = &["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "davfs"];
/// Name of the file that is written for trying, and taken away.
const TRIAL: &str = ".doctor-trial";

/// Another place for the data, for this terminal.
const ELSEWHERE: &str = "export QUANHENG_DATA=\"$HOME/.local/share/quanheng\"";

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}

/// The data folder, or the nearest folder above it that there is.
fn nearest(data: &Path) -> PathBuf {
    let there = data.ancestors().find(|folder| folder.is_dir());
    there.filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Writes, syncs and takes away a small file, as storing an entry does.
fn write_trial(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(TRIAL);
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(b"quanheng")?;
        file.sync_all()
    });
    let removed = fs::remove_file(&path);
    written.and(removed)
}

/// Whether the record can be written.
pub(super) fn data(machine: &Machine) -> Vec<Found> {
    let (data, folder) = (machine.data.display(), nearest(&machine.data));
    if machine.data.exists() && !machine.data.is_dir() {
        let zh = format!("数据位置 {data} 是一个文件，不是文件夹；请换一个：--data 文件夹");
        let en = format!("the data folder {data} is a file; choose another with --data FOLDER");
        return vec![Found::stops(zh, en).mend(ELSEWHERE)];
    }
    let written = if folder == machine.data {
        write_trial(&folder)
    } else {
        // It is not there yet and not made for looking: whether it could be.
        access(&folder, Access::WRITE_OK).map_err(Into::into)
    };
    let read_only = statvfs(&folder).is_ok_and(|room| room.f_flag.contains(StatVfsMountFlags::RDONLY));
    if let Some(why) = written.err().map(|why| why.to_string()).or_else(|| read_only.then(|| "read-only".to_owned())) {
        let zh = format!("数据文件夹 {data} 不能写入（{why}）：什么都存不下");
        let en = format!("the data folder {data} cannot be written ({why}): nothing can be kept");
        // Rights are given for the data folder alone, never for what lies above it; a disk that is read only stays so.
        let quoted = quoted(&machine.data);
        let mend = match folder == machine.data {
            _ if read_only => ELSEWHERE.to_owned(),
            true => format!("sudo chown -R \"$USER\" {quoted} && chmod -R u+rwX {quoted}"),
            false => format!("sudo install -d -o \"$USER\" {quoted}"),
        };
        return vec![Found::stops(zh, en).mend(mend)];
    }
    let mounts = machine.text("proc/mounts").unwrap_or_default();
    if let Some(kind) = file_system(&mounts, &folder).filter(|kind| NETWORK.contains(kind)) {
        let zh = format!("数据文件夹 {data} 在网络盘上（{kind}）：断电或断网时记录可能损坏；请放在本机磁盘");
        let en = format!(
            "the data folder {data} is on a network disk ({kind}): the record may break when it goes away; keep it here"
        );
        return vec![Found::remark(zh, en).mend(ELSEWHERE)];
    }
    vec![Found::ok(format!("数据文件夹可写：{data}"), format!("the data folder can be written: {data}"))]
}

/// The kind of file system a folder is on, from `/proc/mounts`: device, folder, kind.
fn file_system<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let mount = |line: &'a str| {
        let mut fields = line.split_whitespace().skip(1);
        Some((fields.next()?, fields.next()?))
    };
    let above = mounts.lines().filter_map(mount).filter(|(at, _)| folder.starts_with(at.replace("\\040", " ")));
    above.max_by_key(|(at, _)| at.len()).map(|(_, kind)| kind)
}

/// Whether there is room on the disk of the data folder.
pub(super) fn space(machine: &Machine) -> Vec<Found> {
    let folder = nearest(&machine.data);
    // What has no blocks is no disk.
    let Some(room) = statvfs(&folder).ok().filter(|room| room.f_blocks > 0) else { return Vec::new() };
    vec![room_for(room.f_bavail.saturating_mul(room.f_frsize), &folder)]
}

fn room_for(free: u64, folder: &Path) -> Found {
    let (mebibytes, folder) = (free >> 20, quoted(folder));
    let mend = format!("du -xh {folder} 2>/dev/null | sort -h | tail -n 15");
    if free < NEEDED {
        let zh = format!("磁盘只剩 {mebibytes} MiB：存不下一次检定；请先腾出空间");
        return Found::stops(
            zh,
            format!("only {mebibytes} MiB left on the disk: not enough for a run; make room first"),
        )
        .mend(mend);
    }
    if free < COMFORTABLE {
        let zh = format!("磁盘剩 {mebibytes} MiB：够用，但快满了");
        return Found::remark(zh, format!("{mebibytes} MiB left on the disk: enough, and soon full")).mend(mend);
    }
    Found::ok(format!("磁盘剩余 {mebibytes} MiB"), format!("{mebibytes} MiB left on the disk"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::State;

    #[test]
    fn a_full_disk_stops_the_work_and_one_that_is_filling_is_remarked() {
        let state = |free| room_for(free, Path::new("/")).0;
        assert_eq!([state(0), state(NEEDED), state(COMFORTABLE)], [State::Stops, State::Remark, State::Ok]);
    }

    #[test]
    fn the_deepest_mount_says_the_file_system() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt nfs4 rw 0 0\n";
        assert_eq!(file_system(mounts, Path::new("/mnt/no-such-folder")), Some("nfs4"));
        assert_eq!(file_system(mounts, Path::new("/no-such-folder")), Some("ext4"));
    }
}
