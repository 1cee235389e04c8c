use chrono::{DateTime, Utc};
use fasttrack_domain::{
    Invalid,
    text::City,
    venue::{Address, Capacity, Coordinates, Venue, VenueDetails, VenueKind, VenueName, VenueSummary},
    version::Revision,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{
    conditional,
    problem::ApiError,
    validation::{at, member, parse, parses, refused},
};

/// What people decide about a venue.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "coordinates_fit"))]
pub(crate) struct VenueInput {
    /// What it is called; unique in its city, accents and case aside.
    #[validate(custom(function = "parses::<VenueName>"))]
    #[schema(min_length = 1, max_length = 100, example = "Teatro de Santa Isabel")]
    pub name: String,
    /// What sort of place it is.
    #[validate(custom(function = "parses::<VenueKind>"))]
    #[schema(value_type = VenueType, example = "theatre")]
    pub r#type: String,
    /// How many people fit in.
    #[validate(custom(function = "capacity_fits"))]
    #[schema(minimum = 1, maximum = 1_000_000, example = 570)]
    pub capacity: i64,
    /// Whether it can be reached without steps.
    #[serde(default)]
    #[schema(required = false, default = false, example = true)]
    pub accessible: bool,
    /// Where in its city it stands.
    #[validate(custom(function = "parses::<Address>"))]
    #[schema(min_length = 1, max_length = 200, example = "Praça da República, s/n, Santo Antônio")]
    pub address: Option<String>,
    /// Its city.
    #[validate(custom(function = "parses::<City>"))]
    #[schema(min_length = 1, max_length = 100, example = "Recife")]
    pub city: String,
    /// Degrees north of the equator (WGS 84); only together with `longitude`.
    #[schema(minimum = -90, maximum = 90, example = -8.0615)]
    pub latitude: Option<f64>,
    /// Degrees east of Greenwich (WGS 84); only together with `latitude`.
    #[schema(minimum = -180, maximum = 180, example = -34.8785)]
    pub longitude: Option<f64>,
}

/// What sort of place a venue is.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the domain's VenueKind in the OpenAPI document")]
pub(crate) enum VenueType {
    Auditorium,
    Hall,
    Theatre,
    Classroom,
    Outdoor,
    Online,
    Other,
}

fn capacity_fits(raw: i64) -> Result<(), ValidationError> {
    Capacity::new(raw).map(drop).map_err(refused)
}

fn coordinates_fit(venue: &VenueInput) -> Result<(), ValidationError> {
    let missing = || refused(Invalid::new("required", "must be given together with the other coordinate"));
    match (venue.latitude, venue.longitude) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(member("/longitude", missing())),
        (None, Some(_)) => Err(member("/latitude", missing())),
        (Some(latitude), Some(longitude)) => {
            let pointer = if (-90.0..=90.0).contains(&latitude) { "/longitude" } else { "/latitude" };
            let fit = Coordinates::new(latitude, longitude);
            fit.map(drop).map_err(|invalid| member(pointer, refused(invalid)))
        }
    }
}

impl VenueInput {
    /// The details, parsed.
    pub(super) fn details(&self) -> Result<VenueDetails, ApiError> {
        let Self { name, r#type, capacity, accessible, address, city, latitude, longitude } = self;
        Ok(VenueDetails {
            name: parse("/name", name)?,
            kind: parse("/type", r#type)?,
            capacity: at("/capacity", Capacity::new(*capacity))?,
            accessible: *accessible,
            address: address.as_deref().map(|raw| parse("/address", raw)).transpose()?,
            city: parse("/city", city)?,
            coordinates: latitude
                .zip(*longitude)
                .map(|(latitude, longitude)| at("/latitude", Coordinates::new(latitude, longitude)))
                .transpose()?,
        })
    }
}

impl From<&VenueDetails> for VenueInput {
    fn from(details: &VenueDetails) -> Self {
        let VenueDetails { name, kind, capacity, accessible, address, city, coordinates } = details;
        Self {
            name: name.to_string(),
            r#type: kind.as_str().to_owned(),
            capacity: i64::from(capacity.get()),
            accessible: *accessible,
            address: address.as_ref().map(ToString::to_string),
            city: city.to_string(),
            latitude: coordinates.map(Coordinates::latitude),
            longitude: coordinates.map(Coordinates::longitude),
        }
    }
}

/// A place where events happen.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueBody {
    /// Identifies the venue for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000a1")]
    pub id: Uuid,
    /// What it is called.
    #[schema(example = "Teatro de Santa Isabel")]
    pub name: String,
    /// What sort of place it is.
    #[schema(value_type = VenueType, example = "theatre")]
    pub r#type: &'static str,
    /// How many people fit in.
    #[schema(example = 570)]
    pub capacity: u32,
    /// Whether it can be reached without steps.
    #[schema(example = true)]
    pub accessible: bool,
    /// Where in its city it stands.
    #[schema(required = true, example = "Praça da República, s/n, Santo Antônio")]
    pub address: Option<String>,
    /// Its city.
    #[schema(example = "Recife")]
    pub city: String,
    /// Degrees north of the equator (WGS 84).
    #[schema(required = true, example = -8.0615)]
    pub latitude: Option<f64>,
    /// Degrees east of Greenwich (WGS 84).
    #[schema(required = true, example = -34.8785)]
    pub longitude: Option<f64>,
    /// Counts its edits; the first part of its `ETag`.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Venue> for VenueBody {
    fn from(venue: Venue) -> Self {
        let Venue { id, details, version, created_at, updated_at } = venue;
        let VenueDetails { name, kind, capacity, accessible, address, city, coordinates } = details;
        Self {
            id: id.uuid(),
            name: name.to_string(),
            r#type: kind.as_str(),
            capacity: capacity.get(),
            accessible,
            address: address.map(|address| address.to_string()),
            city: city.to_string(),
            latitude: coordinates.map(Coordinates::latitude),
            longitude: coordinates.map(Coordinates::longitude),
            version: version.0,
            created_at: created_at.to_utc(),
            updated_at: updated_at.to_utc(),
        }
    }
}

/// The entity tag of a venue, which has no revisions beside its versions.
pub(super) fn entity_tag(venue: &Venue) -> String {
    conditional::entity_tag(venue.version, Revision::default())
}

/// What an event shows of its venue.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueSummaryBody {
    /// The venue.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000a1")]
    pub id: Uuid,
    /// What it is called.
    #[schema(example = "Teatro de Santa Isabel")]
    pub name: String,
    /// Its city.
    #[schema(example = "Recife")]
    pub city: String,
    /// How many people fit in.
    #[schema(example = 570)]
    pub capacity: u32,
}

impl From<VenueSummary> for VenueSummaryBody {
    fn from(venue: VenueSummary) -> Self {
        let VenueSummary { id, name, city, capacity } = venue;
        Self { id: id.uuid(), name: name.to_string(), city: city.to_string(), capacity: capacity.get() }
    }
}
