//! Why something is refused: what is wrong, where, and what would be right.

use super::account::Role;
use super::figures::{
    ID_CHARACTERS, NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, PIN_DIGITS_MIN,
    SECRET_CHARACTERS_MAX,
};
use super::secret::WeakSecret;
use crate::exit::Exit;
use crate::locale::{Lang, Say, Words};
use std::path::PathBuf;
use thiserror::Error;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.words().en)]
#[allow(missing_docs)]
pub enum PeopleRefusal {
    /// Nobody is signed in.
    NotSignedIn,
    UnknownAccount {
        id: String,
    },
    BadId {
        id: String,
    },
    BadName,
    /// An account without a role.
    NoRole,
    IdTaken {
        id: String,
    },
    /// The first account must be an administrator.
    FirstAdministers,
    NotInRole {
        id: String,
        role: Role,
    },
    /// One's own roles.
    OwnRoles,
    LastAdministrator {
        id: String,
    },
    Closed {
        id: String,
    },
    Locked {
        id: String,
        minutes: u64,
    },
    NotLocked {
        id: String,
    },
    /// `left` more failures lock the account.
    WrongSecret {
        id: String,
        left: u32,
    },
    SecretFileChanged {
        id: String,
        path: PathBuf,
    },
    Weak(WeakSecret),
    NoNote,
    NotConcluded,
    /// The run is nobody's.
    Unsigned,
    Demonstration,
    AlreadyChecked {
        who: String,
    },
    Returned {
        who: String,
    },
    NotChecked,
    AlreadyApproved {
        who: String,
    },
    /// Somebody who had a part in the run.
    NotApart {
        id: String,
        had: Role,
        role: Role,
    },
    SecretFile {
        path: PathBuf,
        why: String,
    },
    SecretFileBroken {
        path: PathBuf,
        why: String,
    },
    NotHashed {
        why: String,
    },
    /// One's own secret is changed with the old one.
    OldSecret,
}

impl From<WeakSecret> for PeopleRefusal {
    fn from(why: WeakSecret) -> Self {
        Self::Weak(why)
    }
}

