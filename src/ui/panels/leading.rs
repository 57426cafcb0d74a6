//! A screen from which one record is led, such as a meeting or an activity: which one can be chosen, how it is read, its
//! head with the ways on, and two columns below.

use chrono::{DateTime, NaiveDate, Utc};
use eframe::egui::{Align, Button, Context, Layout, RichText, ScrollArea, Ui, vec2};

use super::choosing::{self, Chosen};
use super::form::Candidates;
use super::steps::{self, Stepping, Way};
use crate::desk::{Asked, Reader, Right, civil_time};
use crate::model::{Problem, RecordId, Workflow};
use crate::records;
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::{Route, Selected};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::workplace::{Request, Workplace};

/// What such a screen leads, and how it is called. The texts are keys.
pub(super) struct Subject {
    pub(super) register: &'static str,
    pub(super) icon: &'static str,
    /// What stands over those that can be chosen.
    pub(super) title: &'static str,
    /// What choosing one is for.
    pub(super) explain: &'static str,
    /// Makes a new one.
    pub(super) new: &'static str,
    /// Leads back to those that can be chosen.
    pub(super) choose: &'static str,
    /// There is none yet.
    pub(super) none: &'static str,
    /// The one asked for is gone or not to be seen.
    pub(super) gone: &'static str,
    /// Registers whose records are named on the screen.
    pub(super) named: &'static [&'static str],
    /// The way to one of them, or to the choice.
    pub(super) route: fn(Option<RecordId>) -> Route,
}

/// What is read of the record, away from the window.
pub(super) trait Lead: Sized + Send + 'static {
    /// What it is.
    const SUBJECT: Subject;
    /// One that can be chosen.
    type Choice: Send + 'static;

    /// Reads the record with all that belongs to it; `None` when it is gone or not to be seen.
    ///
    /// # Errors
    /// When the file can't be read.
    fn read(
        reader: &Reader,
        id: RecordId,
        today: NaiveDate,
        language: Language,
    ) -> Result<Option<Self>, Problem>;

    /// Reads those that can be chosen.
    ///
    /// # Errors
    /// When the file can't be read.
    fn choices(reader: &Reader, today: NaiveDate, language: Language) -> Result<Vec<Self::Choice>, Problem>;

    /// One of them in words.
    fn in_words(choice: &Self::Choice) -> &Chosen;

    /// What stands at the head of the screen.
    fn head(&self) -> Head<'_>;
}

/// The head of a record that is led.
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
    /// The record's version, which its next step rests on.
    pub(super) version: u64,
    pub(super) ways: &'a [Way],
    /// Whether what comes next is the primary action of the screen.
    pub(super) has_main: bool,
    pub(super) state: &'static str,
    /// When, where and who.
    pub(super) facts: &'a str,
}

/// The record that is led, with all that its screen reads.
pub(super) struct Leading<D: Lead> {
    /// The record that `data` is of; `None`: one is to be chosen.
    id: Option<RecordId>,
    data: Loaded<Option<D>>,
    choices: Loaded<Vec<D::Choice>>,
    candidates: Loaded<Candidates>,
    nobody: Candidates,
}

impl<D: Lead> Default for Leading<D> {
    fn default() -> Self {
        Self {
            id: None,
            data: Loaded::default(),
            choices: Loaded::default(),
            candidates: Loaded::default(),
            nobody: Candidates::default(),
        }
    }
}

impl<D: Lead> Leading<D> {
    /// The office has changed.
    pub(super) fn invalidate(&mut self) {
        self.data.invalidate();
        self.choices.invalidate();
        self.candidates.invalidate();
    }

    /// Stands before a record, or before the choice of one; whether it is another than before. Nothing of the one before
    /// stays.
    pub(super) fn stand(&mut self, id: Option<RecordId>) -> bool {
        let is_other = self.id != id;
        if is_other {
            *self = Self { id, candidates: std::mem::take(&mut self.candidates), ..Self::default() };
        }
        is_other
    }

    /// Takes what has been read and reads what has become old. Gives whether the record has arrived, and what failed.
    pub(super) fn refresh(&mut self, ctx: &Context, workplace: &Workplace) -> (bool, Vec<Problem>) {
        let (today, language) = (workplace.today(), ctx.language());
        let Subject { register, named, .. } = D::SUBJECT;
        let Some(id) = self.id else {
            let (_, failed) = self.choices.refresh(|| {
                workplace.ask(ctx, "choices", move |reader, _| D::choices(reader, today, language))
            });
            return (false, failed.into_iter().collect());
        };
        let (arrived, failed) = self
            .data
            .refresh(|| workplace.ask(ctx, register, move |reader, _| D::read(reader, id, today, language)));
        let (_, missing) = self.candidates.refresh(|| {
            workplace.ask(ctx, "candidates", move |reader, _| Candidates::of_registers(reader, named))
        });
        (arrived, failed.into_iter().chain(missing).collect())
    }

