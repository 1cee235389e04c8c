use fasttrack_domain::{
    StoreError,
    audit::{AuditAction, AuditActor, AuditEntry, AuditFilter, AuditId, AuditSubject, AuditSubjectKind},
    time::Timestamp,
};
use fasttrack_test_support::{a_user, an_audit_entry, instant, unique_id};

use crate::{Harness, pages::first, races::race};

/// A day of March 2020: long enough ago that it may be removed.
pub(crate) fn day(n: u32) -> Timestamp {
    instant(&format!("2020-03-{n:02}T00:00:00Z"))
}

impl Harness {
    pub(crate) async fn note(&self, entry: &AuditEntry) {
        let mut unit = self.unit().await;
        unit.audit().add(entry).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// All entries there are, up to a hundred, the newest first.
    async fn noted(&self) -> Vec<AuditEntry> {
        self.audit.list(&AuditFilter::default(), &first(100)).await.unwrap().items
    }

    async fn prune_audit(&self, before: Timestamp, most: u16) -> u64 {
        let mut unit = self.unit().await;
        let removed = unit.audit().prune(before, most).await.unwrap();
        unit.commit().await.unwrap();
        removed
    }
}

pub(crate) async fn every_field_survives(harness: &Harness) {
    let id = |n: u128| AuditId::new(uuid::Uuid::from_u128(n));
    let plain = an_audit_entry(AuditAction::JobRetried).build();
    let longest = "x".repeat(64);
    let entries = [
        AuditEntry {
            id: id(1),
            actor: AuditActor::User(a_user("ada").build().id),
            address: Some("2001:db8::7".parse().unwrap()),
            request_id: "~!@#$%^&*()".to_owned(),
            details: Some("{\"kind\":\"é\"}".to_owned()),
            ..plain.clone()
        },
        AuditEntry {
            id: id(2),
            actor: AuditActor::Anonymous,
            subject: None,
            address: Some("192.0.2.7".parse().unwrap()),
            request_id: String::new(),
            details: None,
            ..plain.clone()
        },
        // The longest.
        AuditEntry {
            id: id(3),
            address: Some("::ffff:255.255.255.255".parse().unwrap()),
            request_id: "x".repeat(AuditEntry::MAX_REQUEST_ID),
            details: Some(format!("{{\"a\":\"{}\"}}", "x".repeat(AuditEntry::MAX_DETAILS - 8))),
            ..plain.clone()
        },
        // In words of another release.
        AuditEntry {
            id: id(4),
            action: "tea.made".parse().unwrap(),
            subject: Some(AuditSubject { kind: longest.parse().unwrap(), id: unique_id() }),
            at: Timestamp::EPOCH,
            ..plain
        },
    ];
    for entry in &entries {
        harness.note(entry).await;
    }
    let [first, second, third, oldest] = entries;
    assert_eq!(harness.noted().await, [third, second, first, oldest]);
}

pub(crate) async fn every_action_and_kind_of_subject_is_taken(harness: &Harness) {
    for (n, action) in (0..).zip(AuditAction::ALL) {
        let kind = AuditSubjectKind::ALL[n % AuditSubjectKind::ALL.len()];
        let subject = Some(AuditSubject { kind: kind.into(), id: unique_id() });
        harness.note(&AuditEntry { subject, ..an_audit_entry(action).build() }).await;
    }
    assert_eq!(harness.noted().await.len(), AuditAction::ALL.len());
}

/// It refers to nothing: whom it is about may never have been there, and may go.
pub(crate) async fn an_entry_outlives_what_it_is_about(harness: &Harness) {
    let user = harness.some_user().await;
    let subject = Some(AuditSubject { kind: AuditSubjectKind::User.into(), id: user.id.uuid() });
    let entry = AuditEntry {
        subject,
        ..an_audit_entry(AuditAction::UserDeleted).by(AuditActor::User(user.id)).build()
    };
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.audit().add(&entry).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(harness.noted().await, [entry]);
}

pub(crate) async fn a_unit_that_is_rolled_back_leaves_no_entry(harness: &Harness) {
    let mut unit = harness.unit().await;
    unit.audit().add(&an_audit_entry(AuditAction::UserDeleted).build()).await.unwrap();
    drop(unit);
    assert_eq!(harness.noted().await, []);
}

pub(crate) async fn an_entry_is_not_added_twice(harness: &Harness) {
    let entry = an_audit_entry(AuditAction::UserDeleted).build();
    harness.note(&entry).await;
    let other = AuditEntry { action: AuditAction::UserCreated.into(), ..entry.clone() };
    let mut unit = harness.unit().await;
    let refused = unit.audit().add(&other).await;
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");
    drop(unit);
    assert_eq!(harness.noted().await, [entry]);
}

pub(crate) async fn what_is_old_is_removed_bit_by_bit(harness: &Harness) {
    let old: Vec<AuditEntry> =
        (1..=7).map(|n| an_audit_entry(AuditAction::SessionRefused).at(day(n)).build()).collect();
    let kept = an_audit_entry(AuditAction::SessionRefused).at(day(8)).build();
    for entry in old.iter().rev().chain([&kept]) {
        harness.note(entry).await;
    }
    assert_eq!(harness.prune_audit(day(8), 0).await, 0);
    assert_eq!(harness.prune_audit(day(8), 3).await, 3);
    // The oldest.
    let left: Vec<AuditEntry> = [&kept].into_iter().chain(old[3..].iter().rev()).cloned().collect();
    assert_eq!(harness.noted().await, left);
    assert_eq!(harness.prune_audit(day(8), 100).await, 4);
    assert_eq!(harness.prune_audit(day(8), 100).await, 0);
    assert_eq!(harness.noted().await, [kept]);
}

/// By the clock of the store: what was done just now is not to be done away with.
pub(crate) async fn nobody_removes_what_is_young(harness: &Harness) {
    let (old, young) = (
        an_audit_entry(AuditAction::SessionRefused).at(day(1)).build(),
        an_audit_entry(AuditAction::UserDeleted).build(),
    );
    for entry in [&old, &young] {
        harness.note(entry).await;
    }
    let mut unit = harness.unit().await;
    let refused = unit.audit().prune(instant("2200-01-01T00:00:00Z"), 100).await;
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");
    drop(unit);
    assert_eq!(harness.noted().await, [young, old]);
}

pub(crate) async fn several_remove_each_entry_once(harness: &Harness) {
    let mut unit = harness.unit().await;
    for _ in 0..60 {
        let entry = an_audit_entry(AuditAction::SessionRefused).at(day(1)).build();
        unit.audit().add(&entry).await.unwrap();
    }
    unit.commit().await.unwrap();
    let shared = harness.clone();
    let results = race(4, move |_| {
        let harness = shared.clone();
        async move {
            let mut unit = harness.store.begin().await?;
            let removed = unit.audit().prune(day(2), 10).await?;
            unit.commit().await?;
            Ok(removed)
        }
    })
    .await;
    let removed: u64 = results.into_iter().map(Result::unwrap).sum();
    assert!(removed > 0);
    assert_eq!(harness.audit.count(&AuditFilter::default()).await.unwrap(), 60 - removed);
}
