//! A table as it stands in a file, before anything is known of its meaning.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use calamine::{Data, DataRef, Reader as _};

use super::decode::text_of_table;
use super::row::{Cells, Row};
use crate::model::{AmountUnit, Message, Problem};
use crate::rules::holiday_table::HolidayTable;
use crate::store::StoreError;

/// A table with more columns is a mistake, not a register.
const MOST_COLUMNS: usize = 2000;

/// Larger workbooks are refused: a small container can hold a bomb.
const MOST_WORKBOOK_BYTES: u64 = 64 * 1024 * 1024;

/// What the parts of a workbook may take together once they are unpacked.
const MOST_INFLATED_BYTES: u64 = 1024 * 1024 * 1024;

/// A workbook with more sheets is read as far as this.
const MOST_SHEETS: usize = 200;

/// More cells than this are refused before they are read.
const MOST_CELLS: u64 = 20_000_000;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Titles of the columns.
    pub columns: Vec<String>,
    /// Rows below the header, empty ones left out.
    pub rows: Vec<Row>,
    /// What stands above the header, a text a row: the title of a table, whose it is, the unit of its amounts.
    pub preamble: Vec<String>,
    /// Rows in which no header was found yet.
    waiting: Vec<Row>,
}

/// So many rows may stand above the header. Where none of them looks like one, the first is it.
const MOST_PREAMBLE: usize = 40;

