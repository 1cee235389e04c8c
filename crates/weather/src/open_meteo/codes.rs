use fasttrack_domain::forecast::WeatherCondition::{self, Clear, Clouds, Fog, Rain, Snow, Thunderstorm};

/// What a code of the WMO's table 4677 means, of those that Open-Meteo says it uses.
pub(super) const fn meaning(code: u16) -> Option<(WeatherCondition, &'static str)> {
    Some(match code {
        0 => (Clear, "clear sky"),
        1 => (Clear, "mainly clear"),
        2 => (Clouds, "partly cloudy"),
        3 => (Clouds, "overcast"),
        45 => (Fog, "fog"),
        48 => (Fog, "depositing rime fog"),
        51 => (Rain, "light drizzle"),
        53 => (Rain, "moderate drizzle"),
        55 => (Rain, "dense drizzle"),
        56 => (Rain, "light freezing drizzle"),
        57 => (Rain, "dense freezing drizzle"),
        61 => (Rain, "slight rain"),
        63 => (Rain, "moderate rain"),
        65 => (Rain, "heavy rain"),
        66 => (Rain, "light freezing rain"),
        67 => (Rain, "heavy freezing rain"),
        71 => (Snow, "slight snowfall"),
        73 => (Snow, "moderate snowfall"),
        75 => (Snow, "heavy snowfall"),
        77 => (Snow, "snow grains"),
        80 => (Rain, "slight rain showers"),
        81 => (Rain, "moderate rain showers"),
        82 => (Rain, "violent rain showers"),
        85 => (Snow, "slight snow showers"),
        86 => (Snow, "heavy snow showers"),
        95 => (Thunderstorm, "thunderstorm"),
        96 => (Thunderstorm, "thunderstorm with slight hail"),
        99 => (Thunderstorm, "thunderstorm with heavy hail"),
        _ => return None,
    })
}
