//! What the calendar reads away from the window, and when it reads again.

use std::sync::Arc;

use eframe::egui::Context;

use super::CalendarScreen;
use super::page::{Page, everybody};
use super::state::Query;
use crate::desk::Touched;
use crate::desk::calendar::CalendarBook;
use crate::model::{Problem, RecordId};
use crate::ui::jobs::{Loaded, Poll};
use crate::ui::tokens::UiExt as _;
use crate::ui::workplace::Workplace;

/// What one reading gives.
pub(super) struct Reading {
    pub(super) book: Arc<CalendarBook>,
    pub(super) people: Arc<[(RecordId, String, String)]>,
    pub(super) page: Arc<Page>,
    /// The number of the last change it knows of.
    pub(super) until: u64,
}

impl CalendarScreen {
    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let problem = self.moving_logic();
        if self.session.as_ref().is_none_or(|session| !Arc::ptr_eq(session, &workplace.session)) {
            self.session = Some(workplace.session.clone());
            self.book = None;
            self.touched.clear();
            self.data = Loaded::default();
        }
        self.today = workplace.today();
        let query =
            Query { remembered: self.remembered.clone(), anchor: self.anchor(), language: ctx.language() };
        if self.asked.as_ref() != Some(&query) {
            self.asked = Some(query.clone());
            self.data.invalidate();
        }
        let Self { data, book, touched, changes, .. } = self;
        let until = *changes;
        let (arrived, failed) = data.refresh(|| {
            let book = book.clone();
            let touched: Vec<Touched> = touched.iter().map(|(_, touched)| *touched).collect();
            workplace.ask(ctx, "calendar-page", move |reader, _| {
                let (book, people) = match book {
                    Some((book, people)) => {
                        let is_named = touched.iter().any(|touched| touched.register == "person");
                        let people = if is_named { everybody(reader)? } else { people };
                        let book = match touched.is_empty() {
                            true => book,
                            false => Arc::new(book.refreshed(reader, &touched)?),
                        };
                        (book, people)
                    }
                    None => (Arc::new(CalendarBook::read(reader)?), everybody(reader)?),
                };
                let page = Arc::new(Page::read(reader, &book, &query, people.clone())?);
                Ok(Reading { book, people, page, until })
            })
        });
        if arrived {
            self.book = self.data.value().map(|read| (read.book.clone(), read.people.clone()));
            let until = self.data.value().map_or(0, |read| read.until);
            self.touched.retain(|(number, _)| *number > until);
        }
        if failed.is_some() {
            self.book = None;
        }
        if self.is_waiting && !workplace.is_writing() && !self.data.is_reading() && self.touched.is_empty() {
            self.is_waiting = false;
            self.settling = None;
        }
        if let Some(finder) = &mut self.finder {
            finder.logic(ctx, workplace, self.data.value().map(|read| &read.page));
        }
        problem.or(failed)
    }

    /// A move becomes a command once the record has been read.
    fn moving_logic(&mut self) -> Option<Problem> {
        let job = self.moving.as_ref()?;
        match job.poll() {
            Poll::Busy => None,
            Poll::Lost => {
                self.moving = None;
                self.settling = None;
                None
            }
            Poll::Ready(result) => {
                self.moving = None;
                match result {
                    Ok(command) => {
                        self.commands.push(command);
                        None
                    }
                    Err(problem) => {
                        self.settling = None;
                        Some(problem)
                    }
                }
            }
        }
    }
}
