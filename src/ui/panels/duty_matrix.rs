//! The duty matrix: function × post with R, A, C, I. It is where default permissions come from; a function without an
//! accountable post, or with two, is flagged. Beside each post stand its people against its establishment.

use std::collections::HashMap;

use eframe::egui::{self, Align, Context, Layout, RichText, ScrollArea, Ui};

use crate::desk::{Command, Titles, Values};
use crate::model::{Choice, Function, Id, Problem, RecordId, Value, format_decimal};
use crate::records::organisation::{Appointment, Duty, Involvement, Post};
use crate::rules::search_text::collation_key;
use crate::ui::jobs::Loaded;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::workplace::{Request, Workplace};

struct Cell {
    duty: RecordId,
    involvement: Involvement,
}

struct Row {
    post: RecordId,
    name: String,
    unit: String,
    held: String,
    over: Option<Status>,
    cells: Vec<Option<Cell>>,
}

/// The duty matrix.
#[derive(Default)]
pub struct DutyMatrixScreen {
    rows: Loaded<Vec<Row>>,
    /// Only posts that have a duty.
    only_involved: bool,
}

impl DutyMatrixScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.rows.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let today = workplace.today();
        self.rows.refresh(|| workplace.ask(ctx, "duties", move |reader, _| gather(reader, today))).1
    }

    /// Draws the matrix.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let tokens = ui.tokens();
        screen_title(ui, language.text("nav.duty_matrix"), |ui| {
            ui.checkbox(&mut self.only_involved, language.text("duty_matrix.only_involved"));
        });
        caption(ui, language.text("duty_matrix.legend"));
        ui.add_space(tokens.gap);
        let Some(rows) = self.rows.value() else { return };
        let only_involved = self.only_involved;
        let shown: Vec<&Row> =
            rows.iter().filter(|row| !only_involved || row.cells.iter().any(Option::is_some)).collect();
        // Side by side from the top: centred, each would stand a little lower than the one before.
        ui.horizontal_top(|ui| {
            ui.add_space(NAME_WIDTH + ui.spacing().item_spacing.x);
            for (place, function) in Function::ALL.iter().enumerate() {
                let accountable = rows
                    .iter()
                    .filter_map(|row| row.cells.get(place)?.as_ref())
                    .filter(|cell| cell.involvement == Involvement::Accountable)
                    .count();
                let (status, text) = match accountable {
                    0 => (Status::Overdue, "home.no_accountable"),
                    1 => (Status::Done, "home.one_accountable"),
                    _ => (Status::Behind, "home.two_accountable"),
                };
                let name = Function::SET.text_key(function.code()).map_or("", |key| language.text(key));
                let heading = Layout::top_down(Align::Center);
                ui.allocate_ui_with_layout(egui::vec2(CELL_WIDTH, HEADING), heading, |ui| {
                    ui.set_width(CELL_WIDTH);
                    ui.strong(name);
                    ui.label(RichText::new(language.text(text)).small().color(tokens.status(status)));
                });
            }
        });
        ui.separator();
        // Without the space between rows, which the scroll area adds.
        let height = tokens.control.max(ui.spacing().interact_size.y);
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, shown.len(), |ui, range| {
            for row in shown.get(range).unwrap_or_default() {
                ui.push_id(row.post.as_bytes(), |ui| row_ui(ui, row, requests));
            }
        });
    }
}

const NAME_WIDTH: f32 = 300.0;
const CELL_WIDTH: f32 = 128.0;
const HEADING: f32 = 40.0;

