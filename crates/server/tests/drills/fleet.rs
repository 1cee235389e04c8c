use fasttrack_test_support::{
    postgres::PostgresServer,
    redis::{self, RedisServer},
};

use crate::support::{
    Client, TestApp,
    process::{Installation, Server},
    stack::Stack,
};

/// Processes that share a database and a Redis, both of which a drill may break.
pub struct Fleet {
    pub postgres: PostgresServer,
    pub redis: RedisServer,
    pub processes: Vec<Server>,
    pub installation: Installation,
}

impl Fleet {
    /// So many of them, in prod, with the first admin made.
    pub fn of(processes: usize) -> Self {
        let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
        let (postgres_url, redis_url) = (postgres.url(), redis.url().to_owned());
        Self::reaching(processes, postgres, &postgres_url, redis, &redis_url)
    }

    /// The same, whose processes find the engines at these URLs: a proxy's, perhaps.
    pub fn reaching(
        processes: usize,
        postgres: PostgresServer,
        postgres_url: &str,
        redis: RedisServer,
        redis_url: &str,
    ) -> Self {
        let mut fleet = Self::unmigrated(postgres, postgres_url, redis, redis_url);
        let migrated = fleet.installation.run(&["migrate", "up"]);
        assert_eq!(migrated.code, 0, "{migrated:?}");
        fleet.add(processes);
        fleet
    }

    /// None yet, and no schema but the one that is there.
    pub fn unmigrated(
        postgres: PostgresServer,
        postgres_url: &str,
        redis: RedisServer,
        redis_url: &str,
    ) -> Self {
        // Embedded, so that the engines are none but these.
        let installation = Installation::on(Stack::Embedded)
            .in_prod()
            .with("DATABASE_URL", postgres_url)
            // A long drill takes longer than a token lives otherwise.
            .with("ACCESS_TOKEN_TTL", "1d")
            .with("REDIS_URL", redis_url)
            .with("REDIS_NAMESPACE", &redis::namespace())
            .with("ADMIN_PASSWORD", TestApp::PASSWORD);
        Self { postgres, redis, processes: Vec::new(), installation }
    }

    /// So many more of them, with the settings as they are now.
    pub fn add(&mut self, processes: usize) {
        self.processes.extend((0..processes).map(|_| self.installation.serve()));
    }

    /// Somebody without a token, at one of the processes.
    pub fn client(&self, process: usize) -> Client {
        Client::new(format!("http://{}", self.processes[process].address))
    }

    /// The first admin, signed in at one of the processes.
    pub async fn admin(&self, process: usize) -> Client {
        self.client(process).sign_in("admin", TestApp::PASSWORD).await
    }
}
