//! Texts of what can go wrong with an input, and of refusals. Each says what happened, to what, and what to do next;
//! a fault of a field is shown after the field's label.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    // Values of fields
    ("problem.required", "不能为空，请填写", "不能為空，請填寫", "is empty; fill it in"),
    (
        "problem.too_long",
        "内容过长，请缩短到 {limit} 个字符以内",
        "內容過長，請縮短到 {limit} 個字符以內",
        "is too long; shorten it to {limit} characters",
    ),
    (
        "problem.too_small",
        "数值小于允许的最小值，请填写更大的数",
        "數值小於允許的最小值，請填寫更大的數",
        "is below the smallest number allowed; give a larger one",
    ),
    (
        "problem.in_the_future",
        "日期晚于今天，请填写今天或更早的日期",
        "日期晚於今天，請填寫今天或更早的日期",
        "lies in the future; give today or an earlier day",
    ),
    (
        "problem.control_character",
        "含有不可见的控制字符，请删除后重新输入",
        "含有不可見的控制字符，請刪除後重新輸入",
        "contains an invisible control character; delete it and type the text again",
    ),
    (
        "problem.not_a_choice",
        "“{value}”不在可选范围内，请从列表中选择",
        "「{value}」不在可選範圍內，請從列表中選擇",
        "“{value}” is not one of the choices; pick one from the list",
    ),
    (
        "problem.not_a_number",
        "“{value}”不是此处可用的数字，请检查数字和小数位数",
        "「{value}」不是此處可用的數字，請檢查數字和小數位數",
        "“{value}” is not a number that fits here; check the digits and the decimals",
    ),
    (
        "problem.wrong_kind",
        "值的类型与字段不符，请按字段要求的类型填写",
        "值的類型與字段不符，請按字段要求的類型填寫",
        "holds a value of another kind; give the kind of value that the field asks for",
    ),
    (
        "problem.not_unique",
        "“{value}”已被使用或已停用，请换一个值",
        "「{value}」已被使用或已停用，請換一個值",
        "“{value}” is taken or reserved; give another value",
    ),
    (
        "problem.no_such_record",
        "所引用的记录 {id} 不存在或已作废，请另选一条",
        "所引用的記錄 {id} 不存在或已作廢，請另選一條",
        "refers to the record {id}, which does not exist or is void; choose another",
    ),
    (
        "problem.ends_before_start",
        "早于起始日期 {from}，请改为不早于该日的日期",
        "早於起始日期 {from}，請改為不早於該日的日期",
        "lies before the first day {from}; give that day or a later one",
    ),
    (
        "problem.state_by_transition",
        "状态不能直接填写，请使用办理按钮",
        "狀態不能直接填寫，請使用辦理按鈕",
        "can't be typed in; use the buttons that move the record",
    ),
    (
        "problem.needed_for",
        "“{verb}”之前须填写此项，请先填写",
        "「{verb}」之前須填寫此項，請先填寫",
        "is needed for “{verb}”; fill it in first",
    ),
    // Commands
    (
        "problem.reason_required",
        "此操作须说明理由，请填写理由",
        "此操作須說明理由，請填寫理由",
        "This needs a reason; give one and try again",
    ),
    (
        "problem.missing",
        "找不到{record} {id}：不存在、已作废或您无权查看。请返回列表重新选择。",
        "找不到{record} {id}：不存在、已作廢或您無權查看。請返回列表重新選擇。",
        "No record “{record}” {id} was found: it does not exist, is void, or is not yours to see. Go back to the list and choose another.",
    ),
    (
        "problem.no_such_person",
        "没有编号为 {id} 的人员，请检查编号或另选一人",
        "沒有編號為 {id} 的人員，請檢查編號或另選一人",
        "There is no person {id}; check the identity or choose another person",
    ),
    (
        "problem.no_such_attachment",
        "此附件已不存在，请刷新后再选",
        "此附件已不存在，請刷新後再選",
        "This attachment no longer exists; look at the record again and choose another",
    ),
    (
        "problem.file_name",
        "“{name}”不能用作文件名，请改名后重新添加",
        "「{name}」不能用作文件名，請改名後重新添加",
        "“{name}” can't be used as a file name; rename the file and attach it again",
    ),
    (
        "problem.unknown_register",
        "没有名为“{name}”的登记簿。可用的有：{known}",
        "沒有名為「{name}」的登記簿。可用的有：{known}",
        "There is no register “{name}”; use one of: {known}",
    ),
    (
        "problem.unknown_field",
        "没有名为“{field}”的字段，请检查字段名",
        "沒有名為「{field}」的字段，請檢查字段名",
        "There is no field “{field}”; check its name",
    ),
    (
        "problem.unknown_transition",
        "没有名为“{value}”的办理步骤。当前可用的有：{known}",
        "沒有名為「{value}」的辦理步驟。當前可用的有：{known}",
        "There is no transition “{value}”; from the present state use one of: {known}",
    ),
    (
        "problem.wrong_state",
        "状态为“{state}”时不能“{verb}”，请先转到适用的状态",
        "狀態為「{state}」時不能「{verb}」，請先轉到適用的狀態",
        "“{verb}” is not possible in the state “{state}”; move the record to a fitting state first",
    ),
    (
        "problem.no_workflow",
        "这类记录没有办理流程，请直接更改字段",
        "這類記錄沒有辦理流程，請直接更改字段",
        "Records of this kind have no workflow; change their fields instead",
    ),
    (
        "problem.exists_already",
        "编号为 {id} 的记录已存在，未新建。请更改现有记录，或换一个编号。",
        "編號為 {id} 的記錄已存在，未新建。請更改現有記錄，或換一個編號。",
        "A record {id} exists already, so none was created. Change that record, or use another identity.",
    ),
    (
        "problem.still_referenced",
        "仍有 {count} 条记录引用此记录（第一条：{first}）。请先更改那些引用。",
        "仍有 {count} 條記錄引用此記錄（第一條：{first}）。請先更改那些引用。",
        "Records still refer to this one: {count}, the first is {first}. Change those references first.",
    ),
    (
        "problem.not_void",
        "此记录并未作废，无需恢复",
        "此記錄並未作廢，無需恢復",
        "This record is not void; there is nothing to restore",
    ),
    (
        "problem.nothing_to_undo",
        "没有可撤销的操作；只能撤销您自己的操作",
        "沒有可撤銷的操作；只能撤銷您自己的操作",
        "There is nothing to undo; only your own commands can be undone",
    ),
    (
        "problem.nothing_to_redo",
        "没有可重做的操作；只能重做刚撤销的操作",
        "沒有可重做的操作；只能重做剛撤銷的操作",
        "There is nothing to redo; only what was just undone can be redone",
    ),
    (
        "problem.not_a_step",
        "批处理中不能包含批处理、撤销或重做，请单独执行",
        "批處理中不能包含批處理、撤銷或重做，請單獨執行",
        "A batch can't contain a batch, an undo or a redo; run it on its own",
    ),
    (
        "problem.conflict",
        "他人已更改此记录（{fields}），您的更改未保存。请对照两边的值后再保存。",
        "他人已更改此記錄（{fields}），您的更改未保存。請對照兩邊的值後再保存。",
        "Someone else has changed this record ({fields}); your change was not saved. Compare the two and save again.",
    ),
    (
        "problem.bug",
        "程序内部出错，未作任何更改：{detail}。请将此信息告知系统管理员。",
        "程序內部出錯，未作任何更改：{detail}。請將此信息告知系統管理員。",
        "The program has a fault and nothing was changed: {detail}. Tell the system administrator what this says.",
    ),
    // Rules of the organisation
    (
        "problem.unit_cycle",
        "机构“{name}”会成为自己的上级，请另选上级机构",
        "機構「{name}」會成為自己的上級，請另選上級機構",
        "would place the unit “{name}” under itself; choose another unit above it",
    ),
    (
        "problem.post_cycle",
        "岗位“{name}”会间接向自己汇报，请另选汇报对象",
        "崗位「{name}」會間接向自己匯報，請另選匯報對象",
        "would make the post “{name}” report to itself; choose another post above it",
    ),
    (
        "problem.reports_to_itself",
        "岗位不能向自己汇报，请另选岗位",
        "崗位不能向自己匯報，請另選崗位",
        "is the post itself; choose another post",
    ),
    (
        "problem.person_has_left",
        "此人届时已离职，请另选人员，或把截止日期提前到离职日期",
        "此人屆時已離職，請另選人員，或把截止日期提前到離職日期",
        "has left by then; choose another person, or end the appointment by their last day",
    ),
    (
        "problem.second_main_post",
        "此人在这段日期内已有主职，请改为兼职或代理，或调整日期",
        "此人在這段日期內已有主職，請改為兼職或代理，或調整日期",
        "is the second main post of this person on these days; make it concurrent or acting, or change the dates",
    ),
    (
        "problem.second_director",
        "这段日期内已有主任，同一时间只能有一位。请改为代理，或调整日期。",
        "這段日期內已有主任，同一時間只能有一位。請改為代理，或調整日期。",
        "already has a director on these days, and there is one at a time. Make this an acting appointment, or change the dates.",
    ),
    (
        "problem.delegates_to_self",
        "不能授权给自己，请另选被授权人",
        "不能授權給自己，請另選被授權人",
        "is the person who delegates; choose someone else",
    ),
    (
        "problem.delegates_beyond_rights",
        "授权人的岗位在整段日期内不具有此职能，不能授予。请另选职能，或调整日期。",
        "授權人的崗位在整段日期內不具有此職能，不能授予。請另選職能，或調整日期。",
        "is not held by a post of the delegating person throughout these days, and nobody can delegate more than they have. Choose another function, or change the dates.",
    ),
    (
        "problem.cell_taken",
        "此岗位在该职能下已有分工，请更改现有的那条",
        "此崗位在該職能下已有分工，請更改現有的那條",
        "already has a duty for this post; change that one",
    ),
    (
        "problem.review_before_effect",
        "复审日期须晚于生效日期，请改为更晚的日期",
        "複審日期須晚於生效日期，請改為更晚的日期",
        "must lie after the first day in force; give a later day",
    ),
    (
        "problem.still_holds_posts",
        "离职日期 {date} 之后仍有 {count} 项任职，请先结束这些任职",
        "離職日期 {date} 之後仍有 {count} 項任職，請先結束這些任職",
        "can't change: posts are still held after {date} ({count}); end those appointments first",
    ),
    (
        "problem.still_heads_unit",
        "仍是机构“{unit}”的负责人，请先更换负责人",
        "仍是機構「{unit}」的負責人，請先更換負責人",
        "can't change: this person still heads the unit “{unit}”; name another head first",
    ),
    (
        "problem.still_delegates",
        "离职日期 {date} 之后仍有授权代理，请先终止",
        "離職日期 {date} 之後仍有授權代理，請先終止",
        "can't change: a delegation still runs after {date}; end it first",
    ),
    (
        "problem.still_keeps_things",
        "仍保管或借用 {count} 项物品、文件，请先办理交接",
        "仍保管或借用 {count} 項物品、文件，請先辦理交接",
        "can't change: things or documents are still kept or borrowed ({count}); hand them over first",
    ),
    // Refusals, each with its rule
    (
        "denied.not_granted",
        "您没有对“{record}”的“{right}”权限。该权限来自职能“{function}”的分工或岗位角色，如有需要请与系统管理员联系。",
        "您沒有對「{record}」的「{right}」權限。該權限來自職能「{function}」的分工或崗位角色，如有需要請與系統管理員聯繫。",
        "You don't have the right “{right}” for “{record}”. It comes from a duty in the function “{function}” or from the role of a post; if you need it, ask the system administrator.",
    ),
    (
        "denied.only_own",
        "您对“{record}”的“{right}”权限只限于本人或本部门的记录。更大的范围来自职能“{function}”的分工或岗位角色，如有需要请与系统管理员联系。",
        "您對「{record}」的「{right}」權限只限於本人或本部門的記錄。更大的範圍來自職能「{function}」的分工或崗位角色，如有需要請與系統管理員聯繫。",
        "Your right “{right}” for “{record}” reaches only your own records or those of your unit. A wider one comes from a duty in the function “{function}” or from the role of a post; if you need it, ask the system administrator.",
    ),
    (
        "denied.level",
        "“{record}”的字段“{field}”属于“{level}”级别，您的角色无此权限。请由有权的人员办理。",
        "「{record}」的字段「{field}」屬於「{level}」級別，您的角色無此權限。請由有權的人員辦理。",
        "The field “{field}” of “{record}” has the level “{level}”, and your roles don't reach that far. Ask someone whose role does.",
    ),
    (
        "denied.transition",
        "您的岗位角色不能办理“{verb}”，此步骤限定由指定角色办理。请转交有权的人员。",
        "您的崗位角色不能辦理「{verb}」，此步驟限定由指定角色辦理。請轉交有權的人員。",
        "The role of your post may not take “{verb}”; it is reserved for certain roles. Hand the record to someone who has one of them.",
    ),
    (
        "denied.four_eyes",
        "四眼原则：记录由您创建，“{verb}”须由他人办理。请转交另一位有权的人员。",
        "四眼原則：記錄由您創建，「{verb}」須由他人辦理。請轉交另一位有權的人員。",
        "Four-eyes rule: you made this record, so someone else must take “{verb}”. Hand it to another person who may.",
    ),
    (
        "denied.person_left",
        "{name} 已离职，不能再登录。如已返岗，请先办理重新入职。",
        "{name} 已離職，不能再登錄。如已返崗，請先辦理重新入職。",
        "{name} has left the office and can't sign in any more. If they are back, rehire them first.",
    ),
    (
        "denied.audit",
        "审计日志只对安全审计员和文件所有者开放。请由他们查询。",
        "審計日誌只對安全審計員和文件所有者開放。請由他們查詢。",
        "The audit log is open to security auditors and to the owner of the file. Ask one of them to look.",
    ),
];
