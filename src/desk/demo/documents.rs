//! Papers and documents of the demonstration office: a year of papers in and out at every station of their way, one
//! late, one urged twice, readers who have not finished, and documents in every drawer.

use super::paper_texts::{
    CIRCULAR, LENDING_RULES, LETTER, MINUTES, REPLY, REPORT, REQUEST, SPRING_CIRCULAR, STOCKTAKING,
};
use super::samples::Samples;
use super::{archive, made_files, people, units};
use crate::desk::seeding::{Batch, date, identity_of_code};
use crate::desk::{Command, Values};
use crate::model::{RecordId, Value};

#[rustfmt::skip]
static SERIES: Samples<5> = Samples {
    register: "paper_series",
    fields: ["code", "masthead", "issuer", "form", "unit"],
    rows: &[
        ["江岳办发", "江岳集团办公室文件", "江岳集团综合办公室", "document", "BGS"],
        ["江岳发", "江岳集团文件", "江岳集团", "document", "JYJT"],
        ["江岳办函", "江岳集团办公室", "江岳集团综合办公室", "letter", "BGS"],
        ["江岳纪", "江岳集团办公会议纪要", "江岳集团综合办公室", "minutes", "BGS"],
    ],
};

/// A paper that came in.
struct In {
    title: &'static str,
    sender: &'static str,
    sender_number: &'static str,
    kind: &'static str,
    urgency: &'static str,
    received: &'static str,
    due: &'static str,
    unit: &'static str,
    handler: &'static str,
    state: &'static str,
    proposal: &'static str,
    instruction: &'static str,
    result: &'static str,
}

#[rustfmt::skip]
const INCOMING: &[In] = &[
    In { title: "关于开展2026年档案执法检查的通知", sender: "滨江市档案局", sender_number: "滨档发〔2026〕3号", kind: "circular", urgency: "plain", received: "2026-02-03", due: "2026-02-12", unit: "DAS", handler: "A0016", state: "closed", proposal: "拟请档案室牵头自查，2月12日前报送自查表。", instruction: "同意。请苏映雪同志抓紧落实。", result: "自查表已于2月11日报送，市档案局已回执。" },
    In { title: "关于征求公务接待管理细则修改意见的函", sender: "滨江市机关事务管理局", sender_number: "滨机管函〔2026〕11号", kind: "letter", urgency: "plain", received: "2026-03-09", due: "2026-03-18", unit: "JDK", handler: "A0019", state: "replied", proposal: "拟请接待联络科提出意见，以办公室函答复。", instruction: "同意拟办意见。", result: "已征求财务部意见，无不同意见，函复。" },
    In { title: "关于做好防汛应急值守工作的紧急通知", sender: "滨江市应急管理局", sender_number: "滨应急〔2026〕27号", kind: "circular", urgency: "express", received: "2026-06-15", due: "2026-06-16", unit: "XZK", handler: "A0011", state: "closed", proposal: "拟请行政科排定值班表，全体传阅。", instruction: "立即安排，值班表报我。", result: "值班表已下发，仓库沙袋清点完毕。" },
    In { title: "关于报送2026年度安全生产工作总结的通知", sender: "滨江市国资委", sender_number: "滨国资发〔2026〕58号", kind: "circular", urgency: "expedited", received: "2026-11-20", due: "2026-11-25", unit: "XZK", handler: "A0011", state: "in_hand", proposal: "拟请行政科牵头，信息中心配合，11月25日前报送。", instruction: "同意。总结先送我审。", result: "" },
    In { title: "关于举办全市公文处理培训班的通知", sender: "滨江市人民政府办公室", sender_number: "滨政办函〔2026〕92号", kind: "circular", urgency: "plain", received: "2026-11-19", due: "2026-11-30", unit: "MSK", handler: "A0006", state: "instructed", proposal: "拟请文秘科派两人参加。", instruction: "请方以宁、梁雨辰参加。", result: "" },
    In { title: "关于核对2026年度往来账款的函", sender: "文汇数据有限公司", sender_number: "文汇函〔2026〕31号", kind: "letter", urgency: "plain", received: "2026-11-10", due: "2026-11-19", unit: "CWB", handler: "A0024", state: "in_hand", proposal: "拟请财务部核对后盖章寄回。", instruction: "请财务部办理。", result: "" },
    In { title: "关于转发数据出境安全评估要求的通知", sender: "滨江市互联网信息办公室", sender_number: "滨网信办〔2026〕14号", kind: "circular", urgency: "plain", received: "2026-11-18", due: "2026-11-27", unit: "XXZX", handler: "A0037", state: "proposed", proposal: "拟请信息中心研提落实意见，审计部阅。", instruction: "", result: "" },
    In { title: "关于调整住房公积金缴存基数的通知", sender: "滨江市住房公积金管理中心", sender_number: "滨公积金〔2026〕40号", kind: "circular", urgency: "plain", received: "2026-11-20", due: "2026-12-01", unit: "", handler: "", state: "registered", proposal: "", instruction: "", result: "" },
    In { title: "关于邀请参加长三角办公室工作交流会的函", sender: "长江现代办公研究会", sender_number: "", kind: "letter", urgency: "plain", received: "2026-11-23", due: "", unit: "", handler: "", state: "signed", proposal: "", instruction: "", result: "" },
    In { title: "关于提前报送元旦春节值班安排的通知", sender: "滨江市国资委", sender_number: "滨国资办〔2026〕61号", kind: "circular", urgency: "expedited", received: "2026-11-23", due: "", unit: "", handler: "", state: "awaiting", proposal: "", instruction: "", result: "" },
];

