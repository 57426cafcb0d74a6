//! What passwords must be like, how long one waits after failures, and when a password is too old.

use std::time::Duration;

use chancery::rules::password::{PasswordProfile, has_expired, wait_after, wait_left, weaknesses};
use chrono::NaiveDate;

fn keys(profile: PasswordProfile, password: &str) -> Vec<&'static str> {
    weaknesses(profile, password, "wangfang").iter().map(|message| message.key).collect()
}

#[test]
fn the_modern_profile_asks_for_length_and_nothing_else() {
    use PasswordProfile::Modern;
    assert_eq!(keys(Modern, "four words make it"), [""; 0]);
    assert_eq!(keys(Modern, "长长长长的一句话就是一个好口令呀"), [""; 0]);
    assert_eq!(keys(Modern, "Short1!x"), ["password.too_short"]);
    assert_eq!(keys(Modern, "123456789012345"), ["password.common"]);
    assert_eq!(keys(Modern, "aaaaaaaaaaaaaaaaaa"), ["password.common"]);
    assert_eq!(keys(Modern, "correct horse battery staple"), ["password.common"]);
    assert_eq!(keys(Modern, "WangFang likes tea"), ["password.holds_name"]);
    assert_eq!(keys(Modern, &"x1 ".repeat(100)), ["password.too_long", "password.common"]);
}

#[test]
fn the_profile_of_graded_protection_asks_for_three_classes() {
    use PasswordProfile::GradedProtection;
    assert_eq!(keys(GradedProtection, "Tea4two?"), [""; 0]);
    assert_eq!(keys(GradedProtection, "teafortwo"), ["password.too_plain"]);
    assert_eq!(keys(GradedProtection, "Tea1b!"), ["password.too_short"]);
    for common in ["P@ssw0rd", "Aa123456", "Abcd1234", "Qwer1234", "Woaini1314!", "#Admin2026"] {
        assert_eq!(keys(GradedProtection, common), ["password.common"], "{common}");
    }
    assert_eq!(keys(PasswordProfile::Modern, "passwordpassword"), ["password.common"]);
    assert_eq!(keys(PasswordProfile::Modern, "83920#ab$771924"), [""; 0]);
}

#[test]
fn waits_grow_and_end() {
    let minutes: Vec<Option<u64>> =
        (4..=12).map(|failures| wait_after(failures).map(|wait| wait.as_secs() / 60)).collect();
    let expected = [0, 1, 2, 4, 8, 16, 30, 30, 30].map(Some);
    assert_eq!(minutes, expected);
    assert_eq!(wait_after(99), Some(Duration::from_secs(1800)));
    assert_eq!(wait_after(100), None);
    assert_eq!(wait_left(5, 1_000, 21_000), Some(Duration::from_secs(40)));
    assert_eq!(wait_left(5, 1_000, 62_000), Some(Duration::ZERO));
    assert_eq!(wait_left(5, 90_000, 1_000), Some(Duration::from_secs(60)), "a clock set back");
}

#[test]
fn only_graded_protection_lets_passwords_grow_old() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let (set, last, next) = (day("2026-01-01"), day("2026-03-31"), day("2026-04-01"));
    assert!(!has_expired(PasswordProfile::GradedProtection, set, last));
    assert!(has_expired(PasswordProfile::GradedProtection, set, next));
    assert!(!has_expired(PasswordProfile::Modern, set, day("2036-01-01")));
}
