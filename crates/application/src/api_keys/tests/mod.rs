mod create;
mod revoke;
mod uses;

use fasttrack_domain::{
    api_key::ApiKeyId,
    error::Cause,
    page::PageRequest,
    ports::{MockApiKeyQueries, OpaqueToken},
    session::TokenHash,
};
use fasttrack_test_support::{FakeBus, FakeStore, FixedClock, SequentialIds, a_token, a_user, unique_id};

use super::*;
use crate::{
    authorise::Denied,
    testing::{by_key_of, by_system, heard_by, must_be_send, untouched_store},
};

const RANDOM: &str = "q3Zc1w6pS0mJx2n8RkVtYb4LhUeFgDiAoWsCzXvT-_s";

/// Always the same secret; knows its hash with the prefix, and that without.
struct OneSecret;

impl OpaqueTokens for OneSecret {
    fn generate(&self) -> Result<OpaqueToken, Cause> {
        Ok(OpaqueToken { secret: RANDOM.to_owned(), hash: a_token(1) })
    }

    fn hash(&self, secret: &str) -> TokenHash {
        a_token(if secret.strip_prefix("ftk_") == Some(RANDOM) { 42 } else { 0 })
    }
}

/// The use cases on this store, where a user may have two keys, for at most a year.
fn keys_on(store: Arc<FakeStore>) -> (ApiKeys, Arc<FakeBus>) {
    let bus = Arc::<FakeBus>::default();
    let keys = ApiKeys {
        store,
        queries: Arc::new(MockApiKeyQueries::new()),
        changes: heard_by(&bus),
        opaque: Arc::new(OneSecret),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
        max_ttl: TimeDelta::days(365),
        max_per_user: 2,
    };
    (keys, bus)
}

/// It would make itself another one before it is revoked.
#[tokio::test]
async fn neither_a_key_nor_the_system_has_keys() {
    let (keys, _) = keys_on(untouched_store());
    let ana = a_user("ana").admin().build();
    let (page, id) = (PageRequest::default(), ApiKeyId::new(unique_id()));
    for (ctx, expected) in [(by_key_of(&ana), Denied::SessionRequired), (by_system(), Denied::UsersOnly)] {
        for result in [
            keys.create(&ctx, create::a_new_key(&[])).await.map(drop),
            keys.list(&ctx, &page).await.map(drop),
            keys.count(&ctx).await.map(drop),
            keys.revoke(&ctx, id).await,
        ] {
            assert!(matches!(&result, Err(ApiKeyError::Denied(denied)) if *denied == expected), "{result:?}");
        }
    }
}

#[test]
fn every_use_case_can_move_between_threads() {
    let (keys, _) = keys_on(untouched_store());
    let (ctx, page) = (by_system(), PageRequest::default());
    must_be_send(keys.create(&ctx, create::a_new_key(&[])));
    must_be_send(keys.list(&ctx, &page));
    must_be_send(keys.count(&ctx));
    must_be_send(keys.revoke(&ctx, ApiKeyId::new(unique_id())));
    must_be_send(KeyUses::new(untouched_store()).flush());
}
