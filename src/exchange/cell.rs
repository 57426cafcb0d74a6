//! A cell's text to the value of a field and back. Import, export, the command line's `FIELD=VALUE` and filters all
//! speak through these two functions.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::desk::civil_moment;
use crate::model::{
    AmountUnit, Field, Kind, Message, Money, MoneyError, RecordId, Value, format_decimal, parse_date_time,
    parse_decimal, separators_part_thousands,
};
use crate::text::Language;

/// Reads a cell. `resolve` finds the record a link names.
///
/// # Errors
/// What is wrong and what would be right.
pub fn parse_cell(
    field: &Field,
    text: &str,
    resolve: &mut dyn FnMut(&'static str, &str) -> Result<RecordId, Message>,
) -> Result<Value, Message> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Value::Nothing);
    }
    Ok(match field.kind {
        Kind::Text => Value::text(disarm(trimmed)),
        Kind::LongText => Value::text(disarm(text.trim_end()).replace("\r\n", "\n")),
        Kind::Integer => Value::Integer(parse_number(trimmed, 0)?),
        Kind::Decimal(places) => Value::Integer(parse_number(trimmed, places)?),
        Kind::Money => Value::Money(parse_amount(trimmed, AmountUnit::default())?),
        Kind::Date => Value::Date(parse_date(trimmed)?),
        Kind::DateTime => Value::DateTime(parse_date_time(&half_width(trimmed))?),
        Kind::Instant => Value::Instant(parse_instant(trimmed)?),
        Kind::Flag => Value::Flag(parse_flag(trimmed)?),
        Kind::Choice(_) | Kind::State(_) => Value::choice(parse_choice(field.kind, trimmed)?),
        Kind::Link(register) => Value::Link(resolve(register, disarm(trimmed))?),
        Kind::Tags => {
            // As in the form: whoever writes a list by hand parts it by whatever parts words.
            let words = disarm(trimmed).split([';', '；', '、', ',', '，']);
            let words = words.map(str::trim).filter(|word| !word.is_empty());
            Value::Tags(words.map(str::to_owned).collect())
        }
    })
}

/// Reads an amount that is written in a unit.
pub(super) fn parse_amount(text: &str, unit: AmountUnit) -> Result<Money, Message> {
    Money::from_text_in(text, unit).map_err(|error| not_an_amount(error, text.trim()))
}

/// A value as it is written to a file: the same in every language, and read back as the same value. `name` gives a
/// link's reference.
pub fn export_text(field: &Field, value: &Value, name: &mut dyn FnMut(RecordId) -> String) -> String {
    match (value, field.kind) {
        (Value::Nothing, _) => String::new(),
        (Value::Text(text) | Value::Choice(text), _) => text.clone(),
        (Value::Integer(number), Kind::Decimal(places)) => format_decimal(*number, places),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Money(money), _) => money.to_string().replace(',', ""),
        (Value::Date(date), _) => date.to_string(),
        (Value::DateTime(time), _) => time.format("%Y-%m-%dT%H:%M:%S").to_string(),
        (Value::Instant(instant), _) => instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        (Value::Flag(flag), _) => flag.to_string(),
        (Value::Link(id), _) => name(*id),
        (Value::Tags(tags), _) => tags.join(";"),
    }
}

/// What keeps a text from being an amount, and what would be right.
fn not_an_amount(error: MoneyError, text: &str) -> Message {
    let key = match error {
        MoneyError::ScientificNotation => "problem.amount_scientific",
        MoneyError::TooManyDecimals => "problem.amount_decimals",
        MoneyError::MisplacedSeparator => "problem.amount_separator",
        MoneyError::SecondSign | MoneyError::UnbalancedBrackets => "problem.amount_sign",
        MoneyError::OutOfRange => "problem.amount_beyond",
        MoneyError::ChineseNumerals => "problem.amount_in_words",
        MoneyError::UnexpectedCharacter(character) => {
            let message = Message::new("problem.amount_character").with("value", text);
            return message.with("character", character);
        }
        _ => "problem.not_a_number",
    };
    Message::new(key).with("value", text)
}

/// Whether a spreadsheet would run a text as a formula.
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text cell that no spreadsheet runs. The mark is taken off again by [`parse_cell`].
pub(super) fn arm(text: &str) -> String {
    let bare = text.trim_start_matches('\'');
    if is_formula(bare) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`arm`] was given.
pub(super) fn disarm(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn half_width(text: &str) -> String {
    crate::rules::folding::fold(text)
}

/// A number whose thousands may be parted by commas. `20,15` is refused: it may be 2015, and it may be 20.15.
fn parse_number(text: &str, places: u8) -> Result<i64, Message> {
    let number = half_width(text);
    let whole = number.split('.').next().unwrap_or_default();
    if !separators_part_thousands(whole.trim_start_matches(['-', '+'])) {
        return Err(Message::new("problem.not_a_number").with("value", text));
    }
    parse_decimal(&number.replace(',', ""), places)
}

/// The years of an office; what lies beyond is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

pub(super) fn parse_date(text: &str) -> Result<NaiveDate, Message> {
    let text = half_width(text);
    let text = text.trim();
    const FORMATS: [&str; 7] = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y年%m月%d日",
        "%Y%m%d",
        "%Y-%m-%dt%H:%M:%S%.fz",
        "%Y-%m-%dt%H:%M:%S%.f",
    ];
    let date = FORMATS.into_iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    let date = date.or_else(|| {
        let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S");
        moment.ok().map(|moment| moment.date())
    });
    let date = date.ok_or_else(|| Message::new("import.not_a_date").with("value", text))?;
    if !YEARS.contains(&chrono::Datelike::year(&date)) {
        let beyond = Message::new("import.date_beyond").with("value", text);
        return Err(beyond.with("first", YEARS.start()).with("last", YEARS.end()));
    }
    Ok(date)
}

/// A moment: RFC 3339 with its offset, or else what the clock of the office shows.
fn parse_instant(text: &str) -> Result<DateTime<Utc>, Message> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.with_timezone(&Utc));
    }
    let refuse = || Message::new("problem.not_a_moment").with("value", text);
    let typed = half_width(text);
    let civil = parse_date_time(&typed).or_else(|_| {
        let day = parse_date(&typed).map_err(|_| refuse())?;
        Ok(day.and_time(chrono::NaiveTime::MIN))
    })?;
    civil_moment(civil).ok_or_else(refuse)
}

fn parse_flag(text: &str) -> Result<bool, Message> {
    match half_width(text).as_str() {
        "true" | "yes" | "y" | "1" | "是" | "√" | "班" => Ok(true),
        "false" | "no" | "n" | "0" | "否" | "×" | "休" => Ok(false),
        _ => Err(Message::new("import.not_a_flag").with("value", text)),
    }
}

fn parse_choice(kind: Kind, text: &str) -> Result<&'static str, Message> {
    let options = kind.options();
    let by_code = options.iter().find(|(code, _)| code.eq_ignore_ascii_case(text));
    let by_name = || {
        options.iter().find(|(_, key)| {
            Language::ALL.into_iter().any(|language| language.text(key).eq_ignore_ascii_case(text))
        })
    };
    by_code.or_else(by_name).map(|(code, _)| *code).ok_or_else(|| {
        let known = options.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", ");
        Message::new("import.not_a_choice").with("value", text).with("known", known)
    })
}
