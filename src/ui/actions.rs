//! Every verb of the window in one table: menu, buttons, shortcuts and palette all read it.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::icons;
use super::routes::Route;

/// Something the user can ask of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Opens the palette.
    Palette,
    /// Takes back the latest change.
    Undo,
    /// Makes again what was taken back.
    Redo,
    /// To the screen before.
    Back,
    /// To the screen after.
    Forward,
    /// A new record in the register on screen.
    New,
    /// Edits the selected record.
    Edit,
    /// Makes the selected records void.
    Void,
    /// Gives the selected records the same values.
    BulkEdit,
    /// Imports into the register on screen.
    Import,
    /// Asks for the file to import.
    ChooseImport,
    /// Exports the register on screen.
    Export,
    /// Copies the selected rows.
    Copy,
    /// Puts the keyboard into the filter of the list.
    Find,
    /// Shows or hides the inspector.
    Inspector,
    /// Shows or hides the navigation.
    Navigation,
    /// Light or dark.
    Theme,
    /// The next language.
    Language,
    /// Normal or compact rows.
    Density,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// The screen's own size.
    ZoomReset,
    /// Opens another office file.
    OpenFile,
    /// A copy of the office.
    Backup,
    /// To the home page.
    Home,
    /// To the org chart.
    OrgChart,
    /// To the list of people.
    People,
    /// To the duty matrix.
    DutyMatrix,
    /// To the document tree.
    DocumentTree,
    /// Asks for files to take in as documents.
    TakeIn,
    /// Asks for a folder to take in.
    TakeInFolder,
    /// Writes the files of the records shown into a folder.
    ExportFiles,
    /// To the calendar.
    Calendar,
    /// To the execution of the budget.
    Execution,
    /// To what is late.
    Supervision,
    /// To the console of a meeting.
    Console,
    /// To the report on meetings and supervised matters.
    WorkReport,
    /// To the report on the archive.
    ArchiveReport,
    /// To roles and rights.
    Rights,
    /// To the settings.
    Settings,
    /// To the audit trail.
    AuditTrail,
    /// To the backups.
    Backups,
    /// Brings a backup back as a new file.
    RestoreBackup,
    /// Asks whose eyes to see through.
    ViewAs,
    /// Back to one's own eyes.
    OwnView,
    /// Locks the window.
    Lock,
    /// Closes the office until somebody signs in.
    SignOut,
}

/// One row of the table.
#[derive(Debug)]
pub struct ActionRow {
    /// What it does.
    pub action: Action,
    /// Key of its text.
    pub text: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Its shortcut.
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether the shortcut would disturb typing and waits while a text field has the keyboard.
    pub disturbs_typing: bool,
}

const fn row(
    action: Action,
    text: &'static str,
    icon: &'static str,
    shortcut: Option<KeyboardShortcut>,
) -> ActionRow {
    ActionRow { action, text, icon, shortcut, disturbs_typing: false }
}

const fn typing(mut row: ActionRow) -> ActionRow {
    row.disturbs_typing = true;
    row
}

const fn command(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn command_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

const fn alt(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::ALT, key))
}

