//! Promise: whoever presses `?` learns what the screen is, what to do, and what is judged by; every command can be found; and
//! every look says the same, whatever the colours and however wide the terminal draws its signs.

use crate::screens::{Screen, changed_since, context, detail, home, lot, screens, text};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use quanheng::locale::{Lang, plain};
use quanheng::preferences::{AmbiguousWidth, Palette, Preferences};
use quanheng::regulation::Book;
use quanheng::station::{Command, KindView, Snapshot};
use quanheng::tui::{App, Theme, is_ambiguous};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellDiffOption};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

fn press(app: &mut App, snapshot: &Snapshot, keys: &[KeyCode]) -> Option<Command> {
    keys.iter().map(|key| app.handle(&Event::Key(KeyEvent::from(*key)), snapshot)).last().flatten()
}

fn typed(words: &str) -> Vec<KeyCode> {
    words.chars().map(KeyCode::Char).collect()
}

fn drawn(app: &App, snapshot: &Snapshot, size: (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    // What the frame holds, and not what the backend kept of it: cells that are not written are among it.
    terminal.draw(|frame| app.draw(frame, snapshot, 1_000_000_000_000)).unwrap().buffer.clone()
}

/// A screen whose app has a theme, after its keys.
fn draw(screen: &Screen, lang: Lang, theme: Theme, size: (u16, u16)) -> Buffer {
    let mut app = App::new(context(lang, theme));
    press(&mut app, &screen.snapshot, screen.keys);
    drawn(&app, &screen.snapshot, size)
}

/// Every run of cells that look alike, below the text of its row.
fn looks(buffer: &Buffer) -> String {
    let mut out = text(buffer);
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let style = |x: u16| buffer[(x, y)].style();
            let end = (x..buffer.area.width).find(|end| style(*end) != style(x)).unwrap_or(buffer.area.width);
            let cell = &buffer[(x, y)];
            writeln!(out, "{y} {x}..{end} {} on {} {:?}", cell.fg, cell.bg, cell.modifier).unwrap();
            x = end;
        }
    }
    out
}

fn theme(palette: Palette) -> Theme {
    Theme::default().preferred(&Preferences { theme: palette, ..Preferences::default() })
}

