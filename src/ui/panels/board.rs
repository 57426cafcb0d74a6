//! The board of any register with a workflow: a column a state, a card a record; dragging a card takes the
//! transition that leads there.

use chrono::NaiveDate;
use eframe::egui::{Context, Id, RichText, ScrollArea, Ui};

use crate::desk::{Command, Reader, Titles, Values, View, Which, show};
use crate::model::{Field, Kind, Problem, RecordId, RecordType, Value, Workflow};
use crate::rules::search_text::collation_key;
use crate::text::Language;
use crate::ui::jobs::Loaded;
use crate::ui::panels::list::tone_status;
use crate::ui::routes::{Route, Selected, register_text};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::workplace::{Request, Workplace};

/// Cards shown in a column; the rest is counted and found in the list.
const MOST_CARDS: usize = 200;

struct Card {
    id: RecordId,
    version: u64,
    title: String,
    /// When it is due and who has it, as far as its register says so.
    detail: String,
    due: Option<NaiveDate>,
}

/// The fields that a card tells besides the name: the first day on which something is due, or
/// when it begins; and the first person.
struct Parts {
    due: Option<usize>,
    owner: Option<(usize, &'static Field)>,
}

impl Parts {
    fn of(record_type: &'static dyn RecordType) -> Self {
        let fields = record_type.fields();
        let begins = || fields.iter().position(|field| field.key == "start");
        Self {
            due: fields.iter().position(|field| field.due.is_some()).or_else(begins),
            owner: fields
                .iter()
                .enumerate()
                .find(|(_, field)| matches!(field.kind, Kind::Link("person")) && !field.title),
        }
    }

    fn due(&self, view: &View) -> Option<NaiveDate> {
        match view.value(self.due?)? {
            Value::Date(date) => Some(date),
            Value::DateTime(time) => Some(time.date()),
            _ => None,
        }
    }

    fn detail(
        &self,
        reader: &Reader,
        titles: &mut Titles,
        view: &View,
        language: Language,
    ) -> Result<String, Problem> {
        let mut parts: Vec<String> = self.due(view).map(|day| day.to_string()).into_iter().collect();
        if let Some((place, field)) = self.owner
            && let Some(value) = view.value(place)
        {
            parts.push(show(reader, titles, field, &value, language)?);
        }
        parts.retain(|part| !part.is_empty());
        Ok(parts.join(" · "))
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
                    let state = workflow.states.iter().position(|of| Some(of.code) == state.as_str());
                    if let Some(column) = state.and_then(|state| columns.get_mut(state)) {
                        column.push(Card {
                            id: view.row.meta.id,
                            version: view.row.meta.version,
                            title: reader.title(record_type, &view.row)?,
                            detail: parts.detail(reader, &mut titles, &view, language)?,
                            due: parts.due(&view),
                        });
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
            // Who signs, why, and whether it is meant, is asked for.
            Some((way, None)) if way.reason || way.irrevocable || (way.signs.is_some() && self.is_nobody) => {
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
                        .stroke(eframe::egui::Stroke::new(1.0, tokens.line))
                        .show(ui, |ui| {
                            ui.set_width(168.0);
                            ui.label(&card.title);
                            if !card.detail.is_empty() {
                                caption(ui, &card.detail);
                            }
                        });
                })
                .response;
            if response.clicked() {
                requests.push(Request::Select(Some(Selected { register, id: card.id })));
            }
        }
        if cards.len() > MOST_CARDS {
            ui.label(RichText::new(format!("+{}", cards.len() - MOST_CARDS)).color(tokens.text_weak));
        }
    });
}
