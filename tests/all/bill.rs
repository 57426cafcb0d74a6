//! Bills of banks and wallets as expenses: synthetic ones in the shape of the real ones.

use chancery::desk::Office;
use chancery::exchange::{ImportOptions, ImportReport, Sheet, guess_layout, import_file};
use chancery::model::{Money, Stored};
use chancery::records::budget::{Expense, ExpenseState};
use encoding_rs::GB18030;

use crate::fixture::{office, owner};

/// 微信支付: UTF-8 with a mark, sixteen lines above the header, the currency sign before amounts.
const WECHAT: &str = "\u{feff}微信支付账单明细,,,,,,,,
微信昵称：[综合办],,,,,,,,
起始时间：[2026-02-01 00:00:00] 终止时间：[2026-02-31 23:59:59],,,,,,,,
导出类型：[全部],,,,,,,,
导出时间：[2026-04-01 08:00:00],,,,,,,,
,,,,,,,,
共6笔记录,,,,,,,,
收入：1笔 20.00元,,,,,,,,
支出：5笔 1270.80元,,,,,,,,
注：,,,,,,,,
1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易,,,,,,,,
2. 本明细仅展示当前账单中的交易，不包括已删除的记录,,,,,,,,
3. 本明细仅供个人对账使用,,,,,,,,
,,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
2026-02-02 12:30:45,商户消费,晨光办公,\"打印纸,A4\",支出,¥128.50,零钱,支付成功,4200000001\t,M1\t,\"/\"
2026-02-05 09:00:00,扫二维码付款,出租车,\"/\",支出,¥42.30,零钱,支付成功,4200000002\t,M2\t,\"去财政局\"
2026-02-06 10:00:00,商户消费,书店,图书,支出,¥100.00,零钱,已退款(￥30.00),4200000003\t,M3\t,\"/\"
2026-02-07 10:00:00,商户消费,花店,绿植,支出,¥600.00,零钱,已全额退款,4200000004\t,M4\t,\"/\"
2026-02-08 10:00:00,二维码收款,张三,\"/\",收入,¥20.00,\"/\",已收钱,4200000005\t,M5\t,\"/\"
2026-02-09 10:00:00,零钱提现,建设银行,\"/\",/,¥500.00,建设银行,提现已到账,4200000006\t,M6\t,\"/\"
";

/// 支付宝: GB18030, lines of text without separators above, a comma at every end, counts below.
const ALIPAY: &str = "------------------------------------------------------------------------------------
导出信息：
姓名：综合办
支付宝账户：office@example.com
起始时间：[2026-02-01 00:00:00]    终止时间：[2026-02-31 23:59:59]
共4笔记录
特别提示：
1.本回单内容可表明支付宝受理了相应支付交易申请，仅供参考。
------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------
交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,
2026-02-11 08:00:00,办公用品,晨光办公,c***@x.com,墨盒,支出,359.00,余额宝,交易成功,2026021122001\t,T1\t,,
2026-02-12 08:00:00,交通出行,铁路,/,高铁票,支出,553.50,花呗,交易关闭,2026021222002\t,T2\t,,
2026-02-13 08:00:00,退款,晨光办公,c***@x.com,退款-墨盒,不计收支,10.00,余额宝,退款成功,2026021322003\t,T3\t,,
2026-02-14 08:00:00,文化休闲,印社,/,印章,支出,88.8,余额,交易成功,2026021422004\t,T4\t,,
------------------------------------------------------------------------------------
共4笔记录,,,,,,,,,,,,
";

/// A bank: two columns of amounts, dates without dashes, no number of the payment, a sum below.
const BANK: &str = "账号：,6227000000000000,币种：,人民币
序号,记账日,交易时间,支出,收入,余额,摘要,对方户名
1,20260202,09:10:00,\"1,200.00\",0.00,\"8,800.00\",物业费,安居物业
2,20260203,09:10:00,0.00,500.00,\"9,300.00\",利息,
3,20260204,09:10:00,15.00,0.00,\"9,285.00\",手续费,建设银行
4,20260204,09:10:00,15.00,0.00,\"9,285.00\",手续费,建设银行
5,2026-13-04,09:10:00,7.00,0.00,\"9,278.00\",手续费,建设银行
合计,,,\"1,237.00\",500.00,,,
";

fn import(office: &Office, name: &str, bytes: &[u8]) -> ImportReport {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(guess_layout(&Sheet::read(&path).unwrap()), Some("bill"), "{name} is known by its columns");
    import_file(office, &owner(), "bill", &path, &ImportOptions::default()).unwrap()
}

