//! The toolkit: widgets that know nothing of the office's records.
//!
//! Each takes plain values, draws with the design tokens, is reachable by keyboard, names itself in the accessibility
//! tree, asks for no frame while nothing changes, and reports what the user did.

pub mod avatar;
pub mod buttons;
pub mod calendar;
pub mod chart;
mod chart_surface;
pub mod combo;
pub mod date_edit;
pub mod dialog;
pub mod empty_state;
pub mod field_edit;
pub mod mark;
pub mod narrow;
pub mod palette;
pub mod pdf_view;
pub mod pick_box;
pub mod picture;
pub mod progress;
pub mod rank;
pub mod search_box;
pub mod section;
pub mod segmented;
pub mod selection;
pub mod table;
pub mod table_header;
pub mod table_keys;
pub mod table_rows;
pub mod table_scroll;
pub mod tags;
pub mod tiles;
pub mod toast;
pub mod tree;
