//! Looks the rule file of a net-content regulation over, and lists its figures.

use super::super::book::FigureRow;
use super::super::check::row;
use super::super::number::share;
use super::plan::categories;
use super::rule::{Band, Deficiency, LabelCheck, LotRule, PlanRow, Rounding, SampleSize};
use crate::locale::Words;
use crate::quantity::Mode;

/// Every mistake in it.
pub(in crate::regulation) fn mistakes(rule: &LotRule, mistakes: &mut Vec<String>) {
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
    let names = categories(rule);
    if names.is_empty() {
        plan(rule, None, mistakes);
    }
    for name in names {
        plan(rule, Some(name), mistakes);
    }
    let shares = rule.fitness.iter().flat_map(|f| [&f.uncertainty_share, &f.division_share]).flatten();
    for text in shares.filter(|text| share(text).is_none()) {
        mistakes.push(format!("fitness: {text:?} is no fraction such as 1/5"));
    }
    if let Some(check) = &rule.label_check {
        label(check, mistakes);
    }
}

/// The rows of one category, in order and without a gap; none at all must be said to be a gap.
fn plan(rule: &LotRule, category: Option<&str>, mistakes: &mut Vec<String>) {
    let rows: Vec<&PlanRow> = rule.sampling.rows.iter().filter(|row| row.category.as_deref() == category).collect();
    let Some(first) = rows.first() else {
        if !rule.gap.iter().any(|gap| gap.name == "sampling") {
            mistakes.push("sampling has no rows, and no gap says so".into());
        }
        return;
    };
    let place = category.map_or_else(|| "sampling".to_owned(), |name| format!("sampling {name}"));
    let mut next = first.lot.first().copied().unwrap_or(0);
    for row in rows {
        let (from, to) = (row.lot.first().copied().unwrap_or(0), row.lot.get(1).copied());
        if from != next {
            mistakes.push(format!("{place}: lot sizes {next} to {from}: a gap or an overlap"));
        }
        next = to.map_or(u64::MAX, |to| to.saturating_add(1));
        plan_row(&place, row, from, mistakes);
    }
    if next != u64::MAX {
        mistakes.push(format!("{place}: no row for lots above {}", next.saturating_sub(1)));
    }
}

fn plan_row(place: &str, row: &PlanRow, from: u64, mistakes: &mut Vec<String>) {
    let place = format!("{place} from {from}");
    if row.t1_allowed.is_some() == row.t1_percent.is_some() {
        mistakes.push(format!("{place}: either t1_allowed or t1_percent"));
    }
    let allowed = row.t1_allowed.unwrap_or(0);
    match &row.sample {
        SampleSize::Number(n) if allowed > *n => mistakes.push(format!("{place}: {allowed} allowed of {n} packages")),
        SampleSize::Number(n) if *n > from => mistakes.push(format!("{place}: a sample of {n} is larger than the lot")),
        SampleSize::Number(n) if row.mean_sample.is_some_and(|mean| mean > *n) => {
            mistakes.push(format!("{place}: the mean needs more packages than the sample has"));
        }
        SampleSize::Word(word) if word != "all" => {
            mistakes.push(format!("{place}: sample = {word:?}: a number or \"all\""));
        }
        _ => {}
    }
    let first = match row.sample {
        SampleSize::Number(n) => n,
        SampleSize::Word(_) => from,
    };
    if row.second.is_some() != row.t1_reject.is_some() {
        mistakes.push(format!("{place}: second and t1_reject go together"));
    }
    if let Some(second) = row.second
        && (second.total <= first || second.t1_allowed > second.total || second.t1_allowed < allowed)
    {
        mistakes.push(format!("{place}: both samples together must be more than the first, and allow no less"));
    }
    if row.t1_reject.is_some_and(|reject| reject <= allowed) {
        mistakes.push(format!("{place}: t1_reject must be above t1_allowed"));
    }
}

