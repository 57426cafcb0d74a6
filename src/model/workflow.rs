//! The states a record goes through and the ways between them, declared once a record type. Buttons, board,
//! reminders, figures per state and the audit trail come from this declaration.

use super::Role;

/// How a state is to be read at a glance; the shell gives each tone a colour and a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing has begun.
    Quiet,
    /// Somebody is at work on it.
    Active,
    /// It waits for somebody's decision.
    Waiting,
    /// It is finished well.
    Done,
    /// It ended without being finished.
    Stopped,
}

/// A state.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    /// As stored.
    pub code: &'static str,
    /// Key of its name.
    pub text: &'static str,
    /// How it reads.
    pub tone: Tone,
    /// Whether work is still owed: reminders run only while a record is open.
    pub open: bool,
}

impl State {
    /// Whether what is in it is over without having come to anything, so that it holds no longer.
    pub fn is_lapsed(&self) -> bool {
        !self.open && self.tone == Tone::Quiet
    }
}

/// A way from one state to another.
#[derive(Debug, PartialEq, Eq)]
pub struct Transition {
    /// As given on the command line: `do RECORD ID code`.
    pub code: &'static str,
    /// Key of the verb on its button.
    pub text: &'static str,
    /// States it leaves from.
    pub from: &'static [&'static str],
    /// State it arrives at.
    pub to: &'static str,
    /// Roles that may take it besides the owner of the file; empty when every editor may.
    pub by: &'static [Role],
    /// Whether a reason must be given.
    pub reason: bool,
    /// Fields that must be filled to take it.
    pub needs: &'static [&'static str],
    /// Fields that may be filled on the way: what whoever takes it has to say, under their name.
    pub offers: &'static [&'static str],
    /// 四眼原则: whoever made the record may not take it.
    pub four_eyes: bool,
    /// The field that says who took it: it is somebody's signature. Where nobody is signed in as a person, the owner of
    /// the file says who signs, and the step is held against the rules as theirs; else whoever acts signs. Somebody who
    /// stands there already is asked to sign, and may, whatever their roles.
    pub signs: Option<&'static str>,
    /// Nobody can take back what it does: it is told beforehand, and confirmed
    /// ([`Rules::last_word`](super::Rules::last_word)).
    pub irrevocable: bool,
}

impl Transition {
    /// The fields that must be filled to take it; where nobody is signed in as a person, who signs is one of them.
    pub fn asks(&self, is_nobody: bool) -> impl Iterator<Item = &'static str> + use<> {
        self.needs.iter().copied().chain(self.signs.filter(|_| is_nobody))
    }

    /// Whether whoever takes it is shown a form each time, whatever is filled already: they say why or something else, who
    /// signs, or that it is meant.
    pub fn opens_form(&self, is_nobody: bool) -> bool {
        self.reason || self.irrevocable || !self.offers.is_empty() || (is_nobody && self.signs.is_some())
    }
}

/// A transition that asks for nothing: `Transition { reason: true, ..step(…) }` says what one asks for.
pub const fn step(
    code: &'static str,
    text: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    by: &'static [Role],
) -> Transition {
    let (needs, offers): (&[&str], &[&str]) = (&[], &[]);
    Transition {
        code,
        text,
        from,
        to,
        by,
        reason: false,
        needs,
        offers,
        four_eyes: false,
        signs: None,
        irrevocable: false,
    }
}

/// States and transitions of one record type; the first state is where new records begin.
#[derive(Debug, PartialEq, Eq)]
pub struct Workflow {
    /// States in the order of the board's columns.
    pub states: &'static [State],
    /// Transitions in the order of their buttons.
    pub transitions: &'static [Transition],
}

impl Workflow {
    /// The state of a code.
    pub fn state(&self, code: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.code == code)
    }

    /// The transition of a code.
    pub fn transition(&self, code: &str) -> Option<&'static Transition> {
        self.transitions.iter().find(|transition| transition.code == code)
    }

    /// The transitions that leave a state.
    pub fn leaving<'a>(&'static self, state: &'a str) -> impl Iterator<Item = &'static Transition> + 'a {
        self.transitions.iter().filter(move |transition| transition.from.contains(&state))
    }

    /// Where new records begin.
    pub fn initial(&self) -> &'static str {
        self.states.first().map_or("", |state| state.code)
    }
}
