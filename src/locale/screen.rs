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
    type_reason(what: &str) { zh: "撤回 {what}，原因：", en: "Take back {what}, because: " }
    take_back() { zh: "撤回哪一个？", en: "Take back which?" }
    take_back_how() { zh: "↑↓ 选择  Enter 写明原因  Esc 不撤回；比对的两侧一起撤回，然后重做", en: "Up/Down choose  Enter says why  Esc keeps all; comparisons go whole" }
    left_out() { zh: "已跳过", en: "left out" }
    type_note() { zh: "备注：", en: "Note: " }
    type_pause() { zh: "暂停，原因：", en: "Pause, because: " }
    type_skip() { zh: "跳过这一步（该项将不完整），原因：", en: "Leave it out (its item stays incomplete), because: " }
    type_code() { zh: "下一件样品的编号：", en: "Code of the next package: " }
    newest_note(count: &str, text: &str) { zh: "备注 {count}：{text}", en: "note {count}: {text}" }
    paused() { zh: "已 暂 停", en: "P A U S E D" }
    paused_how() { zh: "现在什么都不采用。恢复正常后按 r 继续，从空秤或静止重新开始", en: "Nothing is taken now. When all is well, r resumes: from an empty pan, from registers at rest" }
    leave_home() { zh: "任务尚未结束，离开吗？", en: "The run is not concluded. Leave it?" }
    leave_program() { zh: "任务尚未结束，退出程序吗？", en: "The run is not concluded. Leave the program?" }
    leave_how() { zh: "已记录的都在；任务保持未结束，随时可以继续", en: "What is recorded stays; the run stays open and can be continued" }
    leave_yes() { zh: "离开，以后继续", en: "leave, to be continued" }
    leave_no() { zh: "留在任务中", en: "stay" }
    type_answer() { zh: "输入后回车：", en: "Type, then Enter: " }
    too_small(size: &str) { zh: "窗口太小：至少 {size}", en: "window too small: {size} at least" }
    help() { zh: "按键", en: "Keys" }
    items_page() { zh: "结论", en: "Verdict" }
    trace_page() { zh: "计算过程", en: "Trace" }
    entries_page() { zh: "记录条目", en: "Entries" }
    frame() { zh: "原始字节", en: "bytes" }
    start() { zh: "[ 开始 ]", en: "[ Start ]" }
    required() { zh: "必填", en: "required" }
    above_nought() { zh: "应为大于 0 的数", en: "a number above 0 is needed" }
    one_or_more() { zh: "应为 1 或更大的整数", en: "a whole number from 1 on is needed" }
    a_day() { zh: "应为日期，如 2026-03-15", en: "a day is needed, as 2026-03-15" }
    numbers_with_blanks() { zh: "应为空格隔开的正数，如 0.0096 0.0098", en: "numbers with blanks between, as 0.0096 0.0098" }
    not_a_number() { zh: "应为数字", en: "a number is needed" }
    f_product() { zh: "商品名称", en: "Product" }
    f_maker() { zh: "生产者/销售者", en: "Maker or seller" }
    f_batch() { zh: "批号/日期", en: "Batch" }
    f_quantity() { zh: "标注净含量", en: "Label quantity" }
    f_unit() { zh: "单位", en: "Unit" }
    f_lot_size() { zh: "检验批量", en: "Lot size" }
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
    f_energy_step() { zh: "电能分辨力", en: "Energy step" }
    f_kind() { zh: "检定类别", en: "Kind" }
    f_first() { zh: "首次检定", en: "first" }
    f_subsequent() { zh: "后续检定", en: "subsequent" }
    f_in_service() { zh: "使用中检查", en: "in service" }
    f_temperature() { zh: "温度", en: "Temperature" }
    f_humidity() { zh: "相对湿度", en: "Humidity" }
    f_insulation() { zh: "绝缘电阻", en: "Insulation" }
    f_standard() { zh: "标准器", en: "Standard" }
    f_certificate() { zh: "标准器证书号", en: "Its certificate" }
    f_valid_until() { zh: "标准器有效期至", en: "Its valid-until" }
    f_pile_device() { zh: "充电桩仪表", en: "Pile's meter" }
    f_pile_port() { zh: "充电桩端口", en: "Pile's port" }
    f_standard_device() { zh: "标准器配置", en: "Standard's profile" }
    f_standard_port() { zh: "标准器端口", en: "Standard's port" }
    f_voltage() { zh: "负荷点电压", en: "Voltage of the load point" }
    f_amperes() { zh: "负荷点电流", en: "Current of the load point" }
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
    searching() { zh: "历史任务", en: "History" }
    search_words(words: &str) { zh: "词语：{words}", en: "words: {words}" }
    search_days(days: &str) { zh: "日期：{days}", en: "days: {days}" }
    search_kind(kind: &str) { zh: "种类：{kind}", en: "kind: {kind}" }
    search_verdict(verdict: &str) { zh: "结论：{verdict}", en: "verdict: {verdict}" }
    search_all() { zh: "全部", en: "all" }
    search_count(number: &str, total: &str) { zh: "第 {number} 个，共 {total} 个", en: "{number} of {total}" }
    two_to_compare() { zh: "先用空格选两个任务，再按 c 对照", en: "mark two runs with Space first, then c compares them" }
    look_for() { zh: "查找", en: "look" }
    standard_due(name: &str, standing: &str) { zh: "标准器 {name}：{standing}", en: "standard {name}: {standing}" }
    search_loading() { zh: "正在读取…", en: "reading…" }
    search_type_words() { zh: "编号、品名、仪器、地点、厂家、型号或批号中的词：", en: "words in id, title, instrument, place, maker, model or batch: " }
    search_type_days() { zh: "日期，一个或从 到（2026、2026-03 或 2026-03-15）：", en: "a day, or from and to (2026, 2026-03 or 2026-03-15): " }
    kind_scale() { zh: "衡器检定", en: "Scale" }
    readings_page() { zh: "示值", en: "Readings" }
    frames_page() { zh: "帧", en: "Frames" }
    amendments_page() { zh: "更改", en: "Amendments" }
    seals_page() { zh: "封印", en: "Seals" }
    page_empty() { zh: "没有", en: "none" }
    compare() { zh: "比较", en: "Compare" }
    compare_run() { zh: "编号", en: "id" }
    compare_kind() { zh: "种类", en: "kind" }
    compare_title() { zh: "对象", en: "object" }
    compare_opened() { zh: "开始", en: "opened" }
    compare_regulation() { zh: "规程", en: "regulation" }
    compare_verdict() { zh: "结论", en: "verdict" }
    compare_limit() { zh: "限值", en: "limit" }
    compare_value() { zh: "测得", en: "value" }
    compare_same() { zh: "相同", en: "same" }
    compare_differs() { zh: "不同", en: "differs" }
    nobodys() { zh: "进行时没有人登录，不能核验", en: "nobody was signed in: cannot be checked" }
    beyond() { zh: "超限", en: "beyond" }
    far_beyond() { zh: "远超限", en: "far beyond" }
    skipped() { zh: "不做", en: "left out" }
    steps() { zh: "步骤", en: "Steps" }
    step_of(at: &str, of: &str) { zh: "步骤 {at}/{of}", en: "step {at}/{of}" }
    no_chart() { zh: "还没有可画的数据", en: "nothing to draw yet" }
    chart_of(at: &str, of: &str) { zh: "图 {at}/{of}，g 换图", en: "chart {at}/{of}, g: next" }
    charts_page() { zh: "图", en: "Charts" }
    settings() { zh: "设置", en: "Settings" }
    settings_how() { zh: "↑↓ 选择，← → 更改：马上生效，并且存盘", en: "Up and down choose, left and right change: it holds at once and is saved" }
    settings_unsaved(why: &str) { zh: "没有存盘：{why}", en: "not saved: {why}" }
    s_lang() { zh: "语言", en: "Language" }
    s_theme() { zh: "颜色主题", en: "Colours" }
    s_dark() { zh: "深色（终端自己的底色）", en: "dark (the terminal's own ground)" }
    s_light() { zh: "浅色", en: "light" }
    s_high_contrast() { zh: "高对比", en: "high contrast" }
    s_no_colours() { zh: "无颜色", en: "none" }
    s_no_colour_wins() { zh: "环境变量 NO_COLOR 已设置：不用颜色", en: "NO_COLOR is set in the environment: no colours" }
    s_large_type() { zh: "大字（投影）", en: "Large type (projector)" }
    s_width() { zh: "± × ° 的宽度", en: "Width of ± × °" }
    s_narrow() { zh: "一格", en: "one cell" }
    s_wide() { zh: "两格", en: "two cells" }
    s_width_test() { zh: "下面两行的竖线应当对齐；不对齐就改宽度", en: "The two bars below must line up; if they do not, change the width" }
    s_idle() { zh: "无人操作锁屏（分钟）", en: "Minutes until it locks" }
    s_idle_wins() { zh: "环境变量 QUANHENG_IDLE_MINUTES 优先", en: "QUANHENG_IDLE_MINUTES in the environment wins" }
    s_mouse() { zh: "鼠标", en: "Mouse" }
    s_preview() { zh: "看起来是这样", en: "It looks like this" }
    s_example_value() { zh: "新鲜的示值", en: "a fresh value" }
    s_example_stale() { zh: "过期的示值", en: "a stale value" }
    s_example_good() { zh: "合格", en: "pass" }
    s_example_bad() { zh: "不合格", en: "fail" }
    s_example_warn() { zh: "需要注意", en: "something to look at" }
    search() { zh: "查找命令：", en: "Find a command: " }
    search_none() { zh: "没有这样的命令", en: "no such command" }
    search_there(place: &str) { zh: "在「{place}」可用", en: "works at: {place}" }
    search_not_now() { zh: "现在用不上", en: "not now" }
    home() { zh: "首页", en: "Home" }
    form() { zh: "表单", en: "Form" }
    help_now() { zh: "现在该做什么", en: "What to do now" }
    help_keys() { zh: "现在能用的按键", en: "Keys that work now" }
    help_rules_page() { zh: "判定依据", en: "what it is judged by" }
    help_keys_page() { zh: "按键", en: "keys" }
    scroll() { zh: "滚动", en: "scroll" }
    choose() { zh: "选择", en: "choose" }
    do_it() { zh: "执行", en: "do it" }
    close() { zh: "关闭", en: "close" }
    help_rules() { zh: "判定依据", en: "What it is judged by" }
    help_clause(clause: &str) { zh: "条款 {clause}", en: "clause {clause}" }
    help_no_clause() { zh: "条款号：公开资料没有给出", en: "clause: no public source names one" }
    help_limit(limit: &str) { zh: "限值 {limit}", en: "limit {limit}" }
    help_figures() { zh: "用到的数据和出处", en: "The figures and where they come from" }
    help_source(source: &str) { zh: "出处 {source}", en: "source {source}" }
    help_gap() { zh: "缺：公开资料没有给出此数，请查规程原文", en: "a gap: no public source gives it, ask the official text" }
    status_confirmed() { zh: "已确认：两个以上公开来源一致", en: "confirmed: two or more public sources agree" }
    status_single() { zh: "单一来源：只有一个公开来源，请与原文核对", en: "single source: one public source only, compare the official text" }
    status_unconfirmed() { zh: "未确认：推断或转述，未读到原文，不能当作规程条文", en: "UNCONFIRMED: derived or hearsay, the official text was not read; do not rely on it as law" }
    what_home() { zh: "首页：插着的仪器、没做完的任务、做过的任务。", en: "Home: what is plugged in, what is unfinished, what was done." }
    now_home() { zh: "插上仪器，按 f 查找；按 n、p 或 s 新建任务；选中一个任务按回车打开。", en: "Plug an instrument in and press f; begin a run with n, p or s; mark a run and press Enter to open it." }
    what_find() { zh: "逐个端口监听、询问，认出接着的仪器。只问读数，不改仪器。", en: "Listens and asks port by port who is there. It asks for values only and changes nothing." }
    now_find() { zh: "选中找到的型号按回车，说明用它做什么；没有找到就看下方的原因。", en: "Mark the model that was found and press Enter; where nobody was found, the reason stands below." }
    what_watch() { zh: "仪器此刻的读数，只看不记。", en: "What the instrument says now. Nothing is kept." }
    now_watch() { zh: "与仪器面板对照：数值、单位、小数位都一样才能用。", en: "Compare with the instrument's own display: value, unit and decimals must agree." }
    what_form() { zh: "表单：填好后开始或保存。", en: "A form: filled in, it starts or saves." }
    now_form() { zh: "Tab 换栏，离开一栏时就检查；有错写明错在哪里。F9 随时开始；按钮下面的各段按回车展开，可以不填。", en: "Tab goes on, and the field that is left is checked. F9 starts from anywhere; Enter unfolds what stands below the button and may stay as it is." }
    what_lot() { zh: "净含量检验：逐件称量样品，对照标签，判定整批。", en: "Net content: packages of a sample are weighed one by one and the lot is judged by its label." }
    what_pile() { zh: "充电桩检定：桩与标准器量同一次充电，比较两个电量。", en: "Charging pile: pile and standard measure the same charge and are compared." }
    what_scale() { zh: "秤检定：放标准砝码，看秤显示得准不准。", en: "Scale: known weights are put on and its errors are judged." }
    what_detail() { zh: "一个任务的全部：结论、图、计算过程、封印是否成立、记录条目和原始字节。", en: "All of one run: verdict, charts, arithmetic, whether its seals hold, entries of the record and their bytes." }
    now_detail() { zh: "Tab 换页，↑↓ 滚动；每一步都写明条款和算式。", en: "Tab turns the page, up and down scroll; every step says its clause and formula." }
    what_code() { zh: "凭证码：谁留着它，谁就能查出记录是否被改动。", en: "A code: whoever keeps it can find out whether the record was changed." }
    now_code() { zh: "请对方拍照或抄下，然后按 Esc 收起。", en: "Have it photographed or copied, then put it away with Esc." }
    what_people() { zh: "账号：谁可以检定、核验、批准。", en: "Accounts: who may verify, check and approve." }
    now_people() { zh: "选中账号按回车登录；管理员可以新建、更改、解锁、关闭。", en: "Mark an account and press Enter to sign in; an administrator makes, changes, unlocks and closes." }
    what_settings() { zh: "界面的样子：语言、颜色、字的大小、符号宽度、锁屏、鼠标。与判定无关。", en: "How the screens look. Nothing here has a part in a verdict." }
    what_history() { zh: "历史：全部任务，按词、种类、结论、日期查找。", en: "History: every run there is, found by words, kind, verdict and day." }
    now_history() { zh: "按 / 打字查找，k v s d 按种类、结论、状态、日期筛选，x 清除条件；回车打开；用空格选两个，再按 c 对照。", en: "Type after /; k v s d filter, x clears them; Enter opens; mark two with Space and compare them with c." }
    what_compare() { zh: "两个任务并排：限值、数值、结论哪里不同。", en: "Two runs side by side: where limit, value and verdict differ." }
    now_compare() { zh: "≠ 标出不同的行；↑↓ 滚动，Esc 返回。", en: "Rows with ≠ differ; up and down scroll, Esc goes back." }
    what_locked() { zh: "已锁定：登录后继续。", en: "Locked: sign in to go on." }
}
