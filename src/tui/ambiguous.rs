//! Signs that some terminals draw two cells wide (`±`, `×`, `°`, `─`). Where the setting says so, each of them gets its second
//! cell, or a sign of one cell in its place: no column moves, whatever a screen or a sentence is made of.

use ratatui::buffer::{Buffer, CellDiffOption};
use unicode_width::UnicodeWidthStr;

/// What drawings are made of, and what stands for them: one cell for one cell.
const TWINS: &[(&str, &str)] = &[
    ("─━═┄┈╌", "-"),
    ("│┃║┆┊╎", "|"),
    ("┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛┣┫┳┻╋", "+"),
    ("█▓■▇▆▅", "#"),
    ("▒░▁▂▃▄▀▌▐", ":"),
    ("→▶►▷", ">"),
    ("←◀◄◁", "<"),
    ("↑▲△", "^"),
    ("↓▼▽", "v"),
    ("◆◇●○★☆•", "*"),
    ("…·", "."),
];

/// Whether a terminal may draw it two cells wide although it is reckoned as one.
pub fn is_ambiguous(symbol: &str) -> bool {
    symbol.width() == 1 && symbol.width_cjk() == 2
}

/// Makes a drawn screen right for a terminal that draws ambiguous signs two cells wide.
pub fn settle(buffer: &mut Buffer) {
    let (width, height) = (buffer.area.width, buffer.area.height);
    for y in 0..height {
        let mut x = 0;
        while x < width {
            x += settle_cell(buffer, x, y);
        }
    }
}

/// Settles one cell; answers with how many cells it takes.
fn settle_cell(buffer: &mut Buffer, x: u16, y: u16) -> u16 {
    let Some(cell) = buffer.cell_mut((x, y)) else { return 1 };
    let symbol = cell.symbol().to_owned();
    if !is_ambiguous(&symbol) {
        return if symbol.width() == 2 { 2 } else { 1 };
    }
    if let Some((_, twin)) = TWINS.iter().find(|(signs, _)| signs.contains(symbol.as_str())) {
        cell.set_symbol(twin);
        return 1;
    }
    if make_room(buffer, x, y) {
        if let Some(second) = buffer.cell_mut((x + 1, y)) {
            second.set_symbol(" ").set_diff_option(CellDiffOption::Skip);
        }
        return 2;
    }
    // Nothing gives way: better a sign that says something is missing than a row that breaks.
    if let Some(cell) = buffer.cell_mut((x, y)) {
        cell.set_symbol("?");
    }
    1
}

/// Makes the cell behind `x` free: what follows moves on by one, up to the first gap of two blanks, which becomes smaller;
/// at the end of the row, what stands last gives way.
fn make_room(buffer: &mut Buffer, x: u16, y: u16) -> bool {
    let last = buffer.area.width.saturating_sub(1);
    if x >= last {
        return false;
    }
    let blank = |buffer: &Buffer, x: u16| buffer.cell((x, y)).is_some_and(|cell| cell.symbol() == " ");
    let mut gap = x + 1;
    while gap < last && !(blank(buffer, gap) && blank(buffer, gap + 1)) {
        // The second cell of a wide sign is blank as well, and no gap.
        let wide = buffer.cell((gap, y)).is_some_and(|cell| cell.symbol().width() == 2);
        gap += if wide { 2 } else { 1 };
    }
    let gap = gap.min(last);
    let lost = gap == last && !blank(buffer, last);
    for to in (x + 2..=gap).rev() {
        let Some(moved) = buffer.cell((to - 1, y)).cloned() else { return false };
        if let Some(cell) = buffer.cell_mut((to, y)) {
            *cell = moved;
        }
    }
    // What did not fit is told as everywhere; half a wide sign at the end of the row is none.
    if let Some(cell) = buffer.cell_mut((last, y))
        && (lost || cell.symbol().width() == 2)
    {
        cell.set_symbol("~");
    }
    true
}
