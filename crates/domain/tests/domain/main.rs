//! The values of the domain, seen from outside: what they take, what they refuse and why.
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod access;
#[cfg(test)]
mod api_key;
#[cfg(test)]
mod attachment;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod blob;
#[cfg(test)]
mod error;
#[cfg(test)]
mod event;
#[cfg(test)]
mod fold;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod id;
#[cfg(test)]
mod job;
#[cfg(test)]
mod migration;
#[cfg(test)]
mod page;
#[cfg(test)]
mod session;
#[cfg(test)]
mod text;
#[cfg(test)]
mod time;
#[cfg(test)]
mod user;
#[cfg(test)]
mod venue;
#[cfg(test)]
mod version;

use fasttrack_domain::Invalid;

/// What became of a value that was parsed: itself, or the code that clients decide on.
type Parsed<T> = Result<T, &'static str>;

fn coded<T>(result: Result<T, Invalid>) -> Parsed<T> {
    result.map_err(|invalid| invalid.code)
}
