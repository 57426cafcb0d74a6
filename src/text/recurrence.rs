//! Texts of recurrence rules and time zones.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "recurrence.bad_line",
        "重复规则第 {line} 行无法读取：{text}。每行应以 RRULE、RDATE、EXDATE 或 EXRULE 开头",
        "重複規則第 {line} 行無法讀取：{text}。每行應以 RRULE、RDATE、EXDATE 或 EXRULE 開頭",
        "Line {line} of the recurrence can't be read: {text}. A line begins with RRULE, RDATE, EXDATE or EXRULE",
    ),
    (
        "recurrence.bad_part",
        "重复规则的 {part} 不能是“{value}”",
        "重複規則的 {part} 不能是“{value}”",
        "{part} of a recurrence rule can't be “{value}”",
    ),
    (
        "recurrence.twice",
        "重复规则中 {part} 出现了两次",
        "重複規則中 {part} 出現了兩次",
        "{part} stands twice in the recurrence rule",
    ),
    (
        "recurrence.not_allowed",
        "FREQ={frequency} 的重复规则不能使用 {part}",
        "FREQ={frequency} 的重複規則不能使用 {part}",
        "A recurrence rule with FREQ={frequency} can't have {part} in this way",
    ),
    (
        "recurrence.no_frequency",
        "重复规则缺少 FREQ，例如 FREQ=WEEKLY",
        "重複規則缺少 FREQ，例如 FREQ=WEEKLY",
        "The recurrence rule lacks FREQ, such as FREQ=WEEKLY",
    ),
    (
        "recurrence.two_ends",
        "重复规则只能用 COUNT 或 UNTIL 之一结束",
        "重複規則只能用 COUNT 或 UNTIL 之一結束",
        "A recurrence rule ends with COUNT or with UNTIL, not with both",
    ),
    (
        "recurrence.unknown_scale",
        "不支持历法“{name}”，可用公历 GREGORIAN 和农历 CHINESE",
        "不支持曆法“{name}”，可用公曆 GREGORIAN 和農曆 CHINESE",
        "The calendar “{name}” is not known; GREGORIAN and CHINESE are",
    ),
    (
        "recurrence.unknown_zone",
        "未知时区“{name}”，请使用 Asia/Shanghai 之类的名称",
        "未知時區“{name}”，請使用 Asia/Shanghai 之類的名稱",
        "The time zone “{name}” is not known; use a name such as Asia/Shanghai",
    ),
    (
        "recurrence.bad_time",
        "“{text}”不是日期或时间，应写成 20260105 或 20260105T090000",
        "“{text}”不是日期或時間，應寫成 20260105 或 20260105T090000",
        "“{text}” is no date or time; write 20260105 or 20260105T090000",
    ),
    (
        "recurrence.end_before_start",
        "结束早于开始，请更正时间",
        "結束早於開始，請更正時間",
        "It ends before it begins; mend the times",
    ),
    (
        "recurrence.too_many",
        "次数超过 {limit}，请缩短时间范围或修改重复规则",
        "次數超過 {limit}，請縮短時間範圍或修改重複規則",
        "It takes place more than {limit} times; ask for a shorter range or change the rule",
    ),
    (
        "recurrence.too_much_work",
        "重复规则需要计算过久，已停止，请修改规则",
        "重複規則需要計算過久，已停止，請修改規則",
        "The recurrence rule takes too long to follow and was stopped; change the rule",
    ),
    (
        "recurrence.no_occurrence",
        "该系列在 {time} 没有场次",
        "該系列在 {time} 沒有場次",
        "The series has no occurrence at {time}",
    ),
    (
        "recurrence.first_one",
        "这是第一次，请改为修改整个系列",
        "這是第一次，請改為修改整個系列",
        "This is the first one; change the whole series instead",
    ),
    (
        "recurrence.names_its_days",
        "重复规则指定了具体日子，无法整体移动，请修改规则",
        "重複規則指定了具體日子，無法整體移動，請修改規則",
        "The recurrence rule names its days and can't be moved along; change the rule",
    ),
    ("occurrences.start", "开始", "開始", "Begins"),
    ("occurrences.end", "结束", "結束", "Ends"),
    (
        "occurrences.no_schedule",
        "{register} 没有日程，不能按次列出",
        "{register} 沒有日程，不能按次列出",
        "Records of {register} have no schedule that could be expanded",
    ),
    (
        "occurrences.bad_days",
        "“{text}”不是日期范围，请写成 2026-01-01..2026-12-31",
        "“{text}”不是日期範圍，請寫成 2026-01-01..2026-12-31",
        "“{text}” is no range of days; write 2026-01-01..2026-12-31",
    ),
    (
        "occurrences.troubles",
        "{count} 个系列无法按次列出：{first}",
        "{count} 個系列無法按次列出：{first}",
        "{count} series could not be expanded: {first}",
    ),
];
