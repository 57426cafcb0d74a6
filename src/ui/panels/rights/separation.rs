//! 三员分立 in one step: three people are named and the rights are apart. It ends only when two of them agree.

use eframe::egui::Ui;

use crate::desk::{Asked, Command, Reader, Right, Titles, Values};
use crate::model::{Id, Message, Problem, RecordId, Value};
use crate::records::protection::{SEPARATION_WORKFLOW, Separation};
use crate::text::Language;
use crate::ui::panels::list::record_id;
use crate::ui::panels::mark::{Member, propose};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::pick_box::{PickBox, Picked, pick_box};
use crate::ui::widgets::section::{caption, key_values};
use crate::ui::workplace::Request;

/// The three, by the field that holds each.
const SEATS: [(&str, &str); 3] =
    [("system", "separation.system"), ("security", "separation.security"), ("auditor", "separation.auditor")];

struct Way {
    code: &'static str,
    text: &'static str,
    reason: bool,
    obstacle: Option<Message>,
}

struct Current {
    id: RecordId,
    version: u64,
    rows: Vec<(&'static str, String)>,
    ways: Vec<Way>,
}

/// What stands in the office.
pub(super) struct SeparationShown {
    current: Option<Current>,
    /// Why the session may not begin one.
    obstacle: Option<Message>,
}

impl SeparationShown {
    pub(super) fn read(reader: &Reader, language: Language) -> Result<Self, Problem> {
        let Some(record_type) = crate::records::find("separation") else {
            return Ok(Self { current: None, obstacle: None });
        };
        let mut titles = Titles::default();
        let standing = reader.all::<Separation>()?.into_iter().find(|stored| stored.record.is_in_force());
        let mut current = None;
        if let Some(stored) = standing {
            let id = stored.meta.id;
            let record = stored.record;
            let mut name = |person: Option<Id<_>>| -> Result<String, Problem> {
                person.map_or(Ok(String::new()), |person| {
                    Ok(titles.get(reader, "person", person.erase())?.to_owned())
                })
            };
            let code = crate::model::Choice::code(record.state);
            let state = SEPARATION_WORKFLOW.state(code).map_or("", |state| language.text(state.text));
            let mut rows = vec![
                ("separation.state", state.to_owned()),
                ("separation.system", name(record.system)?),
                ("separation.security", name(record.security)?),
                ("separation.auditor", name(record.auditor)?),
            ];
            if record.asked_by.is_some() {
                rows.push(("separation.asked_by", name(record.asked_by)?));
            }
            let mut ways = Vec::new();
            for way in SEPARATION_WORKFLOW.leaving(code) {
                let obstacle = reader.obstacle(record_type, Some(id), Asked::Transition(way.code))?;
                ways.push(Way { code: way.code, text: way.text, reason: way.reason, obstacle });
            }
            current = Some(Current { id, version: stored.meta.version, rows, ways });
        }
        let obstacle = reader.obstacle(record_type, None, Asked::Right(Right::Create))?;
        Ok(Self { current, obstacle })
    }
}

/// The form of a new separation, or the one in force.
#[derive(Default)]
pub(super) struct SeparationView {
    seats: [Option<(RecordId, String)>; 3],
    reason: String,
}

impl SeparationView {
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        shown: &SeparationShown,
        people: &[Member],
        requests: &mut Vec<Request>,
    ) {
        let language = ui.language();
        caption(ui, language.text("rights.separation_rule"));
        ui.add_space(ui.tokens().gap);
        match &shown.current {
            Some(current) => self.current_ui(ui, current, requests),
            None => self.form_ui(ui, shown, people, requests),
        }
    }

    fn current_ui(&mut self, ui: &mut Ui, current: &Current, requests: &mut Vec<Request>) {
        let language = ui.language();
        let rows: Vec<(&str, &str)> =
            current.rows.iter().map(|(key, value)| (language.text(key), value.as_str())).collect();
        key_values(ui, &rows);
        ui.add_space(ui.tokens().gap);
        if current.ways.iter().any(|way| way.reason && way.obstacle.is_none()) {
            let label = ui.label(language.text("form.reason"));
            ui.text_edit_singleline(&mut self.reason).labelled_by(label.id);
        }
        ui.horizontal(|ui| {
            for way in &current.ways {
                let ready = way.obstacle.is_none() && (!way.reason || !self.reason.trim().is_empty());
                let button = ui.add_enabled(ready, eframe::egui::Button::new(language.text(way.text)));
                if button.clicked() {
                    requests.push(Request::Run(Command::Move {
                        register: "separation".to_owned(),
                        id: current.id,
                        base: Some(current.version),
                        transition: way.code.to_owned(),
                        values: Values::new(),
                        reason: way.reason.then(|| self.reason.clone()),
                    }));
                }
            }
        });
        if let Some(obstacle) = current.ways.iter().find_map(|way| way.obstacle.as_ref()) {
            caption(ui, &obstacle.in_language(language));
        }
    }

    fn form_ui(
        &mut self,
        ui: &mut Ui,
        shown: &SeparationShown,
        people: &[Member],
        requests: &mut Vec<Request>,
    ) {
        let language = ui.language();
        for ((key, text), seat) in SEATS.iter().zip(&mut self.seats) {
            let label = ui.label(language.text(text));
            let chosen = seat.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
            let hint = language.text("rights.choose_person");
            let look = PickBox { id_salt: key, chosen: &chosen, hint, width: 260.0 };
            let (response, picked) = pick_box(ui, look, |query| propose(people, query));
            response.labelled_by(label.id);
            match picked {
                Some(Picked::One((row, name, _))) => *seat = Some((record_id(row), name)),
                Some(Picked::Nothing) => *seat = None,
                None => {}
            }
        }
        ui.add_space(ui.tokens().gap);
        let ready = self.seats.iter().all(Option::is_some) && shown.obstacle.is_none();
        let begin = ui.add_enabled_ui(ready, |ui| ui.primary_button(language.text("rights.separate")));
        if begin.inner.clicked() {
            let mut values = Values::new();
            for ((key, _), seat) in SEATS.iter().zip(&self.seats) {
                if let Some((person, _)) = seat {
                    values.set(*key, Value::Link(*person));
                }
            }
            requests.push(Request::Run(Command::Create {
                register: "separation".to_owned(),
                id: RecordId::generate(),
                values,
            }));
        }
        if let Some(obstacle) = &shown.obstacle {
            caption(ui, &obstacle.in_language(language));
        }
    }
}
