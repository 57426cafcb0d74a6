//! The org chart: a canvas over the posts. Wheel zooms, dragging the ground pans, dragging a card gives it another
//! chief (with Ctrl or Alt a dotted-line one), a double click folds what is below.

mod canvas;
mod card;
mod toolbar;
mod view;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use eframe::egui::{Context, Pos2, Ui, Vec2, vec2};

use crate::desk::OrgChart;
use crate::model::{Problem, RecordId};
use crate::rules::org_layout::{Direction, Layout, Size};
use crate::rules::org_shape::shape_for;
use crate::rules::org_view;
use crate::rules::search_text::matches;
use crate::ui::actions::Action;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::photos::Photos;
use crate::ui::pixels::narrow;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::section::screen_title;
use crate::ui::workplace::{Request, Workplace};

const CARD: Vec2 = vec2(208.0, 72.0);
const ZOOM: std::ops::RangeInclusive<f32> = 0.02..=2.0;

/// A card's part in a comparison of two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    Added,
    Moved,
    Changed,
    /// It stands on the chart of the earlier day only, which is the one shown.
    Removed,
}

/// How a comparison is told: each kind with its key and how many posts it has.
const DIFFERENCES: [(Difference, &str); 4] = [
    (Difference::Added, "org_chart.added"),
    (Difference::Moved, "org_chart.moved"),
    (Difference::Changed, "org_chart.changed"),
    (Difference::Removed, "org_chart.removed"),
];

struct Drawn {
    chart: Arc<OrgChart>,
    differences: HashMap<RecordId, Difference>,
    /// The posts that are on the other chart only, and how they are told.
    elsewhere: (Difference, usize),
    layout: Layout,
}

/// The org chart's screen.
pub struct OrgChartScreen {
    data: Loaded<(Arc<OrgChart>, Option<OrgChart>)>,
    drawn: Option<Drawn>,
    direction: Direction,
    day: Option<NaiveDate>,
    compared: Option<NaiveDate>,
    query: String,
    found: Vec<u32>,
    found_at: usize,
    /// The point of the chart in the middle of the canvas, and points of the screen for one of the chart.
    centre: Pos2,
    zoom: f32,
    sharpness: view::Sharpness,
    /// The canvas.
    room: Vec2,
    wants_beginning: bool,
    /// Whether the levels that could not be read were hidden, as is done once.
    has_opened: bool,
    wants_fit: bool,
    wants: Option<u32>,
    dragged: Option<(u32, Pos2)>,
    show_unit: bool,
    show_grade: bool,
    selected: Option<RecordId>,
    /// The card whose menu is open, and the card that waits for its dotted-line superior.
    menu_of: Option<u32>,
    gives_dotted: Option<u32>,
}

/// What the canvas leaves for the chart, in the units of the layout.
fn room_of(canvas: Vec2) -> Size {
    /// Around the chart, left and right or above and below together.
    const BORDER: f32 = 48.0;
    let length = |length: f32| f64::from((length - BORDER).max(1.0));
    Size { width: length(canvas.x), height: length(canvas.y) }
}

impl Default for OrgChartScreen {
    fn default() -> Self {
        Self {
            data: Loaded::default(),
            drawn: None,
            direction: Direction::TopDown,
            day: None,
            compared: None,
            query: String::new(),
            found: Vec::new(),
            found_at: 0,
            centre: Pos2::ZERO,
            zoom: 1.0,
            sharpness: view::Sharpness::default(),
            room: vec2(1100.0, 740.0),
            wants_beginning: true,
            has_opened: false,
            wants_fit: false,
            wants: None,
            dragged: None,
            show_unit: true,
            show_grade: false,
            selected: None,
            menu_of: None,
            gives_dotted: None,
        }
    }
}