/// A paper that went or is to go out.
struct Out {
    title: &'static str,
    kind: &'static str,
    direction: &'static str,
    series: &'static str,
    number: u32,
    addressee: &'static str,
    copies_to: &'static str,
    body: &'static str,
    drafter: &'static str,
    unit: &'static str,
    dated: &'static str,
    state: &'static str,
    answers: &'static str,
}

#[rustfmt::skip]
const OUTGOING: &[Out] = &[
    Out { title: "江岳集团综合办公室关于做好2026年春节放假和值班工作的通知", kind: "circular", direction: "downward", series: "江岳办发", number: 1, addressee: "各部门、各中心", copies_to: "", body: SPRING_CIRCULAR, drafter: "A0008", unit: "MSK", dated: "2026-01-20", state: "issued", answers: "" },
    Out { title: "江岳集团综合办公室关于进一步规范公文处理工作的通知", kind: "circular", direction: "downward", series: "江岳办发", number: 2, addressee: "各部门、各中心", copies_to: "集团领导", body: CIRCULAR, drafter: "A0006", unit: "MSK", dated: "2026-03-02", state: "issued", answers: "" },
    Out { title: "江岳集团关于购置档案智能密集架的请示", kind: "request", direction: "upward", series: "江岳发", number: 1, addressee: "滨江市国资委", copies_to: "", body: REQUEST, drafter: "A0016", unit: "DAS", dated: "2026-05-08", state: "issued", answers: "" },
    Out { title: "江岳集团综合办公室关于公务接待管理细则修改意见的复函", kind: "letter", direction: "level", series: "江岳办函", number: 1, addressee: "滨江市机关事务管理局", copies_to: "", body: LETTER, drafter: "A0019", unit: "JDK", dated: "2026-03-16", state: "issued", answers: "关于征求公务接待管理细则修改意见的函" },
    Out { title: "江岳集团办公会议纪要（2026年第9次）", kind: "minutes", direction: "downward", series: "江岳纪", number: 9, addressee: "各部门、各中心", copies_to: "", body: MINUTES, drafter: "A0008", unit: "MSK", dated: "2026-10-19", state: "issued", answers: "" },
    Out { title: "江岳集团关于同意市场部设立客户体验小组的批复", kind: "reply", direction: "downward", series: "江岳发", number: 2, addressee: "市场部", copies_to: "人力资源部、财务部", body: REPLY, drafter: "A0007", unit: "BGS", dated: "2026-11-17", state: "registered", answers: "" },
    Out { title: "江岳集团关于2026年安全生产工作情况的报告", kind: "report", direction: "upward", series: "江岳发", number: 0, addressee: "滨江市国资委", copies_to: "", body: REPORT, drafter: "A0011", unit: "XZK", dated: "", state: "signing", answers: "" },
    Out { title: "江岳集团综合办公室关于印发档案借阅管理办法的通知", kind: "circular", direction: "downward", series: "江岳办发", number: 0, addressee: "各部门、各中心", copies_to: "", body: LENDING_RULES, drafter: "A0018", unit: "DAS", dated: "", state: "reviewing", answers: "" },
    Out { title: "江岳集团综合办公室关于开展2026年度办公用品盘点的通知", kind: "circular", direction: "downward", series: "江岳办发", number: 0, addressee: "各部门", copies_to: "", body: STOCKTAKING, drafter: "A0012", unit: "XZK", dated: "", state: "drafting", answers: "" },
];

