//! One connection: how it is set up.

use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult, QueryableByName, sql_types::Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use fasttrack_domain::error::Cause;
use tokio::{
    runtime::Handle,
    task::{AbortHandle, JoinSet},
    time::timeout,
};
use tokio_postgres::{Config, NoTls, Socket, config::SslMode, tls::MakeTlsConnect};

use crate::{
    answer::LONGEST_STATEMENT,
    health::Health,
    settings::{OpenError, PostgresSettings},
    tls,
};

/// A connection in the hands of async code.
pub(crate) type Connection = AsyncPgConnection;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Single statements that write nothing.
    Reads,
    /// Transactions.
    Units,
    /// Hearing what other processes say.
    Listening,
    /// Changes of the schema, which take as long as they take.
    Migrations,
}

/// Connects for transactions of one caller, and sets what Postgres keeps by connection. The
/// connection is closed when it is dropped, whatever it is doing.
pub(crate) async fn establish(
    settings: &PostgresSettings,
    purpose: Purpose,
) -> Result<Connection, OpenError> {
    let (connection, _) = connected(settings, purpose).await?;
    Ok(connection)
}

/// Connects for the reads of many callers. The task that comes with it ends when the connection
/// breaks, and breaks it when it is ended.
pub(crate) async fn establish_shared(
    settings: &PostgresSettings,
) -> Result<(Connection, AbortHandle), OpenError> {
    let (connection, driver) = connected(settings, Purpose::Reads).await?;
    let driver = driver.ok_or_else(|| OpenError::Unreachable("the connection has no task".into()))?;
    Ok((connection, driver))
}

async fn connected(settings: &PostgresSettings, purpose: Purpose) -> Result<Opened, OpenError> {
    let mut config: Config = settings.url.parse().map_err(|error| OpenError::Url(Cause::from(error)))?;
    config.connect_timeout(settings.connect_timeout).application_name("fasttrack");
    let unreachable = |error: Cause| OpenError::Unreachable(error);
    let tls = match config.get_ssl_mode() {
        SslMode::Require => Some(tls::connector(settings.root_certificates.as_deref()).await?),
        _ => None,
    };
    let user = config.get_user().unwrap_or("the user").to_owned();
    // The driver's own time-out ends where the socket is open; a server may accept and fall silent.
    timeout(settings.connect_timeout, async {
        let opened = match tls {
            Some(tls) => open(&config, tls, purpose).await,
            None => open(&config, NoTls, purpose).await,
        };
        let (mut connection, driver) = opened.map_err(unreachable)?;
        let setup = setup(settings, purpose);
        connection.batch_execute(&setup).await.map_err(|error| unreachable(error.into()))?;
        if speaks_english(&mut connection).await.map_err(|error| unreachable(error.into()))? {
            Ok((connection, driver))
        } else {
            Err(OpenError::Language { user })
        }
    })
    .await
    .map_err(|late| unreachable(late.into()))?
}

/// A connection, and the task that drives it if it is ours.
type Opened = (Connection, Option<AbortHandle>);

async fn open<T>(config: &Config, tls: T, purpose: Purpose) -> Result<Opened, Cause>
where
    T: MakeTlsConnect<Socket, Stream: Send + 'static>,
{
    let (client, driver) = config.connect(tls).await?;
    if purpose == Purpose::Reads {
        // diesel's own task tells nobody that it has ended.
        let driver = tokio::spawn(async move { drop(driver.await) }).abort_handle();
        Ok((Connection::try_from(client).await?, Some(driver)))
    } else {
        Ok((Connection::try_from_client_and_connection(client, driver).await?, None))
    }
}

