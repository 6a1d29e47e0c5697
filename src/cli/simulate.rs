//! `simulate PROFILE`: an instrument on a pty that answers as the real one does.

use super::signals::Interrupted;
use super::text::{print, stdin_lines};
use super::{Exit, Failure, Global, Outcome, read_text};
use crate::instrument::{Kind, Profile};
use crate::locale::Lang;
use crate::quantity::{Decimal, parse_decimal};
use crate::simulator::{EnergySide, EnergyWorld, Fault, Options, ScaleScript, ScaleWorld, Script, Simulator, World};
use clap::{Args, ValueEnum};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// Answer on a pty as an instrument does
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng simulate yaohua-xk3190-a9 --link /tmp/scale
  quanheng simulate yada-djs3366 --link /tmp/pile --fault late=0.05 --fault flip=0.01 --seed 7
  quanheng simulate yaohua-xk3190-a9 --link /tmp/scale --script packages.toml --hands stdin
With --hands stdin each line is an act: load 0.5012 | unload | touch | next | tare | drift 0.002 | swing 0.01 | start
Faults, each KIND=RATE with a rate from 0 to 1 of the frames, the same again with the same --seed:
  drop       one byte of the frame is lost
  flip       one bit of the frame is turned
  duplicate  the frame comes twice (also: double)
  delay      the frame comes after the time an answer may take (also: late)
  swap       the answer to the question before comes instead
  echo       the request comes back before the answer, as from a half-duplex adapter
  chop       the frame comes in pieces, with pauses between
  noise      bytes that are none come before the frame (also: garbage)
  unplug     the port goes away and comes back under the name of --link
  silence    no frame comes
  half       half of the frame comes")]
pub struct SimulateArgs {
    /// Device profile
    pub profile: String,
    /// Make this symlink to the pty
    #[arg(long, value_name = "PATH")]
    pub link: Option<PathBuf>,
    /// What happens in front of the instrument, a TOML file
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// Faults with their rates
    #[arg(long = "fault", value_name = "KIND=RATE")]
    pub faults: Vec<Fault>,
    /// Seed of the faults [default: from the clock]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Address on the line; several times for several instruments on one line
    #[arg(long)]
    pub address: Vec<String>,
    /// Who acts: the script by the clock, or lines on standard input
    #[arg(long, value_enum, default_value_t = Hands::Timer)]
    pub hands: Hands,
}

/// Who puts things on the pan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Hands {
    /// By the clock
    Timer,
    /// Lines on standard input
    Stdin,
}

/// Simulates until told to stop.
pub fn run(args: &SimulateArgs, global: &Global) -> Outcome {
    let profiles = super::profiles(global);
    let profile = profiles.get(&args.profile).ok_or_else(|| {
        let known = profiles.all().map(|profile| profile.id.as_str()).collect::<Vec<_>>().join(" ");
        let message = match global.lang {
            Lang::Zh => format!("没有仪器配置 {:?}；可用：{known}", args.profile),
            Lang::En => format!("there is no device profile {:?}; there are: {known}", args.profile),
        };
        Failure::new(Exit::BadInput, message)
    })?;
    let script = match &args.script {
        Some(path) => Script::parse(&read_text(path, global.lang)?),
        None => Ok(Script::default()),
    }
    .map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))?;
    let seed = args.seed.unwrap_or_else(crate::link::now_ns);
    if !args.faults.is_empty() {
        eprintln!("seed {seed}");
    }
    let (mut actor, world) =
        Actor::new(&profile, &script, args.hands).map_err(|why| Failure::new(Exit::BadInput, why))?;
    let interrupted = Interrupted::watch();
    let options =
        Options { link: args.link.clone(), faults: args.faults.clone(), seed, addresses: args.address.clone() };
    let simulator =
        Simulator::start(&profile, &world, &options).map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))?;
    print(&format!("{}\n", simulator.path().display()));
    let lines = (args.hands == Hands::Stdin).then(stdin_lines);
    while !interrupted.is_set() {
        actor.tick();
        match &lines {
            None => std::thread::sleep(Duration::from_millis(50)),
            Some(lines) => match lines.recv_timeout(Duration::from_millis(50)) {
                Ok(line) => actor.obey(&line),
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody acts any more: what is on the pan stays there.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(Duration::from_millis(50)),
            },
        }
    }
    Ok(Exit::Done)
}

