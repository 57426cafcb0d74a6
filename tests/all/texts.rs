//! Every visible text exists, in three languages that agree with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chancery::desk::Right;
use chancery::model::{Level, Message};
use chancery::records::RECORDS;
use chancery::text::{Entry, Language, TABLES};

/// What may only come before the key of a text in the sources.
const BEFORE_A_KEY: [&str; 7] =
    [".text(", ".fill(", "Message::new(", "text:", "denied(", ">::new(", ".translate("];

/// First parts of keys that mean a text wherever they stand in the sources.
const SUBJECTS: [&str; 11] = [
    "problem",
    "denied",
    "store",
    "done",
    "right",
    "level",
    "verb",
    "transition",
    "record",
    "register",
    "toolkit",
];

/// Faults of the sources that wait for their repair: file and key of a message that lacks an argument. Each of
/// these shows a bare placeholder to the user; the list is to become empty.
const LACKING_AN_ARGUMENT: [(&str, &str); 0] = [];

/// Characters that only Simplified Chinese writes.
const SIMPLIFIED_ONLY: &str = "务档设议办发书会员误载输选择检项录时间动关闭开没对应这网络软信条请间认编\
    审传阅备职责编辑变删导错误题标签级语级显图历当页转负签发复归区内广为来书并产业专东两严个临丽举义乐习乡买\
    乱争于亏云亚产亲亿仅从仓仪们价众优伙伞伟传伤伦体余债倾储儿党兰兴养兽军农冲决况冻净准凉减凤凭击则刚创\
    别剂劳势勋区医华协单卖卢卫却厂厅压厌县双变叠号叹吓听启员咏响";

/// Simplified forms in the list above that Traditional Chinese writes too.
const SHARED: &str = "信条内为并于云体余准了";

/// Characters that only Traditional Chinese writes.
const TRADITIONAL_ONLY: &str = "務檔設議辦發書會員誤載輸選擇檢項錄時間動關閉開沒對應這網絡軟請認編審傳閱備\
    職責輯變刪導錯題標簽級語顯圖歷當頁轉負復歸區廣為來產業專東兩嚴個臨麗舉義樂習鄉買亂爭虧亞親億僅從倉儀們\
    價眾優憑擊則剛創別劑勞勢醫華協單賣衛廠廳壓縣雙號聽啟響";

fn rows() -> impl Iterator<Item = &'static Entry> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The `{name}` placeholders of a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn is_han(character: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&character)
}

#[test]
fn keys_are_unique() {
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = rows().map(|row| row.0).filter(|key| !seen.insert(*key)).collect();
    assert!(twice.is_empty(), "these keys have more than one row: {twice:?}");
    assert!(seen.len() > 150, "the tables are missing");
}

#[test]
fn no_text_is_empty_or_padded() {
    for (key, hans, hant, english) in rows() {
        assert!(key.contains('.'), "{key} names no subject");
        for text in [hans, hant, english] {
            assert!(!text.is_empty(), "{key} lacks a language");
            assert_eq!(text.trim(), *text, "{key} has blanks at an end");
        }
    }
}

#[test]
fn placeholders_agree() {
    for (key, hans, hant, english) in rows() {
        assert_eq!(placeholders(hans), placeholders(english), "简体 and English of {key} differ");
        assert_eq!(placeholders(hant), placeholders(english), "繁體 and English of {key} differ");
    }
}

#[test]
fn punctuation_fits_the_language() {
    for (key, hans, hant, english) in rows() {
        for text in [hans, hant] {
            let characters: Vec<char> = text.chars().collect();
            for (place, mark) in characters.iter().enumerate() {
                let before = place.checked_sub(1).and_then(|place| characters.get(place));
                let beside = [before, characters.get(place + 1)];
                let near_han = beside.into_iter().flatten().any(|character| is_han(*character));
                assert!(!(near_han && ",:;?!()".contains(*mark)), "ASCII {mark} beside Han in {key}: {text}");
            }
            assert!(!text.contains(['！', '!']), "{key} shouts: {text}");
            assert!(!text.contains("..."), "{key} has dots for an ellipsis: {text}");
        }
        assert!(!english.contains("..."), "{key} has dots for an ellipsis: {english}");
        assert!(!english.contains('!'), "{key} shouts: {english}");
        let wide = |character: char| is_han(character) || "，。：；？（）".contains(character);
        assert!(
            !english.contains(wide) || key.contains("language"),
            "{key} has Chinese in English: {english}"
        );
    }
}

#[test]
fn each_chinese_keeps_to_its_script() {
    let simplified: BTreeSet<char> = SIMPLIFIED_ONLY.chars().filter(|of| is_han(*of)).collect();
    let traditional: BTreeSet<char> = TRADITIONAL_ONLY.chars().collect();
    let shared: BTreeSet<char> =
        SHARED.chars().chain(simplified.intersection(&traditional).copied()).collect();
    for (key, hans, hant, _) in rows().filter(|row| !row.0.contains("language")) {
        for character in hant.chars().filter(|of| !shared.contains(of)) {
            assert!(!simplified.contains(&character), "{character} in the 繁體 of {key}: {hant}");
        }
        for character in hans.chars().filter(|of| !shared.contains(of)) {
            assert!(!traditional.contains(&character), "{character} in the 简体 of {key}: {hans}");
        }
    }
}

