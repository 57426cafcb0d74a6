//! The icons, as characters of the bundled icon font.
//!
//! A name says what the program uses the icon for, not what it shows; the word in brackets is its name in
//! Phosphor, where its code point comes from. A new icon is added here, then the font is made again
//! (`fonts/README.md`): the script takes the code points from this file.

// Places and rooms of the program.

/// The start page (house).
pub const HOME: &str = "\u{e2c2}";
/// A page of figures and lists (squares-four).
pub const DASHBOARD: &str = "\u{e464}";
/// The organisation chart (tree-structure).
pub const ORG_CHART: &str = "\u{e67c}";
/// An organisational unit (buildings).
pub const UNIT: &str = "\u{e102}";
/// An office site (building-office).
pub const OFFICE: &str = "\u{e0ff}";
/// A committee or working group (users-four).
pub const COMMITTEE: &str = "\u{e68c}";
/// A post of the establishment (briefcase).
pub const POST: &str = "\u{e0ee}";
/// A post nobody holds (user-circle-dashed).
pub const VACANCY: &str = "\u{ec36}";
/// A person (user).
pub const PERSON: &str = "\u{e4c2}";
/// Several people (users).
pub const PEOPLE: &str = "\u{e4d6}";
/// A person's file (identification-card).
pub const STAFF_FILE: &str = "\u{e2c8}";
/// A staff card (identification-badge).
pub const BADGE: &str = "\u{e6f6}";
/// An appointment to a post (user-check).
pub const APPOINTMENT: &str = "\u{eafa}";
/// A move from one post to another (user-switch).
pub const TRANSFER: &str = "\u{e756}";
/// An appointment that ends (user-minus).
pub const DEPARTURE: &str = "\u{e4ce}";
/// A new person (user-plus).
pub const ADD_PERSON: &str = "\u{e4d0}";
/// The signed-in user (user-circle).
pub const USER_CIRCLE: &str = "\u{e4c4}";
/// A delegation of authority (hand-deposit).
pub const DELEGATION: &str = "\u{ee82}";
/// A handover (handshake).
pub const HANDOVER: &str = "\u{e582}";
/// A duty in a duty list (list-checks).
pub const DUTY: &str = "\u{eadc}";
/// A duty roster (calendar-dots).
pub const ROSTER: &str = "\u{e7b4}";
/// A policy or regulation (scroll).
pub const POLICY: &str = "\u{eb7a}";
/// A rule or decision (gavel).
pub const RULE: &str = "\u{ea32}";
/// A weighing of alternatives (scales).
pub const SCALES: &str = "\u{e750}";
/// A document (file-text).
pub const DOCUMENT: &str = "\u{e23a}";
/// A document received (file-arrow-down).
pub const DOCUMENT_IN: &str = "\u{e232}";
/// A document sent (file-arrow-up).
pub const DOCUMENT_OUT: &str = "\u{e61e}";
/// A new document (file-plus).
pub const DOCUMENT_NEW: &str = "\u{e236}";
/// A classified document (file-lock).
pub const DOCUMENT_LOCKED: &str = "\u{e95c}";
/// A search in documents (file-magnifying-glass).
pub const DOCUMENT_SEARCH: &str = "\u{e238}";
/// Several documents (files).
pub const DOCUMENTS: &str = "\u{e710}";
/// A PDF file (file-pdf).
pub const PDF: &str = "\u{e702}";
/// A spreadsheet file (file-xls).
pub const SPREADSHEET: &str = "\u{eb22}";
/// A file of comma-separated values (file-csv).
pub const CSV: &str = "\u{eb1c}";
/// A seal and its use (stamp).
pub const STAMP: &str = "\u{ea48}";
/// A signature or countersignature (signature).
pub const SIGNATURE: &str = "\u{ebac}";
/// A certificate or qualification (certificate).
pub const CERTIFICATE: &str = "\u{e766}";
/// A folder (folder).
pub const FOLDER: &str = "\u{e24a}";
/// An open folder (folder-open).
pub const FOLDER_OPEN: &str = "\u{e256}";
/// A file plan (folders).
pub const FOLDERS: &str = "\u{e260}";
/// The archive (archive).
pub const ARCHIVE: &str = "\u{e00c}";
/// A box of the archive or of supplies (package).
pub const BOX: &str = "\u{e390}";
/// A collection of rules or handbooks (books).
pub const BOOKS: &str = "\u{e758}";
/// A register (notebook).
pub const NOTEBOOK: &str = "\u{e34e}";
/// News and bulletins (newspaper).
pub const NEWS: &str = "\u{e344}";
/// An announcement (megaphone).
pub const ANNOUNCEMENT: &str = "\u{e324}";
/// A meeting (presentation).
pub const MEETING: &str = "\u{e654}";
/// The chair of a meeting (armchair).
pub const CHAIR: &str = "\u{e012}";
/// An agenda or form (clipboard-text).
pub const AGENDA: &str = "\u{e198}";
/// Minutes being written (note-pencil).
pub const MINUTES: &str = "\u{e34c}";
/// A decision taken (seal-check).
pub const DECISION: &str = "\u{e606}";
/// A task that follows from a decision (check-square-offset).
pub const TASK: &str = "\u{e188}";
/// A vote (hand-palm).
pub const VOTE: &str = "\u{e57e}";
/// The calendar (calendar-blank).
pub const CALENDAR: &str = "\u{e10a}";
/// A new entry in the calendar (calendar-plus).
pub const CALENDAR_ADD: &str = "\u{e714}";
/// A day that is settled (calendar-check).
pub const CALENDAR_DONE: &str = "\u{e712}";
/// A cancelled day (calendar-x).
pub const CALENDAR_VOID: &str = "\u{e10c}";
/// An event the office holds (flag-banner).
pub const ACTIVITY: &str = "\u{e622}";
/// A journey on duty (suitcase-rolling).
pub const TRAVEL: &str = "\u{e9b0}";
/// A vehicle (car).
pub const VEHICLE: &str = "\u{e112}";
/// A visit or itinerary (map-trifold).
pub const VISIT: &str = "\u{e31a}";
/// Catering (fork-knife).
pub const MEAL: &str = "\u{e262}";
/// A gift (gift).
pub const GIFT: &str = "\u{e276}";
/// A budget (coins).
pub const BUDGET: &str = "\u{e78e}";
/// An amount of money (currency-cny).
pub const MONEY: &str = "\u{e54e}";
/// An invoice (invoice).
pub const INVOICE: &str = "\u{ee42}";
/// A voucher or expense claim (receipt).
pub const RECEIPT: &str = "\u{e3ec}";
/// Petty cash (wallet).
pub const WALLET: &str = "\u{e68a}";
/// A bank account (bank).
pub const BANK: &str = "\u{e0b4}";
/// A calculation (calculator).
pub const CALCULATOR: &str = "\u{e538}";
/// A contract (article).
pub const CONTRACT: &str = "\u{e0a8}";
/// A purchase (shopping-cart-simple).
pub const PURCHASE: &str = "\u{e420}";
/// A supplier (storefront).
pub const SUPPLIER: &str = "\u{e470}";
/// An asset with its number (barcode).
pub const ASSET: &str = "\u{e0b8}";
/// Equipment (desktop-tower).
pub const EQUIPMENT: &str = "\u{e562}";
/// Furniture (office-chair).
pub const FURNITURE: &str = "\u{ea46}";
/// A store room (warehouse).
pub const WAREHOUSE: &str = "\u{ecd4}";
/// Consumable stock (stack).
pub const SUPPLIES: &str = "\u{e466}";
/// A repair or maintenance (wrench).
pub const REPAIR: &str = "\u{e5d4}";
/// Safety and fire protection (shield-check).
pub const SAFETY: &str = "\u{e40c}";
/// Fire equipment (fire-extinguisher).
pub const FIRE: &str = "\u{e9e8}";
/// First aid (first-aid-kit).
pub const FIRST_AID: &str = "\u{e570}";
/// Protective equipment (hard-hat).
pub const HARD_HAT: &str = "\u{ed46}";
/// An incident (siren).
pub const INCIDENT: &str = "\u{e9b8}";
/// A report (chart-line-up).
pub const REPORT: &str = "\u{e156}";
/// A customer or contact (address-book).
pub const CUSTOMER: &str = "\u{e6f8}";
/// A survey or questionnaire (clipboard).
pub const SURVEY: &str = "\u{e196}";
/// An opinion or complaint (chat-centered-text).
pub const FEEDBACK: &str = "\u{e166}";
/// A rating (ranking).
pub const RATING: &str = "\u{ed62}";
/// Reception and visitors (call-bell).
pub const RECEPTION: &str = "\u{e7de}";
/// A visitor (door-open).
pub const VISITOR: &str = "\u{e7e6}";
/// Incoming post (tray-arrow-down).
pub const PARCEL: &str = "\u{e010}";
/// Outgoing post (tray-arrow-up).
pub const OUTBOX: &str = "\u{ee52}";
/// What waits for me (tray).
pub const INBOX: &str = "\u{e4aa}";
/// A room (door).
pub const ROOM: &str = "\u{e61c}";
/// A place (map-pin).
pub const MAP: &str = "\u{e316}";
/// A telephone number (phone).
pub const PHONE: &str = "\u{e3b8}";
/// A mail address or letter (envelope-simple).
pub const MAIL: &str = "\u{e218}";
/// Sends or submits (paper-plane-tilt).
pub const SEND: &str = "\u{e398}";
/// Training (graduation-cap).
pub const TRAINING: &str = "\u{e62c}";
/// An objective and its measure (target).
pub const PERFORMANCE: &str = "\u{e47c}";
/// An award (trophy).
pub const AWARD: &str = "\u{e67e}";
/// Leave (island).
pub const LEAVE: &str = "\u{ee06}";
/// Attendance (clock-user).
pub const ATTENDANCE: &str = "\u{edec}";
/// A proposal (lightbulb).
pub const IDEA: &str = "\u{e2dc}";

