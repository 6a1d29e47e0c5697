//! What happens when this program itself is wrong: a panic in any thread ends the whole of it with exit 70.
//!
//! A thread that died while the others went on would leave a screen that looks alive and records nothing. What was
//! announced as stored is on disk already; nothing else counts.

use super::Exit;
use crate::locale::Lang;
use std::panic;

/// Watches for panics from now on.
pub fn watch(lang: Lang) {
    panic::set_hook(Box::new(move |what| {
        let where_it_was = what.location().map(ToString::to_string).unwrap_or_default();
        let why = what.payload_as_str().unwrap_or_default();
        let words = match lang {
            Lang::Zh => "程序内部错误，已停止；已存的记录完好，重新启动后任务从中断处继续。请把下一行报告给维护者",
            Lang::En => {
                "a bug in this program, it has stopped; what was stored is safe, and the run goes on after a restart. \
                 Please report the next line"
            }
        };
        eprintln!("quanheng: {words}\n{} {where_it_was}: {why}", env!("CARGO_PKG_VERSION"));
        std::process::exit(i32::from(Exit::Bug as u8));
    }));
}
