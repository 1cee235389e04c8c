//! The persistence ports on SQLite, for one process.
