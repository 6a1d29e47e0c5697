//! What the nameplate of a pile says, and what is taken in its place for old piles whose nameplate does not say it.
//!
//! For piles put up before 2023 without marked currents: Imax = rated power / nominal voltage, and Imin is a share of it
//! or a least current. The public source joins the two with 或 (or); the larger is taken, and flagged.

use super::super::check;
use super::super::codes::Code;
use super::super::judgement::Status;
use super::super::number::share;
use super::super::number::{impossible, positive, show};
use super::super::refusal::Refusal;
use super::PileJudge;
use super::range::Mark;
use super::row::{Load, has_classes, known_class};
use super::rule::Unmarked;
use crate::locale::Words;
use crate::quantity::Exact;

/// Decimals of a printed current.
const PLACES: u32 = 3;

/// Currents (A) and voltages (V) of the nameplate.
#[derive(Clone, Debug, Default)]
pub(in crate::regulation) struct Marks {
    pub current_min: Option<Exact>,
    pub current_transitional: Option<Exact>,
    pub current_max: Option<Exact>,
    pub voltage_min: Option<Exact>,
    pub voltage_nominal: Option<Exact>,
    pub voltage_max: Option<Exact>,
}

impl Marks {
    /// One of them.
    pub fn get(&self, mark: Mark) -> Option<Exact> {
        let found = match mark {
            Mark::CurrentMin => &self.current_min,
            Mark::CurrentTransitional => &self.current_transitional,
            Mark::CurrentMax => &self.current_max,
            Mark::VoltageMin => &self.voltage_min,
            Mark::VoltageNominal => &self.voltage_nominal,
            Mark::VoltageMax => &self.voltage_max,
        };
        found.clone()
    }
}