fn row_ui(ui: &mut Ui, row: &Row, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    ui.horizontal(|ui| {
        ui.allocate_ui(egui::vec2(NAME_WIDTH, tokens.control), |ui| {
            ui.set_width(NAME_WIDTH);
            ui.horizontal(|ui| {
                ui.label(&row.name);
                ui.label(RichText::new(&row.unit).color(tokens.text_weak));
                let color = row.over.map_or(tokens.text_weak, |status| tokens.status(status));
                ui.label(RichText::new(&row.held).color(color))
                    .on_hover_text(language.text("duty_matrix.headcount"));
            });
        });
        for (function, cell) in Function::ALL.iter().zip(&row.cells) {
            let current = cell.as_ref().map(|cell| cell.involvement);
            let letter = current.map_or("·", Involvement::letter);
            let function_name = Function::SET.text_key(function.code()).map_or("", |key| language.text(key));
            ui.push_id(function.code(), |ui| {
                let color = match current {
                    Some(Involvement::Accountable) => tokens.accent_text,
                    Some(_) => tokens.text,
                    None => tokens.text_weak,
                };
                let text = RichText::new(letter).strong().color(color);
                let button =
                    egui::Button::new(text).frame(false).min_size(egui::vec2(CELL_WIDTH, tokens.control));
                let response = ui.add(button);
                let spoken = format!("{} {function_name} {letter}", row.name);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
                egui::Popup::menu(&response).show(|ui| {
                    for involvement in Involvement::ALL {
                        let name = Involvement::SET.text_key(involvement.code());
                        let name = name.map_or("", |key| language.text(key));
                        let chosen = current == Some(*involvement);
                        if ui.selectable_label(chosen, format!("{}  {name}", involvement.letter())).clicked()
                        {
                            requests.push(Request::Run(assign(row, cell.as_ref(), *function, *involvement)));
                        }
                    }
                    if let Some(cell) = cell
                        && ui.button(language.text("duty_matrix.clear")).clicked()
                    {
                        requests.push(Request::Run(Command::Void {
                            register: "duty".to_owned(),
                            id: cell.duty,
                            reason: language.text("duty_matrix.cleared").to_owned(),
                        }));
                    }
                });
            });
        }
    });
}

fn assign(row: &Row, cell: Option<&Cell>, function: Function, involvement: Involvement) -> Command {
    let register = "duty".to_owned();
    let letter = Value::choice(involvement.code());
    match cell {
        Some(cell) => Command::Update {
            register,
            id: cell.duty,
            base: None,
            values: Values::new().with("involvement", letter),
        },
        None => Command::Create {
            register,
            id: RecordId::generate(),
            values: Values::new()
                .with("function", Value::choice(function.code()))
                .with("post", Value::Link(row.post))
                .with("involvement", letter),
        },
    }
}

fn gather(reader: &crate::desk::Reader, today: chrono::NaiveDate) -> Result<Vec<Row>, Problem> {
    let mut titles = Titles::default();
    let mut cells: HashMap<(RecordId, Function), Cell> = HashMap::new();
    for duty in reader.all::<Duty>()? {
        if let Some(post) = duty.record.post {
            let cell = Cell { duty: duty.meta.id, involvement: duty.record.involvement };
            cells.insert((post.erase(), duty.record.function), cell);
        }
    }
    let mut held: HashMap<RecordId, i64> = HashMap::new();
    for appointment in reader.all::<Appointment>()? {
        if let Some(post) = appointment.record.post.map(Id::erase)
            && appointment.record.period().contains(today)
        {
            let share = held.entry(post).or_default();
            *share = share.saturating_add(appointment.record.share);
        }
    }
    let mut rows = Vec::new();
    for post in reader.all::<Post>()? {
        let id = post.meta.id;
        let unit = titles.of(reader, post.record.unit)?;
        let count = held.get(&id).copied().unwrap_or_default();
        let establishment = post.record.establishment;
        let over = match count.cmp(&establishment) {
            std::cmp::Ordering::Less => Some(Status::Behind),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Status::Overdue),
        };
        rows.push(Row {
            post: id,
            name: post.record.name,
            unit,
            held: format!("{} / {}", format_decimal(count, 2), format_decimal(establishment, 2)),
            over,
            cells: Function::ALL.iter().map(|function| cells.remove(&(id, *function))).collect(),
        });
    }
    // Who answers for something stands first, who does it next.
    rows.sort_by_cached_key(|row| {
        let parts = row.cells.iter().flatten().map(|cell| match cell.involvement {
            Involvement::Accountable => 0,
            Involvement::Responsible => 1,
            Involvement::Consulted => 2,
            Involvement::Informed => 3,
        });
        (parts.min().unwrap_or(4), collation_key(&row.unit), collation_key(&row.name))
    });
    Ok(rows)
}
