//! A charging pile (充电桩): nameplate, load points with every comparison, clock and amount to pay.

use super::digits;
use super::fields::{ADJUSTED, Form, KINDS, Row, fields};
use super::part;
use super::recorded::Recorded;
use crate::document::paper::{Block, Cell, Column, Field, Part, Table};
use crate::regulation::{LoadPointResult, PileResult};

/// The head of record, certificate and notice.
pub(super) const HEAD: &[Row] = &[
    ("client", "送检（受检）单位", "Client", &["/client"], Form::Text),
    ("name", "器具名称", "Instrument", &["/pile/name"], Form::Text),
    ("model", "型号规格", "Model", &["/pile/model"], Form::Text),
    ("maker", "制造单位", "Maker", &["/pile/maker"], Form::Text),
    ("serial", "出厂编号", "Serial number", &["/pile/serial"], Form::Text),
    ("gun", "枪号", "Gun", &["/pile/gun"], Form::Text),
];

const NAMEPLATE: &[Row] = &[
    ("kind", "检定类别", "Kind", &["/kind"], KINDS),
    (
        "current",
        "类型",
        "Type",
        &["/pile/current"],
        Form::Word(&[("ac", "交流充电桩", "AC pile"), ("dc", "非车载充电机（直流）", "DC charger")]),
    ),
    ("class", "准确度等级", "Accuracy class", &["/pile/class"], Form::Text),
    ("time-of-use", "分时计费", "Time-of-use tariff", &["/pile/time_of_use"], Form::YesNo),
    ("energy-step", "电能显示分辨力", "Resolution of the energy", &["/pile/energy_step"], Form::Number("kWh")),
    ("rated-power", "额定功率", "Rated power", &["/pile/rated_power_kw"], Form::Number("kW")),
    ("nominal-voltage", "额定电压", "Nominal voltage", &["/pile/nominal_voltage"], Form::Number("V")),
    ("current-min", "最小电流", "Least current", &["/pile/current_min"], Form::Number("A")),
    ("current-max", "最大电流", "Largest current", &["/pile/current_max"], Form::Number("A")),
    ("installed", "投运日期", "Installed", &["/pile/installed"], Form::Text),
    ADJUSTED,
    ("verifier", "检定人员", "Verified by", &["/verifier"], Form::Text),
];

/// How many rows an empty form has for load points, and for the comparisons.
const BLANK_ROWS: usize = 6;

/// The nameplate.
pub(super) fn described(recorded: &Recorded) -> Part {
    part("器具", "Instrument", vec![Block::Fields(fields(NAMEPLATE, recorded))])
}

/// Load points, comparisons, the other items, the chart.
pub(super) fn figures(recorded: &Recorded) -> Vec<Part> {
    let empty = PileResult::default();
    let judged = recorded.judgement.as_ref().and_then(|judgement| judgement.pile.as_ref());
    if judged.is_none() && !recorded.is_blank() {
        return Vec::new();
    }
    let pile = judged.unwrap_or(&empty);
    let mut points: Vec<Block> = vec![Block::Table(load_points(pile, recorded))];
    points.extend(super::charts::of_pile(pile).map(|chart| Block::Chart(Box::new(chart))));
    vec![
        part("工作误差", "Working error", points),
        part("各次比较", "Comparisons", vec![Block::Table(comparisons(recorded, pile))]),
        others(pile, recorded),
    ]
}

