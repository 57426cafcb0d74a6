//! What the tests of the core share: a disk that fails on demand, a script of commands, and a whole office as bytes.

use std::collections::{BTreeSet, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};
use std::io;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use chancery::desk::{BatchMode, Clock, Command, FixedClock, Office, Session, Values};
use chancery::model::{KeptMessage, Problem, RecordId, Value};
use chancery::records::RECORDS;
use chancery::store::vault::{Identity, Label, Recipient, Slot, SlotKind, Strength};
use chancery::store::{FORMAT, Founding, OfficeInfo, Snapshot, Store, StoreError, Table};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use redb::StorageBackend;

/// Noon in the office on 2026-03-02, plus days.
pub fn moment(days: i64) -> DateTime<Utc> {
    "2026-03-02T04:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(days)
}

pub fn day(text: &str) -> Value {
    Value::Date(text.parse::<NaiveDate>().unwrap())
}

/// The same identity for the same number.
pub fn id(number: u32) -> RecordId {
    let mut bytes = [0x11; 16];
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    RecordId::from_bytes(bytes)
}

pub fn info() -> OfficeInfo {
    OfficeInfo {
        format: FORMAT,
        id: id(0),
        name: "试验办公室".to_owned(),
        created_at: moment(0),
        demo: false,
    }
}

pub fn owner() -> Arc<Session> {
    Arc::new(Session::owner())
}

/// A clock that a test moves on.
pub struct SetClock(Mutex<DateTime<Utc>>);

