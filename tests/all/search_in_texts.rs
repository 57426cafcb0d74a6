//! The search in attached files: what is found with which query, the words around it, and that what is kept of a text
//! is what its content says.

use std::ops::ControlFlow;
use std::sync::Arc;

use chancery::desk::{Command, Hit, Office, Query, SearchIndex, Session, Texts, Values, Wanted, words_in};
use chancery::exchange::attaching::attach_command;
use chancery::exchange::texts;
use chancery::records::RECORDS;
use chancery::store::{attachment, integrity};
use chancery::text::Language;

use crate::fixture::{create, day, id, office, owner};

fn index(office: &Office, session: &Arc<Session>, before: &Texts) -> SearchIndex {
    let reader = office.reader(session).unwrap();
    let language = Language::SimplifiedChinese;
    let index = SearchIndex::build_of(&reader, Wanted::All, language, &mut |_| true).unwrap();
    index.with_texts(Texts::read(&reader, before, texts::text_of, &mut |_| true).unwrap())
}

fn search(office: &Office, query: &str) -> Vec<Hit> {
    let reader = office.reader(&owner()).unwrap();
    index(office, &owner(), &Texts::default()).search(&reader, query, 50).unwrap()
}

fn titles(office: &Office, query: &str) -> Vec<String> {
    search(office, query).into_iter().map(|hit| hit.title).collect()
}

fn document(office: &Office, number: u32, title: &str, code: &str, file: &str, content: &[u8]) {
    let values = Values::new().text("title", title).text("number", code).with("formed_on", day("2026-01-05"));
    office.execute(&owner(), create("document", number, values)).unwrap();
    office.execute(&owner(), attach_command("document", id(number), file, content.to_vec(), "")).unwrap();
}

/// Three documents with files, one of which says what another is called.
fn shelf() -> Office {
    let office = office();
    let budget = "关于压缩一般性支出的通知\n各部门应当在三月底前\n完成自查，逾期不再受理。";
    document(&office, 1, "预算通知", "文办〔2026〕3号", "通知.txt", budget.as_bytes());
    let minutes = "會議決定：採購視頻會議設備，由信息科負責。 Video conference budget 2026";
    document(&office, 2, "会议材料", "纪要5号", "纪要.md", minutes.as_bytes());
    document(&office, 3, "自查报告", "报告7号", "说明.html", b"<p>The office chief\nsigned it</p>");
    office
}

#[test]
fn files_are_found_by_what_stands_in_them() {
    let office = shelf();
    for (query, found) in [
        ("逾期", vec!["预算通知"]),
        ("逾", vec!["预算通知"]),
        ("会议设备", vec!["会议材料"]),
        ("採購", vec!["会议材料"]),
        ("采购", vec!["会议材料"]),
        ("video", vec!["会议材料"]),
        ("ＶＩＤＥＯ", vec!["会议材料"]),
        ("月底前完成", vec!["预算通知"]),
        ("chief signed", vec!["自查报告"]),
        ("\"chief signed\"", vec!["自查报告"]),
        ("\"signed chief\"", vec![]),
        ("signed chief", vec!["自查报告"]),
        // One word in the title, the other in the file.
        ("通知 自查", vec!["预算通知"]),
        ("ysct", vec![]),
        ("ystz 逾期", vec!["预算通知"]),
        // A title comes before a file that says the same.
        ("自查", vec!["自查报告", "预算通知"]),
        ("不存在的词", vec![]),
    ] {
        assert_eq!(titles(&office, query), found, "{query}");
    }
}

#[test]
fn words_that_several_versions_have_are_shown_in_the_newest() {
    let office = shelf();
    for text in ["第二版仍写逾期", "第三版仍写逾期", "第四版不再写"] {
        let version = attach_command("document", id(1), "通知.txt", text.into(), "");
        office.execute(&owner(), version).unwrap();
    }
    let of = |query: &str| {
        let found = search(&office, query).into_iter().find(|hit| hit.title == "预算通知");
        found.unwrap().snippet.unwrap()
    };
    let reader = office.reader(&owner()).unwrap();
    let files = reader.attachments(chancery::records::find("document").unwrap(), id(1)).unwrap();
    assert_eq!(of("逾期").file, Some(files[2].id));
    assert_eq!(of("自查").file, Some(files[0].id), "only the first has it");
}

