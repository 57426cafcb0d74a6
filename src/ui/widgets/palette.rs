//! The palette (Ctrl+K): commands and records found in one box.

use eframe::egui::{
    Align2, Area, Context, EventFilter, Frame, Id, Key, Margin, Modal, Modifiers, Response, RichText, Role,
    ScrollArea, Sense, Stroke, TextEdit, TextFormat, TextStyle, Ui, WidgetInfo,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::buttons::ground;
use super::mark::{Mark, paint_mark};
use crate::desk::Snippet;
use crate::ui::tokens::UiExt as _;

/// One line of the palette; `A` is what it does.
#[derive(Clone, Debug)]
pub struct PaletteItem<A> {
    /// A glyph of the icon font, or empty.
    pub icon: &'static str,
    /// What it is called.
    pub title: String,
    /// In weak ink beside it (a unit, a number, a date).
    pub detail: String,
    /// Keys that do the same, as the system writes them; or empty.
    pub shortcut: String,
    /// The words around what was found, on a line of their own.
    pub snippet: Option<Snippet>,
    /// From [`super::rank::score`] or the office's search; higher comes first.
    pub score: u32,
    /// What it does.
    pub action: A,
}

/// Lines of one kind under a heading.
#[derive(Clone, Debug)]
pub struct PaletteGroup<A> {
    /// The heading ("Commands", "People").
    pub title: String,
    /// The lines, in any order.
    pub items: Vec<PaletteItem<A>>,
}

/// Where the palette's lines come from.
pub trait PaletteProvider<A> {
    /// What answers `query`; asked when the palette opens and when its text changes, never each frame. An empty query
    /// asks for what is most useful now.
    fn groups(&self, query: &str) -> Vec<PaletteGroup<A>>;

    /// Whether what it gives answers `query` already. Until then Enter waits.
    fn is_ready(&self, query: &str) -> bool;
}

/// The palette's state.
#[derive(Clone, Debug)]
pub struct Palette<A> {
    open: bool,
    asked: Option<String>,
    stale: bool,
    /// Enter was pressed before there was an answer.
    enters: bool,
    query: String,
    groups: Vec<PaletteGroup<A>>,
    cursor: usize,
}

impl<A> Default for Palette<A> {
    fn default() -> Self {
        Self {
            open: false,
            asked: None,
            stale: false,
            enters: false,
            query: String::new(),
            groups: Vec::new(),
            cursor: 0,
        }
    }
}

/// Sorts each group by score, then the groups by their best line; lines of equal score keep their order.
pub fn arrange<A>(groups: &mut Vec<PaletteGroup<A>>) {
    groups.retain(|group| !group.items.is_empty());
    for group in groups.iter_mut() {
        group.items.sort_by_key(|item| std::cmp::Reverse(item.score));
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.items.first().map_or(0, |item| item.score)));
}

impl<A: Clone> Palette<A> {
    /// Opens it, empty.
    pub fn open(&mut self) {
        *self = Self { open: true, ..Self::default() };
    }

    /// Opens it if closed, closes it if open.
    pub fn toggle(&mut self) {
        if self.open { *self = Self::default() } else { self.open() }
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// What has been typed.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Asks the provider again, as after records changed or an answer has come.
    pub fn refresh(&mut self) {
        self.stale = true;
    }

    /// Draws it while open; returns what the chosen line does, and closes then.
    pub fn show(&mut self, ctx: &Context, provider: &dyn PaletteProvider<A>) -> Option<A> {
        if !self.open {
            return None;
        }
        let tokens = ctx.tokens();
        let language = ctx.language();
        let id = Id::unique("chancery palette");
        let input_id = id.with("input");
        let total: usize = self.groups.iter().map(|group| group.items.len()).sum();
        let enter = keyboard(ctx, &mut self.cursor, total);
        let width = 600.0_f32.min(ctx.content_rect().width() - 64.0);
        let area: Area = Modal::default_area(id)
            .role(Role::Dialog)
            .accessible_name(language.text("toolkit.palette"))
            .anchor(Align2::CENTER_TOP, vec2(0.0, (ctx.content_rect().height() * 0.12).round()));
        let frame = Frame::popup(&ctx.global_style())
            .fill(tokens.raised)
            .stroke(Stroke::new(1.0, tokens.line))
            .corner_radius(tokens.radius_large)
            .inner_margin(Margin::ZERO);
        let mut chosen = None;
        let response =
            Modal::new(id).area(area).backdrop_color(tokens.backdrop).frame(frame).show(ctx, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 0.0;
                self.input(ui, input_id);
                let is_new = self.asked.as_deref() != Some(&self.query);
                if is_new || self.stale {
                    self.groups = provider.groups(&self.query);
                    arrange(&mut self.groups);
                    self.asked = Some(self.query.clone());
                    self.stale = false;
                }
                if is_new {
                    (self.cursor, self.enters) = (0, false);
                    // What answers on another thread is asked before the next frame.
                    ui.ctx().request_repaint();
                }
                self.enters |= enter;
                let enter = self.enters && provider.is_ready(&self.query);
                let line = ui.cursor().top();
                ui.painter().hline(ui.max_rect().x_range(), line, Stroke::new(1.0, tokens.line));
                chosen = self.lines(ui, id, enter);
                ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), Stroke::new(1.0, tokens.line));
                Frame::new().inner_margin(Margin { left: 16, right: 16, top: 6, bottom: 6 }).show(ui, |ui| {
                    ui.label(
                        RichText::new(language.text("toolkit.palette_help")).small().color(tokens.text_weak),
                    );
                });
            });
        let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if chosen.is_some() || escape || response.backdrop_response.clicked() {
            *self = Self::default();
        }
        chosen
    }

    fn input(&mut self, ui: &mut Ui, input_id: Id) {
        let tokens = ui.tokens();
        let hint = ui.language().text("toolkit.palette_hint");
        let edit = TextEdit::singleline(&mut self.query)
            .id(input_id)
            .font(eframe::egui::FontId::proportional(tokens.section))
            .hint_text(hint)
            .frame(Frame::new().inner_margin(Margin { left: 44, right: 16, top: 14, bottom: 14 }))
            .event_filter(EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
                tab: true,
            })
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(ui.language().text("toolkit.palette"));
        let mark = Align2::LEFT_CENTER
            .align_size_within_rect(vec2(18.0, 18.0), response.rect.shrink2(vec2(16.0, 0.0)));
        paint_mark(ui.painter(), mark, Mark::Search, tokens.text_weak);
        if !response.has_focus() {
            response.request_focus();
        }
    }

    fn lines(&mut self, ui: &mut Ui, id: Id, enter: bool) -> Option<A> {
        let tokens = ui.tokens();
        let mut chosen = None;
        if self.groups.is_empty() {
            Frame::new().inner_margin(Margin::same(16)).show(ui, |ui| {
                ui.label(RichText::new(ui.language().text("toolkit.no_match")).color(tokens.text_weak));
            });
            return None;
        }
        let height = (ui.ctx().content_rect().height() * 0.55).min(11.0 * tokens.row + 80.0);
        Frame::new().inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                let mut place = 0;
                for group in &self.groups {
                    ui.add_space(6.0);
                    ui.horizontal(|ui| {
                        ui.add_space(8.0);
                        ui.label(RichText::new(&group.title).small().color(tokens.text_weak));
                    });
                    ui.add_space(2.0);
                    for item in &group.items {
                        let at_cursor = place == self.cursor;
                        let row = item_row(ui, id.with(("line", place)), item, at_cursor);
                        if row.clicked() || (enter && at_cursor) {
                            chosen = Some(item.action.clone());
                        }
                        if at_cursor {
                            row.scroll_to_me(None);
                        }
                        place += 1;
                    }
                }
            });
        });
        chosen
    }
}

