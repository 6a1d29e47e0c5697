//! A run played again: the recorded bytes of its lines, with their times, through the procedure of today, and what people
//! did in it as the ledger tells. What comes out is held against what was stored.

use super::active::ActiveRun;
use super::history::{self, subject_words};
use super::record::{self, Concluded, Opened, Told};
use super::snapshot::Role;
use super::why::{Why, both};
use crate::instrument::{Profiles, Reading, Received, Stamp};
use crate::ledger::Ledger;
use crate::link::recording::{Recording, What};
use crate::link::reread::Reread;
use crate::locale::Words;
use crate::procedure::{Observation, Origin};
use crate::protocol::{Datum, hex};
use crate::regulation::Book;
use std::collections::VecDeque;
use std::sync::Arc;

/// What a run played again came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// How many observations came out as they were stored.
    pub observations: u64,
    /// The verdict came out as it was stored; `None`: the run is open.
    pub verdict: Option<String>,
    /// The first thing that came out otherwise; nothing when all is the same.
    pub different: Option<Words>,
}

/// What happened in a run, in the order of its times.
enum Act {
    /// A session began: the run was opened, or continued by a program that had just started.
    Began,
    Heard(Role, Box<Reading>),
    Lost(Role),
    /// What a person did.
    Person(u64, Box<Told>),
}

/// Plays a run of the ledger again from the recordings of its lines, all of one start of the machine.
///
/// # Errors
/// A run or a profile that is not there, a run that is no longer opened, a recording without the time it began.
pub fn replay(
    ledger: &Ledger,
    id: &str,
    recordings: &[Recording],
    profiles: &Profiles,
    book: &Arc<Book>,
) -> Result<Replayed, Why> {
    let stored = stored(ledger, id)?;
    let mut acts = Vec::new();
    for recording in recordings {
        acts.extend(heard(recording, profiles)?);
    }
    let Some((_, _, Told::Opened(opened))) = stored.first() else {
        return Err(Words::new(format!("任务 {id} 没有开始条目"), format!("run {id} has no first entry")).into());
    };
    let mut expected = VecDeque::new();
    let mut given = Vec::new();
    for (seq, ns, told) in stored.iter().skip(1) {
        match told {
            Told::Observation(observation) => match &observation.origin {
                Origin::Read { .. } => expected.push_back((*seq, *ns, (**observation).clone())),
                Origin::Typed { at } if at == "plan" => given.push((*seq, told.clone())),
                Origin::Typed { .. } => acts.push((*ns, Act::Person(*seq, Box::new(told.clone())))),
            },
            Told::Withdrawal(_) | Told::Interlude(_) => acts.push((*ns, Act::Person(*seq, Box::new(told.clone())))),
            _ => {}
        }
    }
    // Sorting keeps the order of equal times: a session begins before it is heard.
    acts.sort_by_key(|(ns, _)| *ns);
    let play = Play { id, opened, profiles, book, told: given, expected, same: 0 };
    let concluded = stored.iter().find_map(|(_, _, told)| match told {
        Told::Concluded(concluded) => Some(concluded.as_ref()),
        _ => None,
    });
    play.all(acts, concluded)
}

/// The entries of a run: number, time, what they say.
fn stored(ledger: &Ledger, id: &str) -> Result<Vec<(u64, u64, Told)>, Why> {
    let mut all = Vec::new();
    for entry in ledger.entries_of_run(id)? {
        let unreadable = |why: String| Words::new(format!("条目无法读出：{why}"), format!("unreadable: {why}"));
        all.push((entry.seq, entry.record.mono_ns, record::read(&entry).map_err(unreadable)?));
    }
    if all.is_empty() {
        return Err(Words::new(format!("记录中没有任务 {id}"), format!("the ledger has no run {id}")).into());
    }
    Ok(all)
}

struct Play<'a> {
    id: &'a str,
    opened: &'a Opened,
    profiles: &'a Profiles,
    book: &'a Arc<Book>,
    /// What has come out or was done so far.
    told: Vec<(u64, Told)>,
    /// What was read then and has not come out yet: number, time, what.
    expected: VecDeque<(u64, u64, Observation)>,
    same: u64,
}