#[test]
fn files_are_found_by_how_they_are_read() {
    let office = shelf();
    for (query, found) in [
        ("yuqibuzai", vec!["预算通知"]),
        ("shipinhuiyi", vec!["会议材料"]),
        // Traditional characters are read as well, and the last syllable may still be on its way.
        ("caigouship", vec!["会议材料"]),
        ("text:tongzhi", vec!["预算通知"]),
        // What is written so comes before what is read so, and a title before both.
        ("zicha", vec!["自查报告", "预算通知"]),
        // Quotation marks ask for what is written.
        ("\"yuqibuzai\"", vec![]),
        ("uqibuzai", vec![]),
        ("yqbz", vec![]),
    ] {
        assert_eq!(titles(&office, query), found, "{query}");
    }
    let of = search(&office, "yuqibuzai").remove(0).snippet.unwrap();
    assert_eq!((of.found.as_str(), of.behind.as_str()), ("逾期不再", "受理。"));
    assert_eq!(titles(&office, "caigoushiping"), Vec::<String>::new(), "视频 is read pin and not ping");
}

#[test]
fn fields_and_phrases_narrow_a_query() {
    let office = shelf();
    for (query, found) in [
        ("title:自查", vec!["自查报告"]),
        ("标题：自查", vec!["自查报告"]),
        ("題名:自查", vec!["自查报告"]),
        ("正文:自查", vec!["预算通知"]),
        ("text:自查", vec!["预算通知"]),
        ("number:3号", vec!["预算通知"]),
        ("文号:5号", vec!["会议材料"]),
        ("number:\"报告7\" 自查", vec!["自查报告"]),
        ("number:自查", vec![]),
        ("formed_on:2026-01 逾期", vec!["预算通知"]),
        ("形成时间:2026-01 逾期", vec!["预算通知"]),
        // No field of that name, so a word like any other.
        ("https://逾期", vec![]),
    ] {
        assert_eq!(titles(&office, query), found, "{query}");
    }
    assert!(Query::parse("  \"\" “ ").is_empty());
    assert!(Query::parse("10:30").is_empty() == Query::parse("10").is_empty());
    assert!(!Query::parse("10:30").names_fields() && Query::parse("标题:会").names_fields());
    assert!(!Query::parse("标题: 会").names_fields(), "a field wants its word at once");
}

#[test]
fn the_words_around_are_those_of_the_file() {
    let office = shelf();
    let snippet = |query: &str| search(&office, query).remove(0).snippet;
    let of = snippet("逾期").unwrap();
    assert_eq!(of.source, "通知.txt");
    assert_eq!((of.before.as_str(), of.found.as_str()), ("…的通知各部门应当在三月底前完成自查，", "逾期"));
    assert_eq!(of.behind, "不再受理。");
    assert!(of.file.is_some(), "it leads to the file");
    let of = snippet("会议设备").unwrap();
    assert_eq!(of.found, "會議設備", "as it is written");
    assert_eq!(snippet("预算通知"), None, "the title shows it");
    let of = snippet("3号").unwrap();
    assert_eq!((of.source.as_str(), of.found.as_str(), of.file), ("文号", "3号", None));
}

#[test]
fn texts_follow_files_that_come_and_go() {
    let office = shelf();
    let reader = || office.reader(&owner()).unwrap();
    let read = |before: &Texts| Texts::read(&reader(), before, texts::text_of, &mut |_| true).unwrap();
    let mut kept = read(&Texts::default());
    assert_eq!(kept.len(), 3);
    let more = attach_command("document", id(3), "二稿.txt", "补充条款".into(), "二稿");
    let Command::Attach { attachment, .. } = &more else { panic!() };
    let take_off = Command::Detach { register: "document".into(), id: id(3), attachment: *attachment };
    let rename = Command::Update {
        register: "document".into(),
        id: id(3),
        base: None,
        values: Values::new().text("title", "报告"),
    };
    for (command, concerned, count) in [(more.clone(), true, 1), (rename, false, 1), (take_off, true, 0)] {
        let touched = office.execute(&owner(), command).unwrap().touched;
        assert_eq!(kept.concern(&reader(), &touched).unwrap(), concerned);
        if concerned {
            kept = read(&kept);
        }
        assert_eq!(titles(&office, "补充条款").len(), count);
        let patched = index(&office, &owner(), &kept).search(&reader(), "补充条款", 9).unwrap();
        assert_eq!(patched.len(), count);
    }
}

