//! The versions of a record's file: who made each and why, which one the archive keeps, who else has the same content,
//! and what changed between two of them.

use std::collections::BTreeSet;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    Color32, Context, FontId, Frame, Label, Margin, RichText, ScrollArea, Stroke, TextStyle, Ui,
};

use super::preview::version_detail;
use crate::desk::{Holder, Reader, Titles};
use crate::exchange::extract::{Reading, extract};
use crate::model::{Id, Problem, RecordId};
use crate::records::archive::ArchiveItem;
use crate::rules::text_diff::{Change, Shown, diff, folded};
use crate::store::attachment::Attachment;
use crate::text::Language;
use crate::ui::icons;
use crate::ui::of_record::OfRecord;
use crate::ui::routes::Selected;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::combo::combo;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::{Request, Workplace};

/// Unchanged lines shown around a change.
const AROUND: usize = 2;
/// More lines than this are counted, not shown.
const MOST_LINES: usize = 400;

struct Version {
    kept: Attachment,
    name: String,
    detail: String,
    /// The item of the archive that keeps it.
    archived: Option<String>,
    is_open: bool,
}

/// Another record with the same content.
struct Other {
    selected: Selected,
    title: String,
}

/// Two versions side by side.
struct Compared {
    shown: Vec<Shown>,
    /// Lines that are not shown.
    more: usize,
    removed: usize,
    added: usize,
    /// Why there is nothing to compare, in words.
    why_not: Option<String>,
}

struct Read {
    title: String,
    versions: Vec<Version>,
    others: Vec<Other>,
    compared: Option<(usize, usize, Compared)>,
}

/// The pane.
#[derive(Default)]
pub(super) struct VersionsPane {
    read: OfRecord<Read>,
    /// The two that are compared; the last two where none were chosen.
    wanted: Option<(usize, usize)>,
}

impl VersionsPane {
    /// The office has changed.
    pub(super) fn invalidate(&mut self) {
        self.read.invalidate();
    }

    /// Takes what has been read and reads what is selected.
    pub(super) fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        selected: Option<Selected>,
    ) -> Option<Problem> {
        if self.read.select(selected) {
            self.wanted = None;
        }
        let (wanted, language) = (self.wanted, ctx.language());
        let read = move |reader: &Reader, selected| read(reader, selected, wanted, language);
        self.read.refresh(ctx, workplace, "versions", read).1
    }

    /// Draws the pane; gives the file that is to be previewed.
    pub(super) fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) -> Option<RecordId> {
        let language = ui.language();
        let tokens = ui.tokens();
        let Some((selected, read)) = self.read.shown() else {
            empty_state(ui, icons::HISTORY, language.text("document_tree.choose"), None);
            return None;
        };
        let mut shown = None;
        let mut wanted = None;
        ui.label(RichText::new(&read.title).text_style(crate::ui::theme::section_style()));
        ui.add_space(tokens.grid);
        if read.versions.is_empty() {
            let step = language.text("attachment.add");
            if empty_state(ui, icons::ATTACHMENT, language.text("document_tree.no_file"), Some(step)) {
                requests.push(Request::Attach(selected));
            }
            return None;
        }
        if ui.button((icons::ADD, language.text("versions.new"))).clicked() {
            requests.push(Request::NewVersion(selected));
        }
        ScrollArea::vertical().id_salt("versions").auto_shrink(false).show(ui, |ui| {
            // The one that the archive keeps stands first, then the newest.
            let newest = || read.versions.iter().enumerate().rev();
            let pinned = newest().filter(|(_, version)| version.archived.is_some());
            for (place, version) in pinned.chain(newest().filter(|(_, version)| version.archived.is_none())) {
                ui.push_id(place, |ui| {
                    if version_ui(ui, version, place + 1 == read.versions.len(), requests) {
                        shown = Some(version.kept.id);
                    }
                });
            }
            if !read.others.is_empty() {
                section_title(ui, language.text("versions.same"));
                for (place, other) in read.others.iter().enumerate() {
                    ui.push_id(("other", place), |ui| {
                        if ui.link(&other.title).clicked() {
                            requests.push(Request::Open(other.selected));
                        }
                    });
                }
            }
            if let Some((from, to, compared)) = &read.compared {
                section_title(ui, language.text("versions.compare"));
                wanted = pair_ui(ui, read.versions.len(), (*from, *to));
                compared_ui(ui, compared);
            }
        });
        if wanted.is_some() {
            self.wanted = wanted;
            self.read.invalidate();
            ui.request_repaint();
        }
        shown
    }
}

