//! The run that is being worked on: a procedure with its id, its regulation and what of it is stored.

use super::history::subject_words;
use super::interlude::{Interlude, Paused};
use super::misbehaviour::Expected;
use super::opening::Procedure;
use super::record::{Concluded, Opened, ProfileUsed, Told};
use super::snapshot::{Held, KindView, LotView, Margin, PileView, Role, RunView, ScaleView, Stored};
use super::trail::Trail;
use super::why::{Why, both};
use crate::exit::Exit;
use crate::instrument::{Profiles, Reading};
use crate::locale::Words;
use crate::procedure::{Ask, Connection, Observation, PileRun, Side, Step, Subject};
use crate::protocol::Measurand;
use crate::regulation::{Book, Conclusion, Judgement, Refusal, Regulation, Status, judge_lot, judge_pile, judge_scale};
use std::sync::Arc;

/// A run with everything around it.
#[derive(Debug)]
pub struct ActiveRun {
    /// Its id.
    pub id: String,
    opened: Opened,
    book: Arc<Book>,
    regulation: Regulation,
    procedure: Procedure,
    /// How the energies of the comparison under way grew.
    trail: Trail,
    /// Every observation that holds and every step that was left out, oldest first.
    stored: Arc<Vec<Held>>,
    notes: Arc<Vec<String>>,
    paused: Option<Paused>,
    last_seq: u64,
    entries: u64,
    judgement: Option<Arc<Judgement>>,
    judge_refused: Option<Refusal>,
    concluded: bool,
}

impl ActiveRun {
    /// Prepares a run from its first entry. Nothing is stored here.
    pub fn prepare(id: String, opened: Opened, profiles: &Profiles, book: &Arc<Book>) -> Result<Self, Why> {
        let regulation = book.get(&opened.regulation).ok_or_else(|| {
            Words::new(
                format!("没有法规 {}", opened.regulation),
                format!("there is no regulation {}", opened.regulation),
            )
        })?;
        let procedure = Procedure::open(&opened, regulation, profiles)?;
        let (stored, notes, paused) = (Arc::default(), Arc::default(), None);
        let (judgement, judge_refused) = (None, None);
        let run = Self {
            id,
            opened,
            book: Arc::clone(book),
            regulation: regulation.clone(),
            procedure,
            trail: Trail::default(),
            stored,
            notes,
            paused,
            last_seq: 0,
            entries: 0,
            judgement,
            judge_refused,
            concluded: false,
        };
        run.refuse_other_figures()?;
        run.refuse_other_profiles(profiles)?;
        run.refuse_at_once()?;
        Ok(run)
    }

    /// A run is judged by the figures it was opened with: a laboratory's file that came, went or changed since stops it.
    fn refuse_other_figures(&self) -> Result<(), Why> {
        let (then, now) = (&self.opened.overridden, &self.regulation.overridden);
        if then == now {
            return Ok(());
        }
        let name = |file: &Option<crate::regulation::Overridden>| {
            file.as_ref().map_or("-".to_owned(), |file| format!("{} {}", file.file, file.sha256))
        };
        let words = Words::new(
            format!("任务开始后规则文件已改变：当时 {}，现在 {}；请恢复原文件或新建任务", name(then), name(now)),
            format!(
                "the rule file has changed since the run was opened: {} then, {} now; restore it or begin a new run",
                name(then),
                name(now)
            ),
        );
        Err(Why { words, exit: Exit::Refused })
    }

    /// The bytes of one run are decoded by one knowledge: a profile that changed since it was opened stops it.
    fn refuse_other_profiles(&self, profiles: &Profiles) -> Result<(), Why> {
        let now = ProfileUsed::of(&self.opened.task, profiles);
        let changed = self.opened.devices.iter().find(|then| !now.contains(then));
        let Some(ProfileUsed { device, sha256, .. }) = changed else { return Ok(()) };
        let words = Words::new(
            format!("任务开始后仪器配置 {device} 已改变（当时 SHA-256 {sha256}）；请恢复原文件或新建任务"),
            format!(
                "the device profile {device} has changed since the run was opened (SHA-256 {sha256} then); restore it or begin a \
                 new run"
            ),
        );
        Err(Why { words, exit: Exit::Refused })
    }

