//! The papers of a meeting: its notice, the sheet that lies at the door, and its minutes in the layout of GB/T 9704-2012.

use chrono::NaiveDate;

use super::{DRAFT, PrintOrder, failed, pdf_of, written_day};
use crate::desk::{Heads, MeetingConsole, Reader, View, civil_time};
use crate::model::{Choice as _, Id, Message, Problem, RecordId};
use crate::print::paper::{OfficialPaper, Sheet, TableColumn, official_docx, official_sheets, table_sheets};
use crate::records::meetings::{AttendeeState, Part};
use crate::records::organisation::Unit;
use crate::rules::paper::PaperForm;
use crate::text::Language;

/// Papers are written in the official script whatever the language of the window.
const LANGUAGE: Language = Language::SimplifiedChinese;

/// Prints the notices of the meetings that are meant.
pub(super) fn notice(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    official(order, notice_of)
}

/// Prints the minutes of the meetings that are meant and have some.
pub(super) fn minutes(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    official(order, minutes_of)
}

/// What makes a paper of a meeting; `None` where there is nothing to be printed.
type Make = fn(&PrintOrder<'_>, View) -> Result<Option<OfficialPaper>, Problem>;

fn official(order: &PrintOrder<'_>, make: Make) -> Result<Vec<u8>, Problem> {
    let mut papers = Vec::new();
    for view in order.records("meeting")? {
        papers.extend(make(order, view)?);
    }
    match papers.as_slice() {
        [] => return Err(Problem::input(Message::new("print.nothing"))),
        [only] if order.is_docx => return official_docx(only).map_err(failed),
        several if order.is_docx => {
            return Err(Problem::input(Message::new("print.one_docx").with("count", several.len())));
        }
        _ => {}
    }
    let mut sheets = Vec::new();
    for paper in &papers {
        sheets.extend(official_sheets(paper).map_err(failed)?);
    }
    pdf_of(&sheets)
}

/// The name of the whole that a department belongs to, and its own.
fn organisation(reader: &Reader, unit: Option<Id<Unit>>) -> Result<(String, String), Problem> {
    let (mut whole, mut own) = (String::new(), String::new());
    let mut at = unit;
    for _ in 0..32 {
        let Some(unit) = at else { break };
        let Some(unit) = reader.find(unit)? else { break };
        if own.is_empty() {
            own.clone_from(&unit.record.name);
        }
        whole = unit.record.name;
        at = unit.record.parent;
    }
    Ok((whole, own))
}

fn console(order: &PrintOrder<'_>, view: &View) -> Result<MeetingConsole, Problem> {
    let gone = || Problem::Missing(Message::new("console.gone"));
    MeetingConsole::read(order.reader, view.row.meta.id, order.today)?.ok_or_else(gone)
}

fn names(names: &[String]) -> String {
    names.join("、")
}

fn notice_of(order: &PrintOrder<'_>, view: View) -> Result<Option<OfficialPaper>, Problem> {
    let secrecy = view.row.meta.mark.as_ref().map(|mark| mark.shown(LANGUAGE)).unwrap_or_default();
    let console = console(order, &view)?;
    let meeting = &console.stored.record;
    let (whole, own) = organisation(order.reader, meeting.department)?;
    let mut body = Vec::new();
    let purpose = meeting.purpose.trim().trim_end_matches(['。', '.']);
    let opening = if purpose.is_empty() { String::new() } else { format!("为{purpose}，") };
    body.push(format!("{opening}定于近期召开{}。现将有关事项通知如下。", meeting.title.trim()));
    let mut number = 0_usize;
    let mut part = |title: &str, text: String| {
        if text.trim().is_empty() {
            return;
        }
        let numerals = ["一", "二", "三", "四", "五", "六", "七", "八"];
        let numeral = numerals.get(number).copied().unwrap_or_default();
        number += 1;
        body.push(format!("{numeral}、{title}"));
        body.extend(text.lines().map(str::to_owned));
    };
    let time = match (meeting.start, meeting.end) {
        (Some(start), Some(end)) if start.date() == end.date() => {
            format!("{}{}至{}", written_day(Some(start.date())), start.format("%H:%M"), end.format("%H:%M"))
        }
        (Some(start), _) => format!("{}{}", written_day(Some(start.date())), start.format("%H:%M")),
        (None, _) => String::new(),
    };
    part("会议时间", time);
    part("会议地点", console.place.clone());
    part("主持人", console.chair.clone());
    let asked = |wanted: Part| {
        let people = console.attendees.iter().filter(|of| of.stored.record.part == wanted);
        people.map(|of| of.name.clone()).collect::<Vec<_>>()
    };
    let mut who = Vec::new();
    for (label, wanted) in [("出席", Part::Member), ("列席", Part::Observer), ("记录", Part::Recorder)]
    {
        let people = asked(wanted);
        if !people.is_empty() {
            who.push(format!("{label}：{}。", names(&people)));
        }
    }
    part("参会人员", who.join("\n"));
    let items = console.items.iter().enumerate().map(|(place, item)| {
        let mut line = format!("（{}）{}", place + 1, item.stored.record.title.trim());
        if !item.presenter.is_empty() {
            line.push_str(&format!("（{}汇报）", item.presenter));
        }
        line
    });
    part("会议议程", items.collect::<Vec<_>>().join("\n"));
    let mut asks = meeting.requirements.trim().to_owned();
    if let Some(until) = meeting.reply_until {
        let line =
            format!("请于{}前反馈参会回执；不能参会的，须说明理由并确定代会人。", written_day(Some(until)));
        asks = if asks.is_empty() { line } else { format!("{asks}\n{line}") };
    }
    part("有关要求", asks);
    Ok(Some(OfficialPaper {
        form: PaperForm::Document,
        secrecy,
        masthead: format!("{whole}会议通知"),
        title: format!("关于召开{}的通知", meeting.title.trim()),
        addressee: "各参会人员".to_owned(),
        body: body.join("\n"),
        issuer: own,
        dated: written_day(Some(meeting.notified_on.unwrap_or(order.today))),
        contact: if meeting.contact.is_empty() {
            String::new()
        } else {
            format!("联系人：{}", meeting.contact)
        },
        ..OfficialPaper::default()
    }))
}

fn minutes_of(order: &PrintOrder<'_>, view: View) -> Result<Option<OfficialPaper>, Problem> {
    minutes_paper(order.reader, view.row.meta.id, order.today)
}

/// The minutes of a meeting as they are laid out; `None` where it has none.
pub(super) fn minutes_paper(
    reader: &Reader,
    meeting: RecordId,
    today: NaiveDate,
) -> Result<Option<OfficialPaper>, Problem> {
    let Some(console) = MeetingConsole::read(reader, meeting, today)? else {
        return Err(Problem::Missing(Message::new("console.gone")));
    };
    let secrecy = console.stored.meta.mark.as_ref().map(|mark| mark.shown(LANGUAGE)).unwrap_or_default();
    let meeting = &console.stored.record;
    if meeting.minutes.trim().is_empty() {
        return Ok(None);
    }
    let (whole, own) = organisation(reader, meeting.department)?;
    let there = |state| matches!(state, AttendeeState::Present | AttendeeState::Left);
    let list = |takes: &dyn Fn(Part, AttendeeState) -> bool| names(&Heads::names(&console.attendees, takes));
    let member = |part| part == Part::Member;
    Ok(Some(OfficialPaper {
        form: PaperForm::Minutes,
        secrecy,
        masthead: format!("{whole}会议纪要"),
        number: meeting.minutes_number.clone(),
        // Minutes are signed by the chair (`domain.md` §4.2).
        signer: (!console.chair.is_empty()).then(|| console.chair.clone()),
        title: meeting.title.trim().to_owned(),
        body: meeting.minutes.clone(),
        attendance: vec![
            ("出席".to_owned(), list(&|part, state| member(part) && there(state))),
            ("请假".to_owned(), list(&|part, state| member(part) && state == AttendeeState::Excused)),
            (
                "缺席".to_owned(),
                list(&|part, state| member(part) && !there(state) && state != AttendeeState::Excused),
            ),
            ("列席".to_owned(), list(&|part, state| part == Part::Observer && there(state))),
            ("记录".to_owned(), list(&|part, _| part == Part::Recorder)),
        ],
        printed_by: own,
        printed_on: written_day(meeting.issued_on),
        mark: if meeting.issued_on.is_none() { DRAFT.to_owned() } else { String::new() },
        ..OfficialPaper::default()
    }))
}

/// Prints the sheet on which those who come sign.
pub(super) fn sheet(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let language = order.language;
    let mut sheets: Vec<Sheet> = Vec::new();
    for view in order.records("meeting")? {
        let console = console(order, &view)?;
        let meeting = &console.stored.record;
        let columns = [
            ("agenda_item.position", 0.6),
            ("attendee.person", 1.4),
            ("attendee.part", 1.0),
            ("print.signature", 2.2),
            ("attendee.signed_in_at", 1.6),
        ]
        .map(|(key, share)| TableColumn { title: language.text(key).to_owned(), share });
        let rows: Vec<Vec<String>> = console
            .attendees
            .iter()
            .enumerate()
            .map(|(place, attendee)| {
                let of = &attendee.stored.record;
                let part = Part::SET.text_key(of.part.code()).map_or("", |key| language.text(key));
                let signed = of.signed_in_at.map_or_else(String::new, civil_time);
                let name = attendee.name.clone();
                vec![(place + 1).to_string(), name, part.to_owned(), String::new(), signed]
            })
            .collect();
        let under = [
            meeting.title.clone(),
            meeting.start.map_or_else(String::new, |start| start.format("%Y-%m-%d %H:%M").to_string()),
            console.place.clone(),
        ];
        let title = language.text("paper.sign_in_sheet");
        sheets.extend(table_sheets(title, &under.join("　"), &columns, &rows).map_err(failed)?);
    }
    pdf_of(&sheets)
}
