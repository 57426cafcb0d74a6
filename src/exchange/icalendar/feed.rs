//! 日历订阅文件: calendar files that are written on a schedule, as backups are, for programs that subscribe to them.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::content::escaped;
use super::outgoing::calendar_of;
use super::write::Dress;
use crate::desk::{Command, Conditions, Office, Reader, Session, Values};
use crate::exchange::export::Table;
use crate::model::{Id, Problem, Stored, Value};
use crate::records;
use crate::records::backups::BackupFrequency;
use crate::records::meetings::{CalendarFeed, FeedDetail, FeedState};
use crate::rules::backup_schedule::{RETRY_AFTER, next_due};
use crate::store::files;
use crate::text::Language;

/// What became of the subscriptions that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedsDone {
    /// Files written.
    pub written: usize,
    /// Files that could not be written.
    pub failed: usize,
    /// When the next one is due.
    pub next: Option<DateTime<Utc>>,
}

/// Writes every subscription that is due, as the program itself. What bears a mark of secrecy is in none of them.
///
/// # Errors
/// When the office can't be read, or what came of it can't be written down.
pub fn write_due_feeds(office: &Office) -> Result<FeedsDone, Problem> {
    let session = Arc::new(Session::program());
    let reader = office.reader(&session)?;
    let now = reader.now();
    let mut done = FeedsDone::default();
    for feed in reader.all::<CalendarFeed>()? {
        if feed.record.state == FeedState::Paused {
            continue;
        }
        let due = due(&feed.record, now);
        if due > now {
            done.next = done.next.into_iter().chain([due]).min();
            continue;
        }
        let failure = write(&reader, &feed).err();
        done.written += usize::from(failure.is_none());
        done.failed += usize::from(failure.is_some());
        let wait = if failure.is_none() { feed.record.frequency.interval() } else { retry(&feed.record) };
        office.execute(&session, noting(&feed, now, failure))?;
        done.next = done.next.into_iter().chain(now.checked_add_signed(wait)).min();
    }
    Ok(done)
}

/// What came of it: the state where that changes, else the moment alone.
fn noting(feed: &Stored<CalendarFeed>, now: DateTime<Utc>, failure: Option<Problem>) -> Command {
    let (register, id) = ("calendar_feed".to_owned(), feed.meta.id);
    let transition = match (feed.record.state, &failure) {
        (FeedState::Failed, None) => "written",
        (FeedState::Active, Some(_)) => "fail",
        _ => {
            let mut values = Values::new().with("tried_at", Value::Instant(now));
            if failure.is_none() {
                values.set("written_at", Value::Instant(now));
            }
            return Command::Update { register, id, base: None, values };
        }
    };
    let reason = failure.map(|problem| problem.in_language(Language::default(), str::to_owned));
    let transition = transition.to_owned();
    Command::Move { register, id, base: None, transition, values: Values::new(), reason }
}

fn retry(feed: &CalendarFeed) -> TimeDelta {
    RETRY_AFTER.min(feed.frequency.interval())
}

fn due(feed: &CalendarFeed, now: DateTime<Utc>) -> DateTime<Utc> {
    let due = next_due(feed.written_at, feed.frequency.interval(), now);
    let tried = feed.tried_at.filter(|tried| feed.state == FeedState::Failed && *tried <= now);
    let again = tried.and_then(|tried| tried.checked_add_signed(retry(feed)));
    again.map_or(due, |again| again.max(due))
}

fn write(reader: &Reader, feed: &Stored<CalendarFeed>) -> Result<(), Problem> {
    let register = records::find("meeting")
        .ok_or_else(|| Problem::Bug("there is no register of meetings".to_owned()))?;
    let mut table = Table::read(reader, register, &Conditions::default(), None)?;
    table.leave_out_marked();
    let wanted =
        [("room", feed.record.room.map(Id::erase)), ("department", feed.record.department.map(Id::erase))];
    for (key, id) in wanted {
        if let Some(id) = id {
            table.keep(key, id);
        }
    }
    let name = escaped(&feed.record.name);
    let interval = match feed.record.frequency {
        BackupFrequency::Hourly => "PT1H",
        BackupFrequency::Daily => "P1D",
        BackupFrequency::Weekly => "P7D",
        BackupFrequency::Monthly => "P30D",
    };
    // RFC 7986 §5.1, §5.7, and what programs looked for before there was that.
    let lines = vec![
        format!("NAME:{name}"),
        format!("X-WR-CALNAME:{name}"),
        format!("REFRESH-INTERVAL;VALUE=DURATION:{interval}"),
        format!("X-PUBLISHED-TTL:{interval}"),
    ];
    let dress = Dress {
        method: Some("PUBLISH"),
        lines,
        busy_only: feed.record.detail == FeedDetail::Busy,
        ..Dress::default()
    };
    let text = calendar_of(reader, &table, dress)?;
    Ok(files::write_whole(Path::new(&feed.record.file), text.as_bytes())?)
}
