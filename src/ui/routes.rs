//! What is on screen.

use crate::model::RecordId;

/// A screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// 首页
    Home,
    /// The list of a register.
    List(&'static str),
    /// A register's records by state.
    Board(&'static str),
    /// The recycle bin of a register.
    RecycleBin(&'static str),
    /// The org chart.
    OrgChart,
    /// Documents and archive as a tree.
    DocumentTree,
    /// The duty matrix.
    DutyMatrix,
    /// The calendar.
    Calendar,
    /// The execution of the budget.
    Execution,
    /// Supervised matters: what is late, and with whom.
    Supervision,
    /// The report on meetings and supervised matters.
    WorkReport,
    /// The report on the archive.
    ArchiveReport,
    /// A meeting as its chair and its recorder work on it; without one, those that can be chosen.
    Console(Option<RecordId>),
    /// An activity as whoever organises it works on it; without one, those that can be chosen.
    Activity(Option<RecordId>),
    /// What waits for the archive.
    Filing,
    /// The lending desk.
    Lending,
    /// The lines of a list of disposal, as they are appraised and counted.
    DisposalLines(RecordId),
    /// The electronic records: the four properties.
    RecordProperties,
    /// Roles and rights.
    Rights,
    /// Import of a file.
    Import,
    /// The audit trail.
    AuditTrail,
    /// Backups: plans, runs, drills.
    Backups,
    /// Settings.
    Settings,
}

impl Route {
    /// The key of the screen's name; a register's screens are named after the register.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Home => "nav.home",
            Self::OrgChart => "nav.org_chart",
            Self::DocumentTree => "nav.document_tree",
            Self::DutyMatrix => "nav.duty_matrix",
            Self::Calendar => "nav.calendar",
            Self::Execution => "nav.execution",
            Self::Supervision => "nav.supervision",
            Self::WorkReport => "nav.work_report",
            Self::ArchiveReport => "nav.archive_report",
            Self::Console(_) => "nav.console",
            Self::Activity(_) => "nav.activity",
            Self::Filing => "nav.filing",
            Self::Lending => "nav.lending",
            Self::DisposalLines(_) => "register.disposal",
            Self::RecordProperties => "nav.record_properties",
            Self::Rights => "nav.rights",
            Self::Import => "import_screen.title",
            Self::Settings => "nav.settings",
            Self::AuditTrail => "nav.audit",
            Self::Backups => "nav.backups",
            Self::List(register) | Self::Board(register) | Self::RecycleBin(register) => {
                register_text(register)
            }
        }
    }
}

/// The key of a register's name.
pub fn register_text(register: &str) -> &'static str {
    REGISTER_TEXTS.iter().find(|(name, _, _)| *name == register).map_or("", |(_, text, _)| text)
}

/// The icon of a register.
pub fn register_icon(register: &str) -> &'static str {
    use super::icons;
    REGISTER_TEXTS.iter().find(|(name, _, _)| *name == register).map_or(icons::LIST, |(_, _, icon)| icon)
}

