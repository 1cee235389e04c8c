//! TLS, with a server that has a certificate of its own making.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fasttrack_domain::ports::{ForecastError, ForecastProvider as _};
use fasttrack_weather::{OpenMeteo, SettingsError, WeatherSettings};
use rcgen::{CertifiedKey, KeyPair};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    open_meteo::FORECAST,
    stub::head,
    support::{lisboa, told},
};

/// Forecasts the weather to those who trust it. It ends with the test.
struct Server {
    url: String,
    /// A file that vouches for it, under the name `localhost`.
    certificate: PathBuf,
    asked: Arc<AtomicUsize>,
    _folder: TempDir,
    _open: JoinSet<()>,
}

impl Server {
    async fn start() -> Self {
        let identity = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let certificate = folder.path().join("server.crt");
        fs::write(&certificate, identity.cert.pem()).unwrap();
        let acceptor = acceptor(&identity);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let asked = Arc::new(AtomicUsize::new(0));
        let mut open = JoinSet::new();
        let count = Arc::clone(&asked);
        open.spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                // Who does not trust it goes away again.
                let Ok(mut client) = acceptor.accept(client).await else { continue };
                let mut question = [0; 1024];
                if !matches!(client.read(&mut question).await, Ok(1..)) {
                    continue;
                }
                count.fetch_add(1, Ordering::SeqCst);
                let head = head(200, &[]);
                let answer = format!("{head}content-length: {}\r\n\r\n{FORECAST}", FORECAST.len());
                client.write_all(answer.as_bytes()).await.unwrap();
                client.shutdown().await.unwrap();
            }
        });
        Self { url, certificate, asked, _folder: folder, _open: open }
    }

    fn settings(&self) -> WeatherSettings {
        asked_at(&self.url)
    }
}

/// A busy machine is no reason to fail.
fn asked_at(url: &str) -> WeatherSettings {
    WeatherSettings {
        open_meteo_url: Some(url.parse().unwrap()),
        connect_timeout: Duration::from_secs(20),
        total_timeout: Duration::from_secs(30),
        ..WeatherSettings::default()
    }
}

fn acceptor(identity: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(identity.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.cert.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn whom_a_certificate_vouches_for_is_asked() {
    let server = Server::start().await;
    let settings =
        WeatherSettings { root_certificates: Some(server.certificate.clone()), ..server.settings() };
    let series = OpenMeteo::new(&settings).unwrap().series(&lisboa()).await.unwrap().unwrap();
    assert_eq!((series.len(), server.asked.load(Ordering::SeqCst)), (4, 1));
}

#[tokio::test]
async fn whom_nobody_vouches_for_is_asked_nothing() {
    let server = Server::start().await;
    let error = OpenMeteo::new(&server.settings()).unwrap().series(&lisboa()).await.unwrap_err();
    assert!(matches!(error, ForecastError::Unavailable(_)), "{error:?}");
    assert!(told(&error).1.contains("certificate"), "{error:?}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}

/// Its certificate is for another name.
#[tokio::test]
async fn whom_a_certificate_vouches_for_under_another_name_is_asked_nothing() {
    let server = Server::start().await;
    let settings = WeatherSettings {
        root_certificates: Some(server.certificate.clone()),
        ..asked_at(&server.url.replace("localhost", "127.0.0.1"))
    };
    let error = OpenMeteo::new(&settings).unwrap().series(&lisboa()).await.unwrap_err();
    assert!(matches!(error, ForecastError::Unavailable(_)), "{error:?}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}

#[test]
fn certificates_that_are_not_there_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "").unwrap();
    for file in [folder.path().join("nowhere.pem"), empty] {
        let settings = WeatherSettings { root_certificates: Some(file), ..WeatherSettings::default() };
        assert!(matches!(OpenMeteo::new(&settings), Err(SettingsError::Tls(_))));
    }
}
