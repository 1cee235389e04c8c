//! What clients make up of where they are. The corpus, of values of the header, is
//! `corpus/client_address`.

use actix_web::http::header::HeaderValue;
use fasttrack_test_support::fuzz::Corpus;

use super::*;

const WORDS: [&[u8]; 14] = [
    b",",
    b", ",
    b" ",
    b"\t",
    b":",
    b"[",
    b"]",
    b"10.0.0.2",
    b"198.51.100.1",
    b"2001:db8::1",
    b"::ffff:10.0.0.2",
    b":80",
    b"\xFF",
    "é".as_bytes(),
];
const PROXY: &str = "10.0.0.1";
const CLIENT: &str = "198.51.100.77";

fn told(lines: &[&[u8]]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in lines {
        // What is no header at all is refused before.
        headers.append(X_FORWARDED_FOR.clone(), HeaderValue::from_bytes(line).ok()?);
    }
    Some(headers)
}

fn proxies() -> TrustedProxies {
    TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()])
}

#[test]
fn what_the_client_says_never_hides_what_the_proxy_saw() {
    let (proxy, client): (IpAddr, IpAddr) = (PROXY.parse().unwrap(), CLIENT.parse().unwrap());
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "client_address").attack(600, &WORDS, |made_up| {
        // Proxies add to the line that came, or a line of their own; some of them stand in a row.
        let in_one_line = [made_up, b", ", CLIENT.as_bytes()].concat();
        let through_two = [&in_one_line, &b", 10.0.0.2"[..]].concat();
        for lines in [
            &[&in_one_line[..]][..],
            &[made_up, CLIENT.as_bytes()],
            &[&through_two],
            &[&in_one_line, b"10.0.0.2"],
        ] {
            if let Some(headers) = told(lines) {
                assert_eq!(proxies().client(proxy, &headers), client);
            }
        }
    });
}

#[test]
fn whatever_it_says_the_client_is_who_asks_or_an_address_that_is_there() {
    let (proxy, stranger): (IpAddr, IpAddr) = (PROXY.parse().unwrap(), CLIENT.parse().unwrap());
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "client_address").attack(600, &WORDS, |made_up| {
        let Some(headers) = told(&[made_up]) else { return };
        assert_eq!(proxies().client(stranger, &headers), stranger, "who is not trusted was believed");
        assert_eq!(TrustedProxies::default().client(proxy, &headers), proxy);
        let found = proxies().client(proxy, &headers);
        let named = made_up.split(|byte| *byte == b',').any(|piece| address(piece) == Some(found));
        assert!(found == proxy || named, "{found} is nowhere");
    });
}