#[test]
fn every_palette_is_as_it_was_looked_at_and_says_the_same() {
    let mut changed = Vec::new();
    let two: [(&str, Snapshot, &'static [KeyCode]); 2] = [("lot", lot(7, false), &[]), ("home", home(), &[])];
    for (name, snapshot, keys) in two {
        let screen = Screen { name, snapshot, keys };
        let plain = text(&draw(&screen, Lang::Zh, Theme::default(), (80, 24)));
        for palette in Palette::ALL {
            let buffer = draw(&screen, Lang::Zh, theme(palette), (80, 24));
            assert_eq!(text(&buffer), plain, "{palette:?}");
            let file = format!("looks-{name}-{palette:?}.txt").to_lowercase();
            changed.extend(changed_since(&file, &looks(&buffer)));
        }
    }
    assert!(changed.is_empty(), "look at these, then bless them:\n{}", changed.join("\n"));
}

#[test]
fn without_colours_there_is_none_on_any_screen() {
    let themes = [theme(Palette::None), Theme { no_colour: true, ..theme(Palette::Light) }];
    for screen in screens() {
        for theme in themes {
            let buffer = draw(&screen, Lang::Zh, theme, (160, 45));
            let coloured = buffer.content.iter().filter(|cell| cell.fg != ratatui::style::Color::Reset).count();
            assert_eq!(coloured, 0, "{}", screen.name);
        }
    }
}

/// A terminal that draws ambiguous signs two cells wide: each has both of them, and nothing else stands in the second one.
fn accounted(name: &str, buffer: &Buffer) {
    for y in 0..buffer.area.height {
        let (mut x, mut cells) = (0, 0);
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if is_ambiguous(symbol) {
                let second = &buffer[(x + 1, y)];
                assert!(
                    second.diff_option == CellDiffOption::Skip && second.symbol() == " ",
                    "{name}: {symbol} {x} {y}"
                );
            }
            let width = symbol.width_cjk().max(1);
            cells += width;
            x += u16::try_from(width).unwrap();
        }
        assert_eq!(cells, usize::from(buffer.area.width), "{name}: row {y}");
    }
}

fn wide() -> Theme {
    Theme::default().preferred(&Preferences { ambiguous_width: AmbiguousWidth::Wide, ..Preferences::default() })
}

#[test]
fn no_ambiguous_sign_breaks_a_column_where_they_are_two_cells_wide() {
    for screen in screens() {
        for lang in [Lang::Zh, Lang::En] {
            for size in [(60, 16), (80, 24), (81, 25), (133, 37), (160, 45), (200, 60)] {
                accounted(screen.name, &draw(&screen, lang, wide(), size));
            }
        }
    }
    for keys in [[KeyCode::Char('?'), KeyCode::Tab], [KeyCode::Char(','), KeyCode::Down]] {
        let screen = Screen { name: "help", snapshot: detail(), keys: Box::leak(Box::new(keys)) };
        accounted(screen.name, &draw(&screen, Lang::Zh, wide(), (80, 24)));
    }
}

proptest! {
    #[test]
    fn no_name_breaks_a_column_either(product in "[ -~一-龥±①…×°─λ½“”]{0,40}", width in 60_u16..120) {
        let mut snapshot = lot(7, false);
        if let Some(KindView::Lot(view)) = snapshot.active.as_mut().map(|run| &mut run.kind) {
            view.task.product = product;
        }
        let screen = Screen { name: "lot", snapshot, keys: &[] };
        accounted("lot", &draw(&screen, Lang::Zh, wide(), (width, 24)));
    }
}

/// A sign that is kept keeps its value: nothing of a limit is lost.
#[test]
fn a_limit_stays_whole_with_both_widths() {
    let screen = Screen { name: "", snapshot: detail(), keys: &[KeyCode::Tab] };
    for theme in [Theme::default(), wide()] {
        let shown = text(&draw(&screen, Lang::Zh, theme, (160, 45)));
        assert!(shown.contains('λ'), "{shown}");
    }
}

#[test]
fn the_help_says_what_to_do_now_and_what_is_judged_by() {
    let snapshot = lot(7, false);
    let mut app = App::new(context(Lang::Zh, Theme::default()));
    press(&mut app, &snapshot, &[KeyCode::Char('?')]);
    let keys = text(&drawn(&app, &snapshot, (80, 24)));
    for wanted in ["净含量检验：逐件称量样品", "请放上第 8 件样品", "撤回", "查命令", "Tab 判定依据"]
    {
        assert!(keys.contains(wanted), "{wanted}\n{keys}");
    }
    press(&mut app, &snapshot, &[KeyCode::Tab]);
    let rules = text(&drawn(&app, &snapshot, (160, 120)));
    for wanted in ["逐件看", "整批看", "条款", "限值", "用到的数据和出处", "出处 ", "未确认：", "已确认："]
    {
        assert!(rules.contains(wanted), "{wanted}\n{rules}");
    }
    press(&mut app, &snapshot, &[KeyCode::F(2)]);
    let english = text(&drawn(&app, &snapshot, (160, 120)));
    assert!(english.contains("UNCONFIRMED: derived or hearsay") && english.contains("source "), "{english}");
    press(&mut app, &snapshot, &[KeyCode::Esc]);
    assert_eq!(text(&drawn(&app, &snapshot, (80, 24))), text(&drawn_fresh(&snapshot)));
}

fn drawn_fresh(snapshot: &Snapshot) -> Buffer {
    drawn(&App::new(context(Lang::En, Theme::default())), snapshot, (80, 24))
}

#[test]
fn every_item_of_every_rule_has_its_plain_words() {
    // The items of lots stand in no rule file: they are where the judge makes them.
    let mut names = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/regulation/lot")).unwrap().flatten() {
        let code = fs::read_to_string(entry.path()).unwrap();
        for beginning in ["item: \"", "item(\"", "const ITEM: &str = \"", "item(\n            \""] {
            names.extend(code.split(beginning).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    for wanted in ["individual", "mean", "purge", "label-unit", "label-multi-pack"] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}: {names:?}");
    }
    for regulation in Book::embedded().unwrap().all() {
        let rule: toml::Table = toml::from_str(&regulation.text).unwrap();
        let Some(items) = rule.get("items") else { continue };
        let list = items.as_array().or_else(|| items.get("value").and_then(toml::Value::as_array)).unwrap();
        let name = |item: &toml::Value| item.as_str().or_else(|| item["item"].as_str()).unwrap().to_owned();
        names.extend(list.iter().map(name));
    }
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let words = plain::item(&name).unwrap_or_else(|| panic!("{name} has no plain words"));
        assert!(words.zh.chars().count() > 8 && words.en.len() > 20, "{name}");
        assert!(!words.en.chars().any(|sign| sign.is_ascii_digit()), "{name}: figures come from the rule files");
    }
}

