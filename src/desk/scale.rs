//! Measuring data: offices of three sizes with believable names, the same in every run.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::seeding::{Batch, identity_of_number};
use super::{Office, Session, Values};
use crate::model::{Choice, Problem, RecordId, Role, Value};

/// Direct reports of a post that has any.
const FAN_OUT: u64 = 12;

/// Steps of one batch: large enough that a commit costs little, small enough that it fits into memory.
const BATCH_STEPS: usize = 10_000;

const UNIT: u8 = 1;
const POST: u8 = 2;
const PERSON: u8 = 3;
const APPOINTMENT: u8 = 4;

/// Most people come from the head of the table, as in life.
#[rustfmt::skip]
const SURNAMES: &[(&str, &str)] = &[
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"), ("黄", "Huang"),
    ("赵", "Zhao"), ("吴", "Wu"), ("周", "Zhou"), ("徐", "Xu"), ("孙", "Sun"), ("马", "Ma"), ("朱", "Zhu"),
    ("胡", "Hu"), ("郭", "Guo"), ("何", "He"), ("林", "Lin"), ("高", "Gao"), ("罗", "Luo"), ("郑", "Zheng"),
    ("梁", "Liang"), ("谢", "Xie"), ("宋", "Song"), ("唐", "Tang"), ("许", "Xu"), ("韩", "Han"), ("邓", "Deng"),
    ("冯", "Feng"), ("曹", "Cao"), ("彭", "Peng"), ("曾", "Zeng"), ("肖", "Xiao"), ("田", "Tian"), ("董", "Dong"),
    ("潘", "Pan"), ("袁", "Yuan"), ("蔡", "Cai"), ("蒋", "Jiang"), ("余", "Yu"), ("叶", "Ye"), ("程", "Cheng"),
    ("苏", "Su"), ("魏", "Wei"), ("吕", "Lü"), ("丁", "Ding"), ("沈", "Shen"), ("任", "Ren"), ("姚", "Yao"),
    ("欧阳", "Ouyang"), ("司徒", "Situ"), ("上官", "Shangguan"),
];

#[rustfmt::skip]
const GIVEN: &[(&str, &str)] = &[
    ("安", "an"), ("博", "bo"), ("晨", "chen"), ("成", "cheng"), ("丹", "dan"), ("芳", "fang"), ("刚", "gang"),
    ("广", "guang"), ("国", "guo"), ("海", "hai"), ("涵", "han"), ("浩", "hao"), ("红", "hong"), ("华", "hua"),
    ("佳", "jia"), ("建", "jian"), ("洁", "jie"), ("静", "jing"), ("军", "jun"), ("凯", "kai"), ("兰", "lan"),
    ("丽", "li"), ("林", "lin"), ("玲", "ling"), ("龙", "long"), ("梅", "mei"), ("敏", "min"), ("明", "ming"),
    ("娜", "na"), ("宁", "ning"), ("鹏", "peng"), ("萍", "ping"), ("琪", "qi"), ("强", "qiang"), ("勤", "qin"),
    ("清", "qing"), ("蓉", "rong"), ("瑞", "rui"), ("珊", "shan"), ("诗", "shi"), ("书", "shu"), ("思", "si"),
    ("涛", "tao"), ("婷", "ting"), ("伟", "wei"), ("文", "wen"), ("霞", "xia"), ("晓", "xiao"), ("欣", "xin"),
    ("雪", "xue"), ("亚", "ya"), ("妍", "yan"), ("怡", "yi"), ("英", "ying"), ("勇", "yong"), ("雨", "yu"),
    ("泽", "ze"), ("志", "zhi"), ("子", "zi"), ("梓", "zi"),
];

/// The work of a unit and of its posts.
#[rustfmt::skip]
const FIELDS_OF_WORK: &[(&str, &str, Role)] = &[
    ("行政", "Administration", Role::Administrator), ("文秘", "Secretariat", Role::Secretary),
    ("档案", "Archives", Role::Archivist), ("财务", "Finance", Role::Finance),
    ("人事", "Personnel", Role::Personnel), ("信息", "Information", Role::Technician),
    ("联络", "Liaison", Role::Liaison), ("市场", "Marketing", Role::Staff), ("生产", "Production", Role::Staff),
    ("采购", "Purchasing", Role::Staff), ("质量", "Quality", Role::Staff), ("物流", "Logistics", Role::Staff),
];

