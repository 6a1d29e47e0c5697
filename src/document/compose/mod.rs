//! Papers from what the ledger holds of a run: which paper it may be, whether it is final, and what stands in it.
//!
//! A certificate, notice or report is final only when everybody has signed whom `people/documents.toml` names; until then it
//! is a draft and says so across every page.

mod amendments;
mod charts;
mod digits;
mod fields;
mod lot;
mod pile;
mod readings;
mod recorded;
mod results;
mod scale;
mod signatures;
mod summary;

pub use recorded::{Amendment, Event, Knowledge, Model, Recorded, StoredReading};
pub use results::UNKNOWN;
pub use summary::summary;

use super::laboratory::Laboratory;
use super::paper::{Block, Cell, Field, Mark, Paper, PaperKind, Part};
use crate::exit::Exit;
use crate::locale::verdict::verdict_word;
use crate::locale::{Lang, Words};
use crate::people::DocumentState;
use crate::regulation::{Document, Judgement};
use crate::station::Why;

/// The paper that follows from a run: what its judgement says, else the original record.
pub fn paper_of(recorded: &Recorded) -> PaperKind {
    match recorded.judgement.as_ref().and_then(|judgement| judgement.document) {
        Some(Document::Certificate) => PaperKind::Certificate,
        Some(Document::Notice) => PaperKind::Notice,
        Some(Document::Report) => PaperKind::Report,
        None => PaperKind::OriginalRecord,
    }
}

/// Composes a paper of a run; without a kind, the one that follows from its verdict. A kind that this run cannot have is
/// refused.
pub fn compose(recorded: &Recorded, kind: Option<PaperKind>, laboratory: &Laboratory) -> Result<Paper, Why> {
    let follows = paper_of(recorded);
    let kind = kind.unwrap_or(follows);
    if !recorded.is_blank() {
        allowed(recorded, kind, follows)?;
    }
    let mark = mark(recorded, kind);
    let mut title = kind.words();
    if mark == Some(Mark::Draft) {
        title = Words::new(format!("{}（草稿）", title.zh), format!("{} (draft)", title.en));
    }
    Ok(Paper {
        kind,
        runs: if recorded.is_blank() { Vec::new() } else { vec![recorded.run.clone()] },
        title,
        mark,
        number: recorded.numbers.get(kind.word()).cloned(),
        record: recorded.run.clone(),
        issuer: laboratory.printed_name(),
        head: head(recorded, kind),
        parts: parts(recorded, kind, laboratory),
        signatures: signatures::of(recorded, kind),
        code: recorded.code.clone(),
        day: recorded.date.clone(),
        judgement: recorded.judgement.clone().map(Box::new),
    })
}

/// Refuses a paper that a run cannot have, and says which it can.
fn allowed(recorded: &Recorded, kind: PaperKind, follows: PaperKind) -> Result<(), Why> {
    let refused = |zh: String, en: String, exit| Err(Why { words: Words::new(zh, en), exit });
    let (run, asked, may) = (&recorded.run, kind.words(), follows.words());
    match kind {
        PaperKind::OriginalRecord => Ok(()),
        PaperKind::SamplingForm if recorded.kind == "lot" => Ok(()),
        PaperKind::SamplingForm => refused(
            format!("任务 {run} 不是净含量检验，没有抽样单；请用 --paper record"),
            format!("run {run} is no inspection of a lot and has no sampling form; use --paper record"),
            Exit::BadInput,
        ),
        _ if kind == follows => Ok(()),
        _ if recorded.judgement.is_none() => refused(
            format!("任务 {run} 还没有结论，不能出{}；先完成检定，或用 --paper record 打印草稿", asked.zh),
            format!(
                "run {run} is not concluded: no {}; conclude it first, or print a draft with --paper record",
                asked.en.to_lowercase()
            ),
            Exit::Refused,
        ),
        _ => refused(
            format!("任务 {run} 的结论只能出{}，不能出{}；请用 --paper {}", may.zh, asked.zh, follows.word()),
            format!(
                "the verdict of run {run} leads to the {}, not to a {}; use --paper {}",
                may.en.to_lowercase(),
                asked.en.to_lowercase(),
                follows.word()
            ),
            Exit::Refused,
        ),
    }
}