#[test]
fn a_command_is_found_by_either_language_and_done() {
    let snapshot = lot(7, false);
    for words in ["withdraw", "撤回", "WITHDR"] {
        let mut app = App::new(context(Lang::Zh, Theme::default()));
        press(&mut app, &snapshot, &[KeyCode::Char(':')]);
        press(&mut app, &snapshot, &typed(words));
        let shown = text(&drawn(&app, &snapshot, (80, 24)));
        assert!(shown.contains(" > u"), "{shown}");
        press(&mut app, &snapshot, &[KeyCode::Enter]);
        let shown = text(&drawn(&app, &snapshot, (80, 24)));
        assert!(shown.contains("撤回哪一个"), "{shown}");
    }
    // A command of another screen says where it works, and does nothing here.
    let mut app = App::new(context(Lang::En, Theme::default()));
    let control = KeyEvent::new(KeyCode::Char('p'), KeyModifiers::CONTROL);
    assert!(app.handle(&Event::Key(control), &snapshot).is_none());
    press(&mut app, &snapshot, &typed("look at all"));
    let shown = text(&drawn(&app, &snapshot, (80, 24)));
    assert!(shown.contains("works at: Find instruments"), "{shown}");
    assert!(press(&mut app, &snapshot, &[KeyCode::Enter]).is_none());
    press(&mut app, &snapshot, &typed(" nothing"));
    let shown = text(&drawn(&app, &snapshot, (80, 24)));
    assert!(shown.contains("no such command"), "{shown}");
    // What the key would send is sent.
    let mut app = App::new(context(Lang::En, Theme::default()));
    press(&mut app, &snapshot, &[KeyCode::Char(':')]);
    press(&mut app, &snapshot, &typed("back"));
    assert!(press(&mut app, &snapshot, &[KeyCode::Enter]).is_none(), "leaving a run is asked once");
    assert!(matches!(press(&mut app, &snapshot, &[KeyCode::Enter]), Some(Command::Leave)));
}

#[test]
fn a_key_of_the_legend_can_be_clicked_and_the_wheel_moves_the_mark() {
    let snapshot = home();
    let mut app = App::new(context(Lang::En, Theme::default()));
    let shown = text(&drawn(&app, &snapshot, (160, 24)));
    let footer = shown.lines().nth(23).unwrap();
    let mouse = |kind, column: usize, row| {
        let column = u16::try_from(column).unwrap();
        Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    };
    let click = MouseEventKind::Down(MouseButton::Left);
    assert!(app.handle(&mouse(MouseEventKind::ScrollDown, 5, 5), &snapshot).is_none());
    assert_eq!(app.chosen, 1);
    assert!(app.handle(&mouse(click, footer.find("settings").unwrap(), 22), &snapshot).is_none());
    assert!(!app.settings.open, "a row above the legend is no key");
    assert!(app.handle(&mouse(click, footer.find("settings").unwrap(), 23), &snapshot).is_none());
    assert!(app.settings.open);
}

#[test]
fn large_type_makes_digits_larger_and_hides_what_stands_behind() {
    let rows = |large: bool| {
        let mut app = App::new(context(Lang::Zh, Theme::default()));
        app.prefer(Preferences { large_type: large, ..Preferences::default() });
        let shown = text(&drawn(&app, &lot(7, false), (80, 24)));
        assert!(shown.contains("请放上第 8 件样品"), "{shown}");
        assert_eq!(shown.contains("/dev/ttyUSB0"), !large, "{shown}");
        shown.lines().filter(|line| line.contains('█')).count()
    };
    assert!(rows(true) > rows(false));
}

/// The key of a name in the legend; `None` for those that are several.
fn named(name: &str) -> Option<KeyCode> {
    let mut signs = name.chars();
    match (name, signs.next()?, signs.as_str()) {
        ("Enter", ..) => Some(KeyCode::Enter),
        ("Esc", ..) => Some(KeyCode::Esc),
        ("Tab", ..) => Some(KeyCode::Tab),
        ("Space", ..) => Some(KeyCode::Char(' ')),
        (_, 'F', number) if !number.is_empty() => number.parse().ok().map(KeyCode::F),
        (_, sign, "") if sign.is_ascii() => Some(KeyCode::Char(sign)),
        _ => None,
    }
}

#[test]
fn whatever_the_legend_offers_does_something() {
    let mut pressed = 0;
    let mut dead = Vec::new();
    for screen in screens() {
        let opened = || {
            let mut app = App::new(context(Lang::En, Theme::default()));
            press(&mut app, &screen.snapshot, screen.keys);
            app
        };
        let before = text(&drawn(&opened(), &screen.snapshot, (200, 45)));
        // An overlay has the keys; the legend of the screen below it is not offered for pressing.
        let over = !matches!(opened().overlay, quanheng::tui::Overlay::None);
        if over && !(screen.name.starts_with("help") || screen.name == "search") {
            continue;
        }
        let legend = before.lines().next_back().unwrap().trim().to_owned();
        for name in legend.split("  ").filter_map(|entry| entry.split(' ').next()) {
            let Some(key) = named(name) else { continue };
            // What it refuses stands there already.
            if (screen.name, name) == ("standards-change", "F9") {
                continue;
            }
            pressed += 1;
            let mut app = opened();
            let command = press(&mut app, &screen.snapshot, &[key]);
            let after = text(&drawn(&app, &screen.snapshot, (200, 45)));
            if command.is_none() && !app.quit && after == before {
                dead.push(format!("{}: {name}", screen.name));
            }
        }
    }
    assert!(pressed > 150, "{pressed}");
    assert!(dead.is_empty(), "{dead:?}");
}
