//! The photos of people on the screen: read and scaled on a worker when a screen first wants them, kept for as long as
//! they are looked at.

use std::collections::BTreeMap;

use eframe::egui::{ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2};

use super::jobs::{Job, Poll};
use super::tokens::Tokens;
use super::workplace::Workplace;
use crate::desk::Reader;
use crate::model::{Problem, RecordId};
use crate::print::portrait::Portrait;

/// Pixels across a photo as it is kept: a card at twice its size.
const SIDE: u32 = 96;

/// So many photos are kept; those looked at longest ago go first. 256 of them take 9 MB.
const MOST_KEPT: usize = 256;

/// So many are read at a time.
const AT_A_TIME: usize = 32;

/// What is known of a person's photo.
struct Kept {
    /// Hash of the file, to decode it only when it is another one.
    sha256: String,
    texture: Option<TextureHandle>,
    /// The frame in which it was last wanted.
    wanted: u64,
    is_old: bool,
}

/// What was found out about one person.
struct Found {
    person: RecordId,
    sha256: String,
    /// `None` when the file is the one known already.
    portrait: Option<Option<Portrait>>,
}

/// The photos that screens have wanted lately.
#[derive(Default)]
pub struct Photos {
    kept: BTreeMap<RecordId, Kept>,
    missing: Vec<RecordId>,
    reading: Option<Job<Result<Vec<Found>, Problem>>>,
    frame: u64,
}

impl Photos {
    /// Photos may have changed.
    pub fn invalidate(&mut self) {
        self.kept.values_mut().for_each(|kept| kept.is_old = true);
    }

    /// Draws a person's photo into a square, and tells whether there is one. Until it is read there is none.
    pub fn paint(&mut self, painter: &Painter, rect: Rect, person: RecordId, tokens: &Tokens) -> bool {
        let Some(kept) = self.kept.get_mut(&person) else {
            self.want(painter.ctx(), person);
            return false;
        };
        kept.wanted = self.frame;
        let texture = kept.texture.as_ref().map(TextureHandle::id);
        if kept.is_old {
            self.want(painter.ctx(), person);
        }
        let Some(texture) = texture else { return false };
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture, rect, whole, tokens.untinted);
        true
    }

    fn want(&mut self, ctx: &Context, person: RecordId) {
        if self.missing.len() < AT_A_TIME && !self.missing.contains(&person) {
            self.missing.push(person);
            if self.reading.is_none() {
                ctx.request_repaint();
            }
        }
    }

    /// Takes the photos that were read, and reads those that were wanted.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        self.frame = self.frame.saturating_add(1);
        let mut problem = None;
        match self.reading.as_ref().map(Job::poll) {
            Some(Poll::Busy) => return None,
            None => {}
            Some(Poll::Lost) => self.reading = None,
            Some(Poll::Ready(result)) => {
                self.reading = None;
                match result {
                    Ok(found) => found.into_iter().for_each(|found| self.take(ctx, found)),
                    Err(failure) => problem = Some(failure),
                }
                self.drop_oldest();
            }
        }
        if !self.missing.is_empty() {
            let wanted: Vec<(RecordId, String)> = std::mem::take(&mut self.missing)
                .into_iter()
                .map(|person| (person, self.kept.get(&person).map(|kept| kept.sha256.clone())))
                .map(|(person, known)| (person, known.unwrap_or_default()))
                .collect();
            self.reading = Some(workplace.ask(ctx, "photos", move |reader, _| {
                wanted.into_iter().map(|(person, known)| find(reader, person, &known)).collect()
            }));
        }
        problem
    }

    fn take(&mut self, ctx: &Context, found: Found) {
        let Found { person, sha256, portrait } = found;
        let before = self.kept.remove(&person).and_then(|kept| kept.texture);
        let texture = match portrait {
            None => before,
            Some(None) => None,
            Some(Some(portrait)) => {
                let size = [portrait.side(), portrait.side()];
                let image = ColorImage::from_rgba_unmultiplied(size, portrait.rgba());
                Some(ctx.load_texture("photo", image, TextureOptions::LINEAR))
            }
        };
        self.kept.insert(person, Kept { sha256, texture, wanted: self.frame, is_old: false });
    }

    fn drop_oldest(&mut self) {
        while self.kept.len() > MOST_KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.wanted).map(|(person, _)| *person);
            let Some(oldest) = oldest else { return };
            self.kept.remove(&oldest);
        }
    }
}

/// Reads a person's photo, unless it is the one known already.
fn find(reader: &Reader, person: RecordId, known: &str) -> Result<Found, Problem> {
    let Some(photo) = reader.photo(person)? else {
        return Ok(Found { person, sha256: String::new(), portrait: Some(None) });
    };
    if photo.sha256 == known {
        return Ok(Found { person, sha256: photo.sha256, portrait: None });
    }
    // A file that is no picture after all leaves the initials.
    let portrait = Portrait::read(&reader.content(&photo)?, SIDE).ok();
    Ok(Found { person, sha256: photo.sha256, portrait: Some(portrait) })
}
