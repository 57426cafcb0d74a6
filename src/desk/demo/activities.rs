//! Activities of the demonstration office: one summed up and filed, one being made known, one waiting for approval.

use super::samples::Samples;
use super::{people, units};
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::{Money, RecordId, Value};

struct ActivityRow {
    code: &'static str,
    title: &'static str,
    kind: &'static str,
    purpose: &'static str,
    start: &'static str,
    end: &'static str,
    place: &'static str,
    room: &'static str,
    audience: &'static str,
    expected: i64,
    places: i64,
    until: &'static str,
    unit: &'static str,
    organiser: &'static str,
    line: &'static str,
    /// In 元.
    budget: i64,
    spent: i64,
    safety: &'static str,
    effect: &'static str,
    improvements: &'static str,
    state: &'static str,
}

#[rustfmt::skip]
const ACTIVITIES: &[ActivityRow] = &[
    ActivityRow { code: "H1", title: "国际档案日兼职档案员开放日", kind: "open_day", purpose: "宣传档案工作，增进了解", start: "2026-06-09T09:00", end: "2026-06-09T16:00", place: "档案室", room: "", audience: "各部门兼职档案员", expected: 5, places: 8, until: "2026-06-05", unit: "DAS", organiser: "A0016", line: "BGS-03", budget: 1_200, spent: 1_060, safety: "库房禁烟禁火，专人引导", effect: "4人参加，交流了电子归档经验。", improvements: "增加实操环节。", state: "filed" },
    ActivityRow { code: "H2", title: "2027年迎新健步走", kind: "culture", purpose: "倡导健康生活，增强凝聚力", start: "2026-12-26T08:30", end: "2026-12-26T11:30", place: "滨江绿道", room: "", audience: "全体员工", expected: 120, places: 120, until: "2026-12-18", unit: "BGS", organiser: "A0005", line: "BGS-03", budget: 18_000, spent: 0, safety: "全程医护随行，设三处补给点；恶劣天气改期", effect: "", improvements: "", state: "promoting" },
    ActivityRow { code: "H3", title: "公文写作大赛", kind: "forum", purpose: "提高公文质量", start: "2027-01-15T14:00", end: "2027-01-15T17:00", place: "", room: "R3", audience: "各部门文秘人员", expected: 40, places: 40, until: "2027-01-08", unit: "MSK", organiser: "A0006", line: "", budget: 0, spent: 0, safety: "多功能厅疏散通道保持畅通", effect: "", improvements: "", state: "approving" },
];

#[rustfmt::skip]
static PROMOTIONS: Samples<5> = Samples {
    register: "promotion",
    fields: ["activity", "channel", "text", "published_on", "reads"],
    rows: &[
        ["H1", "portal", "走进档案室，看见集团的记忆", "2026-05-25", "312"],
        ["H1", "poster", "国际档案日开放日报名海报", "2026-05-27", ""],
        ["H2", "portal", "用脚步迎接新年：健步走报名开始", "2026-11-24", "186"],
        ["H2", "social", "滨江绿道八公里，等你来", "2026-11-26", "93"],
    ],
};

#[rustfmt::skip]
static REGISTRATIONS: Samples<5> = Samples {
    register: "registration",
    fields: ["activity", "person", "state", "score", "comment"],
    rows: &[
        ["H1", "A0008", "present", "5", "讲解很好"], ["H1", "A0012", "present", "4", ""], ["H1", "A0024", "present", "5", "想看更多老照片"],
        ["H1", "A0031", "present", "4", "排队稍久"], ["H1", "A0037", "withdrawn", "", ""],
        ["H2", "A0004", "registered", "", ""], ["H2", "A0006", "registered", "", ""], ["H2", "A0011", "registered", "", ""],
        ["H2", "A0017", "registered", "", ""], ["H2", "A0023", "registered", "", ""], ["H2", "A0034", "registered", "", ""],
    ],
};

#[rustfmt::skip]
static SUPPLIES: Samples<6> = Samples {
    register: "supply",
    fields: ["activity", "item", "quantity", "source", "cost", "is_ready"],
    rows: &[
        ["H1", "展板", "3", "bought", "600", "true"], ["H1", "讲解器", "6", "borrowed", "", "true"], ["H1", "纪念书签", "20", "bought", "300", "true"],
        ["H2", "号码布", "120", "bought", "1440", "false"], ["H2", "补给饮水", "200", "bought", "600", "false"], ["H2", "急救包", "3", "stock", "", "true"],
    ],
};

#[rustfmt::skip]
static RUN_SHEET: Samples<5> = Samples {
    register: "run_sheet_item",
    fields: ["activity", "start", "minutes", "title", "responsible"],
    rows: &[
        ["H1", "2026-06-09T09:00", "20", "签到、领取参观证", "A0018"], ["H1", "2026-06-09T09:20", "60", "第一批参观", "A0016"], ["H1", "2026-06-09T15:30", "30", "留言与合影", "A0017"],
        ["H2", "2026-12-26T08:00", "30", "集合签到", "A0012"], ["H2", "2026-12-26T08:30", "15", "热身与发令", "A0005"], ["H2", "2026-12-26T08:45", "135", "健步走", "A0011"], ["H2", "2026-12-26T11:00", "30", "颁奖合影", "A0005"],
    ],
};

fn time(text: &str) -> Value {
    match format!("{text}:00").parse() {
        Ok(time) => Value::DateTime(time),
        Err(_) => Value::text(text),
    }
}

fn identity(code: &str) -> RecordId {
    identity_of_code("activity", code)
}

fn yuan(amount: i64) -> Value {
    if amount == 0 { Value::Nothing } else { Value::Money(Money::from_fen(amount * 100)) }
}

fn number(number: i64) -> Value {
    if number == 0 { Value::Nothing } else { Value::Integer(number) }
}

fn link(register: &str, code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity_of_code(register, code)) }
}

/// Adds the activities with all that belongs to them.
pub(super) fn fill(batch: &mut Batch) {
    for of in ACTIVITIES {
        let values = Values::new()
            .text("title", of.title)
            .with("kind", Value::choice(of.kind))
            .text("purpose", of.purpose)
            .with("start", time(of.start))
            .with("end", time(of.end))
            .text("place", of.place)
            .with("room", link("room", of.room))
            .text("audience", of.audience)
            .with("expected", number(of.expected))
            .with("places", number(of.places))
            .with("sign_up_until", date(of.until))
            .with("unit", units::link(of.unit))
            .with("organiser", people::link(of.organiser))
            .with("line", link("budget_line", of.line))
            .with("budget", yuan(of.budget))
            .with("spent", yuan(of.spent))
            .text("safety_plan", of.safety)
            .text("effect", of.effect)
            .text("improvements", of.improvements)
            .with("state", Value::choice(of.state));
        batch.create("activity", identity(of.code), values);
    }
    PROMOTIONS.fill(batch, |[activity, channel, ..]| format!("{activity} {channel}"));
    REGISTRATIONS.fill(batch, |[activity, person, ..]| format!("{activity} {person}"));
    SUPPLIES.fill(batch, |[activity, item, ..]| format!("{activity} {item}"));
    for ([activity, start, ..], values) in RUN_SHEET.records() {
        let id = RUN_SHEET.identity(&format!("{activity} {start}"));
        batch.create(RUN_SHEET.register, id, values.with("is_done", Value::Flag(*activity == "H1")));
    }
}
