//! What happens around every request, from the outside in: it is observed, its `HEAD` becomes a
//! `GET`, whatever goes wrong becomes a problem, who asks is found out and counted, and it is let in or
//! not.

mod accept;
mod admit;
mod client_address;
mod compressible;
mod cross_origin;
mod head;
mod headers_limit;
mod identify;
mod observe;
mod problems;
mod protect;
mod rate_limit;
mod request_info;
#[cfg(test)]
mod tests;

pub(crate) use accept::{accept, accepts};
pub(crate) use admit::admit;
pub use client_address::TrustedProxies;
pub(crate) use compressible::{Compressible, compressible};
pub(crate) use cross_origin::cross_origin;
pub(crate) use head::{WasHead, head};
pub(crate) use headers_limit::headers_limit;
pub(crate) use identify::identify;
pub(crate) use observe::observe;
pub(crate) use problems::{chain, problems};
pub(crate) use protect::protect;
pub(crate) use rate_limit::rate_limit;
pub(crate) use request_info::{RequestInfo, X_REQUEST_ID};
