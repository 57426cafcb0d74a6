//! Every role × register × kind of record × field × outlet: what a session may not know stands in none of the places
//! where it could look. What may be known is worked out here from the template alone, apart from the read filter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use chancery::charts::{budget, budget_payments};
use chancery::desk::calendar::CalendarBook;
use chancery::desk::{
    Asked, Conditions, ExecutionPanel, ExecutionQuery, GroupBy, OccurrenceBook, Office, OrgChart, Reader,
    RegisterList, Right, RoleBook, SearchIndex, Session, SupervisionPanel, Today, Which, due_items,
    seed_roles, show_plain, template,
};
use chancery::exchange::extract::extract;
use chancery::exchange::{Sheet, export_file};
use chancery::model::{
    Choice as _, Field, Kind, Level, Mark, Meta, Money, RecordId, RecordType, Role, Row, Secrecy, Value, Void,
};
use chancery::print::papers::{PAPERS, print_file};
use chancery::print::{ChartPage, write_charts, write_org_chart};
use chancery::records::protection::{FieldRight, Reach};
use chancery::records::{RECORDS, find};
use chancery::store::audit::{AuditEntry, AuditWriter, FieldChange, Verb};
use chancery::text::Language;
use chrono::{Days, NaiveDate, NaiveTime};

use crate::fixture::{create, day, id, moment, office, owner, person, post};

pub const LANGUAGE: Language = Language::SimplifiedChinese;

/// A record that is planted once a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Planted {
    /// Without a mark.
    Plain,
    /// Above what people are cleared for without a decision.
    Core,
    /// Without a mark, but every link of it leads to the one above.
    LinksToCore,
    /// Within everybody's clearance, but for a circle.
    Circle,
    /// Sealed.
    Sealed,
    /// Above clearance, and in the recycle bin.
    VoidCore,
}

use Planted::{Circle, Core, LinksToCore, Plain, Sealed, VoidCore};

/// Each of them.
pub const PLANTED: [Planted; 6] = [Plain, Core, LinksToCore, Circle, Sealed, VoidCore];

/// The place of a register among all.
pub fn place(register: &str) -> u32 {
    let place = RECORDS.iter().position(|of| of.name() == register).unwrap();
    u32::try_from(place).unwrap()
}

pub fn planted_id(register: &str, planted: Planted) -> RecordId {
    id(500_000 + place(register) * 100 + planted as u32)
}

/// A number that no other field of any planted record has; odd ones are what a field held before.
fn number(register: &str, planted: Planted, field: usize, old: bool) -> u32 {
    ((place(register) * 10 + planted as u32) * 100 + u32::try_from(field).unwrap()) * 2 + u32::from(old)
}

fn date(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1100, 1, 1).unwrap() + Days::new(u64::from(number))
}

fn value(register: &str, planted: Planted, place: usize, field: &Field, old: bool) -> Value {
    let number = number(register, planted, place, old);
    match field.kind {
        Kind::Integer | Kind::Decimal(_) => Value::Integer((i64::from(number) + 7_000_000) * 100),
        // Not a nought at the end, which spreadsheets drop.
        Kind::Money => Value::Money(Money::from_fen((i64::from(number) + 700_000) * 10 + 7)),
        // What a schedule is made of must be one, or nothing of it takes place.
        _ if ["time_zone", "recurrence", "exceptions", "recurrence_id"].contains(&field.key) => {
            Value::Nothing
        }
        Kind::Date => Value::Date(date(number)),
        Kind::Text | Kind::LongText => Value::text(format!("zq{number:06x}")),
        Kind::DateTime => Value::DateTime(date(number).and_time(NaiveTime::MIN)),
        Kind::Tags => Value::Tags(vec![format!("zq{number:06}x")]),
        Kind::Link(target) => Value::Link(planted_id(target, linked(planted))),
        Kind::State(_) if register == "separation" => Value::choice("ended"),
        // In states that the execution panel counts.
        Kind::State(_) if register == "budget_version" => Value::choice("executing"),
        Kind::State(_) if register == "commitment" => Value::choice("occupied"),
        Kind::State(_) if register == "expense" => Value::choice("paid"),
        Kind::State(_) if register == "adjustment" => Value::choice("approved"),
        _ => Value::Nothing,
    }
}

