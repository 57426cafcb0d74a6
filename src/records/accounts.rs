//! 账号: who may sign in. An account names a person; its secrets are no fields of it but stand in the key slots of the
//! file (`store::vault`). What was tried with it is written down by the program.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{
    Change, Faults, Frozen, Function, Id, Lookup, Message, Problem, RecordId, Role, Rules, State, Tone,
    Transition, Workflow, choice, flag, instant, integer, link, step, text, workflow,
};
use crate::records::organisation::{Person, check_nothing_kept};
use crate::rules::password::PasswordProfile;
use crate::{choices, fields};

choices! {
    /// Whether an account may be used.
    pub enum AccountState, "account_state" {
        /// 启用
        Active = "active",
        /// 锁定, by an administrator for a while
        Locked = "locked",
        /// 停用
        Disabled = "disabled",
        /// 离职
        Left = "left",
    }
}

/// The states of an account.
pub static ACCOUNT_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "active", text: "account_state.active", tone: Tone::Active, open: true },
        State { code: "locked", text: "account_state.locked", tone: Tone::Waiting, open: true },
        State { code: "disabled", text: "account_state.disabled", tone: Tone::Quiet, open: true },
        State { code: "left", text: "account_state.left", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            reason: true,
            ..step("lock", "transition.lock", &["active"], "locked", &[Role::System])
        },
        step("unlock", "transition.unlock", &["locked"], "active", &[Role::System]),
        Transition {
            reason: true,
            ..step("disable", "transition.disable", &["active", "locked"], "disabled", &[Role::System])
        },
        step("enable", "transition.enable", &["disabled"], "active", &[Role::System]),
        Transition {
            reason: true,
            ..step(
                "close",
                "transition.close_account",
                &["active", "locked", "disabled"],
                "left",
                &[Role::System],
            )
        },
    ],
};

/// A way to sign in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// What is typed to sign in. It does not change: the key slot is found by it.
    pub name: String,
    /// Whose it is; only an owner's account needs none.
    pub person: Option<Id<Person>>,
    /// Whether it may be used.
    pub state: AccountState,
    /// It acts for the owner of the file, who may do everything.
    pub owner: bool,
}

fields! { Account, "account", Function::Administration;
    name => text().required().unique().title().max_length(60).column(160).search();
    person => link::<Person>().column(160).filter();
    state => workflow(&ACCOUNT_WORKFLOW).column(96).filter();
    owner => flag().column(96).filter();
}

impl Rules for Account {
    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        frozen.field("name", Message::new("problem.account_name_stays"));
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let account = change.after;
        if let (Some("close"), Some(person)) = (change.transition, account.person) {
            check_nothing_kept(person.erase(), office, faults)?;
        }
        match account.person {
            None if !account.owner => faults.at("person", Message::new("problem.account_without_person")),
            None => {}
            Some(person) => {
                let others = office.linking::<Self>(person.erase(), "person")?;
                let in_use = |other: &&crate::model::Stored<Self>| {
                    other.meta.id != change.id && other.record.state != AccountState::Left
                };
                if account.state != AccountState::Left && others.iter().any(|other| in_use(&other)) {
                    faults.at("person", Message::new("problem.person_has_account"));
                }
            }
        }
        Ok(())
    }
}

choices! {
    /// What was done with an account.
    pub enum SignInEvent, "sign_in_event" {
        /// 登录
        SignedIn = "signed_in",
        /// 退出
        SignedOut = "signed_out",
        /// 登录失败
        Failed = "failed",
        /// 修改密码
        PasswordChanged = "password_changed",
        /// 重置密码
        Reset = "reset",
        /// 使用恢复码
        Recovered = "recovered",
    }
}

/// What was done with an account. The program writes it; nobody edits it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignIn {
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// The account; none when the recovery code was used.
    pub account: Option<Id<Account>>,
    /// The name that was typed.
    pub name: String,
    /// What.
    pub event: SignInEvent,
    /// Attempts that failed before. An encrypted file can't be written while nobody has signed in, so they are
    /// counted in front of it and written down with the next that succeeds.
    pub failures: i64,
}

fields! { SignIn, "sign_in", Function::Administration;
    at => instant().required().column(150);
    account => link::<Account>().column(140).filter();
    name => text().required().title().max_length(60).column(140);
    event => choice::<SignInEvent>().column(120).filter();
    failures => integer().minimum(0).column(90);
}

impl Rules for SignIn {
    const TRACE: bool = true;
}

/// How the office signs in: one record, or none where the defaults hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInRules {
    /// What the rules are called.
    pub name: String,
    /// What passwords must be like.
    pub profile: PasswordProfile,
    /// Minutes without a key or a click after which the window is locked; 0 never.
    pub idle_minutes: i64,
}

/// Minutes after which the window is locked where no rules say otherwise (`domain.md` §7.3).
pub const IDLE_MINUTES: i64 = 10;

fields! { SignInRules, "sign_in_rules", Function::Administration;
    name => text().required().title().column(200);
    profile => choice::<PasswordProfile>().column(200).filter();
    idle_minutes => integer().minimum(0).column(120);
}

impl Rules for SignInRules {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let mut other = false;
        office.visit("sign_in_rules", &mut |row| {
            other |= row.meta.id != change.id;
            !other
        })?;
        if other {
            faults.whole(Message::new("problem.sign_in_rules_once"));
        }
        Ok(())
    }
}
