use std::{error::Error, io};

use fasttrack_domain::ports::BlobError;

/// What the library says, as the port does.
pub(crate) fn blob_error(error: object_store::Error) -> BlobError {
    if is_full(&error) { BlobError::Full(error.into()) } else { BlobError::Failed(error.into()) }
}

/// Whether somewhere below it the operating system says that there is no room.
fn is_full(error: &(dyn Error + 'static)) -> bool {
    let full = |kind| {
        matches!(
            kind,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
        )
    };
    let here = error.downcast_ref::<io::Error>().is_some_and(|error| full(error.kind()));
    here || error.source().is_some_and(is_full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        let told = |kind: io::ErrorKind| {
            blob_error(object_store::Error::Generic { store: "", source: io::Error::from(kind).into() })
        };
        assert!(matches!(told(io::ErrorKind::StorageFull), BlobError::Full(_)));
        assert!(matches!(told(io::ErrorKind::PermissionDenied), BlobError::Failed(_)));
    }
}
