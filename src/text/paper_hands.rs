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
];
