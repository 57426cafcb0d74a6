//! Taking files in: what is proposed and why, what is refused, that nothing is ever half filed, and files out again.

use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chancery::desk::{Command, Deposited, Office, Values};
use chancery::exchange::preview::{Preview, preview};
use chancery::exchange::taking_in::{Same, TakingIn, look, take_in};
use chancery::exchange::{ImportOptions, export_files, import_file};
use chancery::model::{Problem, RecordId, Value};
use chancery::records::documents::Document;
use chancery::records::find;
use chancery::rules::filing::{clean_name, number_in, propose};
use chancery::store::{Store, attachment};
use chancery::text::Language;
use eframe::egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{SetClock, contents, id, info, owner, person, unit};
use crate::window::{office as demo_office, rest, until, window};

fn empty_office() -> Office {
    let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
    office.execute(&owner(), unit(1, "CWB")).unwrap();
    office
}

fn write(folder: &Path, path: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

/// A zip that says it is a Word file and unpacks to far more than is allowed.
fn bomb() -> Vec<u8> {
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    package.start_file("word/document.xml", options).unwrap();
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..100 {
        package.write_all(&zeros).unwrap();
    }
    package.finish().unwrap().into_inner()
}

fn planned(office: &Office, paths: &[PathBuf], aim: &Values) -> TakingIn {
    let today = "2030-01-01".parse().unwrap();
    look(&office.reader(&owner()).unwrap(), paths, aim, today, &|_, _| true).unwrap()
}

fn documents(office: &Office) -> Vec<Document> {
    office
        .reader(&owner())
        .unwrap()
        .all::<Document>()
        .unwrap()
        .into_iter()
        .map(|stored| stored.record)
        .collect()
}

#[test]
fn classes_are_proposed_with_the_word_that_says_so() {
    let proposal = propose(&["行政", "人事制度"], "江岳办发〔2026〕3号 关于考勤的通知.docx");
    assert_eq!(
        (proposal.content.code, proposal.content.word),
        ("personnel", Some("考勤")),
        "the name speaks first"
    );
    assert_eq!((proposal.nature.code, proposal.nature.word), ("policy", Some("制度")));
    assert_eq!(proposal.nature.place, "人事制度");
    assert_eq!(proposal.number.as_deref(), Some("江岳办发〔2026〕3号"));
    let plain = propose(&[], "IMG_0001.jpg");
    assert_eq!((plain.nature.code, plain.content.code), ("business", "general"));
    assert_eq!((plain.nature.word, plain.content.word), (None, None));
    assert_eq!(propose(&["Budget 2026"], "x.txt").content.code, "finance");
    assert_eq!(propose(&["財務"], "x.txt").content.code, "finance", "both scripts");
    assert_eq!(
        number_in("关于转发滨档发〔2026〕3号文件的通知").as_deref(),
        Some("关于转发滨档发〔2026〕3号")
    );
    assert_eq!(number_in("滨档发[2026]3号"), None);
}

#[test]
fn names_are_cleaned() {
    assert_eq!(clean_name("..\\..\\evil\u{7}.txt").as_deref(), Some(".._.._evil.txt"));
    assert_eq!(clean_name("报告\u{202e}fdp.exe").as_deref(), Some("报告fdp.exe"));
    assert_eq!(clean_name(" .. "), None);
    assert_eq!(clean_name("\u{1}"), None);
    let long = clean_name(&format!("{}.docx", "长".repeat(400))).unwrap();
    assert_eq!(long.chars().count(), 200);
    assert!(long.ends_with(".docx"));
}

#[test]
fn a_folder_becomes_documents_and_one_undo_takes_them_back() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("资料");
    write(&root, "CWB/2026年预算说明.txt", "收支平衡".as_bytes());
    write(&root, "CWB/副本.txt", "收支平衡".as_bytes());
    write(&root, "制度/考勤办法.md", "# 考勤".as_bytes());
    write(&root, "空.txt", b"");
    write(&root, "Thumbs.db", b"x");
    write(&root, "坏.docx", b"PK\x03\x04 broken");
    write(&root, "炸弹.docx", &bomb());
    write(&root, "坏.pdf", b"%PDF-1.7 nothing");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&root, root.join("回环")).unwrap();
        write(&root, "坏名\u{7}\\a.txt", b"name");
    }
    let large = fs::File::create(root.join("大.bin")).unwrap();
    large.set_len(65 * 1024 * 1024).unwrap();
    let plan = planned(&office, std::slice::from_ref(&root), &Values::new());
    let refused: Vec<(String, &str)> = plan
        .refused
        .iter()
        .map(|refused| (refused.path.file_name().unwrap().to_string_lossy().into_owned(), refused.why.code()))
        .collect();
    for expected in [("空.txt", "empty"), ("Thumbs.db", "of_the_system"), ("大.bin", "too_large")] {
        assert!(refused.iter().any(|(name, code)| (name.as_str(), *code) == expected), "{refused:?}");
    }
    #[cfg(unix)]
    assert!(refused.contains(&("回环".to_owned(), "link")), "{refused:?}");
    let of = |title: &str| plan.items.iter().find(|item| item.title == title).unwrap();
    let budget = of("2026年预算说明");
    assert_eq!((budget.content.as_str(), budget.found.folder.as_str()), ("finance", "资料/CWB"));
    assert_eq!(
        budget.department.as_ref().map(|(unit, _)| *unit),
        Some(id(1)),
        "the folder is called as a unit"
    );
    assert!(budget.why.iter().any(|why| why.in_language(Language::SimplifiedChinese).contains("含“预算”")));
    let twin = plan.items.iter().position(|item| item.title == "2026年预算说明").unwrap();
    assert_eq!(of("副本").same, Some(Same::Twin(twin)));
    assert_eq!(of("考勤办法").nature, "policy");

    let taken = take_in(&office, &owner(), &plan, true, &|_, _| true).unwrap();
    let made = documents(&office);
    assert_eq!(made.len(), taken.report.created);
    assert_eq!((taken.report.unchanged, taken.report.skipped), (1, plan.refused.len()));
    let plain: Vec<&str> = taken
        .report
        .problems
        .iter()
        .filter(|problem| problem.message.key == "taking_in.plain")
        .filter_map(|problem| problem.field.as_deref()?.rsplit('/').next())
        .collect();
    assert_eq!(
        plain,
        ["坏.docx", "坏.pdf", "炸弹.docx"],
        "they are there as plain attachments, and it is said"
    );
    #[cfg(unix)]
    {
        assert!(made.iter().any(|document| document.title == "坏名_a"));
        assert!(taken.report.problems.iter().any(|problem| problem.message.key == "taking_in.renamed"));
    }
    let snapshot = office.store().snapshot().unwrap();
    assert_eq!(attachment::all(&snapshot).unwrap().len(), made.len());
    assert!(attachment::deposits(&snapshot).unwrap().is_empty());

    // The same folder again makes nothing.
    let again = planned(&office, &[root], &Values::new());
    assert_eq!(again.duplicates(), again.items.len());
    assert!(take_in(&office, &owner(), &again, true, &|_, _| true).unwrap().outcome.is_none());
    office.execute(&owner(), Command::Undo).unwrap();
    assert!(documents(&office).is_empty(), "one undo takes all of it back");
    office.execute(&owner(), Command::Redo).unwrap();
    assert_eq!(documents(&office).len(), made.len());
}

