//! Promise: what a person prefers of the screens is kept whole or not at all, a wrong file is told with its line, and it can
//! be changed while a run is under way.

use crate::actors::{output, stderr};
use crate::terminal::Seat;
use quanheng::locale::{Lang, Say};
use quanheng::preferences::{AmbiguousWidth, FILE, Palette, Preferences};
use tempfile::TempDir;

const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";
const ESC: &str = "\x1b";
const F2: &str = "\x1bOQ";

fn every() -> Vec<Preferences> {
    let mut all = vec![Preferences::default()];
    for theme in Palette::ALL {
        for (lang, idle_minutes, on) in [(Some(Lang::En), Some(1), true), (Some(Lang::Zh), Some(1440), false)] {
            let ambiguous_width = if on { AmbiguousWidth::Wide } else { AmbiguousWidth::Narrow };
            all.push(Preferences {
                lang,
                theme,
                large_type: on,
                ambiguous_width,
                idle_minutes,
                mouse: on,
                screen_reader: on,
            });
        }
    }
    all
}

#[test]
fn what_is_written_is_read_again_and_nothing_is_left_beside() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("new/folder").join(FILE);
    assert_eq!(Preferences::read(&file), Ok(Preferences::default()));
    for preferences in every() {
        preferences.write(&file).unwrap();
        assert_eq!(Preferences::read(&file).as_ref(), Ok(&preferences));
    }
    assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_wrong_file_is_told_with_its_line_in_both_languages() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(FILE);
    let cases = [
        ("mouse = true\ncolour = \"light\"\n", "第 2 行", "line 2", "colour"),
        ("theme = \"pink\"\n", "第 1 行", "line 1", "high-contrast"),
        ("\n\nidle_minutes = 0\n", "第 3 行", "line 3", "1…1440"),
        ("idle_minutes = 1441\n", "第 1 行", "line 1", "1…1440"),
        ("mouse = yes\n", "第 1 行", "line 1", "mouse"),
        ("ambiguous_width = 2\n", "第 1 行", "line 1", "ambiguous_width"),
        ("lang = \"de\"\n", "第 1 行", "line 1", "zh-CN"),
    ];
    for (text, zh, en, what) in cases {
        std::fs::write(&file, text).unwrap();
        let why = Preferences::read(&file).unwrap_err();
        for (lang, line) in [(Lang::Zh, zh), (Lang::En, en)] {
            let said = why.say(lang);
            assert!(said.contains(line) && said.contains(what) && said.contains(FILE), "{text}: {said}");
        }
    }
    // The screens do not open, and say why; a verb that needs none of it works.
    let refused = output(folder.path(), &["demo", "lot"]);
    let said = stderr(&refused);
    assert!(refused.status.code() == Some(2) && said.contains(FILE), "{said}");
    assert_eq!(output(folder.path(), &["regulation", "list"]).status.code(), Some(0));
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_the_old_one_stays() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(FILE);
    let kept = Preferences { mouse: true, ..Preferences::default() };
    kept.write(&file).unwrap();
    // Where the new file would be made, a folder stands.
    std::fs::create_dir(folder.path().join("settings.toml.new")).unwrap();
    let why = Preferences::default().write(&file).unwrap_err();
    assert!(why.say(Lang::En).contains("cannot save") && why.say(Lang::Zh).contains("无法保存"), "{why}");
    assert_eq!(Preferences::read(&file), Ok(kept));
}

#[test]
fn the_command_line_goes_before_the_file_and_the_file_before_the_locale() {
    let folder = TempDir::new().unwrap();
    Preferences { lang: Some(Lang::En), ..Preferences::default() }.write(&folder.path().join(FILE)).unwrap();
    let said = |arguments: &[&str]| {
        let mut command = std::process::Command::new(crate::actors::PROGRAM);
        command.arg("--data").arg(folder.path()).args(arguments).env("LC_ALL", "zh_CN.UTF-8");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let (file, line) = (said(&["regulation", "list"]), said(&["--lang", "zh-CN", "regulation", "list"]));
    assert!(file.contains("UNCONFIRMED") && !file.contains("未确认"), "{file}");
    assert!(line.contains("未确认") && !line.contains("UNCONFIRMED"), "{line}");
}

#[test]
fn language_colours_and_widths_change_while_a_run_is_under_way_and_are_kept() {
    let folder = TempDir::new().unwrap();
    let mut seat = Seat::take(folder.path(), &["demo", "lot"]);
    seat.sees("净含量检验");
    seat.sees("t 计算过程");
    seat.types(F2);
    seat.sees("Net content");
    seat.types(F2);
    seat.sees("t 计算过程");
    seat.types(",");
    seat.sees("看起来是这样");
    seat.types(RIGHT);
    seat.sees("It looks like this");
    seat.types(&[DOWN, RIGHT].concat());
    seat.sees("< light >");
    seat.types(&[DOWN, RIGHT].concat());
    seat.sees("< yes >");
    seat.types(&[DOWN, RIGHT].concat());
    seat.sees("< two cells >");
    seat.types(&[DOWN, RIGHT].concat());
    seat.sees("< 15 >");
    seat.types(&[DOWN, DOWN, RIGHT].concat());
    seat.sees("< yes >");
    seat.types(ESC);
    seat.sees("t trace");
    // What was chosen lies in the folder of the data, and not in that of the demonstration.
    let kept = Preferences::read(&folder.path().join(FILE)).unwrap();
    let wanted = Preferences {
        lang: Some(Lang::En),
        theme: Palette::Light,
        large_type: true,
        ambiguous_width: AmbiguousWidth::Wide,
        idle_minutes: Some(15),
        mouse: false,
        screen_reader: true,
    };
    assert_eq!(kept, wanted);
}
