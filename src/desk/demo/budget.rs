//! The budget of the demonstration office: a year in execution with the round it came from, one line nearly spent, one
//! that sleeps, adjustments approved and waiting, commitments open, claims in review; and the year before, assessed.

use super::samples::Samples;
use super::{people, units};
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::{Money, RecordId, Value};
use crate::records::budget::MONTH_FIELDS;

const VERSION: &str = "2026 二下";
const PROPOSAL: &str = "2026 二上";
const LAST_YEAR: &str = "2025 二下";
const SOURCES: &[(&str, &str, i64)] =
    &[("财政拨款 · Appropriation", "appropriation", 1_600_000), ("自筹资金 · Own funds", "own", 400_000)];

/// Code, department, project, account, source, original in 元.
#[rustfmt::skip]
const LINES: &[Line] = &[
    ("BGS-01", "BGS", "日常运转", "30201 办公费", 0, 120_000),
    ("BGS-02", "BGS", "日常运转", "30207 邮电费", 0, 60_000),
    ("BGS-03", "BGS", "会议与活动", "30215 会议费", 0, 180_000),
    ("JDK-01", "JDK", "公务接待", "30217 公务接待费", 1, 90_000),
    ("XZK-01", "XZK", "后勤保障", "30209 物业管理费", 0, 360_000),
    ("XZK-02", "XZK", "公务用车", "30231 公务用车运行维护费", 0, 150_000),
    ("RSB-01", "RSB", "员工培训", "30216 培训费", 1, 120_000),
    ("XXZX-01", "XXZX", "信息化", "31007 信息网络及软件购置更新", 0, 420_000),
    ("DAS-01", "DAS", "档案数字化", "30227 委托业务费", 1, 150_000),
];

/// What was asked for in the round before, in 元; lines that are not named asked for what they got.
const ASKED: &[(&str, i64)] = &[("BGS-03", 210_000), ("XXZX-01", 480_000), ("DAS-01", 120_000)];

/// Months that lines plan to pay in, in 元; the others pay evenly.
const PLANNED: &[(&str, &[(usize, i64)])] = &[
    ("XZK-01", &[(2, 90_000), (5, 90_000), (8, 90_000), (11, 90_000)]),
    ("BGS-03", &[(3, 60_000), (9, 60_000), (12, 60_000)]),
    ("RSB-01", &[(5, 40_000), (9, 40_000), (11, 40_000)]),
];

/// What lines had and paid the year before, in 元.
const BEFORE: &[(&str, i64, [i64; 3])] = &[
    ("BGS-01", 110_000, [36_420, 41_180, 29_760]),
    ("BGS-02", 65_000, [17_300, 21_640, 19_950]),
    ("BGS-03", 160_000, [58_700, 42_350, 51_260]),
    ("JDK-01", 110_000, [31_280, 27_940, 33_150]),
    ("XZK-01", 340_000, [113_300, 113_300, 113_300]),
    ("XZK-02", 150_000, [44_870, 52_160, 47_320]),
    ("RSB-01", 100_000, [24_600, 33_800, 38_150]),
    ("XXZX-01", 380_000, [122_000, 97_500, 141_600]),
];

/// Days of the year before on which its payments were made.
const PAID_BEFORE: [&str; 3] = ["2025-04-17", "2025-08-21", "2025-11-20"];

#[rustfmt::skip]
static ADJUSTMENTS: Samples<7> = Samples {
    register: "adjustment",
    fields: ["number", "kind", "from_line", "to_line", "amount", "reason", "state"],
    rows: &[
        ["预调〔2026〕1号", "transfer", "BGS-03", "BGS-01", "15000", "办公用品集中更换", "approved"],
        ["预调〔2026〕2号", "supplement", "", "XXZX-01", "80000", "安全加固", "approved"],
        ["预调〔2026〕3号", "reduction", "RSB-01", "", "20000", "两期培训改为线上", "approved"],
        ["预调〔2026〕4号", "transfer", "XZK-01", "XZK-02", "12000", "车辆大修", "review"],
    ],
};

#[rustfmt::skip]
static COMMITMENTS: Samples<7> = Samples {
    register: "commitment",
    fields: ["paper", "line", "meeting", "date", "supplier", "amount", "state"],
    rows: &[
        ["合同 2026-018 机房设备", "XXZX-01", "", "2026-03-16", "江岳科技", "260000", "occupied"],
        ["合同 2026-031 档案扫描", "DAS-01", "", "2026-05-11", "文汇数据", "96000", "occupied"],
        ["申请 2026-044 董事会场地", "BGS-03", "M13", "2026-10-12", "滨江会议中心", "42000", "requested"],
    ],
};