impl SetClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(moment(0))))
    }

    pub fn set(&self, to: DateTime<Utc>) {
        *self.0.lock().unwrap() = to;
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub fn create(register: &str, number: u32, values: Values) -> Command {
    Command::Create { register: register.to_owned(), id: id(number), values }
}

pub fn update(register: &str, number: u32, base: Option<u64>, values: Values) -> Command {
    Command::Update { register: register.to_owned(), id: id(number), base, values }
}

pub fn void(register: &str, number: u32) -> Command {
    Command::Void { register: register.to_owned(), id: id(number), reason: "撤销".to_owned() }
}

pub fn restore(register: &str, number: u32) -> Command {
    Command::Restore { register: register.to_owned(), id: id(number) }
}

pub fn go(register: &str, number: u32, transition: &str) -> Command {
    Command::Move {
        register: register.to_owned(),
        id: id(number),
        base: None,
        transition: transition.to_owned(),
        values: Values::new(),
        reason: None,
    }
}

/// The same command with one more value.
pub fn with(command: Command, key: &'static str, value: Value) -> Command {
    match command {
        Command::Create { register, id, values } => {
            Command::Create { register, id, values: values.with(key, value) }
        }
        Command::Move { register, id, base, transition, values, reason } => {
            Command::Move { register, id, base, transition, values: values.with(key, value), reason }
        }
        other => other,
    }
}

/// The same step, with who signs it: the owner of the file says so.
pub fn signed(command: Command, person: u32) -> Command {
    let Command::Move { register, transition, .. } = &command else { return command };
    let (_, workflow) = chancery::records::find(register).unwrap().workflow().unwrap();
    match workflow.transition(transition).and_then(|step| step.signs) {
        Some(field) => with(command, field, Value::Link(id(person))),
        None => command,
    }
}

/// An item gets its number; person 10 files it.
pub fn filed(number: u32) -> Command {
    signed(go("archive_item", number, "file"), 10)
}

/// The same step with a reason.
pub fn because(command: Command) -> Command {
    match command {
        Command::Move { register, id, base, transition, values, .. } => {
            Command::Move { register, id, base, transition, values, reason: Some("试验".to_owned()) }
        }
        other => other,
    }
}

/// The fields and codes of what an office refuses its owner.
pub fn refused(office: &Office, command: Command) -> Vec<(Option<&'static str>, &'static str)> {
    match office.execute(&owner(), command) {
        Err(Problem::Input(faults)) => {
            faults.into_iter().map(|fault| (fault.field, fault.message.code())).collect()
        }
        other => panic!("{other:?}"),
    }
}

pub fn batch(steps: Vec<Command>, mode: BatchMode) -> Command {
    let label = KeptMessage { key: "batch".to_owned(), arguments: Vec::new() };
    Command::Batch { label, steps, mode }
}

pub fn attach(register: &str, number: u32, attachment: u32, content: &[u8]) -> Command {
    Command::Attach {
        register: register.to_owned(),
        id: id(number),
        attachment: id(attachment),
        name: "附件.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: content.to_vec(),
        reason: String::new(),
        text: None,
    }
}

pub fn unit(number: u32, code: &str) -> Command {
    create("unit", number, Values::new().text("code", code).text("name", format!("{code} 科")))
}

pub fn person(number: u32, name: &str) -> Command {
    create("person", number, Values::new().text("number", format!("P{number}")).text("name", name))
}

pub fn post(number: u32, code: &str, role: &str) -> Command {
    let values = Values::new().text("code", code).text("name", format!("{code} 岗"));
    create("post", number, values.with("role", Value::choice(role)))
}

pub fn appointment(number: u32, person: u32, post: u32) -> Command {
    let values = Values::new().with("person", Value::Link(id(person))).with("post", Value::Link(id(post)));
    create("appointment", number, values.with("from", day("2025-01-01")))
}

/// Commands of every kind, each of which succeeds and changes something.
pub fn script() -> Vec<Command> {
    let mut commands = vec![
        unit(1, "BGS"),
        unit(2, "XXK"),
        person(10, "王芳"),
        person(11, "李伟"),
        post(20, "ZR", "director"),
        appointment(30, 10, 20),
        update("unit", 1, Some(1), Values::new().with("head", Value::Link(id(10)))),
        update("person", 11, None, Values::new().text("email", "li@example.cn")),
        Command::Undo,
        Command::Redo,
        attach("person", 10, 40, b"first"),
        attach("person", 11, 41, &[7; 300_000]),
        Command::Detach { register: "person".to_owned(), id: id(10), attachment: id(40) },
        Command::Undo,
        go("person", 11, "start_leave"),
        go("person", 11, "resume"),
        void("unit", 2),
        restore("unit", 2),
        void("unit", 2),
        Command::Undo,
        batch((100..130).map(|number| person(number, "批量")).collect(), BatchMode::AllOrNothing),
        Command::Undo,
        Command::Redo,
    ];
    let policy = Values::new().text("number", "ZD-1").text("name", "公文管理办法");
    commands.push(create("policy", 50, policy.with("owner", Value::Link(id(1)))));
    commands.push(go("policy", 50, "consult"));
    commands.push(go("policy", 50, "deliberate"));
    for number in 0..8 {
        commands.push(update("person", 10, None, Values::new().text("place", format!("{number} 号楼"))));
    }
    commands
}

/// Everything in a file: table, key and content, in order.
pub fn contents(snapshot: &Snapshot) -> Result<Vec<(String, Vec<u8>, Vec<u8>)>, StoreError> {
    let mut found = Vec::new();
    let registers = RECORDS.iter().map(|record_type| Table::Rows(record_type.name()));
    for table in Table::FIXED.into_iter().chain(registers) {
        snapshot.visit(table, &[], &mut |key, value| {
            found.push((table.name().into_owned(), key.to_vec(), value.to_vec()));
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(found)
}

/// One number for everything in a file.
pub fn digest(snapshot: &Snapshot) -> Result<u64, StoreError> {
    let mut hasher = DefaultHasher::new();
    contents(snapshot)?.hash(&mut hasher);
    Ok(hasher.finish())
}

/// Whether an office file is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    Plain,
    Sealed,
}

/// What a password costs in tests: next to nothing.
pub const CHEAP: Strength = Strength { memory: 8, passes: 1, lanes: 1 };

/// The account and password of [`FOUNDING`].
pub const ACCOUNT: (&str, &str) = ("王芳", "correct horse battery");

/// The recovery code of [`FOUNDING`].
pub const RECOVERY: &str = "ABCD-EFGH-JKMN-PQRS";

/// One account and a recovery code.
pub static FOUNDING: LazyLock<Founding> = LazyLock::new(|| {
    let mut founding = Founding { capacity: 8, ..Founding::new().unwrap() };
    let slot = |kind, label, secret: &str, identity: &Identity| {
        Slot::new(kind, label, CHEAP, secret, identity, &founding.data).unwrap()
    };
    let (person, paper) = (Identity::new().unwrap(), Identity::new().unwrap());
    founding.publics =
        vec![(Recipient::Account(id(900)), person.public()), (Recipient::Recovery, paper.public())];
    let name = Label::of_account(&founding.salt, ACCOUNT.0);
    let code = chancery::store::vault::normal_code(RECOVERY);
    founding.slots = vec![
        slot(SlotKind::Account, name, ACCOUNT.1, &person),
        slot(SlotKind::Recovery, Label::of_recovery(&founding.salt), &code, &paper),
    ];
    founding
});

/// Opens a store on a disk.
pub fn store_on(disk: &Disk, cover: Cover) -> Result<Store, StoreError> {
    match cover {
        Cover::Plain => Store::with_backend(disk.clone(), &info()),
        Cover::Sealed => Store::with_sealed_backend(disk.clone(), &info(), &FOUNDING),
    }
}

/// Opens an office on a disk.
pub fn office_under(disk: &Disk, cover: Cover) -> Office {
    Office::new(store_on(disk, cover).unwrap(), Arc::new(FixedClock(moment(0)))).unwrap()
}

/// Opens an office without encryption on a disk.
pub fn office_on(disk: &Disk) -> Office {
    office_under(disk, Cover::Plain)
}

/// An office in memory.
pub fn office() -> Office {
    office_on(&Disk::default())
}

/// The digests of an office before the script and after each of its commands.
pub fn script_digests(cover: Cover) -> Vec<u64> {
    let office = office_under(&Disk::default(), cover);
    let mut digests = vec![digest(&office.store().snapshot().unwrap()).unwrap()];
    for command in script() {
        let outcome = office.execute(&owner(), command.clone()).unwrap_or_else(|problem| {
            panic!("{command:?}: {problem:?}");
        });
        assert_ne!(outcome.number, 0, "{command:?} changes nothing");
        digests.push(digest(&office.store().snapshot().unwrap()).unwrap());
    }
    digests
}

/// The file of an office that was just made.
pub fn fresh_image(cover: Cover) -> Vec<u8> {
    let disk = Disk::default();
    drop(office_under(&disk, cover));
    disk.image()
}

const SECTOR: usize = 512;

/// How a call fails.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The number of the mutating call, from 1.
    pub at: u64,
    /// What the operating system says.
    pub kind: io::ErrorKind,
    /// Whether every later call fails too.
    pub forever: bool,
}

#[derive(Debug, Default)]
struct State {
    /// What a power cut leaves.
    durable: Vec<u8>,
    /// What the process sees.
    current: Vec<u8>,
    /// Sectors that differ.
    unsynced: BTreeSet<usize>,
    calls: u64,
    syncs: u64,
    fault: Option<Fault>,
    cut_at_sync: Option<u64>,
    without_power: bool,
}

/// A disk in memory that can lose its power and refuse calls.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<State>>);

impl Disk {
    /// A disk that holds an image, everything durable.
    pub fn of(image: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(State { durable: image.clone(), current: image, ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Lets a call fail.
    pub fn fail(&self, fault: Fault) {
        let mut state = self.state();
        state.calls = 0;
        state.fault = Some(fault);
    }

    /// Takes the power before the sync of this number, from 1, has any effect.
    pub fn cut_power_at_sync(&self, number: u64) {
        let mut state = self.state();
        state.syncs = 0;
        state.cut_at_sync = Some(number);
    }

    /// Whether the power was not cut yet.
    pub fn has_power(&self) -> bool {
        !self.state().without_power
    }

    /// Starts counting anew.
    pub fn reset_counts(&self) {
        let mut state = self.state();
        (state.calls, state.syncs) = (0, 0);
    }

    /// Mutating calls and syncs so far.
    pub fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.calls, state.syncs)
    }

    /// What the process sees.
    pub fn image(&self) -> Vec<u8> {
        self.state().current.clone()
    }

    /// What a power cut leaves when no unsynced sector reached the disk.
    pub fn durable_image(&self) -> Vec<u8> {
        self.state().durable.clone()
    }

    /// What a power cut leaves when the disk had written some of the unsynced sectors, and perhaps the new length.
    pub fn torn_image(&self, random: &mut Random) -> Vec<u8> {
        let state = self.state();
        let mut image = state.durable.clone();
        if random.chance() {
            image.resize(state.current.len(), 0);
        }
        for sector in &state.unsynced {
            let start = sector * SECTOR;
            let end = (start + SECTOR).min(state.current.len()).min(image.len());
            if start < end && random.chance() {
                image[start..end].copy_from_slice(&state.current[start..end]);
            }
        }
        image
    }
}

impl State {
    fn call(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.without_power {
            return Err(io::Error::other("no power"));
        }
        match self.fault {
            Some(fault) if self.calls == fault.at || (fault.forever && self.calls > fault.at) => {
                Err(fault.kind.into())
            }
            _ => Ok(()),
        }
    }

    fn mark(&mut self, start: usize, end: usize) {
        self.unsynced.extend(start / SECTOR..end.div_ceil(SECTOR));
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().current.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.state();
        let start = usize::try_from(offset).unwrap();
        let wanted = state.current.get(start..start + out.len());
        out.copy_from_slice(wanted.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        let (old, new) = (state.current.len(), usize::try_from(len).unwrap());
        state.current.resize(new, 0);
        state.mark(old.min(new), old.max(new));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state();
        state.syncs += 1;
        if state.cut_at_sync.is_some_and(|number| state.syncs >= number) {
            state.without_power = true;
        }
        state.call()?;
        state.durable = state.current.clone();
        state.unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.call()?;
        let start = usize::try_from(offset).unwrap();
        let end = start + data.len();
        state.current.get_mut(start..end).ok_or(io::ErrorKind::UnexpectedEof)?.copy_from_slice(data);
        state.mark(start, end);
        Ok(())
    }
}

/// Random numbers that are the same in every run (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit
    }

    pub fn chance(&mut self) -> bool {
        self.number() & 1 == 1
    }
}

/// How pages are counted when papers are filed, as the window and the command line do.
pub const PAGES: chancery::desk::PageCounters = chancery::desk::PageCounters {
    of_file: chancery::exchange::extract::page_count,
    of_paper: chancery::print::papers::pages_of_paper,
};
