//! Budgets out of foreign files: real ones with their published sums, and amounts as people write them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chancery::desk::{BatchMode, Office, Values};
use chancery::exchange::{ImportOptions, ImportReport, Sheet, import_file};
use chancery::model::{Money, Stored, Value};
use chancery::records::budget::{BudgetLine, BudgetVersion};

use crate::fixture::{batch, create, office, owner, unit};

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

fn version(office: &Office) -> BudgetVersion {
    let all: Vec<Stored<BudgetVersion>> = office.reader(&owner()).unwrap().all().unwrap();
    all.into_iter().next().unwrap().record
}

#[test]
fn published_budgets_come_in_to_the_unit() {
    let data =
        std::env::var_os("CHANCERY_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let folder = data.join("budget");
    if !folder.is_dir() {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    }
    let mapping = [
        ("budget_year", "version"),
        ("fund_code", "project"),
        ("account_type", "side"),
        ("account_category", "account"),
        ("amount", "original"),
    ];
    for (file, rows, expenditure, revenue) in [
        ("FY14-15__adopted.csv", 8_909, 1_090_122_151, 1_090_238_743),
        ("FY14-15__adjusted.csv", 9_120, 1_148_691_330, 1_148_691_330),
    ] {
        let path = folder.join(file);
        let sheet = Sheet::read(&path).unwrap();
        let column = sheet.columns.iter().position(|title| title == "department").unwrap();
        let departments: BTreeSet<String> =
            sheet.rows.iter().map(|row| row.cells[column].clone()).filter(|name| !name.is_empty()).collect();
        let office = office_for(departments, "FY14-15");
        let report = import(&office, &path, &mapping);
        assert_eq!((report.created, report.problems.as_slice()), (rows, [].as_slice()), "{file}");
        let version = version(&office);
        assert_eq!(version.expenditure, Money::from_fen(expenditure * 100), "{file}");
        assert_eq!(version.revenue, Money::from_fen(revenue * 100), "{file}");
    }
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
        .chain([(10, Some("department"))])
        .collect();
    assert_eq!(bad, expected);
    let lines: Vec<Stored<BudgetLine>> = office.reader(&owner()).unwrap().all().unwrap();
    for (code, _, amount) in rows {
        let found = lines.iter().find(|line| line.record.code == code).map(|line| line.record.original.fen());
        assert_eq!(found, amount.ok(), "{code}");
    }
    let again = import(&office, &path, &mapping);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4));
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
