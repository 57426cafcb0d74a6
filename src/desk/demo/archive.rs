//! The archive of the demonstration office: five years of papers in boxes on shelves, this year's waiting to be filed,
//! loans of which one is overdue and one reserved, a list of destruction that was carried out and one being drafted.

use super::samples::Samples;
use super::{people, units};
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::desk::{Command, Values};
use crate::model::{RecordId, Value};
use crate::records::archive::{ArchiveItem, files_digest, list_hash};
use crate::store::attachment::sha256_hex;

#[rustfmt::skip]
static CATEGORIES: Samples<3> = Samples {
    register: "archive_category",
    fields: ["code", "name", "note"],
    rows: &[
        ["WS", "文书档案 · Administrative records", "党政公文、会议文件和综合业务文件"],
        ["KU", "会计档案 · Accounting records", "凭证、账簿、报表；期限按会计档案管理办法"],
        ["ZP", "照片档案 · Photographs", "重大活动与工程照片"],
    ],
};

#[rustfmt::skip]
static DIVISIONS: Samples<3> = Samples {
    register: "archive_division",
    fields: ["code", "name", "unit"],
    rows: &[
        ["BGS", "综合办公室", "BGS"],
        ["CWB", "财务部", "CWB"],
        ["RSB", "人力资源部", "RSB"],
        ["SJB", "审计部", "SJB"],
    ],
};

#[rustfmt::skip]
static RULES: Samples<6> = Samples {
    register: "retention_rule",
    fields: ["number", "name", "category", "retention", "keywords", "basis"],
    rows: &[
        ["1.1", "本集团制度、办法（正式印发）", "WS", "Y", "管理办法、制度", "企业文件材料归档范围和档案保管期限规定"],
        ["1.2", "总经理办公会纪要、决议", "WS", "Y", "办公会纪要、决议", "同上"],
        ["1.3", "年度工作要点、总结", "WS", "D30", "工作要点、工作总结", "同上"],
        ["1.4", "一般事务性通知、函", "WS", "D10", "通知、函", "同上"],
        ["1.5", "上级机关针对本集团的批复", "WS", "Y", "批复", "同上"],
        ["2.1", "年度财务报告、决算", "KU", "Y", "决算、财务报告", "会计档案管理办法（财政部、国家档案局令第79号）"],
        ["2.2", "会计凭证、账簿", "KU", "D30", "凭证、账簿", "同上"],
        ["2.3", "银行对账单、纳税申报表", "KU", "D10", "对账单、纳税申报", "同上"],
        ["3.1", "机构编制、干部任免", "WS", "Y", "任免、机构调整", "企业文件材料归档范围和档案保管期限规定"],
        ["3.2", "年度培训计划与总结", "WS", "D10", "培训", "同上"],
        ["5.1", "重大合同、协议", "WS", "D30", "合同、协议", "同上"],
        ["5.2", "采购文件及采购合同", "WS", "D15", "采购合同、采购文件", "政府采购法 第四十二条"],
        ["4.1", "审计报告与整改", "WS", "D30", "审计报告、审计整改", "同上"],
    ],
};

#[rustfmt::skip]
static PLACES: Samples<5> = Samples {
    register: "storage_place",
    fields: ["code", "name", "kind", "parent", "capacity"],
    rows: &[
        ["KF1", "主楼一层档案库房", "room", "", "0"],
        ["KF1-01", "密集架一", "rack", "KF1", "0"],
        ["KF1-01-1", "密集架一 · 第一列第一层", "shelf", "KF1-01", "12"],
        ["KF1-01-2", "密集架一 · 第一列第二层", "shelf", "KF1-01", "12"],
        ["KF1-02", "密集架二", "rack", "KF1", "0"],
        ["KF1-02-1", "密集架二 · 第一列第一层", "shelf", "KF1-02", "16"],
        ["KF1-02-2", "密集架二 · 第一列第二层", "shelf", "KF1-02", "16"],
    ],
};

/// Title with `{y}` for the year, beginning of the document number, author, division, category, period, pages, month and day.
type PaperRow =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, i64, &'static str);

