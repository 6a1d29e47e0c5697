//! The keys of every screen, once: the footer, the help and the search over all commands are made from this table.

use super::finding::running;
use crate::locale::{Lang, Words};
use crate::people::{PeopleRefusal, Role, Signers};
use crate::procedure::Ask;
use crate::station::{RunQuery, Snapshot, may_keep};
use crossterm::event::{KeyCode, KeyEvent};
use unicode_width::UnicodeWidthStr;

/// Where a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Place {
    Home,
    Find,
    Watch,
    /// What goes over the lines of the instruments in use.
    Monitor,
    Form,
    Lot,
    Pile,
    Scale,
    Detail,
    /// A code is shown that was handed out.
    Code,
    People,
    Settings,
    Locked,
    History,
    Compare,
    Standards,
    /// Papers of runs are offered.
    Papers,
}

/// When a key works in its place: the legend never offers what would do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    /// There is a run to open in the list.
    Listed,
    /// There are ports to look at.
    Ports,
    /// A port is only listened to.
    Listening,
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
    /// The run is under way: not concluded.
    UnderWay,
    /// It is paused.
    Paused,
    /// It is not.
    Unpaused,
    /// The present step may be left out.
    Skippable,
    /// Packages are weighed.
    Weighing,
    /// There is an account to sign in with.
    Accounts,
    /// Somebody is signed in.
    SignedIn,
    /// An administrator is signed in.
    Administrator,
    /// An administrator is signed in, or the first account is to be made.
    MayAdd,
    /// The run that is looked at has no verdict yet.
    Unfinished,
    /// A checker is signed in who may check the run.
    Checkable,
    /// An approver is signed in who may approve the run.
    Approvable,
    /// There is a run among those that were looked for.
    Found,
    /// Whoever is there may change the register of standards.
    Keeper,
    /// The same, and there is a standard.
    Keeps,
    /// There is a standard.
    Kept,
    /// Something of the history is filtered out.
    Filtered,
    /// The chain is being walked, and nothing is being read meanwhile.
    Walking,
    /// A run is being read.
    Reading,
    /// Papers can be written.
    Offered,
    /// Files are being written.
    Writing,
    /// None are.
    NotWriting,
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
    /// Where it is shown beside the help and the search.
    shown: Footer,
}

/// Whether a key stands in the footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Footer {
    /// As long as there is room, in the order of the table.
    Room,
    /// Always, at its right end: the way out, the help, the other language.
    Pinned,
    /// Never.
    Quiet,
    /// As long as there is room, on screens that are read aloud; on others it does nothing.
    Aloud,
}

impl Key {
    /// What it does.
    pub fn words(&self) -> Words {
        Words::new(self.zh, self.en)
    }

    /// Whether it belongs to a place.
    pub fn at(&self, place: Place) -> bool {
        self.places.contains(&place)
    }

    /// The first place it belongs to.
    pub fn first_place(&self) -> Option<Place> {
        self.places.first().copied()
    }

    /// Whether it does something now, in its place.
    pub fn works(&self, snapshot: &Snapshot) -> bool {
        works(self.when, snapshot)
    }

    /// The key to press for it; `None` for keys that only move, and for those that are several.
    pub fn event(&self) -> Option<KeyEvent> {
        let code = match self.name {
            // A number is typed in the line that Enter opens.
            "Enter" | "0-9 Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "Space" => KeyCode::Char(' '),
            name => {
                let mut signs = name.chars();
                match (signs.next()?, signs.as_str()) {
                    ('F', number) if !number.is_empty() => KeyCode::F(number.parse().ok()?),
                    (sign, "") if sign.is_ascii() => KeyCode::Char(sign),
                    _ => return None,
                }
            }
        };
        Some(KeyEvent::from(code))
    }
}

const fn key(places: &'static [Place], when: When, name: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { places, when, name, zh, en, shown: Footer::Room }
}

/// A key that the footer always shows.
const fn pinned(places: &'static [Place], when: When, name: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { places, when, name, zh, en, shown: Footer::Pinned }
}

/// A key for which the footer has no room.
const fn quiet(places: &'static [Place], when: When, name: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { places, when, name, zh, en, shown: Footer::Quiet }
}

