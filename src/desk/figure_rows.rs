//! What a figure is made of: everything that is counted or added up leads to its records.

use crate::model::RecordId;

/// Records of a register that a figure is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureRows {
    /// The register.
    pub register: &'static str,
    /// The records.
    pub ids: Vec<RecordId>,
}
