//! What a run asks for next, given what it has: pure state machines that readings and answers drive.
//!
//! A procedure proposes [`Observation`]s; the station stores them and only then has the procedure [`LotRun::apply`] them.
//! Applying is all that changes a run, so replaying the stored observations gives the same run again: that is how a run
//! that was cut off continues. No port, no clock, no database: time comes in with the readings.

mod ask;
mod capture;
mod codes;
mod lot;
mod observation;
mod pile;
mod register;
mod scale;
mod scale_task;
mod steps;
mod task;

pub use ask::Ask;
pub use capture::{Band, Capture, CaptureSettings, CaptureState, Captured};
pub use lot::{LotRun, ScaleFacts};
pub use observation::{Moment, Observation, Origin, Side, Subject, Window};
pub use pile::{Comparison, PileRun};
pub use scale::{ScaleRow, ScaleRun};
pub use scale_task::{ScaleNameplate, ScaleTask};
pub use steps::{Step, StepState};
pub use task::{
    ClockTask, Conditions, Connection, LotTask, Nameplate, PileTask, PointTask, StandardTask, TareTask, TaskError,
    TaskTare,
};
