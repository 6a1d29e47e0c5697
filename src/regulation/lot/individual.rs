//! The individual criterion: every package against T and 2T, counted, in one sample or two.

use super::super::judgement::{Item, ItemVerdict, PackageClass};
use super::LotJudge;
use super::plan::LotPlan;
use crate::locale::Words;
use crate::quantity::Exact;

/// Most packages that the trace names one by one.
const NAMED_MAX: usize = 12;

/// How many packages are short, and by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub t1: u64,
    pub t2: u64,
}

/// Where the individual criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Accept,
    Reject,
    /// So many more packages are needed.
    More(u64),
}

impl Counts {
    pub fn of(classes: &[PackageClass]) -> Self {
        let number = |class| super::count(&classes.iter().filter(|c| **c == class).collect::<Vec<_>>());
        Self { t1: number(PackageClass::T1), t2: number(PackageClass::T2) }
    }
}

impl LotPlan {
    /// Where the criterion stands for packages in the order of weighing.
    pub(super) fn outcome(&self, classes: &[PackageClass]) -> Outcome {
        let stage = |size: u64| usize::try_from(size).ok().and_then(|size| classes.get(..size));
        let missing = |size: u64| size.saturating_sub(super::count(classes));
        let Some(first) = stage(self.sample_size) else { return Outcome::More(missing(self.sample_size)) };
        let counts = Counts::of(first);
        let over = |counts: &Counts| self.t2_allowed.is_some_and(|allowed| counts.t2 > allowed);
        match self.second {
            _ if over(&counts) || counts.t1 >= self.t1_reject => Outcome::Reject,
            _ if counts.t1 <= self.t1_allowed => Outcome::Accept,
            None => Outcome::Reject,
            Some(second) => {
                let Some(both) = stage(second.total) else { return Outcome::More(missing(second.total)) };
                let counts = Counts::of(both);
                if over(&counts) || counts.t1 > second.t1_allowed { Outcome::Reject } else { Outcome::Accept }
            }
        }
    }

    /// Where it would stand if every package still to come were of one class.
    pub(super) fn outcome_if(&self, classes: &[PackageClass], rest: PackageClass) -> Outcome {
        let mut whole = classes.to_vec();
        while let Outcome::More(count) = self.outcome(&whole) {
            let count = usize::try_from(count).unwrap_or(0).max(1);
            whole.extend(std::iter::repeat_n(rest, count));
        }
        self.outcome(&whole)
    }

    /// The worst class that this rule knows.
    pub(super) const fn worst(&self) -> PackageClass {
        if self.t2_allowed.is_some() { PackageClass::T2 } else { PackageClass::T1 }
    }
}