#[test]
fn a_file_marked_as_a_state_secret_stays_out_alone() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("drop");
    write(&root, "暗.txt", "机密★10年\n深蓝计划".as_bytes());
    write(&root, "秘密★1年 计划.txt", "无字".as_bytes());
    write(&root, "绝密★30年/卷.txt", "卷内".as_bytes());
    write(&root, "明.txt", "公开".as_bytes());
    let late = write(&root, "后.txt", "后来".as_bytes());
    let tried = |dry_run, strict| {
        let options = ImportOptions { dry_run, strict, ..ImportOptions::default() };
        import_file(&office, &owner(), "document", &root, &options)
    };
    let told = |problems: &[chancery::exchange::ImportProblem]| -> Vec<(String, String)> {
        let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        problems
            .iter()
            .map(|of| {
                assert_eq!(of.message.key, "taking_in.state_marked");
                (name(of.field.as_deref().unwrap()), of.message.in_language(Language::English))
            })
            .collect()
    };
    let wanted = [
        ("暗.txt", "stands in its text:"),
        ("秘密★1年 计划.txt", "stands in its name:"),
        ("卷.txt", "stands in the name of its folder:"),
    ];
    let all_told = |told: &[(String, String)]| {
        assert_eq!(told.len(), wanted.len(), "{told:?}");
        for (name, place) in wanted {
            assert!(told.iter().any(|(file, why)| file == name && why.contains(place)), "{told:?}");
        }
    };
    let dry = tried(true, false).unwrap();
    assert_eq!((dry.created, dry.skipped), (2, 3));
    all_told(&told(&dry.problems));
    let Err(Problem::Input(faults)) = tried(false, true) else { panic!("all or nothing") };
    assert!(faults.iter().any(|fault| fault.message.in_language(Language::English).contains("暗.txt: ")));
    assert!(documents(&office).is_empty());

    // One that got its marking after it was looked at stays out too.
    let plan = planned(&office, std::slice::from_ref(&root), &Values::new());
    fs::write(&late, "秘密★5年 后来").unwrap();
    let taken = take_in(&office, &owner(), &plan, true, &|_, _| true).unwrap();
    assert_eq!((taken.report.created, taken.report.skipped), (1, 4));
    let titles: Vec<String> = documents(&office).into_iter().map(|document| document.title).collect();
    assert_eq!(titles, ["明"]);
    let snapshot = office.store().snapshot().unwrap();
    assert_eq!(attachment::all(&snapshot).unwrap().len(), 1);
    for secret in ["机密★10年\n深蓝计划", "无字", "卷内", "秘密★5年 后来"] {
        assert!(!attachment::has_content(&snapshot, &attachment::sha256_hex(secret.as_bytes())).unwrap());
    }
    let held = format!("{:?}", contents(&snapshot).unwrap());
    assert!(!held.contains("深蓝") && !held.contains("暗.txt"));
}

