//! A paper of the demonstration office that goes round: one unit does not agree, another has not answered yet.

use super::paper_texts::DELIVERY;
use super::{people, units};
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::Value;

const TITLE: &str = "江岳集团综合办公室关于2027年办公用品实行统一配送的通知";

/// Adds it. Units, people and series must be there.
pub(super) fn fill(batch: &mut Batch) {
    let paper = identity_of_code("outgoing", TITLE);
    let values = Values::new()
        .text("title", TITLE)
        .with("kind", Value::choice("circular"))
        .with("direction", Value::choice("downward"))
        .with("series", Value::Link(identity_of_code("paper_series", "江岳办发")))
        .text("addressee", "各部门、各中心")
        .text("body", DELIVERY)
        .with("drafter", people::link("A0012"))
        .with("unit", units::link("XZK"))
        .with("countersigners", Value::Tags(vec!["财务部".to_owned(), "信息中心".to_owned()]))
        .with("checker", people::link("A0011"))
        .with("checked_at", moment("2026-11-19T01:30:00Z"))
        .text("unit_review", "方案已征求库管员意见，同意送审。")
        .with("due", date("2026-11-27"))
        .with("state", Value::choice("countersigning"));
    batch.create("outgoing", paper, values);
    let asked = |unit: &str| {
        Values::new()
            .with("paper", Value::Link(paper))
            .with("unit", units::link(unit))
            .with("sent_at", moment("2026-11-20T02:00:00Z"))
            .with("due", date("2026-11-24"))
    };
    let objection = "配送费每月约2600元未列入2027年预算，建议改为每季度配送一次，或先办理预算调整。";
    let objected = asked("CWB")
        .text("opinion", objection)
        .with("signer", people::link("A0023"))
        .with("signed_at", moment("2026-11-20T08:20:00Z"))
        .with("state", Value::choice("objected"));
    for (unit, values) in [("CWB", objected), ("XXZX", asked("XXZX"))] {
        batch.create("countersign", identity_of_code("countersign", &format!("{TITLE} {unit}")), values);
    }
}

fn moment(text: &str) -> Value {
    text.parse().map_or_else(|_| Value::text(text), Value::Instant)
}
