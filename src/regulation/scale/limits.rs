//! The first page of a scale's trace: does the nameplate fit its class, which limits follow, how errors are found; and the
//! loads that a test asks for.

use super::super::case::Kind;
use super::super::codes::Code;
use super::super::judgement::Status;
use super::super::number::share;
use super::ScaleJudge;
use super::class::{auxiliary_fits, class_row, in_grams, intervals, span};
use super::plan::{Instrument, Part, ScalePlan, decimal};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact};

/// A load that a test asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The load.
    pub load: Exact,
    /// `Min`, `500 e`, `Max`.
    pub name: String,
    /// Whether a load near it does as well.
    pub near: bool,
}

impl ScalePlan {
    /// Loads that the weighing test of a range must come near, with their names (`Min`, `500 e`, `Max`), in the unit of the
    /// case. Min is among them where the nameplate of the case gives it.
    pub fn weighing_loads(&self, range: Option<usize>) -> Vec<(String, Decimal)> {
        let index = range.unwrap_or(1).checked_sub(1);
        let instrument = index.and_then(|index| self.instruments.get(index));
        let asked = instrument.map(|instrument| self.asked_loads(instrument, None)).unwrap_or_default();
        asked.into_iter().map(|asked| (asked.name, decimal(&asked.load))).collect()
    }

    /// Min (where it is given and not below `min_from`), every load at which the limit changes, and Max.
    pub(super) fn asked_loads(&self, instrument: &Instrument, min_from: Option<&Exact>) -> Vec<Asked> {
        let mut asked = Vec::new();
        if let Some(min) = &instrument.lowest.min
            && min_from.is_none_or(|from| *min >= *from)
        {
            asked.push(Asked { load: min.clone(), name: "Min".into(), near: false });
        }
        let several = !instrument.higher.is_empty();
        for (index, part) in instrument.parts().enumerate() {
            for up_to in self.bands.iter().filter_map(|band| band.up_to) {
                let load = &part.e * &Exact::from(up_to);
                if part.above < load && load < part.max {
                    let name = if several { format!("{up_to} e{}", index + 1) } else { format!("{up_to} e") };
                    asked.push(Asked { load, name, near: true });
                }
            }
            let last = part == instrument.highest();
            let name = if last { "Max".to_owned() } else { format!("Max{}", index + 1) };
            asked.push(Asked { load: part.max.clone(), name, near: !last });
        }
        asked
    }
}

