//! Passwords: what one must be like, how long failed attempts make one wait, and when one must be changed.
//!
//! Two profiles, never mixed (`domain.md` §7.3): the modern one of NIST SP 800-63B-4 and OWASP ASVS 5.0 (long, no
//! composition rules, no periodic change, common passwords refused), and that of 等级保护 GB/T 22239 (complexity and
//! periodic change).

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::choices;
use crate::model::Message;

choices! {
    /// Which rules passwords follow.
    pub enum PasswordProfile, "password_profile" {
        /// NIST SP 800-63B-4, OWASP ASVS 5.0
        Modern = "modern",
        /// 等级保护 GB/T 22239
        GradedProtection = "graded_protection",
    }
}

/// Failed attempts that cost no wait.
const FREE_FAILURES: u32 = 4;
/// The longest wait in minutes.
const LONGEST_WAIT: u64 = 30;
/// After so many failures in a row only an administrator or the recovery code helps (NIST SP 800-63B: at most 100).
pub const MOST_FAILURES: u32 = 100;
/// Days after which a password of the profile of graded protection must be changed.
const LIFE_DAYS: u64 = 90;
/// Longer than any passphrase, shorter than what would make Argon2 slow.
const LONGEST: usize = 256;

/// Passwords that are tried first everywhere, folded to lower case. What is only digits, one character again and
/// again, or a run over the keyboard is refused by rule and not listed.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "letmein",
    "welcome",
    "iloveyou",
    "admin",
    "administrator",
    "woaini",
    "woaini1314",
    "chancery",
    "bangongshi",
    "changeme",
    "secret",
    "qwerty",
    "abc123",
    "a123456",
    "5201314",
    "correct horse battery staple",
];

/// So many digits and marks around a word make no password of it: `Aa123456`, `Qwer1234`.
const MOST_AROUND: usize = 8;

/// Rows of the keyboard and of the alphabet, of which a run is no password.
const RUNS: &[&str] = &[
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "98765432109876543210",
];

/// What is wrong with a password; nothing when it may be used. `account` is the name it is for.
pub fn weaknesses(profile: PasswordProfile, password: &str, account: &str) -> Vec<Message> {
    let mut found = Vec::new();
    let length = password.chars().count();
    let least = match profile {
        PasswordProfile::Modern => 15,
        PasswordProfile::GradedProtection => 8,
    };
    if length < least {
        found.push(Message::new("password.too_short").with("least", least));
    }
    if length > LONGEST {
        found.push(Message::new("password.too_long").with("most", LONGEST));
    }
    if profile == PasswordProfile::GradedProtection && classes(password) < 3 {
        found.push(Message::new("password.too_plain"));
    }
    if is_common(password) {
        found.push(Message::new("password.common"));
    }
    let (lower, name) = (password.to_lowercase(), account.trim().to_lowercase());
    if name.chars().count() > 2 && lower.contains(&name) {
        found.push(Message::new("password.holds_name"));
    }
    found
}

/// How many of the four classes (capitals, small letters, digits, others) a password has.
fn classes(password: &str) -> usize {
    let has = |is: fn(char) -> bool| usize::from(password.chars().any(is));
    has(char::is_uppercase)
        + has(char::is_lowercase)
        + has(char::is_numeric)
        + has(|character| !character.is_alphanumeric())
}

/// Whether a password is one that is tried first: a listed one, a run over the keyboard or the alphabet, one character
/// or only digits, also where digits and marks stand around it or it is said twice.
fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let around = |character: char| character.is_numeric() || !character.is_alphanumeric();
    let stem = lower.trim_matches(around);
    // Many digits around little are a number, and as good as it is long.
    let stem = if lower.len() - stem.len() > MOST_AROUND { lower.as_str() } else { stem };
    [lower.as_str(), stem, said_once(&lower), said_once(stem)].into_iter().any(is_listed)
}

fn is_listed(text: &str) -> bool {
    let mut distinct: Vec<char> = text.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() < 4
        || COMMON.contains(&text)
        || RUNS.iter().any(|run| run.contains(text))
        || text.chars().all(char::is_numeric)
}

/// What a text that is the same again and again says once; the text itself where it is not.
fn said_once(text: &str) -> &str {
    let lengths = (1..=text.len() / 2).filter(|length| text.len().is_multiple_of(*length));
    let mut parts = lengths.filter_map(|length| text.split_at_checked(length));
    let again = |(part, rest): &(&str, &str)| rest.len() == part.len() * rest.matches(part).count();
    parts.find(again).map_or(text, |(part, _)| part)
}

/// How long to wait after so many failures in a row: from the fifth on 1, 2, 4 … at most 30 minutes. `None` when no
/// waiting helps.
pub fn wait_after(failures: u32) -> Option<Duration> {
    if failures >= MOST_FAILURES {
        return None;
    }
    let Some(doublings) = failures.checked_sub(FREE_FAILURES + 1) else { return Some(Duration::ZERO) };
    let minutes = 1_u64.checked_shl(doublings).unwrap_or(LONGEST_WAIT).clamp(1, LONGEST_WAIT);
    Some(Duration::from_secs(if doublings > 5 { LONGEST_WAIT } else { minutes } * 60))
}

/// What is left of the wait, from the moments of the last failure and of now in milliseconds. None of it has passed
/// where the clock was set back; who asks notes the new moment then, so that the wait ends.
pub fn wait_left(failures: u32, last_ms: u64, now_ms: u64) -> Option<Duration> {
    let wait = wait_after(failures)?;
    let passed = Duration::from_millis(now_ms.saturating_sub(last_ms));
    Some(wait.saturating_sub(passed))
}

/// Days for which a one-time code opens an account (ASVS 5.0 V6: initial secrets are short-lived); a week has room for
/// a journey and a holiday.
pub const CODE_DAYS: i64 = 7;

/// Whether a one-time code that was made at one moment no longer opens at another.
pub fn code_has_ended(made_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(made_at) > TimeDelta::days(CODE_DAYS)
}

/// Whether a password must be changed because of its age.
pub fn has_expired(profile: PasswordProfile, set_on: NaiveDate, today: NaiveDate) -> bool {
    profile == PasswordProfile::GradedProtection
        && set_on.checked_add_days(chrono::Days::new(LIFE_DAYS)).is_some_and(|last| today >= last)
}
