//! Meetings of the demonstration office: rooms, two weekly series, the week of a budget, a visit; and what an office
//! meeting in October resolved: one matter struck off, one late, one waiting for acceptance.

use super::samples::Samples;
use super::{people, units};
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::desk::{Command, Values};
use crate::model::{RecordId, Value};

/// The rooms; the first cell is their code here.
#[rustfmt::skip]
static ROOMS: Samples<7> = Samples {
    register: "room",
    fields: ["", "name", "floor", "capacity", "equipment", "buffer", "keeper"],
    rows: &[
        ["R1", "第一会议室", "三楼", "16", "投影、视频会议、白板", "0", "A0012"],
        ["R2", "第二会议室", "三楼", "8", "电视屏、白板", "0", "A0012"],
        ["R3", "多功能厅", "一楼", "80", "投影、音响、视频会议", "15", "A0013"],
        ["R4", "洽谈室", "一楼", "6", "茶台", "10", "A0019"],
    ],
};

struct Row {
    code: &'static str,
    title: &'static str,
    purpose: &'static str,
    kind: &'static str,
    start: &'static str,
    end: &'static str,
    room: &'static str,
    chair: &'static str,
    department: &'static str,
    state: &'static str,
    recurrence: &'static str,
    /// Series and the time it replaces.
    of: (&'static str, &'static str),
}

