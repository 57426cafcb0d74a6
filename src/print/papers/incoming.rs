//! 公文处理单: a paper that came in with everything that was said of it, its readers and its reminders.

use super::{PrintOrder, failed, pdf_of};
use crate::desk::{GivenOpinion, Reader, Titles, View, civil_time, opinions, show};
use crate::model::{Id, Message, Problem, RecordId, RecordType, Value};
use crate::print::paper::{Form, FormOpinion, FormRow, form_docx, form_sheets};
use crate::records;
use crate::records::archive::ArchiveItem;
use crate::records::documents::{Circulation, Outgoing, Urging};
use crate::text::Language;

/// What stands above the opinions, a row each.
const HEAD: &[&[&str]] = &[
    &["number", "received_on"],
    &["sender", "sender_number"],
    &["title"],
    &["kind", "dated"],
    &[SECRECY, "urgency"],
    &["copies", "copy_number"],
    &["pages", "handling"],
    &["signed_by", "due"],
];
/// What is checked before anything else.
const CHECKS: &[&[&str]] = &[&["is_ours", "keeps_rules"], &["is_in_form", "is_agreed"]];
/// Who handles it.
const HANDS: &[&[&str]] = &[&["lead_unit", "assisting"], &["handler", "closed_on"]];
/// What became of it.
const FOOT: &[&[&str]] = &[&[ANSWERS, FILED_AS], &["note"]];

/// 密级
const SECRECY: &str = "print.secrecy";
/// 批示 that another one took the place of.
const EARLIER: &str = "print.earlier_instruction";
/// 答复文号
const ANSWERS: &str = "print.answered_by";
/// 归档档号
const FILED_AS: &str = "print.filed_as";

/// Prints the forms of the papers that are meant, one after another; of several there is only a PDF.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    let language = order.language;
    let forms = order.records("incoming")?;
    let forms: Vec<Form> = forms.iter().map(|view| form(order, view)).collect::<Result<_, _>>()?;
    if order.is_docx {
        return match forms.as_slice() {
            [only] => form_docx(only).map_err(failed),
            _ => Err(Problem::input(Message::new("print.one_docx").with("count", forms.len()))),
        };
    }
    let mut sheets = Vec::new();
    for form in &forms {
        let continued = |label: &str| language.fill("print.continued", &[("label", label)]);
        sheets.extend(form_sheets(form, continued).map_err(failed)?);
    }
    pdf_of(&sheets)
}

fn form(order: &PrintOrder<'_>, view: &View) -> Result<Form, Problem> {
    let language = order.language;
    let mut form = Form { title: language.text("print.handling_form").to_owned(), rows: Vec::new() };
    let Some(record_type) = records::find("incoming") else { return Ok(form) };
    let id = view.row.meta.id;
    let mut told = Told {
        reader: order.reader,
        record_type,
        view,
        titles: Titles::default(),
        linked: Linked::of(order.reader, id)?,
        said: opinions(order.reader, record_type, id, language)?,
        language,
    };
    told.grid(HEAD, &mut form.rows)?;
    told.grid(CHECKS, &mut form.rows)?;
    for key in ["review", "proposal"] {
        told.opinion(key, &mut form.rows)?;
    }
    let earlier: Vec<FormOpinion> = told.given("instruction", false).collect();
    if !earlier.is_empty() {
        form.rows.push(FormRow::Said(language.text(EARLIER).to_owned(), earlier));
    }
    told.opinion("instruction", &mut form.rows)?;
    told.grid(HANDS, &mut form.rows)?;
    let readers = told.readers()?;
    let urged = told.urged()?;
    for (key, said) in [("record.circulation", readers), ("record.urging", urged)] {
        if !said.is_empty() {
            form.rows.push(FormRow::Said(language.text(key).to_owned(), said));
        }
    }
    told.opinion("result", &mut form.rows)?;
    told.grid(FOOT, &mut form.rows)?;
    Ok(form)
}

/// A paper of which a form tells.
struct Told<'a> {
    reader: &'a Reader,
    record_type: &'static dyn RecordType,
    view: &'a View,
    titles: Titles,
    linked: Linked,
    said: Vec<GivenOpinion>,
    language: Language,
}

