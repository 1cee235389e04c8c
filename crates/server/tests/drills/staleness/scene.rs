use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use fasttrack_test_support::{postgres::PostgresServer, proxy::FaultProxy, redis::RedisServer};
use tokio::{join, time::sleep};

use crate::{fleet::Fleet, support::Client};

pub const PROCESSES: usize = 2;

/// How late everything comes on a slow line to Redis, in each direction.
const SLOW: Duration = Duration::from_millis(500);

/// How long it may take until every process knows that Redis is back, or away.
const KNOWN: Duration = Duration::from_secs(5);

/// How often to ask them. Not too often: when asked, they ask Redis.
const LOOK: Duration = Duration::from_millis(100);

/// What becomes of Redis, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Redis,
    RedisKilled,
    RedisStarted,
    RedisFrozen,
    RedisThawed,
    RedisSlow,
    RedisQuick,
}

/// Two processes, with a Redis that all this happens to.
pub struct Scene {
    pub fleet: Fleet,
    line: FaultProxy,
}

impl Stage {
    pub const ALL: [Self; 7] = [
        Self::Redis,
        Self::RedisKilled,
        Self::RedisStarted,
        Self::RedisFrozen,
        Self::RedisThawed,
        Self::RedisSlow,
        Self::RedisQuick,
    ];

    /// What each process says of Redis, sooner or later.
    fn health(self) -> &'static str {
        match self {
            Self::Redis | Self::RedisStarted | Self::RedisThawed | Self::RedisQuick => "ok",
            Self::RedisKilled | Self::RedisFrozen | Self::RedisSlow => "unavailable",
        }
    }
}

impl Scene {
    pub fn new() -> Self {
        let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
        let line = FaultProxy::before(redis.url());
        let url = postgres.url();
        Self { fleet: Fleet::reaching(PROCESSES, postgres, &url, redis, line.url()), line }
    }

    /// The first admin, signed in at each process.
    pub async fn admins(&self) -> [Client; PROCESSES] {
        [self.fleet.admin(0).await, self.fleet.admin(1).await]
    }

    /// Lets it happen, and goes on in rounds, each with one of the processes at its centre: some until
    /// all know of it, and then as many as told. Tells how long it took them to know. The stages come
    /// in their order.
    pub async fn through(&self, stage: Stage, rounds: usize, mut round: impl AsyncFnMut(usize)) -> Duration {
        self.enter(stage).await;
        let (since, known, mut homes) = (Instant::now(), Cell::new(None), (0..PROCESSES).cycle());
        let notice = async {
            while !self.is_known(stage).await {
                assert!(since.elapsed() < KNOWN, "{stage:?} is not known everywhere");
                sleep(LOOK).await;
            }
            known.set(Some(since.elapsed()));
        };
        let change = async {
            while known.get().is_none() {
                round(homes.next().unwrap()).await;
            }
            for home in homes.take(rounds) {
                round(home).await;
            }
        };
        join!(notice, change);
        known.get().unwrap()
    }

    async fn enter(&self, stage: Stage) {
        match stage {
            Stage::Redis => {}
            Stage::RedisKilled => self.fleet.redis.stop().await,
            Stage::RedisStarted => self.fleet.redis.start().await,
            Stage::RedisFrozen => self.fleet.redis.freeze(),
            Stage::RedisThawed => self.fleet.redis.thaw(),
            Stage::RedisSlow => self.line.latency(SLOW),
            Stage::RedisQuick => self.line.heal().await,
        }
    }

    /// Whether all processes know of it.
    async fn is_known(&self, stage: Stage) -> bool {
        for process in 0..PROCESSES {
            let ready = self.fleet.client(process).get("/health/ready").await;
            assert_eq!(ready.status, 200, "{ready:?}");
            if ready.json["checks"]["redis"] != stage.health() {
                return false;
            }
        }
        true
    }
}
