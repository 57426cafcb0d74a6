//! 归档文件: one 件 of the archive, from the queue of what waits for filing to its end.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::archive_box::{boxes_for, require_room};
use super::{
    ARCHIVE_ITEM_WORKFLOW, ArchiveBox, ArchiveCategory, ArchiveDivision, ArchiveHold, ArchiveItemState,
    DisposalKind, Fonds, HoldState, Loan, LoanState, Retention, RetentionRule,
};
use crate::model::{
    Change, Completion, Consequence, Faults, Frozen, Function, Id, Lookup, Message, Offer, Problem,
    Record as _, RecordId, Rules, choice, date, flag, integer, link, long_text, tags, text, workflow,
};
use crate::records::contracts::Contract;
use crate::records::documents::{Incoming, Outgoing};
use crate::records::meetings::Meeting;
use crate::records::organisation::{Person, Unit};
use crate::rules::archive::retention::expires_on;
use crate::{choices, fields};

choices! {
    /// What an item is made of.
    pub enum ArchiveMedium, "archive_medium" {
        /// 纸质
        Paper = "paper",
        /// 电子
        Electronic = "electronic",
        /// 纸质和电子
        Both = "both",
    }
}

/// One 件: a document with its enclosures, drafts and handling sheets (DA/T 22-2015 5.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArchiveItem {
    /// 档号; given when it is filed and never changed.
    pub number: String,
    /// 题名; one made by the archivist stands in [ ].
    pub title: String,
    /// Where it stands.
    pub state: ArchiveItemState,
    /// 责任者
    pub author: String,
    /// 文号
    pub document_number: String,
    /// 形成时间
    pub formed_on: Option<NaiveDate>,
    /// 页数
    pub pages: i64,
    /// 全宗
    pub fonds: Option<Id<Fonds>>,
    /// 门类
    pub category: Option<Id<ArchiveCategory>>,
    /// 年度
    pub year: i64,
    /// 保管期限
    pub retention: Retention,
    /// 机构(问题)
    pub division: Option<Id<ArchiveDivision>>,
    /// The row of the retention table that it comes under.
    pub rule: Option<Id<RetentionRule>>,
    /// 形成部门
    pub department: Option<Id<Unit>>,
    /// 责任人员
    pub responsible: Option<Id<Person>>,
    /// Paper, electronic or both.
    pub medium: ArchiveMedium,
    /// 档案盒
    pub in_box: Option<Id<ArchiveBox>>,
    /// 归档日期
    pub filed_on: Option<NaiveDate>,
    /// 归档人
    pub filed_by: Option<Id<Person>>,
    /// 保管到期日: the last day; none is for ever.
    pub expires_on: Option<NaiveDate>,
    /// 续存至: the last day that an appraisal gave it.
    pub extended_until: Option<NaiveDate>,
    /// Who has it.
    pub lent_to: Option<Id<Person>>,
    /// When it is due back.
    pub due_back: Option<NaiveDate>,
    /// A hold stops its destruction.
    pub held: bool,
    /// Electronic files when it was filed.
    pub files: i64,
    /// SHA-256 over the hashes of its files when it was filed.
    pub digest: String,
    /// The paper that came in and is filed with this.
    pub incoming: Option<Id<Incoming>>,
    /// The paper that went out and is filed with this.
    pub outgoing: Option<Id<Outgoing>>,
    /// The meeting whose minutes are filed with this.
    pub meeting: Option<Id<Meeting>>,
    /// The contract that is filed with this.
    pub contract: Option<Id<Contract>>,
    /// 主题词
    pub keywords: Vec<String>,
    /// 备注
    pub note: String,
}

fields! { ArchiveItem, "archive_item", Function::Administration;
    number => text().max_length(60).permanent().column(240).search();
    title => text().required().title().max_length(400).column(280);
    state => workflow(&ARCHIVE_ITEM_WORKFLOW).column(130).filter();
    lent_to => link::<Person>().total().column(90).filter();
    author => text().column(130).search();
    document_number => text().max_length(60).column(150).search();
    formed_on => date().not_future().column(100);
    pages => integer().minimum(0).column(64).sum();
    fonds => link::<Fonds>().filter();
    category => link::<ArchiveCategory>().filter();
    year => integer().minimum(0).ordinal().filter();
    retention => choice::<Retention>().column(90).filter();
    division => link::<ArchiveDivision>().filter();
    rule => link::<RetentionRule>();
    department => link::<Unit>().filter();
    responsible => link::<Person>();
    medium => choice::<ArchiveMedium>().filter();
    in_box => link::<ArchiveBox>().column(190).filter();
    filed_on => date().not_future().read_only();
    filed_by => link::<Person>().read_only();
    expires_on => date().total().column(100);
    extended_until => date().read_only();
    due_back => date().total();
    held => flag().total().filter();
    files => integer().minimum(0).read_only();
    digest => text().max_length(64).read_only();
    incoming => link::<Incoming>();
    outgoing => link::<Outgoing>();
    meeting => link::<Meeting>();
    contract => link::<Contract>();
    keywords => tags().search();
    note => long_text().search();
}

