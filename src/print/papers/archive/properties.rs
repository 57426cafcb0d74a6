//! 四性检测报告: how the electronic records stand, in plain words, with what was found wrong.

use super::super::{PrintOrder, day_in, failed, pdf_of};
use crate::desk::{PROPERTIES, civil_time, messages};
use crate::model::Problem;
use crate::print::paper::{TableBook, TableColumn};

/// `record-properties`
pub(in super::super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let (reader, language) = (order.reader, order.language);
    // What is printed leaves the office, and is noted as such.
    order.records("archive_item")?;
    let standing = reader.record_standing()?;
    let label = |key: &'static str| language.text(key).to_owned();
    let title = language.text("nav.record_properties");
    let mut book = TableBook::new(title, &day_in(language, Some(order.today))).map_err(failed)?;
    let column = |key: &'static str, share: f64| TableColumn { title: label(key), share };
    let columns = [
        column("records.property", 1.2),
        column("records.meaning", 4.0),
        column("records.passed_column", 0.9),
        column("records.failed_column", 0.9),
        column("records.unsaid_column", 1.1),
    ];
    let meanings = ["records.authenticity", "records.integrity", "records.usability", "records.security"];
    let rows: Vec<Vec<String>> = PROPERTIES
        .into_iter()
        .zip(meanings)
        .zip(&standing.properties)
        .map(|((key, meaning), of)| {
            let counts = [&of.passed, &of.failed, &of.unsaid].map(|ids| ids.len().to_string());
            [label(key), label(meaning)].into_iter().chain(counts).collect()
        })
        .collect();
    book.table(&columns, &rows);
    let proven = standing.backups.last_proven().and_then(|run| run.record.at);
    let last_proven = match proven {
        Some(at) => civil_time(at),
        None if standing.awaits_backup() => label("records.no_plan"),
        None => "—".to_owned(),
    };
    let rule =
        if standing.backups.keeps_three_two_one() { "backups.rule_kept" } else { "backups.rule_not_kept" };
    let formats = standing.formats.iter().map(|of| {
        let name = if of.ending.is_empty() { "—".to_owned() } else { of.ending.to_uppercase() };
        format!("{name} {}", of.files)
    });
    let formats: Vec<String> = formats.collect();
    let form = [
        vec![label("records.items"), standing.items.len().to_string()],
        vec![label("records.unchecked_rows"), standing.unchecked.len().to_string()],
        vec![label("records.last_sample"), day_in(language, standing.last_sample)],
        vec![label("records.formats"), formats.join(language.list_separator())],
        vec![label("backups.last_proven"), last_proven],
        vec![label("backups.rule"), label(rule)],
    ];
    book.form(&[1.4, 4.6], &form);
    if !standing.faults.is_empty() {
        let rows: Vec<Vec<String>> = standing
            .faults
            .iter()
            .map(|of| {
                let reasons = messages(&of.reasons, language);
                vec![civil_time(of.at), of.number.clone(), of.title.clone(), reasons]
            })
            .collect();
        book.form(&[1.3, 2.0, 2.2, 2.8], &rows);
    }
    pdf_of(&book.finish())
}
