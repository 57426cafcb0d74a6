//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::assignment::Assignment;
use super::finding::FindPart;
use super::occurrence::Occurrence;
use crate::desk::scale::Scale;
use crate::text::Language;
use crate::ui;

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "zh-Hans, zh-Hant or en".to_owned())
}

/// What is said of one paper, or of every paper that is named when it says no paper.
#[derive(Clone, Debug)]
pub(super) struct OfPaper<T> {
    /// Identity or document number.
    pub(super) paper: Option<String>,
    pub(super) said: T,
}

fn of_paper(given: &str) -> Result<OfPaper<String>, String> {
    let (paper, said) = given.rsplit_once('=').map_or((None, given), |(paper, said)| (Some(paper), said));
    Ok(OfPaper { paper: paper.map(str::to_owned), said: said.trim().to_owned() })
}

fn pages(given: &str) -> Result<OfPaper<i64>, String> {
    let OfPaper { paper, said } = of_paper(given)?;
    let pages = said.parse().ok().filter(|pages| *pages > 0);
    pages.map(|said| OfPaper { paper, said }).ok_or_else(|| "PAGES > 0".to_owned())
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
    /// Draw a page of a PDF that comes on the standard input; the window asks this of itself
    #[command(name = "draw-page", hide = true)]
    DrawPage,
    /// Make a new office file
    New(New),
    /// Print every record type with its fields
    Records,
    /// Read a table from a file into a register, or by a layout: `staff`, `bill`, `office`
    Import(Import),
    /// Write a register to a file: csv, xlsx or json by its extension
    Export(Export),
    /// Print the records of a register
    List(List),
    /// Print one record
    Show(Show),
    /// Say which rule lets you, or does not let you, do something
    Why(Why),
    /// Put a mark of secrecy on a record
    Mark(MakeMark),
    /// Find records by what is in their titles and search fields
    Search(Search),
    /// Find something that is worked out
    Find {
        #[command(subcommand)]
        what: FindPart,
    },
    /// Tell what is due or late, as the home page does
    Due,
    /// Make a record and print its identity
    Add(Add),
    /// Change fields of a record
    Set(Set),
    /// Take a transition of a record's workflow
    Do(Take),
    /// Attach files to a record
    Attach(Attach),
    /// Change or call off one time of a meeting that comes again, it and those that follow, or all
    Occurrence(Occurrence),
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
        /// Which: `org` is the org chart, `budget-execution` the budget against time, `archive` the archive report
        name: String,
        /// The picture
        #[arg(value_name = "OUTPUT")]
        output: PathBuf,
    },
    /// Print papers into a file: pdf or docx by its extension
    Print(Print),
    /// Look whether the electronic files of the archive are still what was filed: what is due, or with --all everything
    CheckRecords {
        /// Every item with electronic files
        #[arg(long)]
        all: bool,
    },
    /// Bring finished papers into the archive
    Filing {
        #[command(subcommand)]
        part: FilingPart,
    },
    /// Check pages, indexes, links, attachments and the audit chain
    Check,
    /// Give the room in the file that nothing lives in back to the disk
    Compact,
    /// Write a copy of the file, proven by opening, checking, counting and hashing it
    Backup {
        /// Where the copy goes; must not exist. Without it every backup plan that is due is carried out
        #[arg(value_name = "DEST")]
        destination: Option<PathBuf>,
    },
    /// Do what is due without anybody's asking: end electronic loans, give back rooms to which nobody came, serve who waits
    /// for a room, make the backups that are due
    Upkeep,
    /// Look after the audit chain
    Audit {
        #[command(subcommand)]
        part: AuditPart,
    },
    /// Look after the accounts that sign in
    Account {
        #[command(subcommand)]
        part: AccountPart,
    },
    /// Encrypt the file; it must have an account
    Encrypt,
    /// Take the encryption off the file; its accounts stay
    Decrypt,
    /// Bring a backup back as FILE, which must not exist
    Restore {
        /// The backup
        #[arg(value_name = "SOURCE")]
        source: PathBuf,
    },
}

