//! Contents with a key of their own: who opens them, who does not even with a broken filter, and what of them can be
//! read in the file.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use chancery::desk::accounts::{self, Pass, SignedIn, Who};
use chancery::desk::{Command, Office, SearchIndex, Session, Texts, Values};
use chancery::exchange::texts::{read_missing, text_of};
use chancery::model::{Mark, Problem, Secrecy, Term, Value};
use chancery::records::{RECORDS, find};
use chancery::store::attachment::{self, Attachment};
use chancery::store::audit::{self, Verb};
use chancery::store::{StoreError, backup, convert, integrity};
use chancery::text::Language;
use chrono::TimeDelta;
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::fixture::{
    CHEAP, SetClock, appointment, attach, contents, create, day, go, id, info, moment, owner, person, post,
    void,
};

const PASSWORD: &str = "four words make it";
const OTHER: &str = "another five words make";
const CONTENT: &[u8] = "收购价格-sealed-marker-".as_bytes();

/// The director li (10), the deputy zhao (11) and the staff qian (12); the owner is wang. Policy 50 has attachment 60.
struct Place {
    _folder: TempDir,
    file: PathBuf,
    clock: Arc<SetClock>,
    recovery: Zeroizing<String>,
    office: Office,
    wang: Pass,
}

fn content() -> Vec<u8> {
    CONTENT.repeat(3000)
}

impl Place {
    fn new(encrypted: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("office.chancery");
        let clock = SetClock::new();
        let (office, recovery) = if encrypted {
            accounts::create_sealed(&file, &info(), "wang", PASSWORD, CHEAP, clock.clone()).unwrap()
        } else {
            let office = Office::create(&file, &info(), clock.clone()).unwrap();
            let (_, recovery) = accounts::create_first(&office, &owner(), "wang", PASSWORD, CHEAP).unwrap();
            (office, recovery)
        };
        let wang = accounts::sign_in_again(&office, Who::Name("wang"), PASSWORD).unwrap();
        let place = Self { _folder: folder, file, clock, recovery, office, wang };
        for (number, name, role) in [(10, "li", "director"), (11, "zhao", "deputy"), (12, "qian", "staff")] {
            place.run(&place.wang, person(number, name));
            place.run(&place.wang, post(number + 100, role, role));
            place.run(&place.wang, appointment(number + 200, number, number + 100));
            let code =
                accounts::add(&place.office, &place.wang, name, Some(id(number)), false, CHEAP).unwrap();
            let pass = accounts::sign_in_again(&place.office, Who::Name(name), &code).unwrap();
            accounts::change_password(&place.office, &pass, &code, OTHER, CHEAP).unwrap();
        }
        place.run(&place.wang, clearance(10, "core_trade"));
        let policy = Values::new().text("number", "ZD50").text("name", "并购方案");
        place.run(&place.wang, create("policy", 50, policy));
        let mut attached = attach("policy", 50, 60, &content());
        let Command::Attach { text, .. } = &mut attached else { panic!() };
        *text = Some(String::from_utf8(CONTENT.to_vec()).unwrap());
        place.run(&place.wang, attached);
        place
    }

    fn both() -> [Self; 2] {
        [Self::new(false), Self::new(true)]
    }

    fn run(&self, pass: &Pass, command: Command) -> &'static str {
        let done = self.office.execute(&pass.session, command.clone());
        done.unwrap_or_else(|problem| panic!("{command:?}: {problem:?}")).message.key
    }

    fn pass(&self, name: &str) -> Pass {
        accounts::sign_in_again(&self.office, Who::Name(name), OTHER).unwrap()
    }

    fn kept(&self) -> Attachment {
        let snapshot = self.office.store().snapshot().unwrap();
        attachment::of(&snapshot, id(50)).unwrap().remove(0)
    }

    fn opens(&self, pass: &Pass) -> bool {
        opens(&self.office, pass)
    }

    /// Whether the keys of somebody open the content when no filter stands in between.
    fn has_key(&self, pass: &Pass) -> bool {
        has_key(&self.office, pass)
    }

    /// Whether the plain content stands in any value of the file.
    fn is_plain_within(&self) -> bool {
        let rows = contents(&self.office.store().snapshot().unwrap()).unwrap();
        rows.iter().any(|(_, _, value)| memchr::memmem::find(value, CONTENT).is_some())
    }

    fn is_plain_on_disk(&self) -> bool {
        memchr::memmem::find(&std::fs::read(&self.file).unwrap(), CONTENT).is_some()
    }

    fn reopened(self) -> Self {
        let Self { _folder, file, clock, recovery, office, wang } = self;
        drop((office, wang));
        let signed = accounts::sign_in(&file, Who::Name("wang"), PASSWORD, clock.clone()).unwrap();
        Self { _folder, file, clock, recovery, office: signed.office, wang: signed.pass }
    }
}

