use fasttrack_domain::session::TokenHash;

use super::{CalendarError, Calendars};
use crate::{context::Context, unit::in_unit};

impl Calendars {
    /// A new key to one's own calendar, in the place of the old one. It is shown only now.
    ///
    /// # Errors
    /// [`CalendarError`].
    pub async fn issue_key(&self, ctx: &Context) -> Result<String, CalendarError> {
        let key = self.opaque.generate().map_err(CalendarError::Keys)?;
        self.set_key(ctx, Some(&key.hash)).await?;
        Ok(key.secret)
    }

    /// Takes the key to one's own calendar away. Without one, nothing changes.
    ///
    /// # Errors
    /// [`CalendarError`].
    pub async fn revoke_key(&self, ctx: &Context) -> Result<(), CalendarError> {
        self.set_key(ctx, None).await
    }

    async fn set_key(&self, ctx: &Context, key: Option<&TokenHash>) -> Result<(), CalendarError> {
        let user = ctx.in_session()?.user_id;
        in_unit(&*self.store, async |mut unit| {
            unit.users().set_calendar_key(user, key).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}