/// What can be done with papers that are finished.
#[derive(Debug, Subcommand)]
pub(super) enum FilingPart {
    /// Print what waits to be filed, with the class that the office's tables propose
    Queue,
    /// File papers: all of them by one command, or none
    File {
        /// Identities or document numbers of papers in the queue
        #[arg(value_name = "PAPER", required_unless_present = "all")]
        papers: Vec<String>,
        /// Every paper that lacks nothing
        #[arg(long)]
        all: bool,
        /// Row of the retention table, by number, name or identity, over what is proposed: of a paper, or of all that
        /// are named
        #[arg(long, value_name = "[PAPER=]RULE", value_parser = of_paper)]
        rule: Vec<OfPaper<String>>,
        /// 机构(问题), by code, name or identity; empty for none
        #[arg(long, value_name = "[PAPER=]DIVISION", value_parser = of_paper)]
        division: Vec<OfPaper<String>>,
        /// Pages, where nothing tells them
        #[arg(long, value_name = "[PAPER=]PAGES", value_parser = pages)]
        pages: Vec<OfPaper<i64>>,
        /// Who files them, by staff number, name or identity: asked for where nobody acts as a person (without --as)
        #[arg(long, value_name = "PERSON")]
        by: Option<String>,
    },
    /// Print how many papers of each year were filed by the end of June after it
    Report,
}

/// What can be done with accounts. Passwords come from CHANCERY_PASSWORD and CHANCERY_NEW_PASSWORD or are asked for.
#[derive(Debug, Subcommand)]
pub(super) enum AccountPart {
    /// Add an account and print its one-time code; the first one gets a password and a recovery code, and the file is
    /// encrypted
    Add {
        /// What is typed to sign in
        name: String,
        /// Whose it is: staff number, name or identity
        #[arg(id = "whose", long = "person", value_name = "PERSON")]
        person: Option<String>,
        /// It acts for the owner of the file
        #[arg(long)]
        owner: bool,
        /// Do not encrypt the file with its first account
        #[arg(long)]
        plain: bool,
    },
    /// Print a new one-time code for an account, in place of its password
    Reset {
        /// The account
        name: String,
    },
    /// Change the password of the account that signs in
    Password,
    /// Print the accounts
    List,
}

