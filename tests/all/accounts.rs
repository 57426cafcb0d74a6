//! Signing in: who is let in, what is written down, and what waiting costs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chancery::desk::accounts::{self, Door, Entrance, SignedIn, Who};
use chancery::desk::{Clock, Command, Office, Right, SeenHeads, Session, Titles, Values, actor_name};
use chancery::model::{Problem, RecordId, Value};
use chancery::records::accounts::{SignIn, SignInEvent};
use chancery::records::find;
use chancery::records::protection::EncryptionChange;
use chancery::store::OfficeInfo;
use chrono::TimeDelta;
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::fixture::{
    ACCOUNT, CHEAP, Cover, Disk, Random, SetClock, appointment, create, go, id, info, moment, office_under,
    owner, person, post, store_on, void,
};

const PASSWORD: &str = "four words make it";
const OTHER: &str = "another five words make";

struct Desk {
    _folder: TempDir,
    file: PathBuf,
    clock: Arc<SetClock>,
    recovery: Zeroizing<String>,
}

impl Desk {
    /// An encrypted office with one account, "wang".
    fn encrypted() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("office.chancery");
        let clock = SetClock::new();
        let (office, recovery) =
            accounts::create_sealed(&file, &info(), "wang", PASSWORD, CHEAP, clock.clone()).unwrap();
        drop(office);
        Self { _folder: folder, file, clock, recovery }
    }

    /// The same without encryption.
    fn plain() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("office.chancery");
        let clock = SetClock::new();
        let office = Office::create(&file, &info(), clock.clone()).unwrap();
        let (_, recovery) = accounts::create_first(&office, &owner(), "wang", PASSWORD, CHEAP).unwrap();
        drop(office);
        Self { _folder: folder, file, clock, recovery }
    }

    fn both() -> [Self; 2] {
        [Self::encrypted(), Self::plain()]
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn try_in(&self, who: Who<'_>, secret: &str) -> Result<SignedIn, Problem> {
        accounts::sign_in(&self.file, who, secret, self.clock())
    }

    fn enter(&self, name: &str, secret: &str) -> SignedIn {
        self.try_in(Who::Name(name), secret).unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
    }

    fn refusal(&self, name: &str, secret: &str) -> String {
        match self.try_in(Who::Name(name), secret) {
            Err(Problem::Denied(message)) => message.in_language(chancery::text::Language::English),
            other => panic!("{name}: {other:?}"),
        }
    }
}

fn door(file: &Path) -> Entrance {
    match accounts::door(file).unwrap() {
        Door::Shut(entrance) => entrance,
        Door::Open(_) => panic!("nobody need sign in"),
    }
}

fn events(office: &Office) -> Vec<(String, SignInEvent, i64)> {
    let mut found = office.reader(&owner()).unwrap().all::<SignIn>().unwrap();
    found.sort_by_key(|event| event.meta.entry);
    found.into_iter().map(|event| (event.record.name, event.record.event, event.record.failures)).collect()
}

#[test]
fn who_signs_in_is_the_owner_and_the_attempts_before_are_written_down() {
    for desk in Desk::both() {
        assert_eq!(door(&desk.file).accounts, 1);
        let wrong = desk.refusal("wang", "wrong");
        assert_eq!(desk.refusal("nobody", PASSWORD), wrong, "an unknown name is told alike");
        let SignedIn { office, pass } = desk.try_in(Who::Only, PASSWORD).unwrap();
        assert!(pass.session.permissions.is_owner() && !pass.must_change);
        assert_eq!(pass.name, "wang");
        accounts::sign_out(&office, &pass).unwrap();
        let found = events(&office);
        let [.., (name, SignInEvent::SignedIn, failures), out] = found.as_slice() else {
            panic!("{found:?}")
        };
        // Attempts are counted a bucket: the other name is in the same one now and then.
        assert!(name == "wang" && (1..=2).contains(failures), "{found:?}");
        assert_eq!(*out, ("wang".into(), SignInEvent::SignedOut, 0));
    }
}