impl LotJudge<'_> {
    /// Strict on the side of the packer: short by exactly T is in order, by exactly 2T is T1.
    pub(super) fn classes(&self, deficiency: &Exact) -> Vec<PackageClass> {
        let twice = deficiency + deficiency;
        let class = |net: &Exact| {
            let short = &self.basis.label - net;
            if short > twice && self.plan.t2_allowed.is_some() {
                PackageClass::T2
            } else if short > *deficiency {
                PackageClass::T1
            } else {
                PackageClass::Ok
            }
        };
        self.net.values.iter().map(class).collect()
    }

    pub(super) const fn item_verdict(outcome: Outcome) -> ItemVerdict {
        match outcome {
            Outcome::Accept => ItemVerdict::Pass,
            Outcome::Reject => ItemVerdict::Fail,
            Outcome::More(_) => ItemVerdict::Incomplete,
        }
    }

    pub(super) fn individual(&mut self, classes: &[PackageClass]) -> Item {
        let status = self.notes.used("单件判定规则", "individual criterion", self.rule.individual.status);
        let counts = Counts::of(classes);
        let plan = &self.plan;
        let limit = match plan.t2_allowed {
            Some(t2) => format!("T1 ≤ {}, T2 ≤ {t2}", plan.t1_allowed),
            None => format!("T1 ≤ {}", plan.t1_allowed),
        };
        let value = match plan.t2_allowed {
            Some(_) => format!("T1 = {}, T2 = {}", counts.t1, counts.t2),
            None => format!("T1 = {}", counts.t1),
        };
        let clause = self.rule.individual.clause.clone();
        let t = format!("{} {}", self.show_net(&self.basis.deficiency, self.net.places), self.label.unit);
        let words = Words::new("逐件比较短缺量与 T、2T 并计数", "each shortage is held against T and 2T, and counted");
        let formula = match plan.t2_allowed {
            Some(_) => "T < Qn − q ≤ 2T → T1;  Qn − q > 2T → T2",
            None => "Qn − q > T → T1",
        };
        let status = status.max(plan.status);
        self.notes.step(clause.as_ref(), words, formula, &[("T", t)], value.clone());
        self.name_short(classes);
        self.note_stages(classes);
        Item {
            item: "individual".into(),
            clause,
            verdict: Self::item_verdict(self.plan.outcome(classes)),
            limit: Some(limit),
            value: Some(value),
            status,
            name: Words::new("单件净含量", "individual packages"),
        }
    }

    /// Names the packages that are short, so that anybody can find them on the table.
    fn name_short(&mut self, classes: &[PackageClass]) {
        let short = |(index, class): (usize, &PackageClass)| {
            let word = match class {
                PackageClass::Ok => return None,
                PackageClass::T1 => "T1",
                PackageClass::T2 => "T2",
            };
            let by = &self.basis.label - self.net.values.get(index)?;
            Some((index + 1, self.show_net(&by, self.net.places + 2), word))
        };
        let short: Vec<_> = classes.iter().enumerate().filter_map(short).collect();
        if short.is_empty() {
            return;
        }
        let unit = self.label.unit;
        let list: Vec<String> =
            short.iter().take(NAMED_MAX).map(|(number, by, word)| format!("#{number}: {by} {unit} ({word})")).collect();
        let more = short.len().saturating_sub(NAMED_MAX);
        let more = if more > 0 { format!(", … +{more}") } else { String::new() };
        let words =
            Words::new("短缺超过 T 的样品及其短缺量", "the packages that are short by more than T, and by how much");
        self.notes.step(None, words, "Qn − q", &[], format!("{}{more}", list.join(", ")));
    }

    /// Where the rule has two samples: which one decided, or that the second is to be taken.
    fn note_stages(&mut self, classes: &[PackageClass]) {
        let (plan, given) = (&self.plan, super::count(classes));
        let Some(second) = plan.second.filter(|_| given >= plan.sample_size) else { return };
        let first = usize::try_from(plan.sample_size).ok().and_then(|size| classes.get(..size)).unwrap_or_default();
        let t1 = Counts::of(first).t1;
        let values = [
            ("n1", plan.sample_size.to_string()),
            ("T1", t1.to_string()),
            ("Ac1", plan.t1_allowed.to_string()),
            ("Re1", plan.t1_reject.to_string()),
        ];
        let (words, result) = if t1 <= plan.t1_allowed || t1 >= plan.t1_reject {
            (Words::new("第一样本已可判定", "the first sample decides"), "n1".to_owned())
        } else {
            let words = Words::new(
                format!(
                    "第一样本不能判定：再取 {} 件，两个样本合计 {} 件",
                    second.total - plan.sample_size,
                    second.total
                ),
                format!(
                    "the first sample does not decide: {} more are taken, {} together",
                    second.total - plan.sample_size,
                    second.total
                ),
            );
            (words, format!("n1 + n2 = {}, Ac2 = {}", second.total, second.t1_allowed))
        };
        let clause = self.plan.clause.clone();
        self.notes.step(clause.as_ref(), words, "T1 ≤ Ac1: accept;  T1 ≥ Re1: reject", &values, result);
    }
}
