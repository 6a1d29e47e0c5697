//! A lot (净含量检验): the sampling form, the goods, the packages with their nets, and the figures of the sample.

use super::digits::{self, LotDigits};
use super::fields::{Form, Row, fields};
use super::part;
use super::recorded::{Recorded, StoredReading};
use crate::document::paper::{Block, Cell, Column, Field, Part, Table};
use crate::locale::Words;
use crate::quantity::Decimal;
use crate::regulation::{LotResult, PackageClass};

const QUANTITY: Row = ("label", "标注净含量", "Label quantity", &["/label/quantity"], Form::NumberIn("/label/unit"));
const LOT_SIZE: Row = ("lot-size", "批量", "Lot size", &["/lot_size"], Form::Number(""));
const PRODUCT: Row = ("product", "产品名称", "Product", &["/product"], Form::Text);
const MAKER: Row = ("maker", "生产者", "Producer", &["/maker"], Form::Text);
const BATCH: Row = ("batch", "批号或生产日期", "Batch", &["/batch"], Form::Text);
const CLIENT: Row = ("client", "委托（受检）单位", "Client", &["/client"], Form::Text);

/// The head of record and report.
pub(super) const HEAD: &[Row] = &[CLIENT, PRODUCT, MAKER, BATCH, QUANTITY];

/// The head of a sampling form.
pub(super) const SAMPLED: &[Row] = &[
    CLIENT,
    PRODUCT,
    MAKER,
    BATCH,
    QUANTITY,
    ("place", "抽样地点", "Place of sampling", &["/place"], Form::Text),
    ("date", "抽样日期", "Day of sampling", &["/date"], Form::Text),
];

const DESCRIBED: &[Row] = &[
    LOT_SIZE,
    ("category", "商品类别", "Category", &["/category"], Form::Text),
    ("division", "衡器分度值", "Division of the scale", &["/division"], Form::Number("")),
    ("capacity", "衡器最大称量", "Capacity of the scale", &["/capacity"], Form::Number("")),
    (
        "tare-method",
        "除皮方法",
        "Tare",
        &["/tare/method"],
        Form::Word(&[
            ("average", "平均皮重", "mean of a tare sample"),
            ("each", "逐件去皮", "each packing weighed"),
            ("none", "净重直接显示", "net weighed directly"),
        ]),
    ),
    ("inspectors", "检验人员", "Inspectors", &["/inspectors"], Form::Text),
];

const HAND_FILLED: &[Row] = &[
    LOT_SIZE,
    ("counted", "批量确认方法", "How the lot was counted", &["/draw/counted"], Form::Text),
    ("method", "随机抽样方法", "Method of sampling", &["/draw/method"], Form::Text),
    ("seed", "随机数种子", "Seed", &["/draw/seed"], Form::Text),
    ("numbers", "抽取的序号", "Numbers drawn", &["/draw/numbers"], Form::Text),
    ("kept", "样品状态与封存", "State and sealing of the samples", &["/draw/kept"], Form::Text),
    ("remarks", "备注", "Remarks", &["/draw/remarks"], Form::Text),
];

/// How many rows an empty form has for packages.
const BLANK_ROWS: usize = 10;

/// The part of a sampling form.
pub(super) fn sampling(recorded: &Recorded) -> Part {
    let mut fields = fields(HAND_FILLED, recorded);
    let sample = recorded.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref());
    let size = sample.map(|lot| lot.sample_size.to_string()).unwrap_or_default();
    fields.insert(1, Field::new("sample-size", "样本量", "Sample size", Cell::number(&size)));
    fields.insert(1, Field::new("regulation", "依据", "Regulation", recorded.regulation.clone()));
    part("抽样", "Sampling", vec![Block::Fields(fields)])
}

/// The goods and the scale.
pub(super) fn described(recorded: &Recorded) -> Part {
    let mut fields = fields(DESCRIBED, recorded);
    // Behind the size of the lot and the category of the goods.
    fields.splice(2..2, scale(recorded));
    part("样品与称量", "Goods and weighing", vec![Block::Fields(fields)])
}

/// The scale by maker and model, with what the register of standards says of it where the plan names its certificate.
fn scale(recorded: &Recorded) -> [Field; 3] {
    let device = recorded.planned_text(&["/scale/device"]);
    let model = recorded.models.get(&device);
    let known = model.and_then(|model| {
        let of_it = |known: &&crate::register::Standard| model.is_called(&known.model);
        super::results::planned(recorded).iter().filter_map(|planned| recorded.standard_of(planned)).find(of_it)
    });
    let text = |pick: fn(&crate::register::Standard) -> &String| known.map_or("", |known| pick(known).as_str());
    [
        Field::new("scale", "衡器", "Scale", model.map_or(device.clone(), |model| model.title()).as_str()),
        Field::new("scale-serial", "衡器出厂编号", "Serial number of the scale", text(|known| &known.serial)),
        Field::new("scale-certificate", "衡器证书编号", "Certificate of the scale", text(|known| &known.certificate)),
    ]
}