fn opens(office: &Office, pass: &Pass) -> bool {
    let snapshot = office.store().snapshot().unwrap();
    let Some(kept) = attachment::of(&snapshot, id(50)).unwrap().into_iter().next() else { return false };
    match office.reader(&pass.session).unwrap().content(&kept) {
        Ok(found) => {
            assert!(found == content());
            true
        }
        Err(Problem::Missing(_) | Problem::Denied(_) | Problem::Storage(StoreError::NoKey(_))) => false,
        Err(problem) => panic!("{problem:?}"),
    }
}

fn has_key(office: &Office, pass: &Pass) -> bool {
    let snapshot = office.store().snapshot().unwrap();
    let kept = attachment::of(&snapshot, id(50)).unwrap().remove(0);
    assert!(kept.sealed);
    let sealed = attachment::content(&snapshot, &kept.sha256).unwrap().unwrap();
    let moved = pass.keyring.open(&snapshot, id(60), id(51).as_bytes(), &sealed);
    assert!(moved.is_err(), "a content opens where it belongs only");
    match pass.keyring.open(&snapshot, id(60), id(50).as_bytes(), &sealed) {
        Ok(found) => {
            assert!(*found == content());
            true
        }
        Err(StoreError::NoKey(_)) => false,
        Err(error) => panic!("{error:?}"),
    }
}

fn clearance(number: u32, level: &str) -> Command {
    let values = Values::new().with("person", Value::Link(id(number))).with("level", Value::choice(level));
    create("clearance", number + 300, values.with("from", day("2026-01-01")).with("until", day("2026-12-31")))
}

fn core() -> Mark {
    Mark {
        level: Secrecy::CoreTrade,
        term: Term::Years(2),
        basis: "商业秘密目录 3".to_owned(),
        ..Mark::default()
    }
}

fn mark(attachment: Option<u32>, mark: Mark, reason: &str) -> Command {
    let attachment = attachment.map(id);
    Command::Mark { register: "policy".to_owned(), id: id(50), attachment, mark, reason: reason.to_owned() }
}

#[test]
fn what_is_marked_is_encrypted_for_those_who_may_know() {
    for place in Place::both() {
        let (li, zhao) = (place.pass("li"), place.pass("zhao"));
        assert!(place.opens(&zhao) && place.is_plain_within());
        assert_eq!(place.run(&li, mark(None, core(), "")), "done.marked_with_key");
        assert!(!place.is_plain_within(), "no value holds it any more");
        assert!(place.opens(&li) && place.has_key(&li) && place.has_key(&place.wang));
        assert!(!place.opens(&zhao) && !place.has_key(&zhao));
        // Acting as the director is not having the director's keys.
        let as_li = Session { keys: None, ..Session::clone(&li.session) };
        let refused = place.office.reader(&Arc::new(as_li)).unwrap().content(&place.kept());
        assert!(matches!(refused, Err(Problem::Storage(StoreError::NoKey(_)))), "{refused:?}");
        // What comes after is never in the plain, and neither is what could be read out of it.
        let mut later = attach("policy", 50, 61, &[CONTENT, b"2"].concat());
        let Command::Attach { text, .. } = &mut later else { panic!() };
        *text = Some(String::from_utf8(CONTENT.to_vec()).unwrap());
        place.run(&place.wang, later);
        assert!(!place.is_plain_within());
        let report = integrity::check(&place.office.store().snapshot().unwrap(), RECORDS).unwrap();
        assert_eq!(report.findings, []);
        let place = place.reopened();
        assert!(!place.is_plain_on_disk(), "nor do unused pages");
        assert!(!convert::has_remains(place.office.store()).unwrap());
        assert!(place.opens(&place.wang) && place.opens(&place.pass("li")));
    }
}