/// What can be done with the audit chain.
#[derive(Debug, Subcommand)]
pub(super) enum AuditPart {
    /// Verify every entry; with a head noted elsewhere, that nothing was cut off or rewritten since
    Verify {
        /// A head as `audit head` printed it, or the file it was written to
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
    },
    /// Write the entries to a file: csv or jsonl by its extension
    Export {
        /// The file; replaced when it exists
        #[arg(value_name = "OUTPUT")]
        output: PathBuf,
    },
    /// Print the head of the chain, to be kept elsewhere
    Head {
        /// Write it to this file too: a sheet to print where the name ends in .pdf
        #[arg(value_name = "OUTPUT")]
        output: Option<PathBuf>,
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
    /// Name of the first account; the file is encrypted then, and the recovery code printed
    #[arg(long, value_name = "NAME")]
    pub(super) account: Option<String>,
    /// Encrypt it, as is done anyway where it has an account
    #[arg(long, requires = "account")]
    pub(super) encrypted: bool,
    /// Do not encrypt it, though it has an account
    #[arg(long, requires = "account", conflicts_with = "encrypted")]
    pub(super) plain: bool,
    /// Fill it with generated records, for measuring
    #[arg(long, value_name = "S|M|L", value_parser = scale)]
    pub(super) scale: Option<Scale>,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Record type, or a layout: `staff`; `bill` (of a bank or wallet, as expenses); `office` (a workbook or a folder);
    /// `archive` (a zip)
    pub(super) record: String,
    /// The file
    pub(super) input: PathBuf,
    /// What a column holds, over what its title says by itself
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(super) map: Vec<Assignment>,
    /// What every row has and no column holds
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(super) set: Vec<Assignment>,
    /// Only say what would happen
    #[arg(long)]
    pub(super) dry_run: bool,
    /// All rows or none
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Record type, as `records` names it; `office` writes every register into a workbook or a folder; `invitation`,
    /// `cancellation`, `reply` and `free_busy` are calendar files about `--where meeting=…` and `--where person=…`;
    /// `archive` writes the archive with its files into a zip
    pub(super) record: String,
    /// The file; replaced when it exists
    pub(super) output: PathBuf,
    /// Only records with this value
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub(super) conditions: Vec<Assignment>,
    /// With what is marked above 内部 too, for this reason; needs the right to declassify
    #[arg(long, value_name = "REASON")]
    pub(super) release: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Print {
    /// What: `outgoing` is the paper in the layout of GB/T 9704-2012, `incoming` its handling form, `calendar` the
    /// meetings of some days
    pub(super) name: String,
    /// The file; replaced when it exists
    pub(super) output: PathBuf,
    /// Only records with this value
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub(super) conditions: Vec<Assignment>,
    /// Only this record: identity or a unique value
    #[arg(long, value_name = "ID", conflicts_with = "conditions")]
    pub(super) record: Option<String>,
    /// For `calendar`: these days, first to last; up to seven give a week by its hours, more a sheet a month. Without
    /// it, this month
    #[arg(long, value_name = "DAY..DAY", conflicts_with = "record")]
    pub(super) days: Option<String>,
    /// With what is marked above 内部 too, for this reason; needs the right to declassify
    #[arg(long, value_name = "REASON")]
    pub(super) release: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Record type, as `records` names it
    pub(super) record: String,
    /// Only records with this value; an empty one means records without any
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub(super) conditions: Vec<Assignment>,
    /// Field to sort by; `-FIELD` for descending. Without it, in the order of the number or code that tells the records
    /// apart, else of their names
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    pub(super) sort: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    /// The recycle bin instead of what is in force
    #[arg(long)]
    pub(super) void: bool,
    /// One entry an occurrence from the first to the last of these days: 2026-01-01..2026-12-31
    #[arg(long, value_name = "DAY..DAY", conflicts_with_all = ["sort", "void"])]
    pub(super) expand: Option<String>,
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
    /// Write its attachments into this folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) files: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Why {
    /// A record type, or identity or unique value of a record
    #[arg(value_name = "RECORD|ID")]
    pub(super) target: String,
    /// read, create, update, move, void, export, mark, declassify, or the code of a transition
    #[arg(value_name = "VERB")]
    pub(super) verb: String,
    /// A field
    pub(super) field: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct MakeMark {
    /// Identity or a unique value of the record
    #[arg(value_name = "ID")]
    pub(super) record: String,
    /// ordinary, internal, trade, core_trade, confidential, secret or top_secret
    #[arg(long, value_name = "LEVEL")]
    pub(super) level: String,
    /// Period: 2y, 6m, 2027-01-31, long or published
    #[arg(long, value_name = "PERIOD", default_value = "long")]
    pub(super) term: String,
    /// By what rule
    #[arg(long, default_value = "")]
    pub(super) basis: String,
    /// A person or unit who may know; without any, everybody with the clearance
    #[arg(long = "for", value_name = "WHO")]
    pub(super) circle: Vec<String>,
    /// The content opens only with a second person's consent
    #[arg(long)]
    pub(super) sealed: bool,
    /// One of its attachments, by identity
    #[arg(long, value_name = "ID")]
    pub(super) attachment: Option<String>,
    /// Why; needed to lower a level
    #[arg(long, default_value = "")]
    pub(super) reason: String,
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
    /// Why; what was set for somebody, as the limit of a paper, is not moved without
    #[arg(long, value_name = "REASON")]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Attach {
    /// Identity or a unique value of the record
    #[arg(value_name = "ID")]
    pub(super) record: String,
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Why a new version is attached
    #[arg(long, value_name = "REASON", default_value = "")]
    pub(super) reason: String,
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
