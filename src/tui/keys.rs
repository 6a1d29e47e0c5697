//! The keys of every screen, once: the footer and the help are made from this table.

use super::finding::running;
use crate::locale::Words;
use crate::people::{PeopleRefusal, Role, Signers};
use crate::procedure::Ask;
use crate::station::Snapshot;

/// Where a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Place {
    Home,
    Find,
    Watch,
    Form,
    Lot,
    Pile,
    Scale,
    Detail,
    /// A code is shown that was handed out.
    Code,
    People,
    Locked,
}

/// When a key works in its place: the legend never offers what would do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    /// There is a run to open in the list.
    Listed,
    /// There are ports to look at.
    Ports,
    /// Somebody is being looked for.
    Looking,
    /// Nobody is.
    Idle,
    /// Everything is there to conclude.
    Complete,
    /// The run is concluded.
    Concluded,
    /// The run that is looked at is concluded.
    Shown,
    /// The run is not concluded, and something can be taken back.
    Recorded,
    /// The appearance check is asked for.
    Appearance,
    /// A number is to be typed.
    Number,
    /// Registers or a scale are being read.
    Registers,
    /// There is an account to sign in with.
    Accounts,
    /// Somebody is signed in.
    SignedIn,
    /// An administrator is signed in.
    Administrator,
    /// An administrator is signed in, or the first account is to be made.
    MayAdd,
    /// A checker is signed in who may check the run.
    Checkable,
    /// An approver is signed in who may approve the run.
    Approvable,
}

/// One key.
pub struct Key {
    /// Where it works.
    places: &'static [Place],
    when: When,
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

const fn key(places: &'static [Place], when: When, name: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { places, when, name, zh, en }
}

const HOME: &[Place] = &[Place::Home];
const FIND: &[Place] = &[Place::Find];
const FORM: &[Place] = &[Place::Form];
const RUN: &[Place] = &[Place::Lot, Place::Pile, Place::Scale];
const DETAIL: &[Place] = &[Place::Detail];
const PEOPLE: &[Place] = &[Place::People];
const CODE: &[Place] = &[Place::Code];
const LOCKED: &[Place] = &[Place::Locked];
const INSIDE: &[Place] =
    &[Place::Watch, Place::Form, Place::Lot, Place::Pile, Place::Scale, Place::Detail, Place::People];
const NOT_FORM: &[Place] =
    &[Place::Home, Place::Find, Place::Watch, Place::Lot, Place::Pile, Place::Scale, Place::Detail, Place::People];
const EVERYWHERE: &[Place] = &[
    Place::Home,
    Place::Find,
    Place::Watch,
    Place::Form,
    Place::Lot,
    Place::Pile,
    Place::Scale,
    Place::Detail,
    Place::People,
    Place::Locked,
];

/// Every key.
const KEYS: &[Key] = &[
    key(HOME, When::Always, "n", "净含量", "lot"),
    key(HOME, When::Always, "p", "桩", "pile"),
    key(HOME, When::Always, "s", "秤", "scale"),
    key(HOME, When::Always, "f", "查找", "find"),
    key(HOME, When::Always, "a", "账号", "people"),
    key(FIND, When::Ports, "↓↑", "选择", "mark"),
    key(FIND, When::Ports, "Enter", "选用/查此口", "use/look here"),
    key(FIND, When::Ports, "f", "查全部", "look at all"),
    key(FIND, When::Always, "a", "加端口", "type a port"),
    key(FIND, When::Looking, "Esc", "停止", "stop"),
    key(FIND, When::Idle, "Esc", "返回", "back"),
    key(HOME, When::Listed, "Enter", "打开", "open"),
    key(FORM, When::Always, "Tab ↓↑", "换栏", "field"),
    key(FORM, When::Always, "← →", "选择，或打字查找", "choose or type"),
    key(FORM, When::Always, "Enter", "下一栏/开始", "next/start"),
    key(RUN, When::Complete, "Enter", "作出结论", "conclude"),
    key(RUN, When::Concluded, "Enter", "完成", "done"),
    key(RUN, When::Concluded, "k", "发放凭证码", "hand out code"),
    key(DETAIL, When::Shown, "k", "发放凭证码", "hand out code"),
    key(RUN, When::Appearance, "y", "合格", "pass"),
    key(RUN, When::Appearance, "n", "不合格", "fail"),
    key(RUN, When::Number, "0-9 Enter", "输入", "type it"),
    key(&[Place::Pile, Place::Scale], When::Registers, "Space", "立即取数", "take now"),
    key(RUN, When::Recorded, "u", "撤回", "withdraw"),
    key(RUN, When::Always, "t", "计算过程", "trace"),
    key(DETAIL, When::Always, "Tab", "切换页", "page"),
    key(DETAIL, When::Always, "↑↓ PgUp PgDn", "滚动", "scroll"),
    key(DETAIL, When::Checkable, "c", "核验同意", "check"),
    key(DETAIL, When::Checkable, "r", "退回", "return"),
    key(DETAIL, When::Approvable, "v", "批准", "approve"),
    key(PEOPLE, When::MayAdd, "n", "新建", "new"),
    key(PEOPLE, When::Accounts, "Enter", "登录", "sign in"),
    key(PEOPLE, When::SignedIn, "o", "退出登录", "sign out"),
    key(PEOPLE, When::SignedIn, "s", "改密码", "secret"),
    key(PEOPLE, When::Administrator, "e", "更改", "change"),
    key(PEOPLE, When::Administrator, "u", "解锁", "unlock"),
    key(PEOPLE, When::Administrator, "x", "关闭", "close"),
    key(LOCKED, When::Always, "↑↓", "选择", "choose"),
    key(LOCKED, When::Always, "Enter", "登录", "sign in"),
    key(CODE, When::Always, "Esc", "收起", "put away"),
    key(INSIDE, When::Always, "Esc", "返回", "back"),
    key(EVERYWHERE, When::Always, "F2", "English", "中文"),
    key(NOT_FORM, When::Always, "?", "帮助", "help"),
    key(HOME, When::Always, "q", "退出", "quit"),
    key(NOT_FORM, When::Accounts, "F3", "登录", "sign in"),
    key(NOT_FORM, When::SignedIn, "F4", "锁屏", "lock"),
];

/// The keys that do something at one place now.
pub fn of(place: Place, snapshot: &Snapshot) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.places.contains(&place) && works(key.when, snapshot))
}

