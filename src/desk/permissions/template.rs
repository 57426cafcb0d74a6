//! The rights an office begins with: the handbook's matrix of functions and roles (1.2.2) and `domain.md` §13. A new
//! register belongs to a list of [`domains`], and by that to [`BUSINESS`], [`PROTECTED`], or to what only administrators
//! see; one that is in none is denied to everybody but the owner.

use std::sync::LazyLock;

use super::right::{RegisterGrant, Right};
use super::role_book::{RoleBook, RoleEntry};
use crate::desk::seeding::identity_of_code;
use crate::model::{Choice, Level, Record as _, Role};
use crate::records::organisation::Involvement;
use crate::records::protection::{EncryptionOrder, FieldRight, Reach};
use crate::records::{self, domains};

/// The registers of the office's work: duties in their function give rights in them.
pub static BUSINESS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    use domains::{ARCHIVE_USE, BUDGET, HOLDINGS, MEETINGS, ORGANISATION, PAPERS};
    [ORGANISATION, BUDGET, PAPERS, MEETINGS, HOLDINGS, ARCHIVE_USE].concat()
});

/// The registers that say who may do and know what. Duties and delegations give no rights in them.
pub static PROTECTED: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| [domains::ROLES, domains::CONFIDENCE].concat());

/// Who is who, and by what rules: everybody at work in the office may look into these.
const DIRECTORY: &[&str] = &["unit", "post", "person", "appointment", "duty", "policy", "holiday"];

/// The registers that personnel specialists keep whatever their duties.
const PERSONNEL: &[&str] = &["unit", "post", "person", "appointment", "delegation"];

/// What everybody at work may look into to find what to borrow.
const CATALOGUE: &[&str] =
    &["fonds", "archive_category", "archive_division", "retention_rule", "archive_item"];

/// Code of the role that everybody at work has.
pub(super) const EVERYONE: &str = "everyone";

/// Code of the role that a duty gives.
pub(super) fn duty_code(involvement: Involvement) -> String {
    format!("duty_{}", involvement.letter().to_ascii_lowercase())
}

/// Whether a register says who may do and know what.
pub fn is_protected(register: &str) -> bool {
    PROTECTED.contains(&register)
}

/// The template: every role the program brings along, with its grants.
pub fn template() -> RoleBook {
    let mut roles = vec![entry(EVERYONE, "role_name.everyone", Role::Staff, everyone())];
    for role in Role::ALL {
        let code = role.code();
        let name = Role::SET.text_key(code).unwrap_or_default();
        let mut of_role = entry(code, name, *role, role_grants(*role));
        of_role.audits = *role == Role::Auditor;
        of_role.maintains = *role == Role::System;
        roles.push(of_role);
    }
    for involvement in Involvement::ALL {
        let name = match involvement {
            Involvement::Responsible => "role_name.duty_r",
            Involvement::Accountable => "role_name.duty_a",
            Involvement::Consulted => "role_name.duty_c",
            Involvement::Informed => "role_name.duty_i",
        };
        roles.push(entry(&duty_code(*involvement), name, Role::Staff, duty_grants(*involvement)));
    }
    RoleBook { roles }
}

fn entry(code: &str, name: &str, acts_as: Role, grants: Grants) -> RoleEntry {
    RoleEntry {
        id: identity_of_code("role", code),
        code: code.to_owned(),
        name: name.to_owned(),
        acts_as,
        audits: false,
        maintains: false,
        grants: grants.0,
    }
}

/// Grants under construction.
#[derive(Default)]
struct Grants(Vec<RegisterGrant>);

impl Grants {
    fn register(&mut self, register: &str) -> Option<&mut RegisterGrant> {
        let register = records::find(register)?.name();
        let place = self.0.iter().position(|grant| grant.register == register).unwrap_or_else(|| {
            self.0.push(RegisterGrant::nothing(register));
            self.0.len().saturating_sub(1)
        });
        self.0.get_mut(place)
    }

    fn give(&mut self, registers: &[&str], rights: &[Right], reach: Reach) {
        for register in registers {
            let Some(grant) = self.register(register) else { continue };
            rights.iter().for_each(|right| grant.set(*right, reach));
        }
    }

    fn levels(&mut self, registers: &[&str], levels: &[Level]) {
        for register in registers {
            let Some(grant) = self.register(register) else { continue };
            levels.iter().for_each(|level| grant.set_level(*level, FieldRight::Change));
        }
    }
}

