use fasttrack_domain::attachment::AttachmentKind;

/// How many bytes from its beginning tell what a file is: the longest mark, that of WebP, has twelve.
pub(super) const HEAD: usize = 64;

/// What a file is that begins so, if it may be attached. Its name and what its sender says of it
/// tell nothing.
pub(super) fn kind(head: &[u8]) -> Option<AttachmentKind> {
    let kind = infer::get(head)?.mime_type().parse().ok()?;
    // Readers of PDF forgive what stands before the mark; it could be a page of HTML.
    let begins_with_its_mark = kind != AttachmentKind::Pdf || head.starts_with(b"%PDF-");
    begins_with_its_mark.then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_attached_is_known_by_its_mark() {
        for (head, known) in [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), AttachmentKind::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", AttachmentKind::Jpeg),
            (b"\xff\xd8\xff\xe1\0\x10Exif\0", AttachmentKind::Jpeg),
            (b"RIFF\x24\0\0\0WEBPVP8 ", AttachmentKind::WebP),
            (b"%PDF-1.7\n", AttachmentKind::Pdf),
        ] {
            assert_eq!(kind(head), Some(known));
        }
    }

    #[test]
    fn everything_else_is_not() {
        for head in [
            b"".as_slice(),
            b"M",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"GIF89a\x01\0\x01\0",
            b"BM\x46\0\0\0\0\0\0\0",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"<?xml version=\"1.0\"?><svg/>",
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"PK\x03\x04\x14\0\0\0",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"title,city\nA,B\n",
            b" %PDF-1.7\n",
            b"<script>alert(1)</script>%PDF-1.7\n",
            b"\x89PN",
        ] {
            assert_eq!(kind(head), None, "{head:?}");
        }
    }
}
