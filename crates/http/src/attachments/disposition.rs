use fasttrack_domain::attachment::{Attachment, FileName};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the `attr-char` of RFC 8187 §3.2.1.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// What a browser is to do with the content (RFC 6266): to show a picture, and to keep a document,
/// which could hold programs.
pub(super) fn of(attachment: &Attachment) -> String {
    let how = if attachment.kind.is_picture() { "inline" } else { "attachment" };
    format!("{how}; {}", named(&attachment.file_name))
}

/// The name as it is, and in ASCII for those who know no better.
fn named(name: &FileName) -> String {
    let plain: String = name.as_str().chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    if plain == name.as_str() {
        return format!("filename=\"{plain}\"");
    }
    format!("filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name.as_str(), ENCODED))
}

/// Whether all clients take it for what it is, between quotes: some would decode `%`.
fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_sorts_are_said_so_that_all_clients_understand() {
        for (name, said) in [
            ("poster.png", r#"filename="poster.png""#),
            ("two words; more.png", r#"filename="two words; more.png""#),
            ("São João.png", r#"filename="S_o Jo_o.png"; filename*=UTF-8''S%C3%A3o%20Jo%C3%A3o.png"#),
            (r#"say "hi".pdf"#, r#"filename="say _hi_.pdf"; filename*=UTF-8''say%20%22hi%22.pdf"#),
            ("100%.pdf", r#"filename="100_.pdf"; filename*=UTF-8''100%25.pdf"#),
            ("é'*()~.png", r#"filename="_'*()~.png"; filename*=UTF-8''%C3%A9%27%2A%28%29~.png"#),
        ] {
            assert_eq!(named(&name.parse().unwrap()), said);
        }
    }
}
