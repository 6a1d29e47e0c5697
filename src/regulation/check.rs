//! Looks a rule file over: gaps and overlaps of bands, acceptance numbers, sources; and reads dates.

use super::book::{FigureRow, Regulation, Rule};
use super::judgement::Status;
use super::refusal::Refusal;
use super::rule::{Band, Deficiency, LotRule, PileRule, Rounding, SampleSize};

/// A calendar day.
pub(super) fn date(place: &str, text: &str) -> Result<jiff::civil::Date, Refusal> {
    let wrong = || Refusal::Time { place: place.to_owned(), value: text.to_owned() };
    if text.len() == 10 { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}

/// Every mistake in a rule file.
pub(super) fn rule(regulation: &Regulation) -> Vec<String> {
    let mut mistakes = Vec::new();
    for day in std::iter::once(&regulation.from).chain(&regulation.to) {
        if date("from/to", day).is_err() {
            mistakes.push(format!("{day:?} is no date"));
        }
    }
    for figure in figures(regulation) {
        if figure.source.trim().is_empty() {
            mistakes.push(format!("{} has no source", figure.name));
        }
    }
    match &regulation.rule {
        Rule::Lot(rule) => lot(rule, &mut mistakes),
        Rule::Pile(rule) => pile(rule, &mut mistakes),
    }
    mistakes
}

fn lot(rule: &LotRule, mistakes: &mut Vec<String>) {
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

fn pile(rule: &PileRule, mistakes: &mut Vec<String>) {
    const ITEMS: [&str; 4] = ["appearance", "insulation", "working-error", "clock"];
    mistakes.extend(
        rule.items
            .iter()
            .filter(|item| !ITEMS.contains(&item.as_str()))
            .map(|item| format!("item {item:?} is unknown")),
    );
    if !matches!(rule.insulation.role.as_str(), "condition" | "item") {
        mistakes.push(format!("insulation.role = {:?}: condition | item", rule.insulation.role));
    }
    if !matches!(rule.clock.applies.as_str(), "time-of-use" | "always") {
        mistakes.push(format!("clock.applies = {:?}: time-of-use | always", rule.clock.applies));
    }
    if super::pile_plan::share(&rule.working_error.step_share.value).is_none() {
        mistakes.push(format!(
            "working_error.step_share = {:?}: a fraction such as 1/5",
            rule.working_error.step_share.value
        ));
    }
    for row in &rule.working_error.rows {
        if row.limit_percent.is_sign_negative()
            || row.interval_percent.is_sign_negative()
            || row.interval_percent.is_zero()
        {
            mistakes.push(format!("working_error class {}: limit and interval must be above nought", row.class));
        }
    }
}

/// Every figure of a rule file.
pub(super) fn figures(regulation: &Regulation) -> Vec<FigureRow> {
    match &regulation.rule {
        Rule::Lot(rule) => lot_figures(rule),
        Rule::Pile(rule) => pile_figures(rule),
    }
}

fn row(name: String, value: String, clause: Option<&String>, status: Status, source: &str) -> FigureRow {
    FigureRow { name, value, clause: clause.cloned(), status, source: source.to_owned() }
}

fn lot_figures(rule: &LotRule) -> Vec<FigureRow> {
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

fn pile_figures(rule: &PileRule) -> Vec<FigureRow> {
    let error = &rule.working_error;
    let clause = error.clause.as_ref();
    let rows = error.rows.iter().map(|r| {
        let value = format!("limit {} %, interval {} %", r.limit_percent, r.interval_percent);
        row(format!("working error, class {}", r.class), value, clause, r.status, &r.source)
    });
    let others = [
        row("rounding interval".into(), "class / 10".into(), None, error.interval.status, &error.interval.source),
        row("basis".into(), format!("{:?}", error.basis.value), None, error.basis.status, &error.basis.source),
        row(
            "readings, least".into(),
            error.readings_min.value.to_string(),
            None,
            error.readings_min.status,
            &error.readings_min.source,
        ),
        row(
            "load points, least".into(),
            error.load_points_min.value.to_string(),
            None,
            error.load_points_min.status,
            &error.load_points_min.source,
        ),
        row(
            "share of the limit for d".into(),
            error.step_share.value.clone(),
            None,
            error.step_share.status,
            &error.step_share.source,
        ),
        row(
            "insulation".into(),
            format!("≥ {} MΩ ({})", rule.insulation.minimum_megohm, rule.insulation.role),
            None,
            rule.insulation.status,
            &rule.insulation.source,
        ),
        row("period".into(), format!("{} a", rule.period.years), None, rule.period.status, &rule.period.source),
    ];
    let clock = rule.clock.limits.iter().map(|limit| {
        row(
            format!("clock, {:?}", limit.kind),
            format!("≤ {} s", limit.seconds),
            rule.clock.clause.as_ref(),
            limit.status,
            &limit.source,
        )
    });
    rows.chain(others).chain(clock).collect()
}
