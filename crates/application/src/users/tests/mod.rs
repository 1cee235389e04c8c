mod change_password;
mod create;
mod delete;
mod first_admin;
mod noted;
mod read;
mod update;

use fasttrack_domain::{
    access::Role,
    page::PageRequest,
    ports::{Credentials, MockUserQueries},
    session::SessionId,
    user::{User, UserId},
};
use fasttrack_test_support::{
    FakeBus, FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, a_user, unique_id,
};

use super::*;
use crate::{
    context::Context,
    testing::{FakeHasher, Written, by, by_system, hash_of, heard_by, must_be_send, origin, untouched_store},
};

const OLD: &str = "the old battery";
const NEW: &str = "correct horse battery";

/// The use cases on this store, and the fake that a test looks into afterwards.
fn users_on(store: Arc<FakeStore>) -> (Users, Arc<FakeBus>) {
    let bus = Arc::<FakeBus>::default();
    let users = Users {
        store,
        queries: Arc::new(MockUserQueries::new()),
        changes: heard_by(&bus),
        hasher: Arc::new(FakeHasher::default()),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
        self_signup: false,
    };
    (users, bus)
}

fn an_admin() -> Context {
    by(&a_user("admin").admin().build())
}

fn a_new_user() -> NewUser {
    NewUser {
        username: "ana".parse().unwrap(),
        full_name: "Ana Maria".parse().unwrap(),
        email: "am@example.org".parse().unwrap(),
        role: Role::Editor,
        active: true,
        password: NEW.parse().unwrap(),
    }
}

/// What a unit changed about users and their sessions.
struct Changes {
    updated: Written<User>,
    /// Whose sessions were ended, but for which one.
    signed_out: Written<(UserId, Option<SessionId>)>,
    /// The sessions that this ends.
    sessions: Vec<SessionId>,
}

/// A unit in which there are these users, each with [`OLD`] as the password, and two sessions for
/// whoever is signed out.
fn unit_with(people: &[&User]) -> (FakeUnitOfWork, Changes) {
    let mut unit = FakeUnitOfWork::default();
    let changes = Changes {
        updated: Written::by(&unit),
        signed_out: Written::by(&unit),
        sessions: vec![SessionId::new(unique_id()), SessionId::new(unique_id())],
    };
    let rows = people.iter().map(|user| Credentials { user: (*user).clone(), password_hash: hash_of(OLD) });
    let rows: Arc<[_]> = rows.collect();

    let there = Arc::clone(&rows);
    unit.users.expect_lock_active_admins().returning(move || {
        Ok(there.iter().filter(|row| row.user.is_active_admin()).map(|row| row.user.id).collect())
    });
    unit.users.expect_find().returning(move |id| Ok(rows.iter().find(|row| row.user.id == id).cloned()));
    let log = changes.updated.clone();
    unit.users.expect_update().returning(move |user| {
        log.push(user.clone());
        Ok(true)
    });
    let (log, sessions) = (changes.signed_out.clone(), changes.sessions.clone());
    unit.sessions.expect_end_all().returning(move |user, except, _| {
        log.push((user, except));
        Ok(sessions.clone())
    });
    (unit, changes)
}

#[test]
fn every_use_case_can_move_between_threads() {
    let (users, _) = users_on(untouched_store());
    let (ctx, id, new) = (by_system(), UserId::new(unique_id()), a_new_user());
    let (page, change) = (PageRequest::default(), UserChange::default());
    must_be_send(users.list(&ctx, &page));
    must_be_send(users.count(&ctx));
    must_be_send(users.get(&ctx, id));
    must_be_send(users.me(&ctx));
    must_be_send(users.create(&ctx, new.clone()));
    must_be_send(users.sign_up(&origin(), new.clone()));
    must_be_send(users.update(&ctx, id, change.clone()));
    must_be_send(users.update_me(&ctx, change));
    must_be_send(users.change_password(&ctx, OLD, &new.password));
    must_be_send(users.delete(&ctx, id, None));
    must_be_send(users.ensure_first_admin(&by_system(), first_admin::admin()));
}