/// A key of screens that are read aloud.
const fn aloud(places: &'static [Place], when: When, name: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { places, when, name, zh, en, shown: Footer::Aloud }
}

const HOME: &[Place] = &[Place::Home];
const FIND: &[Place] = &[Place::Find];
const FORM: &[Place] = &[Place::Form];
const MONITOR: &[Place] = &[Place::Monitor];
const RUN: &[Place] = &[Place::Lot, Place::Pile, Place::Scale];
const DETAIL: &[Place] = &[Place::Detail];
const PEOPLE: &[Place] = &[Place::People];
const HISTORY: &[Place] = &[Place::History];
const COMPARE: &[Place] = &[Place::Compare];
const STANDARDS: &[Place] = &[Place::Standards];
const PAPERS: &[Place] = &[Place::Papers];
const CODE: &[Place] = &[Place::Code];
const LOCKED: &[Place] = &[Place::Locked];
const SETTINGS: &[Place] = &[Place::Settings];
/// Every place where keys of their own stand, in an order in which each list below is a stretch of it.
const EVERYWHERE: &[Place] = &[
    Place::Home,
    Place::Find,
    Place::Watch,
    Place::Lot,
    Place::Pile,
    Place::Scale,
    Place::Monitor,
    Place::Detail,
    Place::People,
    Place::History,
    Place::Compare,
    Place::Standards,
    Place::Papers,
    Place::Form,
    Place::Settings,
    Place::Locked,
];
/// Where letters are commands: up to the papers.
const NOT_FORM: &[Place] = EVERYWHERE.split_at(13).0;
/// The same, but for home.
const AWAY: &[Place] = NOT_FORM.split_at(1).1;
/// Where Esc goes back: from the watched instrument to the standards.
const INSIDE: &[Place] = EVERYWHERE.split_at(12).0.split_at(2).1;
/// The same: forms, and the settings.
const BOXES: &[Place] = &[Place::Form, Place::Settings];
/// Where an instrument is in use: watched, or read in a run.
const IN_USE: &[Place] = EVERYWHERE.split_at(6).0.split_at(2).1;

