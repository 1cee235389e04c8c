//! Who waits gets the seats that become free, in the unit that frees them.

use fasttrack_domain::{StoreError, event::EventView, ports::UnitOfWork, registration::RegistrationId};

/// Gives the free seats to the first of the waitlist, and counts them; tells who got one. The
/// counters of `view` are changed, and are to be written by the caller.
pub(crate) async fn promote(
    unit: &mut dyn UnitOfWork,
    view: &mut EventView,
) -> Result<Vec<RegistrationId>, StoreError> {
    let number = view.free_seats().min(view.counters.waitlisted);
    if number == 0 {
        return Ok(Vec::new());
    }
    let promoted = unit.registrations().confirm_first(view.event.id, number).await?;
    let count = u32::try_from(promoted.len()).unwrap_or(u32::MAX);
    view.counters.registered += count;
    view.counters.waitlisted = view.counters.waitlisted.saturating_sub(count);
    Ok(promoted)
}

/// Promotes, and writes the counters if that changed them; tells whether it did.
pub(crate) async fn fill_seats(unit: &mut dyn UnitOfWork, view: &mut EventView) -> Result<bool, StoreError> {
    if promote(unit, view).await?.is_empty() {
        return Ok(false);
    }
    unit.counters().set_registrations(view.event.id, &view.counters).await?;
    Ok(true)
}