impl Sheet {
    /// Reads a table: `.xlsx`, `.xls` and `.ods` as workbooks, `.json` and `.jsonl` as objects, anything else as CSV.
    ///
    /// # Errors
    /// A sentence with the line for what makes the whole file unreadable; one with its size where a text is larger than
    /// 512 MiB.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "xlsx" | "xlsm" | "xls" | "ods" => {
                let sheet = Self::from_workbook(path, 1)?.pop();
                sheet.map(|(_, sheet)| sheet).ok_or_else(|| Problem::input(Message::new("import.empty")))
            }
            "json" | "jsonl" | "ndjson" => Self::from_json(&text_of_table(path)?),
            _ => Self::from_csv(&text_of_table(path)?),
        }
    }

    /// Reads separated values; the separator is whichever of comma, semicolon and tab the header has most of.
    ///
    /// # Errors
    /// When quotes are broken, a row has more cells than the header, or there is no header.
    pub fn from_csv(text: &str) -> Result<Self, Problem> {
        let mut lines = text.lines().take(MOST_PREAMBLE).filter(|line| !line.trim().is_empty());
        let first = lines.clone().next().unwrap_or_default();
        let header_line =
            lines.find(|line| line.contains([',', '\t', ';']) && !line.contains('：')).unwrap_or(first);
        let count = |separator: char| header_line.matches(separator).count();
        if count(',').max(count('\t')).max(count(';')) >= MOST_COLUMNS {
            return Err(Problem::input(Message::new("import.too_many_columns").with("most", MOST_COLUMNS)));
        }
        check_quotes(text)?;
        let separator = [(',', b','), ('\t', b'\t'), (';', b';')]
            .into_iter()
            .max_by_key(|(separator, byte)| (count(*separator), *byte == b','))
            .map_or(b',', |(_, byte)| byte);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut sheet = Self::default();
        let (mut counted_to, mut counted) = (0_usize, 1_u64);
        let mut record = csv::StringRecord::new();
        let broken = |error: csv::Error| {
            let line = error.position().map_or(1, csv::Position::line);
            Problem::input(Message::new("import.broken_row").with("line", line))
        };
        while reader.read_record(&mut record).map_err(broken)? {
            // The reader's own count stands still on empty lines and on a line feed after a return.
            let start = record.position().map_or(0, csv::Position::byte);
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            let rest = text.as_bytes().get(start..).unwrap_or_default();
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let passed = text.as_bytes().get(counted_to..start + blank).unwrap_or_default();
            let lines = passed.iter().filter(|byte| **byte == b'\n').count();
            counted += u64::try_from(lines).unwrap_or_default();
            counted_to = start + blank;
            let line = counted;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut cells = Cells::with_capacity(record.len(), record.as_slice().len());
            record.iter().for_each(|cell| cells.push(cell));
            sheet.take(line, cells)?;
        }
        sheet.finish()
    }

    /// Reads every sheet of a workbook, with their names; empty ones are left out.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_workbook(path: &Path) -> Result<Vec<(String, Self)>, Problem> {
        Self::from_workbook(path, MOST_SHEETS)
    }

    fn from_workbook(path: &Path, most: usize) -> Result<Vec<(String, Self)>, Problem> {
        let broken = |detail: String| Problem::input(Message::new("import.workbook").with("detail", detail));
        let open = |error: std::io::Error| StoreError::from_io(&error, path);
        if fs::metadata(path).map_err(open)?.len() > MOST_WORKBOOK_BYTES
            || inflated_bytes(&fs::read(path).map_err(open)?) > MOST_INFLATED_BYTES
        {
            return Err(Problem::input(Message::new("import.too_large")));
        }
        let mut workbook = calamine::open_workbook_auto(path).map_err(|error| broken(error.to_string()))?;
        let names = workbook.sheet_names();
        let mut sheets = Vec::new();
        for name in names.into_iter().take(most) {
            let sheet = if let calamine::Sheets::Xlsx(workbook) = &mut workbook {
                Self::from_cells(workbook, &name)?
            } else {
                let range = workbook.worksheet_range(&name).map_err(|error| broken(error.to_string()))?;
                Self::from_range(&range)?
            };
            // An empty first sheet is a mistake to be told of, an empty one among others is not.
            match sheet.finish() {
                Ok(sheet) => sheets.push((name, sheet)),
                Err(problem) if most == 1 => return Err(problem),
                Err(_) => {}
            }
        }
        Ok(sheets)
    }

    fn from_range(range: &calamine::Range<Data>) -> Result<Self, Problem> {
        let (height, width) = range.get_size();
        let cells = u64::try_from(height)
            .unwrap_or(u64::MAX)
            .saturating_mul(u64::try_from(width).unwrap_or(u64::MAX));
        if cells > MOST_CELLS || width > MOST_COLUMNS {
            return Err(Problem::input(Message::new("import.too_large")));
        }
        let mut sheet = Self::default();
        let first = range.start().map_or(0, |(row, _)| u64::from(row));
        for (row, line) in range.rows().zip(first + 1..) {
            let cells: Cells = row.iter().map(cell_text).collect();
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                sheet.take(line, cells)?;
            }
        }
        Ok(sheet)
    }

    /// Reads a worksheet cell by cell: one cell far away must not make a table of billions.
    fn from_cells<S: std::io::Read + std::io::Seek>(
        workbook: &mut calamine::Xlsx<S>,
        name: &str,
    ) -> Result<Self, Problem> {
        let broken = |error: calamine::XlsxError| {
            Problem::input(Message::new("import.workbook").with("detail", error.to_string()))
        };
        let too_large = || Problem::input(Message::new("import.too_large"));
        let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
        let mut sheet = Self::default();
        let (mut at, mut cells, mut count) = (0_u32, Cells::default(), 0_u64);
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let (line, column) = cell.get_position();
            let column = usize::try_from(column).map_err(|_| too_large())?;
            if line != at {
                // The next row is likely as wide.
                let next = Cells::with_capacity(cells.len(), cells.bytes());
                sheet.take_filled(at, std::mem::replace(&mut cells, next))?;
                at = line;
            }
            let text = match cell.get_value() {
                DataRef::String(text) => Cow::Borrowed(text.as_str()),
                DataRef::SharedString(text) => Cow::Borrowed(*text),
                other => Cow::Owned(cell_text(&Data::from(other.clone()))),
            };
            if text.trim().is_empty() {
                continue;
            }
            if column >= MOST_COLUMNS {
                return Err(Problem::input(
                    Message::new("import.too_many_columns").with("most", MOST_COLUMNS),
                ));
            }
            if column < cells.len() {
                cells.set(column, &text);
                continue;
            }
            count += u64::try_from(column + 1 - cells.len()).unwrap_or(u64::MAX);
            if count > MOST_CELLS {
                return Err(too_large());
            }
            cells.resize(column);
            cells.push(&text);
        }
        sheet.take_filled(at, cells)?;
        Ok(sheet)
    }

    fn take_filled(&mut self, row: u32, cells: Cells) -> Result<(), Problem> {
        if cells.is_empty() { Ok(()) } else { self.take(u64::from(row) + 1, cells) }
    }

    /// Reads JSON objects, one a line or in an array; the columns are their keys in order of appearance.
    ///
    /// # Errors
    /// When a line is no object; the message names it.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let bad = |line: u64| Problem::input(Message::new("import.broken_row").with("line", line));
        if let Some(days) = holidays(text) {
            return days;
        }
        let objects: Vec<(u64, serde_json::Value)> = if text.trim_start().starts_with('[') {
            let array: Vec<serde_json::Value> =
                serde_json::from_str(text).map_err(|error| bad(u64::try_from(error.line()).unwrap_or(1)))?;
            (1..).zip(array).collect()
        } else {
            let lines = (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
            lines
                .map(|(line, object)| Ok((line, serde_json::from_str(object).map_err(|_| bad(line))?)))
                .collect::<Result<_, Problem>>()?
        };
        let mut sheet = Self::default();
        let mut places = std::collections::HashMap::new();
        for (line, object) in objects {
            let serde_json::Value::Object(fields) = object else { return Err(bad(line)) };
            let mut cells = vec![String::new(); sheet.columns.len()];
            for (key, value) in fields {
                let place = *places.entry(key.clone()).or_insert_with(|| {
                    sheet.columns.push(key);
                    cells.push(String::new());
                    sheet.columns.len() - 1
                });
                let text = match value {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text,
                    serde_json::Value::Array(items) => {
                        items.iter().filter_map(|item| item.as_str()).collect::<Vec<_>>().join(";")
                    }
                    serde_json::Value::Object(_) => {
                        let message = Message::new("import.nested").with("line", line);
                        return Err(Problem::input(message.with("column", sheet.column_title(place))));
                    }
                    other => other.to_string(),
                };
                if let Some(cell) = cells.get_mut(place) {
                    *cell = text;
                }
            }
            if sheet.columns.len() > MOST_COLUMNS {
                return Err(Problem::input(
                    Message::new("import.too_many_columns").with("most", MOST_COLUMNS),
                ));
            }
            sheet.rows.push(Row { line, cells: cells.iter().collect() });
        }
        sheet.finish()
    }

    fn column_title(&self, place: usize) -> &str {
        self.columns.get(place).map_or("", String::as_str)
    }

    fn take(&mut self, line: u64, cells: Cells) -> Result<(), Problem> {
        if !self.columns.is_empty() {
            return self.take_row(line, cells);
        }
        if looks_like_header(&cells) {
            self.preamble = std::mem::take(&mut self.waiting).iter().map(Row::in_words).collect();
            return self.take_header(&cells);
        }
        self.waiting.push(Row { line, cells });
        if self.waiting.len() > MOST_PREAMBLE { self.take_waiting() } else { Ok(()) }
    }

    /// No row looks like a header: the first is it.
    fn take_waiting(&mut self) -> Result<(), Problem> {
        let mut waiting = std::mem::take(&mut self.waiting).into_iter();
        if let Some(header) = waiting.next() {
            self.take_header(&header.cells)?;
        }
        waiting.try_for_each(|row| self.take_row(row.line, row.cells))
    }

    fn take_header(&mut self, cells: &Cells) -> Result<(), Problem> {
        if cells.len() > MOST_COLUMNS {
            return Err(Problem::input(Message::new("import.too_many_columns").with("most", MOST_COLUMNS)));
        }
        self.columns = cells.iter().map(|title| title.trim().to_owned()).collect();
        Ok(())
    }

    fn take_row(&mut self, line: u64, cells: Cells) -> Result<(), Problem> {
        let is_wider = cells.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty());
        if is_wider {
            return Err(Problem::input(
                Message::new("import.too_many_cells").with("line", line).with("most", self.columns.len()),
            ));
        }
        self.rows.push(Row { line, cells });
        Ok(())
    }

    fn finish(mut self) -> Result<Self, Problem> {
        self.take_waiting()?;
        if self.columns.is_empty() {
            return Err(Problem::input(Message::new("import.empty")));
        }
        Ok(self)
    }

    /// In what the amounts of a column are: as its title says in brackets, else as stands above the table (单位：万元).
    pub fn unit_of(&self, column: usize) -> AmountUnit {
        let in_title = self.columns.get(column).and_then(|title| unit_in_title(title));
        let above = || {
            let words = self.preamble.iter().flat_map(|line| line.split([':', '：', ' ', '，', '（', '）']));
            words.filter_map(AmountUnit::of_word).next()
        };
        in_title.or_else(above).unwrap_or_default()
    }

    /// The table with more columns, each with the same text in every row.
    #[must_use]
    pub fn with_constants(&self, constants: &[(String, String)]) -> Self {
        let mut wider = self.clone();
        for (title, text) in constants {
            for row in &mut wider.rows {
                row.cells.resize(wider.columns.len());
                row.cells.push(text);
            }
            wider.columns.push(title.clone());
        }
        wider
    }

    /// The place of a column by any of some titles, without case, spaces, underscores and hyphens.
    pub fn column(&self, titles: &[&str]) -> Option<usize> {
        let plain = |title: &str| -> String {
            title.to_lowercase().chars().filter(|character| character.is_alphanumeric()).collect()
        };
        titles.iter().find_map(|wanted| {
            let wanted = plain(wanted);
            self.columns.iter().position(|title| plain(title) == wanted)
        })
    }
}

