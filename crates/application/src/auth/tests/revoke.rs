use fasttrack_domain::session::PresentedToken;
use fasttrack_test_support::{a_session, a_user};

use super::{Fixture, fixture, unit_with};
use crate::{
    auth::SessionError,
    testing::{Written, down, failing_at_commit, origin, store_of},
};

#[tokio::test]
async fn a_token_takes_its_session_with_it() {
    let user = a_user("ana").build();
    let session = a_session(&user);
    // A spent one proves as much.
    for spent in [false, true] {
        let token = PresentedToken { session: session.clone(), spent, ended: false };
        let mut unit = unit_with(Some(token), None);
        let ended = Written::by(&unit);
        let log = ended.clone();
        unit.sessions.expect_end().returning(move |session, user, _| {
            log.push((session, user));
            Ok(true)
        });
        let Fixture { auth, bus, .. } = fixture(store_of(unit));

        auth.revoke(&origin(), "opaque 7").await.unwrap();

        assert_eq!(ended.lasting(), [(session.id, user.id)]);
        assert_eq!(bus.sessions_ended(), [session.id]);
    }
}

#[tokio::test]
async fn a_token_that_does_not_work_is_no_error() {
    let ended = PresentedToken { session: a_session(&a_user("ana").build()), spent: false, ended: true };
    for token in [None, Some(ended)] {
        let mut unit = unit_with(token, None);
        unit.sessions.expect_end().returning(|_, _, _| Ok(false));
        fixture(store_of(unit)).auth.revoke(&origin(), "anything").await.unwrap();
    }
}

#[tokio::test]
async fn a_session_that_did_not_end_is_not_announced() {
    let token = PresentedToken { session: a_session(&a_user("ana").build()), spent: false, ended: false };
    let mut unit = unit_with(Some(token), None);
    unit.sessions.expect_end().returning(|_, _, _| Ok(true));
    let unit = failing_at_commit(unit, down());
    let Fixture { auth, bus, .. } = fixture(store_of(unit));
    assert!(matches!(auth.revoke(&origin(), "opaque 7").await, Err(SessionError::Store(_))));
    assert!(bus.sessions_ended().is_empty());
}
