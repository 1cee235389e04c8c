use actix_web::{HttpResponse, http::header::LOCATION, post, web::Data};
use fasttrack_domain::{attachment::FileName, event::Event};

use super::{
    dto::{AttachmentBody, AttachmentForm},
    problems::FILE,
};
use crate::{
    extract::{Caller, PathId, Upload},
    problem::ApiError,
    state::AppState,
};

/// Attach a file to an event
///
/// A PNG, JPEG, WebP or PDF, for who organises the event. What the file is, its content says; what it
/// is said to be is not looked at. A picture gets a small one soon after.
#[utoipa::path(
    tag = "attachments",
    extensions(("x-rate-limit" = json!("uploads"))),
    params(("id" = Uuid, Path, description = "The event")),
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The attachment", body = AttachmentBody, headers(
            ("Location" = String, description = "Where its content is")
        )),
        (status = 409, description = "`too_many_attachments`"),
        (status = 413, description = "The file is too large"),
        (status = 415, description = "The body is no form, or `unsupported_file_type`")
    )
)]
#[post("/events/{id}/attachments")]
pub(crate) async fn create_attachment(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    mut upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let name = upload.file_name.as_deref().unwrap_or_default();
    let name: FileName = name.parse().map_err(|invalid| ApiError::invalid(FILE, invalid))?;
    let attachment = state.attachments.attach(&caller.0, id.0, name, &mut upload).await?;
    let location = format!("/api/v1/attachments/{}/content", attachment.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(AttachmentBody::from(attachment)))
}
