//! 归档: what waits in the queue, what is proposed for it, and that it is filed whole or not at all.

use std::collections::BTreeSet;

use chancery::desk::{Command, FilingQueue, Office, Values, Which};
use chancery::exchange::attaching::attach_command;
use chancery::model::{Message, Problem, RecordId, Value};
use chancery::records::archive::{ArchiveItem, Retention};
use chancery::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState};
use chancery::records::{RECORDS, find};
use chancery::rules::archive::filing::{best_rule, filing_year};
use chancery::store::integrity;
use chrono::NaiveDate;

use crate::fixture::{
    PAGES, create, day, go, id, moment, office, owner, person, restore, signed, unit, update, void,
};

/// What is said to whoever takes a paper out of the archive by hand.
fn unfiled() -> Problem {
    Problem::Denied(Message::new("problem.unfiled_by_voiding").with("verb", "transition.unfile"))
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_year_is_that_of_the_date_or_of_the_end() {
    let some = |text: &str| Some(date(text));
    assert_eq!(filing_year(some("2025-12-30"), some("2025-12-31"), some("2025-12-31")), Some(2025));
    assert_eq!(filing_year(some("2025-12-30"), some("2025-12-31"), some("2026-01-04")), Some(2026));
    assert_eq!(filing_year(some("2025-12-30"), some("2026-01-02"), some("2026-01-04")), Some(2025));
    assert_eq!(filing_year(None, None, some("2026-01-04")), Some(2026));
    assert_eq!(filing_year(None, None, None), None);
}

#[test]
fn a_rule_is_proposed_by_the_words_of_the_office_only() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (notice, budget, both) = (words(&["通知"]), words(&["预算"]), words(&["预算", "通知"]));
    let rules = || [("notice", notice.as_slice()), ("budget", budget.as_slice()), ("both", both.as_slice())];
    assert_eq!(best_rule("关于放假的通知", rules()), Some("notice"));
    assert_eq!(best_rule("预算编制通知", rules()), Some("both"));
    assert_eq!(best_rule("工作总结", rules()), None, "the program invents no period");
    assert_eq!(best_rule("", [("empty", [String::new()].as_slice())]), None);
}

/// Fonds 1, category WS 2, rule 3 (通知, D30), rule 4 (批复, Y), unit 5 with division 6.
fn with_scheme() -> Office {
    let office = office();
    let run = |command| office.execute(&owner(), command).unwrap();
    run(create("fonds", 1, Values::new().text("code", "Z109").text("name", "江岳集团")));
    run(create("archive_category", 2, Values::new().text("code", "WS").text("name", "文书")));
    for (number, code, name, period, word) in [(3, "1", "通知", "D30", "通知"), (4, "2", "批复", "Y", "批复")]
    {
        let values =
            Values::new().text("number", code).text("name", name).with("category", Value::Link(id(2)));
        let values = values.with("retention", Value::choice(period));
        run(create("retention_rule", number, values.with("keywords", Value::Tags(vec![word.to_owned()]))));
    }
    run(unit(5, "BGS"));
    let division = Values::new().text("code", "BGS").text("name", "办公室").with("unit", Value::Link(id(5)));
    run(create("archive_division", 6, division));
    run(person(7, "苏映雪"));
    office
}

fn incoming(office: &Office, number: u32, title: &str, state: &str, closed: &str) {
    let values = Values::new()
        .text("title", title)
        .text("sender", "市国资委")
        .text("sender_number", format!("国资〔2025〕{number}号"));
    let values = values.with("received_on", day("2025-03-03")).with("dated", day("2025-03-01"));
    let values = values.with("lead_unit", Value::Link(id(5))).with("pages", Value::Integer(7));
    let mut values = values.with("state", Value::choice(state));
    if !closed.is_empty() {
        values = values.with("closed_on", day(closed));
    }
    office.execute(&owner(), create("incoming", number, values)).unwrap();
}

fn queue(office: &Office) -> FilingQueue {
    office.reader(&owner()).unwrap().filing_queue(moment(0).date_naive(), PAGES).unwrap()
}

fn file(office: &Office, numbers: &[u32]) -> Result<usize, Problem> {
    let chosen: BTreeSet<RecordId> = numbers.iter().map(|number| id(*number)).collect();
    let (command, count) =
        office.reader(&owner()).unwrap().filing_command(&queue(office), &chosen, Some(id(7)))?;
    office.execute(&owner(), command).map(|_| count)
}