#[test]
fn unused_pages_are_what_the_raw_scan_would_find() {
    let place = Place::new(false);
    let li = place.pass("li");
    place.run(&li, mark(None, core(), ""));
    assert!(convert::has_remains(place.office.store()).unwrap());
    assert!(place.is_plain_on_disk(), "the scan can find something");
}

#[test]
fn a_clearance_brings_the_key_and_its_end_takes_it() {
    let place = Place::new(true);
    let (li, zhao) = (place.pass("li"), place.pass("zhao"));
    place.run(&li, mark(None, core(), ""));
    place.run(&place.wang, clearance(11, "core_trade"));
    assert!(place.has_key(&zhao) && place.opens(&zhao), "given by who has it");
    place.run(&place.wang, void("clearance", 311));
    assert!(!place.has_key(&zhao));
    // Who clears without having the key gives none; the next who has it does.
    place.office.execute(&owner(), Command::Restore { register: "clearance".into(), id: id(311) }).unwrap();
    assert!(!place.has_key(&zhao) && !place.opens(&zhao));
    place.pass("zhao");
    assert!(!place.has_key(&zhao), "nobody gives it to themselves");
    place.pass("li");
    assert!(place.has_key(&zhao));
    // A narrower circle takes it too, and the wider one needs a reason.
    place.run(&li, mark(None, Mark { circle: vec![id(10)], ..core() }, ""));
    assert!(!place.has_key(&zhao) && place.has_key(&li));
    place.run(&li, mark(None, Mark { circle: vec![id(10), id(11)], ..core() }, "参与谈判"));
    assert!(place.has_key(&zhao));
    // Dates pass by themselves; the next who signs in looks.
    place.clock.set(moment(0) + TimeDelta::days(366));
    accounts::sign_in_again(&place.office, Who::Name("wang"), PASSWORD).unwrap();
    assert!(!place.has_key(&zhao) && !place.has_key(&li) && place.has_key(&place.wang));
}

#[test]
fn a_reset_takes_the_keys_and_the_recovery_code_still_opens() {
    for place in Place::both() {
        let li = place.pass("li");
        place.run(&li, mark(None, core(), ""));
        let account = accounts::find_account(&place.office, "li").unwrap().meta.id;
        assert_eq!(li.account, Some(account));
        let bare = Pass { keyring: place.pass("zhao").keyring, ..place.wang.clone() };
        let code = accounts::reset(&place.office, &bare, "li", CHEAP).unwrap();
        let again = accounts::sign_in_again(&place.office, Who::Name("li"), &code).unwrap();
        assert!(!place.has_key(&again) && !place.has_key(&li), "the old key pair is gone");
        let paper = accounts::sign_in_again(&place.office, Who::Recovery, &place.recovery).unwrap();
        assert!(place.opens(&paper));
        assert!(place.has_key(&again), "whoever has it gives it on");
        accounts::change_password(&place.office, &again, &code, PASSWORD, CHEAP).unwrap();
        assert!(place.opens(&accounts::sign_in_again(&place.office, Who::Name("li"), PASSWORD).unwrap()));
    }
}

