//! Where the parts of a paper stand on its pages, and what forms and lists say of the records they print.

use std::sync::Arc;

use chancery::desk::{Conditions, Session, Values};
use chancery::exchange::extract::extract;
use chancery::model::{RecordId, Value};
use chancery::print::paper::{
    OfficialPaper, POINTS, Sheet, TableColumn, official_sheets, table_sheets, typeface,
};
use chancery::print::papers::{print_file, printable};
use chancery::records::archive::{ArchiveItem, ArchiveItemState, Loan};
use chancery::records::documents::{Outgoing, OutgoingState};
use chancery::rules::paper::PaperForm;
use chancery::text::Language;

use crate::archive::{because, run, with};
use crate::fixture::{create, day, go, id, unit, update};
use crate::papers::{close, paper, texts};
use crate::press::{Press, print_into, said_by};
use crate::rules::{as_person, office, worker};

const FORMS: [PaperForm; 3] = [PaperForm::Document, PaperForm::Letter, PaperForm::Minutes];

/// Lines of 3号 on a sheet, from the top down: their base lines and what stands in them.
fn lines(sheet: &Sheet) -> Vec<(f64, String)> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for (_, base, size, text) in texts(sheet) {
        if !close(size, 16.0) {
            continue;
        }
        match lines.iter_mut().find(|line| close(line.0, base)) {
            Some(line) => line.1.push_str(&text),
            None => lines.push((base, text)),
        }
    }
    lines.sort_by(|one, other| one.0.total_cmp(&other.0));
    lines
}

#[test]
fn no_page_has_a_signature_or_an_imprint_alone() {
    let many = (0..8).map(|place| format!("附件名称之{place}")).collect::<Vec<_>>();
    for form in FORMS {
        for annexes in [Vec::new(), many.clone()] {
            for filled in 2..52 {
                let body = (0..filled).map(|line| format!("正文第{line}行\n")).collect::<String>();
                let attendance = vec![("出席".to_owned(), "正文甲".to_owned())];
                let annexes = annexes.clone();
                let contact = "联系人：甲".to_owned();
                let set = OfficialPaper { body, annexes, attendance, contact, ..paper(form) };
                let sheets = official_sheets(&set).unwrap();
                let last = sheets.last().unwrap();
                let lines = lines(last);
                let text = lines.iter().filter(|line| line.1.contains("正文")).count();
                assert!(text >= 2, "{form:?}, {filled} lines: {lines:?}");
                let ends = |wanted: &str| lines.iter().any(|line| line.1.contains(wanted));
                if form != PaperForm::Minutes {
                    assert!(ends("2026年1月5日") && ends("联系人"), "{form:?}, {filled} lines");
                }
                assert!(texts(last).iter().any(|text| text.3 == "抄送："), "{form:?}, {filled} lines");
                // Nothing is lost on the way, and nothing runs out of 版心 or into 版记.
                let all: String = sheets.iter().flat_map(self::lines).map(|line| line.1).collect();
                assert!((0..filled).all(|line| all.contains(&format!("正文第{line}行"))));
                let imprint = texts(last)
                    .iter()
                    .filter(|text| close(text.2, 14.0) && text.1 < 262.0)
                    .map(|text| text.1)
                    .fold(999.0, f64::min);
                let lowest = lines.last().unwrap().0;
                assert!(lowest < imprint - 5.0, "{form:?}, {filled} lines: {lowest} {imprint}");
            }
        }
    }
}

#[test]
fn every_sheet_of_what_is_not_in_force_says_so_above_the_text() {
    for form in FORMS {
        let draft = OfficialPaper { mark: "草稿".to_owned(), ..paper(form) };
        for sheet in official_sheets(&draft).unwrap() {
            let mark = texts(&sheet).into_iter().find(|text| text.3 == "草稿").unwrap();
            assert!(mark.1 < 30.0 && mark.2 > 20.0, "{mark:?}");
        }
        let sheets = official_sheets(&paper(form)).unwrap();
        assert!(sheets.iter().flat_map(texts).all(|text| text.3 != "草稿"));
    }
}

