use fasttrack_application::attachments::AttachmentError;
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code};

/// The part of the form that holds the file.
pub(super) const FILE: &str = "/file";

impl From<AttachmentError> for ApiError {
    fn from(error: AttachmentError) -> Self {
        let detail = error.to_string();
        let about_file = |code, detail| Self::invalid(FILE, Invalid::new(code, detail));
        let code = match error {
            AttachmentError::Denied(denied) => return denied.into(),
            AttachmentError::Store(error) => return error.into(),
            AttachmentError::Blob(error) => return error.into(),
            AttachmentError::Receive(error) => return error.into(),
            AttachmentError::ContentLost => return Self::internal(error),
            AttachmentError::Empty => return about_file("empty_file", "must hold something"),
            AttachmentError::UnreadablePicture(cause) => {
                return about_file("unreadable_picture", "must be a picture that can be read").source(cause);
            }
            AttachmentError::TooManyPixels(most) => {
                let detail = format!("must have at most {most} pixels, and 65535 on a side");
                return Self::invalid(FILE, Invalid::new("too_many_pixels", detail));
            }
            AttachmentError::NotFound | AttachmentError::EventNotFound => Code::NotFound,
            AttachmentError::NoThumbnail => Code::ThumbnailUnavailable,
            AttachmentError::UnsupportedKind => Code::UnsupportedFileType,
            AttachmentError::TooMany => Code::TooManyAttachments,
        };
        Self::new(code).detail(detail)
    }
}