// Figures.

/// A bar chart (chart-bar).
pub const CHART: &str = "\u{e150}";
/// A chart of horizontal bars (chart-bar-horizontal).
pub const CHART_BARS: &str = "\u{e152}";
/// A line chart (chart-line).
pub const CHART_LINE: &str = "\u{e154}";
/// A chart of shares (chart-pie-slice).
pub const CHART_PIE: &str = "\u{e15a}";
/// A scatter chart (chart-scatter).
pub const CHART_DOTS: &str = "\u{eaac}";
/// A figure that rises (trend-up).
pub const TREND_UP: &str = "\u{e4ae}";
/// A figure that falls (trend-down).
pub const TREND_DOWN: &str = "\u{e4ac}";
/// A load or rate (gauge).
pub const GAUGE: &str = "\u{e628}";
/// A formula (function).
pub const FUNCTION: &str = "\u{ebe4}";
/// A share (percent).
pub const PERCENT: &str = "\u{e3b6}";

// Commands.

/// Settings (gear-six).
pub const SETTINGS: &str = "\u{e272}";
/// Options of this view (sliders-horizontal).
pub const OPTIONS: &str = "\u{e434}";
/// Searches (magnifying-glass).
pub const SEARCH: &str = "\u{e30c}";
/// Undoes (arrow-u-up-left).
pub const UNDO: &str = "\u{e08a}";
/// Does again (arrow-u-up-right).
pub const REDO: &str = "\u{e08c}";
/// The page before (arrow-left).
pub const BACK: &str = "\u{e058}";
/// The page after (arrow-right).
pub const FORWARD: &str = "\u{e06c}";
/// Moves up (arrow-up).
pub const UP: &str = "\u{e08e}";
/// Moves down (arrow-down).
pub const DOWN: &str = "\u{e03e}";
/// Adds a record (plus).
pub const ADD: &str = "\u{e3d4}";
/// Takes a row out (minus).
pub const REMOVE: &str = "\u{e32a}";
/// Edits (pencil-simple).
pub const EDIT: &str = "\u{e3b4}";
/// Deletes (trash-simple).
pub const DELETE: &str = "\u{e4a8}";
/// Voids a record, which stays readable (prohibit).
pub const VOID: &str = "\u{e3de}";
/// Restores a record (arrow-counter-clockwise).
pub const RESTORE: &str = "\u{e038}";
/// The recycle bin (trash).
pub const RECYCLE_BIN: &str = "\u{e4a6}";
/// Empties a field (eraser).
pub const CLEAR: &str = "\u{e21e}";
/// Reads a file in (download-simple).
pub const IMPORT: &str = "\u{e20c}";
/// Writes a file out (export).
pub const EXPORT: &str = "\u{eaf0}";
/// Fetches to this machine (arrow-line-down).
pub const DOWNLOAD: &str = "\u{e05c}";
/// Gives from this machine (upload-simple).
pub const UPLOAD: &str = "\u{e4c0}";
/// Prints (printer).
pub const PRINT: &str = "\u{e3dc}";
/// Filters rows (funnel-simple).
pub const FILTER: &str = "\u{e268}";
/// Shows all rows again (funnel-simple-x).
pub const FILTER_CLEAR: &str = "\u{e26a}";
/// Sorted from small to large (sort-ascending).
pub const SORT_UP: &str = "\u{e444}";
/// Sorted from large to small (sort-descending).
pub const SORT_DOWN: &str = "\u{e446}";
/// Groups rows (rows).
pub const GROUP: &str = "\u{e5a2}";
/// Chooses columns (columns).
pub const COLUMNS: &str = "\u{e546}";
/// Exchanges two (swap).
pub const SWAP: &str = "\u{e83c}";
/// Splits one into several (arrows-split).
pub const SPLIT: &str = "\u{ed3c}";
/// Merges several into one (arrows-merge).
pub const MERGE: &str = "\u{ed3e}";
/// Compares two states (git-diff).
pub const COMPARE: &str = "\u{e27c}";
/// Copies (copy).
pub const COPY: &str = "\u{e1ca}";
/// Cuts (scissors).
pub const CUT: &str = "\u{eae0}";
/// Pastes (clipboard).
pub const PASTE: &str = "\u{e196}";
/// A new record like this one (copy-simple).
pub const DUPLICATE: &str = "\u{e1cc}";
/// Saves (floppy-disk).
pub const SAVE: &str = "\u{e248}";
/// A backup (hard-drives).
pub const BACKUP: &str = "\u{e2a0}";
/// The data file (database).
pub const DATABASE: &str = "\u{e1de}";
/// Computes again (arrows-clockwise).
pub const REFRESH: &str = "\u{e094}";
/// Starts (play).
pub const PLAY: &str = "\u{e3d0}";
/// Pauses (pause).
pub const PAUSE: &str = "\u{e39e}";
/// Stops (stop).
pub const STOP: &str = "\u{e46c}";
/// Opens elsewhere (arrow-square-out).
pub const OPEN: &str = "\u{e5de}";
/// A link between records (link-simple).
pub const LINK: &str = "\u{e2e6}";
/// A link that is cut (link-break).
pub const UNLINK: &str = "\u{e2e4}";
/// An attached file (paperclip).
pub const ATTACHMENT: &str = "\u{e39a}";
/// A label (tag-simple).
pub const TAG: &str = "\u{e47a}";
/// Keeps in place (push-pin-simple).
pub const PIN: &str = "\u{e65c}";
/// Lets go (push-pin-simple-slash).
pub const UNPIN: &str = "\u{e65e}";
/// A favourite (star).
pub const STAR: &str = "\u{e46a}";
/// A saved view (bookmark-simple).
pub const BOOKMARK: &str = "\u{e0ea}";
/// Marks for attention (flag).
pub const FLAG: &str = "\u{e244}";
/// Signs in (sign-in).
pub const SIGN_IN: &str = "\u{e428}";
/// Signs out (sign-out).
pub const SIGN_OUT: &str = "\u{e42a}";
/// Ends the program (power).
pub const POWER: &str = "\u{e3da}";
/// Proposes a solution (magic-wand).
pub const WIZARD: &str = "\u{e6b6}";

