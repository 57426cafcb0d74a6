//! The home page: what is due, what changed lately, and counts that open the list behind them.

mod supervised;

use chrono::{DateTime, NaiveDate, Utc};
use eframe::egui::{Button, Context, RichText, ScrollArea, Sense, Ui, UiBuilder};

use crate::desk::{FieldFilter, Reader, Titles, civil_date, civil_time, verb_text, work_calendar};
use crate::model::{Choice, Function, Id, Problem, RecordId};
use crate::records::RECORDS;
use crate::records::backups::BackupOutcome;
use crate::records::documents::{Circulation, CirculationState, Incoming, Outgoing};
use crate::records::organisation::{
    Appointment, Delegation, Duty, Involvement, Period, Person, Policy, PolicyState, Post,
};
use crate::rules::backup_schedule::Standing;
use crate::rules::reminders::{Lamp, OpenState, lamp};
use crate::rules::working_days::WorkCalendar;
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::{Route, Selected, register_icon, register_text};
use crate::ui::theme::display_style;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::mark::lamp as lamp_mark;
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::{Request, Workplace};

/// How many changes are shown.
const MOST_CHANGES: usize = 12;

/// How many due items are shown.
const MOST_DUE: usize = 12;

struct Due {
    selected: Selected,
    title: String,
    detail: String,
    status: Status,
    on: NaiveDate,
}

struct Recent {
    selected: Selected,
    when: String,
    text: String,
}

struct Figure {
    text: &'static str,
    value: String,
    icon: &'static str,
    opens: Route,
    filter: Option<FieldFilter>,
}

struct HomeData {
    office: String,
    figures: Vec<Figure>,
    due: Vec<Due>,
    recent: Vec<Recent>,
    functions: Vec<(String, String, Status)>,
}

/// The home page.
#[derive(Default)]
pub struct HomeScreen {
    data: Loaded<HomeData>,
}

impl HomeScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (today, language) = (workplace.today(), ctx.language());
        let now = workplace.office.clock().now();
        let office = workplace.office.store().info().map(|info| info.name).unwrap_or_default();
        self.data
            .refresh(|| {
                workplace.ask(ctx, "home", move |reader, _| gather(reader, office, today, now, language))
            })
            .1
    }

    /// Whether the page is being read.
    pub fn is_reading(&self) -> bool {
        self.data.is_reading()
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let Some(data) = self.data.value() else { return };
        let tokens = ui.tokens();
        let language = ui.language();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.label(RichText::new(&data.office).heading());
            ui.add_space(tokens.padding);
            let width = ui.available_width();
            ui.horizontal(|ui| {
                for (place, figure) in data.figures.iter().enumerate() {
                    ui.push_id(place, |ui| figure_ui(ui, figure, width, data.figures.len(), requests));
                }
            });
            ui.add_space(tokens.padding * 1.5);
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                section_title(left, language.text("home.due"));
                if data.due.is_empty() {
                    caption(left, language.text("home.nothing_due"));
                }
                for (place, due) in data.due.iter().enumerate() {
                    left.push_id(("due", place), |ui| {
                        ui.horizontal(|ui| {
                            lamp_mark(ui, due.status, &due.on.to_string());
                            ui.label(RichText::new(&due.detail).color(tokens.text_weak));
                            if link(ui, &due.title) {
                                requests.push(Request::Go(Route::List(due.selected.register)));
                                requests.push(Request::Select(Some(due.selected)));
                            }
                        });
                    });
                }
                left.add_space(tokens.padding);
                section_title(left, language.text("home.functions"));
                for (name, detail, status) in &data.functions {
                    left.horizontal(|ui| {
                        lamp_mark(ui, *status, name);
                        ui.label(RichText::new(detail).color(tokens.text_weak));
                    });
                }
                section_title(right, language.text("home.recent"));
                if data.recent.is_empty() {
                    caption(right, language.text("home.nothing_recent"));
                }
                for (place, recent) in data.recent.iter().enumerate() {
                    right.push_id(("recent", place), |ui| {
                        ui.horizontal(|ui| {
                            ui.label(RichText::new(&recent.when).color(tokens.text_weak));
                            if link(ui, &recent.text) {
                                requests.push(Request::Go(Route::List(recent.selected.register)));
                                requests.push(Request::Select(Some(recent.selected)));
                            }
                        });
                    });
                }
            });
        });
    }
}