/// Why a paper of a run is not final.
fn mark(recorded: &Recorded, kind: PaperKind) -> Option<Mark> {
    if recorded.is_blank() {
        return Some(Mark::Blank);
    }
    if recorded.demonstration {
        return Some(Mark::Demonstration);
    }
    // A sampling form is signed by hand before anything is measured; no signature of the station belongs to it.
    if kind == PaperKind::SamplingForm {
        return None;
    }
    let state = recorded.signers.document_state(kind.word());
    (!matches!(state, Some(DocumentState::Complete(_)))).then_some(Mark::Draft)
}

fn head(recorded: &Recorded, kind: PaperKind) -> Vec<Field> {
    let rows = match recorded.kind.as_str() {
        "lot" if kind == PaperKind::SamplingForm => lot::SAMPLED,
        "lot" => lot::HEAD,
        "scale" => scale::HEAD,
        _ => pile::HEAD,
    };
    let mut head = fields::fields(rows, recorded);
    if kind == PaperKind::SamplingForm {
        return head;
    }
    let conclusion = recorded.judgement.as_ref().map_or(Cell::Empty, |judgement| conclusion(judgement).into());
    head.push(Field::new("conclusion", "结论", "Conclusion", conclusion));
    let (zh, en) = if recorded.kind == "lot" {
        ("检验日期", "Date of test")
    } else {
        ("检定日期", "Date of verification")
    };
    head.push(Field::new("date", zh, en, recorded.date.as_str()));
    let valid = recorded.judgement.as_ref().and_then(|judgement| judgement.valid_until.as_deref());
    // A notice of a failed instrument has no last day.
    if kind == PaperKind::Certificate || (recorded.is_blank() && recorded.kind != "lot") {
        head.push(Field::new("valid-until", "有效期至", "Valid until", valid.unwrap_or_default()));
    }
    head
}

/// The verdict in words.
fn conclusion(judgement: &Judgement) -> Words {
    Words::new(verdict_word(judgement.verdict, Lang::Zh), verdict_word(judgement.verdict, Lang::En))
}

fn parts(recorded: &Recorded, kind: PaperKind, laboratory: &Laboratory) -> Vec<Part> {
    if kind == PaperKind::SamplingForm {
        return vec![lot::sampling(recorded), issuer(laboratory)];
    }
    let record = kind == PaperKind::OriginalRecord;
    let mut parts = vec![results::basis(recorded, kind)];
    let described = match recorded.kind.as_str() {
        "lot" => lot::described(recorded),
        "scale" => scale::described(recorded),
        _ => pile::described(recorded),
    };
    parts.push(described);
    parts.push(results::environment(recorded));
    parts.extend(results::standards(recorded));
    parts.push(results::items(recorded));
    parts.extend(match recorded.kind.as_str() {
        "lot" => lot::figures(recorded),
        "scale" => scale::figures(recorded),
        _ => pile::figures(recorded),
    });
    if record {
        parts.extend(readings::part(recorded));
    }
    parts.extend(amendments::part(recorded));
    if record {
        parts.extend(amendments::events(recorded));
        parts.extend(results::trace(recorded));
    }
    parts.extend(results::cautions(recorded));
    parts.push(issuer(laboratory));
    parts
}

fn issuer(laboratory: &Laboratory) -> Part {
    let field = |id, zh, en, text: &String| Field::new(id, zh, en, text.as_str());
    let fields = vec![
        field("authorisation", "授权证书号", "Authorisation", &laboratory.authorisation),
        field("address", "地址", "Address", &laboratory.address),
        field("phone", "电话", "Telephone", &laboratory.phone),
        field("postcode", "邮编", "Postcode", &laboratory.postcode),
        field("email", "电子邮箱", "E-mail", &laboratory.email),
    ];
    part("发证机构", "Issuing body", vec![Block::Fields(fields)])
}

fn part(zh: &str, en: &str, blocks: Vec<Block>) -> Part {
    Part { title: Words::new(zh, en), blocks }
}
