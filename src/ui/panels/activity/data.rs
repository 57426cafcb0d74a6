//! What the screen of an activity shows, read and put into words away from the window.

use chrono::NaiveDate;

use crate::desk::{ActivityConsole, FigureRows, Reader, activity_choices, office_time, run_sheet_end};
use crate::model::{Choice as _, Money, Problem, RecordId};
use crate::records::activities::{
    ACTIVITY_WORKFLOW, ActivityState, REGISTRATION_WORKFLOW, Registration, RegistrationState, Supply,
};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::panels::choosing::Chosen;
use crate::ui::panels::leading::{Head, Lead, Subject, obstacle_to_edit, state_text};
use crate::ui::panels::steps::{Way, ways};
use crate::ui::routes::Route;
use crate::ui::tokens::Status;
use crate::ui::widgets::tiles::Tile;

/// The screen of an activity.
pub(super) struct ActivityData {
    pub(super) console: ActivityConsole,
    pub(super) ways: Vec<Way>,
    pub(super) state: &'static str,
    /// When, where, for whom, and who organises it.
    pub(super) facts: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) warnings: Vec<String>,
    /// The times of the parts of the run sheet, in their order.
    pub(super) times: Vec<String>,
    /// The part that was on when it was read.
    pub(super) current: Option<RecordId>,
    /// In the order of who takes part.
    pub(super) person_ways: Vec<Vec<Way>>,
    pub(super) person_states: Vec<&'static str>,
    /// Why the activity can't be edited.
    pub(super) edit: Option<String>,
}

impl Lead for ActivityData {
    const SUBJECT: Subject = Subject {
        register: "activity",
        icon: icons::ACTIVITY,
        title: "nav.activity",
        explain: "activity_console.choose_explain",
        new: "activity_console.new",
        choose: "activity_console.choose",
        none: "activity_console.none",
        gone: "activity_console.gone",
        named: &["person"],
        route: Route::Activity,
    };
    type Choice = ActivityRow;

    fn choices(reader: &Reader, today: NaiveDate, language: Language) -> Result<Vec<ActivityRow>, Problem> {
        ActivityRow::read(reader, today, language)
    }

    fn in_words(choice: &ActivityRow) -> &Chosen {
        &choice.shown
    }

    fn head(&self) -> Head<'_> {
        let stored = &self.console.stored;
        Head {
            title: &stored.record.title,
            version: stored.meta.version,
            ways: &self.ways,
            has_main: true,
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
        let Some(console) = ActivityConsole::read(reader, id, today)? else { return Ok(None) };
        let activity = &console.stored.record;
        let (mut person_ways, mut person_states) = (Vec::new(), Vec::new());
        for part in &console.people {
            let code = part.stored.record.state.code();
            person_ways.push(ways(reader, "registration", part.stored.meta.id, code, language)?);
            person_states.push(state_text(&REGISTRATION_WORKFLOW, code, language));
        }
        let day = activity.start.map(|start| start.date());
        let times = console.run_sheet.iter().map(|part| {
            let Some(start) = part.stored.record.start else { return String::new() };
            let mut time = start.format("%H:%M").to_string();
            if let Some(end) = run_sheet_end(&part.stored.record) {
                time.push_str(&end.format("–%H:%M").to_string());
            }
            // What is prepared the day before says so.
            if day != Some(start.date()) { format!("{} {time}", start.format("%m-%d")) } else { time }
        });
        Ok(Some(Self {
            ways: ways(reader, "activity", id, activity.state.code(), language)?,
            state: state_text(&ACTIVITY_WORKFLOW, activity.state.code(), language),
            facts: facts(&console, language),
            tiles: tiles(&console, language),
            warnings: console.warnings.iter().map(|warning| warning.in_language(language)).collect(),
            times: times.collect(),
            current: console.current(office_time(reader.now())),
            person_ways,
            person_states,
            edit: obstacle_to_edit(reader, "activity", id, language)?,
            console,
        }))
    }
}

/// When, where, for whom, and who organises it.
fn facts(console: &ActivityConsole, language: Language) -> String {
    let activity = &console.stored.record;
    let when = match (activity.start, activity.end) {
        (Some(start), Some(end)) if start.date() == end.date() => {
            format!("{}–{}", start.format("%Y-%m-%d %H:%M"), end.format("%H:%M"))
        }
        (Some(start), Some(end)) => {
            format!("{} – {}", start.format("%Y-%m-%d %H:%M"), end.format("%Y-%m-%d %H:%M"))
        }
        _ => String::new(),
    };
    let organiser = match console.organiser.as_str() {
        "" => String::new(),
        name => format!("{} {name}", language.text("activity.organiser")),
    };
    let mut facts =
        vec![when, console.place.clone(), activity.audience.clone(), organiser, console.unit.clone()];
    facts.retain(|fact| !fact.is_empty());
    facts.join(" · ")
}

