//! Opening and making offices, and what the window remembers of them.

use std::fs;

use eframe::egui::ThemePreference;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    App, Appearance, Arc, Choice, Context, Density, Job, Language, Look, Office, Path, PathBuf, Poll,
    Problem, Purpose, SystemClock, Workplace, sentence,
};
use crate::desk::accounts::{self, Door, Entrance, Pass, Who};
use crate::desk::{Clock as _, Session, demo, seed_roles, state_folder};
use crate::model::RecordId;
use crate::records::accounts::IDLE_MINUTES;
use crate::store::{FORMAT, OfficeInfo};
use crate::ui::navigation::{Navigation, UNFOLDED};
use crate::ui::tokens::UiExt as _;

/// What came of opening or making a file.
pub(super) enum Opened {
    /// Nobody need sign in.
    Office(Arc<Office>),
    /// It was made with an account; the recovery code is shown once.
    Made(Arc<Office>, Box<Pass>, Zeroizing<String>),
    /// Somebody must sign in.
    Shut(PathBuf, Entrance),
}

/// Name of the preference that holds the appearance.
const APPEARANCE: &str = "appearance";

#[derive(Serialize, Deserialize)]
struct Remembered {
    language: Language,
    dark: Option<bool>,
    compact: bool,
}

/// The appearance that was last used in an office.
pub(super) fn remembered_appearance(workplace: &Workplace) -> Option<Appearance> {
    let reader = workplace.office.reader(&workplace.session).ok()?;
    read_appearance(&reader.preference(APPEARANCE).ok()??)
}

fn read_appearance(bytes: &[u8]) -> Option<Appearance> {
    let remembered: Remembered = rmp_serde::from_slice(bytes).ok()?;
    let theme = match remembered.dark {
        Some(true) => ThemePreference::Dark,
        Some(false) => ThemePreference::Light,
        None => ThemePreference::System,
    };
    let density = if remembered.compact { Density::Compact } else { Density::Normal };
    Some(Appearance { look: Look { language: remembered.language, density }, theme })
}

/// Remembers the appearance in the office, and on this computer for the next time somebody signs in.
pub(super) fn remember_appearance(
    ctx: &Context,
    workplace: &Workplace,
    appearance: Appearance,
) -> Result<(), Problem> {
    let remembered = Remembered {
        language: appearance.look.language,
        dark: match appearance.theme {
            ThemePreference::Dark => Some(true),
            ThemePreference::Light => Some(false),
            ThemePreference::System => None,
        },
        compact: appearance.look.density == Density::Compact,
    };
    let bytes = rmp_serde::to_vec_named(&remembered).map_err(|error| Problem::Bug(error.to_string()))?;
    if workplace.path().is_some() {
        let bytes = bytes.clone();
        Job::start(ctx, "appearance", move |_| note(APPEARANCE, &bytes));
    }
    workplace.office.set_preference(&workplace.session, APPEARANCE, bytes)
}

/// The appearance that was last chosen on this computer, in any office.
pub(super) fn noted_appearance() -> Option<Appearance> {
    read_appearance(&fs::read(state_folder()?.join(APPEARANCE)).ok()?)
}

/// How the navigation was folded the last time.
pub(super) fn remembered_navigation(workplace: &Workplace) -> Option<Navigation> {
    let reader = workplace.office.reader(&workplace.session).ok()?;
    Some(Navigation::remembered(&reader.preference(UNFOLDED).ok()??))
}

impl App {
    /// Remembers how the navigation is folded.
    pub(super) fn remember_folding(&mut self) {
        if let Some(workplace) = &self.workplace
            && let Some(bytes) = self.navigation.to_bytes()
            && let Err(problem) = workplace.office.set_preference(&workplace.session, UNFOLDED, bytes)
        {
            self.tell(&problem, None);
        }
    }
}

/// The note of the path of the last office.
const LAST_FILE: &str = "last-office";

/// The office that was open last, if its file is still there.
pub(in crate::ui) fn last_file() -> Option<PathBuf> {
    let path = PathBuf::from(fs::read_to_string(state_folder()?.join(LAST_FILE)).ok()?.trim_end());
    path.is_file().then_some(path)
}

