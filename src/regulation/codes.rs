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
];

impl Code {
    /// Its text: `W101`.
    pub fn id(self) -> &'static str {
        CODES.iter().find(|(code, ..)| *code == self).map_or("W000", |(_, id, ..)| id)
    }
}
