//! Opening a file with the program that the system has for it: a copy that can't be written, in a folder of its own that
//! goes when the window closes. Only kinds of files that are read, never such as a system would run; and only what may
//! leave the office.

use std::fs;
use std::path::{Path, PathBuf};

use super::{App, Context, Told};
use crate::exchange::attaching::is_read_outside;
use crate::model::{Message, Problem, RecordId};
use crate::rules::filing::clean_name;
use crate::store::StoreError;
use crate::store::attachment::Attachment;

/// The copies that were opened, removed when the window closes.
#[derive(Default)]
pub(super) struct OpenedOutside;

impl OpenedOutside {
    /// The folder of this process.
    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("chancery-opened-{}", std::process::id()))
    }
}

impl Drop for OpenedOutside {
    fn drop(&mut self) {
        // A copy that another program still holds open stays until the system clears its folder.
        fs::remove_dir_all(Self::folder()).ok();
    }
}

impl App {
    /// Opens a copy of a file.
    pub(super) fn open_outside(&mut self, ctx: &Context, kept: Attachment) {
        self.start(ctx, "preview.open_outside", move |office, session, _, _| {
            let reader = office.reader(session)?;
            let mark = reader.mark(&kept.register, kept.owner)?;
            let stays = |mark: Option<&crate::model::Mark>| mark.is_some_and(|mark| !mark.may_leave());
            if kept.sealed || stays(mark.as_deref()) || stays(kept.mark.as_deref()) {
                return Err(Problem::denied("denied.stays_inside"));
            }
            let name = clean_name(&kept.name).filter(|name| is_read_outside(name));
            let name = name.ok_or_else(|| Problem::input(Message::new("preview.not_opened_outside")))?;
            let content = reader.content(&kept)?;
            let folder = OpenedOutside::folder().join(RecordId::generate().to_string());
            let path = folder.join(name);
            write_copy(&folder, &path, &content).map_err(|error| StoreError::from_io(&error, &path))?;
            open(&path)
                .map_err(|error| Problem::input(Message::new("preview.no_program").with("detail", error)))?;
            Ok(Told::of(""))
        });
    }
}

fn write_copy(folder: &Path, path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    fs::write(path, content)?;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions)
}

fn open(path: &Path) -> std::io::Result<()> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut child = std::process::Command::new(program).arg(path).spawn()?;
    // Some openers end with the program they opened; nobody waits for that but this thread.
    std::thread::Builder::new().name("chancery-opener".to_owned()).spawn(move || child.wait().ok())?;
    Ok(())
}
