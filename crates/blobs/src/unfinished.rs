//! What a process that was killed leaves of the blobs that it was writing.

use std::{
    fs::{self, DirEntry},
    io,
    path::Path,
    time::SystemTime,
};

/// Removes the files of blobs that were begun and not touched since before this instant, and folders
/// in which nothing is left; tells how many files there were.
pub(crate) fn remove(folder: &Path, before: SystemTime) -> io::Result<u64> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // What somebody else has removed meanwhile is as it should be.
        removed += match remove_entry(&entry, before) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            removed => removed?,
        };
    }
    Ok(removed)
}

fn remove_entry(entry: &DirEntry, before: SystemTime) -> io::Result<u64> {
    let about = entry.metadata()?;
    if about.is_dir() {
        let removed = remove(&entry.path(), before)?;
        // Refused unless it is empty; and who is about to write in it makes it again.
        drop(fs::remove_dir(entry.path()));
        return Ok(removed);
    }
    if !about.is_file() || !is_unfinished(entry) || about.modified()? >= before {
        return Ok(0);
    }
    fs::remove_file(entry.path())?;
    Ok(1)
}

/// `object_store` writes what will be called `key` into a file called `key#1`, or the next number
/// that is free; no key holds a `#`.
fn is_unfinished(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    name.to_str()
        .and_then(|name| name.split_once('#'))
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