#[test]
fn minutes_have_their_addressee_in_the_imprint() {
    let sheets = official_sheets(&paper(PaperForm::Minutes)).unwrap();
    let last = texts(sheets.last().unwrap());
    let base = |words: &str| last.iter().find(|text| text.3 == words).map(|text| text.1).unwrap();
    assert!(close(base("抄送：") - base("主送："), 7.5));
    assert!(close(base("滨江市国资委。"), base("主送：")));
}

#[test]
fn no_line_of_the_imprint_begins_with_a_closing_mark() {
    for length in 1..40 {
        let copies_to = format!("{}\n市局，市委。", "甲".repeat(length));
        let set =
            OfficialPaper { copies_to: format!("{copies_to}\n{copies_to}"), ..paper(PaperForm::Document) };
        let sheets = official_sheets(&set).unwrap();
        for text in sheets.iter().flat_map(texts).filter(|text| close(text.2, 14.0)) {
            assert!(!text.3.starts_with(['，', '。', '、']), "{}", text.3);
        }
    }
}

#[test]
fn a_title_breaks_between_words_and_no_line_leaves_the_text() {
    let typeface = typeface().unwrap();
    for title in [
        "关于做好元旦春节期间和2027年度冬季安全生产和办公用品节约管理及节假日值班值守工作有关事项的通知",
        "江岳集团综合办公室关于进一步加强和改进全集团档案工作若干问题的指导意见的通知",
        "江岳集团综合办公室关于做好2027年元旦春节期间冬季安全生产和办公用品节约管理及节假日值班值守工作有关事项的通知",
    ] {
        for form in FORMS {
            let set = OfficialPaper { title: title.to_owned(), ..paper(form) };
            let sheet = official_sheets(&set).unwrap().remove(0);
            let lines: Vec<_> = texts(&sheet).into_iter().filter(|text| close(text.2, 22.0)).collect();
            assert_eq!(lines.iter().map(|line| line.3.as_str()).collect::<String>(), title);
            for (middle, _, size, line) in &lines {
                assert!(line.chars().count() <= 20, "{line}");
                let half = typeface.text_width(true, *size, line) / POINTS / 2.0;
                assert!(middle - half >= 28.0 && middle + half <= 28.0 + 156.0, "{form:?} {line}");
            }
            let lengths: Vec<usize> = lines.iter().map(|line| line.3.chars().count()).collect();
            assert!(lengths.windows(3).all(|of| of[1] >= of[0].min(of[2])), "no waist: {lengths:?}");
            for word in [
                "元旦",
                "春节",
                "冬季",
                "生产",
                "用品",
                "节约",
                "管理",
                "值班",
                "工作",
                "事项",
                "的通知",
                "2027年",
            ] {
                let has = lines.iter().any(|line| line.3.contains(word));
                assert!(has || !title.contains(word), "{word} is parted: {lines:?}");
            }
        }
    }
}

#[test]
fn nothing_of_a_long_cell_is_lost() {
    let columns = [1.0, 4.0].map(|share| TableColumn { title: "项目".to_owned(), share });
    let long = (0..160).map(|line| format!("第{line}行意见")).collect::<Vec<_>>();
    let rows = vec![
        vec!["短".to_owned(), "一行".to_owned()],
        vec!["拟办意见".to_owned(), long.join("\n")],
        vec!["批示".to_owned(), "请研究。".repeat(600)],
    ];
    let sheets = table_sheets("公文处理单", "", &columns, &rows).unwrap();
    assert!(sheets.len() > 4);
    let all: String = sheets.iter().flat_map(texts).map(|text| text.3).collect();
    assert!(long.iter().all(|line| all.contains(line)) && all.matches("请研究。").count() == 600);
    for sheet in &sheets {
        let lowest =
            texts(sheet).iter().filter(|text| close(text.2, 10.5)).map(|text| text.1).fold(0.0, f64::max);
        assert!(lowest < 297.0 - 15.0 - 8.0, "{lowest}");
    }
    // What is long begins where there is room for it.
    assert!(texts(&sheets[0]).iter().any(|text| text.3 == "第30行意见"));
}

