//! The procedure of a run by its kind, and what the instruments of a plan must be before one is opened.

use super::active::refused_exit;
use super::instruments::profile_of;
use super::record::{Opened, Task};
use super::why::{Why, both};
use crate::instrument::{Kind, Profiles};
use crate::locale::Words;
use crate::procedure::{Connection, LotRun, Observation, PileRun, PileTask, ScaleFacts, ScaleRun, ScaleTask, Subject};
use crate::regulation::{Refusal, Regulation};

/// The procedure of a run, by kind.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub(super) enum Procedure {
    Lot(Box<LotRun>),
    Pile(Box<PileRun>),
    Scale(Box<ScaleRun>),
}

impl Procedure {
    /// The procedure of a plan by its regulation and the profiles of its instruments.
    pub fn open(opened: &Opened, regulation: &Regulation, profiles: &Profiles) -> Result<Self, Why> {
        Ok(match &opened.task {
            Task::Lot(task) => {
                let plan = regulation.lot_plan_of(&task.label, task.lot_size, task.category.as_deref());
                let plan = plan.map_err(|why| Why::said(&why, refused_exit(&why)))?;
                let facts = scale_facts(&task.scale, profiles)?;
                if let Some(scanner) = &task.scanner {
                    refuse_other_than_scanner(scanner, profiles)?;
                }
                Procedure::Lot(Box::new(LotRun::open((**task).clone(), plan, facts).map_err(|why| both(&why))?))
            }
            Task::Pile(task) => {
                let plan =
                    regulation.pile_plan(task.pile.current, task.kind, &task.pile.class).map_err(|why| both(&why))?;
                let task = with_items((**task).clone(), profiles)?;
                Procedure::Pile(Box::new(PileRun::open(task, plan).map_err(|why| both(&why))?))
            }
            Task::Scale(task) => Procedure::Scale(Box::new(scale_run(task, regulation, &opened.date, profiles)?)),
        })
    }

    /// What is stored of a subject.
    pub fn observed(&self, subject: &Subject) -> Option<&Observation> {
        match self {
            Self::Lot(run) => run.observed(subject),
            Self::Pile(run) => run.observed(subject),
            Self::Scale(run) => run.observed(subject),
        }
    }
}

/// A scale run by the loads that the regulation puts on.
fn scale_run(task: &ScaleTask, by: &Regulation, date: &str, profiles: &Profiles) -> Result<ScaleRun, Why> {
    let refused = |why: Refusal| Why::said(&why, refused_exit(&why));
    let loads = task.own_loads().map_err(|why| both(&why))?;
    let case = task.case(&by.id, date);
    let plan = by.scale_plan(&case).map_err(refused)?;
    let steps = by.scale_steps(&case, &loads).map_err(refused)?;
    let facts = task.connection.as_ref().map(|connection| scale_facts(connection, profiles)).transpose()?;
    Ok(ScaleRun::open(task.clone(), plan, steps, facts).map_err(|why| both(&why))?)
}

/// What the profile of a scale tells a run.
fn scale_facts(scale: &Connection, profiles: &Profiles) -> Result<ScaleFacts, Words> {
    let profile = profile_of(&scale.device, profiles)?;
    let no_scale = || Words::new(format!("{} 不是秤", scale.device), format!("{} is no scale", scale.device));
    ScaleFacts::of(&profile).ok_or_else(no_scale)
}

/// Only a scanner names packages: any other device would never say a code, and nobody would know why.
fn refuse_other_than_scanner(scanner: &Connection, profiles: &Profiles) -> Result<(), Words> {
    let device = &scanner.device;
    if profile_of(device, profiles)?.kind == Kind::Scanner {
        return Ok(());
    }
    Err(Words::new(
        format!("{device} 不是扫描器；scanner 应为 scanner 类的仪器配置，如 generic-barcode"),
        format!("{device} is no scanner; scanner needs a profile of that kind, as generic-barcode"),
    ))
}

/// The plan with the energy item of each connected meter filled in from its profile.
fn with_items(mut task: PileTask, profiles: &Profiles) -> Result<PileTask, Words> {
    for connection in task.connection.iter_mut().chain(&mut task.standard.connection) {
        let profile = profile_of(&connection.device, profiles)?;
        connection.item = connection.item.take().or_else(|| profile.energy_item());
    }
    Ok(task)
}
