//! What class a file is proposed for when it is taken in, and why: by the names of its folders and its own. The tables
//! hold the terms an office uses in Chinese, in both scripts by folding, and in English.

use super::folding::fold;
use super::paper::number;

/// A class proposed, and the word that proposed it; no word means that it is the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Code of the choice.
    pub code: &'static str,
    /// The word found.
    pub word: Option<&'static str>,
    /// The folder or file name in which it stands.
    pub place: String,
}

/// What is proposed for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// 按性质
    pub nature: Proposed,
    /// 按内容
    pub content: Proposed,
    /// 文号, where the name has one.
    pub number: Option<String>,
}

type Words = &'static [(&'static str, &'static [&'static str])];

/// Words of each nature; the first class with a word in the name nearest to the file is proposed.
const NATURES: Words = &[
    (
        "policy",
        &[
            "政策",
            "制度",
            "办法",
            "规定",
            "条例",
            "细则",
            "法规",
            "标准",
            "规范",
            "准则",
            "规章",
            "规划",
            "gb/t",
            "da/t",
            "polic",
            "regulation",
            "standard",
        ],
    ),
    (
        "internal",
        &[
            "内部",
            "周报",
            "月报",
            "日报",
            "值班",
            "通讯录",
            "清单",
            "手册",
            "须知",
            "简报",
            "工作总结",
            "internal",
            "roster",
            "handbook",
        ],
    ),
    ("business", &["业务", "business"]),
];

/// Words of each content.
const CONTENTS: Words = &[
    ("contract", &["合同", "协议", "contract", "agreement"]),
    (
        "personnel",
        &[
            "人事",
            "人力",
            "招聘",
            "录用",
            "考勤",
            "薪酬",
            "工资",
            "社保",
            "劳动",
            "绩效",
            "培训",
            "入职",
            "离职",
            "职称",
            "任免",
            "personnel",
            "recruit",
            "payroll",
            "training",
        ],
    ),
    (
        "finance",
        &[
            "财务", "预算", "决算", "报销", "发票", "凭证", "会计", "税", "审计", "收支", "对账", "financ",
            "budget", "invoice", "audit",
        ],
    ),
    ("meeting", &["会议", "纪要", "议程", "会务", "meeting", "minutes", "agenda"]),
    ("security", &["安全", "保密", "消防", "应急", "防汛", "密码", "security", "safety"]),
    (
        "technology",
        &["信息化", "信息系统", "软件", "网络", "服务器", "机房", "数据", "邮箱", "software", "network"],
    ),
    ("assets", &["资产", "设备", "车辆", "用车", "采购", "盘点", "领用", "asset", "equipment"]),
    ("liaison", &["接待", "来访", "外事", "联络", "对外", "客户", "visit", "liaison"]),
    ("project", &["项目", "工程", "立项", "验收", "招标", "投标", "可行性", "进度", "project", "tender"]),
    ("general", &["综合", "general"]),
];

/// Proposes a class for a file by its name and the folders it lies in, the outermost first. The name of the file speaks
/// before its folder, a folder before the one around it.
pub fn propose(folders: &[&str], name: &str) -> Proposal {
    let places: Vec<&str> = std::iter::once(name).chain(folders.iter().rev().copied()).collect();
    Proposal {
        nature: class(NATURES, &places, "business"),
        content: class(CONTENTS, &places, "general"),
        number: number_in(name),
    }
}

fn class(words: Words, places: &[&str], usual: &'static str) -> Proposed {
    for place in places {
        let folded = fold(place);
        let found = words.iter().find_map(|(code, words)| {
            let word = words.iter().find(|word| folded.contains(fold(word).as_str()))?;
            Some((*code, *word))
        });
        if let Some((code, word)) = found {
            return Proposed { code, word: Some(word), place: (*place).to_owned() };
        }
    }
    Proposed { code: usual, word: None, place: String::new() }
}

/// The 发文字号 that stands in a name: the longest 代字 before 〔 that makes one.
pub fn number_in(name: &str) -> Option<String> {
    let open = name.find('〔')?;
    let end = open + name.get(open..)?.find('号')? + '号'.len_utf8();
    let starts = name.get(..open)?.char_indices().map(|(start, _)| start);
    starts.filter_map(|start| number::parse(name.get(start..end)?)).next().map(|found| found.to_string())
}

/// Whether a character does not show in a name, or turns the direction in which the rest is read.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name as it can be shown: what would not show, or would turn the line around, is written out as `\u{202e}`.
pub fn visible(name: &str) -> String {
    let shown = |character: char| -> String {
        if is_hidden(character) { character.escape_default().collect() } else { character.to_string() }
    };
    name.chars().map(shown).collect()
}

/// A name without what names can't have: control characters, marks that turn the direction of writing, separators of
/// folders and blanks around it; at most 200 characters. `None` when nothing is left.
pub fn clean_name(name: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let kept: String = name
        .chars()
        .filter(|character| !is_hidden(*character))
        .map(|character| if matches!(character, '/' | '\\') { '_' } else { character })
        .collect();
    let kept = kept.trim();
    if kept.chars().count() <= LONGEST {
        return (!kept.is_empty() && kept != "." && kept != "..").then(|| kept.to_owned());
    }
    // The ending tells what the file is and stays.
    let ending =
        kept.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.chars().count() <= 10);
    let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
    let room = LONGEST.saturating_sub(ending.chars().count());
    Some(kept.chars().take(room).chain(ending.chars()).collect())
}

/// The name of a file without its ending.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= 5 => stem,
        _ => name,
    }
}
