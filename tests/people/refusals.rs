//! Every refusal, reached by doing what is refused, with what it says in both languages.

use super::{CHEAP, enter};
use quanheng::locale::{Lang, Say};
use quanheng::people::{
    Act, Document, DocumentState, Documents, FILE, Outcome, PeopleEvent, PeopleRefusal, Role, Roll, Secret, Secrets,
    SignedIn, Signers, WeakSecret, When,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

const MINUTE_NS: u64 = 60_000_000_000;

fn at(minute: u64) -> When {
    When::new("2026-03-15T09:00:00.000+08:00", minute * MINUTE_NS)
}

/// A laboratory: wang and zhang administer, li verifies and checks, zhao checks and approves, qian approves, sun is closed.
struct Laboratory {
    folder: TempDir,
    roll: Roll,
    secrets: Secrets,
}

const SECRET: &str = "803617";

impl Laboratory {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let secrets = Secrets::open(folder.path()).unwrap();
        let mut laboratory = Self { folder, roll: Roll::default(), secrets };
        laboratory.add("wang", &[Role::Administrator], None).unwrap();
        for (id, roles) in [
            ("zhang", &[Role::Administrator][..]),
            ("li", &[Role::Verifier, Role::Checker]),
            ("zhao", &[Role::Checker, Role::Approver]),
            ("qian", &[Role::Approver]),
            ("sun", &[Role::Verifier]),
        ] {
            laboratory.add(id, roles, Some("wang")).unwrap();
        }
        laboratory.act(Act::Close { id: "sun".into(), reason: "left".into() }, Some("wang")).unwrap();
        laboratory
    }

    fn signed_in(&self, id: &str) -> SignedIn {
        let secret = Secret::typed(SECRET.into());
        quanheng::people::sign_in(&self.roll, &self.secrets, id, &secret, &at(0)).stored().unwrap()
    }

    fn act(&mut self, act: Act, by: Option<&str>) -> Result<(), PeopleRefusal> {
        let by = by.map(|id| self.signed_in(id));
        for event in self.roll.propose(act, by.as_ref(), &at(0))? {
            self.roll.apply(&event, &at(0));
        }
        Ok(())
    }

    fn add(&mut self, id: &str, roles: &[Role], by: Option<&str>) -> Result<(), PeopleRefusal> {
        let hash = Secret::typed(SECRET.into()).hash(CHEAP)?;
        let secret = hash.commitment();
        self.secrets.stage(id, hash)?;
        let roles = roles.iter().copied().collect();
        self.act(Act::Add { id: id.into(), name: format!("{id} 先生"), roles, secret }, by)
    }

    fn change(&mut self, id: &str, name: &str, roles: &[Role], by: &str) -> Result<(), PeopleRefusal> {
        let roles: BTreeSet<Role> = roles.iter().copied().collect();
        self.act(Act::Change { id: id.into(), name: name.into(), roles }, Some(by))
    }

    fn close(&mut self, id: &str, by: Option<&str>) -> Result<(), PeopleRefusal> {
        self.act(Act::Close { id: id.into(), reason: "调离".into() }, by)
    }

    fn attempt(&mut self, id: &str, secret: &str, minute: u64) -> Result<(), PeopleRefusal> {
        let secret = Secret::typed(secret.into());
        let attempt = quanheng::people::sign_in(&self.roll, &self.secrets, id, &secret, &at(minute));
        for event in &attempt.events {
            self.roll.apply(event, &at(minute));
        }
        attempt.stored().map(|_| ())
    }

    fn lock(&mut self, id: &str) -> PeopleRefusal {
        (0..5).map(|_| self.attempt(id, "000000", 0).unwrap_err()).last().unwrap()
    }

    fn check(&self, run: &Run, by: &str, outcome: Outcome, note: &str) -> Result<(String, Value), PeopleRefusal> {
        let signature = self.roll.check_run(&run.signers(), outcome, note, Some(&self.signed_in(by)), &at(0))?;
        Ok((signature.kind().to_owned(), signature.data()))
    }

    fn approve(&self, run: &Run, by: &str) -> Result<(String, Value), PeopleRefusal> {
        let signature = self.roll.approve_run(&run.signers(), "", Some(&self.signed_in(by)), &at(0))?;
        Ok((signature.kind().to_owned(), signature.data()))
    }
}

/// A run as its entries tell it.
struct Run(Vec<(String, Value)>);

impl Run {
    fn opened(data: Value) -> Self {
        Self(vec![("run-opened".into(), data)])
    }

