//! Budgets out of foreign files: real ones with their published sums, and amounts as people write them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chancery::desk::{BatchMode, Comparison, ExecutionPanel, ExecutionQuery, Office, Values};
use chancery::exchange::{ImportOptions, ImportReport, Sheet, import_file, remember_mapping};
use chancery::model::{Money, Stored, Value};
use chancery::records::budget::{BudgetLine, BudgetVersion};

use crate::fixture::{batch, create, go, id, office, owner, unit, update};

/// An office whose units are the departments that a file names, with a version of this name to take its lines.
fn office_for(departments: impl IntoIterator<Item = String>, version: &str) -> Office {
    let office = office();
    let values = |number: u32, name: &str| {
        create("unit", number, Values::new().text("code", format!("D{number}")).text("name", name))
    };
    let steps = (1_u32..).zip(departments).map(|(number, name)| values(number, &name)).collect();
    office.execute(&owner(), batch(steps, BatchMode::AllOrNothing)).unwrap();
    let values = Values::new().text("name", version).with("year", Value::Integer(2014));
    office.execute(&owner(), create("budget_version", 900, values)).unwrap();
    office
}

fn options(mapping: &[(&str, &str)]) -> ImportOptions {
    let mapping = mapping.iter().map(|(column, field)| ((*column).to_owned(), (*field).to_owned())).collect();
    ImportOptions { mapping, ..ImportOptions::default() }
}

fn import(office: &Office, path: &Path, mapping: &[(&str, &str)]) -> ImportReport {
    import_file(office, &owner(), "budget_line", path, &options(mapping)).unwrap()
}

