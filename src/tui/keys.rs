//! The keys of every screen, once: the footer and the help are made from this table.

use crate::locale::Words;

/// Where a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Place {
    Home,
    Form,
    Lot,
    Pile,
    Detail,
}

/// One key.
pub struct Key {
    /// Where it works.
    pub places: &'static [Place],
    /// As it is written.
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Key {
    /// What it does.
    pub fn words(&self) -> Words {
        Words::new(self.zh, self.en)
    }
}

const fn key(places: &'static [Place], name: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { places, name, zh, en }
}

/// Every key.
pub const KEYS: &[Key] = &[
    key(&[Place::Home], "n", "净含量检验", "net content"),
    key(&[Place::Home], "p", "充电桩检定", "charging pile"),
    key(&[Place::Home], "Enter", "继续/查看", "continue/show"),
    key(&[Place::Form], "Tab ↓↑", "换栏", "field"),
    key(&[Place::Form], "← →", "选择", "choose"),
    key(&[Place::Form], "Enter", "下一栏/开始", "next/start"),
    key(&[Place::Lot, Place::Pile], "Enter", "结论", "conclude"),
    key(&[Place::Pile], "Space", "立即取数", "take now"),
    key(&[Place::Lot, Place::Pile], "u", "撤回", "withdraw"),
    key(&[Place::Lot, Place::Pile], "t", "计算过程", "trace"),
    key(&[Place::Detail], "Tab", "切换页", "page"),
    key(&[Place::Detail], "↑↓ PgUp PgDn", "滚动", "scroll"),
    key(&[Place::Form, Place::Lot, Place::Pile, Place::Detail], "Esc", "返回", "back"),
    key(&[Place::Home, Place::Form, Place::Lot, Place::Pile, Place::Detail], "F2", "English", "中文"),
    key(&[Place::Home, Place::Lot, Place::Pile, Place::Detail], "?", "帮助", "help"),
    key(&[Place::Home], "q", "退出", "quit"),
];

/// The keys of one place.
pub fn of(place: Place) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.places.contains(&place))
}
