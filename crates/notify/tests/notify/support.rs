use std::{
    error::Error as _,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use fasttrack_domain::{notification::Notification, ports::NotifyError};
use fasttrack_notify::{SmtpNotifier, SmtpSettings};
use fasttrack_test_support::smtp::{Manner, SmtpSink};
use slog::{Drain, KV, Logger, OwnedKVList, Record};

pub const FROM: &str = "events@example.org";
/// Longer than a busy machine needs, and shorter than the patience of whoever runs this.
pub const LONG: Duration = Duration::from_secs(30);

pub fn a_message() -> Notification {
    Notification {
        id: "reminder-1-2".to_owned(),
        to: "zoe@example.com".parse().unwrap(),
        name: "Zoe".parse().unwrap(),
        subject: "Reminder: a ball".to_owned(),
        text: "Hello Zoe,\n\nit is time.\n".to_owned(),
    }
}

pub fn settings(url: &str) -> SmtpSettings {
    SmtpSettings {
        connect_timeout: LONG,
        send_timeout: LONG,
        ..SmtpSettings::new(url.parse().unwrap(), FROM.parse().unwrap())
    }
}

pub async fn a_sink() -> SmtpSink {
    SmtpSink::start(Manner::Plain).await
}

pub fn plainly(sink: &SmtpSink) -> SmtpSettings {
    settings(&format!("smtp://localhost:{}", sink.port()))
}

pub fn notifier(sink: &SmtpSink) -> SmtpNotifier {
    SmtpNotifier::new(plainly(sink)).unwrap()
}

/// Everything that an error says, by itself and by its causes.
pub fn told(error: &NotifyError) -> String {
    format!("{error} {error:?} {}", error.source().unwrap())
}

/// What was logged, a line a record.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<String>>);

impl Lines {
    pub fn logger(&self) -> Logger {
        Logger::root(self.clone().ignore_res(), slog::o!())
    }

    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Drain for Lines {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<(), slog::Never> {
        struct Pairs(String);
        impl slog::Serializer for Pairs {
            fn emit_arguments(&mut self, key: slog::Key, value: &fmt::Arguments<'_>) -> slog::Result {
                self.0 += &format!(" {key}={value}");
                Ok(())
            }
        }
        let mut pairs = Pairs(record.msg().to_string());
        record.kv().serialize(record, &mut pairs).unwrap();
        *self.0.lock().unwrap() += &(pairs.0 + "\n");
        Ok(())
    }
}
