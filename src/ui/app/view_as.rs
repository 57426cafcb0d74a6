//! Working as somebody else for a while: the window's `--as PERSON`.

use eframe::egui::{Context, Frame, Margin, Panel, RichText, Ui};

use super::{App, Poll, Problem};
use crate::desk::{Session, Which, person_named};
use crate::model::RecordId;
use crate::rules::search_text::{matches, search_key};
use crate::ui::icons;
use crate::ui::jobs::Job;
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::routes::Route;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row, first_focus};
use crate::ui::widgets::field_edit::{Field, link_field};
use crate::ui::workplace::Workplace;

/// How many people are proposed at once.
const MOST_PROPOSALS: usize = 12;

/// Somebody who can be chosen: identity, what the search looks through, name, staff number.
type Candidate = (u128, String, String, String);

/// The question whose eyes to see through, and the way to the answer.
pub(super) enum ViewAs {
    /// The people are being read.
    Reading(Job<Result<Vec<Candidate>, Problem>>),
    /// The dialog is open.
    Asking(Question),
    /// The rights of the one chosen are being worked out.
    Starting(Job<Result<Session, Problem>>),
}

/// The question as it stands.
pub(super) struct Question {
    people: Vec<Candidate>,
    chosen: Option<(u128, String)>,
    /// Its field has not had the keyboard yet.
    fresh: bool,
}

/// Opens the question.
pub(super) fn ask(ctx: &Context, workplace: &Workplace) -> ViewAs {
    ViewAs::Reading(workplace.ask(ctx, "view-as", |reader, _| {
        let Some(person) = crate::records::find("person") else { return Ok(Vec::new()) };
        let number = person.field("number").map(|(place, _)| place);
        let mut views = Vec::new();
        reader.visit(person, Which::Living, &mut |view| {
            views.push(view);
            std::ops::ControlFlow::Continue(())
        })?;
        let mut found = Vec::with_capacity(views.len());
        for view in views {
            let name = reader.title(person, &view.row)?;
            let number = number.and_then(|place| view.value(place)).unwrap_or_default();
            let number = number.as_str().unwrap_or_default().to_owned();
            found.push((row_id(view.row.meta.id), search_key(&format!("{name} {number}")), name, number));
        }
        Ok(found)
    }))
}

impl App {
    pub(super) fn view_as_logic(&mut self) {
        match self.view_as.take() {
            Some(ViewAs::Reading(job)) => match job.poll() {
                Poll::Busy => self.view_as = Some(ViewAs::Reading(job)),
                Poll::Lost => {}
                Poll::Ready(Ok(people)) => {
                    self.view_as = Some(ViewAs::Asking(Question { people, chosen: None, fresh: true }));
                }
                Poll::Ready(Err(problem)) => self.tell(&problem, None),
            },
            Some(ViewAs::Starting(job)) => match job.poll() {
                Poll::Busy => self.view_as = Some(ViewAs::Starting(job)),
                Poll::Lost => {}
                Poll::Ready(Ok(session)) => {
                    if let Some(workplace) = &mut self.workplace {
                        workplace.take_place_of(session);
                    }
                    self.look_afresh();
                }
                Poll::Ready(Err(problem)) => self.tell(&problem, None),
            },
            other => self.view_as = other,
        }
    }

    /// Works as oneself again.
    pub(super) fn end_view_as(&mut self) {
        if let Some(workplace) = &mut self.workplace {
            workplace.return_to_own_place();
        }
        self.look_afresh();
    }

    /// Nothing that other eyes have read stays on a screen.
    fn look_afresh(&mut self) {
        self.forget_screens();
        self.history.go(Route::Home);
        self.refresh_undo();
    }

    pub(super) fn view_as_ui(&mut self, ctx: &Context) {
        let Some(ViewAs::Asking(Question { people, chosen, fresh })) = &mut self.view_as else { return };
        let language = ctx.language();
        let mut answer = None;
        let dialog = Dialog::new("view as", language.text("view_as.title")).edits();
        let (_, dismissal) = dialog.show(ctx, |ui| {
            ui.label(RichText::new(language.text("view_as.explain")).color(ui.tokens().text_weak));
            ui.add_space(ui.tokens().gap);
            let field = Field::new(language.text("view_as.person"));
            let input = link_field(ui, &field, chosen, language.text("register.person"), |query| {
                let found = people.iter().filter(|(_, key, ..)| query.is_empty() || matches(key, query));
                let found = found.take(MOST_PROPOSALS);
                found.map(|(id, _, name, number)| (*id, name.clone(), number.clone())).collect()
            });
            first_focus(ui, fresh, &input);
            button_row(ui, |ui| {
                let ready = chosen.is_some();
                let start = language.text("view_as.start");
                if ui.add_enabled_ui(ready, |ui| ui.primary_button(start)).inner.clicked() {
                    answer = Some(chosen.as_ref().map(|(id, _)| record_id(*id)));
                }
                if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                    answer = Some(None);
                }
            });
        });
        match answer {
            Some(Some(person)) => self.view_as = self.start_as(ctx, person),
            Some(None) => self.view_as = None,
            None if dismissal.is_some() => self.view_as = None,
            None => {}
        }
    }

    /// Takes the place of whom the command line named, where that is allowed, and says so where it is not.
    pub(super) fn take_asked_place(&mut self, ctx: &Context) {
        let Some(named) = self.asked_person.take() else { return };
        let Some(workplace) = self.workplace.as_ref().filter(|place| place.may_take_places()) else {
            self.toasts.error(ctx.language().text("view_as.refused"));
            return;
        };
        let (office, today) = (workplace.office.clone(), workplace.today());
        self.view_as = Some(ViewAs::Starting(Job::start(ctx, "view-as", move |_| {
            let snapshot = office.store().snapshot()?;
            let person = person_named(&snapshot, &named)?;
            Session::of_person(&snapshot, person, today)
        })));
    }

    fn start_as(&self, ctx: &Context, person: RecordId) -> Option<ViewAs> {
        let workplace = self.workplace.as_ref()?;
        let (office, today) = (workplace.office.clone(), workplace.today());
        Some(ViewAs::Starting(Job::start(ctx, "view-as", move |_| {
            Session::of_person(&office.store().snapshot()?, person, today)
        })))
    }

    /// Says whose eyes these are, and the way back; `true` when it is taken.
    pub(super) fn view_as_banner(&self, ui: &mut Ui) -> bool {
        let Some(workplace) = self.workplace.as_ref().filter(|place| place.is_in_anothers_place()) else {
            return false;
        };
        let tokens = ui.tokens();
        let language = ui.language();
        let frame = Frame::new().fill(tokens.selected).inner_margin(Margin::symmetric(20, 6));
        let shown = Panel::top("view as").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                let text = language.fill("view_as.banner", &[("name", &workplace.session.name)]);
                ui.label(RichText::new(format!("{} {text}", icons::EYE)).color(tokens.text));
                ui.button(language.text("view_as.return")).clicked()
            })
            .inner
        });
        shown.inner
    }
}
