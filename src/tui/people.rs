//! Signing in, the locked screen, the page of accounts and its forms: state and keys. What they do is the station's.

use super::app::{App, Overlay};
use super::field::{Field, both};
use super::form::{Form, Purpose};
use super::secret_line::SecretLine;
use crate::locale::{Lang, Say, Words, screen};
use crate::people::{Leaving, Outcome, PeopleRefusal, Role};
use crate::station::{AccountCommand, AccountStanding, AccountView, Command, Snapshot};
use crossterm::event::{KeyCode, KeyEvent};
use std::collections::BTreeSet;
use tui_input::Input;

/// Somebody signs in: which account, and what is typed so far.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// The account that is marked.
    pub id: String,
    /// Its secret so far.
    pub typed: SecretLine,
    /// How often somebody had signed in when this began: once it is more, this is over.
    since: u64,
}

impl SignIn {
    /// Begins with an account marked; the first one where it is not there.
    fn begin(snapshot: &Snapshot, wanted: Option<&str>) -> Option<Self> {
        let signed_in = snapshot.people.signed_in.as_ref().map(|who| who.id.as_str());
        let wanted = wanted.or(signed_in);
        let marked = open_accounts(snapshot).find(|account| Some(account.id.as_str()) == wanted);
        let marked = marked.or_else(|| open_accounts(snapshot).next())?;
        let since = snapshot.people.sign_ins;
        Some(Self { id: marked.id.clone(), typed: SecretLine::default(), since })
    }

    /// Whether it has come to its end.
    pub const fn over(&self, snapshot: &Snapshot) -> bool {
        snapshot.people.sign_ins != self.since
    }

    fn key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        match key.code {
            KeyCode::Up | KeyCode::BackTab => self.mark(snapshot, false),
            KeyCode::Down | KeyCode::Tab => self.mark(snapshot, true),
            KeyCode::Enter if self.typed.count() > 0 => {
                let secret = self.typed.secret();
                self.typed.clear();
                return Some(Command::SignIn { id: self.id.clone(), secret });
            }
            _ => self.typed.key(key),
        }
        None
    }

    /// Marks the next or the previous account; what was typed was for another one.
    fn mark(&mut self, snapshot: &Snapshot, next: bool) {
        let ids: Vec<&String> = open_accounts(snapshot).map(|account| &account.id).collect();
        let at = ids.iter().position(|id| **id == self.id).unwrap_or(0);
        let to = if next { at + 1 } else { at + ids.len().saturating_sub(1) };
        if let Some(id) = ids.get(to.checked_rem(ids.len()).unwrap_or(0)) {
            self.id.clone_from(id);
        }
        self.typed.clear();
    }
}

/// Accounts that can sign in.
pub fn open_accounts(snapshot: &Snapshot) -> impl Iterator<Item = &AccountView> {
    snapshot.people.accounts.iter().filter(|account| account.standing != AccountStanding::Closed)
}

fn administers(snapshot: &Snapshot) -> bool {
    snapshot.people.signed_in.as_ref().is_some_and(|who| who.has(Role::Administrator))
}

impl App {
    /// Nobody has pressed a key for so long that the screen is to be locked. A run that is under way goes on: whoever is
    /// signed in stays so, only the screen and the keys are shut.
    /// True when it was not locked before.
    pub fn lock(&mut self, snapshot: &Snapshot) -> bool {
        if snapshot.people.signed_in.is_none() || self.is_locked(snapshot) {
            return false;
        }
        self.locked = Some(snapshot.people.sign_ins);
        self.overlay = SignIn::begin(snapshot, None).map_or(Overlay::None, Overlay::SignIn);
        true
    }

    /// Whether the screen is locked: until somebody has signed in again.
    pub fn is_locked(&self, snapshot: &Snapshot) -> bool {
        self.locked == Some(snapshot.people.sign_ins) && snapshot.people.signed_in.is_some()
    }

    /// On the locked screen there is nothing but signing in.
    pub(super) fn locked_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        match &mut self.overlay {
            Overlay::SignIn(sign_in) => sign_in.key(key, snapshot),
            _ => None,
        }
    }

    /// Clears away what the station has done meanwhile.
    pub(super) fn clear_done(&mut self, snapshot: &Snapshot) {
        self.locked = self.locked.filter(|sign_ins| *sign_ins == snapshot.people.sign_ins);
        if matches!(&self.overlay, Overlay::SignIn(sign_in) if sign_in.over(snapshot)) {
            self.overlay = Overlay::None;
        }
        if self.form.as_ref().is_some_and(|form| form.over(snapshot)) {
            self.form = None;
        }
    }

    /// Opens the sign-in with an account marked.
    pub(super) fn begin_sign_in(&mut self, snapshot: &Snapshot, id: Option<&str>) {
        if let Some(sign_in) = SignIn::begin(snapshot, id) {
            self.overlay = Overlay::SignIn(sign_in);
        }
    }

    pub(super) fn sign_in_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        if key.code == KeyCode::Esc {
            self.overlay = Overlay::None;
        }
        self.locked_key(key, snapshot)
    }

    pub(super) fn people_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let accounts = &snapshot.people.accounts;
        let marked = self.people.unwrap_or(0).min(accounts.len().saturating_sub(1));
        let account = accounts.get(marked);
        let changes = snapshot.people.changes;
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => self.people = None,
            KeyCode::Down => self.people = Some((marked + 1).min(accounts.len().saturating_sub(1))),
            KeyCode::Up => self.people = Some(marked.saturating_sub(1)),
            KeyCode::Enter => self.begin_sign_in(snapshot, Some(&account?.id)),
            KeyCode::Char('o') if snapshot.people.signed_in.is_some() => return Some(Command::SignOut(Leaving::Asked)),
            KeyCode::Char('n') if administers(snapshot) || accounts.is_empty() => {
                self.form = Some(new_account(accounts.is_empty(), changes));
            }
            KeyCode::Char('e') if administers(snapshot) => self.form = Some(change_account(account?, changes)),
            KeyCode::Char('s') => self.form = secret(account?, snapshot),
            KeyCode::Char('x') if administers(snapshot) => {
                self.overlay = Overlay::CloseAccount(account?.id.clone(), Input::default());
            }
            KeyCode::Char('u') if administers(snapshot) => {
                return Some(Command::Account(Box::new(AccountCommand::Unlock { id: account?.id.clone() })));
            }
            _ => {}
        }
        None
    }

    /// Signing a run that is looked at.
    pub(super) fn signing_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let run = snapshot.detail.as_ref()?.summary.run.clone();
        snapshot.people.signed_in.as_ref()?;
        match key.code {
            KeyCode::Char('c') => Some(Command::CheckRun { run, outcome: Outcome::Agreed, note: String::new() }),
            KeyCode::Char('v') => Some(Command::ApproveRun { run, note: String::new() }),
            KeyCode::Char('r') => {
                self.overlay = Overlay::Return(run, Input::default());
                None
            }
            _ => None,
        }
    }
}

