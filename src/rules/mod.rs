//! Pure calculations of the office: no files, no clock, no window.
//!
//! Everything here is a function of its arguments. The day a rule is applied on is an argument, a table that
//! comes from a file is parsed from text the caller has read, so that each rule can be tested with worked numbers.

pub mod archive;
pub mod backup_schedule;
pub mod budget;
pub mod collation_order;
pub mod control_limits;
pub mod filing;
pub mod folding;
pub mod free_time;
pub mod holiday_table;
pub mod lunar_day;
pub mod money;
pub mod org_compare;
mod org_contour;
pub mod org_layout;
pub mod org_shape;
pub mod org_tree;
pub mod org_view;
pub mod paper;
pub mod password;
pub mod pinyin_readings;
pub mod pinyin_words;
pub mod quorum;
pub mod recurrence;
pub mod reminders;
pub mod search_text;
pub mod secrecy_marking;
pub mod side_by_side;
pub mod spoken_texts;
pub mod supervision;
pub mod syllables;
pub mod text_diff;
pub mod time_zones;
pub mod two_threads;
mod windows_zones;
pub mod working_days;
