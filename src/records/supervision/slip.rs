//! 催办单: each time the owner of a matter was urged, in green, yellow or red by the working days that were left; kept
//! for ever, never changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Matter, MatterState, told};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId, Rules,
    choice, date, link, long_text, tags,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::{Appointment, Ladder, Person, Post, Unit};
use crate::rules::reminders::{Lamp, OpenState, lamp};
use crate::rules::supervision::attention;
use crate::{choices, fields};

choices! {
    /// 三色单
    pub enum SlipColour, "slip_colour" {
        /// 绿单: there is time.
        Green = "green",
        /// 黄单: three working days or fewer are left.
        Yellow = "yellow",
        /// 红单: overdue.
        Red = "red",
    }
}

impl SlipColour {
    /// The colour of a lamp.
    pub fn of(lamp: Lamp) -> Self {
        match lamp {
            Lamp::Done | Lamp::Normal => Self::Green,
            Lamp::Soon => Self::Yellow,
            Lamp::Overdue => Self::Red,
        }
    }
}

/// One slip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Slip {
    /// 事项
    pub matter: Option<Id<Matter>>,
    /// On which day.
    pub on: Option<NaiveDate>,
    /// Its colour on that day.
    pub colour: SlipColour,
    /// The due date on that day.
    pub due: Option<NaiveDate>,
    /// Who is urged.
    pub addressee: Option<Id<Person>>,
    /// Who is told too, by the rule of escalation.
    pub copied: Vec<String>,
    /// 催办人
    pub by: Option<Id<Person>>,
    /// What is asked for.
    pub note: String,
}

fields! { Slip, "slip", Function::Supervision;
    matter => link::<Matter>().required().title().column(280).filter();
    on => date().read_only().column(110);
    colour => choice::<SlipColour>().read_only().column(80).filter();
    due => date().read_only().column(110);
    addressee => link::<Person>().title().column(100).filter();
    copied => tags().read_only().column(200);
    by => link::<Person>().read_only().column(100);
    note => long_text().column(240).search();
}

impl Rules for Slip {
    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let today = office.today();
        let Some(matter) = self.matter else { return Ok(()) };
        let Some(matter) = office.find(matter)? else { return Ok(()) };
        let matter = matter.record;
        // An import brings slips with their day and colour.
        if self.on.is_some() {
            return Ok(());
        }
        self.on = Some(today);
        self.by = occasion.actor.map(Id::new);
        self.addressee = self.addressee.or(matter.owner);
        self.due = matter.due;
        let Some(due) = matter.due else { return Ok(()) };
        let calendar = work_calendar(office)?;
        self.colour = SlipColour::of(lamp(due, today, &calendar, OpenState::Open));
        let ladder =
            Ladder::new(&office.all::<Unit>()?, &office.all::<Post>()?, &office.all::<Appointment>()?, today);
        self.copied = Vec::new();
        for (_, person) in told(&ladder, &matter, attention(due, today, &calendar)) {
            if Some(person) != self.addressee
                && let Some(person) = office.find(person)?
            {
                self.copied.push(person.record.name);
            }
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        frozen.all(Self::FIELDS, &Message::new("problem.slip_fixed"));
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if change.before.is_none()
            && change.after.on == Some(office.today())
            && let Some(matter) = change.after.matter
            && let Some(matter) = office.find(matter)?
        {
            if matter.record.owner.is_none() {
                faults.at("matter", Message::new("problem.slip_without_owner"));
            }
            if !matches!(
                matter.record.state,
                MatterState::Assigned | MatterState::InHand | MatterState::Extension
            ) {
                faults.at("matter", Message::new("problem.slip_closed"));
            }
        }
        Ok(())
    }
}
