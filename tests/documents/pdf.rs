//! Promise: a PDF says what the paper says, is the same bytes on a repeat, and what is wrong with fonts, templates or targets
//! is said with place and mend.

use super::runs;
use crate::actors::{output, stderr};
use quanheng::document::pdf::{Fonts, PdfError, pdf};
use quanheng::document::{Block, Cell, Column, Field, Mark, Paper, PaperKind, Part, Signature, Table, Tongue};
use quanheng::locale::{Lang, Say, Words};
use quanheng::regulation::{ItemVerdict, Status};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The fonts of this machine; a machine without a Chinese one cannot show what is promised here.
pub fn fonts() -> Option<Fonts> {
    let fonts = Fonts::of_machine(Path::new("/nonexistent"));
    if fonts.lacks("检定证书").is_empty() {
        return Some(fonts);
    }
    println!("skipped: no Chinese font on this machine (package {})", quanheng::document::pdf::PACKAGE);
    None
}

/// What a program prints of a file; nothing where the program is missing.
pub fn tool(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).stdin(Stdio::null()).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(why) => {
            println!("skipped: {program} is missing ({why}); packages poppler-utils and zbar-tools");
            None
        }
    }
}

fn sample(rows: u32, mark: Option<Mark>) -> Paper {
    let number = |digits: &str, status| Cell::Number { digits: digits.into(), unit: String::new(), status };
    let row = |at: u32| {
        let verdict = if at % 7 == 3 { ItemVerdict::Fail } else { ItemVerdict::Pass };
        vec![Cell::number(&at.to_string()), number(&format!("{at}.0340"), None), Cell::Verdict(verdict)]
    };
    let table = Table {
        id: "points",
        columns: vec![
            Column::number("number", "序号", "No.", ""),
            Column::number("value", "测得值", "Value", "kWh"),
            Column::text("verdict", "结论", "Verdict"),
        ],
        rows: (1..=rows).map(row).collect(),
    };
    let signature = |zh: &str, en: &str, name: &str| Signature {
        role: Words::new(zh, en),
        name: name.into(),
        at: "2026-11-25T10:00:00+08:00".into(),
    };
    Paper {
        kind: PaperKind::Certificate,
        runs: vec!["run-1".into()],
        title: PaperKind::Certificate.words(),
        mark,
        number: Some("JS2026-000042".into()),
        record: "20261125-101500-pile-3f2a".into(),
        issuer: "某市计量所".into(),
        head: vec![
            Field::new("client", "委托单位", "Client", "赟昇新能源有限公司"),
            Field::new("limit", "最大允许误差", "MPE", number("1.0", Some(Status::Unconfirmed))),
        ],
        parts: vec![Part { title: Words::new("检定结果", "Results"), blocks: vec![Block::Table(table)] }],
        signatures: vec![
            signature("检定员", "Verifier", "李喆"),
            signature("核验员", "Checker", "王珺"),
            signature("批准人", "Approver", "赵堃"),
        ],
        code: Some("QH1;station=QH-1;run=run-1;sig=abc".into()),
        day: "2026-11-25".into(),
        judgement: None,
    }
}

fn text_of(bytes: &[u8], folder: &TempDir) -> Option<String> {
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap();
    tool("pdftotext", &["-layout", path.to_str().unwrap(), "-"])
}

#[test]
fn a_pdf_is_the_same_bytes_on_every_repeat_and_says_what_the_paper_says() {
    let Some(fonts) = fonts() else { return };
    let folder = TempDir::new().unwrap();
    for tongue in [Tongue::Zh, Tongue::En, Tongue::Both] {
        let paper = sample(120, None);
        let one = pdf(&paper, b"{\"run\":1}", tongue, None, &fonts).unwrap();
        let again = pdf(&paper, b"{\"run\":1}", tongue, None, &Fonts::of_machine(Path::new("/nonexistent"))).unwrap();
        assert_eq!(one, again, "{tongue:?}");
        assert!(one.notes.is_empty(), "{:?}", one.notes);
        let raw = String::from_utf8_lossy(&one.bytes);
        assert!(raw.contains("pdfaid:part>3<") && raw.contains("run.json"), "PDF/A-3 with the run's JSON");
        let Some(text) = text_of(&one.bytes, &folder) else { continue };
        for at in 1..=120 {
            assert!(text.contains(&format!("{at}.0340")), "{tongue:?} row {at}");
        }
        let pages = text.matches('\u{c}').count();
        assert!(pages > 2, "{pages}");
        let last = match tongue {
            Tongue::En => format!("Page{pages}of{pages}"),
            Tongue::Zh => format!("第{pages}页共{pages}页"),
            Tongue::Both => format!("第{pages}页共{pages}页Page{pages}of{pages}"),
        };
        // Readers put blanks between Chinese and digits as they like.
        let close: String = text.split_whitespace().collect();
        assert!(close.contains(&last), "{last}: {text}");
        assert_eq!(text.matches("JS2026-000042").count(), pages, "the number stands on every page");
        for name in ["李喆", "王珺", "赵堃", "赟昇", "1.0†"] {
            assert!(text.contains(name), "{name}: {text}");
        }
        assert_ne!(one, pdf(&paper, b"{\"run\":2}", tongue, None, &fonts).unwrap(), "what is attached is in the file");
    }
}

