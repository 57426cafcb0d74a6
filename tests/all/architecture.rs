//! The shape of the project: layers, names at the root, sizes of files, nothing of one machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each folder or file under `src` may name with `crate::`. A layer that is not listed fails the test, so that
/// its place is decided when it is made. `model` knows the store's error and `text` its language, by design.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["store", "text"]),
    ("store", &["model", "records"]),
    ("rules", &["model"]),
    ("records", &["model", "rules"]),
    ("desk", &["model", "records", "rules", "store", "text"]),
    ("exchange", &["desk", "model", "records", "rules", "store", "text"]),
    ("charts", &["desk", "model", "records", "rules", "text"]),
    ("print", &["charts", "desk", "model", "records", "rules", "store", "text"]),
    ("demo", &["desk", "model", "records", "rules", "store", "text"]),
    (
        "cli",
        &["charts", "demo", "desk", "exchange", "model", "print", "records", "rules", "store", "text", "ui"],
    ),
    ("ui", &["charts", "demo", "desk", "exchange", "model", "print", "records", "rules", "store", "text"]),
    ("lib", &["cli", "ui"]),
    ("main", &[]),
];

/// Crates that only one layer may name.
const CRATES: &[(&str, &[&str])] = &[
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("egui_extras", &["ui"]),
    ("rfd", &["ui"]),
    ("redb", &["store"]),
    ("argon2", &["store"]),
    ("chacha20poly1305", &["store"]),
    ("x25519_dalek", &["store"]),
    ("getrandom", &["store"]),
    ("rpassword", &["cli"]),
    ("krilla", &["print"]),
    ("plotters", &["charts"]),
    ("plotters_backend", &["charts", "print", "ui"]),
    ("resvg", &["charts", "print"]),
    ("clap", &["cli", "main"]),
    ("calamine", &["exchange"]),
    ("image", &["exchange", "print"]),
    ("rust_xlsxwriter", &["exchange"]),
];

/// What may stand at the root of the repository, apart from what git ignores.
const ROOT: &[&str] = &[
    ".ci",
    ".clippy.toml",
    ".gitignore",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "fonts",
    "src",
    "tests",
];

const MOST_LINES: usize = 600;

/// Files that are one long table of rows: their length is the office's, not a lack of order.
const TABLES: &[&str] = &["src/ui/icons.rs"];

/// Lines of files that are longer all the same. They may shrink and leave the list, not grow.
const LONG: &[(&str, usize)] = &[];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder whose names end so, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// The source without comments; texts in quotes stay, which at worst makes the test stricter.
fn code(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The top module a source belongs to.
fn layer(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The names that follow `crate::`, in a group of braces too; macros at the root of the crate (`fields!`) are left out.
fn named_modules(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (position, _) in code.match_indices("crate::") {
        if code[..position].ends_with(is_word) {
            continue;
        }
        let rest = &code[position + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let mut word = String::new();
                let mut fresh = true;
                for character in group.chars() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => fresh = true,
                        _ if depth == 0 && is_word(character) && fresh => word.push(character),
                        _ if character.is_whitespace() => {}
                        _ => fresh = false,
                    }
                    let ended = !fresh || !is_word(character);
                    if ended && !word.is_empty() {
                        named.insert(std::mem::take(&mut word));
                    }
                }
                if !word.is_empty() {
                    named.insert(word);
                }
            }
            None => {
                named.insert(rest.chars().take_while(|character| is_word(*character)).collect());
            }
        }
    }
    named
}

#[test]
fn names_after_crate_are_found() {
    let found = |code| named_modules(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(found("use crate::model::{Id, Row}; let x = crate::text::f();"), "model text");
    assert_eq!(found("use crate::{choices, desk::{Office, store}, ui};"), "choices desk ui");
    assert_eq!(found("pub(crate) fn f() {} use redb_crate::x;"), "");
}

#[test]
fn layers_point_downwards() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in files("src", ".rs") {
        let layer = layer(&path);
        let Some(allowed) = allowed.get(layer.as_str()) else {
            wrong.push(format!("{} is of no layer that the table knows", name(&path)));
            continue;
        };
        for module in named_modules(&code(&path)) {
            let is_layer = LAYERS.iter().any(|(known, _)| *known == module);
            if is_layer && module != layer && !allowed.contains(&module.as_str()) {
                wrong.push(format!("{} names crate::{module}", name(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_layer() {
    let mut wrong = Vec::new();
    for path in files("src", ".rs") {
        let code = code(&path);
        let layer = layer(&path);
        for (crate_name, layers) in CRATES {
            let used = code.match_indices(&format!("{crate_name}::")).any(|(position, _)| {
                !code[..position].ends_with(|before: char| is_word(before) || before == ':')
            });
            if used && !layers.contains(&layer.as_str()) {
                wrong.push(format!("{} names {crate_name}", name(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_root_holds_only_the_agreed_names() {
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap();
    let is_ignored = |name: &str| {
        ignored.lines().any(|rule| match rule.strip_prefix('*') {
            Some(ending) => name.ends_with(ending),
            None => rule.trim_matches('/') == name,
        })
    };
    let found = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name());
    let strange: Vec<String> = found
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name != ".git" && !ROOT.contains(&name.as_str()) && !is_ignored(name))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn files_stay_short() {
    let long: BTreeMap<&str, usize> = LONG.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        let name = name(&path);
        if TABLES.contains(&name.as_str()) || name.starts_with("src/text/") {
            continue;
        }
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        let most = long.get(name.as_str()).copied().unwrap_or(MOST_LINES);
        if lines > most {
            wrong.push(format!("{name}: {lines} lines, at most {most}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_names_a_machine() {
    // Written apart, so that this file does not name one itself.
    let places = [("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/"), ("C:\\Us", "ers\\")];
    let mut wrong = Vec::new();
    let sources = files("src", ".rs").into_iter().chain(files("tests", ".rs")).chain(files(".ci", "run"));
    for path in sources.chain([root().join("Cargo.toml")]) {
        let source = fs::read_to_string(&path).unwrap();
        for (start, end) in places {
            if source.contains(&format!("{start}{end}")) {
                wrong.push(format!("{} names {start}{end}", name(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_test_file_is_forgotten() {
    let main = fs::read_to_string(root().join("tests/all/main.rs")).unwrap();
    let declared: BTreeSet<&str> =
        main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
    let mut forgotten = Vec::new();
    for entry in fs::read_dir(root().join("tests/all")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_source = path.extension().is_some_and(|ending| ending == "rs");
        if stem != "main" && (is_source || path.join("mod.rs").exists()) && !declared.contains(stem.as_str())
        {
            forgotten.push(stem);
        }
    }
    assert!(forgotten.is_empty(), "tests/all/main.rs does not declare {forgotten:?}");
}