const fn row(
    [code, title, purpose, kind]: [&'static str; 4],
    [start, end, room]: [&'static str; 3],
    [chair, department, state]: [&'static str; 3],
) -> Row {
    Row {
        code,
        title,
        purpose,
        kind,
        start,
        end,
        room,
        chair,
        department,
        state,
        recurrence: "",
        of: ("", ""),
    }
}

#[rustfmt::skip]
const MEETINGS: &[Row] = &[
    Row { recurrence: "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=40\nEXDATE:20261005T090000", ..row(["M1", "综合办公室周例会", "通报上周工作，安排本周任务", "regular"], ["2026-09-07T09:00", "2026-09-07T10:00", "R1"], ["A0003", "BGS", "preparing"]) },
    Row { of: ("M1", "2026-11-23T09:00"), ..row(["M2", "综合办公室周例会（改期）", "主任外出，改在周二下午", "regular"], ["2026-11-24T14:00", "2026-11-24T15:00", "R1"], ["A0003", "BGS", "notified"]) },
    Row { recurrence: "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=40\nEXDATE:20260925T160000,20261002T160000", ..row(["M3", "文秘科周会", "核对公文办理与值班", "regular"], ["2026-09-11T16:00", "2026-09-11T16:45", "R2"], ["A0006", "MSK", "preparing"]) },
    Row { recurrence: "RRULE:FREQ=MONTHLY;BYMONTHDAY=15;X-WORKDAY=NEXT", ..row(["M4", "安全生产月度例会", "检查隐患整改，部署下月重点", "regular"], ["2026-01-15T10:00", "2026-01-15T11:00", ""], ["A0011", "XZK", "preparing"]) },
    row(["M5", "2027年度预算编制专题会", "讨论各部门预算草案", "topic"], ["2026-11-25T09:30", "2026-11-25T11:30", "R1"], ["A0002", "CWB", "notified"]),
    row(["M6", "档案数字化推进会", "确定二期扫描范围", "topic"], ["2026-11-24T09:30", "2026-11-24T10:30", "R2"], ["A0016", "DAS", "notified"]),
    row(["M7", "消防安全培训", "全员培训，现场演示灭火器使用", "training"], ["2026-11-26T14:00", "2026-11-26T16:00", "R3"], ["A0011", "XZK", "notified"]),
    row(["M8", "长三角办公室工作交流团来访", "座谈并参观档案室", "visit"], ["2026-11-27T10:00", "2026-11-27T11:30", "R3"], ["A0003", "JDK", "preparing"]),
    row(["M9", "满意度调查结果分析会", "分析第三季度低分项", "topic"], ["2026-11-26T09:00", "2026-11-26T10:30", "R2"], ["A0005", "BGS", "preparing"]),
    row(["M10", "信息系统变更评审", "评审门户升级方案", "topic"], ["2026-11-25T14:30", "2026-11-25T15:30", "R2"], ["A0037", "XXZX", "notified"]),
    row(["M11", "供应商洽谈", "密集架维保续约", "visit"], ["2026-11-25T15:00", "2026-11-25T16:00", "R4"], ["A0019", "JDK", "preparing"]),
    row(["M12", "元旦春节值班安排协调会", "排定值班表", "topic"], ["2026-12-01T15:00", "2026-12-01T16:00", "R2"], ["A0011", "XZK", "planned"]),
    row(["M13", "集团董事会（第四季度）", "审议年度报告与预算", "board"], ["2026-12-10T09:00", "2026-12-10T12:00", "R3"], ["A0001", "JYJT", "preparing"]),
    row(["M14", "江岳集团办公会（2026年第9次）", "审议档案借阅管理办法等事项", "office"], ["2026-10-19T14:00", "2026-10-19T16:00", "R1"], ["A0001", "BGS", "supervised"]),
    row(["M15", "新员工入职座谈", "介绍办公室职能", "training"], ["2026-11-23T14:00", "2026-11-23T15:00", "R4"], ["A0005", "BGS", "held"]),
    series("M16", "集团办公会", "研究集团重要事项", ["office", "R1", "A0001", "BGS"], "2026-09-08T10:30", "2026-09-08T12:00", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=70;X-WORKDAY=SKIP"),
    series("M17", "行政科后勤协调会", "车辆、餐饮、保洁与维修", ["regular", "R1", "A0011", "XZK"], "2026-09-02T08:30", "2026-09-02T09:15", "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=140;X-WORKDAY=SKIP"),
    series("M18", "财务对账会", "核对预算执行与报销", ["topic", "R2", "A0023", "CWB"], "2026-09-07T14:00", "2026-09-07T15:00", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=140;X-WORKDAY=SKIP"),
    series("M19", "档案科业务学习", "归档规则与著录练习", ["training", "R2", "A0016", "DAS"], "2026-09-03T15:30", "2026-09-03T16:30", "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=140;X-WORKDAY=SKIP"),
    series("M20", "接待工作周安排", "下周来访、用车与用餐", ["visit", "R4", "A0019", "JDK"], "2026-09-04T09:00", "2026-09-04T09:30", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=140;X-WORKDAY=SKIP"),
    series("M21", "信息化例会", "系统运行与工单", ["regular", "R2", "A0037", "XXZX"], "2026-09-01T16:00", "2026-09-01T17:00", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=140;X-WORKDAY=SKIP"),
    series("M22", "综合办公室全体会", "月度总结与表扬", ["everyone", "R3", "A0003", "BGS"], "2026-09-04T14:00", "2026-09-04T15:30", "RRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=33;X-WORKDAY=SKIP"),
    series("M23", "公文写作培训", "请示、报告、函的格式", ["training", "R3", "A0006", "MSK"], "2026-09-09T13:30", "2026-09-09T15:00", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=70;X-WORKDAY=SKIP"),
];

/// A meeting that comes again for years, so that the calendar has something to show whenever the demonstration is opened.
const fn series(
    code: &'static str,
    title: &'static str,
    purpose: &'static str,
    [kind, room, chair, department]: [&'static str; 4],
    start: &'static str,
    end: &'static str,
    recurrence: &'static str,
) -> Row {
    let meeting = row([code, title, purpose, kind], [start, end, room], [chair, department, "preparing"]);
    Row { recurrence, ..meeting }
}

#[rustfmt::skip]
static ATTENDEES: Samples<4> = Samples {
    register: "attendee",
    fields: ["meeting", "person", "part", "state"],
    rows: &[
        ["M1", "A0003", "member", "invited"], ["M1", "A0004", "member", "invited"], ["M1", "A0005", "member", "invited"], ["M1", "A0006", "member", "invited"],
        ["M1", "A0011", "member", "invited"], ["M1", "A0016", "member", "invited"], ["M1", "A0019", "member", "invited"], ["M1", "A0008", "recorder", "invited"],
        ["M14", "A0003", "member", "present"], ["M14", "A0004", "member", "present"], ["M14", "A0005", "member", "present"],
        ["M14", "A0006", "member", "present"], ["M14", "A0011", "member", "present"], ["M14", "A0016", "member", "present"],
        ["M14", "A0019", "member", "excused"], ["M14", "A0023", "observer", "present"], ["M14", "A0008", "recorder", "present"],
        ["M5", "A0002", "member", "accepted"], ["M5", "A0003", "member", "accepted"], ["M5", "A0023", "member", "accepted"],
        ["M5", "A0024", "member", "invited"], ["M5", "A0037", "member", "invited"], ["M5", "A0008", "recorder", "accepted"],
        ["M6", "A0016", "member", "accepted"], ["M6", "A0017", "member", "accepted"], ["M6", "A0037", "member", "excused"],
        ["M16", "A0002", "member", "accepted"], ["M16", "A0003", "member", "accepted"], ["M16", "A0023", "member", "accepted"],
    ],
};

#[rustfmt::skip]
static AGENDA: Samples<8> = Samples {
    register: "agenda_item",
    fields: ["meeting", "position", "title", "kind", "minutes", "presenter", "resolution", "state"],
    rows: &[
        ["M14", "1", "《档案借阅管理办法》", "vote", "40", "A0016", "同意该办法，由办公室印发执行。", "resolved"],
        ["M14", "2", "年度培训计划调整", "discuss", "20", "A0034", "增加一期公文写作培训，经费在培训费预算内解决。", "resolved"],
        ["M14", "3", "档案数字化项目进展", "inform", "30", "A0017", "11月底前完成全部文书档案扫描。", "resolved"],
        ["M14", "4", "办公用品定额", "discuss", "20", "A0012", "", "carried"],
        ["M5", "1", "2026年预算执行情况", "inform", "20", "A0024", "", "waiting"],
        ["M5", "2", "2027年部门预算草案", "discuss", "60", "A0023", "", "waiting"],
        ["M5", "3", "压减一般性支出措施", "discuss", "30", "A0003", "", "waiting"],
    ],
};

/// What was said at the office meeting; the first cell is the position of the item.
#[rustfmt::skip]
static STATEMENTS: Samples<4> = Samples {
    register: "statement",
    fields: ["", "at", "speaker", "text"],
    rows: &[
        ["1", "2026-10-19T06:05:00Z", "A0016", "办法共二十二条，主要规范涉密档案借阅审批和逾期催还。"],
        ["1", "2026-10-19T06:18:00Z", "A0023", "建议明确赔偿标准由财务部与档案室共同核定。"],
        ["1", "2026-10-19T06:30:00Z", "A0003", "原则同意，赔偿条款会后征求财务部意见再印发。"],
        ["3", "2026-10-19T07:10:00Z", "A0017", "已完成七成，扫描仪故障影响进度，预计月底可以完成。"],
    ],
};

struct MatterRow {
    code: &'static str,
    title: &'static str,
    source: &'static str,
    meeting: &'static str,
    unit: &'static str,
    owner: &'static str,
    checker: &'static str,
    assigned: &'static str,
    due: &'static str,
    state: &'static str,
    done: &'static str,
    score: i64,
    acceptance: &'static str,
    result: &'static str,
}

#[rustfmt::skip]
const MATTERS: &[MatterRow] = &[
    MatterRow { code: "1", title: "增办一期公文写作培训", source: "meeting", meeting: "M14", unit: "PXK", owner: "A0034", checker: "A0007", assigned: "2026-10-19", due: "2026-11-06", state: "closed", done: "2026-11-05", score: 100, acceptance: "培训办结，满意度不低于九成", result: "11月5日办结，42人参加，满意度95%。" },
    MatterRow { code: "2", title: "印发《档案借阅管理办法》", source: "meeting", meeting: "M14", unit: "DAS", owner: "A0018", checker: "A0007", assigned: "2026-10-19", due: "2026-11-13", state: "in_hand", done: "", score: 0, acceptance: "办法正式印发并在门户公布", result: "" },
    MatterRow { code: "6", title: "完成全部文书档案扫描", source: "meeting", meeting: "M14", unit: "DAS", owner: "A0017", checker: "A0007", assigned: "2026-10-19", due: "2026-11-30", state: "in_hand", done: "", score: 0, acceptance: "扫描件与目录逐条对应", result: "" },
    MatterRow { code: "3", title: "报送2026年度安全生产工作总结", source: "superior", meeting: "", unit: "XZK", owner: "A0012", checker: "A0007", assigned: "2026-11-20", due: "2026-11-25", state: "in_hand", done: "", score: 0, acceptance: "按时报送市国资委并取得回执", result: "" },
    MatterRow { code: "4", title: "档案目录数据质量整改", source: "instruction", meeting: "", unit: "DAS", owner: "A0016", checker: "A0007", assigned: "2026-10-12", due: "2026-11-20", state: "reported", done: "2026-11-19", score: 0, acceptance: "抽检差错率低于千分之三", result: "已逐条核对，抽检差错率万分之八。" },
    MatterRow { code: "7", title: "整改消防检查发现的疏散通道占用", source: "inspection", meeting: "", unit: "XZK", owner: "A0011", checker: "A0007", assigned: "2026-11-16", due: "2026-12-04", state: "in_hand", done: "", score: 0, acceptance: "复查合格并留存照片", result: "" },
    MatterRow { code: "5", title: "落实数据出境安全评估", source: "plan", meeting: "", unit: "XXZX", owner: "A0037", checker: "A0007", assigned: "2026-11-02", due: "2026-12-15", state: "in_hand", done: "", score: 0, acceptance: "提交评估报告", result: "" },
];

impl MatterRow {
    /// The day that was set first.
    fn first_due(&self) -> &'static str {
        if self.code == "5" { "2026-11-30" } else { self.due }
    }

    /// Since when it has been with whom it is with.
    fn held_since(&self) -> &'static str {
        match self.state {
            "reported" | "accepted" | "closed" => self.done,
            _ => self.assigned,
        }
    }
}

#[rustfmt::skip]
static MILESTONES: Samples<4> = Samples {
    register: "milestone",
    fields: ["matter", "title", "due", "done_on"],
    rows: &[
        ["2", "完成征求意见", "2026-10-30", "2026-10-30"],
        ["2", "送审签发", "2026-11-10", ""],
        ["6", "完成4万页", "2026-11-13", "2026-11-16"],
        ["6", "质检合格", "2026-11-27", ""],
        ["5", "完成数据清点", "2026-11-20", "2026-11-19"],
        ["5", "提交自评估报告", "2026-12-08", ""],
        ["7", "现场复查", "2026-12-02", ""],
    ],
};

#[rustfmt::skip]
static ISSUES: Samples<8> = Samples {
    register: "matter_issue",
    fields: ["matter", "title", "description", "impact", "unit", "measures", "raised_on", "state"],
    rows: &[
        ["2", "赔偿条款意见不一", "财务部对第十二条赔偿标准有异议", "无法定稿送签", "CWB", "由办公室副主任召集两部门会商", "2026-11-06", "coordinated"],
        ["6", "扫描仪故障", "一台高速扫描仪送修", "每日少扫三千页", "XZK", "借用信息中心设备", "2026-11-09", "solved"],
    ],
};

#[rustfmt::skip]
static SLIPS: Samples<5> = Samples {
    register: "slip",
    fields: ["matter", "on", "colour", "due", "copied"],
    rows: &[
        ["2", "2026-11-11", "yellow", "2026-11-13", ""],
        ["2", "2026-11-17", "red", "2026-11-13", "苏映雪、何远帆"],
    ],
};

#[rustfmt::skip]
static REPORTS: Samples<6> = Samples {
    register: "matter_report",
    fields: ["matter", "on", "reporter", "progress", "done", "problem"],
    rows: &[
        ["1", "2026-10-23", "A0034", "30", "已联系讲师，拟定课程。", ""],
        ["1", "2026-10-30", "A0034", "60", "报名截止，42人参加。", ""],
        ["1", "2026-11-05", "A0034", "100", "培训办结，附签到表和反馈。", ""],
        ["2", "2026-10-23", "A0018", "30", "按会议意见修改文稿。", ""],
        ["2", "2026-10-30", "A0018", "50", "已征求各部门意见。", "财务部对赔偿条款有异议"],
        ["2", "2026-11-06", "A0018", "60", "发文已送审核，赔偿条款待定。", "等待财务部书面意见"],
        ["6", "2026-11-20", "A0017", "70", "已扫描4.2万页，余1.8万页。", ""],
        ["3", "2026-11-20", "A0012", "30", "已收集各部门材料。", ""],
        ["4", "2026-11-13", "A0016", "80", "完成八成目录核对。", ""],
        ["4", "2026-11-19", "A0016", "100", "全部核对完成，附抽检表。", ""],
    ],
};

fn time(text: &str) -> Value {
    match format!("{text}:00").parse() {
        Ok(time) => Value::DateTime(time),
        Err(_) => Value::text(text),
    }
}

fn identity(register: &str, code: &str) -> RecordId {
    identity_of_code(register, code)
}

fn link(register: &str, code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity(register, code)) }
}

/// Adds the rooms, the meetings and what they resolved.
pub(super) fn fill(batch: &mut Batch) {
    for ([code, ..], values) in ROOMS.records() {
        let values = values.text("opens", "08:00").text("closes", "21:00");
        batch.create(ROOMS.register, ROOMS.identity(code), values);
    }
    for of in MEETINGS {
        let mut values = Values::new()
            .text("title", of.title)
            .text("purpose", of.purpose)
            .with("kind", Value::choice(of.kind))
            .with("start", time(of.start))
            .with("end", time(of.end))
            .with("room", link("room", of.room))
            .with("chair", people::link(of.chair))
            .with("department", units::link(of.department))
            .with("state", Value::choice(of.state))
            .text("recurrence", of.recurrence);
        if of.department == "BGS" {
            values = values.with("recorder", people::link("A0008"));
        }
        if of.room.is_empty() {
            values = values.text("place", "视频会议");
        }
        let (series, original) = of.of;
        if !series.is_empty() {
            values = values.with("series", link("meeting", series)).with("recurrence_id", time(original));
        }
        if of.state == "supervised" {
            values = values.text("minutes", super::paper_texts::MINUTES);
        }
        batch.create("meeting", identity("meeting", of.code), values);
    }
    ATTENDEES.fill(batch, |[meeting, person, ..]| format!("{meeting} {person}"));
    AGENDA.fill(batch, |[meeting, position, ..]| format!("{meeting} {position}"));
    for (place, ([position, ..], values)) in STATEMENTS.records().enumerate() {
        let values = values.with("meeting", link("meeting", "M14"));
        let values = values.with("item", link("agenda_item", &format!("M14 {position}")));
        batch.create(STATEMENTS.register, STATEMENTS.identity(&format!("M14 {place}")), values);
    }
    // The paper of 19 October gives out the minutes of that day.
    batch.add(Command::Update {
        register: "outgoing".to_owned(),
        id: identity("outgoing", "江岳集团办公会议纪要（2026年第9次）"),
        base: None,
        values: Values::new().with("meeting", link("meeting", "M14")),
    });
    fill_matters(batch);
}

fn fill_matters(batch: &mut Batch) {
    for of in MATTERS {
        let mut values = Values::new()
            .text("number", format!("督〔2026〕{}号", of.code))
            .text("title", of.title)
            .with("source", Value::choice(of.source))
            .with("meeting", link("meeting", of.meeting))
            .with("lead_unit", units::link(of.unit))
            .with("owner", people::link(of.owner))
            .with("checker", people::link(of.checker))
            .with("assigned_on", date(of.assigned))
            .with("due", date(of.due))
            .with("first_due", date(of.first_due()))
            .with("held_since", date(of.held_since()))
            .with("extensions", Value::Integer(i64::from(of.code == "5")))
            .text("acceptance", of.acceptance)
            .text("result", of.result)
            .with("state", Value::choice(of.state));
        if !of.done.is_empty() {
            values = values.with("done_on", date(of.done));
        }
        if of.score > 0 {
            values = values.with("score", Value::Integer(of.score));
        }
        batch.create("matter", identity("matter", of.code), values);
    }
    MILESTONES.fill(batch, |[matter, _, due, _]| format!("{matter} {due}"));
    ISSUES.fill(batch, |[matter, _, _, _, _, _, raised, _]| format!("{matter} {raised}"));
    for ([matter, on, ..], values) in SLIPS.records() {
        let owner = MATTERS.iter().find(|of| of.code == *matter).map_or("", |of| of.owner);
        let values = values.with("addressee", people::link(owner));
        batch.create(SLIPS.register, SLIPS.identity(&format!("{matter} {on}")), values);
    }
    for ([matter, on, _, progress, done, _], values) in REPORTS.records() {
        let id = REPORTS.identity(&format!("{matter} {on}"));
        batch.create(REPORTS.register, id, values);
        if *progress == "100" {
            batch.add(Command::Attach {
                register: "matter_report".to_owned(),
                id,
                attachment: identity("attachment", &format!("evidence {matter} {on}")),
                name: "佐证材料.txt".to_owned(),
                media_type: "text/plain".to_owned(),
                content: done.as_bytes().to_vec(),
                reason: String::new(),
                text: None,
            });
        }
    }
}
