//! What has come: answers of the writer, results of jobs, what the screens have read.

use super::{
    Action, Answer, App, BoardScreen, Context, FormScreen, Outcome, Poll, Problem, RecordType, Route, Which,
    Workplace, list_screen, sentence,
};

use crate::desk::{PICTURED, Touched};
use crate::model::Field;

/// Whether a refusal names fields that its record's form can fill in.
fn asks_for(record_type: &dyn RecordType, way: &str, problem: &Problem) -> bool {
    let Problem::Input(faults) = problem else { return false };
    let is_asked = |field: &Field| field.editable_on(Some(way));
    let named = |key: &str| record_type.fields().iter().any(|field| field.key == key && is_asked(field));
    faults.iter().any(|fault| fault.field.is_some_and(named))
}

impl App {
    pub(super) fn take_answers(&mut self, ctx: &Context) {
        let answers = self.workplace.as_mut().map(Workplace::answers).unwrap_or_default();
        if let Some(touched) = self.workplace.as_ref().and_then(Workplace::take_changed) {
            self.registers.touch(&touched);
            self.touched();
            if touched.iter().any(|touched| touched.register == PICTURED) {
                self.photos.invalidate();
            }
            self.calendar.touch(&touched);
            self.invalidate();
            self.refresh_undo();
        }
        for Answer { register, step, outcome } in answers {
            let language = self.language();
            if let Some(form) = &mut self.form
                && form.is_saving()
            {
                if form.answer(&outcome, language) {
                    let made = form.made().filter(|made| {
                        let is_here = *self.history.current() == Route::List(made.register);
                        let is_touched = |of: &Touched| of.id == made.id;
                        is_here && outcome.as_ref().is_ok_and(|done| done.touched.iter().any(is_touched))
                    });
                    self.form = None;
                    if made.is_some() {
                        self.inspector.select(made);
                    }
                    self.toast(&outcome, register.as_deref());
                }
                continue;
            }
            let record_type = register.as_deref().and_then(crate::records::find);
            match (record_type, step, outcome) {
                // What is missing is asked for where it is missing.
                (Some(record_type), Some(step), Err(problem))
                    if asks_for(record_type, &step.way, &problem) =>
                {
                    self.ask_for(ctx, record_type, step, problem);
                }
                (_, _, outcome) => self.toast(&outcome, register.as_deref()),
            }
            ctx.request_repaint();
        }
    }

    fn toast(&mut self, answer: &Result<Outcome, Problem>, register: Option<&str>) {
        match answer {
            Ok(outcome) => {
                let text = outcome.message.in_language(self.language());
                if let Some((_, first)) = outcome.problems.first() {
                    let count = outcome.problems.len().to_string();
                    let first = sentence(first, self.language(), None);
                    let arguments = [("count", count.as_str()), ("first", first.as_str())];
                    self.toasts.warn(self.language().fill("bulk.left_out", &arguments));
                }
                if !outcome.warnings.is_empty() {
                    let warnings = outcome.warnings.iter().map(|of| of.in_language(self.language()));
                    self.toasts.warn(warnings.collect::<Vec<_>>().join("\n"));
                }
                // Whatever an older toast offers to take back is no longer the latest.
                self.toasts.retire_actions();
                let (key, action) = match outcome.message.key {
                    "done.undone" => ("action.redo", Action::Redo),
                    _ => ("action.undo", Action::Undo),
                };
                let button = self.language().text(key).to_owned();
                let action = outcome.can_be_undone().then_some((button, action));
                self.toasts.done(text, action);
            }
            Err(problem) => self.tell(problem, register),
        }
    }

