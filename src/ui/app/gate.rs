//! Who is at work in the window: signing in and out, the idle lock, passwords, and turning encryption on and off.

mod changing;

use std::time::Duration;

use eframe::egui::{CentralPanel, Frame, Margin, Ui};
use zeroize::Zeroizing;

use self::changing::Changed;
use super::{App, Arc, Context, Job, Office, PathBuf, Poll, Problem, Purpose, SystemClock, sentence};
use crate::desk::accounts::{self, Entrance, Pass, SignedIn, Who};
use crate::model::RecordId;
use crate::ui::panels::password::{
    CodeAnswer, PasswordAnswer, PasswordDialog, PasswordTask, ShownCode, show_code,
};
use crate::ui::panels::sign_in::{SignInScreen, SignInWish};
use crate::ui::tokens::UiExt as _;

/// How long a job waits for others to let go of an office that is to be closed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Somebody was let in.
pub(super) struct Admitted {
    /// The office, where it was opened for them; behind the lock it is open already.
    office: Option<Arc<Office>>,
    pass: Pass,
    idle_minutes: i64,
}

/// Who is at work, and what is asked of them.
#[derive(Default)]
pub(super) struct Gate {
    /// Signing in, in place of everything else.
    screen: Option<SignInScreen>,
    pass: Option<Pass>,
    dialog: Option<PasswordDialog>,
    /// A code that is shown once.
    code: Option<ShownCode>,
    trying: Option<Job<Result<Admitted, Problem>>>,
    changing: Option<Job<Result<Changed, Problem>>>,
    /// An office that is being closed.
    leaving: Option<Job<()>>,
    idle_minutes: i64,
    /// On the clock of the window, in seconds.
    last_input: f64,
}

impl Gate {
    /// Whether nothing of the office may be drawn.
    pub(super) fn is_shut(&self) -> bool {
        self.screen.is_some() || self.must_change()
    }

    /// Whether the file is being converted or another thing is being done with accounts.
    pub(super) fn is_busy(&self) -> bool {
        self.changing.is_some()
    }

    /// Whether a dialog of the gate is open.
    pub(super) fn asks(&self) -> bool {
        self.dialog.is_some() || self.code.is_some()
    }

    /// Whether somebody has signed in.
    pub(super) fn has_pass(&self) -> bool {
        self.pass.is_some()
    }

    fn must_change(&self) -> bool {
        self.pass.as_ref().is_some_and(|pass| pass.must_change)
    }
}

fn admitted(signed: SignedIn) -> Result<Admitted, Problem> {
    let idle_minutes = accounts::rules(&signed.office)?.idle_minutes;
    Ok(Admitted { office: Some(Arc::new(signed.office)), pass: signed.pass, idle_minutes })
}