/// A title without the unit in brackets at its end, as 金额（万元）.
pub(super) fn without_unit(title: &str) -> &str {
    match split_brackets(title) {
        Some((before, inside)) if AmountUnit::of_word(inside).is_some() => before.trim_end(),
        _ => title,
    }
}

fn unit_in_title(title: &str) -> Option<AmountUnit> {
    split_brackets(title).and_then(|(_, inside)| AmountUnit::of_word(inside))
}

fn split_brackets(title: &str) -> Option<(&str, &str)> {
    let inner = title.trim_end().strip_suffix([')', '）'])?;
    inner.rsplit_once(['(', '（'])
}

/// A header names at least two columns; lines above it stand alone or are labels with what they name (账号：6222…).
fn looks_like_header(cells: &Cells) -> bool {
    let filled = || cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let is_label = |cell: &str| cell.contains('：') || cell.contains(": ");
    filled().count() > 1 && !filled().any(is_label)
}

/// A yearly table of the project holiday-cn as rows of the register of holidays; `None` when the text is no such table.
fn holidays(text: &str) -> Option<Result<Sheet, Problem>> {
    // One object with the days in a list; lines of objects are a register's rows.
    let whole: serde_json::Value = serde_json::from_str(text).ok()?;
    whole.get("days")?.as_array()?;
    let table = match HolidayTable::from_json(text) {
        Ok(table) => table,
        Err(problems) => {
            let problem = problems.first()?;
            let message =
                Message::new("import.holidays").with("line", problem.line).with("detail", &problem.kind);
            return Some(Err(Problem::input(message)));
        }
    };
    let columns = ["date", "name", "working"].map(str::to_owned).to_vec();
    let rows = table.days.into_iter().zip(2..).map(|((date, day), line)| Row {
        line,
        cells: [date.to_string(), day.name, day.is_work.to_string()].iter().collect(),
    });
    Some(Ok(Sheet { columns, rows: rows.collect(), ..Sheet::default() }))
}

/// A quote that is never closed would swallow the rest of the file in silence.
fn check_quotes(text: &str) -> Result<(), Problem> {
    let mut open_since = None;
    let mut line = 1_u64;
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'"', b'\n', bytes) {
        match (bytes.get(at), open_since) {
            (Some(b'"'), None) => open_since = Some(line),
            (Some(b'"'), Some(_)) => open_since = None,
            _ => line += 1,
        }
    }
    match open_since {
        Some(line) => Err(Problem::input(Message::new("import.open_quote").with("line", line))),
        None => Ok(()),
    }
}

/// What the parts of a ZIP file say they take unpacked, from the entries of its directory (APPNOTE 4.3.12); 0 for
/// what is no ZIP file.
fn inflated_bytes(container: &[u8]) -> u64 {
    const SIGNATURE: &[u8] = b"PK\x01\x02";
    const SIZE_AT: usize = 24;
    let entries = memchr::memmem::find_iter(container, SIGNATURE);
    let sizes = entries.filter_map(|at| {
        let bytes = container.get(at + SIZE_AT..at + SIZE_AT + 4)?;
        Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
    });
    sizes.fold(0, u64::saturating_add)
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
    }
}
