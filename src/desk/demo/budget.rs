//! The budget of the demonstration office: a year in execution, one line nearly spent, one that sleeps, adjustments
//! approved and waiting, commitments open, claims in review.

use super::{people, units};
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::{Money, RecordId, Value};

const VERSION: &str = "2026 二下";
const SOURCES: &[(&str, &str, i64)] =
    &[("财政拨款 · Appropriation", "appropriation", 1_600_000), ("自筹资金 · Own funds", "own", 400_000)];

/// Code, department, project, account, source, original in 元.
#[rustfmt::skip]
const LINES: &[(&str, &str, &str, &str, usize, i64)] = &[
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

/// Number, kind, from, to, amount in 元, reason, state.
#[rustfmt::skip]
const ADJUSTMENTS: &[(&str, &str, &str, &str, i64, &str, &str)] = &[
    ("预调〔2026〕1号", "transfer", "BGS-03", "BGS-01", 15_000, "办公用品集中更换", "approved"),
    ("预调〔2026〕2号", "supplement", "", "XXZX-01", 80_000, "安全加固", "approved"),
    ("预调〔2026〕3号", "reduction", "RSB-01", "", 20_000, "两期培训改为线上", "approved"),
    ("预调〔2026〕4号", "transfer", "XZK-01", "XZK-02", 12_000, "车辆大修", "review"),
];

/// Paper, line, date, supplier, amount in 元, state.
#[rustfmt::skip]
const COMMITMENTS: &[(&str, &str, &str, &str, i64, &str)] = &[
    ("合同 2026-018 机房设备", "XXZX-01", "2026-03-16", "江岳科技", 260_000, "occupied"),
    ("合同 2026-031 档案扫描", "DAS-01", "2026-05-11", "文汇数据", 96_000, "occupied"),
    ("申请 2026-044 年会场地", "BGS-03", "2026-10-12", "滨江会议中心", 42_000, "requested"),
];

/// Subject, line, paper of the commitment, supplier, amount in 元, day of payment.
#[rustfmt::skip]
const PAID: &[(&str, &str, &str, &str, i64, &str)] = &[
    ("办公用品", "BGS-01", "", "晨光办公", 18_640, "2026-01-20"),
    ("一季度物业费", "XZK-01", "", "安居物业", 90_000, "2026-02-10"),
    ("邮资与专线", "BGS-02", "", "邮政公司", 9_860, "2026-02-26"),
    ("车辆保险", "XZK-02", "", "人保财险", 38_200, "2026-03-05"),
    ("年度工作会议", "BGS-03", "", "滨江会议中心", 46_500, "2026-03-25"),
    ("首付设备款", "XXZX-01", "合同 2026-018 机房设备", "江岳科技", 130_000, "2026-04-14"),
    ("接待用餐", "JDK-01", "", "江岳宾馆", 12_480, "2026-04-22"),
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
];

/// Subject, line, supplier, amount in 元, day, state.
#[rustfmt::skip]
const CLAIMED: &[(&str, &str, &str, i64, &str, &str)] = &[
    ("专线月租", "BGS-02", "电信公司", 4_320, "2026-10-30", "finance_review"),
    ("接待用车", "JDK-01", "江岳出租", 2_160, "2026-11-06", "approval"),
    ("讲师课酬", "RSB-01", "职工学校", 9_800, "2026-11-10", "department_review"),
    ("文具补充", "BGS-01", "晨光办公", 1_250, "2026-11-12", "draft"),
];

fn link(register: &str, code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity_of_code(register, code)) }
}

fn yuan(amount: i64) -> Value {
    Value::Money(Money::from_fen(amount.saturating_mul(100)))
}

fn identity(register: &str, code: &str) -> RecordId {
    identity_of_code(register, code)
}

/// Adds the budget. Units and people must be there.
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
    for &(code, department, project, account, source, original) in LINES {
        let source = SOURCES.get(source).map_or("", |source| source.0);
        let values = Values::new()
            .text("code", code)
            .with("version", link("budget_version", VERSION))
            .with("department", units::link(department))
            .text("project", project)
            .text("account", account)
            .with("source", link("fund_source", source))
            .with("original", yuan(original));
        batch.create("budget_line", identity("budget_line", code), values);
    }
    for &(number, kind, from, to, amount, reason, state) in ADJUSTMENTS {
        let approved = if state == "approved" { date("2026-06-18") } else { Value::Nothing };
        let values = Values::new()
            .text("number", number)
            .with("kind", Value::choice(kind))
            .with("from_line", link("budget_line", from))
            .with("to_line", link("budget_line", to))
            .with("amount", yuan(amount))
            .text("reason", reason)
            .with("state", Value::choice(state))
            .with("approved_on", approved);
        batch.create("adjustment", identity("adjustment", number), values);
    }
    for &(paper, line, on, supplier, amount, state) in COMMITMENTS {
        let values = Values::new()
            .text("paper", paper)
            .with("line", link("budget_line", line))
            .with("date", date(on))
            .text("supplier", supplier)
            .with("amount", yuan(amount))
            .with("state", Value::choice(state));
        batch.create("commitment", identity("commitment", paper), values);
    }
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
