//! The shapes staff lists come in, recognised by their titles: `id,parentId` tables, posts that report to posts, and
//! lists of employees with their managers. All become entries of one kind.

use std::collections::HashMap;

use super::{ImportProblem, Row, Sheet};
use crate::model::{Message, Problem};

/// Somebody, or some equal posts, of a staff list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Entry {
    pub(super) line: u64,
    /// Reference that others report to; made from the line where the list has none.
    pub(super) reference: String,
    /// Reference or name of the superior.
    pub(super) superior: String,
    /// Name of the holder; empty for a vacant post or a group.
    pub(super) name: String,
    /// Name of the post.
    pub(super) post: String,
    pub(super) unit: String,
    pub(super) grade: String,
    pub(super) email: String,
    pub(super) phone: String,
    /// First day, as written.
    pub(super) since: String,
    /// Places in hundredths, where the list tells them.
    pub(super) places: Option<i64>,
    /// A group of junior posts, which has no holders of its own.
    pub(super) group: bool,
}

/// A part of an entry: its key, the key of its name, and the titles it is known by, the surest first.
pub(super) struct Part {
    pub(super) key: &'static str,
    pub(super) text: &'static str,
    titles: &'static [&'static str],
}

/// The parts of an entry, in the order of [`part_columns`].
pub(super) static PARTS: [Part; 11] = [
    Part {
        key: "reference",
        text: "staff.part_reference",
        titles: &[
            "Post Unique Reference",
            "employee number",
            "employee id",
            "工号",
            "工號",
            "编号",
            "编码",
            "number",
            "id",
        ],
    },
    Part {
        key: "superior",
        text: "staff.part_superior",
        titles: &[
            "Reports to Senior Post",
            "Reporting Senior Post",
            "parentId",
            "parent",
            "manager number",
            "manager id",
            "managerId",
            "上级工号",
            "上级编号",
            "上級工號",
            "reports to",
            "manager",
            "manager name",
            "supervisor",
            "上级",
            "上級",
            "直接上级",
            "汇报对象",
        ],
    },
    Part {
        key: "name",
        text: "staff.part_name",
        titles: &["name", "full name", "employee name", "employee", "姓名", "first name", "firstName"],
    },
    Part {
        key: "last_name",
        text: "staff.part_last_name",
        titles: &["lastName", "last name", "surname", "family name"],
    },
    Part {
        key: "post",
        text: "staff.part_post",
        titles: &[
            "Job Title",
            "Generic Job Title",
            "position",
            "title",
            "post",
            "岗位",
            "崗位",
            "职务",
            "職務",
            "职位",
        ],
    },
    Part {
        key: "unit",
        text: "staff.part_unit",
        titles: &[
            "department_name",
            "department",
            "Unit",
            "Job/Team Function",
            "部门",
            "部門",
            "机构",
            "所属部门",
        ],
    },
    Part {
        key: "grade",
        text: "staff.part_grade",
        titles: &["Grade", "Grade (or equivalent)", "Payscale", "职级", "級別", "级别"],
    },
    Part {
        key: "email",
        text: "staff.part_email",
        titles: &["email", "e-mail", "Contact E-mail", "邮箱", "电子邮件"],
    },
    Part {
        key: "phone",
        text: "staff.part_phone",
        titles: &["phone_number", "phone", "telephone", "Contact Phone", "电话", "電話"],
    },
    Part {
        key: "since",
        text: "staff.part_since",
        titles: &["hire_date", "hired", "start date", "hired on", "入职日期", "入職日期", "任职日期"],
    },
    Part {
        key: "places",
        text: "staff.part_places",
        titles: &["Number of Posts in FTE", "FTE", "places", "编制", "編制"],
    },
];