#[test]
fn traditional_keeps_the_mainland_words() {
    for (key, _, hant, _) in rows() {
        for taiwan in ["資訊", "網路", "軟體", "列印", "滑鼠", "檔案夾", "匯出", "匯入", "儲存", "搜尋"]
        {
            assert!(!hant.contains(taiwan), "{taiwan} in the 繁體 of {key}: {hant}");
        }
    }
}

#[test]
fn the_registry_has_texts() {
    let mut missing = BTreeSet::new();
    let mut need = |key: String| {
        if !Language::knows(&key) {
            missing.insert(key);
        }
    };
    for record_type in RECORDS {
        assert_eq!(record_type.text(), format!("record.{}", record_type.name()));
        need(record_type.text().to_owned());
        need(format!("register.{}", record_type.name()));
        for field in record_type.fields() {
            need(field.label.to_owned());
            for (_, key) in field.kind.options() {
                need(key.to_owned());
            }
        }
        if let Some((_, workflow)) = record_type.workflow() {
            workflow.states.iter().for_each(|state| need(state.text.to_owned()));
            workflow.transitions.iter().for_each(|transition| need(transition.text.to_owned()));
        }
    }
    Right::ALL.into_iter().for_each(|right| need(right.text().to_owned()));
    Level::ALL.into_iter().for_each(|level| need(level.text().to_owned()));
    for verb in ["create", "update", "move", "void", "restore", "attach", "detach", "undo", "redo"] {
        need(format!("verb.{verb}"));
    }
    assert!(missing.is_empty(), "these keys have no text: {missing:#?}");
}

#[test]
fn every_key_in_the_sources_has_a_text() {
    let mut missing = BTreeMap::new();
    let mut found = 0_usize;
    for (file, tokens) in sources() {
        for (key, line) in used_keys(&tokens) {
            found += 1;
            if !Language::knows(key) {
                missing.insert(key.to_owned(), format!("{file}:{line}"));
            }
        }
    }
    assert!(found > 100, "the scanner found only {found} keys");
    assert!(missing.is_empty(), "these keys have no text: {missing:#?}");
}