    pub(super) fn screens_logic(&mut self, ctx: &Context) {
        let listed = match self.history.current() {
            Route::List(register) => Some(*register),
            Route::DocumentTree => Some(self.document_tree.register()),
            _ => None,
        };
        let Some(workplace) = &mut self.workplace else { return };
        let mut problems = Vec::new();
        problems.extend(workplace.logic(ctx));
        let workplace = &*workplace;
        problems.extend(self.registers.logic(ctx, workplace, listed, self.home.is_reading()));
        let records = &mut self.record_search;
        problems.extend(records.logic(ctx, workplace, &self.registers, &mut self.palette));
        match self.history.current() {
            Route::Home => problems.extend(self.home.logic(ctx, workplace)),
            Route::OrgChart => problems.extend(self.org_chart.logic(ctx, workplace)),
            Route::DocumentTree => {
                let selected = self.inspector.selected();
                problems.extend(self.document_tree.logic(ctx, workplace, &self.registers, selected));
            }
            Route::DutyMatrix => problems.extend(self.duty_matrix.logic(ctx, workplace)),
            Route::Import => problems.extend(self.import.logic(ctx, workplace)),
            Route::Calendar => problems.extend(self.calendar.logic(ctx, workplace)),
            Route::Execution => problems.extend(self.execution.logic(ctx, workplace)),
            Route::Console(meeting) => {
                problems.extend(self.console.logic(ctx, workplace, *meeting, &mut self.requests));
            }
            Route::Activity(activity) => problems.extend(self.activity.logic(ctx, workplace, *activity)),
            Route::WorkReport => problems.extend(self.work_report.logic(ctx, workplace)),
            Route::ArchiveReport => problems.extend(self.archive_report.logic(ctx, workplace)),
            Route::Supervision => problems.extend(self.supervision.logic(ctx, workplace)),
            Route::RecordProperties => problems.extend(self.record_properties.logic(ctx, workplace)),
            Route::DisposalLines(list) => {
                problems.extend(self.disposal_lines.logic(ctx, workplace, *list));
            }
            Route::Lending => problems.extend(self.lending.logic(ctx, workplace)),
            Route::Filing => problems.extend(self.filing.logic(ctx, workplace)),
            Route::Rights => problems.extend(self.rights.logic(ctx, workplace)),
            Route::Settings => problems.extend(self.settings.logic()),
            Route::AuditTrail => problems.extend(self.audit.logic(ctx, workplace)),
            Route::Backups => problems.extend(self.backups.logic(ctx, workplace)),
            Route::Board(register) => {
                let record_type = crate::records::find(register);
                if !self.boards.contains_key(register)
                    && let Some(board) = record_type.and_then(BoardScreen::new)
                {
                    self.boards.insert(register, board);
                }
                if let Some(board) = self.boards.get_mut(register) {
                    problems.extend(board.logic(ctx, workplace));
                }
            }
            Route::List(register) => {
                if let Some(list) = list_screen(&mut self.lists, register, Which::Living) {
                    problems.extend(list.logic(ctx, workplace, &self.registers));
                }
            }
            Route::RecycleBin(register) => {
                if let Some(list) = list_screen(&mut self.lists, register, Which::Void) {
                    problems.extend(list.logic(ctx, workplace, &self.registers));
                }
            }
        }
        problems.extend(self.inspector.logic(ctx, workplace));
        problems.extend(self.photos.logic(ctx, workplace));
        for command in self.calendar.take_commands() {
            self.run(command);
        }
        for problem in problems {
            self.tell(&problem, None);
        }
    }

    pub(super) fn form_logic(&mut self, ctx: &Context) {
        if let (Some(form), Some(workplace)) = (&mut self.form, &self.workplace) {
            form.logic(ctx, workplace);
        }
        let Some((register, id, job)) = &self.form_job else { return };
        let (register, id) = (*register, *id);
        let result = match job.poll() {
            Poll::Busy => return,
            Poll::Lost => {
                self.form_job = None;
                self.refused_step = None;
                return;
            }
            Poll::Ready(result) => result,
        };
        self.form_job = None;
        match (result, crate::records::find(register), &self.workplace) {
            (Ok(data), Some(record_type), Some(workplace)) => {
                let days = workplace.days();
                self.form = Some(FormScreen::new(record_type, id, data, self.language(), days));
                let language = self.language();
                if let (Some(form), Some((reason, problem))) = (&mut self.form, self.refused_step.take()) {
                    form.refused(reason, problem, language);
                }
            }
            (Err(problem), _, _) => {
                self.refused_step = None;
                self.tell(&problem, Some(register));
            }
            _ => {}
        }
    }

    pub(super) fn job_logic(&mut self) {
        let Some((_, job)) = &self.job else { return };
        match job.poll() {
            Poll::Busy => {}
            Poll::Lost => {
                self.job = None;
                self.import.finished(false);
                self.document_tree.taken_in(false);
            }
            Poll::Ready(told) => {
                self.job = None;
                self.invalidate();
                self.refresh_undo();
                match told {
                    Ok(told) => {
                        if told.can_undo {
                            self.toasts.retire_actions();
                        }
                        let undo = self.language().text("action.undo").to_owned();
                        if !told.text.is_empty() {
                            self.toasts.done(told.text, told.can_undo.then_some((undo, Action::Undo)));
                        }
                        if let Some(route) = told.goes_to {
                            self.import.finished(true);
                            self.document_tree.taken_in(true);
                            self.history.go(route);
                        }
                    }
                    Err(problem) => {
                        self.import.finished(false);
                        self.document_tree.taken_in(false);
                        self.tell(&problem, None);
                    }
                }
            }
        }
    }
}
