//! The words in which rights are given: what, on whose records, and where it comes from.

use chrono::NaiveDate;

use crate::model::{Function, Level, Message};
use crate::records::organisation::Involvement;
use crate::records::protection::{FieldRight, Reach};

/// What can be done with the records of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See them.
    Read,
    /// Make new ones.
    Create,
    /// Change fields.
    Update,
    /// Take a transition of the workflow.
    Move,
    /// Make void and restore.
    Void,
    /// Write them to a file.
    Export,
    /// 定密: mark them and raise their level of secrecy.
    Mark,
    /// 降密、解密: lower the level, and let a copy out of the file.
    Declassify,
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 8] = [
        Self::Read,
        Self::Create,
        Self::Update,
        Self::Move,
        Self::Void,
        Self::Export,
        Self::Mark,
        Self::Declassify,
    ];

    /// Key of the right's name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Read => "right.read",
            Self::Create => "right.create",
            Self::Update => "right.update",
            Self::Move => "right.move",
            Self::Void => "right.void",
            Self::Export => "right.export",
            Self::Mark => "right.mark",
            Self::Declassify => "right.declassify",
        }
    }

    /// The word for it on the command line.
    pub fn code(self) -> &'static str {
        self.text().rsplit('.').next().unwrap_or_default()
    }

    /// The field of a grant that holds its reach.
    pub fn field(self) -> &'static str {
        match self {
            Self::Move => "advance",
            Self::Void => "make_void",
            other => other.code(),
        }
    }

    /// The right of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.code() == code)
    }
}

/// Whose records a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The person's own.
    Own,
    /// Those of the person's unit.
    Unit,
    /// All.
    All,
}

impl Scope {
    pub(super) fn of(reach: Reach) -> Option<Self> {
        match reach {
            Reach::Nobody => None,
            Reach::Own => Some(Self::Own),
            Reach::Unit => Some(Self::Unit),
            Reach::All => Some(Self::All),
        }
    }

    /// Key of its name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Own => "reach.own",
            Self::Unit => "reach.unit",
            Self::All => "reach.all",
        }
    }
}

/// What a role may do with one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterGrant {
    /// The register.
    pub register: &'static str,
    /// Whose records each right reaches, in the order of [`Right::ALL`].
    pub reach: [Reach; 8],
    /// What may be done with fields above [`Level::Open`], in the order of [`GUARDED_LEVELS`].
    pub levels: [FieldRight; 3],
}

/// The levels that are granted; [`Level::Open`] needs no grant.
pub const GUARDED_LEVELS: [Level; 3] = [Level::Personal, Level::Finance, Level::Security];

impl RegisterGrant {
    /// A register of which nothing is granted.
    pub fn nothing(register: &'static str) -> Self {
        Self { register, reach: [Reach::Nobody; 8], levels: [FieldRight::Nothing; 3] }
    }

    /// The reach of a right.
    pub fn of(&self, right: Right) -> Reach {
        let place = Right::ALL.iter().position(|other| *other == right);
        place.and_then(|place| self.reach.get(place)).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, right: Right, reach: Reach) {
        let place = Right::ALL.iter().position(|other| *other == right);
        if let Some(slot) = place.and_then(|place| self.reach.get_mut(place)) {
            *slot = (*slot).max(reach);
        }
    }

    pub(super) fn set_level(&mut self, level: Level, right: FieldRight) {
        let place = GUARDED_LEVELS.iter().position(|other| *other == level);
        if let Some(slot) = place.and_then(|place| self.levels.get_mut(place)) {
            *slot = (*slot).max(right);
        }
    }

    /// Whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        *self == Self::nothing(self.register)
    }

    /// Everything that is granted is left as reading.
    pub(super) fn only_reading(mut self) -> Self {
        for (right, reach) in Right::ALL.iter().zip(&mut self.reach) {
            if *right != Right::Read {
                *reach = Reach::Nobody;
            }
        }
        for level in &mut self.levels {
            *level = (*level).min(FieldRight::See);
        }
        self
    }
}

/// Where rights come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Everybody at work in the office has them.
    Everyone,
    /// The role of a post that is held.
    Post {
        /// Name of the post.
        post: String,
    },
    /// A role assigned to the person or to a post of theirs.
    Assigned {
        /// Last day.
        until: Option<NaiveDate>,
    },
    /// A duty of a post that is held.
    Duty {
        /// Name of the post.
        post: String,
        /// The function of the office.
        function: Function,
        /// Part in it.
        involvement: Involvement,
    },
    /// Somebody else's rights, passed on.
    Delegation {
        /// Name of who passed them on.
        from: String,
        /// In which function.
        function: Function,
        /// Last day.
        until: Option<NaiveDate>,
    },
    /// One of the three separated administrators.
    Administrator,
}

impl Origin {
    /// The origin in words; `role` is the name of the role.
    pub fn message(&self, role: &str) -> Message {
        let function = |function: Function| {
            use crate::model::Choice as _;
            format!("function.{}", function.code())
        };
        let until = |until: &Option<NaiveDate>| until.map_or("—".to_owned(), |day| day.to_string());
        match self {
            Self::Everyone => Message::new("origin.everyone").with("role", role),
            Self::Post { post } => Message::new("origin.post").with("role", role).with("post", post),
            Self::Assigned { until: day } => {
                Message::new("origin.assigned").with("role", role).with("until", until(day))
            }
            Self::Duty { post, function: of, involvement } => Message::new("origin.duty")
                .with("post", post)
                .with("function", function(*of))
                .with("involvement", format!("involvement.{}", involvement.letter())),
            Self::Delegation { from, function: of, until: day } => Message::new("origin.delegation")
                .with("from", from)
                .with("function", function(*of))
                .with("until", until(day)),
            Self::Administrator => Message::new("origin.administrator").with("role", role),
        }
    }
}

/// Rights with where they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where from.
    pub origin: Origin,
    /// Name of the role, or the key of its name.
    pub role: String,
    /// What is granted.
    pub grants: Vec<RegisterGrant>,
    /// The days outside which it gives nothing have come: it has ended, or not yet begun.
    pub lapsed: bool,
}
