//! Budgets in the pipeline: nothing counted twice, nothing spent that is not there (`domain.md` §6.1, §15 T6).

use std::cell::Cell;

use chancery::desk::{BatchMode, Command, ExecutionPanel, ExecutionQuery, Office, Values};
use chancery::model::{Id, Message, Money, Problem, Stored, Value};
use chancery::print::write_budget_execution;
use chancery::records::RECORDS;
use chancery::records::budget::{BudgetLine, BudgetVersion, Commitment, CommitmentState, ExpenseState};
use chancery::store::integrity;
use chancery::text::Language;
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::fixture::{
    batch, create, day, go, id, office, owner, person, restore, signed, unit, update, void,
};
pub use crate::fixture::{because, with};

pub const VERSION: u32 = 100;
pub const LINE: u32 = 110;
pub const OTHER: u32 = 111;

pub fn run(office: &Office, command: Command) {
    office.execute(&owner(), command.clone()).unwrap_or_else(|problem| panic!("{command:?}: {problem:?}"));
}

pub fn refusal(office: &Office, command: Command) -> Message {
    match office.execute(&owner(), command.clone()) {
        Err(Problem::Input(faults)) => faults[0].message.clone(),
        other => panic!("{command:?}: {other:?}"),
    }
}

pub fn yuan(amount: i64) -> Value {
    Value::Money(Money::from_fen(amount * 100))
}

fn fen(amount: i64) -> Value {
    Value::Money(Money::from_fen(amount))
}

pub fn link(number: u32) -> Value {
    Value::Link(id(number))
}

pub fn version(number: u32, name: &str, stated: i64) -> Command {
    let values = Values::new().text("name", name).with("year", Value::Integer(2026));
    create("budget_version", number, values.with("stated", yuan(stated)))
}

pub fn line(number: u32, version: u32, account: &str, original: i64) -> Command {
    let values = Values::new().with("version", link(version)).with("department", link(1));
    create("budget_line", number, values.text("account", account).with("original", yuan(original)))
}

pub fn commitment(number: u32, line: u32, amount: Value) -> Command {
    let values = Values::new().text("paper", format!("合同 {number}")).with("line", link(line));
    create("commitment", number, values.with("date", day("2026-02-01")).with("amount", amount))
}

pub fn expense(number: u32, line: u32, amount: Value) -> Command {
    let values = Values::new().text("subject", "办公用品").with("date", day("2026-02-10"));
    let values = values.text("invoice", format!("FP{number}"));
    create("expense", number, values.with("line", link(line)).with("amount", amount))
}

pub fn adjustment(number: u32, kind: &str, from: Option<u32>, to: Option<u32>, amount: i64) -> Command {
    let values = Values::new().text("number", format!("调 {number}")).text("reason", "工作需要");
    let values = values.with("kind", Value::choice(kind)).with("amount", yuan(amount));
    let values = values.with("from_line", from.map_or(Value::Nothing, link));
    create("adjustment", number, values.with("to_line", to.map_or(Value::Nothing, link)))
}

pub fn approve(office: &Office, number: u32) -> Result<(), Problem> {
    run(office, go("adjustment", number, "submit"));
    let approval = with(go("adjustment", number, "approve"), "approved_on", day("2026-02-20"));
    office.execute(&owner(), approval).map(drop)
}

fn pay(office: &Office, number: u32) {
    for step in ["submit", "endorse", "verify", "approve"] {
        run(office, signed(go("expense", number, step), 2));
    }
    run(office, with(go("expense", number, "pay"), "paid_on", day("2026-02-28")));
}

pub fn release(office: &Office, version: u32) {
    for step in ["submit", "balance", "propose", "approve", "release"] {
        run(office, go("budget_version", version, step));
    }
}

fn stored(office: &Office, number: u32) -> BudgetLine {
    let reader = office.reader(&owner()).unwrap();
    let all: Vec<Stored<BudgetLine>> = reader.all().unwrap();
    all.into_iter().find(|line| line.meta.id == id(number)).unwrap().record
}

fn is_there(office: &Office, number: u32) -> bool {
    let reader = office.reader(&owner()).unwrap();
    reader.get(chancery::records::find("budget_line").unwrap(), id(number)).unwrap().is_some()
}

/// Adjusted, committed, executed and available of a line, in 元.
pub fn figures(office: &Office, number: u32) -> [i64; 4] {
    let line = stored(office, number);
    [line.adjusted, line.committed, line.executed, line.available].map(|amount| {
        assert_eq!(amount.fen() % 100, 0);
        amount.fen() / 100
    })
}

