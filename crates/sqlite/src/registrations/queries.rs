use async_trait::async_trait;
use diesel::prelude::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventId,
    page::{Page, PageRequest},
    ports::RegistrationQueries,
    registration::{Registration, RegistrationId, RegistrationStatus, RegistrationView},
    user::{Email, UserId},
};

use super::{
    row::RegistrationRow,
    select::{self, Select},
};
use crate::{
    SqliteStore,
    columns::{UuidBlob, count},
    errors::store_error,
    schema::{events, registrations},
};

impl SqliteStore {
    async fn registrations(
        &self,
        query: Select,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, StoreError> {
        let mut reader = self.reader().await?;
        let rows: Vec<RegistrationRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let found = rows.into_iter().map(RegistrationView::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, RegistrationView::list_position))
    }
}

#[async_trait]
impl RegistrationQueries for SqliteStore {
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

    async fn count(&self, event: EventId, status: Option<RegistrationStatus>) -> Result<u64, StoreError> {
        let mut fitting = registrations::table
            .inner_join(events::table)
            .filter(events::id.eq(UuidBlob::from(event)))
            .into_boxed();
        if let Some(status) = status {
            fitting = fitting.filter(registrations::status.eq(status.as_str()));
        }
        let mut reader = self.reader().await?;
        let number: i64 = fitting.count().get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(count("count", number)?)
    }

    async fn count_of_user(&self, user: UserId, email: &Email) -> Result<u64, StoreError> {
        let own = registrations::user_id.eq(UuidBlob::from(user)).assume_not_null();
        let addressed = registrations::email.eq(email.as_str().to_owned()).assume_not_null();
        let query = registrations::table.filter(own.or(addressed)).count();
        let mut reader = self.reader().await?;
        let number: i64 = query.get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(count("count", number)?)
    }

    async fn find(&self, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        let mut reader = self.reader().await?;
        let row: Option<RegistrationRow> =
            select::any(id).get_result(reader.connection()?).await.optional().map_err(store_error)?;
        reader.give_back();
        let Some(row) = row else { return Ok(None) };
        Ok(Some(RegistrationView::try_from(row)?.registration))
    }
}