#[rustfmt::skip]
const PAPERS: &[PaperRow] = &[
    ("关于印发{y}年度工作要点的通知", "江岳发", "江岳集团", "BGS", "WS", "D30", 12, "01-15"),
    ("总经理办公会纪要（{y}年第一次）", "江岳纪", "江岳集团综合办公室", "BGS", "WS", "Y", 6, "01-22"),
    ("总经理办公会纪要（{y}年第二次）", "江岳纪", "江岳集团综合办公室", "BGS", "WS", "Y", 8, "04-18"),
    ("关于{y}年春节放假安排的通知", "江岳办", "江岳集团综合办公室", "BGS", "WS", "D10", 2, "01-20"),
    ("关于规范会议室使用的通知", "江岳办", "江岳集团综合办公室", "BGS", "WS", "D10", 3, "03-11"),
    ("关于报送{y}年上半年工作总结的函", "江岳函", "江岳集团综合办公室", "BGS", "WS", "D10", 4, "07-03"),
    ("{y}年工作总结和下一年度打算", "江岳发", "江岳集团", "BGS", "WS", "D30", 18, "12-20"),
    ("市国资委关于江岳集团{y}年投资计划的批复", "国资复", "市国有资产监督管理委员会", "BGS", "WS", "Y", 5, "05-09"),
    ("{y}年度财务决算报告", "江岳财", "江岳集团财务部", "CWB", "KU", "Y", 46, "12-31"),
    ("{y}年第一季度会计凭证（1—42号）", "", "江岳集团财务部", "CWB", "KU", "D30", 168, "03-31"),
    ("{y}年银行对账单汇编", "", "江岳集团财务部", "CWB", "KU", "D10", 96, "12-31"),
    ("关于中层干部任免的通知（{y}年）", "江岳人", "江岳集团人力资源部", "RSB", "WS", "Y", 3, "06-12"),
    ("{y}年员工培训计划", "江岳人", "江岳集团人力资源部", "RSB", "WS", "D10", 9, "02-28"),
    ("{y}年内部审计报告", "江岳审", "江岳集团审计部", "SJB", "WS", "D30", 27, "11-10"),
];

/// The years; of the last nothing is filed yet.
const YEARS: [i64; 5] = [2015, 2023, 2024, 2025, 2026];

/// Which of the electronic copies are there: year, place in the list of papers, file name, content.
const FILES: &[(i64, usize, &str, &str)] = &[
    (
        2025,
        1,
        "办公会纪要-2025-01.txt",
        "总经理办公会纪要（2025年第一次）\n一、听取上年度工作总结。\n二、审议工作要点。\n",
    ),
    (2025, 7, "投资计划批复.txt", "关于江岳集团2025年投资计划的批复\n原则同意所报投资计划。\n"),
    (2024, 0, "工作要点-2024.txt", "关于印发2024年度工作要点的通知\n各部门：现将工作要点印发给你们。\n"),
];

fn identity(register: &str, code: &str) -> RecordId {
    identity_of_code(register, code)
}

fn link(register: &str, code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity(register, code)) }
}

fn item_code(year: i64, paper: usize) -> String {
    format!("{year}/{paper}")
}

fn box_code(year: i64, category: &str, period: &str, division: &str) -> String {
    format!("{year}/{category}/{period}/{division}")
}

fn class(year: i64, category: &str, period: &str, division: &str) -> Values {
    Values::new()
        .with("fonds", link("fonds", "Z109"))
        .with("category", link("archive_category", category))
        .with("division", link("archive_division", division))
        .with("year", Value::Integer(year))
        .with("retention", Value::choice(period))
}

/// Adds the archive. Units and people must be there.
pub(super) fn fill(batch: &mut Batch) {
    fill_scheme(batch);
    fill_boxes(batch);
    fill_items(batch);
    fill_disposals(batch);
    fill_loans(batch);
    fill_transmissions(batch);
}

fn fill_scheme(batch: &mut Batch) {
    let fonds = Values::new()
        .text("code", "Z109")
        .text("name", "江岳集团 · Jiangyue Group")
        .with("unit", units::link("JYJT"))
        .with("transfer_after", Value::Integer(20))
        .text("note", "立档单位自 2009 年 5 月成立起形成的档案。");
    batch.create("fonds", identity("fonds", "Z109"), fonds);
    CATEGORIES.fill(batch, |[code, ..]| (*code).to_owned());
    DIVISIONS.fill(batch, |[code, ..]| (*code).to_owned());
    for ([number, ..], values) in RULES.records() {
        let values = values.with("approved_on", date("2023-01-10"));
        batch.create(RULES.register, RULES.identity(number), values);
    }
    PLACES.fill(batch, |[code, ..]| (*code).to_owned());
}