    /// The record with all that belongs to it.
    pub(super) fn data(&self) -> Option<&D> {
        self.data.value()?.as_ref()
    }

    /// The records that can be named.
    pub(super) fn candidates(&self) -> &Candidates {
        self.candidates.value().unwrap_or(&self.nobody)
    }

    /// Draws what stands in place of a record: those that can be chosen, or that it is gone. Gives the one chosen.
    pub(super) fn choose_ui(&self, ui: &mut Ui, requests: &mut Vec<Request>) -> Option<&D::Choice> {
        let language = ui.language();
        let of = D::SUBJECT;
        if self.id.is_some() {
            if matches!(self.data.value(), Some(None)) {
                let step = language.text(of.choose);
                if empty_state(ui, of.icon, language.text(of.gone), Some(step)) {
                    requests.push(Request::Go((of.route)(None)));
                }
            }
            return None;
        }
        screen_title(ui, language.text(of.title), |ui| {
            if ui.primary_button((icons::ADD, language.text(of.new))).clicked() {
                requests.push(Request::New(of.register));
            }
        });
        caption(ui, language.text(of.explain));
        ui.add_space(ui.tokens().gap);
        let rows = self.choices.value()?;
        if rows.is_empty() {
            empty_state(ui, of.icon, language.text(of.none), None);
            return None;
        }
        choosing::rows(ui, rows, D::in_words)
    }

    /// Draws the head of the record: title and ways on, state and facts, the ways to edit it and to choose another, and
    /// between them what `more` adds.
    pub(super) fn head_ui(
        &mut self,
        ui: &mut Ui,
        requests: &mut Vec<Request>,
        more: impl FnOnce(&mut Ui, &D, &mut Vec<Request>),
    ) {
        let (Some(id), Some(Some(data))) = (self.id, self.data.value()) else { return };
        let subject = D::SUBJECT;
        let head = data.head();
        let of = Stepping { register: subject.register, id, version: head.version };
        steps::head(ui, head.title, of, (head.ways, head.has_main), requests);
        ui.horizontal_wrapped(|ui| {
            ui.chip(head.state, None);
            ui.label(RichText::new(head.facts).color(ui.tokens().text_weak));
            if quiet(ui, icons::EDIT, "action.edit") {
                requests.push(Request::Edit(Selected { register: subject.register, id }));
            }
            more(ui, data, requests);
            if quiet(ui, icons::BACK, subject.choose) {
                requests.push(Request::Go((subject.route)(None)));
            }
        });
    }
}

/// Draws a quiet button; whether it was pressed.
pub(super) fn quiet(ui: &mut Ui, icon: &'static str, key: &'static str) -> bool {
    let button = Button::new((icon, ui.language().text(key))).frame_when_inactive(false);
    ui.add(button).clicked()
}

/// One of the two columns below the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// What happens, in its order; it scrolls by itself.
    Left,
    /// What belongs to it.
    Right,
}

/// Draws two columns of which the left has a share of the width. `salt` tells the place it is scrolled to apart.
pub(super) fn columns(ui: &mut Ui, salt: &str, share: f32, mut draw: impl FnMut(&mut Ui, Column)) {
    let tokens = ui.tokens();
    let (whole, gap) = (ui.available_width(), tokens.padding * 1.5);
    let left = ((whole - gap) * share).floor();
    let right = (whole - left - gap).max(120.0);
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        for (column, width) in [(Column::Left, left), (Column::Right, right)] {
            ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.x = tokens.gap;
                if column == Column::Right {
                    draw(ui, column);
                    return;
                }
                ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| {
                    // The bar that scrolls stands beside the rows, not on them.
                    ui.set_max_width(width - 14.0);
                    draw(ui, column);
                });
            });
        }
    });
}

/// The name of a state.
pub(super) fn state_text(workflow: &Workflow, code: &str, language: Language) -> &'static str {
    workflow.state(code).map_or("", |state| language.text(state.text))
}

/// Why a record can't be edited, in words.
///
/// # Errors
/// When the file can't be read.
pub(super) fn obstacle_to_edit(
    reader: &Reader,
    register: &str,
    id: RecordId,
    language: Language,
) -> Result<Option<String>, Problem> {
    let Some(record_type) = records::find(register) else { return Ok(None) };
    let obstacle = reader.obstacle(record_type, Some(id), Asked::Right(Right::Update))?;
    Ok(obstacle.map(|obstacle| obstacle.in_language(language)))
}

/// The time of the office's clock at a moment.
pub(super) fn clock(moment: DateTime<Utc>) -> String {
    civil_time(moment).split_whitespace().last().unwrap_or_default().to_owned()
}
