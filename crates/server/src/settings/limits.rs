use std::{num::NonZeroU32, time::Duration};

use fasttrack_domain::ports::Quota;
use fasttrack_http::RateLimits;
use ipnet::IpNet;

use super::{
    Environment,
    reader::{Reader, Refusal},
    table,
    value::{duration, number, switch},
};

/// How often somebody may do something.
#[derive(Debug, Clone)]
pub struct LimitSettings {
    /// Ask the API; nobody is refused without.
    pub rates: Option<RateLimits>,
    /// Try to sign in as one user from one address: all of these together; none, no limit.
    pub sign_in: Vec<Quota>,
    /// How many keys of each quota a process remembers that counts alone.
    pub max_keys: usize,
}

impl LimitSettings {
    pub(super) fn read(r: &mut Reader, environment: Environment) -> Option<Self> {
        let on = r.value(&table::RATE_LIMIT, |raw| match (switch(raw)?, environment) {
            (false, Environment::Prod) => Err("must be `on` in prod".to_owned()),
            (on, _) => Ok(on),
        });
        let default = r.value(&table::RATE_LIMIT_DEFAULT, quota);
        let tokens = r.value(&table::RATE_LIMIT_TOKENS, quota);
        let passwords = r.value(&table::RATE_LIMIT_PASSWORDS, quota);
        let uploads = r.value(&table::RATE_LIMIT_UPLOADS, quota);
        let exports = r.value(&table::RATE_LIMIT_EXPORTS, quota);
        let sign_in = r.value(&table::SIGN_IN_LIMITS, growing);
        let max_keys = r.value(&table::RATE_LIMIT_MAX_KEYS, number(1_000..=10_000_000));
        let (on, sign_in) = (on?, sign_in?);
        let rates = RateLimits {
            default: default?,
            tokens: tokens?,
            passwords: passwords?,
            uploads: uploads?,
            exports: exports?,
        };
        Some(Self {
            rates: on.then_some(rates),
            sign_in: if on { sign_in } else { Vec::new() },
            max_keys: max_keys?,
        })
    }
}

/// The most that a quota may allow at once.
const MAX_BURST: u32 = 1_000_000;

/// So many in so long, such as `100/60s`.
fn quota(raw: &str) -> Result<Quota, Refusal> {
    let (burst, window) = raw.split_once('/').ok_or_else(shape)?;
    let burst: u32 = number(1..=MAX_BURST)(burst.trim()).map_err(|_| shape())?;
    let window = duration("1s"..="30d")(window.trim()).map_err(|_| shape())?;
    // Clients are told whole seconds, and the limiters count each for a millisecond at the least.
    if window.subsec_nanos() > 0 || window < Duration::from_millis(1) * burst {
        return Err(shape());
    }
    let burst = NonZeroU32::new(burst).ok_or_else(shape)?;
    Ok(Quota { burst, window })
}

fn shape() -> Refusal {
    format!(
        "must be a number from 1 to {MAX_BURST} and a duration from 1s to 30d of whole seconds, such as \
         100/60s, and at most 1000 a second"
    )
}

/// Quotas, each for longer than the one before it.
fn growing(raw: &str) -> Result<Vec<Quota>, Refusal> {
    let quotas = raw.split(',').map(|text| quota(text.trim())).collect::<Result<Vec<_>, _>>();
    let quotas = quotas.map_err(|problem| format!("each of its items {problem}"))?;
    let slower = |a: &Quota, b: &Quota| a.window < b.window && a.interval() < b.interval();
    if quotas.iter().zip(quotas.iter().skip(1)).all(|(a, b)| slower(a, b)) {
        Ok(quotas)
    } else {
        Err("must go from short to long, and each must be slower than the one before it, such as \
             5/1m,10/1h"
            .to_owned())
    }
}

/// A network of proxies, or the address of one. Not the network of all: whoever trusts everybody is
/// told anything.
pub(super) fn network(raw: &str) -> Option<IpNet> {
    let network = raw.parse().ok().or_else(|| Some(IpNet::from(raw.parse::<std::net::IpAddr>().ok()?)))?;
    (network.prefix_len() > 0 && network.addr() == network.network()).then_some(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_quota(burst: u32, seconds: u64) -> Quota {
        Quota { burst: NonZeroU32::new(burst).unwrap(), window: Duration::from_secs(seconds) }
    }

    #[test]
    fn quotas_are_so_many_in_so_long() {
        for (raw, expected) in [
            ("100/60s", a_quota(100, 60)),
            ("1/1s", a_quota(1, 1)),
            ("20 / 1h", a_quota(20, 3600)),
            ("1000000/1000s", a_quota(1_000_000, 1000)),
        ] {
            assert_eq!(quota(raw), Ok(expected), "{raw}");
        }
        for raw in [
            "",
            "100",
            "/",
            "100/",
            "/60s",
            "0/60s",
            "-1/60s",
            "100/60",
            "100/0s",
            "100/31d",
            "1/1500ms",
            "1001/1s",
            "1000001/1d",
            "100/60s/60s",
        ] {
            assert_eq!(quota(raw), Err(shape()), "{raw}");
        }
        assert!(quota("100/60s").is_ok(), "as the refusal says");
    }

    #[test]
    fn quotas_of_sign_ins_grow() {
        assert_eq!(growing("5/1m, 10/1h"), Ok(vec![a_quota(5, 60), a_quota(10, 3600)]));
        assert_eq!(growing("5/1m"), Ok(vec![a_quota(5, 60)]));
        for raw in ["none", "", "5/1m,", "10/1h,5/1m", "5/1m,5/1m", "5/1m,400/1h"] {
            assert!(growing(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn networks_are_those_of_somebody() {
        for (raw, expected) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(network(raw).unwrap().to_string(), expected);
        }
        for raw in ["", "*", "proxy.example.com", "10.0.0.1/8", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0"]
        {
            assert!(network(raw).is_none(), "{raw}");
        }
    }
}
