use actix_web::{HttpResponse, delete, web::Data};
use fasttrack_domain::{id::Id, user::User};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Caller, PathId, Query},
    problem::{ApiError, Fields},
    state::AppState,
};

/// What becomes of the user's events.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteUserQuery {
    /// Who gets the user's events.
    #[param(value_type = Option<uuid::Uuid>)]
    reassign_to: Option<String>,
}

/// Delete a user
///
/// Removes a user who owns no events, or gives the events to somebody else. For admins.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The user"), DeleteUserQuery),
    responses(
        (status = 204, description = "The user is gone"),
        (status = 409, description = "`owns_events` or `last_admin`")
    )
)]
#[delete("/users/{id}")]
pub(crate) async fn delete_user(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<User>,
    query: Query<DeleteUserQuery>,
) -> Result<HttpResponse, ApiError> {
    let mut fields = Fields::default();
    let new_owner = fields.parse("reassign_to", query.0.reassign_to.as_deref(), Id::parse);
    fields.finish()?;
    state.users.delete(&caller.0, id.0, new_owner).await?;
    Ok(HttpResponse::NoContent().finish())
}
