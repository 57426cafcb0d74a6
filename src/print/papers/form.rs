//! The forms that go along with a paper (公文处理单, 发文稿纸): what is known of it in a grid, and what was said of it in
//! boxes, each with who said it and when.

use super::{PrintOrder, failed, pdf_of};
use crate::desk::{GivenOpinion, Reader, Titles, View, civil_time, opinions, show};
use crate::model::{Message, Problem, RecordType, Value};
use crate::print::paper::{Form, FormOpinion, FormRow, form_docx, form_sheets};
use crate::records;
use crate::records::documents::Urging;
use crate::text::Language;

/// 密级, which is no field.
pub(super) const SECRECY: &str = "print.secrecy";

/// Prints a form for each paper of a register that is meant, one after another; of several there is only a PDF.
pub(super) fn write(
    order: &PrintOrder<'_>,
    register: &str,
    title: &'static str,
    fill: fn(&mut Told<'_>) -> Result<(), Problem>,
) -> Result<Vec<u8>, Problem> {
    let language = order.language;
    let mut forms = Vec::new();
    for view in order.records(register)? {
        let Some(record_type) = records::find(register) else { continue };
        let said = opinions(order.reader, record_type, view.row.meta.id, language)?;
        let form = Form { title: language.text(title).to_owned(), rows: Vec::new() };
        let mut told = Told {
            reader: order.reader,
            record_type,
            view: &view,
            titles: Titles::default(),
            said,
            language,
            form,
        };
        fill(&mut told)?;
        forms.push(told.form);
    }
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

/// A paper of which a form tells.
pub(super) struct Told<'a> {
    pub(super) reader: &'a Reader,
    record_type: &'static dyn RecordType,
    pub(super) view: &'a View,
    pub(super) titles: Titles,
    said: Vec<GivenOpinion>,
    pub(super) language: Language,
    form: Form,
}

impl Told<'_> {
    /// The label and the value of a field, or the level of secrecy.
    fn shown(&mut self, key: &str) -> Result<(String, String), Problem> {
        if key == SECRECY {
            let mark = self.view.row.meta.mark.as_ref();
            let mark = mark.map(|mark| mark.shown(self.language)).unwrap_or_default();
            return Ok((self.language.text(SECRECY).to_owned(), mark));
        }
        let Some((place, field)) = self.record_type.field(key) else { return Ok(<_>::default()) };
        let value = self.view.value(place).unwrap_or(Value::Nothing);
        let shown = match value {
            // What was not ticked is left to be ticked by hand.
            Value::Flag(is_ticked) => if is_ticked { "√" } else { "" }.to_owned(),
            value => show(self.reader, &mut self.titles, field, &value, self.language)?,
        };
        Ok((self.language.text(field.label).to_owned(), shown))
    }

    /// Fields side by side, a row each.
    pub(super) fn grid(&mut self, grid: &[&[&str]]) -> Result<(), Problem> {
        for keys in grid {
            let pairs = keys.iter().map(|key| self.shown(key)).collect::<Result<Vec<_>, _>>()?;
            self.form.rows.push(FormRow::Grid(pairs));
        }
        Ok(())
    }

    /// Things side by side that are no fields, under the keys of their labels.
    pub(super) fn pairs(&mut self, pairs: Vec<(&'static str, String)>) {
        let pairs = pairs.into_iter().map(|(label, shown)| (self.language.text(label).to_owned(), shown));
        self.form.rows.push(FormRow::Grid(pairs.collect()));
    }

    /// A box of what several people said, where there is any.
    pub(super) fn boxed(&mut self, label: &'static str, said: Vec<FormOpinion>) {
        if !said.is_empty() {
            self.form.rows.push(FormRow::Said(self.language.text(label).to_owned(), said));
        }
    }

    /// What was said in a field, as far as it stands or as far as it does not.
    pub(super) fn given(&self, key: &str, stands: bool) -> Vec<FormOpinion> {
        let given = self.said.iter().filter(|said| said.field == key && said.stands == stands);
        given.map(of_given).collect()
    }

    /// The box of a field: what is in it, with who said it and when as far as that is known.
    pub(super) fn opinion(&mut self, key: &str) -> Result<(), Problem> {
        let (label, text) = self.shown(key)?;
        let mut said = self.given(key, true);
        said.retain(|said| said.text == text);
        if said.is_empty() && !text.is_empty() {
            said.push(FormOpinion { text, signature: String::new() });
        }
        self.form.rows.push(FormRow::Said(label, said));
        Ok(())
    }

    /// A box for everything that was said, in the order in which it was.
    pub(super) fn all_opinions(&mut self) {
        let said = self.said.iter().map(|said| FormRow::Said(said.label.clone(), vec![of_given(said)]));
        self.form.rows.extend(said);
    }

    /// 催办: who was urged by whom, when, and with which words.
    pub(super) fn urged(&mut self, is_of_it: impl Fn(&Urging) -> bool) -> Result<(), Problem> {
        let all = self.reader.all::<Urging>()?.into_iter().map(|urged| urged.record);
        let mut urged: Vec<Urging> = all.filter(is_of_it).collect();
        urged.sort_by_key(|urged| urged.at);
        let mut found = Vec::new();
        for urged in urged {
            let at = urged.at.map_or_else(String::new, civil_time);
            let who = [self.titles.of(self.reader, urged.by)?, self.titles.of(self.reader, urged.addressee)?];
            let who = who.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" → ");
            found.push(FormOpinion { text: urged.note, signature: format!("{who}  {at}") });
        }
        self.boxed("record.urging", found);
        Ok(())
    }
}

fn of_given(said: &GivenOpinion) -> FormOpinion {
    FormOpinion { text: said.text.clone(), signature: said.signature.clone() }
}
