use std::time::Duration;

use fasttrack_domain::user::{Email, Password};
use fasttrack_jwt::SigningKeys;

use super::{
    Environment, keys,
    reader::Reader,
    table,
    value::{duration, number, parsed, switch},
};

/// Who may get in.
#[derive(Debug, Clone)]
pub struct AccessSettings {
    /// What signs access tokens; outside prod one is made when nobody gives any.
    pub signing_keys: Option<SigningKeys>,
    /// How long access tokens are valid.
    pub access_token_ttl: Duration,
    /// How long a session lives that nobody refreshes.
    pub refresh_token_ttl: Duration,
    /// How long an API key may live.
    pub api_key_max_ttl: Duration,
    /// How many API keys that have not expired a user may have.
    pub api_key_max_per_user: u64,
    /// How hard passwords are to hash.
    pub bcrypt_cost: u32,
    /// Whether anybody may register.
    pub self_signup: bool,
    /// The password of the first admin.
    pub admin_password: Option<Password>,
    /// The e-mail address of the first admin.
    pub admin_email: Email,
}

impl AccessSettings {
    pub(super) fn read(r: &mut Reader, environment: Environment) -> Option<Self> {
        let signing_keys = r.optional(&table::JWT_SECRETS, keys::signing_keys(environment));
        let access_token_ttl = r.value(&table::ACCESS_TOKEN_TTL, duration("1s"..="1d"));
        let refresh_token_ttl = r.value(&table::REFRESH_TOKEN_TTL, duration("1s"..="400d"));
        let api_key_max_ttl = r.value(&table::API_KEY_MAX_TTL, duration("1s"..="3650d"));
        let api_key_max_per_user = r.value(&table::API_KEY_MAX_PER_USER, number(1..=100_000));
        let least_cost = if environment == Environment::Prod { 10 } else { 4 };
        let bcrypt_cost = r.value(&table::BCRYPT_COST, number(least_cost..=31));
        let self_signup = r.value(&table::SELF_SIGNUP, switch);
        let admin_password = r.optional(&table::ADMIN_PASSWORD, parsed);
        let admin_email = r.value(&table::ADMIN_EMAIL, parsed);
        if let (Some(access), Some(refresh)) = (access_token_ttl, refresh_token_ttl)
            && access > refresh
        {
            r.fault(&table::ACCESS_TOKEN_TTL, "must not be longer than REFRESH_TOKEN_TTL");
        }
        Some(Self {
            signing_keys: signing_keys?,
            access_token_ttl: access_token_ttl?,
            refresh_token_ttl: refresh_token_ttl?,
            api_key_max_ttl: api_key_max_ttl?,
            api_key_max_per_user: api_key_max_per_user?,
            bcrypt_cost: bcrypt_cost?,
            self_signup: self_signup?,
            admin_password: admin_password?,
            admin_email: admin_email?,
        })
    }
}
