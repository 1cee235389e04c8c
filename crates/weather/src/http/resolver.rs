use std::{io, net::SocketAddr, sync::Arc};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address;

/// Who knows the addresses of a host.
#[async_trait]
pub(super) trait Names: Send + Sync {
    async fn addresses(&self, host: &str) -> io::Result<Vec<SocketAddr>>;
}

/// The operating system.
pub(super) struct System;

#[async_trait]
impl Names for System {
    async fn addresses(&self, host: &str) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.collect())
    }
}

/// Finds hosts where they may be: on the Internet, or on this machine for a host that is meant to
/// be there. Whoever answers for a name cannot make us ask a server of our own network.
pub(super) struct Fenced {
    pub(super) names: Arc<dyn Names>,
    pub(super) local: bool,
}

/// A name leads to where it must not.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not on the Internet")]
pub(super) struct Astray;

impl Resolve for Fenced {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, local) = (Arc::clone(&self.names), self.local);
        Box::pin(async move {
            let found = names.addresses(name.as_str()).await?;
            let may_be_asked = |at: &SocketAddr| {
                if local { at.ip().is_loopback() } else { address::is_public(at.ip()) }
            };
            // One that must not be is enough: an honest answer has none.
            if found.iter().all(may_be_asked) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(Astray.into())
            }
        })
    }
}
