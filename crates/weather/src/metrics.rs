//! What can be seen of forecast providers from outside.

use ::metrics::{counter, describe_counter, describe_gauge, gauge};
use fasttrack_domain::{forecast::Forecast, ports::ForecastError};

const CALLS: &str = "fasttrack_forecast_calls_total";
const BREAKER: &str = "fasttrack_forecast_breaker_state";

/// Says what the figures of this crate mean, to the recorder that there is now.
pub fn describe_metrics() {
    describe_counter!(
        CALLS,
        "Forecasts asked for, by provider and result (forecast, unknown_place, unavailable, nonsense, refused, or not_asked while the provider is left alone)."
    );
    describe_gauge!(
        BREAKER,
        "Whether a provider is asked: 0 as ever, 1 to see whether it answers again, 2 not at all."
    );
}

pub(crate) fn asked(provider: &'static str, asked: &Result<Option<Vec<Forecast>>, ForecastError>) {
    called(
        provider,
        match asked {
            Ok(Some(_)) => "forecast",
            Ok(None) => "unknown_place",
            Err(ForecastError::Unavailable(_)) => "unavailable",
            Err(ForecastError::Nonsense(_)) => "nonsense",
            Err(ForecastError::Refused(_)) => "refused",
        },
    );
}

pub(crate) fn not_asked(provider: &'static str) {
    called(provider, "not_asked");
}

fn called(provider: &'static str, result: &'static str) {
    counter!(CALLS, "provider" => provider, "result" => result).increment(1);
}

/// `state` is 0, 1 or 2, as described.
pub(crate) fn breaker_state(provider: &'static str, state: u8) {
    gauge!(BREAKER, "provider" => provider).set(f64::from(state));
}
