//! Postgres as the binary meets it: how it says that there is none, and that it keeps the password.

use std::net::TcpListener;

use fasttrack_test_support::postgres::{by_tls, execute};

use crate::support::{
    Client, TestApp,
    given::an_event,
    process::Installation,
    stack::{Engines, Stack},
};

const PASSWORD: &str = "hunter2-hunter2";

/// One on a database that cannot be reached.
fn on(url: &str) -> Installation {
    Installation::on(Stack::Embedded).in_prod().with("DATABASE_URL", url).with("DB_CONNECT_TIMEOUT", "500ms")
}

/// Each command says in one line what is wrong, where, and nothing of the password.
fn assert_told(here: &Installation, place: &str, words: &str) {
    for command in [&["serve"][..], &["migrate", "up"], &["migrate", "status"], &["user", "list"]] {
        let output = here.run(command);
        assert_eq!((output.code, output.stdout.as_str()), (1, ""), "{command:?}: {}", output.stderr);
        let [line] = output.stderr.lines().collect::<Vec<_>>()[..] else {
            panic!("{command:?} prints more than one line:\n{}", output.stderr)
        };
        for part in ["cannot reach the database postgres://", place, "(DATABASE_URL): ", words] {
            assert!(line.contains(part), "{command:?} does not say `{part}`: {line}");
        }
        assert!(!line.contains(PASSWORD), "{line}");
    }
}

#[test]
fn a_server_that_is_not_there_is_told_by_its_host_and_port() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let here = on(&format!("postgres://ana:{PASSWORD}@{free}/fasttrack"));
    assert_told(&here, &free.to_string(), "Connection refused");
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let here = on(&format!("postgres://ana:{PASSWORD}@{address}/fasttrack"));
    assert_told(&here, &address.to_string(), "elapsed");
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    // The server that surely asks for one.
    let (url, _) = by_tls();
    let (before, place) = url.split_once('@').unwrap();
    let (user, _) = before.rsplit_once(':').unwrap();
    let here = on(&format!("{user}:{PASSWORD}@{place}"));
    assert_told(&here, place, "password authentication failed");
}

#[test]
fn a_database_that_the_server_does_not_have_is_told() {
    let here = Installation::on(Stack::Distributed);
    let Engines { url, .. } = here.engines();
    let (server, _) = url.rsplit_once('/').unwrap();
    let here = on(&format!("{server}/nothing")).with("DB_CONNECT_TIMEOUT", "5s");
    assert_told(&here, "/nothing", "database \"nothing\" does not exist");
}

#[test]
fn a_url_with_a_fault_is_a_fault_of_the_configuration() {
    for (url, words) in [
        (format!("postgres://ana:{PASSWORD}@{PASSWORD}@db/x"), "write it as %40"),
        (format!("postgres://ana@db/x?password={PASSWORD}"), "before the @"),
        (format!("mysql://ana:{PASSWORD}@db/x"), "must be `sqlite://` and the path of a file"),
    ] {
        let here = on(&url);
        for command in [&["config", "check"][..], &["serve"], &["migrate", "up"]] {
            let output = here.run(command);
            assert_eq!(output.code, 1, "{}", output.stderr);
            assert!(output.stderr.contains("- DATABASE_URL (environment) "), "{}", output.stderr);
            assert!(output.stderr.contains(words), "{}", output.stderr);
            assert!(!output.stderr.contains(PASSWORD), "{}", output.stderr);
        }
    }
}

#[tokio::test]
async fn the_password_is_in_no_output_whatever_happens() {
    let here = Installation::on(Stack::Distributed).with("LOG_LEVEL", "trace").with("LOG_FORMAT", "json");
    let (before, place) = here.engines().url.split_once('@').unwrap();
    let (user, password) = before.rsplit_once(':').unwrap();
    assert!(password.len() > 10, "a password that nobody writes by chance");

    let check = here.run(&["config", "check"]);
    let shown = format!("DATABASE_URL={user}:[redacted]@{place}  # environment");
    assert!(check.stdout.lines().any(|line| line == shown), "not `{shown}`: {}", check.stdout);
    let mut printed = vec![check.stdout, check.stderr];

    let mut server = here.serve();
    // From here on nothing of the database works.
    let (server_url, name) = here.engines().url.rsplit_once('/').unwrap();
    let shut = format!(
        "BEGIN; ALTER DATABASE {name} ALLOW_CONNECTIONS false; COMMIT;
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    );
    execute(&format!("{server_url}/postgres"), &shut).await.unwrap();
    let url = format!("http://{}/health/ready", server.address);
    let health = here.run(&["health", "--url", &url]);
    assert!(health.code == 1 && health.stderr.contains("answers 503"), "{}", health.stderr);
    server.wait_for("/health/ready");
    let refused = here.run(&["user", "list"]);
    assert_eq!(refused.code, 1);
    printed.extend([refused.stdout, refused.stderr, server.terminate()]);
    let printed = printed.concat();
    assert!(printed.contains("/health/ready") && !printed.contains(password), "{printed}");
}

#[tokio::test]
async fn a_role_that_may_not_change_the_schema_can_serve() {
    let mut here = Installation::on(Stack::Distributed).in_prod();
    assert_eq!(here.run(&["migrate", "up"]).code, 0);
    let url = here.engines().url.clone();
    let (scheme, rest) = url.split_once("://").unwrap();
    let (_, place) = rest.split_once('@').unwrap();
    let role = format!("clerk_of_{}", place.rsplit_once('/').unwrap().1);
    let sql = format!(
        "CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}';
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    );
    execute(&url, &sql).await.unwrap();
    here.set("DATABASE_URL", &format!("{scheme}://{role}:{PASSWORD}@{place}"));
    here.set("ADMIN_PASSWORD", TestApp::PASSWORD);
    let server = here.serve();
    let admin = Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await;
    admin.make_event(&an_event("Baile")).await;
    server.terminate();
    // Roles outlive databases.
    execute(&url, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
}
