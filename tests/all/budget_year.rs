//! The year of a budget: its rounds, its months, its end, what is carried over, how well it was kept.

use chancery::desk::{Command, Values};
use chancery::model::{Id, Message, Money, Problem, Stored, Value};
use chancery::records::budget::{
    Assessment, BudgetLine, BudgetRound, BudgetState, BudgetVersion, Commitment, CommitmentState,
};

use crate::budget::{
    LINE, OTHER, VERSION, adjustment, approve, because, commitment, expense, figures, line, link, refusal,
    release, released, require_sound, run, version, with, worked, yuan,
};
use crate::fixture::{create, day, go, id, office, owner, unit, update, void};

#[test]
fn what_is_left_can_be_carried_over() {
    let office = worked();
    run(&office, version(101, "2027", 10_000));
    run(&office, line(120, 101, "30201 办公费", 10_000));
    release(&office, 101);
    let wrong = adjustment(205, "carry_over", Some(LINE), Some(OTHER), 4_500);
    assert_eq!(refusal(&office, wrong).key, "problem.carry_over_lines");
    run(&office, go("budget_version", VERSION, "close_accounts"));
    run(&office, adjustment(205, "carry_over", Some(LINE), Some(120), 4_500));
    approve(&office, 205).unwrap();
    // The accounts being closed gave back the 18,000 that were occupied.
    assert_eq!((figures(&office, LINE)[3], figures(&office, 120)), (48_000, [4_500, 0, 0, 14_500]));
    let late = expense(401, LINE, yuan(1));
    run(&office, late);
    assert_eq!(refusal(&office, go("expense", 401, "submit")).key, "problem.budget_not_in_execution");
}

#[test]
fn the_end_of_the_year_gives_back_what_is_occupied() {
    let office = worked();
    run(&office, commitment(301, OTHER, yuan(1_000)));
    run(&office, expense(401, LINE, yuan(500)));
    run(&office, go("expense", 401, "submit"));
    let message = refusal(&office, go("budget_version", VERSION, "close_accounts"));
    assert_eq!(message, Message::new("problem.claims_open").with("count", 1));
    run(&office, because(go("expense", 401, "send_back")));
    run(&office, go("budget_version", VERSION, "close_accounts"));
    assert_eq!(figures(&office, LINE), [5_000, 0, 72_500, 52_500], "18,000 and what there was");
    let commitments: Vec<Stored<Commitment>> = office.reader(&owner()).unwrap().all().unwrap();
    let state = |number: u32| commitments.iter().find(|of| of.meta.id == id(number)).unwrap().record.state;
    assert_eq!((state(300), state(301)), (CommitmentState::Released, CommitmentState::Cancelled));
    run(&office, Command::Undo);
    assert_eq!(figures(&office, LINE), [5_000, 18_000, 72_500, 34_500]);
    require_sound(&office);
}

#[test]
fn a_commitment_is_carried_over_with_its_money() {
    let office = worked();
    run(&office, version(101, "2027", 10_000));
    run(&office, line(120, 101, "30201 办公费", 10_000));
    release(&office, 101);
    let carried = |number, amount| {
        with(adjustment(number, "carry_over", Some(LINE), Some(120), amount), "commitment", link(300))
    };
    assert_eq!(refusal(&office, carried(205, 17_000)).key, "problem.carried_rest");
    let transfer = with(adjustment(206, "transfer", Some(LINE), Some(OTHER), 1), "commitment", link(300));
    assert_eq!(refusal(&office, transfer).key, "problem.line_not_wanted");
    run(&office, carried(205, 18_000));
    approve(&office, 205).unwrap();
    assert_eq!(figures(&office, LINE), [-13_000, 0, 72_500, 34_500]);
    assert_eq!(figures(&office, 120), [18_000, 18_000, 0, 10_000]);
    let commitments: Vec<Stored<Commitment>> = office.reader(&owner()).unwrap().all().unwrap();
    let old = &commitments.iter().find(|of| of.meta.id == id(300)).unwrap().record;
    let new = &commitments.iter().find(|of| of.meta.id != id(300)).unwrap().record;
    assert_eq!((old.state, new.state), (CommitmentState::Released, CommitmentState::Occupied));
    assert_eq!((&new.paper, new.date), (&old.paper, old.date), "it has waited since then");
    assert_eq!(refusal(&office, void("adjustment", 205)).key, "problem.line_overdrawn");
    run(&office, Command::Undo);
    assert_eq!(figures(&office, LINE), [5_000, 18_000, 72_500, 34_500]);
    assert_eq!(figures(&office, 120), [0, 0, 0, 10_000]);
    require_sound(&office);
}

