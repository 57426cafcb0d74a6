//! The board of any register with a workflow: a column a state, a card a record; dragging a card takes the
//! transition that leads there.

use chrono::NaiveDate;
use eframe::egui::{Context, Id, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::desk::{Command, Reader, Titles, Values, View, Which, civil_date, show, show_field};
use crate::model::{Choice as _, Field, Kind, Problem, RecordId, RecordType, State, Value, Workflow};
use crate::rules::paper::Urgency;
use crate::rules::search_text::collation_key;
use crate::text::Language;
use crate::ui::jobs::Loaded;
use crate::ui::panels::list::tone_status;
use crate::ui::routes::{Route, Selected, register_text};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::workplace::{Request, Workplace};

/// Cards shown in a column; the rest is counted and found in the list.
const MOST_CARDS: usize = 200;

struct Card {
    id: RecordId,
    version: u64,
    title: String,
    /// Its number, as far as it has one.
    number: String,
    /// How secret and how urgent it is, where it is more than ordinary.
    marks: Vec<(String, Option<Status>)>,
    /// Who has it.
    holder: String,
    due: Option<NaiveDate>,
    /// The day in words.
    day: String,
    is_late: bool,
}

/// The fields that a card tells besides the name: the number that tells it from others, how urgent it is, the first day
/// on which something is due, or when it begins; and whoever has it, or the first person.
struct Parts {
    record_type: &'static dyn RecordType,
    number: Option<usize>,
    urgency: Option<(usize, &'static Field)>,
    due: Option<(usize, &'static Field)>,
    owner: Option<(usize, &'static Field)>,
}

impl Parts {
    fn of(record_type: &'static dyn RecordType) -> Self {
        let fields = || record_type.fields().iter().enumerate();
        let is_number = |field: &Field| (field.unique || field.identifying) && !field.title;
        Self {
            record_type,
            number: fields().find(|(_, field)| field.kind == Kind::Text && is_number(field)).map(|of| of.0),
            urgency: fields().find(|(_, field)| field.kind == Kind::Choice(Urgency::SET)),
            due: fields()
                .find(|(_, field)| field.owed().is_some())
                .or_else(|| fields().find(|(_, field)| field.key == "start")),
            owner: fields().find(|(_, field)| matches!(field.kind, Kind::Link("person")) && !field.title),
        }
    }

    fn due(&self, view: &View) -> Option<NaiveDate> {
        match view.value(self.due?.0)? {
            Value::Date(date) => Some(date),
            Value::DateTime(time) => Some(time.date()),
            _ => None,
        }
    }

    /// Who has it; where the register knows that, nobody is nobody.
    fn holder(
        &self,
        reader: &Reader,
        titles: &mut Titles,
        view: &View,
        language: Language,
    ) -> Result<String, Problem> {
        if let Some((register, holder)) = self.record_type.holder(&view.row) {
            return Ok(titles.get(reader, register, holder)?.to_owned());
        }
        match self.owner.filter(|_| !self.record_type.knows_holder()) {
            Some((place, field)) => match view.value(place) {
                Some(value) => show(reader, titles, field, &value, language),
                None => Ok(String::new()),
            },
            None => Ok(String::new()),
        }
    }

    fn marks(&self, view: &View, language: Language) -> Vec<(String, Option<Status>)> {
        let mut marks: Vec<(String, Option<Status>)> = Vec::new();
        marks.extend(view.row.meta.mark.as_ref().map(|mark| (mark.shown(language), None)));
        if let Some((place, field)) = self.urgency
            && let Some(value) = view.value(place)
            && value != Value::choice(Urgency::Plain.code())
        {
            marks.push((show_field(field, &value, language), Some(Status::Behind)));
        }
        marks
    }

    fn card(
        &self,
        reader: &Reader,
        titles: &mut Titles,
        view: &View,
        state: &State,
        language: Language,
    ) -> Result<Card, Problem> {
        let due = self.due(view);
        let owed = self.due.and_then(|(_, field)| field.owed());
        let is_past = due.is_some_and(|day| day < civil_date(reader.now()));
        let is_late = is_past && owed.is_some_and(|owed| owed.in_state(state));
        let day = due.map(|day| day.to_string()).unwrap_or_default();
        let number = self.number.and_then(|place| view.value(place));
        Ok(Card {
            id: view.row.meta.id,
            version: view.row.meta.version,
            title: reader.title(self.record_type, &view.row)?,
            number: number.and_then(|number| number.as_str().map(str::to_owned)).unwrap_or_default(),
            marks: self.marks(view, language),
            holder: self.holder(reader, titles, view, language)?,
            due,
            day: if is_late { language.fill("board.overdue", &[("day", &day)]) } else { day },
            is_late,
        })
    }
}

/// A card under the pointer.
#[derive(Clone, Copy)]
struct Dragged {
    id: RecordId,
    version: u64,
    from: usize,
}

/// A board.
pub struct BoardScreen {
    record_type: &'static dyn RecordType,
    workflow: &'static Workflow,
    columns: Loaded<Vec<Vec<Card>>>,
    /// Nobody in particular is at work.
    is_nobody: bool,
}

impl BoardScreen {
    /// The board of a register; `None` when it has no workflow.
    pub fn new(record_type: &'static dyn RecordType) -> Option<Self> {
        let (_, workflow) = record_type.workflow()?;
        Some(Self { record_type, workflow, columns: Loaded::default(), is_nobody: false })
    }

    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.columns.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (record_type, workflow, language) = (self.record_type, self.workflow, ctx.language());
        self.is_nobody = workplace.session.is_nobody();
        let started = self.columns.refresh(|| {
            workplace.ask(ctx, "board", move |reader, _| {
                let mut columns: Vec<Vec<Card>> = workflow.states.iter().map(|_| Vec::new()).collect();
                let place = record_type.workflow().map_or(0, |(place, _)| place);
                let (parts, mut titles) = (Parts::of(record_type), Titles::default());
                let mut views = Vec::new();
                reader.visit(record_type, Which::Living, &mut |view| {
                    views.push(view);
                    std::ops::ControlFlow::Continue(())
                })?;
                for view in views {
                    let state = view.value(place).unwrap_or_default();
                    let mut states = workflow.states.iter().zip(&mut columns);
                    let found = states.find(|(of, _)| Some(of.code) == state.as_str());
                    if let Some((state, column)) = found {
                        column.push(parts.card(reader, &mut titles, &view, state, language)?);
                    }
                }
                for column in &mut columns {
                    // What is due first stands first; what is never due stands behind.
                    column.sort_by_cached_key(|card| {
                        (card.due.is_none(), card.due, collation_key(&card.title))
                    });
                }
                Ok(columns)
            })
        });
        started.1
    }

    /// Draws the board.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let tokens = ui.tokens();
        let register = self.record_type.name();
        let title = language.text(register_text(register));
        screen_title(ui, title, |ui| {
            if ui.quiet_button(language.text("list.back_to_list")).clicked() {
                requests.push(Request::Go(Route::List(register)));
            }
        });
        let Some(columns) = self.columns.value() else { return };
        ui.add_space(tokens.gap);
        ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                for (place, (state, cards)) in self.workflow.states.iter().zip(columns).enumerate() {
                    ui.push_id(state.code, |ui| {
                        let frame = eframe::egui::Frame::new().inner_margin(8).fill(tokens.sunken);
                        let frame = frame.corner_radius(tokens.radius);
                        let (_, dropped) = ui.dnd_drop_zone::<Dragged, ()>(frame, |ui| {
                            ui.set_width(200.0);
                            ui.set_height(ui.available_height() - 24.0);
                            ui.vertical(|ui| {
                                ui.horizontal(|ui| {
                                    ui.chip(language.text(state.text), Some(tone_status(state.tone)));
                                    caption(ui, &cards.len().to_string());
                                });
                                column_ui(ui, register, place, cards, requests);
                            });
                        });
                        if let Some(dropped) = dropped {
                            self.drop(place, *dropped, language, requests);
                        }
                    });
                }
            });
        });
    }

    fn drop(&self, to: usize, dragged: Dragged, language: Language, requests: &mut Vec<Request>) {
        if dragged.from == to {
            return;
        }
        let state = |place: usize| self.workflow.states.get(place).map_or("", |state| state.code);
        let ways = self.workflow.leaving(state(dragged.from)).filter(|way| way.to == state(to));
        let not_by_hand = |code| self.record_type.not_by_hand(code);
        // A way that is for hands goes before one that is not.
        let way = ways.min_by_key(|way| not_by_hand(way.code).is_some());
        match way.map(|way| (way, not_by_hand(way.code))) {
            Some((way, Some(told))) => {
                let verb = language.text(way.text);
                requests.push(Request::Tell(language.fill(told, &[("verb", verb)])));
            }
            // Who signs, why, whether it is meant, and what they have to say, is asked for.
            Some((way, None)) if way.opens_form(self.is_nobody) => {
                let register = self.record_type.name();
                requests.push(Request::TakeWay(Selected { register, id: dragged.id }, way.code));
            }
            Some((way, None)) => requests.push(Request::Run(Command::Move {
                register: self.record_type.name().to_owned(),
                id: dragged.id,
                base: Some(dragged.version),
                transition: way.code.to_owned(),
                values: Values::new(),
                reason: None,
            })),
            None => requests.push(Request::Tell(language.text("board.no_way").to_owned())),
        }
    }
}