impl PeopleRefusal {
    /// Its code, on screen and in logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "A001",
            Self::UnknownAccount { .. } => "A002",
            Self::BadId { .. } => "A003",
            Self::BadName => "A004",
            Self::NoRole => "A005",
            Self::IdTaken { .. } => "A006",
            Self::FirstAdministers => "A007",
            Self::NotInRole { .. } => "A008",
            Self::OwnRoles => "A009",
            Self::LastAdministrator { .. } => "A010",
            Self::Closed { .. } => "A011",
            Self::Locked { .. } => "A012",
            Self::NotLocked { .. } => "A013",
            Self::WrongSecret { .. } => "A014",
            Self::SecretFileChanged { .. } => "A015",
            Self::Weak(_) => "A016",
            Self::NoNote => "A017",
            Self::NotConcluded => "A018",
            Self::Unsigned => "A019",
            Self::Demonstration => "A020",
            Self::AlreadyChecked { .. } => "A021",
            Self::Returned { .. } => "A022",
            Self::NotChecked => "A023",
            Self::AlreadyApproved { .. } => "A024",
            Self::NotApart { .. } => "A025",
            Self::SecretFile { .. } => "A026",
            Self::SecretFileBroken { .. } => "A027",
            Self::NotHashed { .. } => "A028",
            Self::OldSecret => "A029",
        }
    }

    /// The exit code of a verb that fails on it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::BadId { .. } | Self::BadName | Self::NoRole | Self::Weak(_) | Self::NoNote | Self::OldSecret => {
                Exit::BadInput
            }
            Self::UnknownAccount { .. } => Exit::BadInput,
            Self::SecretFileChanged { .. } | Self::SecretFileBroken { .. } => Exit::Integrity,
            _ => Exit::Refused,
        }
    }

    /// The sentence in both languages.
    pub fn words(&self) -> Words {
        match self {
            Self::NotSignedIn => Words::new(
                "没有人登录；请先登录（界面按 a，命令行用 --as 或 --by）",
                "nobody is signed in; sign in first (a on the screen, --as or --by on the command line)",
            ),
            Self::UnknownAccount { id } => Words::new(
                format!("没有账号 {id}；quanheng account list 列出全部账号"),
                format!("there is no account {id}; `quanheng account list` lists them all"),
            ),
            Self::BadId { id } => {
                let (least, most) = (ID_CHARACTERS.start(), ID_CHARACTERS.end());
                Words::new(
                    format!("账号 {id:?} 不可用：{least}–{most} 个小写字母、数字或 -_.，以字母开头"),
                    format!(
                        "{id:?} cannot be an account's id: {least} to {most} small letters, digits or -_., a letter first"
                    ),
                )
            }
            Self::BadName => Words::new(
                format!("姓名不可用：1–{NAME_CHARACTERS_MAX} 个字，不含控制字符"),
                format!(
                    "this cannot be a name: 1 to {NAME_CHARACTERS_MAX} characters, none of them a control character"
                ),
            ),
            Self::NoRole => Words::new(
                "账号至少要有一个角色：检定员、核验员、批准人、管理员",
                "an account needs a role: verifier, checker, approver, administrator",
            ),
            Self::IdTaken { id } => Words::new(
                format!("账号 {id} 已经用过，已关闭的也不再使用；请另取一个"),
                format!("the id {id} has been used, and stays used when its account is closed; take another"),
            ),
            Self::FirstAdministers => Words::new(
                "第一个账号必须有管理员角色：以后由它建立其他账号",
                "the first account must be an administrator: it makes the others later",
            ),
            Self::NotInRole { id, role } => {
                let Words { zh, en } = role.words();
                Words::new(
                    format!("{id} 不是{zh}；请由{zh}登录，或由管理员授予该角色"),
                    format!("{id} is no {en}; let a {en} sign in, or an administrator give the role"),
                )
            }
            Self::OwnRoles => Words::new(
                "不能更改自己的角色；请由另一位管理员更改",
                "nobody changes their own roles; another administrator does",
            ),
            Self::LastAdministrator { id } => Words::new(
                format!("{id} 是最后一位管理员；请先任命另一位"),
                format!("{id} is the last administrator; make another one first"),
            ),
            Self::Closed { id } => Words::new(
                format!("账号 {id} 已关闭，不能再用；需要时建立新账号"),
                format!("the account {id} is closed for good; make a new one where it is needed"),
            ),
            Self::Locked { id, minutes } => Words::new(
                format!("账号 {id} 已锁定，还有 {minutes} 分钟；管理员可以提前解锁"),
                format!("the account {id} is locked for another {minutes} min; an administrator unlocks it earlier"),
            ),
            Self::NotLocked { id } => {
                Words::new(format!("账号 {id} 没有锁定"), format!("the account {id} is not locked"))
            }
            Self::WrongSecret { id, left } => Words::new(
                format!("{id} 的 PIN 或密码不对；再错 {left} 次将锁定账号"),
                format!("the PIN or password of {id} is wrong; {left} more failures lock the account"),
            ),
            Self::SecretFileChanged { id, path } => Words::new(
                format!("{} 被改动：{id} 的条目与记录不符；请用备份恢复该文件", path.display()),
                format!(
                    "{} was changed: what it has for {id} is not what the ledger says; restore it from a backup",
                    path.display()
                ),
            ),
            Self::Weak(why) => weak(*why),
            Self::OldSecret => Words::new(
                "更改自己的 PIN 或密码要先输入原来的",
                "to change one's own PIN or password the old one is needed first",
            ),
            Self::NoNote => Words::new(
                format!("必须写明原因：1–{NOTE_CHARACTERS_MAX} 个字"),
                format!("a reason is needed: 1 to {NOTE_CHARACTERS_MAX} characters"),
            ),
            _ => self.run_words(),
        }
    }

    /// What concerns the signatures of a run, and the file of secrets.
    fn run_words(&self) -> Words {
        match self {
            Self::NotConcluded => Words::new(
                "任务还没有结论；检定员作出结论后才能核验",
                "the run is not concluded; it is checked after the verifier has concluded it",
            ),
            Self::Unsigned => Words::new(
                "任务进行时没有人登录，不能核验或批准；请登录后重新检定",
                "nobody was signed in for this run: it cannot be checked or approved; sign in and do it again",
            ),
            Self::Demonstration => Words::new(
                "演示任务不能核验或批准",
                "a demonstration is neither checked nor approved; only an official run is",
            ),
            Self::AlreadyChecked { who } => {
                Words::new(format!("任务已由 {who} 核验"), format!("the run has been checked by {who} already"))
            }
            Self::Returned { who } => Words::new(
                format!("任务已被 {who} 退回，结论不再更改；请检定员新建任务"),
                format!("{who} returned the run and it stays so; the verifier opens a new one"),
            ),
            Self::NotChecked => Words::new(
                "任务还没有核验；先核验，后批准",
                "the run is not checked; it is checked first and approved after",
            ),
            Self::AlreadyApproved { who } => {
                Words::new(format!("任务已由 {who} 批准"), format!("the run has been approved by {who} already"))
            }
            Self::NotApart { id, had, role } => {
                let (had, role) = (had.words(), role.words());
                Words::new(
                    format!("{id} 是该任务的{}，不能又作{}；请由另一人进行", had.zh, role.zh),
                    format!(
                        "{id} was the {} of this run and cannot be its {} too; another person must",
                        had.en, role.en
                    ),
                )
            }
            Self::SecretFile { path, why } => Words::new(
                format!("无法读写 {}：{why}；请检查目录权限和磁盘空间", path.display()),
                format!("cannot read or write {}: {why}; check the folder's rights and the disk", path.display()),
            ),
            Self::SecretFileBroken { path, why } => Words::new(
                format!("{} 已损坏：{why}；请用备份恢复该文件", path.display()),
                format!("{} is damaged: {why}; restore it from a backup", path.display()),
            ),
            Self::NotHashed { why } => Words::new(
                format!("无法加密保存 PIN 或密码：{why}；请释放内存后重试"),
                format!("the PIN or password cannot be hashed: {why}; free some memory and try again"),
            ),
            _ => Words::default(),
        }
    }
}