/// How large an office is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// S: 50 staff, a small office.
    Small,
    /// M: 500 staff.
    Medium,
    /// L: 100,000 staff, far beyond any office, to find what does not grow well.
    Large,
}

impl Scale {
    /// All sizes.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// How many people it has; there are as many posts and appointments.
    pub fn staff(self) -> u64 {
        match self {
            Self::Small => 50,
            Self::Medium => 500,
            Self::Large => 100_000,
        }
    }

    /// How many units it has: one to each post that has others under it.
    pub fn units(self) -> u64 {
        // Post `n` is the chief of the posts `12n + 1` to `12n + 12`.
        self.staff().saturating_sub(1).div_ceil(FAN_OUT)
    }

    /// How many steps filling takes, as `progress` counts them.
    pub fn steps(self) -> u64 {
        self.staff() * 3 + self.units() * 2
    }

    /// The letter by which the size is known.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Small => "S",
            Self::Medium => "M",
            Self::Large => "L",
        }
    }
}

/// Fills an empty office with an organisation of a size. `progress` hears steps done and steps in all, after each
/// batch.
///
/// # Errors
/// When the session may not do everything, the office holds these records already, or the file can't be written.
pub fn fill(
    office: &Office,
    session: &Arc<Session>,
    scale: Scale,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Problem> {
    let mut filling = Filling {
        office,
        session,
        progress,
        batch: Batch::new("demo.measuring_data"),
        done: 0,
        total: scale.steps(),
    };
    let mut random = Xorshift::new();
    // A register after the other, each in the order of its identities: rows and indexes grow at their end, and
    // whatever a step links to has been there since an earlier batch.
    for number in 0..scale.units() {
        filling.batch.create("unit", unit(number), unit_values(number));
        filling.run_when_full()?;
    }
    for number in 0..scale.staff() {
        filling.batch.create("post", post(number), post_values(number, scale));
        filling.run_when_full()?;
    }
    for number in 0..scale.staff() {
        filling.batch.create("person", person(number), person_values(number, scale, &mut random));
        filling.run_when_full()?;
    }
    for number in 0..scale.units() {
        let head = Values::new().with("head", Value::Link(person(number)));
        filling.batch.update("unit", unit(number), head);
        filling.run_when_full()?;
    }
    for number in 0..scale.staff() {
        let values = Values::new()
            .with("person", Value::Link(person(number)))
            .with("post", Value::Link(post(number)))
            .with("from", hired_on(number));
        filling.batch.create("appointment", identity_of_number(APPOINTMENT, number), values);
        filling.run_when_full()?;
    }
    filling.run()
}

struct Filling<'a> {
    office: &'a Office,
    session: &'a Arc<Session>,
    progress: &'a mut dyn FnMut(u64, u64),
    batch: Batch,
    done: u64,
    total: u64,
}

impl Filling<'_> {
    fn run_when_full(&mut self) -> Result<(), Problem> {
        if self.batch.len() < BATCH_STEPS { Ok(()) } else { self.run() }
    }

    fn run(&mut self) -> Result<(), Problem> {
        let steps = u64::try_from(self.batch.len()).unwrap_or(u64::MAX);
        self.batch.run(self.office, self.session)?;
        self.done = self.done.saturating_add(steps);
        (self.progress)(self.done, self.total);
        Ok(())
    }
}

fn unit(number: u64) -> RecordId {
    identity_of_number(UNIT, number)
}

fn post(number: u64) -> RecordId {
    identity_of_number(POST, number)
}

fn person(number: u64) -> RecordId {
    identity_of_number(PERSON, number)
}

/// The number one step up the tree; the root has none.
fn above(number: u64) -> Option<u64> {
    number.checked_sub(1).map(|before| before / FAN_OUT)
}

/// The unit of a post: its own when it heads one, otherwise its chief's.
fn unit_of(number: u64, scale: Scale) -> u64 {
    if number < scale.units() { number } else { above(number).unwrap_or(0) }
}