/// Moves the cursor; says whether Enter was pressed. An input method keeps its own Enter: it never arrives as a key.
fn keyboard(ctx: &Context, cursor: &mut usize, total: usize) -> bool {
    let last = total.saturating_sub(1);
    ctx.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            *cursor = if *cursor >= last { 0 } else { *cursor + 1 };
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            *cursor = cursor.checked_sub(1).unwrap_or(last);
        }
        if input.consume_key(Modifiers::NONE, Key::PageDown) {
            *cursor = (*cursor + 10).min(last);
        }
        if input.consume_key(Modifiers::NONE, Key::PageUp) {
            *cursor = cursor.saturating_sub(10);
        }
        input.consume_key(Modifiers::NONE, Key::Enter)
    })
}

fn item_row<A>(ui: &mut Ui, id: Id, item: &PaletteItem<A>, at_cursor: bool) -> Response {
    let tokens = ui.tokens();
    let line = tokens.row + 4.0;
    let height = if item.snippet.is_some() { line + 18.0 } else { line };
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let response = ui.interact(rect, id, Sense::CLICK);
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, at_cursor));
        let body = TextStyle::Body.resolve(ui.style());
        let small = TextStyle::Small.resolve(ui.style());
        let mut inner = rect.shrink2(vec2(8.0, 0.0));
        inner.set_height(line);
        let painter = ui.painter().with_clip_rect(rect.shrink2(vec2(8.0, 0.0)).intersect(ui.clip_rect()));
        let mut left = inner.left_center();
        if !item.icon.is_empty() {
            let color = if at_cursor { tokens.accent_text } else { tokens.text_weak };
            painter.text(left + vec2(10.0, 0.0), Align2::CENTER_CENTER, item.icon, body.clone(), color);
            left.x += 28.0;
        }
        let title = painter.text(left, Align2::LEFT_CENTER, &item.title, body, tokens.text);
        let detail = title.right_center() + vec2(12.0, 0.0);
        painter.text(detail, Align2::LEFT_CENTER, &item.detail, small.clone(), tokens.text_weak);
        if let Some(snippet) = &item.snippet {
            let job = words_around(snippet, &small, tokens, inner.right() - left.x);
            let galley = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
            let top = eframe::egui::pos2(left.x, inner.bottom() - 4.0);
            painter.galley(top, galley, tokens.text_weak);
        }
        painter.text(inner.right_center(), Align2::RIGHT_CENTER, &item.shortcut, small, tokens.text_weak);
    }
    response.widget_info(|| {
        let mut name = item.title.clone();
        if !item.detail.is_empty() {
            name = format!("{name} {}", item.detail);
        }
        if let Some(of) = &item.snippet {
            name = format!("{name} {} {}{}{}", of.source, of.before, of.found, of.behind);
        }
        WidgetInfo::selected(Role::ListBoxOption, true, at_cursor, name)
    });
    response
}

/// The words around what was found on one line, what was found marked.
fn words_around(
    snippet: &Snippet,
    font: &eframe::egui::FontId,
    tokens: &crate::ui::tokens::Tokens,
    width: f32,
) -> LayoutJob {
    let weak = TextFormat::simple(font.clone(), tokens.text_weak);
    let found =
        TextFormat { background: tokens.selected, ..TextFormat::simple(font.clone(), tokens.accent_text) };
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(width), ..LayoutJob::default() };
    job.append(&snippet.source, 0.0, weak.clone());
    job.append(&snippet.before, 12.0, weak.clone());
    job.append(&snippet.found, 0.0, found);
    job.append(&snippet.behind, 0.0, weak);
    job
}
