//! Objects of a PDF (ISO 32000-1, 7.3), found by looking through the whole file: what its tables of contents say is
//! not needed, so damaged files read as far as they go.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;

use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::Effort;

/// Objects within objects.
const DEEPEST: u32 = 32;
/// More objects than this are not looked at.
const MOST_OBJECTS: usize = 300_000;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Nothing,
    Number(f64),
    Name(String),
    Bytes(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(HashMap<String, Object>),
    Reference(u32),
    /// An operator of a content stream, or a word that is none of the above.
    Word(String),
}

impl Object {
    pub(super) fn get(&self, key: &str) -> &Object {
        match self {
            Self::Dictionary(entries) => entries.get(key).unwrap_or(&Self::Nothing),
            _ => &Self::Nothing,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            _ => "",
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// Reads values one after another.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) place: usize,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_mark(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.place).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.place += 1;
                }
            } else if is_blank(byte) {
                self.place += 1;
            } else {
                break;
            }
        }
    }

    /// The next value; `None` at the end or at a closing bracket.
    pub(super) fn next(&mut self, depth: u32) -> Option<Object> {
        self.skip_blanks();
        if depth > DEEPEST {
            return None;
        }
        let byte = self.peek()?;
        match byte {
            b'/' => {
                self.place += 1;
                Some(Object::Name(self.word()))
            }
            b'(' => Some(self.literal()),
            b'<' if self.bytes.get(self.place + 1) == Some(&b'<') => {
                self.place += 2;
                let mut entries = HashMap::new();
                while let Some(key) = self.next(depth + 1) {
                    let Object::Name(key) = key else { continue };
                    let Some(value) = self.next(depth + 1) else { break };
                    entries.insert(key, value);
                }
                self.place += 2;
                Some(Object::Dictionary(entries))
            }
            b'<' => Some(self.hexadecimal()),
            b'[' => {
                self.place += 1;
                let mut items = Vec::new();
                while let Some(item) = self.next(depth + 1) {
                    items.push(item);
                }
                self.place += 1;
                Some(Object::Array(items))
            }
            b'>' | b']' => None,
            b'{' | b'}' | b')' => {
                self.place += 1;
                Some(Object::Nothing)
            }
            _ => Some(self.number_or_word()),
        }
    }

    fn word(&mut self) -> String {
        let start = self.place;
        while self.peek().is_some_and(|byte| !is_blank(byte) && !is_mark(byte)) {
            self.place += 1;
        }
        String::from_utf8_lossy(self.bytes.get(start..self.place).unwrap_or_default()).into_owned()
    }

    fn number_or_word(&mut self) -> Object {
        let word = self.word();
        if word.is_empty() {
            self.place += 1;
            return Object::Nothing;
        }
        let Ok(number) = word.parse::<f64>() else { return Object::Word(word) };
        // 12 0 R
        let after = self.place;
        if let Ok(object) = word.parse::<u32>() {
            self.skip_blanks();
            let generation = self.word();
            self.skip_blanks();
            if generation.parse::<u16>().is_ok() && self.word() == "R" {
                return Object::Reference(object);
            }
            self.place = after;
        }
        Object::Number(number)
    }

    fn literal(&mut self) -> Object {
        self.place += 1;
        let mut bytes = Vec::new();
        let mut depth = 1;
        while let Some(byte) = self.peek() {
            self.place += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    let escaped = self.peek().unwrap_or_default();
                    self.place += 1;
                    match escaped {
                        b'n' => bytes.push(b'\n'),
                        b'r' => bytes.push(b'\r'),
                        b't' => bytes.push(b'\t'),
                        b'b' => bytes.push(8),
                        b'f' => bytes.push(12),
                        b'\n' | b'\r' => {}
                        b'0'..=b'7' => {
                            let mut value = u32::from(escaped - b'0');
                            for _ in 0..2 {
                                let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                                value = value * 8 + u32::from(digit - b'0');
                                self.place += 1;
                            }
                            bytes.push(u8::try_from(value & 0xff).unwrap_or_default());
                        }
                        other => bytes.push(other),
                    }
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
        }
        Object::Bytes(bytes)
    }

    fn hexadecimal(&mut self) -> Object {
        self.place += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.place += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        }
        let pair = |pair: &[u8]| {
            let first = pair.first().copied().unwrap_or_default();
            first * 16 + pair.get(1).copied().unwrap_or_default()
        };
        Object::Bytes(digits.chunks(2).map(pair).collect())
    }
}

/// Where a stream's bytes stand.
type Place = (usize, usize);

/// The objects of a file.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    objects: BTreeMap<u32, (Object, Option<Place>)>,
    pub(super) is_encrypted: bool,
}