    /// An expired standard or a scale that is not fit refuses the run before anything is measured, not at its end.
    fn refuse_at_once(&self) -> Result<(), Why> {
        match self.judge() {
            Err(why) if why.is_refused() => Err(Why::said(&why, Exit::Refused)),
            Ok(judgement) => match unfit(&judgement) {
                Some(words) => Err(Why { words, exit: Exit::Refused }),
                None => Ok(()),
            },
            Err(_) => Ok(()),
        }
    }

    /// First entry of the run.
    pub const fn opened(&self) -> &Opened {
        &self.opened
    }

    /// What the plan already says, to be stored right after the first entry.
    pub fn given(&self) -> Vec<Observation> {
        match &self.procedure {
            Procedure::Lot(run) => run.given(),
            Procedure::Pile(run) => run.given(),
            Procedure::Scale(_) => Vec::new(),
        }
    }

    /// How many observations hold.
    pub fn recorded(&self) -> u64 {
        u64::try_from(self.stored.iter().filter(|held| held.value.is_some()).count()).unwrap_or(u64::MAX)
    }

    /// The instruments this run reads.
    pub fn connections(&self) -> Vec<(Role, Connection)> {
        self.opened.task.connections()
    }

    /// What comes next.
    pub fn ask(&self) -> Ask {
        if self.paused.is_some() && !self.concluded {
            return Ask::Paused;
        }
        match &self.procedure {
            Procedure::Lot(run) => run.ask(),
            Procedure::Pile(run) => run.ask(),
            Procedure::Scale(run) => run.ask(),
        }
    }

    /// Its steps, with the state of each.
    pub fn steps(&self) -> Vec<Step> {
        match &self.procedure {
            Procedure::Lot(run) => run.steps(),
            Procedure::Pile(run) => run.steps(),
            Procedure::Scale(run) => run.steps(),
        }
    }

    /// Whether the verdict is stored.
    pub const fn concluded(&self) -> bool {
        self.concluded
    }

    /// Takes a reading; answers with what is to be stored together.
    pub fn feed(&mut self, role: Role, reading: &Reading) -> Vec<Observation> {
        if self.paused.is_some() {
            return Vec::new();
        }
        match (&mut self.procedure, role) {
            (Procedure::Lot(run), Role::Scale) => run.feed(reading).into_iter().collect(),
            (Procedure::Lot(run), Role::Scanner) => {
                run.scan(reading);
                Vec::new()
            }
            (Procedure::Scale(run), Role::Scale) => run.feed(reading).into_iter().collect(),
            (Procedure::Pile(run), Role::Pile) => feed_side(run, &mut self.trail, Side::Instrument, reading),
            (Procedure::Pile(run), Role::Standard) => feed_side(run, &mut self.trail, Side::Reference, reading),
            _ => Vec::new(),
        }
    }

    /// The code of a scanner that waits for the next package.
    pub fn code(&self) -> Option<&str> {
        if let Procedure::Lot(run) = &self.procedure { run.code() } else { None }
    }

    /// The registers, or what the scale shows, now, because the operator says so.
    pub fn take(&self, now_ns: u64) -> Vec<Observation> {
        match &self.procedure {
            _ if self.paused.is_some() => Vec::new(),
            Procedure::Pile(run) => run.take(now_ns),
            Procedure::Scale(run) => run.take(now_ns).into_iter().collect(),
            Procedure::Lot(_) => Vec::new(),
        }
    }

    /// What a typed answer would be stored as.
    pub fn typed(&self, text: &str) -> Result<Observation, Why> {
        if self.paused.is_some() {
            return Err(Words::new("任务已暂停；先按 r 继续", "the run is paused; resume it first (r)").into());
        }
        match &self.procedure {
            Procedure::Pile(run) => run.typed(text).map_err(|why| both(&why).into()),
            Procedure::Scale(run) => run.typed(text).map_err(|why| both(&why).into()),
            Procedure::Lot(_) => Err(Words::new("此步骤不需要输入", "nothing is to be typed at this step").into()),
        }
    }

