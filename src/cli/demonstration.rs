//! Simulated instruments for a plan, and hands that do what the run asks: the demonstration, and `run --simulate`.

use super::weights::Weights;
use crate::instrument::Profiles;
use crate::locale::Words;
use crate::procedure::{Ask, Connection, LotTask, PileTask, ScaleTask};
use crate::quantity::{Decimal, Exact, Mode, Unit, parse_decimal, round_to_interval};
use crate::regulation::Book;
use crate::simulator::{EnergySide, EnergyWorld, Options, ScaleWorld, Script, Simulator, World};
use crate::station::{Task, Why};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Simulated instruments for one plan; dropping it ends them.
pub struct Demonstration {
    simulators: Vec<Simulator>,
    task: Task,
    hands: Hands,
}

/// What a person does in front of the instruments, as the run asks for it.
#[derive(Clone)]
pub enum Hands {
    /// At a scale: the packings and packages by number.
    Scale {
        /// The pan.
        world: Arc<ScaleWorld>,
        /// Empty packings.
        tares: Vec<Decimal>,
        /// Packages.
        packages: Vec<Decimal>,
    },
    /// At a pile: starts the charge.
    Energy(Arc<EnergyWorld>),
    /// At a scale under verification: puts weights on.
    Weights(Weights),
}

/// Nets of the demonstration's packages, in tenths of T from the label: three are short by more than T.
const PACKAGES_TENTHS_OF_T: [i64; 10] = [2, -1, 3, 0, -12, 1, -3, -14, 2, -11];
/// Packings of the demonstration, in thousandths of the label quantity.
const TARES_PER_MILLE: [i64; 5] = [19, 20, 19, 19, 20];

impl Demonstration {
    /// Starts an instrument for every connection of the plan; their ports are symlinks in `folder`, so that a run that was
    /// cut off finds the same names again.
    pub fn start(task: &Task, script: &Script, profiles: &Profiles, book: &Book, folder: &Path) -> Result<Self, Why> {
        let failed = |why: std::io::Error| {
            let folder = folder.display();
            Why::from(Words::new(format!("无法写入 {folder}：{why}"), format!("cannot write to {folder}: {why}")))
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        match task {
            Task::Lot(task) => Self::lot((**task).clone(), script, profiles, book, folder),
            Task::Pile(task) => Self::pile((**task).clone(), script, profiles, folder),
            Task::Scale(task) => Self::scale((**task).clone(), script, profiles, folder),
        }
    }

    fn lot(mut task: LotTask, script: &Script, profiles: &Profiles, book: &Book, folder: &Path) -> Result<Self, Why> {
        let profile = known(&task.scale, profiles)?;
        let unit = profile.unit.unwrap_or(Unit::Gram);
        let (tares, packages) = match &script.scale {
            Some(script) => script.loads().map_err(|why| wrong(&why))?,
            None => invented(&task, unit, book)?,
        };
        let finest = tares.iter().chain(&packages).map(Decimal::scale).max().unwrap_or(3);
        let world = ScaleWorld::new(profile.division.unwrap_or_else(|| Decimal::new(1, finest)));
        let simulator =
            simulate(&mut task.scale, &profile, &World::Scale(Arc::clone(&world)), &folder.join("simulated-scale"))?;
        let mut simulators = vec![simulator];
        if let Some(scanner) = &mut task.scanner {
            let profile = known(scanner, profiles)?;
            let world = World::Scale(Arc::clone(&world));
            simulators.push(simulate(scanner, &profile, &world, &folder.join("simulated-scanner"))?);
        }
        let hands = Hands::Scale { world, tares, packages };
        Ok(Self { simulators, task: Task::Lot(Box::new(task)), hands })
    }

    fn pile(mut task: PileTask, script: &Script, profiles: &Profiles, folder: &Path) -> Result<Self, Why> {
        let script = script.energy.clone().unwrap_or_default();
        let world = script.world().map_err(|why| wrong(&why))?;
        let mut simulators = Vec::new();
        let sides = [
            (task.connection.as_mut(), EnergySide::Pile, "simulated-pile"),
            (task.standard.connection.as_mut(), EnergySide::Standard, "simulated-standard"),
        ];
        for (connection, side, name) in sides {
            let Some(connection) = connection else { continue };
            let profile = known(connection, profiles)?;
            simulators.push(simulate(
                connection,
                &profile,
                &World::Energy(Arc::clone(&world), side),
                &folder.join(name),
            )?);
        }
        Ok(Self { simulators, task: Task::Pile(Box::new(task)), hands: Hands::Energy(world) })
    }

    fn scale(mut task: ScaleTask, script: &Script, profiles: &Profiles, folder: &Path) -> Result<Self, Why> {
        let profile = task.connection.as_ref().map(|connection| known(connection, profiles)).transpose()?;
        let shown_in = profile.as_ref().and_then(|profile| profile.unit);
        let unit = shown_in.or_else(|| task.scale.unit.parse().ok()).unwrap_or(Unit::Gram);
        let span = script.scale.as_ref().map_or(Ok(Decimal::ZERO), crate::simulator::ScaleScript::span);
        let weights = Weights::new(&task, unit, span.map_err(|why| wrong(&why))?);
        let weights = weights.ok_or_else(|| {
            Words::new("方案缺少秤的单位或分度值", "the plan lacks the unit or the interval of the scale")
        })?;
        let mut simulators = Vec::new();
        if let (Some(connection), Some(profile)) = (task.connection.as_mut(), &profile) {
            let world = World::Scale(weights.world());
            simulators.push(simulate(connection, profile, &world, &folder.join("simulated-scale"))?);
        }
        Ok(Self { simulators, task: Task::Scale(Box::new(task)), hands: Hands::Weights(weights) })
    }

    /// The plan, with the ports of the simulated instruments.
    pub const fn task(&self) -> &Task {
        &self.task
    }

    /// The ports of the simulated instruments.
    pub fn ports(&self) -> Vec<String> {
        self.simulators.iter().map(|simulator| simulator.path().display().to_string()).collect()
    }

    /// Hands for the run.
    pub fn hands(&self) -> Hands {
        self.hands.clone()
    }
}

impl Hands {
    /// Does what a run asks for; what is not theirs to do they leave alone.
    pub fn obey(&self, ask: Ask) {
        match (self, ask) {
            (Self::Scale { world, .. }, Ask::Unload) => world.unload(),
            (Self::Scale { world, tares, .. }, Ask::LoadTare { number, .. }) => put(world, tares, number),
            (Self::Scale { world, packages, .. }, Ask::LoadPackage { number, .. }) => put(world, packages, number),
            (Self::Energy(world), Ask::StartCharge { .. }) => world.start(),
            (Self::Weights(weights), ask) => weights.obey(ask),
            _ => {}
        }
    }

