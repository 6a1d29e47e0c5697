//! From three signatures to the paper: a report is a draft until everybody has signed, and final afterwards.

use crate::actors::{output, stderr, stdout};
use crate::handed_out::Station;

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
    assert!(last.contains("data-mark=\"\"") && !last.contains("NOT VALID"), "final");
    for words in
        ["某计量测试所", "(2026) 001", "<b>li</b>", "<b>wang</b>", "<b>zhao</b>", "class=\"qr\"", "End of document"]
    {
        assert!(last.contains(words), "{words}");
    }
    let code = last.split_once("<span>QH1;").unwrap().1.split_once("</span>").unwrap().0;
    let verified = output(&data, &["verify", &format!("QH1;{code}")]);
    assert_eq!(verified.status.code(), Some(0), "{}{}", stdout(&verified), stderr(&verified));
    assert_eq!(page(&[]), last, "printing again hands out no other code");
    let dcc = station.done(&["report", &run, "--as", "dcc"]);
    assert!(dcc.contains("<dcc:issueDate>") && dcc.contains("<dcc:valid>true</dcc:valid>"), "{dcc}");
}
