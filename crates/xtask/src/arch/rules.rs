//! The hexagon as data: who may use whom, and who may hold what. docs/ARCHITECTURE.md says why.
//!
//! A new crate gets its row here, below every crate that it uses: then no cycle can be written.

/// What one crate may depend on.
pub struct Row {
    /// The folder in `crates/`; the package is `fasttrack-<name>`.
    pub name: &'static str,
    /// The workspace crates that it may use.
    pub may_use: &'static [&'static str],
    /// Outside crates that only it (and another row that names them) may hold; `*` ends a prefix.
    pub holds: &'static [&'static str],
    /// When given, the outside crates that it may hold at all.
    pub only: Option<&'static [&'static str]>,
}

pub const TABLE: &[Row] = &[
    // the inside: rules, then use cases
    Row {
        only: Some(&[
            "async-trait",
            "chrono",
            "chrono-tz",
            "mockall",
            "thiserror",
            "unicode-normalization",
            "uuid",
        ]),
        ..row("domain", &[], &["mockall"])
    },
    row("application", &["domain"], &[]),
    // driven adapters: each knows the ports and one technology
    row("postgres", &["domain"], &["diesel*"]),
    row("sqlite", &["domain"], &["diesel*", "libsqlite3-sys"]),
    row("redis", &["domain"], &["deadpool-redis", "redis"]),
    row("memory", &["domain"], &["moka", "governor"]),
    row("jwt", &["domain"], &["jsonwebtoken", "bcrypt"]),
    row("weather", &["domain"], &["reqwest"]),
    row("blobs", &["domain"], &["object_store"]),
    row("notify", &["domain"], &["lettre"]),
    row(
        "telemetry",
        &[],
        &["slog-*", "tracing-subscriber", "opentelemetry*", "sentry*", "metrics-exporter-*"],
    ),
    // driving adapters: they call the use cases
    row("http", &["application", "domain"], &["actix-*", "validator", "utoipa*"]),
    row("worker", &["application", "domain"], &["croner"]),
    // the wiring: the only crate that sees adapters
    row("server", ALL_BUT_TOOLS, &["clap"]),
    // for tests, and for developers
    row("test-support", &["domain"], &["mockall"]),
    // ... its cases are built with the builders of test-support
    row("store-contract", &["domain", "test-support"], &[]),
    row("xtask", &[], &["cargo_metadata"]),
];

const ALL_BUT_TOOLS: &[&str] = &[
    "domain",
    "application",
    "postgres",
    "sqlite",
    "redis",
    "memory",
    "jwt",
    "weather",
    "blobs",
    "notify",
    "telemetry",
    "http",
    "worker",
];

/// Workspace crates that the tests of every crate may use besides its own row.
pub const FOR_TESTS: &[&str] = &["test-support", "store-contract"];

/// The crate whose feature adds mocks of the ports, that feature, and who may turn it on outside tests.
pub const MOCKS: (&str, &str, &str) = ("domain", "mocks", "test-support");

const fn row(name: &'static str, may_use: &'static [&'static str], holds: &'static [&'static str]) -> Row {
    Row { name, may_use, holds, only: None }
}
