use fasttrack_domain::{
    event::{EventFilter, EventId, EventSort, EventStats, EventView, StatsGroup},
    page::{Limit, Page, PageRequest},
};

use super::{EventError, Events};
use crate::{authorise, context::Context};

impl Events {
    /// One event, without counting a look at it.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn get(&self, ctx: &Context, id: EventId) -> Result<EventView, EventError> {
        authorise::read_events(ctx)?;
        let found = self.cached.find(id).await?;
        found.filter(|view| authorise::may_see(ctx, &view.event)).ok_or(EventError::NotFound)
    }

    /// One event that who asks may change, as it is before the change.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn get_to_change(&self, ctx: &Context, id: EventId) -> Result<EventView, EventError> {
        authorise::write_events(ctx)?;
        let found = self.queries.find(id).await?;
        let view = found.filter(|view| authorise::may_see(ctx, &view.event)).ok_or(EventError::NotFound)?;
        authorise::change_event(ctx, &view.event)?;
        Ok(view)
    }

    /// One event, and one more look at it.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn look_at(&self, ctx: &Context, id: EventId) -> Result<EventView, EventError> {
        let view = self.get(ctx, id).await?;
        self.views.record(id);
        Ok(view)
    }

    /// The events that fit; `filter.visible` is narrowed to what may be seen.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn list(
        &self,
        ctx: &Context,
        filter: EventFilter,
        sort: EventSort,
        page: &PageRequest,
    ) -> Result<Page<EventView>, EventError> {
        authorise::read_events(ctx)?;
        Ok(self.queries.list(&visible(ctx, filter), sort, page).await?)
    }

    /// How many events fit.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn count(&self, ctx: &Context, filter: EventFilter) -> Result<u64, EventError> {
        authorise::read_events(ctx)?;
        Ok(self.queries.count(&visible(ctx, filter)).await?)
    }

    /// The next published events.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn upcoming(&self, ctx: &Context, limit: Limit) -> Result<Vec<EventView>, EventError> {
        authorise::read_events(ctx)?;
        Ok(self.cached.upcoming(self.clock.now(), limit).await?)
    }

    /// The published events that were looked at most.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn popular(&self, ctx: &Context, limit: Limit) -> Result<Vec<EventView>, EventError> {
        authorise::read_events(ctx)?;
        Ok(self.cached.popular(limit).await?)
    }

    /// What the events that fit come to, by group, sorted by the group's key.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn stats(
        &self,
        ctx: &Context,
        filter: EventFilter,
        group: StatsGroup,
        page: &PageRequest,
    ) -> Result<Page<EventStats>, EventError> {
        authorise::read_events(ctx)?;
        Ok(self.cached.stats(&visible(ctx, filter), group, page).await?)
    }
}

fn visible(ctx: &Context, filter: EventFilter) -> EventFilter {
    EventFilter { visible: authorise::visible_events(ctx), ..filter }
}
