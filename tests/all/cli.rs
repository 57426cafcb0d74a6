//! The command line as scripts use it: the real program in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

struct Answer {
    code: Option<i32>,
    out: String,
    errors: String,
}

impl Answer {
    fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{} {}", self.out, self.errors);
        self.out.trim_end().to_owned()
    }

    fn json(self) -> Json {
        let text = self.ok();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn lines(self) -> Vec<Json> {
        self.ok().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Ended with 1; gives the error object.
    fn refused(self) -> Json {
        assert_eq!(self.code, Some(1), "{} {}", self.out, self.errors);
        assert!(!self.errors.trim().is_empty());
        serde_json::from_str::<Json>(self.out.trim()).unwrap()["error"].clone()
    }
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With an office that has one unit and two people in it.
    fn with_office() -> Self {
        let desk = Self::new();
        desk.run(&["new", "--name", "试验"]).ok();
        desk.run(&["add", "unit", "code=BGS", "name=办公室"]).ok();
        desk.run(&["add", "person", "number=001", "name=张三", "unit=BGS", "mobile=13800000000"]).ok();
        desk.run(&["add", "person", "number=002", "name=李四", "unit=办公室", "mobile=13900000000"]).ok();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CHANCERY_FILE", self.path("office.chancery"))
            .env("LANG", "en_US.UTF-8")
            .env("HOME", self.folder.path())
            .env_remove("XDG_STATE_HOME")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        answer(self.command(arguments).output().unwrap())
    }

    fn id(&self, register: &str, condition: &str) -> String {
        let found = self.run(&["list", register, "--where", condition, "--json"]).lines();
        assert_eq!(found.len(), 1);
        found[0]["id"].as_str().unwrap().to_owned()
    }
}

fn answer(output: Output) -> Answer {
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn added_records_are_listed_with_their_values() {
    let desk = Desk::with_office();
    let unit = desk.id("unit", "code=BGS");
    let people = desk.run(&["list", "person", "--sort", "-number", "--json"]).lines();
    assert_eq!(people.len(), 2);
    assert_eq!(people[0]["name"], "李四");
    assert_eq!(people[1]["name"], "张三");
    assert_eq!(people[0]["unit"], unit.as_str());
    assert_eq!(people[0]["state"], "on_duty");
    assert_eq!(people[0]["born_on"], Json::Null);
    assert_eq!(people[0]["revision"], 1);
    let first = desk.run(&["list", "person", "--sort", "number", "--limit", "1", "--json"]).json();
    assert_eq!(first["number"], "001");
    // Without a wish: by number, although this one was made last.
    desk.run(&["add", "person", "number=000", "name=王五"]).ok();
    let first = desk.run(&["list", "person", "--limit", "1", "--json"]).json();
    assert_eq!(first["number"], "000");
    let here =
        desk.run(&["list", "person", "--where", "unit=办公室", "--where", "name=张三", "--json"]).lines();
    assert_eq!(here.len(), 1);
}

#[test]
fn values_have_the_types_that_the_table_says() {
    let desk = Desk::with_office();
    desk.run(&["add", "post", "code=P1", "name=主任", "unit=BGS", "role=director"]).ok();
    desk.run(&["add", "appointment", "person=001", "post=P1", "share=0.5", "from=2026-01-31"]).ok();
    let appointment = desk.run(&["list", "appointment", "--json"]).json();
    assert_eq!(appointment["share"].as_f64(), Some(0.5));
    assert_eq!(appointment["from"], "2026-01-31");
    assert_eq!(appointment["tenure"], "main");
    assert_eq!(appointment["until"], Json::Null);
}

#[test]
fn a_list_for_people_lines_up_wide_characters() {
    let desk = Desk::with_office();
    desk.run(&["set", "person", "002", "name=Li"]).ok();
    let list = desk.run(&["list", "person", "--sort", "number"]).ok();
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 3);
    let column = |line: &str| chancery::cli::width(&line[..line.find("办公室").unwrap()]);
    assert_eq!(column(lines[1]), column(lines[2]));
}

#[test]
fn every_record_type_is_described() {
    let desk = Desk::new();
    let types = desk.run(&["records", "--json", "--lang", "zh-Hans"]).lines();
    let person = types.iter().find(|of| of["record"] == "person").unwrap();
    assert_eq!(person["title"], "人员");
    let field = |key: &str| {
        let fields = person["fields"].as_array().unwrap();
        fields.iter().find(|field| field["key"] == key).unwrap().clone()
    };
    assert_eq!(
        field("unit"),
        serde_json::json!({"key": "unit", "type": "link", "required": false, "choices": null, "link": "unit"})
    );
    assert_eq!(field("name")["required"], true);
    assert_eq!(field("state")["choices"], serde_json::json!(["on_duty", "seconded", "on_leave", "left"]));
    let mut keys = types.iter().flat_map(|of| of["fields"].as_array().unwrap());
    let taken = |key: &Json| ["id", "record", "revision", "void", "history"].iter().any(|own| key == own);
    assert!(!keys.any(|field| taken(&field["key"])), "a field would hide what every record has");
}

#[test]
fn a_change_on_an_old_revision_is_refused() {
    let desk = Desk::with_office();
    desk.run(&["set", "person", "001", "place=A101"]).ok();
    let error = desk.run(&["set", "person", "001", "place=B202", "--base", "1", "--json"]).refused();
    assert_eq!(error["code"], "conflict");
    assert_eq!(error["field"], "place");
    let both = serde_json::json!([{"field": "place", "mine": "B202", "theirs": "A101"}]);
    assert_eq!(error["clashes"], both);
    assert!(error["message"].as_str().unwrap().contains("B202"), "{error}");
    assert_eq!(desk.run(&["show", "001", "--json"]).json()["place"], "A101");
    desk.run(&["set", "person", "001", "alias=Zhang San", "--base", "2"]).ok();
    desk.run(&["set", "person", "001", "place="]).ok();
    assert_eq!(desk.run(&["show", "001", "--json"]).json()["place"], Json::Null);
}

#[test]
fn what_only_the_program_writes_is_refused_by_name() {
    let desk = Desk::with_office();
    desk.run(&["add", "storage_place", "code=A", "name=库房"]).ok();
    let error = desk.run(&["set", "storage_place", "A", "used=5", "--json"]).refused();
    assert_eq!((&error["code"], &error["field"]), (&"set_by_program".into(), &"used".into()), "{error}");
    desk.run(&["add", "storage_place", "code=B", "name=B", "used=5", "--json"]).refused();
}

#[test]
fn transitions_void_undo_and_redo_leave_a_history() {
    let desk = Desk::with_office();
    desk.run(&["do", "person", "001", "start_leave"]).ok();
    assert_eq!(desk.run(&["show", "001", "--json"]).json()["state"], "on_leave");
    assert_eq!(desk.run(&["do", "person", "001", "fly", "--json"]).refused()["code"], "unknown_transition");
    let error = desk.run(&["do", "person", "001", "leave", "--json"]).refused();
    assert!(["reason_required", "needed_for"].contains(&error["code"].as_str().unwrap()), "{error}");
    desk.run(&["undo"]).ok();
    assert_eq!(desk.run(&["show", "001", "--json"]).json()["state"], "on_duty");
    desk.run(&["redo"]).ok();
    assert_eq!(desk.run(&["show", "001", "--json"]).json()["state"], "on_leave");
    desk.run(&["do", "person", "001", "leave", "left_on=2026-03-31", "--reason", "退休"]).ok();
    let shown = desk.run(&["show", "001", "--history", "--json"]).json();
    let history = shown["history"].as_array().unwrap();
    let verbs: Vec<&str> = history.iter().map(|entry| entry["verb"].as_str().unwrap()).collect();
    assert_eq!(verbs.last(), Some(&"create"));
    assert_eq!(verbs.len(), 5);
    assert_eq!(history[0]["reason"], "退休");
    let text = desk.run(&["show", "001", "--history"]).ok();
    assert!(text.lines().any(|line| line.contains("State: ") && line.contains(" → ")), "{text}");
    let id = shown["id"].as_str().unwrap();
    desk.run(&["void", "002", "--reason", "重复"]).ok();
    assert_eq!(desk.run(&["list", "person", "--json"]).lines().len(), 1);
    let void = desk.run(&["list", "person", "--void", "--json"]).json();
    assert_eq!(void["void"]["reason"], "重复");
    desk.run(&["unvoid", void["id"].as_str().unwrap()]).ok();
    assert_eq!(desk.run(&["list", "person", "--json"]).lines().len(), 2);
    let then = desk.run(&["show", id, "--as-of", "2020-01-01", "--json"]).refused();
    assert_eq!(then["code"], "missing");
    assert_eq!(desk.run(&["show", id, "--as-of", "2199-01-01", "--json"]).json()["state"], "left");
    assert_eq!(desk.run(&["show", id, "--as-of", "soon"]).code, Some(2));
}

#[test]
fn a_person_acts_with_their_own_rights() {
    let desk = Desk::with_office();
    let error = desk.run(&["--as", "张三", "void", "002", "--reason", "x", "--json"]).refused();
    assert_eq!(error["code"], "denied");
    assert_eq!(desk.run(&["list", "person", "--json"]).lines().len(), 2);
    let people = desk.run(&["--as", "001", "list", "person", "--sort", "number", "--json"]).lines();
    assert_eq!(people[0]["mobile"], "13800000000", "their own");
    assert!(people[1].get("mobile").is_none(), "not somebody else's");
    let error = desk.run(&["--as", "001", "list", "person", "--where", "mobile=139", "--json"]).refused();
    assert_eq!(error["code"], "denied");
    assert!(!error["message"].as_str().unwrap().contains('{'), "{error}");
    assert_eq!(desk.run(&["--as", "001", "search", "13900000000", "--json"]).ok(), "");
    assert_eq!(desk.run(&["--as", "001", "backup", "copy.chancery", "--json"]).refused()["code"], "denied");
    assert!(!desk.path("copy.chancery").exists());
    assert_eq!(desk.run(&["--as", "王五", "list", "person", "--json"]).refused()["code"], "missing");
}

#[test]
fn exit_codes_tell_wrong_usage_from_wrong_data() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["list"]).code, Some(2));
    assert_eq!(desk.run(&["add", "person", "name"]).code, Some(2));
    let nameless = answer(desk.command(&["list", "person"]).env_remove("CHANCERY_FILE").output().unwrap());
    assert_eq!(nameless.code, Some(2));
    assert_eq!(nameless.errors.trim_end().lines().count(), 1);
    desk.run(&["new"]).ok();
    let error = desk.run(&["add", "person", "nmae=张三", "--json"]).refused();
    assert_eq!(error["code"], "unknown_field");
    assert!(error["message"].as_str().unwrap().contains("nmae"));
    assert_eq!(desk.run(&["list", "people", "--json"]).refused()["code"], "no_such_register");
    let error = desk.run(&["add", "person", "number=1", "--json"]).refused();
    assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("required"), Some("name")));
    let window = desk.run(&[]);
    if cfg!(target_os = "linux") {
        assert_eq!(window.code, Some(1));
        assert_eq!(window.errors.trim_end().lines().count(), 1);
        assert!(window.errors.contains("list"));
    }
}