/// Waits until nobody else holds an office.
fn alone(mut office: Arc<Office>) -> Option<Office> {
    let began = std::time::Instant::now();
    loop {
        office = match Arc::try_unwrap(office) {
            Ok(office) => return Some(office),
            Err(shared) => shared,
        };
        if began.elapsed() > PATIENCE {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl App {
    /// Asks who wants to open a file.
    pub(super) fn ask_who(&mut self, path: PathBuf, entrance: Entrance) {
        self.workplace = None;
        let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        self.gate =
            Gate { screen: Some(SignInScreen::new(Some(path), title, entrance.accounts)), ..Gate::default() };
    }

    /// Puts an office into the window for somebody who signed in. With a recovery code it is shown once.
    pub fn sit_down_as(
        &mut self,
        ctx: &Context,
        office: Arc<Office>,
        pass: Pass,
        idle_minutes: i64,
        code: Option<Zeroizing<String>>,
    ) {
        self.sit_down(ctx, office);
        self.take_pass(ctx, pass, idle_minutes);
        self.gate.code = code.map(|code| ShownCode { code, one_time: false });
    }

    fn take_pass(&mut self, ctx: &Context, pass: Pass, idle_minutes: i64) {
        if let Some(workplace) = &mut self.workplace {
            workplace.session = pass.session.clone();
        }
        let dialog = pass.must_change.then(|| PasswordDialog::new(PasswordTask::Replace));
        let last_input = ctx.input(|input| input.time);
        // A code that is shown only once is still there for whom it was shown to.
        let is_same = self.gate.pass.as_ref().is_some_and(|before| before.name == pass.name);
        let code = self.gate.code.take().filter(|_| is_same);
        self.gate = Gate { pass: Some(pass), dialog, code, idle_minutes, last_input, ..Gate::default() };
        self.invalidate();
        self.refresh_undo();
    }

    /// Locks the window; what was being filled in stays behind it.
    pub fn lock(&mut self) {
        if let Some(pass) = &self.gate.pass
            && self.gate.screen.is_none()
            && !self.gate.is_busy()
        {
            self.gate.screen = Some(SignInScreen::lock(
                self.language().reword("cli.office_name", &self.office_name),
                pass.name.clone(),
            ));
        }
    }

    /// Closes the office and asks who comes next.
    pub(super) fn sign_out(&mut self, ctx: &Context) {
        let Some(pass) = self.gate.pass.take() else { return };
        let Some(workplace) = self.workplace.take() else { return };
        let Some(path) = workplace.path() else { return };
        let office = workplace.office.clone();
        drop(workplace);
        self.stand_up();
        let unknown = Entrance { accounts: 0, encrypted: office.store().is_encrypted() };
        self.ask_who(path, accounts::entrance(office.store()).unwrap_or(unknown));
        if let Some(screen) = &mut self.gate.screen {
            // The file can be opened again when it is closed.
            screen.busy = true;
        }
        self.gate.leaving = Some(Job::start(ctx, "sign-out", move |_| {
            if let Err(problem) = accounts::sign_out(&office, &pass) {
                tracing::warn!(%problem, "a sign-out was not written down");
            }
            drop(pass);
            if let Some(Err(problem)) = alone(office).map(accounts::close) {
                tracing::warn!(%problem, "the file could not be written anew");
            }
        }));
    }

    /// Lets go of the office without asking who comes next.
    fn stand_up(&mut self) {
        self.workplace = None;
        self.gate.dialog = None;
        self.form = None;
        self.lists.clear();
        self.boards.clear();
    }

    /// Opens a dialog about accounts.
    pub(super) fn ask_password(&mut self, task: PasswordTask) {
        self.gate.dialog = Some(PasswordDialog::new(task));
    }

    pub(super) fn gate_logic(&mut self, ctx: &Context) {
        if let Some(job) = &self.gate.leaving
            && !matches!(job.poll(), Poll::Busy)
        {
            self.gate.leaving = None;
            if let Some(screen) = &mut self.gate.screen {
                screen.busy = false;
            }
        }
        self.trying_logic(ctx);
        self.changing_logic(ctx);
        self.idle_logic(ctx);
    }

    fn idle_logic(&mut self, ctx: &Context) {
        if self.gate.pass.is_none() || self.gate.screen.is_some() || self.gate.idle_minutes <= 0 {
            return;
        }
        let (now, moved) = ctx.input(|input| (input.time, !input.events.is_empty()));
        if moved {
            self.gate.last_input = now;
        }
        let minutes = u32::try_from(self.gate.idle_minutes).unwrap_or(u32::MAX);
        let left = self.gate.last_input + f64::from(minutes) * 60.0 - now;
        if left <= 0.0 {
            self.lock();
        } else {
            // Once, when the time is up; not in between.
            ctx.request_repaint_after(Duration::from_secs_f64(left));
        }
    }

    fn try_in(&mut self, ctx: &Context, name: Option<String>, secret: Zeroizing<String>, recovery: bool) {
        let Some(screen) = &self.gate.screen else { return };
        let path = screen.path.clone();
        let office = self.workplace.as_ref().map(|workplace| workplace.office.clone());
        self.gate.trying = Some(Job::start(ctx, "sign-in", move |_| {
            let who = match &name {
                _ if recovery => Who::Recovery,
                Some(name) => Who::Name(name),
                None => Who::Only,
            };
            match (path, office) {
                (Some(path), _) => {
                    let signed = accounts::sign_in(&path, who, &secret, Arc::new(SystemClock))?;
                    super::opening::note_last_file(&path);
                    admitted(signed)
                }
                (None, Some(office)) => {
                    let pass = accounts::sign_in_again(&office, who, &secret)?;
                    let idle_minutes = accounts::rules(&office)?.idle_minutes;
                    Ok(Admitted { office: None, pass, idle_minutes })
                }
                (None, None) => Err(Problem::denied("account.no_accounts")),
            }
        }));
    }

    fn trying_logic(&mut self, ctx: &Context) {
        let Some(job) = &self.gate.trying else { return };
        let result = match job.poll() {
            Poll::Busy => return,
            Poll::Lost => Err(Problem::Bug("sign-in".to_owned())),
            Poll::Ready(result) => result,
        };
        self.gate.trying = None;
        match result {
            Ok(Admitted { office: Some(office), pass, idle_minutes }) => {
                self.sit_down_as(ctx, office, pass, idle_minutes, None);
            }
            Ok(Admitted { office: None, pass, idle_minutes }) => {
                let before: Option<Option<RecordId>> = self.gate.pass.as_ref().map(|pass| pass.account);
                if before != Some(pass.account) {
                    // What somebody else was filling in is not shown to who comes now.
                    self.form = None;
                    self.void_question = None;
                }
                self.take_pass(ctx, pass, idle_minutes);
            }
            Err(problem) => {
                let language = self.language();
                let wait = match &problem {
                    Problem::Denied(message) if message.key == "account.wait" => {
                        let seconds = message.arguments.iter().find(|(name, _)| *name == "seconds");
                        seconds.and_then(|(_, text)| text.parse().ok()).map(Duration::from_secs)
                    }
                    _ => None,
                };
                let text = sentence(&problem, language, None);
                let now = ctx.input(|input| input.time);
                if let Some(screen) = &mut self.gate.screen {
                    screen.refuse(text, wait, now);
                }
            }
        }
    }

    /// Draws what stands in place of the workplace.
    pub(super) fn gate_ui(&mut self, ui: &mut Ui) {
        let tokens = ui.tokens();
        let ctx = ui.ctx().clone();
        let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::same(24));
        let mut wish = None;
        CentralPanel::default().frame(frame).show(ui, |ui| match &mut self.gate.screen {
            Some(screen) => wish = screen.ui(ui),
            None if self.gate.changing.is_some() && self.workplace.is_none() => {
                ui.centered_and_justified(|ui| ui.label(ui.language().text("password.converting")));
            }
            None => {}
        });
        match wish {
            Some(SignInWish::Try { name, secret, recovery }) => self.try_in(&ctx, name, secret, recovery),
            Some(SignInWish::Other) => {
                self.files.open(&ctx, Purpose::Open, ctx.language().text("action.open_file"), None);
            }
            Some(SignInWish::Read(language)) => {
                self.appearance.look.language = language;
                // It goes before the one that the office remembers.
                self.asked_language = Some(language);
            }
            None => {}
        }
        if self.gate.screen.is_none() && self.workplace.is_some() {
            self.gate_dialogs(&ctx);
        }
    }

    /// Draws the dialogs about accounts.
    pub(super) fn gate_dialogs(&mut self, ctx: &Context) {
        if let Some(shown) = &self.gate.code {
            match show_code(ctx, shown) {
                Some(CodeAnswer::Close) => self.gate.code = None,
                Some(answer) => {
                    let (text, name) = match answer {
                        CodeAnswer::Print => ("recovery.print", "chancery-code.pdf"),
                        _ => ("recovery.save", "chancery-code.txt"),
                    };
                    let (text, name) = (ctx.language().text(text), name.to_owned());
                    self.files.open(
                        ctx,
                        Purpose::SaveCode(shown.code.to_string(), shown.one_time),
                        text,
                        Some(name),
                    );
                }
                None => {}
            }
            return;
        }
        let Some(dialog) = &mut self.gate.dialog else { return };
        match dialog.show(ctx) {
            Some(PasswordAnswer::Do(wish)) => self.change(ctx, wish),
            Some(PasswordAnswer::Close) => self.gate.dialog = None,
            None => {}
        }
    }
}