fn read(
    reader: &Reader,
    selected: Selected,
    wanted: Option<(usize, usize)>,
    language: Language,
) -> Result<Option<Read>, Problem> {
    let Some(record_type) = crate::records::find(selected.register) else { return Ok(None) };
    let Some(view) = reader.get_any(record_type, selected.id)? else { return Ok(None) };
    let title = reader.title(record_type, &view.row)?;
    let kept = reader.attachments(record_type, selected.id)?;
    let hashes: BTreeSet<String> = kept.iter().map(|kept| kept.sha256.clone()).collect();
    let held = reader.holders(&hashes)?;
    let mut titles = Titles::default();
    let mut others: Vec<Other> = Vec::new();
    let mut versions = Vec::new();
    for (place, kept) in kept.into_iter().enumerate() {
        let holders = held.get(&kept.sha256).map_or(&[][..], Vec::as_slice);
        let archived =
            holders.iter().find(|holder| holder.register == "archive_item" && holder.id != selected.id);
        for holder in holders.iter().filter(|holder| holder.id != selected.id) {
            let other = Selected { register: holder.register, id: holder.id };
            if others.iter().all(|known| known.selected != other) {
                let register = language.text(crate::ui::routes::register_text(holder.register));
                others.push(Other { selected: other, title: format!("{register} · {}", holder.title) });
            }
        }
        versions.push(Version {
            name: language.fill("versions.name", &[("number", &(place + 1).to_string())]),
            detail: version_detail(reader, &mut titles, &kept, language)?,
            archived: match archived {
                Some(holder) => Some(archive_number(reader, holder)?),
                None => None,
            },
            is_open: reader.is_open(&view, Some(&kept)),
            kept,
        });
    }
    let last = versions.len().saturating_sub(1);
    let (from, to) =
        wanted.filter(|(from, to)| *from.max(to) <= last).unwrap_or((last.saturating_sub(1), last));
    let compared = match (versions.get(from), versions.get(to)) {
        (Some(before), Some(after)) if versions.len() > 1 => {
            Some((from, to, compare(reader, before, after, language)))
        }
        _ => None,
    };
    Ok(Some(Read { title, versions, others, compared }))
}

/// What an item of the archive is known by: its number, or its title before it has one.
fn archive_number(reader: &Reader, holder: &Holder) -> Result<String, Problem> {
    let item = reader.find(Id::<ArchiveItem>::new(holder.id))?;
    let number = item.map(|item| item.record.number).filter(|number| !number.is_empty());
    Ok(number.unwrap_or_else(|| holder.title.clone()))
}

/// The text of a version, or why there is none.
fn text_of(reader: &Reader, version: &Version, language: Language) -> Result<String, String> {
    if !version.is_open {
        return Err(language.text("preview.sealed").to_owned());
    }
    let content = reader
        .content(&version.kept)
        .map_err(|problem| crate::ui::workplace::sentence(&problem, language, None))?;
    let extracted = extract(&version.kept.name, &content);
    match extracted.reading {
        Reading::Whole | Reading::Cut | Reading::Torn if !extracted.text.is_empty() => Ok(extracted.text),
        _ => Err(language.fill("versions.no_text", &[("name", &version.name)])),
    }
}

fn compare(reader: &Reader, before: &Version, after: &Version, language: Language) -> Compared {
    let nothing = |why| Compared { shown: Vec::new(), more: 0, removed: 0, added: 0, why_not: Some(why) };
    if before.kept.sha256 == after.kept.sha256 {
        return nothing(language.text("versions.equal").to_owned());
    }
    let texts =
        text_of(reader, before, language).and_then(|old| Ok((old, text_of(reader, after, language)?)));
    let (old, new) = match texts {
        Ok(texts) => texts,
        Err(why) => return nothing(why),
    };
    let lines = diff(&old, &new);
    let count = |change| lines.iter().filter(|line| line.change == change).count();
    let (removed, added) = (count(Change::Removed), count(Change::Added));
    if removed + added == 0 {
        return nothing(language.text("versions.same_text").to_owned());
    }
    let mut shown = folded(lines, AROUND);
    let more = shown.len().saturating_sub(MOST_LINES);
    shown.truncate(MOST_LINES);
    Compared { shown, more, removed, added, why_not: None }
}

