//! Texts of what was done, and the words for rights, levels and the acts of the audit trail.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    ("done.nothing", "没有需要更改的内容", "沒有需要更改的內容", "Nothing to change"),
    ("done.created", "已新建{record}：{title}", "已新建{record}：{title}", "Created: {record} {title}"),
    ("done.updated", "已更改{record}：{title}", "已更改{record}：{title}", "Changed: {record} {title}"),
    ("done.moved", "{title}：已转为“{state}”", "{title}：已轉為「{state}」", "{title}: now “{state}”"),
    ("done.voided", "已作废：{title}", "已作廢：{title}", "Made void: {title}"),
    ("done.restored", "已恢复：{title}", "已恢復：{title}", "Restored: {title}"),
    ("done.attached", "已添加附件：{name}", "已添加附件：{name}", "Attached: {name}"),
    ("done.detached", "已移除附件：{name}", "已移除附件：{name}", "Removed attachment: {name}"),
    ("done.batch", "{label}：{count} 条记录", "{label}：{count} 條記錄", "{label}: {count} record(s)"),
    ("done.undone", "已撤销", "已撤銷", "Undone"),
    ("done.redone", "已重做", "已重做", "Redone"),
    ("right.read", "查看", "查看", "Read"),
    ("right.create", "新建", "新建", "Create"),
    ("right.update", "更改", "更改", "Change"),
    ("right.move", "办理", "辦理", "Move to another state"),
    ("right.void", "作废与恢复", "作廢與恢復", "Void and restore"),
    ("right.export", "导出", "導出", "Export"),
    ("level.open", "公开", "公開", "Open"),
    ("level.personal", "个人信息", "個人信息", "Personal information"),
    ("level.finance", "财务", "財務", "Finance"),
    ("level.security", "安全", "安全", "Security"),
    ("verb.create", "新建", "新建", "Created"),
    ("verb.update", "更改", "更改", "Changed"),
    ("verb.move", "办理", "辦理", "Moved"),
    ("verb.void", "作废", "作廢", "Made void"),
    ("verb.restore", "恢复", "恢復", "Restored"),
    ("verb.attach", "添加附件", "添加附件", "Attached"),
    ("verb.detach", "移除附件", "移除附件", "Removed attachment"),
    ("verb.undo", "撤销", "撤銷", "Undone"),
    ("verb.redo", "重做", "重做", "Redone"),
];