fn bands(dimension: &str, deficiency: &Deficiency, mistakes: &mut Vec<String>) {
    let mut last = deficiency.from;
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

fn label(check: &LabelCheck, mistakes: &mut Vec<String>) {
    for (index, row) in check.units.iter().enumerate() {
        if row.allowed.iter().any(|unit| unit.dimension() != row.unit.dimension()) {
            mistakes.push(format!("label_check.units[{index}]: units of another dimension"));
        }
        if row.below.zip(row.from).is_some_and(|(below, from)| below <= from) {
            mistakes.push(format!("label_check.units[{index}]: below must be above from"));
        }
    }
    let open = check.heights.iter().position(|row| row.up_to.is_none());
    if open.is_some_and(|index| index + 1 != check.heights.len()) {
        mistakes.push("label_check.heights: only the last one is open".into());
    }
}

/// Every figure of it.
pub(in crate::regulation) fn figures(rule: &LotRule) -> Vec<FigureRow> {
    let mut rows: Vec<FigureRow> = Vec::new();
    for (name, d) in &rule.deficiency {
        let bands: Vec<String> = d.bands.iter().map(|band| band_text(band, d.unit.symbol())).collect();
        let from = d.from.map(|from| format!("≥{from} {}; ", d.unit)).unwrap_or_default();
        let (zh, en) = dimension_words(name);
        let name = Words::new(format!("允许短缺量 T（{zh}）"), format!("tolerable deficiency T ({en})"));
        rows.push(row(name, format!("{from}{}", bands.join("; ")), d.clause.as_ref(), d.status, &d.source));
    }
    for (name, r) in &rule.rounding {
        let (zh, en) = dimension_words(name);
        let name = Words::new(format!("T 的修约（{zh}）"), format!("rounding of T ({en})"));
        rows.push(row(name, rounding_text(r), None, r.status, &r.source));
    }
    rows.extend(rule.sampling.rows.iter().map(|r| plan_figure(rule, r)));
    let individual = &rule.individual;
    let t2 = individual.t2_allowed.map_or(("没有 2T 的规定".to_owned(), "no rule on 2T".to_owned()), |t2| {
        (format!("短缺超过 2T 的至多 {t2} 件"), format!("at most {t2} short by more than 2T"))
    });
    let name = ("单件判定", "individual criterion");
    let (clause, status) = (individual.clause.as_ref(), individual.status);
    rows.push(row(name, Words::new(t2.0, t2.1), clause, status, &individual.source));
    let mean = &rule.mean;
    rows.push(row(
        ("平均值判定", "mean criterion"),
        "mean + λ·s ≥ Qn",
        mean.clause.as_ref(),
        mean.status,
        &mean.source,
    ));
    rows.extend(others(rule));
    rows
}

/// The parts that not every regulation has.
fn others(rule: &LotRule) -> Vec<FigureRow> {
    let mut rows = Vec::new();
    if let Some(t) = &rule.tare {
        let (share, spread, small, large) = (t.share_of_label, t.spread_of_deficiency, t.small_sample, t.large_sample);
        let value = Words::new(
            format!("平均皮重 ≤ {share}·Qn：{small} 个；更重且 s < {spread}·T：{large} 个；否则逐件"),
            format!("mean tare ≤ {share}·Qn: {small}; heavier and s < {spread}·T: {large}; else each its own"),
        );
        rows.push(row(("皮重样本", "tare sample"), value, None, t.status, &t.source));
    }
    if let Some(f) = &rule.fitness {
        let part = |text: Option<String>| text.into_iter();
        let parts = part(f.uncertainty_share.as_ref().map(|share| format!("U ≤ {share}·T")))
            .chain(part(f.division_share.as_ref().map(|share| format!("d ≤ {share}·T"))))
            .chain(part(f.divisions_min.map(|n| format!("Max/d ≥ {n}"))));
        let value = parts.collect::<Vec<_>>().join("; ");
        rows.push(row(("秤的适用性", "fitness of the scale"), value, f.clause.as_ref(), f.status, &f.source));
    }
    if let Some(m) = &rule.moisture {
        for goods in &m.goods {
            let name = Words::new(
                format!("水分允许量：{}", goods.words.zh),
                format!("moisture allowance: {}", goods.words.en),
            );
            let value = format!("{} % ({})", goods.percent, goods.name);
            rows.push(row(name, value, m.clause.as_ref(), m.status, &m.source));
        }
    }
    if let Some(l) = &rule.label_check {
        for units in &l.units {
            let reach = [units.from.map(|from| format!("≥{from}")), units.below.map(|below| format!("<{below}"))];
            let reach = reach.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let allowed = units.allowed.iter().map(|unit| unit.symbol()).collect::<Vec<_>>().join(", ");
            let value = format!("{reach} {}: {allowed}", units.unit);
            rows.push(row(("标注单位", "unit on the label"), value, l.unit_clause.as_ref(), l.status, &l.source));
        }
        let heights = l.heights.iter().map(|height| match height.up_to {
            Some(up_to) => format!("≤{up_to}: {} mm", height.mm),
            None => format!("…: {} mm", height.mm),
        });
        let value = heights.collect::<Vec<_>>().join("; ");
        rows.push(row(("字符高度", "height of characters"), value, l.height_clause.as_ref(), l.status, &l.source));
    }
    if let Some(h) = &rule.hb133 {
        let value = format!("≤ {} %", h.purge_limit_percent);
        rows.push(row(("放血水率", "purge"), value, h.clause.as_ref(), h.status, &h.source));
        let classes = h.classes.iter().map(|c| {
            let to = c.division_to.map_or_else(|| "…".into(), |to| format!("…{to}"));
            format!("{}: d {}{to} g, n {}…{}", c.class, c.division_from, c.divisions[0], c.divisions[1])
        });
        let value = classes.collect::<Vec<_>>().join("; ");
        rows.push(row(("秤的等级", "class of scale"), value, h.clause.as_ref(), h.status, &h.source));
        let tolerances = h.tolerances.iter().map(|t| {
            let reach = t.up_to.map_or("…".to_owned(), |up_to| format!("≤{up_to} d"));
            format!("{} {reach}: {} d", t.class, t.divisions)
        });
        let value = tolerances.collect::<Vec<_>>().join("; ");
        rows.push(row(("秤的允差", "tolerance of the scale"), value, h.clause.as_ref(), h.status, &h.source));
    }
    if let Some(d) = &rule.drained {
        rows.push(row(("沥干物", "drained contents"), d.words.clone(), None, d.status, &d.source));
    }
    let gap = |gap: &super::rule::Gap| {
        let status = super::super::judgement::Status::Unconfirmed;
        row(("缺（未公开）", "not available"), gap.words.clone(), None, status, &gap.source)
    };
    rows.extend(rule.gap.iter().map(gap));
    rows
}

fn plan_figure(rule: &LotRule, r: &PlanRow) -> FigureRow {
    let lot = r.lot.iter().map(u64::to_string).collect::<Vec<_>>().join("…");
    let open = if r.lot.len() == 1 { "…" } else { "" };
    let category = r.category.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
    let all = matches!(r.sample, SampleSize::Word(_));
    let sample = |lang_all: &str| match &r.sample {
        SampleSize::Number(n) => n.to_string(),
        SampleSize::Word(_) => lang_all.to_owned(),
    };
    let mut rest = r.correction_factor.map_or(String::new(), |factor| format!(", λ = {factor}"));
    if let Some(mean) = r.mean_sample.filter(|_| !all) {
        rest += &format!(", n(mean) = {mean}");
    }
    rest += &match (r.t1_allowed, r.t1_percent) {
        (_, Some(percent)) => format!(", T1 ≤ {percent} %"),
        (allowed, None) => format!(", T1 ≤ {}", allowed.unwrap_or(0)),
    };
    if let (Some(second), Some(reject)) = (r.second, r.t1_reject) {
        rest += &format!(" / ≥ {reject}; n1+n2 = {}: T1 ≤ {}", second.total, second.t1_allowed);
    }
    let value = Words::new(format!("n = {}{rest}", sample("全部")), format!("n = {}{rest}", sample("all")));
    let name = Words::new(format!("批量{category} {lot}{open}"), format!("lot{category} {lot}{open}"));
    row(name, value, rule.sampling.clause.as_ref(), r.status, &rule.sampling.source)
}

fn dimension_words(name: &str) -> (&'static str, &'static str) {
    match name {
        "mass" => ("质量", "mass"),
        "volume" => ("体积", "volume"),
        "length" => ("长度", "length"),
        "area" => ("面积", "area"),
        _ => ("计数", "count"),
    }
}

fn band_text(band: &Band, unit: &str) -> String {
    let reach = band.up_to.map_or("…".to_owned(), |up_to| format!("≤{up_to} {unit}"));
    let size = band.percent.map(|p| format!("{p} %")).or_else(|| band.amount.map(|a| format!("{a} {unit}")));
    format!("{reach}: {}", size.unwrap_or_default())
}

fn rounding_text(rounding: &Rounding) -> Words {
    let steps = rounding.steps.iter().map(|s| match s.up_to {
        Some(up_to) => format!("≤{up_to}: {}", s.interval),
        None => format!("…: {}", s.interval),
    });
    let steps = steps.collect::<Vec<_>>().join("; ");
    let (zh, en) = match rounding.mode {
        Mode::HalfEven => ("四舍六入五成双", "to the nearest, a tie to even"),
        Mode::Ceil => ("进位", "carried up"),
    };
    Words::new(format!("{zh}；{steps}"), format!("{en}; {steps}"))
}