#[test]
fn an_import_that_is_stopped_leaves_nothing() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    for number in 0..450 {
        write(folder.path(), &format!("f/{number:03}.txt"), format!("内容{number}").as_bytes());
    }
    let plan = planned(&office, &[folder.path().join("f")], &Values::new());
    assert_eq!(plan.items.len(), 450);
    let before = contents(&office.store().snapshot().unwrap()).unwrap();
    let seen = Cell::new(0);
    let stop = |done, _| {
        seen.set(done);
        done < 430
    };
    let stopped = take_in(&office, &owner(), &plan, true, &stop).unwrap_err();
    assert!(matches!(stopped, Problem::Input(_)));
    assert_eq!(seen.get(), 430, "two parts were in the file by then");
    let after = contents(&office.store().snapshot().unwrap()).unwrap();
    assert!(before == after, "contents that were not attached are gone again");

    let seen = Cell::new(0_u32);
    let count = |_, _| {
        seen.set(seen.get() + 1);
        seen.get() < 20
    };
    let reader = office.reader(&owner()).unwrap();
    assert!(
        look(&reader, &[folder.path().join("f")], &Values::new(), "2030-01-01".parse().unwrap(), &count)
            .is_err()
    );
    assert!(seen.get() < 40, "looking is stopped at once");
}

