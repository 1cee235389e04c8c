//! Workers on a store in memory, seen through its ports.
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod claiming;
#[cfg(test)]
mod draining;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod forecasts;
#[cfg(test)]
mod leases;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod prune_jobs;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod settings;
