//! The office as the station calls it: what runs can give, one paper to look at, and the files of many.

use super::{Office, Reader, name};
use crate::document::compose::{Recorded, compose, paper_of, summary};
use crate::document::file::{Batch, FileRefused};
use crate::instrument::Profiles;
use crate::locale::{Lang, Words, papers as words};
use crate::paper::{Form, Paper, PaperKind};
use crate::people::DocumentState;
use crate::regulation::Book;
use crate::station::{HandOut, Offer, Offered, PaperOffice, PaperOrder, Progress, Unmade, Why, Written};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the folder below the data folder where files go unless somebody says otherwise.
const REPORTS: &str = "reports";

/// Makes papers of the record in a data folder.
pub struct Desk {
    data: PathBuf,
    book: Arc<Book>,
    profiles: Arc<Profiles>,
}

impl Desk {
    /// The desk of a data folder.
    pub const fn of(data: PathBuf, book: Arc<Book>, profiles: Arc<Profiles>) -> Self {
        Self { data, book, profiles }
    }

    fn reader(&self) -> Result<Reader, Why> {
        Reader::open(&self.data, Arc::clone(&self.book), Arc::clone(&self.profiles))
    }
}

impl PaperOffice for Desk {
    fn folder(&self) -> PathBuf {
        let reports = self.data.join(REPORTS);
        std::path::absolute(&reports).unwrap_or(reports)
    }

    fn sets_pdf(&self) -> bool {
        cfg!(feature = "pdf")
    }

    fn offers(&self, runs: &[String], progress: &Progress<'_>) -> Result<(Vec<Offer>, Paper), Unmade> {
        let (office, reader) = (Office::of(&self.data)?, self.reader()?);
        let mut offers: Vec<Offer> = Vec::new();
        let (mut first, mut all) = (None, Vec::with_capacity(runs.len()));
        for (done, run) in runs.iter().enumerate() {
            progress.go(done, runs.len())?;
            let recorded = reader.recorded(run)?;
            for kind in kinds(&recorded) {
                let offered = Offered { run: run.clone(), state: recorded.signers.document_state(kind.word()) };
                match offers.iter_mut().find(|offer| offer.kind == kind) {
                    Some(offer) => offer.of.push(offered),
                    None => offers.push(Offer { kind, of: vec![offered] }),
                }
            }
            if first.is_none() {
                first = Some(compose(&recorded, None, office.laboratory())?);
            }
            all.push(recorded.without_readings());
        }
        if runs.len() > 1 {
            let play = all.iter().any(|run| run.demonstration).then_some(DocumentState::Demonstration);
            let sheet = Offer { kind: PaperKind::Summary, of: vec![Offered { run: String::new(), state: play }] };
            first = Some(summary(&all, office.laboratory()));
            offers.push(sheet);
        }
        let first = first.ok_or_else(|| Unmade::Refused(words::both(words::no_runs)))?;
        let place = |kind: PaperKind| match kind {
            PaperKind::Summary => 0,
            PaperKind::Certificate | PaperKind::Notice | PaperKind::Report => 1,
            PaperKind::OriginalRecord => 2,
            PaperKind::SamplingForm => 3,
        };
        offers.sort_by_key(|offer| place(offer.kind));
        Ok((offers, first))
    }

    fn paper(&self, runs: &[String], kind: PaperKind) -> Result<Paper, Why> {
        let (office, reader) = (Office::of(&self.data)?, self.reader()?);
        if kind == PaperKind::Summary {
            let all: Result<Vec<Recorded>, Why> =
                runs.iter().map(|run| Ok(reader.recorded(run)?.without_readings())).collect();
            return Ok(summary(&all?, office.laboratory()));
        }
        let run = runs.first().ok_or_else(|| words::both(words::no_runs))?;
        compose(&reader.recorded(run)?, Some(kind), office.laboratory())
    }

    fn write(
        &self,
        runs: &[String],
        offers: &[Offer],
        order: &PaperOrder,
        codes: &mut HandOut<'_>,
        progress: &Progress<'_>,
    ) -> Result<Written, Unmade> {
        let folder = folder_of(&order.folder);
        std::fs::create_dir_all(&folder).map_err(|why| {
            let (folder, why) = (folder.display().to_string(), why.to_string());
            Unmade::Refused(words::both(|lang| words::no_folder(lang, &folder, &why)))
        })?;
        let (office, reader) = (Office::of(&self.data)?, self.reader()?);
        let files = |offer: &Offer| offer.of.len() * order.forms.iter().filter(|form| fits(offer.kind, **form)).count();
        let all = offers.iter().map(files).sum();
        if all == 0 {
            return Err(Unmade::Refused(words::both(words::dcc_of_results)));
        }
        let batch = Batch::new(order.replace);
        let mut sheaf =
            Sheaf { office: &office, order, folder, batch, written: Written::default(), progress, done: 0, all };
        let has_sheet = offers.iter().any(|offer| offer.kind == PaperKind::Summary);
        let of = |offer: &&Offer, run: &String| offer.of.iter().any(|offered| offered.run == *run);
        let mut read: Vec<Recorded> = Vec::new();
        for run in runs {
            let wanted: Vec<&Offer> = offers.iter().filter(|offer| of(offer, run)).collect();
            if wanted.is_empty() && !has_sheet {
                continue;
            }
            sheaf.progress.go(sheaf.done, all)?;
            let recorded = reader.recorded(run)?;
            for offer in wanted {
                sheaf.paper(&recorded, offer.kind, codes)?;
            }
            if has_sheet {
                read.push(recorded.without_readings());
            }
        }
        if has_sheet {
            let sheet = summary(&read, office.laboratory());
            sheaf.files(&sheet, &order.forms)?;
        }
        sheaf.finish()
    }
}