/// The kind of record that the links of a kind lead to.
fn linked(planted: Planted) -> Planted {
    if planted == LinksToCore { Core } else { Plain }
}

/// The text by which a value is recognised; `None` where a value says nothing of its own. An amount has the commas it is
/// read with; files hold it without them, and values in 分.
pub fn marker(record_type: &dyn RecordType, planted: Planted, place: usize, old: bool) -> Option<String> {
    let field = &record_type.fields()[place];
    match value(record_type.name(), planted, place, field, old) {
        Value::Link(_) | Value::Nothing | Value::Choice(_) | Value::Flag(_) => None,
        // With and without its two decimals.
        Value::Integer(number) => Some((number / 100).to_string()),
        value => Some(show_plain(field.kind, &value, LANGUAGE)),
    }
}

fn mark(planted: Planted) -> Option<Box<Mark>> {
    let (level, circle, sealed) = match planted {
        Plain | LinksToCore => return None,
        Core | VoidCore => (Secrecy::CoreTrade, Vec::new(), false),
        Circle => (Secrecy::Internal, vec![id(CIRCLE_UNIT)], false),
        Sealed => (Secrecy::Internal, Vec::new(), true),
    };
    Some(Box::new(Mark { level, circle, sealed, basis: "依据".to_owned(), ..Mark::default() }))
}

/// The unit whose people stand in the circle.
const CIRCLE_UNIT: u32 = 900;

/// Writes the records as if they had been made and changed long ago, past the rules that would stand in the way.
fn plant(office: &Office) {
    let mut transaction = office.store().begin().unwrap();
    for record_type in RECORDS {
        for planted in PLANTED {
            let mut record = record_type.blank();
            let (mut made, mut changed) = (Vec::new(), Vec::new());
            for (place, field) in record_type.fields().iter().enumerate() {
                let new = value(record_type.name(), planted, place, field, false);
                let old = value(record_type.name(), planted, place, field, true);
                if new.is_nothing() {
                    continue;
                }
                record.set_value(place, new.clone()).unwrap();
                let change = |before: &Value, after: &Value| FieldChange {
                    field: field.key.to_owned(),
                    before: before.clone(),
                    after: after.clone(),
                };
                made.push(change(&Value::Nothing, &old));
                changed.push(change(&old, &new));
            }
            let record_id = planted_id(record_type.name(), planted);
            let mut audit = AuditWriter::new(&transaction).unwrap();
            let mut entry = AuditEntry {
                command: 1,
                at: moment(-20),
                by: None,
                verb: Verb::Create,
                register: record_type.name().to_owned(),
                id: record_id,
                version: 1,
                previous: 0,
                changes: made,
                reason: None,
            };
            let first = audit.append(&mut transaction, &entry).unwrap();
            (entry.at, entry.verb, entry.version, entry.previous) = (moment(-10), Verb::Update, 2, first);
            entry.changes = changed;
            let last = audit.append(&mut transaction, &entry).unwrap();
            let meta = Meta {
                id: record_id,
                version: 2,
                entry: last,
                mark: mark(planted),
                void: (planted == VoidCore).then(Void::default),
                ..Meta::default()
            };
            transaction.put_row(*record_type, None, &Row { meta, record }).unwrap();
        }
    }
    transaction.commit().unwrap();
}

/// Somebody who looks.
pub struct Viewer {
    pub name: String,
    pub session: Arc<Session>,
    role: Role,
    cleared: bool,
    in_circle: bool,
}

