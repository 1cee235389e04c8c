//! What processes say to each other, as text: `1 <who> <what>`.
//!
//! Processes of two versions share the channel while one is replaced by the other. So whatever is
//! not understood is left alone: another first word, another `<what>`, more words.

use fasttrack_domain::{id::Id, ports::Announcement};

/// Says which form of messages this is.
const VERSION: &str = "1";

/// What `origin` announces, as a message.
pub(crate) fn encode(origin: u64, announcement: Announcement) -> String {
    let what = match announcement {
        Announcement::EventChanged(id) => format!("event {id}"),
        Announcement::EventsChanged => "events".to_owned(),
        Announcement::SessionEnded(id) => format!("session {id}"),
        Announcement::ApiKeysChanged => "keys".to_owned(),
    };
    format!("{VERSION} {origin:x} {what}")
}

/// Who announces what, if the message says something that we know.
pub(crate) fn decode(message: &[u8]) -> Option<(u64, Announcement)> {
    let mut words = std::str::from_utf8(message).ok()?.split(' ');
    if words.next()? != VERSION {
        return None;
    }
    let origin = u64::from_str_radix(words.next()?, 16).ok()?;
    let announcement = match (words.next()?, words.next(), words.next()) {
        ("event", Some(id), None) => Announcement::EventChanged(Id::parse(id).ok()?),
        ("events", None, None) => Announcement::EventsChanged,
        ("session", Some(id), None) => Announcement::SessionEnded(Id::parse(id).ok()?),
        ("keys", None, None) => Announcement::ApiKeysChanged,
        _ => return None,
    };
    Some((origin, announcement))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    /// Processes of other versions read this: a change of a line is a change of the version.
    #[test]
    fn messages_stay_as_they_are() {
        for (announcement, message) in [
            (Announcement::EventChanged(Id::parse(ID).unwrap()), format!("1 fe event {ID}")),
            (Announcement::EventsChanged, "1 fe events".to_owned()),
            (Announcement::SessionEnded(Id::parse(ID).unwrap()), format!("1 fe session {ID}")),
            (Announcement::ApiKeysChanged, "1 fe keys".to_owned()),
        ] {
            assert_eq!(encode(0xfe, announcement), message);
            assert_eq!(decode(message.as_bytes()), Some((0xfe, announcement)));
        }
    }

    #[test]
    fn what_is_not_known_is_left_alone() {
        for message in [
            "",
            "1",
            "1 fe",
            "1 fe weather",
            "1 fe event",
            "1 fe event 7",
            "1 fe events today",
            "1 fe keys 7",
            "2 fe events",
            "1 who events",
            "1  events",
        ] {
            assert_eq!(decode(message.as_bytes()), None, "{message}");
        }
        assert_eq!(decode(b"1 fe \xff"), None);
    }
}
