//! A page that shows every widget, for looking at them and for testing them together.

use std::borrow::Cow;

use chrono::{Datelike as _, NaiveDate};
use eframe::egui::{CentralPanel, Key, KeyboardShortcut, Modifiers, Panel, ScrollArea, Ui};

use super::icons;
use super::tokens::{Status, UiExt as _};
use super::widgets::avatar::avatar;
use super::widgets::buttons::ButtonsExt as _;
use super::widgets::calendar::DayKind;
use super::widgets::dialog::{Dialog, Question, Questions, Weight, button_row};
use super::widgets::empty_state::empty_state;
use super::widgets::field_edit::{
    Field, choice_field, date_field, flag_field, link_field, long_text_field, parsed_field, read_only_field,
    tags_field, text_field,
};
use super::widgets::mark::lamp;
use super::widgets::palette::{Palette, PaletteGroup, PaletteItem, PaletteProvider};
use super::widgets::progress::{JobProgress, job_line};
use super::widgets::rank::score;
use super::widgets::search_box::search_box;
use super::widgets::section::{key_values, screen_title, section_title};
use super::widgets::segmented::segmented;
use super::widgets::selection::RowId;
use super::widgets::table::{Cell, CellStyle, Column, Table, TableSource, TableState};
use super::widgets::toast::Toasts;

/// What the gallery's palette, toasts and questions ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Ask the question.
    Question,
    /// Open the editing dialog.
    Edit,
    /// Show a toast.
    Toast,
    /// Void the record in question.
    Void,
    /// Take back what a toast said.
    Undo,
}

/// Which part is shown beside the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Inputs.
    #[default]
    Form,
    /// Everything else.
    Parts,
    /// The empty state.
    Empty,
}

/// Rows made up from their number.
#[derive(Clone, Debug)]
pub struct SampleRows {
    /// How many.
    pub count: usize,
    /// Whether they are shown from the last.
    pub reversed: bool,
}

const NAMES: [&str; 8] = ["张伟", "王芳", "李娜", "刘洋", "陈静", "杨磊", "赵敏", "欧阳文"];
const TITLES: [&str; 5] = [
    "关于召开年度工作会议的通知",
    "办公用品采购合同",
    "三季度预算执行情况报告",
    "消防安全检查记录",
    "来访接待安排",
];
const STATES: [(&str, Status); 5] = [
    ("草拟", Status::Neutral),
    ("三天内到期", Status::DueSoon),
    ("进度落后", Status::Behind),
    ("已逾期", Status::Overdue),
    ("已办结", Status::Done),
];

impl SampleRows {
    fn number(&self, index: usize) -> usize {
        if self.reversed { self.count - index } else { index + 1 }
    }
}

fn pick<T: Copy>(from: &[T], number: usize) -> Option<T> {
    from.get(number % from.len().max(1)).copied()
}

impl TableSource for SampleRows {
    fn row_count(&self) -> usize {
        self.count
    }

    fn row_id(&self, index: usize) -> RowId {
        RowId::try_from(self.number(index)).unwrap_or_default()
    }

    fn index_of(&self, id: RowId) -> Option<usize> {
        let number = usize::try_from(id).ok().filter(|number| (1..=self.count).contains(number))?;
        Some(if self.reversed { self.count - number } else { number - 1 })
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let number = self.number(index);
        match key {
            "number" => Cell::styled(format!("〔2026〕{number} 号"), CellStyle::Weak),
            "title" => Cell::styled(pick(&TITLES, number * 7 / 3).unwrap_or_default(), CellStyle::Link),
            "keeper" => Cell::plain(pick(&NAMES, number * 5 / 2).unwrap_or_default()),
            "state" => {
                let (text, status) = pick(&STATES, number * 11 / 4).unwrap_or(("", Status::Neutral));
                Cell::styled(text, CellStyle::Status(status))
            }
            "kind" => Cell::styled(if number.is_multiple_of(3) { "合同" } else { "公文" }, CellStyle::Chip),
            "cost" => Cell::plain(format!("{},{:03}.{:02}", number % 97, number * 37 % 1000, number % 100)),
            _ => Cell::default(),
        }
    }

    fn total(&self, key: &str) -> Option<Cow<'_, str>> {
        match key {
            "number" => Some(format!("{} 项", self.count).into()),
            "cost" => Some("48,213,900.00".into()),
            _ => None,
        }
    }
}

/// The gallery's state.
pub struct Gallery {
    /// The rows of its table.
    pub rows: SampleRows,
    /// The table's state.
    pub table: TableState,
    /// What is shown at the side.
    pub side: Side,
    /// Its questions.
    pub questions: Questions<Asked>,
    /// Its toasts.
    pub toasts: Toasts<Asked>,
    /// Its palette.
    pub palette: Palette<Asked>,
    /// Whether the editing dialog is open.
    pub editing: bool,
    /// The last thing asked for.
    pub asked: Option<Asked>,
    /// The last row opened.
    pub opened: Option<RowId>,
    /// How often rows of its table began to be dragged.
    pub drags: usize,
    /// The text of its text field.
    pub title: String,
    /// The date of its date field.
    pub due: Option<NaiveDate>,
    /// The number of its number field.
    pub amount: i64,
    /// The person its link field names.
    pub keeper: Option<(u128, String)>,
    query: String,
    note: String,
    kind: Option<usize>,
    secret: bool,
    tags: Vec<String>,
}