#[test]
fn failed_attempts_wait_longer_and_longer_also_after_a_restart() {
    for desk in Desk::both() {
        let locked_after = |name: &str, attempts: usize| {
            for _ in 0..attempts {
                assert!(desk.refusal(name, "wrong").contains("wrong"), "{name}");
            }
            assert!(desk.refusal(name, PASSWORD).contains("60 seconds"), "{name}");
        };
        locked_after("wang", 5);
        // Attempts are counted a bucket: an unknown name may wait with a known one.
        let apart = (0..100).map(|number| format!("nobody{number}"));
        let mut apart = apart.filter(|name| desk.refusal(name, "wrong").contains("wrong"));
        locked_after(&apart.next().unwrap(), 4);
        desk.clock.set(moment(0) - TimeDelta::hours(5));
        assert!(desk.refusal("wang", PASSWORD).contains("60 seconds"), "a clock set back does not help");
        desk.clock.set(moment(0) - TimeDelta::hours(5) + TimeDelta::seconds(30));
        assert!(desk.refusal("wang", PASSWORD).contains("30 seconds"), "nor does it keep anybody out");
        desk.clock.set(moment(0) + TimeDelta::seconds(61));
        assert!(desk.refusal("wang", "wrong").contains("wrong"));
        assert!(desk.refusal("wang", PASSWORD).contains("120 seconds"));
        desk.clock.set(moment(0) + TimeDelta::seconds(200));
        drop(desk.enter("wang", PASSWORD));
        drop(desk.enter("wang", PASSWORD));
        assert!(desk.try_in(Who::Recovery, &desk.recovery.to_lowercase()).is_ok());
        assert!(desk.try_in(Who::Recovery, "ABCD").is_err());
    }
}

#[test]
fn a_wrong_name_takes_as_long_as_a_wrong_password() {
    let desk = Desk::plain();
    let strength = chancery::store::vault::Strength { memory: 4096, passes: 2, lanes: 1 };
    let office = desk.enter("wang", PASSWORD);
    accounts::change_password(&office.office, &office.pass, PASSWORD, OTHER, strength).unwrap();
    drop(office);
    let mut spent = [0.0, 0.0];
    for turn in 0..8 {
        desk.clock.set(moment(turn + 1));
        for (name, spent) in ["wang", "nobody"].into_iter().zip(&mut spent) {
            let began = Instant::now();
            desk.refusal(name, "wrong");
            *spent += began.elapsed().as_secs_f64();
        }
    }
    let ratio = spent[0] / spent[1];
    assert!((0.4..2.5).contains(&ratio), "{spent:?}");
}

#[test]
fn two_who_act_for_the_owner_are_told_apart_and_undo_their_own() {
    let desk = Desk::plain();
    let SignedIn { office, pass: wang } = desk.try_in(Who::Only, PASSWORD).unwrap();
    let code = accounts::add(&office, &wang, "zhao", None, true, CHEAP).unwrap();
    office.execute(&wang.session, person(10, "张三")).unwrap();
    drop((office, wang));
    let SignedIn { office, pass: zhao } = desk.enter("zhao", &code);
    assert!(zhao.session.permissions.is_owner());
    assert!(office.execute(&zhao.session, Command::Undo).is_err(), "nothing of one's own to take back");
    let renamed = Values::new().with("name", Value::text("李四"));
    let update = Command::Update { register: "person".to_owned(), id: id(10), base: None, values: renamed };
    office.execute(&zhao.session, update).unwrap();
    let reader = office.reader(&zhao.session).unwrap();
    let mut titles = Titles::default();
    let history = reader.history(find("person").unwrap(), id(10)).unwrap();
    let mut name = |by| actor_name(&reader, &mut titles, by, chancery::text::Language::English).unwrap();
    let who: Vec<String> = history.iter().map(|entry| name(entry.by)).collect();
    assert_eq!(who, ["zhao", "wang"]);
    drop((reader, office, zhao));
    let SignedIn { office, pass: wang } = desk.enter("wang", PASSWORD);
    assert!(office.execute(&wang.session, Command::Undo).is_err(), "what another changed since stays");
}

