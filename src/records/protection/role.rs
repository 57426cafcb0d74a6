//! 角色: a bundle of rights that posts and people can have.

use serde::{Deserialize, Serialize};

use crate::fields;
use crate::model::{Function, Role, Rules, Wording, choice, flag, long_text, text};

/// A role. Those the program brings along are known by their code: the roles of posts (`director`), what everybody at
/// work has (`everyone`), and what a duty gives (`duty_a` … `duty_i`); an office adds its own beside them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfficeRole {
    /// Reference that stays when the name changes.
    pub code: String,
    /// Name.
    pub name: String,
    /// The role as which workflows know whoever has it.
    pub acts_as: Role,
    /// Reads the audit trail as a whole.
    pub audits: bool,
    /// Looks after the file: backup, check, restore.
    pub maintains: bool,
    /// Remarks.
    pub note: String,
}

fields! { OfficeRole, "role", Function::Administration;
    code => text().required().unique().max_length(40).column(120).search();
    name => text().required().title().worded(Wording::Role).column(200);
    acts_as => choice::<Role>().column(140).filter();
    audits => flag().column(110).filter();
    maintains => flag().column(110).filter();
    note => long_text();
}

impl Rules for OfficeRole {}
