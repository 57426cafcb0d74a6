//! What a record as it stands no longer lets anybody change, and by which rule. The pipeline refuses such a change and a
//! form shows the field as it is, both from this one answer.

use super::{Field, Message};

/// Fields of a record that are fixed, each with the rule that fixed it ([`Rules::freeze`](super::Rules::freeze)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frozen(Vec<(&'static str, Message)>);

impl Frozen {
    /// Fixes a field. The first rule that does is the one that is told.
    pub fn field(&mut self, key: &'static str, rule: Message) {
        if self.rule(key).is_none() {
            self.0.push((key, rule));
        }
    }

    /// Fixes several fields by the same rule.
    pub fn fields(&mut self, keys: &[&'static str], rule: &Message) {
        for key in keys {
            self.field(key, rule.clone());
        }
    }

    /// Fixes the whole record by one rule.
    pub fn all(&mut self, fields: &[Field], rule: &Message) {
        for field in fields {
            self.field(field.key, rule.clone());
        }
    }

    /// The rule that fixed a field; `None` where it may change.
    pub fn rule(&self, key: &str) -> Option<&Message> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, rule)| rule)
    }

    /// What is fixed, with the rule of each.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Message)> {
        self.0.iter().map(|(key, rule)| (*key, rule))
    }
}
