use fasttrack_domain::{
    access::{Role, Scope, Scopes},
    ports::{AccessClaims, AccessTokens},
    session::{ActiveSession, SessionId},
    user::UserId,
};
use fasttrack_test_support::{instant, unique_id};

use super::{Fixture, fixture};
use crate::{
    auth::{Auth, AuthenticationError},
    context::{Credential, SignedIn},
    testing::{FakeSessions, scopes, untouched_store},
};

const NOON: &str = "2030-01-01T12:00:00Z";

fn an_active_session(role: Role) -> ActiveSession {
    ActiveSession {
        id: SessionId::new(unique_id()),
        user_id: UserId::new(unique_id()),
        role,
        expires_at: instant("2030-02-01T12:00:00Z"),
    }
}

fn claims_of(session: &ActiveSession, scopes: Scopes) -> AccessClaims {
    AccessClaims {
        user_id: session.user_id,
        session_id: session.id,
        scopes,
        issued_at: instant(NOON),
        expires_at: instant("2030-01-01T12:10:00Z"),
    }
}

/// Presents a token of these claims while this session is active.
async fn present(claims: AccessClaims, session: ActiveSession) -> Result<SignedIn, AuthenticationError> {
    let Fixture { auth, access, .. } = fixture(untouched_store());
    let token = access.issue(&claims).unwrap();
    Auth { active: FakeSessions::knowing(session), ..auth }.authenticate(&token).await
}

#[tokio::test]
async fn a_token_of_an_active_session_tells_who_asks() {
    let session = an_active_session(Role::Editor);
    let asked = scopes(&[Scope::EventsRead, Scope::EventsWrite]);
    let signed_in = present(claims_of(&session, asked), session).await.unwrap();
    let ActiveSession { id, user_id, role, .. } = session;
    let credential = Credential::Session(id);
    assert_eq!(signed_in, SignedIn { user_id, credential, role, scopes: asked });
}

/// The token was made when the user was an admin.
#[tokio::test]
async fn a_token_allows_no_more_than_the_role_does_now() {
    let session = an_active_session(Role::Viewer);
    let asked = scopes(&[Scope::EventsRead, Scope::EventsWrite, Scope::UsersManage]);
    let signed_in = present(claims_of(&session, asked), session).await.unwrap();
    assert_eq!((signed_in.role, signed_in.scopes), (Role::Viewer, scopes(&[Scope::EventsRead])));
}

#[tokio::test]
async fn a_token_of_a_session_that_is_not_active_is_worth_nothing() {
    let session = an_active_session(Role::Admin);
    let claims = claims_of(&session, Scopes::NONE);
    let expired = ActiveSession { expires_at: instant(NOON), ..session };
    let of_another_user = AccessClaims { user_id: UserId::new(unique_id()), ..claims };
    let of_another_session = AccessClaims { session_id: SessionId::new(unique_id()), ..claims };
    for (case, claims, session) in [
        ("ended", of_another_session, session),
        ("expired", claims, expired),
        ("of another user", of_another_user, session),
    ] {
        let result = present(claims, session).await;
        assert!(matches!(result, Err(AuthenticationError::SessionEnded)), "{case}: {result:?}");
    }
}

#[tokio::test]
async fn a_token_that_was_not_made_here_is_worth_nothing() {
    let Fixture { auth, .. } = fixture(untouched_store());
    let auth = Auth { active: FakeSessions::knowing(an_active_session(Role::Admin)), ..auth };
    for token in ["", "access 0", "access -1", "eyJhbGciOiJub25lIn0.."] {
        let result = auth.authenticate(token).await;
        assert!(matches!(result, Err(AuthenticationError::InvalidToken(_))), "{token}: {result:?}");
    }
}