fn file_again(office: &Office, numbers: &[u32]) -> Command {
    let chosen: BTreeSet<RecordId> = numbers.iter().map(|number| id(*number)).collect();
    office.reader(&owner()).unwrap().filing_command(&queue(office), &chosen, Some(id(7))).unwrap().0
}

fn items(office: &Office) -> Vec<ArchiveItem> {
    let items = office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap();
    items.into_iter().map(|item| item.record).collect()
}

#[test]
fn papers_are_filed_with_class_files_and_number_by_one_command() {
    let office = with_scheme();
    incoming(&office, 20, "关于检查的通知", "closed", "2025-04-01");
    incoming(&office, 21, "关于投资计划的批复", "replied", "2025-04-02");
    incoming(&office, 22, "还在办的通知", "in_hand", "");
    let attached = attach_command("incoming", id(20), "通知.txt", "检查内容".into(), "");
    office.execute(&owner(), attached).unwrap();
    let waiting = queue(&office);
    let titles: Vec<&str> = waiting.papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(titles, ["关于检查的通知", "关于投资计划的批复"]);
    assert_eq!(waiting.class_text(&waiting.papers[0]), "WS·2025-D30-BGS");
    assert_eq!(waiting.class_text(&waiting.papers[1]), "WS·2025-Y-BGS");
    assert_eq!(file(&office, &[20, 21]).unwrap(), 2);
    let items = items(&office);
    let numbers: Vec<&str> = items.iter().map(|item| item.number.as_str()).collect();
    assert_eq!(numbers, ["Z109-WS·2025-D30-BGS-0001", "Z109-WS·2025-Y-BGS-0001"]);
    assert_eq!((items[0].files, items[0].pages, items[0].retention), (1, 7, Retention::Thirty));
    assert!(!items[0].digest.is_empty() && items[0].filed_on.is_some());
    assert_eq!(items[0].document_number, "国资〔2025〕20号");
    let papers = office.reader(&owner()).unwrap().all::<Incoming>().unwrap();
    let states: Vec<IncomingState> = papers.iter().map(|paper| paper.record.state).collect();
    assert_eq!(states, [IncomingState::Archived, IncomingState::Archived, IncomingState::InHand]);
    assert!(queue(&office).papers.is_empty());
    // One command, so one step takes it all back; the numbers stay with the void items, which another does not get.
    office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(queue(&office).papers.len(), 2);
    incoming(&office, 23, "关于放假的通知", "closed", "2025-04-03");
    file(&office, &[23]).unwrap();
    let taken: Vec<String> = self::items(&office).into_iter().map(|item| item.number).collect();
    assert_eq!(taken, ["Z109-WS·2025-D30-BGS-0002"]);
    office.execute(&owner(), Command::Undo).unwrap();
    let numbers = ["D30-BGS-0001", "Y-BGS-0001", "D30-BGS-0002"].map(|end| format!("Z109-WS·2025-{end}"));
    let mut bin = Vec::new();
    let reader = office.reader(&owner()).unwrap();
    let record_type = find("archive_item").unwrap();
    reader
        .visit(record_type, Which::Void, &mut |view| {
            bin.extend(view.row.typed::<ArchiveItem>().map(|item| item.record.number));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    bin.sort();
    let mut wanted = numbers.to_vec();
    wanted.sort();
    assert_eq!(bin, wanted, "no hole: the recycle bin tells whose they are");
    drop(reader);
    office.execute(&owner(), file_again(&office, &[20, 21, 23])).unwrap();
    assert!(queue(&office).papers.is_empty());
    let snapshot = office.store().snapshot().unwrap();
    assert_eq!(integrity::check(&snapshot, RECORDS).unwrap().findings, []);
}

#[test]
fn a_paper_that_lacks_something_keeps_all_from_being_filed() {
    let office = with_scheme();
    incoming(&office, 20, "关于检查的通知", "closed", "2025-04-01");
    incoming(&office, 21, "工作总结", "closed", "2025-04-02");
    let mut waiting = queue(&office);
    assert_eq!(waiting.lacks(&waiting.papers[1]), ["archive_item.retention"]);
    let problem = file(&office, &[20, 21]).unwrap_err();
    let lacks =
        Message::new("filing.lacks").with("title", "工作总结").with("field", "archive_item.retention");
    assert_eq!(problem, Problem::input(lacks));
    assert!(items(&office).is_empty(), "nothing is half filed");
    waiting.set_rule(id(21), chancery::model::Id::new(id(4)));
    assert!(waiting.lacks(&waiting.papers[1]).is_empty());
    // Numbers of this fonds say the division, so a paper of no unit lacks one; whose handler has a unit does not.
    waiting.papers[1].class.division = None;
    assert_eq!(waiting.lacks(&waiting.papers[1]), ["archive_item.division"]);
    waiting.papers[1].class.division = Some(chancery::model::Id::new(id(6)));
    let handled = Values::new()
        .text("title", "关于值班的通知")
        .text("sender", "甲")
        .with("received_on", day("2025-03-03"));
    let someone = Values::new().text("name", "方以宁").with("unit", Value::Link(id(5)));
    office.execute(&owner(), create("person", 40, someone)).unwrap();
    let handled = handled.with("handler", Value::Link(id(40))).with("state", Value::choice("closed"));
    office.execute(&owner(), create("incoming", 22, handled)).unwrap();
    let all = queue(&office);
    let of_handler = all.papers.iter().find(|paper| paper.id == id(22)).unwrap();
    assert_eq!(of_handler.class.division, Some(chancery::model::Id::new(id(6))));
    let chosen = BTreeSet::from([id(21)]);
    let (command, _) =
        office.reader(&owner()).unwrap().filing_command(&waiting, &chosen, Some(id(7))).unwrap();
    office.execute(&owner(), command).unwrap();
    assert_eq!(items(&office)[0].retention, Retention::Permanent);
    let none = office.reader(&owner()).unwrap().filing_command(&waiting, &BTreeSet::new(), None);
    assert!(none.is_err());
}

#[test]
fn a_paper_is_filed_once_and_by_hand_as_well() {
    let office = with_scheme();
    incoming(&office, 20, "关于检查的通知", "closed", "2025-04-01");
    let by_hand = |number: u32| {
        let values = Values::new().text("title", "关于检查的通知").text("author", "市国资委");
        let values = values.with("formed_on", day("2025-03-01")).with("incoming", Value::Link(id(20)));
        let values = values.with("fonds", Value::Link(id(1))).with("category", Value::Link(id(2)));
        let values = values.with("division", Value::Link(id(6)));
        create("archive_item", number, values)
    };
    office.execute(&owner(), by_hand(30)).unwrap();
    assert_eq!(queue(&office).papers.len(), 1, "it waits until its item has a number");
    assert!(matches!(office.execute(&owner(), by_hand(31)), Err(Problem::Input(_))));
    // Nobody said how long it is kept, and the program does not say it for them.
    let filing = || signed(go("archive_item", 30, "file"), 7);
    let unsaid = office.execute(&owner(), filing()).unwrap_err();
    assert_eq!(unsaid, Problem::field("retention", Message::new("problem.retention_undecided")));
    let period = Values::new().with("retention", Value::choice("D10"));
    office.execute(&owner(), update("archive_item", 30, None, period)).unwrap();
    office.execute(&owner(), filing()).unwrap();
    assert!(queue(&office).papers.is_empty());
    let paper = || office.reader(&owner()).unwrap().all::<Incoming>().unwrap().remove(0).record;
    assert_eq!(paper().state, IncomingState::Archived);
    // What was numbered by mistake is made void, and its paper waits again; its number stays with it.
    office.execute(&owner(), void("archive_item", 30)).unwrap();
    assert_eq!(paper().state, IncomingState::Closed);
    assert_eq!(queue(&office).papers.len(), 1);
    office.execute(&owner(), restore("archive_item", 30)).unwrap();
    assert_eq!((paper().state, queue(&office).papers.len()), (IncomingState::Archived, 0));
    office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!((paper().state, queue(&office).papers.len()), (IncomingState::Closed, 1));
    file(&office, &[20]).unwrap();
    assert_eq!(paper().state, IncomingState::Archived);
    let again = office.execute(&owner(), restore("archive_item", 30));
    assert!(matches!(again, Err(Problem::Input(_))), "a paper is filed once");
    let by_hand = office.execute(&owner(), go("incoming", 20, "unfile"));
    assert_eq!(by_hand.unwrap_err(), unfiled());
}

#[test]
fn issued_papers_and_minutes_wait_too_and_years_are_counted() {
    let office = with_scheme();
    let mut paper =
        Outgoing {
            title: "关于放假的通知".into(), state: OutgoingState::Issued, ..Outgoing::default()
        };
    (paper.dated, paper.issued_on) = (Some(date("2024-05-01")), Some(date("2024-05-02")));
    (paper.unit, paper.printed_by) = (Some(chancery::model::Id::new(id(5))), "江岳集团".into());
    let mut transaction = office.store().begin().unwrap();
    for (number, issued) in [(40_u32, "2024-05-02"), (41, "2026-01-03")] {
        let record_type = find("outgoing").unwrap();
        let issued_on = Some(date(issued));
        let record = Outgoing { issued_on, dated: issued_on, ..paper.clone() };
        let meta = chancery::model::Meta { id: id(number), version: 1, ..Default::default() };
        let row = chancery::model::Row { meta, record: Box::new(record) };
        transaction.put_row(record_type, None, &row).unwrap();
    }
    transaction.commit().unwrap();
    let minutes = Values::new().text("title", "总经理办公会").text("minutes", "议定三项");
    let minutes = minutes.with("department", Value::Link(id(5))).with("state", Value::choice("issued"));
    let start = Value::DateTime("2026-01-10T09:00:00".parse().unwrap());
    office.execute(&owner(), create("meeting", 50, minutes.with("start", start))).unwrap();
    let waiting = queue(&office);
    let titles: Vec<&str> = waiting.papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(titles, ["关于放假的通知", "关于放假的通知", "[总经理办公会纪要]"]);
    assert_eq!(waiting.papers.iter().map(|of| of.is_late).collect::<Vec<_>>(), [true, false, false]);
    let of_2024 = waiting.years.iter().find(|year| year.year == 2024).unwrap();
    assert_eq!((of_2024.done(), of_2024.open_count(), of_2024.filed().rate()), (1, 1, Some(0)));
    assert_eq!(of_2024.last_day, Some(date("2025-06-30")));
    file(&office, &[40]).unwrap();
    let years = queue(&office).years;
    let of_2024 = years.iter().find(|year| year.year == 2024).unwrap();
    assert_eq!(
        (of_2024.late, of_2024.in_time, of_2024.filed().rate()),
        (1, 0, Some(10_000)),
        "filed after June"
    );
    assert_eq!(FilingQueue::default().years.len(), 0);
}

/// A PDF of so many blank pages.
fn pdf(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 3)).collect();
    let mut text = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count {pages}/Kids[{}]>> endobj\n",
        kids.join(" ")
    );
    for page in 0..pages {
        text.push_str(&format!(
            "{} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj\n",
            page + 3
        ));
    }
    text.push_str("trailer <</Root 1 0 R>>\n%%EOF\n");
    text.into_bytes()
}

