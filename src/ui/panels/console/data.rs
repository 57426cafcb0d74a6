//! What the console shows, read and put into words away from the window.

use chrono::NaiveDate;

use crate::desk::{Heads, MeetingChoice, MeetingConsole, Reader};
use crate::model::{Choice as _, Problem, RecordId, Value};
use crate::records;
use crate::records::meetings::{
    AGENDA_WORKFLOW, ATTENDEE_WORKFLOW, MEETING_WORKFLOW, MeetingState, sign_in_code,
};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::panels::choosing::Chosen;
use crate::ui::panels::form::{Input, input_of};
use crate::ui::panels::leading::{Head, Lead, Subject, obstacle_to_edit, state_text};
pub(super) use crate::ui::panels::steps::Way;
use crate::ui::panels::steps::ways;
use crate::ui::routes::Route;

/// The fields of an item that are filled while it is talked about.
const TALKED: &[&str] = &["discussion", "resolution", "lead_unit", "owner", "due"];
/// Those of a vote, before the others.
const VOTED: &[&str] = &["votes_for", "votes_against", "abstentions"];

/// An item as it is filled.
#[derive(Clone)]
pub(super) struct ItemDraft {
    pub(super) id: RecordId,
    pub(super) version: u64,
    /// Position of the field in its table, and what is typed.
    pub(super) inputs: Vec<(usize, Input)>,
    before: Vec<(usize, Input)>,
}

impl ItemDraft {
    /// Whether something was typed.
    pub(super) fn is_dirty(&self) -> bool {
        self.inputs != self.before
    }

    /// What was typed, by field.
    pub(super) fn changed(&self) -> impl Iterator<Item = &(usize, Input)> {
        self.inputs.iter().zip(&self.before).filter(|(now, before)| now != before).map(|(now, _)| now)
    }
}

/// The console of a meeting.
pub(super) struct ConsoleData {
    pub(super) console: MeetingConsole,
    pub(super) heads: Heads,
    pub(super) ways: Vec<Way>,
    /// In the order of the items.
    pub(super) item_ways: Vec<Vec<Way>>,
    pub(super) item_states: Vec<&'static str>,
    pub(super) drafts: Vec<ItemDraft>,
    /// In the order of the attendees.
    pub(super) attendee_ways: Vec<Vec<Way>>,
    pub(super) attendee_states: Vec<&'static str>,
    pub(super) state: &'static str,
    /// When, where, and who leads and records it.
    pub(super) facts: String,
    pub(super) warnings: Vec<String>,
    /// Shown to those who look after the meeting.
    pub(super) code: Option<String>,
    /// Why the meeting can't be edited.
    pub(super) edit: Option<String>,
}

impl Lead for ConsoleData {
    const SUBJECT: Subject = Subject {
        register: "meeting",
        icon: icons::MEETING,
        title: "nav.console",
        explain: "console.choose_explain",
        new: "console.new",
        choose: "console.choose",
        none: "console.none",
        gone: "console.gone",
        named: &["person", "unit"],
        route: Route::Console,
    };
    type Choice = ChoiceRow;

    fn choices(reader: &Reader, today: NaiveDate, language: Language) -> Result<Vec<ChoiceRow>, Problem> {
        ChoiceRow::read(reader, today, language)
    }

    fn in_words(choice: &ChoiceRow) -> &Chosen {
        &choice.shown
    }

