//! Looks a rule file for scales over, and lists its figures for people.

use super::super::book::FigureRow;
use super::super::check::{date, row};
use super::super::number::share;
use super::super::rule::Figure;
use super::rule::{ClassRow, ITEMS, ItemNeed, MpeBand, Need, ScaleRule};
use crate::locale::Words;
use std::collections::BTreeSet;

/// Every mistake in it.
pub(in crate::regulation) fn mistakes(rule: &ScaleRule, mistakes: &mut Vec<String>) {
    items(rule, mistakes);
    classes(rule, mistakes);
    for (class, bands) in &rule.mpe.value {
        mpe(class, bands, mistakes);
    }
    fractions(rule, mistakes);
    for next in &rule.superseded {
        if date("from", &next.from).is_err() {
            mistakes.push(format!("superseded: {:?} is no date", next.from));
        }
        if !rule.instruments.iter().any(|known| known.name == next.instrument) {
            mistakes.push(format!("superseded: {:?} is none of the instruments", next.instrument));
        }
    }
    if rule.period.as_ref().is_some_and(|period| period.value < 1) {
        mistakes.push("period: at least one month".to_owned());
    }
}

fn items(rule: &ScaleRule, mistakes: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for row in &rule.items.value {
        if !ITEMS.iter().any(|(known, ..)| *known == row.item) {
            mistakes.push(format!("item {:?} is unknown", row.item));
        }
        if !seen.insert(&row.item) {
            mistakes.push(format!("item {:?} twice", row.item));
        }
    }
    if !seen.iter().any(|item| *item == "weighing") {
        mistakes.push("items: no weighing".to_owned());
    }
}

fn classes(rule: &ScaleRule, mistakes: &mut Vec<String>) {
    let known = |class: &str| rule.mpe.value.contains_key(class);
    for class in rule.mpe.value.keys() {
        let rows: Vec<&ClassRow> = rule.classes.value.iter().filter(|row| row.class == *class).collect();
        if rows.is_empty() {
            mistakes.push(format!("class {class} has error limits, but no row of n and Min"));
        }
        for (index, pair) in rows.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            if before.e_to.is_none_or(|e_to| after.e_from <= e_to) {
                mistakes.push(format!("classes {class}, row {}: e overlaps the row before", index + 2));
            }
        }
        if !rule.repeatability.counts.iter().any(|count| count.class == *class) {
            mistakes.push(format!("repeatability: no count for class {class}"));
        }
        if !rule.partial_ranges.value.contains_key(class) {
            mistakes.push(format!("partial_ranges: nothing for class {class}"));
        }
    }
    for row in &rule.classes.value {
        let (class, n_min) = (&row.class, row.n_min);
        if !known(class) {
            mistakes.push(format!("class {class} has no error limits"));
        }
        if row.n_max.is_some_and(|n_max| n_max < n_min) || row.e_to.is_some_and(|e_to| e_to < row.e_from) {
            mistakes.push(format!("class {class}: an upper end lies below the lower one"));
        }
    }
    for class in rule.default_classes.iter().filter(|class| !known(class)) {
        mistakes.push(format!("default_classes: class {class} has no error limits"));
    }
}

fn mpe(class: &str, bands: &[MpeBand], mistakes: &mut Vec<String>) {
    if bands.is_empty() {
        mistakes.push(format!("mpe.{class}: no bands"));
    }
    let mut last = 0;
    for (index, band) in bands.iter().enumerate() {
        match band.up_to {
            Some(up_to) if up_to <= last => mistakes.push(format!("mpe.{class}[{index}] overlaps the one before")),
            None if index + 1 != bands.len() => {
                mistakes.push(format!("mpe.{class}[{index}]: only the last band is open"));
            }
            _ => {}
        }
        if band.limit_in_e.is_zero() || band.limit_in_e.is_sign_negative() {
            mistakes.push(format!("mpe.{class}[{index}]: the limit must be above nought"));
        }
        last = band.up_to.unwrap_or(last);
    }
}

fn fractions(rule: &ScaleRule, mistakes: &mut Vec<String>) {
    let [from, to] = &rule.tare_weighing.tare_between.value;
    let written = [
        ("fine_step", &rule.fine_step.value),
        ("delta_step", &rule.delta_step.value),
        ("uncertainty_share", &rule.uncertainty_share.value),
        ("near", &rule.near.value),
        ("weights", &rule.weights.value),
        ("repeatability.load", &rule.repeatability.load.value),
        ("eccentricity.few_supports", &rule.eccentricity.few_supports.value.share),
        ("eccentricity.tank", &rule.eccentricity.tank.value.share),
        ("tare_weighing.tare_between", from),
        ("tare_weighing.tare_between", to),
    ];
    for (name, text) in written {
        if share(text).is_none() {
            mistakes.push(format!("{name} = {text:?}: a fraction such as 1/3"));
        }
    }
    if rule.eccentricity.many_supports.value.less > rule.eccentricity.few_supports.value.up_to {
        mistakes.push("eccentricity.many_supports: less must be below the number of supports".to_owned());
    }
    for (name, figure) in
        [("zero", &rule.zero), ("tare_zero", &rule.tare_zero), ("discrimination", &rule.discrimination)]
    {
        if figure.value.is_zero() || figure.value.is_sign_negative() {
            mistakes.push(format!("{name}: it must be above nought"));
        }
    }
}

