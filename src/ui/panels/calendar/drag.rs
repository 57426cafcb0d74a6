//! What is dragged on the calendar: empty ground makes something new, an entry moves, its edge stretches it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use eframe::egui::{Key, Modifiers, Pos2, Response, Ui};

use super::page::{DAY, Owner, Track, time_at};
use crate::desk::calendar::{CalendarEntry, Move};
use crate::model::RecordId;

/// Times snap to so many minutes.
pub(super) const STEP: i64 = 15;

/// A place on a page: a column or row, and minutes from its midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) track: usize,
    pub(super) minute: i64,
}

impl Spot {
    /// Down to the step it lies in.
    pub(super) fn snapped(self) -> Self {
        Self { minute: self.minute.div_euclid(STEP) * STEP, ..self }
    }
}

/// What was taken hold of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Grip {
    /// Empty ground.
    Ground,
    /// An entry as a whole.
    Whole(Box<CalendarEntry>),
    /// Its beginning.
    Start(Box<CalendarEntry>),
    /// Its end.
    End(Box<CalendarEntry>),
}

/// Something being dragged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drag {
    pub(super) grip: Grip,
    pub(super) from: Spot,
    pub(super) to: Spot,
    /// Whether it is dragged by whole days.
    pub(super) by_days: bool,
}

/// Where it would be put.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    pub(super) all_day: bool,
    pub(super) room: Option<RecordId>,
    /// The column or row it is drawn in.
    pub(super) track: usize,
}

/// What came of a drag.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Dropped {
    /// Something new is to be made there.
    New(Target),
    /// An entry is to be moved.
    Move(Move),
}

fn room_of(track: Option<&Track>) -> Option<RecordId> {
    match track.and_then(|track| track.of) {
        Some(Owner::Room(room)) => Some(room),
        _ => None,
    }
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::try_minutes(count).unwrap_or_default()
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

fn after(day: NaiveDate) -> NaiveDateTime {
    midnight(day.succ_opt().unwrap_or(day))
}

impl Drag {
    /// Where it would be put now.
    pub(super) fn target(&self, tracks: &[Track]) -> Option<Target> {
        let (from, to) = (tracks.get(self.from.track)?, tracks.get(self.to.track)?);
        let days = TimeDelta::days((to.day - from.day).num_days());
        let along = minutes(self.to.minute - self.from.minute);
        let shift = if self.by_days { days } else { days + along };
        // An edge is drawn out along its own day, however far the pointer strays into the next.
        let stretch = if self.by_days { days } else { along };
        Some(match &self.grip {
            Grip::Ground if self.by_days => {
                let (first, last) = (from.day.min(to.day), from.day.max(to.day));
                let room = room_of(Some(from));
                Target {
                    start: midnight(first),
                    end: after(last),
                    all_day: true,
                    room,
                    track: self.from.track,
                }
            }
            Grip::Ground => {
                let (low, high) =
                    (self.from.minute.min(self.to.minute), self.from.minute.max(self.to.minute) + STEP);
                Target {
                    start: time_at(from.day, low),
                    end: time_at(from.day, high),
                    all_day: false,
                    room: room_of(Some(from)),
                    track: self.from.track,
                }
            }
            Grip::Whole(entry) => {
                let room =
                    if self.from.track == self.to.track { entry.room } else { self.room_after(entry, to) };
                Target {
                    start: entry.start + shift,
                    end: entry.end + shift,
                    all_day: entry.all_day,
                    room,
                    track: self.to.track,
                }
            }
            Grip::Start(entry) => {
                let latest =
                    if self.by_days { entry.end - TimeDelta::days(1) } else { entry.end - minutes(STEP) };
                Target {
                    start: (entry.start + stretch).min(latest),
                    end: entry.end,
                    all_day: entry.all_day,
                    room: entry.room,
                    track: self.from.track,
                }
            }
            Grip::End(entry) => {
                let soonest =
                    if self.by_days { entry.start + TimeDelta::days(1) } else { entry.start + minutes(STEP) };
                Target {
                    start: entry.start,
                    end: (entry.end + stretch).max(soonest),
                    all_day: entry.all_day,
                    room: entry.room,
                    track: self.from.track,
                }
            }
        })
    }

    /// An entry that is put into the column of a room takes it; a day or a person changes no room.
    fn room_after(&self, entry: &CalendarEntry, to: &Track) -> Option<RecordId> {
        match to.of {
            Some(Owner::Room(room)) => Some(room),
            _ => entry.room,
        }
    }

    /// What letting go of it here means; `None` when nothing changes.
    pub(super) fn dropped(&self, tracks: &[Track]) -> Option<Dropped> {
        let target = self.target(tracks)?;
        match &self.grip {
            Grip::Ground => Some(Dropped::New(target)),
            Grip::Whole(entry) | Grip::Start(entry) | Grip::End(entry) => {
                let wanted = Move {
                    entry: (**entry).clone(),
                    start: target.start,
                    end: target.end,
                    all_day: target.all_day,
                    room: target.room,
                };
                wanted.changes_anything().then_some(Dropped::Move(wanted))
            }
        }
    }
}

/// Follows a drag over the ground or an entry. `grip` tells what is taken hold of where the pointer was pressed.
/// Escape drops it where it was.
pub(super) fn follow(
    ui: &Ui,
    response: &Response,
    drag: &mut Option<Drag>,
    by_days: bool,
    spot: &dyn Fn(Pos2) -> Option<Spot>,
    grip: &dyn Fn(Pos2) -> Option<Grip>,
) -> bool {
    if response.drag_started()
        && let Some(origin) = ui.input(|input| input.pointer.press_origin())
        && let (Some(from), Some(grip)) = (spot(origin), grip(origin))
    {
        let from = from.snapped();
        *drag = Some(Drag { grip, from, to: from, by_days });
    }
    if (response.dragged() || response.drag_stopped())
        && let (Some(drag), Some(at)) = (drag.as_mut(), response.interact_pointer_pos())
        && let Some(to) = spot(at)
    {
        drag.to = to.snapped();
    }
    if drag.is_some() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        *drag = None;
        ui.ctx().stop_dragging();
    }
    response.drag_stopped() && drag.is_some()
}

/// Minutes within a day.
pub(super) fn within_day(minute: f64) -> i64 {
    let whole = i64::try_from(crate::ui::pixels::floor(minute.max(0.0))).unwrap_or(DAY);
    whole.clamp(0, DAY - 1)
}
