//! Promise: read aloud row by row, every screen makes sense: its name first, then what is the matter and what to do, then the
//! values, each with its unit behind it; the keys last.

use crate::screens::{Screen, changed_since, draw, screens, text};
use crate::terminal::Seat;
use crossterm::event::KeyCode;
use quanheng::locale::{Lang, Say};
use quanheng::preferences::{FILE, Palette};
use quanheng::station::{KindView, Line};
use quanheng::tui::Theme;
use tempfile::TempDir;

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];
/// As it is drawn for a screen reader.
const ALOUD: Theme = Theme { no_colour: false, plain_signs: false, palette: Palette::Dark, wide: false, reader: true };
/// Rows of the head, the trouble and the name of what is inspected.
const NAMES: usize = 3;
const UNITS: [&str; 11] = ["kg", "g", "t", "mL", "L", "kWh", "V", "A", "MΩ", "kW", "ns"];

/// A figure: digits with a sign or a point, and nothing else.
fn figure(word: &str) -> bool {
    let digits = word.strip_prefix(['+', '-', '−']).unwrap_or(word);
    digits.starts_with(|sign: char| sign.is_ascii_digit())
        && digits.chars().all(|sign| sign.is_ascii_digit() || sign == '.')
}

fn unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// The columns of a row, each in words: two blanks part them.
fn columns(row: &str) -> impl Iterator<Item = Vec<&str>> {
    row.split("  ").map(|column| column.split_whitespace().collect())
}

/// Whether a row shows a value: a figure and its unit.
fn value(row: &str) -> bool {
    columns(row).any(|words| words.windows(2).any(|pair| figure(pair[0]) && unit(pair[1])))
}

/// Whether a word of the legend is a key.
fn key(word: &str) -> bool {
    let named = ["Enter", "Esc", "Tab", "Space", "↓↑", "↑↓", "←", "0-9", "Ctrl+P"];
    named.contains(&word)
        || word.chars().count() == 1
        || word.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok())
}

/// Draws every screen in every size and language and hands over its rows; what is wrong is gathered.
fn every(look: impl Fn(&Screen, Lang, &[&str]) -> Option<String>) {
    for theme in [Theme::default(), ALOUD] {
        every_in(theme, &look);
    }
}