#[test]
fn a_one_time_code_opens_until_a_password_is_set() {
    for desk in Desk::both() {
        let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
        for command in [person(10, "李伟"), post(20, "MS", "secretary"), appointment(30, 10, 20)] {
            office.execute(&pass.session, command).unwrap();
        }
        let code = accounts::add(&office, &pass, "Li", Some(id(10)), false, CHEAP).unwrap();
        drop((office, pass));
        assert_eq!(door(&desk.file).accounts, 2);
        assert!(matches!(desk.try_in(Who::Only, PASSWORD), Err(Problem::Denied(_))));
        let SignedIn { office, pass } = desk.enter("li", &code.to_lowercase());
        assert!(pass.must_change);
        assert_eq!(pass.session.person, Some(id(10)));
        assert!(!pass.session.permissions.is_owner());
        assert!(accounts::change_password(&office, &pass, &code, "short", CHEAP).is_err());
        accounts::change_password(&office, &pass, &code, OTHER, CHEAP).unwrap();
        // Who only works here neither adds accounts nor encrypts nor makes owners.
        assert!(accounts::add(&office, &pass, "zhao", None, true, CHEAP).is_err());
        let known = accounts::reset(&office, &pass, "wang", CHEAP).unwrap_err();
        let unknown = accounts::reset(&office, &pass, "nobody", CHEAP).unwrap_err();
        assert_eq!(known, unknown, "nobody learns which accounts there are");
        let refused = accounts::encrypt(SignedIn { office, pass }, &mut |_| true);
        assert_eq!(refused, Err(Problem::denied("denied.conversion")));
        assert!(desk.refusal("li", &code).contains("wrong"));
        let li = desk.enter("Ｌｉ", OTHER);
        assert!(!li.pass.must_change);
        drop(li);
        // A code ends after a week.
        let wang = desk.enter("wang", PASSWORD);
        let code = accounts::reset(&wang.office, &wang.pass, "li", CHEAP).unwrap();
        drop(wang);
        desk.clock.set(moment(0) + TimeDelta::days(8));
        assert!(desk.refusal("li", &code).contains("seven days"));
        // A reset takes the password away, and a second one the first code.
        let wang = desk.enter("wang", PASSWORD);
        let first = accounts::reset(&wang.office, &wang.pass, "li", CHEAP).unwrap();
        let second = accounts::reset(&wang.office, &wang.pass, "li", CHEAP).unwrap();
        drop(wang);
        assert!(desk.try_in(Who::Name("li"), OTHER).is_err());
        assert!(desk.try_in(Who::Name("li"), &first).is_err());
        assert!(desk.enter("li", &second).pass.must_change);
    }
}

#[test]
fn an_account_that_is_disabled_closed_or_void_lets_nobody_in() {
    for desk in Desk::both() {
        let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
        office.execute(&pass.session, person(10, "李伟")).unwrap();
        let code = accounts::add(&office, &pass, "li", Some(id(10)), false, CHEAP).unwrap();
        let account = accounts::find_account(&office, "li").unwrap().meta.id;
        let take = |office: &Office, transition: &str| {
            let mut command = go("account", 0, transition);
            let Command::Move { id, reason, .. } = &mut command else { panic!() };
            (*id, *reason) = (account, Some("离职".to_owned()));
            office.execute(&owner(), command).unwrap();
        };
        take(&office, "disable");
        drop((office, pass));
        assert!(desk.refusal("li", &code).contains("disabled"));
        let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
        take(&office, "enable");
        drop((office, pass));
        drop(desk.enter("li", &code));
        let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
        take(&office, "close");
        drop((office, pass));
        assert!(desk.refusal("li", &code).contains("disabled"));
        drop(desk.enter("wang", PASSWORD));
        assert_eq!(door(&desk.file).accounts, 1, "the slot of a closed account goes when an owner comes");
        assert!(desk.refusal("li", &code).contains("wrong"));
    }
}

#[test]
fn an_account_is_never_an_owners_by_the_hand_of_others() {
    let desk = Desk::plain();
    let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
    let office_of = &office;
    for command in [person(10, "赵敏"), post(20, "XT", "system"), appointment(30, 10, 20)] {
        office_of.execute(&pass.session, command).unwrap();
    }
    let snapshot = office.store().snapshot().unwrap();
    let system = Arc::new(Session::of_person(&snapshot, id(10), office.clock().today()).unwrap());
    assert!(office.reader(&system).unwrap().require(find("account").unwrap(), Right::Create).is_ok());
    let values = Values::new().text("name", "zhao").with("person", Value::Link(id(10)));
    let asked =
        office.execute(&system, create("account", 77, values.clone().with("owner", Value::Flag(true))));
    assert!(matches!(asked, Err(Problem::Denied(_))), "{asked:?}");
    office.execute(&system, create("account", 77, values)).unwrap();
    let raised = crate::fixture::update("account", 77, None, Values::new().with("owner", Value::Flag(true)));
    assert!(matches!(office.execute(&system, raised), Err(Problem::Denied(_))));
    let renamed = crate::fixture::update("account", 77, None, Values::new().text("name", "qian"));
    assert!(matches!(office.execute(&system, renamed), Err(Problem::Input(_))));
    // What was written down of sign-ins nobody changes.
    let event = office.reader(&owner()).unwrap().all::<SignIn>().unwrap().remove(0);
    let mut command = void("sign_in", 0);
    let Command::Void { id, .. } = &mut command else { panic!() };
    *id = event.meta.id;
    assert!(office.execute(&owner(), command).is_err());
}