/// A released budget of two lines, 120,000 and 30,000.
pub fn released() -> Office {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, person(2, "杜明礼"));
    run(&office, version(VERSION, "2026", 150_000));
    run(&office, line(LINE, VERSION, "30201 办公费", 120_000));
    run(&office, line(OTHER, VERSION, "30211 差旅费", 30_000));
    release(&office, VERSION);
    office
}

/// The worked line of the handbook: 120,000 + 10,000 − 5,000, 18,000 occupied, 72,500 executed.
pub fn worked() -> Office {
    let office = released();
    run(&office, adjustment(200, "supplement", None, Some(LINE), 10_000));
    approve(&office, 200).unwrap();
    run(&office, adjustment(201, "transfer", Some(LINE), Some(OTHER), 5_000));
    approve(&office, 201).unwrap();
    run(&office, commitment(300, LINE, yuan(18_000)));
    run(&office, go("commitment", 300, "occupy"));
    run(&office, expense(400, LINE, yuan(72_500)));
    pay(&office, 400);
    office
}

pub fn require_sound(office: &Office) {
    let report = integrity::check(&office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn a_claim_takes_what_is_there_and_not_one_fen_more() {
    let office = worked();
    assert_eq!(figures(&office, LINE), [5_000, 18_000, 72_500, 34_500]);
    assert_eq!(figures(&office, OTHER), [5_000, 0, 0, 35_000], "a transfer nets to zero");
    let message = refusal(&office, expense(401, LINE, fen(3_450_001)));
    assert_eq!(message, Message::new("problem.over_budget").with("room", "34,500.00"));
    run(&office, expense(401, LINE, yuan(34_500)));
    assert_eq!(figures(&office, LINE)[3], 34_500, "a draft takes nothing");
    run(&office, go("expense", 401, "submit"));
    assert_eq!(figures(&office, LINE), [5_000, 52_500, 72_500, 0]);
    assert_eq!(refusal(&office, expense(402, LINE, fen(1))).key, "problem.over_budget");
    require_sound(&office);
}

#[test]
fn releasing_a_commitment_gives_the_rest_back() {
    let office = worked();
    run(&office, with(expense(401, LINE, yuan(8_000)), "commitment", link(300)));
    run(&office, go("expense", 401, "submit"));
    assert_eq!(figures(&office, LINE), [5_000, 18_000, 72_500, 34_500], "claimed from what is occupied");
    run(&office, because(go("expense", 401, "send_back")));
    pay(&office, 401);
    assert_eq!(figures(&office, LINE), [5_000, 10_000, 80_500, 34_500]);
    let reader = office.reader(&owner()).unwrap();
    let kept: Vec<Stored<Commitment>> = reader.all().unwrap();
    assert_eq!(kept[0].record.executed, Money::from_fen(800_000));
    run(&office, go("commitment", 300, "release"));
    assert_eq!(figures(&office, LINE), [5_000, 0, 80_500, 44_500]);
}

#[test]
fn undo_and_redo_carry_the_totals_along() {
    let office = worked();
    run(&office, Command::Undo);
    assert_eq!(figures(&office, LINE), [5_000, 90_500, 0, 34_500], "the payment is a claim again");
    run(&office, Command::Redo);
    assert_eq!(figures(&office, LINE), [5_000, 18_000, 72_500, 34_500]);
    run(&office, void("commitment", 300));
    assert_eq!(figures(&office, LINE)[3], 52_500);
    run(&office, restore("commitment", 300));
    assert_eq!(figures(&office, LINE)[3], 34_500);
    // The money of an adjustment that was spent can't be taken back.
    run(&office, expense(401, LINE, yuan(34_500)));
    pay(&office, 401);
    assert_eq!(refusal(&office, void("adjustment", 200)).key, "problem.line_overdrawn");
    require_sound(&office);
}

#[test]
fn an_overrun_needs_its_own_approval() {
    let office = worked();
    run(&office, adjustment(202, "over_budget", None, Some(LINE), 500));
    assert_eq!(refusal(&office, expense(401, LINE, yuan(35_000))).key, "problem.over_budget", "a draft");
    approve(&office, 202).unwrap();
    assert_eq!(figures(&office, LINE), [5_000, 18_000, 72_500, 34_500], "the budget stays");
    run(&office, expense(401, LINE, yuan(35_000)));
    pay(&office, 401);
    assert_eq!(figures(&office, LINE)[3], -500);
    assert_eq!(refusal(&office, expense(402, LINE, fen(1))).key, "problem.over_budget");
    assert_eq!(refusal(&office, void("adjustment", 202)).key, "problem.line_overdrawn");
    run(&office, because(go("commitment", 300, "cancel")));
    assert_eq!(figures(&office, LINE)[3], 17_500);
    run(&office, void("adjustment", 202));
}

#[test]
fn a_transfer_can_not_give_what_is_taken() {
    let office = worked();
    run(&office, adjustment(203, "transfer", Some(LINE), Some(OTHER), 34_501));
    let Err(Problem::Input(faults)) = approve(&office, 203) else { panic!("approved") };
    assert_eq!(faults[0].message.key, "problem.line_overdrawn");
    let same = adjustment(204, "transfer", Some(LINE), Some(LINE), 1);
    assert_eq!(refusal(&office, same).key, "problem.transfer_lines");
    let half = adjustment(204, "transfer", Some(LINE), None, 1);
    assert_eq!(refusal(&office, half).key, "problem.required");
    let strange = adjustment(204, "supplement", Some(LINE), Some(OTHER), 1);
    assert_eq!(refusal(&office, strange).key, "problem.line_not_wanted");
}

#[test]
fn nothing_is_spent_from_a_budget_that_was_not_released() {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, version(VERSION, "2026", 100));
    run(&office, line(LINE, VERSION, "30201 办公费", 90));
    assert_eq!(refusal(&office, expense(400, LINE, yuan(1))).key, "problem.budget_not_in_execution");
    for step in ["submit", "balance"] {
        run(&office, go("budget_version", VERSION, step));
    }
    let message = refusal(&office, go("budget_version", VERSION, "propose"));
    assert_eq!((message.key, message.arguments[0].1.as_str()), ("problem.lines_differ_from_total", "90.00"));
    run(&office, update("budget_line", LINE, None, Values::new().with("original", yuan(100))));
    for step in ["propose", "approve", "release"] {
        run(&office, go("budget_version", VERSION, step));
    }
    let more = update("budget_line", LINE, None, Values::new().with("original", yuan(101)));
    assert_eq!(refusal(&office, more).key, "problem.budget_locked");
    assert_eq!(refusal(&office, line(OTHER, VERSION, "其他", 1)).key, "problem.budget_locked");
    run(&office, line(OTHER + 1, VERSION, "待调剂", 0));
    assert_eq!(refusal(&office, void("budget_line", LINE)).key, "problem.budget_locked");
    let revenue = with(line(OTHER, VERSION, "拨款", 1), "side", Value::choice("revenue"));
    run(&office, revenue);
    assert_eq!(refusal(&office, expense(400, OTHER, yuan(1))).key, "problem.revenue_line");
}

#[test]
fn a_source_is_not_allotted_twice() {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, create("fund_source", 90, Values::new().text("name", "拨款").with("amount", yuan(100))));
    run(&office, version(VERSION, "2026", 120));
    for (number, original) in [(LINE, 60), (OTHER, 60)] {
        run(&office, with(line(number, VERSION, "办公费", original), "source", link(90)));
    }
    for step in ["submit", "balance"] {
        run(&office, go("budget_version", VERSION, step));
    }
    assert_eq!(refusal(&office, go("budget_version", VERSION, "propose")).key, "problem.fund_exceeded");
}