// States.

/// Done or chosen (check).
pub const CHECK: &str = "\u{e182}";
/// All done (checks).
pub const CHECK_ALL: &str = "\u{e53a}";
/// A good state (check-circle).
pub const CHECK_CIRCLE: &str = "\u{e184}";
/// Closes (x).
pub const CLOSE: &str = "\u{e4f6}";
/// A rejected state (x-circle).
pub const CLOSE_CIRCLE: &str = "\u{e4f8}";
/// A warning (warning).
pub const WARNING: &str = "\u{e4e0}";
/// An error (warning-octagon).
pub const ERROR: &str = "\u{e4e4}";
/// A remark (info).
pub const INFO: &str = "\u{e2ce}";
/// Help (question).
pub const HELP: &str = "\u{e3e8}";
/// Waits for somebody (hourglass-medium).
pub const PENDING: &str = "\u{e2b8}";
/// Under way (circle-half).
pub const IN_PROGRESS: &str = "\u{e18c}";
/// Not yet begun (circle-dashed).
pub const TO_DO: &str = "\u{e602}";
/// A point in a row of states (dot-outline).
pub const DOT: &str = "\u{ece0}";
/// One of several (radio-button).
pub const RADIO: &str = "\u{eb08}";
/// A time (clock).
pub const CLOCK: &str = "\u{e19a}";
/// Past its date (alarm).
pub const OVERDUE: &str = "\u{e006}";
/// A duration (timer).
pub const TIMER: &str = "\u{e492}";
/// Earlier states (clock-counter-clockwise).
pub const HISTORY: &str = "\u{e1a0}";
/// The audit trail (fingerprint-simple).
pub const AUDIT: &str = "\u{e240}";
/// Notices (bell).
pub const BELL: &str = "\u{e0ce}";
/// New notices (bell-ringing).
pub const BELL_NEW: &str = "\u{e5e8}";
/// Notices switched off (bell-slash).
pub const BELL_OFF: &str = "\u{e0d4}";
/// Locked (lock-simple).
pub const LOCK: &str = "\u{e308}";
/// Unlocked (lock-simple-open).
pub const UNLOCK: &str = "\u{e30a}";
/// A password or key (key).
pub const KEY: &str = "\u{e2d6}";
/// Protection (shield).
pub const SHIELD: &str = "\u{e40a}";
/// A danger to data (shield-warning).
pub const SHIELD_WARNING: &str = "\u{e412}";
/// Shown (eye).
pub const EYE: &str = "\u{e220}";
/// Hidden (eye-slash).
pub const EYE_OFF: &str = "\u{e224}";
/// Nothing here (empty).
pub const EMPTY: &str = "\u{edbc}";
/// A fault of the program (bug).
pub const BUG: &str = "\u{e5f4}";
/// A connection (plugs).
pub const PLUGS: &str = "\u{eb56}";

