//! A request that its key does not help, or that must not be answered in spite of it.

use fasttrack_domain::access::Scope;

use super::*;
use crate::{
    authorise::Denied,
    events::{BatchError, EventError},
    registrations::RegistrationError,
    testing::{busy, by_token_of, down, scopes, untouched_store},
    venues::VenueError,
};

#[tokio::test]
async fn a_key_that_was_given_to_another_request_is_refused() {
    let admin = an_admin();
    let (ctx, event) = (keyed(by(&admin)), an_event(&admin).build());
    let of_another = || unit_knowing(KeptAnswer { request: [8; 32], ..kept_before("other") });

    let result = events(store_of(of_another()), &Arc::default()).create(&ctx, event.details.clone()).await;
    assert!(matches!(result, Err(EventError::Key(KeyError::Reused))), "{result:?}");
    let batch = vec![event.details.clone()];
    let result = events(store_of(of_another()), &Arc::default()).create_batch(&ctx, batch).await;
    assert!(matches!(result, Err(BatchError::Whole(EventError::Key(KeyError::Reused)))), "{result:?}");
    let mut unit = of_another();
    there_is(&mut unit, &event);
    let result = registrations(store_of(unit), &admin).register(&ctx, event.id, ana()).await;
    assert!(matches!(result, Err(RegistrationError::Key(KeyError::Reused))), "{result:?}");
}

/// It was waited for already, as long as anybody waits.
#[tokio::test]
async fn a_key_that_another_unit_does_not_let_go_is_in_use_at_the_first_attempt() {
    let admin = an_admin();
    let mut unit = FakeUnitOfWork::default();
    unit.idempotency.expect_claim().returning(|_| Err(busy()));
    let store = Arc::new(FakeStore::default().then(unit).then(FakeUnitOfWork::default()));
    let result =
        venues(Arc::clone(&store)).create(&keyed(by(&admin)), a_venue("Coliseu").build().details).await;
    assert!(matches!(result, Err(VenueError::Key(KeyError::InUse))), "{result:?}");
    assert_eq!(store.left(), 1);
}

#[tokio::test]
async fn a_store_that_fails_is_no_matter_of_keys() {
    let admin = an_admin();
    let mut unit = FakeUnitOfWork::default();
    unit.idempotency.expect_claim().returning(|_| Err(down()));
    let result = venues(store_of(unit)).create(&keyed(by(&admin)), a_venue("Coliseu").build().details).await;
    assert!(matches!(result, Err(VenueError::Store(_))), "{result:?}");
}

/// Nothing of the store is asked before the answer is no.
#[tokio::test]
async fn who_may_no_more_is_denied_whatever_was_kept() {
    let viewer = a_user("viewer").build();
    let (ctx, event) = (keyed(by(&viewer)), an_event(&viewer).build());
    let lacks = |scope| Denied::InsufficientScope(scope).to_string();
    let store = untouched_store;
    let result = venues(store()).create(&ctx, a_venue("Coliseu").build().details).await;
    assert_eq!(result.unwrap_err().to_string(), lacks(Scope::VenuesWrite));
    let result = events(store(), &Arc::default()).create(&ctx, event.details.clone()).await;
    assert_eq!(result.unwrap_err().to_string(), lacks(Scope::EventsWrite));
    let result = events(store(), &Arc::default()).create_batch(&ctx, vec![event.details]).await;
    assert_eq!(result.unwrap_err().to_string(), lacks(Scope::EventsWrite));
    let result = jobs(store()).retry(&ctx, a_dead_job().id).await;
    assert_eq!(result.unwrap_err().to_string(), lacks(Scope::JobsManage));
}

/// Here the unit must be asked who may, and the key is not asked for in it.
#[tokio::test]
async fn a_registration_that_one_may_see_no_more_is_not_shown_again() {
    let (owner, viewer) = (a_user("owner").editor().build(), a_user("viewer").build());
    let unit_with = |event: &Event| {
        let mut unit = FakeUnitOfWork::default();
        there_is(&mut unit, event);
        store_of(unit)
    };
    let draft = an_event(&owner).draft().build();
    let result =
        registrations(unit_with(&draft), &viewer).register(&keyed(by(&viewer)), draft.id, ana()).await;
    assert!(matches!(result, Err(RegistrationError::EventNotFound)), "{result:?}");

    let event = an_event(&owner).build();
    let narrow = keyed(by_token_of(&viewer, scopes(&[Scope::EventsRead])));
    let result = registrations(unit_with(&event), &viewer).register(&narrow, event.id, ana()).await;
    assert!(matches!(result, Err(RegistrationError::Denied(_))), "{result:?}");
}