/// Two published budgets in one office, each as a version of its own, and the second held against the first.
fn compare_published(before: Published, now: Published) -> Option<Comparison> {
    let data =
        std::env::var_os("CHANCERY_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let folder = data.join("budget");
    if !folder.is_dir() {
        eprintln!("skipped: there is no {}", folder.display());
        return None;
    }
    let departments: BTreeSet<String> = [&before, &now]
        .into_iter()
        .flat_map(|published| {
            let sheet = Sheet::read(&folder.join(published.file)).unwrap();
            let column = sheet.columns.iter().position(|title| title == "department").unwrap();
            let names = sheet.rows.into_iter().map(move |row| row.cells.get(column).to_owned());
            names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
        })
        .collect();
    let office = office_for(departments, "empty");
    let mapping = [
        ("budget_year", ""),
        ("fund_code", "project"),
        ("account_type", "side"),
        ("account_category", "account"),
        ("amount", "original"),
    ];
    for (number, published) in (910..).zip([&before, &now]) {
        let stated = Value::Money(Money::from_fen(published.expenditure * 100));
        let values = Values::new().text("name", published.file).with("year", Value::Integer(2014));
        let values = values.with("state", Value::choice("executing")).with("stated", stated);
        office.execute(&owner(), create("budget_version", number, values)).unwrap();
        let mut options = options(&mapping);
        options.every_row = vec![("version".to_owned(), published.file.to_owned())];
        let path = folder.join(published.file);
        let report = import_file(&office, &owner(), "budget_line", &path, &options).unwrap();
        assert_eq!((report.created, problems(&report)), (published.rows, vec![]), "{}", published.file);
        let all: Vec<Stored<BudgetVersion>> = office.reader(&owner()).unwrap().all().unwrap();
        let version = &all.iter().find(|of| of.meta.id == id(number)).unwrap().record;
        assert_eq!(version.expenditure, Money::from_fen(published.expenditure * 100), "{}", published.file);
        assert_eq!(version.revenue, Money::from_fen(published.revenue * 100), "{}", published.file);
    }
    let reader = office.reader(&owner()).unwrap();
    let query =
        ExecutionQuery { version: Some(id(911)), ..ExecutionQuery::on("2026-11-23".parse().unwrap()) };
    let panel = ExecutionPanel::read(&reader, &query).unwrap().unwrap();
    let comparison = panel.compare(&reader, id(910)).unwrap();
    assert_eq!(comparison.before, Money::from_fen(before.expenditure * 100));
    assert_eq!(comparison.now, Money::from_fen(now.expenditure * 100));
    let parts = comparison.parts().unwrap();
    let whole = [parts.added, parts.dropped, parts.planned, parts.adjusted];
    let change = comparison.now.checked_sub(comparison.before);
    assert_eq!(Money::checked_sum(whole), change, "what explains the difference is all of it");
    Some(comparison)
}

/// A published budget with its sums in 元.
struct Published {
    file: &'static str,
    rows: usize,
    expenditure: i64,
    revenue: i64,
}

const fn published(file: &'static str, rows: usize, expenditure: i64, revenue: i64) -> Published {
    Published { file, rows, expenditure, revenue }
}

#[test]
fn adopted_and_adjusted_come_in_to_the_unit_and_are_compared() {
    let adopted = published("FY14-15__adopted.csv", 8_909, 1_090_122_151, 1_090_238_743);
    let adjusted = published("FY14-15__adjusted.csv", 9_120, 1_148_691_330, 1_148_691_330);
    let Some(comparison) = compare_published(adopted, adjusted) else { return };
    assert_eq!(comparison.now.checked_sub(comparison.before), Some(Money::from_fen(5_856_917_900)));
    let parts = comparison.parts().unwrap();
    // Added up by department, fund and category outside the program.
    assert_eq!((parts.added.fen(), parts.dropped.fen()), (16385765800, -14516655900));
    assert!(comparison.differences.iter().all(|difference| !difference.rows.ids.is_empty()));
}

/// The sums of these two files stand in no README; they were added up with another program.
#[test]
#[ignore = "38,689 lines take half a minute without optimisation"]
fn a_year_and_the_next_come_in_to_the_unit_and_are_compared() {
    let this = published("FY19-20__adopted.csv", 19_456, 1_656_222_651, 1_656_222_651);
    let next = published("FY20-21__adopted.csv", 19_233, 1_652_052_100, 1_652_052_100);
    compare_published(this, next);
}

#[test]
fn amounts_are_understood_or_reported() {
    let office = office_for(["综合办公室".to_owned()], "2026");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.csv");
    let rows = [
        ("A", "\"1,234,567.89\"", Ok(123_456_789)),
        ("B", "(1200.5)", Ok(-120_050)),
        ("C", "１２，３４５．６０", Ok(1_234_560)),
        ("D", "¥1 ", Ok(100)),
        ("E", "12.345", Err("original")),
        ("F", "1.2E+06", Err("original")),
        ("G", "\"12,34\"", Err("original")),
        ("H", "十万", Err("original")),
        ("J", "12.5万元", Ok(12_500_000)),
        ("K", "12o0", Err("original")),
    ];
    let mut text = "金额,部门,版本,科目,编码\n".to_owned();
    for (code, amount, _) in &rows {
        text.push_str(&format!("{amount},综合办公室,2026,办公费,{code}\n"));
    }
    text.push_str("5,不存在的部门,2026,办公费,I\n");
    std::fs::write(&path, text).unwrap();
    let mapping = [("金额", "original"), ("版本", "version"), ("编码", "code")];
    let report = import(&office, &path, &mapping);
    let bad: Vec<_> =
        report.problems.iter().map(|problem| (problem.line, problem.field.as_deref())).collect();
    let expected: Vec<_> = (2_u64..)
        .zip(&rows)
        .filter_map(|(line, (_, _, amount))| amount.err().map(|field| (line, Some(field))))
        .chain([(12, Some("department"))])
        .collect();
    assert_eq!(bad, expected);
    let codes: Vec<&str> = report.problems.iter().map(|problem| problem.message.code()).collect();
    let known = [
        "amount_decimals",
        "amount_scientific",
        "amount_separator",
        "amount_in_words",
        "amount_character",
        "unknown_link",
    ];
    assert_eq!(codes, known, "each with its own reason");
    let lines: Vec<Stored<BudgetLine>> = office.reader(&owner()).unwrap().all().unwrap();
    for (code, _, amount) in rows {
        let found = lines.iter().find(|line| line.record.code == code).map(|line| line.record.original.fen());
        assert_eq!(found, amount.ok(), "{code}");
    }
    let again = import(&office, &path, &mapping);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 5));
}

