use async_trait::async_trait;
use diesel::prelude::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _, QueryDsl as _,
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
use crate::{PostgresStore, columns::count, schema::registrations};

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

    async fn count(&self, event: EventId, status: Option<RegistrationStatus>) -> Result<u64, StoreError> {
        let mut fitting = registrations::table.filter(registrations::event_id.eq(event.uuid())).into_boxed();
        if let Some(status) = status {
            fitting = fitting.filter(registrations::status.eq(status.as_str()));
        }
        let (query, reader) = (fitting.count(), self.reader().await?);
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }

    async fn count_of_user(&self, user: UserId, email: &Email) -> Result<u64, StoreError> {
        let own = registrations::user_id.eq(user.uuid()).assume_not_null();
        let query = registrations::table
            .filter(own.or(registrations::email.eq(email.as_str().to_owned()).assume_not_null()))
            .count();
        let reader = self.reader().await?;
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }

    async fn find(&self, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        let (query, reader) = (select::any(id), self.reader().await?);
        let row: Option<RegistrationRow> = reader.found(query.get_result(&mut reader.connection())).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(RegistrationView::try_from(row)?.registration))
    }
}