// View and layout.

/// The dark theme (moon).
pub const MOON: &str = "\u{e330}";
/// The light theme (sun).
pub const SUN: &str = "\u{e472}";
/// The theme of the system (circle-half-tilt).
pub const CONTRAST: &str = "\u{e18e}";
/// The language (translate).
pub const LANGUAGE: &str = "\u{e4a2}";
/// Colours (palette).
pub const PALETTE: &str = "\u{e6c8}";
/// The size of text (text-aa).
pub const TEXT_SIZE: &str = "\u{e6ee}";
/// Larger (magnifying-glass-plus).
pub const ZOOM_IN: &str = "\u{e310}";
/// Smaller (magnifying-glass-minus).
pub const ZOOM_OUT: &str = "\u{e30e}";
/// Fits into the window (corners-out).
pub const FIT: &str = "\u{e1d0}";
/// Fills the screen (frame-corners).
pub const FULL_SCREEN: &str = "\u{e626}";
/// Brings to the middle (crosshair-simple).
pub const FOCUS: &str = "\u{e1d8}";
/// Unfolds (arrows-out-line-vertical).
pub const EXPAND: &str = "\u{e536}";
/// Folds (arrows-in-line-vertical).
pub const COLLAPSE: &str = "\u{e532}";
/// A folded row, or onwards (caret-right).
pub const CHEVRON_RIGHT: &str = "\u{e13a}";
/// An unfolded row, or a menu (caret-down).
pub const CHEVRON_DOWN: &str = "\u{e136}";
/// Backwards (caret-left).
pub const CHEVRON_LEFT: &str = "\u{e138}";
/// Upwards (caret-up).
pub const CHEVRON_UP: &str = "\u{e13c}";
/// To the first page (caret-double-left).
pub const CHEVRONS_LEFT: &str = "\u{e128}";
/// To the last page (caret-double-right).
pub const CHEVRONS_RIGHT: &str = "\u{e12a}";
/// A choice (caret-up-down).
pub const SELECTOR: &str = "\u{e140}";
/// The menu (list).
pub const MENU: &str = "\u{e2f0}";
/// More commands (dots-three).
pub const MORE: &str = "\u{e1fe}";
/// More commands of a row (dots-three-vertical).
pub const MORE_VERTICAL: &str = "\u{e208}";
/// A handle to drag (dots-six-vertical).
pub const DRAG: &str = "\u{eae2}";
/// The side bar (sidebar-simple).
pub const SIDEBAR: &str = "\u{ec24}";
/// A window (app-window).
pub const WINDOW: &str = "\u{e5da}";
/// Two panes side by side (square-split-horizontal).
pub const SPLIT_VIEW: &str = "\u{e870}";
/// A board of cards (kanban).
pub const BOARD: &str = "\u{eb54}";
/// A list (list-bullets).
pub const LIST: &str = "\u{e2f2}";
/// A table (table).
pub const TABLE: &str = "\u{e476}";
/// Cards (cards).
pub const CARDS: &str = "\u{e0f8}";
/// A tree (tree-view).
pub const TREE: &str = "\u{ee48}";
/// A matrix of people and duties (grid-nine).
pub const MATRIX: &str = "\u{ec8c}";
/// A timeline (steps).
pub const TIMELINE: &str = "\u{ecbe}";
/// A workflow (flow-arrow).
pub const WORKFLOW: &str = "\u{e6ec}";
/// A graph of relations (graph).
pub const GRAPH: &str = "\u{eb58}";
/// An arrangement of panes (layout).
pub const LAYOUT: &str = "\u{e6d6}";
/// A chart that grows to the right (align-left-simple).
pub const LAYOUT_HORIZONTAL: &str = "\u{eaee}";
/// A chart that grows downwards (align-top-simple).
pub const LAYOUT_VERTICAL: &str = "\u{eb14}";
/// A dotted reporting line (line-segments).
pub const DOTTED_LINE: &str = "\u{e6d4}";
/// A direct reporting line (line-segment).
pub const SOLID_LINE: &str = "\u{e6d2}";
/// A selection (selection).
pub const SELECTION: &str = "\u{e69a}";
/// The pointer (cursor).
pub const CURSOR: &str = "\u{e1dc}";
/// Moves the drawing (hand).
pub const HAND: &str = "\u{e298}";
/// Keyboard shortcuts (keyboard).
pub const KEYBOARD: &str = "\u{e2d8}";
/// The command palette (command).
pub const COMMAND: &str = "\u{e1c4}";
/// This machine (monitor).
pub const MONITOR: &str = "\u{e32e}";
/// A network address (globe-simple).
pub const GLOBE: &str = "\u{e28e}";
/// A QR code (qr-code).
pub const QR_CODE: &str = "\u{e3e6}";
/// Reads a code (scan).
pub const SCAN: &str = "\u{ebb6}";
/// A picture (image).
pub const IMAGE: &str = "\u{e2ca}";
/// A photograph (camera).
pub const CAMERA: &str = "\u{e10e}";

