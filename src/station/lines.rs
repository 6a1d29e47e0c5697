//! Lines without a run: instruments that are looked for, one that is watched, what goes over a line, and a port that is only
//! listened to. A port that a run measures at belongs to the run.

use super::engine::Engine;
use super::instruments::Instruments;
use super::snapshot::Role;
use super::why::Why;
use crate::instrument::SerialSettings;
use crate::locale::Words;
use crate::procedure::Connection;

impl Engine {
    /// A port that is measured at is not looked at: a question would get between those of the run.
    pub(super) fn find(&mut self, ports: &[String]) -> Result<(), Why> {
        if self.active.is_some() {
            let words =
                Words::new("先离开任务（Esc），再查找仪器", "leave the run first (Esc), then look for instruments");
            return Err(words.into());
        }
        // What is watched lets its port go.
        self.instruments = Instruments::default();
        self.discovery.find(ports, &self.profiles, &self.events);
        self.snapshot.ports = self.discovery.ports();
        Ok(())
    }

    /// Shows an instrument without a run.
    pub(super) fn watch(&mut self, connection: Connection) -> Result<(), Why> {
        if self.active.is_some() {
            return Err(Words::new("先离开任务（Esc）", "leave the run first (Esc)").into());
        }
        self.leave();
        self.instruments = Instruments::open(vec![(Role::Watched, connection)], &self.profiles, None, &self.events)?;
        Ok(())
    }

    /// Collects what goes over the lines, from now on. It changes nothing of a run, and nothing of it is kept.
    pub(super) fn look_at_wire(&mut self, connection: Option<Box<Connection>>) -> Result<(), Why> {
        if let Some(connection) = connection {
            self.watch(*connection)?;
        }
        if !self.instruments.any() {
            let words = Words::new(
                "没有可监视的仪器：先按 Enter 查此端口，认出仪器后再按 m",
                "no instrument to look at: look at this port first (Enter), then press m on what was found",
            );
            return Err(words.into());
        }
        self.instruments.look_at_wire(true);
        Ok(())
    }

    /// Listens at a port, whatever is on it. A port of a run belongs to the run.
    pub(super) fn listen(&mut self, port: &str, settings: SerialSettings) -> Result<(), Why> {
        if let Some(run) = &self.active {
            let taken = run.connections().iter().any(|(_, connection)| connection.port == port);
            let words = if taken {
                Words::new(
                    format!("{port} 正由本程序的任务使用；在任务里按 m 监视它，或先离开任务（Esc）"),
                    format!(
                        "{port} is in use by the run of this program; look at it there (m), or leave the run first (Esc)"
                    ),
                )
            } else {
                Words::new("先离开任务（Esc）", "leave the run first (Esc)")
            };
            return Err(words.into());
        }
        if !self.instruments.listens_otherwise(port, settings, &self.events) {
            self.leave();
            self.instruments = Instruments::listening(port, settings, &self.events);
        }
        self.instruments.look_at_wire(true);
        Ok(())
    }

    /// Collects nothing any more. Nobody else wants what was only listened to.
    pub(super) fn close_wire(&mut self) {
        self.instruments.look_at_wire(false);
        if self.instruments.listens() {
            self.instruments = Instruments::default();
        }
    }
}
