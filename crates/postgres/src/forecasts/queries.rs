use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::sql,
    pg::Pg,
    prelude::{
        BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _,
        QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
    },
    sql_types::{Bool, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::{EventId, EventStatus},
    forecast::{ForecastSubject, Place, SubjectVersion},
    page::{Page, PageRequest},
    ports::ForecastQueries,
    time::Timestamp,
    venue::VenueKind,
    version::Version,
};
use uuid::Uuid;

use crate::{
    PostgresStore,
    columns::{Corrupt, instant, parsed},
    keyset::{self, Beyond},
    schema::{event_forecasts, events, venues},
    venues::coordinates,
};

/// Events, each with its venue and its forecast if there are.
#[diesel::dsl::auto_type]
pub(super) fn joined() -> _ {
    events::table
        .left_join(venues::table.on(events::venue_id.eq(venues::id.nullable())))
        .left_join(event_forecasts::table.on(event_forecasts::event_id.eq(events::id)))
}

type Joined = diesel::dsl::IntoBoxed<'static, joined, Pg>;

/// Those that take place, and somewhere.
fn subjects() -> Joined {
    let somewhere =
        venues::kind.nullable().is_null().or(venues::kind.nullable().ne(VenueKind::Online.as_str()));
    joined()
        .into_boxed()
        .filter(events::status.ne(EventStatus::Cancelled.as_str()))
        .filter(somewhere.assume_not_null())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events, check_for_backend(Pg))]
struct SubjectRow {
    id: Uuid,
    version: i64,
    starts_at: DateTime<Utc>,
    city: String,
    #[diesel(embed)]
    venue: Option<VenueRow>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = venues, check_for_backend(Pg))]
struct VenueRow {
    version: i64,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl TryFrom<SubjectRow> for ForecastSubject {
    type Error = Corrupt;

    fn try_from(row: SubjectRow) -> Result<Self, Corrupt> {
        let SubjectRow { id, version, starts_at, city, venue } = row;
        let of_venue = venue.as_ref().map(|venue| Version(venue.version));
        let point = venue.map_or(Ok(None), |venue| coordinates(venue.latitude, venue.longitude));
        Ok(Self {
            event_id: EventId::new(id),
            version: SubjectVersion { event: Version(version), venue: of_venue },
            starts_at: instant("events.starts_at", starts_at)?,
            place: Place { city: parsed("events.city", &city)?, coordinates: point? },
        })
    }
}

#[async_trait]
impl ForecastQueries for PostgresStore {
    async fn subject(&self, event: EventId) -> Result<Option<ForecastSubject>, StoreError> {
        let query = subjects().filter(events::id.eq(event.uuid())).select(SubjectRow::as_select());
        let reader = self.reader().await?;
        let row: Option<SubjectRow> = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(ForecastSubject::try_from).transpose()?)
    }

    async fn without_fresh(
        &self,
        from: Timestamp,
        to: Timestamp,
        fetched_before: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<ForecastSubject>, StoreError> {
        let old = sql::<Bool>("(event_forecasts.fetched_at IS NULL OR event_forecasts.fetched_at < ")
            .bind::<Timestamptz, _>(fetched_before.to_utc())
            .sql(")");
        let mut query = subjects()
            .filter(events::starts_at.between(from.to_utc(), to.to_utc()))
            .filter(old)
            .order((events::city_key.asc(), events::id.asc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            query = query.filter(Beyond::text("events.city_key, events.id", position)?);
        }
        let query = query.select(SubjectRow::as_select());
        let reader = self.reader().await?;
        let rows: Vec<SubjectRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(ForecastSubject::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, ForecastSubject::position))
    }
}
