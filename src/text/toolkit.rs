//! Texts of the widgets themselves.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    ("toolkit.cancel", "取消", "取消", "Cancel"),
    ("toolkit.clear", "清除", "清除", "Clear"),
    ("toolkit.dismiss", "关闭", "關閉", "Dismiss"),
    ("toolkit.required", "必填", "必填", "Required"),
    ("toolkit.remove", "移除", "移除", "Remove"),
    ("toolkit.add_tag", "添加标签", "添加標籤", "Add a tag"),
    ("toolkit.no_match", "没有匹配项", "沒有匹配項", "Nothing matches"),
    ("toolkit.no_data", "无数据", "無數據", "No data"),
    ("toolkit.yes", "是", "是", "Yes"),
    ("toolkit.no", "否", "否", "No"),
    ("toolkit.total", "合计", "合計", "Total"),
    ("toolkit.today", "今天", "今天", "Today"),
    ("toolkit.open_calendar", "打开日历", "打開日曆", "Open the calendar"),
    ("toolkit.previous_month", "上个月", "上個月", "Previous month"),
    ("toolkit.next_month", "下个月", "下個月", "Next month"),
    ("toolkit.month_title", "{year}年{month}月", "{year}年{month}月", "{year}-{month}"),
    ("toolkit.holiday", "休", "休", "off"),
    ("toolkit.make_up_day", "班", "班", "work"),
    ("toolkit.weekday.1", "一", "一", "Mo"),
    ("toolkit.weekday.2", "二", "二", "Tu"),
    ("toolkit.weekday.3", "三", "三", "We"),
    ("toolkit.weekday.4", "四", "四", "Th"),
    ("toolkit.weekday.5", "五", "五", "Fr"),
    ("toolkit.weekday.6", "六", "六", "Sa"),
    ("toolkit.weekday.7", "日", "日", "Su"),
    (
        "toolkit.date_unclear",
        "不是有效日期，请按 2026-03-01 的格式填写",
        "不是有效日期，請按 2026-03-01 的格式填寫",
        "Not a date: write it as 2026-03-01",
    ),
    ("toolkit.palette", "命令与查找", "命令與查找", "Commands and search"),
    (
        "toolkit.palette_hint",
        "输入命令、姓名、文号或附件中的词",
        "輸入命令、姓名、文號或附件中的詞",
        "Type a command, a name, a number or words in a file",
    ),
    (
        "toolkit.palette_help",
        "↑↓ 选择　回车 打开　Esc 关闭",
        "↑↓ 選擇　回車 打開　Esc 關閉",
        "↑↓ choose   Enter open   Esc close",
    ),
    ("toolkit.sorted_up", "升序", "升序", "ascending"),
    ("toolkit.sorted_down", "降序", "降序", "descending"),
];