    /// The line of an instrument was lost, or fell silent.
    pub fn interrupt(&mut self, role: Role) {
        match (&mut self.procedure, role) {
            (Procedure::Lot(run), Role::Scale) => run.interrupt(),
            (Procedure::Scale(run), Role::Scale) => run.interrupt(),
            (Procedure::Pile(run), Role::Pile) => run.interrupt(Side::Instrument),
            (Procedure::Pile(run), Role::Standard) => run.interrupt(Side::Reference),
            _ => {}
        }
    }

    /// Takes in what is stored: while working, and when a run that was cut off is read back.
    pub fn told(&mut self, seq: u64, told: &Told) {
        self.last_seq = seq;
        self.entries += 1;
        match told {
            Told::Observation(observation) => {
                self.hold(seq, observation);
                match &mut self.procedure {
                    Procedure::Lot(run) => run.apply(observation),
                    Procedure::Pile(run) => run.apply(observation),
                    Procedure::Scale(run) => run.apply(observation),
                }
            }
            Told::Withdrawal(withdrawal) => {
                match &mut self.procedure {
                    Procedure::Lot(run) => run.withdraw(&withdrawal.old.subject),
                    Procedure::Pile(run) => run.withdraw(&withdrawal.old.subject),
                    Procedure::Scale(run) => run.withdraw(&withdrawal.old.subject),
                }
                let procedure = &self.procedure;
                // Of a comparison both sides go, whichever is named.
                let holds = |held: &Held| held.value.is_none() || procedure.observed(&held.subject).is_some();
                Arc::make_mut(&mut self.stored).retain(|held| held.seq != withdrawal.target && holds(held));
            }
            Told::Concluded(concluded) => self.conclude(concluded),
            Told::Interlude(interlude) => self.interlude(seq, interlude),
            Told::Opened(_) | Told::Other => {}
        }
    }

    fn conclude(&mut self, concluded: &Concluded) {
        match &mut self.procedure {
            Procedure::Lot(run) => run.conclude(),
            Procedure::Pile(run) => run.conclude(),
            Procedure::Scale(run) => run.conclude(),
        }
        self.judgement = Some(Arc::new(concluded.judgement.clone()));
        self.concluded = true;
    }

    fn hold(&mut self, seq: u64, observation: &Observation) {
        let unit = observation.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
        let subject = observation.subject.clone();
        Arc::make_mut(&mut self.stored).push(Held {
            seq,
            words: subject_words(&subject),
            subject,
            value: Some(format!("{}{unit}", observation.value)),
            typed: observation.is_typed(),
        });
    }

    fn interlude(&mut self, seq: u64, interlude: &Interlude) {
        match interlude {
            Interlude::Note { text } => Arc::make_mut(&mut self.notes).push(text.clone()),
            Interlude::Paused(paused) => {
                self.paused = Some(paused.clone());
                self.rearm();
            }
            Interlude::Resumed { .. } => {
                self.paused = None;
                self.rearm();
            }
            Interlude::Skipped { step, .. } => {
                self.skip(step, true);
                let (subject, words) = (step.clone(), subject_words(step));
                Arc::make_mut(&mut self.stored).push(Held { seq, subject, words, value: None, typed: true });
            }
            Interlude::AskedAgain { step, .. } => {
                self.skip(step, false);
                Arc::make_mut(&mut self.stored).retain(|held| held.value.is_some() || held.subject != *step);
            }
        }
    }

    fn skip(&mut self, step: &Subject, left_out: bool) {
        if let Procedure::Pile(run) = &mut self.procedure {
            run.skip(step, left_out);
        }
    }

    /// Nothing from before counts together with what comes now.
    pub fn rearm(&mut self) {
        match &mut self.procedure {
            Procedure::Lot(run) => run.rearm(),
            Procedure::Scale(run) => run.rearm(),
            Procedure::Pile(run) => {
                for side in [Side::Instrument, Side::Reference] {
                    run.interrupt(side);
                }
            }
        }
    }

    /// Why the run is paused, when it is.
    pub const fn paused(&self) -> Option<&Paused> {
        self.paused.as_ref()
    }

    /// The present step, where it may be left out.
    pub fn skippable(&self) -> Option<Subject> {
        match &self.procedure {
            Procedure::Pile(run) if self.paused.is_none() => run.skippable(),
            Procedure::Pile(_) | Procedure::Lot(_) | Procedure::Scale(_) => None,
        }
    }

