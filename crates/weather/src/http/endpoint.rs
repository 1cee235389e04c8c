use std::{fs, path::Path, sync::Arc, time::Duration};

use fasttrack_domain::error::Cause;
use reqwest::{Certificate, Client, Url, redirect::Policy};
use rustls::crypto::{CryptoProvider, ring};
use tokio::time::{sleep, timeout};

use super::{
    Answer, Failure,
    resolver::{Fenced, Names, System},
};
use crate::settings::{BaseUrl, SettingsError, WeatherSettings};

/// How we say who asks.
const USER_AGENT: &str = concat!("fasttrack/", env!("CARGO_PKG_VERSION"));

/// A server that answers questions.
pub(crate) struct Endpoint {
    base: BaseUrl,
    client: Client,
    total_timeout: Duration,
    retry_pause: Duration,
    max_answer_bytes: usize,
}

impl Endpoint {
    pub(crate) fn new(base: BaseUrl, settings: &WeatherSettings) -> Result<Self, SettingsError> {
        Self::with_names(base, settings, Arc::new(System))
    }

    fn with_names(
        base: BaseUrl,
        settings: &WeatherSettings,
        names: Arc<dyn Names>,
    ) -> Result<Self, SettingsError> {
        // The client takes the process's provider, and panics when there is none. Where somebody
        // chose one already, that one is it.
        if CryptoProvider::get_default().is_none() {
            drop(ring::default_provider().install_default());
        }
        let trusting = match &settings.root_certificates {
            // Without TLS there is nobody to be trusted, and a machine may have no list of who is.
            _ if base.is_plain() => Client::builder().tls_certs_only([]),
            Some(file) => Client::builder().tls_certs_only(certificates(file).map_err(SettingsError::Tls)?),
            None => Client::builder(),
        };
        let client = trusting
            .user_agent(USER_AGENT)
            .connect_timeout(settings.connect_timeout)
            .redirect(Policy::none())
            // One that the environment names would find hosts by itself, without our fence.
            .no_proxy()
            .https_only(!base.is_local())
            .dns_resolver(Fenced { names, local: base.is_local() })
            .build()
            .map_err(|error| SettingsError::Tls(error.without_url().into()))?;
        Ok(Self {
            base,
            client,
            total_timeout: settings.total_timeout,
            retry_pause: settings.retry_pause,
            max_answer_bytes: settings.max_answer_bytes,
        })
    }

    /// Asks, once more if that may help, and reads the answer; all of it in time.
    pub(crate) async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, Failure> {
        let url = self.base.question(path, query);
        let asking = async {
            match self.ask_once(&url).await {
                Err(failure) if failure.may_pass() => {
                    sleep(self.retry_pause).await;
                    self.ask_once(&url).await
                }
                asked => asked,
            }
        };
        timeout(self.total_timeout, asking).await.unwrap_or(Err(Failure::Late))
    }

    async fn ask_once(&self, url: &Url) -> Result<Answer, Failure> {
        let response = self.client.get(url.clone()).send().await?;
        Answer::read(response, self.max_answer_bytes).await
    }
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, Cause> {
    let certificates = Certificate::from_pem_bundle(&fs::read(file)?)?;
    if certificates.is_empty() { Err("there is no certificate in the file".into()) } else { Ok(certificates) }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        net::{IpAddr, SocketAddr, TcpListener},
    };

    use async_trait::async_trait;

    use super::*;

    /// What a name server would say that wants us to ask somebody else.
    struct Liar(Vec<IpAddr>);

    #[async_trait]
    impl Names for Liar {
        async fn addresses(&self, _: &str) -> io::Result<Vec<SocketAddr>> {
            Ok(self.0.iter().map(|ip| SocketAddr::new(*ip, 0)).collect())
        }
    }

    async fn asked(host: &str, addresses: &[&str]) -> (Failure, bool) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let names = Liar(addresses.iter().map(|ip| ip.parse().unwrap()).collect());
        let settings = WeatherSettings {
            total_timeout: Duration::from_secs(2),
            retry_pause: Duration::ZERO,
            ..WeatherSettings::default()
        };
        let base = format!("https://{host}:{port}").parse().unwrap();
        let endpoint = Endpoint::with_names(base, &settings, Arc::new(names)).unwrap();
        let failure = endpoint.ask("/", &[]).await.err().unwrap();
        (failure, listener.accept().is_ok())
    }

    #[tokio::test]
    async fn a_name_that_leads_into_our_own_network_is_not_followed() {
        for addresses in [
            &["127.0.0.1"][..],
            &["10.0.0.1"],
            &["169.254.169.254"],
            &["::1"],
            &["::ffff:127.0.0.1"],
            // One of two.
            &["127.0.0.1", "1.1.1.1"],
        ] {
            let (failure, connected) = asked("forecasts.example", addresses).await;
            assert!(matches!(failure, Failure::Astray), "{addresses:?}: {failure:?}");
            assert!(!connected, "{addresses:?}");
        }
    }

    /// The listener hears of those who may come: that it heard nothing above means something.
    #[tokio::test]
    async fn this_machine_is_asked_where_it_is_meant() {
        let (failure, connected) = asked("localhost", &["127.0.0.1"]).await;
        assert!(!matches!(failure, Failure::Astray), "{failure:?}");
        assert!(connected);
        let (failure, connected) = asked("localhost", &["1.1.1.1"]).await;
        assert!(matches!(failure, Failure::Astray), "{failure:?}");
        assert!(!connected);
    }
}
