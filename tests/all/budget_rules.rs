//! The worked numbers of budget execution (`domain.md` §6.1).

use chancery::model::Money;
use chancery::rules::budget::accounts::{code_of, is_three_public};
use chancery::rules::budget::anomaly::{
    BenfordFit, Payment, Spike, alike, just_below, late_shares, round_share, same_invoices, spikes, splits,
};
use chancery::rules::budget::assessment::{Findings, Penalties};
use chancery::rules::budget::figures::Figures;
use chancery::rules::budget::occupation::{Occupation, Stage, Taken, occupation};
use chancery::rules::budget::time_progress::TimeProgress;
use chancery::rules::budget::{forecast, month_plan};
use chrono::NaiveDate;

use crate::fixture::id;

fn yuan(amount: i64) -> Money {
    Money::from_fen(amount * 100)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_worked_line_of_the_handbook() {
    let adjusted = yuan(10_000).checked_sub(yuan(5_000)).unwrap();
    let line = Figures { original: yuan(120_000), adjusted, committed: yuan(18_000), executed: yuan(72_500) };
    assert_eq!(line.current(), Some(yuan(125_000)));
    assert_eq!(line.available(), Some(yuan(34_500)));
    assert_eq!(line.execution_rate(), Some(5_800));
    assert_eq!(line.occupancy_rate(), Some(7_240));
    let half = TimeProgress::by_months(2026, day("2026-06-30"));
    assert_eq!(half.rate(), Some(5_000));
    assert_eq!(line.deviation(half), Some(800));
    assert_eq!(line.forecast(half), Some(yuan(145_000)));
    assert_eq!(TimeProgress::by_days(2026, day("2026-06-30")).rate(), Some(4_959));
}

#[test]
fn time_progress_stays_inside_its_year() {
    for (text, months, days) in [
        ("2025-12-31", 0, 0),
        ("2026-01-01", 0, 1),
        ("2026-01-31", 1, 31),
        ("2026-02-27", 1, 58),
        ("2026-12-31", 12, 365),
        ("2027-01-01", 12, 365),
    ] {
        assert_eq!(TimeProgress::by_months(2026, day(text)).elapsed, months, "{text}");
        assert_eq!(TimeProgress::by_days(2026, day(text)).elapsed, days, "{text}");
    }
    assert_eq!(TimeProgress::by_days(2028, day("2028-12-31")).whole, 366);
}

#[test]
fn nothing_under_a_fraction_is_no_rate() {
    let nothing = Figures::default();
    assert_eq!((nothing.execution_rate(), nothing.occupancy_rate()), (None, None));
    assert_eq!(nothing.forecast(TimeProgress::by_months(2026, day("2026-01-15"))), None);
    let vast = Figures { original: Money::from_fen(i64::MAX), adjusted: yuan(1), ..nothing };
    assert_eq!(vast.available(), None);
}

#[test]
fn a_payment_uses_its_commitment_up() {
    let taken = |commitment, amount, stage| Taken { commitment, amount: yuan(amount), stage };
    let of = |expenses: &[Taken]| occupation(&[(id(1), yuan(100))], expenses).unwrap();
    let expect = |committed, executed| Occupation { committed: yuan(committed), executed: yuan(executed) };
    assert_eq!(of(&[]), expect(100, 0));
    assert_eq!(of(&[taken(Some(id(1)), 30, Stage::Claimed)]), expect(100, 0));
    assert_eq!(of(&[taken(Some(id(1)), 30, Stage::Paid)]), expect(70, 30));
    assert_eq!(of(&[taken(Some(id(1)), 120, Stage::Paid)]), expect(0, 120), "what goes beyond is taken anew");
    assert_eq!(of(&[taken(None, 30, Stage::Paid)]), expect(100, 30));
    assert_eq!(of(&[taken(Some(id(9)), 30, Stage::Claimed)]), expect(130, 0), "a released commitment");
    let vast = Taken { commitment: None, amount: Money::from_fen(i64::MAX), stage: Stage::Paid };
    assert_eq!(occupation(&[], &[vast, vast]), None);
}

#[test]
fn a_month_unlike_the_others_is_found_by_its_median_deviation() {
    let months = [1_000, 1_100, 950, 1_050, 1_000, 5_200].map(yuan);
    assert_eq!(spikes(&months), [Spike { place: 5, median: yuan(1_025), score: Some(5_632) }]);
    assert_eq!(spikes(&months[1..]), [], "five months have no usual");
    let alike = [100, 100, 100, 100, 200, 201].map(yuan);
    assert_eq!(spikes(&alike), [Spike { place: 5, median: yuan(100), score: None }], "more than twice");
    assert_eq!(spikes(&[yuan(0); 6]), []);
}

fn paid<'a>(supplier: &'a str, amount: i64, date: &str) -> Payment<'a> {
    Payment { supplier, amount: yuan(amount), date: day(date) }
}

