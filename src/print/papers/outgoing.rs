//! 发文 in the layout of GB/T 9704-2012.

use super::archive::stamp;
use super::{DRAFT, PrintOrder, failed, pdf_of, written_day};
use crate::desk::{Reader, Titles};
use crate::model::{Choice as _, Id, Message, Problem, Stored};
use crate::print::paper::{OfficialPaper, official_docx, official_sheets};
use crate::records::documents::{Outgoing, OutgoingState, PaperSeries};
use crate::rules::paper::{Direction, PaperForm, Urgency};
use crate::text::Language;

/// Prints the papers that are meant, one after another; of several there is only a PDF.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    let missing = || Problem::Bug("a row of another type reached the printer".to_owned());
    let mut papers = Vec::new();
    let mut ids = Vec::new();
    for view in order.records("outgoing")? {
        ids.push(view.row.meta.id);
        papers.push(paper(order.reader, view.row.typed::<Outgoing>().ok_or_else(missing)?)?);
    }
    if order.is_docx {
        return match papers.as_slice() {
            [only] => official_docx(only).map_err(failed),
            _ => Err(Problem::input(Message::new("print.one_docx").with("count", papers.len()))),
        };
    }
    let mut sheets = Vec::new();
    for (paper, id) in papers.iter().zip(ids) {
        let mut pages = official_sheets(paper).map_err(failed)?;
        if let Some(first) = pages.first_mut() {
            stamp::put_on(first, order.reader, id)?;
        }
        sheets.extend(pages);
    }
    pdf_of(&sheets)
}

/// A paper as it is laid out.
pub(super) fn paper(reader: &Reader, stored: Stored<Outgoing>) -> Result<OfficialPaper, Problem> {
    // 公文 is written in the official script whatever the language of the window.
    let language = Language::SimplifiedChinese;
    let secrecy = stored.meta.mark.as_ref().map(|mark| mark.shown(language)).unwrap_or_default();
    let outgoing = stored.record;
    let series: Option<PaperSeries> = match outgoing.series {
        Some(series) => reader.find(series)?.map(|series| series.record),
        None => None,
    };
    let signer = match outgoing.signer {
        Some(signer) if outgoing.direction == Direction::Upward => {
            Some(Titles::default().get(reader, "person", Id::erase(signer))?.to_owned())
        }
        _ => None,
    };
    let series = series.unwrap_or_default();
    let mark = mark_of(outgoing.state);
    let urgency = match outgoing.urgency {
        Urgency::Plain => String::new(),
        Urgency::Expedited => language.text("urgency.expedited").to_owned(),
        Urgency::Express => language.text("urgency.express").to_owned(),
    };
    let attendance = [
        ("outgoing.present", outgoing.present),
        ("outgoing.absent", outgoing.absent),
        ("outgoing.guests", outgoing.guests),
    ];
    Ok(OfficialPaper {
        form: outgoing.form,
        copy_number: String::new(),
        secrecy,
        urgency,
        masthead: series.masthead,
        number: outgoing.number,
        signer,
        title: outgoing.title,
        addressee: outgoing.addressee,
        body: outgoing.body,
        annexes: outgoing.annexes,
        issuer: series.issuer,
        dated: written_day(outgoing.dated),
        contact: outgoing.contact,
        attendance: match outgoing.form {
            PaperForm::Minutes => {
                attendance.into_iter().map(|(key, names)| (language.text(key).to_owned(), names)).collect()
            }
            PaperForm::Document | PaperForm::Letter => Vec::new(),
        },
        copies_to: outgoing.copies_to,
        printed_by: outgoing.printed_by,
        printed_on: written_day(outgoing.issued_on.or(outgoing.dated)),
        mark,
    })
}

/// What a paper says of itself on each page that is not in force: until it is signed it is a draft (条例 第二十二条).
fn mark_of(state: OutgoingState) -> String {
    match state {
        OutgoingState::Withdrawn | OutgoingState::Repealed => {
            let key = OutgoingState::SET.text_key(state.code());
            key.map_or("", |key| Language::SimplifiedChinese.text(key)).to_owned()
        }
        _ if state.is_frozen() => String::new(),
        _ => DRAFT.to_owned(),
    }
}
