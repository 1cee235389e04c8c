//! What is Redis's own on the bus.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use fasttrack_domain::{
    id::Id,
    ports::{Announcement, Bus as _},
};
use fasttrack_redis::RedisBus;
use fasttrack_test_support::{
    proxy::FaultProxy,
    redis::{RedisServer, namespace},
    unique_id,
};

use crate::support::{Ear, command, connect, patient, two, until, until_it_answers};

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
    let deadline = Instant::now() + Duration::from_secs(10);
    while subscribed().await.1 > 0 {
        assert!(Instant::now() < deadline, "it still listens");
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

/// Each time, all that listeners keep is forgotten: that must not happen many times a second.
#[tokio::test]
async fn a_redis_that_throws_us_out_is_asked_less_and_less_often() {
    let server = RedisServer::own();
    let bus = RedisBus::start(&connect(patient(server.url(), "ns")).await).await;
    let ear = Ear::on(&bus);
    let (started, mut thrown_out) = (Instant::now(), 0);
    while thrown_out < 6 {
        let now: i64 = command(server.url(), &["CLIENT", "KILL", "TYPE", "pubsub"]).await;
        thrown_out += now;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // 50 ms before the second try to listen, and twice as long before each one after it.
    let waited = started.elapsed();
    assert!(waited >= Duration::from_millis(50 + 100 + 200 + 400 + 800), "{waited:?}");
    assert!(ear.missed() <= 6, "{}", ear.missed());
}

#[tokio::test]
async fn whoever_ends_can_send_what_waits() {
    let [here, there] = two().await;
    let (bus, far) = (RedisBus::start(&here).await, RedisBus::start(&there).await);
    let ear = Ear::on(&far);
    let all: Vec<_> = (0..500).map(|_| an_announcement()).collect();
    for announcement in &all {
        bus.publish(*announcement);
    }
    bus.flush().await;
    drop(bus);
    for announcement in all {
        until("the other hears it", || ear.heard(announcement)).await;
    }
}

/// More waits than a slow Redis takes in that time.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_waits_no_longer_than_for_one_answer() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let mut settings = patient(proxy.url(), "ns");
    settings.response_timeout = Duration::from_millis(500);
    let redis = connect(settings).await;
    until_it_answers(&redis, true).await;
    let bus = RedisBus::start(&redis).await;
    proxy.latency(Duration::from_millis(100));
    for _ in 0..500 {
        bus.publish(an_announcement());
    }
    let started = Instant::now();
    bus.flush().await;
    let waited = started.elapsed();
    assert!(waited < Duration::from_millis(900), "{waited:?}");
}