impl PileJudge<'_> {
    /// Reads the nameplate, and fills in what the regulation gives in the place of what is not marked.
    pub(super) fn nameplate(&mut self) -> Result<(), Refusal> {
        if let Some(installed) = &self.case.installed {
            check::date("installed", installed)?;
            // ISO dates compare as texts.
            if self.case.date.as_ref().is_some_and(|date| installed > date) {
                let right = ("安装日期不晚于检定日期", "not after the day of the test");
                return Err(impossible("installed", installed, right));
            }
        }
        self.class = self.class()?;
        self.marks = self.marked()?;
        self.assume_currents()?;
        if let (Some(least), Some(most)) = (&self.marks.current_min, &self.marks.current_max)
            && least > most
        {
            let right = ("最小电流不大于最大电流", "the least current is not above the largest");
            return Err(impossible("current_min", &show(least, PLACES), right));
        }
        Ok(())
    }

    fn marked(&self) -> Result<Marks, Refusal> {
        let case = self.case;
        let read = |place: &str, text: &Option<String>| {
            text.as_deref().map(|text| positive(place, text).map(Exact::from)).transpose()
        };
        Ok(Marks {
            current_min: read("current_min", &case.current_min)?,
            current_transitional: read("current_transitional", &case.current_transitional)?,
            current_max: read("current_max", &case.current_max)?,
            voltage_min: read("voltage_min", &case.voltage_min)?,
            voltage_nominal: read("nominal_voltage", &case.nominal_voltage)?,
            voltage_max: read("voltage_max", &case.voltage_max)?,
        })
    }

    /// The rule for old piles, where this is one.
    fn old(&self) -> Option<&Unmarked> {
        let rule = self.rule.unmarked.as_ref()?;
        let installed = self.case.installed.as_deref()?;
        (installed < rule.installed_before.value.as_str()).then_some(rule)
    }

    /// The class to judge by; `None` while it is not known and nothing was measured yet.
    fn class(&mut self) -> Result<Option<String>, Refusal> {
        let rows = &self.rule.working_error.rows;
        if let Some(class) = &self.case.class {
            known_class(rows, class)?;
            return Ok(Some(class.clone()));
        }
        if !has_classes(rows) {
            return Ok(Some(String::new()));
        }
        let assumed = self.old().and_then(|rule| Some((rule.class.value.clone()?, rule.class.status)));
        if let Some((class, status)) = assumed {
            self.notes.used("未标注准确度等级时的假定", "class of a pile without a marked one", status);
            let words = Words::new(
                format!("铭牌未标注准确度等级，按 {class} 级判定；这一假定未经规程原文确认"),
                format!("the nameplate marks no class; judged as class {class}, which the official text may not say"),
            );
            self.notes.warn(Code::ClassAssumed, words);
            return Ok(Some(class));
        }
        let measured = !self.case.load_point.is_empty() || !self.case.indication.is_empty();
        if measured { Err(Refusal::Missing("class")) } else { Ok(None) }
    }

    /// Imax and Imin of an old pile that does not mark them.
    fn assume_currents(&mut self) -> Result<(), Refusal> {
        let power = self.case.rated_power_kw.as_deref().map(|text| positive("rated_power_kw", text)).transpose()?;
        let Some(rule) = self.old().cloned() else { return Ok(()) };
        if self.marks.current_max.is_none()
            && let (Some(power), Some(voltage)) = (power, &self.marks.voltage_nominal)
            && let Some(most) = (&Exact::from(power) * &Exact::from(1000)).checked_div(voltage)
        {
            let words = Words::new(
                "铭牌未标注最大电流：额定功率除以标称电压",
                "no largest current on the nameplate: rated power divided by the nominal voltage",
            );
            let values = [("P", format!("{power} kW")), ("Un", format!("{} V", show(voltage, PLACES)))];
            self.note_assumed(words, "Imax = P / Un", &values, &most, rule.current_max.status);
            self.marks.current_max = Some(most);
        }
        let share_text = rule.current_min.value.share.as_str();
        if self.marks.current_min.is_none()
            && let (Some(most), Some(share)) = (self.marks.current_max.clone(), share(share_text))
        {
            let floor = Exact::from(rule.current_min.value.least_a);
            let least = (&share * &most).max(floor.clone());
            let words = Words::new(
                "铭牌未标注最小电流：最大电流的一部分与规定下限取大者",
                "no least current on the nameplate: the larger of a share of Imax and a least current",
            );
            let values =
                [("Imax", format!("{} A", show(&most, PLACES))), ("I0", format!("{} A", show(&floor, PLACES)))];
            let formula = format!("Imin = max({share_text}·Imax, I0)");
            self.note_assumed(words, &formula, &values, &least, rule.current_min.status);
            self.marks.current_min = Some(least);
        }
        Ok(())
    }

    fn note_assumed(
        &mut self,
        words: Words,
        formula: &str,
        values: &[(&str, String)],
        current: &Exact,
        status: Status,
    ) {
        let symbol = formula.split(' ').next().unwrap_or_default();
        let shown = format!("{} A", show(current, PLACES));
        self.notes.used("未标注电流时的推算", "currents of a pile without marked ones", status);
        let warning = Words::new(
            format!("铭牌未标注 {symbol}，推算为 {shown}"),
            format!("{symbol} is not marked; {shown} was worked out"),
        );
        self.notes.step(None, words, formula, values, shown);
        self.notes.warn(Code::CurrentsAssumed, warning);
    }

    /// Warns of a load point whose current or voltage lies outside what the nameplate says.
    pub(super) fn check_marked(&mut self, number: usize, load: &Load) {
        let marks = &self.marks;
        let ranges = [
            ("I", "A", &load.current_a, &marks.current_min, &marks.current_max),
            ("U", "V", &load.voltage_v, &marks.voltage_min, &marks.voltage_max),
        ];
        let mut outside = Vec::new();
        for (symbol, unit, value, least, most) in ranges {
            let Some(value) = value else { continue };
            let low = least.as_ref().filter(|least| value < *least).map(|least| (format!("{symbol}min"), least));
            let high = most.as_ref().filter(|most| value > *most).map(|most| (format!("{symbol}max"), most));
            let ends = low.into_iter().chain(high);
            outside.extend(ends.map(|(end, bound)| {
                (
                    format!("{symbol} = {} {unit}", show(value, PLACES)),
                    format!("{end} = {} {unit}", show(bound, PLACES)),
                )
            }));
        }
        for (value, bound) in outside {
            let words = Words::new(
                format!("负荷点 {number} 超出铭牌范围：{value}，{bound}"),
                format!("load point {number} lies outside the nameplate: {value}, {bound}"),
            );
            self.notes.warn(Code::OutsideMarked, words);
        }
    }
}
