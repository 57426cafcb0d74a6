//! 定密: the dialog that marks a record or one of its attachments: level, period, basis, circle of knowledge, seal, and the reason.

use eframe::egui::{self, Context, Ui};

use crate::desk::{Command, Reader, Titles, Which};
use crate::model::{Mark, Message, Problem, RecordId, Secrecy, Term};
use crate::rules::search_text::{matches, search_key};
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::pick_box::{PickBox, Picked, Proposal, pick_box};
use crate::ui::widgets::section::caption;
use crate::ui::widgets::segmented::segmented;

/// What is read before the dialog opens.
pub struct MarkData {
    /// The attachment that is marked; `None` is the record itself.
    attachment: Option<RecordId>,
    mark: Mark,
    /// People and units, for the circle.
    members: Vec<Member>,
    title: String,
}

impl MarkData {
    /// Reads the mark of a record, or of one of its attachments, and who could stand in its circle.
    ///
    /// # Errors
    /// When the file can't be read or what is to be marked is not there.
    pub fn read(reader: &Reader, selected: Selected, attachment: Option<RecordId>) -> Result<Self, Problem> {
        let missing = || {
            let kind = crate::records::find(selected.register).map_or("", |of| of.text());
            Problem::Missing(Message::new("problem.missing").with("record", kind).with("id", selected.id))
        };
        let record_type = crate::records::find(selected.register).ok_or_else(missing)?;
        let view = reader.get(record_type, selected.id)?.ok_or_else(missing)?;
        let mut members = Vec::new();
        let mut titles = Titles::default();
        for register in ["unit", "person"] {
            let Some(of) = crate::records::find(register) else { continue };
            let mut ids = Vec::new();
            reader.visit(of, Which::Living, &mut |view| {
                ids.push(view.row.meta.id);
                std::ops::ControlFlow::Continue(())
            })?;
            for id in ids {
                members.push(Member::new(id, titles.get(reader, register, id)?));
            }
        }
        let (mark, title) = match attachment {
            None => (view.row.meta.mark.clone(), reader.title(record_type, &view.row)?),
            Some(id) => {
                let mut attached = reader.attachments(record_type, selected.id)?.into_iter();
                let kept = attached.find(|kept| kept.id == id);
                let kept =
                    kept.ok_or_else(|| Problem::Missing(Message::new("problem.no_such_attachment")))?;
                (kept.mark, kept.name)
            }
        };
        let mark = mark.as_deref().cloned().unwrap_or_default();
        Ok(Self { attachment, mark, members, title })
    }
}

/// The dialog.
pub struct MarkScreen {
    selected: Selected,
    data: MarkData,
    level: Secrecy,
    term: String,
    basis: String,
    circle: Vec<RecordId>,
    sealed: bool,
    reason: String,
}

/// What the user wants of the dialog.
pub enum MarkWish {
    /// To mark the record.
    Save(Command),
    /// To leave it as it is.
    Close,
}

impl MarkScreen {
    /// The dialog of a record.
    pub fn new(selected: Selected, data: MarkData) -> Self {
        let term = match data.mark.term {
            Term::LongTerm => String::new(),
            Term::UntilPublished => "published".to_owned(),
            Term::Years(years) => format!("{years}y"),
            Term::Months(months) => format!("{months}m"),
            Term::Until(day) => day.to_string(),
        };
        Self {
            selected,
            level: data.mark.level,
            term,
            basis: data.mark.basis.clone(),
            circle: data.mark.circle.clone(),
            sealed: data.mark.sealed,
            reason: String::new(),
            data,
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context) -> Option<MarkWish> {
        let language = ctx.language();
        let title = language.fill("mark.title", &[("title", &self.data.title)]);
        let mut wish = None;
        let (_, dismissal) = Dialog::new("mark", &title).edits().show(ctx, |ui| {
            self.fields(ui);
            button_row(ui, |ui| {
                let term = Term::from_text(&self.term);
                let save =
                    ui.add_enabled_ui(term.is_some(), |ui| ui.primary_button(language.text("form.save")));
                if let (true, Some(term)) = (save.inner.clicked(), term) {
                    wish = Some(MarkWish::Save(self.command(term)));
                }
                if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                    wish = Some(MarkWish::Close);
                }
            });
        });
        if dismissal.is_some() { Some(MarkWish::Close) } else { wish }
    }

    fn command(&self, term: Term) -> Command {
        Command::Mark {
            register: self.selected.register.to_owned(),
            id: self.selected.id,
            attachment: self.data.attachment,
            mark: Mark {
                level: self.level,
                term,
                basis: self.basis.clone(),
                circle: self.circle.clone(),
                sealed: self.sealed,
                ..Mark::default()
            },
            reason: self.reason.clone(),
        }
    }

    fn fields(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let levels: Vec<(Secrecy, &str)> =
            Secrecy::ALL.iter().map(|level| (*level, language.text(level.text()))).collect();
        ui.label(language.text("mark.level"));
        segmented(ui, language.text("mark.level"), &mut self.level, &levels);
        if self.level.is_state_secret() {
            caption(ui, language.text("secrecy.not_certified"));
        }
        let line = |ui: &mut Ui, text: &'static str, value: &mut String| {
            let label = ui.label(language.text(text));
            ui.add(egui::TextEdit::singleline(value).desired_width(f32::INFINITY)).labelled_by(label.id);
        };
        line(ui, "mark.term", &mut self.term);
        if Term::from_text(&self.term).is_none() {
            caption(ui, language.text("mark.term_hint"));
        }
        line(ui, "mark.basis", &mut self.basis);
        self.circle_ui(ui);
        ui.checkbox(&mut self.sealed, language.text("mark.sealed"));
        line(ui, "mark.reason", &mut self.reason);
    }

    fn circle_ui(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let label = ui.label(language.text("mark.circle"));
        let look =
            PickBox { id_salt: "circle", chosen: "", hint: language.text("mark.circle_hint"), width: 320.0 };
        let members = &self.data.members;
        let (response, picked) = pick_box(ui, look, |query| propose(members, query));
        response.labelled_by(label.id);
        if let Some(Picked::One((row, _, _))) = picked {
            let member = record_id(row);
            if !self.circle.contains(&member) {
                self.circle.push(member);
            }
        }
        let mut removed = None;
        ui.horizontal_wrapped(|ui| {
            for member in &self.circle {
                let name = members.iter().find(|of| of.id == *member).map_or("—", |of| of.name.as_str());
                let remove = language.fill("mark.remove", &[("name", name)]);
                if ui.removable_chip(name, &remove) {
                    removed = Some(*member);
                }
            }
        });
        if let Some(removed) = removed {
            self.circle.retain(|member| *member != removed);
        }
    }
}

/// Somebody, or a unit, that can be chosen.
pub(super) struct Member {
    id: RecordId,
    name: String,
    /// What the search looks through: the name, its pinyin, its initials.
    key: String,
}

impl Member {
    /// The member of an identity and a name.
    pub(super) fn new(id: RecordId, name: &str) -> Self {
        Self { id, name: name.to_owned(), key: search_key(name) }
    }
}

/// The members whose names fit what is typed.
pub(super) fn propose(members: &[Member], query: &str) -> Vec<Proposal> {
    const MOST: usize = 30;
    let found = members.iter().filter(|of| query.is_empty() || matches(&of.key, query));
    found.take(MOST).map(|of| (row_id(of.id), of.name.clone(), String::new())).collect()
}
