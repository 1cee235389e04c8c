use fasttrack_domain::{
    StoreError,
    api_key::ApiKeyId,
    audit::{AuditActor, AuditEntry},
    id::Id,
    ports::{IdGenerator, UnitOfWork},
    time::Timestamp,
    user::UserId,
};

use super::Deed;
use crate::context::{Actor, Context, Credential, Origin};

/// Who does something, and where the request for it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author<'a> {
    actor: AuditActor,
    /// Of the machine that did it for the user, if it was one.
    key: Option<ApiKeyId>,
    origin: &'a Origin,
}

impl<'a> Author<'a> {
    /// Who asks.
    pub(crate) const fn of(ctx: &'a Context) -> Self {
        let (actor, key) = match ctx.actor {
            Actor::User(user) => {
                let key = match user.credential {
                    Credential::ApiKey(key) => Some(key),
                    Credential::Session(_) => None,
                };
                (AuditActor::User(user.user_id), key)
            }
            Actor::System => (AuditActor::System, None),
        };
        Self { actor, key, origin: &ctx.origin }
    }

    /// Who has just proved to be this user.
    pub(crate) const fn user(user: UserId, origin: &'a Origin) -> Self {
        Self { actor: AuditActor::User(user), key: None, origin }
    }

    /// Who has proved nothing.
    pub(crate) const fn anonymous(origin: &'a Origin) -> Self {
        Self { actor: AuditActor::Anonymous, key: None, origin }
    }
}

/// Notes what somebody does in this unit: it is noted if it is done, and not otherwise.
pub(crate) async fn note(
    unit: &mut dyn UnitOfWork,
    ids: &dyn IdGenerator,
    by: Author<'_>,
    at: Timestamp,
    deed: Deed,
) -> Result<(), StoreError> {
    let Author { actor, key, origin: Origin { request_id, address } } = by;
    let entry = AuditEntry {
        id: Id::new(ids.next()),
        at,
        actor,
        action: deed.action().into(),
        subject: deed.subject(),
        address: *address,
        request_id: request_id.chars().take(AuditEntry::MAX_REQUEST_ID).collect(),
        details: deed.details(key),
    };
    unit.audit().add(&entry).await
}
