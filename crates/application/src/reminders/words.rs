use fasttrack_domain::{
    event::{EventDetails, EventView, Schedule},
    notification::Notification,
    registration::Registration,
    venue::VenueSummary,
};

/// What somebody with an address is told about an event to come; `None` without one.
pub(super) fn reminder(registration: &Registration, view: &EventView) -> Option<Notification> {
    let Registration { id, name, email, .. } = registration;
    let EventDetails { title, schedule, city, .. } = &view.event.details;
    let at = match &view.venue {
        Some(VenueSummary { name: venue, .. }) => format!("{venue}, {city}"),
        None => city.to_string(),
    };
    let text = format!(
        "Hello {name},\n\
         \n\
         \"{title}\" starts on {start}.\n\
         Where: {at}\n\
         \n\
         You get this message because you are registered for it.\n",
        start = local(*schedule),
    );
    Some(Notification {
        // One message a registration and start.
        id: format!("reminder-{id}-{}", schedule.starts_at().micros()),
        to: email.clone()?,
        name: name.clone(),
        subject: format!("Reminder: {title}"),
        text,
    })
}

/// As the clocks at the event show it, and by how much they differ from UTC.
fn local(schedule: Schedule) -> String {
    let zone = schedule.time_zone();
    let local = schedule.starts_at().to_utc().with_timezone(&zone.tz());
    format!("{}, {} (UTC{})", local.format("%A, %-d %B %Y at %H:%M"), zone.name(), local.format("%:z"))
}