/// Registers with the key of their name and their icon.
const REGISTER_TEXTS: &[(&str, &str, &str)] = &[
    ("unit", "register.unit", super::icons::UNIT),
    ("post", "register.post", super::icons::POST),
    ("person", "register.person", super::icons::PERSON),
    ("appointment", "register.appointment", super::icons::APPOINTMENT),
    ("delegation", "register.delegation", super::icons::DELEGATION),
    ("duty", "register.duty", super::icons::DUTY),
    ("policy", "register.policy", super::icons::POLICY),
    ("fonds", "register.fonds", super::icons::BOOKS),
    ("archive_category", "register.archive_category", super::icons::FOLDERS),
    ("archive_division", "register.archive_division", super::icons::UNIT),
    ("retention_rule", "register.retention_rule", super::icons::RULE),
    ("storage_place", "register.storage_place", super::icons::WAREHOUSE),
    ("archive_box", "register.archive_box", super::icons::BOX),
    ("archive_item", "register.archive_item", super::icons::ARCHIVE),
    ("archive_hold", "register.archive_hold", super::icons::LOCK),
    ("disposal", "register.disposal", super::icons::SCALES),
    ("disposal_line", "register.disposal_line", super::icons::DUTY),
    ("loan", "register.loan", super::icons::DELEGATION),
    ("loan_renewal", "register.loan_renewal", super::icons::CALENDAR_ADD),
    ("loan_urging", "register.loan_urging", super::icons::ANNOUNCEMENT),
    ("loan_view", "register.loan_view", super::icons::DOCUMENT_SEARCH),
    ("transmission", "register.transmission", super::icons::HANDOVER),
    ("record_check", "register.record_check", super::icons::CERTIFICATE),
    ("fund_source", "register.fund_source", super::icons::BANK),
    ("budget_version", "register.budget_version", super::icons::BUDGET),
    ("budget_line", "register.budget_line", super::icons::MONEY),
    ("adjustment", "register.adjustment", super::icons::SCALES),
    ("commitment", "register.commitment", super::icons::WALLET),
    ("expense", "register.expense", super::icons::RECEIPT),
    ("assessment", "register.assessment", super::icons::GAUGE),
    ("incoming", "register.incoming", super::icons::DOCUMENT_IN),
    ("outgoing", "register.outgoing", super::icons::DOCUMENT_OUT),
    ("circulation", "register.circulation", super::icons::SEND),
    ("countersign", "register.countersign", super::icons::SIGNATURE),
    ("urging", "register.urging", super::icons::ANNOUNCEMENT),
    ("document", "register.document", super::icons::DOCUMENT),
    ("contract", "register.contract", super::icons::CONTRACT),
    ("paper_series", "register.paper_series", super::icons::STAMP),
    ("meeting", "register.meeting", super::icons::MEETING),
    ("room", "register.room", super::icons::ROOM),
    ("room_wait", "register.room_wait", super::icons::CLOCK),
    ("calendar_feed", "register.calendar_feed", super::icons::CALENDAR),
    ("attendee", "register.attendee", super::icons::ATTENDANCE),
    ("agenda_item", "register.agenda_item", super::icons::AGENDA),
    ("statement", "register.statement", super::icons::NOTEBOOK),
    ("activity", "register.activity", super::icons::ACTIVITY),
    ("promotion", "register.promotion", super::icons::ANNOUNCEMENT),
    ("registration", "register.registration", super::icons::ATTENDANCE),
    ("supply", "register.supply", super::icons::SUPPLIES),
    ("run_sheet_item", "register.run_sheet_item", super::icons::TIMELINE),
    ("matter", "register.matter", super::icons::TASK),
    ("matter_report", "register.matter_report", super::icons::FEEDBACK),
    ("milestone", "register.milestone", super::icons::FLAG),
    ("matter_issue", "register.matter_issue", super::icons::WARNING),
    ("slip", "register.slip", super::icons::ANNOUNCEMENT),
    ("holiday", "register.holiday", super::icons::CALENDAR),
    ("backup_plan", "register.backup_plan", super::icons::BACKUP),
    ("backup_run", "register.backup_run", super::icons::BACKUP),
    ("account", "register.account", super::icons::USER_CIRCLE),
    ("sign_in", "register.sign_in", super::icons::USER_CIRCLE),
    ("sign_in_rules", "register.sign_in_rules", super::icons::USER_CIRCLE),
    ("role", "register.role", super::icons::DUTY),
    ("role_grant", "register.role_grant", super::icons::MATRIX),
    ("role_assignment", "register.role_assignment", super::icons::APPOINTMENT),
    ("clearance", "register.clearance", super::icons::LOCK),
    ("separation", "register.separation", super::icons::PERSON),
    ("opening", "register.opening", super::icons::LOCK),
    ("encryption_order", "register.encryption_order", super::icons::LOCK),
];

/// A line of the navigation.
pub enum Place {
    /// A screen.
    Screen(Route),
    /// The registers of one part of the work, shown when the line is unfolded.
    Domain(Domain),
}

/// Registers that are kept together and are folded away under one line.
pub struct Domain {
    /// Key of its name.
    pub text: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Its screens.
    pub routes: &'static [Route],
}

impl Place {
    /// The screens that the line leads to.
    pub fn routes(&self) -> &[Route] {
        match self {
            Self::Screen(route) => std::slice::from_ref(route),
            Self::Domain(domain) => domain.routes,
        }
    }
}

/// A group of the navigation.
pub struct NavigationGroup {
    /// Key of its heading.
    pub text: &'static str,
    /// Its lines: screens that are looked at daily, then registers.
    pub places: &'static [Place],
}

impl NavigationGroup {
    /// Every screen of the group.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.places.iter().flat_map(Place::routes)
    }
}

