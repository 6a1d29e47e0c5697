//! Words of the register of standards on the screens, and of who may change it.

crate::words! {
    title() { zh: "标准器", en: "Standards" }
    new_standard() { zh: "登记标准器", en: "New standard" }
    change_standard(id: &str) { zh: "更改标准器 {id}", en: "Change the standard {id}" }
    what() { zh: "标准器台账：有哪些标准器、证书怎么说、有效到哪一天；每次登记、更改、停用都留在记录里。", en: "Standards: which there are, what their certificates say and until when; every change stays in the record." }
    now() { zh: "最先到期的在最上面；按 n 登记，换了证书按 e，不再使用按 x，回车看全部内容和经过。", en: "What ends first stands on top; n adds one, e changes it when its certificate is renewed, x retires it, Enter shows all of it." }
    none() { zh: "还没有登记标准器：按 n 登记，或用 quanheng register import 导入 CSV", en: "no standard yet: n adds one, or `quanheng register import` takes a CSV file" }
    none_found(words: &str) { zh: "没有含「{words}」的标准器：按 / 换词", en: "no standard has \"{words}\" in it: / changes the words" }
    reading() { zh: "正在读取台账…", en: "reading the register…" }
    count(count: &str) { zh: "共 {count} 件", en: "{count} in all" }
    found(count: &str, total: &str, words: &str) { zh: "含「{words}」的 {count} 件，共 {total} 件", en: "{count} of {total} with \"{words}\"" }
    find() { zh: "编号、名称、型号、证书或其他内容中的词：", en: "words in id, name, model, certificate or anything else: " }
    reason(id: &str) { zh: "停用 {id} 的原因：", en: "why {id} is retired: " }
    retire() { zh: "停用", en: "retire" }
    look() { zh: "查找", en: "look" }
    c_state() { zh: "状态", en: "state" }
    c_left() { zh: "余天", en: "days" }
    c_until() { zh: "有效期至", en: "good until" }
    c_id() { zh: "编号", en: "id" }
    c_name() { zh: "名称", en: "name" }
    c_model() { zh: "型号", en: "model" }
    c_serial() { zh: "出厂编号", en: "serial" }
    c_class() { zh: "等级或不确定度", en: "class or uncertainty" }
    c_certificate() { zh: "证书编号", en: "certificate" }
    good() { zh: "有效", en: "good" }
    due() { zh: "30 天内到期", en: "due <=30 d" }
    expired() { zh: "已过期", en: "expired" }
    retired() { zh: "已停用", en: "retired" }
    retired_for(reason: &str) { zh: "停用原因：{reason}", en: "retired because: {reason}" }
    history() { zh: "经过", en: "History" }
    nobody() { zh: "（无账号）", en: "(no account)" }
    entered() { zh: "登记", en: "entered" }
    changed(what: &str) { zh: "更改 {what}", en: "changed: {what}" }
    ended(reason: &str) { zh: "停用：{reason}", en: "retired: {reason}" }
    from_to(field: &str, from: &str, to: &str) { zh: "{field} {from} → {to}", en: "{field} {from} → {to}" }
    unread(why: &str) { zh: "台账读不出来：{why}", en: "the register cannot be read: {why}" }
    home(count: &str) { zh: "标准器 {count} 件已过期或将到期：按 d 查看", en: "{count} expired or due soon: d shows the standards" }
    keepers_sign_in() { zh: "没有人登录；更改标准器台账请检定员或管理员先登录（界面按 F3，命令行用 --by）", en: "nobody is signed in; sign in first as a verifier or an administrator, who may change the register (F3, or --by on the command line)" }
    keepers_only(who: &str) { zh: "{who} 不能更改标准器台账；检定员和管理员可以，请由他们登录（F3）", en: "{who} may not change the register; verifiers and administrators may, let one of them sign in (F3)" }
    f_id() { zh: "编号", en: "Id" }
    f_name() { zh: "名称", en: "Name" }
    f_model() { zh: "型号", en: "Model" }
    f_range() { zh: "测量范围", en: "Range" }
    f_class() { zh: "等级或不确定度", en: "Class or uncertainty" }
    f_serial() { zh: "出厂编号", en: "Serial number" }
    f_certificate() { zh: "证书编号", en: "Certificate" }
    f_valid_until() { zh: "有效期至", en: "Valid until" }
}
