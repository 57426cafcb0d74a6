//! In what order the nodes of one level stand.

use crate::model::Kind;
use crate::rules::search_text::collation_key;

/// Where a node stands among those beside it: choices as they are declared, years backwards, names by pinyin, and what
/// has no value last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    /// As it is declared.
    Declared(usize),
    /// The newest year first.
    Newest(std::cmp::Reverse<i64>),
    /// By its name.
    Named(Vec<u8>),
    /// No value.
    Last,
}

/// The order of a value of a field, as it is shown.
pub(super) fn order(kind: Kind, text: &str, declared: impl Fn(&str) -> Option<usize>) -> Order {
    if text.is_empty() {
        return Order::Last;
    }
    match kind {
        Kind::Choice(_) => declared(text).map_or_else(|| Order::Named(collation_key(text)), Order::Declared),
        Kind::Integer => match text.parse() {
            Ok(0) | Err(_) => Order::Last,
            Ok(number) => Order::Newest(std::cmp::Reverse(number)),
        },
        _ => Order::Named(collation_key(text)),
    }
}