#[test]
fn a_paper_says_that_nobody_signed_it_or_that_it_was_taken_back() {
    let press = Press::new();
    let reader = press.office.reader(&press.session).unwrap();
    let papers = reader.all::<Outgoing>().unwrap();
    let of = |wanted: fn(OutgoingState) -> bool| {
        papers
            .iter()
            .find(|paper| wanted(paper.record.state) && paper.meta.mark.is_none())
            .map(|of| of.meta.id)
    };
    let draft = of(|state| !state.is_frozen()).unwrap();
    assert!(press.one("outgoing", draft).contains("草稿"));
    let issued = of(|state| state == OutgoingState::Issued).unwrap();
    let text = press.one("outgoing", issued);
    assert!(!text.contains("草稿") && !text.contains("已撤销"));
    run(
        &press.office,
        because(chancery::desk::Command::Move {
            register: "outgoing".to_owned(),
            id: issued,
            base: None,
            transition: "withdraw".to_owned(),
            values: Values::new(),
            reason: None,
        }),
    );
    assert!(press.one("outgoing", issued).contains("已撤销"));
}

#[test]
fn a_catalogue_lists_what_was_filed_under_its_category() {
    let press = Press::new();
    let reader = press.office.reader(&press.session).unwrap();
    let items = reader.all::<ArchiveItem>().unwrap();
    let waits = items.iter().find(|item| item.record.state == ArchiveItemState::Pending);
    let title = "尚未归档的一件";
    let pending = RecordId::generate();
    run(
        &press.office,
        chancery::desk::Command::Create {
            register: "archive_item".to_owned(),
            id: pending,
            values: Values::new().text("title", title).with("year", Value::Integer(2025)),
        },
    );
    let text = press.said("archive-catalogue", &Conditions::default(), Language::default());
    assert!(!text.contains(title) && waits.is_none_or(|of| !text.contains(&of.record.title)));
    assert!(text.contains("门类") && text.contains("WS 文书"), "{text}");
    let reader = press.office.reader(&press.session).unwrap();
    let path = press.folder.path().join("none.pdf");
    let none = print_file(
        printable("archive-catalogue").unwrap(),
        &reader,
        &Conditions::chosen([pending]),
        press.office.clock().today(),
        &path,
        Language::default(),
    );
    assert!(none.is_err() && !path.exists());
}

