//! The posts of the demonstration office and the matrix of their duties. The unit of a post is the first part of its
//! code.

use super::samples::Samples;
use super::units;
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::{RecordId, Value};

/// The posts; the fifth cell is the chief of the dotted line, who comes later.
#[rustfmt::skip]
static POSTS: Samples<9> = Samples {
    register: "post",
    fields: ["code", "name", "alias", "reports_to", "", "role", "grade", "establishment", "duties"],
    rows: &[
        ["JYJT-01", "总经理", "General manager", "", "", "staff", "M1", "1", "主持集团全面工作"],
        ["JYJT-02", "副总经理", "Deputy general manager", "JYJT-01", "", "staff", "M2", "2", "协助总经理工作，分管职能部门"],
        ["BGS-01", "办公室主任", "Director of the General Office", "JYJT-01", "", "director", "M3", "1", "主持办公室全面工作，终审文件"],
        ["BGS-02", "办公室副主任（文秘）", "Deputy director, documents", "BGS-01", "", "deputy", "M4", "1", "分管文秘、档案"],
        ["BGS-03", "办公室副主任（行政）", "Deputy director, administration", "BGS-01", "", "deputy", "M4", "1", "分管行政、接待联络"],
        ["BGS-04", "综合秘书", "Executive secretary", "BGS-01", "JYJT-01", "secretary", "S2", "1", "总经理日程与会议材料"],
        ["MSK-01", "文秘科科长", "Head of secretariat", "BGS-02", "", "secretary", "M5", "1", "公文审核、会议组织"],
        ["MSK-02", "文字秘书", "Writing secretary", "MSK-01", "", "secretary", "S2", "2.5", "起草综合文稿"],
        ["MSK-03", "机要秘书", "Confidential secretary", "MSK-01", "BGS-01", "secretary", "S2", "1", "机要文件收发与保管"],
        ["MSK-04", "收发员", "Mail clerk", "MSK-01", "", "staff", "S4", "1", "收文登记、分发、催办"],
        ["MSK-05", "督办专员", "Follow-up specialist", "MSK-01", "BGS-01", "secretary", "S3", "1", "决议事项督办与反馈"],
        ["XZK-01", "行政科科长", "Head of administration", "BGS-03", "", "administrator", "M5", "1", "环境、设备与安全管理"],
        ["XZK-02", "行政专员", "Administrative officer", "XZK-01", "", "administrator", "S3", "2", "会议室、办公用品与保洁"],
        ["XZK-03", "资产管理员", "Asset keeper", "XZK-01", "CWB-01", "administrator", "S3", "1", "固定资产登记与盘点"],
        ["XZK-04", "安全管理员", "Safety officer", "XZK-01", "", "administrator", "S3", "1", "消防检查与应急演练"],
        ["XZK-05", "车队调度员", "Vehicle dispatcher", "XZK-01", "", "staff", "S4", "1", "公务用车调度"],
        ["XZK-06", "驾驶员", "Driver", "XZK-05", "", "staff", "S5", "2.5", "公务用车驾驶与保养"],
        ["XZK-07", "采购专员", "Purchasing officer", "XZK-01", "CWB-01", "administrator", "S3", "1", "办公设备询价与采购"],
        ["DAS-01", "档案室主任", "Head of archives", "BGS-02", "", "archivist", "M5", "1", "档案分类方案与鉴定"],
        ["DAS-02", "档案管理员", "Archivist", "DAS-01", "", "archivist", "S3", "1", "归档整理与借阅"],
        ["DAS-03", "电子档案管理员", "Digital archivist", "DAS-01", "XXZX-01", "archivist", "S3", "1", "电子档案接收与备份核验"],
        ["DAS-04", "库房管理员", "Repository keeper", "DAS-01", "", "archivist", "S4", "0.5", "库房温湿度与清点"],
        ["JDK-01", "接待联络科科长", "Head of reception and liaison", "BGS-03", "", "liaison", "M5", "1", "公务接待与对外联络"],
        ["JDK-02", "联络专员", "Liaison officer", "JDK-01", "SCB-01", "liaison", "S3", "2", "政府与合作伙伴联络"],
        ["JDK-03", "前台接待", "Receptionist", "JDK-01", "", "staff", "S5", "1.5", "来访登记与引导"],
        ["JDK-04", "外事翻译", "Interpreter", "JDK-01", "", "liaison", "S2", "0.5", "外事活动翻译"],
        ["CWB-01", "财务部经理", "Finance manager", "JYJT-01", "", "finance", "M3", "1", "预算与财务报告"],
        ["CWB-02", "财务审核", "Finance reviewer", "CWB-01", "BGS-03", "finance", "S2", "1", "报销与合同付款审核"],
        ["CWB-03", "预算分析师", "Budget analyst", "CWB-01", "", "finance", "S2", "1", "预算执行分析"],
        ["KJK-01", "会计科科长", "Head of accounting", "CWB-01", "", "finance", "M5", "1", "会计核算"],
        ["KJK-02", "总账会计", "General ledger accountant", "KJK-01", "", "finance", "S3", "1", "总账与报表"],
        ["KJK-03", "费用会计", "Expense accountant", "KJK-01", "", "finance", "S3", "2", "费用报销核算"],
        ["KJK-04", "税务专员", "Tax officer", "KJK-01", "", "finance", "S3", "1", "纳税申报与发票"],
        ["ZJK-01", "资金科科长", "Head of treasury", "CWB-01", "", "finance", "M5", "1", "资金计划与调度"],
        ["ZJK-02", "出纳", "Cashier", "ZJK-01", "", "finance", "S4", "1", "银行结算与现金"],
        ["ZJK-03", "资金专员", "Treasury officer", "ZJK-01", "", "finance", "S3", "1", "银行账户与授信"],
        ["RSB-01", "人力资源部经理", "Human resources manager", "JYJT-01", "", "personnel", "M3", "1", "编制、招聘与绩效"],
        ["RSB-02", "人事专员", "Personnel officer", "RSB-01", "", "personnel", "S3", "1", "入职、离职与人事档案"],
        ["RSB-03", "招聘专员", "Recruiter", "RSB-01", "", "personnel", "S3", "1", "招聘计划与面试"],
        ["RSB-04", "薪酬专员", "Payroll officer", "RSB-01", "CWB-01", "personnel", "S3", "1", "薪酬与社会保险"],
        ["RSB-05", "绩效专员", "Performance officer", "RSB-01", "", "personnel", "S3", "1", "绩效方案与校准"],
        ["PXK-01", "培训科科长", "Head of training", "RSB-01", "", "personnel", "M5", "1", "年度培训计划"],
        ["PXK-02", "培训讲师", "Trainer", "PXK-01", "", "staff", "S3", "1.5", "课程开发与授课"],
        ["PXK-03", "培训助理", "Training assistant", "PXK-01", "", "staff", "S4", "1", "班级组织与评估"],
        ["XXZX-01", "信息中心主任", "Head of the information centre", "JYJT-01", "BGS-01", "technician", "M3", "1", "信息系统规划"],
        ["XXZX-02", "系统管理员", "System administrator", "XXZX-01", "", "system", "S2", "1", "账号、权限与备份"],
        ["XXZX-03", "软件工程师", "Software engineer", "XXZX-01", "", "technician", "S2", "2", "业务系统开发"],
        ["YWK-01", "运维科科长", "Head of operations", "XXZX-01", "", "technician", "M5", "1", "网络与机房运行"],
        ["YWK-02", "网络工程师", "Network engineer", "YWK-01", "", "technician", "S3", "1", "网络与防火墙"],
        ["YWK-03", "桌面支持", "Desktop support", "YWK-01", "XZK-01", "technician", "S4", "1.5", "终端维护与报修"],
        ["YWK-04", "信息安全工程师", "Information security engineer", "YWK-01", "SJB-01", "technician", "S2", "1", "等级保护与漏洞处置"],
        ["SJB-01", "审计部经理", "Audit manager", "JYJT-01", "", "auditor", "M3", "1", "年度审计计划"],
        ["SJB-02", "安全审计员", "Security auditor", "SJB-01", "", "auditor", "S2", "1", "审计日志检查"],
        ["SJB-03", "内控专员", "Internal control officer", "SJB-01", "", "staff", "S3", "1", "内部控制评价"],
        ["SCB-01", "市场部经理", "Marketing manager", "JYJT-02", "", "staff", "M3", "1", "市场计划与品牌"],
        ["SCB-02", "部门联络员", "Department liaison", "SCB-01", "BGS-02", "liaison", "S3", "1", "与办公室的公文往来"],
        ["SCB-03", "客户经理", "Account manager", "SCB-01", "", "staff", "S3", "3", "客户关系维护"],
        ["SCB-04", "品牌专员", "Brand officer", "SCB-01", "JDK-01", "staff", "S3", "1", "媒体与宣传"],
        ["SCB-05", "市场分析师", "Market analyst", "SCB-01", "", "staff", "S3", "1", "行业信息与竞争分析"],
    ],
};

