//! 文件资料: anything the office keeps to read again. Its versions are its attachments, each with its reason; the last
//! one is in force. Three independent keys sort it: nature, content and department (handbook 3.1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Incoming, Outgoing};
use crate::model::{
    Change, Faults, Frozen, Function, Id, Lookup, Message, Problem, RecordId, Rules, choice, date, link,
    long_text, tags, text,
};
use crate::records::archive::{ArchiveItem, ArchiveItemState};
use crate::records::organisation::{Person, Unit};
use crate::{choices, fields};

choices! {
    /// 按性质: what a document is for.
    pub enum DocumentNature, "document_nature" {
        /// 业务
        Business = "business",
        /// 政策
        Policy = "policy",
        /// 内部
        Internal = "internal",
    }
}

choices! {
    /// 按内容: what a document is about.
    pub enum DocumentContent, "document_content" {
        /// 综合
        General = "general",
        /// 人事
        Personnel = "personnel",
        /// 财务
        Finance = "finance",
        /// 项目
        Project = "project",
        /// 会议
        Meeting = "meeting",
        /// 合同
        Contract = "contract",
        /// 资产
        Assets = "assets",
        /// 信息化
        Technology = "technology",
        /// 安全保密
        Security = "security",
        /// 对外联络
        Liaison = "liaison",
    }
}

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// 题名
    pub title: String,
    /// 文号
    pub number: String,
    /// 按性质
    pub nature: DocumentNature,
    /// 按内容
    pub content: DocumentContent,
    /// 形成部门
    pub department: Option<Id<Unit>>,
    /// 责任人员
    pub keeper: Option<Id<Person>>,
    /// 形成时间
    pub formed_on: Option<NaiveDate>,
    /// 责任者: who made it, where that is somebody outside.
    pub author: String,
    /// Where it stood when it was taken in: folders apart by `/`.
    pub folder: String,
    /// 主题词
    pub keywords: Vec<String>,
    /// The paper that came in with it.
    pub incoming: Option<Id<Incoming>>,
    /// The paper it went out with.
    pub outgoing: Option<Id<Outgoing>>,
    /// Remarks.
    pub note: String,
}

fields! { Document, "document", Function::Administration;
    title => text().required().title().max_length(300).column(300);
    number => text().max_length(80).identifying().column(150).search();
    nature => choice::<DocumentNature>().column(80).filter();
    content => choice::<DocumentContent>().column(90).filter();
    department => link::<Unit>().column(140).filter();
    keeper => link::<Person>().column(90).filter();
    formed_on => date().column(110);
    author => text().search().filter();
    folder => text().max_length(500).search().filter();
    keywords => tags().search();
    incoming => link::<Incoming>();
    outgoing => link::<Outgoing>();
    note => long_text().search();
}

impl Document {
    /// The number under which the paper of this document stands in the archive, once it was filed: it was filed with it
    /// (DA/T 22-2015 5.1: 正文 and 附件 are one 件).
    fn filed_as(&self, office: &dyn Lookup) -> Result<Option<String>, Problem> {
        let papers = [("incoming", self.incoming.map(Id::erase)), ("outgoing", self.outgoing.map(Id::erase))];
        for (field, paper) in papers {
            let Some(paper) = paper else { continue };
            let items = office.linking::<ArchiveItem>(paper, field)?;
            let item = items.into_iter().find(|item| item.record.state != ArchiveItemState::Pending);
            if let Some(item) = item {
                return Ok(Some(item.record.number));
            }
        }
        Ok(None)
    }
}

impl Rules for Document {
    fn holds_files(&self, office: &dyn Lookup) -> Result<bool, Problem> {
        Ok(self.filed_as(office)?.is_some())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if let Some(number) = self.filed_as(office)? {
            let filed = ["title", "number", "formed_on", "author", "incoming", "outgoing"];
            frozen.fields(&filed, &Message::new("problem.document_filed").with("number", &number));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        // An import brings documents of papers that were filed long ago.
        let Some(before) = change.before else { return Ok(()) };
        if (before.incoming, before.outgoing) != (after.incoming, after.outgoing)
            && faults.is_empty()
            && let Some(number) = after.filed_as(office)?
        {
            let field = if before.incoming == after.incoming { "outgoing" } else { "incoming" };
            faults.at(field, Message::new("problem.paper_is_filed").with("number", number));
        }
        Ok(())
    }

    fn check_void(
        _: RecordId,
        record: &Self,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if let Some(number) = record.filed_as(office)? {
            faults.whole(Message::new("problem.document_filed").with("number", number));
        }
        Ok(())
    }
}