impl<'a> File<'a> {
    /// Looks through a file.
    pub(super) fn read(bytes: &'a [u8], effort: &mut Effort) -> Self {
        let mut file = Self { bytes, objects: BTreeMap::new(), is_encrypted: false };
        let mut packed = Vec::new();
        for place in memmem::find_iter(bytes, b" obj") {
            if file.objects.len() > MOST_OBJECTS || !effort.goes_on() {
                break;
            }
            let Some(number) = number_before(bytes, place) else { continue };
            let mut reader = Reader { bytes, place: place + 4 };
            let Some(object) = reader.next(0) else { continue };
            reader.skip_blanks();
            let stream = bytes.get(reader.place..).filter(|rest| rest.starts_with(b"stream")).map(|rest| {
                let start = reader.place + if rest.get(6) == Some(&b'\r') { 8 } else { 7 };
                let length = object.get("Length").number().and_then(whole);
                let end = length.map(|length| start.saturating_add(length)).filter(|end| {
                    let after = bytes.get(*end..end.saturating_add(20)).unwrap_or_default();
                    memmem::find(after, b"endstream").is_some()
                });
                let end = end.unwrap_or_else(|| {
                    let rest = bytes.get(start..).unwrap_or_default();
                    memmem::find(rest, b"endstream").map_or(bytes.len(), |length| start + length)
                });
                (start, end)
            });
            if object.get("Type").name() == "ObjStm" {
                packed.push(number);
            }
            file.objects.insert(number, (object, stream));
        }
        file.is_encrypted = memmem::find(bytes, b"/Encrypt").is_some();
        for number in packed {
            file.unpack(number, effort);
        }
        file
    }

    /// The objects inside an object stream.
    fn unpack(&mut self, number: u32, effort: &mut Effort) {
        let Some((object, _)) = self.objects.get(&number) else { return };
        let count = object.get("N").number().and_then(whole).unwrap_or(0);
        let first = object.get("First").number().and_then(whole).unwrap_or(0);
        let data = self.stream(number, effort);
        let mut head = Reader { bytes: &data, place: 0 };
        let mut found = Vec::new();
        for _ in 0..count.min(MOST_OBJECTS) {
            let (Some(number), Some(offset)) = (
                head.next(0).and_then(|of| of.number()).and_then(whole),
                head.next(0).and_then(|of| of.number()).and_then(whole),
            ) else {
                break;
            };
            let mut reader = Reader { bytes: &data, place: first.saturating_add(offset) };
            if let (Ok(number), Some(object)) = (u32::try_from(number), reader.next(0)) {
                found.push((number, object));
            }
        }
        for (number, object) in found {
            self.objects.entry(number).or_insert((object, None));
        }
    }

    /// A value, its reference followed.
    pub(super) fn follow<'b>(&'b self, object: &'b Object) -> &'b Object {
        let mut object = object;
        for _ in 0..8 {
            match object {
                Object::Reference(number) => {
                    object = self.objects.get(number).map_or(&Object::Nothing, |(object, _)| object);
                }
                _ => return object,
            }
        }
        &Object::Nothing
    }

    /// Every object with its number.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Object)> {
        self.objects.iter().map(|(number, (object, _))| (*number, object))
    }

    /// The bytes of a stream as they stand in the file; `None` where an object has none.
    pub(super) fn raw(&self, number: u32) -> Option<&[u8]> {
        let (_, Some((start, end))) = self.objects.get(&number)? else { return None };
        self.bytes.get(*start..(*end).max(*start))
    }

    /// The unpacked bytes of a stream.
    pub(super) fn stream(&self, number: u32, effort: &mut Effort) -> Vec<u8> {
        let Some((object, _)) = self.objects.get(&number) else { return Vec::new() };
        let Some(raw) = self.raw(number) else { return Vec::new() };
        let filters: Vec<&str> = match self.follow(object.get("Filter")) {
            Object::Name(name) => vec![name.as_str()],
            Object::Array(names) => names.iter().map(Object::name).collect(),
            _ => Vec::new(),
        };
        let mut data = raw.to_vec();
        for filter in filters {
            if filter != "FlateDecode" {
                return Vec::new();
            }
            let mut unpacked = Vec::new();
            let room = u64::try_from(effort.room()).unwrap_or(u64::MAX);
            // What could be unpacked before a fault is better than nothing.
            ZlibDecoder::new(data.as_slice()).take(room).read_to_end(&mut unpacked).ok();
            effort.took(unpacked.len());
            data = unpacked;
        }
        let predictor = object.get("DecodeParms").get("Predictor").number().unwrap_or(1.0);
        if predictor > 9.5 { without_predictor(&data, object) } else { data }
    }
}

/// Undoes the PNG predictors (ISO 32000-1, 7.4.4.4) that object streams may use.
fn without_predictor(data: &[u8], object: &Object) -> Vec<u8> {
    let columns = object.get("DecodeParms").get("Columns").number().and_then(whole).unwrap_or(1).max(1);
    let mut plain: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; columns];
    for row in data.chunks(columns + 1) {
        let Some((kind, row)) = row.split_first() else { break };
        let mut left = 0_u8;
        let mut made = Vec::with_capacity(columns);
        for (byte, up) in row.iter().zip(&above) {
            let value = match kind {
                1 => byte.wrapping_add(left),
                2 => byte.wrapping_add(*up),
                3 => byte.wrapping_add(u8::midpoint(left, *up)),
                _ => *byte,
            };
            left = value;
            made.push(value);
        }
        plain.extend_from_slice(&made);
        made.resize(columns, 0);
        above = made;
    }
    plain
}

/// The object number in `12 0 obj`, given the place of ` obj`.
fn number_before(bytes: &[u8], place: usize) -> Option<u32> {
    let before = bytes.get(place.saturating_sub(20)..place)?;
    let text = String::from_utf8_lossy(before);
    let mut words = text.rsplit(|of: char| !of.is_ascii_digit());
    let generation = words.next()?;
    let number = words.next()?;
    (!generation.is_empty()).then(|| number.parse().ok())?
}

/// A number as a count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies between 0 and a billion"
)]
pub(super) fn whole(number: f64) -> Option<usize> {
    (0.0..1e9).contains(&number).then_some(number as usize)
}
