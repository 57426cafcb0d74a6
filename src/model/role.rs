//! Who works in an office: the handbook's roles and its five functions (`domain.md` §1).

use crate::choices;

choices! {
    /// A role in the office. A post carries one; whoever holds the post has it.
    pub enum Role, "role" {
        /// 普通员工: reads what the office publishes, works on what is theirs.
        Staff = "staff",
        /// 主任: final approval.
        Director = "director",
        /// 副主任: approval inside the delegated scope.
        Deputy = "deputy",
        /// 秘书: documents.
        Secretary = "secretary",
        /// 行政人员: premises, meetings, internal communication.
        Administrator = "administrator",
        /// 人事专员
        Personnel = "personnel",
        /// 财务专员
        Finance = "finance",
        /// 信息专员
        Technician = "technician",
        /// 档案管理员
        Archivist = "archivist",
        /// 部门联络员
        Liaison = "liaison",
        /// 系统管理员: runs the program, decides nothing of the office's business.
        System = "system",
        /// 安全保密管理员: grants roles and clearance, keeps no accounts and does none of the office's business.
        Security = "security",
        /// 安全审计员: reads the audit trail, changes nothing.
        Auditor = "auditor",
        /// 自助终端
        Kiosk = "kiosk",
    }
}

choices! {
    /// A function of the office (handbook 1.1.1), and the groups of the navigation.
    pub enum Function, "function" {
        /// 行政管理
        Administration = "administration",
        /// 协调沟通
        Coordination = "coordination",
        /// 决策辅助
        DecisionSupport = "decision_support",
        /// 监督执行
        Supervision = "supervision",
        /// 对外联络
        Liaison = "liaison",
    }
}
