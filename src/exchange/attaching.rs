//! Files that are attached to records: name, media type and content as one command.

use std::path::Path;

use super::extract::extract;
use crate::desk::Command;
use crate::model::{Message, RecordId};
use crate::rules::filing::visible;

/// The largest file that is taken into the office file; larger ones belong beside it.
pub const MOST_ATTACHED_BYTES: u64 = 64 * 1024 * 1024;

/// Extension and media type of the files an office keeps.
const MEDIA_TYPES: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("ofd", "application/ofd"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("webp", "image/webp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("eml", "message/rfc822"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("zip", "application/zip"),
    ("mp4", "video/mp4"),
    ("wav", "audio/wav"),
];

/// Why a file of so many bytes is not taken: there is nothing in it, or more than can be kept.
///
/// # Errors
/// With the reason.
pub fn require_attachable(bytes: u64) -> Result<(), Message> {
    match bytes {
        0 => Err(Message::new("taking_in.empty")),
        bytes if bytes > MOST_ATTACHED_BYTES => {
            Err(Message::new("taking_in.too_large").with("limit", MOST_ATTACHED_BYTES / (1024 * 1024)))
        }
        _ => Ok(()),
    }
}

/// The media type that the extension of a file name says.
pub fn media_type(name: &str) -> &'static str {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let known = MEDIA_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension));
    known.map_or("application/octet-stream", |(_, media_type)| media_type)
}

/// Endings of files that other programs read; nothing that a system would run, nor pages that fetch what they like.
const READ_OUTSIDE: [&str; 21] = [
    "pdf", "ofd", "png", "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff", "txt", "md", "csv", "doc",
    "docx", "xls", "xlsx", "ppt", "pptx", "mp4", "wav",
];

/// Whether a file of this name may be handed to the system's program for it.
pub fn is_read_outside(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    READ_OUTSIDE.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The command that attaches a file to a record. `reason` says why a version was made; an empty one where it is the
/// first or no version of anything.
pub fn attach_command(register: &str, id: RecordId, name: &str, content: Vec<u8>, reason: &str) -> Command {
    attach_told(register, id, name, content, reason).0
}

/// As [`attach_command`], with what is to be said of the file: that its text could not be read. It is kept as it is.
pub fn attach_told(
    register: &str,
    id: RecordId,
    name: &str,
    content: Vec<u8>,
    reason: &str,
) -> (Command, Option<Message>) {
    let extracted = extract(name, &content);
    let note = Message::new("attachment.not_read").with("name", visible(name));
    let note = match extracted.reading {
        reading if reading.is_fault() => Some(note.with("reading", reading.text())),
        _ => None,
    };
    let command = Command::Attach {
        register: register.to_owned(),
        id,
        attachment: RecordId::generate(),
        name: name.to_owned(),
        media_type: media_type(name).to_owned(),
        reason: reason.to_owned(),
        text: Some(extracted.text),
        content,
    };
    (command, note)
}