/// A link that gives way where there is no room for all of it.
fn link(ui: &mut Ui, text: &str) -> bool {
    let color = ui.tokens().link;
    let button = Button::new(RichText::new(text).color(color)).frame(false).truncate();
    ui.add(button).on_hover_cursor(eframe::egui::CursorIcon::PointingHand).clicked()
}

fn figure_ui(ui: &mut Ui, figure: &Figure, width: f32, count: usize, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let columns = u16::try_from(count).map_or(1.0, f32::from);
    let each = (width / columns - tokens.gap).clamp(96.0, 190.0);
    let name = language.text(figure.text);
    let response = ui
        .scope_builder(UiBuilder::new().sense(Sense::click()), |ui| {
            ui.set_width(each);
            ui.vertical(|ui| {
                ui.label(RichText::new(&figure.value).text_style(display_style()));
                ui.label(RichText::new(format!("{} {name}", figure.icon)).color(tokens.text_weak));
            });
        })
        .response;
    let spoken = format!("{name} {}", figure.value);
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, &spoken));
    if response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand).clicked() {
        match (&figure.opens, &figure.filter) {
            (Route::List(register), Some(filter)) => {
                requests.push(Request::OpenList(register, filter.clone()));
            }
            (route, _) => requests.push(Request::Go(route.clone())),
        }
    }
}

fn gather(
    reader: &Reader,
    office: String,
    today: NaiveDate,
    now: DateTime<Utc>,
    language: Language,
) -> Result<HomeData, Problem> {
    let mut figures = Vec::new();
    for record_type in RECORDS.iter().filter(|of| matches!(of.name(), "person" | "post" | "unit" | "policy"))
    {
        figures.push(Figure {
            text: register_text(record_type.name()),
            value: reader.count(*record_type)?.to_string(),
            icon: register_icon(record_type.name()),
            opens: Route::List(record_type.name()),
            filter: None,
        });
    }
    let mut held: std::collections::HashSet<RecordId> = std::collections::HashSet::new();
    reader.each::<Appointment>(&mut |appointment| {
        if appointment.record.period().contains(today) {
            held.extend(appointment.record.post.map(Id::erase));
        }
    })?;
    let mut vacant = 0_usize;
    reader.each::<Post>(&mut |post| {
        let in_force = Period::new(post.record.valid_from, post.record.valid_until).contains(today);
        vacant += usize::from(in_force && !held.contains(&post.meta.id));
    })?;
    figures.push(Figure {
        text: "home.vacant",
        value: vacant.to_string(),
        icon: icons::WARNING,
        opens: Route::OrgChart,
        filter: None,
    });
    Ok(HomeData {
        office,
        figures,
        due: due(reader, today, now, language)?,
        recent: recent(reader, language)?,
        functions: functions(&reader.all::<Duty>()?, language),
    })
}

fn status_of(lamp: Lamp) -> Status {
    match lamp {
        Lamp::Normal => Status::Neutral,
        Lamp::Soon => Status::Behind,
        Lamp::Overdue => Status::Overdue,
        Lamp::Done => Status::Done,
    }
}

/// Policies to be looked at again within thirty days and delegations that end within three (`domain.md` §1).
fn due(
    reader: &Reader,
    today: NaiveDate,
    now: DateTime<Utc>,
    language: Language,
) -> Result<Vec<Due>, Problem> {
    const POLICY_DAYS: i64 = 30;
    const DELEGATION_DAYS: i64 = 3;
    const SECRECY_DAYS: u64 = 30;
    let calendar = work_calendar(reader)?;
    let mut found = Vec::new();
    for policy in reader.all::<Policy>()? {
        let open = !matches!(policy.record.state, PolicyState::Repealed);
        if let Some(on) = policy.record.review_on
            && open
            && (on - today).num_days() <= POLICY_DAYS
        {
            found.push(Due {
                selected: Selected { register: "policy", id: policy.meta.id },
                title: policy.record.name.clone(),
                detail: language.text("home.review_due").to_owned(),
                status: status_of(lamp(on, today, &calendar, OpenState::Open)),
                on,
            });
        }
    }
    let mut titles = Titles::default();
    for delegation in reader.all::<Delegation>()? {
        if let (Some(on), Some(delegate)) = (delegation.record.until, delegation.record.delegate)
            && on >= today
            && (on - today).num_days() <= DELEGATION_DAYS
        {
            found.push(Due {
                selected: Selected { register: "delegation", id: delegation.meta.id },
                title: titles.get(reader, "person", delegate.erase())?.to_owned(),
                detail: language.text("home.delegation_ends").to_owned(),
                status: status_of(lamp(on, today, &calendar, OpenState::Open)),
                on,
            });
        }
    }
    reader.each::<Person>(&mut |person| {
        if let Some(on) = person.record.left_on
            && person.record.state != crate::records::organisation::PersonState::Left
            && (on - today).num_days() <= POLICY_DAYS
        {
            found.push(Due {
                selected: Selected { register: "person", id: person.meta.id },
                title: person.record.name,
                detail: language.text("home.handover_due").to_owned(),
                status: status_of(lamp(on, today, &calendar, OpenState::Open)),
                on,
            });
        }
    })?;
    let month = today + chrono::Days::new(SECRECY_DAYS);
    for (on, record_type, view) in reader.marks_ending(month)? {
        found.push(Due {
            selected: Selected { register: record_type.name(), id: view.row.meta.id },
            title: reader.title(record_type, &view.row)?,
            detail: language.text("home.secrecy_ends").to_owned(),
            status: status_of(lamp(on, today, &calendar, OpenState::Open)),
            on,
        });
    }
    found.extend(papers_due(reader, today, &calendar, language)?);
    found.extend(backups_due(reader, now, language)?);
    found.extend(supervised::matters_due(reader, today, language)?);
    found.extend(supervised::minutes_due(reader, today, &calendar, language)?);
    found.extend(supervised::loans_due(reader, today, &calendar, language)?);
    found.sort_by_key(|due| due.on);
    found.truncate(MOST_DUE);
    Ok(found)
}

