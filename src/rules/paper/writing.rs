//! 行文规则: what a paper must keep to when it goes to others (条例 第十五条 and the uses of 文种 in 第八条).

use super::{Direction, PaperKind};

/// A paper as the rules look at it.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// 文种
    pub kind: PaperKind,
    /// 行文方向
    pub direction: Direction,
    /// 主送机关
    pub addressee: &'a str,
    /// 抄送机关
    pub copies_to: &'a str,
    /// 正文
    pub body: &'a str,
    /// 附注, where the contact of a 请示 stands.
    pub contact: &'a str,
    /// Whether the checker confirmed that it is about one matter.
    pub is_single: bool,
    /// Whether a leader ordered it to be sent to them in person.
    pub is_ordered: bool,
    /// Names of the units below the issuer.
    pub subordinates: &'a [String],
}

/// A rule that a paper breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// The kind does not go in this direction.
    Direction,
    /// 上行文 names one 主送机关, not several and not none.
    OneSuperior,
    /// 上行文 is not copied to units below.
    CopiedBelow,
    /// 请示 is about one matter.
    OneMatter,
    /// 报告 must not carry requests.
    RequestInReport,
    /// 请示 names a contact with a telephone number.
    Contact,
    /// A paper goes to an office, not to a person.
    ToPerson,
}

impl Breach {
    /// The field where it is mended, and the key of the sentence that names the rule.
    pub fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Direction => ("direction", "problem.rule_direction"),
            Self::OneSuperior => ("addressee", "problem.rule_one_superior"),
            Self::CopiedBelow => ("copies_to", "problem.rule_copied_below"),
            Self::OneMatter => ("single_matter", "problem.rule_one_matter"),
            Self::RequestInReport => ("body", "problem.rule_request_in_report"),
            Self::Contact => ("contact", "problem.rule_contact"),
            Self::ToPerson => ("addressee", "problem.rule_to_person"),
        }
    }
}

/// What a 报告 that carries a request says.
const REQUESTS: &[&str] = &[
    "请批示",
    "请批复",
    "请予批准",
    "请审批",
    "请予审批",
    "请批准",
    "请予批复",
    "妥否",
    "当否",
    "请示如下",
    "请求批准",
];

/// What a person is called by.
const TITLES: &[&str] = &[
    "同志",
    "先生",
    "女士",
    "书记",
    "主任",
    "局长",
    "处长",
    "科长",
    "部长",
    "市长",
    "省长",
    "总经理",
    "董事长",
    "总裁",
    "经理",
    "院长",
    "校长",
];

/// The offices in a list of addressees.
pub fn addressees(list: &str) -> impl Iterator<Item = &str> {
    let parts = list.split(['、', '，', ',', '；', ';', '\n']);
    parts.map(|part| part.trim().trim_end_matches(['：', ':', '。'])).filter(|part| !part.is_empty())
}

/// The rules that a paper breaks, in the order of the form.
pub fn breaches(writing: &Writing<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    let is_upward = writing.direction == Direction::Upward;
    if !writing.kind.goes(writing.direction) {
        found.push(Breach::Direction);
    }
    if is_upward && addressees(writing.addressee).count() != 1 {
        found.push(Breach::OneSuperior);
    }
    let is_person = |name: &str| TITLES.iter().any(|title| name.ends_with(title));
    if !writing.is_ordered && addressees(writing.addressee).any(is_person) {
        found.push(Breach::ToPerson);
    }
    let is_below = |name: &str| writing.subordinates.iter().any(|below| below == name);
    if is_upward && addressees(writing.copies_to).any(is_below) {
        found.push(Breach::CopiedBelow);
    }
    if writing.kind == PaperKind::Request {
        if !writing.is_single {
            found.push(Breach::OneMatter);
        }
        let digits = writing.contact.chars().filter(char::is_ascii_digit).count();
        let named = writing.contact.chars().any(|character| character.is_alphabetic());
        if digits < 4 || !named {
            found.push(Breach::Contact);
        }
    }
    if writing.kind == PaperKind::Report && REQUESTS.iter().any(|words| writing.body.contains(words)) {
        found.push(Breach::RequestInReport);
    }
    found
}
