use std::time::Duration;

use fasttrack_notify::{SmtpServer, SmtpSettings};

use super::{
    Environment,
    reader::{Reader, Refusal},
    table,
    value::{duration, parsed},
};

/// What people are told, and how.
#[derive(Debug, Clone)]
pub struct MessageSettings {
    /// How messages get to a mail server; without one they are only logged.
    pub smtp: Option<SmtpSettings>,
    /// How long before the start of an event its attendees are reminded; `None` for never.
    pub remind_before: Option<Duration>,
}

impl MessageSettings {
    pub(super) fn read(r: &mut Reader, environment: Environment) -> Option<Self> {
        let server = r.optional(&table::SMTP_URL, server(environment));
        let from = r.optional(&table::MAIL_FROM, parsed);
        let remind_before = r.value(&table::REMIND_BEFORE, span_or_off);
        if matches!((&server, &from), (Some(Some(_)), Some(None))) {
            r.fault(&table::MAIL_FROM, "must be set where SMTP_URL is");
        }
        let smtp = match (server?, from?) {
            (None, _) => None,
            (Some(server), from) => Some(SmtpSettings::new(server, from?)),
        };
        Some(Self { smtp, remind_before: remind_before? })
    }
}

fn server(environment: Environment) -> impl FnOnce(&str) -> Result<SmtpServer, Refusal> {
    move |raw| {
        let server: SmtpServer =
            raw.parse().map_err(|invalid: fasttrack_notify::InvalidServer| invalid.to_string())?;
        if environment == Environment::Prod && !server.is_private() {
            return Err(
                "must go by TLS in prod, to any other machine: smtps://…, or ?tls=required".to_owned()
            );
        }
        Ok(server)
    }
}

fn span_or_off(raw: &str) -> Result<Option<Duration>, Refusal> {
    if raw == "off" {
        return Ok(None);
    }
    duration("1m"..="30d")(raw).map(Some).map_err(|refusal| format!("{refusal}, or `off`"))
}
