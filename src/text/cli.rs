//! Texts of the command line.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "cli.no_file",
        "请用 --file 或环境变量 CHANCERY_FILE 指定办公文件。",
        "請用 --file 或環境變量 CHANCERY_FILE 指定辦公文件。",
        "Name the office file with --file or CHANCERY_FILE.",
    ),
    ("cli.office_name", "行政办公室", "行政辦公室", "Administrative office"),
    ("cli.made", "已新建“{name}”：{path}", "已新建「{name}」：{path}", "Made “{name}”: {path}"),
    (
        "cli.no_such_record",
        "没有“{named}”这条记录，请检查编号或唯一值。",
        "沒有「{named}」這條記錄，請檢查編號或唯一值。",
        "There is no record “{named}”; check the identity or the unique value.",
    ),
    (
        "cli.several_records",
        "“{named}”对应多条记录，请改用编号。",
        "「{named}」對應多條記錄，請改用編號。",
        "“{named}” means more than one record; give the identity instead.",
    ),
    (
        "cli.not_there_then",
        "“{named}”在该时间不存在或已作废，请换一个时间。",
        "「{named}」在該時間不存在或已作廢，請換一個時間。",
        "“{named}” did not exist or was void at that time; choose another time.",
    ),
    (
        "cli.no_such_register",
        "没有“{named}”这类记录。可用的有：{known}",
        "沒有「{named}」這類記錄。可用的有：{known}",
        "There is no record type “{named}”; use one of: {known}",
    ),
    (
        "cli.no_such_person",
        "没有“{named}”这个人，请检查工号或姓名。",
        "沒有「{named}」這個人，請檢查工號或姓名。",
        "There is no person “{named}”; check the staff number or the name.",
    ),
    (
        "cli.several_people",
        "有多人名为“{named}”，请改用工号。",
        "有多人名為「{named}」，請改用工號。",
        "More than one person is called “{named}”; give the staff number instead.",
    ),
    (
        "cli.no_level",
        "“{typed}”不是密级。请用 ordinary、internal、trade、core_trade、confidential、secret 或 top_secret。",
        "「{typed}」不是密級。請用 ordinary、internal、trade、core_trade、confidential、secret 或 top_secret。",
        "“{typed}” is no level. Use ordinary, internal, trade, core_trade, confidential, secret or top_secret.",
    ),
    (
        "cli.no_term",
        "“{typed}”不是期限。请用 2y、6m、2027-01-31、long 或 published。",
        "「{typed}」不是期限。請用 2y、6m、2027-01-31、long 或 published。",
        "“{typed}” is no period. Use 2y, 6m, 2027-01-31, long or published.",
    ),
    ("cli.attachments", "附件", "附件", "Attachments"),
    (
        "cli.files_written",
        "已导出 {count} 个文件：{path}",
        "已導出 {count} 個文件：{path}",
        "Wrote {count} file(s): {path}",
    ),
    (
        "cli.withheld",
        "另有 {count} 条因密级、知悉范围或封存未带出。",
        "另有 {count} 條因密級、知悉範圍或封存未帶出。",
        "{count} more stayed behind because of their level, circle or seal.",
    ),
    (
        "cli.no_time",
        "“{typed}”不是时间，请按 2026-01-31 或“2026-01-31 17:30”的格式填写。",
        "「{typed}」不是時間，請按 2026-01-31 或「2026-01-31 17:30」的格式填寫。",
        "“{typed}” is no time; write 2026-01-31 or “2026-01-31 17:30”.",
    ),
    (
        "cli.no_display",
        "没有可用的显示器；请改用 list、show、search、add、check、backup 等命令，详见 chancery --help。",
        "沒有可用的顯示器；請改用 list、show、search、add、check、backup 等命令，詳見 chancery --help。",
        "There is no display to open a window on; use a verb such as list, show, search, add, check or backup, which \
         chancery --help explains.",
    ),
    (
        "cli.no_window",
        "无法打开窗口：{detail}",
        "無法打開窗口：{detail}",
        "The window could not be opened: {detail}",
    ),
    (
        "cli.fault",
        "程序内部出错：{message}。请将这份报告交给维护人员：{path}",
        "程序內部出錯：{message}。請將這份報告交給維護人員：{path}",
        "The program has a fault: {message}. Give this report to whoever maintains it: {path}",
    ),
    ("cli.nothing_found", "没有找到“{query}”", "沒有找到“{query}”", "Nothing was found for “{query}”"),
    (
        "cli.sound",
        "文件完好：{records} 条记录，另有已作废 {void} 条，{entries} 条审计记录",
        "文件完好：{records} 條記錄，另有已作廢 {void} 條，{entries} 條審計記錄",
        "The file is sound: {records} record(s) and {void} void, {entries} audit entries",
    ),
    (
        "cli.damaged",
        "文件已损坏，首先发现的是 {code}：{place}。请用 restore 从备份恢复。",
        "文件已損壞，首先發現的是 {code}：{place}。請用 restore 從備份恢復。",
        "The file is damaged; the first thing that is wrong is {code}: {place}. Bring a backup back with restore.",
    ),
    (
        "cli.backed_up",
        "已备份并核对：{path}（{records} 条记录，{entries} 条审计记录）",
        "已備份並核對：{path}（{records} 條記錄，{entries} 條審計記錄）",
        "Backed up and proven: {path} ({records} record(s), {entries} audit entries)",
    ),
    (
        "cli.brought_back",
        "已从备份恢复：{path}（{records} 条记录，{entries} 条审计记录）",
        "已從備份恢復：{path}（{records} 條記錄，{entries} 條審計記錄）",
        "Brought back: {path} ({records} record(s), {entries} audit entries)",
    ),
    (
        "cli.imported",
        "读取 {read} 行：新建 {created}，更改 {updated}，未变 {unchanged}，跳过 {skipped}",
        "讀取 {read} 行：新建 {created}，更改 {updated}，未變 {unchanged}，跳過 {skipped}",
        "{read} row(s) read: {created} created, {updated} updated, {unchanged} unchanged, {skipped} skipped",
    ),
    (
        "cli.import_problems",
        "有 {count} 处问题，请按所列行号改正后重新导入。",
        "有 {count} 處問題，請按所列行號改正後重新導入。",
        "{count} problem(s) found; put the listed lines right and import again.",
    ),
    (
        "cli.exported",
        "已导出 {records} 条记录：{path}",
        "已導出 {records} 條記錄：{path}",
        "Exported {records} record(s): {path}",
    ),
    ("cli.drawn", "已绘制：{path}", "已繪製：{path}", "Drawn: {path}"),
    (
        "cli.office_where",
        "整个办公室的导出不能加 --where。",
        "整個辦公室的導出不能加 --where。",
        "An export of the whole office takes no --where",
    ),
    ("cli.no_backup_due", "没有到期的备份计划。", "沒有到期的備份計劃。", "No backup plan is due"),
    (
        "cli.no_such_chart",
        "没有“{named}”这种图。可用的有：org、budget-execution、archive",
        "沒有「{named}」這種圖。可用的有：org、budget-execution、archive",
        "There is no chart “{named}”; use one of: org, budget-execution, archive",
    ),
    ("cli.column_record", "类型", "類型", "Record"),
    ("cli.column_title", "标题", "標題", "Title"),
    ("cli.column_detail", "说明", "說明", "Detail"),
    ("cli.column_found", "出处", "出處", "Found in"),
    ("cli.column_id", "编号", "編號", "Identity"),
];
