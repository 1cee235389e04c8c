//! The OpenAPI document, collected from the handlers, and what the running server derives from
//! it: which methods an address has, and which operations need no token.

mod document;
mod responses;
mod route_table;
#[cfg(test)]
mod tests;

pub(crate) use document::document;
pub use document::openapi_json;
pub(crate) use route_table::{Access, RouteTable};