impl Play<'_> {
    fn all(mut self, acts: Vec<(u64, Act)>, concluded: Option<&Concluded>) -> Result<Replayed, Why> {
        let mut run = self.run()?;
        for (ns, act) in acts {
            if let Some(different) = self.taken_by_hand(&mut run, ns) {
                return Ok(self.ended(Some(different)));
            }
            let observations = match act {
                Act::Began => {
                    run = self.run()?;
                    Vec::new()
                }
                Act::Heard(role, reading) => run.feed(role, &reading),
                Act::Lost(role) => {
                    run.interrupt(role);
                    Vec::new()
                }
                Act::Person(seq, told) => {
                    self.tell(&mut run, seq, *told);
                    Vec::new()
                }
            };
            for observation in observations {
                if let Some(different) = self.compare(&mut run, observation) {
                    return Ok(self.ended(Some(different)));
                }
            }
        }
        if let Some(different) = self.taken_by_hand(&mut run, u64::MAX) {
            return Ok(self.ended(Some(different)));
        }
        run.rejudge();
        let different = concluded.and_then(|then| verdict_differs(&run, then));
        let verdict = concluded.filter(|_| different.is_none()).map(|then| then.verdict.clone());
        Ok(Replayed { verdict, ..self.ended(different) })
    }

    /// The run as a program that starts now finds it.
    fn run(&self) -> Result<ActiveRun, Why> {
        let mut run = ActiveRun::prepare(self.id.to_owned(), self.opened.clone(), self.profiles, self.book)?;
        self.told.iter().for_each(|(seq, told)| run.told(*seq, told));
        run.rejudge();
        Ok(run)
    }

    fn tell(&mut self, run: &mut ActiveRun, seq: u64, told: Told) {
        run.told(seq, &told);
        run.rejudge();
        self.told.push((seq, told));
    }

    /// What should have come out before `ns` was taken by the operator's key, or does not come out any more.
    fn taken_by_hand(&mut self, run: &mut ActiveRun, ns: u64) -> Option<Words> {
        while let Some((seq, then_ns, then)) = self.expected.front().filter(|(_, then_ns, _)| *then_ns < ns).cloned() {
            let taken = run.take(then_ns);
            if taken.is_empty() {
                let subject = subject_words(&then.subject);
                return Some(Words::new(
                    format!("条目 {seq}：当时 {} 为 {}，现在没有取数", subject.zh, then.value),
                    format!("entry {seq}: {} was {} then, now nothing is taken", subject.en, then.value),
                ));
            }
            for observation in taken {
                let different = self.compare(run, observation);
                if different.is_some() {
                    return different;
                }
            }
        }
        None
    }

    /// Holds what came out against what was stored, and moves the run on.
    fn compare(&mut self, run: &mut ActiveRun, now: Observation) -> Option<Words> {
        let Some((seq, _, then)) = self.expected.pop_front() else {
            let subject = subject_words(&now.subject);
            return Some(Words::new(
                format!("现在取得 {} {}，当时没有", subject.zh, now.value),
                format!("now {} is taken as {}, then it was not", subject.en, now.value),
            ));
        };
        if told_of(&now) != told_of(&then) {
            let (subject, now_subject) = (subject_words(&then.subject), subject_words(&now.subject));
            return Some(Words::new(
                format!("条目 {seq}：当时 {} {}，现在 {} {}", subject.zh, then.value, now_subject.zh, now.value),
                format!("entry {seq}: then {} {}, now {} {}", subject.en, then.value, now_subject.en, now.value),
            ));
        }
        self.same += 1;
        self.tell(run, seq, Told::Observation(Box::new(now)));
        None
    }

    const fn ended(&self, different: Option<Words>) -> Replayed {
        Replayed { observations: self.same, verdict: None, different }
    }
}

/// All of an observation that must be the same: what, how much, whose, and the bytes it rests on.
fn told_of(observation: &Observation) -> impl PartialEq + use<> {
    let Observation { subject, value, unit, package, origin } = observation.clone();
    let (frames, window) = match origin {
        Origin::Read { readings, window } => (readings.into_iter().map(|r| (r.frame, r.request)).collect(), window),
        Origin::Typed { .. } => (Vec::new(), None),
    };
    (subject, value, unit, package, frames, window)
}

fn verdict_differs(run: &ActiveRun, then: &Concluded) -> Option<Words> {
    let now = match run.judgement() {
        Ok(judgement) if *judgement == then.judgement => return None,
        Ok(judgement) => history::verdict_word(judgement.verdict).to_owned(),
        Err(why) => return Some(why.words),
    };
    if now == then.verdict {
        return Some(Words::new(
            format!("结论相同（{now}），但计算过程不同"),
            format!("the verdict is the same ({now}), what it was reckoned from is not"),
        ));
    }
    Some(Words::new(
        format!("当时结论 {}，现在 {now}", then.verdict),
        format!("the verdict was {} then and is {now} now", then.verdict),
    ))
}

