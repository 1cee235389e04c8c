//! The schema of the database: who makes it, and who refuses to run on another one.

use crate::support::{
    process::{Installation, Output},
    stack::Stack,
};

fn refused(here: &Installation, command: &[&str], words: &str) {
    let Output { code, stdout, stderr } = here.run(command);
    assert_eq!((code, stdout.as_str()), (1, ""), "{command:?}: {stderr}");
    assert!(stderr.contains(words), "{command:?} does not say `{words}`: {stderr}");
}

#[test]
fn migrations_go_up_and_down_and_tell_where_they_are() {
    let here = Installation::new();
    here.make_an_empty_database();
    let states =
        |word| here.run(&["migrate", "status"]).stdout.lines().filter(|line| line.starts_with(word)).count();
    let all = states("pending");
    assert!(all > 0 && states("applied") == 0);

    let up = here.run(&["migrate", "up"]);
    assert_eq!((up.code, up.stdout.lines().count()), (0, all));
    assert_eq!(states("applied"), all);
    assert!(here.run(&["migrate", "up"]).stderr.contains("up to date"));

    assert!(here.run(&["migrate", "down"]).stdout.starts_with("reverted "));
    assert_eq!((states("applied"), states("pending")), (all - 1, 1));
}

/// What works on data that is there.
const COMMANDS: [&[&str]; 5] = [
    &["user", "list"],
    &["user", "password", "ana"],
    &["export"],
    &["import", "events.csv"],
    &["seed", "--events", "1"],
];

#[test]
fn commands_that_need_a_database_make_no_file() {
    let here = Installation::on(Stack::Embedded);
    here.write("events.csv", "title,starts_at,city\n");
    for command in COMMANDS.into_iter().chain([&["migrate", "status"][..], &["migrate", "down"]]) {
        refused(&here, command, "there is no database at data/fasttrack.db");
        assert!(!here.path("data").exists(), "{command:?}");
    }
}

#[test]
fn commands_that_need_a_database_make_no_schema() {
    let here = Installation::new();
    here.make_an_empty_database();
    here.write("events.csv", "title,starts_at,city\n");
    for command in COMMANDS {
        refused(&here, command, "is empty: run `fasttrack migrate up` first");
    }
    let status = here.run(&["migrate", "status"]).stdout;
    assert!(!status.is_empty() && status.lines().all(|line| line.starts_with("pending ")), "{status}");
}

#[test]
fn prod_serves_only_on_the_schema_that_it_knows() {
    for stack in Stack::ALL {
        let here = Installation::on(stack).in_prod();
        here.make_an_empty_database();
        refused(&here, &["serve"], "run `fasttrack migrate up` first");
        refused(&here, &["user", "list"], "run `fasttrack migrate up` first");
        assert_eq!(here.run(&["migrate", "up"]).code, 0);
        assert_eq!(here.run(&["migrate", "down"]).code, 0);
        // One is missing now; which one, is told.
        let missing = here.run(&["migrate", "status"]).stdout;
        let missing = missing.lines().find_map(|line| line.strip_prefix("pending ")).unwrap();
        for command in [&["serve"][..], &["user", "list"]] {
            refused(&here, command, missing.trim());
            refused(&here, command, "run `fasttrack migrate up` first");
        }
        assert_eq!(here.run(&["migrate", "up"]).code, 0);

        let mut server = here.serve();
        let warning = server.wait_for("fasttrack user create NAME --role admin");
        let record: serde_json::Value = serde_json::from_str(&warning).unwrap();
        assert!(record.is_object(), "the log of prod is JSON");
        let printed = server.terminate();
        assert!(printed.lines().all(|line| line.starts_with('{')), "{printed}");
        assert!(!here.path("data/jwt.secrets").exists(), "prod makes no key up");
        let warned = printed.contains("SQLite file, which is for one process");
        assert_eq!(warned, stack == Stack::Embedded, "{printed}");
    }
}

#[test]
fn nobody_serves_on_the_schema_of_a_newer_program() {
    for stack in Stack::ALL {
        for prod in [true, false] {
            let here = Installation::on(stack);
            let here = if prod { here.in_prod() } else { here };
            assert_eq!(here.run(&["migrate", "up"]).code, 0);
            here.engines()
                .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
            for command in [&["serve"][..], &["user", "list"]] {
                refused(&here, command, "does not know 20990101000000");
                refused(&here, command, "`fasttrack migrate status` shows");
            }
            assert!(here.run(&["migrate", "status"]).stdout.contains("unknown  20990101000000"));
        }
    }
}

#[test]
fn of_two_that_migrate_at_once_each_migration_is_applied_by_one() {
    for _ in 0..3 {
        let here = Installation::on(Stack::Distributed);
        let outputs = std::thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| here.run(&["migrate", "up"])));
            both.map(|one| one.join().unwrap())
        });
        for Output { code, stderr, .. } in &outputs {
            assert_eq!(*code, 0, "{stderr}");
        }
        let mut applied: Vec<&str> = outputs.iter().flat_map(|output| output.stdout.lines()).collect();
        applied.sort_unstable();
        let status = here.run(&["migrate", "status"]).stdout;
        let all: Vec<String> = status
            .lines()
            .map(|line| format!("applied {}", line.strip_prefix("applied ").unwrap().trim_start()))
            .collect();
        assert_eq!(applied, all);
    }
}

/// Whoever only reads what is there does not wait, and who waits says for what.
#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_another_process_that_migrates_says_so() {
    const WAITING: &str = "another process is migrating the database: waiting for it";
    let here = Installation::on(Stack::Distributed);
    let migrating = || async {
        let holder = here.engines().session().await;
        // "fasttrac", in ASCII.
        holder.batch_execute("SELECT pg_advisory_lock(x'6661737474726163'::bigint)").await.unwrap();
        holder
    };
    let holder = migrating().await;
    assert!(here.run(&["migrate", "status"]).stdout.starts_with("pending "));
    let mut server = here.start(&["serve"]);
    server.wait_for(WAITING);
    drop(holder);
    server.wait_for("listening");

    let holder = migrating().await;
    assert!(here.run(&["migrate", "status"]).stdout.starts_with("applied "));
    assert_eq!(here.run(&["user", "list"]).code, 0);
    // It has nothing to migrate.
    here.serve().terminate();
    drop(holder);
    for (command, done) in [("down", "reverted "), ("up", "applied ")] {
        let holder = migrating().await;
        let mut waiting = here.start(&["migrate", command]);
        waiting.wait_for(WAITING);
        drop(holder);
        let (status, printed) = waiting.wait();
        assert_eq!(status.code(), Some(0), "{printed}");
        assert!(printed.contains(done), "{printed}");
    }
    server.terminate();
}
