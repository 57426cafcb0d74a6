//! What the home page shows, put into words away from the window.

use chrono::{DateTime, Utc};

use crate::desk::calendar::weekday_name;
use crate::desk::{
    DueItem, FigureRows, InHand, MeetingToday, Reader, Titles, Today, civil_date, civil_time, what_was_done,
};
use crate::model::{Choice, Function, Problem, Stored};
use crate::records::organisation::{Duty, Involvement};
use crate::rules::reminders::Lamp;
use crate::text::Language;
use crate::ui::icons;
use crate::ui::routes::{Selected, register_icon};
use crate::ui::tokens::Status;

/// How many changes are shown.
const MOST_CHANGES: usize = 10;

/// So many due items are shown at most, even when all are asked for: a page is no register.
const MOST_DUE: usize = 200;

pub(super) struct Due {
    pub(super) selected: Selected,
    pub(super) title: String,
    pub(super) reason: String,
    pub(super) status: Status,
    pub(super) on: String,
}

pub(super) struct Recent {
    pub(super) selected: Selected,
    pub(super) when: String,
    pub(super) text: String,
}

pub(super) struct Meeting {
    pub(super) selected: Selected,
    pub(super) hours: String,
    pub(super) place: String,
    pub(super) title: String,
}

pub(super) struct Figure {
    pub(super) text: &'static str,
    pub(super) value: String,
    pub(super) note: String,
    pub(super) is_late: bool,
    pub(super) icon: &'static str,
    pub(super) rows: FigureRows,
}

/// The page.
pub(super) struct HomeData {
    pub(super) office: String,
    /// Whether nobody and no unit stands in it yet.
    pub(super) is_new: bool,
    pub(super) day: String,
    pub(super) figures: Vec<Figure>,
    pub(super) due: Vec<Due>,
    pub(super) show_all: String,
    pub(super) meetings: Vec<Meeting>,
    pub(super) recent: Vec<Recent>,
    pub(super) functions: Vec<(&'static str, &'static str, Status)>,
}

impl HomeData {
    /// Reads the page as it stands at a moment.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn read(
        reader: &Reader,
        office: String,
        now: DateTime<Utc>,
        language: Language,
    ) -> Result<Self, Problem> {
        let day = civil_date(now);
        let (today, due) = Today::with_due(reader, now)?;
        let due: Vec<Due> = due.into_iter().take(MOST_DUE).map(|item| self::due(item, language)).collect();
        let is_empty = |name| match crate::records::find(name) {
            Some(record_type) => reader.count(record_type).map(|count| count == 0),
            None => Ok(true),
        };
        Ok(Self {
            office,
            is_new: is_empty("person")? && is_empty("unit")?,
            day: format!("{day} {}", weekday_name(day, language)),
            figures: today.in_hand.into_iter().map(|in_hand| figure(in_hand, language)).collect(),
            show_all: language.fill("home.show_all", &[("count", &due.len().to_string())]),
            due,
            meetings: today.meetings.into_iter().map(|meeting| self::meeting(meeting, language)).collect(),
            recent: recent(reader, language)?,
            functions: functions(&reader.all::<Duty>()?, language),
        })
    }
}

fn due(item: DueItem, language: Language) -> Due {
    Due {
        selected: Selected { register: item.register, id: item.id },
        title: item.title,
        reason: item.reason.in_language(language),
        status: match item.lamp {
            Lamp::Normal => Status::DueSoon,
            Lamp::Soon => Status::Behind,
            Lamp::Overdue => Status::Overdue,
            Lamp::Done => Status::Done,
        },
        on: item.on.to_string(),
    }
}

fn figure(in_hand: InHand, language: Language) -> Figure {
    let note = match in_hand.late {
        None => String::new(),
        Some(0) => language.text("home.none_late").to_owned(),
        Some(late) => language.fill("home.late", &[("count", &late.to_string())]),
    };
    let icon = if in_hand.late.is_none() { icons::WARNING } else { register_icon(in_hand.rows.register) };
    Figure {
        text: in_hand.text,
        value: in_hand.rows.ids.len().to_string(),
        note,
        is_late: in_hand.late.is_some_and(|late| late > 0),
        icon,
        rows: in_hand.rows,
    }
}

fn meeting(meeting: MeetingToday, language: Language) -> Meeting {
    let hours = match meeting.hours {
        Some((from, until)) => format!("{}–{}", from.format("%H:%M"), until.format("%H:%M")),
        None => language.text("home.all_day").to_owned(),
    };
    let selected = Selected { register: "meeting", id: meeting.id };
    Meeting { selected, hours, place: meeting.place, title: meeting.title }
}

fn recent(reader: &Reader, language: Language) -> Result<Vec<Recent>, Problem> {
    let mut titles = Titles::default();
    let mut found = Vec::new();
    for entry in reader.latest(MOST_CHANGES)? {
        let Some(record_type) = crate::records::find(entry.register) else { continue };
        let verb = what_was_done(record_type, &entry, language);
        let record = language.text(record_type.text());
        let title = titles.get(reader, entry.register, entry.id)?;
        found.push(Recent {
            selected: Selected { register: entry.register, id: entry.id },
            when: civil_time(entry.at),
            text: format!("{verb} · {record} · {title}"),
        });
    }
    Ok(found)
}

/// The five functions with how they are answered for: none or two accountable posts are flagged.
fn functions(duties: &[Stored<Duty>], language: Language) -> Vec<(&'static str, &'static str, Status)> {
    let accountable = |function: Function| {
        let of = duties.iter().map(|duty| &duty.record);
        of.filter(|duty| duty.function == function && duty.involvement == Involvement::Accountable).count()
    };
    let all = Function::ALL.iter().map(|function| {
        let name = language.text(Function::SET.text_key(function.code()).unwrap_or_default());
        let (detail, status) = match accountable(*function) {
            0 => ("home.no_accountable", Status::Overdue),
            1 => ("home.one_accountable", Status::Done),
            _ => ("home.two_accountable", Status::Behind),
        };
        (name, language.text(detail), status)
    });
    all.collect()
}
