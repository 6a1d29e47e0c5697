//! Promise: on the screens every document of a run can be seen before it is written, is the same file that the verb writes, gets
//! its name whole or not at all, and what stands in the way is told with its place and what would be right.

use crate::documents::{backup, report, runs, tampered};
use crate::screens::{Screen, lot_judgement};
use crate::terminal::{Seat, open_lot, weigh};
use crossterm::event::KeyCode;
use quanheng::document::{Laboratory, Recorded, compose, summary};
use quanheng::locale::Words;
use quanheng::paper::PaperKind;
use quanheng::people::{DocumentState, Role};
use quanheng::station::{Offer, Offered, PapersEnd, PapersView, Preview, Snapshot, Work, Written};
use rustix::fs::{CWD, Mode, mknodat};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";
const PAGE_DOWN: &str = "\x1b[6~";
/// Empties a line that is typed.
const CTRL_U: &str = "\x15";

fn recorded(run: &str) -> Recorded {
    Recorded {
        run: run.into(),
        kind: "lot".into(),
        title: "珍珠米 rice".into(),
        regulation: Words::new("JJF 1070-2005《定量包装商品净含量计量检验规则》", "JJF 1070-2005 Net content"),
        regulation_id: "cn-jjf1070-2005".into(),
        date: "2026-03-15".into(),
        judgement: Some(lot_judgement(10)),
        ..Recorded::default()
    }
}

fn offer(kind: PaperKind, states: &[Option<DocumentState>]) -> Offer {
    let of = states.iter().map(|state| Offered { run: "20260315-090000-lot-3f2a".into(), state: state.clone() });
    Offer { kind, of: of.collect() }
}

fn view() -> PapersView {
    let run = "20260315-090000-lot-3f2a";
    let paper = compose(&recorded(run), Some(PaperKind::Report), &Laboratory::default()).unwrap();
    let missing = Some(DocumentState::Missing(vec![Role::Checker, Role::Approver]));
    PapersView {
        runs: vec![run.into()],
        folder: "/home/inspector/.local/share/quanheng/reports".into(),
        pdf: true,
        work: None,
        offers: vec![
            offer(PaperKind::Report, std::slice::from_ref(&missing)),
            offer(PaperKind::OriginalRecord, &[missing]),
            offer(PaperKind::SamplingForm, &[None]),
        ],
        unread: None,
        preview: Some(Preview { kind: PaperKind::Report, number: 0, paper: Some(Ok(Arc::new(paper))) }),
        end: None,
    }
}

fn batch() -> PapersView {
    let ids = ["20260315-090000-lot-3f2a", "20260315-101500-lot-77c0", "20260315-140200-lot-a0b1"];
    let paper = summary(&ids.map(recorded), &Laboratory::default());
    let done = Some(DocumentState::Complete(vec![(Role::Verifier, "li".into())]));
    let open = Some(DocumentState::Open);
    PapersView {
        runs: ids.map(str::to_owned).to_vec(),
        offers: vec![
            offer(PaperKind::Summary, &[None]),
            offer(PaperKind::Report, &[done.clone(), done.clone()]),
            offer(PaperKind::OriginalRecord, &[done.clone(), done, open]),
        ],
        preview: Some(Preview { kind: PaperKind::Summary, number: 0, paper: Some(Ok(Arc::new(paper))) }),
        ..view()
    }
}

/// Every look of the screen, for the pictures that are compared.
pub fn screens() -> Vec<Screen> {
    let screen = |name, view: PapersView, keys| Screen {
        name,
        snapshot: Snapshot { papers: Some(Arc::new(view)), ..Snapshot::default() },
        keys,
    };
    let written = Written {
        paths: ["summary-2026-03-15.pdf", "20260315-090000-lot-3f2a-report.pdf"]
            .map(|name| format!("/home/inspector/文件/{name}"))
            .to_vec(),
        notes: vec![Words::new("PDF 中没有字形：㛃", "the PDF has no glyph for: 㛃")],
    };
    let writing = Work { writing: true, done: 3, all: 12, stopping: false };
    let why = Words::new(
        "文件夹 /mnt/usb 无法使用：Permission denied；请换一个有权写入的文件夹",
        "the folder /mnt/usb cannot be used: Permission denied; name one that you may write to",
    );
    vec![
        screen("papers", view(), &[]),
        screen("papers-forms", PapersView { pdf: false, ..view() }, &[KeyCode::Up, KeyCode::Up, KeyCode::Up]),
        screen("papers-table", view(), &[KeyCode::PageDown; 4]),
        screen("papers-batch", PapersView { end: Some(PapersEnd::Written(written)), ..batch() }, &[KeyCode::Down]),
        screen("papers-writing", PapersView { work: Some(writing), ..batch() }, &[]),
        screen(
            "papers-unread",
            PapersView { unread: Some(why.clone()), offers: Vec::new(), preview: None, ..view() },
            &[],
        ),
        screen("papers-refused", PapersView { end: Some(PapersEnd::Refused(why)), ..view() }, &[]),
    ]
}

