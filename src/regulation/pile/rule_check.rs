//! Looks the rule file of a charging-pile regulation over, and lists its figures. A figure that is left out of the file is
//! listed with an empty value: a gap.

use super::super::book::FigureRow;
use super::super::case::Kind;
use super::super::check::{date, row};
use super::super::judgement::Status;
use super::super::number::share;
use super::range::Range;
use super::rule::{Basis, ClockApplies, ErrorRow, ITEMS, Insulation, InsulationRole, PileRule, Unmarked};
use crate::locale::Words;
use crate::quantity::Decimal;
use std::collections::BTreeSet;

/// Every mistake in it.
pub(in crate::regulation) fn mistakes(rule: &PileRule, mistakes: &mut Vec<String>) {
    items(rule, mistakes);
    rows("working_error", &rule.working_error.rows, mistakes);
    if let Some(indication) = &rule.indication_error {
        rows("indication_error", &indication.rows, mistakes);
    }
    let error = &rule.working_error;
    let mut shares = vec![
        ("working_error.step_share", error.step_share.value.as_ref()),
        ("working_error.uncertainty_share", error.uncertainty_share.value.as_ref()),
    ];
    if let Some(unmarked) = &rule.unmarked {
        shares.push(("unmarked.current_min.share", Some(&unmarked.current_min.value.share)));
        let day = &unmarked.installed_before.value;
        if date("unmarked.installed_before", day).is_err() {
            mistakes.push(format!("unmarked.installed_before = {day:?} is no date"));
        }
    }
    for (place, text) in shares {
        if let Some(text) = text.filter(|text| share(text).is_none()) {
            mistakes.push(format!("{place} = {text:?}: a fraction such as 1/5"));
        }
    }
    gaps(rule, mistakes);
}

/// Items must be known, named once, and have the part of the file that judges them.
fn items(rule: &PileRule, mistakes: &mut Vec<String>) {
    for (index, item) in rule.items.iter().enumerate() {
        let there = match item.as_str() {
            "appearance" => rule.appearance.is_some(),
            "insulation" => rule.insulation.is_some(),
            "indication-error" => rule.indication_error.is_some(),
            "pay-amount" => rule.pay_amount.is_some(),
            "clock" => rule.clock.is_some(),
            _ => true,
        };
        if !ITEMS.contains(&item.as_str()) {
            mistakes.push(format!("item {item:?} is unknown; there are: {}", ITEMS.join(" ")));
        } else if !there {
            mistakes.push(format!("item {item:?} has no part in the file"));
        } else if rule.items.iter().take(index).any(|before| before == item) {
            mistakes.push(format!("item {item:?} is named twice"));
        }
    }
    let role = rule.insulation.as_ref().map(|insulation| insulation.role);
    let named = rule.items.iter().any(|item| item == "insulation");
    if role.is_some() && named != (role == Some(InsulationRole::Item)) {
        mistakes.push("insulation: role = \"item\" goes with its name in items, \"condition\" without it".into());
    }
    let mut known = BTreeSet::new();
    for check in rule.appearance.iter().flat_map(|appearance| &appearance.checks) {
        if !known.insert(&check.item) {
            mistakes.push(format!("appearance.checks: {:?} is named twice", check.item));
        }
    }
}

fn rows(place: &str, rows: &[ErrorRow], mistakes: &mut Vec<String>) {
    for (index, row) in rows.iter().enumerate() {
        let at = format!("{place}.rows[{index}]");
        let wrong =
            |number: Option<Decimal>| number.is_some_and(|number| number.is_sign_negative() || number.is_zero());
        if wrong(row.limit_percent) || wrong(row.interval_percent) {
            mistakes.push(format!("{at}: limit and interval must be above nought"));
        }
        let ranges =
            [("current", &row.current, 'I'), ("voltage", &row.voltage, 'U'), ("power_factor", &row.power_factor, 'P')];
        for (name, range, letter) in ranges {
            if let Some(why) = range.as_ref().and_then(|range| range.mistake(letter)) {
                mistakes.push(format!("{at}.{name}: {why}"));
            }
        }
        if let Some(other) = rows.iter().take(index).position(|other| overlap(other, row)) {
            mistakes.push(format!("{at} overlaps row {other} of the same class"));
        }
    }
}

/// Whether two rows could hold for one load point.
fn overlap(a: &ErrorRow, b: &ErrorRow) -> bool {
    let classes = a.class.is_none() || b.class.is_none() || a.class == b.class;
    let kinds = a.kinds.is_empty() || b.kinds.is_empty() || a.kinds.iter().any(|kind| b.kinds.contains(kind));
    let ranges = [(&a.current, &b.current), (&a.voltage, &b.voltage), (&a.power_factor, &b.power_factor)];
    let meet = |pair: &(&Option<Range>, &Option<Range>)| match pair {
        (Some(a), Some(b)) => a.meets(b),
        _ => true,
    };
    classes && kinds && ranges.iter().all(meet)
}

