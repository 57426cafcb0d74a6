//! Taking files in: what was found is shown with what will be made of it and why, before anything is made.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Context, Ui};

use crate::desk::Values;
use crate::exchange::taking_in::{Item, Refused, Same, TakingIn, look};
use crate::model::{Choice as _, Problem};
use crate::records::documents::{DocumentContent, DocumentNature};
use crate::rules::filing::visible;
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::{Job, Poll};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, Table, TableSource, TableState};
use crate::ui::workplace::{Request, Workplace};

/// What is to be taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeInOrder {
    /// What was looked at.
    pub plan: Arc<TakingIn>,
    /// Whether what is there already is left out.
    pub skips: bool,
}

/// A file in words, column by column.
struct Line {
    file: String,
    title: String,
    number: String,
    nature: &'static str,
    content: &'static str,
    department: String,
    why: String,
    /// What is there already.
    same: Option<String>,
    /// Why it is left out.
    refused: Option<String>,
}

/// The screen while files are taken in.
pub(super) struct Taking {
    looking: Option<Job<Result<TakingIn, Problem>>>,
    plan: Option<Arc<TakingIn>>,
    lines: Vec<Line>,
    /// The language that the lines are in.
    language: Language,
    skips: bool,
    table: TableState,
    is_running: bool,
}

impl Taking {
    /// Looks at files and folders; `aim` is the class they were put into.
    pub(super) fn look(ctx: &Context, workplace: &Workplace, paths: Vec<PathBuf>, aim: Values) -> Self {
        let today = workplace.today();
        let looking = workplace.ask(ctx, "look-at-files", move |reader, progress| {
            look(reader, &paths, &aim, today, &|done, total| progress.report(done, total))
        });
        Self {
            looking: Some(looking),
            plan: None,
            lines: Vec::new(),
            language: ctx.language(),
            skips: true,
            table: TableState::default(),
            is_running: false,
        }
    }

    /// Takes what has been found; `Err` ends it, with the problem where it was not stopped.
    pub(super) fn logic(&mut self, ctx: &Context) -> Result<(), Option<Problem>> {
        match self.looking.as_ref().map(Job::poll) {
            None | Some(Poll::Busy) => {}
            Some(Poll::Lost) => return Err(None),
            Some(Poll::Ready(Ok(plan))) => {
                self.looking = None;
                self.plan = Some(Arc::new(plan));
                self.put_into_words(ctx.language());
            }
            Some(Poll::Ready(Err(problem))) => return Err(Some(problem)),
        }
        if self.language != ctx.language() {
            self.put_into_words(ctx.language());
        }
        Ok(())
    }

    /// Whether the command is under way.
    pub(super) fn is_running(&self) -> bool {
        self.is_running
    }

    /// The command ended.
    pub(super) fn stopped(&mut self) {
        self.is_running = false;
    }

    fn put_into_words(&mut self, language: Language) {
        self.language = language;
        let Some(plan) = &self.plan else { return };
        let items = plan.items.iter().map(|item| line(item, plan, language));
        self.lines = items.chain(plan.refused.iter().map(|refused| left_out(refused, language))).collect();
    }