#[test]
fn messages_follow_the_language() {
    let desk = Desk::new();
    let hans = answer(desk.command(&["list", "person"]).env("LANG", "zh_CN.UTF-8").output().unwrap());
    let hant = answer(desk.command(&["list", "person"]).env("LANG", "zh_TW.UTF-8").output().unwrap());
    assert!(hans.errors.contains("没有") || hans.errors.contains("找不到"), "{}", hans.errors);
    assert_ne!(hans.errors, hant.errors);
    assert_eq!(desk.run(&["list", "person", "--lang", "zh-Hant"]).errors, hant.errors);
    assert_eq!(desk.run(&["list", "person", "--lang", "fr"]).code, Some(2));
}

#[test]
fn check_finds_a_damaged_copy_and_backups_come_back() {
    let desk = Desk::with_office();
    let sound = desk.run(&["check", "--json"]).json();
    assert_eq!(sound["ok"], true);
    let registers = desk.run(&["records", "--json"]).lines();
    let listed = registers
        .iter()
        .map(|of| desk.run(&["list", of["record"].as_str().unwrap(), "--json"]).lines().len());
    assert_eq!(sound["records"], listed.sum::<usize>());
    assert_eq!(sound["audit_entries"], sound["records"], "each was made once and not changed since");
    desk.run(&["backup", "copy.chancery"]).ok();
    assert_eq!(desk.run(&["backup", "copy.chancery", "--json"]).refused()["code"], "exists");
    let back = ["--file", "back.chancery"];
    desk.run(&[back[0], back[1], "restore", "copy.chancery"]).ok();
    assert_eq!(desk.run(&[back[0], back[1], "list", "person", "--json"]).lines().len(), 2);
    let again = desk.run(&[back[0], back[1], "restore", "copy.chancery", "--json"]).refused();
    assert_eq!(again["code"], "exists");

    let mut bytes = std::fs::read(desk.path("copy.chancery")).unwrap();
    let name = "张三".as_bytes();
    let places: Vec<usize> =
        (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at] ^= 0x01;
    }
    std::fs::write(desk.path("bad.chancery"), bytes).unwrap();
    let bad = desk.run(&["--file", "bad.chancery", "check", "--json"]);
    assert_eq!(bad.code, Some(1), "{} {}", bad.out, bad.errors);
    let report: Json = serde_json::from_str(bad.out.trim()).unwrap();
    assert_eq!(report["ok"], false);
    assert!(!report["findings"][0]["place"].as_str().unwrap().is_empty());
    assert!(bad.errors.contains(report["findings"][0]["place"].as_str().unwrap()));
}