/// A figure that is not there cannot be confirmed by anybody.
fn gaps(rule: &PileRule, mistakes: &mut Vec<String>) {
    let gap = |figure: &FigureRow| figure.value.en.is_empty() && figure.status != Status::Unconfirmed;
    let found = figures(rule).into_iter().filter(gap);
    mistakes.extend(found.map(|figure| format!("{}: no value, so its status must be unconfirmed", figure.name.en)));
}

/// Every figure of it.
pub(in crate::regulation) fn figures(rule: &PileRule) -> Vec<FigureRow> {
    let list = Words::new("检定项目", "items");
    let mut all = vec![row(
        list,
        rule.items.join(", "),
        rule.item_list.clause.as_ref(),
        rule.item_list.status,
        &rule.item_list.source,
    )];
    all.extend(rule.appearance.iter().flat_map(|appearance| &appearance.checks).map(|check| {
        let name = Words::new(format!("检查：{}", check.item), format!("check: {}", check.item));
        row(name, check.name.clone(), check.clause.as_ref(), check.status, &check.source)
    }));
    all.extend(rule.insulation.iter().map(insulation));
    let error = &rule.working_error;
    all.extend(
        error.rows.iter().map(|r| error_row("工作误差限", "limit of the working error", error.clause.as_ref(), r)),
    );
    all.extend(working_figures(rule));
    if let Some(indication) = &rule.indication_error {
        let clause = indication.clause.as_ref();
        all.extend(indication.rows.iter().map(|r| error_row("示值误差限", "limit of the indication error", clause, r)));
    }
    if let Some(pay) = &rule.pay_amount {
        let step = &pay.step;
        let name = Words::new("最小付费变量", "minimum pay variable");
        all.push(row(name, optional(step.value), pay.clause.as_ref(), step.status, &step.source));
    }
    all.extend(clock_figures(rule));
    all.extend(rule.unmarked.iter().flat_map(unmarked_figures));
    if let Some(period) = &rule.period {
        let years =
            period.years.map(|years| Words::new(format!("{years} 年"), format!("{years} years"))).unwrap_or_default();
        all.push(row(Words::new("检定周期", "period"), years, None, period.status, &period.source));
    }
    all.extend(rule.information.iter().map(|known| {
        let value = known.value.clone().unwrap_or_default();
        row(known.name.clone(), value, known.clause.as_ref(), known.status, &known.source)
    }));
    all
}

const fn kind_words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::First => ("首次检定", "first verification"),
        Kind::Subsequent => ("后续检定", "subsequent verification"),
        Kind::InService => ("使用中检查", "in service"),
    }
}

fn optional(value: Option<impl ToString>) -> Words {
    Words::from(value.map(|value| value.to_string()).unwrap_or_default())
}

fn error_row(zh: &str, en: &str, clause: Option<&String>, r: &ErrorRow) -> FigureRow {
    let class = r.class.as_ref();
    let ranges = [(&r.current, "I"), (&r.voltage, "U"), (&r.power_factor, "cos φ")];
    let ranges = ranges.iter().filter_map(|(range, symbol)| Some(range.as_ref()?.print(symbol)));
    let ranges: String = ranges.map(|range| format!(", {range}")).collect();
    let kinds = r.kinds.iter().map(|kind| kind_words(*kind));
    let kinds = kinds.fold((String::new(), String::new()), |(zh, en), kind| {
        (format!("{zh}，{}", kind.0), format!("{en}, {}", kind.1))
    });
    let name = Words::new(
        format!("{zh}{}{}{ranges}", class.map(|class| format!("，{class} 级")).unwrap_or_default(), kinds.0),
        format!("{en}{}{}{ranges}", class.map(|class| format!(", class {class}")).unwrap_or_default(), kinds.1),
    );
    let value = r.limit_percent.map_or_else(Words::default, |limit| {
        let interval = r.interval_percent;
        Words::new(
            format!("±{limit} %{}", interval.map(|interval| format!("，修约间距 {interval} %")).unwrap_or_default()),
            format!(
                "±{limit} %{}",
                interval.map(|interval| format!(", rounding interval {interval} %")).unwrap_or_default()
            ),
        )
    });
    row(name, value, r.clause.as_ref().or(clause), r.status, &r.source)
}

