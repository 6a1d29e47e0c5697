//! A disk that promises no more than it must, and what it may hold after the power was cut.
//!
//! Built from the log of `disk.c`. What was synced is there: the bytes of a file after a sync of the file, its name after
//! a sync of its folder. Everything since is there, gone or torn, each by itself and in any order.

use std::collections::{BTreeMap, HashMap};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// One change of a folder, or something the program said.
#[derive(Debug)]
pub enum Step {
    /// A program begins; what an earlier one had open is closed.
    Begin,
    Open {
        fd: i32,
        path: PathBuf,
        created: bool,
        cut: bool,
    },
    Write {
        fd: i32,
        at: usize,
        bytes: Vec<u8>,
    },
    Size {
        fd: i32,
        size: usize,
    },
    Sync {
        fd: i32,
    },
    Close {
        fd: i32,
    },
    Unlink(PathBuf),
    Rename(PathBuf, PathBuf),
    Folder(PathBuf),
    Said(String),
}

/// Reads a log of `disk.c`.
pub fn read_log(log: &[u8]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = log;
    while let Some((head, after)) = rest.split_at_checked(20) {
        let word = |from: usize| u32::from_le_bytes(head[from..from + 4].try_into().unwrap());
        let at = usize::try_from(u64::from_le_bytes(head[8..16].try_into().unwrap())).unwrap();
        let (bytes, after) = after.split_at(word(16) as usize);
        let text = || String::from_utf8(bytes.to_vec()).unwrap();
        let fd = word(4).cast_signed();
        steps.push(match u8::try_from(word(0)).unwrap() {
            b'B' => Step::Begin,
            b'O' => Step::Open { fd, path: text().into(), created: at & 1 != 0, cut: at & 2 != 0 },
            b'W' => Step::Write { fd, at, bytes: bytes.to_vec() },
            b'T' => Step::Size { fd, size: at },
            b'S' => Step::Sync { fd },
            b'C' => Step::Close { fd },
            b'U' => Step::Unlink(text().into()),
            b'R' => {
                let both = text();
                let (from, to) = both.split_once('\n').unwrap();
                Step::Rename(from.into(), to.into())
            }
            b'M' => Step::Folder(text().into()),
            b'A' => Step::Said(text()),
            other => panic!("a step of kind {other}"),
        });
        rest = after;
    }
    steps
}

/// A change of a file that no sync has followed.
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Size(usize),
}

/// A file: what is on the disk for certain, and what came after.
#[derive(Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq)]
enum Node {
    Folder,
    File(usize),
}

/// A change of names that no sync of its folder has followed.
enum Naming {
    Make(PathBuf, Node),
    Unlink(PathBuf),
    Rename(PathBuf, PathBuf),
}

impl Naming {
    fn folder(&self) -> &Path {
        let (Self::Make(path, _) | Self::Unlink(path) | Self::Rename(_, path)) = self;
        path.parent().unwrap()
    }

    /// A change whose own beginning did not reach the disk changes nothing.
    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Make(path, node) => {
                names.insert(path.clone(), *node);
            }
            Self::Unlink(path) => {
                names.remove(path);
            }
            Self::Rename(from, to) => {
                if let Some(node) = names.remove(from) {
                    names.insert(to.clone(), node);
                }
            }
        }
    }
}

/// How unkind a cut is to what was not synced.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// All of it is gone.
    Dropped,
    /// All of it is there: the program ended, the power did not.
    Kept,
    /// Each change is there or not, so that later ones may be there without earlier ones.
    Reordered { keep_percent: u8 },
    /// Each sector of each write is there or not.
    Torn { sector: usize, keep_percent: u8 },
}

impl Cut {
    pub fn any(rng: &mut fastrand::Rng) -> Self {
        let keep_percent = *rng.choice(&[10, 50, 90]).unwrap();
        match rng.u8(..8) {
            0 => Self::Dropped,
            1 => Self::Kept,
            2 | 3 => Self::Reordered { keep_percent },
            4 | 5 => Self::Torn { sector: 4096, keep_percent },
            _ => Self::Torn { sector: 512, keep_percent },
        }
    }

    fn keeps(self, rng: &mut fastrand::Rng) -> bool {
        match self {
            Self::Dropped => false,
            Self::Kept => true,
            Self::Reordered { keep_percent } | Self::Torn { keep_percent, .. } => rng.u8(..100) < keep_percent,
        }
    }
}