#[test]
fn what_nobody_has_read_is_read_once_and_the_check_makes_it_again() {
    let office = shelf();
    let mut silent = attach_command("document", id(1), "扫描.txt", "漏读的文件".into(), "");
    let Command::Attach { text, .. } = &mut silent else { panic!() };
    *text = None;
    office.execute(&owner(), silent).unwrap();
    assert_eq!(titles(&office, "漏读"), Vec::<String>::new());
    assert_eq!(texts::read_missing(&office, &mut |_| true).unwrap(), 1);
    assert_eq!(texts::read_missing(&office, &mut |_| true).unwrap(), 0);
    assert_eq!(titles(&office, "漏读"), ["预算通知"]);
    let snapshot = || office.store().snapshot().unwrap();
    assert_eq!(texts::compare(&snapshot()).unwrap(), []);
    assert_eq!(integrity::check(&snapshot(), RECORDS).unwrap().findings, []);
    let mut hashes = Vec::new();
    attachment::each(&snapshot(), &mut |of| {
        hashes.push(of.sha256);
        Ok(ControlFlow::Continue(()))
    })
    .unwrap();
    let mut transaction = office.store().begin().unwrap();
    attachment::put_text(&mut transaction, &hashes[0], "另一段文字").unwrap();
    attachment::put_text(&mut transaction, &"0".repeat(64), "没有内容").unwrap();
    transaction.commit().unwrap();
    let differs = texts::compare(&snapshot()).unwrap();
    assert_eq!(differs.iter().map(|of| of.code).collect::<Vec<_>>(), ["text"]);
    assert!(differs[0].place.contains(&hashes[0]));
    let orphans = integrity::check(&snapshot(), RECORDS).unwrap().findings;
    assert_eq!(orphans.iter().map(|of| of.code).collect::<Vec<_>>(), ["text"]);
}

#[test]
fn the_same_content_is_found_with_each_record_that_has_it() {
    let office = shelf();
    let again =
        attach_command("document", id(2), "副本.html", b"<p>The office chief\nsigned it</p>".to_vec(), "");
    office.execute(&owner(), again).unwrap();
    let found = titles(&office, "chief");
    assert_eq!(found.len(), 2, "{found:?}");
    let void = Command::Void { register: "document".into(), id: id(2), reason: "误收".into() };
    office.execute(&owner(), void).unwrap();
    assert_eq!(titles(&office, "chief").len(), 1);
}

/// Random words out of random texts against a plain look into each of them.
#[test]
fn every_substring_is_found() {
    let office = office();
    let alphabet: Vec<char> = "办公室预算会议通知档案a b1测试".chars().collect();
    let mut random = crate::fixture::Random(11);
    let mut texts = Vec::new();
    for number in 1..=60_u32 {
        let text: String = (0..40).map(|_| alphabet[random.below(alphabet.len() as u64) as usize]).collect();
        document(&office, number, &format!("第{number}份"), "", &format!("{number}.txt"), text.as_bytes());
        texts.push(text.trim().to_owned());
    }
    let reader = office.reader(&owner()).unwrap();
    let index = index(&office, &owner(), &Texts::default());
    let mut asked = 0;
    for _ in 0..400 {
        let text: Vec<char> = texts[random.below(60) as usize].chars().collect();
        let start = random.below(text.len() as u64) as usize;
        let word: String = text.iter().skip(start).take(1 + random.below(5) as usize).collect();
        let word = word.trim();
        if word.is_empty() || word.contains("  ") {
            continue;
        }
        asked += 1;
        let expected = texts.iter().filter(|text| text.contains(word)).count();
        let found = index.search(&reader, &format!("text:\"{word}\""), usize::MAX).unwrap();
        assert_eq!(found.len(), expected, "“{word}”");
    }
    assert!(asked > 300);
}

#[test]
fn a_phrase_does_not_run_from_one_paragraph_into_the_next() {
    let office = office();
    let page = "<w:p><w:t>到此为止</w:t></w:p><w:p><w:t>开始工作</w:t></w:p>";
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    package.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut package, page.as_bytes()).unwrap();
    let content = package.finish().unwrap().into_inner();
    document(&office, 1, "方案", "方1号", "方案.docx", &content);
    assert_eq!(titles(&office, "\"为止开始\""), Vec::<String>::new());
    assert_eq!(titles(&office, "\"开始工作\""), ["方案"]);
    // What the first edition read of a file is as sound.
    let mut hashes = Vec::new();
    attachment::each(&office.store().snapshot().unwrap(), &mut |of| {
        hashes.push(of.sha256);
        Ok(ControlFlow::Continue(()))
    })
    .unwrap();
    let mut transaction = office.store().begin().unwrap();
    attachment::put_text(&mut transaction, &hashes[0], "到此为止\n开始工作").unwrap();
    transaction.commit().unwrap();
    assert_eq!(texts::compare(&office.store().snapshot().unwrap()).unwrap(), []);
}

#[test]
fn the_words_of_a_search_are_shown_where_they_stand() {
    let text = "第一行预\n算执行。\n\n會議設備\r\n清单";
    let shown = |query: &str| words_in(text, query).and_then(|range| text.get(range));
    assert_eq!(shown("预算"), Some("预\n算"), "over the end of a line");
    assert_eq!(shown("会议设备清单"), Some("會議設備\r\n清单"), "as it is written");
    assert_eq!(shown("huiyi"), Some("會議"), "as it is read");
    assert_eq!(shown("清单 执行"), Some("执行"), "the first of several");
    assert_eq!(shown("正文:清单"), Some("清单"));
    assert_eq!(shown("标题:清单"), None, "not a word of the text");
    assert_eq!(shown("决算"), None);
}