/// Yes or no, the present one first.
fn yes_no(name: &'static str, label: super::form::Label, yes: bool) -> Field {
    let mut options = vec![("no".to_owned(), both(screen::f_no)), ("yes".to_owned(), both(screen::f_yes))];
    if yes {
        options.reverse();
    }
    Field::choice(name, label, options)
}

fn role_fields(has: impl Fn(Role) -> bool) -> Vec<Field> {
    vec![
        yes_no(Role::Verifier.word(), screen::f_verifier, has(Role::Verifier)),
        yes_no(Role::Checker.word(), screen::f_checker, has(Role::Checker)),
        yes_no(Role::Approver.word(), screen::f_approver, has(Role::Approver)),
        yes_no(Role::Administrator.word(), screen::f_administrator, has(Role::Administrator)),
    ]
}

fn new_account(first: bool, changes: u64) -> Form {
    let mut fields = vec![Field::line("id", screen::f_account, ""), Field::line("name", screen::f_name, "")];
    fields.extend(role_fields(|role| role == if first { Role::Administrator } else { Role::Verifier }));
    fields.extend([Field::secret("secret", screen::f_secret), Field::secret("again", screen::f_again)]);
    Form::new(Purpose::NewAccount { changes }).plain(fields)
}

fn change_account(account: &AccountView, changes: u64) -> Form {
    let mut fields = vec![Field::line("name", screen::f_name, &account.name)];
    fields.extend(role_fields(|role| account.roles.contains(&role)));
    Form::new(Purpose::ChangeAccount { id: account.id.clone(), changes }).plain(fields)
}

/// One's own secret, with the old one; another's only for an administrator.
fn secret(account: &AccountView, snapshot: &Snapshot) -> Option<Form> {
    let own = snapshot.people.signed_in.as_ref()?.id == account.id;
    if !own && !administers(snapshot) {
        return None;
    }
    let old = own.then(|| Field::secret("old", screen::f_old_secret));
    let mut fields: Vec<Field> = old.into_iter().collect();
    fields.extend([Field::secret("secret", screen::f_secret), Field::secret("again", screen::f_again)]);
    let purpose = Purpose::Secret { id: account.id.clone(), own, changes: snapshot.people.changes };
    Some(Form::new(purpose).plain(fields))
}

/// The command of a filled form of accounts; what is wrong with a new secret is told beside it.
pub fn command(form: &mut Form) -> Option<Command> {
    let purpose = form.purpose.clone();
    let id = match &purpose {
        Purpose::ChangeAccount { id, .. } | Purpose::Secret { id, .. } => id.clone(),
        _ => form.text("id"),
    };
    if !matches!(purpose, Purpose::ChangeAccount { .. }) && !secret_is_right(form, &id) {
        return None;
    }
    let chosen = |role: &Role| form.text(role.word()) == "yes";
    let roles: BTreeSet<Role> = Role::ALL.into_iter().filter(chosen).collect();
    let name = form.text("name");
    let new = form.secret("secret");
    let command = match purpose {
        Purpose::NewAccount { .. } => AccountCommand::Add { id, name, roles, secret: new?.secret() },
        Purpose::ChangeAccount { .. } => AccountCommand::Change { id, name, roles },
        Purpose::Secret { own, .. } => {
            let old = form.secret("old").filter(|_| own).map(SecretLine::secret);
            AccountCommand::Secret { id, old, new: new?.secret() }
        }
        Purpose::Lot | Purpose::Pile | Purpose::Scale | Purpose::Standard { .. } => return None,
    };
    Some(Command::Account(Box::new(command)))
}

fn secret_is_right(form: &mut Form, id: &str) -> bool {
    let weak = form.secret("secret").and_then(|secret| secret.secret().weakness(id));
    let alike = form.secret("secret") == form.secret("again");
    if !alike {
        form.refuse("again", both(screen::not_alike));
    }
    if let Some(weak) = weak {
        let why = PeopleRefusal::Weak(weak);
        form.refuse("secret", Words::new(why.say(Lang::Zh), why.say(Lang::En)));
    }
    alike && weak.is_none()
}
