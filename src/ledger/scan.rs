//! Whether a text is canonical JSON, told from its bytes alone: no value is built and nothing is allocated, so that a check
//! of the whole ledger costs little more than its hashes. Accepts exactly what [`super::canonical()`] writes.

use super::canonical::key_order;
use std::borrow::Cow;

/// The fields of an entry that every entry has, as they lie in its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline<'a> {
    pub kind: Cow<'a, str>,
    pub run: Option<Cow<'a, str>>,
    pub at: Cow<'a, str>,
    pub boot: Cow<'a, str>,
    pub mono_ns: u64,
}

/// Reads the outline of a body, or says why the body is none of an entry.
pub(super) fn outline(body: &str) -> Result<Outline<'_>, String> {
    let mut scanner = Scanner { rest: body.as_bytes(), slack: DEEPEST };
    let mut fields = Fields::default();
    let object = match body.as_bytes() {
        [b'{', ..] => scanner.object(|key, value| fields.take(key, value)),
        _ => scanner.value(),
    };
    if object.is_none() || !scanner.rest.is_empty() {
        let at = body.len() - scanner.rest.len();
        return Err(format!("the body is not canonical JSON from byte {at} on"));
    }
    fields.outline()
}

/// Raw strings of the fields, with their quotes.
#[derive(Default)]
struct Fields<'a> {
    kind: Option<&'a [u8]>,
    run: Option<&'a [u8]>,
    at: Option<&'a [u8]>,
    boot: Option<&'a [u8]>,
    mono_ns: Option<&'a [u8]>,
}

impl<'a> Fields<'a> {
    fn take(&mut self, key: &[u8], value: &'a [u8]) {
        let field = match key {
            b"kind" => &mut self.kind,
            b"run" => &mut self.run,
            b"at" => &mut self.at,
            b"boot" => &mut self.boot,
            b"mono_ns" => &mut self.mono_ns,
            _ => return,
        };
        // A field that is no string says nothing, as if it were not there.
        *field = Some(value).filter(|value| value.starts_with(b"\""));
    }

    fn outline(&self) -> Result<Outline<'a>, String> {
        let must =
            |name: &str, raw: Option<&'a [u8]>| raw.and_then(unquoted).ok_or_else(|| format!("the body has no {name}"));
        let mono_ns = must("mono_ns", self.mono_ns)?.parse().map_err(|_| "mono_ns is no number".to_owned())?;
        Ok(Outline {
            kind: must("kind", self.kind)?,
            run: self.run.and_then(unquoted),
            at: must("at", self.at)?,
            boot: must("boot", self.boot)?,
            mono_ns,
        })
    }
}

/// The text of a string with its quotes.
fn unquoted(raw: &[u8]) -> Option<Cow<'_, str>> {
    unescaped(raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?)
}

/// The text of a string without its quotes; borrowed where nothing in it is escaped.
fn unescaped(inside: &[u8]) -> Option<Cow<'_, str>> {
    if inside.contains(&b'\\') {
        let quoted = [b"\"", inside, b"\""].concat();
        return serde_json::from_slice::<String>(&quoted).ok().map(Cow::Owned);
    }
    std::str::from_utf8(inside).ok().map(Cow::Borrowed)
}

/// How deep arrays and objects may lie in each other: what the reader of entries takes.
const DEEPEST: u8 = 127;
/// Largest whole number, ±2^53.
const WHOLE_MAX: u64 = 1 << 53;
/// The reader of entries takes an object whose first key is this for something else.
const RAW_VALUE: &[u8] = b"$serde_json::private::RawValue";

struct Scanner<'a> {
    rest: &'a [u8],
    /// How many levels may still be opened.
    slack: u8,
}