#[test]
fn pages_are_those_of_what_is_filed_or_are_asked_for() {
    let office = with_scheme();
    let run = |command| office.execute(&owner(), command).unwrap();
    for number in 20..24 {
        incoming(&office, number, "关于检查的通知", "in_hand", "");
        let values = Values::new().with("pages", Value::Nothing).with("result", Value::text("已办"));
        run(update("incoming", number, None, values));
    }
    let attach = |number: u32, name: &str, content: Vec<u8>, reason: &str| {
        run(attach_command("incoming", id(number), name, content, reason));
    };
    // Of two versions of a file the newer counts; a picture is a page; what a text has depends on what prints it. Of the
    // same paper in two formats one tells; an enclosure that does not tell its pages is asked for.
    attach(20, "通知.pdf", pdf(9), "");
    attach(20, "通知.pdf", pdf(3), "更正");
    attach(20, "附图.png", b"\x89PNG\r\n\x1a\nrest".to_vec(), "");
    attach(20, "通知.txt", "通知".into(), "");
    attach(21, "通知.docx", b"PK\x03\x04".to_vec(), "");
    attach(22, "通知.pdf", b"%PDF-1.4 and no page".to_vec(), "");
    attach(23, "通知.pdf", pdf(3), "");
    attach(23, "附件.docx", b"PK\x03\x04".to_vec(), "");
    for number in 20..24 {
        run(go("incoming", number, "close"));
    }
    let mut waiting = queue(&office);
    let pages = |queue: &FilingQueue, number: u32| {
        queue.papers.iter().find(|paper| paper.id == id(number)).unwrap().pages
    };
    assert_eq!([20, 21, 22, 23].map(|number| pages(&waiting, number)), [4, 0, 0, 0]);
    let lacks: Vec<usize> = waiting.papers.iter().map(|paper| waiting.lacks(paper).len()).collect();
    assert_eq!(lacks, [0, 1, 1, 1]);
    assert_eq!(waiting.lacks(&waiting.papers[1]), ["archive_item.pages"]);
    let chosen = BTreeSet::from([id(20), id(21)]);
    let reader = office.reader(&owner()).unwrap();
    assert!(reader.filing_command(&waiting, &chosen, Some(id(7))).is_err(), "a number is not invented");
    waiting.set_pages(id(21), 12);
    run(reader.filing_command(&waiting, &chosen, Some(id(7))).unwrap().0);
    let filed: Vec<i64> = items(&office).iter().map(|item| item.pages).collect();
    assert_eq!(filed, [4, 12]);
}