/// An office with everything planted, and everybody who looks at it.
pub fn planted_office() -> (Office, Vec<Viewer>) {
    let office = office();
    let run = |command| office.execute(&owner(), command).unwrap();
    seed_roles(&office, &owner(), LANGUAGE).unwrap();
    run(create("unit", CIRCLE_UNIT, chancery::desk::Values::new().text("code", "QY").text("name", "圈内科")));
    let mut people = Vec::new();
    for (place, role) in (0_u32..).zip(Role::ALL) {
        people.push((1000 + place, *role, false, false));
    }
    people.push((1100, Role::Staff, true, false));
    people.push((1101, Role::Staff, false, true));
    people.push((1102, Role::Director, true, true));
    for (number, role, cleared, in_circle) in &people {
        let link = |number: u32| Value::Link(id(number));
        run(person(*number, &format!("观看者{number}")));
        run(post(number + 1000, &format!("ZW{number}"), role.code()));
        let held =
            chancery::desk::Values::new().with("person", link(*number)).with("post", link(number + 1000));
        // Two directors at a time are one too many, unless one of them acts.
        let tenure = if *number == 1102 { "acting" } else { "main" };
        let held = held.with("tenure", Value::choice(tenure)).with("from", day("2025-01-01"));
        run(create("appointment", number + 2000, held));
        if *cleared {
            let values = chancery::desk::Values::new().with("person", link(*number));
            let values = values.with("level", Value::choice("core_trade")).with("from", day("2026-01-01"));
            run(create("clearance", number + 3000, values.with("until", day("2026-12-31"))));
        }
        if *in_circle {
            let unit = chancery::desk::Values::new().with("unit", link(CIRCLE_UNIT));
            run(crate::fixture::update("person", *number, None, unit));
        }
    }
    plant(&office);
    let snapshot = office.store().snapshot().unwrap();
    let viewers = people.into_iter().map(|(number, role, cleared, in_circle)| {
        let session = Session::of_person(&snapshot, id(number), moment(0).date_naive()).unwrap();
        let name = format!("{} {number}", role.code());
        Viewer { name, session: Arc::new(session), role, cleared, in_circle }
    });
    let viewers = viewers.collect();
    (office, viewers)
}

/// What may be known, from the template alone.
pub struct Oracle<'a> {
    pub book: &'a RoleBook,
    pub viewer: &'a Viewer,
}

impl Oracle<'_> {
    fn grants(&self, register: &str) -> impl Iterator<Item = &chancery::desk::RegisterGrant> {
        let everyone = (self.viewer.role != Role::Kiosk).then_some("everyone");
        let codes = everyone.into_iter().chain([self.viewer.role.code()]);
        codes.filter_map(|code| self.book.role(code)?.grant(register)).collect::<Vec<_>>().into_iter()
    }

    pub fn granted(&self, register: &str, right: Right) -> bool {
        // Nothing that was planted is anybody's own.
        self.grants(register).any(|grant| grant.of(right) == Reach::All)
    }

    fn sees_level(&self, register: &str, level: Level) -> bool {
        let place = chancery::desk::GUARDED_LEVELS.iter().position(|other| *other == level);
        place.is_none_or(|place| self.grants(register).any(|grant| grant.levels[place] >= FieldRight::See))
    }

    pub fn sees_record(&self, record_type: &dyn RecordType, planted: Planted) -> bool {
        let known = match planted {
            Plain | LinksToCore | Sealed => true,
            Core | VoidCore => self.viewer.cleared,
            Circle => self.viewer.in_circle,
        };
        known
            && self.granted(record_type.name(), Right::Read)
            && record_type.fields().iter().filter(|field| field.required).all(|field| match field.kind {
                Kind::Link(target) => self.sees_record(find(target).unwrap(), linked(planted)),
                _ => true,
            })
    }

    pub fn sees_field(&self, record_type: &dyn RecordType, planted: Planted, field: &Field) -> bool {
        self.sees_record(record_type, planted)
            && self.sees_level(record_type.name(), field.level)
            && (planted != Sealed || field.title)
    }
}

type Texts = BTreeMap<&'static str, String>;

fn say(texts: &mut Texts, outlet: &'static str, text: impl std::fmt::Debug) {
    writeln!(texts.entry(outlet).or_default(), "{text:?}").unwrap();
}

/// Everything a session can get to read, by outlet.
fn everything(reader: &Reader) -> Texts {
    let mut texts = Texts::new();
    let folder = tempfile::tempdir().unwrap();
    for part in [registers, calendar_files, papers, overviews, charts] {
        part(reader, folder.path(), &mut texts);
    }
    texts
}

