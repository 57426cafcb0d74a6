//! The bill of a bank or wallet as expenses: what was paid becomes a draft that waits for its budget line; what came in
//! or came back is told and left out. Reading the same bill again adds nothing.

use std::collections::HashSet;
use std::ops::ControlFlow;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::cell::{disarm, parse_amount, parse_date};
use super::plan::{Plan, Step};
use super::{ImportProblem, Row, Sheet, Watch, bill_columns, watched};
use crate::desk::{Command, Reader, Right, Values, Which};
use crate::model::{AmountUnit, Message, Money, Problem, RecordId, Value};
use crate::rules::folding::fold;

const EXPENSE: &str = "expense";

/// A payment that a row tells of.
struct Payment {
    date: NaiveDate,
    supplier: String,
    subject: String,
    amount: Money,
    reference: String,
    note: String,
}

/// What a row is.
enum Read {
    Payment(Payment),
    /// Lines below the last payment: counts and sums of the whole bill.
    Footer,
}

/// Plans the import of a bill.
pub(super) fn plan(
    reader: &Reader,
    sheet: &Sheet,
    mapping: &[(String, String)],
    watch: Watch<'_>,
) -> Result<Plan, Problem> {
    let record_type = crate::records::find(EXPENSE)
        .ok_or_else(|| Problem::Bug("the register of expenses is missing".to_owned()))?;
    reader.require(record_type, Right::Create)?;
    let columns = Columns::of(sheet, mapping)?;
    let mut known: HashSet<String> = HashSet::new();
    let reference = record_type.field("reference").map_or(0, |(place, _)| place);
    for which in [Which::Living, Which::Void] {
        reader.visit(record_type, which, &mut |view| {
            let value = view.value(reference);
            known.extend(value.as_ref().and_then(Value::as_str).map(str::to_lowercase));
            ControlFlow::Continue(())
        })?;
    }
    let mut plan = Plan::new("batch.import");
    plan.read = sheet.rows.len();
    let mut in_file: HashSet<String> = HashSet::new();
    for (done, row) in sheet.rows.iter().enumerate() {
        watched(watch, done, sheet.rows.len())?;
        match columns.read(row, &in_file) {
            Ok(Read::Footer) => {}
            Ok(Read::Payment(payment)) => {
                let reference = payment.reference.to_lowercase();
                if !in_file.insert(reference.clone()) {
                    let message = Message::new("bill.twice").with("reference", payment.reference);
                    plan.problems.push(ImportProblem::at(row.line, None, message));
                    plan.skipped.insert(row.line);
                } else if known.contains(&reference) {
                    plan.unchanged = plan.unchanged.saturating_add(1);
                } else {
                    plan.steps.push(Step { line: row.line, command: payment.command() });
                }
            }
            Err((field, message)) => {
                plan.problems.push(ImportProblem::at(row.line, field.map(str::to_owned), message));
                plan.skipped.insert(row.line);
            }
        }
    }
    Ok(plan)
}

impl Payment {
    fn command(self) -> Command {
        let values = Values::new()
            .text("subject", cut(&self.subject))
            .with("date", Value::Date(self.date))
            .text("supplier", cut(&self.supplier))
            .text("reference", self.reference)
            .with("amount", Value::Money(self.amount))
            .text("note", self.note);
        Command::Create { register: EXPENSE.to_owned(), id: RecordId::generate(), values }
    }
}

/// A text as long as a field takes.
fn cut(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(200).collect()
}

/// Where a bill says what.
struct Columns {
    date: usize,
    supplier: Option<usize>,
    subject: Option<usize>,
    direction: Option<usize>,
    amount: Option<(usize, AmountUnit)>,
    out: Option<(usize, AmountUnit)>,
    into: Option<(usize, AmountUnit)>,
    reference: Option<usize>,
    status: Option<usize>,
    note: Option<usize>,
}

