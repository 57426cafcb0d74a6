//! The posts of the demonstration office and the matrix of their duties. The unit of a post is the first part of its
//! code.

use super::units;
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::{Choice, Function, RecordId, Role, Value};
use crate::records::organisation::Involvement;

struct PostRow {
    code: &'static str,
    name: &'static str,
    alias: &'static str,
    reports_to: &'static str,
    dotted_to: &'static str,
    role: Role,
    grade: &'static str,
    /// In hundredths of a full-time equivalent.
    establishment: i64,
    duties: &'static str,
}

#[expect(clippy::too_many_arguments, reason = "a row of a table, written as a row")]
const fn post(
    code: &'static str,
    name: &'static str,
    alias: &'static str,
    reports_to: &'static str,
    dotted_to: &'static str,
    role: Role,
    grade: &'static str,
    establishment: i64,
    duties: &'static str,
) -> PostRow {
    PostRow { code, name, alias, reports_to, dotted_to, role, grade, establishment, duties }
}

#[rustfmt::skip]
const POSTS: &[PostRow] = &[
    post("JYJT-01", "总经理", "General manager", "", "", Role::Staff, "M1", 100, "主持集团全面工作"),
    post("JYJT-02", "副总经理", "Deputy general manager", "JYJT-01", "", Role::Staff, "M2", 200, "协助总经理工作，分管职能部门"),
    post("BGS-01", "办公室主任", "Director of the General Office", "JYJT-01", "", Role::Director, "M3", 100, "主持办公室全面工作，终审文件"),
    post("BGS-02", "办公室副主任（文秘）", "Deputy director, documents", "BGS-01", "", Role::Deputy, "M4", 100, "分管文秘、档案"),
    post("BGS-03", "办公室副主任（行政）", "Deputy director, administration", "BGS-01", "", Role::Deputy, "M4", 100, "分管行政、接待联络"),
    post("BGS-04", "综合秘书", "Executive secretary", "BGS-01", "JYJT-01", Role::Secretary, "S2", 100, "总经理日程与会议材料"),
    post("MSK-01", "文秘科科长", "Head of secretariat", "BGS-02", "", Role::Secretary, "M5", 100, "公文审核、会议组织"),
    post("MSK-02", "文字秘书", "Writing secretary", "MSK-01", "", Role::Secretary, "S2", 250, "起草综合文稿"),
    post("MSK-03", "机要秘书", "Confidential secretary", "MSK-01", "BGS-01", Role::Secretary, "S2", 100, "机要文件收发与保管"),
    post("MSK-04", "收发员", "Mail clerk", "MSK-01", "", Role::Staff, "S4", 100, "收文登记、分发、催办"),
    post("MSK-05", "督办专员", "Follow-up specialist", "MSK-01", "BGS-01", Role::Secretary, "S3", 100, "决议事项督办与反馈"),
    post("XZK-01", "行政科科长", "Head of administration", "BGS-03", "", Role::Administrator, "M5", 100, "环境、设备与安全管理"),
    post("XZK-02", "行政专员", "Administrative officer", "XZK-01", "", Role::Administrator, "S3", 200, "会议室、办公用品与保洁"),
    post("XZK-03", "资产管理员", "Asset keeper", "XZK-01", "CWB-01", Role::Administrator, "S3", 100, "固定资产登记与盘点"),
    post("XZK-04", "安全管理员", "Safety officer", "XZK-01", "", Role::Administrator, "S3", 100, "消防检查与应急演练"),
    post("XZK-05", "车队调度员", "Vehicle dispatcher", "XZK-01", "", Role::Staff, "S4", 100, "公务用车调度"),
    post("XZK-06", "驾驶员", "Driver", "XZK-05", "", Role::Staff, "S5", 250, "公务用车驾驶与保养"),
    post("XZK-07", "采购专员", "Purchasing officer", "XZK-01", "CWB-01", Role::Administrator, "S3", 100, "办公设备询价与采购"),
    post("DAS-01", "档案室主任", "Head of archives", "BGS-02", "", Role::Archivist, "M5", 100, "档案分类方案与鉴定"),
    post("DAS-02", "档案管理员", "Archivist", "DAS-01", "", Role::Archivist, "S3", 100, "归档整理与借阅"),
    post("DAS-03", "电子档案管理员", "Digital archivist", "DAS-01", "XXZX-01", Role::Archivist, "S3", 100, "电子档案接收与备份核验"),
    post("DAS-04", "库房管理员", "Repository keeper", "DAS-01", "", Role::Archivist, "S4", 50, "库房温湿度与清点"),
    post("JDK-01", "接待联络科科长", "Head of reception and liaison", "BGS-03", "", Role::Liaison, "M5", 100, "公务接待与对外联络"),
    post("JDK-02", "联络专员", "Liaison officer", "JDK-01", "SCB-01", Role::Liaison, "S3", 200, "政府与合作伙伴联络"),
    post("JDK-03", "前台接待", "Receptionist", "JDK-01", "", Role::Staff, "S5", 150, "来访登记与引导"),
    post("JDK-04", "外事翻译", "Interpreter", "JDK-01", "", Role::Liaison, "S2", 50, "外事活动翻译"),
    post("CWB-01", "财务部经理", "Finance manager", "JYJT-01", "", Role::Finance, "M3", 100, "预算与财务报告"),
    post("CWB-02", "财务审核", "Finance reviewer", "CWB-01", "BGS-03", Role::Finance, "S2", 100, "报销与合同付款审核"),
    post("CWB-03", "预算分析师", "Budget analyst", "CWB-01", "", Role::Finance, "S2", 100, "预算执行分析"),
    post("KJK-01", "会计科科长", "Head of accounting", "CWB-01", "", Role::Finance, "M5", 100, "会计核算"),
    post("KJK-02", "总账会计", "General ledger accountant", "KJK-01", "", Role::Finance, "S3", 100, "总账与报表"),
    post("KJK-03", "费用会计", "Expense accountant", "KJK-01", "", Role::Finance, "S3", 200, "费用报销核算"),
    post("KJK-04", "税务专员", "Tax officer", "KJK-01", "", Role::Finance, "S3", 100, "纳税申报与发票"),
    post("ZJK-01", "资金科科长", "Head of treasury", "CWB-01", "", Role::Finance, "M5", 100, "资金计划与调度"),
    post("ZJK-02", "出纳", "Cashier", "ZJK-01", "", Role::Finance, "S4", 100, "银行结算与现金"),
    post("ZJK-03", "资金专员", "Treasury officer", "ZJK-01", "", Role::Finance, "S3", 100, "银行账户与授信"),
    post("RSB-01", "人力资源部经理", "Human resources manager", "JYJT-01", "", Role::Personnel, "M3", 100, "编制、招聘与绩效"),
    post("RSB-02", "人事专员", "Personnel officer", "RSB-01", "", Role::Personnel, "S3", 100, "入职、离职与人事档案"),
    post("RSB-03", "招聘专员", "Recruiter", "RSB-01", "", Role::Personnel, "S3", 100, "招聘计划与面试"),
    post("RSB-04", "薪酬专员", "Payroll officer", "RSB-01", "CWB-01", Role::Personnel, "S3", 100, "薪酬与社会保险"),
    post("RSB-05", "绩效专员", "Performance officer", "RSB-01", "", Role::Personnel, "S3", 100, "绩效方案与校准"),
    post("PXK-01", "培训科科长", "Head of training", "RSB-01", "", Role::Personnel, "M5", 100, "年度培训计划"),
    post("PXK-02", "培训讲师", "Trainer", "PXK-01", "", Role::Staff, "S3", 150, "课程开发与授课"),
    post("PXK-03", "培训助理", "Training assistant", "PXK-01", "", Role::Staff, "S4", 100, "班级组织与评估"),
    post("XXZX-01", "信息中心主任", "Head of the information centre", "JYJT-01", "BGS-01", Role::Technician, "M3", 100, "信息系统规划"),
    post("XXZX-02", "系统管理员", "System administrator", "XXZX-01", "", Role::System, "S2", 100, "账号、权限与备份"),
    post("XXZX-03", "软件工程师", "Software engineer", "XXZX-01", "", Role::Technician, "S2", 200, "业务系统开发"),
    post("YWK-01", "运维科科长", "Head of operations", "XXZX-01", "", Role::Technician, "M5", 100, "网络与机房运行"),
    post("YWK-02", "网络工程师", "Network engineer", "YWK-01", "", Role::Technician, "S3", 100, "网络与防火墙"),
    post("YWK-03", "桌面支持", "Desktop support", "YWK-01", "XZK-01", Role::Technician, "S4", 150, "终端维护与报修"),
    post("YWK-04", "信息安全工程师", "Information security engineer", "YWK-01", "SJB-01", Role::Technician, "S2", 100, "等级保护与漏洞处置"),
    post("SJB-01", "审计部经理", "Audit manager", "JYJT-01", "", Role::Auditor, "M3", 100, "年度审计计划"),
    post("SJB-02", "安全审计员", "Security auditor", "SJB-01", "", Role::Auditor, "S2", 100, "审计日志检查"),
    post("SJB-03", "内控专员", "Internal control officer", "SJB-01", "", Role::Staff, "S3", 100, "内部控制评价"),
    post("SCB-01", "市场部经理", "Marketing manager", "JYJT-02", "", Role::Staff, "M3", 100, "市场计划与品牌"),
    post("SCB-02", "部门联络员", "Department liaison", "SCB-01", "BGS-02", Role::Liaison, "S3", 100, "与办公室的公文往来"),
    post("SCB-03", "客户经理", "Account manager", "SCB-01", "", Role::Staff, "S3", 300, "客户关系维护"),
    post("SCB-04", "品牌专员", "Brand officer", "SCB-01", "JDK-01", Role::Staff, "S3", 100, "媒体与宣传"),
    post("SCB-05", "市场分析师", "Market analyst", "SCB-01", "", Role::Staff, "S3", 100, "行业信息与竞争分析"),
];

