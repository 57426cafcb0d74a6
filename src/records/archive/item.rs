//! 归档文件: one 件 of the archive, from the queue of what waits for filing to its end.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::archive_box::require_room;
use super::scheme::{malformed, number_parts};
use super::{
    ArchiveBox, ArchiveCategory, ArchiveDivision, ArchiveHold, DisposalKind, Fonds, HoldState, Loan,
    LoanState, Retention, RetentionRule,
};
use crate::model::{
    Change, Completion, Consequence, Faults, Function, Id, Lookup, Message, Problem, Record as _, RecordId,
    Role, Rules, State, Tone, Transition, Value, Workflow, choice, date, flag, integer, link, long_text,
    step, tags, text, workflow,
};
use crate::records::contracts::{Contract, ContractState};
use crate::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState};
use crate::records::meetings::Meeting;
use crate::records::organisation::{Person, Unit};
use crate::rules::archive::number::NumberError;
use crate::rules::archive::retention::expires_on;
use crate::{choices, fields};

choices! {
    /// Where an item stands.
    pub enum ArchiveItemState, "archive_item_state" {
        /// 待归档
        Pending = "pending",
        /// 已编号，待装盒
        Filed = "filed",
        /// 在库
        Stored = "stored",
        /// 鉴定中
        Appraisal = "appraisal",
        /// 遗失: a borrower lost it.
        Lost = "lost",
        /// 已移交
        Transferred = "transferred",
        /// 已销毁
        Destroyed = "destroyed",
    }
}

impl ArchiveItemState {
    /// Whether the archive keeps it: numbered, and neither lost nor given away.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Filed | Self::Stored | Self::Appraisal)
    }
}

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

const KEEPERS: &[Role] = &[Role::Archivist];