/// The typing pool closed with its unit.
const CLOSED: (&str, &str) = ("DZS-01", "2024-12-31");

/// The matrix of duties. Two answer for decision support and nobody for liaison, so that it has both kinds of flags to
/// show.
#[rustfmt::skip]
static DUTIES: Samples<4> = Samples {
    register: "duty",
    fields: ["function", "post", "involvement", "description"],
    rows: &[
        ["administration", "BGS-01", "A", "审定行政管理制度与年度安排"],
        ["administration", "BGS-03", "R", "组织环境、设备与安全管理"],
        ["administration", "XZK-01", "R", "日常行政管理"],
        ["administration", "MSK-01", "R", "公文与印章管理"],
        ["administration", "DAS-01", "R", "档案管理"],
        ["administration", "CWB-01", "C", "费用标准"],
        ["administration", "SCB-02", "I", "通知传达到部门"],
        ["coordination", "BGS-02", "A", "跨部门协调事项"],
        ["coordination", "BGS-01", "R", "主持协调会"],
        ["coordination", "BGS-04", "R", "日程与会议衔接"],
        ["coordination", "MSK-01", "R", "会议通知与纪要"],
        ["coordination", "RSB-01", "C", "编制与人员安排"],
        ["coordination", "SCB-02", "I", "部门联络"],
        ["decision_support", "BGS-02", "A", "信息参阅与调研报告"],
        ["decision_support", "CWB-01", "A", "经营与财务分析"],
        ["decision_support", "CWB-03", "R", "预算执行分析"],
        ["decision_support", "MSK-02", "R", "综合文稿"],
        ["decision_support", "SCB-05", "C", "行业信息"],
        ["supervision", "BGS-01", "A", "督办事项与制度执行"],
        ["supervision", "MSK-05", "R", "立项、催办与销号"],
        ["supervision", "XZK-04", "R", "安全检查与整改"],
        ["supervision", "SJB-02", "C", "审计发现"],
        ["supervision", "XXZX-02", "I", "权限变更"],
        ["liaison", "BGS-03", "R", "重要接待"],
        ["liaison", "JDK-01", "R", "公务接待与来访"],
        ["liaison", "JDK-02", "R", "政府与伙伴联络"],
        ["liaison", "SCB-04", "C", "媒体关系"],
        ["liaison", "JYJT-02", "I", "重要来访"],
    ],
};

