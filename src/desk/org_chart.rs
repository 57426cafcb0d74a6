//! The org chart as data: posts with their holders on a day, who reports to whom, and how two days differ.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::{Reader, Titles};
use crate::model::{Id, Problem, RecordId, format_decimal};
use crate::records::organisation::{Appointment, Period, Post, Tenure};
use crate::rules::org_compare::{Comparison, Standing, compare};
use crate::rules::org_tree::{Defects, Forest};
use crate::rules::search_text::{collation_key, search_key};

/// A post on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct OrgNode {
    /// The post.
    pub post: RecordId,
    /// Version of the post, for a change of its reporting line.
    pub version: u64,
    /// Name of the post.
    pub name: String,
    /// Reference of the post.
    pub code: String,
    /// Unit.
    pub unit: String,
    /// Grade.
    pub grade: String,
    /// Who holds it on the day; acting holders are marked by the flag.
    pub holders: Vec<(String, bool)>,
    /// Places filled and places there are, in hundredths.
    pub held: i64,
    /// 编制, in hundredths.
    pub establishment: i64,
    /// The post it reports to.
    pub reports_to: Option<RecordId>,
    /// A second post it reports to.
    pub dotted_to: Option<RecordId>,
    /// What the search looks through.
    pub key: String,
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
}

impl OrgChart {
    /// Reads the chart of a day: posts in force, holders by their appointments.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, day: NaiveDate) -> Result<Self, Problem> {
        let mut titles = Titles::default();
        let mut held: HashMap<RecordId, Vec<Appointment>> = HashMap::new();
        for appointment in reader.all::<Appointment>()? {
            if appointment.record.period().contains(day)
                && let Some(post) = appointment.record.post
            {
                held.entry(post.erase()).or_default().push(appointment.record);
            }
        }
        let mut nodes = Vec::new();
        for post in reader.all::<Post>()? {
            if !Period::new(post.record.valid_from, post.record.valid_until).contains(day) {
                continue;
            }
            let appointments = held.remove(&post.meta.id).unwrap_or_default();
            let mut holders = Vec::new();
            for appointment in &appointments {
                if let Some(person) = appointment.person {
                    let name = titles.get(reader, "person", person.erase())?.to_owned();
                    holders.push((name, appointment.tenure == Tenure::Acting));
                }
            }
            let unit = match post.record.unit {
                Some(unit) => titles.get(reader, "unit", unit.erase())?.to_owned(),
                None => String::new(),
            };
            let names: Vec<&str> = holders.iter().map(|(name, _)| name.as_str()).collect();
            let searched = format!("{} {} {} {unit}", names.join(" "), post.record.name, post.record.code);
            nodes.push(OrgNode {
                post: post.meta.id,
                version: post.meta.version,
                key: search_key(&searched),
                held: appointments.iter().map(|of| of.share).fold(0, i64::saturating_add),
                name: post.record.name,
                code: post.record.code,
                unit,
                grade: post.record.grade,
                holders,
                establishment: post.record.establishment,
                reports_to: post.record.reports_to.map(Id::erase),
                dotted_to: post.record.dotted_to.map(Id::erase),
            });
        }
        nodes.sort_by_cached_key(|node| (collation_key(&node.unit), collation_key(&node.code)));
        Ok(Self::build(day, nodes))
    }

    fn build(day: NaiveDate, nodes: Vec<OrgNode>) -> Self {
        let places: HashMap<RecordId, u32> =
            nodes.iter().zip(0_u32..).map(|(node, place)| (node.post, place)).collect();
        let parents: Vec<Option<u32>> =
            nodes.iter().map(|node| places.get(&node.reports_to?).copied()).collect();
        let order: Vec<i64> = (0..).take(nodes.len()).collect();
        let (forest, defects) = Forest::new(&parents, &order);
        Self { day, nodes, forest, defects, places }
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
