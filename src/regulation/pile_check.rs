//! Looks the rule file of a charging-pile regulation over, and lists its figures.

use super::book::FigureRow;
use super::check::row;
use super::pile_rule::PileRule;

/// Every mistake in it.
pub(super) fn mistakes(rule: &PileRule, mistakes: &mut Vec<String>) {
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
    if super::number::share(&rule.working_error.step_share.value).is_none() {
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

/// Every figure of it.
pub(super) fn figures(rule: &PileRule) -> Vec<FigureRow> {
    let error = &rule.working_error;
    let clause = error.clause.as_ref();
    let rows = error.rows.iter().map(|r| {
        let value = format!("limit {} %, interval {} %", r.limit_percent, r.interval_percent);
        row(format!("working error, class {}", r.class), value, clause, r.status, &r.source)
    });
    let others = [
        row("rounding interval", "class / 10", None, error.interval.status, &error.interval.source),
        row("basis", format!("{:?}", error.basis.value), None, error.basis.status, &error.basis.source),
        row(
            "readings, least",
            error.readings_min.value.to_string(),
            None,
            error.readings_min.status,
            &error.readings_min.source,
        ),
        row(
            "load points, least",
            error.load_points_min.value.to_string(),
            None,
            error.load_points_min.status,
            &error.load_points_min.source,
        ),
        row(
            "share of the limit for d",
            error.step_share.value.clone(),
            None,
            error.step_share.status,
            &error.step_share.source,
        ),
        row(
            "insulation",
            format!("≥ {} MΩ ({})", rule.insulation.minimum_megohm, rule.insulation.role),
            None,
            rule.insulation.status,
            &rule.insulation.source,
        ),
        row("period", format!("{} a", rule.period.years), None, rule.period.status, &rule.period.source),
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
