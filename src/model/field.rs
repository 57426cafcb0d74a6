//! What a field of a record *is*. List, form, filter, sort, search, import, export, permission, audit text and the
//! command line all read this one table; each of them is a `match` over [`Kind`].

use super::{ChoiceSet, Due, Message, Money, Owed, Value, Workflow, format_decimal};

/// The kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// A whole number.
    Integer,
    /// A number with this many decimals, stored scaled.
    Decimal(u8),
    /// An amount of money in 分.
    Money,
    /// A civil date.
    Date,
    /// A civil date and time without zone, to the second.
    DateTime,
    /// A moment, stored in UTC.
    Instant,
    /// Yes or no.
    Flag,
    /// One of a closed set.
    Choice(&'static ChoiceSet),
    /// The state of the record in its workflow; changed by transitions only.
    State(&'static Workflow),
    /// A reference to a record of the register with this name.
    Link(&'static str),
    /// A set of words.
    Tags,
}

impl Kind {
    /// The name of the kind, as `records --json` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Integer => "integer",
            Self::Decimal(_) => "decimal",
            Self::Money => "money",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::Instant => "instant",
            Self::Flag => "flag",
            Self::Choice(_) => "choice",
            Self::State(_) => "state",
            Self::Link(_) => "link",
            Self::Tags => "tags",
        }
    }

    /// Whether values of this kind stand on the right of a column.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal(_) | Self::Money)
    }

    /// Code and text key of each value a choice or a state can take.
    pub fn options(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Choice(set) => set.options.to_vec(),
            Self::State(workflow) => workflow.states.iter().map(|state| (state.code, state.text)).collect(),
            _ => Vec::new(),
        }
    }
}

/// How sensitive a field is. A role may see the levels that its template grants (`domain.md` §13).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Everybody who may read the record.
    #[default]
    Open,
    /// Personal information (个人信息保护法): the person concerned, their chiefs and personnel specialists.
    Personal,
    /// Amounts: finance and the leadership.
    Finance,
    /// What guards the office itself: system administration and the leadership.
    Security,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 4] = [Self::Open, Self::Personal, Self::Finance, Self::Security];

    /// The key of the level's name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Open => "level.open",
            Self::Personal => "level.personal",
            Self::Finance => "level.finance",
            Self::Security => "level.security",
        }
    }
}

/// One row of a field table: everything about a field but the way to its Rust value.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name in files, on the command line and in the audit trail.
    pub key: &'static str,
    /// Key of the label.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Must not be empty.
    pub required: bool,
    /// No two living records may share a value.
    pub unique: bool,
    /// A number of its own in all but rule, as a 文号: records of the same title are told apart by it. What is unique is
    /// that already.
    pub identifying: bool,
    /// Names the record: the title in lists, links and search. One field a record.
    pub title: bool,
    /// Width of its column in points where the field is shown in lists at first; `None` when it is not.
    pub column: Option<u16>,
    /// Found by the search box.
    pub search: bool,
    /// Offered as a filter above lists.
    pub filter: bool,
    /// Summed under lists.
    pub sum: bool,
    /// Who may see it.
    pub level: Level,
    /// What is said inside: of those who read the register only because everybody does, those who take part see it.
    pub inside: bool,
    /// Set by the program, not in forms or imports.
    pub read_only: bool,
    /// A total over the records that refer to this one: the pipeline keeps it, whatever a file says.
    pub total: bool,
    /// The field that a total starts from: what is brought for the total when the record is made goes there.
    pub starts_from: Option<&'static str>,
    /// Once given it is neither changed nor given to another record, not even when its record is void or the giving is
    /// taken back: a number that stands on paper. A record whose making is undone leaves it.
    pub permanent: bool,
    /// Whoever is named here is at work in the office when they are named; a name that stands may leave.
    pub at_work: bool,
    /// Codes of the transitions that alone write it; empty when every editor may.
    pub steps: &'static [&'static str],
    /// Longest text in characters.
    pub max_length: usize,
    /// A date that may not lie in the future.
    pub not_future: bool,
    /// The smallest number allowed, scaled as stored.
    pub minimum: Option<i64>,
    /// What has to be done by the date it holds.
    pub due: Option<Due>,
    /// The register whose records its words name, by title or a unique value.
    pub names: Option<&'static str>,
    /// It is filled in on the way, and not when the record is made.
    pub later: bool,
    /// The register from whose names its words are chosen.
    pub proposes: Option<&'static str>,
    /// Whose words a text is in, or what it names.
    pub wording: Wording,
    /// A number that names something and counts nothing: a year, a place in an order. Nobody adds it up.
    pub ordinal: bool,
    /// What somebody says of the record under their name, for those who decide about it after them.
    pub opinion: Option<Opinion>,
}