/// Files under way, which get their names together.
struct Sheaf<'a> {
    office: &'a Office,
    order: &'a PaperOrder,
    folder: PathBuf,
    batch: Batch,
    written: Written,
    progress: &'a Progress<'a>,
    done: usize,
    all: usize,
}

impl Sheaf<'_> {
    /// A paper of a run in every kind of file.
    fn paper(&mut self, recorded: &Recorded, kind: PaperKind, codes: &mut HandOut<'_>) -> Result<(), Unmade> {
        for printed in [true, false] {
            let forms: Vec<Form> = self.order.forms.iter().copied().filter(|form| form.printed() == printed).collect();
            if forms.is_empty() {
                continue;
            }
            let mut refused = None;
            // A code that cannot be handed out costs the code and not the paper; that is said.
            let mut hand_out = |run: &str| codes(run).map_err(|why| refused = Some(why.words)).ok();
            let paper = self.office.paper(recorded, Some(kind), printed, &mut hand_out)?;
            self.written.notes.extend(refused);
            self.files(&paper, &forms)?;
        }
        Ok(())
    }

    fn files(&mut self, paper: &Paper, forms: &[Form]) -> Result<(), Unmade> {
        for form in forms.iter().filter(|form| fits(paper.kind, **form)) {
            self.progress.go(self.done, self.all)?;
            let made = self.office.made(std::slice::from_ref(paper), *form, self.order.tongue)?;
            let path = self.folder.join(format!("{}.{}", name(paper), made.form.ending()));
            let shown = path.display().to_string();
            for note in made.instead.into_iter().map(|why| instead(&why, &shown)).chain(made.notes) {
                if !self.written.notes.contains(&note) {
                    self.written.notes.push(note);
                }
            }
            // The HTML that stands in for a PDF may have been asked for itself.
            if !self.written.paths.contains(&shown) {
                let added = self.batch.add(&path, &made.bytes);
                // Who was told to stop while a slow disk kept it has stopped, whatever the disk said in the end.
                self.progress.go(self.done, self.all)?;
                added.map_err(|why| refused(&why))?;
                self.written.paths.push(shown);
            }
            self.done += 1;
        }
        Ok(())
    }

    fn finish(self) -> Result<Written, Unmade> {
        self.progress.go(self.done, self.all)?;
        self.batch.finish().map_err(|why| refused(&why))?;
        Ok(self.written)
    }
}

/// The papers that a run can give.
fn kinds(recorded: &Recorded) -> Vec<PaperKind> {
    let mut kinds = vec![paper_of(recorded)];
    if !kinds.contains(&PaperKind::OriginalRecord) {
        kinds.push(PaperKind::OriginalRecord);
    }
    if recorded.kind == "lot" {
        kinds.push(PaperKind::SamplingForm);
    }
    kinds
}

/// Whether a paper becomes such a file: a DCC is made of results only.
const fn fits(kind: PaperKind, form: Form) -> bool {
    !matches!(form, Form::Dcc) || matches!(kind, PaperKind::Certificate | PaperKind::Notice | PaperKind::Report)
}

fn instead(why: &Words, path: &str) -> Words {
    Words::new(words::instead(Lang::Zh, &why.zh, path), words::instead(Lang::En, &why.en, path))
}

/// What a file's refusal says on a screen, where there is no argument to force it.
fn refused(why: &FileRefused) -> Unmade {
    Unmade::Refused(match why {
        FileRefused::Exists(path) => {
            let path = path.display().to_string();
            words::both(|lang| words::exists(lang, &path))
        }
        FileRefused::Unwritten { .. } => Why::said(why, why.exit()).words,
    })
}

/// The folder that was typed, whole; `~` stands for the person's own.
fn folder_of(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let home = typed.strip_prefix("~/").zip(std::env::var_os("HOME"));
    let folder = home.map_or_else(|| PathBuf::from(typed), |(rest, home)| Path::new(&home).join(rest));
    std::path::absolute(&folder).unwrap_or(folder)
}