/// The disk as a program left it, step by step.
pub struct Disk {
    root: PathBuf,
    files: Vec<File>,
    /// As the running program sees it.
    now: BTreeMap<PathBuf, Node>,
    durable: BTreeMap<PathBuf, Node>,
    naming: Vec<Naming>,
    open: HashMap<i32, PathBuf>,
    open_files: HashMap<i32, usize>,
}

impl Disk {
    /// The disk of a folder on which everything is at rest.
    pub fn of(root: &Path) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            files: Vec::new(),
            now: BTreeMap::new(),
            durable: BTreeMap::new(),
            naming: Vec::new(),
            open: HashMap::new(),
            open_files: HashMap::new(),
        };
        for (path, bytes) in contents(root) {
            let node = match bytes {
                Some(durable) => disk.new_file(durable),
                None => Node::Folder,
            };
            disk.now.insert(root.join(&path), node);
            disk.durable.insert(root.join(path), node);
        }
        disk
    }

    fn new_file(&mut self, durable: Vec<u8>) -> Node {
        self.files.push(File { durable, pending: Vec::new() });
        Node::File(self.files.len() - 1)
    }

    fn name(&mut self, naming: Naming) {
        naming.apply(&mut self.now);
        self.naming.push(naming);
    }

    fn change(&mut self, fd: i32, change: Change) {
        let file = self.open_files[&fd];
        self.files[file].pending.push(change);
    }

    /// One step further.
    pub fn go(&mut self, step: &Step) {
        match step {
            Step::Begin => {
                self.open.clear();
                self.open_files.clear();
            }
            Step::Open { fd, path, created, cut } => {
                if *created {
                    let node = self.new_file(Vec::new());
                    self.name(Naming::Make(path.clone(), node));
                }
                self.open.insert(*fd, path.clone());
                if let Some(Node::File(file)) = self.now.get(path).copied() {
                    self.open_files.insert(*fd, file);
                    if *cut && !*created {
                        self.change(*fd, Change::Size(0));
                    }
                }
            }
            Step::Write { fd, at, bytes } => self.change(*fd, Change::Write { at: *at, bytes: bytes.clone() }),
            Step::Size { fd, size } => self.change(*fd, Change::Size(*size)),
            Step::Sync { fd } => match self.open_files.get(fd) {
                Some(file) => {
                    let file = &mut self.files[*file];
                    for change in std::mem::take(&mut file.pending) {
                        apply(&mut file.durable, &change, |_| true, 0);
                    }
                }
                None => self.sync_folder(&self.open[fd].clone()),
            },
            Step::Close { fd } => {
                self.open.remove(fd);
                self.open_files.remove(fd);
            }
            Step::Unlink(path) => self.name(Naming::Unlink(path.clone())),
            Step::Rename(from, to) => {
                assert_eq!(from.parent(), to.parent(), "the model knows renaming within a folder");
                self.name(Naming::Rename(from.clone(), to.clone()));
            }
            Step::Folder(path) => self.name(Naming::Make(path.clone(), Node::Folder)),
            Step::Said(_) => {}
        }
    }

    fn sync_folder(&mut self, folder: &Path) {
        let (synced, pending) = std::mem::take(&mut self.naming).into_iter().partition(|each| each.folder() == folder);
        self.naming = pending;
        let synced: Vec<Naming> = synced;
        for naming in &synced {
            naming.apply(&mut self.durable);
        }
    }

    /// What a cut at this moment leaves, written into an empty folder.
    pub fn cut(&self, how: Cut, rng: &mut fastrand::Rng, into: &Path) {
        let mut names = self.durable.clone();
        for naming in &self.naming {
            if how.keeps(rng) {
                naming.apply(&mut names);
            }
        }
        // What fills a place that a file got and no write reached: noughts, or what lay there before.
        let stale = if rng.bool() { rng.u8(1..) } else { 0 };
        for (path, node) in &names {
            let inside = path.strip_prefix(&self.root).unwrap();
            // A name in a folder that is not there is not there; memory that programs share does not outlive them.
            let homeless =
                path.ancestors().skip(1).take_while(|above| *above != self.root).any(|a| !names.contains_key(a));
            if homeless || inside.to_string_lossy().ends_with("-shm") {
                continue;
            }
            let target = into.join(inside);
            match node {
                Node::Folder => std::fs::create_dir_all(target).unwrap(),
                Node::File(file) => {
                    std::fs::create_dir_all(target.parent().unwrap()).unwrap();
                    std::fs::write(&target, self.files[*file].after(how, rng, stale)).unwrap();
                    // A key that others may read is refused.
                    std::fs::set_permissions(target, Permissions::from_mode(0o600)).unwrap();
                }
            }
        }
    }
}

