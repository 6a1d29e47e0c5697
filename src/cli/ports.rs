//! `ports`: the serial ports of this machine, and why one cannot be used.

use super::text::{print, table};
use super::{Exit, Global, Outcome};
use crate::link::ports::{PortInfo, list};
use crate::locale::{Lang, Say};
use clap::Args;
use serde_json::json;

/// Serial ports of this machine, and why one cannot be used
#[derive(Args, Debug)]
pub struct PortsArgs {}

/// Lists the ports.
pub fn run(_args: &PortsArgs, global: &Global) -> Outcome {
    let ports = list();
    if global.json {
        for port in &ports {
            let why = port.accessible.as_ref().err().map(|why| why.say(global.lang));
            print(&format!(
                "{}\n",
                json!({ "path": port.path, "id": port.id, "maker": port.maker, "product": port.product, "unusable": why })
            ));
        }
        return Ok(Exit::Done);
    }
    if ports.is_empty() {
        eprintln!(
            "{}",
            if global.lang == Lang::Zh {
                "没有串行端口；请插上仪器的串口线"
            } else {
                "no serial ports; plug an instrument in"
            }
        );
    }
    let row = |port: &PortInfo| {
        let usable = if global.lang == Lang::Zh { "可用" } else { "usable" };
        let state = port.accessible.as_ref().err().map_or(usable.to_owned(), |why| why.say(global.lang));
        vec![port.path.clone(), port.description(), state]
    };
    print(&table(&ports.iter().map(row).collect::<Vec<_>>()));
    Ok(Exit::Done)
}
