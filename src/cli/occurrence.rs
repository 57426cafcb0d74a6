//! `occurrence`: a change of one time of a series, of it and those that follow, or of all.

use std::io::Write;

use clap::Args;

use super::assignment::{Assignment, pairs};
use super::context::{Context, record_type};
use super::failure::Failure;
use super::writing::{carry_out, said};
use crate::desk::{Reach, SeriesChange, edit_series, make_single};
use crate::exchange::read_values;
use crate::model::parse_date_time;

#[derive(Debug, Args)]
pub(super) struct Occurrence {
    /// Identity of the meeting
    #[arg(value_name = "ID")]
    pub(super) meeting: String,
    /// Which time of it: `recurrence_id` of `list meeting --expand`
    #[arg(value_name = "TIME")]
    pub(super) original: String,
    /// New values; `start` and `end` are those of this time
    #[arg(value_name = "FIELD=VALUE")]
    pub(super) values: Vec<Assignment>,
    /// This one and those that follow
    #[arg(long, conflicts_with = "all")]
    pub(super) following: bool,
    /// All
    #[arg(long)]
    pub(super) all: bool,
    /// Call it off, for this reason
    #[arg(long, value_name = "REASON", conflicts_with = "values")]
    pub(super) cancel: Option<String>,
    /// Leave only this one of the series
    #[arg(long, conflicts_with_all = ["values", "cancel", "following", "all"])]
    pub(super) alone: bool,
}

/// `occurrence`
pub(super) fn change(context: &Context, asked: &Occurrence, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let meetings = record_type("meeting")?;
    let (_, id) = at_work.find(&[meetings], &asked.meeting)?;
    let original = parse_date_time(&asked.original).map_err(Failure::Usage)?;
    let reader = at_work.reader()?;
    let refused = |problem| Failure::Problem(problem, Some(meetings));
    let reach = match (asked.following, asked.all) {
        (true, _) => Reach::Following,
        (_, true) => Reach::All,
        _ => Reach::One,
    };
    let command = if asked.alone {
        make_single(&reader, id, original)
    } else {
        let change = match &asked.cancel {
            Some(reason) => SeriesChange::Cancel(reason.clone()),
            None => SeriesChange::Set(read_values(&reader, meetings, pairs(&asked.values)).map_err(refused)?),
        };
        edit_series(&reader, id, original, reach, &change)
    };
    drop(reader);
    said(context, &carry_out(&at_work, Some(meetings), command.map_err(refused)?)?, out)
}
