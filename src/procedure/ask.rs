//! What a run asks of the people next. Always exactly one thing, and always on the screen.

use super::observation::Side;
use crate::locale::{Lang, Say};
use crate::quantity::{Decimal, Unit};
use crate::regulation::ScaleTest;
use serde::{Deserialize, Serialize};

/// The next step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
#[allow(missing_docs)]
pub enum Ask {
    /// The pan must be empty before the next load counts.
    Unload,
    /// Put empty packing `number` of `of` on the pan.
    LoadTare { number: u64, of: u64 },
    /// Put package `number` of `of` on the pan.
    LoadPackage { number: u64, of: u64 },
    /// Something is on the pan: leave it alone until it is stable.
    Hold,
    /// Look at the pile and say whether appearance and functions are in order.
    Appearance,
    /// Type the insulation resistance in megohm.
    Insulation,
    /// Both registers must stand still before a charge begins.
    Standstill { point: u64, repeat: u64, of: u64 },
    /// Start the charge.
    StartCharge { point: u64, repeat: u64, of: u64 },
    /// The charge runs, and must go on until this energy has passed, kWh; `None` where nobody knows how much is enough.
    Charging { point: u64, repeat: u64, of: u64, least_kwh: Option<Decimal> },
    /// Enough energy has passed: stop the charge.
    StopCharge { point: u64, repeat: u64, of: u64 },
    /// No power flows any more; the registers must stand still.
    Settle { point: u64, repeat: u64, of: u64 },
    /// Type the energy that a display shows, in kWh.
    TypeEnergy { point: u64, repeat: u64, side: Side },
    /// The pile's clock is being read.
    ReadClock,
    /// Type the difference of the clocks (instrument − reference) in seconds.
    Clock,
    /// The run is paused: nothing is taken until it is resumed.
    Paused,
    /// Put standard weights of `load` on the scale, or take weights off until so much is left.
    PutLoad { test: ScaleTest, number: u64, of: u64, load: Decimal, unit: Unit, position: Option<u32>, unloading: bool },
    /// Put `load` on the scale and type what it shows.
    TypeIndication { test: ScaleTest, number: u64, of: u64, load: Decimal, unit: Unit, position: Option<u32> },
    /// Add weights of `tenth` one by one until the indication jumps, and type their sum; 0 when it jumps at once.
    Changeover { test: ScaleTest, number: u64, load: Decimal, unit: Unit, tenth: Decimal },
    /// Put the extra load on gently, and type or take what the scale shows then.
    AddExtra { number: u64, load: Decimal, extra: Decimal, unit: Unit },
    /// Everything is there: conclude the run.
    Conclude,
    /// The run is concluded.
    Nothing,
}

impl Ask {
    /// Whether a charge has begun whose end is to be taken.
    pub const fn charging(self) -> bool {
        matches!(self, Self::Charging { .. } | Self::StopCharge { .. } | Self::Settle { .. })
    }

    /// Whether registers or a scale are being read: a person may take what is shown now.
    pub const fn registers(self) -> bool {
        self.charging() || matches!(self, Self::Standstill { .. } | Self::PutLoad { .. } | Self::AddExtra { .. })
    }

    /// Whether things are weighed.
    pub const fn weighs(self) -> bool {
        matches!(self, Self::Unload | Self::LoadTare { .. } | Self::LoadPackage { .. } | Self::Hold)
    }

    /// Whether a person may type the answer.
    pub const fn typed(self) -> bool {
        self.of_weights()
            || matches!(
                self,
                Self::Appearance | Self::Insulation | Self::TypeEnergy { .. } | Self::Clock | Self::ReadClock
            )
    }

    /// Whether it is about a number of a scale's verification that a person types.
    pub const fn of_weights(self) -> bool {
        matches!(self, Self::TypeIndication { .. } | Self::Changeover { .. } | Self::AddExtra { .. })
    }
}

