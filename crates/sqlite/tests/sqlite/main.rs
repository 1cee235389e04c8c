//! The contract of the persistence ports on temporary files, and what is SQLite's own.

mod support;

/// What every store must do.
mod contract {
    fasttrack_store_contract::store_contract!(crate::support::harness);
}