/// Every key.
const KEYS: &[Key] = &[
    pinned(HOME, When::Walking, "Esc", "停止核对", "stop looking"),
    pinned(HOME, When::Reading, "Esc", "停止读取", "stop reading"),
    key(HOME, When::Always, "n", "净含量", "lot"),
    key(HOME, When::Always, "p", "桩", "pile"),
    key(HOME, When::Always, "s", "秤", "scale"),
    key(HOME, When::Always, "f", "查找", "find"),
    key(HOME, When::Always, "h", "历史", "history"),
    key(HOME, When::Always, "a", "账号", "people"),
    key(HOME, When::Always, "d", "标准器", "standards"),
    key(FIND, When::Ports, "↓↑", "选择", "mark"),
    key(FIND, When::Ports, "Enter", "选用/查此口", "use/look here"),
    key(FIND, When::Ports, "f", "查全部", "look at all"),
    key(FIND, When::Always, "a", "加端口", "type a port"),
    pinned(FIND, When::Looking, "Esc", "停止", "stop"),
    pinned(FIND, When::Idle, "Esc", "返回", "back"),
    key(FORM, When::Always, "Tab ↓↑", "换栏", "field"),
    key(FORM, When::Always, "Enter", "下一栏", "next"),
    key(FORM, When::Always, "F9", "开始/保存", "start/save"),
    key(FORM, When::Always, "← →", "选择或打字", "choose or type"),
    key(RUN, When::Complete, "Enter", "作出结论", "conclude"),
    key(RUN, When::Concluded, "Enter", "完成", "done"),
    key(RUN, When::Concluded, "k", "发放凭证码", "hand out code"),
    key(RUN, When::Concluded, "o", "文件", "documents"),
    key(DETAIL, When::Checkable, "c", "核验同意", "check"),
    key(DETAIL, When::Checkable, "r", "退回", "return"),
    key(DETAIL, When::Approvable, "v", "批准", "approve"),
    key(DETAIL, When::Unfinished, "Enter", "接着做", "go on with it"),
    key(DETAIL, When::Always, "o", "文件", "documents"),
    key(DETAIL, When::Shown, "k", "发放凭证码", "hand out code"),
    key(RUN, When::Appearance, "y", "合格", "pass"),
    key(RUN, When::Appearance, "n", "不合格", "fail"),
    key(RUN, When::Number, "0-9 Enter", "输入", "type it"),
    key(&[Place::Pile, Place::Scale], When::Registers, "Space", "立即取数", "take now"),
    key(RUN, When::Paused, "r", "继续", "resume"),
    key(RUN, When::Recorded, "u", "撤回", "withdraw"),
    key(RUN, When::Skippable, "x", "跳过", "leave out"),
    aloud(RUN, When::Always, "↑↓ PgUp PgDn", "滚动", "scroll"),
    key(RUN, When::Always, "t", "计算过程", "trace"),
    key(RUN, When::Always, "g", "图", "charts"),
    key(MONITOR, When::Always, "Space", "冻结/继续", "freeze/go on"),
    key(MONITOR, When::Listening, "b", "换波特率", "speed"),
    key(MONITOR, When::Listening, "d", "换数据位", "bits"),
    key(MONITOR, When::Always, "↑↓", "选择", "mark"),
    key(MONITOR, When::Always, "PgUp PgDn", "滚动字节", "scroll bytes"),
    quiet(MONITOR, When::Always, "← →", "跳十条", "ten on"),
    quiet(MONITOR, When::Always, "Home End", "最旧/最新", "oldest/newest"),
    key(DETAIL, When::Always, "Tab", "切换页", "page"),
    key(DETAIL, When::Always, "↑↓ PgUp PgDn", "滚动", "scroll"),
    key(PEOPLE, When::MayAdd, "n", "新建", "new"),
    key(PEOPLE, When::Accounts, "Enter", "登录", "sign in"),
    key(PEOPLE, When::SignedIn, "o", "退出登录", "sign out"),
    key(PEOPLE, When::SignedIn, "s", "改密码", "secret"),
    key(PEOPLE, When::Administrator, "e", "更改", "change"),
    key(PEOPLE, When::Administrator, "u", "解锁", "unlock"),
    key(PEOPLE, When::Administrator, "x", "关闭", "close"),
    key(LOCKED, When::Always, "↑↓", "选择", "choose"),
    key(LOCKED, When::Always, "Enter", "登录", "sign in"),
    key(HISTORY, When::Found, "Enter", "打开", "open"),
    key(HISTORY, When::Filtered, "x", "清除条件", "clear"),
    key(HISTORY, When::Found, "Space", "标记", "mark"),
    key(HISTORY, When::Found, "c", "比较所标", "compare"),
    key(COMPARE, When::Always, "↑↓ PgUp PgDn", "滚动", "scroll"),
    key(STANDARDS, When::Keeper, "n", "登记", "new"),
    key(STANDARDS, When::Keeps, "e", "更改", "change"),
    key(STANDARDS, When::Keeps, "x", "停用", "retire"),
    key(STANDARDS, When::Kept, "Enter", "全部内容", "all of it"),
    key(STANDARDS, When::Kept, "/", "查找", "find"),
    pinned(CODE, When::Always, "Esc", "收起", "put away"),
    key(HISTORY, When::Found, "o", "文件", "documents"),
    key(PAPERS, When::Offered, "Enter", "写出", "write"),
    key(PAPERS, When::Offered, "Space", "标记", "mark"),
    key(PAPERS, When::Always, "↑↓", "选择", "choose"),
    key(PAPERS, When::Offered, "← →", "更改", "change"),
    key(PAPERS, When::Offered, "PgUp PgDn", "翻预览", "turn preview"),
    pinned(PAPERS, When::Writing, "Esc", "停止", "stop"),
    pinned(PAPERS, When::NotWriting, "Esc", "返回", "back"),
    // These stand beside what they change as well: in a narrow footer the others go first.
    key(HISTORY, When::Always, "/", "词语", "words"),
    key(HISTORY, When::Always, "k", "种类", "kind"),
    key(HISTORY, When::Always, "v", "结论", "verdict"),
    key(HISTORY, When::Always, "s", "状态", "state"),
    key(HISTORY, When::Always, "d", "日期", "days"),
    key(HOME, When::Listed, "Enter", "打开", "open"),
    key(RUN, When::UnderWay, "i", "备注", "note"),
    key(RUN, When::Unpaused, "p", "暂停", "pause"),
    key(RUN, When::UnderWay, "q", "退出", "quit"),
    key(RUN, When::Weighing, "0-9", "样品编号", "package code"),
    key(FIND, When::Ports, "m", "串口监视", "serial monitor"),
    key(IN_USE, When::Always, "m", "串口监视", "serial monitor"),
    key(NOT_FORM, When::Accounts, "F3", "登录", "sign in"),
    key(NOT_FORM, When::SignedIn, "F4", "锁屏", "lock"),
    key(SETTINGS, When::Always, "↑↓", "选择", "choose"),
    key(SETTINGS, When::Always, "← →", "更改", "change"),
    key(HOME, When::Always, ",", "设置", "settings"),
    key(HOME, When::Always, ":", "查命令", "commands"),
    pinned(HOME, When::Always, "q", "退出", "quit"),
    pinned(INSIDE, When::Always, "Esc", "返回", "back"),
    pinned(BOXES, When::Always, "Esc", "返回", "back"),
    pinned(NOT_FORM, When::Always, "?", "帮助", "help"),
    pinned(SETTINGS, When::Always, "?", "帮助", "help"),
    pinned(FORM, When::Always, "F1", "帮助", "help"),
    pinned(EVERYWHERE, When::Always, "F2", "English", "中文"),
    quiet(AWAY, When::Always, ",", "设置", "settings"),
    quiet(AWAY, When::Always, ":", "查命令", "commands"),
    quiet(FORM, When::Always, "PgUp PgDn", "换段", "section"),
    quiet(FORM, When::Always, "F5", "设置", "settings"),
    quiet(FORM, When::Always, "Ctrl+P", "查命令", "commands"),
];