    /// What a person would type now; nothing where only the person at the screen can know.
    pub fn answer(&self, ask: Ask) -> Option<String> {
        if let Self::Weights(weights) = self { weights.answer(ask) } else { None }
    }
}

/// Package `number` of the list; a longer sample takes the list again from its beginning.
fn put(world: &ScaleWorld, loads: &[Decimal], number: u64) {
    let index = usize::try_from(number.saturating_sub(1)).unwrap_or(0);
    if let Some(load) = loads.get(index % loads.len().max(1)) {
        world.load(*load);
    }
}

fn wrong(why: &impl crate::locale::Say) -> Why {
    Why::said(why, crate::exit::Exit::BadInput)
}

fn known(connection: &Connection, profiles: &Profiles) -> Result<Arc<crate::instrument::Profile>, Why> {
    let device = &connection.device;
    profiles.get(device).ok_or_else(|| {
        Words::new(format!("没有仪器配置 {device:?}"), format!("there is no device profile {device:?}")).into()
    })
}

fn simulate(
    connection: &mut Connection,
    profile: &Arc<crate::instrument::Profile>,
    world: &World,
    link: &Path,
) -> Result<Simulator, Why> {
    let addresses = connection.address.iter().cloned().collect();
    let options = Options { link: Some(link.to_owned()), addresses, ..Options::default() };
    let simulator =
        Simulator::start(profile, world, &options).map_err(|why| Why::said(&why, crate::exit::Exit::Instrument))?;
    connection.port = simulator.path().display().to_string();
    Ok(simulator)
}

/// Packings and packages around the label quantity, in the unit of the scale.
fn invented(task: &LotTask, unit: Unit, book: &Book) -> Result<(Vec<Decimal>, Vec<Decimal>), Why> {
    let regulation = match &task.regulation {
        Some(id) => book.get(id),
        None => book.choose_lot(task.date.as_deref()).ok(),
    };
    let plan = regulation.map(|regulation| regulation.lot_plan(&task.label, task.lot_size));
    let plan = plan.transpose().map_err(|why| wrong(&why))?;
    let t = plan.map(|plan| plan.tolerable_deficiency);
    let label = parse_decimal(&task.label.quantity).map_or_else(|_| Exact::zero(), Exact::from);
    let label_unit: Unit = task.label.unit.parse().unwrap_or(Unit::Gram);
    let factor = label_unit.factor_to(unit).unwrap_or_else(|| Exact::from(1));
    let interval = if unit == Unit::Kilogram { Decimal::new(2, 4) } else { Decimal::new(1, 1) };
    let shown = |value: &Exact| {
        round_to_interval(&(value * &factor), interval, Mode::HalfEven).map_or(Decimal::ZERO, |rounded| rounded.value)
    };
    let tares: Vec<Exact> = TARES_PER_MILLE.iter().map(|n| &(&label * &Exact::from(*n)) / 1000).collect();
    let gross = |(tenths, tare): (&i64, &Exact)| {
        let short = t.map_or_else(Exact::zero, |t| &(&Exact::from(t.value) * &Exact::from(*tenths)) / 10);
        shown(&(&(&label + tare) + &short))
    };
    let packages = PACKAGES_TENTHS_OF_T.iter().zip(tares.iter().cycle()).map(gross).collect();
    Ok((tares.iter().map(shown).collect(), packages))
}

/// How long hands wait before they act where people are looking on.
pub const PACE: Duration = Duration::from_millis(900);
