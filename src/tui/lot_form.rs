//! The form of a net-content inspection and the plan it makes.

use super::app::Context;
use super::checks::Check;
use super::field::Field;
use super::finding::Picked;
use super::form::{Form, Label, Purpose};
use super::plans::{chosen, connection, maybe_device, options, port, profiles, regulations, some};
use super::run_parts::{other, stated, uncertainty};
use super::standard_part::StandardPart;
use crate::locale::{forms, screen};
use crate::procedure::{Connection, LotTask, TareTask, TaskTare};
use crate::regulation::{Label as GoodsLabel, LabelSeen, MoistureApplied, MoistureUsed, MultiPack, PackSays};
use crate::station::Snapshot;

/// What a label of several packages in one can say, as words with blanks between.
const SAYS: &[(&str, Label)] = &[
    ("none", forms::f_says_nothing),
    ("each number", forms::f_says_each_number),
    ("total", forms::f_says_total),
    ("each", forms::f_says_each),
    ("number", forms::f_says_number),
    ("each total", forms::f_says_each_total),
    ("number total", forms::f_says_number_total),
    ("each number total", forms::f_says_all),
];

/// The form, its choices not yet those of a rule.
pub fn form(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let (scale, port, address) = chosen(picked.scale.as_ref(), port(snapshot, None, 0));
    let tare =
        options(&[("average", screen::f_tare_average), ("each", screen::f_tare_each), ("none", screen::f_tare_none)]);
    let goods = vec![
        Field::line("product", screen::f_product, "").must(&[Check::Required]),
        Field::line("maker", screen::f_maker, ""),
        Field::line("batch", screen::f_batch, ""),
        Field::line("quantity", screen::f_quantity, "").unit_of("unit").must(&[Check::Required, Check::Positive]),
        Field::choice("unit", screen::f_unit, Vec::new()),
        Field::line("lot_size", screen::f_lot_size, "")
            .unit_words(forms::packages)
            .must(&[Check::Required, Check::Count]),
    ];
    let lines = vec![
        Field::choice("regulation", screen::f_regulation, regulations(context, "lot")),
        Field::choice("scale", screen::f_scale, profiles(context, &["scale"])).chosen(&scale),
        Field::line("port", screen::f_port, &port).must(&[Check::Required]),
        Field::line("address", screen::f_address, &address),
    ];
    let weighing = vec![
        Field::choice("tare", screen::f_tare, tare),
        Field::line("tare_values", screen::f_tare_values, "").must(&[Check::Positives]),
        Field::line("inspector", screen::f_inspector, ""),
    ];
    let scanner = vec![
        Field::choice("scanner", forms::f_scanner, maybe_device(context, forms::f_no_scanner, &["scanner"])),
        Field::line("scanner_port", forms::f_scanner_port, "").must(&[Check::Required]),
    ];
    let scale_uncertainty =
        Field::line("scale_uncertainty", forms::f_scale_uncertainty, "").unit_words(forms::as_the_scale_shows);
    let mut figures = vec![
        Field::line("capacity", forms::f_capacity, "").unit_words(forms::as_the_scale_shows).must(&[Check::Positive]),
        Field::line("division", forms::f_division, "")
            .unit_words(forms::as_the_scale_shows)
            .must(&[Check::Positive, Check::NotAbove("capacity")]),
    ];
    figures.extend(uncertainty(scale_uncertainty, "scale_coverage"));
    figures.extend(StandardPart::fields(&Purpose::Lot));
    let category = vec![
        Field::choice("category", forms::f_category, Vec::new()),
        Field::choice("goods", forms::f_goods, Vec::new()),
        Field::choice("apply", forms::f_apply, options(&[("before", forms::f_before), ("after", forms::f_after)])),
    ];
    let yes_no = [("", forms::f_unseen as Label), ("yes", screen::f_yes), ("no", screen::f_no)];
    let packs = [("", forms::f_one as Label), ("same", forms::f_same_kind), ("other", forms::f_other_kinds)];
    let label = vec![
        Field::choice("words", forms::f_words, options(&yes_no)),
        Field::line("height", forms::f_height, "").unit("mm").must(&[Check::Positive]),
        Field::choice("pack", forms::f_pack, options(&packs)),
        Field::choice("says", forms::f_says, options(SAYS)),
    ];
    let weigh = Field::line("weigh", forms::f_weigh, "").must(&[Check::Count]);
    Form::new(Purpose::Lot)
        .section(forms::s_goods, goods)
        .section(forms::s_rule_and_scale, lines)
        .section(forms::s_weighing, weighing)
        .folded(forms::s_scanner, scanner)
        .folded(forms::s_scale_figures, figures)
        .folded(forms::s_category, category)
        .folded(forms::s_label, label)
        .folded(forms::s_other, other(vec![weigh]))
}

/// The plan of a filled form.
pub fn task(form: &Form) -> LotTask {
    let method = match form.text("tare").as_str() {
        "each" => TaskTare::Each,
        "none" => TaskTare::None,
        _ => TaskTare::Average,
    };
    let values = form.text("tare_values").split_whitespace().map(str::to_owned).collect();
    let scanner = some(form.text("scanner")).map(|device| Connection {
        device,
        port: form.text("scanner_port"),
        ..Connection::default()
    });
    LotTask {
        regulation: some(form.text("regulation")),
        date: some(form.text("date")),
        product: form.text("product"),
        maker: form.text("maker"),
        batch: form.text("batch"),
        place: form.text("place"),
        inspectors: some(form.text("inspector")).into_iter().collect(),
        label: GoodsLabel { quantity: form.text("quantity"), unit: form.text("unit") },
        lot_size: form.text("lot_size").parse().unwrap_or(0),
        scale: connection(form, "scale", "port", "address").unwrap_or_default(),
        scanner,
        division: some(form.text("division")),
        tare: TareTask { method, values, weigh: form.text("weigh").parse().ok() },
        standards: StandardPart::used(form).into_iter().collect(),
        category: some(form.text("category")),
        capacity: some(form.text("capacity")),
        scale_uncertainty: stated(form, "scale_uncertainty", "scale_coverage"),
        moisture: some(form.text("goods")).map(|goods| MoistureUsed {
            goods,
            apply: if form.text("apply") == "after" { MoistureApplied::After } else { MoistureApplied::Before },
        }),
        label_seen: label_seen(form),
    }
}

/// What was seen of the label; nothing where nobody looked.
fn label_seen(form: &Form) -> Option<LabelSeen> {
    let pack = some(form.text("pack")).map(|kind| MultiPack {
        same_kind: kind == "same",
        says: form.text("says").split_whitespace().filter_map(says).collect(),
    });
    let seen = LabelSeen {
        words: some(form.text("words")).map(|word| word == "yes"),
        character_height_mm: some(form.text("height")),
        multi_pack: pack,
    };
    (seen != LabelSeen::default()).then_some(seen)
}

fn says(word: &str) -> Option<PackSays> {
    match word {
        "each" => Some(PackSays::Each),
        "number" => Some(PackSays::Number),
        "total" => Some(PackSays::Total),
        _ => None,
    }
}
