//! Attachments: names of files, kinds by their media types.

use fasttrack_domain::{
    attachment::{Attachment, AttachmentId, AttachmentKind, FileName},
    blob::BlobKey,
};

use crate::coded;

fn named(raw: &str) -> crate::Parsed<String> {
    coded(raw.parse::<FileName>()).map(|name| name.as_str().to_owned())
}

#[test]
fn a_file_has_a_name_and_no_path() {
    for fine in ["a.png", "São João.pdf", "no extension", "..two.dots", ".hidden", "naïve \u{1f389}.webp"]
    {
        assert_eq!(named(fine), Ok(fine.to_owned()));
    }
    for path in
        ["../../etc/passwd", "/etc/passwd", "a/b.png", r"..\..\boot.ini", r"C:\a.png", "C:a.png", ".", ".."]
    {
        assert_eq!(named(path), Err("invalid_file_name"), "{path}");
    }
}

#[test]
fn a_name_is_trimmed_and_bounded() {
    assert_eq!(named("  a.png "), Ok("a.png".to_owned()));
    assert_eq!(named(" \t "), Err("required"));
    assert_eq!(named("a\0.png"), Err("control_character"));
    assert_eq!(named("a\r\nb.png"), Err("control_character"));
    assert_eq!(named(&"a".repeat(FileName::MAX)), Ok("a".repeat(FileName::MAX)));
    assert_eq!(named(&"é".repeat(FileName::MAX / 2 + 1)), Err("too_long"));
}

#[test]
fn a_kind_is_known_by_its_media_type() {
    for kind in AttachmentKind::ALL {
        assert_eq!(kind.media_type().parse(), Ok(kind));
    }
    assert_eq!(coded("image/svg+xml".parse::<AttachmentKind>()), Err("invalid_attachment_kind"));
    assert!(!AttachmentKind::Pdf.is_picture());
}

#[test]
fn its_blobs_are_called_by_its_identifier() {
    let id = AttachmentId::parse("0197a3c0-0000-7000-8000-0000000000c1").unwrap();
    let (content, thumbnail) = (Attachment::content_key(id), Attachment::thumbnail_key(id));
    assert_eq!(content.as_str(), "attachments/0197a3c0-0000-7000-8000-0000000000c1/content");
    assert_eq!(thumbnail.as_str(), "attachments/0197a3c0-0000-7000-8000-0000000000c1/thumbnail");
    for key in [content, thumbnail] {
        assert_eq!(key.as_str().parse::<BlobKey>(), Ok(key));
    }
}
