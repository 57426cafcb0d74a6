//! The org chart as data: posts with their holders on a day, who reports to whom, and how two days differ.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Reader, Titles};
use crate::model::{Id, Mark, Problem, RecordId, Secrecy, Stored, format_decimal};
use crate::records::organisation::{Appointment, Period, Post, Tenure};
use crate::rules::org_compare::{Comparison, Standing, compare};
use crate::rules::org_tree::{Defects, Forest};
use crate::rules::search_text::{collation_key, search_key};

/// The marks of many records together, for the picture that shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The highest level.
    pub level: Secrecy,
    /// Whether one of them keeps its record in the file.
    pub keeps: bool,
}

impl Marks {
    pub(super) fn add(&mut self, mark: Option<&Mark>) {
        if let Some(mark) = mark {
            self.level = self.level.max(mark.level);
            self.keeps |= !mark.may_leave();
        }
    }

    /// Adds the marks of other records.
    pub(super) fn join(&mut self, other: Self) {
        self.level = self.level.max(other.level);
        self.keeps |= other.keeps;
    }
}

/// A post on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct OrgNode {
    /// The post.
    pub post: RecordId,
    /// Version of the post, for a change of its reporting line.
    pub version: u64,
    /// Name of the post; posts of the same name share it.
    pub name: Arc<str>,
    /// Reference of the post.
    pub code: Box<str>,
    /// Unit.
    pub unit: Arc<str>,
    /// Grade.
    pub grade: Arc<str>,
    /// Who holds it on the day; acting holders are marked by the flag.
    pub holders: Box<[(Box<str>, bool)]>,
    /// The first of them, whose photo stands on the card.
    pub person: Option<RecordId>,
    /// Places filled and places there are, in hundredths.
    pub held: i64,
    /// 编制, in hundredths.
    pub establishment: i64,
    /// The post it reports to.
    pub reports_to: Option<RecordId>,
    /// A second post it reports to.
    pub dotted_to: Option<RecordId>,
    /// What the search looks through.
    pub key: Box<str>,
}

impl OrgNode {
    /// Whether nobody holds it.
    pub fn is_vacant(&self) -> bool {
        self.holders.is_empty()
    }

    /// Places filled of places there are, where there is more than one.
    pub fn places(&self) -> Option<String> {
        (self.establishment != 100)
            .then(|| format!("{} / {}", format_decimal(self.held, 2), format_decimal(self.establishment, 2)))
    }
}

/// Somebody holding a post.
struct Held {
    person: Option<RecordId>,
    acting: bool,
    share: i64,
    mark: Option<Box<Mark>>,
}

/// Adds the marks of a post, of those who hold it and of its unit.
fn marks_of(reader: &Reader, post: &Stored<Post>, held: &[Held], marks: &mut Marks) -> Result<(), Problem> {
    for holder in held {
        if let Some(person) = holder.person {
            marks.add(reader.mark("person", person)?.as_deref());
        }
        marks.add(holder.mark.as_deref());
    }
    marks.add(post.meta.mark.as_deref());
    if let Some(unit) = post.record.unit {
        marks.add(reader.mark("unit", unit.erase())?.as_deref());
    }
    Ok(())
}

/// Texts that many nodes have, each kept once.
#[derive(Default)]
struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.0.insert(new.clone());
        new
    }
}

fn node(
    reader: &Reader,
    titles: &mut Titles,
    shared: &mut Shared,
    post: Stored<Post>,
    held: &[Held],
) -> Result<OrgNode, Problem> {
    let mut holders = Vec::with_capacity(held.len());
    let person = held.iter().find_map(|holder| holder.person);
    for holder in held {
        if let Some(person) = holder.person {
            holders.push((titles.get(reader, "person", person)?.into(), holder.acting));
        }
    }
    let unit = match post.record.unit {
        Some(unit) => shared.get(titles.get(reader, "unit", unit.erase())?),
        None => Arc::default(),
    };
    let names: Vec<&str> = holders.iter().map(|(name, _): &(Box<str>, bool)| name.as_ref()).collect();
    let searched = format!("{} {} {} {unit}", names.join(" "), post.record.name, post.record.code);
    Ok(OrgNode {
        post: post.meta.id,
        version: post.meta.version,
        key: search_key(&searched).into(),
        held: held.iter().map(|of| of.share).fold(0, i64::saturating_add),
        name: shared.get(&post.record.name),
        code: post.record.code.into(),
        unit,
        grade: shared.get(&post.record.grade),
        holders: holders.into(),
        person,
        establishment: post.record.establishment,
        reports_to: post.record.reports_to.map(Id::erase),
        dotted_to: post.record.dotted_to.map(Id::erase),
    })
}