/// Lists, records, their links and histories, tables in files.
fn registers(reader: &Reader, folder: &Path, texts: &mut Texts) {
    for record_type in RECORDS {
        let register = record_type.name();
        for which in [Which::Living, Which::Void] {
            let list = RegisterList::read(reader, *record_type, which, LANGUAGE, &mut |_| true).unwrap();
            for field in 0..record_type.fields().len() {
                for row in 0..list.len() {
                    say(
                        texts,
                        "list",
                        (list.id(row), list.title(row), list.text(row, field), list.mark(row)),
                    );
                }
                say(texts, "list", (list.facets(field), list.sum_text(field)));
            }
            let mut visited = 0_u64;
            reader
                .visit(*record_type, which, &mut |_| {
                    visited += 1;
                    ControlFlow::Continue(())
                })
                .unwrap();
            assert_eq!(list.total() as u64, visited);
            if which == Which::Living {
                assert_eq!(
                    reader.count(*record_type).unwrap(),
                    visited,
                    "the count of {register} tells more"
                );
            }
        }
        for planted in PLANTED {
            let record = planted_id(register, planted);
            if let Some(view) = reader.get_any(*record_type, record).unwrap() {
                let values = (0..record_type.fields().len()).map(|place| view.value(place));
                let title = reader.title(*record_type, &view.row).unwrap();
                say(texts, "detail", (title, values.collect::<Vec<_>>(), &view.row));
            }
            for (source, view, field) in reader.referring(record).unwrap() {
                let title = reader.title(source, &view.row).unwrap();
                say(texts, "links", (title, field.key, view.row.meta.id));
            }
            say(texts, "history", reader.history(*record_type, record).unwrap());
            say(texts, "as of", reader.as_of(*record_type, record, moment(-15)).unwrap());
            say(texts, "named", reader.named(RECORDS, &record.to_string()).unwrap().len());
        }
        for extension in ["csv", "xlsx", "jsonl"] {
            let path = folder.join(format!("{register}.{extension}"));
            if export_file(reader, *record_type, &path, &Conditions::default()).is_ok() {
                let sheet = Sheet::read(&path).unwrap();
                let outlet = match extension {
                    "csv" => "csv",
                    "xlsx" => "xlsx",
                    _ => "jsonl",
                };
                for row in &sheet.rows {
                    let cells = (0..sheet.columns.len()).map(|column| row.cell(column));
                    say(texts, outlet, cells.collect::<Vec<_>>());
                }
            }
        }
    }
}

/// Calendar files and occurrences.
fn calendar_files(reader: &Reader, folder: &Path, texts: &mut Texts) {
    let meetings = find("meeting").unwrap();
    let calendar = folder.join("meetings.ics");
    if export_file(reader, meetings, &calendar, &Conditions::default()).is_ok() {
        // Long lines are folded.
        let written = std::fs::read_to_string(calendar).unwrap().replace("\r\n ", "");
        texts.entry("ics").or_default().push_str(&written);
    }
    let book = OccurrenceBook::read(reader, meetings).unwrap();
    let ever = date(0)..date(900_000);
    say(texts, "occurrences", (book.between(ever.clone()), book.troubles(ever)));
}

/// What is printed.
fn papers(reader: &Reader, folder: &Path, texts: &mut Texts) {
    for printable in PAPERS {
        let mut orders: Vec<_> = PLANTED
            .iter()
            .map(|planted| ("paper.docx", Conditions::chosen([planted_id(printable.register, *planted)])))
            .collect();
        let mut ever_printed = false;
        while let Some((name, chosen)) = orders.pop() {
            let path = folder.join(name);
            match print_file(printable, reader, &chosen, moment(0).date_naive(), &path, LANGUAGE) {
                Ok(()) => {
                    let printed = extract(name, &std::fs::read(path).unwrap());
                    texts.entry("paper").or_default().push_str(&printed.text);
                    ever_printed = true;
                }
                Err(problem) => say(texts, "paper", problem),
            }
            if orders.is_empty() && name == "paper.docx" && !ever_printed {
                // What there is no word processor's file of is printed once, all of it.
                orders.push(("paper.pdf", Conditions::default()));
            }
        }
    }
}

