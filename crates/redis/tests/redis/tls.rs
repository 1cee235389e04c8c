//! TLS to Redis, with a door before a throw-away server that speaks it.

use std::{fs, net::SocketAddr, sync::Arc};

use fasttrack_domain::ports::{Announcement, Bus as _, Cache as _, CacheGroup, Dependency as _};
use fasttrack_redis::{Redis, RedisBus, RedisCache};
use fasttrack_test_support::redis::{RedisServer, namespace};
use rcgen::{CertifiedKey, KeyPair};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::support::{Ear, connect, fill, log, patient, until, value};

/// Speaks TLS to clients, and passes on what they say. It ends with the test.
struct Door {
    address: SocketAddr,
    /// A file that vouches for it, under the name `localhost`.
    certificate: std::path::PathBuf,
    _folder: TempDir,
    _open: JoinSet<()>,
}

impl Door {
    async fn before(server: &str) -> Self {
        let server = server.strip_prefix("redis://").unwrap().to_owned();
        let identity = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let certificate = folder.path().join("door.crt");
        fs::write(&certificate, identity.cert.pem()).unwrap();
        let acceptor = acceptor(&identity);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut open = JoinSet::new();
        open.spawn(async move {
            let mut inside = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let (acceptor, server) = (acceptor.clone(), server.clone());
                inside.spawn(async move {
                    // Who does not trust it goes away again.
                    if let Ok(mut client) = acceptor.accept(client).await {
                        let mut server = TcpStream::connect(server).await.unwrap();
                        drop(copy_bidirectional(&mut client, &mut server).await);
                    }
                });
            }
        });
        Self { address, certificate, _folder: folder, _open: open }
    }

    fn url(&self, host: &str) -> String {
        format!("rediss://{host}:{}", self.address.port())
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

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_certificate_vouches_for_is_talked_to() {
    let door = Door::before(RedisServer::shared().url()).await;
    let mut settings = patient(&door.url("localhost"), &namespace());
    settings.root_certificates = Some(door.certificate.clone());
    let redis = connect(settings).await;
    assert!(redis.answers().await);
    let cache = RedisCache::new(&redis);
    fill(&cache, CacheGroup::Events, "a", b"value").await;
    assert_eq!(value(&cache, CacheGroup::Events, "a").await.unwrap(), b"value");
    cache.invalidate(CacheGroup::Events).await;
    assert_eq!(value(&cache, CacheGroup::Events, "a").await, None);
    let buses = [RedisBus::start(&redis).await, RedisBus::start(&redis).await];
    let ear = Ear::on(&buses[1]);
    buses[0].publish(Announcement::EventsChanged);
    until("the other bus hears it", || ear.heard(Announcement::EventsChanged)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_are_not() {
    let door = Door::before(RedisServer::shared().url()).await;
    // Under another name than that of the certificate, and by the certificates of the system.
    for (host, trusted) in [("127.0.0.1", Some(door.certificate.clone())), ("localhost", None)] {
        let mut settings = patient(&door.url(host), &namespace());
        settings.root_certificates = trusted;
        let redis = Redis::connect(settings, &log()).await.unwrap();
        assert!(!redis.answers().await, "{host}");
    }
}
