//! How a mail server is named.

use fasttrack_notify::{Security, SmtpServer};

fn parsed(url: &str) -> SmtpServer {
    url.parse().unwrap_or_else(|error| panic!("{url}: {error}"))
}

#[test]
fn the_scheme_and_one_parameter_say_how_to_get_there() {
    for (url, security, is_private) in [
        ("smtp://localhost", Security::None, true),
        ("smtp://127.0.0.9:1025", Security::None, true),
        ("smtp://[::1]:1025/", Security::None, true),
        ("smtp://LOCALHOST", Security::None, true),
        ("smtp://mail.example.org", Security::None, false),
        ("smtp://localhost.example.org", Security::None, false),
        ("smtp://10.0.0.1", Security::None, false),
        ("smtp://mail.example.org?tls=required", Security::StartTls, true),
        ("smtp://ana:hunter2@mail.example.org:587/?tls=required", Security::StartTls, true),
        ("smtps://ana:%40hunter%2F2@mail_1.example.org", Security::Tls, true),
    ] {
        let server = parsed(url);
        assert_eq!((server.security(), server.is_private()), (security, is_private), "{url}");
        assert!(!format!("{server:?}").contains("hunter"), "{server:?}");
    }
}

#[test]
fn what_is_no_mail_server_is_refused_without_a_word_of_it() {
    for url in [
        "",
        "hunter2",
        "http://hunter2",
        "smtp:hunter2",
        "smtp://",
        "smtp://:25",
        "smtp://mail:0",
        "smtp://mail:+25",
        "smtp://mail:70000",
        "smtp://mail:",
        "smtp://ana:hunter2",
        "smtp://ana:hunter2@",
        "smtp://ana@mail",
        "smtp://:hunter2@mail",
        "smtp://ana:@mail",
        "smtp://ana:hunter2@hunter2@mail",
        "smtp://ana:hunter2/x@mail",
        "smtp://ana:hunter2?x@mail",
        "smtp://ana:hunter2#x@mail",
        "smtp://ana:%ff@mail",
        "smtp://mail/hunter2",
        "smtp://mail?tls=opportunistic",
        "smtp://mail?tls=none",
        "smtp://mail?password=hunter2",
        "smtps://mail?tls=required",
        "smtp://mail#hunter2",
        "smtp://[hunter2]",
        "smtp://hunter2 mail",
    ] {
        let refusal = url.parse::<SmtpServer>().expect_err(url).to_string();
        assert!(!refusal.contains("hunter2"), "{url}: {refusal}");
    }
}