/// Every figure of it.
pub(in crate::regulation) fn figures(rule: &ScaleRule) -> Vec<FigureRow> {
    let mut rows = Vec::new();
    let in_force = &rule.in_force;
    let from = rule.from.as_str();
    rows.push(row(("施行日期", "in force"), from, in_force.clause.as_ref(), in_force.status, &in_force.source));
    for known in &rule.instruments {
        let name = Words::new(format!("器具类型 {}", known.name), format!("instrument {}", known.name));
        rows.push(row(name, known.title.clone(), None, known.status, &known.source));
    }
    for next in &rule.superseded {
        let name = Words::new(format!("{} 的接替规程", next.instrument), format!("superseded for {}", next.instrument));
        let value = format!("{} ({} …)", next.by, next.from);
        rows.push(row(name, value, None, next.status, &next.source));
    }
    nameplate(rule, &mut rows);
    limits(rule, &mut rows);
    tests(rule, &mut rows);
    rows
}

fn figure<T, V: Into<Words>>(name: (&str, &str), figure: &Figure<T>, value: impl FnOnce(&T) -> V) -> FigureRow {
    row(name, value(&figure.value), figure.clause.as_ref(), figure.status, &figure.source)
}

fn joined<T>(list: &[T], text: impl Fn(&T) -> String) -> String {
    list.iter().map(text).collect::<Vec<_>>().join("; ")
}

const fn need_words(need: Need) -> (&'static str, &'static str) {
    match need {
        Need::Always => ("必检", "always"),
        Need::Required => ("应检，可注明不适用", "required"),
        Need::Optional => ("有则检", "where there are readings"),
        Need::None => ("不检", "none"),
    }
}

fn items_words(items: &[ItemNeed]) -> Words {
    let needs = |row: &ItemNeed| [row.first, row.subsequent, row.in_service].map(need_words);
    let name = |row: &ItemNeed| ITEMS.iter().find(|(known, ..)| *known == row.item).copied().unwrap_or_default();
    Words::new(
        joined(items, |row| format!("{}：{}", name(row).1, needs(row).map(|(zh, _)| zh).join(" / "))),
        joined(items, |row| format!("{}: {}", name(row).2, needs(row).map(|(_, en)| en).join(" / "))),
    )
}

fn class_words(row: &ClassRow) -> String {
    let e_to = row.e_to.map_or(String::new(), |e_to| format!(" ≤ {e_to} g"));
    let n_max = row.n_max.map_or(String::new(), |n_max| format!(" ≤ {n_max}"));
    let waived = row.n_min_waived_below_d.map_or(String::new(), |d| format!(" (d ≥ {d} g)"));
    format!("{}: {} g ≤ e{e_to}, {} ≤ n{n_max}{waived}, Min ≥ {} e", row.class, row.e_from, row.n_min, row.min_in_e)
}

fn nameplate(rule: &ScaleRule, rows: &mut Vec<FigureRow>) {
    let name = ("检定项目（首次 / 后续 / 使用中）", "items (first / subsequent / in service)");
    rows.push(figure(name, &rule.items, |items| items_words(items)));
    rows.push(figure(("准确度等级", "classes"), &rule.classes, |classes| joined(classes, class_words)));
    rows.push(figure(("分度值", "intervals"), &rule.intervals, |digits| {
        joined(digits, |digit| format!("{digit}×10^k"))
    }));
    rows.extend(rule.auxiliary.as_ref().map(|auxiliary| {
        figure(("辅助指示装置", "auxiliary device"), auxiliary, |device| {
            format!("{}: e = 10^k g ≤ {} d", device.classes.join(" "), device.ratio_max)
        })
    }));
    let name = ("多分度各段，Max / 下一段的 e", "partial ranges, Max / next e");
    rows.push(figure(name, &rule.partial_ranges, |least| {
        least.iter().map(|(class, least)| format!("{class}: ≥ {least}")).collect::<Vec<_>>().join("; ")
    }));
}