impl ArchiveItem {
    /// What is filed with this: fields and records.
    pub(crate) fn sources(&self) -> [(&'static str, Option<RecordId>); 4] {
        [
            (Incoming::NAME, self.incoming.map(Id::erase)),
            (Outgoing::NAME, self.outgoing.map(Id::erase)),
            (Meeting::NAME, self.meeting.map(Id::erase)),
            (Contract::NAME, self.contract.map(Id::erase)),
        ]
    }

    /// The class in which its number counts, as a box must share it: 全宗, 门类, 年度, 期限, 机构.
    pub(super) fn class(&self) -> super::archive_box::Class {
        (self.fonds, self.category, self.year, self.retention, self.division)
    }

    /// The last day on which it is kept.
    fn last_day(&self) -> Option<NaiveDate> {
        self.extended_until.or_else(|| expires_on(self.year, self.retention.years()))
    }

    fn check_box(
        &self,
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let Some(in_box) = self.in_box else {
            let is_kept = matches!(self.state, ArchiveItemState::Stored | ArchiveItemState::Lent);
            if is_kept && self.medium != ArchiveMedium::Electronic {
                faults.at("in_box", Message::new("problem.paper_needs_box"));
            }
            return Ok(());
        };
        let Some(found) = office.find(in_box)? else { return Ok(()) };
        if self.state == ArchiveItemState::Pending {
            faults.at("in_box", Message::new("problem.box_before_number"));
        }
        if found.record.class() != self.class() {
            let message = Message::new("problem.box_of_another_class").with("box", &found.record.number);
            faults.at("in_box", message);
        }
        let is_there = |before: &Self| (before.in_box, before.pages) == (self.in_box, self.pages);
        if change.before.is_some_and(is_there) {
            return Ok(());
        }
        require_room(in_box, &found.record, change.id, self.pages, office, faults)
    }
}

impl Rules for ArchiveItem {
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] =
        &[("loan", "item"), ("disposal_line", "item"), ("archive_hold", "item")];
    const SETTLED: &'static [&'static str] = &["transferred", "destroyed"];
    const KEEPS_FILES: &'static [&'static str] = &["filed", "stored", "lent", "appraisal", "lost"];
    const TAKES_LATER_FILES: bool = true;
    const FOLLOWS: &'static [(&'static str, &'static str)] = &[
        ("destroy", "problem.disposal_by_list"),
        ("hand_over", "problem.disposal_by_list"),
        ("lose", "problem.lost_by_loan"),
        ("lend", "problem.lent_by_loan"),
        ("take_back", "problem.lent_by_loan"),
    ];
    const TOTAL_STATES: &'static [&'static str] = &["stored", "lent"];
    const COUNTED_BY: &'static [&'static str] = &["in_box"];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if self.year == 0
            && let Some(formed_on) = self.formed_on
        {
            self.year = i64::from(formed_on.year());
        }
        self.expires_on = self.last_day();
        if completion.transition != Some("file") {
            return Ok(());
        }
        let is_given = completion.before.is_some_and(|before| !before.number.is_empty());
        if !is_given && !self.number.is_empty() {
            return Err(Problem::field("number", Message::new("problem.archive_number_given_by_filing")));
        }
        if !is_given {
            self.give_number(office)?;
        }
        self.filed_on = self.filed_on.or_else(|| Some(office.today()));
        self.filed_by = self.filed_by.or_else(|| completion.actor.map(Id::new));
        let files = office.attachments(completion.id)?;
        self.files = i64::try_from(files.len()).unwrap_or(i64::MAX);
        self.digest = files_digest(files.iter().map(|file| file.sha256.as_str()));
        Ok(())
    }

    fn offers(
        items: &[(RecordId, &Self)],
        field: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Offer>, Problem> {
        if field == "in_box" { boxes_for(items, office) } else { Ok(None) }
    }

    /// A file that comes later is part of the item from then on. Where the files are not what was filed, that stays seen.
    fn attached(&mut self, before: &[String], after: &[String]) {
        let digest = |files: &[String]| files_digest(files.iter().map(String::as_str));
        let is_filed = self.state.is_kept() || self.state == ArchiveItemState::Lost;
        if is_filed && self.digest == digest(before) {
            self.files = i64::try_from(after.len()).unwrap_or(i64::MAX);
            self.digest = digest(after);
        }
    }

    fn freeze(
        &self,
        _: RecordId,
        step: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        // Its filing gives the number, and a box comes after it.
        if self.state == ArchiveItemState::Pending && step.is_none() {
            if self.number.is_empty() {
                frozen.field("number", Message::new("problem.archive_number_given_by_filing"));
            }
            if self.in_box.is_none() {
                frozen.field("in_box", Message::new("problem.box_before_number"));
            }
        }
        if !self.number.is_empty() {
            let message = Message::new("problem.archive_class_frozen").with("number", &self.number);
            frozen.fields(&["fonds", "category", "year", "retention", "division"], &message);
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let item = change.after;
        item.check_number(change, office, faults)?;
        let this_year = i64::from(office.today().year());
        if item.year > this_year && change.before.is_none_or(|before| before.year != item.year) {
            faults.at("year", Message::new("problem.archive_year_ahead").with("year", this_year));
        }
        if change.transition == Some("recover") {
            let loans = office.linking::<Loan>(change.id, "item")?;
            if let Some(open) = loans.iter().find(|loan| loan.record.state == LoanState::Lost) {
                faults.whole(Message::new("problem.loss_not_settled").with("loan", &open.record.number));
            }
        }
        item.check_box(change, office, faults)?;
        if change.before.is_none_or(|before| before.sources() != item.sources()) {
            item.check_source(change.id, office, faults)?;
        }
        let end = match item.state {
            ArchiveItemState::Destroyed => DisposalKind::Destroy,
            ArchiveItemState::Transferred => DisposalKind::Transfer,
            _ => return Ok(()),
        };
        if change.before.is_none() {
            // An import brings what came to its end elsewhere.
            return Ok(());
        }
        if !super::disposal::was_carried_out(change.id, end, office)? {
            faults.at("state", Message::new("problem.disposal_by_list"));
        }
        if item.lent_to.is_some() {
            faults.at("state", Message::new("problem.item_is_lent"));
        }
        if end == DisposalKind::Destroy && item.held {
            faults.at("state", Message::new("problem.item_is_held"));
        }
        Ok(())
    }

    /// The paper that is filed is done with.
    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        if change.transition == Some("file") { change.after.close_papers(office) } else { Ok(Vec::new()) }
    }

    fn check_void(_: RecordId, item: &Self, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if item.lent_to.is_some() {
            faults.whole(Message::new("problem.item_is_lent"));
        }
        // What was numbered by mistake can be taken back until it is in the archive (档案法 第二十一条).
        let is_kept = matches!(
            item.state,
            ArchiveItemState::Stored
                | ArchiveItemState::Lent
                | ArchiveItemState::Appraisal
                | ArchiveItemState::Lost
        );
        if is_kept {
            faults.whole(Message::new("problem.archived_item_stays").with("number", &item.number));
        }
        Ok(())
    }

    fn released(
        _: RecordId,
        item: &Self,
        is_back: bool,
        office: &dyn Lookup,
    ) -> Result<Vec<Consequence>, Problem> {
        if item.state == ArchiveItemState::Pending {
            return Ok(Vec::new());
        }
        if is_back { item.close_papers(office) } else { item.reopen_papers(office) }
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        self.expires_on = self.last_day();
        let loans = office.linking::<Loan>(id, "item")?;
        let out = loans.iter().find(|loan| loan.record.has_paper());
        self.lent_to = out.and_then(|loan| loan.record.borrower);
        self.due_back = out.and_then(|loan| loan.record.due_on);
        self.state = self.state.with_loan(out.is_some());
        let holds = office.linking::<ArchiveHold>(id, "item")?;
        self.held = holds.iter().any(|hold| hold.record.state == HoldState::Placed);
        Ok(())
    }
}

/// The SHA-256 over the hashes of some files in their order; empty when there are none.
pub fn files_digest<'a>(hashes: impl Iterator<Item = &'a str>) -> String {
    let mut whole = Sha256::new();
    let mut is_empty = true;
    for hash in hashes {
        is_empty = false;
        whole.update(hash.as_bytes());
        whole.update(b"\n");
    }
    if is_empty {
        return String::new();
    }
    whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
