//! Whether the terminal can show the screens.

use super::{Found, Machine};

/// Columns and lines for which the screens are made.
const COLUMNS: u16 = 80;
const LINES: u16 = 24;

/// Chinese, ± and the frames of tables need UTF-8.
pub(super) fn locale(machine: &Machine) -> Vec<Found> {
    let first = machine.locale.iter().find(|value| !value.is_empty()).map(String::as_str).unwrap_or_default();
    let folded = first.to_lowercase().replace('-', "");
    if folded.contains("utf8") {
        return vec![Found::ok(format!("字符编码为 UTF-8（{first}）"), format!("the locale is UTF-8 ({first})"))];
    }
    let named = if first.is_empty() { "（未设置）" } else { first };
    let named_en = if first.is_empty() { "not set" } else { first };
    vec![
        Found::remark(
            format!("字符编码不是 UTF-8（{named}）：中文、± 和表格线可能显示成乱码"),
            format!("the locale is not UTF-8 ({named_en}): Chinese, ± and the lines of tables may come out as rubbish"),
        )
        .mend("export LC_ALL=C.UTF-8"),
    ]
}

/// Columns and lines.
pub(super) fn size(machine: &Machine) -> Vec<Found> {
    match machine.terminal {
        None => Vec::new(),
        Some((columns, lines)) if columns < COLUMNS || lines < LINES => vec![
            Found::remark(
                format!("终端为 {columns} 列 {lines} 行：画面至少要 {COLUMNS}×{LINES}，否则有内容看不到；拉大窗口，或执行"),
                format!(
                    "the terminal has {columns} columns and {lines} lines: the screens need {COLUMNS}×{LINES}; make the window \
                     larger, or"
                ),
            )
            .mend(format!("printf '\\033[8;{LINES};{COLUMNS}t'")),
        ],
        Some((columns, lines)) => {
            vec![Found::ok(format!("终端 {columns} 列 {lines} 行"), format!("the terminal has {columns} columns, {lines} lines"))]
        }
    }
}