#[test]
fn a_paper_without_files_has_the_pages_of_its_print() {
    let office = with_scheme();
    let put = |number: u32, body: String, annexes: Vec<String>| {
        let issued = Some(date("2026-01-03"));
        let unit = Some(chancery::model::Id::new(id(5)));
        let record = Outgoing {
            title: "关于放假的通知".into(),
            state: OutgoingState::Issued,
            issued_on: issued,
            dated: issued,
            unit,
            body,
            annexes,
            printed_by: "江岳集团".into(),
            ..Outgoing::default()
        };
        let mut transaction = office.store().begin().unwrap();
        let meta = chancery::model::Meta { id: id(number), version: 1, ..Default::default() };
        let row = chancery::model::Row { meta, record: Box::new(record) };
        transaction.put_row(find("outgoing").unwrap(), None, &row).unwrap();
        transaction.commit().unwrap();
    };
    put(40, "放假三天。".into(), Vec::new());
    put(41, "放假三天，请各部门做好值班安排。\n".repeat(40), Vec::new());
    put(42, "放假三天。".into(), vec!["值班表".into()]);
    let pages: Vec<i64> = queue(&office).papers.iter().map(|paper| paper.pages).collect();
    assert_eq!(pages, [1, 3, 0], "an enclosure that is not attached can't be counted");
}