fn working_figures(rule: &PileRule) -> Vec<FigureRow> {
    let error = &rule.working_error;
    let basis = error.basis.value.map_or_else(Words::default, |basis| match basis {
        Basis::Rounded => Words::new("修约值", "the rounded value"),
        Basis::Unrounded => Words::new("未修约值", "the unrounded value"),
    });
    // Where the table has no interval, neither does the rule behind it.
    let interval = if error.rows.iter().any(|r| r.interval_percent.is_some()) {
        Words::new("见误差限，恰为一半时取偶数", "with the limits; a tie goes to the even step")
    } else {
        Words::default()
    };
    let resolution = error.energy_resolution_kwh.value.map(|kwh| format!("{kwh} kWh")).unwrap_or_default();
    let share = |share: &Option<String>| Words::from(share.clone().unwrap_or_default());
    vec![
        row(
            Words::new("修约间距", "rounding interval"),
            interval,
            error.interval.clause.as_ref(),
            error.interval.status,
            &error.interval.source,
        ),
        row(
            Words::new("判定依据", "what decides"),
            basis,
            error.basis.clause.as_ref(),
            error.basis.status,
            &error.basis.source,
        ),
        row(
            Words::new("每点测量次数，至少", "readings a load point, least"),
            optional(error.readings_min.value),
            error.readings_min.clause.as_ref(),
            error.readings_min.status,
            &error.readings_min.source,
        ),
        row(
            Words::new("负荷点数，至少", "load points, least"),
            optional(error.load_points_min.value),
            error.load_points_min.clause.as_ref(),
            error.load_points_min.status,
            &error.load_points_min.source,
        ),
        row(
            Words::new("显示分辨力占误差限的份额", "share of the limit for the display step"),
            share(&error.step_share.value),
            error.step_share.clause.as_ref(),
            error.step_share.status,
            &error.step_share.source,
        ),
        row(
            Words::new("最小电能变量", "minimum energy variable"),
            resolution,
            error.energy_resolution_kwh.clause.as_ref(),
            error.energy_resolution_kwh.status,
            &error.energy_resolution_kwh.source,
        ),
        row(
            Words::new("不确定度占误差限的份额", "share of the limit for the uncertainty"),
            share(&error.uncertainty_share.value),
            error.uncertainty_share.clause.as_ref(),
            error.uncertainty_share.status,
            &error.uncertainty_share.source,
        ),
    ]
}

fn insulation(insulation: &Insulation) -> FigureRow {
    let value = insulation.minimum_megohm.map_or_else(Words::default, |minimum| match insulation.role {
        InsulationRole::Condition => {
            Words::new(format!("≥ {minimum} MΩ（检定条件）"), format!("≥ {minimum} MΩ (condition of verification)"))
        }
        InsulationRole::Item => Words::new(format!("≥ {minimum} MΩ（检定项目）"), format!("≥ {minimum} MΩ (item)")),
    });
    let name = Words::new("绝缘电阻", "insulation resistance");
    row(name, value, insulation.clause.as_ref(), insulation.status, &insulation.source)
}

fn clock_figures(rule: &PileRule) -> Vec<FigureRow> {
    let Some(clock) = &rule.clock else { return Vec::new() };
    let applies = match clock.applies.value {
        ClockApplies::TimeOfUse => Words::new("有分时计费功能的桩", "piles that bill by time of use"),
        ClockApplies::Always => Words::new("全部", "all"),
    };
    let name = Words::new("时钟项目适用于", "the clock item is for");
    let applies = row(name, applies, clock.applies.clause.as_ref(), clock.applies.status, &clock.applies.source);
    let limits = clock.limits.iter().map(|limit| {
        let (zh, en) = kind_words(limit.kind);
        let value = Words::from(limit.seconds.map(|seconds| format!("≤ {seconds} s")).unwrap_or_default());
        row(
            Words::new(format!("时钟限，{zh}"), format!("clock limit, {en}")),
            value,
            clock.clause.as_ref(),
            limit.status,
            &limit.source,
        )
    });
    std::iter::once(applies).chain(limits).collect()
}

fn unmarked_figures(unmarked: &Unmarked) -> Vec<FigureRow> {
    let day = &unmarked.installed_before;
    let least = &unmarked.current_min;
    let class = &unmarked.class;
    let max = &unmarked.current_max;
    let before = Words::new("铭牌未标注时的推算适用于，安装早于", "piles without marks: installed before");
    let class_value = class.value.as_ref().map(|class| Words::new(format!("{class} 级"), format!("class {class}")));
    vec![
        row(before, day.value.clone(), day.clause.as_ref(), day.status, &day.source),
        row(
            Words::new("未标注的最大电流", "largest current, not marked"),
            "Imax = P / Un",
            max.clause.as_ref(),
            max.status,
            &max.source,
        ),
        row(
            Words::new("未标注的最小电流", "least current, not marked"),
            format!("Imin = max({}·Imax, {} A)", least.value.share, least.value.least_a),
            least.clause.as_ref(),
            least.status,
            &least.source,
        ),
        row(
            Words::new("未标注的准确度等级", "class, not marked"),
            class_value.unwrap_or_default(),
            class.clause.as_ref(),
            class.status,
            &class.source,
        ),
    ]
}