/// Everything that was heard on a line, as it is read today, at the times of then.
fn heard(recording: &Recording, profiles: &Profiles) -> Result<Vec<(u64, Act)>, Why> {
    let began = recording.header.mono_ns.ok_or_else(|| {
        Words::new(
            "录制文件没有开始时刻 mono_ns；请用本版本重新录制",
            "the recording lacks the time it began, mono_ns; record with this version",
        )
    })?;
    let mut devices = Vec::new();
    for recorded in &recording.header.devices {
        let profile = super::instruments::profile_of(&recorded.profile, profiles)?;
        let role = Role::named(&recorded.name).ok_or_else(|| {
            let name = &recorded.name;
            Words::new(
                format!("录制中的 {name:?} 不是任务的仪器；应为 run --record 的录制"),
                format!("{name:?} of the recording is no part of a run; it must be one of `run --record`"),
            )
        })?;
        devices.push((role, Reread::new(recorded, profile).map_err(|why| both(&why))?));
    }
    let mut ear = Ear { port: &recording.header.port, devices, asked: 0, waiting: VecDeque::new(), acts: Vec::new() };
    ear.acts.push((began, Act::Began));
    for moment in &recording.moments {
        ear.take(began.saturating_add(moment.ns), &moment.what);
    }
    ear.settle();
    Ok(ear.acts)
}

/// A frame that was understood: when it arrived, of which device, its bytes, the request, what it says.
type Understood = (u64, usize, Vec<u8>, Option<Vec<u8>>, Vec<Datum>);

/// Listens to a recording.
struct Ear<'a> {
    port: &'a str,
    devices: Vec<(Role, Reread)>,
    asked: usize,
    /// Frames whose exact time of then is still to come.
    waiting: VecDeque<Understood>,
    acts: Vec<(u64, Act)>,
}

impl Ear<'_> {
    fn take(&mut self, ns: u64, what: &What) {
        let place = |name: &str| self.devices.iter().position(|(_, device)| device.recorded.name == name);
        match what {
            What::Said { by, at, .. } => {
                let said = place(by);
                if let Some(index) = self.waiting.iter().position(|understood| Some(understood.1) == said)
                    && let Some((_, _, frame, request, data)) = self.waiting.remove(index)
                {
                    self.tell(ns, at.as_deref(), said.unwrap_or_default(), (frame, request, data));
                }
                return;
            }
            What::Tx { to, .. } => self.asked = place(to).unwrap_or(self.asked),
            _ => {}
        }
        self.settle();
        let received = match (what, self.devices.get_mut(self.asked)) {
            (What::Tx { bytes, .. }, Some((_, device))) => {
                device.ask(bytes);
                Vec::new()
            }
            (What::Rx(bytes), Some((_, device))) => device.hear(bytes),
            (What::Pause, Some((_, device))) => device.pause().into_iter().collect(),
            _ => Vec::new(),
        };
        for each in received {
            if let Received::Data { frame, request, data } = each {
                self.waiting.push_back((ns, self.asked, frame, request, data));
            }
        }
        match what {
            What::Reset(name) => {
                let reset = self.devices.iter_mut().filter(|(_, device)| device.recorded.name == *name);
                reset.for_each(|(_, device)| device.reset());
            }
            What::Lost(name) => {
                let lost = self.devices.iter().filter(|(_, device)| device.recorded.name == *name);
                self.acts.extend(lost.map(|(role, _)| (ns, Act::Lost(*role))));
            }
            What::Open(_) => self.devices.iter_mut().for_each(|(_, device)| device.reset()),
            What::Gone(_) => {
                self.devices.iter_mut().for_each(|(_, device)| device.reset());
                self.acts.extend(self.devices.iter().map(|(role, _)| (ns, Act::Lost(*role))));
            }
            _ => {}
        }
    }

    /// What is understood today and was not then has the time it arrived.
    fn settle(&mut self) {
        while let Some((ns, index, frame, request, data)) = self.waiting.pop_front() {
            self.tell(ns, None, index, (frame, request, data));
        }
    }

    fn tell(
        &mut self,
        ns: u64,
        at: Option<&str>,
        index: usize,
        (frame, request, data): (Vec<u8>, Option<Vec<u8>>, Vec<Datum>),
    ) {
        let Some((role, device)) = self.devices.get(index) else { return };
        for datum in data {
            let reading = Reading {
                seq: u64::try_from(self.acts.len()).unwrap_or(u64::MAX),
                stamp: Stamp { at: at.unwrap_or_default().to_owned(), mono_ns: ns },
                device: device.recorded.profile.clone(),
                port: self.port.to_owned(),
                port_id: None,
                address: device.recorded.address.clone(),
                datum,
                frame: hex(&frame),
                request: request.as_deref().map(hex),
            };
            self.acts.push((ns, Act::Heard(*role, Box::new(reading))));
        }
    }
}
