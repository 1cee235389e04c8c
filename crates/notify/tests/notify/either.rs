//! What every notifier does, whichever way messages go.

use std::sync::Arc;

use fasttrack_domain::{notification::Notification, ports::Notifier};
use fasttrack_notify::LogNotifier;

use crate::support::{Lines, a_message, a_sink, notifier};

/// Takes whatever the value types let through, any number of times and at once.
async fn takes_what_there_is(notifier: Arc<dyn Notifier>) {
    let longest_name = "ü".repeat(100);
    for (id, name, subject, text) in [
        ("a", "Zoe", "Short", "x"),
        ("b", &*longest_name, &*"Ball à la mer ".repeat(20), &*"line\n".repeat(5_000)),
        ("c", "O'Neil, \"Bo\" <bo@x>", "", ""),
        ("d", "Zoe", "One\r\nBcc: eve@example.com", ".\n..\n.\n"),
        ("d", "Zoe", "One\r\nBcc: eve@example.com", ".\n..\n.\n"),
    ] {
        let message = Notification {
            id: id.to_owned(),
            name: name.parse().unwrap(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            ..a_message()
        };
        notifier.notify(&message).await.unwrap();
    }
    let at_once: Vec<_> = (0..20)
        .map(|n| {
            let notifier = Arc::clone(&notifier);
            let message = Notification { id: n.to_string(), ..a_message() };
            tokio::spawn(async move { notifier.notify(&message).await })
        })
        .collect();
    for one in at_once {
        one.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_mail_server_gets_them_all() {
    let sink = a_sink().await;
    takes_what_there_is(Arc::new(notifier(&sink))).await;
    assert_eq!(sink.letters().len(), 25);
}

#[tokio::test]
async fn the_log_notes_them_all_without_addresses_and_words() {
    let lines = Lines::default();
    takes_what_there_is(Arc::new(LogNotifier::new(lines.logger()))).await;
    let text = lines.text();
    assert_eq!(text.lines().count(), 25);
    assert!(text.starts_with("a message would have been sent message_id=a\n"), "{text}");
    for word in ["@", "Zoe", "Ball", "line"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}
