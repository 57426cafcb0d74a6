//! Changes of a series without loss: one occurrence, it and all that follow, or all of them.
//!
//! A changed occurrence is a record of its own that names its series and its original time (RECURRENCE-ID); what
//! happens to those when their series is split or moved is said with each function.

use std::ops::ControlFlow;

use chrono::NaiveDateTime;

use super::civil::{DAY, at, of, weekday, year_month_day};
use super::error::RecurrenceError;
use super::lines::{read_date, read_time, split as split_line};
use super::rule::{Frequency, Rule};
use super::rule_text::WEEKDAYS;
use super::schedule::{Plan, Schedule};

/// "This one does not take place": the plan without one occurrence. A record that changed it goes with it.
///
/// # Errors
/// When the plan can't be read or has no occurrence there.
pub fn without(plan: &Plan, original: NaiveDateTime) -> Result<Plan, RecurrenceError> {
    let schedule = Schedule::of(plan)?;
    require(&schedule, original)?;
    let mut lines: Vec<String> = plan.recurrence.lines().map(str::to_owned).collect();
    lines.push(date_line("EXDATE", plan, original));
    Ok(Plan { recurrence: lines.join("\n"), ..plan.clone() })
}

/// "This one and all that follow": the plan up to `original`, and the plan from there on. Together they give what the
/// one plan gave: a count is shared out, each added or left out time goes to its side. The second begins at `original`,
/// or at the next time of the rule where `original` was only added to it. Records that changed an
/// occurrence from `original` on belong to the second plan; their original times stay right.
///
/// # Errors
/// When the plan can't be read, has no occurrence there, or that is its first one (then all are meant).
pub fn split(plan: &Plan, original: NaiveDateTime) -> Result<(Plan, Plan), RecurrenceError> {
    let schedule = Schedule::of(plan)?;
    require(&schedule, original)?;
    let cut = of(original);
    if cut == schedule.start() {
        return Err(RecurrenceError::FirstOne);
    }
    // A time that was only added does not carry the rule on: that goes on from its own next time.
    let begin = schedule.next_of_rules(cut)?.unwrap_or(cut);
    let rules = || plan.recurrence.lines().filter_map(split_line).filter(|(name, ..)| name == "RRULE");
    if rules().count() > 1 {
        for (_, _, value) in rules() {
            let rule = Rule::read(value)?;
            if rule.interval > 1 || matches!(rule.end, super::End::Count(_)) {
                return Err(RecurrenceError::NamesItsDays);
            }
        }
    }
    let mut before = Vec::new();
    let mut after = Vec::new();
    for line in plan.recurrence.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((name, parameters, value)) = split_line(line) else { continue };
        match name.as_str() {
            "RRULE" | "EXRULE" => {
                let rule = Rule::read(value)?;
                match continued(value, &rule, &schedule, plan, cut)? {
                    Some(text) => {
                        before.push(format!("{name}:{}", ended_before(value, &schedule, plan, cut)));
                        after.push(format!("{name}:{text}"));
                    }
                    // It has ended by then.
                    None => before.push(format!("{name}:{value}")),
                }
            }
            _ => {
                let (head, _) = line.rsplit_once(':').unwrap_or((line, ""));
                let mut earlier = Vec::new();
                let mut later = Vec::new();
                for entry in value.split(',').filter(|entry| !entry.is_empty()) {
                    let side = if schedule.entry_time(&parameters, entry)? < cut {
                        &mut earlier
                    } else {
                        &mut later
                    };
                    side.push(entry);
                }
                if !earlier.is_empty() {
                    before.push(format!("{head}:{}", earlier.join(",")));
                }
                if !later.is_empty() {
                    after.push(format!("{head}:{}", later.join(",")));
                }
            }
        }
    }
    let length = of(plan.end) - of(plan.start);
    let first = Plan { recurrence: before.join("\n"), ..plan.clone() };
    let second =
        Plan { start: at(begin), end: at(begin + length), recurrence: after.join("\n"), ..plan.clone() };
    Ok((first, second))
}

/// A moved series: its plan, and where its changed occurrences belong now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The plan after the move.
    pub plan: Plan,
    shift: i64,
}

impl Moved {
    /// The original time that a changed occurrence of the series has after the move.
    pub fn recurrence_id(&self, old: NaiveDateTime) -> NaiveDateTime {
        at(of(old) + self.shift)
    }
}

