//! Verbs about who may do and know what.

use std::io::Write;

use serde_json::json;

use super::arguments::{MakeMark, Why};
use super::context::{AtWork, Context};
use super::failure::Failure;
use super::writing::{carry_out, said};
use crate::desk::accounts;
use crate::desk::{Asked, Command, Explanation, Values};
use crate::model::{Choice, Mark, Message, Problem, RecordId, RecordType, Secrecy, Term};
use crate::records;

/// `why`
pub(super) fn why(context: &Context, why: &Why, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let reader = at_work.reader()?;
    let asked = Asked::from_word(&why.verb);
    let (record_type, id) = match records::find(&why.target) {
        Some(record_type) => (record_type, None),
        None => match why.target.parse::<RecordId>() {
            // An identity that is not to be seen gets the same answer as one that no record has.
            Ok(id) => {
                let Some((record_type, _)) = reader.locate(id)? else {
                    let reasons = vec![Message::new("cli.no_such_record").with("named", id)];
                    return answer(context, &Explanation { allowed: false, reasons }, out);
                };
                (record_type, Some(id))
            }
            Err(_) => {
                let (record_type, id) = at_work.find_anywhere(&why.target)?;
                (record_type, Some(id))
            }
        },
    };
    let mut explanation = reader.explain(record_type, id, asked, why.field.as_deref())?;
    if let (true, Some(id), Asked::Transition(way)) = (explanation.allowed, id, asked) {
        explanation.doubt(record_type, tried(&at_work, record_type, id, way));
    }
    answer(context, &explanation, out)
}

/// What the rules of the record say to a step, which only trying tells. Nothing is written.
fn tried(
    at_work: &AtWork,
    record_type: &'static dyn RecordType,
    id: RecordId,
    way: &str,
) -> Result<(), Problem> {
    let command = Command::Move {
        register: record_type.name().to_owned(),
        id,
        base: None,
        transition: way.to_owned(),
        values: Values::new(),
        reason: Some("—".to_owned()),
    };
    at_work.office.try_out(&at_work.session, &command).map(|_| ())
}

fn answer(context: &Context, explanation: &Explanation, out: &mut dyn Write) -> Result<(), Failure> {
    let sentences: Vec<String> =
        explanation.reasons.iter().map(|reason| reason.in_language(context.language)).collect();
    if context.json {
        let codes: Vec<_> = explanation.reasons.iter().map(|reason| reason.key).collect();
        writeln!(out, "{}", json!({ "allowed": explanation.allowed, "rules": codes, "reasons": sentences }))?;
        return Ok(());
    }
    let verdict = if explanation.allowed { "why.allowed" } else { "why.denied" };
    writeln!(out, "{}", context.language.text(verdict))?;
    for sentence in sentences {
        writeln!(out, "  {sentence}")?;
    }
    Ok(())
}

/// `mark`
pub(super) fn mark(context: &Context, mark: &MakeMark, out: &mut dyn Write) -> Result<(), Failure> {
    let wrong = |key: &'static str, typed: &str| Failure::Usage(Message::new(key).with("typed", typed));
    let level = Secrecy::from_code(&mark.level).ok_or_else(|| wrong("cli.no_level", &mark.level))?;
    let term = Term::from_text(&mark.term).ok_or_else(|| wrong("cli.no_term", &mark.term))?;
    let at_work = context.open()?;
    let (record_type, id) = at_work.find_anywhere(&mark.record)?;
    let mut circle = Vec::new();
    for named in &mark.circle {
        circle.push(at_work.linked(&["person", "unit"], named)?);
    }
    let attachment = match &mark.attachment {
        Some(named) => {
            let id = named.parse::<RecordId>();
            Some(id.map_err(|_| Failure::request(Message::new("cli.no_such_record").with("named", named)))?)
        }
        None => None,
    };
    let command = Command::Mark {
        register: record_type.name().to_owned(),
        id,
        attachment,
        mark: Mark { level, term, basis: mark.basis.clone(), circle, sealed: mark.sealed, ..Mark::default() },
        reason: mark.reason.clone(),
    };
    said(context, &carry_out(&at_work, Some(record_type), command)?, out)?;
    if level.is_state_secret() && !context.json {
        writeln!(out, "{}", context.language.text("secrecy.not_certified"))?;
    }
    let AtWork { office, session, pass } = at_work;
    drop((session, pass));
    // What was sealed just now may still stand in pages that the file no longer uses.
    Ok(accounts::close(office)?)
}