impl Gallery {
    /// A gallery whose table has `count` rows.
    pub fn new(count: usize) -> Self {
        Self {
            rows: SampleRows { count, reversed: false },
            table: TableState::default(),
            side: Side::Form,
            questions: Questions::default(),
            toasts: Toasts::default(),
            palette: Palette::default(),
            editing: false,
            asked: None,
            opened: None,
            drags: 0,
            title: "关于召开年度工作会议的通知".to_owned(),
            due: NaiveDate::from_ymd_opt(2026, 10, 10),
            amount: 128_000,
            keeper: None,
            query: String::new(),
            note: String::new(),
            kind: Some(0),
            secret: true,
            tags: vec!["会议".to_owned(), "年度".to_owned()],
        }
    }

    /// Draws everything.
    pub fn ui(&mut self, ui: &mut Ui) {
        let shortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::K);
        if ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            self.palette.toggle();
        }
        Panel::right("gallery side").default_size(400.0).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| self.side(ui));
        });
        CentralPanel::default().show(ui, |ui| {
            screen_title(ui, "公文登记", |ui| {
                if ui.primary_button((icons::ADD, "新建公文")).clicked() {
                    self.editing = true;
                }
                ui.icon_button(icons::PRINT, "打印", None);
                if ui.icon_button(icons::SEARCH, "查找", Some(&shortcut)).clicked() {
                    self.palette.open();
                }
            });
            ui.horizontal(|ui| {
                search_box(ui, "search", &mut self.query, "按标题、文号查找", 260.0);
                let parts = [(Side::Form, "表单"), (Side::Parts, "部件"), (Side::Empty, "空")];
                segmented(ui, "侧栏", &mut self.side, &parts);
            });
            self.table(ui);
        });
        self.overlays(ui);
    }

    fn table(&mut self, ui: &mut Ui) {
        let columns = [
            Column::new("number", "文号", 140.0),
            Column::new("title", "标题", 200.0).grows(),
            Column::new("keeper", "承办人", 80.0),
            Column::new("state", "状态", 112.0),
            Column::new("kind", "类别", 72.0).unsorted(),
            Column::new("cost", "金额（元）", 104.0).numeric(),
        ];
        let mut voided = false;
        let mut menu = |ui: &mut Ui, _row: RowId| voided |= ui.button("作废…").clicked();
        let table = Table::new("公文登记表", &columns, &self.rows).menu(&mut menu).drags(true);
        let done = table.show(ui, &mut self.table);
        if done.sort_changed {
            self.rows.reversed = self.table.sort.first().is_some_and(|key| key.descending);
        }
        self.opened = done.opened.or(done.followed.map(|(id, _)| id)).or(self.opened);
        self.drags += usize::from(done.drag_started);
        if voided {
            self.ask();
        }
    }

    fn side(&mut self, ui: &mut Ui) {
        match self.side {
            Side::Form => self.form(ui),
            Side::Parts => self.parts(ui),
            Side::Empty => {
                if empty_state(ui, icons::DOCUMENT, "还没有公文，先登记第一件", Some("登记公文"))
                {
                    self.editing = true;
                }
            }
        }
    }

    fn form(&mut self, ui: &mut Ui) {
        section_title(ui, "登记信息");
        text_field(ui, &Field::new("标题").required().error(title_error(&self.title)), &mut self.title);
        let today = NaiveDate::from_ymd_opt(2026, 9, 28).unwrap_or_default();
        let due = Field::new("办结期限").help("节假日顺延到下一个工作日");
        date_field(ui, &due, &mut self.due, today, &sample_day_kind);
        let parse =
            |text: &str| text.replace(',', "").parse().map_err(|_| "请填写整数，如 128000".to_owned());
        parsed_field(ui, &Field::new("金额（元）"), &mut self.amount, |amount| amount.to_string(), parse);
        choice_field(
            ui,
            &Field::new("类别"),
            &mut self.kind,
            &["通知", "通报", "报告", "请示", "批复", "纪要"],
        );
        link_field(ui, &Field::new("承办人"), &mut self.keeper, "输入姓名", |query| {
            let names = (1_u128..).zip(NAMES).filter(|(_, name)| score(query, [*name]).is_some());
            names.map(|(id, name)| (id, name.to_owned(), "综合办公室".to_owned())).collect()
        });
        flag_field(ui, &Field::new("涉密"), &mut self.secret);
        tags_field(ui, &Field::new("标签"), &mut self.tags);
        long_text_field(ui, &Field::new("备注"), &mut self.note, 3);
        read_only_field(ui, &Field::new("登记人"), "王芳");
    }

    fn parts(&mut self, ui: &mut Ui) {
        section_title(ui, "按钮");
        ui.horizontal_wrapped(|ui| {
            if ui.button("普通").clicked() {
                self.toasts.info("已刷新");
            }
            if ui.quiet_button("次要").clicked() {
                self.toasts.error("附件没有保存：磁盘已满，请清理后再试");
            }
            if ui.danger_button("作废…").clicked() {
                self.ask();
            }
            ui.add_enabled_ui(false, |ui| ui.button("不可用"));
        });
        section_title(ui, "状态");
        ui.horizontal_wrapped(|ui| {
            for (text, status) in STATES {
                lamp(ui, status, text);
            }
        });
        ui.horizontal_wrapped(|ui| {
            for (text, status) in STATES {
                ui.chip(text, Some(status));
            }
            ui.chip("公文", None);
        });
        section_title(ui, "人员");
        ui.horizontal(|ui| {
            for name in NAMES {
                avatar(ui, name, 32.0);
            }
        });
        section_title(ui, "属性");
        key_values(ui, &[("文号", "〔2026〕1 号"), ("密级", "内部"), ("上次修改人", "王芳"), ("附件", "")]);
        section_title(ui, "后台任务");
        let known = JobProgress {
            name: "导入人员名册",
            fraction: Some(0.42),
            detail: "4,200 / 10,000",
            can_cancel: true,
        };
        job_line(ui, &known);
        job_line(ui, &JobProgress { name: "备份", fraction: None, detail: "", can_cancel: false });
    }

    fn ask(&mut self) {
        self.questions.ask(Question {
            title: "作废这件公文".to_owned(),
            body: "作废后不再出现在登记表中，可以随时恢复。".to_owned(),
            answers: vec![("作废".to_owned(), Weight::Danger, Asked::Void)],
        });
    }

    fn overlays(&mut self, ui: &Ui) {
        let ctx = ui.ctx();
        if self.editing {
            let (saved, dismissed) = Dialog::new("gallery edit", "新建公文").edits().show(ctx, |ui| {
                text_field(ui, &Field::new("标题").required(), &mut self.title);
                choice_field(ui, &Field::new("类别"), &mut self.kind, &["通知", "通报", "报告"]);
                button_row(ui, |ui| {
                    let saved = ui.primary_button("保存").clicked();
                    let cancelled = ui.button(ui.language().text("toolkit.cancel")).clicked();
                    if cancelled {
                        ui.close();
                    }
                    saved
                })
            });
            if saved {
                self.toasts.done("已登记 1 件公文", Some(("撤销".to_owned(), Asked::Undo)));
            }
            self.editing = !saved && dismissed.is_none();
        }
        let mut asked = self.questions.show(ctx);
        asked = asked.or(self.palette.show(ctx, &SamplePalette));
        asked = asked.or(self.toasts.show(ctx));
        match asked {
            Some(Asked::Question) => self.ask(),
            Some(Asked::Edit) => self.editing = true,
            Some(Asked::Toast) => self.toasts.warn("印章借用将于明天到期"),
            Some(Asked::Void) => self.toasts.done("已作废", Some(("撤销".to_owned(), Asked::Undo))),
            Some(Asked::Undo) => self.toasts.info("已恢复"),
            None => {}
        }
        self.asked = asked.or(self.asked);
    }
}

