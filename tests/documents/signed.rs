//! From three signatures to the paper: a report is a draft until everybody has signed, and final afterwards.

use crate::actors::{output, stderr, stdout};
use crate::handed_out::Station;
use std::path::Path;

/// Changes a reading of the ledger behind the program's back, its hashes left as they were.
fn tampered(data: &Path, old: &str, new: &str) {
    let file = rusqlite::Connection::open(data.join("ledger.db")).unwrap();
    let triggers: Vec<String> = {
        let mut all = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for trigger in triggers {
        file.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    let change = "UPDATE entry SET body = replace(body, ?1, ?2) WHERE body LIKE '%\"observation\"%'
        AND body LIKE '%\"value\":\"' || ?1 || '\"%'";
    assert_eq!(file.execute(change, [old, new]).unwrap(), 1);
}

/// The code that stands under a page in HTML.
fn code_of(page: &str) -> String {
    format!("QH1;{}", page.split_once("<span>QH1;").unwrap().1.split_once("</span>").unwrap().0)
}

#[test]
fn a_report_is_a_draft_until_everybody_signed_and_then_bears_names_and_a_code_that_holds() {
    let station = Station::new();
    let data = station.data();
    std::fs::write(data.join("laboratory.toml"), "name = \"某计量测试所\"\nauthorisation = \"(2026) 001\"\n").unwrap();
    let run = station.weigh("li");
    let page = |arguments: &[&str]| station.done(&[&["report", &run, "--as", "html"], arguments].concat());
    assert!(page(&[]).contains("data-mark=\"draft\""));
    assert!(station.sign(&run, "checked", "wang").status.success());
    assert!(page(&[]).contains("DRAFT NOT VALID"), "two of three");
    // The original record needs those who verified and checked.
    assert!(page(&["--paper", "record"]).contains("data-mark=\"\""));
    assert!(station.sign(&run, "approved", "zhao").status.success());
    let last = page(&[]);
    if let Ok(kept) = std::env::var("QUANHENG_KEEP_PAPERS") {
        std::fs::write(Path::new(&kept).join("final.html"), &last).unwrap();
    }
    assert!(last.contains("data-mark=\"\"") && !last.contains("NOT VALID"), "final");
    for words in
        ["某计量测试所", "(2026) 001", "<b>li</b>", "<b>wang</b>", "<b>zhao</b>", "class=\"qr\"", "End of document"]
    {
        assert!(last.contains(words), "{words}");
    }
    let code = code_of(&last);
    let verified = output(&data, &["verify", &code]);
    assert_eq!(verified.status.code(), Some(0), "{}{}", stdout(&verified), stderr(&verified));
    assert_eq!(page(&[]), last, "printing again hands out no other code");
    let dcc = station.done(&["report", &run, "--as", "dcc"]);
    assert!(dcc.contains("<dcc:issueDate>") && dcc.contains("<dcc:valid>true</dcc:valid>"), "{dcc}");
    // The number is the approval's; it stands on the paper, and in every form of it.
    let number = super::stored(&data, &run).into_iter().find(|entry| entry["entry-kind"] == "number-reserved").unwrap();
    let number = number["number"].as_str().unwrap();
    for form in ["html", "json", "dcc"] {
        let text = station.done(&["report", &run, "--as", form, "--paper", "report"]);
        assert!(text.contains(number), "{form}: {number}");
    }
    #[cfg(feature = "pdf")]
    printed(&data, &run, number, &code);

    // One digit of one reading is changed: neither code nor paper stands any longer.
    tampered(&data, "0.4920", "0.4950");
    let verified = output(&data, &["verify", &code]);
    assert_eq!(verified.status.code(), Some(4), "{}{}", stdout(&verified), stderr(&verified));
    for form in ["html", "json", "csv", "dcc"] {
        let refused = output(&data, &["report", &run, "--as", form]);
        assert_eq!(refused.status.code(), Some(4), "{form}: {}", stdout(&refused));
        assert!(stderr(&refused).contains("no document"), "{form}: {}", stderr(&refused));
        assert!(refused.stdout.is_empty(), "{form}: not a word of it is printed");
    }
}

/// The code is read from the rendered page by a program that is not ours, and verified as it was read.
#[cfg(feature = "pdf")]
fn printed(data: &Path, run: &str, number: &str, code: &str) {
    use super::pdf::{fonts, tool};
    if fonts().is_none() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("report.pdf");
    let made = output(data, &["report", run, "--as", "pdf", "--out", file.to_str().unwrap()]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let Some(text) = tool("pdftotext", &["-layout", file.to_str().unwrap(), "-"]) else { return };
    let pages = text.matches('\u{c}').count();
    assert_eq!(text.matches(number).count(), pages, "the number stands on every page");
    for words in ["li", "wang", "zhao", "End of document"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("NOT VALID"));
    let picture = folder.path().join("page");
    if tool("pdftoppm", &["-png", "-r", "200", file.to_str().unwrap(), picture.to_str().unwrap()]).is_none() {
        return;
    }
    let pictures = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let pictures = pictures.filter(|path| path.extension().is_some_and(|ending| ending == "png"));
    let read: Vec<String> =
        pictures.filter_map(|path| tool("zbarimg", &["--raw", "-q", path.to_str().unwrap()])).collect();
    if read.is_empty() {
        return;
    }
    let read: String = read.concat();
    assert_eq!(read.trim(), code, "one code, on one page");
    let verified = output(data, &["verify", read.trim()]);
    assert_eq!(verified.status.code(), Some(0), "{}{}", stdout(&verified), stderr(&verified));
}
