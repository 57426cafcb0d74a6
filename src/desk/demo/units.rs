//! The units of the demonstration office, in three levels.

use super::samples::Samples;
use crate::desk::Values;
use crate::desk::seeding::{Batch, identity_of_code};
use crate::model::{RecordId, Value};

/// The units; the fifth cell is the number of the head, who comes later.
#[rustfmt::skip]
static UNITS: Samples<7> = Samples {
    register: "unit",
    fields: ["code", "name", "alias", "parent", "", "valid_from", "valid_until"],
    rows: &[
        ["JYJT", "江岳集团", "Jiangyue Group", "", "A0001", "2009-05-18", ""],
        ["BGS", "综合办公室", "General Office", "JYJT", "A0003", "2009-05-18", ""],
        ["MSK", "文秘科", "Secretariat Section", "BGS", "A0006", "2011-01-01", ""],
        ["XZK", "行政科", "Administration Section", "BGS", "A0011", "2011-01-01", ""],
        ["DAS", "档案室", "Archives", "BGS", "A0016", "2012-07-01", ""],
        ["JDK", "接待联络科", "Reception and Liaison Section", "BGS", "A0019", "2025-01-01", ""],
        ["DZS", "打字室", "Typing Pool", "BGS", "", "2009-05-18", "2024-12-31"],
        ["CWB", "财务部", "Finance Department", "JYJT", "A0023", "2009-05-18", ""],
        ["KJK", "会计科", "Accounting Section", "CWB", "A0024", "2011-01-01", ""],
        ["ZJK", "资金科", "Treasury Section", "CWB", "A0028", "2014-03-01", ""],
        ["RSB", "人力资源部", "Human Resources Department", "JYJT", "A0031", "2009-05-18", ""],
        ["PXK", "培训科", "Training Section", "RSB", "A0034", "2018-09-01", ""],
        ["XXZX", "信息中心", "Information Centre", "JYJT", "A0037", "2013-01-01", ""],
        ["YWK", "运维科", "Operations Section", "XXZX", "A0039", "2016-04-01", ""],
        ["SJB", "审计部", "Audit Department", "JYJT", "A0043", "2015-06-01", ""],
        ["SCB", "市场部", "Marketing Department", "JYJT", "A0045", "2009-05-18", ""],
    ],
};

/// The identity of the unit with a code.
pub(super) fn identity(code: &str) -> RecordId {
    identity_of_code("unit", code)
}

/// A link to the unit with a code; an empty code is no link.
pub(super) fn link(code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity(code)) }
}

/// Adds the units, without the people who head them.
pub(super) fn fill(batch: &mut Batch) {
    UNITS.fill(batch, |[code, ..]| (*code).to_owned());
}

/// Adds the heads; people must be there by then, and people in turn need the units.
pub(super) fn appoint_heads(batch: &mut Batch) {
    for [code, _, _, _, head, ..] in UNITS.rows {
        if !head.is_empty() {
            let values = Values::new().with("head", super::people::link(head));
            batch.update("unit", identity(code), values);
        }
    }
}
