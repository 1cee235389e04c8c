//! What a use case does with a key, in the unit of its work.

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    idempotency::{KeyClaim, RequestKey, StoredAnswer},
    ports::UnitOfWork,
    time::Timestamp,
};

use super::{KeyError, Made, Once, Outcome};
use crate::{context::Context, unit::UnitError};

/// Whether there is anything to do.
pub(crate) enum Claimed {
    /// Go on in this unit, and end it with [`kept`].
    Now(Box<dyn UnitOfWork>),
    /// It was done before; the unit is over.
    Before(StoredAnswer),
}

/// Claims the key of the request, if it has one. Without a key the store is not asked.
pub(crate) async fn claimed<E>(
    mut unit: Box<dyn UnitOfWork>,
    ctx: &Context,
    now: Timestamp,
) -> Result<Claimed, E>
where
    E: UnitError + From<KeyError>,
{
    let Some((once, key)) = keyed(ctx) else { return Ok(Claimed::Now(unit)) };
    let kept_for = TimeDelta::from_std(once.kept_for).unwrap_or(TimeDelta::MAX);
    let claim = KeyClaim { key, request: once.request, at: now, expires_at: now.saturating_add(kept_for) };
    match unit.idempotency().claim(&claim).await {
        Ok(None) => Ok(Claimed::Now(unit)),
        Ok(Some(kept)) if kept.request == claim.request => {
            // Nothing was written; but a unit that is dropped costs a connection.
            unit.commit().await?;
            Ok(Claimed::Before(kept.answer))
        }
        Ok(Some(_)) => Err(KeyError::Reused.into()),
        // It was waited for already: to try again would be to wait for as long again.
        Err(StoreError::Contention(_)) => Err(KeyError::InUse.into()),
        Err(error) => Err(error.into()),
    }
}

/// Keeps the answer under the key that was [claimed], if there is one, and commits.
pub(crate) async fn kept<T, E>(mut unit: Box<dyn UnitOfWork>, ctx: &Context, made: T) -> Result<Outcome<T>, E>
where
    T: Into<Made>,
    E: UnitError,
{
    let outcome = match keyed(ctx) {
        None => Outcome::Done(made),
        Some((once, key)) => {
            let answer = once.answers.answer(made.into());
            unit.idempotency().keep(&key, &answer).await?;
            Outcome::Kept(answer)
        }
    };
    unit.commit().await?;
    Ok(outcome)
}

/// Keys belong to users: the system repeats nothing.
fn keyed(ctx: &Context) -> Option<(&Once, RequestKey)> {
    let (once, user) = (ctx.once.as_ref()?, ctx.user().ok()?);
    Some((once, RequestKey { user_id: user.user_id, route: once.route.clone(), hash: once.key }))
}