fn load_points(pile: &PileResult, recorded: &Recorded) -> Table {
    let limit_known = recorded.status_of("working-error");
    let places = digits::of_pile(pile);
    let columns = vec![
        Column::number("point", "负荷点", "Load point", ""),
        Column::number("voltage", "电压", "Voltage", "V"),
        Column::number("current", "电流", "Current", "A"),
        Column::number("power-factor", "功率因数", "Power factor", ""),
        Column::number("mean", "平均误差", "Mean error", "%"),
        Column::number("rounded", "化整误差", "Rounded error", "%"),
        Column::number("limit", "误差限 ±", "Limit ±", "%"),
        Column::number("uncertainty", "U", "U", "%"),
        Column::number("coverage", "k", "k", ""),
        Column::text("verdict", "判定", "Verdict"),
    ];
    let row = |(number, point): (u64, &LoadPointResult)| {
        let known = point.uncertainty.as_ref();
        vec![
            Cell::number(&number.to_string()),
            Cell::maybe(point.voltage.as_ref()),
            Cell::maybe(point.current.as_ref()),
            Cell::maybe(point.power_factor.as_ref()),
            digits::aligned(point.mean_percent.as_ref(), places),
            Cell::maybe(point.rounded_percent.as_ref()),
            Cell::maybe(point.limit_percent.as_ref()).known(limit_known),
            Cell::maybe(known.map(|known| &known.expanded)),
            Cell::maybe(known.map(|known| &known.coverage_factor)),
            Cell::Verdict(point.verdict),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = (1..).zip(&pile.load_points).map(row).collect();
    if recorded.is_blank() {
        rows = vec![vec![Cell::Empty; columns.len()]; BLANK_ROWS];
    }
    Table { id: "load-points", columns, rows }
}

/// Every comparison with the values of both sides, as read, and its error, as judged.
fn comparisons(recorded: &Recorded, pile: &PileResult) -> Table {
    let columns = vec![
        Column::number("point", "负荷点", "Load point", ""),
        Column::number("repeat", "次数", "Repeat", ""),
        Column::number("instrument-start", "桩起始", "Pile start", "kWh"),
        Column::number("instrument-end", "桩结束", "Pile end", "kWh"),
        Column::number("reference-start", "标准起始", "Standard start", "kWh"),
        Column::number("reference-end", "标准结束", "Standard end", "kWh"),
        Column::number("error", "误差", "Error", "%"),
    ];
    let places = digits::of_pile(pile);
    let mut rows = Vec::new();
    for (number, point) in (1_u64..).zip(&pile.load_points) {
        for (repeat, error) in (1_u64..).zip(&point.errors_percent) {
            let value = |side: &str, moment: &str| {
                let found = recorded.valid().find(|reading| {
                    (reading.number("point"), reading.number("repeat")) == (Some(number), Some(repeat))
                        && reading.text("/side") == side
                        // A display that is typed shows the energy itself, without a beginning.
                        && (reading.text("/moment") == moment || (reading.text("/of") == "energy" && moment == "end"))
                });
                Cell::number(found.map(|reading| reading.text("/value")).unwrap_or_default())
            };
            rows.push(vec![
                Cell::number(&number.to_string()),
                Cell::number(&repeat.to_string()),
                value("instrument", "start"),
                value("instrument", "end"),
                value("reference", "start"),
                value("reference", "end"),
                digits::aligned(Some(error), places),
            ]);
        }
    }
    if recorded.is_blank() {
        rows = vec![vec![Cell::Empty; columns.len()]; BLANK_ROWS * 2];
    }
    Table { id: "comparisons", columns, rows }
}

fn others(pile: &PileResult, recorded: &Recorded) -> Part {
    let items = recorded.judgement.iter().flat_map(|judgement| &judgement.items);
    let limit = items.filter(|item| item.item == "indication-error").find_map(|item| item.limit.as_deref());
    let limits = limit.map(digits::limits_in).unwrap_or_default();
    let figure = |text: Option<&String>, unit| text.map_or(Cell::Empty, |text| Cell::measured(text, unit));
    let mut fields = vec![
        Field::new("clock", "时钟时刻误差", "Clock difference", figure(pile.clock_seconds.as_ref(), "s")),
        Field::new("pay", "付费金额误差", "Difference of the amount", figure(pile.pay_difference.as_ref(), "元")),
    ];
    for indication in &pile.indication {
        let value = digits::figure(Some(&indication.error_percent), "%", digits::of_pile(pile), &limits);
        fields.push(Field::new("indication", "示值误差", "Indication error", value));
    }
    part("其他项目", "Other items", vec![Block::Fields(fields)])
}
