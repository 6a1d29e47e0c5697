//! Looks the rule file of a net-content regulation over, and lists its figures.

use super::book::FigureRow;
use super::check::row;
use super::lot_rule::{Band, Deficiency, LotRule, Rounding, SampleSize};

/// Every mistake in it.
pub(super) fn mistakes(rule: &LotRule, mistakes: &mut Vec<String>) {
    for (dimension, deficiency) in &rule.deficiency {
        bands(dimension, deficiency, mistakes);
    }
    for (dimension, rounding) in &rule.rounding {
        if rounding.steps.iter().any(|step| step.interval.is_zero() || step.interval.is_sign_negative()) {
            mistakes.push(format!("rounding.{dimension}: an interval must be above nought"));
        }
        if !rule.deficiency.contains_key(dimension) {
            mistakes.push(format!("rounding.{dimension} rounds nothing"));
        }
    }
    let mut next = 1;
    for row in &rule.sampling.rows {
        let (from, to) = (row.lot.first().copied().unwrap_or(0), row.lot.get(1).copied());
        if from != next {
            mistakes.push(format!("sampling: lot sizes {next} to {from}: a gap or an overlap"));
        }
        next = to.map_or(u64::MAX, |to| to.saturating_add(1));
        match &row.sample {
            SampleSize::Number(n) if row.t1_allowed > *n => {
                mistakes.push(format!("sampling from {from}: {} allowed of {n} packages", row.t1_allowed));
            }
            SampleSize::Number(n) if *n > from => {
                mistakes.push(format!("sampling from {from}: a sample of {n} is larger than the lot"));
            }
            SampleSize::Word(word) if word != "all" => {
                mistakes.push(format!("sampling: sample = {word:?}: a number or \"all\""));
            }
            _ => {}
        }
    }
    if next != u64::MAX {
        mistakes.push(format!("sampling: no row for lots above {}", next.saturating_sub(1)));
    }
}

fn bands(dimension: &str, deficiency: &Deficiency, mistakes: &mut Vec<String>) {
    let mut last = None;
    for (index, band) in deficiency.bands.iter().enumerate() {
        if band.percent.is_some() == band.amount.is_some() {
            mistakes.push(format!("deficiency.{dimension}.bands[{index}]: either percent or amount"));
        }
        if band.up_to.is_some_and(|up_to| last.is_some_and(|last| up_to <= last)) {
            mistakes.push(format!("deficiency.{dimension}.bands[{index}] overlaps the one before"));
        }
        if band.up_to.is_none() && index + 1 != deficiency.bands.len() {
            mistakes.push(format!("deficiency.{dimension}.bands[{index}]: only the last band is open"));
        }
        last = band.up_to.or(last);
    }
}

/// Every figure of it.
pub(super) fn figures(rule: &LotRule) -> Vec<FigureRow> {
    let band = |band: &Band, unit: &str| {
        let reach = band.up_to.map_or("…".to_owned(), |up_to| format!("≤{up_to} {unit}"));
        let size = band.percent.map(|p| format!("{p} %")).or_else(|| band.amount.map(|a| format!("{a} {unit}")));
        format!("{reach}: {}", size.unwrap_or_default())
    };
    let deficiency = rule.deficiency.iter().map(|(name, d)| {
        let bands: Vec<String> = d.bands.iter().map(|b| band(b, d.unit.symbol())).collect();
        row(format!("T ({name})"), bands.join("; "), d.clause.as_ref(), d.status, &d.source)
    });
    let rounding = rule
        .rounding
        .iter()
        .map(|(name, r)| row(format!("rounding of T ({name})"), rounding_text(r), None, r.status, &r.source));
    let plan = rule.sampling.rows.iter().map(|r| {
        let lot = r.lot.iter().map(u64::to_string).collect::<Vec<_>>().join("…");
        let sample = match &r.sample {
            SampleSize::Number(n) => n.to_string(),
            SampleSize::Word(word) => word.clone(),
        };
        let factor = r.correction_factor.map_or("—".to_owned(), |f| f.to_string());
        let value = format!("n = {sample}, λ = {factor}, T1 ≤ {}", r.t1_allowed);
        row(format!("lot {lot}"), value, rule.sampling.clause.as_ref(), r.status, &rule.sampling.source)
    });
    let individual = &rule.individual;
    let t2 = row(
        "T2".into(),
        format!("≤ {}", individual.t2_allowed),
        individual.clause.as_ref(),
        individual.status,
        &individual.source,
    );
    let mean =
        row("mean".into(), "mean + λ·s ≥ Qn".into(), rule.mean.clause.as_ref(), rule.mean.status, &rule.mean.source);
    let t = &rule.tare;
    let tare =
        format!("{}·Qn, {}·T, {} / {}", t.share_of_label, t.spread_of_deficiency, t.small_sample, t.large_sample);
    let tare = row("tare".into(), tare, None, t.status, &t.source);
    deficiency.chain(rounding).chain(plan).chain([t2, mean, tare]).collect()
}

fn rounding_text(rounding: &Rounding) -> String {
    let steps = rounding.steps.iter().map(|s| match s.up_to {
        Some(up_to) => format!("≤{up_to}: {}", s.interval),
        None => format!("…: {}", s.interval),
    });
    format!("{:?}; {}", rounding.mode, steps.collect::<Vec<_>>().join("; "))
}