fn limits(rule: &ScaleRule, rows: &mut Vec<FigureRow>) {
    let mpe = &rule.mpe;
    for (class, bands) in &mpe.value {
        let band = |band: &MpeBand| {
            let reach = band.up_to.map_or("…".to_owned(), |up_to| format!("≤ {up_to} e"));
            format!("{reach}: ±{} e", band.limit_in_e)
        };
        let name = Words::new(format!("{class} 级最大允许误差"), format!("limits, class {class}"));
        rows.push(row(name, joined(bands, band), mpe.clause.as_ref(), mpe.status, &mpe.source));
    }
    let times = |times: &u32| format!("{times} ×");
    rows.push(figure(("首次检定的倍数", "limits at first verification"), &rule.mpe_times.first, times));
    rows.push(figure(("后续检定的倍数", "limits at subsequent verification"), &rule.mpe_times.subsequent, times));
    rows.push(figure(("使用中检查的倍数", "limits in service"), &rule.mpe_times.in_service, times));
    let cited = [
        (("读数的判定", "judgement of readings"), ("逐次判定", "each by itself"), &rule.single_reading),
        (("闪变点法", "changeover"), ("P = I + 0.5 e − ΔL", "P = I + 0.5 e − ΔL"), &rule.changeover),
        (("重复性", "repeatability"), ("Pmax − Pmin ≤ |MPE|", "Pmax − Pmin ≤ |MPE|"), &rule.repeatability.spread),
    ];
    for (name, value, cited) in cited {
        rows.push(row(name, value, cited.clause.as_ref(), cited.status, &cited.source));
    }
    rows.push(figure(("直接读出误差的条件", "errors read directly"), &rule.fine_step, |share| {
        format!("d ≤ {share} e")
    }));
    rows.push(figure(("附加砝码的级差", "steps of the small weights"), &rule.delta_step, |share| {
        format!("{share} e")
    }));
    rows.push(figure(("不确定度", "uncertainty"), &rule.uncertainty_share, |share| format!("U ≤ {share} MPE")));
}

fn tests(rule: &ScaleRule, rows: &mut Vec<FigureRow>) {
    let at_least = |count: &u64| format!("≥ {count}");
    let (weighing, tare, eccentricity) = (&rule.weighing, &rule.tare_weighing, &rule.eccentricity);
    rows.push(figure(("置零准确度", "zero"), &rule.zero, |share| format!("±{share} e")));
    rows.push(figure(("零点载荷", "load at zero"), &rule.zero_load, |load| format!("{load} e")));
    rows.push(figure(("除皮准确度", "tare zero"), &rule.tare_zero, |share| format!("±{share} e")));
    rows.push(figure(("称量载荷数", "weighing loads"), &weighing.loads_min, at_least));
    rows.push(figure(("在 Min 称量", "weighing at Min"), &weighing.min_from, |from| format!("Min ≥ {from} g")));
    rows.push(figure(("“附近”的载荷", "near a load"), &rule.near, |share| format!("± {share}")));
    rows.push(figure(("去皮称量载荷数", "tare-weighing loads"), &tare.loads_min, at_least));
    rows.push(figure(("皮重占最大皮重", "tare of the largest"), &tare.tare_between, |[from, to]| {
        format!("{from} … {to}")
    }));
    rows.push(figure(("偏载，支承点少", "eccentricity, few supports"), &eccentricity.few_supports, |few| {
        format!("n ≤ {}: {} × (Max + T+) × {}", few.up_to, few.positions, few.share)
    }));
    rows.push(figure(("偏载，支承点多", "eccentricity, more supports"), &eccentricity.many_supports, |many| {
        format!("(Max + T+) / (n − {})", many.less)
    }));
    rows.push(figure(("偏载，料斗", "eccentricity, tank"), &eccentricity.tank, |tank| {
        format!("(Max + T+) × {}", tank.share)
    }));
    for count in &rule.repeatability.counts {
        let class = &count.class;
        let name = Words::new(format!("{class} 级重复性次数"), format!("repeated weighings, class {class}"));
        rows.push(row(name, count.value.to_string(), None, count.status, &count.source));
    }
    let load = &rule.repeatability.load;
    rows.push(figure(("重复性载荷", "load of repeatability"), load, |share| format!("{share} Max")));
    rows.push(figure(("鉴别力附加砝码", "discrimination"), &rule.discrimination, |extra| format!("{extra} d")));
    rows.push(figure(("最大称量以上的示值", "indication above Max"), &rule.overload, |e| {
        format!("≤ Max + {e} e")
    }));
    rows.push(figure(("标准砝码的误差", "error of the weights"), &rule.weights, |share| {
        format!("≤ {share} MPE")
    }));
    rows.extend(rule.period.as_ref().map(|period| {
        figure(("检定周期", "period"), period, |months| {
            Words::new(format!("{months} 个月"), format!("{months} months"))
        })
    }));
}
