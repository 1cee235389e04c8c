use std::{error::Error as _, io::ErrorKind, time::Duration};

use async_trait::async_trait;
use fasttrack_domain::{
    notification::Notification,
    ports::{Notifier, NotifyError},
    user::Email,
};
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailParameter},
        response::Category,
    },
};
use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use crate::{Security, SmtpServer, SmtpSettings, idle::Idle, message::message};

/// Hands messages to a mail server.
pub struct SmtpNotifier {
    server: SmtpServer,
    from: Address,
    /// What we call ourselves.
    hello: ClientId,
    tls: Option<TlsParameters>,
    connect_timeout: Duration,
    send_timeout: Duration,
    idle: Idle,
}

/// Why there can be no notifier with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// No mail can be from there.
    #[error("the sender is no address that mail can be from")]
    From,
    /// There is no TLS with this machine's certificates, or to this host.
    #[error("there is no TLS")]
    Tls(#[source] Error),
}

/// Why a message was not handed over.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("the mail server did not {0} in time")]
    Late(&'static str),
    #[error("the mail server answered {step} with {code}")]
    Answered { step: &'static str, code: String },
    /// Only of what is below the talk: what was said in it may hold an address.
    #[error("no talk with the mail server: {0}")]
    Connection(&'static str),
    #[error("no talk with the mail server: {0}")]
    Network(ErrorKind),
    #[error("no talk with the mail server: its certificate is not to be trusted, or its TLS is none")]
    NotTrusted,
    #[error("the mail server cannot take an address that is not ASCII")]
    NoUtf8,
}

impl SmtpNotifier {
    /// Connects to nobody yet.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: SmtpSettings) -> Result<Self, SettingsError> {
        let SmtpSettings { server, from, connect_timeout, send_timeout, idle_timeout, idle_connections } =
            settings;
        let from = address(&from)?;
        let tls = match server.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(TlsParameters::new(server.host.clone())),
        };
        Ok(Self {
            hello: ClientId::Domain(from.domain().to_owned()),
            tls: tls.transpose().map_err(SettingsError::Tls)?,
            idle: Idle::new(idle_connections, idle_timeout),
            server,
            from,
            connect_timeout,
            send_timeout,
        })
    }

    /// A connection on which the server takes messages.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let late = |_| Trouble::Late("get ready");
        while let Some(mut connection) = self.idle.take() {
            if timeout(self.connect_timeout, connection.test_connected()).await.map_err(late)? {
                return Ok(connection);
            }
        }
        timeout(self.connect_timeout, self.connect()).await.map_err(late)?
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let SmtpServer { host, port, security, credentials } = &self.server;
        let wrapper = self.tls.clone().filter(|_| *security == Security::Tls);
        let place = (host.as_str(), *port);
        let connected = AsyncSmtpConnection::connect_tokio1(place, None, &self.hello, wrapper, None).await;
        let mut connection = connected.map_err(|error| trouble("the connection", &error))?;
        if let Some(tls) = self.tls.clone().filter(|_| *security == Security::StartTls) {
            if !connection.can_starttls() {
                return Err(Trouble::Connection("it does not know STARTTLS"));
            }
            let upgraded = connection.starttls(tls, &self.hello).await;
            upgraded.map_err(|error| trouble("STARTTLS", &error))?;
        }
        if let Some((name, password)) = credentials {
            let credentials = Credentials::new(name.clone(), password.expose_secret().to_owned());
            let accepted = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            accepted.map_err(|error| trouble("AUTH", &error))?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        to: &Address,
        message: &[u8],
    ) -> Result<(), NotifyError> {
        let mut parameters = Vec::new();
        if !(to.as_ref() as &str).is_ascii() || !(self.from.as_ref() as &str).is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(NotifyError::Refused(Trouble::NoUtf8.into()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let mail = Mail::new(Some(self.from.clone()), parameters);
        // The server may not let this sender send: that says nothing of the message.
        connection.command(mail).await.map_err(|error| unavailable(trouble("MAIL", &error)))?;
        let to = connection.command(Rcpt::new(to.clone(), vec![])).await;
        to.map_err(|error| of_message("RCPT", &error))?;
        connection.command(Data).await.map_err(|error| of_message("DATA", &error))?;
        connection.message(message).await.map_err(|error| of_message("the message", &error))?;
        Ok(())
    }
}

#[async_trait]
impl Notifier for SmtpNotifier {
    async fn notify(&self, notification: &Notification) -> Result<(), NotifyError> {
        let message = message(notification, &self.from).map_err(NotifyError::Refused)?;
        let Some(to) = message.envelope().to().first() else {
            return Err(NotifyError::Refused("nobody to send it to".into()));
        };
        let mut connection = self.connection().await.map_err(unavailable)?;
        let written = message.formatted();
        let sending = self.hand_over(&mut connection, to, &written);
        timeout(self.send_timeout, sending)
            .await
            .map_err(|_| unavailable(Trouble::Late("take the message")))??;
        // After anything else the talk may be at any point.
        self.idle.put(connection);
        Ok(())
    }
}

/// What a reply to a step that is about this message means: a 5xx is for ever, but for one that asks
/// who we are.
fn of_message(step: &'static str, error: &Error) -> NotifyError {
    let trouble = trouble(step, error);
    let about_us = error.status().is_some_and(|code| code.category == Category::Unspecified3);
    if error.is_permanent() && !about_us {
        NotifyError::Refused(trouble.into())
    } else {
        unavailable(trouble)
    }
}

fn unavailable(trouble: Trouble) -> NotifyError {
    NotifyError::Unavailable(trouble.into())
}

/// What went wrong, without what was said.
fn trouble(step: &'static str, error: &Error) -> Trouble {
    let below = io_error(error);
    match error.status() {
        Some(code) => Trouble::Answered { step, code: code.to_string() },
        // What rustls has to complain of comes as this.
        None if error.is_tls() || below == Some(ErrorKind::InvalidData) => Trouble::NotTrusted,
        None if error.is_client() => Trouble::Connection("it offers no way that we know"),
        None => below.map_or(Trouble::Connection("it answers what is none, or went away"), Trouble::Network),
    }
}

fn io_error(error: &Error) -> Option<ErrorKind> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        source = cause.source();
    }
    None
}

fn address(email: &Email) -> Result<Address, SettingsError> {
    email.as_str().parse().map_err(|_| SettingsError::From)
}