#[test]
fn documents_of_a_paper_are_filed_with_it_and_stand_like_it() {
    let office = with_scheme();
    let run = |command| office.execute(&owner(), command).unwrap();
    incoming(&office, 20, "关于检查的通知", "closed", "2025-04-01");
    let values = |title: &str| Values::new().text("title", title).with("incoming", Value::Link(id(20)));
    run(create("document", 30, values("扫描件")));
    run(attach_command("document", id(30), "扫描件.txt", "第一稿".into(), ""));
    run(attach_command("document", id(30), "扫描件.txt", "正本".into(), "更正"));
    assert_eq!(file(&office, &[20]), Ok(1));
    let item = items(&office).remove(0);
    assert_eq!((item.files, item.digest.len()), (1, 64), "the version in force");
    assert_eq!(item.medium, chancery::records::archive::ArchiveMedium::Both);
    let told = |command| match office.execute(&owner(), command) {
        Err(Problem::Input(faults)) => faults[0].message.code(),
        other => panic!("{other:?}"),
    };
    let update = |number: u32, values| update("document", number, None, values);
    assert_eq!(told(update(30, Values::new().text("title", "别的"))), "document_filed");
    assert_eq!(told(update(30, Values::new().with("incoming", Value::Nothing))), "document_filed");
    assert_eq!(told(void("document", 30)), "document_filed");
    let reader = office.reader(&owner()).unwrap();
    let kept = reader.attachments(find("document").unwrap(), id(30)).unwrap();
    let detach = Command::Detach { register: "document".to_owned(), id: id(30), attachment: kept[0].id };
    assert_eq!(told(detach), "archived_file_stays");
    // Where it stands among other documents may change; what comes later is not of the paper.
    run(update(30, Values::new().with("content", Value::choice("finance"))));
    run(create("document", 31, Values::new().text("title", "后来的")));
    assert_eq!(told(update(31, Values::new().with("incoming", Value::Link(id(20))))), "paper_is_filed");
}