#[test]
fn files_that_are_no_office_are_refused() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["list", "person", "--json"]).refused()["code"], "not_found");
    std::fs::write(desk.path("office.chancery"), "a letter").unwrap();
    assert_eq!(desk.run(&["list", "person", "--json"]).refused()["code"], "not_an_office");
    assert_eq!(desk.run(&["new", "--json"]).refused()["code"], "exists");
    assert_eq!(std::fs::read(desk.path("office.chancery")).unwrap(), b"a letter");
}

fn newer(path: &Path) {
    let store = chancery::store::Store::open(path).unwrap();
    let mut info = store.info().unwrap();
    info.format = chancery::store::FORMAT + 1;
    store.write_info(&info).unwrap();
}

#[test]
fn a_file_that_is_open_or_newer_is_refused() {
    let desk = Desk::with_office();
    {
        let _open = chancery::store::Store::open(&desk.path("office.chancery")).unwrap();
        assert_eq!(desk.run(&["list", "person", "--json"]).refused()["code"], "already_open");
    }
    newer(&desk.path("office.chancery"));
    assert_eq!(desk.run(&["list", "person", "--json"]).refused()["code"], "newer");
}

#[test]
fn search_finds_names_by_initials_and_ranks_whole_names_first() {
    let desk = Desk::with_office();
    desk.run(&["add", "person", "number=zs9", "name=赵四"]).ok();
    desk.run(&["add", "person", "number=003", "name=张三丰"]).ok();
    let titles = |query: &str| -> Vec<String> {
        let hits = desk.run(&["search", query, "--json"]).lines();
        hits.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
    };
    assert!(titles("zs").contains(&"张三".to_owned()));
    assert_eq!(titles("张三"), ["张三", "张三丰"]);
    assert_eq!(titles("zhang sanfeng"), ["张三丰"]);
    assert_eq!(titles("13900000000"), Vec::<String>::new(), "a field that no search looks into");
    desk.run(&["void", "003", "--reason", "x"]).ok();
    assert_eq!(titles("张三"), ["张三"]);
}