fn fill_boxes(batch: &mut Batch) {
    let mut made: Vec<String> = Vec::new();
    for year in YEARS.into_iter().filter(|year| *year < 2026) {
        for &(_, _, _, division, category, period, _, _) in PAPERS {
            let code = box_code(year, category, period, division);
            if made.contains(&code) {
                continue;
            }
            // The first rack is full; the second has room for the boxes of years to come.
            let place = match (year, category) {
                (_, "KU") => "KF1-01-2",
                (2024.., _) => "KF1-02-1",
                _ => "KF1-01-1",
            };
            let values = class(year, category, period, division)
                .with("spine", Value::choice(if category == "KU" { "40" } else { "20" }))
                .with("place", link("storage_place", place))
                .text("note", "盒内文件齐全，无缺损。")
                .with("arranged_by", people::link("A0017"))
                .with("arranged_on", date(&format!("{}-05-20", year + 1)))
                .with("checked_by", people::link("A0016"))
                .with("checked_on", date(&format!("{}-05-28", year + 1)));
            batch.create("archive_box", identity("archive_box", &code), values);
            made.push(code);
        }
    }
}

fn fill_items(batch: &mut Batch) {
    let mut numbers: Vec<(String, i64)> = Vec::new();
    for year in YEARS {
        for (paper, row) in PAPERS.iter().enumerate() {
            let &(title, series, author, division, category, period, pages, month_and_day) = row;
            let code = item_code(year, paper);
            let formed_on = format!("{year}-{month_and_day}");
            if formed_on.as_str() > "2026-11-20" {
                continue;
            }
            let document_number = if series.is_empty() {
                String::new()
            } else {
                format!("{series}〔{year}〕{}号", paper + 3)
            };
            let mut values = class(year, category, period, division)
                .text("title", title.replace("{y}", &year.to_string()))
                .text("author", author)
                .text("document_number", document_number)
                .with("formed_on", date(&formed_on))
                .with("pages", Value::Integer(pages))
                .with("department", units::link(division))
                .with("rule", rule_for(title));
            if year < 2026 {
                values = filed(values, &mut numbers, year, row);
                let waits = year == 2025 && paper >= 12;
                let state = match (year, paper) {
                    (2015, 3 | 4) => "destroyed",
                    (2015, 5) => "appraisal",
                    _ if waits => "filed",
                    _ => "stored",
                };
                values = values.with("state", Value::choice(state));
                if !waits {
                    values = values
                        .with("in_box", link("archive_box", &box_code(year, category, period, division)));
                }
            }
            let file = FILES.iter().find(|(of, place, _, _)| (*of, *place) == (year, paper));
            if let Some((_, _, _, content)) = file {
                let hash = sha256_hex(content.as_bytes());
                values = values
                    .with("medium", Value::choice("both"))
                    .with("files", Value::Integer(1))
                    .text("digest", files_digest([hash.as_str()].into_iter()));
            }
            batch.create("archive_item", identity("archive_item", &code), values);
            if let Some((_, _, name, content)) = file {
                attach(batch, &code, name, content);
            }
        }
    }
}

/// What an item has when it was filed: its number, the next in its row, who filed it and when.
fn filed(values: Values, numbers: &mut Vec<(String, i64)>, year: i64, row: &PaperRow) -> Values {
    let (_, _, _, division, category, period, _, _) = *row;
    let prefix = format!("Z109-{category}·{year}-{period}-{division}-");
    let next = match numbers.iter_mut().find(|(known, _)| *known == prefix) {
        Some((_, last)) => {
            *last += 1;
            *last
        }
        None => {
            numbers.push((prefix.clone(), 1));
            1
        }
    };
    values
        .text("number", format!("{prefix}{next:04}"))
        .with("filed_on", date(&format!("{}-05-18", year + 1)))
        .with("filed_by", people::link("A0017"))
        .with("responsible", people::link("A0008"))
}

