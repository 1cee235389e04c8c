use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web::Data,
};
use fasttrack_domain::attachment::Attachment;

use super::{
    dto::{FileContent, hex},
    guard,
};
use crate::{
    conditional::is_known,
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Get the small picture of an attachment
///
/// A JPEG whose longer side has at most 320 pixels. There is none before `thumbnail_ready`, and never
/// one of a document.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The attachment")),
    responses(
        (status = 200, description = "The small picture", body = FileContent, content_type = "image/jpeg", headers(
            ("ETag" = String, description = "Names the picture that it is of")
        )),
        (status = 304, description = "It is what the client has"),
        (status = 404, description = "There is no such attachment, or `thumbnail_unavailable`")
    )
)]
#[get("/attachments/{id}/thumbnail")]
pub(crate) async fn get_thumbnail(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Attachment>,
) -> Result<HttpResponse, ApiError> {
    let attachment = state.attachments.get(&caller.0, id.0).await?;
    let mut picture = state.attachments.thumbnail(&attachment).await?;
    let tag = format!("\"{}-small\"", hex(&attachment.sha256));
    if is_known(&request, &tag) {
        return Ok(guard(&mut HttpResponse::NotModified(), &tag).finish());
    }
    // It is small: some tens of thousands of bytes.
    let mut bytes = Vec::new();
    while let Some(more) = picture.next().await? {
        bytes.extend(more);
    }
    Ok(guard(&mut HttpResponse::Ok(), &tag)
        .insert_header((CONTENT_TYPE, "image/jpeg"))
        .insert_header((CONTENT_DISPOSITION, "inline"))
        .body(bytes))
}