/// The same, as it is drawn for a screen reader or for eyes.
fn every_in(theme: Theme, look: impl Fn(&Screen, Lang, &[&str]) -> Option<String>) {
    let mut wrong = Vec::new();
    for screen in screens() {
        for lang in [Lang::Zh, Lang::En] {
            for size in SIZES.into_iter().take(if theme.reader { 1 } else { SIZES.len() }) {
                let drawn = text(&draw(&screen, lang, theme, size));
                let rows: Vec<&str> = drawn.lines().collect();
                if let Some(why) = look(&screen, lang, &rows) {
                    wrong.push(format!("{} {lang} {size:?}: {why}\n{drawn}", screen.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether it is the screen of a run, with nothing before it.
fn is_run(screen: &Screen) -> bool {
    screen.keys.is_empty() && screen.snapshot.wire.is_none()
}

#[test]
fn the_name_of_the_screen_comes_first_and_the_keys_last() {
    every(|_, _, rows| {
        let title = rows.first()?.strip_prefix(" 权衡 quanheng  ").filter(|title| !title.trim().is_empty());
        if title.is_none() {
            return Some("the first row does not say which screen it is".into());
        }
        let last = rows.last()?.split_whitespace().next().unwrap_or_default();
        (!key(last)).then(|| format!("the last row begins with {last:?}, which is no key"))
    });
}

#[test]
fn what_to_do_is_read_before_any_value() {
    every(|screen, lang, rows| {
        let run = screen.snapshot.active.as_ref().filter(|_| is_run(screen))?;
        // Long sentences are broken: their beginning stands in one row.
        let asked: String = run.ask.say(lang).chars().take(8).collect();
        let asked_at = rows.iter().position(|row| row.contains(&asked));
        // What is inspected stands first, with what is written on it: that is its name.
        let first = rows.iter().skip(NAMES).position(|row| value(row)).map_or(rows.len(), |at| at + NAMES);
        let silent = screen.snapshot.instruments.iter().any(|instrument| instrument.line != Line::Live);
        match asked_at {
            // Concluded, or an instrument is gone: that is what is said then.
            None if run.concluded || silent => None,
            None => Some(format!("{asked:?} is not on the screen")),
            Some(at) => (at > first).then(|| format!("a value stands in row {first}, what to do in row {at}")),
        }
    });
}

#[test]
fn for_a_screen_reader_nothing_is_drawn() {
    every_in(ALOUD, |screen, _, rows| {
        // A code is a drawing; its text stands below it.
        let drawn = |sign: &char| ('\u{2500}'..='\u{259f}').contains(sign) || "◆◢◣".contains(*sign);
        let found: String = rows.iter().flat_map(|row| row.chars().filter(drawn)).collect();
        (!found.is_empty() && screen.name != "code").then(|| format!("drawn: {found}"))
    });
}

#[test]
fn for_a_screen_reader_every_value_has_its_name_before_it() {
    every_in(ALOUD, |screen, lang, rows| {
        let run = screen.snapshot.active.as_ref().filter(|_| is_run(screen))?;
        let side = match (&run.kind, lang) {
            (KindView::Pile(_), Lang::Zh) => "充电桩",
            (KindView::Pile(_), Lang::En) => "PILE",
            (_, Lang::Zh) => "秤",
            (_, Lang::En) => "SCALE",
        };
        let reading = screen.snapshot.instruments.first()?.readings.first()?;
        let silent = screen.snapshot.instruments.iter().any(|instrument| instrument.line != Line::Live);
        let number = reading.datum.number()?.to_string();
        let wanted = format!(" {side} {number} {}", reading.datum.unit?.symbol());
        let told = rows.iter().any(|row| *row == wanted);
        // A stale value is told by its state alone.
        (told == silent).then(|| format!("{wanted:?} stands there: {told}, silent: {silent}"))
    });
}

#[test]
fn screens_for_a_screen_reader_are_as_they_were_looked_at() {
    let names = ["lot", "lot-stale", "lot-concluded", "lot-chart", "pile", "scale", "compare", "help", "detail-charts"];
    let mut changed = Vec::new();
    let scrolled = screens().into_iter().filter(|screen| screen.name == "pile");
    let scrolled = scrolled.map(|screen| Screen { name: "pile-scrolled", keys: &[KeyCode::PageDown], ..screen });
    for screen in screens().into_iter().filter(|screen| names.contains(&screen.name)).chain(scrolled) {
        for (lang, word, size) in [(Lang::Zh, "zh", (80, 24)), (Lang::En, "en", (160, 45))] {
            let name = format!("aloud-{}.{word}.{}x{}.txt", screen.name, size.0, size.1);
            changed.extend(changed_since(&name, &text(&draw(&screen, lang, ALOUD, size))));
        }
    }
    assert!(changed.is_empty(), "look at these, then bless them:\n{}", changed.join("\n"));
}

/// The numbers in the row that says which lines are read: from, to, of.
fn position(rows: &[&str]) -> Option<[usize; 3]> {
    let said = rows.iter().find(|row| row.contains("共 ") && row.contains("翻行"))?;
    let words = said.split(|sign: char| !sign.is_ascii_digit()).filter_map(|word| word.parse().ok());
    words.take(3).collect::<Vec<_>>().try_into().ok()
}

/// Screens that are longer than a small window, read from every place they can be scrolled to: what to do now is always first,
/// and no line is lost.
#[test]
fn a_long_run_is_scrolled_line_by_line_below_what_to_do_now() {
    let mut long = 0;
    for screen in screens().into_iter().filter(|screen| is_run(screen) && screen.snapshot.active.is_some()) {
        let at = |down: usize| {
            let keys: &'static [KeyCode] = vec![KeyCode::Down; down].leak();
            let screen = Screen { keys, name: screen.name, snapshot: screen.snapshot.clone() };
            text(&draw(&screen, Lang::Zh, ALOUD, (80, 24)))
        };
        let top = at(0);
        let Some([from, to, of]) = position(&top.lines().collect::<Vec<_>>()) else { continue };
        long += 1;
        let room = to + 1 - from;
        // Between the head and the rows that are scrolled nothing moves.
        let body = |drawn: &str| drawn.lines().skip(2).take(21).map(str::to_owned).collect::<Vec<_>>();
        let notes = usize::from(!screen.snapshot.active.as_ref().unwrap().margin.notes.is_empty());
        let first = 21 - notes - 1 - room;
        let mut lines: Vec<String> = body(&top)[first..first + room].to_vec();
        for down in 1..=of - room {
            let now = body(&at(down));
            assert_eq!(now[..first], body(&top)[..first], "{}: what to do now stays first", screen.name);
            let told = position(&now.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(told, Some([down + 1, down + room, of]), "{}", screen.name);
            assert_eq!(now[first..first + room - 1], lines[down..], "{}: by one line", screen.name);
            lines.push(now[first + room - 1].clone());
        }
        assert_eq!(lines.len(), of, "{}: every line was read", screen.name);
        // There is nothing beyond the end.
        assert_eq!(at(of + 5), at(of - room), "{}", screen.name);
    }
    assert!(long > 2, "{long} screens were long enough");
}

#[test]
fn at_the_keys_a_run_is_read_to_its_end_and_the_way_back_is_one_key() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(FILE), "screen_reader = true\n").unwrap();
    let mut seat = Seat::take(folder.path(), &["demo", "pile"]);
    seat.sees_all(&["合格按 y，不合格按 n", "第 1–", "翻行"]);
    seat.types("\x1b[F");
    seat.sees_so("the end of the run, below what to do now", |text| {
        text.contains("合格按 y，不合格按 n") && text.contains("作出结论") && !text.contains("第 1–")
    });
    // What is asked for does not move when the rest is scrolled, and its keys work.
    seat.types("\x1b[H");
    seat.sees_all(&["合格按 y，不合格按 n", "第 1–"]);
    seat.types("\x1b[6~");
    seat.sees_so("a page on", |text| text.contains("合格按 y，不合格按 n") && !text.contains("第 1–"));
    seat.types("\x1bOQ");
    seat.sees_so("the same in English", |text| text.contains("lines ") && text.contains("turn"));
    seat.types("\x1bOQ");
    seat.types("y");
    seat.sees("正在充电");
    seat.types("\x03");
    seat.sees("退出程序吗");
    seat.types("\r");
    assert_eq!(seat.ends(), 0);
}

#[test]
fn a_unit_stands_behind_its_figure() {
    every(|_, _, rows| {
        let wrong = |words: Vec<&str>| {
            let lone = |at: usize| at == 0 || !figure(words[at - 1]);
            (0..words.len().saturating_sub(1))
                .any(|at| unit(words[at]) && words[at].len() > 1 && figure(words[at + 1]) && lone(at))
        };
        let backwards = rows.iter().find(|row| columns(row).any(wrong));
        backwards.map(|row| format!("a unit before a figure: {row}"))
    });
}