/// Every action.
pub const ACTIONS: &[ActionRow] = &[
    row(Action::Palette, "action.palette", icons::SEARCH, command(Key::K)),
    typing(row(Action::Undo, "action.undo", icons::UNDO, command(Key::Z))),
    typing(row(Action::Redo, "action.redo", icons::REDO, command_shift(Key::Z))),
    row(Action::Back, "action.back", icons::BACK, alt(Key::ArrowLeft)),
    row(Action::Forward, "action.forward", icons::FORWARD, alt(Key::ArrowRight)),
    row(Action::New, "action.new", icons::ADD, command(Key::N)),
    row(Action::Edit, "action.edit", icons::EDIT, command(Key::E)),
    typing(row(
        Action::Void,
        "action.void",
        icons::VOID,
        Some(KeyboardShortcut::new(Modifiers::NONE, Key::Delete)),
    )),
    row(Action::BulkEdit, "action.bulk_edit", icons::CHECK_ALL, command_shift(Key::M)),
    row(Action::Import, "action.import", icons::IMPORT, command(Key::I)),
    row(Action::ChooseImport, "import_screen.browse", icons::FOLDER, None),
    row(Action::Export, "action.export", icons::EXPORT, command_shift(Key::E)),
    typing(row(Action::Copy, "action.copy", icons::COPY, None)),
    row(Action::Find, "action.find", icons::FILTER, command(Key::F)),
    row(Action::Inspector, "action.inspector", icons::INFO, command(Key::J)),
    row(Action::Navigation, "action.navigation", icons::MENU, command(Key::B)),
    row(Action::Theme, "action.theme", icons::MOON, command_shift(Key::D)),
    row(Action::Language, "action.language", icons::LANGUAGE, command_shift(Key::L)),
    row(Action::Density, "action.density", icons::LIST, command_shift(Key::C)),
    row(Action::ZoomIn, "action.zoom_in", icons::ZOOM_IN, command(Key::Plus)),
    row(Action::ZoomOut, "action.zoom_out", icons::ZOOM_OUT, command(Key::Minus)),
    row(Action::ZoomReset, "action.zoom_reset", icons::FIT, command(Key::Num0)),
    row(Action::OpenFile, "action.open_file", icons::FOLDER, command(Key::O)),
    row(Action::Backup, "action.backup", icons::BACKUP, None),
    row(Action::RestoreBackup, "backups.restore", icons::RESTORE, None),
    row(Action::Lock, "action.lock", icons::LOCK, command_shift(Key::K)),
    row(Action::SignOut, "action.sign_out", icons::SIGN_OUT, None),
    row(Action::AuditTrail, "nav.audit", icons::AUDIT, None),
    row(Action::Backups, "nav.backups", icons::BACKUP, None),
    row(Action::Home, "nav.home", icons::HOME, alt(Key::Num1)),
    row(Action::OrgChart, "nav.org_chart", icons::ORG_CHART, alt(Key::Num2)),
    row(Action::People, "register.person", icons::PERSON, alt(Key::Num3)),
    row(Action::DutyMatrix, "nav.duty_matrix", icons::MATRIX, alt(Key::Num4)),
    row(Action::DocumentTree, "nav.document_tree", icons::FOLDERS, alt(Key::Num7)),
    row(Action::TakeIn, "action.take_in", icons::IMPORT, command_shift(Key::I)),
    row(Action::TakeInFolder, "action.take_in_folder", icons::FOLDER, None),
    row(Action::ExportFiles, "action.export_files", icons::EXPORT, None),
    row(Action::Calendar, "nav.calendar", icons::CALENDAR, alt(Key::Num0)),
    row(Action::Execution, "action.execution", icons::CHART_BARS, alt(Key::Num6)),
    row(Action::Supervision, "action.supervision", icons::OVERDUE, alt(Key::Num8)),
    row(Action::Console, "action.console", icons::CHAIR, alt(Key::Num9)),
    row(Action::WorkReport, "action.work_report", icons::CHART_LINE, None),
    row(Action::ArchiveReport, "action.archive_report", icons::CHART, None),
    row(Action::Rights, "nav.rights", icons::SHIELD, alt(Key::Num5)),
    row(Action::Settings, "nav.settings", icons::SETTINGS, command(Key::Comma)),
    row(Action::ViewAs, "view_as.choose", icons::EYE, None),
    row(Action::OwnView, "view_as.return", icons::SIGN_OUT, None),
];

impl Action {
    /// The action's row.
    pub fn row(self) -> Option<&'static ActionRow> {
        ACTIONS.iter().find(|row| row.action == self)
    }

    /// Its shortcut.
    pub fn shortcut(self) -> Option<&'static KeyboardShortcut> {
        self.row().and_then(|row| row.shortcut.as_ref())
    }

    /// The screen it goes to.
    pub fn route(self) -> Option<Route> {
        match self {
            Self::Home => Some(Route::Home),
            Self::OrgChart => Some(Route::OrgChart),
            Self::People => Some(Route::List("person")),
            Self::DutyMatrix => Some(Route::DutyMatrix),
            Self::DocumentTree => Some(Route::DocumentTree),
            Self::Calendar => Some(Route::Calendar),
            Self::Execution => Some(Route::Execution),
            Self::Supervision => Some(Route::Supervision),
            Self::Console => Some(Route::Console(None)),
            Self::WorkReport => Some(Route::WorkReport),
            Self::ArchiveReport => Some(Route::ArchiveReport),
            Self::Rights => Some(Route::Rights),
            Self::Settings => Some(Route::Settings),
            Self::AuditTrail => Some(Route::AuditTrail),
            Self::Backups => Some(Route::Backups),
            _ => None,
        }
    }
}
