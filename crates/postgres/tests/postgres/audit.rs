//! What the audit log keeps by itself, whoever writes.

use crate::support::Database;

/// Two entries: one of today, and one of so many days ago.
async fn filled(days: u32) -> Database {
    let database = Database::new().await;
    let add = format!(
        "INSERT INTO audit_log (id, at, actor_kind, action, request_id)
         VALUES ('00000000-0000-0000-0000-000000000001', now(), 'system', 'user.deleted', ''),
                ('00000000-0000-0000-0000-000000000002', now() - interval '{days} days', 'system',
                 'user.deleted', '')"
    );
    database.execute(&add).await.unwrap();
    database
}

async fn rows(database: &Database) -> Vec<String> {
    database.texts("SELECT right(id::text, 1) || action || request_id FROM audit_log ORDER BY id").await
}

#[tokio::test]
async fn what_is_written_is_not_changed_and_what_is_young_not_removed() {
    let database = filled(27).await;
    let before = rows(&database).await;
    for change in [
        "UPDATE audit_log SET request_id = 'another'",
        "UPDATE audit_log SET at = 'epoch'",
        "UPDATE audit_log SET id = id WHERE false",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE id = '00000000-0000-0000-0000-000000000002'",
        "TRUNCATE audit_log",
        "INSERT INTO audit_log SELECT * FROM audit_log ON CONFLICT (id) DO UPDATE SET action = 'tea.made'",
        "MERGE INTO audit_log USING audit_log AS them ON audit_log.id = them.id
         WHEN MATCHED THEN UPDATE SET action = 'tea.made'",
    ] {
        assert_eq!(database.execute(change).await.unwrap_err(), "audit_log_is_append_only", "{change}");
    }
    assert_eq!(rows(&database).await, before);
}

#[tokio::test]
async fn what_is_older_than_four_weeks_may_go() {
    let database = filled(29).await;
    let old = "DELETE FROM audit_log WHERE id = '00000000-0000-0000-0000-000000000002'";
    database.execute(old).await.unwrap();
    assert_eq!(rows(&database).await, ["1user.deleted"]);
}

#[tokio::test]
async fn the_table_refuses_what_the_domain_refuses() {
    let database = Database::new().await;
    let names = [
        "at",
        "actor_kind",
        "actor_id",
        "action",
        "subject_kind",
        "subject_id",
        "address",
        "request_id",
        "details",
    ];
    let good = ["now()", "'system'", "NULL", "'user.deleted'", "NULL", "NULL", "'::'", "''", "'{}'"];
    let add = |values: &[&str]| {
        let (names, values) = (names.join(", "), values.join(", "));
        format!("INSERT INTO audit_log (id, {names}) VALUES (gen_random_uuid(), {values})")
    };
    database.execute(&add(&good)).await.unwrap();
    for (column, value) in [
        ("at", "'infinity'"),
        ("at", "'1969-12-31 23:59:59.999999+00'"),
        ("actor_kind", "'root'"),
        // Who is a user has an identifier, and nobody else has.
        ("actor_kind", "'user'"),
        ("actor_id", "gen_random_uuid()"),
        ("action", "''"),
        ("action", "'Tea.made'"),
        ("action", "repeat('x', 65)"),
        ("subject_kind", "'user'"),
        ("subject_id", "gen_random_uuid()"),
        ("address", "''"),
        ("address", "repeat('x', 46)"),
        ("request_id", "NULL"),
        ("request_id", "repeat('x', 129)"),
        ("details", "''"),
        ("details", "repeat('é', 500) || 'x'"),
    ] {
        let mut values = good;
        values[names.iter().position(|name| *name == column).unwrap()] = value;
        assert!(database.execute(&add(&values)).await.is_err(), "{column} = {value}");
    }
}
