//! Which column of a bill holds what: banks and wallets title the same things differently.

use super::Sheet;
use super::sheet::without_unit;
use crate::rules::folding::fold;

/// A part of a payment.
pub(super) struct Part {
    /// What a mapping calls it.
    pub(super) key: &'static str,
    /// Key of its name.
    pub(super) text: &'static str,
    /// Titles that mean it, folded and without blanks; the surer ones first.
    titles: &'static [&'static str],
}

const fn part(key: &'static str, text: &'static str, titles: &'static [&'static str]) -> Part {
    Part { key, text, titles }
}

/// The parts of a payment. The titles are those of the bills of 微信支付 and 支付宝 and of the statements of the large banks.
#[rustfmt::skip]
pub(super) const PARTS: [Part; 10] = [
    part("date", "expense.date", &["交易日期", "交易日", "记账日期", "记账日", "入账日期", "付款时间", "交易时间", "交易创建时间", "日期", "transactiondate", "date"]),
    part("supplier", "expense.supplier", &["交易对方", "对方户名", "对方账户名称", "对方名称", "对手户名", "收款人", "收款人名称", "商户名称", "交易场所", "payee", "counterparty"]),
    part("subject", "expense.subject", &["商品", "商品说明", "商品名称", "摘要", "交易摘要", "用途", "附言", "交易备注", "memo", "description"]),
    part("direction", "bill.direction", &["收/支", "收支", "借贷标志", "借贷方向", "收支类型"]),
    part("amount", "expense.amount", &["金额", "交易金额", "发生额", "amount"]),
    part("out", "bill.out", &["支出", "支出金额", "借方发生额", "借方金额", "记账金额(支出)", "取出", "debit", "withdrawal"]),
    part("into", "bill.into", &["收入", "收入金额", "贷方发生额", "贷方金额", "记账金额(收入)", "存入", "credit", "deposit"]),
    part("reference", "expense.reference", &["交易单号", "交易订单号", "交易流水号", "流水号", "交易号", "凭证号", "reference"]),
    part("status", "bill.status", &["当前状态", "交易状态", "状态", "status"]),
    part("note", "expense.note", &["备注", "note"]),
];

/// What each column holds: as mapped, else as its title says.
pub(super) fn assignment(sheet: &Sheet, mapping: &[(String, String)]) -> Vec<Option<&'static str>> {
    let mapped = |title: &String| mapping.iter().find(|(column, _)| column == title);
    let mut columns: Vec<Option<&'static str>> = sheet
        .columns
        .iter()
        .map(|title| {
            let (_, key) = mapped(title)?;
            PARTS.iter().find(|part| part.key == key).map(|part| part.key)
        })
        .collect();
    for part in &PARTS {
        if columns.contains(&Some(part.key)) {
            continue;
        }
        let place = part.titles.iter().find_map(|known| {
            sheet.columns.iter().position(|title| mapped(title).is_none() && plain(title) == *known)
        });
        if let Some(column) = place.and_then(|place| columns.get_mut(place)).filter(|of| of.is_none()) {
            *column = Some(part.key);
        }
    }
    columns
}

fn plain(title: &str) -> String {
    let folded = fold(title);
    without_unit(folded.trim()).chars().filter(|character| !character.is_whitespace()).collect()
}

/// Whether a table looks like a bill: when, to or from whom, how much, and whether it went or came.
pub(super) fn is_bill(sheet: &Sheet) -> bool {
    let columns = assignment(sheet, &[]);
    let has = |key| columns.contains(&Some(key));
    has("date") && ((has("direction") && has("amount")) || (has("out") && has("into")))
}