/// The column of each part: the one mapped to it, else the first with a known title that is mapped to nothing else.
pub(super) fn part_columns(sheet: &Sheet, mapping: &[(String, String)]) -> [Option<usize>; 11] {
    let is_mapped = |place: usize| {
        sheet.columns.get(place).is_some_and(|title| mapping.iter().any(|(column, _)| column == title))
    };
    PARTS.each_ref().map(|part| {
        match mapping.iter().find(|(_, to)| to == part.key).map(|(column, _)| column) {
            Some(title) => sheet.columns.iter().position(|other| other == title),
            None => sheet.column(part.titles).filter(|place| !is_mapped(*place)),
        }
    })
}

/// Recognises a staff list and reads its rows.
///
/// # Errors
/// When neither the titles nor the mapping say who is who.
pub(super) fn entries(
    sheet: &Sheet,
    mapping: &[(String, String)],
    problems: &mut Vec<ImportProblem>,
) -> Result<Vec<Entry>, Problem> {
    let [reference, superior, name, last_name, post, unit, grade, email, phone, since, places] =
        part_columns(sheet, mapping);
    if superior.is_none() || (name.is_none() && post.is_none()) {
        let known = PARTS.each_ref().map(|part| part.key).join(", ");
        return Err(Problem::input(Message::new("staff.not_recognised").with("known", known)));
    }
    let columns = [unit, grade, email, phone, since];
    let cell = |row: &Row, place: Option<usize>| place.map_or("", |place| row.cell(place)).to_owned();
    let junior = sheet.column(&["Reporting Senior Post"]).is_some();
    let mut entries = Vec::with_capacity(sheet.rows.len());
    let mut made: HashMap<String, u32> = HashMap::new();
    for row in &sheet.rows {
        let [unit, grade, email, phone, since] = columns.map(|place| cell(row, place));
        let mut full_name = cell(row, name);
        let last = cell(row, last_name);
        if !last.is_empty() {
            full_name = format!("{full_name} {last}").trim().to_owned();
        }
        let vacant = ["vacant", "空缺", "n/a", "n/d", "-"].contains(&full_name.to_lowercase().as_str());
        let mut entry = Entry {
            line: row.line,
            reference: cell(row, reference),
            superior: cell(row, superior),
            name: if vacant { String::new() } else { full_name },
            post: cell(row, post),
            unit,
            grade,
            email,
            phone,
            since,
            places: None,
            group: junior,
        };
        let told = cell(row, places);
        if !told.is_empty() {
            match crate::model::parse_decimal(&told, 2) {
                Ok(places) => entry.places = Some(places),
                Err(message) => {
                    problems.push(ImportProblem::at(row.line, Some("places".to_owned()), message));
                }
            }
        }
        if ["", "xx", "0", "-"].contains(&entry.superior.to_lowercase().as_str()) {
            entry.superior.clear();
        }
        if entry.reference.is_empty() {
            entry.reference = if entry.group {
                format!("{}-{}-{}", entry.superior, entry.post, entry.grade)
            } else if entry.name.is_empty() {
                format!("L{}", row.line)
            } else {
                entry.name.clone()
            };
            let same = made.entry(entry.reference.to_lowercase()).or_default();
            *same += 1;
            let is_second = *same > 1;
            if is_second {
                entry.reference = format!("{} {same}", entry.reference);
            }
            // A list without numbers at all is told by its titles; a row without one is told by its line.
            let note = match (is_second, reference.is_some()) {
                (true, _) => Some("staff.second_of_name"),
                (false, true) => Some("staff.made_reference"),
                (false, false) => None,
            };
            if let Some(key) = note.filter(|_| !entry.group) {
                let message = Message::new(key).with("value", &entry.reference);
                problems.push(ImportProblem::at(row.line, Some("reference".to_owned()), message));
            }
        }
        if entry.post.is_empty() {
            entry.post.clone_from(if entry.name.is_empty() { &entry.reference } else { &entry.name });
            if post.is_some() {
                let message = Message::new("staff.made_post").with("value", &entry.post);
                problems.push(ImportProblem::at(row.line, Some("post".to_owned()), message));
            }
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// The superior of each entry, by its place; what does not lead anywhere is reported.
///
/// `outside` tells whether a reference names a post the office already has; such an entry has no superior here.
pub(super) fn superiors(
    entries: &[Entry],
    outside: &dyn Fn(&str) -> bool,
    problems: &mut Vec<ImportProblem>,
) -> Vec<Option<usize>> {
    let by_reference: HashMap<&str, usize> =
        entries.iter().enumerate().rev().map(|(place, entry)| (entry.reference.as_str(), place)).collect();
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.name.is_empty()) {
        by_name.entry(&entry.name).or_default().push(place);
    }
    let mut report = |entry: &Entry, message: Message| {
        problems.push(ImportProblem::at(entry.line, Some("superior".to_owned()), message));
    };
    let mut found: Vec<Option<usize>> = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        let superior = match (by_reference.get(entry.superior.as_str()), by_name.get(entry.superior.as_str()))
        {
            _ if entry.superior.is_empty() => None,
            // A name that stands in for a number two people share says nothing.
            (Some(one), Some(many)) if many.len() > 1 && many.contains(one) => {
                let message = Message::new("import.ambiguous").with("value", &entry.superior);
                report(entry, message.with("count", many.len()));
                None
            }
            (Some(superior), _) => Some(*superior),
            (None, Some(named)) => match named.as_slice() {
                [one] => Some(*one),
                many => {
                    let message = Message::new("import.ambiguous").with("value", &entry.superior);
                    report(entry, message.with("count", many.len()));
                    None
                }
            },
            (None, None) if outside(&entry.superior) => None,
            (None, None) => {
                report(entry, Message::new("staff.unknown_superior").with("value", &entry.superior));
                None
            }
        };
        if superior == Some(place) {
            report(entry, Message::new("staff.own_superior").with("name", &entry.reference));
            found.push(None);
        } else {
            found.push(superior);
        }
    }
    cut_circles(entries, &mut found, &mut report);
    found
}

/// Names every member of a circle and cuts the line that closes it.
fn cut_circles(entries: &[Entry], superiors: &mut [Option<usize>], report: &mut dyn FnMut(&Entry, Message)) {
    let mut done = vec![false; superiors.len()];
    for start in 0..superiors.len() {
        let mut path = Vec::new();
        let mut on_path = std::collections::HashSet::new();
        let mut at = Some(start);
        while let Some(place) = at.filter(|place| !done.get(*place).copied().unwrap_or(true)) {
            if !on_path.insert(place) {
                let circle: Vec<usize> = path.iter().copied().skip_while(|other| *other != place).collect();
                let names = circle.iter().filter_map(|place| entries.get(*place));
                let names = names.map(|entry| entry.reference.as_str()).collect::<Vec<_>>().join(" → ");
                for entry in circle.iter().filter_map(|place| entries.get(*place)) {
                    report(entry, Message::new("staff.circle").with("members", &names));
                }
                if let Some(superior) = path.last().and_then(|last| superiors.get_mut(*last)) {
                    *superior = None;
                }
                break;
            }
            path.push(place);
            at = superiors.get(place).copied().flatten();
        }
        for place in path {
            if let Some(done) = done.get_mut(place) {
                *done = true;
            }
        }
    }
}

/// The numbers below `count`, each after those it needs; what needs itself in a circle comes where it stands.
pub(super) fn dependencies_first(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
    let mut order = Vec::with_capacity(count);
    // 0 untouched, 1 waiting for what it needs, 2 done.
    let mut states = vec![0_u8; count];
    for start in 0..count {
        let mut stack = vec![start];
        while let Some(at) = stack.last().copied() {
            match states.get(at).copied() {
                Some(0) => {
                    if let Some(state) = states.get_mut(at) {
                        *state = 1;
                    }
                    let waiting = needs(at).into_iter().filter(|need| states.get(*need) == Some(&0));
                    stack.extend(waiting.collect::<Vec<_>>());
                }
                state => {
                    stack.pop();
                    if state == Some(1) {
                        order.push(at);
                        if let Some(state) = states.get_mut(at) {
                            *state = 2;
                        }
                    }
                }
            }
        }
    }
    order
}
