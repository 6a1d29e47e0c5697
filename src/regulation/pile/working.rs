//! The working error (工作误差) as an item: enough load points, enough readings, enough energy, and every point within its
//! limit.

use super::super::codes::Code;
use super::super::judgement::{Item, ItemVerdict, LoadPointResult, PileResult, Status};
use super::super::number::signed;
use super::super::refusal::Refusal;
use super::PileJudge;
use super::error::limit_text;
use super::row::rows_of;
use crate::locale::Words;

impl PileJudge<'_> {
    pub(super) fn working_error(&mut self, pile: &mut PileResult) -> Result<Item, Refusal> {
        let rule = &self.rule.working_error;
        let base = Self::open_item("working-error", &rule.name, rule.clause.as_ref());
        let Some(class) = self.class.clone() else {
            return Ok(Item { status: self.regulation.status(), ..base });
        };
        let statuses = [
            self.notes.used("修约间距", "rounding interval", rule.interval.status),
            self.notes.used("每点测量次数", "readings a load point", rule.readings_min.status),
            self.notes.used("负荷点数", "number of load points", rule.load_points_min.status),
            rule.basis.status,
        ];
        let rows = rows_of(&rule.rows, &class, self.kind);
        let weakest_row = rows.map(|row| row.status).max().unwrap_or(Status::Unconfirmed);
        pile.load_points = self.load_points()?;
        let points = &pile.load_points;
        let verdict = self.working_verdict(points);
        let shown = |point: &LoadPointResult| point.rounded_percent.clone().or_else(|| point.mean_percent.clone());
        let value: Vec<String> =
            points.iter().filter_map(shown).map(|percent| format!("{} %", signed(percent))).collect();
        Ok(Item {
            verdict,
            limit: self.working_limit(points, &class),
            value: (!value.is_empty()).then(|| value.join(", ")),
            status: statuses.into_iter().chain([weakest_row]).max().unwrap_or(Status::Unconfirmed),
            ..base
        })
    }

    /// The limits of the points; before there are any, those of the class.
    fn working_limit(&self, points: &[LoadPointResult], class: &str) -> Option<String> {
        let mut limits: Vec<String> =
            points.iter().filter_map(|point| point.limit_percent.as_ref()).map(|limit| format!("±{limit} %")).collect();
        if points.is_empty() {
            let rows = rows_of(&self.rule.working_error.rows, class, self.kind);
            limits = rows.filter_map(|row| row.limit_percent).map(limit_text).collect();
        }
        limits.dedup();
        (!limits.is_empty()).then(|| limits.join(", "))
    }

    fn working_verdict(&mut self, points: &[LoadPointResult]) -> ItemVerdict {
        let complete = [self.enough_points(points.len()), self.enough_readings(points)];
        // Too little energy leaves the item open: the points are judged and shown, but the display could not tell.
        let energy = points.iter().all(|point| point.energy_sufficient != Some(false));
        let has = |verdict| points.iter().any(|point| point.verdict == verdict);
        if complete.contains(&false) || !energy || has(ItemVerdict::Incomplete) {
            ItemVerdict::Incomplete
        } else if has(ItemVerdict::Fail) {
            ItemVerdict::Fail
        } else {
            ItemVerdict::Pass
        }
    }

    fn enough_points(&mut self, have: usize) -> bool {
        let Some(want) = self.rule.working_error.load_points_min.value else {
            self.notes.gap("负荷点数", "number of load points");
            return false;
        };
        let enough = u64::try_from(have).is_ok_and(|have| have >= want);
        if !enough {
            let words = Words::new(
                format!("只有 {have} 个负荷点，至少需要 {want} 个"),
                format!("{have} load points, at least {want} are needed"),
            );
            self.notes.warn(Code::LoadPointsTooFew, words);
        }
        enough
    }

    fn enough_readings(&mut self, points: &[LoadPointResult]) -> bool {
        let Some(want) = self.rule.working_error.readings_min.value else {
            self.notes.gap("每点测量次数", "readings a load point");
            return false;
        };
        let mut enough = true;
        for (number, point) in (1..).zip(points) {
            let have = point.errors_percent.len();
            if u64::try_from(have).is_ok_and(|have| have < want) {
                enough = false;
                let words = Words::new(
                    format!("负荷点 {number} 只有 {have} 次测量，需要 {want} 次"),
                    format!("load point {number} has {have} of {want} readings"),
                );
                self.notes.warn(Code::ReadingsTooFew, words);
            }
        }
        enough
    }
}
