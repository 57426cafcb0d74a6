//! Staff lists: the shapes they come in and the defects they have.

use std::path::PathBuf;

use chancery::desk::Command;
use chancery::records::organisation::{Appointment, Person, Post, Unit};

use crate::import::{Place, codes};

fn counts(place: &Place) -> [usize; 4] {
    [
        place.all::<Unit>().len(),
        place.all::<Post>().len(),
        place.all::<Person>().len(),
        place.all::<Appointment>().len(),
    ]
}

/// The name of the post a post reports to.
fn chief(place: &Place, code: &str) -> Option<String> {
    let reader = place.office.reader(&place.session).unwrap();
    let posts = reader.all::<Post>().unwrap();
    let post = posts.iter().find(|post| post.record.code == code).unwrap();
    let chief = post.record.reports_to?;
    posts.iter().find(|post| post.id() == chief).map(|post| post.record.code.clone())
}

const TREE: &str = "id,parentId,name,lastName,position,department_name,email,hire_date\n\
    2,1,Neena,Kochhar,Vice president,Executive,NK,2005-10-20T20:00:00.000Z\n\
    1,,Steven,King,President,Executive,SK,2003-07-16T19:00:00.000Z\n\
    3,2,Nancy,Greenberg,Finance manager,Finance,NG,2002-08-16T19:00:00.000Z\n";

#[test]
fn a_table_of_parents_fills_four_registers_and_one_undo_empties_them() {
    let place = Place::new();
    let report = place.import("staff", TREE);
    assert_eq!((report.read, report.created, report.problems.len()), (3, 3, 0), "{report:?}");
    assert_eq!(counts(&place), [2, 3, 3, 3]);
    assert_eq!(chief(&place, "3").as_deref(), Some("2"));
    let again = place.import("staff", TREE);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3), "{again:?}");
    place.office.execute(&place.session, Command::Undo).unwrap();
    assert_eq!(counts(&place), [0, 0, 0, 0]);
}

#[test]
fn senior_and_junior_posts_come_as_two_files() {
    let place = Place::new();
    let senior = "Post Unique Reference,Name,Grade,Job Title,Unit,Organisation,Reports to Senior Post\n\
        10,Ann Lee,SCS3,Director,Office,Ministry,XX\n11,Vacant,SCS1,Deputy,Office,Ministry,10\n";
    let report = place.import("staff", senior);
    assert_eq!(codes(&report), [(3, "vacant")], "{report:?}");
    assert_eq!(counts(&place), [1, 2, 1, 1]);
    let junior = "Unit,Reporting Senior Post,Grade,Generic Job Title,Number of Posts in FTE\n\
        Office,11,EO,Clerk,2.5\nOffice,11,EO,Clerk,1\nOffice,99,EO,Clerk,1\n";
    let report = place.import("staff", junior);
    assert_eq!(codes(&report), [(4, "unknown_superior"), (4, "several_roots")][..1], "{report:?}");
    assert_eq!(counts(&place), [1, 5, 1, 1]);
    assert_eq!(chief(&place, "11-Clerk-EO").as_deref(), Some("11"));
    let fte: i64 = place.all::<Post>().iter().map(|post| post.establishment).sum();
    assert_eq!(fte, 100 + 100 + 250 + 100 + 100);
    let again = place.import("staff", junior);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3), "{again:?}");
}

#[test]
fn a_chinese_list_with_managers() {
    let place = Place::new();
    let report =
        place.import("staff", "工号,姓名,部门,岗位,上级工号\n1,王芳,办公室,主任,\n2,李伟,综合科,科员,1\n");
    assert_eq!((report.created, report.problems.len()), (2, 0), "{report:?}");
    let codes: Vec<String> = place.all::<Unit>().into_iter().map(|unit| unit.code).collect();
    assert!(codes.contains(&"BGS".to_owned()), "{codes:?}");
}

#[test]
fn a_manager_two_people_could_be_is_not_guessed() {
    for list in [
        "工号,姓名,岗位,上级\n1,李伟,主任,\n2,李伟,科员,\n3,王芳,科员,李伟\n",
        "姓名,岗位,上级\n李伟,主任,\n李伟,科员,\n王芳,科员,李伟\n",
    ] {
        let place = Place::new();
        let report = place.import("staff", list);
        assert!(codes(&report).contains(&(4, "ambiguous")), "{report:?}");
        assert_eq!(place.all::<Person>().len(), 3, "nobody is lost");
        assert!(place.all::<Post>().iter().all(|post| post.reports_to.is_none()));
    }
}

#[test]
fn defects_are_named_line_by_line_and_nobody_is_lost() {
    let place = Place::new();
    let list = "id,parentId,name,position\n1,,A,Head\n2,3,B,Clerk\n3,4,C,Clerk\n4,2,D,Clerk\n\n\
        5,5,E,Clerk\n6,99,F,Clerk\n6,1,G,Clerk\n";
    let report = place.import("staff", list);
    let found = codes(&report);
    for expected in [
        (3, "circle"),
        (4, "circle"),
        (5, "circle"),
        (7, "own_superior"),
        (8, "unknown_superior"),
        (9, "duplicate"),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert_eq!((report.read, report.created, report.skipped), (7, 6, 1), "{report:?}");
    assert_eq!(place.all::<Person>().len(), 6);
    let cut = ["2", "3", "4"].into_iter().filter(|code| chief(&place, code).is_none()).count();
    assert_eq!(cut, 1, "one line of the circle is cut");
}

#[test]
fn a_list_without_a_head_says_so() {
    let place = Place::new();
    let report = place.import("staff", "id,parentId,name\n1,2,A\n2,1,B\n");
    assert!(codes(&report).iter().any(|(_, code)| *code == "no_root"), "{report:?}");
}

#[test]
fn what_the_list_does_not_tell_stays() {
    let place = Place::new();
    place.import("staff", "id,parentId,name,position,email\n1,,A,Head,a@office\n");
    let report = place.import("staff", "id,parentId,name,position\n1,,A,Head\n");
    assert_eq!(report.unchanged, 1, "{report:?}");
    assert_eq!(place.all::<Person>()[0].email, "a@office");
}

#[test]
fn the_organisation_of_107_people() {
    let data = std::env::var_os("CHANCERY_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = data.join("org/d3-org-chart.csv");
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: no data set beside the sources");
        return;
    };
    let place = Place::new();
    let report = place.try_import("staff", "org.csv", &bytes).unwrap();
    assert_eq!((report.read, report.created, report.skipped), (107, 107, 0), "{:?}", codes(&report));
    assert_eq!(counts(&place)[1..], [107, 107, 107]);
    let again = place.try_import("staff", "org.csv", &bytes).unwrap();
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 107), "{again:?}");
}

#[test]
fn what_the_list_leaves_open_is_told_by_its_line() {
    let place = Place::new();
    let list =
        "工号,姓名,岗位,上级工号\n1,王芳,主任,\n,李二,科员,1\n,李二,科员,1\n4,赵六,,1\n5,钱七,科员,9\n";
    let report = place.import("staff", list);
    let told = [(3, "made_reference"), (4, "second_of_name"), (5, "made_post"), (6, "unknown_superior")];
    // Whose superior led nowhere is told once, and does not count as one more head.
    assert_eq!(codes(&report), told, "{report:?}");
}
