use fasttrack_domain::{
    StoreError,
    event::EventId,
    forecast::{EventForecast, ForecastSubject, Place, SubjectVersion},
    page::{Limit, PageRequest},
    ports::ForecastError,
    text::FoldedKey,
};

use super::{Forecasts, SweepError, fetch::Outlook};
use crate::{changes::Changed, unit::in_unit};

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// For how many places the provider was asked.
    pub asked: u64,
    /// How many events have a new forecast.
    pub fetched: u64,
    /// How many places the provider does not know.
    pub unknown_places: u64,
    /// For how many it refused, or answered with what it must not.
    pub refused: u64,
}

/// The events of a page that are in one place.
struct Group {
    place: Place,
    subjects: Vec<ForecastSubject>,
}

impl Forecasts {
    /// How many events are looked for at once.
    pub const SWEEP_PAGE: Limit = Limit::EXPORT;
    /// How many forecasts are written in one unit: it holds the events, for which nobody can register
    /// meanwhile.
    pub const SWEEP_UNIT: usize = 100;
    /// After how many refusals before any answer it is the provider that is at fault, and no longer a
    /// place. Places that are always refused are always among those without a forecast: so it is some.
    pub const MAX_REFUSALS: u64 = 10;

    /// Asks for all events to come that have no forecast, or an old one: once for each place of a page.
    /// Tells now and then how far it is.
    ///
    /// # Errors
    /// [`SweepError`] when the provider does not answer, or refuses [so often](Self::MAX_REFUSALS) and
    /// has answered nothing yet. What was fetched stays, and the next sweep begins with the rest.
    pub async fn sweep(&self, told: impl Fn(Swept) + Send + Sync) -> Result<Swept, SweepError> {
        let now = self.clock.now();
        let (to, old) =
            (now.saturating_add(self.provider.horizon()), now.saturating_add(-self.refresh_after));
        let (mut swept, mut has_answered) = (Swept::default(), false);
        let mut request = PageRequest { limit: Self::SWEEP_PAGE, after: None };
        loop {
            let page = self.queries.without_fresh(now, to, old, &request).await?;
            for Group { place, subjects } in by_place(page.items) {
                swept.asked += 1;
                match self.fetch(&place).await {
                    Ok(Some(outlook)) => swept.fetched += self.put(&subjects, &outlook).await?,
                    Ok(None) => swept.unknown_places += 1,
                    Err(ForecastError::Nonsense(_) | ForecastError::Refused(_))
                        if has_answered || swept.refused + 1 < Self::MAX_REFUSALS =>
                    {
                        swept.refused += 1;
                        told(swept);
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
                has_answered = true;
                told(swept);
            }
            if page.next.is_none() {
                return Ok(swept);
            }
            request.after = page.next;
        }
    }

    /// Writes what is expected at these events, and tells for how many: some may be edited by now, and
    /// have jobs of their own.
    async fn put(&self, subjects: &[ForecastSubject], outlook: &Outlook) -> Result<u64, StoreError> {
        let forecasts: Vec<(EventId, SubjectVersion, EventForecast)> = subjects
            .iter()
            .filter_map(|subject| Some((subject.event_id, subject.version, outlook.at(subject.starts_at)?)))
            .collect();
        let mut written = 0;
        for part in forecasts.chunks(Self::SWEEP_UNIT) {
            let put = in_unit(&*self.store, async |mut unit| {
                let put = unit.forecasts().put_all(part).await?;
                unit.commit().await?;
                Ok::<_, StoreError>(put)
            })
            .await;
            written += self.changes.told(Changed::Events, put).await?.len() as u64;
        }
        Ok(written)
    }
}

/// The events of a page, which come by city; each place once.
fn by_place(page: Vec<ForecastSubject>) -> Vec<Group> {
    let mut groups: Vec<(FoldedKey, Group)> = Vec::new();
    for subject in page {
        let city = FoldedKey::of(subject.place.city.as_str());
        let of_city = groups.iter_mut().rev().take_while(|(key, _)| *key == city);
        let mut there = of_city.map(|(_, group)| group);
        match there.find(|group| group.place.coordinates == subject.place.coordinates) {
            Some(group) => group.subjects.push(subject),
            None => groups.push((city, Group { place: subject.place.clone(), subjects: vec![subject] })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
