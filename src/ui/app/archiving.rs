//! What the window does for the archive on a thread nobody waits for.

use std::collections::BTreeSet;

use eframe::egui::Context;

use super::{App, PathBuf, Poll, Told};
use crate::desk::{Conditions, FilingQueue, Titles, check_records, civil_time, view_on_loan};
use crate::exchange::pdf_pages::PdfPages;
use crate::exchange::texts::{is_sound, text_of};
use crate::model::{Problem, RecordId};
use crate::print::papers::{print_file, printable};
use crate::print::typefaces::FACES;
use crate::records::archive::CheckOccasion;
use crate::ui::jobs::Job;
use crate::ui::panels::loan_viewer::{LentFiles, LoanViewer, ViewWish, Viewed, lines_of};

impl App {
    /// Prints records into a file.
    pub(super) fn print_paper(
        &mut self,
        ctx: &Context,
        name: &'static str,
        ids: Vec<RecordId>,
        path: PathBuf,
    ) {
        self.start(ctx, "action.print", move |office, session, language, _| {
            let printable =
                printable(name).ok_or_else(|| Problem::Bug(format!("nothing is called {name}")))?;
            let (reader, today) = (office.reader(session)?, office.clock().today());
            print_file(printable, &reader, &Conditions::chosen(ids), today, &path, language)?;
            Ok(Told::of(language.text("files.printed")))
        });
    }

    /// Looks at the electronic files of some items and writes down what is found.
    pub(super) fn check_records(&mut self, ctx: &Context, items: Vec<RecordId>) {
        self.start(ctx, "records.checking", move |office, _, language, progress| {
            let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
            let mut told = |done: usize| progress.report(u64::try_from(done).unwrap_or(u64::MAX), total);
            let by_hand = CheckOccasion::ByHand;
            let count = check_records(office, &items, by_hand, is_sound, &mut told)?;
            Ok(Told::of(language.fill("done.records_checked", &[("count", &count.to_string())])))
        });
    }

    /// Files papers of the queue by one command.
    pub(super) fn file_papers(
        &mut self,
        ctx: &Context,
        queue: Box<FilingQueue>,
        chosen: BTreeSet<RecordId>,
        by: Option<RecordId>,
    ) {
        self.start(ctx, "filing.filing", move |office, session, language, _| {
            let (command, count) = office.reader(session)?.filing_command(&queue, &chosen, by)?;
            let outcome = office.execute(session, command)?;
            let mut text = language.fill("done.filed", &[("count", &count.to_string())]);
            if count < chosen.len() {
                let left = (chosen.len() - count).to_string();
                text.push('\n');
                text.push_str(&language.fill("filing.left", &[("count", &left)]));
            }
            Ok(Told { can_undo: outcome.can_be_undone, ..Told::of(text) })
        });
    }

    /// Reads what an electronic loan has.
    pub(super) fn open_loan(&mut self, ctx: &Context, loan: RecordId) {
        let Some(workplace) = &self.workplace else { return };
        let today = workplace.today();
        let job = workplace.ask(ctx, "loan", move |reader, _| {
            let (found, files) = reader.lent_files(loan, today)?;
            let mut titles = Titles::default();
            let title = titles.of(reader, found.record.item)?;
            let who = titles.of(reader, found.record.borrower)?;
            let watermark = format!("{who}  {}  {}", civil_time(reader.now()), found.record.number);
            Ok(LentFiles { loan, watermark, title, files })
        });
        self.loan_viewer.coming = Some(job);
    }

    /// Opens the window when what it needs has come, and takes what has been read in it.
    pub(super) fn viewing_logic(&mut self, ctx: &Context) {
        if let Some(job) = &self.loan_viewer.coming {
            match job.poll() {
                Poll::Busy => {}
                Poll::Lost => self.loan_viewer.coming = None,
                Poll::Ready(result) => {
                    self.loan_viewer.coming = None;
                    match result {
                        Ok(lent) => self.loan_viewer.window = Some(LoanViewer::new(lent)),
                        Err(problem) => self.tell(&problem, Some("loan")),
                    }
                }
            }
        }
        let problem = self.loan_viewer.window.as_mut().and_then(|window| window.logic(ctx));
        if let Some(problem) = problem {
            self.tell(&problem, Some("loan"));
        }
    }

    /// Draws the window of an electronic loan.
    pub(super) fn viewing_ui(&mut self, ctx: &Context) {
        let (Some(window), Some(workplace)) = (&mut self.loan_viewer.window, &self.workplace) else { return };
        match window.show(ctx) {
            Some(ViewWish::Close) => self.loan_viewer.window = None,
            Some(ViewWish::Read(place)) => {
                let (office, session, loan) =
                    (workplace.office.clone(), workplace.session.clone(), window.loan());
                let Some(file) = window.file(place).cloned() else { return };
                let job = Job::start(ctx, "view", move |_| {
                    let content = view_on_loan(&office, &session, loan, &file)?;
                    if let Some(Ok(pages)) = PdfPages::of(content.clone(), &FACES) {
                        return Ok(Viewed::Pages(pages));
                    }
                    Ok(Viewed::Lines(lines_of(&text_of(&file.name, &content))))
                });
                window.reads(place, job);
            }
            None => {}
        }
    }
}

/// The window of an electronic loan, and the way to it.
#[derive(Default)]
pub(super) struct Viewing {
    coming: Option<Job<Result<LentFiles, Problem>>>,
    window: Option<LoanViewer>,
}

impl Viewing {
    /// Whether it takes the keys for itself.
    pub(super) fn is_open(&self) -> bool {
        self.window.is_some()
    }
}