#[test]
fn a_register_goes_out_and_comes_back_unchanged() {
    let desk = Desk::with_office();
    desk.run(&["export", "person", "people.csv"]).ok();
    let report = desk.run(&["import", "person", "people.csv", "--json"]).json();
    assert_eq!(report["unchanged"], 2);
    std::fs::write(desk.path("more.csv"), "number,name\n009,孙七\n010,\n").unwrap();
    let partly = desk.run(&["import", "person", "more.csv", "--json"]);
    assert_eq!(partly.code, Some(1));
    let report: Json = serde_json::from_str(partly.out.trim()).unwrap();
    assert_eq!((report["created"].as_u64(), report["skipped"].as_u64()), (Some(1), Some(1)));
    assert_eq!(desk.run(&["list", "person", "--json"]).lines().len(), 3);
}

#[test]
fn the_demonstration_office_is_sound_and_can_be_drawn() {
    let desk = Desk::new();
    desk.run(&["new", "--demo"]).ok();
    assert_eq!(desk.run(&["check", "--json"]).json()["ok"], true);
    desk.run(&["chart", "org", "org.svg"]).ok();
    assert!(std::fs::read_to_string(desk.path("org.svg")).unwrap().contains("<svg"));
    desk.run(&["chart", "budget-execution", "budget.svg", "--lang", "zh-Hans"]).ok();
    let budget = std::fs::read_to_string(desk.path("budget.svg")).unwrap();
    assert!(budget.contains("2026 年预算执行与序时进度") && budget.contains("12 月"), "{budget}");
    for file in ["budget.png", "budget.pdf"] {
        desk.run(&["chart", "budget-execution", file]).ok();
    }
    for file in ["archive.svg", "archive.png", "archive.pdf"] {
        desk.run(&["chart", "archive", file, "--lang", "zh-Hans"]).ok();
    }
    let archive = std::fs::read_to_string(desk.path("archive.svg")).unwrap();
    assert!(archive.contains("归档完成率") && archive.contains("保管期限到期预测"), "{archive}");
    assert_eq!(desk.run(&["chart", "sky", "sky.svg", "--json"]).refused()["code"], "no_such_chart");
}