/// Acts in front of the instrument.
enum Actor {
    Scale { world: Arc<ScaleWorld>, tares: VecDeque<Decimal>, packages: VecDeque<Decimal>, timer: Option<Timer> },
    Energy(Arc<EnergyWorld>),
}

/// Puts packages on and takes them off by the clock.
struct Timer {
    script: ScaleScript,
    loaded: bool,
    next: Instant,
}

/// A scale without a script weighs these again and again, in thousandths of its unit.
const PASTIME: [i64; 4] = [501, 499, 503, 498];

impl Actor {
    fn new(profile: &Profile, script: &Script, hands: Hands) -> Result<(Self, World), String> {
        // A scanner reads the names of what is put on a scale.
        if matches!(profile.kind, Kind::Scale | Kind::Scanner) {
            let pastime = || {
                let packages = PASTIME.iter().map(|p| Decimal::new(*p, 3).to_string()).collect();
                ScaleScript { packages, repeat: true, ..ScaleScript::default() }
            };
            let script = script.scale.clone().unwrap_or_else(pastime);
            let (tares, packages) = script.loads().map_err(|why| why.0)?;
            let finest = tares.iter().chain(&packages).map(Decimal::scale).max().unwrap_or(3);
            let world = ScaleWorld::new(profile.division.unwrap_or_else(|| Decimal::new(1, finest)));
            let timer = Timer { script, loaded: false, next: Instant::now() + Duration::from_millis(1200) };
            let timer = (hands == Hands::Timer).then_some(timer);
            let (tares, packages) = (tares.into(), packages.into());
            let actor = Self::Scale { world: Arc::clone(&world), tares, packages, timer };
            return Ok((actor, World::Scale(world)));
        }
        let mut energy = script.energy.clone().unwrap_or_default();
        energy.endless |= script.energy.is_none() && hands == Hands::Timer;
        let world = energy.world().map_err(|why| why.0)?;
        let side = if profile.kind == Kind::Standard { EnergySide::Standard } else { EnergySide::Pile };
        Ok((Self::Energy(Arc::clone(&world)), World::Energy(world, side)))
    }

    /// What the clock brings.
    fn tick(&mut self) {
        let Self::Scale { world, tares, packages, timer: Some(timer) } = self else { return };
        if Instant::now() < timer.next {
            return;
        }
        if timer.loaded {
            world.unload();
            timer.next = Instant::now() + Duration::from_millis(timer.script.gap_ms);
        } else {
            if tares.is_empty() && packages.is_empty() && timer.script.repeat {
                packages.extend(timer.script.loads().unwrap_or_default().1);
            }
            let Some(load) = tares.pop_front().or_else(|| packages.pop_front()) else { return };
            world.load(load);
            timer.next = Instant::now() + Duration::from_millis(timer.script.hold_ms);
        }
        timer.loaded = !timer.loaded;
    }

    /// One act from standard input.
    fn obey(&mut self, line: &str) {
        let (verb, argument) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let understood = match self {
            Self::Scale { world, tares, packages, .. } => match verb {
                "load" => parse_decimal(argument.trim()).map(|value| world.load(value)).is_ok(),
                "unload" => {
                    world.unload();
                    true
                }
                "touch" => {
                    world.touch();
                    true
                }
                "drift" => parse_decimal(argument.trim()).map(|zero| world.drift(zero)).is_ok(),
                "swing" => parse_decimal(argument.trim()).map(|swing| world.swing(swing)).is_ok(),
                "tare" => tares.pop_front().map(|value| world.load(value)).is_some(),
                "next" => packages.pop_front().map(|value| world.load(value)).is_some(),
                _ => false,
            },
            Self::Energy(world) => {
                if verb == "start" {
                    world.start();
                }
                verb == "start"
            }
        };
        if !understood && !verb.is_empty() {
            eprintln!("?: {line}");
        }
    }
}