#[test]
fn the_same_payment_within_thirty_days_is_found() {
    let payments = [
        paid("甲", 800, "2026-03-31"),
        paid("乙", 800, "2026-03-02"),
        paid("甲", 800, "2026-03-01"),
        paid("甲", 800, "2026-05-01"),
        paid("甲", 801, "2026-03-02"),
        paid("", 800, "2026-03-01"),
        paid("", 800, "2026-03-01"),
    ];
    let found = alike(&payments);
    assert_eq!(found.doubled, [[2, 0]], "thirty days belong together, thirty-one do not");
    assert!(found.regular.is_empty());
}

#[test]
fn equal_monthly_rents_are_not_paid_twice() {
    let rent = ["2026-01-30", "2026-02-27", "2026-03-30", "2026-04-29"];
    let mut payments: Vec<Payment<'_>> = rent.iter().map(|on| paid("房东", 8_000, on)).collect();
    let found = alike(&payments);
    assert_eq!((found.doubled.len(), found.regular), (0, vec![vec![0, 1, 2, 3]]));
    payments.push(paid("房东", 8_000, "2026-03-05"));
    let found = alike(&payments);
    assert_eq!(found.doubled, [[4, 2]], "the second one of March");
    assert_eq!(found.regular, [[0, 1, 2, 3]]);
    let twice = [paid("房东", 8_000, "2026-01-30"), paid("房东", 8_000, "2026-02-27")];
    assert_eq!(alike(&twice).doubled, [[0, 1]], "two months make no series");
    let weekly = ["2026-01-28", "2026-02-04", "2026-03-30"].map(|on| paid("甲", 500, on));
    assert_eq!(alike(&weekly).doubled, [[0, 1]], "a week apart is not monthly");
}

#[test]
fn an_invoice_is_the_same_however_it_is_written() {
    let invoices = ["fp-0012", "FP0012", "", "", "0123", "123", "FP0013", "ｆｐ ００１２"];
    assert_eq!(same_invoices(&invoices), [vec![4, 5], vec![0, 1, 7]]);
}

#[test]
fn amounts_below_a_limit_round_ones_and_late_ones_are_counted() {
    let payments = [4_499, 4_500, 4_999, 5_000].map(|amount| paid("甲", amount, "2026-03-01"));
    assert_eq!(just_below(&payments, yuan(5_000)), [1, 2]);
    let mut amounts = vec![yuan(1_000); 3];
    amounts.extend((1..=7).map(|amount| yuan(amount * 11)));
    assert_eq!(round_share(&amounts), Some(3_000));
    assert_eq!(round_share(&amounts[1..]), None, "nine payments say nothing");
    let mut months = [yuan(100); 12];
    assert_eq!(late_shares(&months), Some((2_500, 833)));
    months[11] = yuan(1_000);
    assert_eq!(late_shares(&months), Some((5_714, 4_762)));
    assert_eq!(late_shares(&[Money::ZERO; 12]), None);
}

#[test]
fn an_assessment_loses_points_by_the_formula() {
    let exact = Findings { rate: Some(10_000), ..Findings::default() };
    assert_eq!(exact.score(), Some(10_000));
    for (rate, score) in [(9_500, 10_000), (10_500, 10_000), (9_499, 9_999), (10_600, 9_900), (5_800, 6_300)]
    {
        assert_eq!(Findings { rate: Some(rate), ..Findings::default() }.score(), Some(score), "{rate}");
    }
    let all = Findings { rate: Some(9_000), overspends: 1, late_days: 2, adjustments: 5 };
    let lost = Penalties { rate: 500, overspends: 500, late_days: 200, adjustments: 400 };
    assert_eq!((all.penalties(), all.score()), (Some(lost), Some(8_400)));
    assert_eq!(Findings { adjustments: 3, ..exact }.score(), Some(10_000));
    assert_eq!(Findings { overspends: 30, ..exact }.score(), Some(0), "never below zero");
    assert_eq!(Findings::default().score(), None, "nothing to assess");
}

