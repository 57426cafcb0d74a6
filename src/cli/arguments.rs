//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::assignment::Assignment;
use crate::desk::scale::Scale;
use crate::text::Language;
use crate::ui;

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "zh-Hans, zh-Hant or en".to_owned())
}

fn scale(letter: &str) -> Result<Scale, String> {
    let known = Scale::ALL.into_iter().find(|scale| scale.letter().eq_ignore_ascii_case(letter));
    known.ok_or_else(|| "S, M or L".to_owned())
}

/// What draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Renderer {
    /// OpenGL
    Glow,
    /// DirectX 12 or Metal; on Windows and macOS only
    Wgpu,
}

impl From<Renderer> for ui::Renderer {
    fn from(renderer: Renderer) -> Self {
        match renderer {
            Renderer::Glow => Self::Glow,
            Renderer::Wgpu => Self::Wgpu,
        }
    }
}

/// 文枢 Chancery: an administrative office in one program and one file. Without a verb the window opens.
#[derive(Debug, Parser)]
#[command(name = "chancery", version)]
pub(super) struct Arguments {
    /// The office file
    #[arg(long, global = true, env = "CHANCERY_FILE", value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// Language of messages: zh-Hans, zh-Hant or en
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = language)]
    pub(super) lang: Option<Language>,
    /// Act with the rights of a person: staff number, name or identity
    #[arg(long = "as", global = true, value_name = "PERSON")]
    pub(super) person: Option<String>,
    /// How the window is drawn
    #[arg(long, global = true, value_enum)]
    pub(super) renderer: Option<Renderer>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// What to do
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Make a new office file
    New(New),
    /// Print every record type with its fields
    Records,
    /// Read a table from a file into a register, or into several: `staff`
    Import(Import),
    /// Write a register to a file: csv, xlsx or json by its extension
    Export(Export),
    /// Print the records of a register
    List(List),
    /// Print one record
    Show(Show),
    /// Find records by what is in their titles and search fields
    Search(Search),
    /// Make a record and print its identity
    Add(Add),
    /// Change fields of a record
    Set(Set),
    /// Take a transition of a record's workflow
    Do(Take),
    /// Make a record void; it stays in the recycle bin
    Void(MakeVoid),
    /// Take a record from the recycle bin
    Unvoid {
        /// Identity or a unique value of the record
        #[arg(value_name = "ID")]
        record: String,
    },
    /// Take back your latest command
    Undo,
    /// Make again what was last taken back
    Redo,
    /// Draw a chart into a file: svg, png or pdf by its extension
    Chart {
        /// Which: `org` is the org chart
        name: String,
        /// The picture
        #[arg(value_name = "OUTPUT")]
        output: PathBuf,
    },
    /// Check pages, indexes, links, attachments and the audit chain
    Check,
    /// Write a copy of the file, proven by opening and checking it
    Backup {
        /// Where the copy goes; must not exist
        #[arg(value_name = "DEST")]
        destination: PathBuf,
    },
    /// Bring a backup back as FILE, which must not exist
    Restore {
        /// The backup
        #[arg(value_name = "SOURCE")]
        source: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// Name of the office
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Fill it with a lively office to look at
    #[arg(long, conflicts_with = "scale")]
    pub(super) demo: bool,
    /// Fill it with generated records, for measuring
    #[arg(long, value_name = "S|M|L", value_parser = scale)]
    pub(super) scale: Option<Scale>,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Record type, or a layout that fills several: `staff`
    pub(super) record: String,
    /// The file
    pub(super) input: PathBuf,
    /// What a column holds, over what its title says by itself
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(super) map: Vec<Assignment>,
    /// Only say what would happen
    #[arg(long)]
    pub(super) dry_run: bool,
    /// All rows or none
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Record type, as `records` names it
    pub(super) record: String,
    /// The file; replaced when it exists
    pub(super) output: PathBuf,
    /// Only records with this value
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub(super) conditions: Vec<Assignment>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Record type, as `records` names it
    pub(super) record: String,
    /// Only records with this value; an empty one means records without any
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub(super) conditions: Vec<Assignment>,
    /// Field to sort by; `-FIELD` for descending
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    pub(super) sort: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    /// The recycle bin instead of what is in force
    #[arg(long)]
    pub(super) void: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Identity or a unique value of the record
    #[arg(value_name = "ID")]
    pub(super) record: String,
    /// As it stood at a time: 2026-01-31, "2026-01-31 17:30" or RFC 3339
    #[arg(long, value_name = "TIME")]
    pub(super) as_of: Option<String>,
    /// With everything that happened to it, newest first
    #[arg(long)]
    pub(super) history: bool,
}

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Characters, pinyin or initials
    pub(super) query: String,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Record type, as `records` names it
    pub(super) record: String,
    /// Values of fields
    #[arg(value_name = "FIELD=VALUE")]
    pub(super) values: Vec<Assignment>,
}

#[derive(Debug, Args)]
pub(super) struct Set {
    /// Record type, as `records` names it
    pub(super) record: String,
    /// Identity or a unique value of the record
    pub(super) id: String,
    /// New values; an empty one clears the field
    #[arg(value_name = "FIELD=VALUE", required = true)]
    pub(super) values: Vec<Assignment>,
    /// Refuse when the record has changed since this revision
    #[arg(long, value_name = "REVISION")]
    pub(super) base: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct Take {
    /// Record type, as `records` names it
    pub(super) record: String,
    /// Identity or a unique value of the record
    pub(super) id: String,
    /// Code of the transition
    pub(super) transition: String,
    /// Fields filled on the way
    #[arg(value_name = "FIELD=VALUE")]
    pub(super) values: Vec<Assignment>,
    /// Why, where the transition asks
    #[arg(long)]
    pub(super) reason: Option<String>,
    /// Refuse when the record has changed since this revision
    #[arg(long, value_name = "REVISION")]
    pub(super) base: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct MakeVoid {
    /// Identity or a unique value of the record
    #[arg(value_name = "ID")]
    pub(super) record: String,
    /// Why
    #[arg(long)]
    pub(super) reason: String,
}
