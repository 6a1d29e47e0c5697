//! What the readers of TOML and JSON say is wrong with a file, in the words of people who write such files by hand: the
//! libraries speak English to programmers ("expected u64").

use super::Lang;

/// Fragments of the libraries' messages with what they mean, Chinese and English. Longer ones stand before those they begin
/// with.
const FRAGMENTS: &[(&str, &str, &str)] = &[
    ("TOML parse error at line ", "第 ", "line "),
    (" at line ", "，第 ", ", line "),
    (", column ", " 行，列 ", ", column "),
    (" column ", " 行，列 ", ", column "),
    ("unknown field ", "不认识的键 ", "unknown key "),
    ("missing field ", "缺少 ", "missing: "),
    ("duplicate field ", "重复的键 ", "the key stands twice: "),
    ("duplicate key", "同一个键写了两次", "the key stands twice"),
    ("unknown variant ", "不可用的取值 ", "a value that cannot be used: "),
    ("invalid type: ", "写法不对：这里是", "written wrongly: this is "),
    ("invalid value: ", "值不可用：这里是", "a value that cannot be used: this is "),
    ("invalid length ", "个数不对：", "wrong number of values: "),
    (", expected one of ", "；可用：", "; use "),
    (", expected ", "；应为", "; expected "),
    ("expected one of ", "可用：", "use "),
    (", there are no fields", "；这里不能有键", "; no keys can stand here"),
    ("floating point ", "未加引号的小数 ", "a number without quotes, "),
    ("integer ", "未加引号的整数 ", "a number without quotes, "),
    ("boolean ", "是非值 ", "true or false, "),
    ("a boolean", " true 或 false", "true or false"),
    ("a string", "带引号的文字（小数也要加引号）", "text in quotes (a number too)"),
    ("string values must be quoted", "文字要加引号", "text must stand in quotes"),
    ("string ", "文字 ", "text "),
    ("a sequence", "列表 [ ]", "a list [ ]"),
    ("sequence", "列表", "a list"),
    ("a map", "表 { }", "a table { }"),
    ("map", "表", "a table"),
    ("struct ", "表 ", "a table "),
    ("unit variant", "一个取值", "a value"),
    ("usize", "不小于 0 的整数（不加引号）", "a whole number from 0 (without quotes)"),
    ("u64", "不小于 0 的整数（不加引号）", "a whole number from 0 (without quotes)"),
    ("u32", "不小于 0 的整数（不加引号）", "a whole number from 0 (without quotes)"),
    ("u16", "0–65535 的整数（不加引号）", "a whole number 0–65535 (without quotes)"),
    ("u8", "0–255 的整数（不加引号）", "a whole number 0–255 (without quotes)"),
    ("i64", "整数（不加引号）", "a whole number (without quotes)"),
    ("i32", "整数（不加引号）", "a whole number (without quotes)"),
    ("missing comma between array elements", "列表各项之间缺少逗号", "a comma is missing in the list"),
    ("unclosed array", "列表缺少 ]", "the list has no ]"),
    ("unclosed inline table", "表缺少 }", "the table has no }"),
    ("extra comma in ", "多余的逗号：", "one comma too many: "),
    ("key with no value", "键没有值", "a key without a value"),
    ("missing value for key", "键没有值", "a key without a value"),
    ("missing opening quote", "缺少前引号", "the opening quote is missing"),
    ("missing closing quote", "缺少后引号", "the closing quote is missing"),
    ("invalid unquoted key", "键的写法不对", "a key that is written wrongly"),
    ("unexpected leading zero", "整数不能以 0 开头", "a whole number cannot begin with 0"),
    ("EOF while parsing ", "文件到此中断：", "the file ends in the middle of "),
    ("trailing characters", "文件末尾有多余的内容", "there is more behind the end"),
    ("trailing comma", "多余的逗号", "one comma too many"),
    (" or ", " 或 ", " or "),
];