impl Told<'_> {
    fn shown(&mut self, key: &str) -> Result<(&'static str, String), Problem> {
        let list = |list: &[String]| list.join(self.language.list_separator());
        Ok(match key {
            SECRECY => {
                let mark = self.view.row.meta.mark.as_ref();
                (SECRECY, mark.map(|mark| mark.shown(self.language)).unwrap_or_default())
            }
            ANSWERS => (ANSWERS, list(&self.linked.answers)),
            FILED_AS => (FILED_AS, list(&self.linked.filed_as)),
            key => match self.record_type.field(key) {
                Some((place, field)) => {
                    let value = self.view.value(place).unwrap_or(Value::Nothing);
                    let shown = match value {
                        // What was not ticked is left to be ticked by hand.
                        Value::Flag(is_ticked) => if is_ticked { "√" } else { "" }.to_owned(),
                        value => show(self.reader, &mut self.titles, field, &value, self.language)?,
                    };
                    (field.label, shown)
                }
                None => ("", String::new()),
            },
        })
    }

    fn grid(&mut self, grid: &[&[&str]], rows: &mut Vec<FormRow>) -> Result<(), Problem> {
        for keys in grid {
            let mut pairs = Vec::new();
            for key in *keys {
                let (label, shown) = self.shown(key)?;
                pairs.push((self.language.text(label).to_owned(), shown));
            }
            rows.push(FormRow::Grid(pairs));
        }
        Ok(())
    }

    /// What was said in a field, as far as it stands or as far as it does not.
    fn given(&self, key: &str, stands: bool) -> impl Iterator<Item = FormOpinion> {
        let given = self.said.iter().filter(move |said| said.field == key && said.stands == stands);
        let set =
            |said: &GivenOpinion| FormOpinion { text: said.text.clone(), signature: said.signature.clone() };
        given.map(set).collect::<Vec<_>>().into_iter()
    }

    /// The box of a field: what is in it, with who said it and when as far as that is known.
    fn opinion(&mut self, key: &str, rows: &mut Vec<FormRow>) -> Result<(), Problem> {
        let (label, text) = self.shown(key)?;
        let mut said: Vec<FormOpinion> = self.given(key, true).filter(|said| said.text == text).collect();
        if said.is_empty() && !text.is_empty() {
            said.push(FormOpinion { text, signature: String::new() });
        }
        rows.push(FormRow::Said(self.language.text(label).to_owned(), said));
        Ok(())
    }

    /// 传阅: who read it, when, and what they said.
    fn readers(&mut self) -> Result<Vec<FormOpinion>, Problem> {
        let mut found = Vec::new();
        for copy in self.reader.all::<Circulation>()? {
            if copy.record.paper.map(Id::erase) != Some(self.view.row.meta.id) {
                continue;
            }
            let who = self.titles.of(self.reader, copy.record.reader)?;
            let read = copy.record.read_at.map_or_else(|| "—".to_owned(), civil_time);
            found.push(FormOpinion { text: copy.record.opinion, signature: format!("{who}  {read}") });
        }
        Ok(found)
    }

    /// 催办: who was urged by whom, when, and with which words.
    fn urged(&mut self) -> Result<Vec<FormOpinion>, Problem> {
        let all = self.reader.all::<Urging>()?.into_iter().map(|urged| urged.record);
        let mut urged: Vec<Urging> =
            all.filter(|urged| urged.paper.map(Id::erase) == Some(self.view.row.meta.id)).collect();
        urged.sort_by_key(|urged| urged.at);
        let mut found = Vec::new();
        for urged in urged {
            let at = urged.at.map_or_else(String::new, civil_time);
            let who = [self.titles.of(self.reader, urged.by)?, self.titles.of(self.reader, urged.addressee)?];
            let who = who.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" → ");
            found.push(FormOpinion { text: urged.note, signature: format!("{who}  {at}") });
        }
        Ok(found)
    }
}

/// Numbers of what refers to a paper.
#[derive(Default)]
struct Linked {
    answers: Vec<String>,
    filed_as: Vec<String>,
}

impl Linked {
    fn of(reader: &Reader, paper: RecordId) -> Result<Self, Problem> {
        let mut found = Self::default();
        for (record_type, view, field) in reader.referring(paper)? {
            match (record_type.name(), field.key) {
                ("outgoing", "answers") => {
                    let number = view.row.typed::<Outgoing>().map(|answer| answer.record.number);
                    found.answers.extend(number.filter(|number| !number.is_empty()));
                }
                ("archive_item", "incoming") => {
                    let number = view.row.typed::<ArchiveItem>().map(|item| item.record.number);
                    found.filed_as.extend(number.filter(|number| !number.is_empty()));
                }
                _ => {}
            }
        }
        Ok(found)
    }
}