/// The row of the retention table whose word a title holds.
fn rule_for(title: &str) -> Value {
    let says = |words: &str| words.split('、').any(|word| title.contains(word));
    let rule = RULES.rows.iter().find(|[_, _, _, _, words, _]| says(words));
    rule.map_or(Value::Nothing, |[number, ..]| link("retention_rule", number))
}

/// The electronic copy of an item: its file name and text.
pub(super) fn file_of(year: i64, paper: usize) -> Option<(&'static str, &'static str)> {
    let file = FILES.iter().find(|(of, place, _, _)| (*of, *place) == (year, paper))?;
    Some((file.2, file.3))
}

fn attach(batch: &mut Batch, item: &str, name: &str, content: &str) {
    batch.add(Command::Attach {
        register: "archive_item".to_owned(),
        id: identity("archive_item", item),
        attachment: identity_of_code("attachment", item),
        name: name.to_owned(),
        media_type: "text/plain".to_owned(),
        content: content.as_bytes().to_vec(),
        reason: String::new(),
        text: Some(content.to_owned()),
    });
}

/// The papers of 2015 that were destroyed.
const DESTROYED: [usize; 2] = [3, 4];

/// The sum that a list got when it was approved, over papers of 2015.
fn hash_of_list(papers: &[usize]) -> String {
    let items: Vec<(RecordId, ArchiveItem)> = papers
        .iter()
        .map(|paper| {
            let pages = PAPERS.get(*paper).map_or(0, |row| row.6);
            let item = ArchiveItem { pages, ..ArchiveItem::default() };
            (identity("archive_item", &item_code(2015, *paper)), item)
        })
        .collect();
    list_hash(items.iter().map(|(id, item)| (*id, item)))
}

fn fill_disposals(batch: &mut Batch) {
    let done = Values::new()
        .text("number", "CZ2026-001")
        .text("title", "2015 年度定期10年文书档案销毁清册")
        .with("state", Value::choice("done"))
        .with("group", Value::Tags(vec!["何远帆".to_owned(), "苏映雪".to_owned(), "方以宁".to_owned()]))
        .text("opinion", "保管期限已满，无续存价值，同意销毁。")
        .text("method", "送指定单位化浆")
        .with("approved_on", date("2026-03-12"))
        .with("approved_by", people::link("A0003"))
        .with("head", people::link("A0001"))
        .with("confirmed_on", date("2026-03-16"))
        .text("list_hash", hash_of_list(&DESTROYED))
        .with("first_witness", people::link("A0016"))
        .with("first_signed_on", date("2026-03-20"))
        .with("second_witness", people::link("A0006"))
        .with("done_on", date("2026-03-20"));
    batch.create("disposal", identity("disposal", "CZ2026-001"), done);
    for paper in DESTROYED {
        line(batch, "CZ2026-001", paper, "放假安排、会议室通知，事务性文件");
    }
    let draft = Values::new()
        .text("number", "CZ2026-002")
        .text("title", "2015 年度定期10年文书档案续存清册")
        .with("kind", Value::choice("extend"))
        .with("extend_until", date("2035-12-31"))
        .with("group", Value::Tags(vec!["何远帆".to_owned(), "苏映雪".to_owned()]))
        .text("opinion", "涉及年度总结报送情况，拟续存十年。");
    batch.create("disposal", identity("disposal", "CZ2026-002"), draft);
    line(batch, "CZ2026-002", 5, "仍有查考价值");
    let hold = Values::new()
        .with("item", link("archive_item", &item_code(2015, 12)))
        .text("reason", "劳动争议案件举证")
        .text("basis", "江劳人仲〔2026〕118号应诉通知书")
        .with("placed_on", date("2026-09-03"));
    batch.create("archive_hold", identity("archive_hold", "1"), hold);
}

fn line(batch: &mut Batch, list: &str, paper: usize, reason: &str) {
    let values = Values::new()
        .with("disposal", link("disposal", list))
        .with("item", link("archive_item", &item_code(2015, paper)))
        .text("reason", reason)
        .with("counted", Value::Flag(list == "CZ2026-001"));
    batch.create("disposal_line", identity("disposal_line", &format!("{list}/{paper}")), values);
}