impl OrgChartScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let day = self.day.unwrap_or(workplace.today());
        let compared = self.compared;
        let (arrived, problem) = self.data.refresh(|| {
            workplace.ask(ctx, "org-chart", move |reader, _| {
                let chart = OrgChart::read(reader, day)?;
                let earlier = compared.map(|day| OrgChart::read(reader, day)).transpose()?;
                Ok((Arc::new(chart), earlier))
            })
        });
        if arrived {
            self.arrive();
        }
        problem
    }

    fn arrive(&mut self) {
        let Some((chart, other)) = self.data.value() else { return };
        let mut differences = HashMap::new();
        let mut elsewhere = (Difference::Removed, 0);
        if let Some(other) = other {
            // Told in the order of time, whichever of the two days is the one shown.
            let shows_later = chart.day >= other.day;
            let comparison = if shows_later { chart.compare(other) } else { other.compare(chart) };
            let (here, there) = match shows_later {
                true => ((Difference::Added, comparison.added), (Difference::Removed, comparison.removed)),
                false => ((Difference::Removed, comparison.removed), (Difference::Added, comparison.added)),
            };
            elsewhere = (there.0, there.1.len());
            differences.extend(comparison.changed.iter().map(|post| (*post, Difference::Changed)));
            differences.extend(comparison.moved.iter().map(|moved| (moved.key, Difference::Moved)));
            differences.extend(here.1.iter().map(|post| (*post, here.0)));
        }
        let folded: HashSet<RecordId> = match &self.drawn {
            Some(old) => {
                let nodes = old.chart.nodes.iter().zip(0_u32..);
                nodes
                    .filter(|(_, place)| old.layout.is_collapsed(*place))
                    .map(|(node, _)| node.post)
                    .collect()
            }
            None => HashSet::new(),
        };
        let size = Size { width: f64::from(CARD.x), height: f64::from(CARD.y) };
        let options = shape_for(&chart.forest, |_| size, |_| false, self.direction, room_of(self.room));
        let is_folded = |place| chart.node(place).is_some_and(|node| folded.contains(&node.post));
        let mut layout = Layout::new(&chart.forest, |_| size, is_folded, options);
        // What came, went or moved is not hidden under a folded card while two days are compared.
        let told = differences.iter().filter(|(_, difference)| **difference != Difference::Changed);
        let told: Vec<u32> = told.filter_map(|(post, _)| chart.places.get(post).copied()).collect();
        told.into_iter().for_each(|place| {
            layout.reveal(place);
        });
        let drawn = Drawn { chart: chart.clone(), differences, elsewhere, layout };
        self.keep_in_sight(&drawn);
        self.drawn = Some(drawn);
        self.search();
    }

    /// The card in the middle stays in the middle; when it is gone, the chart is shown from its beginning.
    fn keep_in_sight(&mut self, now: &Drawn) {
        let Some(old) = &self.drawn else { return };
        let middle = org_view::Point { x: f64::from(self.centre.x), y: f64::from(self.centre.y) };
        let Some((place, _)) = old.layout.nearest(middle) else { return };
        let post = old.chart.node(place).map(|node| node.post);
        let place_now = post.and_then(|post| now.chart.places.get(&post).copied());
        match (old.layout.position(place), place_now.and_then(|place| now.layout.position(place))) {
            (Some(before), Some(after)) => {
                let (before, after) = (before.centre(), after.centre());
                self.centre += vec2(narrow(after.x - before.x), narrow(after.y - before.y));
            }
            _ => self.wants_beginning = true,
        }
    }

    fn search(&mut self) {
        self.found.clear();
        self.found_at = 0;
        let Some(drawn) = &self.drawn else { return };
        if self.query.trim().is_empty() {
            return;
        }
        let nodes = drawn.chart.nodes.iter().zip(0_u32..);
        self.found =
            nodes.filter(|(node, _)| matches(&node.key, &self.query)).map(|(_, place)| place).collect();
        self.wants = self.found.first().copied();
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, days: &Days, photos: &mut Photos, requests: &mut Vec<Request>) {
        let language = ui.language();
        screen_title(ui, language.text("nav.org_chart"), |ui| {
            if ui.quiet_button((icons::EXPORT, language.text("action.export"))).clicked() {
                requests.push(Request::Act(Action::Export));
            }
        });
        self.toolbar(ui, days);
        self.summary(ui);
        ui.add_space(ui.tokens().grid);
        self.canvas(ui, photos, requests);
    }
}