impl File {
    fn after(&self, how: Cut, rng: &mut fastrand::Rng, stale: u8) -> Vec<u8> {
        let mut image = self.durable.clone();
        for change in &self.pending {
            match (how, change) {
                (Cut::Torn { sector, .. }, Change::Write { at, bytes }) => {
                    let first = at / sector;
                    let kept: Vec<bool> = (first..=(at + bytes.len()) / sector).map(|_| how.keeps(rng)).collect();
                    if kept.iter().any(|kept| *kept) {
                        apply(&mut image, change, |place| kept[place / sector - first], stale);
                    }
                }
                _ if how.keeps(rng) => apply(&mut image, change, |_| true, stale),
                _ => {}
            }
        }
        image
    }
}

/// Applies a change to the bytes of a file: of a write, the places that `kept` says.
fn apply(image: &mut Vec<u8>, change: &Change, kept: impl Fn(usize) -> bool, stale: u8) {
    match change {
        Change::Size(size) => image.resize(*size, 0),
        Change::Write { at, bytes } => {
            if image.len() < at + bytes.len() {
                image.resize(at + bytes.len(), stale);
            }
            for (place, byte) in (*at..).zip(bytes) {
                if kept(place) {
                    image[place] = *byte;
                }
            }
        }
    }
}

/// Every folder (without bytes) and file of a folder, by path; links and sockets are none.
pub fn contents(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            let name = path.strip_prefix(root).unwrap().to_owned();
            if kind.is_dir() {
                found.insert(name, None);
                walk(root, &path, found);
            } else if kind.is_file() {
                found.insert(name, Some(std::fs::read(&path).unwrap()));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

#[test]
fn the_model_keeps_what_was_synced_and_may_lose_the_rest() {
    let root = Path::new("/r");
    let folder = |name: &str| root.join(name);
    let open = |fd, path: &str| Step::Open { fd, path: folder(path), created: true, cut: false };
    let write = |fd, byte: u8| Step::Write { fd, at: 0, bytes: vec![byte; 3] };
    let empty = tempfile::TempDir::new().unwrap();
    let mut disk = Disk::of(empty.path());
    disk.root = root.to_owned();
    for step in [open(3, "synced"), write(3, 1), Step::Sync { fd: 3 }, write(3, 2), open(4, "named"), write(4, 3)] {
        disk.go(&step);
    }
    let left = |disk: &Disk, how: Cut| {
        let into = tempfile::TempDir::new().unwrap();
        disk.cut(how, &mut fastrand::Rng::with_seed(1), into.path());
        contents(into.path()).into_iter().map(|(path, bytes)| (path.display().to_string(), bytes.unwrap())).collect()
    };
    let files = |of: &[(&str, &[u8])]| -> Vec<(String, Vec<u8>)> {
        of.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
    };
    let gone: Vec<(String, Vec<u8>)> = left(&disk, Cut::Dropped);
    assert_eq!(gone, files(&[]), "a name is lost until its folder is synced");
    disk.go(&Step::Open { fd: 5, path: root.to_owned(), created: false, cut: false });
    disk.go(&Step::Sync { fd: 5 });
    assert_eq!(left(&disk, Cut::Dropped), files(&[("named", &[]), ("synced", &[1; 3])]));
    assert_eq!(left(&disk, Cut::Kept), files(&[("named", &[3; 3]), ("synced", &[2; 3])]));
    disk.go(&Step::Rename(folder("named"), folder("synced")));
    assert_eq!(left(&disk, Cut::Dropped), files(&[("named", &[]), ("synced", &[1; 3])]));
    assert_eq!(left(&disk, Cut::Kept), files(&[("synced", &[3; 3])]));
}
