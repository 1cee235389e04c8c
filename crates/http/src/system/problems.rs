use actix_web::{HttpResponse, get, web::Path};

use crate::problem::{ApiError, Code};

/// What does a problem's code mean?
///
/// A page that explains one kind of problem.
#[utoipa::path(
    tag = "system",
    security(()),
    params(("code" = String, Path, description = "The `code` of a problem", example = "not_found")),
    responses((
        status = 200,
        description = "The page",
        content_type = "text/html",
        body = String,
        example = "<!doctype html><title>not_found</title>"
    ))
)]
#[get("/problems/{code}")]
pub(crate) async fn problem_page(code: Path<String>) -> Result<HttpResponse, ApiError> {
    let code = Code::ALL
        .into_iter()
        .find(|known| known.as_str() == *code)
        .ok_or_else(|| ApiError::new(Code::NotFound).detail("there is no problem of that code"))?;
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{code} · FastTrack</title></head>\n\
         <body><main><h1><code>{code}</code></h1><p>Status {status}: {title}.</p><p>{advice}</p></main></body></html>\n",
        code = code.as_str(),
        status = code.status().as_u16(),
        title = code.title(),
        advice = code.advice(),
    );
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page))
}
