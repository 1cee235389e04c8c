//! What the audit log keeps by itself, whoever writes, and how SQLite reads it.

use diesel::{RunQueryDsl as _, SqliteConnection, connection::SimpleConnection as _};
use fasttrack_domain::{
    audit::{AuditAction, AuditActor, AuditFilter},
    id::Id,
    page::{PageRequest, Position, SortKey},
    ports::{AuditQueries, Store as _},
    time::Timestamp,
};
use fasttrack_test_support::{instant, unique_id};
use uuid::Uuid;

use crate::{
    plans::{assert_seeks, plan},
    support::{Database, page, texts},
};

/// Two entries: one of today, and one of so many days ago.
fn fill(connection: &mut SqliteConnection, days: u32) {
    let add = format!(
        "INSERT INTO audit_log (id, at, actor_kind, action, request_id)
         VALUES (x'00000000000000000000000000000001', unixepoch() * 1000000, 'system', 'user.deleted', ''),
                (x'00000000000000000000000000000002', (unixepoch() - {days} * 86400) * 1000000, 'system',
                 'user.deleted', '')"
    );
    connection.batch_execute(&add).unwrap();
}

fn rows(connection: &mut SqliteConnection) -> Vec<String> {
    texts(connection, "SELECT hex(id) || action || request_id AS text FROM audit_log ORDER BY id")
}

#[tokio::test]
async fn what_is_written_is_not_changed_and_what_is_young_not_removed() {
    let database = Database::new().await;
    let mut connection = database.raw();
    fill(&mut connection, 27);
    let before = rows(&mut connection);
    for change in [
        "UPDATE audit_log SET request_id = 'another'",
        "UPDATE audit_log SET at = 0",
        "UPDATE audit_log SET id = id",
        "UPDATE OR REPLACE audit_log SET id = x'00000000000000000000000000000002'",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE id = x'00000000000000000000000000000002'",
        "INSERT OR REPLACE INTO audit_log SELECT id, at, 'anonymous', NULL, action, NULL, NULL, NULL, '', NULL
         FROM audit_log",
        "REPLACE INTO audit_log (id, at, actor_kind, action, request_id)
         VALUES (x'00000000000000000000000000000001', 0, 'system', 'tea.made', '')",
        "INSERT INTO audit_log SELECT * FROM audit_log WHERE true
         ON CONFLICT (id) DO UPDATE SET action = 'tea.made'",
    ] {
        let refused = connection.batch_execute(change).unwrap_err().to_string();
        assert!(refused.contains("audit_log_is_append_only"), "{change}: {refused}");
    }
    assert_eq!(rows(&mut connection), before);
}

#[tokio::test]
async fn what_is_older_than_four_weeks_may_go() {
    let database = Database::new().await;
    let mut connection = database.raw();
    fill(&mut connection, 29);
    let old = "DELETE FROM audit_log WHERE id = x'00000000000000000000000000000002'";
    assert_eq!(diesel::sql_query(old).execute(&mut connection).unwrap(), 1);
    assert_eq!(rows(&mut connection), ["00000000000000000000000000000001user.deleted"]);
}

#[tokio::test]
async fn the_table_refuses_what_the_domain_refuses() {
    let database = Database::new().await;
    let mut connection = database.raw();
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
    let good = ["0", "'system'", "NULL", "'user.deleted'", "NULL", "NULL", "'::'", "''", "'{}'"];
    let add = |values: &[&str]| {
        let (names, values) = (names.join(", "), values.join(", "));
        format!("INSERT INTO audit_log (id, {names}) VALUES (randomblob(16), {values})")
    };
    connection.batch_execute(&add(&good)).unwrap();
    for (column, value) in [
        ("at", "-1"),
        ("at", "253402300800000000"),
        ("actor_kind", "'root'"),
        // Who is a user has an identifier, and nobody else has.
        ("actor_kind", "'user'"),
        ("actor_id", "randomblob(16)"),
        ("action", "''"),
        ("action", "'Tea.made'"),
        ("action", "hex(zeroblob(33))"),
        ("subject_kind", "'user'"),
        ("subject_id", "randomblob(16)"),
        ("address", "''"),
        ("address", "hex(zeroblob(23))"),
        ("request_id", "NULL"),
        ("request_id", "hex(zeroblob(64)) || 'x'"),
        ("details", "''"),
        ("details", "hex(zeroblob(499)) || 'éé'"),
    ] {
        let mut values = good;
        values[names.iter().position(|name| *name == column).unwrap()] = value;
        assert!(connection.batch_execute(&add(&values)).is_err(), "{column} = {value}");
    }
}

#[tokio::test]
async fn a_deep_page_begins_with_a_seek_whatever_the_filter() {
    let database = Database::new().await;
    let audit: &dyn AuditQueries = &database.store;
    let position = Position { key: SortKey::Time(Timestamp::EPOCH), id: Uuid::nil() };
    let deep = PageRequest { after: Some(position), ..page(20) };
    let none = AuditFilter::default();
    let by = |actor| AuditFilter { actor: Some(actor), ..AuditFilter::default() };
    let until = Some(instant("2040-01-01T00:00:00Z"));
    for (filter, step) in [
        (none.clone(), "audit_log_by_time ((at,id)<(?,?))"),
        (by(AuditActor::User(Id::new(unique_id()))), "audit_log_of_user (actor_id=? AND (at,id)<(?,?))"),
        (by(AuditActor::System), "audit_log_of_others (actor_kind=? AND (at,id)<(?,?))"),
        (
            AuditFilter { action: Some(AuditAction::UserDeleted), ..none.clone() },
            "audit_log_of_action (action=? AND (at,id)<(?,?))",
        ),
        (
            AuditFilter { subject: Some(unique_id()), ..none.clone() },
            "audit_log_of_subject (subject_id=? AND (at,id)<(?,?))",
        ),
        (AuditFilter { before: until, ..none.clone() }, "audit_log_by_time ((at,id)<(?,?))"),
        (AuditFilter { after: Some(Timestamp::EPOCH), ..none }, "audit_log_by_time (at>? AND (at,id)<(?,?))"),
    ] {
        let plan = plan(&database, audit.list(&filter, &deep)).await;
        assert_seeks(&plan, &format!("SEARCH audit_log USING INDEX {step}"));
    }
    let mut unit = database.store.begin().await.unwrap();
    let pruned = plan(&database, unit.audit().prune(Timestamp::EPOCH, 200)).await;
    assert!(pruned.contains("SEARCH audit_log USING COVERING INDEX audit_log_by_time (at<?)"), "{pruned}");
}
