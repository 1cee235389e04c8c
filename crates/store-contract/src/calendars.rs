use fasttrack_domain::{
    event::{Event, EventStatus},
    page::Limit,
    registration::Registration,
    session::TokenHash,
    user::{User, UserId},
};
use fasttrack_test_support::{a_registration, a_token, a_user, an_event, instant, unique_id};

use crate::Harness;

const SINCE: &str = "2030-01-01T00:00:00Z";

async fn titles(harness: &Harness, user: &User, limit: Limit) -> Vec<String> {
    let found = harness.events.calendar(user.id, &user.email, instant(SINCE), limit).await.unwrap();
    found.into_iter().map(|view| view.event.details.title.as_str().to_owned()).collect()
}

pub(crate) async fn a_calendar_holds_what_one_owns_and_attends(harness: &Harness) {
    let (owner, user) = (harness.some_user().await, a_user("grace").editor().build());
    harness.add_user(&user).await;
    let day = |n: u32| format!("2030-01-{n:02}T00:00:00Z");
    let mut n = 0;
    let mut event = |title: &str, of: &User, status: EventStatus| {
        n += 1;
        an_event(of).titled(title).starts(&day(n)).status(status).tags(&["a", "b"]).build()
    };
    let published = EventStatus::Published;
    let own = [
        event("own draft", &user, EventStatus::Draft),
        event("own", &user, published),
        event("own, cancelled", &user, EventStatus::Cancelled),
        event("own and attended", &user, published),
    ];
    let attended: Vec<(Event, Registration)> = [
        event("by account", &owner, published),
        event("by address", &owner, published),
        event("waiting", &owner, published),
        event("attended, called off", &owner, EventStatus::Cancelled),
        event("a draft again", &owner, EventStatus::Draft),
        event("left", &owner, published),
        event("others'", &owner, published),
    ]
    .into_iter()
    .zip(0..)
    .map(|(event, i)| {
        let registration = a_registration(&event);
        let registration = match i {
            1 => registration.email(user.email.as_str()),
            2 => registration.by(&user).waiting(1),
            5 => registration.by(&user).cancelled(),
            6 => registration.by(&owner),
            _ => registration.by(&user),
        };
        (event, registration.build())
    })
    .collect();
    let not_attended = event("not attended", &owner, published);
    let past = an_event(&user).titled("past").starts("2029-12-31T23:59:59.999999Z").build();
    let first = an_event(&user).titled("just now").starts(SINCE).build();
    for event in
        own.iter().chain(attended.iter().map(|(event, _)| event)).chain([&not_attended, &past, &first])
    {
        harness.add_event(event).await;
    }
    for (_, registration) in &attended {
        harness.register(std::slice::from_ref(registration)).await;
    }
    harness
        .register(&[a_registration(&own[3]).by(&user).build(), a_registration(&past).by(&user).build()])
        .await;

    let expected = [
        "own draft",
        "just now",
        "own",
        "own, cancelled",
        "own and attended",
        "by account",
        "by address",
        "waiting",
        "attended, called off",
    ];
    assert_eq!(titles(harness, &user, Limit::EXPORT).await, expected);
    assert_eq!(titles(harness, &user, Limit::new(3).unwrap()).await, expected[..3]);
    let views = harness.events.calendar(user.id, &user.email, instant(SINCE), Limit::EXPORT).await.unwrap();
    assert_eq!(views[5].event, attended[0].0);
    assert_eq!(titles(harness, &a_user("nobody").build(), Limit::EXPORT).await, Vec::<String>::new());
}

async fn set_key(harness: &Harness, user: UserId, key: Option<&TokenHash>) -> bool {
    let mut unit = harness.unit().await;
    let set = unit.users().set_calendar_key(user, key).await.unwrap();
    unit.commit().await.unwrap();
    set
}

async fn owner_of(harness: &Harness, n: u8) -> Option<User> {
    harness.users.find_by_calendar_key(&a_token(n)).await.unwrap()
}

pub(crate) async fn a_key_opens_until_it_is_replaced_or_taken_away(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    assert_eq!(owner_of(harness, 1).await, None);
    assert!(set_key(harness, user.id, Some(&a_token(1))).await);
    assert!(set_key(harness, other.id, Some(&a_token(2))).await);
    assert_eq!(owner_of(harness, 1).await.as_ref(), Some(&user));
    assert_eq!(owner_of(harness, 2).await.as_ref(), Some(&other));

    assert!(set_key(harness, user.id, Some(&a_token(3))).await);
    assert_eq!(owner_of(harness, 1).await, None);
    assert_eq!(owner_of(harness, 3).await.as_ref(), Some(&user));

    assert!(set_key(harness, user.id, None).await);
    assert!(set_key(harness, user.id, None).await);
    assert!(set_key(harness, other.id, None).await);
    for n in 1..=3 {
        assert_eq!(owner_of(harness, n).await, None);
    }
    assert!(!set_key(harness, UserId::new(unique_id()), Some(&a_token(4))).await);
}

pub(crate) async fn a_key_opens_for_active_users_and_outlives_edits(harness: &Harness) {
    let user = harness.some_user().await;
    set_key(harness, user.id, Some(&a_token(1))).await;
    let inactive = User { active: false, ..user.clone() };
    for (written, expected) in [(inactive, None), (user.clone(), Some(user.clone()))] {
        let mut unit = harness.unit().await;
        assert!(unit.users().update(&written).await.unwrap());
        unit.commit().await.unwrap();
        assert_eq!(owner_of(harness, 1).await, expected);
    }
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(owner_of(harness, 1).await, None);
}