#[test]
fn a_deposit_is_attached_only_by_who_made_it() {
    let office = empty_office();
    office.execute(&owner(), person(5, "外人")).unwrap();
    let contents = [Deposited { content: b"secret".to_vec(), text: "secret".to_owned() }];
    let kept = office.deposit(&owner(), &contents).unwrap();
    let attach = |deposit: RecordId| Command::AttachDeposit {
        register: "person".to_owned(),
        id: id(5),
        attachment: id(70),
        name: "a.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        deposit,
        reason: String::new(),
    };
    let mut other = chancery::desk::Session::owner();
    other.person = Some(id(5));
    let stranger = std::sync::Arc::new(other);
    assert!(office.execute(&stranger, attach(kept[0].deposit)).is_err());
    assert!(office.execute(&owner(), attach(id(99))).is_err(), "nothing waits there");
    office.execute(&owner(), attach(kept[0].deposit)).unwrap();
    assert!(office.execute(&owner(), attach(kept[0].deposit)).is_err(), "it waits no more");
    office.withdraw(&[kept[0].deposit]).unwrap();
    let snapshot = office.store().snapshot().unwrap();
    assert!(attachment::content(&snapshot, &kept[0].sha256).unwrap().is_some());

    // What was in the file before the deposit stays when the deposit goes.
    let again = office.deposit(&owner(), &contents).unwrap();
    office
        .execute(&owner(), Command::Detach { register: "person".to_owned(), id: id(5), attachment: id(70) })
        .unwrap();
    office.withdraw(&[again[0].deposit]).unwrap();
    let snapshot = office.store().snapshot().unwrap();
    assert!(attachment::content(&snapshot, &kept[0].sha256).unwrap().is_some(), "the history still shows it");
    office.execute(&owner(), Command::Undo).unwrap();
}

#[test]
fn the_command_line_takes_files_and_tables_and_files_go_out_again() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "收/办公/甲.txt", "甲".as_bytes());
    write(folder.path(), "收/办公/乙.csv", "列一,列二\n1,2\n".as_bytes());
    let table = write(folder.path(), "目录.csv", "title,nature\n丙,policy\n".as_bytes());
    let options = ImportOptions::default();
    let dry = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let source = folder.path().join("收");
    let tried = import_file(&office, &owner(), "document", &source, &dry).unwrap();
    assert_eq!((tried.created, documents(&office).len()), (2, 0), "a dry run makes nothing");
    let report = import_file(&office, &owner(), "document", &source, &options).unwrap();
    assert_eq!((report.read, report.created, report.problems.len()), (2, 2, 0));
    let again = import_file(&office, &owner(), "document", &source, &options).unwrap();
    assert_eq!((again.created, again.unchanged), (0, 2));
    let extra = write(folder.path(), "附件.txt", "附件".as_bytes());
    let set = ImportOptions { every_row: vec![("note".to_owned(), "随文".to_owned())], ..options.clone() };
    import_file(&office, &owner(), "document", &extra, &set).unwrap();
    assert!(documents(&office).iter().any(|of| of.title == "附件" && of.note == "随文"), "--set is kept");
    let unknown =
        ImportOptions { every_row: vec![("nothing".to_owned(), "x".to_owned())], ..options.clone() };
    assert!(import_file(&office, &owner(), "document", &extra, &unknown).is_err());
    office.execute(&owner(), Command::Undo).unwrap();
    let rows = import_file(&office, &owner(), "document", &table, &options).unwrap();
    assert_eq!(rows.created, 1, "a table of documents is read as such");
    assert_eq!(documents(&office).len(), 3);
    assert!(
        import_file(&office, &owner(), "document", &folder.path().join("没有"), &options).unwrap().created
            == 0
    );

    let document = find("document").unwrap();
    let reader = office.reader(&owner()).unwrap();
    let ids: Vec<RecordId> = reader.all::<Document>().unwrap().iter().map(|stored| stored.meta.id).collect();
    let out = folder.path().join("出");
    let written = export_files(&reader, document, &ids, &out, &|_, _| true).unwrap();
    assert_eq!((written.written, written.withheld), (2, 0));
    assert_eq!(fs::read_to_string(out.join("收/办公/甲.txt")).unwrap(), "甲");
    export_files(&reader, document, &ids, &out, &|_, _| true).unwrap();
    assert_eq!(fs::read_to_string(out.join("收/办公/甲 (2).txt")).unwrap(), "甲", "nothing is written over");
}

#[test]
fn of_a_document_the_newest_file_of_each_name_goes_out() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    let values = Values::new().text("title", "方案");
    office.execute(&owner(), crate::fixture::create("document", 70, values)).unwrap();
    for (name, content) in [("方案.txt", "旧"), ("附表.txt", "表"), ("方案.txt", "新")] {
        let attach = chancery::exchange::attaching::attach_command;
        let content = content.as_bytes().to_vec();
        office.execute(&owner(), attach("document", id(70), name, content, "")).unwrap();
    }
    let reader = office.reader(&owner()).unwrap();
    let document = find("document").unwrap();
    let out = folder.path().join("出");
    let written = export_files(&reader, document, &[id(70)], &out, &|_, _| true).unwrap();
    assert_eq!(written.written, 2);
    assert_eq!(fs::read_to_string(out.join("方案.txt")).unwrap(), "新");
    assert_eq!(fs::read_to_string(out.join("附表.txt")).unwrap(), "表");
}