/// Papers that are to be handled or read within the light's yellow, and those that are late.
fn papers_due(
    reader: &Reader,
    today: NaiveDate,
    calendar: &WorkCalendar,
    language: Language,
) -> Result<Vec<Due>, Problem> {
    let mut found = Vec::new();
    let mut add = |register, id, title: String, detail, on: Option<NaiveDate>| {
        let Some(on) = on else { return };
        let lamp = lamp(on, today, calendar, OpenState::Open);
        if matches!(lamp, Lamp::Soon | Lamp::Overdue) {
            let (selected, detail) = (Selected { register, id }, language.text(detail).to_owned());
            found.push(Due { selected, title, detail, status: status_of(lamp), on });
        }
    };
    reader.each::<Incoming>(&mut |paper| {
        if paper.record.state.is_open() {
            add("incoming", paper.meta.id, paper.record.title, "home.incoming_due", paper.record.due);
        }
    })?;
    reader.each::<Outgoing>(&mut |paper| {
        if paper.record.state.is_open() {
            add("outgoing", paper.meta.id, paper.record.title, "home.outgoing_due", paper.record.due);
        }
    })?;
    let mut titles = Titles::default();
    let me = reader.session().person;
    for copy in reader.all::<Circulation>()? {
        let mine = me.is_none() || copy.record.reader.map(Id::erase) == me;
        if copy.record.state == CirculationState::Unread
            && mine
            && let Some(paper) = copy.record.paper
        {
            let title = titles.get(reader, "incoming", paper.erase())?.to_owned();
            add("circulation", copy.meta.id, title, "home.reading_due", copy.record.due);
        }
    }
    Ok(found)
}

/// Backup plans that are behind or whose last copy failed.
fn backups_due(reader: &Reader, now: DateTime<Utc>, language: Language) -> Result<Vec<Due>, Problem> {
    let standing = reader.backup_standing(now)?;
    let due = standing.plans.into_iter().filter_map(|plan| {
        let failed = plan.last.is_some_and(|run| run.record.outcome == BackupOutcome::Failed);
        let (detail, status) = match plan.standing {
            Standing::Overdue => ("home.backup_overdue", Status::Overdue),
            _ if failed => ("home.backup_failed", Status::Overdue),
            _ => return None,
        };
        Some(Due {
            selected: Selected { register: "backup_plan", id: plan.plan.meta.id },
            title: plan.plan.record.name,
            detail: language.text(detail).to_owned(),
            status,
            on: civil_date(plan.next_due),
        })
    });
    Ok(due.collect())
}

fn recent(reader: &Reader, language: Language) -> Result<Vec<Recent>, Problem> {
    let mut titles = Titles::default();
    let mut found = Vec::new();
    for entry in reader.latest(MOST_CHANGES)? {
        let Some(record_type) = crate::records::find(entry.register) else { continue };
        let verb = language.text(verb_text(entry.verb));
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
fn functions(duties: &[crate::model::Stored<Duty>], language: Language) -> Vec<(String, String, Status)> {
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
        (name.to_owned(), language.text(detail).to_owned(), status)
    });
    all.collect()
}
