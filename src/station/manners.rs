//! What the station does beside measuring: notes, pauses, steps left out, data taken back, and an end in order. A run that
//! an instrument misbehaves in is paused by rule, never spoilt by accident.

use super::engine::Engine;
use super::happening::Happening;
use super::interlude::{Interlude, Paused};
use super::record::{self, Told, Withdrawal};
use super::why::Why;
use crate::ledger::Record;
use crate::link::{self, LinkEvent};
use crate::locale::Words;
use crate::people::Leaving;
use crate::procedure::{Observation, Subject};

/// Longest note or reason, characters.
const TEXT_MAX: usize = 400;

impl Engine {
    pub(super) fn note(&mut self, text: &str) -> Result<(), Why> {
        let text = said(text, "备注不能为空", "a note must say something")?;
        let seq = self.interlude(Interlude::Note { text: text.clone() })?;
        self.tell(Happening::Noted { seq, text });
        Ok(())
    }

    pub(super) fn pause(&mut self, reason: &str) -> Result<(), Why> {
        let reason = said(reason, "暂停必须写明原因", "a pause needs a reason")?;
        if self.with_run()?.paused().is_some() {
            return Err(Words::new("任务已经暂停", "the run is paused already").into());
        }
        self.paused(Paused { by: Paused::PERSON.into(), reason: Words::new(reason.clone(), reason) })
    }

    fn paused(&mut self, paused: Paused) -> Result<(), Why> {
        let (by, Words { zh, en }) = (paused.by.clone(), paused.reason.clone());
        let seq = self.interlude(Interlude::Paused(paused))?;
        self.tell(Happening::Paused { seq, by, zh, en });
        Ok(())
    }

    pub(super) fn go_on(&mut self, reason: &str) -> Result<(), Why> {
        let run = self.with_run()?;
        if run.paused().is_none() {
            return Err(Words::new("任务没有暂停", "the run is not paused").into());
        }
        if let Some((role, law)) = self.behaviour.fault(link::now_ns(), true) {
            let Words { zh, en } = law.words(role);
            return Err(Words::new(format!("还不能继续：{zh}"), format!("not yet: {en}")).into());
        }
        let reason = reason.trim().chars().take(TEXT_MAX).collect::<String>();
        let seq = self.interlude(Interlude::Resumed { reason: reason.clone() })?;
        self.tell(Happening::Resumed { seq, reason });
        Ok(())
    }

    pub(super) fn skip(&mut self, reason: &str) -> Result<(), Why> {
        let reason = said(reason, "跳过必须写明原因", "leaving a step out needs a reason")?;
        let step =
            self.with_run()?.skippable().ok_or_else(|| Words::new("这一步不能跳过", "this step cannot be left out"))?;
        let seq = self.interlude(Interlude::Skipped { step: step.clone(), reason: reason.clone() })?;
        self.tell(Happening::Skipped { seq, step, left_out: true, reason });
        Ok(())
    }

    pub(super) fn ask_again(&mut self, step: Subject, reason: &str) -> Result<(), Why> {
        let reason = said(reason, "补做必须写明原因", "asking for it after all needs a reason")?;
        if !self.with_run()?.left_out(&step) {
            return Err(Words::new("这一步没有被跳过", "this step was not left out").into());
        }
        let seq = self.interlude(Interlude::AskedAgain { step: step.clone(), reason: reason.clone() })?;
        self.tell(Happening::Skipped { seq, step, left_out: false, reason });
        Ok(())
    }

    /// Stored, then applied, as everything of a run; answers with the number of the entry.
    fn interlude(&mut self, interlude: Interlude) -> Result<u64, Why> {
        let run = self.with_run()?;
        if run.concluded() {
            return Err(Words::new("任务已结束，不能再改变", "the run is concluded; nothing changes any more").into());
        }
        let record = record::interlude(&run.id, &link::stamp(), &interlude);
        let stored = self.store(&[record])?;
        let seq = stored.first().map_or(0, |stored| stored.seq);
        let run = self.with_run()?;
        run.told(seq, &Told::Interlude(Box::new(interlude)));
        run.rejudge();
        Ok(seq)
    }