    /// Draws it; `true` leaves it.
    pub(super) fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) -> bool {
        let language = ui.language();
        let tokens = ui.tokens();
        let mut leaves = false;
        let count = self
            .plan
            .as_ref()
            .map_or(0, |plan| plan.items.len() - if self.skips { plan.duplicates() } else { 0 });
        screen_title(ui, language.text("taking_in.title"), |ui| {
            if let Some(plan) = &self.plan {
                let text = language.fill("taking_in.run", &[("count", &count.to_string())]);
                let enabled = count > 0 && !self.is_running;
                let run = ui.add_enabled_ui(enabled, |ui| ui.primary_button((icons::IMPORT, text.as_str())));
                if run.inner.clicked() {
                    self.is_running = true;
                    let order = TakeInOrder { plan: plan.clone(), skips: self.skips };
                    requests.push(Request::TakeIn(order));
                }
            }
            leaves = ui
                .add_enabled_ui(!self.is_running, |ui| ui.quiet_button(language.text("toolkit.cancel")))
                .inner
                .clicked();
        });
        ui.add_space(tokens.grid);
        if let Some(job) = &self.looking {
            let (done, total) = job.progress().state();
            let text = if total == 0 {
                language.text("taking_in.looking").to_owned()
            } else {
                let looked = language.fill("taking_in.looked", &[("count", &done.to_string())]);
                format!("{looked} / {total}")
            };
            empty_state(ui, icons::FOLDER_OPEN, &text, None);
            if leaves {
                job.progress().cancel();
            }
            return leaves;
        }
        if let Some(plan) = &self.plan {
            let (items, same, refused) = (plan.items.len(), plan.duplicates(), plan.refused.len());
            let arguments = [items, same, refused].map(|count| count.to_string());
            let [items, same_text, refused] = &arguments;
            let summary = language
                .fill("taking_in.summary", &[("items", items), ("same", same_text), ("refused", refused)]);
            ui.horizontal(|ui| {
                ui.label(summary);
                if same > 0 {
                    ui.add_space(tokens.gap);
                    ui.add_enabled_ui(!self.is_running, |ui| {
                        ui.checkbox(&mut self.skips, language.text("taking_in.skip"));
                    });
                }
            });
        }
        ui.add_space(tokens.grid);
        let title = |key| language.text(key);
        let columns = [
            Column::new("file", title("taking_in.file"), 220.0).unsorted(),
            Column::new("title", title("document.title"), 220.0).grows().unsorted(),
            Column::new("number", title("document.number"), 140.0).unsorted(),
            Column::new("nature", title("document.nature"), 72.0).unsorted(),
            Column::new("content", title("document.content"), 84.0).unsorted(),
            Column::new("department", title("document.department"), 110.0).unsorted(),
            Column::new("why", title("taking_in.reason"), 260.0).grows().unsorted(),
            Column::new("state", title("taking_in.state"), 220.0).unsorted(),
        ];
        let source = Lines { lines: &self.lines, skips: self.skips, new: title("taking_in.new") };
        Table::new(title("taking_in.title"), &columns, &source).show(ui, &mut self.table);
        leaves
    }
}

fn path_text(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn line(item: &Item, plan: &TakingIn, language: Language) -> Line {
    let text = |key: Option<&'static str>| key.map_or("", |key| language.text(key));
    let same = item.same.as_ref().map(|same| match same {
        Same::Kept(title) => language.fill("taking_in.same_kept", &[("title", title)]),
        Same::Twin(place) => {
            let twin = plan.items.get(*place).map_or("", |twin| twin.title.as_str());
            language.fill("taking_in.same_twin", &[("title", twin)])
        }
    });
    let separator = if language == Language::English { "; " } else { "；" };
    let why: Vec<String> = item.why.iter().map(|why| why.in_language(language)).collect();
    Line {
        file: path_text(&item.found.folder, &item.found.name),
        title: item.title.clone(),
        number: item.number.clone(),
        nature: text(DocumentNature::SET.text_key(&item.nature)),
        content: text(DocumentContent::SET.text_key(&item.content)),
        department: item.department.as_ref().map_or_else(String::new, |(_, name)| name.clone()),
        why: why.join(separator),
        same,
        refused: None,
    }
}

fn left_out(refused: &Refused, language: Language) -> Line {
    let name = refused.path.file_name().unwrap_or_default().to_string_lossy();
    Line {
        file: visible(&name),
        title: String::new(),
        number: String::new(),
        nature: "",
        content: "",
        department: String::new(),
        why: String::new(),
        same: None,
        refused: Some(language.fill("taking_in.left_out", &[("why", &refused.why.in_language(language))])),
    }
}

struct Lines<'a> {
    lines: &'a [Line],
    skips: bool,
    new: &'a str,
}

impl TableSource for Lines<'_> {
    fn row_count(&self) -> usize {
        self.lines.len()
    }

    fn row_id(&self, index: usize) -> RowId {
        RowId::try_from(index).unwrap_or_default()
    }

    fn index_of(&self, id: RowId) -> Option<usize> {
        usize::try_from(id).ok().filter(|index| *index < self.lines.len())
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let Some(line) = self.lines.get(index) else { return Cell::default() };
        let text = match key {
            "file" => return Cell::styled(line.file.as_str(), CellStyle::Weak),
            "title" => line.title.as_str(),
            "number" => line.number.as_str(),
            "nature" => line.nature,
            "content" => line.content,
            "department" => line.department.as_str(),
            "why" => return Cell::styled(line.why.as_str(), CellStyle::Weak),
            _ => {
                let (text, status): (Cow<'_, str>, Status) = match (&line.refused, &line.same) {
                    (Some(why), _) => (why.as_str().into(), Status::Overdue),
                    (None, Some(same)) => {
                        let status = if self.skips { Status::Neutral } else { Status::Behind };
                        (same.as_str().into(), status)
                    }
                    (None, None) => (self.new.into(), Status::Done),
                };
                return Cell::styled(text, CellStyle::Status(status));
            }
        };
        Cell::plain(text)
    }
}