fn entry<T: Copy>(table: &[T], number: u64) -> Option<T> {
    let length = u64::try_from(table.len()).ok()?;
    let position = usize::try_from(number.checked_rem(length)?).ok()?;
    table.get(position).copied()
}

fn field_of_work(unit: u64) -> (&'static str, &'static str, Role) {
    entry(FIELDS_OF_WORK, unit).unwrap_or(("综合", "General", Role::Staff))
}

fn unit_values(number: u64) -> Values {
    let (work, english, _) = field_of_work(number);
    let (name, alias) = match number {
        0 => ("江岳集团".to_owned(), "Jiangyue Group".to_owned()),
        1..=12 => (format!("{work}中心"), format!("{english} centre")),
        _ => (format!("{work}{number}组"), format!("{english} team {number}")),
    };
    let parent = above(number).map_or(Value::Nothing, |parent| Value::Link(unit(parent)));
    Values::new()
        .text("code", format!("U{number:05}"))
        .text("name", name)
        .text("alias", alias)
        .with("parent", parent)
}

fn post_values(number: u64, scale: Scale) -> Values {
    let heads = number < scale.units();
    let (work, english, role) = field_of_work(unit_of(number, scale));
    let (name, alias, role, grade) = match (number, heads) {
        (0, _) => ("主任".to_owned(), "Director".to_owned(), Role::Director, "M1"),
        (1..=2, _) => ("副主任".to_owned(), "Deputy director".to_owned(), Role::Deputy, "M2"),
        (_, true) => (format!("{work}主管"), format!("Head of {}", english.to_lowercase()), role, "M3"),
        (_, false) => (format!("{work}专员"), format!("{english} officer"), role, "S3"),
    };
    let chief = above(number).map_or(Value::Nothing, |chief| Value::Link(post(chief)));
    Values::new()
        .text("code", format!("P{number:06}"))
        .text("name", name)
        .text("alias", alias)
        .with("unit", Value::Link(unit(unit_of(number, scale))))
        .with("reports_to", chief)
        .with("role", Value::choice(role.code()))
        .text("grade", grade)
}

fn hired_on(number: u64) -> Value {
    // Spread over about sixteen years before 2026, without two neighbours on the same day.
    let first = NaiveDate::from_ymd_opt(2010, 1, 4);
    first
        .and_then(|first| first.checked_add_days(Days::new(number * 17 % 5800)))
        .map_or(Value::Nothing, Value::Date)
}

fn person_values(number: u64, scale: Scale, random: &mut Xorshift) -> Values {
    // The smaller of two draws: names from the head of the table come more often.
    let (draw, other) = (random.below(SURNAMES.len()), random.below(SURNAMES.len()));
    let (surname, surname_sound) = SURNAMES.get(draw.min(other)).copied().unwrap_or_default();
    let (given, given_sound) = GIVEN.get(random.below(GIVEN.len())).copied().unwrap_or_default();
    let second = (random.below(5) > 0).then(|| random.below(GIVEN.len()));
    let (more, more_sound) = second.and_then(|at| GIVEN.get(at)).copied().unwrap_or_default();
    let mut initial = given_sound.chars();
    let capital = initial.next().map_or_else(String::new, |first| first.to_uppercase().to_string());
    Values::new()
        .text("number", format!("E{number:06}"))
        .text("name", format!("{surname}{given}{more}"))
        .text("alias", format!("{surname_sound} {capital}{}{more_sound}", initial.as_str()))
        .with("unit", Value::Link(unit(unit_of(number, scale))))
        .text("email", format!("e{number:06}@jiangyue.example"))
        .text("phone", format!("分机 {number:06}"))
        .with("hired_on", hired_on(number))
}

/// Marsaglia's xorshift64: always the same numbers, and none of the program's business.
struct Xorshift(u64);

impl Xorshift {
    fn new() -> Self {
        Self(0x2026_0905_c0ff_ee11)
    }

    /// A number below `bound`; the slight preference for small ones does not matter to names.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from((self.0 >> 11) % bound).unwrap_or(0)
    }
}
