//! Texts of rules that reach over several registers, and of the ways around them.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "problem.filed_by_filing",
        "归档在“待归档”中办理：编定档号、登记归档文件之后，文件自动转为已归档",
        "歸檔在「待歸檔」中辦理：編定檔號、登記歸檔文件之後，文件自動轉為已歸檔",
        "A paper is filed under “Waiting for filing”: it gets its item and its number there, and is then filed by itself",
    ),
    // 会议
    ("transition.recall_minutes", "收回更正", "收回更正", "Take back to correct"),
    (
        "problem.minutes_stand",
        "纪要已经签发，不能再改；确需更正的，请用“收回更正”说明理由，改后重新签发",
        "紀要已經簽發，不能再改；確需更正的，請用「收回更正」說明理由，改後重新簽發",
        "is told in minutes that were issued; use “Take back to correct”, then issue them again",
    ),
    (
        "problem.minutes_in_review",
        "纪要正在审核，请先退回再修改",
        "紀要正在審核，請先退回再修改",
        "is under review; return the minutes before changing them",
    ),
    (
        "problem.chair_stands",
        "纪要由实际主持人签发，此时不能更换主持人",
        "紀要由實際主持人簽發，此時不能更換主持人",
        "can’t change now: whoever chaired the meeting signs its minutes",
    ),
    (
        "problem.minutes_not_issued",
        "会议没有签发过纪要，无可收回",
        "會議沒有簽發過紀要，無可收回",
        "No minutes of this meeting were issued that could be taken back",
    ),
    (
        "problem.minutes_filed",
        "纪要已归档（{number}），不能收回",
        "紀要已歸檔（{number}），不能收回",
        "The minutes stand in the archive ({number}) and can’t be taken back",
    ),
    (
        "problem.part_of_minutes",
        "{number} 已经签发，会议的议程、人员和记录随之固定；确需更正的，请先收回纪要",
        "{number} 已經簽發，會議的議程、人員和記錄隨之固定；確需更正的，請先收回紀要",
        "{number} was issued, and with it agenda, people and record of the meeting are fixed; take the minutes back first",
    ),
    (
        "problem.issued_meeting_stays",
        "{number} 的会议不能作废，编号不得空缺",
        "{number} 的會議不能作廢，編號不得空缺",
        "The meeting of {number} can’t be made void: numbers have no gaps",
    ),
    // 会议室
    (
        "problem.room_is_booked",
        "与 {count} 场尚未召开的会议冲突：{first}。请先改期、换会议室或取消",
        "與 {count} 場尚未召開的會議衝突：{first}。請先改期、換會議室或取消",
        "is against {count} meeting(s) to come: {first}. Move or call them off first",
    ),
    (
        "problem.occupied_by_itself",
        "{thing}：{from} 起的一场与本系列上一场重叠，或间隔不足 {minutes} 分钟",
        "{thing}：{from} 起的一場與本系列上一場重疊，或間隔不足 {minutes} 分鐘",
        "{thing}: the occurrence at {from} overlaps the one before it, or comes within {minutes} minute(s) of it",
    ),
    (
        "cli.clashes",
        "有 {count} 处会议室重复占用，文件本身完好：{place}",
        "有 {count} 處會議室重複佔用，文件本身完好：{place}",
        "The file itself is sound, but {count} booking(s) overlap: {place}",
    ),
    (
        "cli.number_holes",
        "收发文编号有 {count} 处缺号，文件本身完好：{place}",
        "收發文編號有 {count} 處缺號，文件本身完好：{place}",
        "The file itself is sound, but numbers of papers are missing at {count} place(s): {place}",
    ),
    // 处置清册
    (
        "problem.list_carried_out",
        "清册已经执行，不能再改",
        "清冊已經執行，不能再改",
        "The list was carried out and stands as it is",
    ),
    // 督办
    ("transition.reassign_matter", "收回重新交办", "收回重新交辦", "Take back to assign anew"),
    (
        "problem.matter_assigned",
        "事项已经交办，不能直接改；请由主任、副主任或秘书用“收回重新交办”说明理由后再改",
        "事項已經交辦，不能直接改；請由主任、副主任或秘書用「收回重新交辦」說明理由後再改",
        "is fixed since the matter was assigned; a director, deputy or secretary takes it back to assign it anew, with a reason",
    ),
    (
        "problem.matter_fixed",
        "事项已经报结或终止，内容已固定；报结后需补充的，请先退回",
        "事項已經報結或終止，內容已固定；報結後需補充的，請先退回",
        "is fixed since the matter was reported done or ended; a reported one can be sent back",
    ),
    (
        "problem.extension_asked",
        "延期申请待批，不能再改",
        "延期申請待批，不能再改",
        "can’t change while the extension waits for its decision",
    ),
    (
        "problem.due_has_passed",
        "早于今天，请给出今天或以后的日期",
        "早於今天，請給出今天或以後的日期",
        "has passed; give today or a later day",
    ),
    (
        "problem.owner_reassigns",
        "责任人不能收回自己承办的事项",
        "責任人不能收回自己承辦的事項",
        "The owner can’t take back a matter of their own",
    ),
    (
        "problem.left_the_office",
        "此人已经离职，请另选在职人员",
        "此人已經離職，請另選在職人員",
        "has left the office; choose somebody who is there",
    ),
    // 收文、发文
    (
        "problem.incoming_closed",
        "已办结，内容已固定；确需更正的，请由主任或副主任用“重新办理”退回承办",
        "已辦結，內容已固定；確需更正的，請由主任或副主任用「重新辦理」退回承辦",
        "is fixed since the paper was closed; the director or a deputy can reopen it",
    ),
    (
        "problem.incoming_filed",
        "已归档，内容已固定",
        "已歸檔，內容已固定",
        "is fixed since the paper was filed",
    ),
    (
        "problem.incoming_returned",
        "已退回来文单位，内容已固定",
        "已退回來文單位，內容已固定",
        "is fixed since the paper was returned to its sender",
    ),
    (
        "problem.drafter_stands",
        "文稿已送核，不能更换拟稿人；请先退回拟稿",
        "文稿已送核，不能更換擬稿人；請先退回擬稿",
        "can’t change once the draft was submitted; send it back first",
    ),
    (
        "problem.drafter_endorses",
        "拟稿人不能审核自己的稿，请由他人审核",
        "擬稿人不能審核自己的稿，請由他人審核",
        "The drafter can’t pass their own draft on; someone else must check it",
    ),
    (
        "problem.head_of_unit_checks",
        "须由拟稿部门负责人 {name} 审核，或由其授权代理人审核",
        "須由擬稿部門負責人 {name} 審核，或由其授權代理人審核",
        "must be {name}, the head of the drafting unit, or whoever stands in for them",
    ),
    (
        "problem.checked_by_two",
        "部门审核和核稿须由两人办理：你已作部门审核，请由另一位秘书核稿",
        "部門審核和核稿須由兩人辦理：你已作部門審核，請由另一位秘書核稿",
        "Two people check a draft, and you checked it for its unit; another secretary must pass it on",
    ),
    (
        "problem.signed_by_another",
        "须由 {name} 签发：已指定其为签发人，或改前由其签发",
        "須由 {name} 簽發：已指定其為簽發人，或改前由其簽發",
        "{name} signs it: they were named to, or signed it before it was amended",
    ),
    (
        "problem.head_of_organisation_signs",
        "上行文和重要文件由本机关主要负责人 {name} 签发，请由其本人或其授权代理人签发",
        "上行文和重要文件由本機關主要負責人 {name} 簽發，請由其本人或其授權代理人簽發",
        "of an important or upward paper is the head of the organisation, {name}, or who stands in for them",
    ),
    (
        "problem.signer_is_no_head",
        "须是本机关负责人，或其岗位角色为主任；请改签发人",
        "須是本機關負責人，或其崗位角色為主任；請改簽發人",
        "must be the head of the organisation or a director; name somebody else",
    ),
    (
        "problem.signer_stands",
        "已送签，签发人不再更改；须换人签发的，请退回重拟",
        "已送簽，簽發人不再更改；須換人簽發的，請退回重擬",
        "stands once the paper waits for their signature; send it back to have another sign",
    ),
    (
        "problem.deputy_without_delegation",
        "副主任经主任授权代理后方可代签，请先登记授权代理",
        "副主任經主任授權代理後方可代簽，請先登記授權代理",
        "A deputy signs by delegation of the director; register the delegation first",
    ),
    (
        "problem.paper_registered",
        "同一来文单位的这个文号已登记为 {number}；重复收到的请退回或作废，份数在原登记上更正",
        "同一來文單位的這個文號已登記為 {number}；重複收到的請退回或作廢，份數在原登記上更正",
        "of this sender is registered already as {number}; return or void the second one, and correct the copies of the first",
    ),
    (
        "problem.series_runs",
        "该年已经编号（{number}），起始号不能再改",
        "該年已經編號（{number}），起始號不能再改",
        "can’t change: numbers of that year were given ({number})",
    ),
    // 人员
    (
        "warning.person_has_left",
        "{field}：此人已经离职",
        "{field}：此人已經離職",
        "{field}: this person has left the office",
    ),
    (
        "finding.person_has_left",
        "{name} 已经离职，不能参加",
        "{name} 已經離職，不能參加",
        "{name} has left the office and can’t take part",
    ),
    // 会议的筹备
    (
        "warning.room_small",
        "“{title}”有 {people} 人参加，{room} 只有 {seats} 座",
        "「{title}」有 {people} 人參加，{room} 只有 {seats} 座",
        "{people} people are asked to “{title}”, and {room} has {seats} seat(s)",
    ),
    (
        "problem.room_needs_purpose",
        "不能为空：预订会议室须写明目的",
        "不能為空：預訂會議室須寫明目的",
        "is empty: a room is reserved for a purpose",
    ),
    (
        "problem.sign_in_too_early",
        "会议在 {day} 召开，当天才能签到",
        "會議在 {day} 召開，當天才能簽到",
        "The meeting is on {day}; people sign in on the day",
    ),
    // 借阅、编号
    (
        "problem.loan_days",
        "须在 1 至 {most} 个工作日之间",
        "須在 1 至 {most} 個工作日之間",
        "must be 1 to {most} working days",
    ),
];
