//! The palette's two sources: the table of actions, and every record the session may see.

use super::{Action, Language, Selected};
use crate::desk::SearchIndex;
use crate::ui::actions::ACTIONS;
use crate::ui::routes::{register_icon, register_text};
use crate::ui::widgets::palette::{PaletteGroup, PaletteItem, PaletteProvider, arrange};
use crate::ui::widgets::rank::score;

/// Records shown at most.
const MOST_RECORDS: usize = 30;

/// What a line of the palette does.
#[derive(Clone, Copy, Debug)]
pub(super) enum PaletteAction {
    /// Does an action.
    Act(Action),
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

impl PaletteProvider<PaletteAction> for Provider<'_> {
    fn groups(&self, query: &str) -> Vec<PaletteGroup<PaletteAction>> {
        let commands = ACTIONS.iter().filter_map(|row| {
            let title = self.language.text(row.text);
            let keys = Language::ALL.map(|language| language.text(row.text));
            Some(PaletteItem {
                icon: row.icon,
                title: title.to_owned(),
                detail: String::new(),
                shortcut: row.shortcut.map(|shortcut| shortcut.format(&names(), false)).unwrap_or_default(),
                score: if query.is_empty() { 1 } else { score(query, keys)? },
                action: PaletteAction::Act(row.action),
            })
        });
        let mut groups = vec![PaletteGroup {
            title: self.language.text("palette.commands").to_owned(),
            items: commands.collect(),
        }];
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
                    score: hit.score,
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
