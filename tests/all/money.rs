//! Amounts: reading, writing, rounding, sharing, capital characters.

use chancery::model::{AmountUnit, Money, MoneyError};
use chancery::rules::money::{SplitError, daily_pay, renminbi_uppercase, split, split_by_weights};
use proptest::prelude::*;

fn fen(text: &str) -> Result<i64, MoneyError> {
    Money::from_yuan_text(text).map(Money::fen)
}

#[test]
fn amounts_are_read_as_people_write_them() {
    for (text, expected) in [
        ("1234.5", 123_450),
        ("1,234.50", 123_450),
        ("¥1,234.50", 123_450),
        ("￥ 1,234.50", 123_450),
        ("1234元", 123_400),
        ("１，２３４．５０", 123_450),
        ("（1,234.50）", -123_450),
        ("(¥1,234.50)", -123_450),
        ("-¥1,234.50", -123_450),
        ("¥-1,234.50", -123_450),
        ("1,234.50-", -123_450),
        ("1,234.50- 元", -123_450),
        ("−5", -500),
        ("－５", -500),
        ("+5", 500),
        ("0.1", 10),
        (".5", 50),
        ("5.", 500),
        ("3.140000", 314),
        ("0", 0),
        ("-0.00", 0),
        ("92,233,720,368,547,758.07", i64::MAX),
        ("-92233720368547758.08", i64::MIN),
        ("\u{3000}12 ", 1200),
    ] {
        assert_eq!(fen(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_not_an_amount_is_refused_with_its_reason() {
    use MoneyError::*;
    for (text, expected) in [
        ("", Empty),
        (" \u{3000}", Empty),
        ("¥", NoDigits),
        ("-", NoDigits),
        ("()", NoDigits),
        (".", NoDigits),
        ("1.005", TooManyDecimals),
        ("0.0001", TooManyDecimals),
        ("1.2E+06", ScientificNotation),
        ("1e3", ScientificNotation),
        ("２ｅ５", ScientificNotation),
        ("2,015,1", MisplacedSeparator),
        ("1,0000", MisplacedSeparator),
        (",123", MisplacedSeparator),
        ("1234,567", MisplacedSeparator),
        ("1,,234", MisplacedSeparator),
        ("12,", MisplacedSeparator),
        ("1.234,5", MisplacedSeparator),
        ("1.2.3", SecondDecimalPoint),
        ("(-5)", SecondSign),
        ("--5", SecondSign),
        ("-5-", SecondSign),
        ("(5", UnbalancedBrackets),
        ("5)", UnbalancedBrackets),
        ("12a", UnexpectedCharacter('a')),
        ("五元", ChineseNumerals),
        ("十万", ChineseNumerals),
        ("5十", UnexpectedCharacter('十')),
        ("万元", NoDigits),
        ("12.3456789万元", TooManyDecimals),
        ("1 234", UnexpectedCharacter(' ')),
        ("92233720368547758.08", OutOfRange),
        ("99999999999999999999999999999999999999999999", OutOfRange),
    ] {
        assert_eq!(fen(text), Err(expected), "{text}");
    }
}

#[test]
fn amounts_name_their_unit() {
    for (text, fen) in [
        ("12.5万元", 12_500_000),
        ("12.5万", 12_500_000),
        ("１，２００万元", 1_200_000_000),
        ("0.0001万元", 100),
        ("0.000001万元", 1),
        ("(3.2亿元)", -32_000_000_000),
        ("2 千元", 200_000),
        ("¥1.5百万", 150_000_000),
    ] {
        assert_eq!(Money::from_yuan_text(text), Ok(Money::from_fen(fen)), "{text}");
    }
    let unit = AmountUnit::of_word("万元").unwrap();
    assert_eq!(Money::from_text_in("12.5", unit), Ok(Money::from_fen(12_500_000)));
    assert_eq!(
        Money::from_text_in("12.5元", unit),
        Ok(Money::from_fen(1_250)),
        "an amount keeps its own unit"
    );
    assert_eq!(AmountUnit::of_word("综合办公室"), None);
    assert_eq!(AmountUnit::of_word("元"), Some(AmountUnit::default()));
}

#[test]
fn amounts_are_written_with_separators_and_two_decimals() {
    assert_eq!(Money::from_fen(123_450).to_string(), "1,234.50");
    assert_eq!(Money::from_fen(-5).to_string(), "-0.05");
    assert_eq!(Money::from_fen(100_000_000).to_string(), "1,000,000.00");
    assert_eq!(Money::from_fen(i64::MIN).to_string(), "-92,233,720,368,547,758.08");
    assert_eq!(Money::from_fen(-123_450).with_sign(), "-¥1,234.50");
    assert_eq!(Money::ZERO.with_sign(), "¥0.00");
    assert_eq!(format!("{:>10}", Money::from_fen(123_450)), "  1,234.50");
}

#[test]
fn half_a_fen_goes_away_from_zero() {
    // 0.125 → 0.13, 0.135 → 0.14, 2.665 → 2.67, −0.125 → −0.13 (元), and not to the even neighbour.
    for (thousandths, expected) in [(125, 13), (135, 14), (2665, 267), (-125, -13), (124, 12), (-124, -12)] {
        assert_eq!(Money::from_ratio(thousandths, 10).map(Money::fen), Ok(expected), "{thousandths}");
        assert_eq!(Money::from_ratio(-thousandths, -10).map(Money::fen), Ok(expected), "{thousandths}");
    }
    assert_eq!(Money::from_ratio(1, 0), Err(MoneyError::DivisionByZero));
    assert_eq!(Money::from_ratio(i128::MAX, 1), Err(MoneyError::OutOfRange));
    assert_eq!(Money::from_ratio(i128::MIN, i128::MIN).map(Money::fen), Ok(1));
    assert_eq!(Money::from_ratio(1, i128::MIN).map(Money::fen), Ok(0));
}

#[test]
fn arithmetic_never_wraps() {
    let largest = Money::from_fen(i64::MAX);
    assert_eq!(largest.checked_add(Money::from_fen(1)), None);
    assert_eq!(Money::from_fen(i64::MIN).checked_neg(), None);
    assert_eq!(largest.checked_mul(2), None);
    assert_eq!(Money::from_fen(5).checked_sub(Money::from_fen(7)), Some(Money::from_fen(-2)));
    let passing = [largest, Money::from_fen(1), Money::from_fen(-1)];
    assert_eq!(Money::checked_sum(passing), Some(largest));
    assert_eq!(Money::checked_sum([largest, Money::from_fen(1)]), None);
}

#[test]
fn money_is_stored_as_its_bare_integer() {
    assert_eq!(serde_json::to_string(&Money::from_fen(-123)).unwrap(), "-123");
    assert_eq!(serde_json::from_str::<Money>("123").unwrap(), Money::from_fen(123));
}

#[test]
fn shares_add_up() {
    let shares = |total, parts| {
        split(Money::from_fen(total), parts)
            .map(|parts| parts.into_iter().map(Money::fen).collect::<Vec<_>>())
    };
    assert_eq!(shares(10_000, 3), Ok(vec![3_334, 3_333, 3_333]));
    assert_eq!(shares(-10_000, 3), Ok(vec![-3_334, -3_333, -3_333]));
    assert_eq!(shares(2, 4), Ok(vec![1, 1, 0, 0]));
    assert_eq!(shares(1, 0), Err(SplitError::NoParts));
    assert_eq!(shares(1, usize::MAX), Err(SplitError::TooManyParts));
    let weighted = split_by_weights(Money::from_fen(100), &[1, 2, 0, 4]).unwrap();
    // 14.29, 28.57, 0, 57.14: the odd 分 goes to the largest remainder.
    assert_eq!(weighted.iter().map(|share| share.fen()).collect::<Vec<_>>(), [14, 29, 0, 57]);
    assert_eq!(split_by_weights(Money::from_fen(1), &[0, 0]), Err(SplitError::NoParts));
    let extreme = split_by_weights(Money::from_fen(i64::MIN), &[u64::MAX, 0]).unwrap();
    assert_eq!(extreme, [Money::from_fen(i64::MIN), Money::ZERO]);
}

#[test]
fn capital_characters_follow_the_rule_for_bills() {
    for (amount, expected) in [
        ("1,409.50", "人民币壹仟肆佰零玖元伍角"),
        ("6,007.14", "人民币陆仟零柒元壹角肆分"),
        ("1,680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("107,000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("16,409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("20.00", "人民币贰拾元整"),
        ("0", "人民币零元整"),
        ("0.50", "人民币伍角"),
        ("0.05", "人民币伍分"),
        ("0.32", "人民币叁角贰分"),
        ("20.04", "人民币贰拾元零肆分"),
        ("-100", "人民币负壹佰元整"),
        ("10", "人民币壹拾元整"),
        ("100,000", "人民币壹拾万元整"),
        ("100,050", "人民币壹拾万零伍拾元整"),
        ("10,000,500", "人民币壹仟万零伍佰元整"),
        ("100,005,000", "人民币壹亿零伍仟元整"),
        ("100,000,000", "人民币壹亿元整"),
        ("1,000,000,000,000", "人民币壹万亿元整"),
        ("1,000,100,000,000", "人民币壹万零壹亿元整"),
        (
            "92,233,720,368,547,758.07",
            "人民币玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
        ),
    ] {
        assert_eq!(renminbi_uppercase(Money::from_yuan_text(amount).unwrap()), expected, "{amount}");
    }
}

#[test]
fn daily_pay_is_a_part_of_21_75() {
    // 6525.00 ÷ 21.75 = 300.00; 10000.00 ÷ 21.75 = 459.770… → 459.77; 1.00 ÷ 21.75 = 0.0459… → 0.05.
    for (monthly, daily) in [(652_500, 30_000), (1_000_000, 45_977), (100, 5), (-652_500, -30_000)] {
        assert_eq!(daily_pay(Money::from_fen(monthly)), Ok(Money::from_fen(daily)));
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(amount: i64) {
        let money = Money::from_fen(amount);
        prop_assert_eq!(Money::from_yuan_text(&money.to_string()), Ok(money));
        prop_assert_eq!(Money::from_yuan_text(&money.with_sign()), Ok(money));
    }

    #[test]
    fn no_text_makes_reading_fail_otherwise(text in "[-+()¥元,.0-9eE ０（）]{0,12}") {
        let _ = Money::from_yuan_text(&text);
    }

    #[test]
    fn weighted_shares_add_up_and_stay_within_one_fen(total: i64, weights in prop::collection::vec(0_u64..1000, 1..20)) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let shares = split_by_weights(Money::from_fen(total), &weights).unwrap();
        prop_assert_eq!(Money::checked_sum(shares.iter().copied()), Some(Money::from_fen(total)));
        let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        for (share, weight) in shares.iter().zip(&weights) {
            let error = i128::from(share.fen()) * sum - i128::from(total) * i128::from(*weight);
            prop_assert!(error.abs() < sum);
        }
    }

    #[test]
    fn rounding_is_never_more_than_half_a_fen_off(numerator in -1_000_000_000_i128..1_000_000_000, denominator in 1_i128..100_000) {
        let rounded = i128::from(Money::from_ratio(numerator, denominator).unwrap().fen());
        prop_assert!((rounded * denominator - numerator).abs() * 2 <= denominator);
    }
}
