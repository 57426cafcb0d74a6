//! Contents that are in the file before their records: an import of many files brings them in one after another, each
//! part durable, and makes all records with one command at the end. What is not attached then is taken away again.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{Office, Session};
use crate::model::{Problem, RecordId};
use crate::store::Transaction;
use crate::store::attachment::{self, Deposit};

/// A deposit that is older than this was left by an import that did not end.
const LEFT_BEHIND: TimeDelta = TimeDelta::days(1);

/// A content on its way into the file.
#[derive(Clone, Debug)]
pub struct Deposited {
    /// The content.
    pub content: Vec<u8>,
    /// The text that was read out of it, for the search.
    pub text: String,
}

/// A content that waits in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What [`super::Command::AttachDeposit`] names.
    pub deposit: RecordId,
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Office {
    /// Puts contents into the file, for the session to attach. It changes no record and is no command; the command that
    /// attaches them is.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn deposit(&self, session: &Session, contents: &[Deposited]) -> Result<Vec<Kept>, Problem> {
        let now = self.clock().now();
        let mut transaction = self.store().begin()?;
        let mut kept = Vec::with_capacity(contents.len());
        for Deposited { content, text } in contents {
            let is_new = !attachment::has_content(&transaction, &attachment::sha256_hex(content))?;
            let sha256 = attachment::put_content(&mut transaction, content)?;
            if attachment::text(&transaction, &sha256)?.is_none() {
                attachment::put_text(&mut transaction, &sha256, text)?;
            }
            let deposit = RecordId::generate();
            let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
            let waiting = Deposit { sha256: sha256.clone(), size, at: now, by: session.signature(), is_new };
            attachment::put_deposit(&mut transaction, deposit, Some(&waiting))?;
            kept.push(Kept { deposit, sha256 });
        }
        transaction.commit()?;
        Ok(kept)
    }

    /// Takes contents away that will not be attached, and those that an import left behind which never ended.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn withdraw(&self, deposits: &[RecordId]) -> Result<(), Problem> {
        let now = self.clock().now();
        let mut transaction = self.store().begin()?;
        let waiting = attachment::deposits(&transaction)?;
        let ends = |id: &RecordId, deposit: &Deposit| deposits.contains(id) || now - deposit.at > LEFT_BEHIND;
        let (gone, staying): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(id, deposit)| ends(id, deposit));
        if gone.is_empty() {
            return Ok(());
        }
        remove(&mut transaction, &gone, &staying)?;
        transaction.commit()?;
        Ok(())
    }
}

fn remove(
    transaction: &mut Transaction,
    gone: &[(RecordId, Deposit)],
    staying: &[(RecordId, Deposit)],
) -> Result<(), Problem> {
    for (id, _) in gone {
        attachment::put_deposit(transaction, *id, None)?;
    }
    let waited_for: BTreeSet<&str> = staying.iter().map(|(_, deposit)| deposit.sha256.as_str()).collect();
    // A content that was there before the deposit belongs to somebody else, be it only to the history.
    let new = gone.iter().filter(|(_, deposit)| deposit.is_new).map(|(_, deposit)| &deposit.sha256);
    let unused = new.filter(|sha256| !waited_for.contains(sha256.as_str())).cloned().collect();
    attachment::remove_unattached(transaction, unused)?;
    Ok(())
}
