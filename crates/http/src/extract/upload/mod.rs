#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest, dev::Payload, http::header::CONTENT_ENCODING, web::Data,
};
use async_trait::async_trait;
use fasttrack_application::files::{IncomingFile, ReceiveError};
use fasttrack_domain::{Invalid, error::Cause};
use futures_util::StreamExt as _;

use super::body::{Parsing, escape};
use crate::{
    problem::{ApiError, Code},
    settings::HttpSettings,
};

/// The one part of the forms that bring a file.
const FILE: &str = "file";

/// The media type of a form that brings files (RFC 7578).
pub(crate) const MULTIPART: &str = "multipart/form-data";

/// A form that holds one part, the file, of which nothing was read yet.
pub(crate) struct Upload {
    /// What the sender calls the file. It may say anything.
    pub file_name: Option<String>,
    /// What the sender takes it for. It may be wrong.
    pub content_type: Option<String>,
    form: Multipart,
    /// The part that is being read; `None` when all of it was.
    file: Option<Field>,
    patience: Duration,
}

impl FromRequest for Upload {
    type Error = ApiError;
    type Future = Parsing<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let encoded = request.headers().contains_key(CONTENT_ENCODING);
        let fits = !encoded && request.content_type().eq_ignore_ascii_case(MULTIPART);
        let patience = request
            .app_data::<Data<HttpSettings>>()
            .map_or(Duration::MAX, |settings| settings.request_timeout);
        let mut form = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            if !fits {
                return Err(ApiError::new(Code::UnsupportedMediaType));
            }
            let Some(field) = part(&mut form, patience).await? else {
                return Err(ApiError::invalid("/file", Invalid::new("required", "is missing")));
            };
            let name = field.content_disposition().and_then(|told| told.get_filename()).map(str::to_owned);
            let content_type = field.content_type().map(ToString::to_string);
            Ok(Self { file_name: name, content_type, form, file: Some(field), patience })
        })
    }
}

#[async_trait(?Send)]
impl IncomingFile for Upload {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        let Some(file) = &mut self.file else { return Ok(None) };
        if let Some(bytes) = in_time(self.patience, file.next()).await? {
            return Ok(Some(bytes.map_err(broken)?.into()));
        }
        self.file = None;
        // Whether the form ends here, too: else it is cut short, or there is more than is looked at.
        match part(&mut self.form, self.patience).await? {
            None => Ok(None),
            Some(_) => Err(ApiError::invalid("/file", Invalid::new("too_many", "must be one file")).into()),
        }
    }
}

/// The next part of the form, which must be the file; `None` at the end.
async fn part(form: &mut Multipart, patience: Duration) -> Result<Option<Field>, ApiError> {
    let Some(field) = in_time(patience, form.next()).await? else { return Ok(None) };
    let field = field.map_err(broken)?;
    match field.name() {
        Some(FILE) => Ok(Some(field)),
        name => {
            let pointer = format!("/{}", escape(name.unwrap_or_default()));
            Err(ApiError::invalid(&pointer, Invalid::new("unknown_field", "is no part of this form")))
        }
    }
}

/// Who sends nothing for as long as a request may take is not waited for.
async fn in_time<T>(patience: Duration, next: impl Future<Output = T>) -> Result<T, ApiError> {
    tokio::time::timeout(patience, next).await.map_err(|_| {
        ApiError::new(Code::MalformedBody).detail("the body did not arrive whole: nothing came for too long")
    })
}

fn broken(error: MultipartError) -> ApiError {
    match error {
        MultipartError::Payload(error) => error.into(),
        MultipartError::Incomplete => {
            ApiError::new(Code::MalformedBody).detail("the body did not arrive whole")
        }
        error => ApiError::new(Code::MalformedBody)
            .detail(format!("the body is no form that brings a file: {error}")),
    }
}

impl From<ReceiveError> for ApiError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::TooLarge(most) => {
                Self::new(Code::PayloadTooLarge).detail(format!("the file must have at most {most} bytes"))
            }
            // What brought the file says itself what is wrong with it.
            ReceiveError::Broken(cause) => match cause.downcast::<Self>() {
                Ok(problem) => *problem,
                Err(cause) => Self::internal(cause),
            },
            ReceiveError::Blob(error) => error.into(),
        }
    }
}
