//! Who may do what: the matrix of roles, the rights of one person with where each comes from, and the separation of
//! the three administrators.

mod effective;
mod matrix;
mod separation;

use eframe::egui::{Context, Ui};

use crate::desk::{Reader, RoleMatrix, Titles, Which};
use crate::model::Problem;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::panels::mark::Member;
use crate::ui::routes::Route;
use crate::ui::shell::register_links;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::{Request, Workplace, sentence};
use effective::EffectiveRights;
use matrix::MatrixView;
use separation::{SeparationShown, SeparationView};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    #[default]
    Matrix,
    Person,
    Separation,
}

struct Data {
    matrix: RoleMatrix,
    /// Why the session may not change a grant.
    obstacle: Option<crate::model::Message>,
    people: Vec<Member>,
    separation: SeparationShown,
}

/// The screen of roles and rights.
#[derive(Default)]
pub struct RightsScreen {
    view: View,
    data: Loaded<Data>,
    matrix: MatrixView,
    effective: EffectiveRights,
    separation: SeparationView,
}

impl RightsScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
        self.effective.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let language = ctx.language();
        let read = self.data.refresh(|| {
            workplace.ask(ctx, "rights", move |reader, _| {
                let grants = crate::records::find("role_grant");
                let update = crate::desk::Asked::Right(crate::desk::Right::Update);
                let obstacle = grants.map(|grants| reader.obstacle(grants, None, update)).transpose()?;
                Ok(Data {
                    matrix: reader.role_matrix()?,
                    obstacle: obstacle.flatten(),
                    people: people(reader)?,
                    separation: SeparationShown::read(reader, language)?,
                })
            })
        });
        let rights = self.effective.logic(ctx, workplace);
        // A refusal is told in the place of the matrix.
        read.1.filter(|problem| !matches!(problem, Problem::Denied(_))).or(rights)
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        screen_title(ui, language.text("nav.rights"), |ui| register_links(ui, &Route::Rights, requests));
        if let Some(refused @ Problem::Denied(_)) = self.data.failure() {
            empty_state(ui, icons::LOCK, &sentence(refused, language, None), None);
            return;
        }
        ui.add_space(ui.tokens().grid);
        let views = [
            (View::Matrix, language.text("rights.matrix")),
            (View::Person, language.text("rights.person")),
            (View::Separation, language.text("record.separation")),
        ];
        segmented(ui, language.text("nav.rights"), &mut self.view, &views);
        ui.add_space(ui.tokens().gap);
        let Some(data) = self.data.value() else { return };
        match self.view {
            View::Matrix => self.matrix.ui(ui, &data.matrix, data.obstacle.as_ref(), requests),
            View::Person => self.effective.ui(ui, &data.people),
            View::Separation => self.separation.ui(ui, &data.separation, &data.people, requests),
        }
    }
}

fn people(reader: &Reader) -> Result<Vec<Member>, Problem> {
    let Some(record_type) = crate::records::find("person") else { return Ok(Vec::new()) };
    let mut ids = Vec::new();
    reader.visit(record_type, Which::Living, &mut |view| {
        ids.push(view.row.meta.id);
        std::ops::ControlFlow::Continue(())
    })?;
    let mut titles = Titles::default();
    ids.into_iter().map(|id| Ok(Member::new(id, titles.get(reader, "person", id)?))).collect()
}
