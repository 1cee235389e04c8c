use std::slice;

use diesel::result::Error;
use diesel_async::AsyncConnection as _;
use fasttrack_domain::{
    StoreError,
    event::{ImportOutcome, ImportedEvent},
};

use super::write;
use crate::connection::Connection;

/// Adds one row. What it breaks, only its own savepoint has to undo.
pub(super) async fn import(
    connection: &mut Connection,
    row: &ImportedEvent,
) -> Result<ImportOutcome, StoreError> {
    let ImportedEvent { event, fingerprint } = row;
    let added = connection
        .transaction::<_, Error, _>(async |connection| {
            write::insert(connection, event, fingerprint.as_ref()).await
        })
        .await;
    match added {
        Ok(true) => Ok(ImportOutcome::Added),
        Ok(false) => Ok(ImportOutcome::AlreadyThere),
        Err(error) => match write::meaning(connection, error, slice::from_ref(event)).await {
            StoreError::Conflict(constraint) => Ok(ImportOutcome::Conflict(constraint)),
            error => Err(error),
        },
    }
}