pub(super) fn note_last_file(path: &Path) {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    note(LAST_FILE, path.display().to_string().as_bytes());
}

/// Notes something beside the program's settings. Only a convenience: without the note the next start asks or begins
/// afresh.
fn note(name: &str, content: &[u8]) {
    if let Some(folder) = state_folder()
        && fs::create_dir_all(&folder).is_ok()
    {
        fs::write(folder.join(name), content).ok();
    }
}

impl App {
    /// Opens a file on another thread.
    pub(super) fn open_file(&mut self, ctx: &Context, path: &Path) {
        let path = path.to_owned();
        self.welcome.busy = true;
        self.opening = Some(Job::start(ctx, "open", move |_| {
            let store = match accounts::door(&path)? {
                Door::Open(store) => store,
                Door::Shut(entrance) => return Ok(Opened::Shut(path, entrance)),
            };
            let office = Office::new(store, Arc::new(SystemClock))?;
            note_last_file(&path);
            Ok(Opened::Office(Arc::new(office)))
        }));
    }

    pub(super) fn make_office(&mut self, ctx: &Context, name: String, demo_office: bool, path: PathBuf) {
        let language = self.language();
        let protection = self.welcome.protection().filter(|_| !demo_office);
        self.welcome.busy = true;
        self.opening = Some(Job::start(ctx, "new-office", move |_| {
            let path = if path.extension().is_none() { path.with_extension("chancery") } else { path };
            let clock = SystemClock;
            let name = if demo_office { language.text("welcome.demo_name").to_owned() } else { name };
            let info = OfficeInfo {
                format: FORMAT,
                id: RecordId::generate(),
                name,
                created_at: clock.now(),
                demo: demo_office,
            };
            if let Some((account, password)) = protection {
                let clock = Arc::new(clock);
                let strength = accounts::strength()?;
                let (office, code) =
                    accounts::create_sealed(&path, &info, &account, &password, strength, clock)?;
                seed_roles(&office, &Arc::new(Session::owner()), language)?;
                office.forget_undo()?;
                let pass = accounts::sign_in_again(&office, Who::Only, &password)?;
                note_last_file(&path);
                return Ok(Opened::Made(Arc::new(office), Box::new(pass), code));
            }
            let office = Office::create(&path, &info, Arc::new(clock))?;
            let owner = Arc::new(Session::owner());
            seed_roles(&office, &owner, language)?;
            if demo_office {
                demo::fill(&office, &owner)?;
            }
            office.forget_undo()?;
            note_last_file(&path);
            Ok(Opened::Office(Arc::new(office)))
        }));
    }

    pub(super) fn choose(&mut self, ctx: &Context, choice: Choice) {
        let language = ctx.language();
        let (purpose, suggested) = match choice {
            Choice::Read(language) => {
                self.appearance.look.language = language;
                self.asked_language = Some(language);
                return;
            }
            Choice::New(name) => (Purpose::New(name.clone()), Some(format!("{name}.chancery"))),
            Choice::Demo => (Purpose::Demo, Some("demo.chancery".to_owned())),
            Choice::Open => (Purpose::Open, None),
        };
        self.welcome.failure = None;
        self.files.open(ctx, purpose, language.text("welcome.where"), suggested);
    }

    pub(super) fn opening_logic(&mut self, ctx: &Context) {
        let Some(job) = &self.opening else { return };
        match job.poll() {
            Poll::Busy => {}
            Poll::Lost => {
                self.opening = None;
                self.welcome.busy = false;
            }
            Poll::Ready(result) => {
                self.opening = None;
                self.welcome.busy = false;
                match result {
                    Ok(Opened::Office(office)) => self.sit_down(ctx, office),
                    Ok(Opened::Shut(path, entrance)) => self.ask_who(path, entrance),
                    Ok(Opened::Made(office, pass, code)) => {
                        self.sit_down_as(ctx, office, *pass, IDLE_MINUTES, Some(code));
                    }
                    Err(problem) if self.workplace.is_some() => self.tell(&problem, None),
                    Err(problem) => {
                        self.welcome.failure = Some(sentence(&problem, self.language(), None));
                    }
                }
            }
        }
    }
}