/// Goes from the first of so many papers to the line of kinds of files and marks HTML there, and nothing else.
fn html_only(seat: &mut Seat, papers: usize) {
    seat.types(&DOWN.repeat(papers + 1));
    // With PDFs one is marked from the start; without them HTML is.
    let keys = if cfg!(feature = "pdf") { [" ", RIGHT, " "].concat() } else { String::new() };
    seat.types(&keys);
    seat.sees("xHTML");
}

/// From there to the line of the folder; another one is typed.
fn folder(seat: &mut Seat, folder: &Path) {
    seat.types(&[DOWN, CTRL_U].concat());
    seat.types(folder.to_str().unwrap());
    seat.sees_so("the folder", |text| {
        // A long path is seen from its end.
        text.contains(folder.file_name().unwrap().to_str().unwrap())
    });
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The history of a copy of the six runs of `documents`, in a terminal.
fn history(data: &Path) -> Seat {
    backup(data);
    let mut seat = Seat::of_size(data, &[], (40, 140));
    seat.sees("历史");
    seat.types("h");
    seat.sees("共 6 个");
    seat
}

#[test]
fn a_report_is_seen_and_written_as_the_verb_writes_it() {
    let (data, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut seat = history(data.path());
    let run = runs().lot_fail.as_str();
    seat.types("/");
    seat.types(run);
    seat.types(ENTER);
    seat.sees("共 1 个");
    seat.types(ENTER);
    seat.sees("单件净含量");
    seat.types("o");
    seat.sees_all(&["[x] 检验报告", "[ ] 原始记录", "[ ] 抽样单", "▲ 演示 无效", "*** 演示 无效 ***"]);
    // The figures are in the preview, further down; each stands whole.
    seat.types(&PAGE_DOWN.repeat(6));
    seat.sees_so("a figure of the preview", |text| text.contains("0.4920") || text.contains("0.5124"));
    html_only(&mut seat, 3);
    seat.types(&[RIGHT, " "].concat());
    seat.sees("xXLSX");
    folder(&mut seat, &out.path().join("today"));
    seat.types(ENTER);
    let html = out.path().join("today").join(format!("{run}-report.html"));
    seat.sees("已写出 2 个文件");
    seat.sees_so("the whole path", |text| {
        text.replace(['\n', ' '], "").contains(&html.file_name().unwrap().to_str().unwrap().to_owned())
    });
    for form in ["html", "xlsx"] {
        let by_verb = out.path().join(format!("by-verb.{form}"));
        report(
            data.path(),
            &[run, "--as", form, "--paper", "report", "--lang", "zh", "--out", by_verb.to_str().unwrap()],
        );
        let by_screen = std::fs::read(html.with_extension(form)).unwrap();
        assert!(by_screen == std::fs::read(&by_verb).unwrap(), "{form} differs from that of the verb");
    }
    // Another content in its place is not replaced unless that is said.
    std::fs::write(&html, "mine").unwrap();
    seat.types(ENTER);
    seat.sees("已有另一内容的文件");
    assert_eq!(std::fs::read_to_string(&html).unwrap(), "mine");
    seat.types(&[DOWN, " "].concat());
    seat.sees("< 覆盖 >");
    seat.types(ENTER);
    seat.sees("已写出 2 个文件");
    assert!(std::fs::read_to_string(&html).unwrap().ends_with("</html>\n"));
    seat.types(ESC);
    seat.sees("单件净含量");
}

#[test]
fn a_folder_that_cannot_be_is_told_with_its_place() {
    let data = TempDir::new().unwrap();
    let mut seat = history(data.path());
    let file = data.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    seat.types("o");
    seat.sees("6 个任务");
    seat.sees("[x] 汇总表");
    // Summary, certificate, notice, report, record, sampling form.
    html_only(&mut seat, 6);
    folder(&mut seat, &file.join("below"));
    seat.types(ENTER);
    seat.sees_all(&["没有写出", "无法使用"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    seat.types(CTRL_U);
    seat.types(ENTER);
    seat.sees("没有文件夹");
}

#[test]
fn three_marked_runs_are_written_with_their_summary() {
    let (data, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut seat = history(data.path());
    seat.types(&[" ", DOWN, " ", DOWN, " "].concat());
    seat.types("o");
    seat.sees_all(&["3 个任务", "[x] 汇总表"]);
    let runs = runs();
    // The three that were opened last: both scales, and a lot that fails.
    html_only(&mut seat, 6);
    folder(&mut seat, &out.path().join("three"));
    seat.types(ENTER);
    seat.sees("已写出 4 个文件");
    let folder = out.path().join("three");
    let names = names(&folder);
    assert!(
        names.len() == 4 && names.iter().all(|name| Path::new(name).extension().is_some_and(|kind| kind == "html")),
        "{names:?}"
    );
    let sheet = names.iter().find(|name| name.starts_with("summary-")).unwrap();
    let sheet = std::fs::read_to_string(folder.join(sheet)).unwrap();
    for run in [&runs.scale_fail, &runs.scale_pass, &runs.lot_fail] {
        assert!(sheet.contains(run.as_str()), "{run}");
        assert!(names.iter().any(|name| name.starts_with(run.as_str())), "{run} in {names:?}");
    }
    assert!(!sheet.contains(&runs.pile_pass));
}

/// A pipe stands where the last file shall be: looking at it takes as long as a disk that does not answer.
#[test]
fn writing_that_is_stopped_leaves_no_file() {
    let (data, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut seat = history(data.path());
    let day =
        quanheng::ledger::Ledger::open_reading(data.path()).unwrap().run(&runs().pile_pass).unwrap().unwrap().date;
    let pipe = out.path().join(format!("summary-{day}.html"));
    mknodat(CWD, &pipe, rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    seat.types("o");
    seat.sees_all(&["6 个任务", "[x] 汇总表"]);
    html_only(&mut seat, 6);
    folder(&mut seat, out.path());
    seat.types(ENTER);
    seat.sees("正在写出 6/7");
    seat.types(ESC);
    seat.sees("正在停止");
    // The disk answers at last.
    drop(std::fs::OpenOptions::new().write(true).open(&pipe).unwrap());
    seat.sees("已停止：没有留下文件");
    assert_eq!(names(out.path()), [format!("summary-{day}.html")]);
}

#[test]
fn no_paper_is_offered_of_a_record_that_was_changed() {
    let data = TempDir::new().unwrap();
    backup(data.path());
    tampered(data.path());
    let mut seat = Seat::of_size(data.path(), &[], (40, 200));
    seat.sees("历史");
    seat.types("h");
    seat.sees("共 6 个");
    seat.types("/");
    seat.types(&runs().lot_fail);
    seat.types(ENTER);
    seat.sees("共 1 个");
    seat.types("o");
    seat.sees_so("why there is none", |text| {
        let text: String = text.split_whitespace().collect();
        text.contains("不成立") && text.contains("不出文件")
    });
    seat.types(ENTER);
    seat.types(ESC);
    seat.sees("共 1 个");
    assert!(!data.path().join("reports").exists());
}

#[test]
fn a_run_that_was_just_concluded_gives_its_draft() {
    let data = TempDir::new().unwrap();
    let (mut bench, port) = crate::actors::scale(data.path());
    let mut seat = Seat::take(data.path(), &[]);
    open_lot(&mut seat, &port);
    weigh(&seat, &mut bench, 1, 10);
    seat.sees("数据齐全，按回车作出结论");
    seat.types(ENTER);
    seat.sees("✗ 不合格   检验报告");
    seat.types("o");
    seat.sees_all(&["[x] 检验报告", "草稿：作结论时无人登录", "*** 草稿 无效 ***"]);
    html_only(&mut seat, 3);
    seat.types(ENTER);
    seat.sees("已写出 1 个文件");
    let names = names(&data.path().join("reports"));
    assert!(names.len() == 1 && names[0].ends_with("-report.html"), "{names:?}");
    let page = std::fs::read_to_string(data.path().join("reports").join(&names[0])).unwrap();
    assert!(page.contains("data-mark=\"draft\"") && page.ends_with("</html>\n"));
    seat.types(ESC);
    seat.sees("✗ 不合格   检验报告");
}
