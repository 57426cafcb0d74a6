//! The photo of a person: the newest attachment that is named as one. Any other picture attached to a person, such as
//! the copy of an identity card, is never shown as a face.

use super::{BatchMode, Command, Reader};
use crate::model::{KeptMessage, Message, Problem, RecordId};
use crate::records::find;
use crate::records::organisation::Person;
use crate::store::attachment::Attachment;

/// What the file of a photo is called, before its extension.
const NAMES: [&str; 4] = ["photo", "照片", "相片", "portrait"];

/// The register whose records have a photo.
pub const PICTURED: &str = <Person as crate::model::Record>::NAME;

/// Whether an attachment is the photo of the person it belongs to.
fn is_photo(attachment: &Attachment) -> bool {
    let (stem, _) = attachment.name.rsplit_once('.').unwrap_or((&attachment.name, ""));
    attachment.register == PICTURED
        && matches!(attachment.media_type.as_str(), "image/png" | "image/jpeg")
        && NAMES.iter().any(|name| stem.trim().eq_ignore_ascii_case(name))
}

impl Reader {
    /// The photo of a person, when there is one that the session may see.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn photo(&self, person: RecordId) -> Result<Option<Attachment>, Problem> {
        let Some(record_type) = find(PICTURED) else { return Ok(None) };
        let photos = self.attachments(record_type, person)?.into_iter().filter(is_photo);
        // What is sealed is opened on request, not by looking at a chart.
        Ok(photos.filter(|photo| !photo.sealed).max_by_key(|photo| (photo.at, photo.id)))
    }
}

/// The command that gives a person a photo in the place of the one there is.
///
/// # Errors
/// When the file is no PNG or JPEG.
pub fn photo_command(
    person: RecordId,
    before: Option<&Attachment>,
    file_name: &str,
    content: Vec<u8>,
) -> Result<Command, Problem> {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let (extension, media_type) = match extension.as_deref() {
        Some("png") => ("png", "image/png"),
        Some("jpg" | "jpeg") => ("jpg", "image/jpeg"),
        _ => return Err(Problem::input(Message::new("photo.unknown_kind").with("name", file_name))),
    };
    let attach = Command::Attach {
        register: PICTURED.to_owned(),
        id: person,
        attachment: RecordId::generate(),
        name: format!("photo.{extension}"),
        media_type: media_type.to_owned(),
        content,
        reason: String::new(),
        text: None,
    };
    let Some(before) = before else { return Ok(attach) };
    let register = PICTURED.to_owned();
    let detach = Command::Detach { register, id: person, attachment: before.id };
    Ok(Command::Batch {
        label: KeptMessage::from(&Message::new("batch.photo")),
        steps: vec![detach, attach],
        mode: BatchMode::AllOrNothing,
    })
}
