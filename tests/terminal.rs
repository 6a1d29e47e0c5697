//! Journeys by keys alone through the real program in a real terminal: what a person types and what a person sees.

use crate::actors::{PATIENCE, PROGRAM, Running, data_file, output, program, scale, stdout};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const TAB: &str = "\t";
const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";
const F2: &str = "\x1bOQ";

/// The program in a terminal.
pub struct Seat {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// Every byte that the program wrote.
    pub written: Arc<Mutex<Vec<u8>>>,
}

impl Seat {
    pub fn take(data: &Path, arguments: &[&str]) -> Self {
        Self::of_size(data, arguments, (24, 80))
    }

    /// A seat with so many rows and columns.
    pub fn of_size(data: &Path, arguments: &[&str], (rows, cols): (u16, u16)) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(["--data", data.to_str().unwrap(), "--lang", "zh-CN"]);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0)));
        let (mut output, drawn) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&screen));
        let written = Arc::new(Mutex::new(Vec::new()));
        let bytes = Arc::clone(&written);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                // Both are looked at under the lock of the screen: what it shows was written.
                let mut drawn = drawn.lock().unwrap();
                bytes.lock().unwrap().extend_from_slice(&buffer[..count]);
                drawn.process(&buffer[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, screen, written }
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen shows something; what it showed instead is in the message.
    pub fn sees(&self, wanted: &str) {
        self.sees_one_of(&[wanted]);
    }

    /// Waits until the screen shows one of these; answers with which.
    pub fn sees_one_of(&self, wanted: &[&str]) -> usize {
        let until = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if let Some(found) = wanted.iter().position(|wanted| text.contains(wanted)) {
                return found;
            }
            assert!(Instant::now() < until, "{wanted:?} never came:\n{text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until all of it stands on the screen at once. To look again after waiting would be to look at another
    /// screen: after a change of size it is empty for a moment.
    pub fn sees_all(&self, wanted: &[&str]) {
        self.sees_so(&format!("{wanted:?}"), |text| wanted.iter().all(|wanted| text.contains(wanted)));
    }

    /// Waits until the screen is as it should be.
    pub fn sees_so(&self, wanted: &str, so: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if so(&text) {
                return;
            }
            assert!(Instant::now() < until, "{wanted} never came:\n{text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub fn resize(&self, rows: u16, cols: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let mut screen = self.screen.lock().unwrap();
        screen.screen_mut().set_size(rows.try_into().unwrap(), cols.try_into().unwrap());
        self.master.resize(size).unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Waits for the end; the terminal must be given back.
    pub fn ends(mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        let until = Instant::now() + PATIENCE;
        while self.screen.lock().unwrap().screen().alternate_screen() {
            assert!(Instant::now() < until, "the alternate screen was not left");
            std::thread::sleep(Duration::from_millis(20));
        }
        let screen = self.screen.lock().unwrap();
        assert!(!screen.screen().hide_cursor(), "the cursor is hidden");
        assert!(!screen.screen().bracketed_paste(), "pastes are still bracketed");
        code
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Fills in the form of a lot on the simulated scale and starts it.
pub fn open_lot(seat: &mut Seat, port: &Path) {
    open_lot_on(seat, "XK3190-A9", "耀华 XK3190-A9", port);
}

/// A lot of so many packages, on the scale of [`open_lot`].
fn open_lot_of(seat: &mut Seat, lot_size: &str, port: &Path) {
    open_form(seat, "XK3190-A9", "耀华 XK3190-A9", lot_size, port);
}

/// The same on the scale that these letters find, and that has this name.
pub fn open_lot_on(seat: &mut Seat, letters: &str, name: &str, port: &Path) {
    open_form(seat, letters, name, "40", port);
}

fn open_form(seat: &mut Seat, letters: &str, name: &str, lot_size: &str, port: &Path) {
    seat.sees("按 n 开始净含量检验");
    seat.types("n");
    seat.sees("商品名称");
    // An input method types Chinese as it is, or commits it as a paste.
    seat.types("珍珠\x1b[200~米\x1b[201~");
    seat.sees("珍珠米");
    seat.types(&[TAB; 3].concat());
    seat.types(&["500", TAB, TAB, lot_size, TAB].concat());
    // The regulation of 2005: its second choice after "by date".
    seat.types(&[RIGHT, TAB].concat());
    // Among many scales the one whose name has these letters.
    seat.types(&[letters, TAB].concat());
    seat.sees(name);
    seat.types(&[port.to_str().unwrap(), TAB, TAB, "0.0096 0.0098 0.0094", TAB, TAB].concat());
    seat.types(ENTER);
}

fn bags() -> Vec<String> {
    let text = std::fs::read_to_string(data_file("scripts/ten-bags.toml")).unwrap();
    let script: toml::Value = toml::from_str(&text).unwrap();
    let bags = script["scale"]["packages"].as_array().unwrap();
    bags.iter().map(|bag| bag.as_str().unwrap().to_owned()).collect()
}

/// Puts bags on the scale as the screen asks for them, until bag `last` is recorded.
pub fn weigh(seat: &Seat, scale: &mut Running, first: usize, last: usize) {
    for (number, bag) in bags().iter().enumerate().take(last).skip(first - 1) {
        let (number, wanted) = (number + 1, format!("请放上第 {} 件样品", number + 1));
        if seat.sees_one_of(&["请取下秤上物品", &wanted]) == 0 {
            scale.say("unload");
        }
        seat.sees(&wanted);
        scale.say(&format!("load {bag}"));
        seat.sees(&format!("{number} / 10"));
    }
    scale.say("unload");
}

#[test]
fn an_inspector_weighs_a_lot_by_keys_alone() {
    let folder = TempDir::new().unwrap();
    let (mut bench, port) = scale(folder.path());
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot(&mut seat, &port);
    weigh(&seat, &mut bench, 1, 4);
    // The cable is pulled and put back: nothing is counted meanwhile, and the run goes on by itself.
    drop(bench);
    seat.sees("✗ 秤");
    seat.sees("示值已过期");
    let (mut bench, _) = scale(folder.path());
    seat.sees("由本机判稳");
    // The fifth bag was the wrong one: it is taken back, with the reason, and weighed again.
    weigh(&seat, &mut bench, 5, 5);
    seat.types("u");
    seat.sees("撤回哪一个");
    seat.types(ENTER);
    seat.sees("撤回 样品 5");
    seat.types("放错了");
    seat.types(ENTER);
    seat.sees("4 / 10");
    for size in [(24, 79), (16, 60), (45, 160), (10, 20), (24, 80)] {
        seat.resize(size.0, size.1);
    }
    weigh(&seat, &mut bench, 5, 10);
    seat.types(F2);
    seat.sees("Everything is there: Enter concludes the run");
    seat.types(F2);
    seat.sees("数据齐全，按回车作出结论");
    seat.types(ENTER);
    seat.sees("✗ 不合格   检验报告");
    seat.types(ENTER);
    // Home counts it among today's work at once.
    seat.sees_all(&["历史", "开始 1  结束 1  ✗ 不合格 1"]);
    seat.types(ENTER);
    seat.sees("单件净含量");
    seat.types(TAB);
    seat.sees("控制图");
    seat.types(TAB);
    seat.sees("由标注净含量查允许短缺量");
    // The readings and their bytes, and then what was taken back.
    seat.types(&[TAB; 3].concat());
    seat.sees("放错了");
    seat.types(ESC);
    seat.sees("历史");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
}

/// A sample of fifty, package after package without a key but the last: what the middle of the day is like.
#[test]
fn fifty_packages_are_weighed_without_a_key() {
    let folder = TempDir::new().unwrap();
    let (mut bench, port) = scale(folder.path());
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot_of(&mut seat, "500", &port);
    for number in 1..=50 {
        let wanted = format!("请放上第 {number} 件样品");
        if seat.sees_one_of(&["请取下秤上物品", &wanted]) == 0 {
            bench.say("unload");
        }
        seat.sees(&wanted);
        bench.say(&format!("load 0.5{:03}", 98 + number % 9 * 3));
        seat.sees(&format!("{number} / 50"));
    }
    bench.say("unload");
    seat.sees("数据齐全，按回车作出结论");
    seat.types(ENTER);
    seat.sees("✓ 合格   检验报告");
    seat.types(ENTER);
    seat.sees("历史");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

/// A simulated scale on a pty of its own: unlike a link, its name is another one each time.
fn bare_scale(folder: &Path) -> (Running, PathBuf) {
    let mut command = program(folder, &["simulate", "yaohua-xk3190-a9", "--hands", "stdin", "--script"]);
    command.arg(data_file("scripts/ten-bags.toml"));
    let running = Running::start(command);
    let port = PathBuf::from(running.line().unwrap());
    (running, port)
}

/// Points a link to another port, as udev does when an adapter comes back.
pub fn point(link: &Path, port: &Path) {
    let _ = std::fs::remove_file(link);
    symlink(port, link).unwrap();
}

/// From home to the look for instruments, at a port that is typed there.
pub fn look_at(seat: &mut Seat, port: &str) {
    seat.sees("f 查找仪器");
    seat.types("f");
    seat.sees("不去皮、不置零");
    seat.types("a");
    seat.sees("端口（/dev/ttyUSB0");
    seat.types(&format!("\x15{port}\r"));
}

#[test]
fn an_instrument_is_found_used_lost_and_found_again_under_another_name() {
    let folder = TempDir::new().unwrap();
    let (mut bench, first) = bare_scale(folder.path());
    let link = folder.path().join("by-path-scale");
    point(&link, &first);
    let mut seat = Seat::take(folder.path(), &[]);
    // A port that is not there is said so, and another one can be typed.
    look_at(&mut seat, &format!("{}/nothing", folder.path().display()));
    seat.sees("没有端口");
    seat.types("a");
    seat.types(&format!("\x15{}\r", link.display()));
    seat.sees_one_of(&["正在监听", "找到仪器"]);
    seat.sees("找到仪器");
    // The scale that is wanted among the models that speak like this: it is marked and watched first.
    let marked = |seat: &Seat| seat.text().lines().find(|line| line.starts_with(" > ")).unwrap_or_default().to_owned();
    for _ in 0..40 {
        if marked(&seat).contains("XK3190-A9 ") {
            break;
        }
        let before = marked(&seat);
        seat.types(DOWN);
        let until = Instant::now() + PATIENCE;
        while marked(&seat) == before {
            assert!(Instant::now() < until, "the mark does not move:\n{}", seat.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    seat.sees_so("the mark on XK3190-A9", |_| marked(&seat).contains("XK3190-A9 "));
    seat.types(ENTER);
    seat.sees("用这台仪器做什么");
    seat.types("v");
    seat.sees("只看不记");
    seat.sees("更新于");
    seat.types(ESC);
    seat.sees("不去皮、不置零");
    seat.sees_so("the mark on XK3190-A9", |_| marked(&seat).contains("XK3190-A9 "));
    seat.types(ENTER);
    seat.sees("用这台仪器做什么");
    seat.types("n");
    seat.sees("商品名称");
    let typed = ["珍珠米", TAB, TAB, TAB, "500", TAB, TAB, "40", TAB, RIGHT, TAB];
    seat.types(&typed.concat());
    // Scale and port stand there already; what is left are the tares.
    seat.sees("耀华 XK3190-A9");
    seat.types(&[TAB, TAB, TAB, "0.0096 0.0098 0.0094", TAB, TAB, ENTER].concat());
    weigh(&seat, &mut bench, 1, 3);
    seat.sees(&first.display().to_string());
    // The cable is out: words say so, and the value is grey.
    drop(bench);
    seat.sees("已断开");
    seat.sees("示值已过期");
    assert!(seat.text().contains('░') && !seat.text().contains('█'), "{}", seat.text());
    std::fs::remove_file(&link).unwrap();
    // A stranger may get the old name in the meantime; the instrument comes back under another one.
    let (mut one, mut other) = (bare_scale(folder.path()), bare_scale(folder.path()));
    if other.1 == first {
        std::mem::swap(&mut one, &mut other);
    }
    let (mut stranger, (mut bench, back)) = (one.0, other);
    stranger.say("load 0.7777");
    assert_ne!(back, first);
    point(&link, &back);
    seat.sees(&back.display().to_string());
    seat.sees("请放上第 4 件样品");
    seat.sees("3 / 10");
    weigh(&seat, &mut bench, 4, 10);
    seat.sees("数据齐全，按回车作出结论");
    seat.types(ENTER);
    seat.sees("✗ 不合格   检验报告");
    seat.types(ENTER);
    seat.sees("历史");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    // Nothing was lost and nothing taken twice: ten packages, each once, in their order.
    let runs = stdout(&output(folder.path(), &["ledger", "list", "--json"]));
    let run: serde_json::Value = serde_json::from_str(&runs).unwrap();
    let entries = stdout(&output(folder.path(), &["ledger", "show", run["run"].as_str().unwrap(), "--json"]));
    let weighed = |number: u64| entries.lines().filter(|line| line.contains(&format!("package {number} "))).count();
    assert!((1..=10).all(|number| weighed(number) == 1) && weighed(11) == 0, "{entries}");
    assert!(!entries.contains("0.7777"), "{entries}");
}

#[test]
fn a_run_that_was_ended_from_outside_goes_on_where_it_stopped() {
    let folder = TempDir::new().unwrap();
    let (mut bench, port) = scale(folder.path());
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot(&mut seat, &port);
    weigh(&seat, &mut bench, 1, 2);
    // Order given back by the system's signals; by a kill there is none to give, and nothing is lost either.
    for (signal, done) in [(Signal::TERM, 2), (Signal::HUP, 3), (Signal::KILL, 4)] {
        seat.signal(signal);
        if signal == Signal::KILL {
            drop(seat);
        } else {
            assert_eq!(seat.ends(), 0, "{signal:?}");
        }
        seat = Seat::take(folder.path(), &[]);
        seat.sees("未结束的任务");
        seat.types(ENTER);
        seat.sees(&format!("{done} / 10"));
        weigh(&seat, &mut bench, done + 1, done + 1);
    }
}

#[test]
fn a_demonstration_is_marked_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut seat = Seat::take(folder.path(), &["demo", "pile"]);
    seat.sees_all(&["合格按 y，不合格按 n", "演示 DEMONSTRATION"]);
    seat.types("y");
    seat.sees_all(&["正在充电", "演示 DEMONSTRATION"]);
    seat.types("t");
    seat.sees_all(&["检定员检查外观及功能", "演示 DEMONSTRATION"]);
    seat.types(ESC);
    seat.sees("标准器  kWh");
    seat.types(ESC);
    seat.sees("任务尚未结束，离开吗");
    seat.types(ENTER);
    seat.sees_all(&["未结束的任务", "演示 DEMONSTRATION"]);
    // Its instruments can be looked for like others.
    seat.types("f");
    seat.sees_all(&["simulated-standard", "演示 DEMONSTRATION"]);
    seat.types("\x03");
    assert_eq!(seat.ends(), 0);
    let official = folder.path().join("ledger.db");
    assert!(!official.exists(), "a demonstration went into the official ledger");
}

#[test]
fn without_a_terminal_the_program_says_what_to_use_instead() {
    let folder = TempDir::new().unwrap();
    let output = crate::actors::output(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(crate::actors::stderr(&output).contains("quanheng run"), "{}", crate::actors::stderr(&output));
}