#[test]
fn a_loan_slip_names_the_item_by_its_number() {
    let press = Press::new();
    let reader = press.office.reader(&press.session).unwrap();
    let loans = reader.all::<Loan>().unwrap();
    let loan = loans.iter().find(|loan| loan.record.pages_lent > 0).unwrap();
    let item = reader.find(loan.record.item.unwrap()).unwrap().unwrap().record;
    let text = press.one("loan", loan.meta.id);
    for words in ["档号", &item.number, "借出页数", "违规"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_form_has_its_days_in_the_language_it_is_printed_in() {
    let press = Press::new();
    let text = press.said("disposal", &Conditions::default(), Language::English);
    assert!(text.contains("20 March 2026") && !text.contains("2026年3月"), "{text}");
}

#[test]
fn a_handling_form_has_every_instruction_and_whoever_was_urged() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    for (number, role) in [(60, "director"), (61, "secretary"), (62, "staff")] {
        worker(&office, number, role);
    }
    run(&office, update("person", 62, None, Values::new().with("unit", Value::Link(id(50)))));
    let came = Values::new().text("title", "通知").text("sender", "市国资委").text("copy_number", "000017");
    let came = came.with("received_on", day("2026-03-02")).with("dated", day("2026-02-27"));
    let came = came.with("lead_unit", Value::Link(id(50))).with("handler", Value::Link(id(62)));
    let came = came.with("handling", Value::choice("read")).with("state", Value::choice("proposed"));
    run(&office, create("incoming", 20, came));
    let said =
        |way: &str, text: &str| with(because(go("incoming", 20, way)), "instruction", Value::text(text));
    as_person(&office, 60, said("instruct", "请文秘科办理。"));
    as_person(&office, 62, go("incoming", 20, "undertake"));
    as_person(&office, 60, said("instruct_again", "请信息中心协办。"));
    let urged = Values::new().with("paper", Value::Link(id(20))).with("addressee", Value::Link(id(62)));
    as_person(&office, 61, create("urging", 31, urged.text("note", "请尽快办理")));
    let answer = Values::new().text("title", "复函").with("answers", Value::Link(id(20)));
    let answer = answer.text("number", "江岳函〔2026〕3号").with("state", Value::choice("issued"));
    run(&office, create("outgoing", 40, answer));
    let folder = tempfile::tempdir().unwrap();
    let all = Conditions::default();
    let session = Arc::new(Session::owner());
    let text =
        said_by(&print_into(folder.path(), (&office, &session), "incoming", &all, Language::default()));
    for words in [
        "成文日期",
        "2026-02-27",
        "份号",
        "000017",
        "密级",
        "办件类型",
        "签收人",
        "此前批示",
        "请文秘科办理。",
        "请信息中心协办。",
        "人61",
        "人62",
        "请尽快办理",
        "答复文号",
        "江岳函〔2026〕3号",
        "归档档号",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Whoever said it signs for it, and the same stands in the form for a word processor.
    assert!(text.contains("人60  2026-03-02"), "{text}");
    let form = folder.path().join("form.docx");
    let reader = office.reader(&session).unwrap();
    let today = office.clock().today();
    print_file(printable("incoming").unwrap(), &reader, &all, today, &form, Language::default()).unwrap();
    let set = extract("a.docx", &std::fs::read(form).unwrap()).text;
    for words in ["公文处理单", "此前批示", "请文秘科办理。", "请信息中心协办。", "000017", "人60"]
    {
        assert!(set.contains(words), "{words}: {set}");
    }
    assert_eq!(text.matches("请文秘科办理。").count(), 1, "each is said once: {text}");
    assert_eq!(text.matches("请信息中心协办。").count(), 1, "each is said once: {text}");
}

#[test]
fn a_handling_form_says_who_wrote_each_opinion_and_loses_none_of_it() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    for (number, role) in [(60, "director"), (61, "secretary")] {
        worker(&office, number, role);
    }
    let came =
        Values::new().text("title", "通知").text("sender", "市国资委").with("lead_unit", Value::Link(id(50)));
    let came = came.with("received_on", day("2026-03-02")).with("state", Value::choice("registered"));
    run(&office, create("incoming", 20, came));
    let proposal = (0..60).map(|line| format!("第{line}行拟办")).collect::<Vec<_>>();
    let says =
        |way: &str, field: &'static str, text: &str| with(go("incoming", 20, way), field, Value::text(text));
    as_person(&office, 61, says("review", "review", "属我单位办理"));
    as_person(&office, 61, says("propose", "proposal", &proposal.join("\n")));
    // The owner of the file enters what the director wrote on paper.
    let instruct = says("instruct", "instruction", &"请研究。".repeat(600));
    run(&office, with(instruct, "instructed_by", Value::Link(id(60))));
    let folder = tempfile::tempdir().unwrap();
    let session = Arc::new(Session::owner());
    let (at_work, all) = ((&office, &session), Conditions::default());
    let text = said_by(&print_into(folder.path(), at_work, "incoming", &all, Language::default()));
    assert!(proposal.iter().all(|line| text.contains(line)), "{text}");
    assert_eq!(text.matches('研').count(), 600, "{text}");
    assert_eq!(text.matches("人61  2026-03-02").count(), 2, "初审 and 拟办: {text}");
    assert!(text.contains("代登记") && text.contains("拟办意见（续）"), "{text}");
}

#[test]
fn a_handling_form_says_as_what_its_paper_was_filed() {
    let press = Press::new();
    let reader = press.office.reader(&press.session).unwrap();
    let items = reader.all::<ArchiveItem>().unwrap();
    let filed = items.iter().map(|item| &item.record);
    let (paper, number) =
        filed.filter_map(|item| item.incoming.map(|paper| (paper, &item.number))).next().unwrap();
    let text = press.one("incoming", paper.erase());
    assert!(!number.is_empty() && text.contains(number), "{number}: {text}");
}