#[test]
fn a_fault_report_says_what_and_where() {
    let facts = chancery::cli::PanicFacts {
        at: "2026-03-02T04:00:00Z".parse().unwrap(),
        thread: "chancery-writer".to_owned(),
        message: "the sky fell".to_owned(),
        location: "src/desk/office.rs:1:2".to_owned(),
        backtrace: "0: main".to_owned(),
    };
    let report = chancery::cli::panic_report(&facts);
    for part in ["2026-03-02T04:00:00Z", env!("CARGO_PKG_VERSION"), std::env::consts::OS, "chancery-writer"] {
        assert!(report.contains(part), "{part}");
    }
    assert!(report.contains("the sky fell") && report.contains("src/desk/office.rs:1:2"));
    assert!(report.trim_end().ends_with("0: main"));
}

#[test]
fn a_file_with_an_account_is_encrypted_unless_told_otherwise() {
    let desk = Desk::new();
    let begins = |name: &str, arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.env("CHANCERY_FILE", desk.path(name)).env("CHANCERY_PASSWORD", "three lamps over water");
        let answer = answer(command.output().unwrap()).json();
        assert!(answer["recovery_code"].as_str().is_some_and(|code| code.len() == 39), "{answer}");
        std::fs::read(desk.path(name)).unwrap()[..8].to_vec()
    };
    let new = ["--json", "new", "--account", "wang"];
    assert_eq!(begins("one.chancery", &new), b"chancery");
    assert_eq!(begins("two.chancery", &[&new[..], &["--plain"]].concat()), *b"redb\x1a\x0a\xa9\x0d");
}

