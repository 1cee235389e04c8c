use std::net::IpAddr;

use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The header to which each proxy adds the address from which it was asked.
static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How many bits of an IPv6 address come before the IPv4 address that it stands for.
const MAPPED_BITS: u8 = 96;

/// The proxies that are believed when they say for whom they ask.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Those in these networks.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks.into_iter().map(canonical).collect())
    }

    /// The address of the client: of the addresses that the request passed, the last one that is no
    /// trusted proxy's. What an address that is not trusted says of those before it may be made up,
    /// so it is not looked at; nor is what stands before something that is no address.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        // Bytes, since proxies add to lines of any: what is no text must not hide what they added.
        let mut passed: Vec<&[u8]> = Vec::new();
        for line in headers.get_all(&X_FORWARDED_FOR) {
            passed.extend(line.as_bytes().split(|byte| *byte == b','));
        }
        for text in passed.into_iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = address(text) else { break };
            client = address;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address, with or without a port, as proxies write it.
fn address(bytes: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(bytes.trim_ascii()).ok()?;
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let address = text.parse().ok().or_else(with_port).or_else(bracketed);
    address.map(|address: IpAddr| address.to_canonical())
}

/// A network of IPv4 addresses as such, even where they are written as IPv6 ones.
fn canonical(network: IpNet) -> IpNet {
    let mapped = |network: Ipv6Net| {
        let bits = network.prefix_len().checked_sub(MAPPED_BITS)?;
        let address = network.addr().to_ipv4_mapped()?;
        Ipv4Net::new(address, bits).ok()
    };
    match network {
        IpNet::V6(network) => mapped(network).map_or(IpNet::V6(network), IpNet::V4),
        IpNet::V4(network) => IpNet::V4(network),
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    /// Whom a server takes for the client that trusts these, is asked by that one, and told so.
    fn client(trusted: &[&str], peer: &str, told: &[&[u8]]) -> String {
        let proxies = TrustedProxies::new(trusted.iter().map(|net| net.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for line in told {
            headers.append(X_FORWARDED_FOR.clone(), HeaderValue::from_bytes(line).unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn who_is_not_trusted_is_the_client_whatever_it_says() {
        for told in ["198.51.100.1", "10.0.0.1", "127.0.0.1, 10.0.0.1"] {
            assert_eq!(client(&[], "192.0.2.7", &[told.as_bytes()]), "192.0.2.7");
            assert_eq!(client(&["10.0.0.0/8"], "192.0.2.7", &[told.as_bytes()]), "192.0.2.7");
        }
    }

    #[test]
    fn the_last_address_that_is_no_proxy_is_the_client() {
        let trusted = ["10.0.0.0/8", "2001:db8::1/128"];
        for (told, expected) in [
            (&[b"198.51.100.1".as_slice()] as &[&[u8]], "198.51.100.1"),
            // What the client made up stands before what the proxy saw.
            (&[b"203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            (&[b"203.0.113.9", b"198.51.100.1"], "198.51.100.1"),
            (&[b"203.0.113.9, 198.51.100.1, 10.0.0.2", b"2001:db8::1"], "198.51.100.1"),
            // Proxies alone.
            (&[b"10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            (&[], "10.0.0.1"),
            (&[b""], "10.0.0.1"),
            // With a port, and in brackets.
            (&[b"198.51.100.1:4711"], "198.51.100.1"),
            (&[b"[2001:db8::7]:4711"], "2001:db8::7"),
            (&[b"[2001:db8::7]"], "2001:db8::7"),
            (&[b" \t198.51.100.1 "], "198.51.100.1"),
        ] {
            assert_eq!(client(&trusted, "10.0.0.1", told), expected, "{told:?}");
        }
    }

    #[test]
    fn what_is_no_address_ends_the_way_back() {
        for garbage in ["unknown", "_hidden", "198.51.100.1.2", "198.51.100.300", "fe80::1%eth0", ","] {
            let told = format!("203.0.113.9, {garbage}");
            assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &[told.as_bytes()]), "10.0.0.1", "{garbage}");
            let told = format!("203.0.113.9, {garbage}, 10.0.0.2");
            assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &[told.as_bytes()]), "10.0.0.2", "{garbage}");
        }
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &[b"203.0.113.9", b"\xFF"]), "10.0.0.1");
    }

    #[test]
    fn an_ipv4_address_is_one_however_it_is_written() {
        for trusted in ["10.0.0.0/8", "::ffff:10.0.0.0/104"] {
            for peer in ["10.0.0.1", "::ffff:10.0.0.1"] {
                assert_eq!(client(&[trusted], peer, &[b"::ffff:198.51.100.1"]), "198.51.100.1");
                assert_eq!(client(&[trusted], peer, &[b"198.51.100.1, ::ffff:10.0.0.2"]), "198.51.100.1");
            }
        }
        assert_eq!(client(&[], "::ffff:192.0.2.7", &[]), "192.0.2.7");
    }
}
