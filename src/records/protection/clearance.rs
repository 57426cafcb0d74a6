//! 涉密资格: up to which level a person may know, over dates. Whoever has none may know what is 普通 or 内部.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, Secrecy, choice, date, link, text,
};
use crate::records::organisation::{Period, Person};

/// A person is cleared up to a level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clearance {
    /// Who.
    pub person: Option<Id<Person>>,
    /// Up to which level, that level included.
    pub level: Secrecy,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day; it ends by itself.
    pub until: Option<NaiveDate>,
    /// By what decision, and the number of the undertaking that was signed.
    pub basis: String,
}

fields! { Clearance, "clearance", Function::Administration;
    person => link::<Person>().required().title().column(160).filter();
    level => choice::<Secrecy>().required().column(120).filter();
    from => date().required().column(110);
    until => date().required().column(110);
    basis => text().column(240).search();
}

impl Clearance {
    /// The days it covers.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.until)
    }
}

impl Rules for Clearance {
    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        change.after.period().check("until", faults);
        if change.after.level <= Secrecy::Internal {
            faults.at("level", Message::new("problem.clearance_needless"));
        }
        Ok(())
    }
}
