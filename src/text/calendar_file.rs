//! Texts of calendar files in the window.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    ("calendar_file.title", "日历文件", "日曆文件", "Calendar file"),
    ("calendar_file.menu", "日历文件", "日曆文件", "Calendar file"),
    ("calendar_file.read", "读入日历文件", "讀入日曆文件", "Read a calendar file"),
    (
        "calendar_file.read_more",
        "读入邀请、回执或日历文件…",
        "讀入邀請、回執或日曆文件…",
        "Read an invitation, reply or calendar file…",
    ),
    ("calendar_file.invitation", "写出邀请", "寫出邀請", "Write the invitation"),
    ("calendar_file.invitation_more", "写出邀请…", "寫出邀請…", "Write the invitation…"),
    ("calendar_file.cancellation", "写出取消通知", "寫出取消通知", "Write the cancellation"),
    ("calendar_file.cancellation_more", "写出取消通知…", "寫出取消通知…", "Write the cancellation…"),
    ("calendar_file.reply", "写出回执", "寫出回執", "Write the reply"),
    ("calendar_file.reply_of", "写出某人的回执…", "寫出某人的回執…", "Write the reply of…"),
    ("calendar_file.free_busy", "写出忙闲时间", "寫出忙閒時間", "Write busy times"),
    ("calendar_file.free_busy_more", "写出忙闲时间…", "寫出忙閒時間…", "Write busy times…"),
    (
        "calendar_file.choose_people",
        "请先在“并排”视图中选择人员",
        "請先在“並排”視圖中選擇人員",
        "Choose people in the side-by-side view first",
    ),
    ("calendar_file.writing", "正在写日历文件", "正在寫日曆文件", "Writing a calendar file"),
    ("calendar_file.written", "日历文件已写出", "日曆文件已寫出", "The calendar file is written"),
    ("calendar_file.is_invitation", "邀请", "邀請", "Invitation"),
    ("calendar_file.is_reply", "回执", "回執", "Reply"),
    ("calendar_file.is_cancellation", "取消通知", "取消通知", "Cancellation"),
    ("calendar_file.is_events", "日程", "日程", "Events"),
    ("calendar_file.effects", "将会发生", "將會發生", "What will happen"),
    ("calendar_file.notes", "未读入的内容", "未讀入的內容", "What is left out"),
    ("calendar_file.take_in", "读入", "讀入", "Read it in"),
    ("calendar_file.nothing", "文件中没有新内容", "文件中沒有新內容", "The file says nothing new"),
];
