//! 文稿在谁手里: who may change the text of a paper, and what decides who signs it. Its drafter writes it; once it is
//! submitted it belongs to whoever checks it, from 待签发 on to nobody, and what was signed changes by a step that takes it
//! back to its signer (`domain.md` §13: text frozen after 签发; 条例 第二十五条).

use super::outgoing_workflow::{COUNTERSIGNED_TEXT, SECRETARIES};
use super::{Outgoing, OutgoingState};
use crate::model::{Frozen, Id, Lookup, Message, Problem, Record as _};
use crate::rules::paper::PaperForm;

/// What is passed on with the text: it decides who signs, and by which rules it is written.
const PASSED_ON: &[&str] = &["important", "single_matter", "direct_order"];

impl Outgoing {
    /// Fixes the text but for whose hands it is in.
    pub(super) fn freeze_text(
        &self,
        step: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        let told = match self.state {
            OutgoingState::Drafting => return Ok(()),
            OutgoingState::DepartmentReview if self.is_with_head(office)? => return Ok(()),
            OutgoingState::DepartmentReview => "problem.text_before_head",
            OutgoingState::Reviewing | OutgoingState::Countersigning if self.is_with_secretary(office) => {
                return Ok(());
            }
            OutgoingState::Reviewing | OutgoingState::Countersigning => "problem.text_before_secretary",
            OutgoingState::Signing => "problem.text_before_signer",
            _ if step == Some("amend") => return Ok(()),
            _ => "problem.text_frozen",
        };
        let told = Message::new(told);
        frozen.fields(COUNTERSIGNED_TEXT, &told);
        frozen.fields(PASSED_ON, &told);
        if self.series.is_some() && !self.takes_another_series(office)? {
            frozen.field("series", told);
        }
        Ok(())
    }

    /// Fixes who drafted, checks and signs it, and what the signature and the press have made final.
    pub(super) fn freeze_hands(&self, step: Option<&str>, frozen: &mut Frozen) {
        if self.state.is_frozen() && step != Some("amend") {
            frozen.field("dated", Message::new("problem.text_frozen"));
        }
        // Who is to sign is named before; from then on the paper is theirs, and an amended one of whoever signed it.
        let is_theirs = self.state == OutgoingState::Signing && self.signer.is_some();
        let changes_hands = !matches!(step, Some("sign" | "sign_deputy" | "send_back"));
        if (is_theirs || self.state.is_frozen()) && changes_hands {
            frozen.field("signer", Message::new("problem.signer_stands"));
        }
        if self.state != OutgoingState::Drafting {
            frozen.field("drafter", Message::new("problem.drafter_stands"));
            if self.unit.is_some() {
                frozen.field("unit", Message::new("problem.drafting_unit_stands"));
            }
        }
        if self.state.is_sent_out() {
            frozen.field("countersigners", Message::new("problem.countersigners_stand"));
        }
        if self.state.is_sent_out() && self.state != OutgoingState::Countersigning {
            frozen.field("countersign_note", Message::new("problem.text_before_signer"));
        }
        if self.state.is_printed() && !self.printed_by.is_empty() {
            frozen.field("printed_by", Message::new("problem.paper_printed"));
        }
        if !self.number.is_empty() {
            frozen.field("series", Message::new("problem.number_given"));
        }
    }

    /// Whether whoever acts is the head who checks it for its unit.
    fn is_with_head(&self, office: &dyn Lookup) -> Result<bool, Problem> {
        match office.actor() {
            Some(actor) => self.is_checked_by(Id::new(actor), office),
            None => Ok(true),
        }
    }

    /// Whether whoever acts is a secretary who checks it: neither its drafter nor the head who has.
    fn is_with_secretary(&self, office: &dyn Lookup) -> bool {
        let Some(actor) = office.actor().map(Id::new) else { return true };
        let has_checked = self.checked_at.is_some() && self.checker == Some(actor);
        self.drafter != Some(actor) && !has_checked && office.has_role(Self::NAME, SECRETARIES)
    }

    /// Whether its series has another layout than the one that was signed, so that no number of it can be given: another
    /// is chosen in its place.
    fn takes_another_series(&self, office: &dyn Lookup) -> Result<bool, Problem> {
        let is_document = self.form == PaperForm::Document;
        let Some(series) = self.series.filter(|_| is_document && self.state.is_frozen()) else {
            return Ok(false);
        };
        Ok(office.find(series)?.is_some_and(|series| series.record.form != self.form))
    }
}
