use fasttrack_domain::{
    Constraint, StoreError,
    event::{Event, EventDetails, EventId, ImportOutcome, ImportedEvent},
    id::Id,
    ports::UnitOfWork,
    registration::Registration,
    user::UserId,
    venue::VenueId,
    version::Version,
};

use super::{
    ImportError, ImportRow, Imports, RejectedRow, fingerprint,
    venues::{BatchVenues, Found},
};
use crate::{authorise, changes::Changed, context::Context, registrations::take_seat, unit::in_unit};

/// How many rows are best written at once: enough that the price of a commit is shared, few enough
/// that other writers do not wait long and a kill loses little.
pub const BATCH_ROWS: usize = 500;

/// With how many writes a batch is full, whatever the number of its rows: a row writes its event and
/// everybody who takes part. The last row may go beyond that by
/// [`MAX_PARTICIPANTS`](super::MAX_PARTICIPANTS).
pub const BATCH_WRITES: usize = 5_000;

/// Whether a batch shall stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchMode {
    /// Write it.
    Write,
    /// Do all of it, then take it back. The next batch finds nothing of it; whoever tries a whole
    /// file uses [`DryRun`](super::DryRun).
    DryRun,
}

/// What became of the rows of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchReport {
    /// Rows that are events now.
    pub added: u64,
    /// Rows that were imported before, be it by an earlier line of the file.
    pub already_there: u64,
    /// Rows that break a rule.
    pub rejected: Vec<RejectedRow>,
}

impl Imports {
    /// Writes rows as events of this owner, all that can be in one unit of work.
    ///
    /// # Errors
    /// [`ImportError`]; then none of them was written, and the same batch may be tried again.
    pub async fn add_batch(
        &self,
        ctx: &Context,
        owner: UserId,
        rows: &[ImportRow],
        mode: BatchMode,
    ) -> Result<BatchReport, ImportError> {
        authorise::import_events_for(ctx, owner)?;
        let outcome = in_unit(&*self.store, async |mut unit| {
            let report = self.add(&mut *unit, owner, rows).await?;
            match mode {
                BatchMode::Write => unit.commit().await?,
                BatchMode::DryRun => drop(unit),
            }
            Ok::<_, ImportError>(report)
        })
        .await;
        match mode {
            BatchMode::Write => self.changes.told(Changed::VenuesAndEvents, outcome).await,
            BatchMode::DryRun => outcome,
        }
    }

    /// Adds rows in a unit, which is somebody else's to commit.
    pub(super) async fn add(
        &self,
        unit: &mut dyn UnitOfWork,
        owner: UserId,
        rows: &[ImportRow],
    ) -> Result<BatchReport, ImportError> {
        let mut report = BatchReport::default();
        let mut venues = BatchVenues::default();
        let (mut kept, mut events) = (Vec::new(), Vec::new());
        for row in rows {
            let found = venues.find(unit, row, &*self.clock, &*self.ids).await?;
            match venue_id(row, &found) {
                Ok(venue) => {
                    kept.push(row);
                    events.push(self.event(owner, row, venue));
                }
                Err(rejected) => report.rejected.push(rejected),
            }
        }
        let outcomes = unit.events().import(&events).await?;
        for ((row, imported), outcome) in kept.into_iter().zip(&events).zip(outcomes) {
            match outcome {
                ImportOutcome::Added => {
                    report.added += 1;
                    self.register(unit, imported.event.id, row).await?;
                }
                ImportOutcome::AlreadyThere => report.already_there += 1,
                ImportOutcome::Conflict(rule) => report.rejected.push(conflict(row, rule)?),
            }
        }
        report.rejected.sort_by_key(|rejected| rejected.record);
        Ok(report)
    }

    /// Registers who takes part, in the order of the row, without an address; those for whom there
    /// is no seat wait.
    async fn register(
        &self,
        unit: &mut dyn UnitOfWork,
        event: EventId,
        row: &ImportRow,
    ) -> Result<(), ImportError> {
        if row.participants.is_empty() {
            return Ok(());
        }
        let Some(mut view) = unit.events().find(event).await? else { return Ok(()) };
        let mut registrations = Vec::with_capacity(row.participants.len());
        for name in &row.participants {
            let (status, place) = take_seat(&mut view);
            registrations.push(Registration {
                id: Id::new(self.ids.next()),
                event_id: event,
                user_id: None,
                name: name.clone(),
                email: None,
                status,
                place,
                checked_in_at: None,
                created_at: view.event.created_at,
            });
        }
        unit.registrations().add_all(&registrations).await?;
        unit.counters().set_registrations(event, &view.counters).await?;
        Ok(())
    }

    fn event(&self, owner: UserId, row: &ImportRow, venue_id: Option<VenueId>) -> ImportedEvent {
        let now = self.clock.now();
        let event = Event {
            id: Id::new(self.ids.next()),
            details: EventDetails { venue_id, ..row.details.clone() },
            created_by: owner,
            version: Version::FIRST,
            created_at: now,
            updated_at: now,
        };
        ImportedEvent { event, fingerprint: Some(fingerprint::of(owner, row)) }
    }
}

/// The venue, which must be there and hold as many as the row says.
fn venue_id(row: &ImportRow, found: &Found<'_>) -> Result<Option<VenueId>, RejectedRow> {
    let venue = match found {
        Found::Nowhere => return Ok(None),
        Found::Unknown => return Err(unknown_venue(row)),
        Found::At(venue) => venue,
    };
    let room = venue.details.capacity;
    if row.details.capacity.is_some_and(|wanted| wanted > room) {
        let detail = format!("the venue has room for {}", room.get());
        return Err(row.reject("capacity", "capacity_above_venue", detail));
    }
    Ok(Some(venue.id))
}

/// What a broken rule of the database says about a row, or about the whole batch.
fn conflict(row: &ImportRow, rule: Constraint) -> Result<RejectedRow, ImportError> {
    match rule {
        Constraint::VenueDoubleBooked => {
            let detail = "another event takes place at the venue at that time";
            Ok(row.reject("venue", "venue_double_booked", detail))
        }
        // Deleted by somebody else since it was looked up.
        Constraint::VenueUnknown => Ok(unknown_venue(row)),
        Constraint::UserUnknown => Err(ImportError::OwnerUnknown),
        // No row of an event can break these.
        Constraint::UsernameTaken
        | Constraint::EmailTaken
        | Constraint::UserOwnsEvents
        | Constraint::VenueNameTaken
        | Constraint::VenueInUse
        | Constraint::EmailRegistered
        | Constraint::EventUnknown
        | Constraint::JobKeyTaken => Err(StoreError::Conflict(rule).into()),
    }
}

fn unknown_venue(row: &ImportRow) -> RejectedRow {
    row.reject("venue", "unknown_venue", "the city has no venue of that name")
}