    fn concluded(who: &str) -> Self {
        let mut run = Self::opened(json!({ "who": who }));
        run.0.push(("run-concluded".into(), json!({ "who": who })));
        run
    }

    fn signers(&self) -> Signers {
        Signers::of(self.0.iter().map(|(kind, data)| (kind.as_str(), data)))
    }

    fn certificate(&self) -> DocumentState {
        self.signers().document_state("certificate").unwrap()
    }
}

fn says(why: &PeopleRefusal, code: &str, zh: &str, en: &str) {
    assert_eq!(why.code(), code, "{why:?}");
    let (said_zh, said_en) = (why.say(Lang::Zh), why.say(Lang::En));
    assert!(said_zh.contains(zh), "{code}: {said_zh} has no {zh}");
    assert!(said_en.contains(en), "{code}: {said_en} has no {en}");
}

#[test]
fn accounts() {
    let mut first = Laboratory { roll: Roll::default(), ..Laboratory::new() };
    says(&first.add("li", &[Role::Verifier], None).unwrap_err(), "A007", "管理员角色", "must be an administrator");
    let mut lab = Laboratory::new();
    let admin = Some("wang");
    says(&lab.add("new", &[Role::Verifier], None).unwrap_err(), "A001", "请先登录", "sign in first");
    says(&lab.close("nemo", admin).unwrap_err(), "A002", "没有账号 nemo", "no account nemo");
    for id in ["L", "Li", "9li", "li ming", "李", "seventeen-letters", ""] {
        says(&lab.add(id, &[Role::Verifier], admin).unwrap_err(), "A003", "2–16 个小写字母", "small letters");
    }
    for name in ["", "  ", "li\nming", &"x".repeat(41)] {
        says(&lab.change("li", name, &[Role::Verifier], "wang").unwrap_err(), "A004", "1–40 个字", "1 to 40");
    }
    says(&lab.add("new", &[], admin).unwrap_err(), "A005", "至少要有一个角色", "needs a role");
    says(&lab.change("li", "李明", &[], "wang").unwrap_err(), "A005", "至少要有一个角色", "needs a role");
    says(&lab.add("li", &[Role::Checker], admin).unwrap_err(), "A006", "已经用过", "has been used");
    says(&lab.add("sun", &[Role::Checker], admin).unwrap_err(), "A006", "已关闭的也不再使用", "stays used");
    says(&lab.close("li", Some("li")).unwrap_err(), "A008", "li 不是管理员", "li is no administrator");
    let both = [Role::Administrator, Role::Verifier];
    says(&lab.change("wang", "王芳", &both, "wang").unwrap_err(), "A009", "自己的角色", "their own roles");
    says(&lab.close("sun", admin).unwrap_err(), "A011", "sun 已关闭", "closed for good");
    says(&lab.change("sun", "孙", &[Role::Verifier], "wang").unwrap_err(), "A011", "sun 已关闭", "closed for good");
    says(&lab.act(Act::Unlock { id: "li".into() }, admin).unwrap_err(), "A013", "没有锁定", "is not locked");
    let no_reason = Act::Close { id: "li".into(), reason: " ".into() };
    says(&lab.act(no_reason, admin).unwrap_err(), "A017", "写明原因", "a reason is needed");
    // One of two administrators may go, the last one may not, by whatever way.
    lab.close("zhang", admin).unwrap();
    says(&lab.close("wang", admin).unwrap_err(), "A010", "最后一位管理员", "the last administrator");
    // The own name is not a role.
    lab.change("wang", "王芳", &[Role::Administrator], "wang").unwrap();
    assert_eq!(lab.roll.get("wang").unwrap().name, "王芳");
}

