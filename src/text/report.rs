//! Texts of the report on meetings and supervised matters.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    ("nav.work_report", "会议督办报表", "會議督辦報表", "Report on follow-up"),
    ("action.work_report", "会议督办报表", "會議督辦報表", "Report on follow-up"),
    ("report.period", "期间", "期間", "Period"),
    ("report.this_year", "本年", "本年", "This year"),
    ("report.last_year", "上年", "上年", "Last year"),
    ("report.ninety_days", "近 90 天", "近 90 天", "90 days"),
    ("report.thirty_days", "近 30 天", "近 30 天", "30 days"),
    ("report.days", "{from} 至 {until}", "{from} 至 {until}", "{from} to {until}"),
    ("report.closed_rate", "办结率", "辦結率", "Closure rate"),
    ("report.on_time_rate", "按期办结率", "按期辦結率", "Closed in time"),
    ("report.late_open", "逾期未结", "逾期未結", "Overdue"),
    ("report.lead", "决定到办结", "決定到辦結", "Decision to done"),
    ("report.working_days", "{days} 工作日", "{days} 工作日", "{days} wd"),
    ("report.held", "已开会议", "已開會議", "Meetings held"),
    ("report.meetings_hours", "{count} 次 {hours} 小时", "{count} 次 {hours} 小時", "{count}, {hours} h"),
    ("report.attendance", "出勤率", "出勤率", "Attendance"),
    ("report.minutes_rate", "纪要按期率", "紀要按期率", "Minutes in time"),
    ("report.participation", "活动参与率", "活動參與率", "Participation"),
    ("report.per_head", "活动人均花费", "活動人均花費", "Cost a head"),
    ("report.feedback", "活动满意度", "活動滿意度", "Feedback"),
    ("report.ages", "逾期账龄（天）", "逾期賬齡（天）", "Age of overdue matters (days)"),
    ("report.load", "部门负载", "部門負載", "Load by department"),
    ("report.months", "每月交办与办结", "每月交辦與辦結", "Assigned and finished by month"),
    ("report.lead_times", "决定到办结（工作日）", "決定到辦結（工作日）", "Decision to done (working days)"),
    ("report.rooms", "会议室使用率", "會議室使用率", "Room use"),
    ("report.came", "每月出勤率", "每月出勤率", "Attendance by month"),
    ("report.in_time", "办理中", "辦理中", "In hand"),
    ("report.late", "逾期", "逾期", "Overdue"),
    ("report.finished", "已办结", "已辦結", "Finished"),
    ("report.assigned", "交办", "交辦", "Assigned"),
    ("report.used", "使用率", "使用率", "Used"),
];
