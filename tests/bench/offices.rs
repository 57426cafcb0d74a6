//! Offices to measure with. They are made once in `target/bench` and made anew when the program was built anew.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chancery::desk::scale::{Scale, fill};
use chancery::desk::{Clock as _, Office, Session, SystemClock};
use chancery::exchange::{ImportOptions, import_file};
use chancery::model::RecordId;
use chancery::store::{FORMAT, OfficeInfo};

/// Rows of the large register.
pub const ROWS: usize = 1_000_000;

const SURNAMES: [&str; 16] =
    ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "欧阳", "司徒"];
const GIVEN: [&str; 24] = [
    "安", "博", "晨", "芳", "刚", "国", "海", "浩", "华", "建", "洁", "静", "军", "丽", "敏", "明", "宁",
    "强", "书", "涛", "伟", "文", "雪", "志",
];

/// The folder of the measurements.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The owner.
pub fn owner() -> Arc<Session> {
    Arc::new(Session::owner())
}

/// What a new office says of itself.
pub fn info() -> OfficeInfo {
    let name = "measured".to_owned();
    OfficeInfo { format: FORMAT, id: RecordId::generate(), name, created_at: SystemClock.now(), demo: true }
}

/// An office in a new file.
pub fn fresh(name: &str) -> Office {
    let path = folder().join(name);
    fs::remove_file(&path).ok();
    Office::create(&path, &info(), Arc::new(SystemClock)).unwrap()
}

/// Whether a file is there and younger than this program.
fn is_current(path: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let program = std::env::current_exe().ok();
    changed(path)
        .is_some_and(|made| program.and_then(|program| changed(&program)).is_some_and(|of| made > of))
}

/// The file of an office of a size.
pub fn of_scale(scale: Scale) -> PathBuf {
    let name = format!("{}.chancery", scale.letter());
    let path = folder().join(&name);
    if !is_current(&path) {
        make_elsewhere(scale.letter());
    }
    path
}

/// Makes an office in another process, so that making it does not count as this one's memory.
fn make_elsewhere(name: &str) {
    let program = std::env::current_exe().unwrap();
    assert!(
        Command::new(program).arg(format!("{MAKE}{name}")).status().unwrap().success(),
        "no office {name}"
    );
}

/// The argument that asks for an office to be made.
pub const MAKE: &str = "make:";

/// Makes the office that an argument names.
pub fn make(name: &str) {
    let office = fresh(&format!("{name}.chancery"));
    match Scale::ALL.into_iter().find(|scale| scale.letter() == name) {
        Some(scale) => fill(&office, &owner(), scale, &mut |_, _| {}).unwrap(),
        None => {
            let options = ImportOptions::default();
            let report = import_file(&office, &owner(), "person", &table(), &options).unwrap();
            assert_eq!(report.created, ROWS, "{:?}", report.problems.first());
        }
    }
}

/// The names of the columns of the large table.
pub const COLUMNS: [&str; 6] = ["number", "name", "alias", "email", "phone", "hired_on"];

/// The cells of a row of the large table.
pub fn row(number: usize) -> [String; 6] {
    let mixed = number.wrapping_mul(2_654_435_761) >> 7;
    let name =
        [SURNAMES[mixed % SURNAMES.len()], GIVEN[mixed / 16 % GIVEN.len()], GIVEN[mixed / 384 % GIVEN.len()]]
            .concat();
    let day = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new((mixed % 9000) as u64);
    [
        format!("E{number:07}"),
        name,
        format!("staff {}", mixed % 100_000),
        format!("e{number:07}@office.example"),
        format!("{:08}", 60_000_000 + mixed % 9_999_999),
        day.to_string(),
    ]
}

/// The large table as a file of separated values.
pub fn table() -> PathBuf {
    let path = folder().join("million.csv");
    if !path.exists() {
        let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
        writeln!(file, "{}", COLUMNS.join(",")).unwrap();
        for number in 0..ROWS {
            writeln!(file, "{}", row(number).join(",")).unwrap();
        }
        file.flush().unwrap();
    }
    path
}

/// The file of an office with a register of a million people.
pub fn million() -> PathBuf {
    let path = folder().join("million.chancery");
    if !is_current(&path) {
        make_elsewhere("million");
    }
    path
}

/// Opens an office.
pub fn open(path: &Path) -> Office {
    Office::open(path, Arc::new(SystemClock)).unwrap()
}