/// Every icon with its name: for the test that the font has it, and for a page that shows them.
pub const ALL: &[(&str, &str)] = &[
    ("HOME", HOME),
    ("DASHBOARD", DASHBOARD),
    ("ORG_CHART", ORG_CHART),
    ("UNIT", UNIT),
    ("OFFICE", OFFICE),
    ("COMMITTEE", COMMITTEE),
    ("POST", POST),
    ("VACANCY", VACANCY),
    ("PERSON", PERSON),
    ("PEOPLE", PEOPLE),
    ("STAFF_FILE", STAFF_FILE),
    ("BADGE", BADGE),
    ("APPOINTMENT", APPOINTMENT),
    ("TRANSFER", TRANSFER),
    ("DEPARTURE", DEPARTURE),
    ("ADD_PERSON", ADD_PERSON),
    ("USER_CIRCLE", USER_CIRCLE),
    ("DELEGATION", DELEGATION),
    ("HANDOVER", HANDOVER),
    ("DUTY", DUTY),
    ("ROSTER", ROSTER),
    ("POLICY", POLICY),
    ("RULE", RULE),
    ("SCALES", SCALES),
    ("DOCUMENT", DOCUMENT),
    ("DOCUMENT_IN", DOCUMENT_IN),
    ("DOCUMENT_OUT", DOCUMENT_OUT),
    ("DOCUMENT_NEW", DOCUMENT_NEW),
    ("DOCUMENT_LOCKED", DOCUMENT_LOCKED),
    ("DOCUMENT_SEARCH", DOCUMENT_SEARCH),
    ("DOCUMENTS", DOCUMENTS),
    ("PDF", PDF),
    ("SPREADSHEET", SPREADSHEET),
    ("CSV", CSV),
    ("STAMP", STAMP),
    ("SIGNATURE", SIGNATURE),
    ("CERTIFICATE", CERTIFICATE),
    ("FOLDER", FOLDER),
    ("FOLDER_OPEN", FOLDER_OPEN),
    ("FOLDERS", FOLDERS),
    ("ARCHIVE", ARCHIVE),
    ("BOX", BOX),
    ("BOOKS", BOOKS),
    ("NOTEBOOK", NOTEBOOK),
    ("NEWS", NEWS),
    ("ANNOUNCEMENT", ANNOUNCEMENT),
    ("MEETING", MEETING),
    ("CHAIR", CHAIR),
    ("AGENDA", AGENDA),
    ("MINUTES", MINUTES),
    ("DECISION", DECISION),
    ("TASK", TASK),
    ("VOTE", VOTE),
    ("CALENDAR", CALENDAR),
    ("CALENDAR_ADD", CALENDAR_ADD),
    ("CALENDAR_DONE", CALENDAR_DONE),
    ("CALENDAR_VOID", CALENDAR_VOID),
    ("ACTIVITY", ACTIVITY),
    ("TRAVEL", TRAVEL),
    ("VEHICLE", VEHICLE),
    ("VISIT", VISIT),
    ("MEAL", MEAL),
    ("GIFT", GIFT),
    ("BUDGET", BUDGET),
    ("MONEY", MONEY),
    ("INVOICE", INVOICE),
    ("RECEIPT", RECEIPT),
    ("WALLET", WALLET),
    ("BANK", BANK),
    ("CALCULATOR", CALCULATOR),
    ("CONTRACT", CONTRACT),
    ("PURCHASE", PURCHASE),
    ("SUPPLIER", SUPPLIER),
    ("ASSET", ASSET),
    ("EQUIPMENT", EQUIPMENT),
    ("FURNITURE", FURNITURE),
    ("WAREHOUSE", WAREHOUSE),
    ("SUPPLIES", SUPPLIES),
    ("REPAIR", REPAIR),
    ("SAFETY", SAFETY),
    ("FIRE", FIRE),
    ("FIRST_AID", FIRST_AID),
    ("HARD_HAT", HARD_HAT),
    ("INCIDENT", INCIDENT),
    ("REPORT", REPORT),
    ("CUSTOMER", CUSTOMER),
    ("SURVEY", SURVEY),
    ("FEEDBACK", FEEDBACK),
    ("RATING", RATING),
    ("RECEPTION", RECEPTION),
    ("VISITOR", VISITOR),
    ("PARCEL", PARCEL),
    ("OUTBOX", OUTBOX),
    ("INBOX", INBOX),
    ("ROOM", ROOM),
    ("MAP", MAP),
    ("PHONE", PHONE),
    ("MAIL", MAIL),
    ("SEND", SEND),
    ("TRAINING", TRAINING),
    ("PERFORMANCE", PERFORMANCE),
    ("AWARD", AWARD),
    ("LEAVE", LEAVE),
    ("ATTENDANCE", ATTENDANCE),
    ("IDEA", IDEA),
    ("CHART", CHART),
    ("CHART_BARS", CHART_BARS),
    ("CHART_LINE", CHART_LINE),
    ("CHART_PIE", CHART_PIE),
    ("CHART_DOTS", CHART_DOTS),
    ("TREND_UP", TREND_UP),
    ("TREND_DOWN", TREND_DOWN),
    ("GAUGE", GAUGE),
    ("FUNCTION", FUNCTION),
    ("PERCENT", PERCENT),
    ("SETTINGS", SETTINGS),
    ("OPTIONS", OPTIONS),
    ("SEARCH", SEARCH),
    ("UNDO", UNDO),
    ("REDO", REDO),
    ("BACK", BACK),
    ("FORWARD", FORWARD),
    ("UP", UP),
    ("DOWN", DOWN),
    ("ADD", ADD),
    ("REMOVE", REMOVE),
    ("EDIT", EDIT),
    ("DELETE", DELETE),
    ("VOID", VOID),
    ("RESTORE", RESTORE),
    ("RECYCLE_BIN", RECYCLE_BIN),
    ("CLEAR", CLEAR),
    ("IMPORT", IMPORT),
    ("EXPORT", EXPORT),
    ("DOWNLOAD", DOWNLOAD),
    ("UPLOAD", UPLOAD),
    ("PRINT", PRINT),
    ("FILTER", FILTER),
    ("FILTER_CLEAR", FILTER_CLEAR),
    ("SORT_UP", SORT_UP),
    ("SORT_DOWN", SORT_DOWN),
    ("GROUP", GROUP),
    ("COLUMNS", COLUMNS),
    ("SWAP", SWAP),
    ("SPLIT", SPLIT),
    ("MERGE", MERGE),
    ("COMPARE", COMPARE),
    ("COPY", COPY),
    ("CUT", CUT),
    ("PASTE", PASTE),
    ("DUPLICATE", DUPLICATE),
    ("SAVE", SAVE),
    ("BACKUP", BACKUP),
    ("DATABASE", DATABASE),
    ("REFRESH", REFRESH),
    ("PLAY", PLAY),
    ("PAUSE", PAUSE),
    ("STOP", STOP),
    ("OPEN", OPEN),
    ("LINK", LINK),
    ("UNLINK", UNLINK),
    ("ATTACHMENT", ATTACHMENT),
    ("TAG", TAG),
    ("PIN", PIN),
    ("UNPIN", UNPIN),
    ("STAR", STAR),
    ("BOOKMARK", BOOKMARK),
    ("FLAG", FLAG),
    ("SIGN_IN", SIGN_IN),
    ("SIGN_OUT", SIGN_OUT),
    ("POWER", POWER),
    ("WIZARD", WIZARD),
    ("CHECK", CHECK),
    ("CHECK_ALL", CHECK_ALL),
    ("CHECK_CIRCLE", CHECK_CIRCLE),
    ("CLOSE", CLOSE),
    ("CLOSE_CIRCLE", CLOSE_CIRCLE),
    ("WARNING", WARNING),
    ("ERROR", ERROR),
    ("INFO", INFO),
    ("HELP", HELP),
    ("PENDING", PENDING),
    ("IN_PROGRESS", IN_PROGRESS),
    ("TO_DO", TO_DO),
    ("DOT", DOT),
    ("RADIO", RADIO),
    ("CLOCK", CLOCK),
    ("OVERDUE", OVERDUE),
    ("TIMER", TIMER),
    ("HISTORY", HISTORY),
    ("AUDIT", AUDIT),
    ("BELL", BELL),
    ("BELL_NEW", BELL_NEW),
    ("BELL_OFF", BELL_OFF),
    ("LOCK", LOCK),
    ("UNLOCK", UNLOCK),
    ("KEY", KEY),
    ("SHIELD", SHIELD),
    ("SHIELD_WARNING", SHIELD_WARNING),
    ("EYE", EYE),
    ("EYE_OFF", EYE_OFF),
    ("EMPTY", EMPTY),
    ("BUG", BUG),
    ("PLUGS", PLUGS),
    ("MOON", MOON),
    ("SUN", SUN),
    ("CONTRAST", CONTRAST),
    ("LANGUAGE", LANGUAGE),
    ("PALETTE", PALETTE),
    ("TEXT_SIZE", TEXT_SIZE),
    ("ZOOM_IN", ZOOM_IN),
    ("ZOOM_OUT", ZOOM_OUT),
    ("FIT", FIT),
    ("FULL_SCREEN", FULL_SCREEN),
    ("FOCUS", FOCUS),
    ("EXPAND", EXPAND),
    ("COLLAPSE", COLLAPSE),
    ("CHEVRON_RIGHT", CHEVRON_RIGHT),
    ("CHEVRON_DOWN", CHEVRON_DOWN),
    ("CHEVRON_LEFT", CHEVRON_LEFT),
    ("CHEVRON_UP", CHEVRON_UP),
    ("CHEVRONS_LEFT", CHEVRONS_LEFT),
    ("CHEVRONS_RIGHT", CHEVRONS_RIGHT),
    ("SELECTOR", SELECTOR),
    ("MENU", MENU),
    ("MORE", MORE),
    ("MORE_VERTICAL", MORE_VERTICAL),
    ("DRAG", DRAG),
    ("SIDEBAR", SIDEBAR),
    ("WINDOW", WINDOW),
    ("SPLIT_VIEW", SPLIT_VIEW),
    ("BOARD", BOARD),
    ("LIST", LIST),
    ("TABLE", TABLE),
    ("CARDS", CARDS),
    ("TREE", TREE),
    ("MATRIX", MATRIX),
    ("TIMELINE", TIMELINE),
    ("WORKFLOW", WORKFLOW),
    ("GRAPH", GRAPH),
    ("LAYOUT", LAYOUT),
    ("LAYOUT_HORIZONTAL", LAYOUT_HORIZONTAL),
    ("LAYOUT_VERTICAL", LAYOUT_VERTICAL),
    ("DOTTED_LINE", DOTTED_LINE),
    ("SOLID_LINE", SOLID_LINE),
    ("SELECTION", SELECTION),
    ("CURSOR", CURSOR),
    ("HAND", HAND),
    ("KEYBOARD", KEYBOARD),
    ("COMMAND", COMMAND),
    ("MONITOR", MONITOR),
    ("GLOBE", GLOBE),
    ("QR_CODE", QR_CODE),
    ("SCAN", SCAN),
    ("IMAGE", IMAGE),
    ("CAMERA", CAMERA),
];
