//! Words about past work: seals that hold or not, today's work, filters of the history, and how far long work is.

crate::words! {
    seals_judging() { zh: "正在验证封印…", en: "verifying the seals…" }
    seals_hold(count: &str) { zh: "{count} 个封印全部成立", en: "all {count} seals hold" }
    seal_holds_one() { zh: "封印成立", en: "the seal holds" }
    seals_broken(count: &str, of: &str) { zh: "{of} 个封印中有 {count} 个不成立", en: "{count} of {of} seals do NOT hold" }
    seals_unsealed() { zh: "任务已结束而没有封印：记录被改写过，或封印条目被删去", en: "the run was concluded and has NO SEAL: the record was rewritten, or the seal was cut out" }
    seals_none_yet() { zh: "还没有封印：任务结束时加封", en: "no seal yet: a run is sealed when it is concluded" }
    seals_none_old() { zh: "没有封印：任务结束时本站还没有密钥", en: "no seal: the station had no key yet when the run was concluded" }
    seals_unreadable(why: &str) { zh: "无法验证封印：{why}", en: "the seals cannot be verified: {why}" }
    seal_holds() { zh: "成立", en: "HOLDS" }
    seal_broken() { zh: "不成立", en: "DOES NOT HOLD" }
    seal_of(purpose: &str) { zh: "封印（{purpose}）", en: "seal ({purpose})" }
    seal_covers(entries: &str, up_to: &str) { zh: "覆盖 {entries} 条，至第 {up_to} 条", en: "over {entries} entries, up to entry {up_to}" }
    seal_key(key: &str) { zh: "密钥 {key}", en: "key {key}" }
    seal_first(seq: &str) { zh: "从第 {seq} 条起不成立", en: "the first entry that does not hold: {seq}" }
    seal_among(from: &str, to: &str) { zh: "在第 {from} 条至第 {to} 条之间被改动；各条哈希已重算，只有封印知道", en: "changed somewhere in entries {from} to {to}; the hashes were made anew, only the seal knows" }
    seal_at(at: &str, hash: &str) { zh: "加封 {at}  哈希 {hash}", en: "sealed {at}  hash {hash}" }
    s_reader() { zh: "读屏（一行一事）", en: "Screen reader" }
    unfinished(count: &str) { zh: "未结束：已存 {count} 条记录，还没有结论。按 Enter 接着做。", en: "Open: {count} entries are stored, there is no verdict yet. Enter goes on with it." }
    stored_last() { zh: "最后存的", en: "Stored last" }
    aloud_lines(from: &str, to: &str, of: &str) { zh: "第 {from}–{to} 行，共 {of} 行；↑↓ 翻行，PgUp PgDn 翻页，t 读计算过程，g 读图", en: "lines {from}–{to} of {of}; up, down, PgUp, PgDn turn, t trace, g charts" }
    charts_none() { zh: "这个任务没有可画的数据", en: "this run has nothing to draw" }
    chart_place(at: &str, of: &str) { zh: "图 {at}/{of}，↑↓ 换图", en: "chart {at}/{of}, up and down: another" }
    today() { zh: "今天", en: "Today" }
    begun(count: &str) { zh: "开始 {count}", en: "{count} begun" }
    concluded(count: &str) { zh: "结束 {count}", en: "{count} concluded" }
    to_check(count: &str) { zh: "待核验 {count}", en: "{count} to check" }
    to_approve(count: &str) { zh: "待批准 {count}", en: "{count} to approve" }
    waiting_how() { zh: "（h 再按 s 列出）", en: "  (h, s)" }
    state(state: &str) { zh: "状态：{state}", en: "state: {state}" }
    none_at_all() { zh: "记录中还没有任务：Esc 返回首页，按 n、p 或 s 开始", en: "no run in the record yet: Esc goes home, n, p or s begins one" }
    none_like_that() { zh: "没有符合的任务。现在的条件：", en: "No run like that. The filters that are on:" }
    none_how() { zh: "按 x 清除全部条件；或按 / k v s d 改其中一个", en: "x clears all of them; / k v s d change one" }
    words(words: &str) { zh: "词语：{words}", en: "words: {words}" }
    walking(done: &str, total: &str) { zh: "已核对 {done} / {total}，Esc 停止", en: "looked through {done} / {total}, Esc stops" }
    walk_stopped(done: &str, total: &str) { zh: "核对已停止 {done} / {total}：开始正式任务时重新核对", en: "stopped at {done} / {total}: looked through again before an official run" }
    walk_waits(done: &str, total: &str) { zh: "核对完记录就开始任务：{done} / {total}，Esc 不等了", en: "the run begins when the record was looked through: {done} / {total}, Esc gives it up" }
    searching(percent: &str) { zh: "正在查找 {percent}，Esc 停止", en: "looking {percent}, Esc stops" }
    reading_run(percent: &str) { zh: "正在读取任务 {percent}，Esc 停止", en: "reading the run {percent}, Esc stops" }
    comparing(percent: &str) { zh: "正在读取两个任务 {percent}，Esc 停止", en: "reading both runs {percent}, Esc stops" }
}
