use async_trait::async_trait;
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventId,
    page::{Page, PageRequest},
    ports::RegistrationQueries,
    registration::{RegistrationStatus, RegistrationView},
    user::{Email, UserId},
};

use super::{
    row::RegistrationRow,
    select::{self, Select},
};
use crate::PostgresStore;

impl PostgresStore {
    async fn registrations(
        &self,
        query: Select,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, StoreError> {
        let reader = self.reader().await?;
        let rows: Vec<RegistrationRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(RegistrationView::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, RegistrationView::list_position))
    }
}

#[async_trait]
impl RegistrationQueries for PostgresStore {
    async fn list(
        &self,
        event: EventId,
        status: Option<RegistrationStatus>,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, StoreError> {
        self.registrations(select::of_event(event, status, page)?, page).await
    }

    async fn of_user(
        &self,
        user: UserId,
        email: &Email,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, StoreError> {
        self.registrations(select::of_user(user, email, page)?, page).await
    }
}
