//! The terminal while the screens own it, and the whole way back: on a normal end, an error, a panic or a signal.

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use std::io::{self, Stdout};
use std::panic;
use std::sync::Once;

/// The terminal in raw mode on its alternate screen; dropping it gives it back.
pub(super) struct Screen {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    /// The terminal reports the mouse; while it does, it marks no text for copying.
    mouse: bool,
}

impl Screen {
    /// Takes the terminal.
    pub fn take() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |what| {
                give_back();
                before(what);
            }));
        });
        enable_raw_mode()?;
        // From here on the way back is due, whatever happens.
        let taken = execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste);
        let terminal = taken.and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, mouse: false }),
            Err(why) => {
                give_back();
                Err(why)
            }
        }
    }
}

impl Screen {
    /// Has the mouse reported, or no longer.
    pub fn mouse(&mut self, wanted: bool) -> io::Result<()> {
        if wanted != self.mouse {
            self.mouse = wanted;
            if wanted {
                execute!(io::stdout(), EnableMouseCapture)?;
            } else {
                execute!(io::stdout(), DisableMouseCapture)?;
            }
        }
        Ok(())
    }

    /// Forgets what was drawn, so that the next frame is drawn whole. Ratatui's own `clear` asks the terminal where the
    /// cursor stands, and the answer would be taken for keys by whoever reads the events.
    pub fn forget(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().clear_region(ClearType::All)?;
        self.terminal.swap_buffers();
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes everything that taking the terminal did. A terminal that has gone cannot be given back, and need not be.
fn give_back() {
    let _ = execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}
