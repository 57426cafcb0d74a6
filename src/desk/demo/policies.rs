//! The policies of the demonstration office, in every state of their life, some of them past their review date.

use super::samples::Samples;
use super::units;
use crate::desk::seeding::{Batch, identity_of_code};
use crate::desk::{Command, Values};
use crate::model::RecordId;

#[rustfmt::skip]
static POLICIES: Samples<8> = Samples {
    register: "policy",
    fields: ["number", "name", "version", "owner", "state", "effective_on", "review_on", "summary"],
    rows: &[
        ["JY-BGS-001", "公文处理办法 · Document handling", "3.0", "MSK", "published", "2024-01-01", "2026-12-15", "收文、发文、签发与归档的办理规则。"],
        ["JY-BGS-002", "印章管理规定 · Use of seals", "2.1", "MSK", "published", "2023-07-01", "2026-06-30", "印章的保管、审批与用印登记。"],
        ["JY-BGS-003", "会议管理办法 · Meetings", "2.0", "MSK", "published", "2025-03-01", "2027-03-01", "会议计划、通知、记录与纪要。"],
        ["JY-BGS-004", "督查督办办法 · Follow-up of decisions", "1.2", "BGS", "published", "2024-05-01", "2026-10-31", "议定事项的立项、催办与销号。"],
        ["JY-BGS-005", "公务接待管理办法 · Official reception", "2.0", "JDK", "published", "2025-01-01", "2026-12-31", "接待范围、标准与清单。"],
        ["JY-BGS-006", "公务用车管理办法 · Official vehicles", "1.3", "XZK", "revision", "2022-09-01", "2026-09-01", "派车、油料与维修。"],
        ["JY-BGS-007", "办公用品管理规定 · Office supplies", "1.0", "XZK", "repealed", "2016-01-01", "2019-01-01", "已并入资产管理办法。"],
        ["JY-BGS-008", "来访登记与自助终端须知 · Visitors", "0.3", "JDK", "consultation", "", "", "来访登记、引导与个人信息告知。"],
        ["JY-DAS-001", "档案管理办法 · Archives", "4.0", "DAS", "published", "2023-01-01", "2027-01-01", "归档范围、保管期限、借阅与鉴定。"],
        ["JY-DAS-002", "电子档案管理细则 · Electronic records", "0.9", "DAS", "deliberation", "2027-01-01", "2029-01-01", "电子文件的接收、校验、备份与利用。"],
        ["JY-CWB-001", "费用报销管理办法 · Expense claims", "5.1", "CWB", "published", "2025-07-01", "2027-07-01", "报销标准、票据与审批权限。"],
        ["JY-CWB-002", "固定资产管理办法 · Fixed assets", "2.2", "CWB", "published", "2022-01-01", "2026-03-31", "登记、盘点、折旧与处置。"],
        ["JY-RSB-001", "考勤与休假管理规定 · Attendance and leave", "3.0", "RSB", "published", "2024-10-01", "2026-11-30", "工作时间、年休假与请假审批。"],
        ["JY-RSB-002", "员工培训管理办法 · Staff training", "0.2", "PXK", "draft", "", "", "培训需求、计划与评估。"],
        ["JY-XXZX-001", "网络与信息安全管理办法 · Network and information security", "2.0", "XXZX", "published", "2025-01-01", "2026-01-01", "账号、权限、备份与应急响应。"],
        ["JY-SJB-001", "内部审计工作规定 · Internal audit", "1.1", "SJB", "deliberation", "2024-01-01", "2027-01-01", "审计计划、取证与整改。"],
    ],
};

/// The one that was made by mistake and lies in the recycle bin.
const MISTAKEN: &str = "JY-BGS-003-2";

/// Policy, file name, content.
const ATTACHMENTS: &[(&str, &str, &str)] = &[
    ("JY-BGS-001", "发文流程.txt", "起草 → 审核 → 会签 → 签发 → 复核 → 印制 → 核发\n"),
    ("JY-BGS-002", "用印登记样表.csv", "日期,用印人,文件,份数,批准人\n2026-03-02,方以宁,介绍信,1,顾清和\n"),
    ("JY-DAS-001", "保管期限说明.txt", "永久；定期30年；定期10年。\nPermanent; 30 years; 10 years.\n"),
    ("JY-CWB-001", "报销须知.txt", "先审核、后付款；票据与清单一致。\n"),
];

/// The identity of the policy with a number.
pub(super) fn identity(number: &str) -> RecordId {
    identity_of_code("policy", number)
}

/// Adds the policies. Units must be there.
pub(super) fn fill(batch: &mut Batch) {
    POLICIES.fill(batch, |[number, ..]| (*number).to_owned());
    for (position, &(number, name, content)) in ATTACHMENTS.iter().enumerate() {
        let media_type = if name.ends_with(".csv") { "text/csv" } else { "text/plain" };
        batch.add(Command::Attach {
            register: "policy".to_owned(),
            id: identity(number),
            attachment: identity_of_code("attachment", &format!("{number}/{position}")),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content: content.as_bytes().to_vec(),
            reason: String::new(),
            text: Some(content.to_owned()),
        });
    }
    let mistaken = Values::new()
        .text("number", MISTAKEN)
        .text("name", "会议管理办法（重复登记）· Meetings, registered twice")
        .text("version", "2.0")
        .with("owner", units::link("MSK"));
    batch.create("policy", identity(MISTAKEN), mistaken);
}

/// The command that puts the mistaken policy into the recycle bin.
pub(super) fn void_mistaken() -> Command {
    Command::Void {
        register: "policy".to_owned(),
        id: identity(MISTAKEN),
        reason: "重复登记，以 JY-BGS-003 为准".to_owned(),
    }
}
