//! Words of the screens.

crate::words! {
    purpose() { zh: "读仪器 · 按规程判定 · 留下谁也不能悄悄改动的记录", en: "reads instruments, judges by the regulation, keeps a record nobody can quietly change" }
    demonstration() { zh: " 演示 DEMONSTRATION ", en: " DEMONSTRATION 演示 " }
    demonstration_short() { zh: " 演示 ", en: " DEMO " }
    instruments() { zh: "仪器端口", en: "Instrument ports" }
    no_ports() { zh: "没有找到串口：插上仪器的串口线，它会自己出现", en: "no serial port found: plug an instrument in and it shows up here" }
    usable() { zh: "可用", en: "usable" }
    open_runs() { zh: "未结束的任务", en: "Open runs" }
    history() { zh: "历史", en: "History" }
    no_runs() { zh: "还没有任务：按 f 查找仪器，按 n 开始净含量检验，p 充电桩检定，s 秤检定", en: "no runs yet: f finds instruments, n begins a lot, p a pile, s a scale" }
    lot() { zh: "净含量检验", en: "Net content" }
    pile() { zh: "充电桩检定", en: "Charging pile" }
    scale() { zh: "秤检定", en: "Scale" }
    record_holds() { zh: "记录完整", en: "the record holds" }
    record_unwalked() { zh: "正在核对记录", en: "looking through the record" }
    record_unfit() { zh: "不能开始正式任务", en: "no official run" }
    changes(count: &str) { zh: "变更 {count} 次", en: "{count} changes" }
    key(fingerprint: &str) { zh: "封印密钥 {fingerprint}", en: "sealing key {fingerprint}" }
    code() { zh: "凭证码", en: "Code" }
    code_handed_out(run: &str) { zh: "凭证码 {run}：请拍照或抄下；凭它任何人都能查出记录是否被改动", en: "Code of {run}: photograph or copy it; with it anybody can find out whether the record was changed" }
    code_no_room() { zh: "窗口放不下二维码：放大窗口，或用下面的文字", en: "no room for the QR code: enlarge the window, or use the text below" }
    detail() { zh: "任务明细", en: "Run" }
    new_lot() { zh: "新建净含量检验", en: "New net-content inspection" }
    new_pile() { zh: "新建充电桩检定", en: "New charging-pile verification" }
    new_scale() { zh: "新建秤检定", en: "New verification of a scale" }
    unconfirmed() { zh: "数据未经原文确认", en: "figures UNCONFIRMED" }
    single_source() { zh: "数据单一来源", en: "single-source figures" }
    confirmed() { zh: "数据已确认", en: "confirmed figures" }
    stable() { zh: "稳定", en: "STABLE" }
    moving() { zh: "未稳定", en: "MOVING" }
    no_flag() { zh: "由本机判稳", en: "judged by window" }
    stale(age: &str) { zh: "示值已过期 {age}", en: "STALE {age}" }
    fresh(age: &str) { zh: "更新于 {age} 前", en: "{age} old" }
    nothing_yet() { zh: "等待第一个示值", en: "waiting for the first value" }
    silent() { zh: "没有应答：检查接线、地址、波特率", en: "NO ANSWER: check wiring, address, baud rate" }
    opening() { zh: "正在打开端口", en: "opening the port" }
    window(part: &str) { zh: "稳定窗口 {part}", en: "window {part}" }
    refused_frames(count: &str) { zh: "拒收 {count} 帧", en: "{count} frames refused" }
    stored(seq: &str) { zh: "已存 #{seq}", en: "stored #{seq}" }
    package() { zh: "样品", en: "package" }
    number() { zh: "序号", en: "no." }
    gross() { zh: "毛重", en: "gross" }
    net() { zh: "净含量", en: "net" }
    deviation() { zh: "偏差", en: "deviation" }
    class() { zh: "判定", en: "class" }
    tare() { zh: "皮重", en: "tare" }
    mean_tare() { zh: "平均皮重", en: "mean tare" }
    mean() { zh: "平均值", en: "mean" }
    mean_of_rest() { zh: "其余平均需", en: "rest must avg" }
    corrected() { zh: "修正后平均值", en: "mean + λ·s" }
    over_t() { zh: "短缺超过 T", en: "short by > T" }
    over_2t() { zh: "短缺超过 2T", en: "short by > 2T" }
    at_most(count: &str) { zh: "至多 {count}", en: "at most {count}" }
    so_far() { zh: "目前", en: "so far" }
    scale_side() { zh: "秤", en: "SCALE" }
    pile_side() { zh: "充电桩", en: "PILE" }
    standard_side() { zh: "标准器", en: "STANDARD" }
    scanner_side() { zh: "扫描器", en: "SCANNER" }
    scanned(code: &str) { zh: "条码 {code}", en: "code {code}" }
    register() { zh: "示值", en: "register" }
    typed() { zh: "键入", en: "typed" }
    error() { zh: "误差", en: "error" }
    limit() { zh: "误差限", en: "limit" }
    point() { zh: "负荷点", en: "point" }
    reading() { zh: "次", en: "no." }
    valid_until(date: &str) { zh: "有效期至 {date}", en: "valid until {date}" }
    open() { zh: "未结束", en: "open" }
    reason() { zh: "撤回最后一个数据，原因：", en: "Withdraw the last datum, because: " }
    type_answer() { zh: "输入后回车：", en: "Type, then Enter: " }
    too_small(size: &str) { zh: "窗口太小：至少 {size}", en: "window too small: {size} at least" }
    help() { zh: "按键", en: "Keys" }
    items_page() { zh: "结论", en: "Verdict" }
    trace_page() { zh: "计算过程", en: "Trace" }
    entries_page() { zh: "记录条目", en: "Entries" }
    frame() { zh: "原始字节", en: "bytes" }
    start() { zh: "[ 开始 ]", en: "[ Start ]" }
    required() { zh: "必填", en: "required" }
    not_a_number() { zh: "应为数字", en: "a number is needed" }
    f_product() { zh: "商品名称", en: "Product" }
    f_maker() { zh: "生产者/销售者", en: "Maker or seller" }
    f_batch() { zh: "批号/日期", en: "Batch" }
    f_quantity() { zh: "标注净含量", en: "Label quantity" }
    f_unit() { zh: "单位", en: "Unit" }
    f_lot_size() { zh: "检验批量（件）", en: "Lot size" }
    f_regulation() { zh: "依据", en: "Regulation" }
    f_by_date() { zh: "按日期自动选择", en: "by date" }
    f_scale() { zh: "秤", en: "Scale" }
    f_port() { zh: "端口", en: "Port" }
    f_tare() { zh: "除皮", en: "Tare" }
    f_tare_average() { zh: "平均皮重（称空包装）", en: "mean of weighed packings" }
    f_tare_each() { zh: "逐件除皮", en: "each its own" }
    f_tare_none() { zh: "不除皮（秤示净重）", en: "none: scale shows net" }
    f_tare_values() { zh: "已知皮重（空格分隔，可空）", en: "Known tares (blanks between)" }
    f_inspector() { zh: "检验员", en: "Inspector" }
    f_pile() { zh: "充电桩名称", en: "Pile" }
    f_serial() { zh: "出厂编号", en: "Serial no." }
    f_gun() { zh: "枪号", en: "Gun" }
    f_class() { zh: "准确度等级", en: "Accuracy class" }
    f_current() { zh: "电流种类", en: "Current" }
    f_dc() { zh: "直流 DC", en: "DC" }
    f_ac() { zh: "交流 AC", en: "AC" }
    f_time_of_use() { zh: "分时计费", en: "Time-of-use billing" }
    f_yes() { zh: "是", en: "yes" }
    f_no() { zh: "否", en: "no" }
    f_energy_step() { zh: "电能分辨力 kWh", en: "Energy step kWh" }
    f_kind() { zh: "检定类别", en: "Kind" }
    f_first() { zh: "首次检定", en: "first" }
    f_subsequent() { zh: "后续检定", en: "subsequent" }
    f_in_service() { zh: "使用中检查", en: "in service" }
    f_temperature() { zh: "温度 °C", en: "Temperature degC" }
    f_humidity() { zh: "相对湿度 %", en: "Humidity %" }
    f_insulation() { zh: "绝缘电阻 MΩ", en: "Insulation MOhm" }
    f_standard() { zh: "标准器", en: "Standard" }
    f_certificate() { zh: "标准器证书号", en: "Its certificate" }
    f_valid_until() { zh: "标准器有效期至", en: "Its valid-until" }
    f_pile_device() { zh: "充电桩仪表", en: "Pile's meter" }
    f_pile_port() { zh: "充电桩端口", en: "Pile's port" }
    f_standard_device() { zh: "标准器配置", en: "Standard's profile" }
    f_standard_port() { zh: "标准器端口", en: "Standard's port" }
    f_voltage() { zh: "负荷点电压 V", en: "Load point V" }
    f_amperes() { zh: "负荷点电流 A", en: "Load point A" }
    f_scale_name() { zh: "秤名称", en: "Scale" }
    f_model() { zh: "型号", en: "Model" }
    f_mass_unit() { zh: "铭牌单位", en: "Unit of the nameplate" }
    f_max() { zh: "最大称量 Max", en: "Max" }
    f_min() { zh: "最小称量 Min（可空）", en: "Min (may be empty)" }
    f_e() { zh: "检定分度值 e", en: "e" }
    f_d() { zh: "实际分度值 d（空即 e）", en: "d (empty: e)" }
    f_supports() { zh: "支承点数", en: "Supports" }
    f_weights() { zh: "标准砝码", en: "Weights" }
    f_weights_certificate() { zh: "砝码证书号", en: "Their certificate" }
    f_weights_valid_until() { zh: "砝码有效期至", en: "Their valid-until" }
    f_scale_device() { zh: "秤的接口", en: "Scale's profile" }
    test() { zh: "项目", en: "test" }
    test_zero() { zh: "置零", en: "zero" }
    test_weighing() { zh: "称量", en: "weigh" }
    test_eccentricity() { zh: "偏载", en: "eccentric" }
    test_repeatability() { zh: "重复", en: "repeat" }
    test_discrimination() { zh: "鉴别", en: "discrim." }
    f_typed() { zh: "人工输入", en: "typed by hand" }
    watched_side() { zh: "仪器", en: "INSTRUMENT" }
    find() { zh: "查找仪器", en: "Find instruments" }
    find_how() { zh: "先监听，再只问读数：不去皮、不置零、不改仪器的任何设置", en: "Listens first, then asks only what reads: nothing is tared, zeroed or set" }
    find_none() { zh: "没有串口。插上仪器的串口线；或按 a 输入端口（/dev/… 或 tcp://地址:端口）", en: "No serial port. Plug an instrument in; or press a and type one (/dev/... or tcp://HOST:PORT)" }
    find_not_yet() { zh: "还没查", en: "not looked at yet" }
    find_waiting() { zh: "排队等待", en: "waits its turn" }
    find_listening(settings: &str, seconds: &str) { zh: "正在监听 {settings}（此口最多 {seconds} 秒）", en: "listening at {settings} ({seconds} s at most)" }
    find_asking(protocol: &str, settings: &str, questions: &str, seconds: &str) { zh: "正在询问 {protocol} {settings}（已问 {questions} 次，最多 {seconds} 秒）", en: "asking {protocol} at {settings} ({questions} asked, {seconds} s at most)" }
    find_found(count: &str) { zh: "找到仪器，是以下 {count} 种型号之一", en: "found: one of these {count} models" }
    find_found_one() { zh: "找到仪器", en: "found" }
    find_no_model(protocol: &str) { zh: "有仪器应答（{protocol}），认不出型号", en: "somebody speaks {protocol}; model unknown" }
    find_nobody() { zh: "没有找到仪器", en: "nobody found" }
    find_stopped() { zh: "已停止", en: "stopped" }
    find_refused() { zh: "不能用", en: "cannot be used" }
    find_adapter(text: &str) { zh: "转接器：{text}", en: "Adapter: {text}" }
    find_place(text: &str) { zh: "固定名称（换插后仍认得）：{text}", en: "Lasting name (survives replugging): {text}" }
    find_no_place() { zh: "没有固定名称：重新插拔后端口名可能改变", en: "No lasting name: the port may be named otherwise after replugging" }
    find_how_answered(frames: &str) { zh: "问了才答，{frames} 帧对", en: "answers questions, {frames} good frames" }
    find_how_sent(frames: &str) { zh: "自己发送，{frames} 帧对", en: "sends by itself, {frames} good frames" }
    find_at(address: &str) { zh: "地址 {address}", en: "address {address}" }
    find_says(value: &str) { zh: "读到 {value}", en: "says {value}" }
    sure_model_short() { zh: "把握大", en: "SURE" }
    sure_protocol_short() { zh: "型号待核对", en: "CHECK MODEL" }
    sure_form_short() { zh: "把握小", en: "LESS SURE" }
    sure_model() { zh: "把握大：校验全对，只有这个型号说得通", en: "SURE: checksums right, only this model makes sense" }
    sure_protocol() { zh: "协议确定，型号未定：请对照铭牌选", en: "PROTOCOL SURE, model not: see the name plate" }
    sure_form() { zh: "把握小：此格式没有校验，请对照铭牌选", en: "LESS SURE: no checksum in this format, see the name plate" }
    add_port() { zh: "端口（/dev/ttyUSB0 或 tcp://地址:端口）：", en: "Port (/dev/ttyUSB0 or tcp://HOST:PORT): " }
    offer() { zh: "用这台仪器做什么？", en: "What shall it be used for?" }
    back() { zh: "返回", en: "back" }
    offer_lot() { zh: "净含量检验，用作秤", en: "net-content run, as its scale" }
    offer_pile() { zh: "充电桩检定，用作桩内电能表", en: "charging-pile run, as the pile's meter" }
    offer_standard() { zh: "充电桩检定，用作标准器", en: "charging-pile run, as the standard" }
    offer_watch() { zh: "看实时示值（不记录）", en: "watch its live value (nothing is kept)" }
    watch() { zh: "实时示值", en: "Live value" }
    watch_how() { zh: "只看不记：核对示值与仪器面板是否一致，单位、小数位是否正确", en: "Nothing is kept. Compare with the instrument's own display, unit and decimals" }
    watch_items() { zh: "全部读数", en: "All it says" }
    f_address() { zh: "地址（可空）", en: "Address (may be empty)" }
    f_pile_address() { zh: "充电桩仪表地址", en: "Address of pile's meter" }
    f_standard_address() { zh: "标准器地址", en: "Address of standard" }
    f_read_clock() { zh: "从仪表读取时钟", en: "Read its clock" }
    accounts() { zh: "账号", en: "Accounts" }
    no_accounts() { zh: "还没有账号：按 n 建立第一个（管理员）。此后正式任务必须登录，才能核验和批准", en: "no account yet: n makes the first one, an administrator. From then on official runs need signing in, and can be checked and approved" }
    sign_in_first() { zh: "正式任务需要登录：按 F3", en: "official runs need somebody signed in: F3" }
    signing_in() { zh: "登录", en: "Sign in" }
    type_secret() { zh: "PIN 或密码：", en: "PIN or password: " }
    locked() { zh: "已锁定", en: "Locked" }
    locked_by(who: &str) { zh: "已锁定：{who} 离开了。正在进行的任务照常继续", en: "Locked: {who} went away. A run that is under way goes on" }
    signed_in_mark() { zh: "已登录", en: "signed in" }
    new_account() { zh: "新建账号", en: "New account" }
    change_account() { zh: "更改账号", en: "Change an account" }
    change_secret() { zh: "更改 PIN 或密码", en: "Change a PIN or password" }
    closing(id: &str) { zh: "关闭账号 {id}（不能再打开），原因：", en: "Close the account {id} for good, because: " }
    returning() { zh: "退回检定员，原因：", en: "Return it to the verifier, because: " }
    save() { zh: "[ 保存 ]", en: "[ Save ]" }
    f_account() { zh: "账号", en: "Id" }
    f_name() { zh: "姓名", en: "Name" }
    f_verifier() { zh: "检定员", en: "Verifier" }
    f_checker() { zh: "核验员", en: "Checker" }
    f_approver() { zh: "批准人", en: "Approver" }
    f_administrator() { zh: "管理员", en: "Administrator" }
    f_old_secret() { zh: "原 PIN 或密码", en: "Old PIN or password" }
    f_secret() { zh: "新 PIN 或密码", en: "New PIN or password" }
    f_again() { zh: "再输入一次", en: "Once more" }
    not_alike() { zh: "两次输入不一样", en: "the two are not alike" }
    signature(role: &str, who: &str) { zh: "{role} {who}", en: "{role} {who}" }
    agreed() { zh: "同意", en: "agreed" }
    returned(note: &str) { zh: "退回：{note}", en: "returned: {note}" }
    nobodys() { zh: "进行时没有人登录，不能核验", en: "nobody was signed in: cannot be checked" }
}
