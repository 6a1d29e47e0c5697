//! Whether the clock can be right. The record carries its times; ages come from the monotonic clock.

use super::{Found, Machine};

/// This program did not exist before.
const FIRST_YEAR: &str = "2026";
/// A difference that measuring it explains, milliseconds.
const STEP_MS: i64 = 50;
const MEND: &str = "sudo timedatectl set-ntp true";
const MEND_BY_HAND: &str = "sudo date -s '2026-01-31 09:00:00'";

/// The clock: the year, the newest regulation, the newest entry of the record, and whether it is being set right now.
pub(super) fn clock(machine: &Machine) -> Vec<Found> {
    let Machine { today, newest_rule, newest_record, clock_step_ms, .. } = machine;
    if today.as_str() < FIRST_YEAR {
        return vec![
            Found::stops(
                format!("时钟是 {today}，早于本程序问世：记录的时间和规程的选择都会错。联网校时，或手工设定：{MEND_BY_HAND}"),
                format!(
                    "the clock says {today}, before this program existed: times in the record and the choice of the regulation \
                     would be wrong. Set it from the network, or by hand: {MEND_BY_HAND}"
                ),
            )
            .mend(MEND),
        ];
    }
    let mut found = Vec::new();
    if let Some(newest) = newest_record.as_ref().filter(|newest| newest.get(..10).unwrap_or_default() > today.as_str())
    {
        let zh = format!("时钟是 {today}，而记录里已有 {newest} 的内容：时钟倒退了，或当时是错的");
        let en =
            format!("the clock says {today}, and the record has an entry of {newest}: it went back, or was wrong then");
        found.push(Found::stops(zh, en).mend(MEND));
    }
    if today < newest_rule {
        let zh = format!("时钟是 {today}，早于本程序最新的规程（{newest_rule} 起施行）：请核对日期");
        let en = format!(
            "the clock says {today}, before the newest regulation here (in force from {newest_rule}): look at it"
        );
        found.push(Found::remark(zh, en).mend(MEND));
    }
    if clock_step_ms.abs() > STEP_MS {
        let zh = format!("时钟正在被调整：片刻之间与单调时钟相差 {clock_step_ms} ms；等它稳定后再测");
        let en = format!(
            "the clock is being set just now: {clock_step_ms} ms against the monotonic one; wait until it is done"
        );
        found.push(Found::remark(zh, en).mend("timedatectl status"));
    }
    if found.is_empty() {
        found.push(Found::ok(format!("时钟可信：{today}"), format!("the clock can be right: {today}")));
    }
    found
}
