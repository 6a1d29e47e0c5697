//! Why a lot passes or not, in sentences for somebody who does not know the rule: the shopkeeper across the table.

use super::super::judgement::{Conclusion, Item, ItemVerdict, PLACES_MORE, PackageClass};
use super::individual::Counts;
use super::{LotJudge, count};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, round_to_places, shown};

/// Decimals of a label quantity or a T that does not end: moisture may be taken off them.
const PLACES_MAX: u32 = 12;

impl LotJudge<'_> {
    /// One sentence a criterion; nothing while the sample is not whole, except what is settled already.
    pub(super) fn reasons(&self, verdict: Conclusion, items: &[Item], classes: &[PackageClass]) -> Vec<Words> {
        let mut reasons = Vec::new();
        if verdict == Conclusion::Incomplete {
            return reasons;
        }
        for item in items {
            match (item.item.as_str(), item.verdict) {
                ("individual", _) => reasons.extend(self.individual_reasons(classes)),
                ("mean", ItemVerdict::Pass | ItemVerdict::Fail) => reasons.extend(self.mean_reason(item.verdict)),
                ("mean", _) => reasons.push(Words::new(
                    "批量小，全部逐件检验，不看平均值",
                    "the lot is so small that every package is tested and no mean is taken",
                )),
                (_, ItemVerdict::Fail) => reasons.push(super::super::conclusion::reason(item)),
                _ => {}
            }
        }
        reasons
    }

    /// A figure of the plan, as it is.
    fn amount(&self, value: &Exact) -> String {
        format!("{} {}", decimal(value), self.label.unit)
    }

    /// A figure that was worked out, as papers and screens show it, on its side of the label quantity.
    fn found(&self, value: Decimal, beside: &[Decimal]) -> String {
        let least = self.net.places + PLACES_MORE;
        format!("{} {}", shown::shown(&value.to_string(), least, &shown::beside(beside)), self.label.unit)
    }

    fn individual_reasons(&self, classes: &[PackageClass]) -> Vec<Words> {
        let (counts, n) = (Counts::of(classes), count(classes));
        let t = self.amount(&self.basis.deficiency);
        let allowed = match self.plan.second.filter(|_| n > self.plan.sample_size) {
            Some(second) => second.t1_allowed,
            None => self.plan.t1_allowed,
        };
        let mut reasons = Vec::new();
        if counts.t1 == 0 && counts.t2 == 0 {
            reasons.push(Words::new(
                format!("{n} 件样品中没有一件短缺超过允许的 {t}"),
                format!("none of the {n} packages is short by more than the allowed {t}"),
            ));
        } else if counts.t1 > 0 {
            reasons.push(Words::new(
                format!("{n} 件样品中有 {} 件短缺超过允许的 {t}，规则至多允许 {allowed} 件", counts.t1),
                format!(
                    "{} of {n} packages are short by more than the allowed {t}; the rule allows {allowed}",
                    counts.t1
                ),
            ));
        }
        if let (Some(none), true) = (self.plan.t2_allowed, counts.t2 > 0) {
            let twice = self.amount(&(&self.basis.deficiency + &self.basis.deficiency));
            reasons.push(Words::new(
                format!("有 {} 件短缺超过 {twice}（允许量的两倍），规则至多允许 {none} 件", counts.t2),
                format!("{} are short by more than {twice}, twice the allowed; the rule allows {none}", counts.t2),
            ));
        }
        reasons
    }

    fn mean_reason(&self, verdict: ItemVerdict) -> Option<Words> {
        let sample = self.mean_sample();
        let (mean, deviation) = (sample.mean()?, sample.standard_deviation()?);
        let label = self.amount(&self.basis.mean_label);
        // A sentence must not say that 500.0 is less than 500.
        let beside = [decimal(&self.basis.mean_label)];
        let shown = self.found(round_to_places(&mean, self.places()), &beside);
        if mean >= self.basis.mean_label {
            return Some(Words::new(
                format!("样品平均 {shown}，不低于标注的 {label}"),
                format!("the packages average {shown}, not less than the {label} of the label"),
            ));
        }
        let (corrected, places) = self.corrected(&sample)?;
        let factor = Exact::from(self.plan.correction_factor?);
        let corrected = self.found(corrected, &beside);
        let correction = self.found(deviation.times_to_places(&factor, places), &[]);
        let (zh, en) = if verdict == ItemVerdict::Pass {
            ("不低于", "not less than")
        } else {
            ("仍低于", "still less than")
        };
        Some(Words::new(
            format!("样品平均 {shown}，低于标注；按规则计入抽样修正 {correction} 后为 {corrected}，{zh}标注的 {label}"),
            format!(
                "the packages average {shown}, below the label; with the rule's allowance for sampling, {correction}, it \
                 is {corrected}, {en} the {label} of the label"
            ),
        ))
    }
}

fn decimal(value: &Exact) -> Decimal {
    value.to_decimal_exact(PLACES_MAX).unwrap_or_else(|| round_to_places(value, PLACES_MAX))
}
