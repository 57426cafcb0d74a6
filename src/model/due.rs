//! A date by which something has to be done, declared once beside its field. The calendar, the list of what falls due
//! and the figures of the home page all read this declaration.

/// In which states of its record a date still matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// While the workflow says that work is owed.
    WhileOpen,
    /// In the states of these codes.
    In(&'static [&'static str]),
}

impl Owed {
    /// Whether the date matters to a record in this state.
    pub fn in_state(self, state: &super::State) -> bool {
        match self {
            Self::WhileOpen => state.open,
            Self::In(codes) => codes.contains(&state.code),
        }
    }
}

/// From when on somebody is told, and the key of what is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldFrom {
    /// A part of the work that knows more than the date tells of it.
    ItsPart,
    /// From the day on which its light turns yellow.
    Yellow(&'static str),
    /// So many calendar days before.
    DaysBefore(u16, &'static str),
}

/// What a date of a record stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Key of what the calendar of such dates is called.
    pub calendar: &'static str,
    /// While it matters.
    pub owed: Owed,
    /// From when on somebody is told.
    pub told: ToldFrom,
    /// The link whose target names it better than its own title does.
    pub named_by: Option<&'static str>,
}

impl Due {
    /// A date that matters while work is owed, and that a part of the work tells of.
    pub const fn new(calendar: &'static str) -> Self {
        Self { calendar, owed: Owed::WhileOpen, told: ToldFrom::ItsPart, named_by: None }
    }

    /// Named by what a link of the record points to.
    #[must_use]
    pub const fn named_by(mut self, field: &'static str) -> Self {
        self.named_by = Some(field);
        self
    }

    /// Matters in these states only.
    #[must_use]
    pub const fn owed_in(mut self, states: &'static [&'static str]) -> Self {
        self.owed = Owed::In(states);
        self
    }

    /// Told of once its light turns yellow; takes the key of what is to be done.
    #[must_use]
    pub const fn told(mut self, reason: &'static str) -> Self {
        self.told = ToldFrom::Yellow(reason);
        self
    }

    /// Told of so many calendar days before.
    #[must_use]
    pub const fn told_before(mut self, days: u16, reason: &'static str) -> Self {
        self.told = ToldFrom::DaysBefore(days, reason);
        self
    }
}