/// The life of an item. That it is lent is no state: it is a total over its loans.
pub static ARCHIVE_ITEM_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "pending", text: "archive_item_state.pending", tone: Tone::Waiting, open: true },
        State { code: "filed", text: "archive_item_state.filed", tone: Tone::Active, open: true },
        State { code: "stored", text: "archive_item_state.stored", tone: Tone::Done, open: true },
        State { code: "appraisal", text: "archive_item_state.appraisal", tone: Tone::Waiting, open: true },
        State { code: "lost", text: "archive_item_state.lost", tone: Tone::Stopped, open: true },
        State { code: "transferred", text: "archive_item_state.transferred", tone: Tone::Quiet, open: false },
        State { code: "destroyed", text: "archive_item_state.destroyed", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["fonds", "category", "author", "formed_on"],
            signs: Some("filed_by"),
            ..step("file", "transition.file_item", &["pending"], "filed", KEEPERS)
        },
        step("store", "transition.store_item", &["filed"], "stored", KEEPERS),
        step("appraise", "transition.appraise_item", &["stored"], "appraisal", KEEPERS),
        step("keep", "transition.keep_item", &["appraisal"], "stored", KEEPERS),
        step("lose", "transition.lose_item", &["filed", "stored", "appraisal"], "lost", KEEPERS),
        Transition {
            reason: true,
            ..step("recover", "transition.recover_item", &["lost"], "stored", KEEPERS)
        },
        step("hand_over", "transition.hand_over_item", &["stored", "appraisal"], "transferred", KEEPERS),
        step("destroy", "transition.destroy_item", &["stored", "appraisal"], "destroyed", KEEPERS),
    ],
};

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

    /// Gives it its number: the next in its row. A number that was ever given is not given again.
    fn give_number(&mut self, office: &dyn Lookup) -> Result<(), Problem> {
        let parts =
            number_parts(self.fonds, self.category, self.year, self.retention, self.division, office)?;
        let Some((grammar, parts)) = parts else { return Ok(()) };
        let prefix = grammar.prefix(&parts).map_err(|error| unfit(&error))?;
        let last = office.last_number(Self::NAME, "number", &prefix, grammar.width())?;
        self.number = grammar.number(&prefix, last.saturating_add(1)).map_err(|error| unfit(&error))?;
        Ok(())
    }

    fn check_number(
        &self,
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let before = change.before;
        if self.number.is_empty() {
            if self.state != ArchiveItemState::Pending {
                faults.at("number", Message::new("problem.archive_number_missing"));
            }
            return Ok(());
        }
        if let Some(before) = before.filter(|before| !before.number.is_empty()) {
            let same = [
                ("fonds", before.fonds == self.fonds),
                ("category", before.category == self.category),
                ("year", before.year == self.year),
                ("retention", before.retention == self.retention),
                ("division", before.division == self.division),
            ];
            for (field, _) in same.into_iter().filter(|(_, same)| !same) {
                faults.at(field, Message::new("problem.archive_class_frozen").with("number", &self.number));
            }
            return Ok(());
        }
        // Undo brings an item back to before it was filed, and its number with it.
        let number = Value::Text(self.number.clone());
        let is_given = office.owner_of(Self::NAME, "number", &number)? == Some(change.id);
        if self.state == ArchiveItemState::Pending && !is_given {
            faults.at("number", Message::new("problem.archive_number_given_by_filing"));
            return Ok(());
        }
        let parts =
            number_parts(self.fonds, self.category, self.year, self.retention, self.division, office)?;
        let Some((grammar, parts)) = parts else {
            faults.at("fonds", Message::new("problem.archive_class_missing"));
            return Ok(());
        };
        match grammar.read(&self.number) {
            Some((read, item)) if item > 0 => {
                let wanted = grammar.prefix(&parts).map_err(|error| unfit(&error))?;
                if grammar.prefix(&read).ok().as_ref() != Some(&wanted) {
                    let message = Message::new("problem.archive_number_differs");
                    faults.at("number", message.with("number", &self.number).with("wanted", wanted));
                }
            }
            _ => {
                let message = Message::new("problem.archive_number_malformed");
                faults.at("number", message.with("number", &self.number));
            }
        }
        Ok(())
    }

    /// A paper is one 件: it is filed once (DA/T 22-2015 5.1).
    fn check_source(&self, id: RecordId, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        for (field, source) in self.sources() {
            let Some(source) = source else { continue };
            let others = office.linking::<Self>(source, field)?;
            if let Some(other) = others.iter().find(|other| other.meta.id != id) {
                let number =
                    if other.record.number.is_empty() { &other.record.title } else { &other.record.number };
                faults.at(field, Message::new("problem.filed_already").with("number", number));
            }
        }
        Ok(())
    }

    /// Closes what is filed with this as filed.
    fn close_papers(&self, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let archive =
            |register, id| Consequence::Move { register, id, transition: "archive", values: Vec::new() };
        let mut follow = Vec::new();
        if let Some(paper) = self.incoming
            && let Some(found) = office.find(paper)?
            && matches!(found.record.state, IncomingState::Closed | IncomingState::Replied)
        {
            follow.push(archive(Incoming::NAME, paper.erase()));
        }
        if let Some(paper) = self.outgoing
            && let Some(found) = office.find(paper)?
            && found.record.state == OutgoingState::Issued
        {
            follow.push(archive(Outgoing::NAME, paper.erase()));
        }
        if let Some(contract) = self.contract
            && let Some(found) = office.find(contract)?
            && matches!(found.record.state, ContractState::Concluded | ContractState::Terminated)
        {
            follow.push(archive(Contract::NAME, contract.erase()));
        }
        Ok(follow)
    }

    /// What was filed with this waits for filing again, in the state it was filed from.
    fn reopen_papers(&self, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let back =
            |register, id, transition| Consequence::Move { register, id, transition, values: Vec::new() };
        let mut follow = Vec::new();
        if let Some(paper) = self.incoming
            && office.find(paper)?.is_some_and(|found| found.record.state == IncomingState::Archived)
        {
            let answers = office.linking::<Outgoing>(paper.erase(), "answers")?;
            let is_answered = answers.iter().any(|answer| answer.record.state.is_numbered());
            let transition = if is_answered { "unfile_replied" } else { "unfile" };
            follow.push(back(Incoming::NAME, paper.erase(), transition));
        }
        if let Some(paper) = self.outgoing
            && office.find(paper)?.is_some_and(|found| found.record.state == OutgoingState::Archived)
        {
            follow.push(back(Outgoing::NAME, paper.erase(), "unfile"));
        }
        if let Some(contract) = self.contract
            && let Some(found) = office.find(contract)?
            && found.record.state == ContractState::Archived
        {
            // Whoever concludes a contract writes down what came of it.
            let transition = if found.record.result.is_empty() { "unfile_terminated" } else { "unfile" };
            follow.push(back(Contract::NAME, contract.erase(), transition));
        }
        Ok(follow)
    }

    fn check_box(
        &self,
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let Some(in_box) = self.in_box else {
            if self.state == ArchiveItemState::Stored && self.medium != ArchiveMedium::Electronic {
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

/// An element of the item that can't stand in its number, at the field where it is mended.
pub(super) fn unfit(error: &NumberError) -> Problem {
    match error {
        NumberError::Full => Problem::field("number", Message::new("problem.archive_numbers_full")),
        NumberError::Element(name, value) => Problem::field(
            if *name == "item" { "number" } else { name },
            Message::new("problem.archive_number_element").with("value", value),
        ),
        other => Problem::input(malformed(other)),
    }
}

impl Rules for ArchiveItem {
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] =
        &[("loan", "item"), ("disposal_line", "item"), ("archive_hold", "item")];
    const SETTLED: &'static [&'static str] = &["transferred", "destroyed"];
    const KEEPS_FILES: &'static [&'static str] = &["filed", "stored", "appraisal", "lost"];
    const TAKES_LATER_FILES: bool = true;
    const FOLLOWS: &'static [(&'static str, &'static str)] = &[
        ("destroy", "problem.disposal_by_list"),
        ("hand_over", "problem.disposal_by_list"),
        ("lose", "problem.lost_by_loan"),
    ];
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

    /// A file that comes later is part of the item from then on. Where the files are not what was filed, that stays seen.
    fn attached(&mut self, before: &[String], after: &[String]) {
        let digest = |files: &[String]| files_digest(files.iter().map(String::as_str));
        use ArchiveItemState::{Appraisal, Filed, Lost, Stored};
        let is_filed = matches!(self.state, Filed | Stored | Appraisal | Lost);
        if is_filed && self.digest == digest(before) {
            self.files = i64::try_from(after.len()).unwrap_or(i64::MAX);
            self.digest = digest(after);
        }
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
            ArchiveItemState::Stored | ArchiveItemState::Appraisal | ArchiveItemState::Lost
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
        let out = loans.iter().find(|loan| loan.record.is_out() && loan.record.means.takes_paper());
        self.lent_to = out.and_then(|loan| loan.record.borrower);
        self.due_back = out.and_then(|loan| loan.record.due_on);
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
