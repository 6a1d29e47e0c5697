//! `ports`: the serial ports of this machine, why one cannot be used, and what is on them.

use super::probe::{self, Wanted};
use super::read::duration;
use super::text::{print, table};
use super::{Exit, Global, Outcome};
use crate::link::ports::{PortInfo, list};
use crate::locale::{Lang, Say};
use crate::machine::{Holder, holders};
use clap::Args;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Serial ports of this machine, why one cannot be used, and what is on them
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng ports
  quanheng ports --probe
  quanheng ports --probe --port /dev/ttyUSB0 --json
--probe listens before it asks, and asks only what reads: no instrument is tared, set to zero or adjusted by it.
Exit code 3 when nothing was found.")]
pub struct PortsArgs {
    /// Find out what is on each port: listen, then ask what only reads
    #[arg(long)]
    probe: bool,
    /// Only this port; also one that is not listed, or tcp://HOST:PORT
    #[arg(long, value_name = "PATH", requires = "probe")]
    port: Option<String>,
    /// Ask at this address, as its protocol writes it
    #[arg(long, requires = "probe")]
    address: Option<String>,
    /// How long each line setting is listened at
    #[arg(long, value_name = "TIME", default_value = "2500ms", value_parser = duration, requires = "probe")]
    listen: Duration,
    /// How long an answer is waited for, at most
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = duration, requires = "probe")]
    answer: Duration,
}

/// A port and who has it.
struct Row {
    port: PortInfo,
    holder: Option<Holder>,
}

impl Row {
    fn why(&self, lang: Lang) -> Option<String> {
        let held = self.holder.as_ref().map(|holder| holder.say(lang));
        held.or_else(|| self.port.accessible.as_ref().err().map(|why| why.say(lang)))
    }
}

/// Lists the ports, or looks at what is on them.
pub fn run(args: &PortsArgs, global: &Global) -> Outcome {
    let (listen, answer, address) = (args.listen, args.answer, args.address.clone());
    if let (true, Some(port)) = (args.probe, &args.port) {
        return probe::run(&Wanted { ports: vec![port.clone()], address, listen, answer }, global);
    }
    let rows = rows();
    if rows.is_empty() {
        eprintln!(
            "{}",
            if global.lang == Lang::Zh {
                "没有串行端口；请插上仪器的串口线"
            } else {
                "no serial ports; plug an instrument in"
            }
        );
        return Ok(if args.probe { Exit::Instrument } else { Exit::Done });
    }
    if !args.probe {
        show(&rows, global);
        return Ok(Exit::Done);
    }
    let (usable, unusable): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.why(global.lang).is_none());
    for row in &unusable {
        eprintln!("{}: {}", row.port.path, row.why(global.lang).unwrap_or_default());
    }
    let ports = usable.into_iter().map(|row| row.port.path).collect();
    probe::run(&Wanted { ports, address, listen, answer }, global)
}

fn rows() -> Vec<Row> {
    let ports = list();
    let paths: Vec<String> = ports.iter().map(|port| port.path.clone()).collect();
    let mut held = holders(Path::new("/"), &paths);
    ports.into_iter().map(|port| Row { holder: held.remove(&port.path), port }).collect()
}

fn show(rows: &[Row], global: &Global) {
    if global.json {
        for row in rows {
            let (port, why) = (&row.port, row.why(global.lang));
            let held = row.holder.as_ref().map(|holder| json!({ "pid": holder.pid, "program": holder.program }));
            print(&format!(
                "{}\n",
                json!({ "path": port.path, "id": port.id, "maker": port.maker, "product": port.product, "unusable": why,
                    "held_by": held })
            ));
        }
        return;
    }
    let usable = if global.lang == Lang::Zh { "可用" } else { "usable" };
    let cells = |row: &Row| {
        let state = row.why(global.lang).unwrap_or_else(|| usable.to_owned());
        vec![row.port.path.clone(), row.port.description(), row.port.id.clone().unwrap_or_default(), state]
    };
    print(&table(&rows.iter().map(cells).collect::<Vec<_>>()));
}