impl ScaleJudge<'_> {
    /// Does the nameplate fit the class, and which limits follow from it.
    pub(super) fn note_nameplate(&mut self) {
        let (rule, plan) = (self.rule, self.plan.clone());
        self.notes.used("准确度等级与 n 的范围", "classes and their n", rule.classes.status);
        self.notes.used("分度值的形式", "form of the intervals", rule.intervals.status);
        if plan.instruments.iter().any(|instrument| !instrument.higher.is_empty()) {
            self.notes.used("多分度的分段条件", "conditions of partial ranges", rule.partial_ranges.status);
        }
        self.warn_instrument();
        for instrument in &plan.instruments {
            for part in instrument.parts() {
                self.note_class(part);
            }
            self.note_limits(instrument);
            if instrument.lowest.min.is_none() {
                self.warn_min();
            }
        }
    }

    fn note_class(&mut self, part: &Part) {
        let (rule, plan) = (self.rule, &self.plan);
        let Some(row) = class_row(rule, plan, part) else { return };
        let (class, n) = (&plan.class, decimal(&intervals(part)));
        let words = Words::new(
            format!("铭牌：{class} 级，最大称量 {}，分为 {n} 个检定分度", plan.mass(&part.max)),
            format!("nameplate: class {class}, Max {}, in {n} verification intervals", plan.mass(&part.max)),
        );
        let values = [("Max", plan.mass(&part.max)), ("e", plan.mass(&part.e)), ("d", plan.mass(&part.d))];
        let clause = rule.classes.clause.as_ref();
        self.notes.step(clause, words, "n = Max / e", &values, format!("{n}  ({})", span(row)));
        if !auxiliary_fits(rule, plan, part) {
            let words = Words::new(
                format!("带辅助指示装置的 {class} 级应 e = 10^k g 且 e ≤ 10 d，请核对铭牌"),
                format!(
                    "class {class} with an auxiliary device has e = 10^k g and e ≤ 10 d: look at the nameplate again"
                ),
            );
            self.notes.warn(Code::IndicationOdd, words);
            let status = rule.auxiliary.as_ref().map_or(Status::Unconfirmed, |figure| figure.status);
            self.notes.used("辅助指示装置", "auxiliary device", status);
        }
        if self.is_fine(part) || part.d == part.e {
            return;
        }
        let words = Words::new(
            "0.2 e < d < e：闪变点处示值跳变一个 d，故取半个 d；公开资料只给出 d = e 的公式",
            "0.2 e < d < e: the indication jumps by d, so half of d is taken; public sources state the formula for d = e only",
        );
        self.notes.warn(Code::CoarseHalfStep, words);
        self.notes.used("d 小于 e 时的闪变点", "changeover with d below e", Status::Unconfirmed);
    }

    /// The table of limits in the unit of the scale, so that a visitor can look every load up.
    fn note_limits(&mut self, instrument: &Instrument) {
        let (rule, plan) = (self.rule, &self.plan);
        let mut rows = Vec::new();
        for part in instrument.parts() {
            let ends = plan.bands.iter().filter_map(|band| band.up_to).map(|up_to| &part.e * &Exact::from(up_to));
            let inside = ends.filter(|end| part.above < *end && *end < part.max);
            for end in inside.chain([part.max.clone()]) {
                let limit = plan.limit(part, &end);
                rows.push(format!(
                    "L ≤ {}: ±{} (W ≤ {} {})",
                    plan.mass(&end),
                    plan.mass(&limit),
                    plan.weights(&limit, part),
                    plan.unit
                ));
            }
        }
        let times = rule.mpe_times.get(plan.kind);
        let (zh, en) = kind_words(plan.kind);
        let ranged = instrument.number.map(|number| (format!("量程 {number}，"), format!("range {number}, ")));
        let (range_zh, range_en) = ranged.unwrap_or_default();
        let words = Words::new(
            format!("{range_zh}{zh}的最大允许误差（表值的 {} 倍），W 为标准砝码允许的误差", times.value),
            format!(
                "{range_en}limits for the {en} ({} × the table); W: error the standard weights may have",
                times.value
            ),
        );
        let values = [("e", plan.mass(&instrument.lowest.e)), ("W", format!("{} MPE", rule.weights.value))];
        self.notes.step(rule.mpe.clause.as_ref(), words, "MPE = MPE(L / e) × e", &values, rows.join("; "));
    }

    /// The figures that every reading rests on.
    pub(super) fn used_by_readings(&mut self) -> Status {
        let rule = self.rule;
        let times = rule.mpe_times.get(self.plan.kind);
        let (zh, en) = kind_words(self.plan.kind);
        let mut status = self.notes.used("最大允许误差", "limits of error", rule.mpe.status);
        status = status.max(self.notes.used(&format!("{zh}的倍数"), &format!("multiple for the {en}"), times.status));
        status = status.max(self.notes.used("单次判定", "each reading by itself", rule.single_reading.status));
        let parts: Vec<Part> = self.plan.instruments.iter().flat_map(|i| i.parts().cloned()).collect();
        if parts.iter().any(|part| part.d < part.e) {
            status = status.max(self.notes.used("直接读数的条件", "when to read directly", rule.fine_step.status));
        }
        if parts.iter().any(|part| !self.is_fine(part)) {
            status = status.max(self.notes.used("闪变点法", "changeover method", rule.changeover.status));
        }
        status
    }

    /// Whether a load is the one that is asked for, or near it.
    pub(super) fn is_near(&mut self, load: &Exact, asked: &Exact) -> bool {
        if load == asked {
            return true;
        }
        let reach = share(&self.rule.near.value).map_or_else(Exact::zero, |share| &share * asked);
        let near = (load - asked).abs() <= reach;
        self.near_used |= near;
        near
    }

    /// The status of the figure for "near", where a load was accepted by it since the last question.
    pub(super) fn near_status(&mut self) -> Status {
        if std::mem::take(&mut self.near_used) {
            self.notes.used("载荷的接近程度", "how near a load must be", self.rule.near.status)
        } else {
            Status::Confirmed
        }
    }

    /// Min in the unit of the case from which on it is weighed.
    pub(super) fn min_from(&self) -> Option<Exact> {
        let gram = in_grams(&self.plan, &Exact::from(1));
        Exact::from(self.rule.weighing.min_from.value).checked_div(&gram)
    }

    fn warn_instrument(&mut self) {
        let date = self.case.date.as_deref();
        let rule = self.rule;
        // ISO dates compare as texts; without a date the day may be any.
        let Some(next) = rule.superseded.iter().find(|next| date.is_none_or(|date| next.from.as_str() <= date)) else {
            return;
        };
        let unnamed = self.case.instrument.is_none();
        let concerned = unnamed || self.case.instrument.as_deref() == Some(next.instrument.as_str());
        if !concerned {
            return;
        }
        let instrument = rule.instrument_words(&next.instrument);
        let words = Words::new(
            format!("{}自 {} 起适用 {}；本案例没有说明器具类型或日期", instrument.zh, next.from, next.by),
            format!(
                "a {} falls under {} from {}; this case does not say its type or day",
                instrument.en, next.by, next.from
            ),
        );
        self.notes.warn(Code::InstrumentUnknown, words);
    }

    fn warn_min(&mut self) {
        let words = Words::new(
            "没有给出最小称量 Min，未要求在 Min 处测量",
            "Min is not given: no reading at Min was asked for",
        );
        self.notes.warn(Code::MinUnknown, words);
    }
}

/// The kind of verification in words.
pub(super) const fn kind_words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::First => ("首次检定", "first verification"),
        Kind::Subsequent => ("后续检定", "subsequent verification"),
        Kind::InService => ("使用中检查", "inspection in service"),
    }
}
