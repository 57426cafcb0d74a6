//! What the screen shows, read and put into words away from the window.

use crate::charts::{Chart, Content, Gantt, GanttPoint, GanttRow, GanttTone};
use crate::desk::{MatterLine, MatterScope, Reader, SupervisionPanel};
use crate::model::{Choice as _, Problem, RecordId};
use crate::records::supervision::{MATTER_WORKFLOW, MatterSource, MatterState};
use crate::rules::reminders::Lamp;
use crate::rules::supervision::Attention;
use crate::text::Language;
use crate::ui::tokens::Status;

/// So many bars stand in the Gantt chart; the others are in the list.
pub(super) const MOST_BARS: usize = 120;

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) scope: MatterScope,
    pub(super) source: Option<&'static str>,
    pub(super) unit: Option<RecordId>,
}

/// A matter in words.
pub(super) struct Row {
    pub(super) id: RecordId,
    pub(super) lamp: Option<Lamp>,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) holder: String,
    pub(super) since: String,
    pub(super) due: String,
    pub(super) left: String,
    pub(super) left_status: Option<Status>,
    pub(super) word: String,
    pub(super) word_detail: String,
    pub(super) word_status: Option<Status>,
    pub(super) told: String,
    pub(super) told_names: String,
    pub(super) can_be_urged: bool,
}

impl Row {
    /// The row read aloud.
    pub(super) fn spoken(&self, language: Language) -> String {
        let parts = [
            &self.title,
            &self.detail,
            &self.holder,
            &self.since,
            &self.due,
            &self.left,
            &self.word,
            &self.word_detail,
            &self.told,
            &self.told_names,
        ];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        parts.join(language.list_separator())
    }
}

/// What the screen shows.
pub(super) struct SupervisionData {
    pub(super) panel: SupervisionPanel,
    /// How many matters each scope has.
    pub(super) counts: [usize; MatterScope::ALL.len()],
    pub(super) rows: Vec<Row>,
    pub(super) chart: Chart,
    /// The matters behind the bars.
    pub(super) bars: Vec<RecordId>,
}

impl SupervisionData {
    pub(super) fn read(
        reader: &Reader,
        today: chrono::NaiveDate,
        wish: Wish,
        language: Language,
    ) -> Result<Self, Problem> {
        let panel = SupervisionPanel::read(reader, today)?;
        let counts = MatterScope::ALL.map(|scope| panel.chosen(scope, wish.source, wish.unit).count());
        let rows = panel.chosen(wish.scope, wish.source, wish.unit).map(|line| row(line, language)).collect();
        let bars: Vec<(RecordId, GanttRow)> = panel
            .chosen(wish.scope, wish.source, wish.unit)
            .filter_map(|line| Some((line.id, bar(line, today, language)?)))
            .take(MOST_BARS)
            .collect();
        let (bars, rows_of_chart): (Vec<RecordId>, Vec<GanttRow>) = bars.into_iter().unzip();
        let chart = Chart {
            heading: language.text("supervision.gantt").to_owned(),
            nothing: language.text("supervision.none").to_owned(),
            content: Content::Gantt(Gantt { rows: rows_of_chart, today }),
            ..Chart::default()
        };
        Ok(Self { panel, counts, rows, chart, bars })
    }
}

/// The key of a scope's name with its count.
pub(super) fn scope_text(scope: MatterScope) -> &'static str {
    match scope {
        MatterScope::Open => "supervision.open",
        MatterScope::Late => "supervision.late",
        MatterScope::Soon => "supervision.soon",
        MatterScope::Checking => "supervision.checking",
        MatterScope::Stuck => "supervision.stuck",
        MatterScope::Finished => "supervision.finished",
    }
}

fn state_text(state: MatterState, language: Language) -> &'static str {
    MATTER_WORKFLOW.state(state.code()).map_or("", |state| language.text(state.text))
}

fn step_text(step: Attention, language: Language) -> &'static str {
    match step {
        Attention::Nobody => "",
        Attention::Owner => language.text("supervision.step_owner"),
        Attention::Department => language.text("supervision.step_department"),
        Attention::Deputy => language.text("supervision.step_deputy"),
        Attention::Director => language.text("supervision.step_director"),
    }
}