fn setup(settings: &PostgresSettings, purpose: Purpose) -> String {
    let millis = |time: Duration| time.as_millis().max(1);
    let statement = match purpose {
        Purpose::Reads | Purpose::Units | Purpose::Listening => {
            millis(settings.statement_timeout.min(LONGEST_STATEMENT))
        }
        Purpose::Migrations => 0,
    };
    let access = match purpose {
        Purpose::Reads | Purpose::Listening => "READ ONLY",
        Purpose::Units | Purpose::Migrations => "READ WRITE",
    };
    // Whatever the database or the role has been given as defaults. The language is for superusers
    // to set, or for whom they let: who may not must find it right. A backend that waits for a lock looks
    // now and then, where its system can, whether we are still there.
    format!(
        "SET statement_timeout = {statement};
         SET lock_timeout = 0;
         SET idle_in_transaction_session_timeout = {};
         SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, {access};
         DO $$ BEGIN
             PERFORM set_config('lc_messages', 'C', false);
         EXCEPTION WHEN insufficient_privilege THEN NULL;
         END $$;
         DO $$ BEGIN
             PERFORM set_config('client_connection_check_interval', '250', false);
         EXCEPTION WHEN invalid_parameter_value THEN NULL;
         END $$;",
        millis(settings.idle_timeout),
    )
}

async fn speaks_english(connection: &mut Connection) -> diesel::QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Language {
        #[diesel(sql_type = Text)]
        lc_messages: String,
    }
    let Language { lc_messages } = diesel::sql_query("SELECT current_setting('lc_messages') AS lc_messages")
        .get_result(connection)
        .await?;
    Ok(is_english(&lc_messages))
}

/// Whether a locale, by whatever name the server's system has for it, speaks English. Empty is that
/// of the environment in which the server was started, where only the server knows what it is.
fn is_english(locale: &str) -> bool {
    ["C", "C.UTF-8", "POSIX", ""].contains(&locale)
        || ["en_", "English"].iter().any(|english| locale.starts_with(english))
}

/// As the pool wants it, with the task that drives it on this runtime. Given up when nobody waits for it.
pub(crate) async fn establish_pooled(
    settings: &PostgresSettings,
    health: &Health,
    home: &Handle,
) -> ConnectionResult<Connection> {
    let (settings, health) = (settings.clone(), health.clone());
    let mut attempt = JoinSet::new();
    attempt.spawn_on(
        async move {
            let opened = establish(&settings, Purpose::Units).await;
            health.connecting_ended(opened.is_ok());
            opened
        },
        home,
    );
    match attempt.join_next().await {
        Some(Ok(opened)) => opened.map_err(|error| no_connection(error.into())),
        Some(Err(cut_off)) => Err(no_connection(cut_off.into())),
        None => Err(no_connection("there was no attempt".into())),
    }
}

fn no_connection(cause: Cause) -> ConnectionError {
    ConnectionError::CouldntSetupConfiguration(diesel::result::Error::QueryBuilderError(cause))
}

#[cfg(test)]
mod tests {
    use diesel_async::SimpleAsyncConnection as _;
    use fasttrack_test_support::postgres::PostgresDatabase;

    use super::{establish_shared, is_english};
    use crate::settings::PostgresSettings;

    /// Whatever a query was meant to do.
    #[tokio::test]
    async fn connections_of_reads_write_nothing() {
        let database = PostgresDatabase::empty().await;
        let opened = establish_shared(&PostgresSettings::new(&database.url)).await;
        let (mut connection, _driver) = opened.unwrap();
        let refused = connection.batch_execute("CREATE TABLE things (id int)").await.unwrap_err();
        assert_eq!(refused.to_string(), "cannot execute CREATE TABLE in a read-only transaction");
    }

    #[test]
    fn messages_are_read_in_english_only() {
        for locale in ["C", "POSIX", "C.UTF-8", "en_US.UTF-8", "en_GB", "English_United States.1252"] {
            assert!(is_english(locale), "{locale}");
        }
        for locale in ["de_DE.UTF-8", "pt_BR", "Chinese", "Croatian", "es_ES"] {
            assert!(!is_english(locale), "{locale}");
        }
    }
}