/// One version; `true` when it is to be previewed.
fn version_ui(ui: &mut Ui, version: &Version, is_last: bool, requests: &mut Vec<Request>) -> bool {
    let language = ui.language();
    let tokens = ui.tokens();
    let mut previews = false;
    ui.add_space(tokens.grid);
    ui.horizontal(|ui| {
        ui.label(RichText::new(&version.name).strong());
        if is_last {
            ui.chip(language.text("versions.in_force"), Some(Status::Done));
        }
        if let Some(number) = &version.archived {
            let chip = ui.chip(language.text("versions.archived"), None);
            chip.on_hover_text(number);
        }
        if version.is_open {
            let named = |key| format!("{} {}", language.text(key), version.name);
            if ui.icon_button(icons::EYE, &named("document_tree.preview"), None).clicked() {
                previews = true;
            }
            if ui.icon_button(icons::DOWNLOAD, &named("attachment.save"), None).clicked() {
                requests.push(Request::SaveAttachment(Box::new(version.kept.clone())));
            }
        }
    });
    ui.add(Label::new(&version.kept.name).truncate());
    caption(ui, &version.detail);
    if !version.kept.reason.is_empty() {
        ui.add(Label::new(&version.kept.reason).wrap());
    }
    if let Some(number) = &version.archived {
        caption(ui, &language.fill("versions.archived_as", &[("number", number)]));
    }
    previews
}

/// The choice of the two versions; gives another pair when one was chosen.
fn pair_ui(ui: &mut Ui, count: usize, (from, to): (usize, usize)) -> Option<(usize, usize)> {
    let language = ui.language();
    let name = |place: usize| language.fill("versions.name", &[("number", &(place + 1).to_string())]);
    let (mut earlier, mut later) = (from, to);
    ui.horizontal(|ui| {
        for (key, chosen) in [("versions.from", &mut earlier), ("versions.to", &mut later)] {
            let label = ui.label(language.text(key));
            let combo = combo(key, name(*chosen)).width(90.0);
            let combo = combo.show_ui(ui, |ui| {
                for place in 0..count {
                    ui.selectable_value(chosen, place, name(place));
                }
            });
            combo.response.labelled_by(label.id);
        }
    });
    ((earlier, later) != (from, to)).then_some((earlier, later))
}

fn compared_ui(ui: &mut Ui, compared: &Compared) {
    let language = ui.language();
    let tokens = ui.tokens();
    if let Some(why) = &compared.why_not {
        caption(ui, why);
        return;
    }
    let counts = [compared.removed, compared.added].map(|count| count.to_string());
    let [removed, added] = &counts;
    caption(ui, &language.fill("versions.counts", &[("removed", removed), ("added", added)]));
    let frame = Frame::new().fill(tokens.raised).corner_radius(tokens.radius).inner_margin(Margin::same(8));
    frame.stroke(Stroke::new(1.0, tokens.line)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let font = TextStyle::Body.resolve(ui.style());
        for shown in &compared.shown {
            match shown {
                Shown::Folded(count) => {
                    caption(ui, &language.fill("versions.folded", &[("count", &count.to_string())]));
                }
                Shown::Line(line) => {
                    let color = match line.change {
                        Change::Same => tokens.text_weak,
                        Change::Removed => tokens.overdue,
                        Change::Added => tokens.done,
                    };
                    let mut job = LayoutJob::default();
                    let sign = match line.change {
                        Change::Same => "  ",
                        Change::Removed => "− ",
                        Change::Added => "+ ",
                    };
                    job.append(sign, 0.0, format(&font, color, false, tokens.chip));
                    for (change, text) in &line.pieces {
                        let is_part = *change != Change::Same && line.pieces.len() > 1;
                        let color = if line.change == Change::Same { tokens.text } else { color };
                        job.append(text, 0.0, format(&font, color, is_part, tokens.chip));
                    }
                    ui.add(Label::new(job).wrap());
                }
            }
        }
        if compared.more > 0 {
            caption(ui, &language.fill("versions.more", &[("count", &compared.more.to_string())]));
        }
    });
}

/// How a piece is set; the part of a line that changed stands on a ground of its own.
fn format(font: &FontId, color: Color32, is_part: bool, ground: Color32) -> TextFormat {
    let mut format = TextFormat::simple(font.clone(), color);
    if is_part {
        format.background = ground;
        format.underline = Stroke::new(1.0, color);
    }
    format
}
