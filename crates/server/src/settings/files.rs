use std::time::Duration;

use super::{
    reader::Reader,
    table,
    value::{duration, number, size},
};

/// Which files are taken, and how long those are kept that belong to nothing.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// The largest file that is attached to an event, in bytes.
    pub attachment_max_bytes: u64,
    /// How many pixels a picture may have that is attached.
    pub attachment_max_pixels: u64,
    /// How long a file may be there before it belongs to something.
    pub blob_orphan_age: Duration,
}

impl FileSettings {
    /// `upload_timeout` is for how long somebody may send a file, which belongs to nothing meanwhile.
    pub(super) fn read(r: &mut Reader, upload_timeout: Option<Duration>) -> Option<Self> {
        let blob_orphan_age = r.value(&table::BLOB_ORPHAN_AGE, duration("1s"..="400d"));
        if let (Some(age), Some(upload)) = (blob_orphan_age, upload_timeout)
            && age <= upload
        {
            r.fault(&table::BLOB_ORPHAN_AGE, "must be longer than HTTP_UPLOAD_TIMEOUT");
        }
        let attachment_max_bytes = r.value(&table::ATTACHMENT_MAX_BYTES, size("1GiB"));
        let attachment_max_pixels = r.value(&table::ATTACHMENT_MAX_PIXELS, number(1..=1_000_000_000));
        Some(Self {
            attachment_max_bytes: attachment_max_bytes?,
            attachment_max_pixels: attachment_max_pixels?,
            blob_orphan_age: blob_orphan_age?,
        })
    }
}