#[test]
fn a_paper_that_only_says_it_is_filed_waits_for_filing() {
    let office = with_scheme();
    incoming(&office, 20, "关于检查的通知", "archived", "2025-04-01");
    let waiting = queue(&office);
    assert_eq!((waiting.papers.len(), waiting.years[0].in_time, waiting.years[0].open_count()), (1, 0, 1));
    assert_eq!(file(&office, &[20]), Ok(1));
    assert!(queue(&office).papers.is_empty());
}

#[test]
fn minutes_and_the_paper_that_gives_them_out_are_filed_as_one() {
    let office = with_scheme();
    let run = |command| office.execute(&owner(), command).unwrap();
    let meeting = Values::new()
        .text("title", "办公会")
        .text("minutes", "议定三项")
        .with("department", Value::Link(id(5)));
    let meeting = meeting.with("start", Value::DateTime("2025-10-20T09:00:00".parse().unwrap()));
    let meeting = meeting.with("state", Value::choice("issued"));
    run(create("meeting", 30, meeting));
    let paper =
        Values::new().text("title", "关于办公会议定事项的通知").with("kind", Value::choice("minutes"));
    let paper = paper
        .with("dated", day("2025-10-21"))
        .with("unit", Value::Link(id(5)))
        .with("drafter", Value::Link(id(7)));
    let paper = paper.text("printed_by", "江岳集团").with("state", Value::choice("drafting"));
    run(create("outgoing", 31, paper.clone()));
    // Minutes without a paper wait by themselves; with one on its way they wait for it.
    assert_eq!(queue(&office).papers.iter().map(|paper| paper.id).collect::<Vec<_>>(), [id(30)]);
    run(update("outgoing", 31, None, Values::new().with("meeting", Value::Link(id(30)))));
    assert!(queue(&office).papers.is_empty());
    let issued = paper.with("meeting", Value::Link(id(30))).with("state", Value::choice("issued"));
    let issued = issued.text("number", "江岳纪〔2025〕1号").with("issued_on", day("2025-10-21"));
    run(create("outgoing", 32, issued));
    let waiting = queue(&office);
    assert_eq!(waiting.papers.iter().map(|paper| paper.id).collect::<Vec<_>>(), [id(32)]);
    assert_eq!(waiting.years[0].done(), 1, "one 件 is counted once");
    let told = waiting.papers[0].source(chancery::text::Language::SimplifiedChinese);
    assert_eq!(told, "发文，含会议纪要：办公会");
    let mut waiting = waiting;
    waiting.set_pages(id(32), 3);
    let (command, _) = office
        .reader(&owner())
        .unwrap()
        .filing_command(&waiting, &BTreeSet::from([id(32)]), Some(id(7)))
        .unwrap();
    run(command);
    let filed = items(&office);
    assert_eq!(
        (filed[0].outgoing.map(|of| of.erase()), filed[0].meeting.map(|of| of.erase())),
        (Some(id(32)), Some(id(30)))
    );
    assert!(queue(&office).papers.is_empty());
    // Neither is filed beside the other, whichever came first.
    let beside = |number: u32, key: &'static str, of: u32| {
        create("archive_item", number, Values::new().text("title", "另一件").with(key, Value::Link(id(of))))
    };
    let refused = |command| crate::fixture::refused(&office, command);
    assert_eq!(refused(beside(40, "meeting", 30))[0], (Some("meeting"), "filed_already"));
    assert_eq!(refused(beside(41, "outgoing", 31)), [(Some("outgoing"), "minutes_are_one")]);
    run(create(
        "meeting",
        50,
        Values::new()
            .text("title", "专题会")
            .with("start", Value::DateTime("2025-11-20T09:00:00".parse().unwrap())),
    ));
    run(create(
        "outgoing",
        51,
        Values::new().text("title", "关于专题会的通知").with("meeting", Value::Link(id(50))),
    ));
    run(beside(52, "outgoing", 51));
    assert_eq!(refused(beside(53, "meeting", 50)), [(Some("meeting"), "minutes_are_one")]);
}
