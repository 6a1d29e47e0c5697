//! Words of papers: why one is not made, what was written, and the screen that offers them.

use super::{Lang, Words};
use std::borrow::Cow;

/// A sentence of this file in both languages.
pub fn both(say: impl Fn(Lang) -> Cow<'static, str>) -> Words {
    Words::new(say(Lang::Zh), say(Lang::En))
}

crate::words! {
    // Why a paper is not made.
    no_run(run: &str) { zh: "记录中没有任务 {run}；quanheng ledger list 列出所有任务", en: "the ledger has no run {run}; quanheng ledger list names them all" }
    does_not_hold(place: &str, seq: &str, run: &str, why: &str) { zh: "{place} 中任务 {run} 的条目 {seq} 不成立：{why}；不出文件。用 quanheng ledger check 查看，用 quanheng ledger restore 从备份恢复", en: "entry {seq} of run {run} in {place} does not hold: {why}; no document is made of it. quanheng ledger check tells more, quanheng ledger restore brings a backup back" }
    unread_file(path: &str, why: &str) { zh: "无法读取 {path}：{why}", en: "cannot read {path}: {why}" }
    wrong_file(path: &str, why: &str) { zh: "{path} 有误：{why}", en: "{path} is wrong: {why}" }
    not_composed(why: &str) { zh: "无法编写文件：{why}", en: "the file cannot be composed: {why}" }
    no_pdf() { zh: "本次构建不含 PDF；请用 --as html 并由浏览器打印，或用带 pdf 特性的构建", en: "this build writes no PDF; use --as html and print it from a browser, or a build with the feature pdf" }
    instead(why: &str, path: &str) { zh: "{why}；已改写 HTML：{path}", en: "{why}; the HTML form was written instead: {path}" }
    no_folder(folder: &str, why: &str) { zh: "文件夹 {folder} 无法使用：{why}；请换一个有权写入的文件夹", en: "the folder {folder} cannot be used: {why}; name one that you may write to" }
    exists(path: &str) { zh: "{path} 已有另一内容的文件；换一个文件夹，或把“已有文件”改为覆盖", en: "{path} is there with other content; choose another folder, or let files that are there be replaced" }
    dcc_of_results() { zh: "DCC 只由检定证书、检定结果通知书或检验报告生成；请再标记其中一种", en: "a DCC is made of a certificate, notice or report only; mark one of them as well" }
    no_office() { zh: "这里不能编制文件；请用 quanheng report", en: "no papers are made here; use quanheng report" }
    no_runs() { zh: "没有任务：先标记任务（空格），或改变查找条件", en: "there is no run: mark some (Space), or look for others" }
    too_many(total: &str, most: &str) { zh: "找到 {total} 个任务，一批最多 {most} 个；先按 d 选定日期，或用空格标记任务", en: "{total} runs were found and a batch has at most {most}; choose days with d, or mark runs with Space" }
    no_kind() { zh: "没有标记要写的文件：把光标移到文件上按空格", en: "no paper is marked: go to one and press Space" }
    no_form() { zh: "没有标记格式：在“格式”一行按空格", en: "no kind of file is marked: press Space on the line of kinds" }
    no_folder_typed() { zh: "没有文件夹：在“文件夹”一行输入", en: "there is no folder: type one into its line" }
    no_thread(why: &str) { zh: "无法开始编制文件：{why}；请关闭其他程序后再试", en: "the papers cannot be begun: {why}; close other programs and try again" }
    stopped() { zh: "已停止", en: "stopped" }

    // How far a paper is.
    final_paper() { zh: "正式", en: "final" }
    of_hand() { zh: "由人签名", en: "signed by hand" }
    a_list() { zh: "清单", en: "a list" }
    demonstration() { zh: "演示 无效", en: "demonstration, not valid" }
    open() { zh: "草稿：还没有结论", en: "draft: not concluded" }
    unsigned() { zh: "草稿：作结论时无人登录", en: "draft: nobody was signed in" }
    returned(who: &str, note: &str) { zh: "草稿：{who} 已退回：{note}", en: "draft: returned by {who}: {note}" }
    to_sign(roles: &str) { zh: "草稿：还差{roles}签名", en: "draft: to sign: {roles}" }
    not_apart(who: &str) { zh: "草稿：{who} 签了须由不同的人签的两处", en: "draft: {who} signed twice where two people must" }
    counted(finals: &str, drafts: &str) { zh: "正式 {finals}，草稿 {drafts}", en: "{finals} final, {drafts} draft" }

    // The screen.
    papers() { zh: "文件", en: "Documents" }
    of_runs(count: &str, first: &str, last: &str) { zh: "{count} 个任务：{first} … {last}", en: "{count} runs: {first} … {last}" }
    of_run(run: &str) { zh: "任务 {run}", en: "run {run}" }
    language() { zh: "语言", en: "Language" }
    language_zh() { zh: "中文", en: "Chinese" }
    language_en() { zh: "英文", en: "English" }
    language_both() { zh: "中英对照", en: "both" }
    forms() { zh: "格式", en: "Files" }
    folder() { zh: "文件夹", en: "Folder" }
    there() { zh: "已有文件", en: "If there" }
    keep() { zh: "保留，不写", en: "keep it, write none" }
    replace() { zh: "覆盖", en: "replace it" }
    write() { zh: "写出", en: "write" }
    reading(done: &str, all: &str) { zh: "正在读取任务 {done}/{all}", en: "reading runs {done}/{all}" }
    writing(done: &str, all: &str) { zh: "正在写出 {done}/{all}；按 Esc 停止", en: "writing {done}/{all}; Esc stops" }
    stopping() { zh: "正在停止", en: "stopping" }
    written(count: &str) { zh: "已写出 {count} 个文件：", en: "{count} files were written:" }
    stopped_none() { zh: "已停止：没有留下文件", en: "stopped: no file was left" }
    not_written(why: &str) { zh: "没有写出：{why}", en: "nothing was written: {why}" }
    no_pdf_here() { zh: "（本次构建不含 PDF）", en: "(no PDF in this build)" }
    preview_of(title: &str, number: &str, all: &str) { zh: "预览 {title} {number}/{all}", en: "Preview: {title} {number}/{all}" }
    making() { zh: "正在编制", en: "making it" }
    chart(title: &str) { zh: "〔图：{title}〕", en: "[chart: {title}]" }
    columns(part: &str, all: &str) { zh: "（表的第 {part}/{all} 部分）", en: "(table, part {part} of {all})" }
    number(number: &str) { zh: "编号：{number}", en: "No.: {number}" }
    record(record: &str) { zh: "原始记录编号：{record}", en: "Original record: {record}" }
    sealed_by(code: &str) { zh: "凭证码：{code}", en: "Code: {code}" }
    unsigned_line() { zh: "（待签名）", en: "(to be signed)" }
    dagger() { zh: "† 该数值未经规程原文核对", en: "† this figure was not held against the official text" }
    what_papers() { zh: "任务可出的文件：每种文件的状态、语言、格式和存放的文件夹，旁边是预览。草稿和演示的每一页都带水印。", en: "The documents that the runs can give: how far each is, its language, kinds of files and folder, with a preview beside. Drafts and demonstrations bear a watermark on every page." }
    now_papers() { zh: "用空格标记文件和格式，按回车写出；PgUp PgDn 翻看预览", en: "Space marks papers and kinds of files, Enter writes; PgUp PgDn turn the preview" }
    pdf_fonts(fonts: &str) { zh: "PDF 所用字体：{fonts}", en: "PDFs are set with: {fonts}" }
    no_pdf_font() { zh: "没有 PDF 可用的中文字体：文件会写成 HTML；装一种，或把字体文件放入数据文件夹的 fonts/", en: "no font for Chinese PDFs: documents become HTML instead; install one, or put a font file into fonts/ of the data folder" }
    lacks(characters: &str) { zh: "PDF 字体没有：{characters}", en: "no PDF font has: {characters}" }
}
