//! The demonstration office: the made-up Jiangyue Group and its General Office, the same in every run. It shows every
//! part of the program something to work on: vacancies, part-time and acting holders, a function without anybody who
//! answers for it, overdue reviews, a recycle bin.

mod activities;
mod archive;
mod budget;
mod contracts;
mod countersigning;
mod documents;
mod filed_papers;
mod made_files;
mod meetings;
mod paper_texts;
mod people;
mod policies;
mod posts;
mod samples;
mod units;

use std::sync::Arc;

use super::seeding::{Batch, date};
use super::{Command, Office, Session, Values};
use crate::model::{Problem, Value};

/// Fills an empty office. Everything goes through commands, so that history, undo and the audit trail are as they
/// would be after real work: two batches, then single changes.
///
/// # Errors
/// When the session may not do everything, the office holds these records already, or the file can't be written.
pub fn fill(office: &Office, session: &Arc<Session>) -> Result<(), Problem> {
    let mut batch = Batch::new("demo.organisation");
    units::fill(&mut batch);
    posts::fill(&mut batch);
    people::fill(&mut batch);
    units::appoint_heads(&mut batch);
    people::fill_appointments(&mut batch);
    posts::fill_duties(&mut batch);
    people::fill_delegations(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.policies");
    policies::fill(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.documents");
    documents::fill(&mut batch);
    countersigning::fill(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.archive");
    archive::fill(&mut batch);
    filed_papers::fill(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.meetings");
    meetings::fill(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.budget");
    budget::fill(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.contracts");
    contracts::fill(&mut batch);
    batch.run(office, session)?;

    let mut batch = Batch::new("demo.activities");
    activities::fill(&mut batch);
    batch.run(office, session)?;

    for command in recent_work() {
        office.execute(session, command)?;
    }
    Ok(())
}

/// The last things that were done, one command each, so that undo has something to take back.
fn recent_work() -> Vec<Command> {
    let update = |register: &str, id, values| Command::Update {
        register: register.to_owned(),
        id,
        base: None,
        values,
    };
    let go = |register: &str, id, transition: &str, values, reason: Option<&str>| Command::Move {
        register: register.to_owned(),
        id,
        base: None,
        transition: transition.to_owned(),
        values,
        reason: reason.map(str::to_owned),
    };
    let review = Values::new().with("effective_on", date("2027-01-01")).with("review_on", date("2030-01-01"));
    vec![
        policies::void_mistaken(),
        go("policy", policies::identity("JY-RSB-002"), "consult", Values::new(), None),
        go("policy", policies::identity("JY-SJB-001"), "publish", review, None),
        go(
            "policy",
            policies::identity("JY-BGS-008"),
            "send_back",
            Values::new(),
            Some("请补充个人信息保存期限"),
        ),
        update("post", posts::identity("JDK-02"), Values::new().with("establishment", Value::Integer(250))),
        go("person", people::identity("A0036"), "start_leave", Values::new(), None),
        update("person", people::identity("A0017"), Values::new().text("phone", "分机 8117")),
    ]
}
