//! Words of the serial monitor, and of frames taken apart.

crate::words! {
    monitor() { zh: "串口监视", en: "Serial monitor" }
    what_monitor() { zh: "各台仪器的线路上此刻传了什么：逐条逐字节。只在打开时收集，不影响任务，也不保存。", en: "What goes over the lines of the instruments now, event by event and byte by byte. Collected only while this is open; it changes nothing of a run, and nothing of it is kept." }
    now_monitor() { zh: "没有任何字节：检查电源、接线、端口。只有“散字节”：波特率、校验位或协议不对。只有“问”没有“答”：检查地址和接线。“拒”：下半部分写明原因。", en: "No byte at all: check power, cable and port. Only STRAY bytes: wrong baud rate, parity or protocol. ASKED and never SAID: check address and cable. REFUSED: the lower part tells why." }
    none_yet() { zh: "还没有任何字节或事件", en: "nothing has come over the line yet" }
    follows(kept: &str, total: &str) { zh: "跟随最新 · 共 {total} 条，留 {kept} 条", en: "follows the newest · {kept} kept of {total}" }
    held(kept: &str, total: &str) { zh: "停在所选 · 共 {total} 条，留 {kept} 条 · End 回到最新", en: "stays at the mark · {kept} kept of {total} · End: the newest" }
    frozen(more: &str) { zh: "画面冻结，字节仍在收集：又有 {more} 条 · 空格继续", en: "FROZEN, bytes are still collected: {more} more · Space goes on" }
    event(number: &str) { zh: "第 {number} 条", en: "event {number}" }
    bytes(count: &str) { zh: "{count} 字节", en: "{count} bytes" }
    head_bytes() { zh: "字节", en: "bytes" }
    head_ascii() { zh: "ASCII", en: "ASCII" }
    head_part() { zh: "所属部分", en: "part" }
    more_below(count: &str) { zh: "下面还有 {count} 行（PgDn）", en: "{count} more lines (PgDn)" }

    listen_how() { zh: "（m 只听原始字节）", en: "(m listens to raw bytes)" }
    only_listened() { zh: "只听，不发任何字节 · b 换波特率，d 换数据位和校验", en: "only listened to, nothing is sent · b: next speed, d: next bits" }
    heard() { zh: "收", en: "HEARD" }
    role_scale() { zh: "秤", en: "scale" }
    role_pile() { zh: "桩", en: "pile" }
    role_standard() { zh: "标准", en: "std" }
    role_watched() { zh: "仪器", en: "dev" }
    role_scanner() { zh: "扫码", en: "scan" }

    asked() { zh: "问", en: "ASKED" }
    said() { zh: "答", en: "SAID" }
    refused() { zh: "拒", en: "REFUSED" }
    stray() { zh: "散字节", en: "STRAY" }
    late() { zh: "迟到", en: "LATE" }
    echo() { zh: "回声", en: "ECHO" }
    silent() { zh: "无应答", en: "SILENT" }
    line() { zh: "线路", en: "LINE" }

    asked_item(item: &str) { zh: "读 {item}", en: "reads {item}" }
    asked_something() { zh: "读取请求", en: "a reading request" }
    whole() { zh: "完整的帧，没有数值", en: "a whole frame without a value" }
    cannot(code: &str, words: &str) { zh: "仪器答不能：{code} {words}", en: "the device says no: {code} {words}" }
    echo_means() { zh: "发出的字节又收了回来：转换器会听到自己", en: "what was sent came back: the adapter hears itself" }
    stray_means() { zh: "不成帧的字节：波特率、校验位、协议不对，或线路有干扰", en: "bytes of no frame: baud rate, parity or protocol is wrong, or the line is disturbed" }
    late_means() { zh: "应答时限之后才到，已丢弃", en: "came after the time for an answer, thrown away" }
    unanswered() { zh: "这一问没有应答，再问", en: "this question was not answered; it is asked again" }
    timed_out() { zh: "多次没有应答；检查接线、地址和波特率", en: "not answered again and again; check wiring, address and baud rate" }
    silent_for(milliseconds: &str) { zh: "已有 {milliseconds} 毫秒没有收到数据；检查电源和接线", en: "nothing was heard for {milliseconds} ms; check power and cable" }
    connected(settings: &str) { zh: "端口已打开 {settings}", en: "port open {settings}" }
    found_live(settings: &str) { zh: "打开监视时：示值正常 {settings}", en: "when the monitor was opened: values come, {settings}" }
    found_opening() { zh: "打开监视时：正在打开端口", en: "when the monitor was opened: the port is being opened" }
    found_quiet(settings: &str) { zh: "打开监视时：端口已打开 {settings}，尚无数据", en: "when the monitor was opened: port open {settings}, nothing heard yet" }
    found_silent(settings: &str) { zh: "打开监视时：没有应答 {settings}", en: "when the monitor was opened: no answer, {settings}" }
    no_number() { zh: "没有数值", en: "no number" }
    no_frame() { zh: "不属于任何帧", en: "of no frame" }
}
