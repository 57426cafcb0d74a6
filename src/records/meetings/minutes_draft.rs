//! 纪要 as they are drafted from a meeting: when, where and under whom it was held, and item by item what was heard and
//! resolved (`domain.md` §4.2). 公文 is written in the official script whatever the language of the window.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate, Timelike as _};

use super::{AgendaItem, AgendaKind, AgendaState, Meeting};
use crate::model::{Id, Lookup, Problem};
use crate::records::organisation::{Person, Unit};

/// The numbers of headings; beyond them they are written in digits.
const NUMERALS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五",
    "十六", "十七", "十八", "十九", "二十",
];

/// A day as papers have it: without leading zeros (GB/T 9704-2012, 7.3.5.5).
fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn person(office: &dyn Lookup, person: Option<Id<Person>>) -> Result<String, Problem> {
    Ok(match person {
        Some(person) => office.find(person)?.map(|person| person.record.name).unwrap_or_default(),
        None => String::new(),
    })
}

fn unit(office: &dyn Lookup, unit: Option<Id<Unit>>) -> Result<String, Problem> {
    Ok(match unit {
        Some(unit) => office.find(unit)?.map(|unit| unit.record.name).unwrap_or_default(),
        None => String::new(),
    })
}

/// Drafts the minutes of a meeting from its agenda, in the order of the items.
///
/// # Errors
/// When the file can't be read.
pub(super) fn draft(meeting: &Meeting, items: &[AgendaItem], office: &dyn Lookup) -> Result<String, Problem> {
    let mut text = String::new();
    if let Some(start) = meeting.start {
        let half = if start.hour() < 12 { "上午" } else { "下午" };
        write!(text, "{}{half}，", day(start.date())).ok();
    }
    let place = match meeting.room {
        Some(room) => office.find(room)?.map(|room| room.record.name).unwrap_or_default(),
        None => meeting.place.clone(),
    };
    let chair = person(office, meeting.chair)?;
    if !chair.is_empty() {
        write!(text, "{chair}").ok();
    }
    if !place.is_empty() {
        write!(text, "在{place}").ok();
    }
    let held = if chair.is_empty() { "召开" } else { "主持召开" };
    write!(text, "{held}{}", meeting.title.trim()).ok();
    if !items.is_empty() {
        write!(text, "，研究{}项议题", items.len()).ok();
    }
    text.push_str("。现纪要如下。");
    for (place, item) in items.iter().enumerate() {
        let number = NUMERALS.get(place).map_or_else(|| (place + 1).to_string(), |of| (*of).to_owned());
        write!(text, "\n{number}、{}", item.title.trim()).ok();
        write!(text, "\n{}", item_text(item, office)?).ok();
    }
    Ok(text)
}

/// What became of one item.
fn item_text(item: &AgendaItem, office: &dyn Lookup) -> Result<String, Problem> {
    let mut text = String::new();
    let presenter = person(office, item.presenter)?;
    if !presenter.is_empty() {
        let heard = if item.kind == AgendaKind::Inform { "通报" } else { "汇报" };
        write!(text, "会议听取了{presenter}的{heard}。").ok();
    }
    if !item.discussion.trim().is_empty() {
        write!(text, "会议认为，{}。", item.discussion.trim().trim_end_matches(['。', '.'])).ok();
    }
    match item.state {
        AgendaState::Resolved => {
            if item.kind == AgendaKind::Vote {
                let votes =
                    [item.votes_for, item.votes_against, item.abstentions].map(Option::unwrap_or_default);
                let [yes, no, neither] = votes;
                write!(text, "经表决，赞成{yes}票、反对{no}票、弃权{neither}票，").ok();
            }
            let lines: Vec<&str> =
                item.resolution.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            match lines.as_slice() {
                [] => text.push_str("会议通过。"),
                [only] => {
                    write!(text, "会议议定：{}。", only.trim_end_matches('。')).ok();
                }
                several => {
                    text.push_str("会议议定：");
                    for (place, line) in several.iter().enumerate() {
                        write!(text, "\n（{}）{}。", place + 1, line.trim_end_matches('。')).ok();
                    }
                }
            }
            let mut owed = Vec::new();
            let lead = unit(office, item.lead_unit)?;
            if !lead.is_empty() {
                owed.push(format!("责任部门：{lead}"));
            }
            let owner = person(office, item.owner)?;
            if !owner.is_empty() {
                owed.push(format!("责任人：{owner}"));
            }
            owed.extend(item.due.map(|due| format!("完成时限：{}", day(due))));
            if !owed.is_empty() {
                write!(text, "（{}）", owed.join("；")).ok();
            }
        }
        AgendaState::Rejected => text.push_str("会议未通过该事项。"),
        AgendaState::Carried | AgendaState::Waiting => text.push_str("会议决定，该议题转下次会议研究。"),
        AgendaState::Noted | AgendaState::Open | AgendaState::Voting => {
            if text.is_empty() {
                text.push_str("会议听取了有关情况。");
            }
        }
    }
    Ok(text)
}