/// How much time is left, or by how much it is past.
fn time_left(line: &MatterLine, language: Language) -> (String, Option<Status>) {
    let days = |key, days: i64| language.fill(key, &[("days", &days.to_string())]);
    match (line.lamp, line.is_in_hand()) {
        (None, _) => (String::new(), None),
        (Some(_), false) => (state_text(line.matter.state, language).to_owned(), None),
        (Some(Lamp::Overdue), true) if line.late > 0 => {
            (days("supervision.days_late", line.late), Some(Status::Overdue))
        }
        (Some(Lamp::Overdue), true) => {
            (language.text("supervision.late_today").to_owned(), Some(Status::Overdue))
        }
        (Some(Lamp::Soon), true) if line.late == 0 => {
            (language.text("supervision.due_today").to_owned(), Some(Status::Behind))
        }
        (Some(Lamp::Soon), true) => (days("supervision.days_left", -line.late), Some(Status::Behind)),
        (Some(_), true) => (days("supervision.days_left", -line.late), None),
    }
}

fn row(line: &MatterLine, language: Language) -> Row {
    let matter = &line.matter;
    let source = MatterSource::SET.text_key(matter.source.code()).map_or("", |key| language.text(key));
    let mut detail = vec![matter.number.clone(), source.to_owned(), line.unit.clone()];
    if line.owner_left {
        detail.insert(0, language.text("supervision.owner_left").to_owned());
    }
    detail.retain(|part| !part.is_empty());
    let (left, left_status) = time_left(line, language);
    let (word, word_status) = if matter.last_word.is_empty() {
        (language.text("supervision.no_word").to_owned(), None)
    } else {
        (matter.last_word.clone(), None)
    };
    let mut about_word = Vec::new();
    about_word.extend(matter.reported_on.map(|on| on.to_string()));
    if matter.progress > 0 {
        about_word.push(format!("{}%", matter.progress));
    }
    if line.misses_report {
        about_word.push(language.text("supervision.report_missing").to_owned());
    }
    if matter.open_issues > 0 {
        about_word.push(language.fill("supervision.issues", &[("count", &matter.open_issues.to_string())]));
    }
    if let Some(score) = matter.score {
        about_word.push(language.fill("supervision.score", &[("score", &score.to_string())]));
    }
    let urgent = line.misses_report || (matter.open_issues > 0 && line.is_open());
    let highest = line.told.last();
    let names: Vec<&str> = line.told.iter().map(|(_, _, name)| name.as_str()).collect();
    let (holder, since) = if line.holders.is_empty() {
        (state_text(matter.state, language).to_owned(), matter.done_on)
    } else {
        (line.holders.join(language.list_separator()), matter.held_since)
    };
    Row {
        id: line.id,
        lamp: line.lamp,
        title: matter.title.clone(),
        detail: detail.join(" · "),
        holder,
        since: since
            .map_or_else(String::new, |day| language.fill("supervision.since", &[("day", &day.to_string())])),
        due: matter.due.map_or_else(|| language.text("supervision.no_due").to_owned(), |due| due.to_string()),
        left,
        left_status,
        word,
        word_detail: about_word.join(" · "),
        word_status: word_status.or(urgent.then_some(Status::Behind)),
        told: highest.map_or_else(String::new, |(step, _, _)| step_text(*step, language).to_owned()),
        told_names: names.join(language.list_separator()),
        can_be_urged: line.is_in_hand() && matter.owner.is_some(),
    }
}

fn bar(line: &MatterLine, today: chrono::NaiveDate, language: Language) -> Option<GanttRow> {
    let matter = &line.matter;
    let until = matter.due?;
    let from = matter.assigned_on.unwrap_or(today).min(until);
    let tone = match line.lamp {
        Some(Lamp::Overdue) => GanttTone::Late,
        Some(Lamp::Soon) => GanttTone::Soon,
        Some(Lamp::Done) if !line.is_open() => GanttTone::Done,
        _ => GanttTone::Normal,
    };
    let progress =
        if line.is_open() { u8::try_from(matter.progress.clamp(0, 100)).unwrap_or(100) } else { 100 };
    let words = language.fill(
        "chart.gantt_row",
        &[
            ("name", &matter.title),
            ("from", &from.to_string()),
            ("until", &until.to_string()),
            ("progress", &progress.to_string()),
        ],
    );
    let points = line.milestones.iter().filter_map(|milestone| {
        let day = milestone.done_on.or(milestone.due)?;
        let is_reached = milestone.done_on.is_some();
        Some(GanttPoint { day, is_reached, words: format!("{} {day}", milestone.title) })
    });
    Some(GanttRow {
        name: matter.title.clone(),
        from,
        until,
        first_until: matter.first_due.filter(|first| *first < until),
        progress,
        tone,
        points: points.collect(),
        words: format!("{words} · {}", line.holders.join(language.list_separator())),
    })
}
