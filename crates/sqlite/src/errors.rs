//! What SQLite's errors mean. The only place that knows its messages: SQLite gives no constraint
//! names, and diesel passes on no result code for most of what is in here.

use diesel::result::{DatabaseErrorKind, Error};
use fasttrack_domain::{Constraint, StoreError};

/// The meaning of an error of any statement.
pub(crate) fn store_error(error: Error) -> StoreError {
    let Error::DatabaseError(kind, info) = &error else {
        return StoreError::Backend(error.into());
    };
    let message = info.message();
    if let Some(constraint) = constraint(message) {
        return StoreError::Conflict(constraint);
    }
    match kind {
        // The runtime is shutting down under the blocking threads.
        DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => {
            StoreError::Unavailable(error.into())
        }
        // "database is locked", "database table is locked", "database schema is locked".
        _ if message.starts_with("database ") && message.contains(" is locked") => {
            StoreError::Contention(error.into())
        }
        // The text of a trigger's RAISE: the counters were read before another unit took the seats.
        _ if message == "event_counters_within_seats" => StoreError::Contention(error.into()),
        _ if message.starts_with("unable to open database file") => StoreError::Unavailable(error.into()),
        _ => StoreError::Backend(error.into()),
    }
}

/// As [`store_error`], for a statement whose only foreign key that can fail is this one: SQLite
/// does not say which.
pub(crate) fn foreign_key(constraint: Constraint) -> impl FnOnce(Error) -> StoreError {
    move |error| {
        if is_foreign_key(&error) { StoreError::Conflict(constraint) } else { store_error(error) }
    }
}

/// Whether a foreign key failed.
pub(crate) const fn is_foreign_key(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))
}

fn constraint(message: &str) -> Option<Constraint> {
    Some(match message {
        "UNIQUE constraint failed: users.username" => Constraint::UsernameTaken,
        "UNIQUE constraint failed: jobs.kind, jobs.unique_key" => Constraint::JobKeyTaken,
        "UNIQUE constraint failed: users.email" => Constraint::EmailTaken,
        "UNIQUE constraint failed: venues.name_key, venues.city_key" => Constraint::VenueNameTaken,
        "UNIQUE constraint failed: registrations.event_key, registrations.email" => {
            Constraint::EmailRegistered
        }
        // The text of the triggers' RAISE.
        "events_no_double_booking" => Constraint::VenueDoubleBooked,
        _ => return None,
    })
}