/// "All of them": the occurrence at `original` was moved to `start` and `end`; the whole series moves as far. A rule
/// that names the weekday or the day of the month of its beginning names the new one.
///
/// # Errors
/// When the plan can't be read, has no occurrence there, or its rule names days that can't move along.
pub fn moved(
    plan: &Plan,
    original: NaiveDateTime,
    start: NaiveDateTime,
    end: NaiveDateTime,
) -> Result<Moved, RecurrenceError> {
    require(&Schedule::of(plan)?, original)?;
    if end < start {
        return Err(RecurrenceError::EndBeforeStart);
    }
    let shift = of(start) - of(original);
    let begin = of(plan.start) + shift;
    let days = begin.div_euclid(DAY) - of(plan.start).div_euclid(DAY);
    let mut lines = Vec::new();
    for line in plan.recurrence.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((name, _, value)) = split_line(line) else { continue };
        if name == "RRULE" || name == "EXRULE" {
            let text = moved_rule(value, of(plan.start), begin, days, shift)?;
            lines.push(format!("{name}:{text}"));
        } else {
            let (head, _) = line.rsplit_once(':').unwrap_or((line, ""));
            let entries: Vec<String> = value.split(',').map(|entry| moved_entry(entry, shift)).collect();
            lines.push(format!("{head}:{}", entries.join(",")));
        }
    }
    let plan = Plan {
        start: at(begin),
        end: at(begin + of(end) - of(start)),
        recurrence: lines.join("\n"),
        ..plan.clone()
    };
    Schedule::of(&plan)?;
    Ok(Moved { plan, shift })
}

fn require(schedule: &Schedule, original: NaiveDateTime) -> Result<(), RecurrenceError> {
    if schedule.has(original)? { Ok(()) } else { Err(RecurrenceError::NoOccurrence(original.to_string())) }
}

fn date_line(name: &str, plan: &Plan, time: NaiveDateTime) -> String {
    if plan.all_day {
        format!("{name};VALUE=DATE:{}", time.format("%Y%m%d"))
    } else {
        format!("{name}:{}", time.format("%Y%m%dT%H%M%S"))
    }
}

/// A rule's text that ends before a time.
fn ended_before(value: &str, schedule: &Schedule, plan: &Plan, cut: i64) -> String {
    let until = if plan.all_day {
        at(cut - DAY).format("%Y%m%d").to_string()
    } else if !schedule.zone().is_office() {
        // RFC 5545 §3.3.10: with a time zone the end is said in UTC.
        at(schedule.zone().moment(cut - 1)).format("%Y%m%dT%H%M%SZ").to_string()
    } else {
        at(cut - 1).format("%Y%m%dT%H%M%S").to_string()
    };
    let kept = parts(value).filter(|(name, _)| !matches!(name.as_str(), "COUNT" | "UNTIL"));
    let mut text: Vec<String> = kept.map(|(name, value)| format!("{name}={value}")).collect();
    // A rule that ended sooner keeps its end.
    let own_end = parts(value).find(|(name, _)| name == "UNTIL").map(|(_, value)| value);
    let sooner = own_end.filter(|end| {
        let civil = read_date(end).map(|date| of(date.and_time(chrono::NaiveTime::MIN)));
        civil.or_else(|| read_time(end).map(|(civil, _)| civil)).is_some_and(|end| end < cut - DAY)
    });
    text.push(format!("UNTIL={}", sooner.unwrap_or(until)));
    text.join(";")
}

/// A rule's text as it goes on from a time; `None` when it has ended before.
fn continued(
    value: &str,
    rule: &Rule,
    schedule: &Schedule,
    plan: &Plan,
    cut: i64,
) -> Result<Option<String>, RecurrenceError> {
    let mut parts: Vec<(String, String)> = parts(value).collect();
    if let super::End::Count(count) = rule.end {
        // Counted as the rule counts: exceptions in, added times out.
        let alone = Plan { recurrence: format!("RRULE:{value}"), ..plan.clone() };
        let mut passed = 0_u32;
        Schedule::of(&alone)?.originals(schedule.start()..cut, &mut |_, _| {
            passed += 1;
            ControlFlow::Continue(())
        })?;
        let Some(left) = count.checked_sub(passed).filter(|left| *left > 0) else { return Ok(None) };
        parts.iter_mut().filter(|(name, _)| name == "COUNT").for_each(|(_, count)| *count = left.to_string());
    }
    fix_days(&mut parts, rule, schedule.start());
    let text: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(Some(text.join(";")))
}

/// Says what a rule took from its beginning, because the part that goes on begins elsewhere: in another month, at a
/// leap day that was skipped, on a time that the rule does not mean.
fn fix_days(parts: &mut Vec<(String, String)>, rule: &Rule, start: i64) {
    let mut add = |name: &str, value: String| {
        if !parts.iter().any(|(known, _)| known == name) {
            parts.push((name.to_owned(), value));
        }
    };
    let day = start.div_euclid(DAY);
    let names_days = rule.has_weekdays()
        || !(rule.month_days.is_empty() && rule.year_days.is_empty() && rule.weeks.is_empty());
    let Some(month) = rule
        .scale
        .year_of(day)
        .and_then(|year| rule.scale.year(year))
        .and_then(|year| year.month_of(day).copied())
    else {
        return;
    };
    let weekday_name = usize::try_from(weekday(day)).ok().and_then(|day| WEEKDAYS.get(day)).unwrap_or(&"MO");
    match rule.frequency {
        Frequency::Yearly if !names_days => {
            if !rule.has_months() {
                let leap = if month.leap { "L" } else { "" };
                add("BYMONTH", format!("{}{leap}", month.number));
            }
            add("BYMONTHDAY", (day - month.first + 1).to_string());
        }
        Frequency::Monthly if !names_days => add("BYMONTHDAY", (day - month.first + 1).to_string()),
        Frequency::Weekly if !names_days => add("BYDAY", (*weekday_name).to_owned()),
        _ => {}
    }
}

