use std::path::Path;

use actix_web::{HttpResponse, http::header::LOCATION, post, web::Data};
use fasttrack_application::imports::FormatHint;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Caller, Query, Upload, boolean},
    jobs::JobAccepted,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Whether to import the events.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
    /// `true`: only say what would become of the rows.
    #[param(value_type = Option<bool>, default = false)]
    dry_run: Option<String>,
}

/// A file of events.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the form in the OpenAPI document")]
pub(crate) struct ImportForm {
    /// CSV with a header, a JSON array, or one JSON object a line.
    #[schema(value_type = String, content_media_type = "text/csv",
             example = "title,starts_at,city\nSarau,2031-03-01T19:00:00Z,Olinda\n")]
    file: String,
}

/// Import events
///
/// Takes a file of events, which then belong to who asks. A job reads it: its `progress` is in bytes
/// of the file, and its `result` says what became of the rows: `{"records", "added", "already_there",
/// "rejected", "dry_run"}`, and of a dry run `repeats_known`. Rows that do not fit are in the report; all others go in. A row that was
/// imported before adds nothing.
///
/// The content tells the format; where it leaves a doubt, the media type of the part does, or else
/// the extension of the file's name. The columns are those of "Files that are imported" in
/// `docs/API-DESIGN.md`; a file that has others is refused, and so is one that is empty or no text.
#[utoipa::path(
    tag = "imports",
    extensions(("x-rate-limit" = json!("uploads"))),
    params(ImportQuery),
    request_body(
        content = ImportForm,
        content_type = "multipart/form-data",
        description = "One part, of up to 256 MiB"
    ),
    responses(
        (status = 202, description = "The job that does it", body = JobAccepted, headers(
            ("Location" = String, description = "The address of the job")
        ))
    )
)]
#[post("/imports")]
pub(crate) async fn create_import(
    state: Data<AppState>,
    caller: Caller,
    query: Query<ImportQuery>,
    mut upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let mut fields = Fields::default();
    let dry_run = fields.parse("dry_run", query.0.dry_run.as_deref(), boolean).unwrap_or_default();
    fields.finish()?;
    let hint = hint(&upload);
    let view = state.imports.start(&caller.0, &mut upload, hint, dry_run).await?;
    let location = format!("/api/v1/jobs/{}", view.job.id);
    Ok(HttpResponse::Accepted().insert_header((LOCATION, location)).json(JobAccepted::from(view)))
}

/// What the sender says: of the content, else by the name.
fn hint(upload: &Upload) -> FormatHint {
    let told = upload.content_type.as_deref().map_or(FormatHint::Unknown, FormatHint::from_content_type);
    if told != FormatHint::Unknown {
        return told;
    }
    let name = upload.file_name.as_deref().map(Path::new);
    let extension = name.and_then(Path::extension).and_then(|extension| extension.to_str());
    extension.map_or(FormatHint::Unknown, FormatHint::from_extension)
}
