//! Where something of a record comes to be read: every outlet of the program below its window, one text each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

use chancery::charts::report::Report as _;
use chancery::charts::{budget, budget_payments};
use chancery::desk::calendar::CalendarBook;
use chancery::desk::{
    ActivityConsole, ArchiveReport, Conditions, DocumentTree, ExecutionPanel, ExecutionQuery, GroupBy,
    MeetingChoice, MeetingConsole, OccurrenceBook, OrgChart, Reader, RegisterList, RegisterTable,
    SupervisionPanel, Today, TrailFilter, TreeKind, Wanted, Which, WorkReport, due_items,
};
use chancery::exchange::extract::extract;
use chancery::exchange::icalendar::{CalendarMessage, export_free_busy, export_message};
use chancery::exchange::{Sheet, export_archive, export_audit, export_file, export_office};
use chancery::model::{Problem, RecordId};
use chancery::print::papers::{PAPERS, print_file};
use chancery::print::{
    CalendarPrint, ChartPage, write_archive_report, write_calendar, write_charts, write_org_chart,
};
use chancery::records::{RECORDS, find};
use chrono::{Days, NaiveDate, NaiveTime};

use crate::fixture::PAGES;
use crate::fixture::moment;
use crate::leaks::{LANGUAGE, PLANTED, Planted, date, marker, planted_id};

pub type Texts = BTreeMap<&'static str, String>;

fn say(texts: &mut Texts, outlet: &'static str, text: impl std::fmt::Debug) {
    writeln!(texts.entry(outlet).or_default(), "{text:?}").unwrap();
}

/// Everything a session can get to read, by outlet.
pub fn everything(reader: &Reader) -> Texts {
    let mut texts = Texts::new();
    let folder = tempfile::tempdir().unwrap();
    for part in
        [registers, trail, calendar_files, invitations, papers, packages, overviews, consoles, trees, charts]
    {
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
            let named = reader.named(RECORDS, &record.to_string()).unwrap();
            say(texts, "named", named.iter().map(|(of, id)| (of.name(), *id)).collect::<Vec<_>>());
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

/// The audit trail as a whole, on the screen and in a file, and the matrix of roles.
fn trail(reader: &Reader, folder: &Path, texts: &mut Texts) {
    let every = TrailFilter::default();
    let read = reader.trail(&every, None, &mut |_| true, &mut |entry| {
        say(texts, "trail", entry);
        ControlFlow::Continue(())
    });
    if let Ok(matrix) = reader.role_matrix() {
        say(texts, "matrix", matrix);
    }
    let path = folder.join("audit.jsonl");
    let written = export_audit(reader, &path, &every);
    assert_eq!(read.is_ok(), written.is_ok());
    if written.is_ok() {
        texts.entry("audit file").or_default().push_str(&std::fs::read_to_string(path).unwrap());
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

/// Messages about meetings, and when people and rooms are taken.
fn invitations(reader: &Reader, folder: &Path, texts: &mut Texts) {
    let path = folder.join("message.ics");
    // What was asked for is no answer.
    let message = |asked: RecordId, written: Result<(), Problem>| match written {
        Ok(()) => std::fs::read_to_string(&path).unwrap().replace("\r\n ", ""),
        Err(problem) => format!("{problem:?}\n").replace(&asked.to_string(), "it"),
    };
    for planted in PLANTED {
        let meeting = planted_id("meeting", planted);
        for kind in [CalendarMessage::Invitation, CalendarMessage::Reply(planted_id("person", planted))] {
            let written = message(meeting, export_message(reader, meeting, kind, &path));
            texts.entry("invitation").or_default().push_str(&written);
        }
        let (person, days) = (planted_id("person", planted), date(0)..date(900_000));
        let written = message(person, export_free_busy(reader, &[person], &days, &path).map(|_| ()));
        texts.entry("free busy").or_default().push_str(&written);
        let ever = date(0).and_time(NaiveTime::MIN)..date(900_000).and_time(NaiveTime::MIN);
        say(texts, "taken", reader.busy_people(&[person], &ever, None).ok());
        say(texts, "taken", reader.busy_room(planted_id("room", planted), &ever).ok());
    }
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
                    texts.entry(printable.name).or_default().push_str(&printed.text);
                    ever_printed = true;
                }
                Err(problem) => say(texts, printable.name, problem),
            }
            if orders.is_empty() && name == "paper.docx" && !ever_printed {
                // What there is no word processor's file of is printed once, all of it.
                orders.push(("paper.pdf", Conditions::default()));
            }
        }
    }
}

