//! `account`, `encrypt` and `decrypt`.

use std::io::Write;

use serde_json::json;

use super::arguments::AccountPart;
use super::context::{AtWork, Context, NEW_PASSWORD_VARIABLE, PASSWORD_VARIABLE};
use super::failure::Failure;
use crate::desk::accounts::{self, Pass, SignedIn};
use crate::desk::person_named;
use crate::model::{Choice as _, Problem};
use crate::records::accounts::Account;

/// `account add`, `account reset`, `account password` and `account list`
pub(super) fn account(context: &Context, part: &AccountPart, out: &mut dyn Write) -> Result<(), Failure> {
    match part {
        AccountPart::Add { name, person, owner, plain } => {
            let (person, encrypts) = (person.as_deref(), !plain);
            add(context, &New { name, person, owner: *owner, encrypts }, out)
        }
        AccountPart::Reset { name } => {
            let at_work = context.open()?;
            let pass = signed_in(at_work.pass.as_ref())?;
            let code = accounts::reset(&at_work.office, pass, name, accounts::strength()?)?;
            one_time(context, name, &code, out)
        }
        AccountPart::Password => password(context, out),
        AccountPart::List => list(context, out),
    }
}

fn signed_in(pass: Option<&Pass>) -> Result<&Pass, Failure> {
    pass.ok_or_else(|| Problem::denied("account.no_accounts").into())
}

/// An account that is to be.
struct New<'a> {
    name: &'a str,
    person: Option<&'a str>,
    owner: bool,
    /// Whether the file is encrypted with its first account.
    encrypts: bool,
}

fn add(context: &Context, new: &New<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let AtWork { office, session, pass } = context.open()?;
    let strength = accounts::strength()?;
    if let Some(pass) = pass {
        let snapshot = office.store().snapshot()?;
        let person = new.person.map(|named| person_named(&snapshot, named)).transpose()?;
        let code = accounts::add(&office, &pass, new.name, person, new.owner, strength)?;
        return one_time(context, new.name, &code, out);
    }
    let password = context.new_secret(PASSWORD_VARIABLE)?;
    let (pass, code) = accounts::create_first(&office, &session, new.name, &password, strength)?;
    if context.json {
        let answer =
            json!({ "account": new.name, "recovery_code": code.as_str(), "encrypted": new.encrypts });
        writeln!(out, "{answer}")?;
    } else {
        writeln!(out, "{}", context.language.fill("cli.recovery_code", &[("code", &code)]))?;
    }
    if new.encrypts {
        // After the code was told: the account stays, whatever becomes of the copy.
        accounts::encrypt(SignedIn { office, pass }, &mut |_| true)?;
        if !context.json {
            said(context, "cli.encrypted", out)?;
        }
    }
    Ok(())
}

fn one_time(context: &Context, name: &str, code: &str, out: &mut dyn Write) -> Result<(), Failure> {
    if context.json {
        writeln!(out, "{}", json!({ "account": name, "one_time_code": code }))?;
    } else {
        let sentence = context.language.fill("cli.one_time_code", &[("name", name), ("code", code)]);
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}

fn password(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let old = context.credentials()?;
    let at_work = context.enter_with(&old)?;
    let pass = signed_in(at_work.pass.as_ref())?;
    let new = context.new_secret(NEW_PASSWORD_VARIABLE)?;
    accounts::change_password(&at_work.office, pass, old.parts().1, &new, accounts::strength()?)?;
    writeln!(out, "{}", context.language.text("cli.password_changed"))?;
    Ok(())
}

fn list(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    for account in at_work.reader()?.all::<Account>()? {
        let Account { name, state, owner, person } = &account.record;
        if context.json {
            let answer = json!({
                "id": account.meta.id.to_string(),
                "name": name,
                "state": state.code(),
                "owner": owner,
                "person": person.map(|person| person.erase().to_string()),
            });
            writeln!(out, "{answer}")?;
        } else {
            let mark = if *owner { context.language.text("account.owner") } else { "" };
            writeln!(out, "{name}\t{}\t{mark}", state.code())?;
        }
    }
    Ok(())
}

/// `encrypt`
pub(super) fn encrypt(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let signed = whole(context)?;
    accounts::encrypt(signed, &mut |_| true)?;
    said(context, "cli.encrypted", out)
}

/// `decrypt`
pub(super) fn decrypt(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let signed = whole(context)?;
    accounts::decrypt(signed, &mut |_| true)?;
    said(context, "cli.decrypted", out)
}

fn whole(context: &Context) -> Result<SignedIn, Failure> {
    let AtWork { office, pass, .. } = context.open()?;
    match pass {
        Some(pass) => Ok(SignedIn { office, pass }),
        None => Err(Problem::denied("account.no_accounts").into()),
    }
}

fn said(context: &Context, key: &'static str, out: &mut dyn Write) -> Result<(), Failure> {
    let path = context.file()?.display().to_string();
    if context.json {
        writeln!(out, "{}", json!({ "file": path, "done": key.trim_start_matches("cli.") }))?;
    } else {
        writeln!(out, "{}", context.language.fill(key, &[("path", &path)]))?;
    }
    Ok(())
}
