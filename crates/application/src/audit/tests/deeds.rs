use fasttrack_domain::{
    access::{Role, Scope},
    api_key::ApiKeyId,
    audit::{AuditAction, AuditEntry},
    id::Id,
    job::JobKind,
    user::User,
};
use fasttrack_test_support::{FakeUnitOfWork, SequentialIds, a_user, instant, unique_id};
use serde_json::Value;

use super::*;
use crate::{
    context::{Actor, Credential, Origin, SignedIn},
    testing::{by, by_key_of, by_system, down, noted, scopes},
};

/// One of each action, as long as it can be.
fn all() -> Vec<Deed> {
    let kind: JobKind = "x".repeat(JobKind::MAX).parse().unwrap();
    let (user, other) = (Id::new(unique_id()), Id::new(unique_id()));
    let (session, event, job) = (Id::new(unique_id()), Id::new(unique_id()), Id::new(unique_id()));
    vec![
        Deed::SessionStarted(session),
        Deed::SessionRefused(Some(user), Refusal::WrongPassword),
        Deed::SessionEnded(session),
        Deed::RefreshTokenReused { owner: user, session },
        Deed::PasswordChanged { of: user, sessions_ended: usize::MAX },
        Deed::PasswordRefused(user),
        Deed::PasswordReset { of: user, sessions_ended: usize::MAX },
        Deed::UserCreated(user, Role::Editor),
        Deed::UserUpdated { user, full_name: true, email: true },
        Deed::UserRoleChanged { user, from: Role::Viewer, to: Role::Admin },
        Deed::UserDeactivated(user),
        Deed::UserActivated(user),
        Deed::UserDeleted { user, events_to: Some(other) },
        Deed::EventDeleted { event, owner: user },
        Deed::VenueDeleted(Id::new(unique_id())),
        Deed::AttachmentDeleted { attachment: Id::new(unique_id()), event },
        Deed::RegistrationCancelled { registration: Id::new(unique_id()), event },
        Deed::JobRetried(job, kind.clone()),
        Deed::JobCancelled(job, kind),
        Deed::ApiKeyCreated(Id::new(unique_id()), scopes(&Scope::ALL)),
        Deed::ApiKeyRevoked(Id::new(unique_id())),
    ]
}

#[test]
fn each_action_is_of_one_deed_whose_details_are_a_small_object() {
    let deeds = all();
    let actions: Vec<AuditAction> = deeds.iter().map(Deed::action).collect();
    assert_eq!(actions, AuditAction::ALL);
    for deed in deeds {
        assert!(deed.subject().is_some(), "{deed:?}");
        for key in [None, Some(ApiKeyId::new(unique_id()))] {
            let Some(details) = deed.details(key) else { continue };
            assert!(details.len() <= AuditEntry::MAX_DETAILS, "{details}");
            assert!(serde_json::from_str::<Value>(&details).unwrap().is_object(), "{details}");
        }
    }
}

/// Whoever finds that a key was stolen asks what was done with it, and not what its user did.
#[tokio::test]
async fn what_a_machine_did_is_told_from_what_its_user_did() {
    let ana = a_user("ana").admin().build();
    let (in_person, machine) = (by(&ana), by_key_of(&ana));
    let Actor::User(SignedIn { credential: Credential::ApiKey(key), .. }) = machine.actor else {
        panic!("{machine:?}")
    };
    let (venue, other) = (Id::new(unique_id()), Id::new(unique_id()));
    let (quiet, telling) = (Deed::VenueDeleted(venue), Deed::UserCreated(other, Role::Editor));
    let mut unit = FakeUnitOfWork::default();
    let log = unit.audit_log();
    let (ids, at) = (SequentialIds::default(), instant("2030-01-01T12:00:00Z"));
    for ctx in [&in_person, &machine] {
        for deed in [&quiet, &telling] {
            note(&mut unit, &ids, Author::of(ctx), at, deed.clone()).await.unwrap();
        }
    }
    fasttrack_domain::ports::UnitOfWork::commit(Box::new(unit)).await.unwrap();
    let (ana, key) = (ana.id, format!(r#""api_key_id":"{key}""#));
    assert_eq!(
        noted(&log),
        [
            format!("{ana} venue.deleted venue {venue}"),
            format!(r#"{ana} user.created user {other} {{"role":"editor"}}"#),
            format!("{ana} venue.deleted venue {venue} {{{key}}}"),
            format!(r#"{ana} user.created user {other} {{{key},"role":"editor"}}"#),
        ]
    );
}

#[test]
fn who_is_not_known_is_no_subject() {
    assert_eq!(Deed::SessionRefused(None, Refusal::UnknownUser).subject(), None);
}

#[test]
fn a_change_of_a_user_is_all_that_it_comes_to() {
    let ana = a_user("ana").editor().build();
    let user = ana.id;
    let updated = |full_name, email| Deed::UserUpdated { user, full_name, email };
    let promoted = Deed::UserRoleChanged { user, from: Role::Editor, to: Role::Admin };
    let with = |change: fn(&mut User)| {
        let mut changed = ana.clone();
        change(&mut changed);
        changed
    };
    for (after, expected) in [
        (with(|_| {}), vec![]),
        (with(|user| user.full_name = "Ana".parse().unwrap()), vec![updated(true, false)]),
        (with(|user| user.email = "new@example.org".parse().unwrap()), vec![updated(false, true)]),
        (with(|user| user.role = Role::Admin), vec![promoted.clone()]),
        (with(|user| user.active = false), vec![Deed::UserDeactivated(user)]),
        (
            with(|user| {
                user.email = "new@example.org".parse().unwrap();
                user.role = Role::Admin;
                user.active = false;
            }),
            vec![updated(false, true), promoted, Deed::UserDeactivated(user)],
        ),
    ] {
        assert_eq!(Deed::of_change(&ana, &after), expected);
        // When it was written is not what was changed.
        let later = User { updated_at: instant("2031-01-01T00:00:00Z"), ..after };
        assert_eq!(Deed::of_change(&ana, &later), expected);
    }
    let asleep = a_user("old").inactive().build();
    let awake = User { active: true, ..asleep.clone() };
    assert_eq!(Deed::of_change(&asleep, &awake), [Deed::UserActivated(asleep.id)]);
}

#[tokio::test]
async fn a_unit_whose_entry_cannot_be_written_hears_of_it() {
    let mut unit = FakeUnitOfWork::default();
    unit.audit.add_error = Some(down());
    let (ctx, ids) = (by_system(), SequentialIds::default());
    let at = instant("2030-01-01T12:00:00Z");
    let deed = Deed::SessionEnded(Id::new(unique_id()));
    assert!(note(&mut unit, &ids, Author::of(&ctx), at, deed).await.is_err());
}

#[tokio::test]
async fn of_a_request_no_more_of_its_name_is_kept_than_there_is_room_for() {
    let mut unit = FakeUnitOfWork::default();
    let log = unit.audit_log();
    let origin = Origin { request_id: "é".repeat(AuditEntry::MAX_REQUEST_ID + 1), address: None };
    let (by, at) = (Author::anonymous(&origin), instant("2030-01-01T12:00:00Z"));
    let deed = Deed::SessionRefused(None, Refusal::UnknownUser);
    note(&mut unit, &SequentialIds::default(), by, at, deed).await.unwrap();
    fasttrack_domain::ports::UnitOfWork::commit(Box::new(unit)).await.unwrap();
    assert_eq!(log.lasting()[0].request_id, "é".repeat(AuditEntry::MAX_REQUEST_ID));
}
