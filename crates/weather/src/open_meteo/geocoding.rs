use fasttrack_domain::{text::City, venue::Coordinates};
use serde::Deserialize;

use super::known_cities::Whereabouts;
use crate::http::{Endpoint, Failure};

#[derive(Deserialize)]
struct Places {
    /// Absent when there are none.
    #[serde(default)]
    results: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    latitude: f64,
    longitude: f64,
}

/// The first of the places of this name: the one with the most people.
pub(super) async fn find(geocoding: &Endpoint, city: &City) -> Result<Whereabouts, Failure> {
    let query = [("name", city.as_str()), ("count", "1"), ("language", "en"), ("format", "json")];
    let places: Places = geocoding.ask("/v1/search", &query).await?.json()?;
    let Some(Found { latitude, longitude }) = places.results.into_iter().next() else {
        return Ok(Whereabouts::Nowhere);
    };
    let coordinates = Coordinates::new(latitude, longitude);
    coordinates.map(Whereabouts::At).map_err(|_| Failure::Nonsense("coordinates out of range"))
}
