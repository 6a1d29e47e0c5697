//! The rules that transparency software holds a record to, one function a rule.

use super::accepted::{Accepted, Effect, Status};
use super::payload::Payload;
use super::signature::quoted;
use super::transaction::{Counted, ends};
use crate::locale::Words;
use crate::quantity::Quantity;
use serde::Serialize;

/// What a rule came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it must be.
    Pass,
    /// Not so.
    Fail,
    /// There is nothing to hold it against.
    NotApplicable,
}

/// A rule with what it came to and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name.
    pub rule: &'static str,
    /// What it came to.
    pub outcome: Outcome,
    /// What a failure does.
    pub effect: Effect,
    /// How well it is known.
    pub status: Status,
    /// From where.
    pub source: String,
    /// Why.
    pub reason: Words,
}

impl Check {
    /// Whether this makes the record fail.
    pub fn refuses(&self) -> bool {
        self.outcome == Outcome::Fail && self.effect == Effect::Refuse
    }
}

/// One charge as the rules see it.
pub struct Charge<'a> {
    /// Its records: number in the file, payload, and what tells the key apart from others.
    pub records: Vec<(usize, &'a Payload, Option<&'a str>)>,
    /// Its readings that begin or end it.
    pub counted: Vec<Counted<'a>>,
    /// What is accepted.
    pub accepted: &'a Accepted,
}

