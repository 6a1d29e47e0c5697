//! Words of the forms in which runs are begun: headings, the fields behind the folded ones, and what a field must be.

crate::words! {
    s_goods() { zh: "商品", en: "Goods" }
    s_rule_and_scale() { zh: "依据与秤", en: "Rule and scale" }
    s_weighing() { zh: "称量", en: "Weighing" }
    s_scanner() { zh: "扫码枪", en: "Barcode scanner" }
    s_scale_figures() { zh: "秤的参数与标准砝码", en: "Figures of the scale, weights" }
    s_category() { zh: "商品类别与水分", en: "Category and moisture" }
    s_label() { zh: "标注检查", en: "Label check" }
    s_other() { zh: "地点、日期及其他", en: "Place, day and more" }
    s_pile() { zh: "充电桩", en: "Pile" }
    s_conditions() { zh: "环境条件", en: "Conditions" }
    s_standard() { zh: "标准器", en: "Standard" }
    s_lines() { zh: "仪器接口", en: "Lines to the instruments" }
    s_load() { zh: "负荷点与人员", en: "Load point, verifier" }
    s_nameplate() { zh: "铭牌", en: "Nameplate" }
    s_checks() { zh: "外观及功能检查表", en: "Check list" }
    s_more_points() { zh: "更多负荷点、重复次数", en: "More load points, repeats" }
    s_uncertainty() { zh: "不确定度与判定方式", en: "Uncertainty and decision" }
    s_pay() { zh: "付费金额", en: "Amount to be paid" }
    s_indication() { zh: "示值误差", en: "Indication error" }
    s_scale() { zh: "被检秤", en: "Scale" }
    s_weights() { zh: "标准砝码", en: "Weights" }
    s_line() { zh: "接口", en: "Line to the scale" }
    s_conditions_and_people() { zh: "环境条件与人员", en: "Conditions, verifier" }
    s_more_plate() { zh: "铭牌其余、多分度或多范围", en: "More of the nameplate, ranges" }
    s_loads() { zh: "自选载荷、不做的项目", en: "Own loads, items left out" }
    as_in_run(date: &str) { zh: "同 {date} 的任务", en: "as in the run of {date}" }
    no_item() { zh: "本规程无此项，只作参考", en: "no item of this rule: information only" }
    f_scanner() { zh: "扫码枪型号", en: "Scanner" }
    f_no_scanner() { zh: "不用", en: "none" }
    f_scanner_port() { zh: "扫码枪端口", en: "Scanner's port" }
    f_capacity() { zh: "秤的最大称量", en: "Capacity" }
    f_division() { zh: "秤的分度值", en: "Division" }
    f_scale_uncertainty() { zh: "单次称量扩展不确定度 U", en: "U of one weighing" }
    f_coverage() { zh: "包含因子 k（空即 2）", en: "k (empty: 2)" }
    as_the_scale_shows() { zh: "按秤的显示单位", en: "unit of the scale" }
    f_category() { zh: "商品类别", en: "Category" }
    f_goods() { zh: "水分允许量", en: "Moisture allowance" }
    f_no_goods() { zh: "不适用", en: "none" }
    f_apply() { zh: "何时计入", en: "Taken" }
    f_before() { zh: "检验前减标注量", en: "before the test" }
    f_after() { zh: "检验后放宽限值", en: "after the test" }
    f_words() { zh: "有“净含量”字样", en: "Words net content" }
    f_unseen() { zh: "未检查", en: "not looked at" }
    f_height() { zh: "字符高度", en: "Character height" }
    f_pack() { zh: "多件包装", en: "Several in one" }
    f_one() { zh: "单件", en: "no" }
    f_same_kind() { zh: "同种多件", en: "of one kind" }
    f_other_kinds() { zh: "不同种多件", en: "of several kinds" }
    f_says() { zh: "标注了", en: "Its label says" }
    f_says_nothing() { zh: "都没有", en: "none of it" }
    f_says_each() { zh: "单件量", en: "content of each" }
    f_says_number() { zh: "件数", en: "number" }
    f_says_total() { zh: "总量", en: "total" }
    f_says_each_number() { zh: "单件量和件数", en: "each and number" }
    f_says_each_total() { zh: "单件量和总量", en: "each and total" }
    f_says_number_total() { zh: "件数和总量", en: "number and total" }
    f_says_all() { zh: "单件量、件数和总量", en: "each, number and total" }
    f_place() { zh: "地点", en: "Place" }
    f_adjusted() { zh: "检定前调整或修理", en: "Adjusted or repaired" }
    f_date() { zh: "检验日期（空即今天）", en: "Day (empty: today)" }
    f_weigh() { zh: "称几个空包装", en: "Packings to weigh" }
    f_maker() { zh: "制造厂", en: "Maker" }
    f_installed() { zh: "安装日期", en: "Put up on" }
    f_rated_power() { zh: "额定功率", en: "Rated power" }
    f_nominal_voltage() { zh: "标称电压", en: "Nominal voltage" }
    f_current_min() { zh: "最小电流 Imin", en: "Imin" }
    f_current_max() { zh: "最大电流 Imax", en: "Imax" }
    f_appearance() { zh: "总的结论", en: "On the whole" }
    f_asked_later() { zh: "检定中再问", en: "asked in the run" }
    f_pass() { zh: "合格", en: "pass" }
    f_fail() { zh: "不合格", en: "fail" }
    f_not_there() { zh: "无此功能", en: "not applicable" }
    f_more_points() { zh: "电压/电流", en: "Voltage/current" }
    f_repeats() { zh: "每点次数（空即按规程）", en: "Repeats (empty: the rule's)" }
    times() { zh: "次", en: "times" }
    packages() { zh: "件", en: "packages" }
    points() { zh: "点", en: "points" }
    f_of_register() { zh: "台账中的标准器", en: "From the register" }
    f_typed_below() { zh: "不用台账，下面填写", en: "none: typed below" }
    f_none_or_typed() { zh: "不用，或下面填写", en: "none, or typed below" }
    certificate(number: &str) { zh: "证书 {number}", en: "certificate {number}" }
    retired(title: &str, reason: &str) { zh: "标准器 {title} 已停用（{reason}），请换一件", en: "the standard {title} is retired ({reason}): take another one" }
    f_standard_uncertainty() { zh: "标准器扩展不确定度 U", en: "U of the standard" }
    f_standard_step() { zh: "标准器电能分辨力", en: "Standard's energy step" }
    f_decision() { zh: "判定方式", en: "Decision" }
    f_simple() { zh: "简单接受", en: "simple acceptance" }
    f_guard_band() { zh: "保护带（减去 U）", en: "guard band (less U)" }
    f_pay_energy() { zh: "显示电量", en: "Energy shown" }
    f_pay_price() { zh: "单价", en: "Price" }
    f_pay_displayed() { zh: "显示金额", en: "Amount shown" }
    f_pay_step() { zh: "最小付费变量（空即按规程）", en: "Step (empty: the rule's)" }
    money() { zh: "元", en: "CNY" }
    money_each() { zh: "元/kWh", en: "CNY/kWh" }
    f_shown_energy() { zh: "桩显示电量", en: "Pile shows" }
    f_standard_energy() { zh: "标准器电量", en: "Standard shows" }
    f_instrument() { zh: "器具类型", en: "Type of instrument" }
    f_by_class() { zh: "按等级自动", en: "by its class" }
    f_receptor() { zh: "承载器", en: "Receptor" }
    f_platform() { zh: "秤盘或台面", en: "pan or platform" }
    f_tank() { zh: "罐或料斗", en: "tank or hopper" }
    f_additive_tare() { zh: "最大添加皮重 T+", en: "Additive tare T+" }
    f_range_mode() { zh: "多段的含义", en: "Ranges are" }
    f_multi_interval() { zh: "多分度", en: "multi-interval" }
    f_multiple_range() { zh: "多范围", en: "multiple ranges" }
    f_max_2() { zh: "第 2 段 Max（空即没有）", en: "Max 2 (empty: none)" }
    f_e_2() { zh: "第 2 段 e", en: "e 2" }
    f_d_2() { zh: "第 2 段 d（空即 e）", en: "d 2 (empty: e)" }
    f_max_3() { zh: "第 3 段 Max（空即没有）", en: "Max 3 (empty: none)" }
    f_e_3() { zh: "第 3 段 e", en: "e 3" }
    f_d_3() { zh: "第 3 段 d（空即 e）", en: "d 3 (empty: e)" }
    f_loads() { zh: "称量载荷（空即按规程）", en: "Loads (empty: the rule's)" }
    left_out(item: &str) { zh: "不做{item}的理由", en: "No {item}, because" }
    f_weights_uncertainty() { zh: "砝码扩展不确定度 U", en: "U of the weights" }
    not_negative() { zh: "应为 0 或更大的数", en: "a number of 0 or more is needed" }
    a_percentage() { zh: "应为 0 到 100 的数", en: "a number from 0 to 100 is needed" }
    from_on(least: u64) { zh: "本规程只用于 {least} 件以上的批，应为不小于 {least} 的整数", en: "this rule is for lots of {least} or more: a whole number from {least} on is needed" }
    ended(day: &str) { zh: "检定日 {day} 已不在有效期内，应换标准器", en: "no longer valid on {day}, the day of the test: take another standard" }
    later(day: &str) { zh: "不能晚于检定日 {day}", en: "must not be after {day}, the day of the test" }
    pairs() { zh: "应为 电压/电流，空格隔开，如 500/40 750/20", en: "voltage/current with blanks between, as 500/40 750/20" }
    not_above(label: &str, bound: &str) { zh: "不能大于 {label} 的 {bound}", en: "must not be above {bound}, the {label}" }
    day_form() { zh: "年-月-日", en: "YYYY-MM-DD" }
}
