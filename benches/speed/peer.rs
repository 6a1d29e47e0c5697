//! The bare program that the screens are held against: ratatui with one table, and nothing of ours. It is this very
//! program, started again with an environment variable.

use crate::Failure;
use crossterm::event;
use portable_pty::CommandBuilder;
use ratatui::layout::{Constraint, Layout};
use ratatui::widgets::{Paragraph, Row, Table};
use ratatui::{DefaultTerminal, Frame};
use rusqlite::{Connection, params};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Set: be the peer. Empty: draw one table and wait for a key. Else: the port whose frames are shown.
const PORT: &str = "QUANHENG_SPEED_PEER";
/// Where the peer commits every frame before it shows it.
const DATABASE: &str = "QUANHENG_SPEED_DATABASE";
/// Bytes of a frame of the indicator.
pub const FRAME: usize = 12;

/// Whether this process is the peer.
pub fn asked_for() -> bool {
    std::env::var_os(PORT).is_some()
}

/// A command that starts the peer.
pub fn command(port: &str, database: Option<&Path>) -> Result<CommandBuilder, Failure> {
    let mut command = CommandBuilder::new(std::env::current_exe()?);
    command.env(PORT, port);
    if let Some(database) = database {
        command.env(DATABASE, database);
    }
    Ok(command)
}

/// Is the peer until a key is pressed or the port ends.
pub fn be() {
    let port = std::env::var(PORT).unwrap_or_default();
    let mut terminal = ratatui::init();
    let done = if port.is_empty() { wait(&mut terminal) } else { show(&mut terminal, &port) };
    ratatui::restore();
    if let Err(why) = done {
        eprintln!("{why}");
    }
}

fn wait(terminal: &mut DefaultTerminal) -> Result<(), Failure> {
    terminal.draw(|frame| draw(frame, "0.0000", 0))?;
    event::read()?;
    Ok(())
}

fn show(terminal: &mut DefaultTerminal, port: &str) -> Result<(), Failure> {
    let database = std::env::var_os(DATABASE).map(|path| database(Path::new(&path))).transpose()?;
    terminal.draw(|frame| draw(frame, "", 0))?;
    let (mut line, mut bytes) = (File::open(port)?, [0; FRAME]);
    for count in 1.. {
        line.read_exact(&mut bytes)?;
        if let Some(database) = &database {
            commit(database, &bytes)?;
        }
        let text = String::from_utf8_lossy(bytes.get(2..9).unwrap_or_default()).into_owned();
        terminal.draw(|frame| draw(frame, &text, count))?;
    }
    Ok(())
}

/// One table over the whole screen, and a last row.
fn draw(frame: &mut Frame, value: &str, count: u64) {
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)]).areas(frame.area());
    frame.render_widget(Paragraph::new("quanheng's peer"), head);
    let rows = (1..=20).map(|number| Row::new([number.to_string(), format!("[{value}]"), "g".to_owned()]));
    let widths = [Constraint::Length(6), Constraint::Length(12), Constraint::Min(1)];
    frame.render_widget(Table::new(rows, widths).header(Row::new(["number", "value", "unit"])), body);
    frame.render_widget(Paragraph::new(format!("frame {count}.")), foot);
}

/// A database that commits as durably as the ledger.
pub fn database(path: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open(path)?;
    database.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch("CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")?;
    Ok(database)
}

/// Commits one row.
pub fn commit(database: &Connection, body: &[u8]) -> rusqlite::Result<()> {
    database.prepare_cached("INSERT INTO entry (body) VALUES (?1)")?.execute(params![body]).map(drop)
}
