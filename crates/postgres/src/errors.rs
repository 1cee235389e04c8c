//! What Postgres's errors mean. The only place that knows its messages and our constraints' names:
//! diesel passes on no result code for most of what is in here.
//!
//! The messages are English because every connection makes sure of it, see `connection`.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use fasttrack_domain::{Constraint, StoreError};

/// A constraint that a change can break through no fault of ours.
#[derive(Debug)]
pub struct Rule {
    /// Its name in the schema.
    pub name: &'static str,
    /// What it means that a row cannot be written.
    pub written: Constraint,
    /// What it means that a row cannot be removed, since others refer to it.
    pub removed: Option<Constraint>,
}

const fn rule(name: &'static str, written: Constraint) -> Rule {
    Rule { name, written, removed: None }
}

/// Every one of them.
pub const RULES: &[Rule] = &[
    rule("users_username_taken", Constraint::UsernameTaken),
    rule("users_email_taken", Constraint::EmailTaken),
    rule("sessions_user_exists", Constraint::UserUnknown),
    rule("venues_name_taken", Constraint::VenueNameTaken),
    rule("events_no_double_booking", Constraint::VenueDoubleBooked),
    Rule { removed: Some(Constraint::VenueInUse), ..rule("events_venue_exists", Constraint::VenueUnknown) },
    Rule {
        removed: Some(Constraint::UserOwnsEvents),
        ..rule("events_owner_exists", Constraint::UserUnknown)
    },
    rule("registrations_live_email", Constraint::EmailRegistered),
    rule("registrations_event_exists", Constraint::EventUnknown),
    rule("registrations_user_exists", Constraint::UserUnknown),
    rule("jobs_owner_exists", Constraint::UserUnknown),
    rule("jobs_live_key", Constraint::JobKeyTaken),
    rule("imports_owner_exists", Constraint::UserUnknown),
    rule("attachments_event_exists", Constraint::EventUnknown),
    rule("api_keys_user_exists", Constraint::UserUnknown),
    rule("idempotency_keys_user_exists", Constraint::UserUnknown),
];

/// The constraints that only a fault of ours can break: [`StoreError::Backend`]. Primary keys and
/// CHECKs are not listed.
pub const FAULTS: &[&str] = &[
    "refresh_tokens_session_exists",
    "events_imported_once",
    "event_tags_event_exists",
    "event_tags_once",
    "event_counters_event_exists",
    "event_forecasts_event_exists",
    "registrations_waiting",
    "users_by_calendar_key",
    "imports_job_exists",
    "import_rejections_import_exists",
    "reminders_registration_exists",
    "api_keys_hash_once",
];

/// The meaning of an error of any statement.
#[must_use]
pub fn store_error(error: Error) -> StoreError {
    match error {
        // The transaction manager found the connection broken before it sent anything.
        Error::BrokenTransactionManager => StoreError::Unavailable(error.into()),
        Error::DatabaseError(kind, ref info) => {
            if let Some(constraint) = constraint(&**info) {
                return StoreError::Conflict(constraint);
            }
            match kind {
                DatabaseErrorKind::SerializationFailure => StoreError::Contention(error.into()),
                // No answer came back, whatever the cause.
                DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ClosedConnection
                // A standby, or a server that is being moved.
                | DatabaseErrorKind::ReadOnlyTransaction => StoreError::Unavailable(error.into()),
                _ => by_message(error),
            }
        }
        error => StoreError::Backend(error.into()),
    }
}

/// The codes that diesel hides, by the start of their messages.
fn by_message(error: Error) -> StoreError {
    let Error::DatabaseError(_, info) = &error else { return StoreError::Backend(error.into()) };
    let starts = |with: &[&str]| with.iter().any(|with| info.message().starts_with(with));
    if starts(CONTENTION) {
        StoreError::Contention(error.into())
    } else if starts(UNAVAILABLE) {
        StoreError::Unavailable(error.into())
    } else {
        StoreError::Backend(error.into())
    }
}

const CONTENTION: &[&str] = &[
    // 40P01
    "deadlock detected",
    // 55P03
    "canceling statement due to lock timeout",
    "could not obtain lock on",
    // 40001, as a conflict with recovery
    "canceling statement due to conflict with recovery",
];

const UNAVAILABLE: &[&str] = &[
    // 57P01, 57P02, 57P05, 25P03: somebody ended the backend
    "terminating connection",
    // 57014. An operator's cancel reads "due to user request".
    "canceling statement due to statement timeout",
    "canceling statement due to user request",
    // 57P03
    "the database system is",
    // 53300
    "sorry, too many clients already",
    "remaining connection slots are reserved",
    "too many connections for",
];

fn constraint(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> Option<Constraint> {
    let name = info.constraint_name()?;
    let rule = RULES.iter().find(|rule| rule.name == name)?;
    // A foreign key has one name on both sides, and both sides report the same table.
    let removing = info.message().starts_with("update or delete on table");
    if removing { rule.removed } else { Some(rule.written) }
}