/// Figures of the sample, the packages, the charts.
pub(super) fn figures(recorded: &Recorded) -> Vec<Part> {
    let Some(lot) = recorded.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref()) else {
        let blank = LotResult::default();
        return recorded.is_blank().then(|| packages(recorded, &blank)).into_iter().collect();
    };
    vec![sample(recorded, lot), packages(recorded, lot)]
}

/// The label quantity in the unit of the result.
fn label(recorded: &Recorded, lot: &LotResult) -> Option<Decimal> {
    let [label, unit] = ["/label/quantity", "/label/unit"].map(|pointer| recorded.planned_text(&[pointer]));
    super::charts::in_unit(&label, &unit, &lot.unit)
}

fn sample(recorded: &Recorded, lot: &LotResult) -> Part {
    let limit_known = recorded.status_of("individual");
    let unit = lot.unit.as_str();
    let whole = |number: u64| Cell::number(&number.to_string());
    let masses = |text: Option<&String>| digits::figure(text, unit, lot.places(), &[]);
    let mean = LotDigits::of(lot, label(recorded, lot)).mean(lot);
    let mut fields = vec![
        Field::new("sample-size", "样本量 n", "Sample size n", whole(lot.sample_size)),
        Field::new("mean", "平均实际含量", "Mean", mean),
        Field::new("standard-deviation", "标准偏差 s", "Standard deviation s", masses(lot.standard_deviation.as_ref())),
        Field::new(
            "correction-factor",
            "修正因子 λ",
            "Correction factor λ",
            Cell::maybe(lot.correction_factor.as_ref()),
        ),
        Field::new("correction", "修正值 λ·s", "Correction λ·s", masses(lot.correction.as_ref())),
        Field::new(
            "t",
            "允许短缺量 T",
            "Tolerable deficiency T",
            Cell::measured(&lot.tolerable_deficiency, unit).known(limit_known),
        ),
        Field::new("t1", "短缺量大于 T 的件数", "Packages short by more than T", whole(lot.t1)),
        Field::new("t1-allowed", "允许件数", "Allowed", whole(lot.t1_allowed)),
        Field::new("t2", "短缺量大于 2T 的件数", "Packages short by more than 2T", whole(lot.t2)),
        Field::new("t2-allowed", "允许件数（2T）", "Allowed (2T)", whole(lot.t2_allowed)),
        Field::new("mean-tare", "平均皮重", "Mean tare", masses(lot.mean_tare.as_ref())),
    ];
    if let Some(known) = &lot.uncertainty {
        let expanded = Cell::measured(&known.expanded, &known.unit);
        fields.push(Field::new("uncertainty", "扩展不确定度 U", "Expanded uncertainty U", expanded));
        fields.push(Field::new("coverage", "包含因子 k", "Coverage factor k", Cell::number(&known.coverage_factor)));
    }
    part("样本结果", "Sample", vec![Block::Fields(fields)])
}

fn packages(recorded: &Recorded, lot: &LotResult) -> Part {
    let columns = vec![
        Column::number("number", "序号", "No.", ""),
        Column::text("package", "样品编号", "Package code"),
        Column::number("gross", "称量示值", "Weighed", ""),
        Column::text("gross-unit", "单位", "Unit"),
        Column::number("net", "实际含量", "Net", &lot.unit),
        Column::number("deviation", "偏差", "Deviation", &lot.unit),
        Column::text("class", "判定", "Class"),
    ];
    let mut weighed: Vec<&StoredReading> =
        recorded.valid().filter(|reading| reading.text("/of") == "package").collect();
    weighed.sort_by_key(|reading| reading.number("number"));
    let label = label(recorded, lot);
    let digits = LotDigits::of(lot, label);
    let count = lot.net.len().max(if recorded.is_blank() { BLANK_ROWS } else { 0 });
    let row = |index: usize| {
        let reading = weighed.get(index);
        let text = |pointer| reading.map(|reading| reading.text(pointer)).unwrap_or_default();
        vec![
            Cell::number(&index.saturating_add(1).to_string()),
            Cell::text(text("/package")),
            Cell::number(text("/value")),
            Cell::text(text("/unit")),
            digits.package(lot.net.get(index)),
            digits.package(lot.deviations.get(index)),
            lot.classes.get(index).map_or(Cell::Empty, |class| Cell::Text(class_words(*class))),
        ]
    };
    let table = Table { id: "packages", columns, rows: (0..count).map(row).collect() };
    let charts = label.map(|label| super::charts::of_lot(lot, label)).unwrap_or_default();
    let blocks =
        std::iter::once(Block::Table(table)).chain(charts.into_iter().map(|chart| Block::Chart(Box::new(chart))));
    part("逐件结果", "Packages", blocks.collect())
}

fn class_words(class: PackageClass) -> Words {
    match class {
        PackageClass::Ok => Words::new("合格", "ok"),
        PackageClass::T1 => Words::new("短缺 > T", "short > T"),
        PackageClass::T2 => Words::new("短缺 > 2T", "short > 2T"),
    }
}