#[rustfmt::skip]
static READERS: Samples<4> = Samples {
    register: "circulation",
    fields: ["paper", "reader", "state", "opinion"],
    rows: &[
        ["关于做好防汛应急值守工作的紧急通知", "A0003", "read", "已阅，严格值守。"],
        ["关于做好防汛应急值守工作的紧急通知", "A0004", "read", "已阅。"],
        ["关于举办全市公文处理培训班的通知", "A0006", "read", "已报名。"],
        ["关于举办全市公文处理培训班的通知", "A0008", "unread", ""],
        ["关于举办全市公文处理培训班的通知", "A0007", "unread", ""],
    ],
};

#[rustfmt::skip]
static URGED: Samples<3> = Samples {
    register: "urging",
    fields: ["paper", "addressee", "note"],
    rows: &[
        ["关于核对2026年度往来账款的函", "A0024", "电话催办：对方要求11月底前寄回，答复本周内完成核对。"],
        ["关于核对2026年度往来账款的函", "A0024", "当面催办：差两笔保证金待银行回单。"],
    ],
};

#[rustfmt::skip]
static URGED_OUT: Samples<3> = Samples {
    register: "urging",
    fields: ["outgoing", "addressee", "note"],
    rows: &[
        ["江岳集团关于2026年安全生产工作情况的报告", "A0001", "报送截止日临近，请总经理办公室排入今日签批；答复下午签发。"],
    ],
};

/// Documents; the last cell is the text of their file.
#[rustfmt::skip]
static DOCUMENTS: Samples<8> = Samples {
    register: "document",
    fields: ["title", "number", "nature", "content", "department", "keeper", "formed_on", ""],
    rows: &[
        ["党政机关公文格式（GB/T 9704-2012）要点", "GB/T 9704-2012", "policy", "general", "MSK", "A0006", "2012-06-29", "版心156毫米×225毫米，每面22行，每行28字，正文用3号仿宋体字。发文机关标志上边缘至版心上边缘为35毫米。"],
        ["归档文件整理规则（DA/T 22-2015）要点", "DA/T 22-2015", "policy", "general", "DAS", "A0016", "2015-10-25", "档号结构：全宗号-档案门类代码·年度-保管期限-机构（问题）代码-件号。一文一件，正文与附件为一件。"],
        ["会计档案管理办法学习提纲", "财政部令第79号", "policy", "finance", "CWB", "A0023", "2016-01-01", "会计凭证、会计账簿保管30年，年度财务报告永久保管，银行对账单保管10年。"],
        ["新员工入职手续清单", "", "internal", "personnel", "RSB", "A0031", "2025-12-15", "一、签订劳动合同；二、领取工牌和门禁卡；三、开通邮箱和内网账号；四、保密教育并签署承诺书。"],
        ["2026年度培训计划", "", "business", "personnel", "PXK", "A0034", "2026-01-12", "全年培训12期，其中公文写作2期、安全生产2期、管理能力4期、信息安全2期、新员工2期。"],
        ["2026年部门预算编制说明", "", "business", "finance", "CWB", "A0024", "2025-11-20", "收支平衡，零基编制。办公费按人均定额，会议费按计划据实，差旅费较上年压减百分之五。"],
        ["办公楼空调节能改造项目建议书", "XM-2026-03", "business", "project", "XZK", "A0011", "2026-04-18", "拟更换十二台多联机，预计年节电九万千瓦时，三年收回投资。"],
        ["档案数字化项目进度周报（第18周）", "XM-2026-01", "business", "project", "DAS", "A0018", "2026-05-06", "本周扫描2310页，累计41870页，质检抽查合格率99.4%。问题：工程图纸超幅，需外借扫描仪。"],
        ["年度工作会议会务手册", "", "internal", "meeting", "MSK", "A0008", "2026-03-20", "会场：三楼大会议室。签到8:30开始，手机静音，主席台名签按职务排列。"],
        ["机房设备采购合同", "合同 2026-018", "business", "contract", "XXZX", "A0037", "2026-03-16", "甲方江岳集团，乙方江岳科技。合同金额贰拾陆万元整，分两期支付，质保三年。"],
        ["档案扫描服务合同", "合同 2026-031", "business", "contract", "DAS", "A0016", "2026-05-11", "乙方文汇数据有限公司，扫描单价每页零点四元，保密条款见附件二。"],
        ["公务用车台账说明", "", "internal", "assets", "XZK", "A0014", "2026-02-27", "现有公务用车6辆，年检到期日见台账，维修须先报批后送修。"],
        ["内网与邮箱使用规范", "", "internal", "technology", "XXZX", "A0039", "2025-09-01", "不得用互联网邮箱传递内部资料；密码每季度更换；离开座位锁屏。"],
        ["保密工作自查表", "", "internal", "security", "BGS", "A0010", "2026-09-30", "检查涉密载体、计算机、打印复印和会议管理四个方面，发现问题立行立改。"],
        ["来访接待礼仪与流程", "", "business", "liaison", "JDK", "A0019", "2026-06-08", "接待前一天确认人数、车辆和用餐；外宾来访须报外事部门备案。"],
        ["江岳集团发展规划（2026—2030年）摘要", "", "policy", "general", "JYJT", "A0002", "2025-12-28", "到2030年营业收入翻一番，数字化办公覆盖全部部门，档案电子化率达到百分之百。"],
    ],
};