/// What is on a card: number and marks, the name, who has it and until when.
fn card_ui(ui: &mut Ui, card: &Card) {
    let tokens = ui.tokens();
    ui.spacing_mut().item_spacing.y = tokens.grid;
    ui.spacing_mut().interact_size.y = tokens.small;
    if !card.number.is_empty() || !card.marks.is_empty() {
        ui.horizontal_wrapped(|ui| {
            if !card.number.is_empty() {
                caption(ui, &card.number);
            }
            for (mark, status) in &card.marks {
                ui.chip(mark, *status);
            }
        });
    }
    ui.label(&card.title);
    if !card.holder.is_empty() || !card.day.is_empty() {
        ui.horizontal_wrapped(|ui| {
            if !card.holder.is_empty() {
                caption(ui, &card.holder);
            }
            if card.is_late {
                let late = RichText::new(&card.day).small().color(tokens.status(Status::Overdue));
                ui.label(late);
            } else if !card.day.is_empty() {
                caption(ui, &card.day);
            }
        });
    }
}

fn column_ui(ui: &mut Ui, register: &'static str, place: usize, cards: &[Card], requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    ScrollArea::vertical().auto_shrink([false, true]).show(ui, |ui| {
        for card in cards.iter().take(MOST_CARDS) {
            let id = Id::unique(("board card", card.id.as_bytes()));
            let dragged = Dragged { id: card.id, version: card.version, from: place };
            let response = ui
                .dnd_drag_source(id, dragged, |ui| {
                    eframe::egui::Frame::new()
                        .fill(tokens.raised)
                        .corner_radius(tokens.radius)
                        .inner_margin(8)
                        .stroke(Stroke::new(1.0, tokens.line))
                        .show(ui, |ui| {
                            ui.set_width(168.0);
                            card_ui(ui, card);
                        });
                })
                .response;
            // What is dragged is not clicked: a card is chosen by pointer and keyboard beside it.
            let chosen = ui.interact(response.rect, id.with("chosen"), Sense::click());
            chosen.widget_info(|| WidgetInfo::labeled(Role::Button, true, &card.title));
            if chosen.has_focus() {
                let ring = Stroke::new(2.0, tokens.focus);
                ui.painter().rect_stroke(response.rect, tokens.radius, ring, StrokeKind::Outside);
            }
            if chosen.clicked() {
                requests.push(Request::Select(Some(Selected { register, id: card.id })));
            }
        }
        if cards.len() > MOST_CARDS {
            ui.label(RichText::new(format!("+{}", cards.len() - MOST_CARDS)).color(tokens.text_weak));
        }
    });
}