/// What screens over several registers begin with.
fn overviews(reader: &Reader, folder: &Path, texts: &mut Texts) {
    say(texts, "latest", reader.latest(1000).unwrap());
    say(texts, "undo", reader.undoable().unwrap());
    let today = moment(0).date_naive();
    say(texts, "reminders", reader.marks_ending(today + Days::new(100_000)).unwrap().len());
    let chart = OrgChart::read(reader, date(50_000)).unwrap();
    say(texts, "chart", (&chart.nodes, chart.vacant()));
    let picture = folder.join("chart.svg");
    if write_org_chart(reader, today, &picture, LANGUAGE).is_ok() {
        say(texts, "svg", std::fs::read_to_string(picture).unwrap());
    }
    let ever = date(0)..date(900_000);
    let calendar = CalendarBook::read(reader).unwrap();
    say(
        texts,
        "screen",
        (calendar.between(ever.clone(), &|_, _| true), calendar.rooms(), calendar.troubles(ever)),
    );
    say(texts, "screen", due_items(reader, moment(0)).unwrap());
    say(texts, "screen", Today::read(reader, today).unwrap());
    say(texts, "screen", SupervisionPanel::read(reader, today).unwrap().lines);
    say(texts, "screen", reader.filing_queue(today).unwrap());
}

/// The panel and the charts of the budget.
fn charts(reader: &Reader, folder: &Path, texts: &mut Texts) {
    let (mut told, mut drawn) = (BTreeSet::new(), BTreeSet::new());
    for planted in PLANTED {
        let version = Some(planted_id("budget_version", planted));
        let query = ExecutionQuery { version, ..ExecutionQuery::on(date(900_000)) };
        let Some(mut panel) = ExecutionPanel::read(reader, &query).unwrap() else { continue };
        // What was asked for is no answer.
        panel.query.version = None;
        let groups = [GroupBy::Department, GroupBy::Project, GroupBy::Account].map(|by| panel.groups(by));
        let mut charts = vec![
            budget::execution_chart(&panel, LANGUAGE),
            budget::month_chart(&panel, LANGUAGE),
            budget::adjustment_chart(&panel, LANGUAGE),
            budget::ageing_chart(&panel, LANGUAGE),
            budget_payments::rate_chart(&panel, LANGUAGE),
            budget_payments::control_chart(&panel, LANGUAGE),
            budget_payments::size_chart(&panel, LANGUAGE),
        ];
        for groups in &groups {
            charts.push(budget::group_chart(groups, "execution.by_account", LANGUAGE));
            charts.push(budget::heat_chart(&panel, groups, LANGUAGE));
            charts.push(budget_payments::box_chart(&panel, groups, LANGUAGE));
            charts.push(budget::pareto_chart(groups, LANGUAGE).0);
        }
        told.insert(format!("{panel:?}{:?}{:?}", panel.notes(), panel.changes()));
        told.extend(charts.iter().map(|chart| chart.in_words(LANGUAGE)));
        let page = ChartPage { charts, marks: panel.marks, count: panel.lines.len(), ..ChartPage::default() };
        let picture = folder.join("page.svg");
        if write_charts(reader, &page, &picture, LANGUAGE).is_ok() {
            // Only what is written in it; shapes say nothing, and there are many.
            let svg = std::fs::read_to_string(picture).unwrap();
            drawn.extend(
                svg.lines()
                    .filter(|line| line.contains("<text") || line.contains("<title"))
                    .map(str::to_owned),
            );
        }
    }
    told.iter().for_each(|told| texts.entry("panel").or_default().push_str(told));
    drawn.iter().for_each(|drawn: &String| texts.entry("svg").or_default().push_str(drawn));
}