fn link(register: &str, code: &str) -> Value {
    if code.is_empty() { Value::Nothing } else { Value::Link(identity_of_code(register, code)) }
}

/// The identity of a document by its title.
pub(super) fn document(title: &str) -> RecordId {
    identity_of_code("document", title)
}

/// Adds papers and documents. Units and people must be there.
pub(super) fn fill(batch: &mut Batch) {
    for (row, mut values) in SERIES.records() {
        let [code, _, _, form, _] = row;
        if *form == "minutes" {
            // The eight before it were numbered by hand.
            values = values.with("first_year", Value::Integer(2026)).with("first_number", Value::Integer(9));
        }
        batch.create(SERIES.register, SERIES.identity(code), values);
    }
    fill_incoming(batch);
    fill_outgoing(batch);
    for ([paper, reader, state, _], values) in READERS.records() {
        let values = values
            .with("sent_at", moment("2026-11-20T01:30:00Z"))
            .with("due", date("2026-11-23"))
            .with("read_at", if *state == "read" { moment("2026-11-20T06:10:00Z") } else { Value::Nothing });
        batch.create(READERS.register, READERS.identity(&format!("{paper}/{reader}")), values);
    }
    for (place, ([paper, ..], values)) in URGED.records().enumerate() {
        let at = moment(if place == 0 { "2026-11-18T02:20:00Z" } else { "2026-11-20T08:05:00Z" });
        batch.create(URGED.register, URGED.identity(&format!("{paper}/{place}")), values.with("at", at));
    }
    for ([paper, ..], values) in URGED_OUT.records() {
        let at = moment("2026-11-23T01:15:00Z");
        batch.create(URGED_OUT.register, URGED_OUT.identity(&format!("{paper}/0")), values.with("at", at));
    }
    fill_documents(batch);
}

fn fill_incoming(batch: &mut Batch) {
    let mut numbers = 1_u32..;
    // The urgent one came by fax and nobody counted it: filing asks.
    let mut pages = [4_i64, 2, 0, 6, 3, 2, 5, 3].into_iter().cycle();
    for paper in INCOMING {
        let is_numbered = !matches!(paper.state, "awaiting" | "signed");
        let number = numbers.next().filter(|_| is_numbered).map(|number| format!("收〔2026〕{number}号"));
        let closed = matches!(paper.state, "archived" | "replied" | "closed");
        let is_reviewed = Value::Flag(is_numbered && paper.state != "registered");
        let values = Values::new()
            .text("number", number.unwrap_or_default())
            .text("title", paper.title)
            .text("sender", paper.sender)
            .text("sender_number", paper.sender_number)
            .with("kind", Value::choice(paper.kind))
            .with("urgency", Value::choice(paper.urgency))
            .with("received_on", date(paper.received))
            .with("due", date_or_nothing(paper.due))
            .with("copies", Value::Integer(1))
            .with("pages", pages.next().filter(|of| *of > 0).map_or(Value::Nothing, Value::Integer))
            .with("lead_unit", units::link(paper.unit))
            .with("handler", person_or_nobody(paper.handler))
            .with("state", Value::choice(paper.state))
            .with("is_ours", is_reviewed.clone())
            .with("keeps_rules", is_reviewed.clone())
            .with("is_in_form", is_reviewed.clone())
            .with("is_agreed", is_reviewed)
            .text("proposal", paper.proposal)
            .text("instruction", paper.instruction)
            .text("result", paper.result)
            .with(
                "instructed_by",
                if paper.instruction.is_empty() { Value::Nothing } else { people::link("A0003") },
            )
            .with("closed_on", if closed { date_or_nothing(paper.due) } else { Value::Nothing });
        batch.create("incoming", identity_of_code("incoming", paper.title), values);
    }
}