impl<'a> Scanner<'a> {
    fn value(&mut self) -> Option<()> {
        match self.rest.first()? {
            b'"' => self.string().map(|_| ()),
            b'{' => self.object(|_, _| {}),
            b'[' => self.array(),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn literal<const N: usize>(&mut self, word: &[u8; N]) -> Option<()> {
        let (first, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = if first == word { rest } else { return None };
        Some(())
    }

    /// Takes a byte if it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Whole, without leading noughts, within ±2^53; nought has no sign.
    fn number(&mut self) -> Option<()> {
        let negative = self.takes(b'-');
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at_checked(length)?;
        let canonical = match digits {
            [b'0'] => !negative,
            [b'1'..=b'9', ..] if length <= 16 => {
                digits.iter().fold(0, |whole: u64, digit| whole * 10 + u64::from(digit - b'0')) <= WHOLE_MAX
            }
            _ => false,
        };
        self.rest = if canonical { rest } else { return None };
        Some(())
    }

    fn array(&mut self) -> Option<()> {
        self.literal(b"[")?;
        self.slack = self.slack.checked_sub(1)?;
        if !self.takes(b']') {
            loop {
                self.value()?;
                if self.takes(b']') {
                    break;
                }
                self.literal(b",")?;
            }
        }
        self.slack += 1;
        Some(())
    }

    /// An object; each key without its quotes and each value as it lies there are told.
    fn object(&mut self, mut tell: impl FnMut(&'a [u8], &'a [u8])) -> Option<()> {
        self.literal(b"{")?;
        self.slack = self.slack.checked_sub(1)?;
        let mut before: Option<Text<'_>> = None;
        if !self.takes(b'}') {
            loop {
                let key = self.string()?;
                let in_order = match before {
                    Some(before) => before.is_below(key),
                    None => key.inside != RAW_VALUE,
                };
                if !in_order {
                    return None;
                }
                before = Some(key);
                self.literal(b":")?;
                let from = self.rest;
                self.value()?;
                tell(key.inside, from.get(..from.len() - self.rest.len())?);
                if self.takes(b'}') {
                    break;
                }
                self.literal(b",")?;
            }
        }
        self.slack += 1;
        Some(())
    }

    fn string(&mut self) -> Option<Text<'a>> {
        self.literal(b"\"")?;
        let from = self.rest;
        let mut simple = true;
        loop {
            let (length, ascii) = plain(self.rest);
            simple &= ascii;
            self.rest = self.rest.get(length..)?;
            let so_far = from.len() - self.rest.len();
            if self.takes(b'"') {
                return Some(Text { inside: from.get(..so_far)?, simple });
            }
            simple = false;
            self.rest = self.rest.get(escape(self.rest)?..)?;
        }
    }
}

/// A string without its quotes.
#[derive(Clone, Copy)]
struct Text<'a> {
    inside: &'a [u8],
    /// ASCII, and nothing in it is escaped.
    simple: bool,
}

impl Text<'_> {
    /// Whether it comes before another key.
    fn is_below(self, other: Text<'_>) -> bool {
        if self.simple && other.simple {
            // Most keys differ in their first letter.
            return match (self.inside.first(), other.inside.first()) {
                (Some(a), Some(b)) if a != b => a < b,
                _ => self.inside < other.inside,
            };
        }
        match (unescaped(self.inside), unescaped(other.inside)) {
            (Some(a), Some(b)) => key_order(&a, &b).is_lt(),
            _ => false,
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// How many bytes from here on need no escape, and whether they are all ASCII.
fn plain(bytes: &[u8]) -> (usize, bool) {
    let (mut length, mut seen, mut rest) = (0, 0, bytes);
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let special = special(word);
        if special != 0 {
            let first = special.trailing_zeros();
            seen |= word & !(u64::MAX << first);
            return (length + usize::from((first / 8).to_le_bytes()[0]), seen & HIGHS == 0);
        }
        (length, seen, rest) = (length + 8, seen | word, after);
    }
    let tail = rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1F)).count();
    let ascii = seen & HIGHS == 0 && rest.iter().take(tail).all(u8::is_ascii);
    (length + tail, ascii)
}

/// The high bit of the first of eight bytes that is a quote, a backslash or a control; bits after it mean nothing.
fn special(word: u64) -> u64 {
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (is(b'"') | is(b'\\') | below(word, 0x20)) & HIGHS
}

