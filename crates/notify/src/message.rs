//! A notification as a mail message (RFC 5322).

use fasttrack_domain::{error::Cause, notification::Notification};
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
};

/// Says that no person wrote it, so that no machine answers (RFC 3834).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// The message; an error when the address is none that mail knows.
pub(crate) fn message(notification: &Notification, from: &Address) -> Result<Message, Cause> {
    let Notification { id, to, name, subject, text } = notification;
    // What a parser of addresses says repeats them.
    let to: Address = to.as_str().parse().map_err(|_| "the address is none that mail can go to")?;
    Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .from(Mailbox::new(None, from.clone()))
        .to(Mailbox::new(Some(name.to_string()), to))
        .subject(subject.as_str())
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
        .body(text.clone())
        .map_err(|_| "the message cannot be written".into())
}