/// The typing pool closed with its unit.
const CLOSED: (&str, &str) = ("DZS-01", "2024-12-31");

#[rustfmt::skip]
const DUTIES: &[(Function, &str, Involvement, &str)] = &[
    (Function::Administration, "BGS-01", Involvement::Accountable, "审定行政管理制度与年度安排"),
    (Function::Administration, "BGS-03", Involvement::Responsible, "组织环境、设备与安全管理"),
    (Function::Administration, "XZK-01", Involvement::Responsible, "日常行政管理"),
    (Function::Administration, "MSK-01", Involvement::Responsible, "公文与印章管理"),
    (Function::Administration, "DAS-01", Involvement::Responsible, "档案管理"),
    (Function::Administration, "CWB-01", Involvement::Consulted, "费用标准"),
    (Function::Administration, "SCB-02", Involvement::Informed, "通知传达到部门"),
    (Function::Coordination, "BGS-02", Involvement::Accountable, "跨部门协调事项"),
    (Function::Coordination, "BGS-01", Involvement::Responsible, "主持协调会"),
    (Function::Coordination, "BGS-04", Involvement::Responsible, "日程与会议衔接"),
    (Function::Coordination, "MSK-01", Involvement::Responsible, "会议通知与纪要"),
    (Function::Coordination, "RSB-01", Involvement::Consulted, "编制与人员安排"),
    (Function::Coordination, "SCB-02", Involvement::Informed, "部门联络"),
    // Two answer for decision support and nobody for liaison, so that the matrix has both kinds of flags to show.
    (Function::DecisionSupport, "BGS-02", Involvement::Accountable, "信息参阅与调研报告"),
    (Function::DecisionSupport, "CWB-01", Involvement::Accountable, "经营与财务分析"),
    (Function::DecisionSupport, "CWB-03", Involvement::Responsible, "预算执行分析"),
    (Function::DecisionSupport, "MSK-02", Involvement::Responsible, "综合文稿"),
    (Function::DecisionSupport, "SCB-05", Involvement::Consulted, "行业信息"),
    (Function::Supervision, "BGS-01", Involvement::Accountable, "督办事项与制度执行"),
    (Function::Supervision, "MSK-05", Involvement::Responsible, "立项、催办与销号"),
    (Function::Supervision, "XZK-04", Involvement::Responsible, "安全检查与整改"),
    (Function::Supervision, "SJB-02", Involvement::Consulted, "审计发现"),
    (Function::Supervision, "XXZX-02", Involvement::Informed, "权限变更"),
    (Function::Liaison, "BGS-03", Involvement::Responsible, "重要接待"),
    (Function::Liaison, "JDK-01", Involvement::Responsible, "公务接待与来访"),
    (Function::Liaison, "JDK-02", Involvement::Responsible, "政府与伙伴联络"),
    (Function::Liaison, "SCB-04", Involvement::Consulted, "媒体关系"),
    (Function::Liaison, "JYJT-02", Involvement::Informed, "重要来访"),
];

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
    for row in POSTS {
        let values = Values::new()
            .text("code", row.code)
            .text("name", row.name)
            .text("alias", row.alias)
            .with("unit", units::link(unit_of(row.code)))
            .with("reports_to", link(row.reports_to))
            .with("role", Value::choice(row.role.code()))
            .text("grade", row.grade)
            .with("establishment", Value::Integer(row.establishment))
            .text("duties", row.duties)
            .with("valid_from", date("2009-05-18"));
        batch.create("post", identity(row.code), values);
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
    for row in POSTS.iter().filter(|row| !row.dotted_to.is_empty()) {
        batch.update("post", identity(row.code), Values::new().with("dotted_to", link(row.dotted_to)));
    }
}

/// Adds the matrix of duties.
pub(super) fn fill_duties(batch: &mut Batch) {
    for &(function, post, involvement, description) in DUTIES {
        let code = format!("{}/{post}", function.code());
        let values = Values::new()
            .with("function", Value::choice(function.code()))
            .with("post", link(post))
            .with("involvement", Value::choice(involvement.code()))
            .text("description", description);
        batch.create("duty", identity_of_code("duty", &code), values);
    }
}
