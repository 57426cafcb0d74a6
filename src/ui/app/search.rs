//! The palette's three sources: the table of actions, the screens of the navigation, and every record the session may
//! see.

use std::sync::OnceLock;

use super::{Action, Language, Route, Selected};
use crate::desk::SearchIndex;
use crate::rules::search_text::{pinyin_full, pinyin_initials};
use crate::ui::actions::ACTIONS;
use crate::ui::navigation::route_icon;
use crate::ui::routes::{NAVIGATION, NavigationGroup, register_icon, register_text};
use crate::ui::widgets::palette::{PaletteGroup, PaletteItem, PaletteProvider, arrange};
use crate::ui::widgets::rank::{LEAST_OF_A_WORD, score};

/// Records shown at most.
const MOST_RECORDS: usize = 30;

/// Where records stand among commands and screens: after those that begin with what was typed or have a word that
/// does, before those that only have its letters.
const AMONG_COMMANDS: u32 = LEAST_OF_A_WORD;

/// What a line of the palette does.
#[derive(Clone, Debug)]
pub(super) enum PaletteAction {
    /// Does an action.
    Act(Action),
    /// Goes to a screen.
    Go(Route),
    /// Shows a record.
    Open(Selected),
}

pub(super) struct Provider<'a> {
    index: Option<&'a SearchIndex>,
    language: Language,
}

impl<'a> Provider<'a> {
    pub(super) fn new(index: Option<&'a SearchIndex>, language: Language) -> Self {
        Self { index, language }
    }
}

impl Provider<'_> {
    /// The screens that an action does not lead to already.
    fn screens(&self, query: &str) -> Vec<PaletteItem<PaletteAction>> {
        let has_action = |route: &Route| ACTIONS.iter().any(|row| row.action.route().as_ref() == Some(route));
        let routes = NAVIGATION.iter().flat_map(NavigationGroup::routes).filter(|route| !has_action(route));
        let item = |route: &Route| {
            Some(PaletteItem {
                icon: route_icon(route),
                title: self.language.text(route.text()).to_owned(),
                detail: String::new(),
                shortcut: String::new(),
                score: name_score(query, route.text())?,
                action: PaletteAction::Go(route.clone()),
            })
        };
        routes.filter_map(item).collect()
    }
}

/// How well a name in any of the three languages answers what was typed, or its pinyin where that has it.
fn name_score(query: &str, text: &'static str) -> Option<u32> {
    let typed = query.trim().to_lowercase();
    let spelled = spelled(text).iter().map(String::as_str).filter(|key| key.contains(&typed));
    let keys: Vec<&str> =
        Language::ALL.into_iter().map(|language| language.text(text)).chain(spelled).collect();
    score(query, keys)
}

/// The pinyin and initials of a name that the palette offers, worked out once.
fn spelled(text: &'static str) -> &'static [String] {
    static SPELLED: OnceLock<Vec<(&'static str, Vec<String>)>> = OnceLock::new();
    let all = SPELLED.get_or_init(|| {
        let actions = ACTIONS.iter().map(|row| row.text);
        let screens = NAVIGATION.iter().flat_map(NavigationGroup::routes).map(Route::text);
        let spell = |text| {
            let name = Language::SimplifiedChinese.text(text);
            let mut keys = pinyin_full(name);
            keys.extend(pinyin_initials(name));
            (text, keys)
        };
        actions.chain(screens).map(spell).collect()
    });
    all.iter().find(|(known, _)| *known == text).map_or(&[][..], |(_, keys)| keys.as_slice())
}

impl PaletteProvider<PaletteAction> for Provider<'_> {
    fn groups(&self, query: &str) -> Vec<PaletteGroup<PaletteAction>> {
        let commands = ACTIONS.iter().filter_map(|row| {
            let title = self.language.text(row.text);
            Some(PaletteItem {
                icon: row.icon,
                title: title.to_owned(),
                detail: String::new(),
                shortcut: row.shortcut.map(|shortcut| shortcut.format(&names(), false)).unwrap_or_default(),
                score: if query.is_empty() { 1 } else { name_score(query, row.text)? },
                action: PaletteAction::Act(row.action),
            })
        });
        let mut groups = vec![PaletteGroup {
            title: self.language.text("palette.commands").to_owned(),
            items: commands.collect(),
        }];
        if !query.trim().is_empty() {
            groups.push(PaletteGroup {
                title: self.language.text("palette.screens").to_owned(),
                items: self.screens(query),
            });
        }
        if let Some(index) = self.index
            && !query.trim().is_empty()
        {
            for hit in index.query(query, MOST_RECORDS) {
                let title = self.language.text(register_text(hit.register));
                let item = PaletteItem {
                    icon: register_icon(hit.register),
                    title: hit.title,
                    detail: hit.detail,
                    shortcut: String::new(),
                    score: AMONG_COMMANDS.saturating_add(hit.score),
                    action: PaletteAction::Open(Selected { register: hit.register, id: hit.id }),
                };
                match groups.iter_mut().find(|group| group.title == title) {
                    Some(group) => group.items.push(item),
                    None => groups.push(PaletteGroup { title: title.to_owned(), items: vec![item] }),
                }
            }
        }
        arrange(&mut groups);
        groups
    }
}

fn names() -> eframe::egui::ModifierNames<'static> {
    eframe::egui::ModifierNames::NAMES
}