    fn head(&self) -> Head<'_> {
        let stored = &self.console.stored;
        Head {
            title: &stored.record.title,
            version: stored.meta.version,
            ways: &self.ways,
            // While a meeting runs, its items have the primary action.
            has_main: stored.record.state != MeetingState::Running,
            state: self.state,
            facts: &self.facts,
        }
    }

    fn read(
        reader: &Reader,
        id: RecordId,
        today: NaiveDate,
        language: Language,
    ) -> Result<Option<Self>, Problem> {
        let Some(console) = MeetingConsole::read(reader, id, today)? else { return Ok(None) };
        let meeting = &console.stored.record;
        let (mut item_ways, mut item_states, mut drafts) = (Vec::new(), Vec::new(), Vec::new());
        for item in &console.items {
            let of = &item.stored;
            item_ways.push(ways(reader, "agenda_item", of.meta.id, of.record.state.code(), language)?);
            item_states.push(state_text(&AGENDA_WORKFLOW, of.record.state.code(), language));
            drafts.push(draft(reader, item, language)?);
        }
        let (mut attendee_ways, mut attendee_states) = (Vec::new(), Vec::new());
        for attendee in &console.attendees {
            let of = &attendee.stored;
            attendee_ways.push(ways(reader, "attendee", of.meta.id, of.record.state.code(), language)?);
            attendee_states.push(state_text(&ATTENDEE_WORKFLOW, of.record.state.code(), language));
        }
        let edit = obstacle_to_edit(reader, "meeting", id, language)?;
        let signs_in = matches!(meeting.state, MeetingState::SigningIn | MeetingState::Running);
        let when = match (meeting.start, meeting.end) {
            (Some(start), Some(end)) if start.date() == end.date() => {
                format!("{}–{}", start.format("%Y-%m-%d %H:%M"), end.format("%H:%M"))
            }
            (Some(start), _) => start.format("%Y-%m-%d %H:%M").to_string(),
            (None, _) => String::new(),
        };
        let named = |key, name: &str| {
            if name.is_empty() { String::new() } else { format!("{} {name}", language.text(key)) }
        };
        let mut facts = vec![
            when,
            console.place.clone(),
            named("meeting.chair", &console.chair),
            named("meeting.recorder", &console.recorder),
        ];
        facts.retain(|fact| !fact.is_empty());
        Ok(Some(Self {
            heads: Heads::of(&console.attendees),
            ways: ways(reader, "meeting", id, meeting.state.code(), language)?,
            state: state_text(&MEETING_WORKFLOW, meeting.state.code(), language),
            warnings: console.warnings.iter().map(|warning| warning.in_language(language)).collect(),
            code: (signs_in && edit.is_none()).then(|| sign_in_code(id)),
            item_ways,
            item_states,
            drafts,
            attendee_ways,
            attendee_states,
            facts: facts.join(" · "),
            edit,
            console,
        }))
    }
}

/// What is filled of an item, as it stands.
fn draft(reader: &Reader, item: &crate::desk::ConsoleItem, language: Language) -> Result<ItemDraft, Problem> {
    let stored = &item.stored;
    let mut inputs = Vec::new();
    let votes = stored.record.kind == records::meetings::AgendaKind::Vote;
    if let Some(record_type) = records::find("agenda_item")
        && let Some(view) = reader.get(record_type, stored.meta.id)?
    {
        let mut titles = std::collections::BTreeMap::new();
        for key in ["lead_unit", "owner"] {
            let Some((place, field)) = record_type.field(key) else { continue };
            if let (Some(Value::Link(id)), crate::model::Kind::Link(register)) =
                (view.value(place), field.kind)
            {
                let mut known = crate::desk::Titles::default();
                titles.insert(id, known.get(reader, register, id)?.to_owned());
            }
        }
        for key in VOTED.iter().filter(|_| votes).chain(TALKED) {
            let Some((place, field)) = record_type.field(key) else { continue };
            let value = view.value(place).unwrap_or_default();
            inputs.push((place, input_of(field, &value, &titles, None, language)));
        }
    }
    Ok(ItemDraft { id: stored.meta.id, version: stored.meta.version, before: inputs.clone(), inputs })
}

/// A meeting that can be chosen, in words.
pub(super) struct ChoiceRow {
    pub(super) choice: MeetingChoice,
    pub(super) shown: Chosen,
}

impl ChoiceRow {
    pub(super) fn read(reader: &Reader, today: NaiveDate, language: Language) -> Result<Vec<Self>, Problem> {
        let rows = MeetingChoice::read(reader, today)?.into_iter().map(|choice| {
            let state = MEETING_WORKFLOW.state(choice.state.code());
            let (text, tone) = match (choice.original, state) {
                // Of a series nothing has been prepared yet.
                (Some(_), _) => (language.text("console.of_series"), crate::model::Tone::Quiet),
                (None, Some(state)) => (language.text(state.text), state.tone),
                (None, None) => ("", crate::model::Tone::Quiet),
            };
            let shown = Chosen {
                day: choice.start.format("%Y-%m-%d").to_string(),
                time: format!("{}–{}", choice.start.format("%H:%M"), choice.end.format("%H:%M")),
                title: choice.title.clone(),
                place: choice.place.clone(),
                state: text,
                tone,
                is_today: choice.start.date() == today,
            };
            Self { shown, choice }
        });
        Ok(rows.collect())
    }
}
