//! A chart under its heading, with the button that saves it.

use eframe::egui::{Align, Label, Layout, RichText, Role, Ui, vec2};

use super::buttons::ButtonsExt as _;
use super::chart::{ChartView, MarkOf};
use crate::charts::Chart;
use crate::ui::icons;
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;

/// What was asked of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PictureWish {
    /// The mark that was opened.
    pub opened: Option<MarkOf>,
    /// Whether it is to be saved.
    pub saves: bool,
}

/// A chart as the screen shows it: its heading stands above it and is told with it.
pub fn for_screen(chart: &Chart) -> Chart {
    let mut shown = chart.clone();
    shown.told = [std::mem::take(&mut shown.heading), std::mem::take(&mut shown.told)].join(" ");
    shown
}

/// Draws a chart; `shown` is what [`for_screen`] made of it.
pub fn picture(
    ui: &mut Ui,
    salt: usize,
    chart: &Chart,
    shown: &Chart,
    view: &mut ChartView,
    revision: u64,
) -> PictureWish {
    let language = ui.language();
    let mut wish = PictureWish::default();
    ui.push_id(("picture", salt), |ui| {
        ui.horizontal(|ui| {
            let title = RichText::new(&chart.heading).text_style(section_style());
            let title = ui.add(Label::new(title).truncate());
            ui.ctx().accesskit_node_builder(title.id, |node| node.set_role(Role::Heading));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = language.fill("execution.save_picture", &[("name", &chart.heading)]);
                wish.saves = !chart.is_empty() && ui.icon_button(icons::DOWNLOAD, &name, None).clicked();
            });
        });
        let width = ui.available_width();
        let size = vec2(width, (width * 0.46).clamp(220.0, 320.0));
        wish.opened = view.show(ui, shown, revision, size);
    });
    wish
}