    /// A step that was left out and is not asked for again.
    pub fn left_out(&self, step: &Subject) -> bool {
        self.stored.iter().any(|held| held.value.is_none() && held.subject == *step)
    }

    /// A code typed by a scanner names the package that is weighed next; false where there are no packages.
    pub fn name_next(&mut self, code: &str, now_ns: u64) -> bool {
        let Procedure::Lot(run) = &mut self.procedure else { return false };
        run.name_next(code, now_ns);
        true
    }

    /// What readings of an instrument must be like.
    pub fn expected(&self, role: Role, reading: &Reading) -> Expected {
        match (&self.procedure, role) {
            (Procedure::Lot(run), Role::Scale) => Expected { unit: run.unit_expected(reading), most: run.capacity() },
            (Procedure::Scale(run), Role::Scale) => Expected { unit: run.unit_expected(reading), most: None },
            (Procedure::Pile(run), Role::Pile) => {
                Expected { unit: run.unit_expected(Side::Instrument, reading), most: None }
            }
            (Procedure::Pile(run), Role::Standard) => {
                Expected { unit: run.unit_expected(Side::Reference, reading), most: None }
            }
            _ => Expected::default(),
        }
    }

    /// Whether the run waits for instruments now.
    pub fn reads(&self) -> bool {
        !self.concluded && !self.ask().typed() && self.ask() != Ask::Conclude
    }

    /// What goes when the datum of entry `target` is withdrawn (the last one without a number): itself, and the rest of its
    /// comparison or load, because half of one is worth nothing. The one that was named comes first.
    pub fn goes(&self, target: Option<u64>) -> Vec<(u64, Observation)> {
        let held = || self.stored.iter().rev().filter(|held| held.value.is_some());
        let Some(named) = held().find(|held| target.is_none_or(|target| held.seq == target)) else { return Vec::new() };
        let of = named.subject.group();
        let rest = held().filter(|held| held.seq != named.seq && of.is_some() && held.subject.group() == of);
        let observed = |held: &Held| Some((held.seq, self.procedure.observed(&held.subject)?.clone()));
        std::iter::once(named).chain(rest).filter_map(observed).collect()
    }

    /// What a jump of the clocks takes from the comparison that is under way; a load on a scale must be put on again.
    pub fn voided(&self) -> Vec<(u64, Observation)> {
        let Procedure::Pile(run) = &self.procedure else { return Vec::new() };
        let Some(of) = run.begun().filter(|_| !self.concluded) else { return Vec::new() };
        self.stored
            .iter()
            .find(|held| held.subject.comparison() == Some(of))
            .map_or_else(Vec::new, |held| self.goes(Some(held.seq)))
    }

    fn judge(&self) -> Result<Judgement, Refusal> {
        let (regulation, date) = (&self.opened.regulation, &self.opened.date);
        match &self.procedure {
            Procedure::Lot(run) => judge_lot(&run.case(regulation, date), &self.book),
            Procedure::Pile(run) => judge_pile(&run.case(regulation, date), &self.book),
            Procedure::Scale(run) => judge_scale(&run.case(regulation, date), &self.book),
        }
    }

    /// Judges what there is so far, unless the stored verdict stands already.
    pub fn rejudge(&mut self) {
        if self.concluded {
            return;
        }
        match self.judge() {
            Ok(judgement) => {
                self.want_more(&judgement);
                (self.judgement, self.judge_refused) = (Some(Arc::new(judgement)), None);
            }
            Err(why) => (self.judgement, self.judge_refused) = (None, Some(why)),
        }
    }

    /// A second sample follows where the first one does not decide.
    fn want_more(&mut self, judgement: &Judgement) {
        let advice = judgement.lot.as_ref().and_then(|lot| lot.advice.as_ref());
        if let (Procedure::Lot(run), Some(advice)) = (&mut self.procedure, advice) {
            let weighed = u64::try_from(run.packages().len()).unwrap_or(u64::MAX);
            run.want_packages(weighed.saturating_add(advice.remaining));
        }
    }

    /// The judgement as it stands, or why there is none.
    pub fn judgement(&self) -> Result<&Judgement, Why> {
        self.judgement.as_deref().ok_or_else(|| {
            let none = || Words::new("还没有可判定的数据", "there is nothing to judge yet");
            self.judge_refused.as_ref().map_or_else(none, both).into()
        })
    }