#[test]
fn a_failure_is_written_down_and_an_old_password_must_be_changed_where_the_rules_say_so() {
    let desk = Desk::plain();
    desk.refusal("wang", "wrong");
    desk.refusal("my password by mistake", "wrong");
    let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
    let failed = |office: &Office| {
        let failed = events(office).into_iter().filter(|(_, event, _)| *event == SignInEvent::Failed);
        failed.map(|(name, _, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(failed(&office), ["wang", "-"], "what is no account's name is not written down");
    let rules = Values::new().text("name", "登录规则").with("profile", Value::choice("graded_protection"));
    office.execute(&pass.session, create("sign_in_rules", 5, rules)).unwrap();
    let second = create("sign_in_rules", 6, Values::new().text("name", "第二份"));
    assert!(office.execute(&pass.session, second).is_err());
    drop((office, pass));
    desk.clock.set(moment(89));
    assert!(!desk.enter("wang", PASSWORD).pass.must_change);
    desk.clock.set(moment(90));
    let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
    assert!(pass.must_change);
    assert!(accounts::change_password(&office, &pass, PASSWORD, "teafortwo", CHEAP).is_err());
    accounts::change_password(&office, &pass, PASSWORD, "Tea4two?", CHEAP).unwrap();
    drop((office, pass));
    assert!(!desk.enter("wang", "Tea4two?").pass.must_change);
}

#[test]
fn three_administrators_do_not_keep_anybody_from_signing_in() {
    for desk in Desk::both() {
        let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
        for (number, name) in [(10, "甲"), (11, "乙"), (12, "丙")] {
            office.execute(&pass.session, person(number, name)).unwrap();
        }
        let code = accounts::add(&office, &pass, "jia", Some(id(10)), false, CHEAP).unwrap();
        let three = Values::new()
            .with("system", Value::Link(id(10)))
            .with("security", Value::Link(id(11)))
            .with("auditor", Value::Link(id(12)));
        office.execute(&pass.session, create("separation", 20, three)).unwrap();
        drop((office, pass));
        drop(desk.enter("wang", PASSWORD));
        let SignedIn { office, pass } = desk.enter("jia", &code);
        accounts::change_password(&office, &pass, &code, OTHER, CHEAP).unwrap();
        // 系统管理员 keeps accounts, and sees that of the owner closed to them.
        assert!(accounts::reset(&office, &pass, "wang", CHEAP).is_err());
    }
}

/// Three administrators: 甲 keeps the file (jia), 乙 its secrets (yi), 丙 reads the trail.
#[test]
fn of_three_administrators_one_encrypts_and_another_consents() {
    let desk = Desk::plain();
    let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
    for (number, name) in [(10, "甲"), (11, "乙"), (12, "丙")] {
        office.execute(&pass.session, person(number, name)).unwrap();
    }
    let mut codes = Vec::new();
    for (name, number) in [("jia", 10), ("yi", 11), ("bing", 12)] {
        codes.push(accounts::add(&office, &pass, name, Some(id(number)), false, CHEAP).unwrap());
    }
    let three = Values::new()
        .with("system", Value::Link(id(10)))
        .with("security", Value::Link(id(11)))
        .with("auditor", Value::Link(id(12)));
    office.execute(&pass.session, create("separation", 20, three)).unwrap();
    let key = |result: Result<(), Problem>| match result {
        Err(Problem::Denied(message)) => message.key,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        key(accounts::encrypt(SignedIn { office, pass }, &mut |_| true)),
        "denied.conversion_needs_order",
        "the owner has handed it over, whatever their session was before"
    );
    let SignedIn { office, pass: jia } = desk.enter("jia", &codes[0]);
    let yi = accounts::sign_in_again(&office, Who::Name("yi"), &codes[1]).unwrap();
    let may = |pass: &accounts::Pass, change| accounts::may_convert(&office, &pass.session, change);
    assert_eq!(key(may(&jia, EncryptionChange::Encrypt)), "denied.conversion_needs_order");
    let order = Values::new().with("change", Value::choice("encrypt")).text("purpose", "移动办公");
    assert!(office.execute(&yi.session, create("encryption_order", 30, order.clone())).is_err());
    office.execute(&jia.session, create("encryption_order", 30, order)).unwrap();
    assert!(office.execute(&jia.session, go("encryption_order", 30, "consent")).is_err());
    office.execute(&yi.session, go("encryption_order", 30, "consent")).unwrap();
    let changed = Values::new().with("change", Value::choice("decrypt"));
    assert!(
        office.execute(&jia.session, crate::fixture::update("encryption_order", 30, None, changed)).is_err(),
        "what was consented to stays"
    );
    may(&jia, EncryptionChange::Encrypt).unwrap();
    let code = |name| accounts::reset(&office, &jia, name, CHEAP).map(drop);
    assert_eq!([key(code("yi")), key(code("bing"))], ["denied.separation_reset"; 2], "jia would be yi");
    let again = accounts::add(&office, &jia, "second", Some(id(11)), false, CHEAP).map(drop);
    assert_eq!(key(again), "denied.separation_reset");
    assert!(may(&jia, EncryptionChange::Decrypt).is_err() && may(&yi, EncryptionChange::Encrypt).is_err());
    desk.clock.set(moment(0) + TimeDelta::hours(25));
    assert!(may(&jia, EncryptionChange::Encrypt).is_err(), "a consent is not kept for a better occasion");
    desk.clock.set(moment(0) + TimeDelta::hours(23));
    drop(yi);
    accounts::encrypt(SignedIn { office, pass: jia }, &mut |_| true).unwrap();
    assert!(door(&desk.file).encrypted);
    drop(desk.enter("jia", &codes[0]));
}

#[test]
fn an_older_file_in_the_place_of_a_newer_one_and_a_clock_set_back_are_told() {
    let desk = Desk::plain();
    let seen = || SeenHeads::in_folder(desk.file.with_file_name("seen"));
    let keys = |office: &Office| -> Vec<&str> {
        seen().compare(office).unwrap().iter().map(|message| message.key).collect()
    };
    let signed = desk.enter("wang", PASSWORD);
    assert_eq!(keys(&signed.office), [""; 0], "nothing was seen before");
    seen().follow(&signed.office);
    drop(signed);
    let older = desk.file.with_file_name("older");
    std::fs::copy(&desk.file, &older).unwrap();
    let signed = desk.enter("wang", PASSWORD);
    seen().follow(&signed.office);
    for number in 10..20 {
        signed.office.execute(&owner(), person(number, "后来的")).unwrap();
    }
    assert_eq!(keys(&signed.office), [""; 0]);
    drop(signed);
    let newer = desk.file.with_file_name("newer");
    std::fs::copy(&desk.file, &newer).unwrap();
    std::fs::copy(&older, &desk.file).unwrap();
    let signed = desk.enter("wang", PASSWORD);
    assert_eq!(keys(&signed.office), ["seen.older"]);
    // As long as the one seen, and another all the same.
    for number in 10..30 {
        signed.office.execute(&owner(), person(number, "另一份")).unwrap();
    }
    assert_eq!(keys(&signed.office), ["seen.other"]);
    drop(signed);
    std::fs::remove_file(&desk.file).unwrap();
    let other = OfficeInfo { id: RecordId::generate(), ..info() };
    let another = Office::create(&desk.file, &other, SetClock::new()).unwrap();
    assert_eq!(keys(&another), ["seen.another"]);
    drop(another);
    std::fs::copy(&newer, &desk.file).unwrap();
    let signed = desk.enter("wang", PASSWORD);
    assert_eq!(keys(&signed.office), [""; 0]);
    desk.clock.set(moment(0) - TimeDelta::hours(2));
    assert_eq!(keys(&signed.office), ["seen.clock"]);
    // A note that was spoilt is none.
    for note in std::fs::read_dir(desk.file.with_file_name("seen")).unwrap() {
        std::fs::write(note.unwrap().path(), "12-zz").unwrap();
    }
    desk.clock.set(moment(0));
    assert_eq!(keys(&signed.office), ["seen.another"], "who spoils the notes is seen by that of the place");
}

#[test]
fn a_power_cut_at_any_sync_while_a_password_is_changed_leaves_the_old_or_the_new_one() {
    let disk = Disk::default();
    drop(office_under(&disk, Cover::Sealed));
    let with_account = {
        let store = store_on(&disk, Cover::Sealed).unwrap();
        let office = Office::new(store, SetClock::new()).unwrap();
        let values = Values::new().text("name", ACCOUNT.0).with("owner", Value::Flag(true));
        office.execute(&owner(), create("account", 900, values)).unwrap();
        drop(office);
        disk.image()
    };
    let mut cuts = 0;
    for sync in 1.. {
        let disk = Disk::of(with_account.clone());
        let office = Office::new(store_on(&disk, Cover::Sealed).unwrap(), SetClock::new()).unwrap();
        let pass = accounts::sign_in_again(&office, Who::Name(ACCOUNT.0), ACCOUNT.1).unwrap();
        disk.cut_power_at_sync(sync);
        let done = accounts::change_password(&office, &pass, ACCOUNT.1, OTHER, CHEAP).is_ok();
        drop((office, pass));
        for seed in 0..6 {
            let image = disk.torn_image(&mut Random(sync * 100 + seed));
            let office = Office::new(store_on(&Disk::of(image), Cover::Sealed).unwrap(), SetClock::new());
            let office = office.unwrap();
            let opens = [ACCOUNT.1, OTHER]
                .map(|password| accounts::sign_in_again(&office, Who::Name(ACCOUNT.0), password).is_ok());
            assert!(opens[0] != opens[1], "sync {sync}, seed {seed}: {opens:?}");
            assert!(!done || opens[1], "sync {sync}, seed {seed}: answered and lost");
        }
        cuts += 1;
        if done {
            break;
        }
    }
    assert!(cuts > 6, "only {cuts} syncs were cut");
}

#[test]
fn encrypting_and_decrypting_keeps_every_account() {
    let desk = Desk::plain();
    let SignedIn { office, pass } = desk.enter("wang", PASSWORD);
    office.execute(&pass.session, person(10, "李伟")).unwrap();
    let code = accounts::add(&office, &pass, "li", Some(id(10)), false, CHEAP).unwrap();
    accounts::encrypt(SignedIn { office, pass }, &mut |_| true).unwrap();
    assert_eq!(door(&desk.file), Entrance { accounts: 2, encrypted: true });
    assert!(desk.enter("li", &code).pass.must_change);
    assert!(desk.try_in(Who::Recovery, &desk.recovery).is_ok());
    let signed = desk.enter("wang", PASSWORD);
    accounts::decrypt(signed, &mut |_| true).unwrap();
    assert_eq!(door(&desk.file), Entrance { accounts: 2, encrypted: false });
    assert!(desk.enter("li", &code).pass.must_change);
    assert!(desk.try_in(Who::Recovery, &desk.recovery).is_ok());
    let refused = accounts::decrypt(desk.enter("wang", PASSWORD), &mut |_| true);
    assert!(matches!(refused, Err(Problem::Denied(_))));
}

#[test]
fn a_backup_is_opened_without_changing_a_byte_of_it() {
    let desk = Desk::encrypted();
    let copy = desk.file.with_file_name("copy.chancery");
    std::fs::copy(&desk.file, &copy).unwrap();
    let before = std::fs::read(&copy).unwrap();
    let store = accounts::open_backup(&copy, Who::Only, PASSWORD).unwrap();
    let back = desk.file.with_file_name("back.chancery");
    chancery::store::backup::restore_from(store, &back, chancery::records::RECORDS, moment(0)).unwrap();
    assert!(std::fs::read(&copy).unwrap() == before);
    assert!(accounts::open_backup(&copy, Who::Only, "wrong").is_err());
    assert!(std::fs::read(&copy).unwrap() == before);
    let signed = accounts::sign_in(&back, Who::Only, PASSWORD, desk.clock()).unwrap();
    assert_eq!(signed.pass.name, "wang");
}