/// How long the escape at the beginning is; only the form that is written counts as one.
fn escape(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\\', b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r', ..] => Some(2),
        [b'\\', b'u', b'0', b'0', high @ (b'0' | b'1'), low @ (b'0'..=b'9' | b'a'..=b'f'), ..] => {
            let short = *high == b'0' && matches!(low, b'8' | b'9' | b'a' | b'c' | b'd');
            (!short).then_some(6)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::canonical::{canonical, is_canonical};
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    /// The slow way: read into values and written anew.
    fn slow(body: &str) -> Option<(String, Option<String>, String, String, u64)> {
        let value: Value = serde_json::from_str(body).ok().filter(|value| is_canonical(body, value))?;
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some((text("kind")?, text("run"), text("at")?, text("boot")?, text("mono_ns")?.parse().ok()?))
    }

    fn quick(body: &str) -> Option<(String, Option<String>, String, String, u64)> {
        let outline = outline(body).ok()?;
        let run = outline.run.map(Cow::into_owned);
        Some((outline.kind.into_owned(), run, outline.at.into_owned(), outline.boot.into_owned(), outline.mono_ns))
    }

    /// An entry around a text in the place of its data.
    fn around(data: &str) -> String {
        format!(r#"{{"at":"a","boot":"b","data":{data},"kind":"k","mono_ns":"7"}}"#)
    }

    fn accepted(data: &str) -> bool {
        let body = around(data);
        assert_eq!(quick(&body), slow(&body), "{body}");
        quick(&body).is_some()
    }

    #[test]
    fn what_is_canonical_is_taken_and_nothing_else() {
        for data in [
            "null",
            "true",
            "0",
            "-1",
            "9007199254740992",
            "-9007199254740992",
            "[]",
            "{}",
            "[1,[2],{}]",
            r#""""#,
            r#""米 \"\\\b\t\n\f\r\u0000\u001f/""#,
            r#"{"a":1,"b":{"":[]}}"#,
            r#"{"":1,"a":2,"a b":3,"ab":4}"#,
            "{\"\\r\":1,\"\\\"\":2,\"1\":3,\"\u{80}\":4,\"\u{d7ff}\":5,\"😀\":6,\"\u{fb33}\":7}",
        ] {
            assert!(accepted(data), "{data}");
        }
        for data in [
            "",
            " 1",
            "1 ",
            "-0",
            "01",
            "1.0",
            "1e2",
            "-",
            "+1",
            "9007199254740993",
            "99999999999999999999",
            "nul",
            "[1,]",
            "[,1]",
            "[1 ,2]",
            "[1",
            "{\"a\":1,}",
            "{\"a\" :1}",
            r#"{"b":1,"a":2}"#,
            r#"{"a":1,"a":2}"#,
            "{a:1}",
            "'a'",
            r#""\/""#,
            r#""\u0041""#,
            r#""\u000a""#,
            r#""\u0008""#,
            r#""\u001F""#,
            r#""\u00""#,
            r#""\x""#,
            r#""a"#,
            "\"\n\"",
            r#""\ud83d\ude00""#,
            "{\"\u{fb33}\":7,\"😀\":6}",
            r#"{"ab":1,"a b":2}"#,
            r#"{"$serde_json::private::RawValue":"1"}"#,
            "1}",
            "]",
        ] {
            assert!(!accepted(data), "{data}");
        }
    }

    #[test]
    fn it_goes_as_deep_as_the_reader_of_entries() {
        let deep: Vec<usize> = (120..135).filter(|deep| accepted(&("[".repeat(*deep) + &"]".repeat(*deep)))).collect();
        assert_eq!(deep, (120..=126).collect::<Vec<_>>(), "the entry itself is a level");
        for deep in 120..135 {
            accepted(&(r#"{"a":"#.repeat(deep) + "1" + &"}".repeat(deep)));
        }
    }

    #[test]
    fn the_fields_of_an_entry_are_told_as_they_were_meant() {
        let body = r#"{"at":"\n","boot":"","kind":"a\"b","mono_ns":"+5","run":"权"}"#;
        assert_eq!(quick(body), slow(body));
        assert_eq!(quick(body).unwrap().0, "a\"b");
        for body in
            ["[]", "1", "", "{}", r#"{"at":"a","boot":"b","kind":1,"mono_ns":"7"}"#, &around("1").replace('7', "x")]
        {
            assert_eq!((quick(body), slow(body)), (None, None), "{body}");
        }
        assert_eq!(quick(r#"{"at":"a","boot":"b","kind":"k","mono_ns":"7","run":null}"#).unwrap().1, None);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let text = "[ -~\u{0}-\u{1f}\u{7f}-\u{ff}米权\u{d7ff}\u{e000}\u{fffd}😀]{0,12}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-(1_i64 << 53)..=1 << 53).prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((text, inner), 0..6).prop_map(|fields| Value::Object(Map::from_iter(fields))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn every_value_is_taken_and_a_touched_text_as_the_slow_way_says(
            value in any_value(), at in any::<prop::sample::Index>(), with in any::<prop::sample::Index>(), how in 0..3,
        ) {
            let body = canonical(&json!({ "kind": "k", "at": "a", "boot": "b", "mono_ns": "7", "data": value })).unwrap();
            prop_assert!(quick(&body).is_some(), "{}", body);
            prop_assert_eq!(quick(&body), slow(&body));
            let signs: Vec<char> = "\"\\{}[],:0159-.eutfn \n\u{1}aAb权😀".chars().collect();
            let mut touched: Vec<char> = body.chars().collect();
            let (at, with) = (at.index(touched.len()), signs[with.index(signs.len())]);
            match how {
                0 => touched[at] = with,
                1 => touched.insert(at, with),
                _ => drop(touched.remove(at)),
            }
            let touched: String = touched.into_iter().collect();
            prop_assert_eq!(quick(&touched), slow(&touched), "{}", touched);
        }
    }
}