#[test]
fn a_system_administrator_adds_accounts_and_nobody_forges_what_the_program_writes_down() {
    let desk = Desk::new();
    let run = |account: &str, password: &str, arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.env("CHANCERY_FILE", desk.path("office.chancery")).env("CHANCERY_ACCOUNT", account);
        command.env("CHANCERY_PASSWORD", password).env("CHANCERY_NEW_PASSWORD", "seven boats leave at dawn");
        answer(command.output().unwrap())
    };
    let boss = |arguments: &[&str]| run("boss", "three lamps over water", arguments);
    boss(&["--json", "new", "--account", "boss", "--plain"]).json();
    boss(&["add", "unit", "code=BGS", "name=办公室"]).ok();
    boss(&["add", "person", "number=1", "name=赵敏", "unit=BGS"]).ok();
    boss(&["add", "post", "code=XT", "name=系统管理员", "unit=BGS", "role=system"]).ok();
    boss(&["add", "appointment", "person=1", "post=XT", "from=2020-01-01"]).ok();
    let code = boss(&["--json", "account", "add", "sys", "--person", "1"]).json();
    run("sys", code["one_time_code"].as_str().unwrap(), &["account", "password"]).ok();
    let system = |arguments: &[&str]| run("sys", "seven boats leave at dawn", arguments);
    boss(&["add", "person", "number=2", "name=李伟", "unit=BGS"]).ok();
    system(&["account", "add", "li", "--person", "2"]).ok();
    std::fs::write(desk.path("in.csv"), "at,name,event,failures\n2026-11-01T00:00:00Z,boss,signed_in,0\n")
        .unwrap();
    let path = desk.path("in.csv");
    let forged = system(&["import", "sign_in", path.to_str().unwrap(), "--strict"]);
    assert!(forged.errors.contains("nobody adds") && forged.code == Some(1), "{}", forged.errors);
    let made = boss(&["add", "sign_in", "name=boss", "event=signed_in", "at=2026-11-01T00:00:00Z"]);
    assert!(made.errors.contains("nobody adds") && made.code == Some(1), "{}", made.errors);
}

#[test]
fn no_list_note_or_calendar_takes_the_place_of_an_office() {
    let desk = Desk::with_office();
    let file = desk.path("office.chancery");
    let place = file.to_str().unwrap().to_owned();
    std::fs::copy(&file, desk.path("copy.csv")).unwrap();
    let copy = desk.path("copy.csv").to_str().unwrap().to_owned();
    for arguments in [
        &["audit", "head", &place][..],
        &["export", "free_busy", &place, "--where", "person=001"],
        &["audit", "export", &copy],
        &["export", "person", &copy],
    ] {
        let answer = desk.run(arguments);
        assert!(
            answer.code == Some(1) && answer.errors.contains("not touched"),
            "{arguments:?} {}",
            answer.errors
        );
    }
    desk.run(&["check"]).ok();
}

#[test]
fn who_acts_with_the_rights_of_another_is_written_down() {
    let desk = Desk::new();
    let run = |arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.env("CHANCERY_ACCOUNT", "boss").env("CHANCERY_PASSWORD", "three lamps over water");
        answer(command.output().unwrap())
    };
    run(&["--json", "new", "--account", "boss", "--plain"]).json();
    run(&["add", "unit", "code=BGS", "name=办公室"]).ok();
    run(&["add", "person", "number=1", "name=赵敏", "unit=BGS"]).ok();
    run(&["add", "post", "code=ZR", "name=主任", "unit=BGS", "role=director"]).ok();
    run(&["add", "appointment", "person=1", "post=ZR", "from=2020-01-01"]).ok();
    let boss = run(&["account", "list", "--json"]).json()["id"].clone();
    let made = run(&["--as", "1", "add", "outgoing", "title=关于盘点的通知", "--json"]).json();
    let shown = run(&["show", made["id"].as_str().unwrap(), "--history", "--json"]).json();
    assert_eq!(shown["history"][0]["by"], boss, "{shown}");
}