#[test]
fn signing_in() {
    let mut lab = Laboratory::new();
    says(&lab.attempt("nemo", SECRET, 0).unwrap_err(), "A002", "没有账号 nemo", "no account nemo");
    says(&lab.attempt("sun", SECRET, 0).unwrap_err(), "A011", "sun 已关闭", "closed for good");
    says(&lab.attempt("li", "803618", 0).unwrap_err(), "A014", "再错 4 次", "4 more failures");
    // A right one in between begins the count anew.
    lab.attempt("li", SECRET, 0).unwrap();
    says(&lab.lock("li"), "A012", "还有 15 分钟", "locked for another 15 min");
    // Locked, the right secret is refused as well; the minutes are counted down, and rounded up.
    says(&lab.attempt("li", SECRET, 14).unwrap_err(), "A012", "还有 1 分钟", "locked for another 1 min");
    lab.attempt("li", SECRET, 15).unwrap();
    // An administrator unlocks earlier.
    lab.lock("li");
    lab.act(Act::Unlock { id: "li".into() }, Some("wang")).unwrap();
    lab.attempt("li", SECRET, 0).unwrap();
    // Somebody who is signed in does nothing while locked, and after it everything again.
    let (li, wang) = (lab.signed_in("li"), lab.signed_in("wang"));
    lab.lock("wang");
    let close = |id: &str| Act::Close { id: id.into(), reason: "left".into() };
    let why = lab.roll.propose(close("li"), Some(&wang), &at(3)).unwrap_err();
    says(&why, "A012", "wang 已锁定，还有 12 分钟", "locked for another 12 min");
    assert!(lab.roll.propose(close("li"), Some(&wang), &at(15)).is_ok());
    // Nor does somebody whose account was closed meanwhile.
    lab.close("li", Some("zhang")).unwrap();
    says(&lab.roll.may(Some(&li), Role::Verifier, &at(0)).unwrap_err(), "A011", "li 已关闭", "closed for good");
}

