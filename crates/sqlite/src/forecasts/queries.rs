use async_trait::async_trait;
use diesel::{
    dsl::sql,
    prelude::{
        BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _,
        OptionalExtension as _, QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
    },
    sql_types::{BigInt, Bool},
    sqlite::Sqlite,
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

use crate::{
    SqliteStore,
    columns::{Corrupt, UuidBlob, instant, parsed},
    errors::store_error,
    keyset::{self, Beyond},
    schema::{event_forecasts, events, venues},
    venues::coordinates,
};

/// Events, each with its venue and its forecast if there are.
#[diesel::dsl::auto_type]
pub(super) fn joined() -> _ {
    events::table
        .left_join(venues::table.on(events::venue_id.eq(venues::id.nullable())))
        .left_join(event_forecasts::table.on(event_forecasts::event_key.eq(events::key)))
}

type Joined = diesel::dsl::IntoBoxed<'static, joined, Sqlite>;

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
#[diesel(table_name = events, check_for_backend(Sqlite))]
struct SubjectRow {
    id: UuidBlob,
    version: i64,
    starts_at: i64,
    city: String,
    #[diesel(embed)]
    venue: Option<VenueRow>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = venues, check_for_backend(Sqlite))]
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
            event_id: id.into(),
            version: SubjectVersion { event: Version(version), venue: of_venue },
            starts_at: instant("events.starts_at", starts_at)?,
            place: Place { city: parsed("events.city", &city)?, coordinates: point? },
        })
    }
}

#[async_trait]
impl ForecastQueries for SqliteStore {
    async fn subject(&self, event: EventId) -> Result<Option<ForecastSubject>, StoreError> {
        let query = subjects().filter(events::id.eq(UuidBlob::from(event))).select(SubjectRow::as_select());
        let mut reader = self.reader().await?;
        let row: Option<SubjectRow> =
            query.first(reader.connection()?).await.optional().map_err(store_error)?;
        reader.give_back();
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
            .bind::<BigInt, _>(fetched_before.micros())
            .sql(")");
        let mut query = subjects()
            .filter(events::starts_at.between(from.micros(), to.micros()))
            .filter(old)
            .order((events::city_key.asc(), events::id.asc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            query = query.filter(Beyond::text("events.city_key, events.id", position)?);
        }
        let query = query.select(SubjectRow::as_select());
        let mut reader = self.reader().await?;
        let rows: Vec<SubjectRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let found = rows.into_iter().map(ForecastSubject::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, ForecastSubject::position))
    }
}
