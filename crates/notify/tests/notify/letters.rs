//! What a mail server gets.

use fasttrack_domain::{notification::Notification, ports::Notifier as _};
use fasttrack_notify::{SmtpNotifier, SmtpSettings};
use fasttrack_test_support::smtp::{Letter, SmtpSink};

use crate::support::{FROM, a_message, a_sink, notifier, plainly, settings};

async fn letter_of(sink: &SmtpSink, message: &Notification) -> Letter {
    notifier(sink).notify(message).await.unwrap();
    sink.letters().pop().unwrap()
}

#[tokio::test]
async fn a_letter_says_who_writes_to_whom_about_what() {
    let sink = a_sink().await;
    let letter = letter_of(&sink, &a_message()).await;
    assert_eq!((&*letter.from, &*letter.to, &*letter.hello), (FROM, "zoe@example.com", "example.org"));
    assert_eq!(letter.signed_in, None);
    for (name, value) in [
        ("From", FROM),
        ("To", "Zoe <zoe@example.com>"),
        ("Subject", "Reminder: a ball"),
        ("Message-ID", "<reminder-1-2@example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(letter.field(name).as_deref(), Some(value), "{name} in {}", letter.data);
    }
    assert!(letter.field("Date").is_some(), "{}", letter.data);
    assert_eq!(letter.body(), "Hello Zoe,\r\n\r\nit is time.\r\n\r\n");
}

#[tokio::test]
async fn a_message_that_is_sent_again_is_the_same_message() {
    let sink = a_sink().await;
    let first = letter_of(&sink, &a_message()).await;
    let second = letter_of(&sink, &a_message()).await;
    assert_eq!(first.field("Message-ID"), second.field("Message-ID"));
    let other = letter_of(&sink, &Notification { id: "reminder-1-3".to_owned(), ..a_message() }).await;
    assert_ne!(first.field("Message-ID"), other.field("Message-ID"));
}

#[tokio::test]
async fn letters_beyond_ascii_are_encoded() {
    let sink = a_sink().await;
    let message = Notification {
        name: "Zoë".parse().unwrap(),
        subject: "Sarau à beira-mar".to_owned(),
        text: "Olá, it begins at seven.".to_owned(),
        ..a_message()
    };
    let letter = letter_of(&sink, &message).await;
    assert!(letter.data.is_ascii(), "{}", letter.data);
    assert_eq!(letter.field("Subject").unwrap(), "Sarau =?utf-8?b?w6A=?= beira-mar");
    assert_eq!(letter.field("To").unwrap(), "=?utf-8?b?Wm/Dqw==?= <zoe@example.com>");
    assert_eq!(letter.field("Content-Transfer-Encoding").as_deref(), Some("quoted-printable"));
    assert_eq!(letter.body().trim_end(), "Ol=C3=A1, it begins at seven.");
}

/// The longest title that there can be, none of it in ASCII.
#[tokio::test]
async fn long_subjects_are_folded() {
    let sink = a_sink().await;
    let message = Notification { subject: format!("Reminder: {}", "日".repeat(100)), ..a_message() };
    let letter = letter_of(&sink, &message).await;
    let (header, _) = letter.data.split_once("\r\n\r\n").unwrap();
    assert!(header.lines().all(|line| line.len() <= 78), "{header}");
    // Encoded words of several lines are read as one (RFC 2047 §6.2).
    assert!(letter.field("Subject").unwrap().matches("=?utf-8?b?").count() > 1, "{header}");
}

#[tokio::test]
async fn nobody_adds_a_field_by_a_subject_or_a_name() {
    let sink = a_sink().await;
    let message = Notification {
        subject: "A ball\r\nBcc: eve@example.com\r\n\r\nAnother text".to_owned(),
        name: "Zoe, \"<eve@example.com>\"".parse().unwrap(),
        ..a_message()
    };
    let letter = letter_of(&sink, &message).await;
    assert_eq!(letter.to, "zoe@example.com");
    let (header, _) = letter.data.split_once("\r\n\r\n").unwrap();
    let fields: Vec<_> = header
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0)
        .collect();
    assert!(!fields.contains(&"Bcc") && fields.contains(&"Subject"), "{header}");
    assert_eq!(letter.body(), "Hello Zoe,\r\n\r\nit is time.\r\n\r\n");
}

#[tokio::test]
async fn a_line_of_one_dot_is_no_end() {
    let sink = a_sink().await;
    let message = Notification { text: "a\n.\n..b\nc".to_owned(), ..a_message() };
    assert_eq!(letter_of(&sink, &message).await.body(), "a\r\n.\r\n..b\r\nc\r\n");
}

#[tokio::test]
async fn who_has_a_password_signs_in() {
    let sink = a_sink().await;
    let url = format!("smtp://ana%40example.org:a%3Ab%2F@localhost:{}", sink.port());
    SmtpNotifier::new(settings(&url)).unwrap().notify(&a_message()).await.unwrap();
    // "\0ana@example.org\0a:b/"
    assert_eq!(sink.letters()[0].signed_in.as_deref(), Some("AGFuYUBleGFtcGxlLm9yZwBhOmIv"));
}

#[tokio::test]
async fn one_connection_carries_many_letters() {
    let sink = a_sink().await;
    let notifier = notifier(&sink);
    for _ in 0..5 {
        notifier.notify(&a_message()).await.unwrap();
    }
    assert_eq!((sink.letters().len(), sink.talks()), (5, 1));

    let forgetful = SmtpSettings { idle_connections: 0, ..plainly(&sink) };
    let forgetful = SmtpNotifier::new(forgetful).unwrap();
    for _ in 0..3 {
        forgetful.notify(&a_message()).await.unwrap();
    }
    assert_eq!((sink.letters().len(), sink.talks()), (8, 4));
}