#[test]
fn what_was_typed_for_an_unknown_account_is_not_kept() {
    let lab = Laboratory::new();
    let secret = Secret::typed(SECRET.into());
    let attempt = quanheng::people::sign_in(&lab.roll, &lab.secrets, "steelyard-9", &secret, &at(0));
    let written: Vec<String> = attempt.events.iter().map(|event| event.data().to_string()).collect();
    assert_eq!(written, [r#"{"account":null,"ok":false,"why":"unknown-account"}"#]);
}

#[test]
fn the_file_of_secrets() {
    let mut lab = Laboratory::new();
    let path = lab.folder.path().join(FILE);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(SECRET) && text.contains("$argon2id$"));
    // Somebody with the file gives li a secret of their own: the ledger committed to another one.
    let mut foreign = Laboratory::new();
    std::fs::copy(foreign.folder.path().join(FILE), &path).unwrap();
    lab.secrets = Secrets::open(lab.folder.path()).unwrap();
    says(&lab.attempt("li", SECRET, 0).unwrap_err(), "A015", "被改动", "was changed");
    assert_eq!(lab.roll.get("li").unwrap().failures, 0, "this is no guess of li's");
    std::fs::remove_file(&path).unwrap();
    lab.secrets = Secrets::open(lab.folder.path()).unwrap();
    says(&lab.attempt("li", SECRET, 0).unwrap_err(), "A015", "用备份恢复", "restore it from a backup");
    for wrong in ["{", "{}", r#"{"format":2,"accounts":{}}"#] {
        std::fs::write(&path, wrong).unwrap();
        says(&Secrets::open(lab.folder.path()).unwrap_err(), "A027", "已损坏", "is damaged");
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    says(&Secrets::open(lab.folder.path()).unwrap_err(), "A026", "检查目录权限", "check the folder's rights");
    // A folder that is gone takes no new hash, and what was there is not forgotten.
    std::fs::remove_dir_all(foreign.folder.path()).unwrap();
    says(&foreign.add("new", &[Role::Verifier], Some("wang")).unwrap_err(), "A026", "无法读写", "cannot read or write");
    foreign.attempt("li", SECRET, 0).unwrap();
}

#[test]
fn a_secret_that_is_cut_off_while_it_changes_never_locks_anybody_out() {
    let mut lab = Laboratory::new();
    let hash = Secret::typed("steelyard".into()).hash(CHEAP).unwrap();
    let secret = hash.commitment();
    // Cut off after staging: the old one still opens.
    lab.secrets.stage("li", hash).unwrap();
    lab.secrets = Secrets::open(lab.folder.path()).unwrap();
    let li = enter(&mut lab.roll, &lab.secrets, "li", SECRET, &at(0)).unwrap();
    assert_eq!(enter(&mut lab.roll, &lab.secrets, "li", "steelyard", &at(0)), Err("A014".into()));
    // Cut off after the entry: the new one opens, the old one does not.
    for event in lab.roll.propose(Act::Secret { id: "li".into(), secret }, Some(&li), &at(0)).unwrap() {
        lab.roll.apply(&event, &at(0));
    }
    enter(&mut lab.roll, &lab.secrets, "li", "steelyard", &at(0)).unwrap();
    assert_eq!(enter(&mut lab.roll, &lab.secrets, "li", SECRET, &at(0)), Err("A014".into()));
    // Settled, the old hash is gone.
    let before = std::fs::read_to_string(lab.secrets.path()).unwrap().matches("$argon2id$").count();
    lab.secrets.settle(&lab.roll).unwrap();
    let after = std::fs::read_to_string(lab.secrets.path()).unwrap().matches("$argon2id$").count();
    assert_eq!((before, after), (7, 6));
}

#[test]
fn weak_secrets() {
    for (text, weak, zh, en) in [
        ("80361", WeakSecret::ShortPin, "至少 6 位数字", "6 digits at least"),
        ("steel", WeakSecret::ShortPassword, "至少 8 个字符", "8 characters at least"),
        (&"x1".repeat(65), WeakSecret::TooLong, "至多 128 个字符", "128 characters at most"),
        ("steel\u{7}yard", WeakSecret::Control, "控制字符", "a control character"),
        ("777777", WeakSecret::Same, "同一个字符", "one character again and again"),
        ("123456", WeakSecret::InOrder, "连续的字符", "characters in a row"),
        ("zhang.san", WeakSecret::LikeId, "不能与账号相同", "the same as the id"),
    ] {
        assert_eq!(Secret::chosen(text.into(), "zhang.san"), Err(weak), "{text}");
        says(&PeopleRefusal::Weak(weak), "A016", zh, en);
    }
    says(&PeopleRefusal::OldSecret, "A029", "先输入原来的", "the old one is needed");
    says(&PeopleRefusal::NotHashed { why: "out of memory".into() }, "A028", "释放内存", "free some memory");
}

#[test]
fn the_signatures_of_a_run() {
    let lab = Laboratory::new();
    let agreed = Outcome::Agreed;
    let open = Run::opened(json!({ "who": "li" }));
    says(&lab.check(&open, "zhao", agreed, "").unwrap_err(), "A018", "还没有结论", "is not concluded");
    assert_eq!(open.certificate(), DocumentState::Open);
    let mut nobodys = Run::opened(json!({}));
    nobodys.0.push(("run-concluded".into(), json!({ "who": "li" })));
    says(&lab.check(&nobodys, "zhao", agreed, "").unwrap_err(), "A019", "没有人登录", "nobody was signed in");
    assert_eq!(nobodys.certificate(), DocumentState::Unsigned);
    let mut play = Run::opened(json!({ "who": "li", "demonstration": true }));
    play.0.push(("run-concluded".into(), json!({ "who": "li" })));
    says(&lab.check(&play, "zhao", agreed, "").unwrap_err(), "A020", "演示任务", "a demonstration");
    assert_eq!(play.certificate(), DocumentState::Demonstration);

    let mut run = Run::concluded("li");
    assert_eq!(run.certificate(), DocumentState::Missing(vec![Role::Checker, Role::Approver]));
    says(&lab.check(&run, "qian", agreed, "").unwrap_err(), "A008", "qian 不是核验员", "qian is no checker");
    says(&lab.check(&run, "li", agreed, "").unwrap_err(), "A025", "li 是该任务的检定员", "li was the verifier");
    says(&lab.approve(&run, "qian").unwrap_err(), "A023", "还没有核验", "is not checked");
    run.0.push(lab.check(&run, "zhao", agreed, "").unwrap());
    says(&lab.check(&run, "zhao", agreed, "").unwrap_err(), "A021", "已由 zhao 核验", "checked by zhao already");
    says(&lab.approve(&run, "zhao").unwrap_err(), "A025", "不能又作批准人", "cannot be its approver too");
    says(&lab.approve(&run, "li").unwrap_err(), "A008", "li 不是批准人", "li is no approver");
    assert_eq!(run.certificate(), DocumentState::Missing(vec![Role::Approver]));
    run.0.push(lab.approve(&run, "qian").unwrap());
    says(&lab.approve(&run, "qian").unwrap_err(), "A024", "已由 qian 批准", "approved by qian already");
    let signed = [(Role::Verifier, "li"), (Role::Checker, "zhao"), (Role::Approver, "qian")];
    assert_eq!(run.certificate(), DocumentState::Complete(signed.map(|(role, who)| (role, who.to_owned())).to_vec()));

    let mut returned = Run::concluded("li");
    says(&lab.check(&returned, "zhao", Outcome::Returned, " ").unwrap_err(), "A017", "写明原因", "a reason is needed");
    returned.0.push(lab.check(&returned, "zhao", Outcome::Returned, "第 3 点抄错").unwrap());
    says(&lab.check(&returned, "zhao", agreed, "").unwrap_err(), "A022", "已被 zhao 退回", "zhao returned the run");
    says(&lab.approve(&returned, "qian").unwrap_err(), "A022", "新建任务", "opens a new one");
    assert_eq!(returned.certificate(), DocumentState::Returned { who: "zhao".into(), note: "第 3 点抄错".into() });
}

#[test]
fn whoever_touched_a_run_stays_out_of_its_check() {
    let lab = Laboratory::new();
    let mut run = Run::opened(json!({ "who": "zhao" }));
    run.0.push(("run-concluded".into(), json!({ "who": "li" })));
    says(&lab.check(&run, "zhao", Outcome::Agreed, "").unwrap_err(), "A025", "请由另一人", "another person must");
    run.0.insert(1, ("observation".into(), json!({ "who": "qian" })));
    assert!(run.signers().hands().contains("qian"));
}

#[test]
fn entries_that_no_program_of_ours_writes_make_no_document() {
    let checked = |who: &str| ("run-checked".to_owned(), json!({ "who": who, "outcome": "agreed", "note": "" }));
    let approved = |who: &str| ("run-approved".to_owned(), json!({ "who": who, "note": "" }));
    let mut one_person = Run::concluded("li");
    one_person.0.extend([checked("li"), approved("li")]);
    assert_eq!(one_person.certificate(), DocumentState::NotApart { who: "li".into() });
    // An approval before the check, or a check before the conclusion, signs nothing.
    let mut early = Run::concluded("li");
    early.0.extend([approved("qian"), checked("zhao")]);
    assert_eq!(early.certificate(), DocumentState::Missing(vec![Role::Approver]));
    let mut earlier = Run::opened(json!({ "who": "li" }));
    earlier.0.extend([checked("zhao"), ("run-concluded".into(), json!({ "who": "li" }))]);
    assert_eq!(earlier.certificate(), DocumentState::Missing(vec![Role::Checker, Role::Approver]));
    assert_eq!(earlier.signers().document_state("diploma"), None);
}

#[test]
fn every_kind_of_entry_is_written_and_read_and_a_damaged_one_is_told() {
    let lab = Laboratory::new();
    let secret = Secret::typed(SECRET.into()).hash(CHEAP).unwrap().commitment();
    let (account, by) = (|| "li".to_owned(), || "wang".to_owned());
    let roles: BTreeSet<Role> = [Role::Verifier].into();
    let events = [
        PeopleEvent::AccountAdded {
            account: account(),
            name: "李明".into(),
            roles: roles.clone(),
            secret: secret.clone(),
            by: None,
        },
        PeopleEvent::AccountChanged { account: account(), name: "李明".into(), roles, by: by() },
        PeopleEvent::SecretChanged { account: account(), secret, by: by() },
        PeopleEvent::AccountClosed { account: account(), reason: "调离".into(), by: by() },
        PeopleEvent::AccountLocked { account: account(), failures: 5 },
        PeopleEvent::AccountUnlocked { account: account(), by: None },
        PeopleEvent::SignIn { account: None, ok: false, why: Some(quanheng::people::Failing::UnknownAccount) },
        PeopleEvent::SignOut { account: account(), why: quanheng::people::Leaving::Idle },
    ];
    assert_eq!(events.each_ref().map(PeopleEvent::kind), PeopleEvent::KINDS);
    for event in &events {
        assert_eq!(PeopleEvent::read(event.kind(), &event.data()), Some(Ok(event.clone())));
        assert!(matches!(PeopleEvent::read(event.kind(), &json!({ "who": 1 })), Some(Err(_))), "{event:?}");
    }
    assert_eq!(PeopleEvent::read("observation", &json!({})), None);
    assert!(lab.roll.get("li").unwrap().has(Role::Verifier));
}

#[test]
fn every_document_says_whose_signatures_it_needs_and_from_where() {
    let needs = |document: &Document| (document.id.clone(), document.needs.clone());
    let three = vec![Role::Verifier, Role::Checker, Role::Approver];
    let mut expected = ["certificate", "notice", "report"].map(|id| (id.to_owned(), three.clone())).to_vec();
    expected.push(("record".to_owned(), vec![Role::Verifier, Role::Checker]));
    assert_eq!(Documents::embedded().document.iter().map(needs).collect::<Vec<_>>(), expected);
}
