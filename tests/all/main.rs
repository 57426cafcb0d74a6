//! Every test outside the sources, in one program: it links once, and a file that is forgotten here fails it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::iter_over_hash_type,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test ends by failing"
)]

mod accounts;
mod activities;
mod architecture;
mod archive;
mod archive_keeping;
mod archive_ledger;
mod archive_lent;
mod archive_package;
mod archive_package_links;
mod archive_papers;
mod archive_report;
mod archive_rules;
mod archive_window;
mod audit_trail;
mod backups;
mod bill;
mod budget;
mod budget_execution;
mod budget_import;
mod budget_rules;
mod budget_year;
mod calendar;
mod charts;
mod cli;
mod compaction;
mod composition;
mod contracts;
mod crash;
mod damage;
mod demo;
mod desktop;
mod document_tree;
mod documents;
mod drawing;
mod due;
mod export;
mod faults;
mod file_rights;
mod filing;
mod fixed_fields;
mod fixture;
mod fonts;
mod free_time;
mod hostile_rules;
mod icalendar;
mod icalendar_messages;
mod import;
mod import_matching;
mod kill;
mod leaks;
mod leaks_in_files;
mod leaks_on_screen;
mod leaks_outlets;
mod meeting_life;
mod meeting_rights;
mod meetings;
mod money;
mod older_files;
mod org_layout;
mod org_tree;
mod organisation;
mod paper_books;
mod paper_docx;
mod paper_hands;
mod paper_layout;
mod paper_opinions;
mod paper_rights;
mod paper_waiting;
mod papers;
mod password;
mod pdf_pages;
mod photos;
mod pipeline;
mod press;
mod protection_screens;
mod recurrence;
mod recurrence_random;
mod register_list;
mod registry;
mod reminders;
mod roles;
mod room_bookings;
mod rooms;
mod rules;
mod rules_of_papers;
mod sealed_content;
mod sealed_screens;
mod search;
mod search_in_texts;
mod search_text;
mod secrecy;
mod series;
mod short_cuts;
mod sign_in;
mod signing;
mod staff;
mod steps_offered;
mod store;
mod supervision;
mod taking_in;
mod text_diff;
mod texts;
mod toolkit;
mod vault;
mod window;
mod work_report;
mod working_days;
