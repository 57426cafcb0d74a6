//! The rights of one person today: what each comes from, and what has ended.

use eframe::egui::{Context, RichText, ScrollArea, Ui};

use crate::desk::{GUARDED_LEVELS, RegisterGrant, Right, Source};
use crate::model::{Choice, Problem, RecordId};
use crate::records::RECORDS;
use crate::records::protection::{FieldRight, Reach};
use crate::text::Language;
use crate::ui::jobs::Loaded;
use crate::ui::panels::list::record_id;
use crate::ui::panels::mark::{Member, propose};
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::pick_box::{PickBox, Picked, pick_box};
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::Workplace;

struct Group {
    heading: String,
    lapsed: bool,
    lines: Vec<String>,
}

struct Shown {
    clearance: String,
    groups: Vec<Group>,
}

/// The rights of a chosen person.
#[derive(Default)]
pub(super) struct EffectiveRights {
    person: Option<(RecordId, String)>,
    shown: Loaded<Option<Shown>>,
    /// Whether somebody was proposed already.
    proposed: bool,
}

impl EffectiveRights {
    pub(super) fn invalidate(&mut self) {
        self.shown.invalidate();
    }

    pub(super) fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        // One's own rights are what one asks for first.
        if !std::mem::replace(&mut self.proposed, true) {
            let session = &workplace.session;
            self.person = session.person.map(|person| (person, session.name.clone()));
        }
        let person = self.person.as_ref().map(|(person, _)| *person);
        let language = ctx.language();
        let read = self.shown.refresh(|| {
            workplace.ask(ctx, "rights of a person", move |reader, _| {
                let Some(person) = person else { return Ok(None) };
                let permissions = reader.rights_of(person)?;
                Ok(Some(Shown {
                    clearance: language.text(permissions.clearance().text()).to_owned(),
                    groups: permissions.sources().iter().map(|source| group(source, language)).collect(),
                }))
            })
        });
        read.1
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, people: &[Member]) {
        let language = ui.language();
        let tokens = ui.tokens();
        ui.horizontal(|ui| {
            let label = ui.label(language.text("record.person"));
            let chosen = self.person.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
            let hint = language.text("rights.choose_person");
            let look = PickBox { id_salt: "rights of", chosen: &chosen, hint, width: 260.0 };
            let (response, picked) = pick_box(ui, look, |query| propose(people, query));
            response.labelled_by(label.id);
            match picked {
                Some(Picked::One((row, name, _))) => {
                    self.person = Some((record_id(row), name));
                    self.shown.invalidate();
                }
                Some(Picked::Nothing) => {
                    self.person = None;
                    self.shown.invalidate();
                }
                None => {}
            }
        });
        ui.add_space(tokens.grid);
        let Some(shown) = self.shown.value().and_then(Option::as_ref) else {
            caption(ui, language.text("rights.of_person_hint"));
            return;
        };
        caption(ui, &format!("{}  {}", language.text("clearance.level"), shown.clearance));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for group in &shown.groups {
                section_title(ui, &group.heading);
                if group.lapsed {
                    caption(ui, language.text("rights.lapsed"));
                }
                for line in &group.lines {
                    let color = if group.lapsed { tokens.text_weak } else { tokens.text };
                    ui.label(RichText::new(line).color(color));
                }
                if group.lines.is_empty() {
                    caption(ui, language.text("rights.gives_nothing"));
                }
            }
        });
    }
}

fn group(source: &Source, language: Language) -> Group {
    // In the order of the matrix.
    let of_register = |name: &str| source.grants.iter().find(|grant| grant.register == name);
    let grants = RECORDS.iter().filter_map(|of| of_register(of.name()));
    Group {
        heading: source.origin.message(&source.role).in_language(language),
        lapsed: source.lapsed,
        lines: grants.filter_map(|grant| line(grant, language)).collect(),
    }
}

/// 人员：查看 全部 · 更改 本人
fn line(grant: &RegisterGrant, language: Language) -> Option<String> {
    if grant.is_empty() {
        return None;
    }
    let rights = Right::ALL.iter().filter(|right| grant.of(**right) != Reach::Nobody).map(|right| {
        let reach = Reach::SET.text_key(grant.of(*right).code()).unwrap_or_default();
        format!("{} {}", language.text(right.text()), language.text(reach))
    });
    let levels = GUARDED_LEVELS.iter().zip(grant.levels).filter(|(_, right)| *right != FieldRight::Nothing);
    let levels = levels.map(|(level, right)| {
        let right = FieldRight::SET.text_key(right.code()).unwrap_or_default();
        format!("{} {}", language.text(level.text()), language.text(right))
    });
    let separator = if language == Language::English { ": " } else { "：" };
    let all: Vec<String> = rights.chain(levels).collect();
    Some(format!("{}{separator}{}", language.text(register_text(grant.register)), all.join(" · ")))
}
