//! Questions to a server of somebody else, of whom nothing is expected but an answer in JSON.
//!
//! Every policy about such servers is here: how long they may take, how much they may say, where
//! they may be, and what their refusals mean.

pub(crate) mod address;
mod answer;
mod endpoint;
mod failure;
mod resolver;
mod retry_after;

pub(crate) use answer::{Answer, Body};
pub(crate) use endpoint::Endpoint;
pub(crate) use failure::{Failure, LeaveAlone};