    /// What views draw.
    pub fn view(&self) -> RunView {
        let kind = match &self.procedure {
            Procedure::Lot(run) => KindView::Lot(Box::new(LotView {
                task: run.task().clone(),
                plan: run.plan().clone(),
                label: run.label(),
                capture: run.capture(),
                code: run.code().map(str::to_owned),
                tares: Arc::clone(run.tares()),
                tares_wanted: run.tares_wanted(),
                packages: Arc::clone(run.packages()),
                packages_wanted: run.packages_wanted(),
            })),
            Procedure::Pile(run) => KindView::Pile(Box::new(PileView {
                task: run.task().clone(),
                plan: run.plan().clone(),
                comparisons: run.comparisons(),
                running_instrument: run.running_energy(Side::Instrument),
                running_reference: run.running_energy(Side::Reference),
                trail: self.trail.clone(),
            })),
            Procedure::Scale(run) => KindView::Scale(Box::new(ScaleView {
                task: run.task().clone(),
                unit: run.plan().unit,
                capture: run.capture(),
                rows: run.rows(),
            })),
        };
        RunView {
            run: self.id.clone(),
            regulation: self.opened.regulation.clone(),
            number: self.regulation.number.clone(),
            title: self.regulation.title.clone(),
            status: self.status(),
            ask: self.ask(),
            steps: self.steps(),
            kind,
            judgement: self.judgement.clone(),
            stored: Stored { last_seq: self.last_seq, entries: self.entries },
            concluded: self.concluded,
            notice: self.notice(),
            margin: Margin {
                paused: self.paused.as_ref().map(|paused| paused.reason.clone()),
                notes: Arc::clone(&self.notes),
                held: Arc::clone(&self.stored),
                skippable: self.skippable().is_some(),
            },
        }
    }

    /// The weakest figure this run has used so far; before there is a judgement, the weakest of its plan.
    fn status(&self) -> Status {
        let planned = match &self.procedure {
            Procedure::Lot(run) => run.plan().status,
            Procedure::Pile(run) => run.plan().status,
            // Every figure of it is in the judgement, which is there from the beginning.
            Procedure::Scale(_) => Status::Unconfirmed,
        };
        self.judgement.as_ref().map_or(planned, |judgement| judgement.regulation_status)
    }

    fn notice(&self) -> Option<Words> {
        let other = match &self.procedure {
            Procedure::Lot(run) => run.other_unit(),
            Procedure::Scale(run) => run.other_unit(),
            Procedure::Pile(_) => None,
        };
        let other = other.map(|unit| {
            Words::new(
                format!("秤的单位变为 {unit}，不予采用；请改回原单位"),
                format!("the scale shows {unit}: not counted; switch it back"),
            )
        });
        other.or_else(|| unfit(self.judgement.as_deref()?))
    }
}

/// Gives a reading to one side of a pile run, and keeps what energy it showed while a charge runs.
fn feed_side(run: &mut PileRun, trail: &mut Trail, side: Side, reading: &Reading) -> Vec<Observation> {
    let proposed = run.feed(side, reading);
    if reading.datum.quantity == Measurand::Energy
        && let (Some(kwh), Some(comparison)) = (run.running_energy(side), run.current())
    {
        trail.push((comparison.point, comparison.repeat), side, reading.stamp.mono_ns, kwh);
    }
    proposed
}

/// Why the scale of a lot is not fit for its goods; nothing when it is.
fn unfit(judgement: &Judgement) -> Option<Words> {
    judgement.lot.as_ref().filter(|_| judgement.verdict == Conclusion::ConditionsNotMet)?;
    let why = judgement.warnings.iter().find(|warning| warning.code == "W003").map(|warning| warning.words.clone());
    let not_fit = Words::new("秤不适于检验该商品", "the scale is not fit for these goods");
    Some(why.map_or_else(
        || not_fit.clone(),
        |why| Words::new(format!("{}：{}", not_fit.zh, why.zh), format!("{}: {}", not_fit.en, why.en)),
    ))
}

/// How a verb ends when a judge or a rule says no.
pub(super) const fn refused_exit(why: &Refusal) -> Exit {
    if why.is_refused() { Exit::Refused } else { Exit::BadInput }
}