#[test]
fn a_class_that_files_are_put_into_is_theirs_whatever_their_names_say() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "预算.txt", b"x");
    let aim = Values::new().with("content", Value::choice("meeting")).with("department", Value::Link(id(1)));
    let plan = planned(&office, &[path], &aim);
    assert_eq!(plan.items[0].content, "meeting");
    assert_eq!(plan.items[0].department, Some((id(1), "CWB 科".to_owned())));
    assert_eq!(plan.items[0].found.folder, "", "a file has no folder of its own");
}

#[test]
fn previews_are_bounded_and_say_what_they_can_not_show() {
    let office = demo_office();
    let reader = office.reader(&owner()).unwrap();
    let files = attachment::all(&office.store().snapshot().unwrap()).unwrap();
    let of = |ending: &str| {
        let file =
            files.iter().find(|file| file.register == "document" && file.name.ends_with(ending)).unwrap();
        preview(&file.name, &reader.content(file).unwrap())
    };
    let Preview::Picture(picture) = of(".png") else { panic!("a picture") };
    assert_eq!((picture.size, picture.pixels.len()), ([760, 480], 760 * 480 * 4));
    let Preview::Pages { pages, are_own, .. } = of(".pdf") else { panic!("pages") };
    assert_eq!((pages.len(), are_own), (3, true));
    assert!(pages[1].contains("放假与值班"), "{}", pages[1]);
    let Preview::Pages { pages, are_own, .. } = of(".docx") else { panic!("text") };
    assert!(!are_own && pages[0].contains("门禁卡12张"));
    assert!(matches!(preview("x.bin", &[0; 64]), Preview::Nothing(_)));
    assert!(matches!(preview("x.png", b"\x89PNG\r\n\x1a\n broken"), Preview::Nothing(_)));
    assert!(matches!(preview("x.docx", &bomb()), Preview::Nothing(_)));
    let Preview::Pages { pages, .. } = preview("BM.txt", b"BM begins like a picture") else { panic!("text") };
    assert_eq!(pages, ["BM begins like a picture"]);
    let long = "一行文字\n".repeat(5_000);
    let Preview::Pages { pages, are_own, .. } = preview("x.txt", long.as_bytes()) else { panic!("text") };
    assert!(!are_own && pages.len() > 5 && pages.iter().all(|page| page.chars().count() <= 6_000));
}

#[test]
fn dropped_files_are_looked_at_and_taken_in() {
    let office = demo_office();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "财务部/差旅费报销说明.txt", "凭票报销".as_bytes());
    write(folder.path(), "财务部/空.txt", b"");
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut harness, "the tree", |window| window.query_by_label_contains("收入文件…").is_some());
    let ctx = harness.ctx.clone();
    harness.state_mut().look_at_files(&ctx, vec![folder.path().join("财务部")]);
    until(&mut harness, "what will be made", |window| {
        window.query_by_label("收入 1 份").is_some() || window.query_by_label_contains("收入 1 份").is_some()
    });
    assert!(
        harness.query_all_by_label_contains("含“财务”").next().is_some()
            || harness.query_all_by_label_contains("含“报销”").next().is_some(),
        "why this class"
    );
    assert!(harness.query_all_by_label_contains("空文件").next().is_some());
    harness.get_by_label_contains("收入 1 份").click();
    until(&mut harness, "the toast", |window| {
        window.query_all_by_label_contains("已收入 1 份").next().is_some()
    });
    until(&mut harness, "the document", |window| {
        window.query_all_by_label_contains("差旅费报销说明").next().is_some()
    });
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "nothing of it", |window| {
        window.query_all_by_label_contains("差旅费报销说明").next().is_none()
    });
}
