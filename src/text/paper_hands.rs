//! Texts of who may do what with papers: whose step it is, in whose hands the text is, and what then stands.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    // 传递
    (
        "problem.not_the_sender",
        "内容核对和传出由发送人办理，或由其授权代理人办理",
        "內容核對和傳出由發送人辦理，或由其授權代理人辦理",
        "The sender checks and sends the papers, or whoever stands in for them",
    ),
    (
        "problem.sender_checks",
        "由发送人核对内容后勾选",
        "由發送人核對內容後勾選",
        "is ticked by the sender, who checks what is sent",
    ),
    (
        "problem.not_the_receiver",
        "只有接收人、登记的代收人或接收人的授权代理人可以签收",
        "只有接收人、登記的代收人或接收人的授權代理人可以簽收",
        "The receiver signs for the papers, the registered deputy, or whoever stands in for the receiver",
    ),
    (
        "problem.receiver_rejects",
        "拒收由接收人、登记的代收人或接收人的授权代理人办理",
        "拒收由接收人、登記的代收人或接收人的授權代理人辦理",
        "The receiver refuses the papers, the registered deputy, or whoever stands in for the receiver",
    ),
    (
        "problem.irregular_by_two",
        "异常由发送人或接收人登记和处理，或由主任、副主任、秘书、档案管理员办理",
        "異常由發送人或接收人登記和處理，或由主任、副主任、秘書、檔案管理員辦理",
        "The sender or the receiver tells and settles what is irregular, or the director, a deputy, a secretary or the archivist",
    ),
    // 会签
    (
        "problem.countersign_of_head",
        "{unit}的会签由其负责人 {name} 给出，或由其授权代理人给出",
        "{unit}的會簽由其負責人 {name} 給出，或由其授權代理人給出",
        "{name}, the head of {unit}, countersigns for it, or whoever stands in for them",
    ),
    (
        "problem.countersign_of_unit",
        "{unit}的会签由该部门的人给出",
        "{unit}的會簽由該部門的人給出",
        "Somebody of {unit} countersigns for it",
    ),
    // 发文: 文稿
    (
        "problem.text_before_head",
        "部门审核中，文稿由审核的部门负责人更改；拟稿人要改的，请“撤回文稿”或请其退回",
        "部門審核中，文稿由審核的部門負責人更改；擬稿人要改的，請「撤回文稿」或請其退回",
        "is with the head of the unit, who alone corrects it now; its drafter takes the draft back or asks to have it sent back",
    ),
    (
        "problem.text_before_secretary",
        "核稿中，文稿由核稿的秘书更正；要改的，请秘书更正或退回",
        "核稿中，文稿由核稿的秘書更正；要改的，請秘書更正或退回",
        "is with the secretary who checks it, who alone corrects it now; ask for the correction or to have it sent back",
    ),
    (
        "problem.text_before_signer",
        "已过审核、待签发，任何人不能改；要改的，请签发人退回，改后重新审核",
        "已過審核、待簽發，任何人不能改；要改的，請簽發人退回，改後重新審核",
        "is fixed: the draft was checked and waits for its signature; the signer sends it back to have it changed and checked anew",
    ),
    (
        "problem.drafting_unit_stands",
        "文稿已送审，拟稿部门决定由谁审核和签发，不能再改；请先退回拟稿",
        "文稿已送審，擬稿部門決定由誰審核和簽發，不能再改；請先退回擬稿",
        "decides who checks and signs, and can’t change once the draft was submitted; send it back first",
    ),
    (
        "problem.paper_printed",
        "公文已印制，印发机关不能再改",
        "公文已印製，印發機關不能再改",
        "stands on paper: the document was printed",
    ),
    (
        "problem.repealed_ahead",
        "废止日 {date} 尚未到；请到当日再办理废止",
        "廢止日 {date} 尚未到；請到當日再辦理廢止",
        "is {date}, which has not come yet; repeal the paper on that day",
    ),
    // 发文: 退回
    ("transition.recall_draft", "撤回文稿", "撤回文稿", "Take the draft back"),
    (
        "problem.drafter_recalls",
        "撤回文稿由拟稿人办理；审核人请用“退回”",
        "撤回文稿由擬稿人辦理；審核人請用「退回」",
        "Its drafter takes a draft back; whoever checks it sends it back",
    ),
    (
        "problem.drafter_sends_back",
        "拟稿人不能退回自己的稿：部门审核前可“撤回文稿”，此后请审核人、秘书或签发人退回",
        "擬稿人不能退回自己的稿：部門審核前可「撤回文稿」，此後請審核人、秘書或簽發人退回",
        "The drafter sends nothing back: take the draft back while its unit has not checked it, and ask whoever has it after that",
    ),
    (
        "problem.head_sends_back",
        "部门审核中的文稿由审核的部门负责人或其上级退回",
        "部門審核中的文稿由審核的部門負責人或其上級退回",
        "The head who checks the draft sends it back, or one above",
    ),
    (
        "problem.secretary_sends_back",
        "核稿、会签中的文稿由秘书或本机关负责人退回",
        "核稿、會簽中的文稿由秘書或本機關負責人退回",
        "A secretary sends the draft back, or the head of the organisation",
    ),
    (
        "problem.signer_sends_back",
        "待签发的文稿由签发人或本机关负责人退回",
        "待簽發的文稿由簽發人或本機關負責人退回",
        "The signer sends the draft back, or the head of the organisation",
    ),
    // 收文: 承办
    ("transition.propose_again", "重新拟办", "重新擬辦", "Propose anew"),
    ("transition.reassign_paper", "改派承办人", "改派承辦人", "Give to another"),
    (
        "problem.incoming_instructed",
        "已批示，拟办意见和所批的来文不能再改；要改的，请秘书“重新拟办”，再行批示",
        "已批示，擬辦意見和所批的來文不能再改；要改的，請秘書「重新擬辦」，再行批示",
        "stands under the instruction; a secretary proposes anew, and it is instructed again",
    ),
    (
        "problem.unit_in_charge",
        "由主办部门{unit}的人承办和办结；主任、副主任、秘书可指定该部门的承办人",
        "由主辦部門{unit}的人承辦和辦結；主任、副主任、秘書可指定該部門的承辦人",
        "Somebody of {unit}, the unit in charge, takes the paper in hand and closes it; the director, a deputy or a secretary may name them",
    ),
    (
        "problem.no_unit_in_charge",
        "尚未确定主办部门，请主任、副主任或秘书先定主办部门",
        "尚未確定主辦部門，請主任、副主任或秘書先定主辦部門",
        "No unit is in charge yet; the director, a deputy or a secretary names one",
    ),
    (
        "problem.head_reassigns",
        "改派承办人由主办部门{unit}的负责人办理，或由主任、副主任、秘书办理",
        "改派承辦人由主辦部門{unit}的負責人辦理，或由主任、副主任、秘書辦理",
        "The head of {unit}, the unit in charge, gives the paper to another, or the director, a deputy or a secretary",
    ),
    (
        "problem.handler_is_same",
        "与现承办人相同，请另选一人",
        "與現承辦人相同，請另選一人",
        "handles it already; name somebody else",
    ),
    (
        "problem.handler_is_named",
        "不能为空：你不在主办部门{unit}，请指定该部门的承办人",
        "不能為空：你不在主辦部門{unit}，請指定該部門的承辦人",
        "is empty, and you are not of {unit}, the unit in charge; name somebody of it",
    ),
    (
        "problem.handler_of_unit",
        "不在主办部门{unit}，请另选该部门的人，或先改主办部门",
        "不在主辦部門{unit}，請另選該部門的人，或先改主辦部門",
        "is not of {unit}, the unit in charge; name somebody of it, or change the unit first",
    ),
    (
        "problem.copies_differ",
        "请写明差异：登记为 {registered} 份，清点为 {counted} 份",
        "請寫明差異：登記為 {registered} 份，清點為 {counted} 份",
        "must tell the difference: {registered} registered, {counted} counted",
    ),
    // 时限
    (
        "problem.limit_stays",
        "时限已设定，不能清空；请改为新的日期并写明理由",
        "時限已設定，不能清空；請改為新的日期並寫明理由",
        "was set and can’t be emptied; give another day, with the reason",
    ),
    (
        "warning.limit_day_off",
        "办理时限 {date} 不是工作日，其后第一个工作日是 {next}",
        "辦理時限 {date} 不是工作日，其後第一個工作日是 {next}",
        "The limit {date} is no working day; the next one is {next}",
    ),
];