fn title_error(title: &str) -> &'static str {
    if title.trim().is_empty() { "标题不能为空" } else { "" }
}

fn sample_day_kind(day: NaiveDate) -> DayKind {
    match (day.month(), day.day()) {
        (10, 1..=7) => DayKind::Holiday,
        (9, 27) | (10, 10) => DayKind::MakeUp,
        _ => DayKind::Ordinary,
    }
}

struct SamplePalette;

impl PaletteProvider<Asked> for SamplePalette {
    fn groups(&self, query: &str) -> Vec<PaletteGroup<Asked>> {
        let commands = [
            (icons::ADD, "新建公文", "xjgw", "Ctrl+N", Asked::Edit),
            (icons::PRINT, "打印登记表", "dydjb", "Ctrl+P", Asked::Toast),
            (icons::DELETE, "作废…", "zf", "", Asked::Question),
        ];
        let commands = commands.into_iter().filter_map(|(icon, title, initials, shortcut, action)| {
            let score = score(query, [title, initials])?;
            let (title, shortcut) = (title.to_owned(), shortcut.to_owned());
            let (detail, snippet) = (String::new(), None);
            Some(PaletteItem { icon, title, detail, shortcut, snippet, score, action })
        });
        let people = NAMES.into_iter().filter_map(|name| {
            let score = score(query, [name])?;
            let detail = "综合办公室 · 科员".to_owned();
            let (title, shortcut) = (name.to_owned(), String::new());
            let (icon, snippet, action) = (icons::PERSON, None, Asked::Toast);
            Some(PaletteItem { icon, title, detail, shortcut, snippet, score, action })
        });
        vec![
            PaletteGroup { title: "命令".to_owned(), items: commands.collect() },
            PaletteGroup { title: "人员".to_owned(), items: people.collect() },
        ]
    }

    fn is_ready(&self, _query: &str) -> bool {
        true
    }
}
