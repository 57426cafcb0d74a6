//! What is done with accounts and with the encryption of the file, on other threads, and what comes of it.

use eframe::egui::Context;
use zeroize::Zeroizing;

use super::super::{App, Arc, Job, Office, Path, Poll, Problem, SystemClock, sentence};
use super::{Admitted, Pass, SignedIn, Who, accounts, admitted, alone};
use crate::ui::panels::password::{PasswordTask, PasswordWish, ShownCode};

/// What came of a dialog about an account.
pub(super) enum Changed {
    /// The password.
    Password,
    /// The first account was made.
    First(Box<Pass>, Zeroizing<String>),
    /// An account has a one-time code.
    Code(Zeroizing<String>),
    /// The file was converted, or not, and is open again. With its first account there is a code to be shown.
    Converted(Result<(), Problem>, Result<Box<Admitted>, Problem>, Option<Zeroizing<String>>),
}

impl App {
    pub(super) fn change(&mut self, ctx: &Context, wish: PasswordWish) {
        let Some(workplace) = &self.workplace else { return };
        let (office, session) = (workplace.office.clone(), workplace.session.clone());
        let pass = self.gate.pass.clone();
        let missing = || Problem::denied("account.no_accounts");
        let PasswordWish { task, name, old, new, encrypts } = wish;
        let path = workplace.path();
        self.gate.changing = Some(match task {
            PasswordTask::First => Job::start(ctx, "first-account", move |progress| {
                let strength = accounts::strength()?;
                let (pass, code) = accounts::create_first(&office, &session, &name, &new, strength)?;
                drop(session);
                let Some(path) = path.filter(|_| encrypts) else {
                    return Ok(Changed::First(Box::new(pass), code));
                };
                progress.report(1, 1);
                Ok(convert(&path, office, pass, &new, PasswordTask::Encrypt, Some(code)))
            }),
            PasswordTask::Change | PasswordTask::Replace => Job::start(ctx, "password", move |_| {
                let pass = pass.ok_or_else(missing)?;
                accounts::change_password(&office, &pass, &old, &new, accounts::strength()?)?;
                Ok(Changed::Password)
            }),
            PasswordTask::Code => Job::start(ctx, "one-time-code", move |_| {
                let pass = pass.ok_or_else(missing)?;
                accounts::reset(&office, &pass, &name, accounts::strength()?).map(Changed::Code)
            }),
            PasswordTask::Encrypt | PasswordTask::Decrypt => Job::start(ctx, "conversion", move |progress| {
                let (pass, path) = (pass.ok_or_else(missing)?, path.ok_or_else(missing)?);
                // Asked before the office is closed, so that a slip of the finger closes nothing.
                accounts::sign_in_again(&office, Who::Name(&pass.name), &old)?;
                progress.report(1, 1);
                Ok(convert(&path, office, pass, &old, task, None))
            }),
        });
    }

    pub(super) fn changing_logic(&mut self, ctx: &Context) {
        let Some(job) = &self.gate.changing else { return };
        let language = self.language();
        let result = match job.poll() {
            Poll::Busy => {
                // A conversion closes the office, which it can when the window holds it no more.
                if job.progress().state().0 > 0 && self.workplace.is_some() {
                    self.stand_up();
                }
                return;
            }
            Poll::Lost => Err(Problem::Bug("account".to_owned())),
            Poll::Ready(result) => result,
        };
        self.gate.changing = None;
        match result {
            Ok(Changed::Password) => {
                if let Some(pass) = &mut self.gate.pass {
                    pass.must_change = false;
                }
                self.gate.dialog = None;
                self.toasts.done(language.text("password.changed").to_owned(), None);
            }
            Ok(Changed::First(pass, code)) => {
                let idle = crate::records::accounts::IDLE_MINUTES;
                self.take_pass(ctx, *pass, idle);
                self.gate.code = Some(ShownCode { code, one_time: false });
            }
            Ok(Changed::Code(code)) => {
                self.gate.dialog = None;
                self.gate.code = Some(ShownCode { code, one_time: true });
            }
            Ok(Changed::Converted(outcome, back, code)) => {
                match back.map(|back| *back) {
                    Ok(Admitted { office: Some(office), pass, idle_minutes }) => {
                        self.sit_down_as(ctx, office, pass, idle_minutes, code);
                    }
                    Ok(_) => {}
                    Err(problem) => {
                        self.welcome.failure = Some(sentence(&problem, language, None));
                        // It is shown once, wherever one stands.
                        self.gate.code = code.map(|code| ShownCode { code, one_time: false });
                    }
                }
                match outcome {
                    Ok(()) => {
                        let is_encrypted = self.workplace.as_ref().map(|at| at.office.store().is_encrypted());
                        let done = match is_encrypted {
                            Some(true) => "password.encrypted",
                            Some(false) => "password.decrypted",
                            None => "password.converted",
                        };
                        self.toasts.done(language.text(done).to_owned(), None);
                    }
                    Err(problem) => self.tell(&problem, None),
                }
            }
            Err(problem) => {
                let text = sentence(&problem, language, None);
                match &mut self.gate.dialog {
                    Some(dialog) => {
                        dialog.busy = false;
                        dialog.failure = Some(text);
                    }
                    None => self.toasts.error(text),
                }
            }
        }
    }
}

/// Converts the file and opens it again.
fn convert(
    path: &Path,
    office: Arc<Office>,
    pass: Pass,
    password: &str,
    task: PasswordTask,
    code: Option<Zeroizing<String>>,
) -> Changed {
    let name = pass.name.clone();
    let outcome = match alone(office) {
        None => Err(Problem::denied("password.in_use")),
        Some(office) if task == PasswordTask::Encrypt => {
            accounts::encrypt(SignedIn { office, pass }, &mut |_| true)
        }
        Some(office) => accounts::decrypt(SignedIn { office, pass }, &mut |_| true),
    };
    let back = accounts::sign_in(path, Who::Name(&name), password, Arc::new(SystemClock)).and_then(admitted);
    Changed::Converted(outcome, back.map(Box::new), code)
}
