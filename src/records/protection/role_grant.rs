//! 授权: what a role may do with the records of one register. What is not granted is denied.

use serde::{Deserialize, Serialize};

use super::OfficeRole;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, Wording, choice, link, text,
};
use crate::{choices, fields};

choices! {
    /// Whose records a right reaches.
    pub enum Reach, "reach" {
        /// Nobody's: not granted.
        Nobody = "none",
        /// The person's own.
        Own = "own",
        /// Those of the person's unit.
        Unit = "unit",
        /// All.
        All = "all",
    }
}

choices! {
    /// What may be done with fields of a level.
    pub enum FieldRight, "field_right" {
        /// Nothing: they are blank.
        Nothing = "none",
        /// They are seen.
        See = "see",
        /// They are seen and changed.
        Change = "change",
    }
}

/// One row of the role matrix: a role and a register.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleGrant {
    /// The role.
    pub role: Option<Id<OfficeRole>>,
    /// Name of the register.
    pub register: String,
    /// To see records.
    pub read: Reach,
    /// To make new ones.
    pub create: Reach,
    /// To change fields.
    pub update: Reach,
    /// To take transitions of the workflow.
    pub advance: Reach,
    /// To make void and restore.
    pub make_void: Reach,
    /// To write them to a file.
    pub export: Reach,
    /// 定密: to mark and to raise the level of secrecy.
    pub mark: Reach,
    /// 降密、解密: to lower the level, and to let a copy out of the file.
    pub declassify: Reach,
    /// Personal information.
    pub personal: FieldRight,
    /// Amounts.
    pub finance: FieldRight,
    /// What guards the office.
    pub security: FieldRight,
}

fields! { RoleGrant, "role_grant", Function::Administration;
    role => link::<OfficeRole>().required().title().column(160).filter();
    register => text().required().title().max_length(40).worded(Wording::Register).column(130).filter().search();
    read => choice::<Reach>().column(80);
    create => choice::<Reach>().column(80);
    update => choice::<Reach>().column(80);
    advance => choice::<Reach>().column(80);
    make_void => choice::<Reach>().column(80);
    export => choice::<Reach>().column(80);
    mark => choice::<Reach>().column(80);
    declassify => choice::<Reach>().column(80);
    personal => choice::<FieldRight>().column(90);
    finance => choice::<FieldRight>().column(90);
    security => choice::<FieldRight>().column(90);
}

impl Rules for RoleGrant {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let grant = change.after;
        if crate::records::find(&grant.register).is_none() {
            faults.at("register", Message::new("problem.no_such_register").with("name", &grant.register));
        }
        let Some(role) = grant.role else { return Ok(()) };
        let same = |other: &Self| other.register == grant.register;
        let others = office.linking::<Self>(role.erase(), "role")?;
        if others.iter().any(|other| other.meta.id != change.id && same(&other.record)) {
            faults.at("register", Message::new("problem.granted_already"));
        }
        Ok(())
    }
}