/// The figures over the screen; each opens its rows.
fn tiles(console: &ActivityConsole, language: Language) -> Vec<Tile> {
    let activity = &console.stored.record;
    let of = |part: i64, whole: Option<i64>| match whole {
        Some(whole) => format!("{part} / {whole}"),
        None => part.to_string(),
    };
    let people = |takes: &dyn Fn(&Registration) -> bool| {
        Some(ActivityConsole::rows("registration", &console.people, takes))
    };
    let left = activity.places.map(|places| places - activity.registered);
    let told = left.map_or_else(String::new, |left| {
        language.fill("activity_console.places_left", &[("count", &left.max(0).to_string())])
    });
    let (ready, all) = (console.ready(), console.supplies.len());
    let prepares = matches!(activity.state, ActivityState::Preparing | ActivityState::Running);
    let amount = |amount: Money| amount.to_string();
    let is_over = activity.budget.is_some_and(|budget| console.used() > budget);
    let whole = |name| Tile { name, value: String::new(), told: String::new(), status: None, rows: None };
    let scores = console.scores();
    let feedback = match activity.feedback {
        Some(mean) => {
            let mean = format!("{}.{:02}", mean / 100, mean % 100);
            language.fill("activity_console.mean_of", &[("mean", &mean), ("count", &scores.to_string())])
        }
        None => language.text("toolkit.no_data").to_owned(),
    };
    vec![
        Tile {
            value: of(activity.registered, activity.places),
            told,
            status: left.filter(|left| *left <= 0).map(|_| Status::Behind),
            rows: people(&|of| of.state != RegistrationState::Withdrawn),
            ..whole("activity_console.signed_up")
        },
        Tile {
            value: of(activity.present, Some(activity.registered)),
            rows: people(&|of| of.state == RegistrationState::Present),
            ..whole("activity_console.signed_in")
        },
        Tile {
            value: format!("{ready} / {all}"),
            status: (prepares && ready < all).then_some(Status::Behind),
            rows: Some(ActivityConsole::rows("supply", &console.supplies, |_: &Supply| true)),
            ..whole("activity_console.supplies_ready")
        },
        Tile {
            value: activity.budget.map_or_else(|| "—".to_owned(), amount),
            rows: activity.line.map(|line| FigureRows { register: "budget_line", ids: vec![line.erase()] }),
            ..whole("activity_console.planned")
        },
        Tile {
            value: amount(console.used()),
            told: share(console, language),
            status: is_over.then_some(Status::Overdue),
            rows: Some(ActivityConsole::rows("supply", &console.supplies, |of: &Supply| of.cost.is_some())),
            ..whole("activity_console.used")
        },
        Tile {
            value: feedback,
            rows: people(&|of| of.score.is_some()),
            ..whole("activity_console.feedback")
        },
    ]
}

/// How much of the budget is used, in words.
fn share(console: &ActivityConsole, language: Language) -> String {
    let budget = console.stored.record.budget.map_or(0, Money::fen);
    if budget <= 0 {
        return String::new();
    }
    let percent = console.used().fen().saturating_mul(200).saturating_add(budget).div_euclid(budget * 2);
    language.fill("activity_console.used_share", &[("percent", &percent.to_string())])
}

/// An activity that can be chosen, in words.
pub(super) struct ActivityRow {
    pub(super) id: RecordId,
    pub(super) shown: Chosen,
}

impl ActivityRow {
    pub(super) fn read(reader: &Reader, today: NaiveDate, language: Language) -> Result<Vec<Self>, Problem> {
        let rows = activity_choices(reader)?.into_iter().map(|(stored, place)| {
            let of = &stored.record;
            let time = |time: Option<chrono::NaiveDateTime>, format: &str| {
                time.map_or_else(String::new, |time| time.format(format).to_string())
            };
            let state = ACTIVITY_WORKFLOW.state(of.state.code());
            let shown = Chosen {
                day: time(of.start, "%Y-%m-%d"),
                time: format!("{}–{}", time(of.start, "%H:%M"), time(of.end, "%H:%M")),
                title: of.title.clone(),
                place,
                state: state.map_or("", |state| language.text(state.text)),
                tone: state.map_or(crate::model::Tone::Quiet, |state| state.tone),
                is_today: of.start.is_some_and(|start| start.date() == today),
            };
            Self { id: stored.meta.id, shown }
        });
        Ok(rows.collect())
    }
}