/// The message of the library in one language; what stands in back quotes or quotes is the user's and stays, and so do
/// the lines that show the place in the file.
pub fn say(lang: Lang, message: &str) -> String {
    message
        .trim_end()
        .lines()
        .map(|line| if is_excerpt(line) { line.to_owned() } else { sentence(lang, line) })
        .collect::<Vec<_>>()
        .join("\n")
}

/// `  |`, `3 | lot_size = -4` and `  | ^^^`: the file itself.
fn is_excerpt(line: &str) -> bool {
    line.split_once('|').is_some_and(|(before, _)| before.trim().chars().all(|c| c.is_ascii_digit()))
}

fn sentence(lang: Lang, line: &str) -> String {
    let mut said = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        if let Some(quoted) = quoted(rest, first) {
            said.push_str(quoted);
            rest = &rest[quoted.len()..];
        } else if let Some((found, zh, en)) = FRAGMENTS.iter().find(|(found, ..)| starts(&said, rest, found)) {
            said.push_str(match lang {
                Lang::Zh => zh,
                Lang::En => en,
            });
            rest = &rest[found.len()..];
        } else {
            said.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    said
}

/// Whether a fragment begins here, and not in the middle of a word.
fn starts(said: &str, rest: &str, fragment: &str) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    rest.strip_prefix(fragment).is_some_and(|after| {
        let begins = !(in_word(said.chars().last()) && in_word(fragment.chars().next()));
        let ends = !(in_word(fragment.chars().last()) && in_word(after.chars().next()));
        begins && ends
    })
}

/// The quoted part that begins here, with its quotes.
fn quoted(rest: &str, first: char) -> Option<&str> {
    if !matches!(first, '`' | '"') {
        return None;
    }
    let end = rest[1..].find(first)?;
    Some(&rest[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::say;
    use crate::locale::Lang;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Sample {
        lot_size: u64,
        #[serde(default)]
        net: Vec<String>,
        #[serde(default)]
        kind: Option<bool>,
    }

    fn both(text: &str) -> (String, String) {
        let why = toml::from_str::<Sample>(text).expect_err("a mistake").to_string();
        let last = |lang| say(lang, &why).lines().last().expect("a line").to_owned();
        (last(Lang::Zh), last(Lang::En))
    }

    #[test]
    fn mistakes_of_a_hand_written_file_are_said_in_plain_words() {
        let table = [
            (
                "lot_size = -4",
                "值不可用：这里是未加引号的整数 `-4`；应为不小于 0 的整数（不加引号）",
                "a value that cannot be used: this is a number without quotes, `-4`; expected a whole number from 0 (without quotes)",
            ),
            (
                "lot_size = 4\nnet = [501.2]",
                "写法不对：这里是未加引号的小数 `501.2`；应为带引号的文字（小数也要加引号）",
                "written wrongly: this is a number without quotes, `501.2`; expected text in quotes (a number too)",
            ),
            (
                "lot_size = \"map u64\"",
                "写法不对：这里是文字 \"map u64\"；应为不小于 0 的整数（不加引号）",
                "written wrongly: this is text \"map u64\"; expected a whole number from 0 (without quotes)",
            ),
            (
                "lots = 4",
                "不认识的键 `lots`；可用：`lot_size`, `net`, `kind`",
                "unknown key `lots`; use `lot_size`, `net`, `kind`",
            ),
            ("net = []", "缺少 `lot_size`", "missing: `lot_size`"),
            ("lot_size = 4\nlot_size = 5", "同一个键写了两次", "the key stands twice"),
        ];
        for (text, zh, en) in table {
            assert_eq!(both(text), (zh.to_owned(), en.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_place_is_told_and_the_file_itself_is_left_alone() {
        let why = toml::from_str::<Sample>("lot_size = 4\nmap = \"a map\"").expect_err("a mistake").to_string();
        let zh = say(Lang::Zh, &why);
        assert!(zh.starts_with("第 2 行，列 1\n"), "{zh}");
        assert!(zh.contains("2 | map = \"a map\""), "{zh}");
    }
}
