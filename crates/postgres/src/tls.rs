//! TLS to the database, by rustls.

use std::{path::Path, sync::Arc};

use fasttrack_domain::error::Cause;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::settings::OpenError;

/// What opens connections to those whom these certificates vouch for, else to those whom the system
/// trusts.
pub(crate) async fn connector(roots: Option<&Path>) -> Result<MakeRustlsConnect, OpenError> {
    let roots = roots.map(Path::to_owned);
    // A few files, or a few hundred.
    let trusted = tokio::task::spawn_blocking(move || trusted(roots.as_deref()));
    let roots = trusted.await.map_err(Cause::from).flatten().map_err(OpenError::Certificates)?;
    // Ours by name: of several providers in one process, rustls would choose none.
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Certificates(error.into()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn trusted(roots: Option<&Path>) -> Result<RootCertStore, Cause> {
    let mut store = RootCertStore::empty();
    match roots {
        Some(file) => {
            for certificate in CertificateDer::pem_file_iter(file)? {
                store.add(certificate?)?;
            }
        }
        // One that cannot be read is one less to trust.
        None => drop(store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    if store.is_empty() { Err("there are none".into()) } else { Ok(store) }
}