#[rustfmt::skip]
static LOANS: Samples<10> = Samples {
    register: "loan",
    fields: ["number", "item", "borrower", "state", "means", "usage", "requested_on", "lent_on", "first_due_on", "returned_on"],
    rows: &[
        ["JY2026-00001", "2024/8", "A0024", "returned", "take_out", "核对上年度决算口径", "2026-03-02", "2026-03-03", "2026-03-17", "2026-03-13"],
        ["JY2026-00002", "2023/13", "A0044", "returned", "on_site", "审计整改回头看", "2026-05-18", "2026-05-19", "2026-06-02", "2026-05-19"],
        ["JY2026-00003", "2025/0", "A0009", "lent", "take_out", "起草明年工作要点", "2026-10-19", "2026-10-20", "2026-11-03", ""],
        ["JY2026-00004", "2024/6", "A0008", "lent", "take_out", "撰写年度工作总结", "2026-11-09", "2026-11-10", "2026-11-24", ""],
        ["JY2026-00005", "2025/1", "A0007", "lent", "electronic", "核对办公会议定事项", "2026-11-18", "2026-11-18", "2026-12-02", ""],
        ["JY2026-00006", "2024/6", "A0010", "approved", "take_out", "编写大事记", "2026-11-16", "", "", ""],
        ["JY2026-00007", "2023/11", "A0032", "requested", "on_site", "核实任职时间", "2026-11-20", "", "", ""],
        ["JY2026-00008", "2015/9", "A0025", "refused", "take_out", "查阅凭证", "2026-08-03", "", "", ""],
    ],
};

fn fill_loans(batch: &mut Batch) {
    for (row, values) in LOANS.records() {
        let [number, item, _, state, _, _, _, lent, ..] = row;
        let paper = item.split_once('/').and_then(|(_, paper)| paper.parse::<usize>().ok());
        let pages = paper.and_then(|paper| PAPERS.get(paper)).map_or(0, |row| row.6);
        let mut values = values.with("days", Value::Integer(10));
        if !lent.is_empty() {
            values = values.with("pages_lent", Value::Integer(pages));
        }
        if *state == "returned" {
            values = values.with("condition", Value::choice("intact"));
            values = values.with("pages_returned", Value::Integer(pages));
        }
        batch.create(LOANS.register, LOANS.identity(number), values);
    }
    let renewal = Values::new()
        .with("loan", link("loan", "JY2026-00001"))
        .with("applicant", people::link("A0024"))
        .with("asked_on", date("2026-03-10"))
        .text("reason", "决算口径尚未核完")
        .with("until", date("2026-03-24"))
        .with("state", Value::choice("granted"));
    batch.create("loan_renewal", identity("loan_renewal", "1"), renewal);
}

#[rustfmt::skip]
static SENT: Samples<11> = Samples {
    register: "transmission",
    fields: ["number", "papers", "copies", "sender", "receiver", "state", "means", "seal_number", "sent_at", "signed_at", "discrepancy"],
    rows: &[
        ["CD2026-00001", "2025年度财务决算报告（送审稿）", "3", "A0024", "A0043", "received", "courier", "JY-0031", "2026-03-02T01:30:00Z", "2026-03-02T02:05:00Z", ""],
        ["CD2026-00002", "劳动争议案件材料", "1", "A0031", "A0005", "received", "courier", "JY-0047", "2026-09-04T06:10:00Z", "2026-09-04T07:00:00Z", ""],
        ["CD2026-00003", "档案库房温湿度记录（十月）", "1", "A0018", "A0016", "irregular", "network", "", "2026-11-05T03:00:00Z", "", "第三周记录缺页，已请补送。"],
        ["CD2026-00004", "投资计划批复原件", "1", "A0010", "A0017", "on_the_way", "courier", "JY-0052", "2026-11-20T08:30:00Z", "", ""],
        ["CD2026-00005", "总经理办公会纪要（2026年第二次）正本", "2", "A0006", "A0017", "unchecked", "courier", "", "", "", ""],
    ],
};

fn fill_transmissions(batch: &mut Batch) {
    for (row, values) in SENT.records() {
        let [number, _, _, _, receiver, state, _, _, _, signed, _] = row;
        let mut values = values.with("content_checked", Value::Flag(*state != "unchecked"));
        if !signed.is_empty() {
            values = values.with("signed_by", people::link(receiver));
        }
        if *state == "on_the_way" {
            values = values.with("due_on", date("2026-11-23"));
        }
        batch.create(SENT.register, SENT.identity(number), values);
    }
}