fn parts(value: &str) -> impl Iterator<Item = (String, String)> + '_ {
    value.split(';').filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase()))
    })
}

/// A rule's text after its series was moved.
fn moved_rule(value: &str, start: i64, begin: i64, days: i64, shift: i64) -> Result<String, RecurrenceError> {
    let rule = Rule::read(value)?;
    let mut parts: Vec<(String, String)> = parts(value).collect();
    let same_time = begin.rem_euclid(DAY) == start.rem_euclid(DAY);
    if !same_time && rule.hours | rule.minutes | rule.seconds != 0 && rule.frequency >= Frequency::Daily {
        return Err(RecurrenceError::NamesItsDays);
    }
    for (name, value) in &mut parts {
        match name.as_str() {
            "UNTIL" => *value = moved_entry(value, shift),
            "BYDAY" if days != 0 => *value = moved_weekdays(value, &rule, start, begin, days)?,
            "BYMONTHDAY" if days != 0 => {
                let (_, _, old) = year_month_day(start.div_euclid(DAY));
                let (_, _, new) = year_month_day(begin.div_euclid(DAY));
                if *value != old.to_string() || rule.scale != super::Scale::Gregorian {
                    return Err(RecurrenceError::NamesItsDays);
                }
                *value = new.to_string();
            }
            "BYMONTH" if days != 0 => {
                let (_, old, _) = year_month_day(start.div_euclid(DAY));
                let (_, new, _) = year_month_day(begin.div_euclid(DAY));
                if old != new {
                    if *value != old.to_string() || rule.scale != super::Scale::Gregorian {
                        return Err(RecurrenceError::NamesItsDays);
                    }
                    *value = new.to_string();
                }
            }
            "BYYEARDAY" | "BYWEEKNO" | "BYSETPOS" if days != 0 => return Err(RecurrenceError::NamesItsDays),
            _ => {}
        }
    }
    let text: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(text.join(";"))
}

fn moved_weekdays(
    value: &str,
    rule: &Rule,
    start: i64,
    begin: i64,
    days: i64,
) -> Result<String, RecurrenceError> {
    let name = |day: i64| usize::try_from(day.rem_euclid(7)).ok().and_then(|day| WEEKDAYS.get(day)).copied();
    if rule.counted.is_empty() {
        if rule.frequency > Frequency::Weekly {
            return Err(RecurrenceError::NamesItsDays);
        }
        let moved = (0..7).filter(|day| rule.weekdays >> day & 1 == 1).filter_map(|day| name(day + days));
        return Ok(moved.collect::<Vec<_>>().join(","));
    }
    // The second Tuesday of the month becomes the third Wednesday, as the new beginning is.
    let (_, _, old) = year_month_day(start.div_euclid(DAY));
    let (_, _, new) = year_month_day(begin.div_euclid(DAY));
    let in_month = rule.frequency == Frequency::Monthly || rule.has_months();
    let from_start = format!("{}{}", (old + 6) / 7, name(weekday(start.div_euclid(DAY))).unwrap_or_default());
    if in_month && value == from_start {
        return Ok(format!("{}{}", (new + 6) / 7, name(weekday(begin.div_euclid(DAY))).unwrap_or_default()));
    }
    Err(RecurrenceError::NamesItsDays)
}

/// A time of a line that moves along.
fn moved_entry(entry: &str, shift: i64) -> String {
    let (begin, rest) = entry.split_once('/').map_or((entry, None), |(begin, rest)| (begin, Some(rest)));
    let begin = moved_time(begin, shift);
    match rest {
        Some(end) if end.starts_with(['P', 'p', '+']) => format!("{begin}/{end}"),
        Some(end) => format!("{begin}/{}", moved_time(end, shift)),
        None => begin,
    }
}

fn moved_time(text: &str, shift: i64) -> String {
    if let Some(date) = read_date(text) {
        let moved = of(date.and_time(chrono::NaiveTime::MIN)) + shift.div_euclid(DAY) * DAY;
        return at(moved).format("%Y%m%d").to_string();
    }
    match read_time(text) {
        Some((civil, utc)) => {
            format!("{}{}", at(civil + shift).format("%Y%m%dT%H%M%S"), if utc { "Z" } else { "" })
        }
        None => text.to_owned(),
    }
}
