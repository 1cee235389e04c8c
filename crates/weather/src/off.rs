use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_domain::{
    forecast::{Forecast, Place},
    ports::{ForecastError, ForecastProvider},
};

/// Nobody: it looks no time ahead, so that it is never asked.
pub struct Off;

#[async_trait]
impl ForecastProvider for Off {
    fn name(&self) -> &'static str {
        "off"
    }

    fn horizon(&self) -> TimeDelta {
        TimeDelta::zero()
    }

    async fn series(&self, _: &Place) -> Result<Option<Vec<Forecast>>, ForecastError> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_knows_any_place() {
        let place = Place { city: "Porto".parse().unwrap(), coordinates: None };
        assert_eq!(Off.series(&place).await.unwrap(), None);
        assert_eq!(Off.horizon(), TimeDelta::zero());
    }
}
