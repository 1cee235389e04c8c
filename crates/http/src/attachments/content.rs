use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    body::SizedStream,
    get,
    http::{
        StatusCode,
        header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, HeaderValue},
    },
    web::{Bytes, Data},
};
use fasttrack_domain::{attachment::Attachment, ports::BlobReader};
use futures_util::{Stream, stream};

use super::{
    disposition,
    dto::{FileContent, hex},
    guard,
    range::{Asked, asked},
};
use crate::{
    broken_off::BrokenOff,
    conditional::is_known,
    extract::{Caller, PathId},
    middleware::{RequestInfo, WasHead, accepts},
    problem::{ApiError, Code},
    state::AppState,
};

/// Get the content of an attachment
///
/// The file as it was sent, or a part of it (`Range`; who asks for several parts gets the whole).
/// Pictures are to be shown, documents to be kept.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The attachment")),
    responses(
        (status = 200, description = "The file", headers(
            ("ETag" = String, description = "Its SHA-256"),
            ("Accept-Ranges" = String, description = "`bytes`"),
            ("Content-Disposition" = String, description = "The name of the file")
        ), content(
            (FileContent = "image/png"), (FileContent = "image/jpeg"), (FileContent = "image/webp"),
            (FileContent = "application/pdf")
        )),
        (status = 206, description = "The part that was asked for", headers(
            ("Content-Range" = String, description = "Which part of how much")
        ), content(
            (FileContent = "image/png"), (FileContent = "image/jpeg"), (FileContent = "image/webp"),
            (FileContent = "application/pdf")
        )),
        (status = 304, description = "It is what the client has"),
        (status = 416, description = "There is no such part", headers(
            ("Content-Range" = String, description = "How much there is")
        ))
    )
)]
#[get("/attachments/{id}/content")]
pub(crate) async fn get_content(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Attachment>,
) -> Result<HttpResponse, ApiError> {
    let attachment = state.attachments.get(&caller.0, id.0).await?;
    let (media_type, size) = (attachment.kind.media_type(), attachment.size);
    if !accepts(request.headers(), media_type) {
        return Err(ApiError::new(Code::NotAcceptable));
    }
    let tag = format!("\"{}\"", hex(&attachment.sha256));
    if is_known(&request, &tag) {
        return Ok(guard(&mut HttpResponse::NotModified(), &tag).finish());
    }
    // A part of a HEAD means nothing (RFC 9110 §14.2).
    let was_head = request.extensions().contains::<WasHead>();
    let asked = if was_head { Asked::Whole } else { asked(request.headers(), &tag, size) };
    let (status, part) = match asked {
        Asked::Whole => (StatusCode::OK, 0..size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Nothing => return Err(not_there(size)),
    };
    let mut response = HttpResponse::build(status);
    guard(&mut response, &tag)
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CONTENT_DISPOSITION, disposition::of(&attachment)));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
        response.insert_header((CONTENT_RANGE, range));
    }
    let length = part.end - part.start;
    if was_head {
        return Ok(response.body(SizedStream::new(length, stream::empty::<Result<Bytes, BrokenOff>>())));
    }
    let wanted = (status == StatusCode::PARTIAL_CONTENT).then_some(part);
    let content = state.attachments.content(&attachment, wanted).await?;
    Ok(response.body(SizedStream::new(length, Box::pin(pieces(content, RequestInfo::of(&request))))))
}

fn not_there(size: u64) -> ApiError {
    let error = ApiError::new(Code::RangeNotSatisfiable).detail(format!("the file has {size} bytes"));
    match HeaderValue::from_str(&format!("bytes */{size}")) {
        Ok(length) => error.header(CONTENT_RANGE, length),
        Err(_) => error,
    }
}

/// The pieces of a file, each read when the client has taken the one before.
fn pieces(
    content: Box<dyn BlobReader>,
    info: Option<RequestInfo>,
) -> impl Stream<Item = Result<Bytes, BrokenOff>> {
    stream::try_unfold((content, info), async |(mut content, info)| {
        let piece = content.next().await.map_err(|error| BrokenOff::by(&error, "content", info.as_ref()))?;
        Ok(piece.map(|piece| (Bytes::from(piece), (content, info))))
    })
}
