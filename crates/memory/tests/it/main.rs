//! The adapters of this crate, seen through their ports.
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod runtime;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod store;