fn fill_outgoing(batch: &mut Batch) {
    for paper in OUTGOING {
        let number = match paper.number {
            0 => String::new(),
            number => format!("{}〔2026〕{number}号", paper.series),
        };
        let form = SERIES
            .rows
            .iter()
            .find(|[code, ..]| *code == paper.series)
            .map_or("document", |[_, _, _, form, _]| form);
        // What goes upward waits for the head.
        let is_signed = !paper.dated.is_empty();
        let waits = paper.state == "signing" && paper.direction == "upward";
        let signer = if is_signed || waits { people::link("A0001") } else { Value::Nothing };
        let is_request = paper.kind == "request";
        let is_minutes = paper.kind == "minutes";
        let mut values = Values::new()
            .text("number", number)
            .text("title", paper.title)
            .with("kind", Value::choice(paper.kind))
            .with("direction", Value::choice(paper.direction))
            .with("series", link("paper_series", paper.series))
            .with("form", Value::choice(form))
            .text("addressee", paper.addressee)
            .text("copies_to", paper.copies_to)
            .text("body", paper.body)
            .with("drafter", people::link(paper.drafter))
            .with("unit", units::link(paper.unit))
            .with("signer", signer)
            .with("signed_on", date_or_nothing(paper.dated))
            .with("dated", date_or_nothing(paper.dated))
            .with("answers", link("incoming", paper.answers))
            .text("printed_by", "江岳集团综合办公室")
            .with("print_copies", Value::Integer(20))
            .with("state", Value::choice(paper.state));
        values = checked(values, paper.state);
        if matches!(paper.state, "issued" | "archived") {
            values = values.with("issued_on", date_or_nothing(paper.dated));
        }
        if is_request {
            values = values
                .with("single_matter", Value::Flag(true))
                .text("contact", "联系人：苏映雪，电话：8016-2208")
                .with(
                    "annexes",
                    Value::Tags(vec!["档案智能密集架配置清单".to_owned(), "库房平面图".to_owned()]),
                );
        }
        if is_minutes {
            values = values
                .text("present", "沈怀瑾  陆文舟  顾清和  杜明礼")
                .text("absent", "何远帆（出差）")
                .text("guests", "方以宁  苏映雪  韩立诚");
        }
        if !matches!(paper.state, "issued" | "archived" | "registered" | "drafting") {
            values = values.with("due", date("2026-11-26"));
        }
        batch.create("outgoing", identity_of_code("outgoing", paper.title), values);
    }
}

/// What the two who checked a draft said, where it has come so far.
fn checked(values: Values, state: &str) -> Values {
    if !matches!(state, "reviewing" | "signing") {
        return values;
    }
    // 档案室 and 行政科, whose head drafted it himself, so that the director of the office checked it.
    let head = if state == "reviewing" { "A0016" } else { "A0003" };
    let values = values
        .with("checker", people::link(head))
        .with("checked_at", moment("2026-11-19T02:10:00Z"))
        .text("unit_review", "内容属实，同意报送。");
    if state == "reviewing" {
        return values;
    }
    values
        .with("reviewer", people::link("A0006"))
        .with("reviewed_at", moment("2026-11-20T07:40:00Z"))
        .text("review", "文种、格式符合规定，数据已与安委会台账核对，建议签发。")
}

fn fill_documents(batch: &mut Batch) {
    DOCUMENTS.fill(batch, |[title, ..]| (*title).to_owned());
    for [title, .., text] in DOCUMENTS.rows {
        attach(batch, title, 1, &format!("{title}\n\n{text}\n"), "");
    }
    fill_made(batch);
    let (title, changed) = (
        "2026年度培训计划",
        "全年培训13期，其中公文写作3期、安全生产2期、管理能力4期、信息安全2期、新员工2期。",
    );
    attach(
        batch,
        title,
        2,
        &format!("{title}\n\n{changed}\n"),
        "增加一期公文写作培训（办公会议2026年第9次议定）",
    );
}