/// The fields beside an opinion that say whose it is and when it was given; what no field says is read off the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opinion {
    /// The field that names who gave it.
    pub by: Option<&'static str>,
    /// The field that holds the moment.
    pub at: Option<&'static str>,
}

/// Whose words a text is in. What the program wrote is shown in the language of whoever reads it, and what names
/// something of the program or of this machine is chosen instead of typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wording {
    /// Those of whoever typed it.
    #[default]
    Own,
    /// It is the code of a register, which is shown by its name.
    Register,
    /// Each line may be a message of the program, as [`KeptMessage::line`](super::KeptMessage::line) writes it.
    Messages,
    /// It is the path of a folder of this machine.
    Folder,
    /// It is the path of a file of this machine that the program writes.
    File,
    /// It may be the name of a role that the program brought along; it is until somebody gives the role another one.
    Role,
}

impl Field {
    /// While work is owed by the day that it holds; `None` where it holds no such day.
    pub fn owed(&self) -> Option<Owed> {
        match self.due {
            Some(due) => Some(due.owed),
            None => (self.kind == Kind::Date && self.key == "due").then_some(Owed::WhileOpen),
        }
    }

    /// Whether a person may type into it.
    pub fn editable(&self) -> bool {
        !self.read_only && !matches!(self.kind, Kind::State(_))
    }

    /// Whether a person may type into it on a step of the workflow; `None` is outside of any.
    pub fn editable_on(&self, step: Option<&str>) -> bool {
        self.editable() && (self.steps.is_empty() || step.is_some_and(|step| self.steps.contains(&step)))
    }

    /// Checks a value against what the table says of the field alone.
    ///
    /// # Errors
    /// The first thing that is wrong, in words for the user.
    pub fn check(&self, value: &Value, today: chrono::NaiveDate) -> Result<(), Message> {
        if value.is_nothing() {
            return if self.required { Err(Message::new("problem.required")) } else { Ok(()) };
        }
        match (value, self.kind) {
            (Value::Text(text), Kind::Text | Kind::LongText) => {
                let limit = self.max_length;
                if text.chars().count() > limit {
                    return Err(Message::new("problem.too_long").with("limit", limit));
                }
                let forbidden = |character: char| {
                    character.is_control() && !(self.kind == Kind::LongText && character == '\n')
                };
                if text.chars().any(forbidden) {
                    return Err(Message::new("problem.control_character"));
                }
            }
            (Value::Integer(number), Kind::Integer | Kind::Decimal(_)) => {
                if let Some(least) = self.minimum.filter(|least| number < least) {
                    let least = match self.kind {
                        Kind::Decimal(places) => format_decimal(least, places),
                        _ => least.to_string(),
                    };
                    return Err(Message::new("problem.too_small").with("least", least));
                }
            }
            (Value::Money(amount), Kind::Money) => {
                if let Some(least) = self.minimum.filter(|least| amount.fen() < *least) {
                    return Err(Message::new("problem.too_small").with("least", Money::from_fen(least)));
                }
            }
            (Value::Date(date), Kind::Date) => {
                if self.not_future && *date > today {
                    return Err(Message::new("problem.in_the_future"));
                }
            }
            (Value::Choice(code), kind @ (Kind::Choice(_) | Kind::State(_))) => {
                if !kind.options().iter().any(|(known, _)| known == code) {
                    return Err(Message::new("problem.not_a_choice").with("value", code));
                }
            }
            (Value::Instant(_), Kind::Instant)
            | (Value::DateTime(_), Kind::DateTime)
            | (Value::Flag(_), Kind::Flag)
            | (Value::Link(_), Kind::Link(_))
            | (Value::Tags(_), Kind::Tags) => {}
            _ => return Err(Message::new("problem.wrong_kind")),
        }
        Ok(())
    }
}
