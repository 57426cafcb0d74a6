//! The palette's three sources: the table of actions, the screens of the navigation, and every record the session may
//! see. Records are looked for on another thread, in their fields and in the files attached to them.

use std::sync::OnceLock;
use std::time::Duration;

use eframe::egui::Context;

use super::{Action, Language, Poll, Problem, Route, Selected, Workplace};
use crate::desk::{Hit, TreeKind};
use crate::rules::search_text::{fold, pinyin_full, pinyin_initials};
use crate::ui::actions::ACTIONS;
use crate::ui::icons;
use crate::ui::jobs::Job;
use crate::ui::navigation::route_icon;
use crate::ui::panels::document_tree::FoundInFile;
use crate::ui::registers::Registers;
use crate::ui::routes::{NAVIGATION, NavigationGroup, register_icon, register_text};
use crate::ui::widgets::palette::Palette;
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
    /// Shows where a file of a record has what was typed.
    Read(Box<FoundInFile>),
    /// Makes a record of a register.
    Make(&'static str),
}

/// Most searches are done before a frame would be late.
const BRIEFLY: Duration = Duration::from_millis(4);

/// A query of the palette, and the moment of the office it is asked at.
type Asked = (String, u64);

/// The records that answer the palette.
#[derive(Default)]
pub(super) struct RecordSearch {
    job: Option<(Asked, Job<Result<Vec<Hit>, Problem>>)>,
    answered: Asked,
    found: Vec<Hit>,
}

impl RecordSearch {
    /// Takes an answer that has come, and asks when something else has been typed or the office has changed. One
    /// question is on its way at a time; what was typed meanwhile is the next.
    pub(super) fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        registers: &Registers,
        palette: &mut Palette<PaletteAction>,
    ) -> Option<Problem> {
        if !palette.is_open() {
            *self = Self::default();
            return None;
        }
        if let Some((asked, job)) = self.job.take() {
            match job.poll() {
                Poll::Busy => {
                    self.job = Some((asked, job));
                    return None;
                }
                Poll::Lost => {}
                Poll::Ready(answer) => return self.take(asked, answer, palette),
            }
        }
        let (query, revision) = (palette.query().trim().to_owned(), registers.index_revision());
        if (&query, revision) == (&self.answered.0, self.answered.1) {
            return None;
        }
        let index = match registers.index() {
            Some(index) if !query.is_empty() => index.clone(),
            _ => return self.take((query, revision), Ok(Vec::new()), palette),
        };
        let asked = query.clone();
        let job = workplace.ask(ctx, "search", move |reader, _| index.search(reader, &asked, MOST_RECORDS));
        match job.wait_briefly(BRIEFLY) {
            Some(answer) => self.take((query, revision), answer, palette),
            None => {
                self.job = Some(((query, revision), job));
                None
            }
        }
    }

    fn take(
        &mut self,
        asked: Asked,
        answer: Result<Vec<Hit>, Problem>,
        palette: &mut Palette<PaletteAction>,
    ) -> Option<Problem> {
        self.answered = asked;
        palette.refresh();
        match answer {
            Ok(found) => {
                self.found = found;
                None
            }
            Err(problem) => {
                self.found.clear();
                Some(problem)
            }
        }
    }
}

pub(super) struct Provider<'a> {
    records: &'a RecordSearch,
    language: Language,
}

impl<'a> Provider<'a> {
    pub(super) fn new(records: &'a RecordSearch, language: Language) -> Self {
        Self { records, language }
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
                snippet: None,
                score: name_score(query, route.text())?,
                action: PaletteAction::Go(route.clone()),
            })
        };
        routes.filter_map(item).chain(self.beside_lists(query)).collect()
    }

    /// Boards and recycle bins, which stand in no navigation: when their kind is named, beside the register or alone.
    fn beside_lists(&self, query: &str) -> Vec<PaletteItem<PaletteAction>> {
        let boards = |register: &'static str| {
            let has_workflow = crate::records::find(register).is_some_and(|of| of.workflow().is_some());
            has_workflow.then_some(Route::Board(register))
        };
        let kinds: [(&'static str, &'static str, &dyn Fn(&'static str) -> Option<Route>); 2] = [
            (BOARD, icons::BOARD, &boards),
            (RECYCLE_BIN, icons::RECYCLE_BIN, &|register| Some(Route::RecycleBin(register))),
        ];
        let mut found = Vec::new();
        for (kind, icon, route) in kinds {
            for (register, score) in registers_of(query, kind) {
                let Some(route) = route(register) else { continue };
                found.push(PaletteItem {
                    icon,
                    title: self.language.text(register_text(register)).to_owned(),
                    detail: self.language.text(kind).to_owned(),
                    shortcut: String::new(),
                    snippet: None,
                    score: score.unwrap_or(1),
                    action: PaletteAction::Go(route),
                });
            }
        }
        found
    }

    /// A new record of each register that is named beside the word for it.
    fn new_records(&self, query: &str) -> impl Iterator<Item = PaletteItem<PaletteAction>> {
        let is_made = |register| crate::records::find(register).is_some_and(|of| !of.is_trace());
        let named = registers_of(query, NEW).filter(move |(register, _)| is_made(register));
        named.filter_map(|(register, score)| {
            let record = self.language.text(crate::records::find(register)?.text());
            let record = self.language.within(record);
            Some(PaletteItem {
                icon: icons::ADD,
                title: self.language.fill("form.new_title", &[("record", &record)]),
                detail: String::new(),
                shortcut: String::new(),
                snippet: None,
                // Of the word alone, one more of what is on screen is enough.
                score: score?,
                action: PaletteAction::Make(register),
            })
        })
    }
}

