//! Extractors: the parts of a request, parsed, or a problem.

mod batch;
mod body;
mod caller;
mod id;
mod nothing_twice;
mod query;
mod upload;

pub(crate) use batch::JsonBatch;
pub(crate) use body::{Form, Json, MergePatch, PatchJson, read_json};
pub(crate) use caller::Caller;
pub(crate) use id::{PathId, PathRid};
pub(crate) use query::{OnlyPage, PageQuery, Query, boolean, limit};
pub(crate) use upload::{MULTIPART, Upload};