fn works(when: When, snapshot: &Snapshot) -> bool {
    let run = snapshot.active.as_ref();
    let asks = |wanted: fn(Ask) -> bool| run.is_some_and(|run| wanted(run.ask));
    let signed_in = snapshot.people.signed_in.as_ref();
    let has = |role| signed_in.is_some_and(|who| who.has(role));
    let signs = |role, open: fn(&Signers, &str) -> Result<(), PeopleRefusal>| {
        let (who, detail) = (signed_in.filter(|who| who.has(role)), snapshot.detail.as_ref());
        who.zip(detail).is_some_and(|(who, detail)| open(&detail.signers, &who.id).is_ok())
    };
    match when {
        When::Always => true,
        When::Listed => !snapshot.runs.is_empty(),
        When::Ports => !snapshot.ports.is_empty(),
        When::Looking => running(snapshot),
        When::Idle => !running(snapshot),
        When::Complete => asks(|ask| ask == Ask::Conclude),
        When::Shown => snapshot.detail.as_ref().is_some_and(|detail| detail.summary.verdict.is_some()),
        When::Concluded => run.is_some_and(|run| run.concluded),
        // The first entry of a run is its opening.
        When::Recorded => run.is_some_and(|run| !run.concluded && run.stored.entries > 1),
        When::Appearance => asks(|ask| ask == Ask::Appearance),
        When::Number => asks(|ask| ask.typed() && ask != Ask::Appearance),
        When::Accounts => snapshot.people.required,
        When::SignedIn => snapshot.people.signed_in.is_some(),
        When::Administrator => has(Role::Administrator),
        When::MayAdd => has(Role::Administrator) || snapshot.people.accounts.is_empty(),
        When::Checkable => signs(Role::Checker, Signers::open_to_check),
        When::Approvable => signs(Role::Approver, Signers::open_to_approval),
        When::Registers => asks(Ask::registers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_offers_nothing_that_would_do_nothing() {
        let names = |place| of(place, &Snapshot::default()).map(|key| key.name).collect::<Vec<_>>();
        assert_eq!(names(Place::Home), ["n", "p", "s", "f", "a", "F2", "?", "q"]);
        assert_eq!(names(Place::Find), ["a", "Esc", "F2", "?"]);
        assert_eq!(names(Place::Lot), ["t", "Esc", "F2", "?"]);
    }
}