#[test]
fn a_paper_that_is_not_final_says_so_on_every_page() {
    let Some(fonts) = fonts() else { return };
    let folder = TempDir::new().unwrap();
    for (mark, words) in [(Mark::Demonstration, "DEMONSTRATION"), (Mark::Draft, "DRAFT")] {
        let set = pdf(&sample(120, Some(mark)), b"{}", Tongue::En, None, &fonts).unwrap();
        let path = folder.path().join("m.pdf");
        std::fs::write(&path, &set.bytes).unwrap();
        let Some(text) = tool("pdftotext", &["-raw", path.to_str().unwrap(), "-"]) else { return };
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        assert!(pages.len() > 2);
        for page in pages {
            // A slanted line comes out sign by sign.
            let letters: String = page.split_whitespace().collect();
            assert!(letters.contains(words), "{mark:?}: {page}");
        }
    }
}

#[test]
fn the_code_of_the_seal_is_read_from_the_printed_page() {
    let Some(fonts) = fonts() else { return };
    let folder = TempDir::new().unwrap();
    let mut paper = sample(3, None);
    let code = format!("QH1;station=QH-1;run=run-1;{}sig=abc", ".figure=1.00;".repeat(40));
    paper.code = Some(code.clone());
    let set = pdf(&paper, b"{}", Tongue::Both, None, &fonts).unwrap();
    let (path, picture) = (folder.path().join("q.pdf"), folder.path().join("q"));
    std::fs::write(&path, &set.bytes).unwrap();
    let shown = ["-png", "-r", "200", "-singlefile", path.to_str().unwrap(), picture.to_str().unwrap()];
    if tool("pdftoppm", &shown).is_none() {
        return;
    }
    let Some(read) = tool("zbarimg", &["--raw", "-q", &format!("{}.png", picture.display())]) else { return };
    assert_eq!(read.trim(), code);
}

#[test]
fn a_sign_that_no_font_has_is_named_and_the_document_printed_all_the_same() {
    let Some(fonts) = fonts() else { return };
    let folder = TempDir::new().unwrap();
    let mut paper = sample(3, None);
    paper.signatures[0].name = "李\u{e123}".into();
    assert_eq!(fonts.lacks("李\u{e123}"), ['\u{e123}']);
    let set = pdf(&paper, b"{}", Tongue::Zh, None, &fonts).unwrap();
    assert!(set.notes[0].zh.contains("U+E123"), "{:?}", set.notes);
    assert!(!String::from_utf8_lossy(&set.bytes).contains("pdfaid"), "no archive form is claimed");
    if let Some(text) = text_of(&set.bytes, &folder) {
        assert!(text.contains("U+E123"), "{text}");
    }
}

#[test]
fn without_a_chinese_font_the_package_is_named() {
    let none = Fonts::of_folders(Path::new("/nonexistent"), &[]);
    let why = pdf(&sample(3, None), b"{}", Tongue::Zh, None, &none).unwrap_err();
    assert_eq!(why, PdfError::NoFont);
    for lang in [Lang::Zh, Lang::En] {
        assert!(why.say(lang).contains("fonts-noto-cjk"), "{}", why.say(lang));
    }
}