/// Files that hold several registers.
fn packages(reader: &Reader, folder: &Path, texts: &mut Texts) {
    let package = folder.join("archive.zip");
    match export_archive(reader, "office", &package, &Conditions::default()) {
        Ok(_) => {
            let mut zip = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
            for place in 0..zip.len() {
                zip.by_index(place).unwrap().read_to_string(texts.entry("package").or_default()).unwrap();
            }
        }
        Err(problem) => say(texts, "package", problem),
    }
    let whole = folder.join("office");
    match export_office(reader, &whole) {
        Ok(_) => {
            for entry in std::fs::read_dir(whole).unwrap() {
                let written = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                texts.entry("office").or_default().push_str(&written);
            }
        }
        Err(problem) => say(texts, "office", problem),
    }
    let calendar = folder.join("calendar.pdf");
    // A page takes its time: one on which there is a meeting for everybody, one with a meeting for few.
    for planted in [Planted::Plain, Planted::Core] {
        let from = planted_start(planted);
        let print = CalendarPrint { days: from..from + Days::new(7), passes: &|_, _| true, conditions: None };
        match write_calendar(reader, &print, &calendar, LANGUAGE) {
            Ok(()) => {
                let printed = extract("calendar.pdf", &std::fs::read(&calendar).unwrap());
                texts.entry("calendar paper").or_default().push_str(&printed.text);
            }
            Err(problem) => say(texts, "calendar paper", problem),
        }
    }
}

/// The day on which a planted meeting begins.
fn planted_start(planted: Planted) -> NaiveDate {
    planted_day("meeting", "start", planted)
}

/// The day in a field of a planted record.
fn planted_day(register: &str, field: &str, planted: Planted) -> NaiveDate {
    let record_type = find(register).unwrap();
    let shown = marker(record_type, planted, record_type.field(field).unwrap().0, false).unwrap();
    shown.split(' ').next().unwrap().parse().unwrap()
}

/// The console of every meeting, the desk of every activity.
fn consoles(reader: &Reader, _: &Path, texts: &mut Texts) {
    let today = moment(0).date_naive();
    for planted in PLANTED {
        let console = MeetingConsole::read(reader, planted_id("meeting", planted), today).unwrap();
        say(texts, "console", console);
        let start = planted_start(planted);
        say(texts, "console", MeetingChoice::read(reader, start).unwrap());
        let activity = planted_id("activity", planted);
        say(texts, "activity desk", ActivityConsole::read(reader, activity, today).unwrap());
    }
}

/// The trees of documents and of the archive.
fn trees(reader: &Reader, _: &Path, texts: &mut Texts) {
    for kind in TreeKind::ALL {
        let record_type = find(kind.register()).unwrap();
        let wanted = Wanted::All;
        let table =
            RegisterTable::read(reader, record_type, Which::Living, wanted, LANGUAGE, &mut |_| true).unwrap();
        let tree = DocumentTree::read(reader, kind, &table, LANGUAGE).unwrap();
        assert_eq!(tree.total() as u64, reader.count(record_type).unwrap(), "the tree counts more");
        for place in 0..tree.len() {
            say(texts, "tree", (tree.node(place), tree.path(place), tree.filters(place), tree.values(place)));
        }
    }
}

/// What screens over several registers begin with.
fn overviews(reader: &Reader, folder: &Path, texts: &mut Texts) {
    say(texts, "latest", reader.latest(1000).unwrap());
    say(texts, "undo", reader.undoable().unwrap());
    let today = moment(0).date_naive();
    for (day, _, view) in reader.marks_ending(today + Days::new(100_000)).unwrap() {
        say(texts, "reminders", (day, view.row));
    }
    for planted in PLANTED {
        let chart = OrgChart::read(reader, planted_day("post", "valid_from", planted)).unwrap();
        say(texts, "chart", (&chart.nodes, chart.vacant()));
    }
    let picture = folder.join("chart.svg");
    if write_org_chart(reader, today, &picture, LANGUAGE).is_ok() {
        say(texts, "svg", std::fs::read_to_string(picture).unwrap());
    }
    let ever = date(0)..date(900_000);
    let calendar = CalendarBook::read(reader).unwrap();
    say(
        texts,
        "calendar",
        (calendar.between(ever.clone(), &|_, _| true), calendar.rooms(), calendar.troubles(ever)),
    );
    say(texts, "due", due_items(reader, moment(0)).unwrap());
    say(texts, "today", Today::read(reader, today).unwrap());
    say(texts, "supervision", SupervisionPanel::read(reader, today).unwrap().lines);
    say(texts, "filing", reader.filing_queue(today, PAGES).unwrap());
    say(texts, "lending", reader.lending_desk(today).unwrap());
    say(texts, "properties", reader.record_standing().unwrap());
    say(texts, "report", WorkReport::read(reader, date(0), today, today).unwrap());
    let report = ArchiveReport::read(reader, date(0), today, today).unwrap();
    say(texts, "report", &report);
    say(texts, "report", report.figures(LANGUAGE));
    for chart in report.charts(LANGUAGE) {
        say(texts, "report", chart.in_words(LANGUAGE));
    }
    let picture = folder.join("archive.svg");
    if write_archive_report(reader, today, &picture, LANGUAGE).is_ok() {
        say(texts, "svg", std::fs::read_to_string(picture).unwrap());
    }
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
        for other in PLANTED {
            let compared = panel.compare(reader, planted_id("budget_version", other)).unwrap();
            told.insert(format!("{compared:?}"));
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
