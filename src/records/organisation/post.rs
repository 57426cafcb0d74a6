//! 岗位: a place in the organisation that people hold over time. Reporting lines run between posts, not people, so
//! the chart survives every change of staff.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::appointment::has_other_director;
use super::{Appointment, Period, Unit};
use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Role, Rules, choice, date, decimal, link,
    long_text, text,
};

/// A post, or a group of equal posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Post {
    /// Reference that stays when the name changes.
    pub code: String,
    /// Name of the post.
    pub name: String,
    /// Name in another language.
    pub alias: String,
    /// The unit it belongs to.
    pub unit: Option<Id<Unit>>,
    /// The post it reports to: the solid line.
    pub reports_to: Option<Id<Post>>,
    /// A second post it reports to: the dotted line.
    pub dotted_to: Option<Id<Post>>,
    /// The role whoever holds it has in this program.
    pub role: Role,
    /// Grade.
    pub grade: String,
    /// 编制: places in hundredths of a full-time equivalent; a group of equal posts has more than one.
    pub establishment: i64,
    /// What its holder does.
    pub duties: String,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
}

impl Default for Post {
    fn default() -> Self {
        Self {
            code: String::new(),
            name: String::new(),
            alias: String::new(),
            unit: None,
            reports_to: None,
            dotted_to: None,
            role: Role::default(),
            grade: String::new(),
            establishment: 100,
            duties: String::new(),
            valid_from: None,
            valid_until: None,
        }
    }
}

fields! { Post, "post", Function::Administration;
    code => text().required().unique().max_length(80).column(110).search();
    name => text().required().title().column(220);
    alias => text().search();
    unit => link::<Unit>().column(180).filter();
    reports_to => link::<Post>().column(200).filter();
    dotted_to => link::<Post>();
    role => choice::<Role>().column(120).filter();
    grade => text().column(90).filter();
    establishment => decimal(2).minimum(0).column(90).sum();
    duties => long_text().search();
    valid_from => date();
    valid_until => date();
}

impl Rules for Post {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let post = change.after;
        Period::new(post.valid_from, post.valid_until).check("valid_until", faults);
        if post.dotted_to.is_some_and(|dotted| dotted.erase() == change.id) {
            faults.at("dotted_to", Message::new("problem.reports_to_itself"));
        }
        if let Some(before) = change.before {
            if (before.valid_from, before.valid_until) != (post.valid_from, post.valid_until) {
                check_emptied(change, office, faults)?;
            }
            if post.role == Role::Director && before.role != Role::Director {
                for held in office.linking::<Appointment>(change.id, "post")? {
                    if has_other_director(held.meta.id, &held.record, Some(change.id), office)? {
                        faults.at("role", Message::new("problem.second_director"));
                        break;
                    }
                }
            }
        }
        // Only a changed line can close a circle, and a large import would otherwise climb the tree for every row.
        if change.before.is_some_and(|before| before.reports_to == post.reports_to) {
            return Ok(());
        }
        let mut seen = HashSet::from([change.id]);
        let mut above = post.reports_to;
        while let Some(chief) = above {
            if !seen.insert(chief.erase()) {
                faults.at("reports_to", Message::new("problem.post_cycle").with("name", &post.name));
                break;
            }
            above = office.find(chief)?.and_then(|chief| chief.record.reports_to);
        }
        Ok(())
    }
}

/// A post is closed once nobody holds it and no other reports to it beyond its last day.
fn check_emptied(change: &Change<'_, Post>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
    let post = change.after;
    let stands = Period::new(post.valid_from, post.valid_until);
    let held = office.linking::<Appointment>(change.id, "post")?;
    if let Some(first) = held.iter().find(|held| !held.record.is_covered_by(&stands)) {
        let holder = match first.record.person {
            Some(person) => office.find(person)?.map(|person| person.record.name),
            None => None,
        };
        let told = Message::new("problem.post_is_held").with("name", holder.unwrap_or_default());
        faults.at("valid_until", told);
    }
    let Some(last_day) = post.valid_until else { return Ok(()) };
    let below = office.linking::<Post>(change.id, "reports_to")?;
    let outlives = |below: &Post| below.valid_until.is_none_or(|until| until > last_day);
    let names: Vec<String> =
        below.into_iter().filter(|below| outlives(&below.record)).map(|below| below.record.name).collect();
    if let Some(first) = names.first() {
        let told = Message::new("problem.post_has_reports").with("count", names.len()).with("first", first);
        faults.at("valid_until", told);
    }
    Ok(())
}