fn everyone() -> Grants {
    let mut grants = Grants::default();
    grants.give(DIRECTORY, &[Right::Read], Reach::All);
    grants.give(&["delegation", "clearance", "role_assignment"], &[Right::Read], Reach::Own);
    grants.give(&["opening"], &[Right::Read, Right::Create, Right::Move], Reach::Own);
    grants.give(&["separation"], &[Right::Read], Reach::All);
    // Whoever drafts, handles or reads a paper works on that one (`domain.md` §13).
    let hands_on = [Right::Read, Right::Update, Right::Move];
    grants.give(&["outgoing", "contract"], &hands_on, Reach::Own);
    grants.give(&["outgoing", "contract"], &[Right::Create], Reach::Own);
    grants.give(&["incoming", "circulation"], &hands_on, Reach::Own);
    // A unit that is asked says what it thinks of a draft.
    grants.give(&["countersign"], &[Right::Read, Right::Move], Reach::Unit);
    // The unit in charge handles a paper (§13), whoever of it takes it in hand.
    grants.give(&["incoming"], &[Right::Read, Right::Move], Reach::Unit);
    grants.give(&["urging"], &[Right::Read], Reach::Own);
    grants.give(&["document"], &hands_on, Reach::Own);
    grants.give(&["paper_series"], &[Right::Read], Reach::All);
    grants.give(CATALOGUE, &[Right::Read], Reach::All);
    let asking = [Right::Read, Right::Create, Right::Move];
    grants.give(&["loan", "loan_renewal", "transmission"], &asking, Reach::Own);
    grants.give(&["loan_urging"], &[Right::Read], Reach::Own);
    grants.give(&["loan_view"], &[Right::Read, Right::Create], Reach::Own);
    grants.give(&["disposal"], &[Right::Read, Right::Move], Reach::Own);
    // Rooms, meetings and activities are everybody's calendar: what, when, where, that a room is taken. What is said
    // inside (`Field::inside`: purpose, requirements, minutes, notes) is for those who were asked to come, and for roles
    // and duties that have meetings; agenda, statements, matters for those whom they name. Who is asked to a meeting
    // answers, who owes a matter reports (§13).
    grants.give(&["room", "meeting", "activity", "promotion"], &[Right::Read], Reach::All);
    grants.give(&["registration"], &asking, Reach::Own);
    grants.give(&["supply", "run_sheet_item"], &[Right::Read, Right::Update], Reach::Own);
    grants.give(&["attendee", "matter"], &hands_on, Reach::Own);
    grants.give(&["matter_report", "matter_issue"], &[Right::Read, Right::Create, Right::Update], Reach::Own);
    grants.give(&["milestone"], &[Right::Read, Right::Update], Reach::Own);
    grants.give(&["slip"], &[Right::Read], Reach::Own);
    grants
}

const KEEPING: [Right; 6] =
    [Right::Read, Right::Create, Right::Update, Right::Move, Right::Void, Right::Export];

fn role_grants(role: Role) -> Grants {
    let mut grants = Grants::default();
    match role {
        Role::Director | Role::Deputy => {
            grants.give(&BUSINESS, &[Right::Read, Right::Move, Right::Export, Right::Mark], Reach::All);
            grants.levels(&BUSINESS, &[Level::Personal, Level::Finance]);
            grants.give(&PROTECTED, &[Right::Read], Reach::All);
            grants.give(domains::UPKEEP, &[Right::Read], Reach::All);
            grants.give(&["opening"], &[Right::Move], Reach::All);
            if role == Role::Director {
                grants.give(&BUSINESS, &[Right::Declassify], Reach::All);
                grants.give(&["separation"], &[Right::Create], Reach::All);
            }
        }
        Role::Personnel => {
            grants.give(PERSONNEL, &KEEPING, Reach::All);
            grants.levels(&BUSINESS, &[Level::Personal]);
        }
        Role::Finance => grants.levels(&BUSINESS, &[Level::Finance]),
        // 授权 (§13), until three hands separate it from the keeping of accounts.
        Role::System => {
            grants.give(domains::ROLES, &KEEPING, Reach::All);
            grants.give(domains::UPKEEP, &KEEPING, Reach::All);
            grants.give(domains::ACCOUNTS, &KEEPING, Reach::All);
            grants.give(&["separation"], &[Right::Read, Right::Create, Right::Move], Reach::All);
            grants.levels(&BUSINESS, &[Level::Security]);
            grants.levels(&PROTECTED, &[Level::Security]);
        }
        Role::Security => {
            grants.give(domains::ROLES, &KEEPING, Reach::All);
            grants.give(&["clearance"], &KEEPING, Reach::All);
            grants.give(&["separation"], &[Right::Read, Right::Create, Right::Move], Reach::All);
            grants.give(&["opening", EncryptionOrder::NAME], &[Right::Read, Right::Move], Reach::All);
            grants.levels(&PROTECTED, &[Level::Security]);
        }
        Role::Auditor => {
            grants.give(&BUSINESS, &[Right::Read], Reach::All);
            grants.give(&PROTECTED, &[Right::Read], Reach::All);
            grants.give(domains::UPKEEP, &[Right::Read], Reach::All);
            grants.give(domains::ACCOUNTS, &[Right::Read], Reach::All);
            grants.give(&["separation"], &[Right::Move], Reach::All);
        }
        Role::Secretary => {
            grants.give(domains::PAPERS, &KEEPING, Reach::All);
            grants.give(domains::MEETINGS, &KEEPING, Reach::All);
        }
        Role::Archivist => {
            grants.give(domains::PAPERS, &[Right::Read, Right::Move, Right::Export], Reach::All);
            grants.give(&["document"], &KEEPING, Reach::All);
            grants.give(domains::HOLDINGS, &KEEPING, Reach::All);
            grants.give(domains::ARCHIVE_USE, &KEEPING, Reach::All);
        }
        Role::Staff | Role::Administrator | Role::Technician | Role::Liaison | Role::Kiosk => {}
    }
    grants
}

fn duty_grants(involvement: Involvement) -> Grants {
    let mut grants = Grants::default();
    match involvement {
        Involvement::Accountable => {
            grants.give(&BUSINESS, &KEEPING, Reach::All);
            grants.give(&BUSINESS, &[Right::Mark], Reach::All);
        }
        Involvement::Responsible => {
            let rights = [Right::Read, Right::Create, Right::Update, Right::Move, Right::Export, Right::Mark];
            grants.give(&BUSINESS, &rights, Reach::All);
        }
        Involvement::Consulted | Involvement::Informed => {
            grants.give(&BUSINESS, &[Right::Read], Reach::All);
        }
    }
    grants
}
