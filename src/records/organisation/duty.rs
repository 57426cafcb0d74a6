//! 职能分工: which post answers for which function. This matrix is where default permissions come from.

use serde::{Deserialize, Serialize};

use super::Post;
use crate::model::{Change, Faults, Function, Id, Lookup, Message, Problem, Rules, choice, link, long_text};
use crate::{choices, fields};

choices! {
    /// RACI: how a post takes part in a function.
    pub enum Involvement, "involvement" {
        /// R 负责: does the work.
        Responsible = "R",
        /// A 批准: answers for it; one post a function.
        Accountable = "A",
        /// C 咨询: is asked before.
        Consulted = "C",
        /// I 知会: is told after.
        Informed = "I",
    }
}

impl Involvement {
    /// The letter in the matrix.
    pub fn letter(self) -> &'static str {
        crate::model::Choice::code(self)
    }
}

/// One cell of the duty matrix.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Duty {
    /// The function of the office.
    pub function: Function,
    /// The post.
    pub post: Option<Id<Post>>,
    /// How the post takes part.
    pub involvement: Involvement,
    /// What exactly it does.
    pub description: String,
}

fields! { Duty, "duty", Function::Administration;
    function => choice::<Function>().required().title().column(140).filter();
    post => link::<Post>().required().title().column(220).filter();
    involvement => choice::<Involvement>().column(100).filter();
    description => long_text().column(280).search();
}

impl Rules for Duty {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let Some(post) = change.after.post else { return Ok(()) };
        let taken = office
            .linking::<Self>(post.erase(), "post")?
            .into_iter()
            .any(|other| other.meta.id != change.id && other.record.function == change.after.function);
        if taken {
            faults.at("function", Message::new("problem.cell_taken"));
        }
        Ok(())
    }
}