#[test]
fn the_ladder_and_the_frozen_paper() {
    let office = released();
    run(&office, expense(400, LINE, yuan(5_000)));
    for step in ["submit", "endorse", "verify"] {
        run(&office, go("expense", 400, step));
    }
    let message = refusal(&office, signed(go("expense", 400, "approve_minor"), 2));
    assert_eq!(message, Message::new("problem.beyond_approval").with("limit", "5,000.00"));
    let cheaper = update("expense", 400, None, Values::new().with("amount", yuan(4_999)));
    assert_eq!(refusal(&office, cheaper.clone()).key, "problem.paper_frozen");
    run(&office, because(go("expense", 400, "send_back")));
    run(&office, cheaper);
    for step in ["submit", "endorse", "verify", "approve_minor"] {
        run(&office, signed(go("expense", 400, step), 2));
    }
    let again = with(expense(401, LINE, yuan(1)), "invoice", Value::text("fp400"));
    assert_eq!(refusal(&office, again).key, "problem.not_unique");
    assert_eq!(refusal(&office, expense(402, LINE, yuan(0))).key, "problem.amount_not_positive");
    assert_eq!(refusal(&office, expense(402, LINE, yuan(-5))).key, "problem.amount_not_positive");
}

#[test]
fn totals_are_kept_whatever_is_written() {
    let office = worked();
    let boast = update("budget_line", LINE, None, Values::new().with("available", yuan(999_999)));
    run(&office, boast);
    assert_eq!(figures(&office, LINE)[3], 34_500);
    let steps = (500..510).map(|number| expense(number, LINE, yuan(3_450))).collect();
    run(&office, batch(steps, BatchMode::AllOrNothing));
    let all: Vec<Stored<BudgetVersion>> = office.reader(&owner()).unwrap().all().unwrap();
    assert_eq!(all[0].record.expenditure, Money::from_fen(15_000_000));
}