/// Whether a text contains another; a search that is fast without optimisation too.
pub fn stands_in(text: &str, part: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// Outlets from which a copy leaves the file.
const LEAVING: [&str; 6] = ["csv", "xlsx", "jsonl", "svg", "ics", "paper"];

#[test]
fn nothing_is_seen_that_may_not_be_known() {
    let (office, viewers) = planted_office();
    let book = template();
    let (mut cells, mut shown, mut leaks) = (0_usize, 0_usize, Vec::new());
    let mut silent: Vec<String> = Vec::new();
    let mut shown_in: BTreeMap<&str, usize> = BTreeMap::new();
    for viewer in &viewers {
        let oracle = Oracle { book: &book, viewer };
        let reader = office.reader(&viewer.session).unwrap();
        let texts = everything(&reader);
        let index = SearchIndex::build(&reader, LANGUAGE, &mut |_| true).unwrap();
        for record_type in RECORDS {
            let register = record_type.name();
            for planted in PLANTED {
                let record = planted_id(register, planted).to_string();
                let known = oracle.sees_record(*record_type, planted);
                for (outlet, text) in &texts {
                    cells += 1;
                    if !known && stands_in(text, &record) {
                        leaks.push(format!(
                            "{}: the identity of {register} {planted:?} in {outlet}",
                            viewer.name
                        ));
                    }
                }
                for (place, field) in record_type.fields().iter().enumerate() {
                    let allowed = oracle.sees_field(*record_type, planted, field);
                    for old in [false, true] {
                        let Some(marker) = marker(*record_type, planted, place, old) else { continue };
                        let name = || format!("{}: {register}.{} of {planted:?}", viewer.name, field.key);
                        // An amount is written with and without its separators.
                        let mut spellings =
                            vec![marker.clone(), marker.replace(',', ""), marker.replace([',', '.'], "")];
                        if field.kind == Kind::DateTime {
                            // As calendar files have it, and as the program holds it.
                            spellings.push(marker.replace(['-', ':'], "").replace(' ', "T"));
                            spellings.push(marker.replace(' ', "T"));
                        }
                        spellings.dedup();
                        for (outlet, text) in &texts {
                            cells += 1;
                            let leaves = LEAVING.contains(outlet);
                            // A link is written by a unique value of its target, wherever it stands.
                            // What a paper says of others is a part of it.
                            let may_leave = (field.unique
                                || *outlet == "paper"
                                || oracle.granted(register, Right::Export))
                                && matches!(planted, Plain | LinksToCore);
                            let may = allowed && (!leaves || may_leave);
                            let found = spellings.iter().any(|spelling| stands_in(text, spelling));
                            shown += usize::from(found);
                            *shown_in.entry(*outlet).or_default() += usize::from(found);
                            if found && !may {
                                leaks.push(format!("{} in {outlet}", name()));
                            }
                            // A test that finds nothing anywhere would prove nothing.
                            let expected = match *outlet {
                                "list" => may && !old,
                                "detail" => may && !old,
                                "history" => may,
                                "as of" => may && old && planted != VoidCore,
                                "csv" | "xlsx" | "jsonl" => {
                                    may && !old && oracle.granted(register, Right::Export)
                                }
                                _ => false,
                            };
                            if expected && !found {
                                silent.push(format!("{} is missing in {outlet}", name()));
                            }
                        }
                        cells += 1;
                        let hits = index.query(&marker, 5);
                        if !hits.is_empty() && (!allowed || old) {
                            leaks.push(format!("{} found by search: {hits:?}", name()));
                        }
                    }
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks of {cells} cells:\n{}", leaks.len(), leaks.join("\n"));
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    assert!(cells >= 2000 && shown > 2000, "{cells} cells, {shown} shown");
    for outlet in
        ["list", "detail", "history", "as of", "csv", "chart", "panel", "svg", "ics", "paper", "screen"]
    {
        assert!(shown_in.get(outlet).is_some_and(|count| *count > 0), "{outlet}: {shown_in:?}");
    }
    println!("{cells} cells, {shown} of them shown, no leak: {shown_in:?}");
}

#[test]
fn an_explanation_does_not_tell_what_exists() {
    let (office, viewers) = planted_office();
    let book = template();
    let mut asked = 0;
    for viewer in &viewers {
        let oracle = Oracle { book: &book, viewer };
        let reader = office.reader(&viewer.session).unwrap();
        for record_type in RECORDS {
            for right in Right::ALL {
                let none = reader.explain(*record_type, Some(id(1)), Asked::Right(right), None).unwrap();
                for planted in
                    PLANTED.into_iter().filter(|planted| !oracle.sees_record(*record_type, *planted))
                {
                    let record = planted_id(record_type.name(), planted);
                    let answer =
                        reader.explain(*record_type, Some(record), Asked::Right(right), None).unwrap();
                    assert_eq!(answer, none, "{} {} {planted:?}", viewer.name, record_type.name());
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 1000);
}
