//! What an import will do: one batch of steps, each with the line it comes from, tried or carried out.

use std::collections::HashSet;
use std::sync::Arc;

use super::{ImportOptions, ImportProblem, ImportReport, MOST_LISTED};
use crate::desk::{BatchMode, Command, Office, Session, field_label};
use crate::model::{Fault, KeptMessage, Message, Problem};
use crate::text::Language;

/// A step with the line it comes from.
pub(super) struct Step {
    pub(super) line: u64,
    pub(super) command: Command,
}

/// What an import will do.
pub(super) struct Plan {
    pub(super) label: &'static str,
    pub(super) read: usize,
    pub(super) steps: Vec<Step>,
    /// Steps that can only be taken after all the others.
    pub(super) last_steps: Vec<Step>,
    pub(super) unchanged: usize,
    pub(super) skipped: HashSet<u64>,
    pub(super) problems: Vec<ImportProblem>,
    pub(super) notes: Vec<ImportProblem>,
    /// The line before the first of the sheet being read.
    pub(super) before: u64,
    /// The register that the sheet is about; the last one where several are read.
    pub(super) register: Option<&'static str>,
    /// Where several sheets are read: the line before the first of each, and what each holds.
    pub(super) sections: Vec<(u64, &'static str)>,
}

impl Plan {
    pub(super) fn new(label: &'static str) -> Self {
        Self {
            label,
            read: 0,
            steps: Vec::new(),
            last_steps: Vec::new(),
            unchanged: 0,
            skipped: HashSet::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            before: 0,
            register: None,
            sections: Vec::new(),
        }
    }

    /// Begins another sheet of several, so that its lines are told from those of the others.
    pub(super) fn begin_section(&mut self, register: &'static str, before: u64) {
        self.before = before;
        self.sections.push((before, register));
    }

    /// Carries the plan out, or only tries it.
    pub(super) fn run(
        self,
        office: &Office,
        session: &Arc<Session>,
        options: &ImportOptions,
    ) -> Result<ImportReport, Problem> {
        let Self {
            label,
            read,
            mut steps,
            last_steps,
            unchanged,
            mut skipped,
            mut problems,
            notes,
            sections,
            register,
            ..
        } = self;
        let refused = |problems| Problem::Input(faults(problems, &sections, register, options.language));
        steps.extend(last_steps);
        let lines: Vec<(u64, bool)> =
            steps.iter().map(|step| (step.line, step.command.is_beginning())).collect();
        let mut failed = HashSet::new();
        if steps.is_empty() && options.strict && !skipped.is_empty() {
            return Err(refused(problems));
        }
        if !steps.is_empty() {
            let steps = steps.into_iter().map(|step| step.command).collect();
            let label = KeptMessage::from(&Message::new(label));
            let mut command = Command::Batch { label, steps, mode: BatchMode::GoodOnes };
            if options.strict {
                // Tried step by step first, so that the refusal names every bad line and not only the first.
                for (position, problem) in office.try_out(session, &command)?.problems {
                    let line = lines.get(position).map_or(0, |(line, _)| *line);
                    problems.extend(of_problem(line, problem));
                    failed.insert(position);
                }
                if !failed.is_empty() || !skipped.is_empty() {
                    return Err(refused(problems));
                }
                if let Command::Batch { mode, .. } = &mut command {
                    *mode = BatchMode::AllOrNothing;
                }
            }
            let tried = if options.dry_run {
                office.try_out(session, &command)
            } else {
                office.execute(session, command)
            };
            let step_problems = match tried {
                Ok(outcome) => outcome.problems,
                // The whole was refused: sums that the good rows make together break a rule. What was found row by row
                // is told all the same.
                Err(Problem::Input(refused)) if !options.strict => {
                    failed.extend(0..lines.len());
                    skipped.extend(lines.iter().map(|(line, _)| *line));
                    let whole =
                        |fault: Fault| ImportProblem::at(0, fault.field.map(str::to_owned), fault.message);
                    problems.extend(refused.into_iter().map(whole));
                    Vec::new()
                }
                Err(problem) => return Err(problem),
            };
            for (position, problem) in step_problems {
                let line = lines.get(position).map_or(0, |(line, _)| *line);
                failed.insert(position);
                skipped.insert(line);
                problems.extend(of_problem(line, problem));
            }
        }
        let done = || lines.iter().enumerate().filter(|(position, _)| !failed.contains(position));
        let lines_of = |creates: bool| {
            let lines = done().filter(|(_, (_, made))| *made == creates).map(|(_, (line, _))| *line);
            let mut lines: Vec<u64> = lines.collect();
            lines.sort_unstable();
            lines.dedup();
            lines
        };
        let (created, mut updated) = (lines_of(true), lines_of(false));
        let is_among = |lines: &[u64], line: u64| lines.binary_search(&line).is_ok();
        updated.retain(|line| !is_among(&created, *line));
        place(&mut problems, &sections);
        Ok(ImportReport {
            read,
            created: created.len(),
            updated: updated.len(),
            unchanged,
            skipped: skipped
                .iter()
                .filter(|line| !is_among(&created, **line) && !is_among(&updated, **line))
                .count(),
            problems,
            notes,
            is_of_files: false,
        })
    }
}

/// What a problem says of a line.
pub(super) fn of_problem(line: u64, problem: Problem) -> Vec<ImportProblem> {
    match problem {
        Problem::Input(faults) => faults
            .into_iter()
            .map(|Fault { field, message }| ImportProblem::at(line, field.map(str::to_owned), message))
            .collect(),
        Problem::Denied(message) | Problem::Missing(message) => {
            vec![ImportProblem::at(line, None, message)]
        }
        other => {
            let message = Message::new("import.failed").with("detail", other);
            vec![ImportProblem::at(line, None, message)]
        }
    }
}

/// In the order of the lines, each told from the start of its own sheet.
fn place(problems: &mut [ImportProblem], sections: &[(u64, &'static str)]) {
    problems.sort_by_key(|problem| problem.line);
    for problem in problems {
        if let Some((before, register)) = sections.iter().rev().find(|(before, _)| *before < problem.line) {
            problem.line = problem.line.saturating_sub(*before);
            problem.record = Some(register);
        }
    }
}

/// Every problem as a sentence that names its line and field.
fn faults(
    mut problems: Vec<ImportProblem>,
    sections: &[(u64, &'static str)],
    register: Option<&'static str>,
    language: Language,
) -> Vec<Fault> {
    place(&mut problems, sections);
    let with_line = |problem: &ImportProblem| {
        let (line, told) = (problem.place(), problem.message.in_language(language));
        let message = match &problem.field {
            Some(field) => {
                let field = field_label(problem.record.or(register), field, language);
                Message::new("import.at_field").with("line", line).with("field", field).with("message", told)
            }
            None => Message::new("import.at_line").with("line", line).with("message", told),
        };
        Fault { field: None, message }
    };
    let mut faults: Vec<Fault> = problems.iter().take(MOST_LISTED).map(with_line).collect();
    let more = problems.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        faults.push(Fault { field: None, message: Message::new("import.more").with("count", more) });
    }
    faults
}
