use super::Service;
use crate::process::{command, probe};

pub(super) const SERVICE: Service = Service {
    name: "Redis",
    variable: "TEST_REDIS_URL",
    package: "redis-server",
    formula: "redis",
    installed,
};

/// In `PATH`. Of what it says of itself, only the version matters.
fn installed() -> Option<String> {
    let said = probe(&mut command("redis-server", ["--version"]))?;
    Some(said.split(" sha=").next().unwrap_or(&said).to_owned())
}