#[test]
fn a_mistake_in_a_template_is_said_with_its_file_and_line() {
    let Some(fonts) = fonts() else { return };
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let set = |kind| {
        let mut paper = sample(3, None);
        paper.kind = kind;
        pdf(&paper, b"{}", Tongue::Zh, Some(folder.path()), &fonts)
    };
    write("certificate.typ", "#let p = json(\"paper.json\")\n\n#p.nmber\n");
    let Err(PdfError::Template { file, line, .. }) = set(PaperKind::Certificate) else { panic!("a mistake") };
    assert_eq!((file.as_str(), line), ("certificate.typ", 3));
    write("certificate.typ", "#import \"@preview/cetz:0.3.1\": *\n");
    assert!(
        matches!(set(PaperKind::Certificate), Err(PdfError::Template { line: 1, .. })),
        "nothing comes over a network"
    );
    write("certificate.typ", "#read(\"../../../etc/passwd\")\n");
    assert!(
        matches!(set(PaperKind::Certificate), Err(PdfError::Template { line: 1, .. })),
        "nothing outside the folder"
    );
    // Another kind keeps the form that comes with the program; a good template of one's own is used.
    let usual = set(PaperKind::Notice).unwrap();
    write("notice.typ", "#let p = json(\"paper.json\")\n#set text(font: p.fonts)\n#p.number\n");
    assert_ne!(usual.bytes, set(PaperKind::Notice).unwrap().bytes);
}

#[test]
fn the_verb_prints_every_run_and_leaves_no_half_file() {
    if fonts().is_none() {
        return;
    }
    let folder = TempDir::new().unwrap();
    for run in runs().all() {
        for paper in ["record", ""] {
            let target = folder.path().join(format!("{run}{paper}.pdf"));
            let mut arguments = vec!["report", run, "--as", "pdf", "--out", target.to_str().unwrap()];
            if !paper.is_empty() {
                arguments.extend(["--paper", paper]);
            }
            let done = output(runs().data(), &arguments);
            assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
            let first = std::fs::read(&target).unwrap();
            std::fs::remove_file(&target).unwrap();
            assert_eq!(output(runs().data(), &arguments).status.code(), Some(0));
            assert!(std::fs::read(&target).unwrap() == first, "the same bytes from another process");
            if let Ok(kept) = std::env::var("QUANHENG_KEEP_PDF") {
                std::fs::write(Path::new(&kept).join(target.file_name().unwrap()), &first).unwrap();
            }
        }
    }
    let nowhere = folder.path().join("no/such/a.pdf");
    let refused =
        output(runs().data(), &["report", &runs().pile_pass, "--as", "pdf", "--out", nowhere.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("a.pdf"), "{}", stderr(&refused));
    assert!(!folder.path().join("no").exists());
}

#[test]
fn without_a_font_the_verb_writes_html_names_the_package_and_doctor_tells_before() {
    let (nothing, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let target = out.path().join("report.pdf");
    let run = runs().lot_fail.as_str();
    let with = |arguments: &[&str]| {
        let mut command = crate::actors::program(runs().data(), arguments);
        command.env(quanheng::document::pdf::SEARCHED, nothing.path()).stdin(Stdio::null()).output().unwrap()
    };
    let done = with(&["report", run, "--as", "pdf", "--out", target.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(5), "{}", stderr(&done));
    let html = target.with_extension("html");
    for words in ["fonts-noto-cjk", html.to_str().unwrap()] {
        assert!(stderr(&done).contains(words), "{}", stderr(&done));
    }
    assert!(!target.exists());
    assert!(std::fs::read_to_string(&html).unwrap().ends_with("</html>\n"));
    let doctor = with(&["doctor", "--json"]);
    let said = crate::actors::stdout(&doctor);
    let of_fonts = said.lines().find(|line| line.contains("pdf-fonts")).unwrap();
    assert!(of_fonts.contains("remark") && of_fonts.contains("fonts-noto-cjk"), "{of_fonts}");
}

#[test]
fn the_json_in_a_pdf_names_its_fonts_by_their_sha_256() {
    let Some(fonts) = fonts() else { return };
    let used = quanheng::document::pdf::used(&sample(3, None), Tongue::Zh, None, &fonts).unwrap();
    assert!(!used.is_empty());
    let text = quanheng::document::json::with_fonts(&[sample(3, None)], &used);
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    let set = pdf(&sample(3, None), text.as_bytes(), Tongue::Zh, None, &fonts).unwrap();
    let hashes: Vec<&str> =
        told["fonts"].as_array().unwrap().iter().map(|font| font["sha256"].as_str().unwrap()).collect();
    assert_eq!(hashes, set.font_sha256);
}

#[test]
fn the_characters_of_names_are_known_without_keeping_the_fonts() {
    if fonts().is_none() {
        return;
    }
    let glyphs = Fonts::of_machine(Path::new("/nonexistent")).glyphs();
    assert!(glyphs.lacks("李明 Li Ming 2026").is_empty());
    assert_eq!(glyphs.lacks("李\u{e123}\u{e123}"), ['\u{e123}']);
}