/// One random thing that somebody does; most of them are refused sooner or later.
#[derive(Clone, Debug)]
enum Deed {
    Expense(u32, u32, i64, Option<u32>),
    Commitment(u32, u32, i64),
    Adjustment(u32, &'static str, u32, i64),
    Go(&'static str, u32, &'static str),
    /// All steps that make a paper count, in one command.
    Through(&'static str, u32),
    Void(&'static str, u32),
    Restore(&'static str, u32),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    let number = || 0_u32..6;
    let amount = || 1_i64..90_000;
    let register = || proptest::sample::select(vec!["expense", "commitment", "adjustment"]);
    let kinds = vec!["transfer", "supplement", "reduction", "over_budget"];
    let ways = vec![
        ("expense", "submit"),
        ("expense", "endorse"),
        ("expense", "verify"),
        ("expense", "approve"),
        ("expense", "pay"),
        ("expense", "send_back"),
        ("commitment", "occupy"),
        ("commitment", "release"),
        ("commitment", "cancel"),
        ("adjustment", "submit"),
        ("adjustment", "approve"),
    ];
    prop_oneof![
        3 => (number(), 0_u32..2, amount(), proptest::option::of(number()))
            .prop_map(|(number, line, amount, from)| Deed::Expense(number, line, amount, from)),
        2 => (number(), 0_u32..2, amount()).prop_map(|(number, line, amount)| Deed::Commitment(number, line, amount)),
        2 => (number(), proptest::sample::select(kinds), 0_u32..2, amount())
            .prop_map(|(number, kind, line, amount)| Deed::Adjustment(number, kind, line, amount)),
        12 => (proptest::sample::select(ways), number()).prop_map(|((register, way), number)| Deed::Go(register, number, way)),
        6 => (register(), number()).prop_map(|(register, number)| Deed::Through(register, number)),
        1 => (register(), number()).prop_map(|(register, number)| Deed::Void(register, number)),
        1 => (register(), number()).prop_map(|(register, number)| Deed::Restore(register, number)),
        1 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

fn place_of(register: &str) -> u32 {
    match register {
        "expense" => 400,
        "commitment" => 300,
        _ => 200,
    }
}

fn step(register: &str, number: u32, way: &str) -> Command {
    let command = signed(because(go(register, place_of(register) + number, way)), 2);
    match way {
        "pay" => with(command, "paid_on", day("2026-02-28")),
        "approve" if register == "adjustment" => with(command, "approved_on", day("2026-02-20")),
        _ => command,
    }
}

fn command(deed: &Deed) -> Command {
    match *deed {
        Deed::Expense(number, line, amount, from) => {
            let made = expense(400 + number, LINE + line, yuan(amount));
            with(made, "commitment", from.map_or(Value::Nothing, |from| link(300 + from)))
        }
        Deed::Commitment(number, line, amount) => commitment(300 + number, LINE + line, yuan(amount)),
        Deed::Adjustment(number, kind, line, amount) => {
            let (here, there) = (LINE + line, LINE + 1 - line);
            let (from, to) = match kind {
                "transfer" => (Some(here), Some(there)),
                "reduction" => (Some(here), None),
                _ => (None, Some(here)),
            };
            adjustment(200 + number, kind, from, to, amount)
        }
        Deed::Go(register, number, way) => step(register, number, way),
        Deed::Through(register, number) => {
            let ways: &[&str] = match register {
                "expense" => &["submit", "endorse", "verify", "approve", "pay"],
                "commitment" => &["occupy"],
                _ => &["submit", "approve"],
            };
            let steps = ways.iter().map(|way| step(register, number, way)).collect();
            batch(steps, BatchMode::AllOrNothing)
        }
        Deed::Void(register, number) => void(register, place_of(register) + number),
        Deed::Restore(register, number) => restore(register, place_of(register) + number),
        Deed::Undo => Command::Undo,
        Deed::Redo => Command::Redo,
    }
}

/// What a line should show, added up in another way than the program does: paper by paper.
fn expected(office: &Office, number: u32, original: i64) -> ([i64; 4], i64) {
    use chancery::records::budget::{Adjustment, AdjustmentKind, AdjustmentState, Expense};
    let reader = office.reader(&owner()).unwrap();
    let here = |line: Option<Id<BudgetLine>>| line.is_some_and(|line| line.erase() == id(number));
    let (mut adjusted, mut committed, mut executed, mut overrun) = (0, 0, 0, 0);
    for paper in reader.all::<Adjustment>().unwrap().into_iter().map(|paper| paper.record) {
        if paper.state != AdjustmentState::Approved {
            continue;
        }
        let amount = paper.amount.fen() / 100;
        if paper.kind == AdjustmentKind::OverBudget {
            overrun += if here(paper.to_line) { amount } else { 0 };
            continue;
        }
        adjusted += if here(paper.to_line) { amount } else { 0 };
        adjusted -= if here(paper.from_line) { amount } else { 0 };
    }
    let expenses: Vec<_> = reader.all::<Expense>().unwrap().into_iter().map(|paper| paper.record).collect();
    let counted = |expense: &&Expense| here(expense.line) && expense.state != ExpenseState::Draft;
    for expense in expenses.iter().filter(counted) {
        let amount = expense.amount.fen() / 100;
        if expense.state == ExpenseState::Paid { executed += amount } else { committed += amount }
    }
    for paper in reader.all::<Commitment>().unwrap() {
        if paper.record.state != CommitmentState::Occupied || !here(paper.record.line) {
            continue;
        }
        let from = |expense: &&Expense| expense.commitment.is_some_and(|of| of.erase() == paper.meta.id);
        let used: i64 = expenses.iter().filter(counted).filter(from).map(|of| of.amount.fen() / 100).sum();
        committed += (paper.record.amount.fen() / 100 - used).max(0);
    }
    ([adjusted, committed, executed, original + adjusted - committed - executed], overrun)
}

#[test]
fn the_invariants_hold_under_random_commands() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let (done, paid) = (Cell::new(0), Cell::new(0));
    TestRunner::new(config)
        .run(&proptest::collection::vec(deed(), 60), |deeds| {
            let office = released();
            for deed in &deeds {
                if office.execute(&owner(), command(deed)).is_err() {
                    continue;
                }
                done.set(done.get() + 1);
                for (number, original) in [(LINE, 120_000), (OTHER, 30_000)] {
                    // So much can be taken back that the line was never made.
                    if !is_there(&office, number) {
                        continue;
                    }
                    let (expected, overrun) = expected(&office, number, original);
                    prop_assert_eq!(figures(&office, number), expected, "after {:?}", deed);
                    paid.set(paid.get() + usize::from(expected[2] > 0));
                    prop_assert!(expected[3] + overrun >= 0, "overdrawn after {:?}", deed);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(done.get() > 200, "only {} commands were carried out", done.get());
    assert!(paid.get() > 0, "nothing was ever paid");
}

#[test]
fn execution_is_read_and_drawn_from_the_same_papers() {
    let office = worked();
    let reader = office.reader(&owner()).unwrap();
    let june: NaiveDate = "2026-06-30".parse().unwrap();
    let query = ExecutionQuery::on(june);
    let execution = ExecutionPanel::read(&reader, &query).unwrap().unwrap();
    assert_eq!((execution.year, execution.month, execution.progress.rate()), (2026, 6, Some(5_000)));
    assert_eq!(execution.figures.current(), Some(Money::from_fen(16_000_000)));
    assert_eq!(execution.figures.available(), Some(Money::from_fen(6_950_000)));
    let months = execution.months();
    let paid: i64 = months.iter().map(|month| month.fen()).sum();
    assert_eq!((months[1].fen(), paid), (7_250_000, 7_250_000));
    assert_eq!(ExecutionPanel::read(&self::office().reader(&owner()).unwrap(), &query).unwrap(), None);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("execution.svg");
    write_budget_execution(&reader, june, &path, Language::SimplifiedChinese).unwrap();
    let picture = std::fs::read_to_string(&path).unwrap();
    for part in ["2026 年预算执行与序时进度", "累计执行", "序时进度", "6 月", "12 月", "执行率 45.31 %"]
    {
        assert!(picture.contains(part), "{part}");
    }
    let bars =
        picture.lines().filter(|line| line.contains("<rect") && line.to_lowercase().contains("2f4b7c"));
    assert_eq!(bars.count(), 5 + 1, "a bar a month since the first payment, and the legend's");
    let nothing =
        write_budget_execution(&self::office().reader(&owner()).unwrap(), june, &path, Language::English);
    assert!(matches!(nothing, Err(Problem::Input(faults)) if faults[0].message.key == "print.no_budget"));
}
