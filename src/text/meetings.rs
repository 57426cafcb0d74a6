//! Texts of meetings.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    ("record.meeting", "会议", "會議", "Meeting"),
    ("register.meeting", "会议", "會議", "Meetings"),
    ("meeting.title", "主题", "主題", "Subject"),
    ("meeting.state", "状态", "狀態", "State"),
    ("meeting.start", "开始", "開始", "Begins"),
    ("meeting.end", "结束", "結束", "Ends"),
    ("meeting.all_day", "全天", "全天", "All day"),
    ("meeting.time_zone", "时区", "時區", "Time zone"),
    ("meeting.place", "地点", "地點", "Place"),
    ("meeting.note", "说明", "說明", "About"),
    ("meeting.recurrence", "重复规则", "重複規則", "Recurrence"),
    ("meeting.series", "所属系列", "所屬系列", "Series"),
    ("meeting.recurrence_id", "原定时间", "原定時間", "Original time"),
    ("meeting.uid", "日历标识", "日曆標識", "Calendar identity"),
    ("meeting.sequence", "变更次数", "變更次數", "Changes of time"),
    ("meeting.icalendar", "日历文件原文", "日曆文件原文", "From the calendar file"),
    ("meeting_state.planned", "计划中", "計劃中", "Planned"),
    ("meeting_state.held", "已举行", "已舉行", "Held"),
    ("meeting_state.cancelled", "已取消", "已取消", "Cancelled"),
    ("transition.hold_meeting", "已举行", "已舉行", "Mark as held"),
    ("transition.cancel_meeting", "取消会议", "取消會議", "Call off"),
    (
        "problem.occurrence_repeats",
        "系列中改动的一次不能再重复，请清空重复规则",
        "系列中改動的一次不能再重複，請清空重複規則",
        "One changed occurrence can't repeat itself; empty its recurrence",
    ),
    (
        "problem.not_a_time",
        "“{value}”不是日期时间，请写成 2026-01-05 09:00",
        "“{value}”不是日期時間，請寫成 2026-01-05 09:00",
        "“{value}” is no date and time; write 2026-01-05 09:00",
    ),
];