#[test]
fn a_year_with_a_separator_is_the_year_or_a_problem() {
    let office = office();
    office.execute(&owner(), unit(1, "BGS")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("versions.csv");
    std::fs::write(&path, "name,year\n甲,\"2,015\"\n乙,\"20,15\"\n丙,２０１６\n").unwrap();
    let report = import_file(&office, &owner(), "budget_version", &path, &ImportOptions::default()).unwrap();
    let bad: Vec<_> =
        report.problems.iter().map(|problem| (problem.line, problem.field.as_deref())).collect();
    assert_eq!(bad, [(3, Some("year"))]);
    let versions: Vec<Stored<BudgetVersion>> = office.reader(&owner()).unwrap().all().unwrap();
    let mut years: Vec<i64> = versions.iter().map(|version| version.record.year).collect();
    years.sort_unstable();
    assert_eq!(years, [2015, 2016]);
}

fn import_text(
    office: &Office,
    layout: &str,
    name: &str,
    text: &[u8],
    options: &ImportOptions,
) -> ImportReport {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    import_file(office, &owner(), layout, &path, options).unwrap()
}

fn problems(report: &ImportReport) -> Vec<(u64, Option<&str>, &str)> {
    let of = report.problems.iter();
    of.map(|problem| (problem.line, problem.field.as_deref(), problem.message.code())).collect()
}

#[test]
fn the_total_row_is_held_against_its_rows() {
    let office = office_for(["甲".to_owned(), "乙".to_owned()], "2026");
    let text = "部门,版本,科目,原批复\n甲,2026,办公费,100\n甲,2026,差旅费,50\n小 计,,,150\n乙,2026,办公费,30\n小计,,,31\n合计：,,,180\n";
    let mapping = options(&[("版本", "version")]);
    let report = import_text(&office, "budget_line", "lines.csv", text.as_bytes(), &mapping);
    assert_eq!(report.created, 3, "the rows come in, the sums do not");
    assert_eq!(problems(&report), [(6, Some("original"), "total_differs")]);
    let message = &report.problems[0].message;
    assert_eq!(message.arguments, [("stated", "31.00".to_owned()), ("sum", "30.00".to_owned())]);
    // Above the rows, as in many tables of offices.
    let above =
        "部门,版本,科目,原批复\n合计,,,180.01\n甲,2026,办公费,100\n甲,2026,差旅费,50\n乙,2026,办公费,30\n";
    let report = import_text(&office, "budget_line", "lines.csv", above.as_bytes(), &mapping);
    assert_eq!(problems(&report), [(2, Some("original"), "total_differs")]);
}

#[test]
fn a_workbook_of_an_office_is_read_with_its_title_and_unit() {
    let office = office_for(["信息中心".to_owned()], "2026 一上");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budget.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows: [&[&str]; 6] = [
        &["2026 年部门预算表"],
        &["编报部门：综合办公室", "", "", "", "", "金额单位：万元"],
        &["1月", "科目", "部 门", "金额（万元）", "12 月", "备注"],
        &["2.5", "30201 办公费", "信息中心", "12.5", "10", ""],
        &["", "30211 差旅费", "信息中心", "3000元", "", ""],
        &["2.5", "合计", "", "12.8", "10", ""],
    ];
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, *cell).unwrap(),
            };
        }
    }
    book.save(&path).unwrap();
    let mut with_version = options(&[("金额（万元）", "original")]);
    with_version.every_row = vec![("version".to_owned(), "2026 一上".to_owned())];
    let report = import_file(&office, &owner(), "budget_line", &path, &with_version).unwrap();
    assert_eq!((report.created, problems(&report)), (2, vec![]));
    let lines: Vec<Stored<BudgetLine>> = office.reader(&owner()).unwrap().all().unwrap();
    let line = |account: &str| &lines.iter().find(|of| of.record.account.contains(account)).unwrap().record;
    assert_eq!(line("办公费").original, Money::from_fen(12_500_000));
    assert_eq!(line("办公费").months()[0], Some(Money::from_fen(2_500_000)));
    assert_eq!(line("差旅费").original, Money::from_fen(300_000), "it names its own unit");
}

#[test]
fn a_mapping_is_remembered_for_the_same_columns_in_another_order() {
    let office = office_for(["甲".to_owned()], "2026");
    let folder = tempfile::tempdir().unwrap();
    let sheet = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        (Sheet::read(&path).unwrap(), path)
    };
    let (first, _) = sheet("a.csv", "yr,dept,kind,sum\n2026,甲,办公费,5\n");
    let mapping = [("yr", "version"), ("dept", "department"), ("kind", "account"), ("sum", "original")];
    remember_mapping(&office, &owner(), "budget_line", &first, &options(&mapping).mapping).unwrap();
    let (_, second) = sheet("b.csv", "sum,kind,yr,dept\n7,差旅费,2026,甲\n");
    let report = import_file(&office, &owner(), "budget_line", &second, &ImportOptions::default()).unwrap();
    assert_eq!((report.created, problems(&report)), (1, vec![]));
}

/// A budget of one line that is released, 100 元.
fn released() -> Office {
    let office = office_for(["甲".to_owned()], "2026");
    let change = update("budget_version", 900, None, Values::new().with("stated", yuan(100)));
    office.execute(&owner(), change).unwrap();
    let values =
        Values::new().with("version", Value::Link(id(900))).text("account", "办公费").text("code", "A");
    office.execute(&owner(), create("budget_line", 901, values.with("original", yuan(100)))).unwrap();
    for step in ["submit", "balance", "propose", "approve", "release"] {
        office.execute(&owner(), go("budget_version", 900, step)).unwrap();
    }
    office
}

