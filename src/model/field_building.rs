//! How the rows of field tables are written: `text().required().column(120)`. A row begins with its kind; each word after it
//! says one thing more.

use super::{Choice, Due, Field, Kind, Level, Opinion, Record, Wording, Workflow};

impl Field {
    const fn new(kind: Kind) -> Self {
        Self {
            key: "",
            label: "",
            kind,
            required: false,
            unique: false,
            identifying: false,
            title: false,
            column: None,
            search: false,
            filter: false,
            sum: false,
            level: Level::Open,
            inside: false,
            read_only: false,
            total: false,
            starts_from: None,
            permanent: false,
            at_work: false,
            steps: &[],
            max_length: 200,
            not_future: false,
            minimum: None,
            due: None,
            opinion: None,
            names: None,
            proposes: None,
            later: false,
            wording: Wording::Own,
            ordinal: false,
        }
    }

    /// Gives the field its key and label; the field table does this.
    #[must_use]
    pub const fn named(mut self, key: &'static str, label: &'static str) -> Self {
        self.key = key;
        self.label = label;
        self
    }

    /// Must not be empty.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// No two living records may share a value.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Tells records of the same title apart.
    #[must_use]
    pub const fn identifying(mut self) -> Self {
        self.identifying = true;
        self
    }

    /// Names the record.
    #[must_use]
    pub const fn title(mut self) -> Self {
        self.title = true;
        self.search = true;
        self
    }

    /// Shown in lists at first, this many points wide.
    #[must_use]
    pub const fn column(mut self, width: u16) -> Self {
        self.column = Some(width);
        self
    }

    /// Found by the search box.
    #[must_use]
    pub const fn search(mut self) -> Self {
        self.search = true;
        self
    }

    /// Offered as a filter above lists.
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.filter = true;
        self
    }

    /// Summed under lists.
    #[must_use]
    pub const fn sum(mut self) -> Self {
        self.sum = true;
        self
    }

    /// Seen only by those whose role grants the level.
    #[must_use]
    pub const fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Seen by those who take part, where somebody reads the register only because everybody does.
    #[must_use]
    pub const fn inside(mut self) -> Self {
        self.inside = true;
        self
    }

    /// Set by the program.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// A total over the records that refer to this one, kept by the pipeline.
    #[must_use]
    pub const fn total(mut self) -> Self {
        self.total = true;
        self.read_only()
    }

    /// What is brought for this total from elsewhere is what another field begins with.
    #[must_use]
    pub const fn starts_from(mut self, field: &'static str) -> Self {
        self.starts_from = Some(field);
        self
    }

    /// Names somebody who must be at work when they are named.
    #[must_use]
    pub const fn at_work(mut self) -> Self {
        self.at_work = true;
        self
    }

    /// Written by these steps of the workflow alone, and by nobody before or after them: what somebody gave under their
    /// name stays what they gave.
    #[must_use]
    pub const fn by_step(mut self, steps: &'static [&'static str]) -> Self {
        self.steps = steps;
        self
    }

    /// Unique for ever: once given it is neither changed nor given to another record, not even when its record is void
    /// or the giving is taken back. Only a record whose making is undone, as if it had never been, leaves its number.
    #[must_use]
    pub const fn permanent(mut self) -> Self {
        self.permanent = true;
        self.unique()
    }

    /// Names something and is not added up.
    #[must_use]
    pub const fn ordinal(mut self) -> Self {
        self.ordinal = true;
        self
    }

    /// Shown in the language of whoever reads it.
    #[must_use]
    pub const fn worded(mut self, wording: Wording) -> Self {
        self.wording = wording;
        self
    }

    /// Its words name records of a register: a unit that is named sees the record.
    #[must_use]
    pub const fn naming<R: Record>(mut self) -> Self {
        self.names = Some(R::NAME);
        self.proposing::<R>()
    }

    /// It is filled in on the way: whoever makes the record is not asked for it at first.
    #[must_use]
    pub const fn later(mut self) -> Self {
        self.later = true;
        self
    }

    /// Its words are chosen from the names of a register.
    #[must_use]
    pub const fn proposing<R: Record>(mut self) -> Self {
        self.proposes = Some(R::NAME);
        self
    }

    /// Longest text in characters.
    #[must_use]
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = characters;
        self
    }

    /// May not lie in the future.
    #[must_use]
    pub const fn not_future(mut self) -> Self {
        self.not_future = true;
        self
    }

    /// The smallest number allowed, scaled as stored.
    #[must_use]
    pub const fn minimum(mut self, minimum: i64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// The date by which something has to be done.
    #[must_use]
    pub const fn due(mut self, due: Due) -> Self {
        self.due = Some(due);
        self
    }

    /// Shown to those who decide about the record after whoever wrote it; the history says whose it is.
    #[must_use]
    pub const fn opinion(mut self) -> Self {
        self.opinion = Some(Opinion { by: None, at: None });
        self
    }

    /// The same, where fields say whose it is and when it was given.
    #[must_use]
    pub const fn opinion_of(mut self, by: &'static str, at: Option<&'static str>) -> Self {
        self.opinion = Some(Opinion { by: Some(by), at });
        self
    }
}

/// One line of text.
pub const fn text() -> Field {
    Field::new(Kind::Text)
}

/// Several lines of text, at most 20,000 characters unless said otherwise.
pub const fn long_text() -> Field {
    Field::new(Kind::LongText).max_length(20_000)
}

/// A whole number.
pub const fn integer() -> Field {
    Field::new(Kind::Integer)
}

/// A number with a fixed count of decimals.
pub const fn decimal(places: u8) -> Field {
    Field::new(Kind::Decimal(places))
}

/// An amount in 分.
pub const fn money() -> Field {
    Field::new(Kind::Money)
}

/// A civil date.
pub const fn date() -> Field {
    Field::new(Kind::Date)
}

/// A civil date and time.
pub const fn date_time() -> Field {
    Field::new(Kind::DateTime)
}

/// A moment.
pub const fn instant() -> Field {
    Field::new(Kind::Instant)
}

/// Yes or no.
pub const fn flag() -> Field {
    Field::new(Kind::Flag)
}

/// One of the members of `C`.
pub const fn choice<C: Choice>() -> Field {
    Field::new(Kind::Choice(C::SET))
}

/// The state in a workflow.
pub const fn workflow(workflow: &'static Workflow) -> Field {
    Field::new(Kind::State(workflow))
}

/// A reference to a record of type `R`.
pub const fn link<R: Record>() -> Field {
    Field::new(Kind::Link(R::NAME))
}

/// A set of words.
pub const fn tags() -> Field {
    Field::new(Kind::Tags)
}
