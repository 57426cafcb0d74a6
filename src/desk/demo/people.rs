//! The people of the demonstration office, the posts they hold and held, and who acts for whom. All of them are made up.

use super::samples::Samples;
use super::{posts, units};
use crate::desk::Values;
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::model::{Choice, RecordId, Value};
use crate::records::organisation::PersonState;

struct PersonRow {
    number: &'static str,
    name: &'static str,
    alias: &'static str,
    /// The main post.
    post: &'static str,
    /// First day in the main post.
    since: &'static str,
    hired: &'static str,
    born: &'static str,
    state: PersonState,
}

const fn person(
    number: &'static str,
    name: &'static str,
    alias: &'static str,
    post: &'static str,
    [since, hired, born]: [&'static str; 3],
    state: PersonState,
) -> PersonRow {
    PersonRow { number, name, alias, post, since, hired, born, state }
}

use PersonState::{OnDuty, OnLeave, Seconded};

#[rustfmt::skip]
const PEOPLE: &[PersonRow] = &[
    person("A0001", "沈怀瑾", "Shen Huaijin", "JYJT-01", ["2018-04-01", "2009-05-18", "1969-03-12"], OnDuty),
    person("A0002", "陆文舟", "Lu Wenzhou", "JYJT-02", ["2020-01-01", "2010-08-02", "1972-11-05"], OnDuty),
    person("A0003", "顾清和", "Gu Qinghe", "BGS-01", ["2025-03-01", "2011-03-14", "1978-06-21"], OnDuty),
    person("A0004", "何远帆", "He Yuanfan", "BGS-02", ["2025-03-01", "2012-07-09", "1981-09-30"], OnDuty),
    person("A0005", "许静宜", "Xu Jingyi", "BGS-03", ["2021-06-01", "2013-02-25", "1980-01-17"], OnDuty),
    person("A0006", "方以宁", "Fang Yining", "MSK-01", ["2025-03-01", "2014-07-07", "1986-04-08"], OnDuty),
    person("A0007", "宋佳禾", "Song Jiahe", "BGS-04", ["2022-09-01", "2017-07-03", "1992-12-02"], OnDuty),
    person("A0008", "梁雨辰", "Liang Yuchen", "MSK-02", ["2019-08-01", "2019-08-01", "1995-05-19"], OnDuty),
    person("A0009", "程思远", "Cheng Siyuan", "MSK-02", ["2025-04-01", "2025-04-01", "1998-10-26"], OnDuty),
    person("A0010", "冯若兰", "Feng Ruolan", "MSK-03", ["2016-05-01", "2010-10-11", "1983-07-14"], OnDuty),
    person("A0011", "韩立诚", "Han Licheng", "XZK-01", ["2018-01-01", "2011-09-05", "1979-02-03"], OnDuty),
    person("A0012", "邓晓芸", "Deng Xiaoyun", "XZK-02", ["2020-07-01", "2020-07-01", "1996-08-11"], OnDuty),
    person("A0013", "曹旭朗", "Cao Xulang", "XZK-03", ["2017-03-01", "2015-04-20", "1988-03-27"], OnDuty),
    person("A0014", "彭建邦", "Peng Jianbang", "XZK-04", ["2019-11-01", "2012-06-18", "1982-12-19"], OnDuty),
    person("A0015", "马长顺", "Ma Changshun", "XZK-06", ["2013-03-01", "2013-03-01", "1976-05-06"], OnDuty),
    person("A0016", "苏映雪", "Su Yingxue", "DAS-01", ["2019-01-01", "2012-07-02", "1984-01-23"], OnDuty),
    person("A0017", "张三", "Zhang San", "DAS-02", ["2018-07-02", "2018-07-02", "1993-09-09"], OnDuty),
    person("A0018", "蒋亦凡", "Jiang Yifan", "DAS-03", ["2021-07-05", "2021-07-05", "1997-02-14"], OnDuty),
    person("A0019", "丁慕华", "Ding Muhua", "JDK-01", ["2025-01-01", "2014-03-03", "1985-10-31"], OnDuty),
    person("A0020", "丹尼尔·韦伯", "Daniel Weber", "JDK-02", ["2023-05-15", "2023-05-15", "1990-06-01"], OnDuty),
    person("A0021", "田小满", "Tian Xiaoman", "JDK-03", ["2024-02-26", "2024-02-26", "2001-05-21"], OnDuty),
    person("A0022", "余承安", "Yu Chengan", "MSK-05", ["2020-04-01", "2016-07-04", "1991-11-11"], OnDuty),
    person("A0023", "杜明礼", "Du Mingli", "CWB-01", ["2017-01-01", "2009-06-01", "1974-08-08"], OnDuty),
    person("A0024", "唐书敏", "Tang Shumin", "KJK-01", ["2019-04-01", "2011-05-09", "1982-03-15"], OnDuty),
    person("A0025", "范晓彤", "Fan Xiaotong", "KJK-02", ["2026-02-01", "2026-02-01", "1997-07-29"], OnDuty),
    person("A0026", "石玉洁", "Shi Yujie", "KJK-03", ["2020-03-01", "2020-03-01", "1994-04-04"], OnDuty),
    person("A0027", "罗景行", "Luo Jinghang", "CWB-02", ["2018-10-01", "2014-10-08", "1987-09-17"], OnDuty),
    person("A0028", "郝佳敏", "Hao Jiamin", "ZJK-01", ["2021-01-01", "2013-08-19", "1985-05-05"], OnDuty),
    person("A0029", "侯秋实", "Hou Qiushi", "ZJK-02", ["2022-06-01", "2022-06-01", "1996-10-10"], OnDuty),
    person("A0030", "白若溪", "Bai Ruoxi", "CWB-03", ["2026-02-01", "2017-03-06", "1991-01-28"], OnDuty),
    person("A0031", "孟繁星", "Meng Fanxing", "RSB-01", ["2020-05-01", "2010-03-22", "1977-12-25"], OnDuty),
    person("A0032", "秦怡然", "Qin Yiran", "RSB-02", ["2019-07-01", "2019-07-01", "1995-03-03"], OnDuty),
    person("A0033", "江一苇", "Jiang Yiwei", "RSB-03", ["2023-03-01", "2023-03-01", "1998-06-18"], OnDuty),
    person("A0034", "钟灵芝", "Zhong Lingzhi", "PXK-01", ["2018-09-01", "2012-09-10", "1983-11-07"], OnDuty),
    person("A0035", "汪子墨", "Wang Zimo", "PXK-02", ["2021-09-01", "2021-09-01", "1990-02-20"], Seconded),
    person("A0036", "任可欣", "Ren Kexin", "RSB-04", ["2022-01-04", "2018-08-06", "1993-07-07"], OnDuty),
    person("A0037", "姜海平", "Jiang Haiping", "XXZX-01", ["2016-01-01", "2013-01-07", "1979-10-01"], OnDuty),
    person("A0038", "谢存远", "Xie Cunyuan", "XXZX-02", ["2019-02-01", "2016-05-16", "1989-08-24"], OnDuty),
    person("A0039", "邹凯文", "Zou Kaiwen", "YWK-01", ["2020-10-01", "2016-04-05", "1988-01-09"], OnDuty),
    person("A0040", "熊伟业", "Xiong Weiye", "XXZX-03", ["2021-03-01", "2021-03-01", "1994-12-13"], OnDuty),
    person("A0041", "金哲宇", "Jin Zheyu", "YWK-02", ["2018-06-01", "2018-06-01", "1992-05-30"], OnDuty),
    person("A0042", "陶嘉树", "Tao Jiashu", "YWK-03", ["2024-07-01", "2024-07-01", "2000-09-23"], OnDuty),
    person("A0043", "贺知微", "He Zhiwei", "SJB-01", ["2019-06-01", "2015-06-01", "1980-07-16"], OnDuty),
    person("A0044", "龚立言", "Gong Liyan", "SJB-02", ["2020-11-01", "2020-11-01", "1991-03-08"], OnDuty),
    person("A0045", "欧阳松", "Ouyang Song", "SCB-01", ["2022-04-01", "2014-12-01", "1984-06-06"], OnDuty),
    person("A0046", "常青青", "Chang Qingqing", "SCB-02", ["2023-01-03", "2019-09-02", "1996-01-31"], OnDuty),
    person("A0047", "易承泽", "Yi Chengze", "SCB-03", ["2020-06-01", "2020-06-01", "1993-10-12"], OnDuty),
    person("A0048", "阿依努尔·吐尔逊", "Aynur Tursun", "SCB-03", ["2022-08-15", "2022-08-15", "1997-04-25"], OnDuty),
    person("A0049", "武思齐", "Wu Siqi", "SCB-04", ["2026-07-01", "2021-05-10", "1995-12-01"], OnDuty),
    person("A0050", "乔安冉", "Qiao Anran", "MSK-04", ["2023-10-09", "2023-10-09", "1999-02-27"], OnDuty),
    person("A0051", "毛丽平", "Mao Liping", "XZK-05", ["2015-09-01", "2012-11-12", "1981-08-20"], OnDuty),
    person("A0052", "朴俊英", "Piao Junying", "XZK-07", ["2026-04-01", "2021-04-06", "1994-09-14"], OnDuty),
    person("A0053", "黎晚晴", "Li Wanqing", "SJB-03", ["2021-02-01", "2021-02-01", "1992-07-02"], OnLeave),
    person("A0054", "郑小川", "Zheng Xiaochuan", "PXK-03", ["2026-08-17", "2026-08-17", "2002-11-20"], OnDuty),
    person("A0055", "柳成荫", "Liu Chengyin", "XZK-06", ["2016-10-10", "2016-10-10", "1980-04-13"], OnDuty),
];

/// Who has left; the fourth cell is the post they held last.
#[rustfmt::skip]
static FORMER: Samples<6> = Samples {
    register: "person",
    fields: ["number", "name", "alias", "", "hired_on", "left_on"],
    rows: &[
        ["A0901", "费世安", "Fei Shian", "BGS-01", "2012-01-01", "2024-12-31"],
        ["A0902", "葛秀珍", "Ge Xiuzhen", "DZS-01", "2009-06-15", "2024-12-31"],
        ["A0903", "尹若水", "Yin Ruoshui", "KJK-04", "2019-03-01", "2026-05-31"],
    ],
};

/// Posts held besides the present main ones and before them.
#[rustfmt::skip]
static HELD: Samples<7> = Samples {
    register: "appointment",
    fields: ["person", "post", "tenure", "from", "until", "share", "paper"],
    rows: &[
        ["A0003", "BGS-02", "main", "2019-03-01", "2025-02-28", "1", "江岳人〔2019〕11号"],
        ["A0003", "BGS-01", "acting", "2025-01-01", "2025-02-28", "1", "江岳人〔2024〕38号"],
        ["A0004", "MSK-01", "main", "2017-05-01", "2025-02-28", "1", "江岳人〔2017〕19号"],
        ["A0006", "MSK-02", "main", "2014-07-07", "2025-02-28", "1", ""],
        ["A0022", "MSK-04", "main", "2016-07-04", "2020-03-31", "1", ""],
        ["A0030", "KJK-02", "main", "2017-03-06", "2026-01-31", "1", ""],
        ["A0049", "SCB-03", "main", "2021-05-10", "2026-06-30", "1", ""],
        ["A0052", "XZK-02", "main", "2021-04-06", "2026-03-31", "1", ""],
        ["A0012", "JDK-03", "concurrent", "2025-09-01", "", "0.5", "江岳办〔2025〕27号"],
        ["A0017", "DAS-04", "concurrent", "2024-01-01", "", "0.5", "江岳办〔2023〕41号"],
        ["A0020", "JDK-04", "concurrent", "2024-06-01", "", "0.5", "江岳办〔2024〕16号"],
        ["A0028", "ZJK-03", "concurrent", "2026-01-01", "", "0.5", "江岳财〔2025〕22号"],
        ["A0044", "SJB-03", "acting", "2026-09-01", "2027-02-28", "0.5", "江岳审〔2026〕9号"],
    ],
};

#[rustfmt::skip]
static DELEGATIONS: Samples<6> = Samples {
    register: "delegation",
    fields: ["delegator", "delegate", "scope", "from", "until", "reason"],
    rows: &[
        ["A0003", "A0004", "administration", "2026-11-16", "2026-11-30", "外出调研期间代行行政管理审批"],
        ["A0005", "A0019", "liaison", "2026-10-01", "2026-12-31", "年末来访集中，委托接待安排"],
        ["A0023", "A0027", "decision_support", "2026-07-01", "2026-08-15", "参加脱产培训期间代行分析报告审核"],
    ],
};

/// The identity of the person with a number.
pub(super) fn identity(number: &str) -> RecordId {
    identity_of_code("person", number)
}

/// A link to the person with a number.
pub(super) fn link(number: &str) -> Value {
    Value::Link(identity(number))
}

/// `Zhang San` as the part of an address before the sign: `zhang.san`.
fn mailbox(alias: &str) -> String {
    alias.to_lowercase().replace(' ', ".")
}

/// Adds the people. Units must be there.
pub(super) fn fill(batch: &mut Batch) {
    for (position, row) in PEOPLE.iter().enumerate() {
        let unit = posts::unit_of(row.post);
        let floor = if matches!(unit, "CWB" | "KJK" | "ZJK") { "B座3层" } else { "A座6层" };
        let values = Values::new()
            .text("number", row.number)
            .text("name", row.name)
            .text("alias", row.alias)
            .with("unit", units::link(unit))
            .with("state", Value::choice(row.state.code()))
            .text("email", format!("{}@jiangyue.example", mailbox(row.alias)))
            .text("phone", format!("分机 {}", 8001 + position))
            .text("mobile", format!("139 0000 {:04}", 1021 + position * 37))
            .text("place", floor)
            .with("born_on", date(row.born))
            .with("hired_on", date(row.hired));
        batch.create("person", identity(row.number), values);
    }
    for ([number, _, _, post, ..], values) in FORMER.records() {
        let values = values
            .with("unit", units::link(posts::unit_of(post)))
            .with("state", Value::choice(PersonState::Left.code()));
        batch.create(FORMER.register, identity(number), values);
    }
}

/// Adds who holds and held which post. Posts and people must be there.
pub(super) fn fill_appointments(batch: &mut Batch) {
    for row in PEOPLE {
        appoint(batch, [row.number, row.post, "main", row.since, "", "1", ""]);
    }
    for [number, _, _, post, hired, left] in FORMER.rows {
        appoint(batch, [number, post, "main", hired, left, "1", ""]);
    }
    for row in HELD.rows {
        appoint(batch, *row);
    }
}

/// Adds that a person holds a post, as a row of [`HELD`] says it.
fn appoint(batch: &mut Batch, row: [&'static str; 7]) {
    let [number, post, _, from, ..] = row;
    batch.create(HELD.register, HELD.identity(&format!("{number}/{post}/{from}")), HELD.values(&row));
}

/// Adds who acts for whom. Appointments and duties must be there: nobody delegates what they don't have.
pub(super) fn fill_delegations(batch: &mut Batch) {
    DELEGATIONS.fill(batch, |[delegator, delegate, _, from, ..]| format!("{delegator}/{delegate}/{from}"));
}
