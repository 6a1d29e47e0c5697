//! A PIN or password on the command line: typed without an echo, or read from a file for automation.

use super::signals::Interrupted;
use super::{Exit, Failure};
use crate::locale::Lang;
use crate::people::Secret;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Most bytes of a secret that is read: what is longer is no secret.
const BYTES_MAX: usize = 1024;
/// How often a signal is looked for while nothing is typed.
const LOOK_EVERY: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

const ENTER: [u8; 2] = [b'\r', b'\n'];
const BACKSPACE: [u8; 2] = [0x7f, 0x08];
const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const CTRL_U: u8 = 0x15;

/// Asks for secrets one after the other. Where several come from standard input, each takes a line of it.
pub struct SecretEntry {
    lang: Lang,
    interrupted: Interrupted,
}

impl SecretEntry {
    /// For one verb.
    pub fn new(lang: Lang) -> Self {
        Self { lang, interrupted: Interrupted::watch() }
    }

    fn said<T>(&self, exit: Exit, zh: String, en: String) -> Result<T, Failure> {
        Err(Failure::new(exit, if self.lang == Lang::Zh { zh } else { en }))
    }

    /// An existing secret: from a file (`-` is standard input), else typed once.
    pub fn existing(&self, file: Option<&Path>, of: &str) -> Result<Secret, Failure> {
        let text = match file {
            Some(file) => self.line_of(file)?,
            None => self.typed_once(of)?,
        };
        Ok(Secret::typed(std::mem::take(&mut *Zeroizing::new(text))))
    }

    /// A new secret for an account: from a file, else typed twice alike. One that is too weak is refused at once.
    pub fn new_one(&self, file: Option<&Path>, id: &str) -> Result<Secret, Failure> {
        let text = match file {
            Some(file) => self.line_of(file)?,
            None => self.typed_twice(id)?,
        };
        let weak = |why| {
            let why = crate::people::PeopleRefusal::Weak(why);
            Failure::said(why.exit(), &why, self.lang)
        };
        Secret::chosen(text, id).map_err(weak)
    }

    fn typed_once(&self, of: &str) -> Result<String, Failure> {
        let prompt = self.prompt(format!("{of} 的 PIN 或密码："), format!("PIN or password of {of}: "));
        self.typed(&self.terminal()?, &prompt)
    }

    fn typed_twice(&self, id: &str) -> Result<String, Failure> {
        let terminal = self.terminal()?;
        let new = self.prompt(format!("{id} 的新 PIN 或密码："), format!("new PIN or password of {id}: "));
        let first = Zeroizing::new(self.typed(&terminal, &new)?);
        let again = Zeroizing::new(self.typed(&terminal, &self.prompt("再输入一次：".into(), "once more: ".into()))?);
        if *first != *again {
            return self.said(
                Exit::BadInput,
                "两次输入不一样；请重新开始".into(),
                "the two are not alike; begin again".into(),
            );
        }
        Ok(String::clone(&first))
    }

    fn prompt(&self, zh: String, en: String) -> String {
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// The first line of a file; of standard input the next line.
    fn line_of(&self, file: &Path) -> Result<String, Failure> {
        let mut line = Vec::new();
        let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
        let read = if file == Path::new("-") {
            // Locked anew each time, its buffer stays: the next secret is the next line.
            io::stdin().lock().take(limit).read_until(b'\n', &mut line)
        } else {
            File::open(file).and_then(|file| io::BufReader::new(file.take(limit)).read_until(b'\n', &mut line))
        };
        let shown = file.display();
        if let Err(why) = read {
            return self.said(
                Exit::BadInput,
                format!("无法读取 {shown}：{why}"),
                format!("cannot read {shown}: {why}"),
            );
        }
        while line.last().is_some_and(|last| ENTER.contains(last)) {
            line.pop();
        }
        self.text(line)
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, Failure> {
        String::from_utf8(bytes).or_else(|wrong| {
            drop(Zeroizing::new(wrong.into_bytes()));
            self.said(Exit::BadInput, "PIN 或密码不是 UTF-8 文字".into(), "the PIN or password is no UTF-8 text".into())
        })
    }

    /// The terminal without an echo: before the prompt is there, so that nothing typed early is ever shown.
    fn terminal(&self) -> Result<Unechoed, Failure> {
        if !io::stdin().is_terminal() {
            return self.said(
                Exit::BadInput,
                "这里不是终端，无法输入 PIN 或密码；请用 --secret-file（- 表示标准输入）".into(),
                "this is no terminal to type a PIN or password on; use --secret-file (- is standard input)".into(),
            );
        }
        Unechoed::begin().or_else(|why| self.terminal_failed(&why))
    }

    fn terminal_failed<T>(&self, why: &io::Error) -> Result<T, Failure> {
        self.said(Exit::BadInput, format!("终端出错：{why}"), format!("the terminal failed: {why}"))
    }

    /// One secret from the terminal.
    fn typed(&self, _unechoed: &Unechoed, prompt: &str) -> Result<String, Failure> {
        eprint!("{prompt}");
        let _ = io::stderr().flush();
        let typed = self.keys();
        eprintln!();
        match typed {
            Ok(Some(bytes)) => self.text(bytes),
            Ok(None) => {
                self.said(Exit::Refused, "已取消，什么也没有改变".into(), "given up, nothing has changed".into())
            }
            Err(why) => self.terminal_failed(&why),
        }
    }

    /// The bytes up to Enter; none where the person or a signal gives up.
    fn keys(&self) -> io::Result<Option<Vec<u8>>> {
        let stdin = io::stdin();
        let mut typed = Zeroizing::new(Vec::with_capacity(BYTES_MAX));
        while !self.interrupted.is_set() {
            let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
            match poll(&mut ready, Some(&LOOK_EVERY)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => {}
                Err(why) => return Err(why.into()),
            }
            let mut byte = [0];
            if rustix::io::read(&stdin, &mut byte)? == 0 {
                return Ok(None);
            }
            let [byte] = byte;
            match byte {
                CTRL_C | CTRL_D => return Ok(None),
                CTRL_U => typed.clear(),
                _ if ENTER.contains(&byte) => return Ok(Some(Vec::clone(&typed))),
                _ if BACKSPACE.contains(&byte) => rub_out(&mut typed),
                _ if typed.len() < BYTES_MAX => typed.push(byte),
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Takes the last character away, all its bytes.
fn rub_out(typed: &mut Vec<u8>) {
    while let Some(byte) = typed.pop() {
        let follows = byte & 0b1100_0000 == 0b1000_0000;
        if !follows {
            return;
        }
    }
}

/// The terminal without an echo, byte by byte and with no signals from its keys; dropping it gives it back as it was.
struct Unechoed {
    before: Termios,
}

impl Unechoed {
    fn begin() -> io::Result<Self> {
        let stdin = io::stdin();
        let before = tcgetattr(&stdin)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&stdin, OptionalActions::Flush, &quiet)?;
        Ok(Self { before })
    }
}

impl Drop for Unechoed {
    fn drop(&mut self) {
        // A terminal that has gone cannot be given back, and need not be.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
    }
}