/// Whether the chain is being walked, so that a person may stop it.
pub fn walking(snapshot: &Snapshot) -> bool {
    snapshot.walk.is_some_and(|walk| !walk.stopped)
}

/// Every key of every place.
pub fn all() -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
}

/// The keys that do something at one place now, on screens that are read aloud or not.
pub fn help(place: Place, snapshot: &Snapshot, aloud: bool) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.at(place) && key.works(snapshot) && (aloud || key.shown != Footer::Aloud))
}

/// Those of them that the footer shows.
pub fn of(place: Place, snapshot: &Snapshot, aloud: bool) -> impl Iterator<Item = &'static Key> {
    help(place, snapshot, aloud).filter(|key| key.shown != Footer::Quiet)
}

/// A key in the footer.
pub struct Shown {
    /// Its first cell.
    pub x: usize,
    /// How many cells it takes, with its words.
    pub width: usize,
    /// The key.
    pub key: &'static Key,
}

/// What of the footer fits into a row of so many cells, and where each key stands: for drawing it and for clicking on it. What
/// is pinned stands at its right end, where it is found whatever the rest is.
pub fn legend(place: Place, snapshot: &Snapshot, aloud: bool, lang: Lang, cells: usize) -> Vec<Shown> {
    let wide = |key: &Key| key.name.width() + 1 + key.words().get(lang).width();
    let (pinned, others): (Vec<_>, Vec<_>) = of(place, snapshot, aloud).partition(|key| key.shown == Footer::Pinned);
    let end: usize = pinned.iter().map(|key| wide(key) + 2).sum();
    let end = cells.saturating_sub(end);
    let mut x = 1;
    let mut shown = Vec::new();
    for key in others {
        let width = wide(key);
        if x + width + 2 > end {
            break;
        }
        shown.push(Shown { x, width, key });
        x += width + 2;
    }
    // A row that is too narrow even for these keeps the first of them.
    x = x.max(end);
    for key in pinned {
        let width = wide(key);
        if x + width <= cells {
            shown.push(Shown { x, width, key });
        }
        x += width + 2;
    }
    shown
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
    let writing = snapshot.papers.as_ref().is_some_and(|view| view.work.is_some_and(|work| work.writing));
    match when {
        When::Always => true,
        When::Offered => !writing && snapshot.papers.as_ref().is_some_and(|view| !view.offers.is_empty()),
        When::Writing => writing,
        When::NotWriting => !writing,
        When::Listed => !snapshot.runs.is_empty(),
        When::Ports => !snapshot.ports.is_empty(),
        When::Looking => running(snapshot),
        When::Listening => {
            snapshot.wire.as_ref().is_some_and(|wire| wire.lines.iter().any(|line| line.listens.is_some()))
        }
        When::Idle => !running(snapshot),
        When::Complete => asks(|ask| ask == Ask::Conclude),
        When::Unfinished => snapshot.detail.as_ref().is_some_and(|detail| detail.summary.verdict.is_none()),
        When::Shown => snapshot.detail.as_ref().is_some_and(|detail| detail.summary.verdict.is_some()),
        When::Concluded => run.is_some_and(|run| run.concluded),
        When::Recorded => run.is_some_and(|run| !run.concluded && !run.margin.held.is_empty()),
        When::UnderWay => run.is_some_and(|run| !run.concluded),
        When::Paused => run.is_some_and(|run| !run.concluded && run.margin.paused.is_some()),
        When::Unpaused => run.is_some_and(|run| !run.concluded && run.margin.paused.is_none()),
        When::Skippable => run.is_some_and(|run| run.margin.skippable),
        When::Weighing => asks(Ask::weighs),
        When::Appearance => asks(|ask| ask == Ask::Appearance),
        When::Number => asks(|ask| ask.typed() && ask != Ask::Appearance),
        When::Accounts => snapshot.people.required,
        When::SignedIn => snapshot.people.signed_in.is_some(),
        When::Administrator => has(Role::Administrator),
        When::MayAdd => has(Role::Administrator) || snapshot.people.accounts.is_empty(),
        When::Checkable => signs(Role::Checker, Signers::open_to_check),
        When::Approvable => signs(Role::Approver, Signers::open_to_approval),
        When::Found => snapshot.found.as_ref().is_some_and(|found| found.total > 0),
        When::Filtered => snapshot.found.as_ref().is_some_and(|found| found.query != RunQuery::default()),
        When::Walking => walking(snapshot) && snapshot.looking.is_none(),
        When::Reading => snapshot.looking.is_some(),
        When::Registers => asks(Ask::registers),
        When::Keeper => may_keep(&snapshot.people).is_ok(),
        When::Keeps => may_keep(&snapshot.people).is_ok() && !snapshot.register.entries.is_empty(),
        When::Kept => !snapshot.register.entries.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_can_be_pressed_by_the_search_or_only_moves() {
        let moves = ["↓↑", "↑↓", "← →", "Tab ↓↑", "↑↓ PgUp PgDn", "PgUp PgDn", "Home End", "Ctrl+P", "0-9"];
        for key in all() {
            assert_ne!(key.event().is_some(), moves.contains(&key.name), "{}", key.name);
        }
    }

    #[test]
    fn the_legend_offers_nothing_that_would_do_nothing() {
        let names = |place| of(place, &Snapshot::default(), false).map(|key| key.name).collect::<Vec<_>>();
        assert_eq!(names(Place::Home), ["n", "p", "s", "f", "h", "a", "d", ",", ":", "q", "?", "F2"]);
        assert_eq!(names(Place::Find), ["a", "Esc", "?", "F2"]);
        assert_eq!(names(Place::Lot), ["t", "g", "m", "Esc", "?", "F2"]);
        let aloud: Vec<_> = of(Place::Lot, &Snapshot::default(), true).map(|key| key.name).collect();
        assert_eq!(aloud, ["↑↓ PgUp PgDn", "t", "g", "m", "Esc", "?", "F2"]);
    }

    #[test]
    fn the_way_out_the_help_and_the_other_language_are_never_cut_off() {
        for place in EVERYWHERE {
            for lang in [Lang::Zh, Lang::En] {
                let shown = legend(*place, &Snapshot::default(), false, lang, 80);
                let names: Vec<_> = shown.iter().map(|shown| shown.key.name).collect();
                let snapshot = Snapshot::default();
                let mut pinned = of(*place, &snapshot, false).filter(|key| key.shown == Footer::Pinned);
                assert!(pinned.all(|key| names.contains(&key.name)) && names.contains(&"F2"), "{place:?}");
                let ends = shown.windows(2).all(|pair| pair[0].x + pair[0].width < pair[1].x);
                assert!(ends && shown.last().is_some_and(|last| last.x + last.width <= 80), "{place:?} {lang}");
            }
        }
    }
}