fn told(report: &ImportReport) -> Vec<(u64, &str)> {
    report.problems.iter().map(|problem| (problem.line, problem.message.code())).collect()
}

fn expenses(office: &Office) -> Vec<Stored<Expense>> {
    let mut all: Vec<Stored<Expense>> = office.reader(&owner()).unwrap().all().unwrap();
    all.sort_by(|a, b| a.record.date.cmp(&b.record.date).then(a.record.subject.cmp(&b.record.subject)));
    all
}

fn shown(expense: &Expense) -> (String, &str, &str, i64) {
    let date = expense.date.unwrap().to_string();
    (date, expense.supplier.as_str(), expense.subject.as_str(), expense.amount.fen())
}

#[test]
fn a_wallet_is_read_below_its_preamble() {
    let office = office();
    let report = import(&office, "微信.csv", WECHAT.as_bytes());
    assert_eq!((report.read, report.created, report.skipped), (6, 3, 3));
    assert_eq!(told(&report), [(20, "refunded"), (21, "income"), (22, "neutral")]);
    let all = expenses(&office);
    assert_eq!(shown(&all[0].record), ("2026-02-02".to_owned(), "晨光办公", "打印纸,A4", 12_850));
    assert_eq!(shown(&all[1].record), ("2026-02-05".to_owned(), "出租车", "出租车", 4_230));
    assert_eq!((all[1].record.note.as_str(), all[1].record.reference.as_str()), ("去财政局", "4200000002"));
    assert_eq!(all[2].record.amount, Money::from_fen(7_000), "30 of 100 came back");
    assert!(all.iter().all(|of| of.record.state == ExpenseState::Draft && of.record.line.is_none()));
    let again = import(&office, "微信.csv", WECHAT.as_bytes());
    assert_eq!((again.created, again.unchanged), (0, 3));
    office
        .execute(
            &owner(),
            chancery::desk::Command::Void {
                register: "expense".to_owned(),
                id: all[0].meta.id,
                reason: "个人消费".to_owned(),
            },
        )
        .unwrap();
    let again = import(&office, "微信.csv", WECHAT.as_bytes());
    assert_eq!((again.created, again.unchanged), (0, 3), "what was thrown away does not come back");
}

#[test]
fn a_wallet_in_gb18030_is_read_between_its_lines() {
    let office = office();
    let report = import(&office, "alipay.csv", &GB18030.encode(ALIPAY).0);
    assert_eq!((report.created, report.skipped), (2, 2));
    assert_eq!(told(&report), [(12, "closed"), (13, "refunded")]);
    let all = expenses(&office);
    assert_eq!(shown(&all[0].record), ("2026-02-11".to_owned(), "晨光办公", "墨盒", 35_900));
    assert_eq!(shown(&all[1].record), ("2026-02-14".to_owned(), "印社", "印章", 8_880));
}

#[test]
fn a_statement_of_a_bank_is_read_by_its_two_columns() {
    let office = office();
    let report = import(&office, "bank.csv", &GB18030.encode(BANK).0);
    assert_eq!(told(&report), [(4, "income"), (7, "not_a_date")]);
    assert_eq!((report.created, report.skipped), (3, 2));
    let all = expenses(&office);
    assert_eq!(shown(&all[0].record), ("2026-02-02".to_owned(), "安居物业", "物业费", 120_000));
    assert_ne!(all[1].record.reference, all[2].record.reference, "two fees of a day are two");
    let again = import(&office, "bank.csv", &GB18030.encode(BANK).0);
    assert_eq!((again.created, again.unchanged), (0, 3));
}

#[test]
fn what_is_no_bill_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "姓名,电话\n张三,1\n").unwrap();
    let refused = import_file(&office(), &owner(), "bill", &path, &ImportOptions::default());
    assert!(format!("{refused:?}").contains("bill.no_columns"), "{refused:?}");
    std::fs::write(&path, "when,paid\n2026-02-01,5\n2026-02-02,-7\n").unwrap();
    let mapping = [("when", "date"), ("paid", "amount")];
    let mapping = mapping.map(|(column, part)| (column.to_owned(), part.to_owned())).to_vec();
    let office = office();
    let report =
        import_file(&office, &owner(), "bill", &path, &ImportOptions { mapping, ..ImportOptions::default() });
    let report = report.unwrap();
    assert_eq!((report.created, told(&report)), (1, vec![(2, "income")]), "below zero went out");
}