fn yuan(amount: i64) -> Value {
    Value::Money(Money::from_fen(amount * 100))
}

#[test]
fn lines_for_a_released_budget_are_refused_one_by_one() {
    let office = released();
    let text = "编码,部门,版本,科目,原批复\nB,甲,2026,差旅费,10\nC,没有,2026,差旅费,10\nD,甲,2026,待调剂,0\nE,甲,2026,会议费,x\n";
    let mapping = options(&[("编码", "code"), ("版本", "version")]);
    let report = import_text(&office, "budget_line", "lines.csv", text.as_bytes(), &mapping);
    assert_eq!(report.created, 1, "the line without money of its own");
    let expected = [
        (2, Some("original"), "budget_locked"),
        (3, Some("department"), "unknown_link"),
        (5, Some("original"), "amount_character"),
    ];
    assert_eq!(problems(&report), expected);
}

#[test]
fn sums_that_are_refused_hide_no_problem_of_a_row() {
    let office = office_for(["甲".to_owned()], "2026");
    let values =
        Values::new().text("name", "2025").with("year", Value::Integer(2025)).with("stated", yuan(10));
    let values = values.with("state", Value::choice("executing"));
    office.execute(&owner(), create("budget_version", 902, values)).unwrap();
    let text = "编码,部门,版本,科目,原批复\nB,甲,2025,差旅费,11\nC,没有,2025,差旅费,1\n";
    let mapping = options(&[("编码", "code"), ("版本", "version")]);
    let report = import_text(&office, "budget_line", "lines.csv", text.as_bytes(), &mapping);
    assert_eq!((report.created, report.skipped), (0, 2));
    assert_eq!(
        problems(&report),
        [(0, None, "lines_differ_from_total"), (3, Some("department"), "unknown_link")]
    );
}

#[test]
fn actuals_in_a_foreign_order_become_payments() {
    let office = released();
    let text = "付款,摘要,金额,票号,行\n2026-02-02,纸张,\"12.50\",X1,A\n2026-02-05,硒鼓,20,X2,A\n2026-02-06,重复,1,X2,A\n2026-02-09,超支,68,X4,A\n";
    let mut mapping = options(&[
        ("付款", "paid_on"),
        ("摘要", "subject"),
        ("金额", "amount"),
        ("票号", "invoice"),
        ("行", "line"),
    ]);
    mapping.every_row =
        vec![("state".to_owned(), "paid".to_owned()), ("date".to_owned(), "2026-02-27".to_owned())];
    let report = import_text(&office, "expense", "actuals.csv", text.as_bytes(), &mapping);
    assert_eq!(problems(&report), [(4, Some("invoice"), "duplicate"), (5, Some("amount"), "over_budget")]);
    let lines: Vec<Stored<BudgetLine>> = office.reader(&owner()).unwrap().all().unwrap();
    assert_eq!(lines[0].record.executed, Money::from_fen(3_250));
}

#[test]
fn the_lines_of_the_next_year_leave_those_of_this_year_alone() {
    let office = office_for(["甲".to_owned()], "2026");
    let values = Values::new().text("name", "2027").with("year", Value::Integer(2027));
    office.execute(&owner(), create("budget_version", 902, values)).unwrap();
    let import = |version: &str, amount: &str| {
        let text = format!("部门,项目,科目,原批复\n甲,运转,办公费,{amount}\n");
        let mut same = options(&[]);
        same.every_row = vec![("version".to_owned(), version.to_owned())];
        let report = import_text(&office, "budget_line", "lines.csv", text.as_bytes(), &same);
        (report.created, report.updated, report.unchanged, problems(&report).len())
    };
    assert_eq!(import("2026", "100"), (1, 0, 0, 0));
    assert_eq!(import("2027", "120"), (1, 0, 0, 0), "a line of its own");
    assert_eq!(import("2027", "120"), (0, 0, 1, 0));
    assert_eq!(import("2027", "130"), (0, 1, 0, 0));
    let lines: Vec<Stored<BudgetLine>> = office.reader(&owner()).unwrap().all().unwrap();
    let mut originals: Vec<i64> = lines.iter().map(|line| line.record.original.fen()).collect();
    originals.sort_unstable();
    assert_eq!(originals, [10_000, 13_000]);
}
