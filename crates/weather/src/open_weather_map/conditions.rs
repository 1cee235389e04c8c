use fasttrack_domain::forecast::WeatherCondition::{self, Clear, Clouds, Fog, Rain, Snow, Thunderstorm};

/// What an id of OpenWeatherMap's list of conditions means, by its groups of a hundred.
pub(super) const fn meaning(id: u16) -> Option<WeatherCondition> {
    Some(match id {
        200..=299 => Thunderstorm,
        300..=399 | 500..=599 => Rain,
        600..=699 => Snow,
        // Squalls and tornadoes come out of thunderclouds.
        771 | 781 => Thunderstorm,
        700..=799 => Fog,
        // No clouds, or few: up to a quarter of the sky.
        800 | 801 => Clear,
        802..=899 => Clouds,
        _ => return None,
    })
}