/// Subject, line, paper of the commitment, supplier, amount in 元, day of payment.
#[rustfmt::skip]
const PAID: &[(&str, &str, &str, &str, i64, &str)] = &[
    ("办公用品", "BGS-01", "", "晨光办公", 18_640, "2026-01-20"),
    ("一季度物业费", "XZK-01", "", "安居物业", 90_000, "2026-02-10"),
    ("邮资与专线", "BGS-02", "", "邮政公司", 9_860, "2026-02-26"),
    ("车辆保险", "XZK-02", "", "人保财险", 38_200, "2026-03-05"),
    ("年度工作会议", "BGS-03", "", "滨江会议中心", 46_500, "2026-03-25"),
    ("首付设备款", "XXZX-01", "合同 2026-018 机房设备", "江岳科技", 130_000, "2026-04-14"),
    ("接待用餐", "JDK-01", "", "江岳宾馆", 12_480, "2026-04-25"),
    ("二季度物业费", "XZK-01", "", "安居物业", 90_000, "2026-05-12"),
    ("新员工培训", "RSB-01", "", "职工学校", 28_600, "2026-05-28"),
    ("复印纸与硒鼓", "BGS-01", "", "晨光办公", 22_310, "2026-06-09"),
    ("扫描第一批", "DAS-01", "合同 2026-031 档案扫描", "文汇数据", 40_000, "2026-06-30"),
    ("燃油与通行", "XZK-02", "", "石化油站", 41_760, "2026-07-10"),
    ("三季度物业费", "XZK-01", "", "安居物业", 90_000, "2026-08-11"),
    ("软件许可", "XXZX-01", "", "云桥软件", 116_000, "2026-08-27"),
    ("半年工作会议", "BGS-03", "", "滨江会议中心", 38_900, "2026-09-04"),
    ("办公家具", "BGS-01", "", "华美家具", 58_900, "2026-09-18"),
    ("管理培训", "RSB-01", "", "职工学校", 33_200, "2026-09-24"),
    ("到货设备款", "XXZX-01", "合同 2026-018 机房设备", "江岳科技", 78_000, "2026-10-15"),
    ("车辆维修", "XZK-02", "", "顺达汽修", 52_300, "2026-10-21"),
    ("四季度物业费", "XZK-01", "", "安居物业", 90_000, "2026-10-29"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-01-15"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-02-12"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-03-16"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-04-15"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-05-15"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-06-15"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-07-15"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-08-17"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-09-15"),
    ("打印机租赁", "BGS-02", "", "佳文办公", 1_000, "2026-10-15"),
];

/// Subject, line, supplier, amount in 元, day, state.
#[rustfmt::skip]
const CLAIMED: &[(&str, &str, &str, i64, &str, &str)] = &[
    ("专线月租", "BGS-02", "电信公司", 4_320, "2026-10-30", "finance_review"),
    ("接待用车", "JDK-01", "江岳出租", 2_160, "2026-11-06", "approval"),
    ("讲师课酬", "RSB-01", "职工学校", 9_800, "2026-11-10", "department_review"),
    ("文具补充", "BGS-01", "晨光办公", 1_250, "2026-11-12", "draft"),
];

/// Code, department, project, account, source, original in 元.
type Line = (&'static str, &'static str, &'static str, &'static str, usize, i64);

fn line(&(_, department, project, account, _, _): &Line, version: &str, original: i64) -> Values {
    Values::new()
        .with("version", link("budget_version", version))
        .with("department", units::link(department))
        .text("project", project)
        .text("account", account)
        .with("original", yuan(original))
}

fn with_months(values: Values, code: &str) -> Values {
    let months = PLANNED.iter().filter(|plan| plan.0 == code).flat_map(|plan| plan.1);
    months.fold(values, |values, (month, amount)| {
        let field =
            month.checked_sub(1).and_then(|place| MONTH_FIELDS.get(place)).copied().unwrap_or_default();
        values.with(field, yuan(*amount))
    })
}

fn fill_last_year(batch: &mut Batch) {
    let values = Values::new()
        .text("name", LAST_YEAR)
        .with("year", Value::Integer(2025))
        .with("round", Value::choice("second_down"))
        .with("state", Value::choice("closed"))
        .with("stated", yuan(BEFORE.iter().map(|line| line.1).sum()));
    batch.create("budget_version", identity("budget_version", LAST_YEAR), values);
    for &(code, original, paid) in BEFORE {
        let Some(row) = LINES.iter().find(|row| row.0 == code) else { continue };
        let name = format!("{LAST_YEAR} {code}");
        batch.create("budget_line", identity("budget_line", &name), line(row, LAST_YEAR, original));
        for (on, amount) in PAID_BEFORE.into_iter().zip(paid) {
            let subject = row.3.split_once(' ').map_or(row.3, |(_, account)| account);
            let values = Values::new()
                .text("subject", subject)
                .with("date", date(on))
                .with("line", link("budget_line", &name))
                .with("claimant", people::link("A0011"))
                .with("amount", yuan(amount))
                .with("paid_on", date(on));
            let id = identity("expense", &format!("{name} {on}"));
            batch.create("expense", id, values.with("state", Value::choice("archived")));
        }
    }
    let name = "2025 年度预算考核";
    let values = Values::new()
        .text("name", name)
        .with("version", link("budget_version", LAST_YEAR))
        .with("late_days", Value::Integer(2))
        .with("state", Value::choice("confirmed"))
        .with("confirmed_on", date("2026-02-26"));
    batch.create("assessment", identity("assessment", name), values);
}

fn link(register: &str, code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity_of_code(register, code)) }
}