/// The navigation by the five functions of an office (handbook 1.1.1): what an office is and keeps is administration,
/// where people come together and are told is coordination, what passes between it and other bodies is liaison. Rights
/// and the program itself stand below.
pub const NAVIGATION: &[NavigationGroup] = &[
    NavigationGroup { text: "", places: &[Place::Screen(Route::Home)] },
    NavigationGroup {
        text: "function.administration",
        places: &[
            Place::Screen(Route::OrgChart),
            Place::Screen(Route::List("person")),
            Place::Domain(Domain {
                text: "domain.establishment",
                icon: super::icons::POST,
                routes: &[
                    Route::List("unit"),
                    Route::List("post"),
                    Route::List("appointment"),
                    Route::List("delegation"),
                    Route::DutyMatrix,
                    Route::List("duty"),
                ],
            }),
            Place::Screen(Route::DocumentTree),
            Place::Screen(Route::List("document")),
            Place::Screen(Route::Filing),
            Place::Screen(Route::List("archive_item")),
            Place::Screen(Route::Lending),
            Place::Domain(Domain {
                text: "domain.archive",
                icon: super::icons::BOX,
                routes: &[
                    Route::ArchiveReport,
                    Route::List("archive_box"),
                    Route::List("loan"),
                    Route::List("loan_renewal"),
                    Route::List("loan_urging"),
                    Route::List("disposal"),
                    Route::List("archive_hold"),
                    Route::RecordProperties,
                    Route::List("record_check"),
                ],
            }),
            Place::Domain(Domain {
                text: "domain.archive_scheme",
                icon: super::icons::BOOKS,
                routes: &[
                    Route::List("retention_rule"),
                    Route::List("storage_place"),
                    Route::List("fonds"),
                    Route::List("archive_category"),
                    Route::List("archive_division"),
                ],
            }),
        ],
    },
    NavigationGroup {
        text: "function.coordination",
        places: &[
            Place::Screen(Route::Calendar),
            Place::Screen(Route::List("meeting")),
            Place::Screen(Route::Console(None)),
            Place::Domain(Domain {
                text: "domain.meetings",
                icon: super::icons::AGENDA,
                routes: &[
                    Route::List("agenda_item"),
                    Route::List("attendee"),
                    Route::List("statement"),
                    Route::List("room"),
                    Route::List("room_wait"),
                    Route::List("calendar_feed"),
                    Route::List("holiday"),
                ],
            }),
            Place::Screen(Route::List("activity")),
            Place::Screen(Route::Activity(None)),
            Place::Domain(Domain {
                text: "domain.activities",
                icon: super::icons::ACTIVITY,
                routes: &[
                    Route::List("promotion"),
                    Route::List("registration"),
                    Route::List("supply"),
                    Route::List("run_sheet_item"),
                ],
            }),
            Place::Screen(Route::List("circulation")),
            Place::Screen(Route::List("countersign")),
        ],
    },
    NavigationGroup {
        text: "function.decision_support",
        places: &[
            Place::Screen(Route::Execution),
            Place::Domain(Domain {
                text: "domain.budget",
                icon: super::icons::BUDGET,
                routes: &[
                    Route::List("budget_line"),
                    Route::List("expense"),
                    Route::List("commitment"),
                    Route::List("adjustment"),
                    Route::List("budget_version"),
                    Route::List("assessment"),
                    Route::List("fund_source"),
                ],
            }),
        ],
    },
    NavigationGroup {
        text: "function.supervision",
        places: &[
            Place::Screen(Route::Supervision),
            Place::Screen(Route::List("matter")),
            Place::Screen(Route::WorkReport),
            Place::Screen(Route::List("policy")),
            Place::Domain(Domain {
                text: "domain.supervision",
                icon: super::icons::TASK,
                routes: &[
                    Route::List("matter_report"),
                    Route::List("milestone"),
                    Route::List("matter_issue"),
                    Route::List("slip"),
                    Route::List("urging"),
                ],
            }),
        ],
    },
    NavigationGroup {
        text: "function.liaison",
        places: &[
            Place::Screen(Route::List("incoming")),
            Place::Screen(Route::List("outgoing")),
            Place::Screen(Route::List("contract")),
            Place::Screen(Route::List("transmission")),
            Place::Screen(Route::List("paper_series")),
        ],
    },
    NavigationGroup {
        text: "nav.protection",
        places: &[
            Place::Screen(Route::Rights),
            Place::Screen(Route::AuditTrail),
            Place::Domain(Domain {
                text: "domain.access",
                icon: super::icons::USER_CIRCLE,
                routes: &[Route::List("account"), Route::List("clearance"), Route::List("opening")],
            }),
        ],
    },
    NavigationGroup {
        text: "nav.program",
        places: &[
            Place::Screen(Route::Import),
            Place::Screen(Route::Backups),
            Place::Screen(Route::Settings),
        ],
    },
];

/// Registers that stand in no group of the navigation, with the screen that shows them and opens their lists.
pub const FROM_SCREENS: &[(&str, Route)] = &[
    ("role", Route::Rights),
    ("role_grant", Route::Rights),
    ("role_assignment", Route::Rights),
    ("separation", Route::Rights),
    ("disposal_line", Route::List("disposal")),
    ("loan_view", Route::List("loan")),
    ("backup_plan", Route::Backups),
    ("backup_run", Route::Backups),
    ("sign_in", Route::Settings),
    ("sign_in_rules", Route::Settings),
    ("encryption_order", Route::Settings),
];

/// A record that is selected on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Register.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
}
