//! Papers of the year that are in the archive already, filed as the queue files them: paper and item name each other.

use super::{people, units};
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::desk::{Command, Values};
use crate::model::Value;

/// Register and title of a paper, its author, number, day, pages, and the row of the retention table.
type FiledRow = (&'static str, &'static str, &'static str, &'static str, &'static str, i64, &'static str);

#[rustfmt::skip]
const FILED: &[FiledRow] = &[
    ("outgoing", "江岳集团综合办公室关于做好2026年春节放假和值班工作的通知", "江岳集团综合办公室", "江岳办发〔2026〕1号", "2026-01-20", 1, "1.4"),
    ("incoming", "关于开展2026年档案执法检查的通知", "滨江市档案局", "滨档发〔2026〕3号", "2026-02-02", 4, "1.4"),
];

/// Adds them. The papers and the archive must be there.
pub(super) fn fill(batch: &mut Batch) {
    for (register, title, author, number, formed_on, pages, rule) in FILED.iter().copied() {
        let (item, paper) = (identity_of_code("archive_item", title), identity_of_code(register, title));
        let link = |register: &str, code: &str| Value::Link(identity_of_code(register, code));
        let values = Values::new()
            .text("title", title)
            .text("author", author)
            .text("document_number", number)
            .with("formed_on", date(formed_on))
            .with("pages", Value::Integer(pages))
            .with("fonds", link("fonds", "Z109"))
            .with("category", link("archive_category", "WS"))
            .with("division", link("archive_division", "BGS"))
            .with("year", Value::Integer(2026))
            .with("retention", Value::choice("D10"))
            .with("rule", link("retention_rule", rule))
            .with("department", units::link("BGS"))
            .with("responsible", people::link("A0008"))
            .with("filed_on", date("2026-06-18"))
            .with(register, Value::Link(paper));
        batch.create("archive_item", item, values);
        batch.add(Command::Move {
            register: "archive_item".to_owned(),
            id: item,
            base: None,
            transition: "file".to_owned(),
            values: Values::new().with("filed_by", people::link("A0017")),
            reason: None,
        });
    }
}