type Found = (Outcome, Words);
type Rule = fn(&Charge<'_>) -> Found;

/// Rules of one charge, in the order they are told.
const OF_A_CHARGE: &[(&str, Rule)] = &[
    ("version", version),
    ("page", page),
    ("meter", meter),
    ("one-begin-one-end", one_pair),
    ("state-and-unit-given", given),
    ("value-order", value_order),
    ("time-order", time_order),
    ("identification", identification),
    ("meter-state", meter_state),
    ("clock", clock),
    ("errors", errors),
    ("same-register", same_register),
    ("same-meter", same_meter),
];

/// Pages of a container.
pub const PAGE_RUN: &str = "page-run";
/// Whether records are joined to a charge.
pub const PARTS: &str = "parts-of-one-charge";

/// Every rule that the file must have.
pub const RULES: &[&str] = &[
    "version",
    "page",
    "meter",
    "one-begin-one-end",
    "state-and-unit-given",
    "value-order",
    "time-order",
    "identification",
    "meter-state",
    "clock",
    "errors",
    "same-register",
    "same-meter",
    PAGE_RUN,
    PARTS,
];

/// Holds a charge to every rule that is not switched off.
pub fn checks(charge: &Charge<'_>) -> Vec<Check> {
    let check = |(id, rule): &(&'static str, Rule)| named(charge.accepted, id, || rule(charge));
    OF_A_CHARGE.iter().filter_map(check).collect()
}

fn named(accepted: &Accepted, id: &'static str, found: impl FnOnce() -> Found) -> Option<Check> {
    let entry = accepted.rule(id).filter(|entry| entry.effect != Effect::Off)?;
    let (outcome, reason) = found();
    let (effect, status, source) = (entry.effect, entry.status, entry.source.clone());
    Some(Check { rule: id, outcome, effect, status, source, reason })
}

fn pass(zh: impl Into<String>, en: impl Into<String>) -> Found {
    (Outcome::Pass, Words::new(zh, en))
}

fn fail(zh: impl Into<String>, en: impl Into<String>) -> Found {
    (Outcome::Fail, Words::new(zh, en))
}

fn nothing() -> Found {
    let words =
        Words::new("没有唯一的开始和结束读数，无从检查", "without one begin and one end there is nothing to check");
    (Outcome::NotApplicable, words)
}

fn version(charge: &Charge<'_>) -> Found {
    for (_, payload, _) in &charge.records {
        let Some(value) = payload.version.as_deref() else { continue };
        match charge.accepted.version(value) {
            Some(entry) if entry.accepted => {}
            Some(entry) => {
                let (value, source) = (quoted(value), &entry.source);
                return fail(
                    format!("格式版本 {value} 虽为已知版本，但透明软件不接受（{source}）"),
                    format!("the version {value} is known, but transparency software refuses it ({source})"),
                );
            }
            None => {
                let value = quoted(value);
                return fail(format!("格式版本 {value} 不在可用之列"), format!("the version {value} is not accepted"));
            }
        }
    }
    pass("格式版本可用，或未给出", "the version is accepted, or not given")
}

fn page(charge: &Charge<'_>) -> Found {
    match charge.records.iter().find(|(_, payload, _)| payload.page().is_none()) {
        None => pass("页号已给出", "the page is given"),
        Some((_, payload, _)) => {
            let found = quoted(payload.page.as_deref().unwrap_or_default());
            fail(
                format!("页号 PG 应为 T 或 F 加数字，实为 {found}"),
                format!("the page PG must be T or F and a number, it is {found}"),
            )
        }
    }
}

fn meter(charge: &Charge<'_>) -> Found {
    if charge.records.iter().all(|(_, payload, _)| serial(payload).is_some()) {
        return pass("电表或网关的序列号已给出", "the serial number of the meter or the gateway is given");
    }
    fail("没有电表序列号 MS，也没有网关序列号 GS", "there is neither MS, the serial number of the meter, nor GS")
}

fn serial(payload: &Payload) -> Option<&str> {
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    let chosen = if given(&payload.meter_serial) { &payload.meter_serial } else { &payload.gateway_serial };
    chosen.as_deref().filter(|text| !text.is_empty())
}

fn one_pair(charge: &Charge<'_>) -> Found {
    use super::accepted::Role;
    let count = |role: Role| charge.counted.iter().filter(|counted| counted.role == role).count();
    let (begins, finishes) = (count(Role::Begin), count(Role::End));
    let Some((begin, end)) = ends(&charge.counted) else {
        return fail(
            format!("法定读数应恰有一个开始、一个结束，实有开始 {begins} 个、结束 {finishes} 个"),
            format!(
                "exactly one begin and one end that count for the law are needed, there are {begins} and {finishes}"
            ),
        );
    };
    if begin.status.max(end.status) == Status::Unconfirmed {
        let kind = quoted(end.reading.kind.as_deref().unwrap_or_default());
        return pass(
            format!("恰有一个开始、一个结束；{kind} 作为结束尚未确认"),
            format!("one begin and one end; that {kind} ends a charge is unconfirmed"),
        );
    }
    pass("恰有一个开始、一个结束", "one begin and one end")
}

/// Both ends of a charge by their names.
fn both<'a, 'b>(charge: &'b Charge<'a>) -> Option<[(&'static str, &'static str, &'b Counted<'a>); 2]> {
    ends(&charge.counted).map(|(begin, end)| [("开始", "begin", begin), ("结束", "end", end)])
}

fn given(charge: &Charge<'_>) -> Found {
    let Some(both) = both(charge) else { return nothing() };
    for (zh, en, counted) in both {
        if counted.reading.state.is_none() {
            return fail(format!("{zh}读数没有状态 ST"), format!("the {en} has no state ST"));
        }
        match counted.reading.unit.as_deref() {
            None => return fail(format!("{zh}读数没有单位 RU"), format!("the {en} has no unit RU")),
            Some(unit) if charge.accepted.unit(unit).is_none() => {
                let unit = quoted(unit);
                return fail(
                    format!("{zh}读数的单位 {unit} 不是可用的电能单位"),
                    format!("the unit {unit} of the {en} is no accepted unit of energy"),
                );
            }
            Some(_) => {}
        }
    }
    pass("状态和单位均已给出", "state and unit are given")
}

fn value_order(charge: &Charge<'_>) -> Found {
    let Some(both) = both(charge) else { return nothing() };
    for (zh, en, counted) in &both {
        if !matches!(counted.reading.number(), Some(Ok(_))) {
            let found = quoted(counted.reading.value.as_deref().unwrap_or_default());
            return fail(
                format!("{zh}读数 {found} 不是普通十进制数"),
                format!("the value {found} of the {en} is no plain decimal number"),
            );
        }
    }
    let [begin, end] = both.map(|(_, _, counted)| counted.energy(charge.accepted));
    let (Some(begin), Some(end)) = (begin, end) else {
        return fail("没有可用的单位，无法比较读数", "without an accepted unit the values cannot be compared");
    };
    let [begin, end] = [begin, end].map(|(value, unit)| Quantity::new(value, unit));
    if begin.exact_in(end.unit).is_some_and(|begin| begin <= end.value.into()) {
        return pass(format!("读数由 {begin} 到 {end}"), format!("from {begin} to {end}"));
    }
    fail(format!("结束读数 {end} 小于开始读数 {begin}"), format!("the end {end} is below the begin {begin}"))
}

fn time_order(charge: &Charge<'_>) -> Found {
    let Some(both) = both(charge) else { return nothing() };
    for (zh, en, counted) in &both {
        if counted.moment().is_none() {
            let found = quoted(counted.reading.time.as_deref().unwrap_or_default());
            return fail(format!("{zh}时间 {found} 不是时间"), format!("the time {found} of the {en} is none"));
        }
    }
    let [begin, end] = both.map(|(_, _, counted)| counted.moment().map(|moment| moment.at));
    if begin <= end {
        return pass("结束不早于开始", "the end is not before the begin");
    }
    fail("结束时间早于开始时间", "the end is before the begin in time")
}

fn identification(charge: &Charge<'_>) -> Found {
    for (_, payload, _) in &charge.records {
        let level = payload.identification.as_deref().unwrap_or_default();
        if charge.accepted.identification.iter().any(|entry| entry.refused == level) {
            return fail(format!("用户识别级别为 {level}"), format!("the level of identification is {level}"));
        }
    }
    pass("用户识别级别没有问题", "nothing is against the level of identification")
}

fn meter_state(charge: &Charge<'_>) -> Found {
    let Some(both) = both(charge) else { return nothing() };
    for (zh, en, counted) in both {
        let state = counted.reading.state.as_deref().unwrap_or_default();
        if state != "G" {
            let state = quoted(state);
            return fail(
                format!("{zh}时电表状态为 {state}，应为 G"),
                format!("at the {en} the state of the meter is {state}, it must be G"),
            );
        }
    }
    pass("开始和结束时电表状态均为 G", "the state of the meter is G at both ends")
}

fn clock(charge: &Charge<'_>) -> Found {
    let Some(both) = both(charge) else { return nothing() };
    for (zh, en, counted) in &both {
        if counted.moment().and_then(|moment| moment.sync).is_none() {
            return fail(
                format!("{zh}时间没有同步状态"),
                format!("the time of the {en} has no state of synchronisation"),
            );
        }
    }
    let [begin, end] = both.map(|(_, _, counted)| counted.moment().and_then(|moment| moment.sync));
    if begin == Some('R') && end != Some('R') {
        return fail("开始为相对时间 R，结束却不是", "the begin is in relative time R and the end is not");
    }
    pass("时钟同步状态已给出且一致", "the state of synchronisation is given and fits")
}

fn errors(charge: &Charge<'_>) -> Found {
    let Some(both) = both(charge) else { return nothing() };
    for (zh, en, counted) in both {
        if counted.reading.errors.as_deref().is_some_and(|flags| flags.contains('E')) {
            return fail(format!("{zh}读数带有电能错误标志 E"), format!("the {en} carries the error flag E of energy"));
        }
    }
    pass("没有电能错误标志", "there is no error flag of energy")
}

fn same_register(charge: &Charge<'_>) -> Found {
    let Some((begin, end)) = ends(&charge.counted) else { return nothing() };
    if begin.register != end.register {
        let (from, to) = (&begin.register, &end.register);
        return fail(
            format!("开始和结束不是同一寄存器：{from}、{to}"),
            format!("begin and end are of different registers: {from}, {to}"),
        );
    }
    if begin.reading.unit != end.reading.unit {
        return fail("开始和结束的单位不同", "begin and end are in different units");
    }
    pass("开始和结束为同一寄存器、同一单位", "begin and end are of one register and one unit")
}

fn same_meter(charge: &Charge<'_>) -> Found {
    let Some((_, first, key)) = charge.records.first() else { return nothing() };
    for (_, payload, other) in &charge.records {
        if serial(payload) != serial(first) || payload.gateway_serial != first.gateway_serial || other != key {
            return fail(
                "同一次充电的各记录不是同一电表或同一公钥",
                "the records of this charge are of different meters or keys",
            );
        }
    }
    pass("同一电表、同一公钥", "one meter and one key")
}

/// Whether the pages of a container follow each other by one, for each meter and context by itself.
pub fn page_run(records: &[(usize, &Payload)], accepted: &Accepted) -> Option<Check> {
    named(accepted, PAGE_RUN, || {
        let mut before = std::collections::BTreeMap::new();
        let mut compared = false;
        for (_, payload) in records {
            let Some((context, number)) = payload.page() else { continue };
            let last = before.insert((serial(payload), context), number);
            let Some(last) = last else { continue };
            compared = true;
            if last.checked_add(1) != Some(number) {
                return fail(
                    format!("页号由 {context}{last} 到 {context}{number}，不连续"),
                    format!("the pages go from {context}{last} to {context}{number}: not one after the other"),
                );
            }
        }
        if compared {
            return pass("页号连续", "the pages follow each other by one");
        }
        let words = Words::new("没有可比较的页号", "there are no pages to compare");
        (Outcome::NotApplicable, words)
    })
}