/// The identity of the post with a code.
pub(super) fn identity(code: &str) -> RecordId {
    identity_of_code("post", code)
}

/// A link to the post with a code; an empty code is no link.
pub(super) fn link(code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity(code)) }
}

/// The unit in the code of a post.
pub(super) fn unit_of(code: &str) -> &str {
    code.split_once('-').map_or(code, |(unit, _)| unit)
}

/// Adds the posts, chiefs first; the dotted lines run across and follow when every post is there.
pub(super) fn fill(batch: &mut Batch) {
    for ([code, ..], values) in POSTS.records() {
        let values = values.with("unit", units::link(unit_of(code))).with("valid_from", date("2009-05-18"));
        batch.create(POSTS.register, identity(code), values);
    }
    let (code, until) = CLOSED;
    let closed = Values::new()
        .text("code", code)
        .text("name", "打字员")
        .text("alias", "Typist")
        .with("unit", units::link(unit_of(code)))
        .with("reports_to", link("BGS-02"))
        .text("grade", "S5")
        .with("valid_from", date("2009-05-18"))
        .with("valid_until", date(until));
    batch.create("post", identity(code), closed);
    for [code, _, _, _, chief, ..] in POSTS.rows {
        if !chief.is_empty() {
            batch.update(POSTS.register, identity(code), Values::new().with("dotted_to", link(chief)));
        }
    }
}

/// Adds the matrix of duties.
pub(super) fn fill_duties(batch: &mut Batch) {
    DUTIES.fill(batch, |[function, post, ..]| format!("{function}/{post}"));
}