#[test]
fn conversion_backup_and_restore_keep_the_keys() {
    for place in Place::both() {
        let li = place.pass("li");
        place.run(&li, mark(None, core(), ""));
        let Place { _folder: folder, file, clock, office, wang, .. } = place;
        let was_encrypted = office.store().is_encrypted();
        let copy = folder.path().join("copy.backup");
        backup::write(&office.store().snapshot().unwrap(), &copy, &mut |_| true).unwrap();
        backup::prove_copy_of(office.store(), &copy, RECORDS).unwrap();
        drop(li);
        let signed = SignedIn { office, pass: wang };
        if was_encrypted {
            accounts::decrypt(signed, &mut |_| true).unwrap();
        } else {
            accounts::encrypt(signed, &mut |_| true).unwrap();
        }
        let back = folder.path().join("back.chancery");
        let store = accounts::open_backup(&copy, Who::Name("li"), OTHER).unwrap();
        backup::restore_from(store, &back, RECORDS, moment(0)).unwrap();
        for path in [file, back] {
            let li = accounts::sign_in(&path, Who::Name("li"), OTHER, clock.clone()).unwrap();
            assert!(opens(&li.office, &li.pass), "{}", path.display());
            drop(li);
            let zhao = accounts::sign_in(&path, Who::Name("zhao"), OTHER, clock.clone()).unwrap();
            assert!(!opens(&zhao.office, &zhao.pass) && !has_key(&zhao.office, &zhao.pass));
            let bytes = std::fs::read(&path).unwrap();
            assert!(memchr::memmem::find(&bytes, CONTENT).is_none());
        }
    }
}

#[test]
fn without_accounts_the_program_says_that_there_is_no_key_and_the_first_account_brings_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let clock = SetClock::new();
    let office = Office::create(&file, &info(), clock.clone()).unwrap();
    let policy = Values::new().text("number", "ZD50").text("name", "并购方案");
    office.execute(&owner(), create("policy", 50, policy)).unwrap();
    office.execute(&owner(), attach("policy", 50, 60, &content())).unwrap();
    let done = office.execute(&owner(), mark(None, core(), "")).unwrap();
    assert_eq!(done.message.key, "done.marked_without_key");
    let kept = attachment::of(&office.store().snapshot().unwrap(), id(50)).unwrap().remove(0);
    assert!(!kept.sealed);
    assert!(office.reader(&owner()).unwrap().content(&kept).unwrap() == content());
    let (pass, _) = accounts::create_first(&office, &owner(), "wang", PASSWORD, CHEAP).unwrap();
    assert!(opens(&office, &pass) && has_key(&office, &pass));
    drop((office, pass));
    drop(accounts::sign_in(&file, Who::Only, PASSWORD, clock).unwrap());
    assert!(memchr::memmem::find(&std::fs::read(&file).unwrap(), CONTENT).is_none());
}

