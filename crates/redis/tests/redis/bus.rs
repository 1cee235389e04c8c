//! What is Redis's own on the bus.

use std::sync::Arc;

use fasttrack_domain::{
    id::Id,
    ports::{Announcement, Bus as _},
};
use fasttrack_redis::RedisBus;
use fasttrack_test_support::{
    redis::{RedisServer, namespace},
    unique_id,
};

use crate::support::{Ear, command, connect, patient, two, until};

fn an_announcement() -> Announcement {
    Announcement::EventChanged(Id::new(unique_id()))
}

#[tokio::test]
async fn what_other_versions_say_is_left_alone() {
    let (url, namespace) = (RedisServer::shared().url(), namespace());
    let bus = RedisBus::start(&connect(patient(url, &namespace)).await).await;
    let ear = Ear::on(&bus);
    let channel = format!("{namespace}:bus");
    let known = an_announcement();
    let Announcement::EventChanged(id) = known else { unreachable!() };
    for message in
        ["", "1 7 weather", "2 7 events", &format!("1 7 event {id} now"), &format!("1 7 event {id}")]
    {
        let heard_by: i64 = command(url, &["PUBLISH", &channel, message]).await;
        assert_eq!(heard_by, 1);
    }
    until("the one known message is heard", || ear.heard(known)).await;
    assert!(!ear.heard(Announcement::EventsChanged));
}

#[tokio::test]
async fn a_bus_that_is_gone_leaves_no_connection_behind() {
    let server = RedisServer::own();
    let redis = connect(patient(server.url(), "ns")).await;
    let bus = RedisBus::start(&redis).await;
    let subscribed =
        async || -> (String, i64) { command(server.url(), &["PUBSUB", "NUMSUB", "ns:bus"]).await };
    assert_eq!(subscribed().await.1, 1);
    drop(bus);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while subscribed().await.1 > 0 {
        assert!(std::time::Instant::now() < deadline, "it still listens");
    }
}

/// A listener may bring another one along: nothing is locked while it is told.
#[tokio::test]
async fn a_listener_may_subscribe_another() {
    struct Bringer(Arc<RedisBus>, Arc<Ear>);
    impl fasttrack_domain::ports::Listener for Bringer {
        fn hear(&self, _: &fasttrack_domain::ports::News) {
            self.0.subscribe(self.1.clone());
        }
    }
    let [redis, _] = two().await;
    let bus = Arc::new(RedisBus::start(&redis).await);
    let ear = Arc::new(Ear::default());
    bus.subscribe(Arc::new(Bringer(Arc::clone(&bus), Arc::clone(&ear))));
    bus.publish(an_announcement());
    let second = an_announcement();
    bus.publish(second);
    assert!(ear.heard(second));
}
