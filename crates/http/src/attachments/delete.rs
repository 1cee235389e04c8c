use actix_web::{HttpResponse, delete, web::Data};
use fasttrack_domain::attachment::Attachment;

use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Delete an attachment
///
/// For who organises the event.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The attachment")),
    responses((status = 204, description = "It is gone"))
)]
#[delete("/attachments/{id}")]
pub(crate) async fn delete_attachment(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Attachment>,
) -> Result<HttpResponse, ApiError> {
    state.attachments.delete(&caller.0, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
