//! `draw`: which packages of a lot are taken, from a seed that is printed; and how often a lot passes its plan.

use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome};
use crate::locale::Lang;
use crate::regulation::{Draw, DrawMethod, Label, draw};
use clap::{Args, ValueEnum};

/// Draw the packages of a sample: random, and reproducible from the printed seed
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng draw --lot 200 --sample 50
  quanheng draw --lot 200 --sample 50 --seed 8315 --method systematic
  quanheng draw --lot 200 --sample 10 --method stratified --strata 120,80
  quanheng draw --lot 200 --regulation cn-jjf1070-2005       the sample of the plan, and its operating characteristic
Method: the i-th number is the first 8 bytes of SHA-256(\"SEED:i\"), i = 1, 2, …; modulo the lot, plus one; numbers of the
last, incomplete round and packages drawn already are passed over. `printf '8315:1' | sha256sum` shows the first.")]
pub struct DrawArgs {
    /// Packages in the lot
    #[arg(long, value_name = "N")]
    pub lot: u64,
    /// How many to take; the plan's sample when a regulation is named
    #[arg(long, value_name = "N", required_unless_present = "regulation")]
    pub sample: Option<u64>,
    /// Take the sample of this regulation's plan, and show its operating characteristic
    #[arg(long, value_name = "ID")]
    pub regulation: Option<String>,
    /// The seed [default: from the clock; it is printed]
    #[arg(long)]
    pub seed: Option<u64>,
    /// The family of the draw
    #[arg(long, value_enum, default_value_t = Method::Simple)]
    pub method: Method,
    /// Sizes of the strata, in the order of the numbering
    #[arg(long, value_name = "N,N,…", value_delimiter = ',')]
    pub strata: Vec<u64>,
}

/// Families of draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// 简单随机: every package by itself
    Simple,
    /// 系统: a random start, then evenly round the lot
    Systematic,
    /// 分层: from each stratum by its share
    Stratified,
}

/// Draws.
pub fn run(args: &DrawArgs, global: &Global) -> Outcome {
    let refused = |why| Failure::said(Exit::BadInput, &why, global.lang);
    // The sample of a plan does not depend on the label; a common one serves to ask for it.
    let label = Label { quantity: "500".into(), unit: "g".into() };
    let plan = match &args.regulation {
        None => None,
        Some(id) => {
            let book = super::book(global)?;
            let known = || book.all().map(|r| r.id.clone()).collect::<Vec<_>>().join(" ");
            let regulation =
                book.get(id).ok_or_else(|| Failure::new(Exit::BadInput, format!("{id:?}: {}", known())))?;
            Some(regulation.lot_plan(&label, args.lot).map_err(refused)?)
        }
    };
    let sample = args.sample.or(plan.as_ref().map(|plan| plan.sample_size)).unwrap_or(0);
    let seed = args.seed.unwrap_or_else(crate::link::now_ns);
    let method = match args.method {
        Method::Simple => DrawMethod::Simple,
        Method::Systematic => DrawMethod::Systematic,
        Method::Stratified => DrawMethod::Stratified { strata: args.strata.clone() },
    };
    let drawn = draw(seed, args.lot, sample, method).map_err(refused)?;
    if global.json {
        print(&format!("{}\n", serde_json::to_string(&drawn).unwrap_or_default()));
        return Ok(Exit::Done);
    }
    print(&page(&drawn, global.lang));
    if let Some(plan) = plan {
        let heads = match global.lang {
            Lang::Zh => ["短缺超过 T 的比例", "单件判定接收概率"],
            Lang::En => ["short by more than T", "accepted (individual criterion)"],
        };
        let points = plan.characteristic().into_iter().map(|point| {
            let (whole, part) = (point.short_per_mille / 10, point.short_per_mille % 10);
            vec![format!("{whole}.{part} %"), format!("{} %", point.accepted_percent)]
        });
        let rows: Vec<Vec<String>> = std::iter::once(heads.map(str::to_owned).to_vec()).chain(points).collect();
        print(&format!("\n{}", table(&rows)));
    }
    Ok(Exit::Done)
}

fn page(drawn: &Draw, lang: Lang) -> String {
    let (seed, lot, sample) = (drawn.seed, drawn.lot_size, drawn.sample_size);
    let mut out = match lang {
        Lang::Zh => format!("种子 {seed}，批量 {lot}，抽 {sample} 件；方法见 quanheng draw --help\n"),
        Lang::En => format!("seed {seed}, lot of {lot}, {sample} taken; the method is in quanheng draw --help\n"),
    };
    let mut sorted = drawn.packages.clone();
    sorted.sort_unstable();
    for line in sorted.chunks(10) {
        let numbers: Vec<String> = line.iter().map(|number| format!("{number:>7}")).collect();
        out += &format!("{}\n", numbers.join(""));
    }
    out
}