#[test]
fn a_version_begins_with_the_lines_of_the_round_before() {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, version(VERSION, "2027 一上", 100));
    let planned = with(line(LINE, VERSION, "30201 办公费", 90), "month_3", yuan(90));
    run(&office, planned);
    for step in ["submit", "balance", "next_round"] {
        run(&office, go("budget_version", VERSION, step));
    }
    let reader = office.reader(&owner()).unwrap();
    let versions: Vec<Stored<BudgetVersion>> = reader.all().unwrap();
    let next = versions.iter().find(|of| of.meta.id != id(VERSION)).unwrap();
    assert_eq!((next.record.name.as_str(), next.record.round), ("2027 一下", BudgetRound::FirstDown));
    assert_eq!(next.record.previous.map(Id::erase), Some(id(VERSION)));
    assert_eq!((next.record.state, next.record.expenditure), (BudgetState::Drafting, Money::from_fen(9_000)));
    let lines: Vec<Stored<BudgetLine>> = reader.all().unwrap();
    let copy = lines.iter().find(|of| of.meta.id != id(LINE)).unwrap();
    assert_eq!(copy.record.months()[2], Some(Money::from_fen(9_000)));
    let late = update("budget_line", LINE, None, Values::new().with("original", yuan(100)));
    assert_eq!(refusal(&office, with_months_cleared(late)).key, "problem.budget_locked");
    let last = with(version(102, "2028 二下", 0), "round", Value::choice("second_down"));
    run(&office, last);
    for step in ["submit", "balance"] {
        run(&office, go("budget_version", 102, step));
    }
    assert_eq!(refusal(&office, go("budget_version", 102, "next_round")).key, "problem.last_round");
}

fn with_months_cleared(command: Command) -> Command {
    match command {
        Command::Update { register, id, base, values } => {
            Command::Update { register, id, base, values: values.with("month_3", Value::Nothing) }
        }
        other => other,
    }
}

#[test]
fn months_add_up_to_the_line() {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, version(VERSION, "2026", 100));
    let message = refusal(&office, with(line(LINE, VERSION, "30201 办公费", 100), "month_1", yuan(99)));
    let expected = Message::new("problem.months_differ").with("months", "99.00").with("original", "100.00");
    assert_eq!(message, expected);
    let whole = with(line(LINE, VERSION, "30201 办公费", 100), "month_1", yuan(99));
    run(&office, with(whole, "month_12", yuan(1)));
}

#[test]
fn a_year_is_closed_when_it_was_assessed() {
    let office = worked();
    let values = Values::new().text("name", "2026 考核").with("version", link(VERSION));
    run(&office, create("assessment", 600, values.with("late_days", Value::Integer(1))));
    let assessment = || {
        let all: Vec<Stored<Assessment>> = office.reader(&owner()).unwrap().all().unwrap();
        all.into_iter().next().unwrap().record
    };
    // 72,500 of 160,000; 100 − (54.69 − 5) − 1.
    assert_eq!((assessment().rate, assessment().score), (Some(4_531), Some(4_931)));
    assert_eq!((assessment().adjustments, assessment().overspends), (2, 0));
    for step in ["close_accounts", "assess"] {
        run(&office, go("budget_version", VERSION, step));
    }
    assert_eq!(refusal(&office, go("budget_version", VERSION, "close")).key, "problem.not_assessed");
    run(&office, go("assessment", 600, "confirm"));
    let later = update("assessment", 600, None, Values::new().with("late_days", Value::Integer(0)));
    assert_eq!(refusal(&office, later).key, "problem.assessment_settled");
    run(&office, go("budget_version", VERSION, "close"));
    assert_eq!(assessment().score, Some(4_931));
    require_sound(&office);
}

#[test]
fn a_claim_without_a_line_stays_a_draft() {
    let office = released();
    let values = Values::new().text("subject", "打车").with("date", day("2026-02-10"));
    run(&office, create("expense", 400, values.with("amount", yuan(30))));
    let Err(Problem::Input(faults)) = office.execute(&owner(), go("expense", 400, "submit")) else {
        panic!("submitted")
    };
    assert_eq!(faults[0].field, Some("line"));
    run(&office, update("expense", 400, None, Values::new().with("line", link(LINE))));
    run(&office, go("expense", 400, "submit"));
    assert_eq!(figures(&office, LINE)[1], 30);
}