#[test]
fn a_forecast_says_how_far_it_may_be_wrong() {
    // Mean 20, s = 10, t(0.9; 2) = 1.8856; for three further months √(3 + 9/3) = 2.4495: 46.19.
    let months = [10, 20, 30].map(yuan);
    assert_eq!(forecast::margin(&months, 3), Some(Money::from_fen(4_619)));
    assert_eq!(forecast::margin(&months, 0), Some(Money::ZERO));
    assert_eq!(forecast::margin(&[yuan(7); 11], 1), Some(Money::ZERO), "months alike leave no doubt");
    assert_eq!(forecast::margin(&months[1..], 3), None);
}

#[test]
fn a_plan_by_months_adds_up_to_the_budget() {
    let none = [None; 12];
    let even = month_plan::of_year(&none, Money::from_fen(10_000)).unwrap();
    assert_eq!(Money::checked_sum(even), Some(Money::from_fen(10_000)));
    assert_eq!((even[0].fen(), even[11].fen()), (834, 833));
    let mut given = none;
    given[2] = Some(yuan(600));
    given[8] = Some(yuan(600));
    assert_eq!(month_plan::of_year(&given, yuan(1_200)).unwrap()[2], yuan(600));
    let adjusted = month_plan::of_year(&given, yuan(1_080)).unwrap();
    assert_eq!((adjusted[0], adjusted[2]), (yuan(-10), yuan(590)), "an adjustment is spread evenly");
    assert_eq!(month_plan::cumulative(&adjusted).unwrap()[11], yuan(1_080));
    assert_eq!(month_plan::of_year(&[Some(Money::from_fen(i64::MAX)); 12], Money::ZERO), None);
}

#[test]
fn parts_below_a_limit_that_reach_it_together_are_found() {
    let payments = [
        paid("甲", 2_500, "2026-03-01"),
        paid("甲", 2_500, "2026-03-31"),
        paid("甲", 4_999, "2026-05-01"),
        paid("乙", 2_500, "2026-03-01"),
        paid("乙", 2_500, "2026-04-01"),
        paid("丙", 5_000, "2026-03-01"),
        paid("丙", 1_000, "2026-03-02"),
    ];
    assert_eq!(splits(&payments, yuan(5_000)), [[0, 1]]);
    assert_eq!(splits(&payments, yuan(5_001)), [[5, 6]]);
}

#[test]
fn first_digits_are_held_against_benford() {
    let near = |value: f64, wanted: f64, places: i32| (value - wanted).abs() < 0.5 * 10_f64.powi(-places);
    let close = BenfordFit::of([31, 17, 13, 10, 8, 6, 6, 5, 4]).unwrap();
    assert!(near(close.chi_square, 0.2331, 4) && near(close.mean_deviation, 0.004_433, 6), "{close:?}");
    let flat = BenfordFit::of([12, 10, 11, 9, 12, 10, 13, 11, 12]).unwrap();
    assert!(near(flat.chi_square, 45.8958, 4) && near(flat.mean_deviation, 0.061_993, 6), "{flat:?}");
    assert_eq!(BenfordFit::of([0; 9]), None);
    assert_eq!(BenfordFit::of_amounts((1..300).map(yuan)), None, "too few");
    assert_eq!(BenfordFit::of_amounts((500..1_000).map(yuan)), None, "of one size");
    let counted = BenfordFit::of_amounts((1..=999).map(yuan)).unwrap();
    assert_eq!(counted, BenfordFit::of([111; 9]).unwrap());
}

#[test]
fn the_three_public_expenses_are_known_by_their_codes() {
    assert_eq!((code_of(" 30217 公务接待费"), code_of("办公费"), code_of("30201")), ("30217", "", "30201"));
    for account in ["30212 因公出国（境）费用", "30217 公务接待费", "3023101 燃油", "31013公务用车购置"]
    {
        assert!(is_three_public(account), "{account}");
    }
    assert!(!is_three_public("30239 其他交通费用") && !is_three_public("公务接待费"));
}