#[test]
fn what_was_taken_off_before_the_mark_comes_back_sealed() {
    let place = Place::new(false);
    let li = place.pass("li");
    let detach = Command::Detach { register: "policy".to_owned(), id: id(50), attachment: id(60) };
    place.run(&place.wang, detach.clone());
    place.run(&li, mark(None, core(), ""));
    assert!(!place.is_plain_within(), "what undo would bring back is sealed too");
    place.run(&place.wang, Command::Undo);
    assert!(place.kept().sealed && place.opens(&li) && !place.opens(&place.pass("zhao")));
    place.run(&place.wang, Command::Redo);
    place.run(&place.wang, Command::Undo);
    assert!(place.opens(&li));
    // Attached in the plain, sealed since: undo and redo of the attaching keep it sealed.
    place.run(&place.wang, Command::Undo);
    assert!(!place.opens(&li));
    place.run(&place.wang, Command::Redo);
    assert!(place.kept().sealed && place.opens(&li) && !place.is_plain_within());
    let report = integrity::check(&place.office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert_eq!(report.findings, []);
    // Taken off and cleared meanwhile: the key comes with the clearance all the same.
    place.run(&place.wang, detach);
    place.run(&place.wang, clearance(11, "core_trade"));
    place.run(&place.wang, Command::Undo);
    place.run(&place.wang, Command::Undo);
    assert!(!place.opens(&place.pass("zhao")) && place.opens(&li));
}

#[test]
fn a_mark_that_falls_opens_the_content_for_everybody_by_the_hand_of_who_has_the_key() {
    let place = Place::new(false);
    let li = place.pass("li");
    place.run(&li, mark(None, core(), ""));
    place.run(&li, mark(None, Mark::default(), "已公开披露"));
    assert!(!place.kept().sealed && place.opens(&place.pass("qian")));
    assert!(attachment::guards(&place.office.store().snapshot().unwrap()).unwrap().is_empty());
    // Without the key the mark falls and the content stays sealed for those who had it.
    place.run(&li, mark(None, core(), ""));
    place.office.execute(&owner(), mark(None, Mark::default(), "公开")).unwrap();
    assert!(place.kept().sealed && place.opens(&li), "and whoever may know now is given it");
    place.pass("li");
    assert!(place.opens(&place.pass("qian")));
}

#[test]
fn a_sealed_attachment_opens_with_a_second_persons_consent() {
    let place = Place::new(true);
    let (li, zhao, qian) = (place.pass("li"), place.pass("zhao"), place.pass("qian"));
    let sealed = Mark { level: Secrecy::Internal, sealed: true, ..Mark::default() };
    place.run(&li, mark(Some(60), sealed, ""));
    assert!(place.has_key(&qian), "within the clearance");
    let policy = find("policy").unwrap();
    let listed = place.office.reader(&qian.session).unwrap().attachments(policy, id(50)).unwrap();
    assert_eq!(listed.len(), 1, "its name is no secret");
    let refused = place.office.reader(&qian.session).unwrap().content(&listed[0]).unwrap_err();
    assert_eq!(refused, Problem::denied("denied.sealed_attachment"));
    let values = Values::new().text("register", "policy").text("subject", id(50).to_string());
    place.run(&qian, create("opening", 70, values.text("purpose", "谈判准备")));
    assert!(place.office.execute(&qian.session, go("opening", 70, "consent")).is_err());
    place.run(&zhao, go("opening", 70, "consent"));
    assert!(place.opens(&qian) && !place.opens(&li), "opened for one");
    assert!(place.opens(&qian));
    place.run(&place.wang, person(90, "之后"));
    let mut reads = Vec::new();
    audit::visit_back(&place.office.store().snapshot().unwrap(), &mut |_, entry| {
        reads.extend((entry.verb == Verb::Read).then_some(entry.by));
        Ok(ControlFlow::Continue(()))
    })
    .unwrap();
    assert_eq!(reads, [Some(id(12)), Some(id(12))], "each look at it is written down, and no refusal is");
    place.clock.set(moment(0) + TimeDelta::minutes(31));
    assert!(!place.opens(&qian), "and not for long");
}

/// What is read out of a sealed file is found by those who have its key, stands in no value of the file, and is noted
/// as a reading when it is shown.
#[test]
fn a_sealed_text_is_found_by_those_who_have_its_key_only() {
    for place in Place::both() {
        let (li, zhao) = (place.pass("li"), place.pass("zhao"));
        let found = |pass: &Pass| {
            let reader = place.office.reader(&pass.session).unwrap();
            let index = SearchIndex::build(&reader, Language::English, &mut |_| true).unwrap();
            let texts = Texts::read(&reader, &Texts::default(), text_of, &mut |_| true).unwrap();
            index.with_texts(texts).search(&reader, "收购价格", 9).unwrap()
        };
        assert_eq!((found(&li).len(), found(&zhao).len()), (1, 1), "not sealed yet");
        place.run(&li, mark(None, core(), ""));
        read_missing(&place.office, &mut |_| true).unwrap();
        assert!(!place.is_plain_within(), "reading what is missing brings nothing back");
        let hits = found(&li);
        assert_eq!(hits[0].snippet.as_ref().unwrap().found, "收购价格");
        assert_eq!(found(&place.wang).len(), 1);
        assert_eq!(found(&zhao), []);
        let as_li = Session { keys: None, ..Session::clone(&li.session) };
        let reader = place.office.reader(&Arc::new(as_li)).unwrap();
        let texts = Texts::read(&reader, &Texts::default(), text_of, &mut |_| true).unwrap();
        assert!(texts.is_empty(), "acting as the director is not having the director's keys");
        let snapshot = place.office.store().snapshot().unwrap();
        assert_eq!(integrity::check(&snapshot, RECORDS).unwrap().findings, []);
        drop((snapshot, reader));
        let place = place.reopened();
        assert!(!place.is_plain_on_disk());
        let mut reads = 0;
        audit::visit_back(&place.office.store().snapshot().unwrap(), &mut |_, entry| {
            reads += usize::from(entry.verb == Verb::Read && entry.id == id(50));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        assert!(reads > 0, "showing the words is a reading");
    }
}