/// Posts and their reporting lines on a day.
#[derive(Clone, Debug)]
pub struct OrgChart {
    /// The day.
    pub day: NaiveDate,
    /// The posts; their places are the nodes of the forest.
    pub nodes: Vec<OrgNode>,
    /// Who reports to whom.
    pub forest: Forest,
    /// What is wrong with the lines.
    pub defects: Defects,
    /// Places by post.
    pub places: HashMap<RecordId, u32>,
    /// The marks of what stands on it.
    pub marks: Marks,
}

impl OrgChart {
    /// Reads the chart of a day: posts in force, holders by their appointments.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, day: NaiveDate) -> Result<Self, Problem> {
        let mut titles = Titles::default();
        let mut marks = Marks::default();
        let mut held: HashMap<RecordId, Vec<Held>> = HashMap::new();
        reader.each::<Appointment>(&mut |appointment| {
            let Stored { meta, record } = appointment;
            if let Some(post) = record.post.filter(|_| record.period().contains(day)) {
                held.entry(post.erase()).or_default().push(Held {
                    person: record.person.map(Id::erase),
                    acting: record.tenure == Tenure::Acting,
                    share: record.share,
                    mark: meta.mark,
                });
            }
        })?;
        let mut nodes = Vec::new();
        let mut shared = Shared::default();
        let mut failure = None;
        reader.each::<Post>(&mut |post| {
            if Period::new(post.record.valid_from, post.record.valid_until).contains(day) {
                let held = held.remove(&post.meta.id).unwrap_or_default();
                let marked = marks_of(reader, &post, &held, &mut marks);
                match marked.and_then(|()| node(reader, &mut titles, &mut shared, post, &held)) {
                    Ok(node) => nodes.push(node),
                    Err(problem) => failure = Some(problem),
                }
            }
        })?;
        if let Some(problem) = failure {
            return Err(problem);
        }
        nodes.sort_by_cached_key(|node| (collation_key(&node.unit), collation_key(&node.code)));
        Ok(Self { marks, ..Self::build(day, nodes) })
    }

    fn build(day: NaiveDate, nodes: Vec<OrgNode>) -> Self {
        let places: HashMap<RecordId, u32> =
            nodes.iter().zip(0_u32..).map(|(node, place)| (node.post, place)).collect();
        let parents: Vec<Option<u32>> =
            nodes.iter().map(|node| places.get(&node.reports_to?).copied()).collect();
        let order: Vec<i64> = (0..).take(nodes.len()).collect();
        let (forest, defects) = Forest::new(&parents, &order);
        Self { day, nodes, forest, defects, places, marks: Marks::default() }
    }

    /// The node at a place.
    pub fn node(&self, place: u32) -> Option<&OrgNode> {
        usize::try_from(place).ok().and_then(|place| self.nodes.get(place))
    }

    /// Posts that nobody holds.
    pub fn vacant(&self) -> usize {
        self.nodes.iter().filter(|node| node.is_vacant()).count()
    }

    /// What changed from an earlier chart to this one.
    pub fn compare(&self, earlier: &Self) -> Comparison<RecordId> {
        compare(&earlier.standings(), &self.standings())
    }

    fn standings(&self) -> Vec<Standing<RecordId>> {
        let standing = |node: &OrgNode| {
            let mut hasher = DefaultHasher::new();
            node.holders.hash(&mut hasher);
            node.name.hash(&mut hasher);
            Standing { key: node.post, superior: node.reports_to, fingerprint: hasher.finish() }
        };
        self.nodes.iter().map(standing).collect()
    }
}