impl Say for Ask {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match *self {
            Self::Unload if zh => "请取下秤上物品，等待空秤".into(),
            Self::Unload => "Take everything off the scale".into(),
            Self::LoadTare { number, of } if zh => format!("请放上第 {number} 个空包装（共 {of} 个）"),
            Self::LoadTare { number, of } => format!("Put empty packing {number} of {of} on the scale"),
            Self::LoadPackage { number, of } if zh => format!("请放上第 {number} 件样品（共 {of} 件）"),
            Self::LoadPackage { number, of } => format!("Put package {number} of {of} on the scale"),
            Self::Hold if zh => "请勿触碰，等待示值稳定".into(),
            Self::Hold => "Hands off: waiting for a stable value".into(),
            Self::Appearance if zh => "检查外观及功能：合格按 y，不合格按 n".into(),
            Self::Appearance => "Check appearance and functions: y = pass, n = fail".into(),
            Self::Insulation if zh => "请输入绝缘电阻（MΩ）".into(),
            Self::Insulation => "Type the insulation resistance (MΩ)".into(),
            Self::Standstill { point, repeat, of } if zh => {
                format!("负荷点 {point} 第 {repeat}/{of} 次：等待两侧电能示值静止")
            }
            Self::Standstill { point, repeat, of } => {
                format!("Load point {point}, {repeat} of {of}: waiting for both registers to stand still")
            }
            Self::StartCharge { point, repeat, of } if zh => format!("负荷点 {point} 第 {repeat}/{of} 次：请启动充电"),
            Self::StartCharge { point, repeat, of } => {
                format!("Load point {point}, {repeat} of {of}: start the charge")
            }
            Self::Charging { point, repeat, of, least_kwh } => {
                let least = least_kwh.map(|least| least.normalize());
                match (least, zh) {
                    (Some(least), true) => format!("负荷点 {point} 第 {repeat}/{of} 次：正在充电，至少充 {least} kWh"),
                    (None, true) => format!("负荷点 {point} 第 {repeat}/{of} 次：正在充电，电量足够后请停止"),
                    (Some(least), false) => {
                        format!("Load point {point}, {repeat} of {of}: charging; at least {least} kWh must pass")
                    }
                    (None, false) => {
                        format!("Load point {point}, {repeat} of {of}: charging; stop it when enough energy has passed")
                    }
                }
            }
            Self::StopCharge { point, repeat, of } if zh => {
                format!("负荷点 {point} 第 {repeat}/{of} 次：电量已足够，请停止充电")
            }
            Self::StopCharge { point, repeat, of } => {
                format!("Load point {point}, {repeat} of {of}: enough energy has passed; stop the charge")
            }
            Self::Settle { point, repeat, of } if zh => {
                format!("负荷点 {point} 第 {repeat}/{of} 次：充电已停，等待两侧示值静止")
            }
            Self::Settle { point, repeat, of } => {
                format!("Load point {point}, {repeat} of {of}: charge over; waiting for both registers to settle")
            }
            Self::TypeEnergy { point, repeat, side } if zh => {
                let who = if side == Side::Instrument { "充电桩" } else { "标准器" };
                format!("负荷点 {point} 第 {repeat} 次：请输入{who}显示的电能（kWh）")
            }
            Self::TypeEnergy { point, repeat, side } => {
                let who = if side == Side::Instrument { "pile" } else { "standard" };
                format!("Load point {point}, reading {repeat}: type the energy the {who} shows (kWh)")
            }
            Self::ReadClock if zh => "正在读取桩的时钟（也可直接输入误差，秒）".into(),
            Self::ReadClock => "Reading the pile's clock (or type the difference, s)".into(),
            Self::Clock if zh => "请输入时钟时刻误差（桩 − 标准，秒）".into(),
            Self::Clock => "Type the clock difference (pile − standard, s)".into(),
            Self::Paused if zh => "任务已暂停，什么都不采用；按 r 继续".into(),
            Self::Paused => "The run is paused and nothing is taken: r resumes it".into(),
            Self::PutLoad { .. } | Self::TypeIndication { .. } | Self::Changeover { .. } | Self::AddExtra { .. } => {
                scale_words(*self, zh)
            }
            Self::Conclude if zh => "数据齐全，按回车作出结论".into(),
            Self::Conclude => "Everything is there: Enter concludes the run".into(),
            Self::Nothing if zh => "任务已结束".into(),
            Self::Nothing => "The run is concluded".into(),
        }
    }
}

/// With a capital at the beginning of a sentence.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// What is asked in front of a scale.
fn scale_words(ask: Ask, zh: bool) -> String {
    let mass = |load: Decimal, unit: Unit| format!("{} {unit}", load.normalize());
    let name = |test: ScaleTest| {
        let words = test.words();
        if zh { words.zh } else { capital(&words.en) }
    };
    let place = |position: Option<u32>| match (position, zh) {
        (Some(position), true) => format!("在位置 {position} "),
        (Some(position), false) => format!(" at position {position}"),
        (None, _) => String::new(),
    };
    match ask {
        Ask::PutLoad { test, number, of, load, unit, position, unloading } => {
            let (test, load, place) = (name(test), mass(load, unit), place(position));
            match (unloading, zh) {
                (false, true) => format!("{test} {number}/{of}：请{place}放上 {load}"),
                (true, true) => format!("{test} {number}/{of}（卸载）：请取下砝码，留 {load}"),
                (false, false) => format!("{test} {number}/{of}: put {load} on the scale{place}"),
                (true, false) => format!("{test} {number}/{of}, unloading: leave {load} on the scale"),
            }
        }
        Ask::TypeIndication { test, number, of, load, unit, position } => {
            let (test, load, place) = (name(test), mass(load, unit), place(position));
            if zh {
                format!("{test} {number}/{of}：{place}加载到 {load}，输入示值（{unit}）")
            } else {
                format!("{test} {number}/{of}: load {load}{place}, type what it shows ({unit})")
            }
        }
        Ask::Changeover { test, number, load, unit, tenth } => {
            let (test, load, tenth) = (name(test), mass(load, unit), mass(tenth, unit));
            if zh {
                format!("{test} {number}，{load}：逐个加 {tenth} 直到示值跳变，输入 ΔL（{unit}）")
            } else {
                format!("{test} {number}, {load}: add {tenth} at a time until it jumps; type ΔL ({unit})")
            }
        }
        Ask::AddExtra { number, load, extra, unit } => {
            let (load, extra) = (mass(load, unit), mass(extra, unit));
            if zh {
                format!("鉴别力 {number}，{load}：轻轻加放 {extra}，取数或输入示值（{unit}）")
            } else {
                format!("Discrimination {number}, {load}: add {extra} gently; take or type what it shows ({unit})")
            }
        }
        _ => String::new(),
    }
}