type Refused = (Option<&'static str>, Message);

impl Columns {
    fn of(sheet: &Sheet, mapping: &[(String, String)]) -> Result<Self, Problem> {
        let columns = bill_columns::assignment(sheet, mapping);
        let at = |key: &str| columns.iter().position(|column| *column == Some(key));
        let money = |key: &str| at(key).map(|place| (place, sheet.unit_of(place)));
        let found = Self {
            date: at("date").ok_or_else(no_bill)?,
            supplier: at("supplier"),
            subject: at("subject"),
            direction: at("direction"),
            amount: money("amount"),
            out: money("out"),
            into: money("into"),
            reference: at("reference"),
            status: at("status"),
            note: at("note"),
        };
        if found.amount.is_none() && found.out.is_none() {
            return Err(no_bill());
        }
        Ok(found)
    }

    fn read(&self, row: &Row, in_file: &HashSet<String>) -> Result<Read, Refused> {
        let text = |place: Option<usize>| disarm(place.map_or("", |place| row.cell(place))).trim();
        let filled = row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let when = row.cell(self.date);
        let day = when.split([' ', 'T', '\u{a0}']).next().unwrap_or_default();
        // Counts and sums below the payments have no day, and seldom more than a few cells.
        let date = match parse_date(day) {
            Ok(date) => date,
            Err(_) if filled <= 2 || is_total(row) => return Ok(Read::Footer),
            Err(message) => return Err((Some("date"), message)),
        };
        let status = text(self.status);
        let says = |words: &[&str]| words.iter().any(|word| status.contains(word));
        if says(&["关闭", "失败", "撤销", "已取消"]) {
            return Err((None, Message::new("bill.closed").with("status", status)));
        }
        if says(&["全额退款", "退款成功"]) {
            return Err((None, Message::new("bill.refunded").with("status", status)));
        }
        let mut amount = self.paid(row)?;
        let mut note = text(self.note).trim_matches('/').to_owned();
        if says(&["已退款"]) {
            let back = refund(status).ok_or_else(|| {
                (Some("status"), Message::new("bill.refund_unknown").with("status", status))
            })?;
            amount = amount.checked_sub(back).unwrap_or_default();
            note = [note.as_str(), status].join(" ").trim().to_owned();
        }
        if amount <= Money::ZERO {
            return Err((Some("amount"), Message::new("bill.nothing_paid")));
        }
        let supplier = text(self.supplier).trim_matches('/').to_owned();
        let subject = text(self.subject).trim_matches('/').to_owned();
        let subject = [&subject, &supplier].into_iter().find(|text| !text.is_empty()).cloned();
        let number = text(self.reference);
        let reference = if number.is_empty() || number == "/" {
            self.made_up_reference(row, date, in_file)
        } else {
            number.to_owned()
        };
        Ok(Read::Payment(Payment {
            date,
            supplier,
            subject: subject.unwrap_or_else(|| when.to_owned()),
            amount,
            reference,
            note,
        }))
    }

    /// What went out; a message for what came in or neither.
    fn paid(&self, row: &Row) -> Result<Money, Refused> {
        let amount_at = |column: Option<(usize, AmountUnit)>, field: &'static str| {
            let Some((place, unit)) = column else { return Ok(None) };
            let text = row.cell(place);
            if text.is_empty() || text == "-" || text == "--" {
                return Ok(None);
            }
            parse_amount(text, unit).map(Some).map_err(|message| (Some(field), message))
        };
        let income = || (None, Message::new("bill.income"));
        if self.out.is_some() {
            let out = amount_at(self.out, "out")?.filter(|amount| !amount.is_zero());
            let into = amount_at(self.into, "into")?.filter(|amount| !amount.is_zero());
            return match (out, into) {
                // Some banks write what went out below zero.
                (Some(out), None) => Ok(Money::from_fen(out.fen().saturating_abs())),
                (None, Some(_)) => Err(income()),
                (Some(_), Some(_)) => Err((Some("out"), Message::new("bill.both"))),
                (None, None) => Err((Some("amount"), Message::new("problem.required"))),
            };
        }
        let amount = amount_at(self.amount, "amount")?
            .ok_or_else(|| (Some("amount"), Message::new("problem.required")))?;
        let Some(direction) = self.direction else {
            // Without a direction the sign is it: a statement shows what went out below zero.
            let spent = amount.checked_neg().filter(|spent| *spent > Money::ZERO);
            return spent.ok_or_else(income);
        };
        let direction = fold(row.cell(direction));
        match direction.trim() {
            "支出" | "支" | "借" | "借方" | "出" | "d" | "dr" | "debit" | "out" => {
                Ok(Money::from_fen(amount.fen().saturating_abs()))
            }
            "收入" | "收" | "贷" | "贷方" | "入" | "c" | "cr" | "credit" | "in" => Err(income()),
            "" | "/" | "不计收支" | "中性交易" | "其他" => {
                Err((None, Message::new("bill.neutral")))
            }
            other => Err((Some("direction"), Message::new("bill.unknown_direction").with("value", other))),
        }
    }

    /// A bank that gives no numbers: what the row says, and which of several equal rows it is.
    fn made_up_reference(&self, row: &Row, date: NaiveDate, in_file: &HashSet<String>) -> String {
        let said: Vec<&str> = row.cells.iter().map(str::trim).collect();
        let digest = Sha256::digest(said.join("\u{1}").as_bytes());
        let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let numbered = |count: u32| match count {
            1 => format!("{date}-{short}"),
            _ => format!("{date}-{short}-{count}"),
        };
        (1..).map(numbered).find(|reference| !in_file.contains(reference)).unwrap_or_default()
    }
}

fn is_total(row: &Row) -> bool {
    let text = row.cells.iter().map(str::trim).find(|cell| !cell.is_empty()).unwrap_or_default();
    let plain: String = fold(text).chars().filter(|character| !character.is_whitespace()).collect();
    ["合计", "总计", "小计", "共", "-", "#", "total"].iter().any(|word| plain.starts_with(word))
}

/// The amount inside `已退款(￥5.00)`.
fn refund(status: &str) -> Option<Money> {
    let digits = status.split("已退款").nth(1)?;
    let inner = digits.trim().trim_matches(['(', ')', '（', '）']).trim();
    Money::from_yuan_text(inner).ok()
}

fn no_bill() -> Problem {
    Problem::input(Message::new("bill.no_columns"))
}
