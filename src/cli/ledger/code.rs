//! `ledger code RUN`: hands out the code of a concluded run.

use super::super::text::print;
use super::super::{Failure, Global, Outcome};
use crate::cli::Exit;
use crate::locale::Lang;
use crate::station::Sealer;
use crate::tui::qr_rows;
use clap::Args;

/// Hand out the code of a concluded run: whoever keeps it can find out whether the record was changed
#[derive(Args, Debug)]
pub struct CodeArgs {
    /// Id of the run
    run: String,
    /// Print it as a QR code too
    #[arg(long)]
    qr: bool,
}

/// Does the verb.
pub fn run(args: &CodeArgs, global: &Global) -> Outcome {
    let failed = |why: crate::station::Why| Failure::new(why.exit, why.words.get(global.lang));
    let mut ledger = crate::cli::open_ledger(global)?;
    let sealer = Sealer::ready(&mut ledger).map_err(failed)?;
    let code = sealer.hand_out(&mut ledger, &args.run).map_err(failed)?.text();
    print(&format!("{code}\n"));
    match (args.qr, qr_rows(&code)) {
        (false, _) => {}
        (true, Some(rows)) => {
            print(&rows.into_iter().map(|row| format!("{row}\n")).collect::<String>());
        }
        (true, None) => eprintln!(
            "{}",
            match global.lang {
                Lang::Zh => "内容太长，没有二维码",
                Lang::En => "too long for a QR code",
            }
        ),
    }
    Ok(Exit::Done)
}
