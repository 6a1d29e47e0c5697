//! Codes of warnings: screen, log and paper say the same one.

/// A warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Code {
    Unconfirmed,
    RoundingSensitive,
    SampleIncomplete,
    CannotPass,
    TareRule,
    ReadingsTooFew,
    LoadPointsTooFew,
    EnergyTooSmall,
    BasisMatters,
    NoValidity,
    InstrumentUnknown,
    ReadingIncomplete,
    LoadsMissing,
    LoadOff,
    PositionsMissing,
    RepeatsTooFew,
    ExtraLoadOff,
    RangeAssumed,
    IndicationOdd,
    CoarseHalfStep,
    LeftOut,
    ScaleCannotPass,
    MinUnknown,
    TareNotMiddle,
    UncertaintyLarge,
    FigureMissing,
    NoErrorRow,
    OutsideMarked,
    StepTooCoarse,
    CurrentsAssumed,
    ClassAssumed,
    ChecklistDiffers,
    GuardBandIncomplete,
    NotInForce,
}

/// Every code with what it means, for one page that people can look things up in.
pub const CODES: &[(Code, &str, &str, &str)] = &[
    (
        Code::Unconfirmed,
        "W001",
        "用到未经规程原文确认的数据",
        "figures not confirmed against the official text were used",
    ),
    (Code::NoValidity, "W002", "标准器没有给出有效期", "a standard has no valid-until date"),
    (
        Code::UncertaintyLarge,
        "W003",
        "测量不确定度相对误差限过大",
        "the measurement uncertainty is large against the limit",
    ),
    (Code::RoundingSensitive, "W101", "结论取决于允许短缺量的修约方式", "the verdict depends on how T is rounded"),
    (Code::SampleIncomplete, "W102", "样本不完整", "the sample is not complete"),
    (Code::CannotPass, "W103", "已不可能合格", "the lot can no longer pass"),
    (Code::TareRule, "W104", "皮重抽样与规则不符", "the tare sample is not what the rule asks for"),
    (Code::ReadingsTooFew, "W201", "负荷点的测量次数不足", "too few readings at a load point"),
    (Code::LoadPointsTooFew, "W202", "负荷点不足", "too few load points"),
    (Code::EnergyTooSmall, "W203", "电量相对显示分辨力不足", "too little energy for the display step"),
    (Code::BasisMatters, "W204", "修约值与未修约值结论不同", "rounded and unrounded mean disagree"),
    (
        Code::FigureMissing,
        "W205",
        "规程的数据缺失，应查规程原文",
        "a figure of the regulation is not available: ask the official text",
    ),
    (
        Code::NoErrorRow,
        "W206",
        "负荷点不能归入误差限表的某一行",
        "a load point belongs to no single row of the table of limits",
    ),
    (
        Code::OutsideMarked,
        "W207",
        "负荷点超出铭牌的电流或电压范围",
        "a load point lies outside the marked currents or voltages",
    ),
    (
        Code::StepTooCoarse,
        "W208",
        "显示分辨力大于最小电能变量",
        "the display step is coarser than the minimum energy variable",
    ),
    (
        Code::CurrentsAssumed,
        "W209",
        "铭牌未标注电流，按规定推算",
        "currents not marked on the nameplate were worked out",
    ),
    (Code::ClassAssumed, "W210", "铭牌未标注准确度等级，按规定假定", "the class is not marked and was assumed"),
    (
        Code::ChecklistDiffers,
        "W211",
        "检查表不完整或与总结论不一致",
        "the check list is not complete or disagrees with the whole",
    ),
    (
        Code::GuardBandIncomplete,
        "W212",
        "保护带判定缺少标准器的不确定度",
        "a guard band needs the uncertainty of the standard",
    ),
    (Code::NotInForce, "W213", "检定日期不在所选规程的有效期内", "the regulation named was not in force on the day"),
    (
        Code::InstrumentUnknown,
        "W301",
        "没有给出器具类型，可能适用另一规程",
        "without the instrument type another regulation may hold",
    ),
    (
        Code::ReadingIncomplete,
        "W302",
        "示值、附加砝码 ΔL 或零点误差缺失",
        "an indication, ΔL or the zero error is missing",
    ),
    (
        Code::LoadsMissing,
        "W303",
        "缺少规定的载荷或加载、卸载方向",
        "loads or a direction that the test asks for are missing",
    ),
    (Code::LoadOff, "W304", "载荷偏离规定值", "a load is not the one that is asked for"),
    (Code::PositionsMissing, "W305", "偏载位置不足", "positions of the eccentricity test are missing"),
    (Code::RepeatsTooFew, "W306", "重复性测量次数不足", "too few weighings for repeatability"),
    (
        Code::ExtraLoadOff,
        "W307",
        "鉴别力的附加砝码不是规定值",
        "the extra load of the discrimination test is not the one asked for",
    ),
    (
        Code::RangeAssumed,
        "W308",
        "没有给出量程号，取最小的适用量程",
        "no range was named; the smallest that holds the load was taken",
    ),
    (
        Code::IndicationOdd,
        "W309",
        "示值或 ΔL 与分度值不相称，请核对",
        "an indication or ΔL does not fit the scale interval: look again",
    ),
    (Code::CoarseHalfStep, "W310", "d 与 e 不等，闪变点公式用 d", "d is not e: the changeover was taken with d"),
    (Code::LeftOut, "W311", "检定员注明项目不适用", "the verifier left an item out"),
    (
        Code::ScaleCannotPass,
        "W312",
        "已有读数超差，不可能合格",
        "a reading is beyond its limit: the scale can no longer pass",
    ),
    (Code::MinUnknown, "W313", "没有给出最小称量", "Min is not given"),
    (Code::TareNotMiddle, "W314", "皮重不在规定范围内", "no tare lies where the test asks for one"),
];

impl Code {
    /// Its text: `W101`.
    pub fn id(self) -> &'static str {
        CODES.iter().find(|(code, ..)| *code == self).map_or("W000", |(_, id, ..)| id)
    }
}