const PLAN: &str = "档案库房平面图";
const RULES: &str = "公文处理工作规范（汇编本）";
const LIST: &str = "值班室交接清单";
const FIRST_MINUTES: &str = "总经理办公会纪要（2025年第一次）";
const COPY: &str = "2026年度培训计划（报送稿）";

/// Documents that are no plain text, one that the archive keeps, and one that is there twice.
#[rustfmt::skip]
static MADE: Samples<7> = Samples {
    register: "document",
    fields: ["title", "nature", "content", "department", "keeper", "formed_on", "folder"],
    rows: &[
        [PLAN, "business", "assets", "DAS", "A0016", "2026-05-06", "档案室/库房建设"],
        [RULES, "policy", "general", "MSK", "A0006", "2026-03-02", "制度汇编/公文"],
        [LIST, "internal", "security", "XZK", "A0011", "2026-10-01", "行政科/值班"],
        [FIRST_MINUTES, "business", "meeting", "MSK", "A0008", "2025-01-10", "会议/2025"],
        [COPY, "business", "personnel", "PXK", "A0034", "2026-01-14", "人力资源部/报送"],
    ],
};

fn fill_made(batch: &mut Batch) {
    MADE.fill(batch, |[title, ..]| (*title).to_owned());
    if let Some(picture) = made_files::storeroom_plan() {
        put(batch, PLAN, 1, "档案库房平面图.png", "image/png", picture, "", None);
    }
    let chapters: Vec<String> = [CIRCULAR, SPRING_CIRCULAR, REPLY]
        .iter()
        .zip(["第一章　公文处理", "第二章　放假与值班通知示例", "第三章　批复示例"])
        .map(|(text, title)| format!("{title}\n{text}"))
        .collect();
    let pages: Vec<&str> = chapters.iter().map(String::as_str).collect();
    // What its pages say is read out of it like out of any other's.
    put(batch, RULES, 1, "公文处理工作规范.pdf", "application/pdf", made_files::pdf(&pages), "", None);
    let lines = [
        "值班室交接清单",
        "一、门禁卡12张，钥匙8把，逐一清点。",
        "二、对讲机4台，电量充足。",
        "三、值班日志一册，当日事项已记录。",
    ];
    if let Some(office) = made_files::docx(&lines) {
        let media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        put(batch, LIST, 1, "值班室交接清单.docx", media, office, "", Some(lines.join("\n")));
    }
    // The version that was signed is the one the archive keeps.
    if let Some((name, kept)) = archive::file_of(2025, 1) {
        let draft = kept.replace("审议工作要点", "讨论工作要点（讨论稿）");
        for (version, text, reason) in
            [(1, draft.as_str(), "会前讨论稿"), (2, kept, "按会议意见修改后签发，归档")]
        {
            put(
                batch,
                FIRST_MINUTES,
                version,
                name,
                "text/plain",
                text.as_bytes().to_vec(),
                reason,
                Some(text.to_owned()),
            );
        }
    }
    let title = "2026年度培训计划";
    if let Some([.., text]) = DOCUMENTS.rows.iter().find(|[of, ..]| *of == title) {
        let written = format!("{title}\n\n{text}\n");
        let content = written.as_bytes().to_vec();
        put(batch, COPY, 1, "2026年度培训计划.txt", "text/plain", content, "", Some(written));
    }
}

#[expect(clippy::too_many_arguments, reason = "a file is all of this")]
fn put(
    batch: &mut Batch,
    title: &str,
    version: u32,
    name: &str,
    media_type: &str,
    content: Vec<u8>,
    reason: &str,
    text: Option<String>,
) {
    batch.add(Command::Attach {
        register: "document".to_owned(),
        id: document(title),
        attachment: identity_of_code("attachment", &format!("document/{title}/{version}")),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        content,
        reason: reason.to_owned(),
        text,
    });
}

fn attach(batch: &mut Batch, title: &str, version: u32, written: &str, reason: &str) {
    let name = format!("{title}.txt").replace('/', "-");
    let content = written.as_bytes().to_vec();
    put(batch, title, version, &name, "text/plain", content, reason, Some(written.to_owned()));
}

fn person_or_nobody(number: &str) -> Value {
    if number.is_empty() { Value::Nothing } else { people::link(number) }
}

fn moment(text: &str) -> Value {
    text.parse().map_or_else(|_| Value::text(text), Value::Instant)
}

fn date_or_nothing(text: &str) -> Value {
    if text.is_empty() { Value::Nothing } else { date(text) }
}
