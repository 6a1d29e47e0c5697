//! What the items of regulations ask, in words for somebody who has never read one (`plain_words.toml`).

use super::Words;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The words of an item by its name in the rule files; `None` for an item that has none.
pub fn item(name: &str) -> Option<&'static Words> {
    static WORDS: OnceLock<BTreeMap<String, Words>> = OnceLock::new();
    // A file that cannot be read would be a bug of this program, which the test of every item finds.
    WORDS.get_or_init(|| toml::from_str(include_str!("plain_words.toml")).unwrap_or_default()).get(name)
}