fn weak(why: WeakSecret) -> Words {
    match why {
        WeakSecret::ShortPin => Words::new(
            format!("PIN 太短：至少 {PIN_DIGITS_MIN} 位数字"),
            format!("the PIN is too short: {PIN_DIGITS_MIN} digits at least"),
        ),
        WeakSecret::ShortPassword => Words::new(
            format!("密码太短：至少 {PASSWORD_CHARACTERS_MIN} 个字符，或用 {PIN_DIGITS_MIN} 位以上数字作 PIN"),
            format!(
                "the password is too short: {PASSWORD_CHARACTERS_MIN} characters at least, or a PIN of {PIN_DIGITS_MIN} digits"
            ),
        ),
        WeakSecret::TooLong => Words::new(
            format!("密码太长：至多 {SECRET_CHARACTERS_MAX} 个字符"),
            format!("the password is too long: {SECRET_CHARACTERS_MAX} characters at most"),
        ),
        WeakSecret::Control => Words::new(
            "密码含有控制字符；请用键盘上能看见的字符",
            "the password has a control character in it; use characters that can be seen",
        ),
        WeakSecret::Same => {
            Words::new("不能全是同一个字符，太容易猜到", "one character again and again is easy to guess")
        }
        WeakSecret::InOrder => Words::new(
            "不能是连续的字符（如 123456、654321），太容易猜到",
            "characters in a row (123456, 654321) are easy to guess",
        ),
        WeakSecret::LikeId => Words::new("不能与账号相同，太容易猜到", "the same as the id is easy to guess"),
    }
}

impl Say for PeopleRefusal {
    fn say(&self, lang: Lang) -> String {
        self.words().say(lang)
    }
}