fn yuan(amount: i64) -> Value {
    Value::Money(Money::from_fen(amount.saturating_mul(100)))
}

fn identity(register: &str, code: &str) -> RecordId {
    identity_of_code(register, code)
}

/// Adds the budget. Units, people and meetings must be there.
pub(super) fn fill(batch: &mut Batch) {
    for &(name, kind, amount) in SOURCES {
        let values = Values::new().text("name", name).with("kind", Value::choice(kind));
        let values = values.with("amount", yuan(amount)).with("received_on", date("2026-01-08"));
        batch.create("fund_source", identity("fund_source", name), values);
    }
    let stated = LINES.iter().map(|line| line.5).sum();
    let values = Values::new()
        .text("name", VERSION)
        .with("year", Value::Integer(2026))
        .with("round", Value::choice("second_down"))
        .with("state", Value::choice("executing"))
        .with("stated", yuan(stated));
    batch.create("budget_version", identity("budget_version", VERSION), values);
    let asked = |code: &str, original| ASKED.iter().find(|of| of.0 == code).map_or(original, |of| of.1);
    let values = Values::new()
        .text("name", PROPOSAL)
        .with("year", Value::Integer(2026))
        .with("round", Value::choice("second_up"))
        .with("state", Value::choice("superseded"))
        .with("stated", yuan(LINES.iter().map(|line| asked(line.0, line.5)).sum()));
    batch.create("budget_version", identity("budget_version", PROPOSAL), values);
    batch.update(
        "budget_version",
        identity("budget_version", VERSION),
        Values::new().with("previous", link("budget_version", PROPOSAL)),
    );
    for row in LINES {
        let (code, source) = (row.0, SOURCES.get(row.4).map_or("", |source| source.0));
        let values = line(row, VERSION, row.5).text("code", code).with("source", link("fund_source", source));
        batch.create("budget_line", identity("budget_line", code), with_months(values, code));
        let id = identity("budget_line", &format!("{PROPOSAL} {code}"));
        batch.create("budget_line", id, line(row, PROPOSAL, asked(code, row.5)));
    }
    fill_last_year(batch);
    for (row, mut values) in ADJUSTMENTS.records() {
        let [number, .., state] = row;
        if *state == "approved" {
            values = values.with("approved_on", date("2026-06-18"));
        }
        batch.create(ADJUSTMENTS.register, ADJUSTMENTS.identity(number), values);
    }
    COMMITMENTS.fill(batch, |[paper, ..]| (*paper).to_owned());
    let numbers = 1_u32..;
    for (number, &(subject, line, paper, supplier, amount, on)) in numbers.clone().zip(PAID) {
        let values = claim(number, subject, line, supplier, amount, on);
        let values = values.with("commitment", link("commitment", paper)).with("paid_on", date(on));
        let id = identity("expense", &number.to_string());
        batch.create("expense", id, values.with("state", Value::choice("paid")));
    }
    for (number, &(subject, line, supplier, amount, on, state)) in numbers.skip(PAID.len()).zip(CLAIMED) {
        let values = claim(number, subject, line, supplier, amount, on);
        let id = identity("expense", &number.to_string());
        batch.create("expense", id, values.with("state", Value::choice(state)));
    }
}

fn claim(number: u32, subject: &str, line: &str, supplier: &str, amount: i64, on: &str) -> Values {
    Values::new()
        .text("subject", subject)
        .with("date", date(on))
        .with("line", link("budget_line", line))
        .with("claimant", people::link("A0011"))
        .text("supplier", supplier)
        .text("invoice", format!("26312000{number:06}"))
        .with("amount", yuan(amount))
}
