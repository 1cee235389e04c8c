use fasttrack_domain::{
    Invalid,
    audit::{AuditAction, AuditActor, AuditEntry, AuditFilter},
    id::Id,
    page::PageRequest,
    time::Timestamp,
};
use serde::Deserialize;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use crate::{
    cursor::Binding,
    extract::PageQuery,
    problem::{ApiError, Fields},
};

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Done by this user; `system` is FastTrack itself and the operator, `anonymous` who had not proved
    /// who it is.
    #[param(example = "system")]
    actor: Option<String>,
    /// Of this action.
    #[param(value_type = Option<AuditActionName>)]
    action: Option<String>,
    /// Done to the thing of this identifier.
    #[param(value_type = Option<uuid::Uuid>)]
    subject: Option<String>,
    /// Done at this instant or later.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>, example = "2027-01-01T00:00:00Z")]
    after: Option<String>,
    /// Done before this instant.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>, example = "2028-01-01T00:00:00Z")]
    before: Option<String>,
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// The words of the domain's `AuditAction`.
pub(crate) struct AuditActionName;

impl PartialSchema for AuditActionName {
    fn schema() -> RefOr<Schema> {
        let words = AuditAction::ALL.map(AuditAction::as_str);
        let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
        schema.description(Some("What somebody did.")).into()
    }
}

impl ToSchema for AuditActionName {}

impl AuditQuery {
    /// What is asked for, and what its cursors are bound to.
    pub(super) fn parse(&self) -> Result<(AuditFilter, PageRequest, bool, Binding), ApiError> {
        let Self { actor, action, subject, after, before, limit, cursor, total } = self;
        let mut fields = Fields::default();
        let filter = AuditFilter {
            actor: fields.parse("actor", actor.as_deref(), parse_actor),
            action: fields.parse("action", action.as_deref(), str::parse),
            subject: fields.parse("subject", subject.as_deref(), Id::<AuditEntry>::parse).map(Id::uuid),
            after: fields.parse("after", after.as_deref(), Timestamp::parse),
            before: fields.parse("before", before.as_deref(), Timestamp::parse),
        };
        let binding = Binding::new("audit", &filter);
        let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
        let (page, total) = page.parse(&mut fields, &binding);
        fields.finish()?;
        Ok((filter, page, total, binding))
    }
}

fn parse_actor(raw: &str) -> Result<AuditActor, Invalid> {
    match raw {
        "system" => Ok(AuditActor::System),
        "anonymous" => Ok(AuditActor::Anonymous),
        user => Id::parse(user).map(AuditActor::User).map_err(|_| {
            Invalid::new("invalid_actor", "must be the UUID of a user, `system` or `anonymous`")
        }),
    }
}
