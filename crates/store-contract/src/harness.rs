use std::{any::Any, sync::Arc};

use fasttrack_domain::{
    StoreError,
    event::{Event, EventCounters, EventFilter, EventId, EventSort, EventView, Visibility},
    forecast::{EventForecast, SubjectVersion},
    ports::{
        ApiKeyQueries, AttachmentQueries, AuditQueries, EventQueries, ForecastQueries, ImportQueries,
        JobQueries, JobQueue, RegistrationQueries, SessionQueries, Store, UnitOfWork, UserQueries,
        VenueQueries,
    },
    registration::Registration,
    session::{Session, TokenHash},
    user::User,
    venue::Venue,
    version::Version,
};
use fasttrack_test_support::{a_password_hash, a_user};

/// A store on a fresh, empty, migrated database, through its ports.
#[derive(Clone)]
pub struct Harness {
    /// Opens units of work.
    pub store: Arc<dyn Store>,
    /// Reads users.
    pub users: Arc<dyn UserQueries>,
    /// Reads sessions.
    pub sessions: Arc<dyn SessionQueries>,
    /// Reads venues.
    pub venues: Arc<dyn VenueQueries>,
    /// Reads events.
    pub events: Arc<dyn EventQueries>,
    /// Reads registrations.
    pub registrations: Arc<dyn RegistrationQueries>,
    /// Reads jobs.
    pub jobs: Arc<dyn JobQueries>,
    /// Reads imports.
    pub imports: Arc<dyn ImportQueries>,
    /// Hands out jobs.
    pub queue: Arc<dyn JobQueue>,
    /// Reads attachments.
    pub attachments: Arc<dyn AttachmentQueries>,
    /// Reads which events have weather.
    pub forecasts: Arc<dyn ForecastQueries>,
    /// Reads API keys.
    pub api_keys: Arc<dyn ApiKeyQueries>,
    /// Reads the audit log.
    pub audit: Arc<dyn AuditQueries>,
    /// What must live as long as the harness, such as a temporary folder.
    pub keep: Arc<dyn Any + Send + Sync>,
}

impl Harness {
    pub(crate) async fn unit(&self) -> Box<dyn UnitOfWork> {
        self.store.begin().await.unwrap()
    }

    pub(crate) async fn add_user(&self, user: &User) {
        let mut unit = self.unit().await;
        unit.users().add(user, &a_password_hash()).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// A user who can own things.
    pub(crate) async fn some_user(&self) -> User {
        let user = a_user("ada").editor().build();
        self.add_user(&user).await;
        user
    }

    pub(crate) async fn add_session(&self, session: &Session, token: &TokenHash) {
        let mut unit = self.unit().await;
        unit.sessions().add(session, token).await.unwrap();
        unit.commit().await.unwrap();
    }

    pub(crate) async fn add_venue(&self, venue: &Venue) {
        let mut unit = self.unit().await;
        unit.venues().add(venue).await.unwrap();
        unit.commit().await.unwrap();
    }

    pub(crate) async fn add_event(&self, event: &Event) {
        self.try_add_event(event).await.unwrap();
    }

    pub(crate) async fn try_add_event(&self, event: &Event) -> Result<(), StoreError> {
        let mut unit = self.unit().await;
        unit.events().add(event).await?;
        unit.commit().await
    }

    /// Writes over the version before the one that the event has.
    pub(crate) async fn try_update_event(&self, event: &Event) -> Result<bool, StoreError> {
        let expected = Version(event.version.0 - 1);
        let mut unit = self.unit().await;
        let written = unit.events().update(event, expected).await?;
        unit.commit().await?;
        Ok(written)
    }

    pub(crate) async fn register(&self, registrations: &[Registration]) {
        self.try_register(registrations).await.unwrap();
    }

    pub(crate) async fn try_register(&self, registrations: &[Registration]) -> Result<(), StoreError> {
        let mut unit = self.unit().await;
        unit.registrations().add_all(registrations).await?;
        unit.commit().await
    }

    pub(crate) async fn registration(&self, of: &Registration) -> Option<Registration> {
        self.unit().await.registrations().find(of.event_id, of.id).await.unwrap()
    }

    /// Counts as many as registered and as waiting, the places being given in order.
    pub(crate) async fn count_registrations(&self, event: EventId, registered: u32, waitlisted: u32) {
        let last_place = u64::from(waitlisted);
        let counters = EventCounters { registered, waitlisted, last_place, ..EventCounters::default() };
        let mut unit = self.unit().await;
        unit.counters().set_registrations(event, &counters).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// The forecasts that were put, in a unit of their own.
    pub(crate) async fn put_forecasts(
        &self,
        of: &[(EventId, SubjectVersion, EventForecast)],
    ) -> Vec<EventId> {
        let mut unit = self.unit().await;
        let put = unit.forecasts().put_all(of).await.unwrap();
        unit.commit().await.unwrap();
        put
    }

    pub(crate) async fn view(&self, id: EventId) -> EventView {
        self.events.find(id).await.unwrap().unwrap()
    }

    /// All events there are, up to a hundred.
    pub(crate) async fn all_events(&self) -> Vec<EventId> {
        let page = crate::pages::first(100);
        let found = self.events.list(&everything(), EventSort::StartsAt, &page).await.unwrap();
        found.items.iter().map(|view| view.event.id).collect()
    }

    /// The titles of what fits, by start, on one page.
    pub(crate) async fn titles(&self, filter: &EventFilter) -> Vec<String> {
        let page = crate::pages::first(100);
        let found = self.events.list(filter, EventSort::StartsAt, &page).await.unwrap();
        found.items.iter().map(|view| view.event.details.title.as_str().to_owned()).collect()
    }
}

/// Every event, drafts included.
pub(crate) fn everything() -> EventFilter {
    EventFilter { visible: Visibility::AllDrafts, ..EventFilter::default() }
}

/// Fails unless the result is a conflict with this constraint.
#[macro_export]
#[doc(hidden)]
macro_rules! assert_conflict {
    ($result:expr, $constraint:ident) => {{
        let result = $result;
        assert!(
            matches!(
                result,
                Err(fasttrack_domain::StoreError::Conflict(fasttrack_domain::Constraint::$constraint))
            ),
            "expected a conflict with {}, got {result:?}",
            stringify!($constraint)
        );
    }};
}

/// An event as it is, and its venue as it was at first.
pub(crate) fn seen(event: &Event) -> SubjectVersion {
    let venue = event.details.venue_id.map(|_| Version::FIRST);
    SubjectVersion { event: event.version, venue }
}