    pub(super) fn name_package(&mut self, code: &str) -> Result<(), Why> {
        let code = said(code, "编号不能为空", "a code must say something")?;
        if !self.with_run()?.name_next(&code, link::now_ns()) {
            return Err(Words::new("此任务没有样品编号", "this run has no packages to name").into());
        }
        self.tell(Happening::Scanned { code });
        Ok(())
    }

    /// Withdraws the datum of an entry; the last one without a number.
    pub(super) fn withdraw(&mut self, target: Option<u64>, reason: &str) -> Result<(), Why> {
        let run = self.with_run()?;
        if run.concluded() {
            return Err(Words::new("任务已结束，不能再撤回", "the run is concluded; nothing can be withdrawn").into());
        }
        let goes = run.goes(target);
        if goes.is_empty() {
            return Err(Words::new("没有可撤回的数据", "there is nothing to withdraw").into());
        }
        let reason = said(reason, "撤回必须写明原因", "a withdrawal needs a reason")?;
        self.withdraw_all(goes, &reason)
    }

    /// Withdraws data together: none of them goes without the others.
    fn withdraw_all(&mut self, goes: Vec<(u64, Observation)>, reason: &str) -> Result<(), Why> {
        let (id, at) = (self.with_run()?.id.clone(), link::stamp());
        let withdrawal = |(target, old)| Withdrawal { target, old, new: None, reason: reason.to_owned() };
        let withdrawals: Vec<Withdrawal> = goes.into_iter().map(withdrawal).collect();
        let records: Vec<Record> = withdrawals.iter().map(|each| record::withdrawal(&id, &at, each)).collect();
        let stored = self.store(&records)?;
        for (withdrawal, stored) in withdrawals.into_iter().zip(&stored) {
            let (seq, target, reason) = (stored.seq, withdrawal.target, withdrawal.reason.clone());
            self.with_run()?.told(seq, &Told::Withdrawal(Box::new(withdrawal)));
            self.tell(Happening::Withdrawn { seq, target, reason });
        }
        self.with_run()?.rejudge();
        Ok(())
    }

    /// Looks at what an instrument does before the run takes it in: a rule that is broken pauses the run first.
    pub(super) fn watch_manners(&mut self, event: &LinkEvent) {
        let Some(run) = &self.active else { return };
        self.behaviour.hear(event, link::now_ns(), |role, reading| run.expected(role, reading));
        self.pause_by_rule(event.stamp.mono_ns);
    }

    /// What is to be minded although nothing came: silence, and the clocks.
    pub(super) fn mind_manners(&mut self) {
        if self.active.is_none() {
            return;
        }
        let at = link::stamp();
        if let Some(words) = self.behaviour.clocks.tick(&at.at, at.mono_ns) {
            self.void(&words);
        }
        self.pause_by_rule(at.mono_ns);
    }

    fn pause_by_rule(&mut self, now_ns: u64) {
        let Some(run) = self.active.as_ref().filter(|run| run.paused().is_none() && !run.concluded()) else { return };
        let Some((role, law)) = self.behaviour.fault(now_ns, run.reads()) else { return };
        // A ledger that refuses is on the screen already; nothing is taken from such an instrument meanwhile.
        let _ = self.paused(Paused { by: law.id.into(), reason: law.words(role) });
        self.publish();
    }

    /// The clocks jumped: the comparison under way is void, and a load must be put on again.
    fn void(&mut self, words: &Words) {
        let Some(run) = &mut self.active else { return };
        run.rearm();
        let goes = run.voided();
        if goes.is_empty() {
            return;
        }
        if self.withdraw_all(goes, &format!("{} / {}", words.zh, words.en)).is_ok() {
            self.snapshot.refused = Some(words.clone());
        }
        self.publish();
    }

    /// The program ends: whoever is signed in is no longer. A ledger that refuses now cannot be waited for.
    pub(super) fn end(&mut self) {
        let _ = self.people.sign_out(&mut self.ledger, Leaving::Ended);
    }
}

/// What somebody typed, without blanks around it and not without end.
fn said(text: &str, zh: &str, en: &str) -> Result<String, Words> {
    let text = text.trim().chars().take(TEXT_MAX).collect::<String>();
    if text.is_empty() { Err(Words::new(zh, en)) } else { Ok(text) }
}