#[test]
fn attachments_are_listed_told_and_written_out() {
    let desk = Desk::with_office();
    desk.run(&["add", "incoming", "title=通知", "sender=甲局", "received_on=2026-01-05"]).ok();
    let listed = desk.run(&["list", "incoming", "--json"]).lines();
    let id = listed[0]["id"].as_str().unwrap();
    std::fs::write(desk.path("a.txt"), "甲").unwrap();
    std::fs::write(desk.path("none.txt"), "").unwrap();
    std::fs::write(desk.path("cut.docx"), "PK\u{3}\u{4}").unwrap();
    // As of a folder, nothing is kept of what has nothing in it.
    let empty = desk.run(&["attach", id, "a.txt", "none.txt"]);
    assert_eq!(empty.code, Some(1));
    assert!(empty.errors.contains("none.txt: It is empty"), "{}", empty.errors);
    let added = desk.run(&["attach", id, "a.txt", "cut.docx"]);
    assert_eq!(added.code, Some(0));
    assert!(added.errors.contains("cut.docx"), "{}", added.errors);
    assert!(!added.errors.contains("a.txt:"), "{}", added.errors);
    let shown = desk.run(&["show", id]).ok();
    assert!(shown.contains("Attachments:") && shown.contains("a.txt  3 B"), "{shown}");
    let shown = desk.run(&["show", id, "--files", "out", "--json"]).json();
    let names: Vec<&str> =
        shown["attachments"].as_array().unwrap().iter().map(|of| of["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"a.txt"));
    assert_eq!(shown["files"]["written"], 2);
    assert_eq!(std::fs::read_to_string(desk.path("out/a.txt")).unwrap(), "甲");
}

#[cfg(unix)]
#[test]
fn a_name_that_would_not_show_is_written_out() {
    let desk = Desk::with_office();
    std::fs::create_dir(desk.path("in")).unwrap();
    std::fs::write(desk.path("in/a\u{202e}\nfdp.txt"), "甲").unwrap();
    let answer = desk.run(&["import", "document", "in"]);
    assert!(answer.out.contains("\\u{202e}\\nfdp.txt"), "{}", answer.out);
    assert!(!answer.out.contains('\u{202e}'), "{}", answer.out);
}

#[test]
fn a_paper_is_filed_with_what_the_options_say() {
    let desk = Desk::new();
    desk.run(&["new", "--demo"]).ok();
    let paper = "江岳纪〔2026〕9号";
    let lacking = desk.run(&["filing", "file", paper, "--by", "张三", "--json"]).refused();
    assert_eq!(lacking["code"], "lacks");
    desk.run(&["set", "retention_rule", "1.2", "keywords=纪要,决议，记录、决定"]).ok();
    let rule = desk.run(&["list", "retention_rule", "--where", "number=1.2", "--json"]).json();
    assert_eq!(rule["keywords"], serde_json::json!(["纪要", "决议", "记录", "决定"]));
    assert_eq!(desk.run(&["filing", "file", paper, "--rule", "9.9", "--json"]).refused()["code"], "missing");
    let of_paper = format!("{paper}=1.2");
    desk.run(&["filing", "file", paper, "--rule", &of_paper, "--by", "张三"]).ok();
    let items = desk.run(&["list", "archive_item", "--where", "year=2026", "--json"]).lines();
    let item = items.iter().find(|item| item["document_number"] == paper && item["number"] != "").unwrap();
    assert_eq!(item["retention"], "Y");
    // What stands for every paper that is named, by whoever files them.
    let other = "江岳办发〔2026〕2号";
    let options = ["--rule", "1.4", "--division", "综合办公室", "--pages", "3"];
    desk.run(&[&["--as", "张三", "filing", "file", other][..], &options[..]].concat()).ok();
    desk.run(&["mark", "A0001", "--level", "core_trade", "--for", "张三", "--basis", "协议"]).ok();
}

#[test]
fn what_is_empty_or_beyond_the_calendar_is_refused_with_the_reason() {
    let desk = Desk::with_office();
    std::fs::write(desk.path("空.txt"), b"").unwrap();
    let refused = desk.run(&["attach", "001", desk.path("空.txt").to_str().unwrap(), "--json"]).refused();
    assert_eq!(refused["code"], "at_file");
    let beyond = desk.run(&["set", "person", "001", "hired_on=2999-01-01"]);
    assert_eq!(beyond.code, Some(1));
    assert!(beyond.errors.contains("1800") && beyond.errors.contains("2200"), "{}", beyond.errors);
}