#[test]
fn messages_fill_their_placeholders() {
    let texts: BTreeMap<&str, &str> = rows().map(|row| (row.0, row.3)).collect();
    let mut wrong = Vec::new();
    for (file, tokens) in sources() {
        for (key, given, line) in messages(&tokens) {
            let Some(text) = texts.get(key) else { continue };
            let wanted = placeholders(text);
            let given: BTreeSet<&str> = given.into_iter().collect();
            let file_name = file.replace('\\', "/");
            if !wanted.is_subset(&given) && !LACKING_AN_ARGUMENT.contains(&(file_name.as_str(), key)) {
                wrong.push(format!("{file}:{line}: {key} shows {wanted:?} but is given {given:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these messages would show a bare placeholder: {wrong:#?}");
}

#[test]
fn a_message_translates_its_arguments() {
    let message = Message::new("denied.four_eyes").with("verb", "transition.publish");
    assert!(message.in_language(Language::SimplifiedChinese).contains("“发布”须由他人办理"));
    assert!(message.in_language(Language::TraditionalChinese).contains("「發佈」須由他人辦理"));
    assert!(message.in_language(Language::English).contains("someone else must take “Publish”"));
}

#[test]
fn the_scanner_sees_what_it_should() {
    let source = r#"
        // Message::new("comment.key")
        report(Message::new("problem.required"));
        let b = Problem::denied("denied.audit");
        let quote = '"'; let life: &'static str = "plain words";
        let state = State { text: "a.state", tone };
        let unit = &Register::<Unit>::new("record.unit");
        let c = Message::new(
            "problem.x",
        ).with("count", list.iter().count()).with("first", first);
        ui.label(language.text("shell.title"));
        let name = "record.computed";
        let d = Message::new("problem.y");
        let d = d.with("late", late);
        let values = Values::new().text("code", code);
        #[cfg(test)]
        mod tests { fn t() { Message::new("not.seen"); } }
    "#;
    let tokens = scan(source);
    let keys: Vec<_> = used_keys(&tokens).into_iter().map(|(key, _)| key).collect();
    let expected = [
        "problem.required",
        "denied.audit",
        "a.state",
        "record.unit",
        "problem.x",
        "shell.title",
        "record.computed",
        "problem.y",
    ];
    assert_eq!(keys, expected);
    let given: Vec<_> = messages(&tokens).into_iter().map(|(key, given, _)| (key, given)).collect();
    assert_eq!(
        given,
        [("problem.required", vec![]), ("problem.x", vec!["count", "first"]), ("problem.y", vec!["late"]),]
    );
}

/// A piece of a source: a string literal, or one character of what stands between them.
enum Token {
    Literal(String, usize),
    Code(char),
}

/// The sources under `src` but for the texts themselves, scanned.
fn sources() -> Vec<(String, Vec<Token>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files
        .into_iter()
        .filter(|file| !file.starts_with(root.join("text")))
        .map(|file| {
            let source = std::fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(&root).unwrap().display().to_string();
            (name, scan(&source))
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Splits a source into string literals and code without blanks; comments and test modules are left out.
fn scan(source: &str) -> Vec<Token> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let characters: Vec<char> = source.chars().collect();
    let at = |place: usize| characters.get(place).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut place = 0;
    while place < characters.len() {
        let character = at(place);
        match character {
            '/' if at(place + 1) == '/' => {
                while place < characters.len() && at(place) != '\n' {
                    place += 1;
                }
                continue;
            }
            '"' => {
                let start = line;
                let mut literal = String::new();
                place += 1;
                while place < characters.len() && at(place) != '"' {
                    line += usize::from(at(place) == '\n');
                    // What an escape stands for does not matter: keys have none.
                    place += usize::from(at(place) == '\\');
                    literal.push(at(place));
                    place += 1;
                }
                tokens.push(Token::Literal(literal, start));
            }
            // A character literal, so that '"' opens no string; a lifetime has no closing quote.
            '\'' if at(place + 1) == '\\' => {
                place += 3;
                while place < characters.len() && at(place) != '\'' {
                    place += 1;
                }
            }
            '\'' if at(place + 2) == '\'' => place += 2,
            '\n' => line += 1,
            _ if character.is_whitespace() => {}
            _ => tokens.push(Token::Code(character)),
        }
        place += 1;
    }
    tokens
}

/// The code just before a token, as far back as the longest thing that may come before a key.
fn code_before(tokens: &[Token], place: usize) -> String {
    let start = place.saturating_sub(16);
    tokens[start..place]
        .iter()
        .map(|token| match token {
            Token::Code(character) => *character,
            Token::Literal(..) => '"',
        })
        .collect()
}

fn used_keys(tokens: &[Token]) -> Vec<(&str, usize)> {
    let mut keys = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let Token::Literal(literal, line) = token else { continue };
        let before = code_before(tokens, place);
        // `Values::text(field, text)` has a second argument and no key.
        let one_argument =
            !before.ends_with(".text(") || matches!(tokens.get(place + 1), Some(Token::Code(')')));
        let as_key =
            !literal.is_empty() && one_argument && BEFORE_A_KEY.iter().any(|prefix| before.ends_with(prefix));
        let well_formed =
            |part: &str| !part.is_empty() && part.chars().all(|of| of.is_ascii_lowercase() || of == '_');
        let by_subject = literal
            .split_once('.')
            .is_some_and(|(subject, rest)| SUBJECTS.contains(&subject) && well_formed(rest));
        if as_key || by_subject {
            keys.push((literal.as_str(), *line));
        }
    }
    keys
}

/// Each `Message::new("key")` with the names in the `.with("name", …)` calls that follow it.
fn messages(tokens: &[Token]) -> Vec<(&str, Vec<&str>, usize)> {
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let Token::Literal(key, line) = token else { continue };
        if !code_before(tokens, place).ends_with("Message::new(") {
            continue;
        }
        let mut names = Vec::new();
        let mut next = after_call(tokens, place);
        while let Some(Token::Literal(name, _)) = tokens.get(next + 6)
            && code_before(tokens, next + 6).ends_with(".with(")
        {
            names.push(name.as_str());
            next = after_call(tokens, next + 6);
        }
        // A message that was bound to a name may be given more later.
        if code_before(tokens, place).ends_with("=Message::new(") {
            let is_message = |later: &usize| {
                matches!(tokens.get(*later), Some(Token::Literal(..)))
                    && code_before(tokens, *later).ends_with("Message::new(")
            };
            let rest = (next..tokens.len().min(next + 200)).take_while(|later| !is_message(later));
            names.extend(rest.filter_map(|later| match tokens.get(later) {
                Some(Token::Literal(name, _)) if code_before(tokens, later).ends_with(".with(") => {
                    Some(name.as_str())
                }
                _ => None,
            }));
        }
        found.push((key.as_str(), names, *line));
    }
    found
}

/// The place after the bracket that closes the call whose first argument stands at `place`.
fn after_call(tokens: &[Token], place: usize) -> usize {
    let mut depth = 1_usize;
    for (offset, token) in tokens[place..].iter().enumerate() {
        match token {
            Token::Code('(') => depth += 1,
            Token::Code(')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + offset + 1;
        }
    }
    tokens.len()
}

#[test]
fn one_is_not_several() {
    let told = |count| Language::English.fill("done.batch", &[("label", "import"), ("records", count)]);
    assert_eq!((told("1"), told("2")), ("import: 1 record".to_owned(), "import: 2 records".to_owned()));
    assert_eq!(Language::English.within("Unit"), "unit");
    assert_eq!(Language::English.within("ID card"), "ID card");
    assert_eq!(Language::SimplifiedChinese.within("机构"), "机构");
}
