use fasttrack_domain::{
    access::Role,
    time::Timestamp,
    user::{FullName, PasswordHash, User, UserId, Username},
};
use fasttrack_test_support::{a_password_hash, a_user, instant, unique_id};

use crate::{
    Harness,
    pages::{first, walk},
};

/// The last instant that a [`Timestamp`] can hold.
pub(crate) const LATEST: &str = "9999-12-31T23:59:59.999999Z";

pub(crate) async fn every_field_survives(harness: &Harness) {
    for (i, role) in Role::ALL.into_iter().enumerate() {
        let user = User {
            updated_at: instant("2030-02-03T04:05:06.000007Z"),
            active: i > 0,
            ..a_user(&format!("a.b_c-{i}")).role(role).called("Zoë Ünïçode 東京 🎉").build()
        };
        harness.add_user(&user).await;
        assert_eq!(harness.users.find(user.id).await.unwrap(), Some(user));
    }
    assert_eq!(harness.users.find(UserId::new(unique_id())).await.unwrap(), None);
    assert_eq!(harness.users.count().await.unwrap(), 3);
}

pub(crate) async fn the_shortest_and_longest_values_survive(harness: &Harness) {
    let short = User {
        created_at: Timestamp::EPOCH,
        updated_at: Timestamp::EPOCH,
        ..a_user(&"a".repeat(Username::MIN)).email("a@b.c").called("x").build()
    };
    let domain = format!("{0}.{0}.{0}", "d".repeat(62));
    let long = User {
        created_at: instant(LATEST),
        updated_at: instant(LATEST),
        ..a_user(&"z".repeat(Username::MAX))
            .email(&format!("{}@{domain}", "l".repeat(64)))
            .called(&"𝔸".repeat(FullName::MAX))
            .build()
    };
    for user in [short, long] {
        harness.add_user(&user).await;
        assert_eq!(harness.users.find(user.id).await.unwrap(), Some(user));
    }
}

pub(crate) async fn credentials_are_found_by_username(harness: &Harness) {
    let user = harness.some_user().await;
    let found = harness.users.credentials(&user.username).await.unwrap().unwrap();
    assert_eq!(found.user, user);
    assert_eq!(found.password_hash, a_password_hash());
    assert_eq!(harness.users.credentials(&"nobody".parse().unwrap()).await.unwrap(), None);

    let mut unit = harness.unit().await;
    assert_eq!(unit.users().find(user.id).await.unwrap(), Some(found));
    assert_eq!(unit.users().find(UserId::new(unique_id())).await.unwrap(), None);
}

pub(crate) async fn an_update_writes_every_field_but_the_password(harness: &Harness) {
    let before = harness.some_user().await;
    harness.add_user(&a_user("grace").build()).await;
    let after = User {
        id: before.id,
        username: "renamed".parse().unwrap(),
        full_name: "Somebody Else".parse().unwrap(),
        email: "else@example.org".parse().unwrap(),
        role: Role::Admin,
        active: false,
        created_at: instant("2031-01-01T00:00:00Z"),
        updated_at: instant("2032-01-01T00:00:00Z"),
    };
    let mut unit = harness.unit().await;
    assert!(unit.users().update(&after).await.unwrap());
    unit.commit().await.unwrap();

    let found = harness.users.credentials(&after.username).await.unwrap().unwrap();
    assert_eq!(found.user, after);
    assert_eq!(found.password_hash, a_password_hash());
    let other = harness.users.credentials(&"grace".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(other.user.full_name.as_str(), "grace");
}

pub(crate) async fn the_password_is_set(harness: &Harness) {
    let user = harness.some_user().await;
    let (hash, at) = (PasswordHash::new("another".to_owned()), instant("2031-01-01T00:00:00Z"));
    let mut unit = harness.unit().await;
    assert!(unit.users().set_password(user.id, &hash, at).await.unwrap());
    unit.commit().await.unwrap();

    let found = harness.users.credentials(&user.username).await.unwrap().unwrap();
    assert_eq!(found.password_hash, hash);
    assert_eq!(found.user, User { updated_at: at, ..user });
}

pub(crate) async fn what_is_not_there_is_not_written(harness: &Harness) {
    let nobody = a_user("nobody").build();
    let mut unit = harness.unit().await;
    assert!(!unit.users().update(&nobody).await.unwrap());
    assert!(!unit.users().set_password(nobody.id, &a_password_hash(), Timestamp::EPOCH).await.unwrap());
    assert!(!unit.users().delete(nobody.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.users.count().await.unwrap(), 0);
}

pub(crate) async fn lists_are_sorted_by_username(harness: &Harness) {
    for name in ["carol", "al.x", "al_x", "al-x", "alx", "al0"] {
        harness.add_user(&a_user(name).build()).await;
    }
    let page = harness.users.list(&first(100)).await.unwrap();
    let names: Vec<_> = page.items.iter().map(|user| user.username.as_str()).collect();
    assert_eq!(names, ["al-x", "al.x", "al0", "al_x", "alx", "carol"]);
    assert_eq!(page.next, None);
}

pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    let users: Vec<User> = (0..12).map(|i| a_user(&format!("m{i:02}")).build()).collect();
    for user in &users {
        harness.add_user(user).await;
    }
    let names: Vec<String> = walk(
        3,
        |request| async move { Ok(harness.users.list(&request).await?.map(|user| user.username.to_string())) },
        |page| {
            // What was seen goes, what comes before and after is new.
            let gone = users.get(page * 3).map(|user| user.id);
            async move {
                let Some(gone) = gone else { return };
                let mut unit = harness.unit().await;
                assert!(unit.users().delete(gone).await.unwrap());
                unit.commit().await.unwrap();
                harness.add_user(&a_user(&format!("a{page:02}")).build()).await;
                harness.add_user(&a_user(&format!("z{page:02}")).build()).await;
            }
        },
    )
    .await;
    let mut expected: Vec<String> = users.iter().map(|user| user.username.to_string()).collect();
    expected.extend((0..4).map(|page| format!("z{page:02}")));
    assert_eq!(names, expected);
}
