//! Keeps files beside the database.
//!
//! [`FolderBlobs`] keeps them in a folder, by `object_store`: what is begun is a file of another name,
//! which takes its place when it is whole, and on the disk. Another store of that library (S3 and its
//! like) would take all of this crate but `unfinished`, since such stores forget by themselves what was
//! never finished.
#![warn(missing_docs)]

mod errors;
mod folder;
mod listing;
mod reader;
mod unfinished;
mod writer;

pub use folder::FolderBlobs;
