//! Every role × register × kind of record × field × outlet: what a session may not know stands in none of the places
//! where it could look. What may be known is worked out here from the template alone, apart from the read filter.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chancery::desk::{
    Asked, Office, Right, RoleBook, SearchIndex, Session, seed_roles, show_plain, template,
};
use chancery::model::{
    Choice as _, Field, Kind, Level, Mark, Meta, Money, RecordId, RecordType, Role, Row, Secrecy, Term,
    Value, Void,
};
use chancery::print::papers::PAPERS;
use chancery::records::protection::{FieldRight, Reach};
use chancery::records::{RECORDS, find};
use chancery::store::audit::{AuditEntry, AuditWriter, FieldChange, Verb};
use chancery::text::Language;
use chrono::{Days, NaiveDate, NaiveTime};

use crate::fixture::{create, day, id, moment, office, owner, person, post};
use crate::leaks_outlets::everything;

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
    // No number is the mean of others, which lists show of what is selected.
    const APART: [u32; 6] = [0, 1, 4, 9, 15, 24];
    ((place(register) * 25 + APART[planted as usize]) * 100 + u32::try_from(field).unwrap()) * 2
        + u32::from(old)
}

pub fn date(number: u32) -> NaiveDate {
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
        Kind::Tags => Value::Tags(vec![format!("zq{number:06x}")]),
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
    // It comes to an end, so that it is reminded of.
    let (term, basis) = (Term::Until(moment(0).date_naive() + Days::new(30)), "依据".to_owned());
    Some(Box::new(Mark { level, term, circle, sealed, basis, ..Mark::default() }))
}

impl Viewer {
    /// Whether this is somebody of a role to whom nothing was given besides.
    pub fn is(&self, role: Role) -> bool {
        self.role == role && !self.cleared && !self.in_circle
    }
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
                    field: field.key.into(),
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
                register: record_type.name().into(),
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
    people.push((1103, Role::Auditor, true, true));
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

    /// Whether a register is read by more than what everybody may.
    fn reads_by_role(&self, register: &str) -> bool {
        let role = self.book.role(self.viewer.role.code());
        role.and_then(|role| role.grant(register)).is_some_and(|grant| grant.of(Right::Read) == Reach::All)
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
            // Nobody who looks takes part in what was planted.
            && (!field.inside || self.reads_by_role(record_type.name()))
    }
}

/// Whether a text contains another; a search that is fast without optimisation too.
pub fn stands_in(text: &str, part: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// The planted texts that stand in a text, looked for once instead of each of them.
fn words(text: &str) -> HashSet<&str> {
    const LENGTH: usize = "zq000000".len();
    let places = memchr::memmem::find_iter(text.as_bytes(), "zq");
    places.filter_map(|at| text.get(at..at + LENGTH)).collect()
}

/// Outlets from which a copy leaves the file.
const LEAVING: [&str; 10] =
    ["csv", "xlsx", "jsonl", "svg", "ics", "invitation", "package", "office", "calendar paper", "audit file"];

fn is_paper(outlet: &str) -> bool {
    // An invitation says who comes, as a notice on paper does.
    ["calendar paper", "invitation"].contains(&outlet)
        || PAPERS.iter().any(|printable| printable.name == outlet)
}

/// Times of meetings and activities are for everybody: a room is taken, somebody is busy. What by is not.
const TAKEN: [&str; 2] = ["free busy", "taken"];

/// Outlets that must show something to somebody.
const OUTLETS: [&str; 26] = [
    "list",
    "detail",
    "links",
    "history",
    "as of",
    "csv",
    "xlsx",
    "jsonl",
    "ics",
    "occurrences",
    "invitation",
    "free busy",
    "package",
    "office",
    "chart",
    "svg",
    "lending",
    "console",
    "tree",
    "panel",
    "trail",
    "audit file",
    "activity desk",
    "named",
    "reminders",
    "matrix",
];

/// Overviews of what is in hand: what was planted is in hand in some of them.
const OVERVIEWS: [&str; 7] = ["calendar", "due", "today", "supervision", "filing", "properties", "report"];

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
        let texts: Vec<_> = texts.iter().map(|(outlet, text)| (*outlet, text, words(text))).collect();
        let index = SearchIndex::build(&reader, LANGUAGE, &mut |_| true).unwrap();
        for record_type in RECORDS {
            let register = record_type.name();
            for planted in PLANTED {
                let record = planted_id(register, planted).to_string();
                let known = oracle.sees_record(*record_type, planted);
                for (outlet, text, _) in &texts {
                    cells += 1;
                    let found = stands_in(text, &record);
                    *shown_in.entry(*outlet).or_default() += usize::from(found);
                    if !known && found {
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
                        for (outlet, text, words) in &texts {
                            cells += 1;
                            let leaves = LEAVING.contains(outlet) || is_paper(outlet);
                            // A link is written by a unique value of its target, wherever it stands.
                            // What a paper says of others is a part of it.
                            // Who audits takes the trail out as a whole.
                            let may_take = field.unique
                                || is_paper(outlet)
                                || *outlet == "audit file"
                                || oracle.granted(register, Right::Export);
                            let may_leave = may_take && matches!(planted, Plain | LinksToCore);
                            let may = allowed && (!leaves || may_leave);
                            let found = match marker.starts_with("zq") {
                                true => words.contains(marker.as_str()),
                                false => spellings.iter().any(|spelling| stands_in(text, spelling)),
                            };
                            shown += usize::from(found);
                            *shown_in.entry(*outlet).or_default() += usize::from(found);
                            let is_time = field.kind == Kind::DateTime && TAKEN.contains(outlet);
                            if found && !may && !is_time {
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
    // A filter that was broken is caught by an outlet only if it shows something at all.
    let is_quiet = |outlet: &str| shown_in.get(outlet).is_none_or(|count| *count == 0);
    let quiet: Vec<&str> = OUTLETS.into_iter().filter(|outlet| is_quiet(outlet)).collect();
    assert!(quiet.is_empty(), "nothing is ever shown in {quiet:?}: {shown_in:?}");
    assert!(OVERVIEWS.iter().any(|outlet| !is_quiet(outlet)), "{shown_in:?}");
    assert!(PAPERS.iter().any(|printable| !is_quiet(printable.name)), "{shown_in:?}");
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
