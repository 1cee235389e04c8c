use std::str::FromStr;

use crate::Invalid;

/// What may be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttachmentKind {
    /// A picture: PNG.
    Png,
    /// A picture: JPEG.
    Jpeg,
    /// A picture: WebP.
    WebP,
    /// A document: PDF.
    Pdf,
}

impl AttachmentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::WebP, Self::Pdf];

    /// Its media type (RFC 6838).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether it is a picture, of which a small one can be made.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        match self {
            Self::Png | Self::Jpeg | Self::WebP => true,
            Self::Pdf => false,
        }
    }
}

impl FromStr for AttachmentKind {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == raw).ok_or_else(|| {
            Invalid::new(
                "invalid_attachment_kind",
                "must be image/png, image/jpeg, image/webp or application/pdf",
            )
        })
    }
}