/// A record is shown in its list; one that was found by what a file has to say, with the words in the file where it
/// stands in the document tree.
fn open(hit: &Hit, query: &str) -> PaletteAction {
    let selected = Selected { register: hit.register, id: hit.id };
    let file = hit.snippet.as_ref().and_then(|snippet| snippet.file);
    match file.filter(|_| TreeKind::of(hit.register).is_some()) {
        Some(file) => PaletteAction::Read(Box::new(FoundInFile { selected, file, words: query.to_owned() })),
        None => PaletteAction::Open(selected),
    }
}

/// The registers that a query names beside a word for something they have, with how well; `None` where it names the word
/// alone.
fn registers_of(query: &str, kind: &'static str) -> impl Iterator<Item = (&'static str, Option<u32>)> {
    let rest = without_name(query, kind);
    let registers = rest.map(|rest| {
        crate::records::RECORDS.iter().filter_map(move |of| match rest.is_empty() {
            true => Some((of.name(), None)),
            false => Some((of.name(), Some(name_score(&rest, register_text(of.name()))?))),
        })
    });
    registers.into_iter().flatten()
}

/// The keys of the names of what a list has beside it.
const NEW: &str = "action.new";
const BOARD: &str = "list.board";
const RECYCLE_BIN: &str = "list.bin";

/// What is left of a query that holds a name in any of the three languages, or its pinyin as a word.
fn without_name(query: &str, text: &'static str) -> Option<String> {
    let typed = query.trim().to_lowercase();
    let names = Language::ALL.into_iter().map(|language| language.text(text).to_lowercase());
    let named = names.into_iter().find(|name| typed.contains(name.as_str()));
    if let Some(name) = named {
        return Some(typed.replacen(&name, " ", 1).trim().to_owned());
    }
    let mut words: Vec<&str> = typed.split_whitespace().collect();
    if let Some(at) = words.iter().position(|word| spelled(text).iter().any(|key| key == word)) {
        words.remove(at);
        return Some(words.join(" "));
    }
    // Pinyin is typed in one go: xinjianshouwen.
    let full = pinyin_full(Language::SimplifiedChinese.text(text));
    full.iter().find_map(|name| typed.strip_prefix(name.as_str())).map(str::to_owned)
}

/// How well a name in any of the three languages answers what was typed, or its pinyin where that has it.
fn name_score(query: &str, text: &'static str) -> Option<u32> {
    // 臺 and 台 are typed for one another.
    let query = fold(query);
    let typed = query.trim();
    let spelled = spelled(text).iter().map(String::as_str).filter(|key| key.contains(typed));
    let keys: Vec<&str> =
        Language::ALL.into_iter().map(|language| language.text(text)).chain(spelled).collect();
    score(&query, keys)
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
            // 文件传递 is also looked for as 传递: Chinese has no blanks where words begin.
            for (at, _) in name.char_indices().skip(1) {
                let rest = name.get(at..).unwrap_or_default();
                keys.push(rest.to_owned());
                keys.extend(pinyin_full(rest));
            }
            (text, keys)
        };
        let registers = crate::records::RECORDS.iter().map(|of| register_text(of.name()));
        actions.chain(screens).chain(registers).chain([BOARD, RECYCLE_BIN]).map(spell).collect()
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
                snippet: None,
                score: if query.is_empty() { 1 } else { name_score(query, row.text)? },
                action: PaletteAction::Act(row.action),
            })
        });
        let mut groups = vec![PaletteGroup {
            title: self.language.text("palette.commands").to_owned(),
            items: commands.chain(self.new_records(query)).collect(),
        }];
        if !query.trim().is_empty() {
            groups.push(PaletteGroup {
                title: self.language.text("palette.screens").to_owned(),
                items: self.screens(query),
            });
        }
        if !query.trim().is_empty() {
            for hit in &self.records.found {
                let title = self.language.text(register_text(hit.register));
                let item = PaletteItem {
                    icon: register_icon(hit.register),
                    title: hit.title.clone(),
                    detail: hit.detail.clone(),
                    shortcut: String::new(),
                    snippet: hit.snippet.clone(),
                    score: AMONG_COMMANDS.saturating_add(hit.score),
                    action: open(hit, query),
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

    fn is_ready(&self, query: &str) -> bool {
        self.records.answered.0 == query.trim()
    }
}

fn names() -> eframe::egui::ModifierNames<'static> {
    eframe::egui::ModifierNames::NAMES
}
