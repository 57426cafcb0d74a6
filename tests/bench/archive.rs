//! The document tree over an archive of 100,000 documents: made, its nodes asked for their rows, opened in the window
//! and its frames. Then 10,000 files of mixed kinds are taken in at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chancery::desk::{
    BatchMode, Command, DocumentTree, Office, RegisterList, RegisterTable, SystemClock, TreeKind, Values,
    Wanted, Which,
};
use chancery::exchange::taking_in::{look, take_in};
use chancery::model::{KeptMessage, RecordId, Value};
use chancery::records::find;
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::routes::Route;

use crate::frames::{frame, shows, until, window_over};
use crate::offices::{self, owner};
use crate::report::{Target, print, print_amount, quantile, resident, rounds, timed};

const UNITS: u32 = 40;
const FRAMES: usize = 200;
const FILES: u32 = 10_000;

/// An office with so many documents of forty departments, in four hundred folders, under every facet.
fn office(count: u32) -> Office {
    let office = Office::new(Store::in_memory(&offices::info()).unwrap(), Arc::new(SystemClock)).unwrap();
    let create = |register: &str, id, values| Command::Create { register: register.to_owned(), id, values };
    let units: Vec<RecordId> = (0..UNITS).map(|_| RecordId::generate()).collect();
    let mut steps: Vec<Command> = units
        .iter()
        .zip(1..)
        .map(|(id, number)| {
            let values =
                Values::new().text("code", format!("U{number:02}")).text("name", format!("部门{number}"));
            create("unit", *id, values)
        })
        .collect();
    let contents = ["general", "personnel", "finance", "project", "meeting", "contract"];
    let natures = ["policy", "business", "internal"];
    for number in 0..count {
        let place = number as usize;
        let values = Values::new()
            .text("title", format!("关于第{number}号事项的文件"))
            .with("nature", Value::choice(natures[place % 3]))
            .with("content", Value::choice(contents[place % 6]))
            .text("folder", format!("柜{}/卷{}", number % 20, number % 400))
            .with("department", Value::Link(units[place % units.len()]));
        steps.push(create("document", RecordId::generate(), values));
    }
    let batch = Command::Batch { label: KeptMessage::default(), steps, mode: BatchMode::AllOrNothing };
    office.execute(&owner(), batch).unwrap();
    office
}

fn trees(office: &Office) {
    let reader = office.reader(&owner()).unwrap();
    let record_type = find("document").unwrap();
    let mut read = None;
    let times = rounds(5, || {
        let language = Language::SimplifiedChinese;
        let table =
            RegisterTable::read(&reader, record_type, Which::Living, Wanted::All, language, &mut |_| true);
        read = Some(table.unwrap());
    });
    print("archive: register of 100,000 documents read", &times, Target::None);
    let table = read.unwrap();
    for kind in TreeKind::ALL.into_iter().filter(|kind| kind.register() == "document") {
        let mut made = None;
        let times = rounds(9, || {
            made = Some(DocumentTree::read(&reader, kind, &table, Language::SimplifiedChinese).unwrap());
        });
        let tree = made.unwrap();
        print(&format!("archive: tree by {}, {} nodes", kind.code(), tree.len()), &times, Target::None);
        let first = tree.rows(&BTreeSet::new())[0];
        let mut list = RegisterList::new(table.clone());
        let times = rounds(9, || list.filter("", &tree.filters(first)));
        assert!(!list.is_empty());
        print(&format!("archive: its first node's {} rows", list.len()), &times, Target::Milliseconds(16.7));
    }
}

/// Milliseconds until the tree of the panel shows, and its frames.
fn opened(office: Arc<Office>) -> (f64, Vec<f64>) {
    let mut window = window_over(office);
    window.step();
    // The registers are read meanwhile; their threads must not be measured.
    std::thread::sleep(Duration::from_secs(6));
    let (shown, ()) = timed(|| {
        window.state_mut().go(Route::DocumentTree);
        while !shows("关于第")(&window) {
            window.step();
        }
    });
    until(&mut window, "the tree", shows("关于第"));
    (shown, (0..FRAMES).map(|_| frame(&mut window)).collect())
}

fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Files of five kinds in forty folders, a fifth of them broken.
fn files(folder: &Path) {
    for number in 0..FILES {
        let name = format!("部门{}/{number:05}", number % UNITS);
        match number % 5 {
            0 => write(folder, &format!("{name}.pdf"), format!("%PDF-1.7\n%{number}").as_bytes()),
            1 => write(folder, &format!("{name}.txt"), format!("第{number}号记录\n").repeat(200).as_bytes()),
            2 => write(folder, &format!("{name}.bin"), &[&number.to_le_bytes()[..], &[7; 200_000]].concat()),
            3 => write(folder, &format!("{name}.html"), format!("<p>第{number}号</p>").as_bytes()),
            _ => write(folder, &format!("{name}.docx"), format!("PK\x03\x04{number}").as_bytes()),
        }
    }
}

fn taking_in() {
    let folder = tempfile::tempdir().unwrap();
    files(&folder.path().join("资料"));
    let office = offices::fresh("taking_in.chancery");
    let before = resident("self");
    let reader = office.reader(&owner()).unwrap();
    let today = "2030-01-01".parse().unwrap();
    let (looked, plan) =
        timed(|| look(&reader, &[folder.path().join("资料")], &Values::new(), today, &|_, _| true).unwrap());
    print_amount("archive: 10,000 files looked at", looked, "ms", None);
    let (taken, done) = timed(|| take_in(&office, &owner(), &plan, true, &|_, _| true).unwrap());
    assert_eq!(done.report.created, FILES as usize);
    print_amount("archive: 10,000 files taken in, durable", taken, "ms", None);
    print_amount("archive: memory that this took", resident("self") - before, "MB", None);
}

/// Runs and prints all measurements.
pub fn run() {
    let (small, large) = (Arc::new(office(2_000)), Arc::new(office(100_000)));
    trees(&large);
    let (_, few) = opened(small);
    let (shown, many) = opened(large);
    print_amount("archive: document tree, key to shown", shown, "ms", Some(50.0));
    print_amount("archive: frame of the document tree, p50", quantile(&many, 0.5), "ms", Some(2.0));
    print_amount("archive: frame of the document tree, p99", quantile(&many, 0.99), "ms", Some(4.0));
    let ratio = quantile(&many, 0.5) / quantile(&few, 0.5);
    print_amount("archive: frame of the document tree, L of S", ratio, "×", Some(1.2));
    taking_in();
}
