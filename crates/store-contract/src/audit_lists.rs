use fasttrack_domain::{
    StoreError,
    audit::{AuditAction, AuditActor, AuditEntry, AuditFilter, AuditId, AuditSubject, AuditSubjectKind},
    id::Id,
    page::{PageRequest, Position, SortKey},
    text::FoldedKey,
};
use fasttrack_test_support::{an_audit_entry, unique_id};

use crate::{
    Harness,
    audit::day,
    pages::{first, walk},
};

impl Harness {
    async fn entries(&self, filter: &AuditFilter) -> Vec<AuditId> {
        let page = self.audit.list(filter, &first(100)).await.unwrap();
        let total = self.audit.count(filter).await.unwrap();
        assert_eq!(total, u64::try_from(page.items.len()).unwrap());
        page.items.iter().map(|entry| entry.id).collect()
    }
}

pub(crate) async fn each_filter_and_all_together(harness: &Harness) {
    let (ada, bob) = (AuditActor::User(Id::new(unique_id())), AuditActor::User(Id::new(unique_id())));
    let thing = unique_id();
    let of = |entry: AuditEntry, kind: AuditSubjectKind| AuditEntry {
        subject: Some(AuditSubject { kind: kind.into(), id: thing }),
        ..entry
    };
    let at = |action, by, n| an_audit_entry(action).by(by).at(day(n)).build();
    let (started, refused) = (AuditAction::SessionStarted, AuditAction::SessionRefused);
    let entries = [
        at(started, ada, 1),
        at(refused, AuditActor::Anonymous, 2),
        of(at(AuditAction::UserDeleted, ada, 3), AuditSubjectKind::User),
        at(AuditAction::UserDeleted, AuditActor::System, 4),
        AuditEntry { subject: None, ..at(refused, AuditActor::Anonymous, 5) },
        of(at(started, bob, 6), AuditSubjectKind::Session),
    ];
    for entry in &entries {
        harness.note(entry).await;
    }
    let none = AuditFilter::default();
    let by = |actor| AuditFilter { actor: Some(actor), ..AuditFilter::default() };
    let doing = |action| AuditFilter { action: Some(action), ..AuditFilter::default() };
    let about = AuditFilter { subject: Some(thing), ..none.clone() };
    let between = |after, before| AuditFilter { after, before, ..AuditFilter::default() };
    for (filter, expected) in [
        (none, vec![5, 4, 3, 2, 1, 0]),
        (by(ada), vec![2, 0]),
        (by(bob), vec![5]),
        (by(AuditActor::System), vec![3]),
        (by(AuditActor::Anonymous), vec![4, 1]),
        (by(AuditActor::User(Id::new(unique_id()))), vec![]),
        (doing(started), vec![5, 0]),
        (doing(AuditAction::JobRetried), vec![]),
        (about.clone(), vec![5, 2]),
        (AuditFilter { subject: Some(unique_id()), ..about.clone() }, vec![]),
        // The first instant counts, the last one does not.
        (between(Some(day(3)), None), vec![5, 4, 3, 2]),
        (between(None, Some(day(3))), vec![1, 0]),
        (between(Some(day(2)), Some(day(5))), vec![3, 2, 1]),
        (
            AuditFilter {
                actor: Some(ada),
                action: Some(AuditAction::UserDeleted),
                after: Some(day(2)),
                before: Some(day(4)),
                ..about.clone()
            },
            vec![2],
        ),
        (AuditFilter { actor: Some(bob), ..about.clone() }, vec![5]),
        (AuditFilter { action: Some(refused), ..about }, vec![]),
    ] {
        let expected: Vec<AuditId> = expected.into_iter().map(|n: usize| entries[n].id).collect();
        assert_eq!(harness.entries(&filter).await, expected, "{filter:?}");
    }
}

pub(crate) async fn pages_hold_while_more_is_noted(harness: &Harness) {
    let ada = AuditActor::User(Id::new(unique_id()));
    let thing = AuditSubject { kind: AuditSubjectKind::Event.into(), id: unique_id() };
    let entry = || AuditEntry {
        subject: Some(thing.clone()),
        // All at one instant: the identifiers decide.
        ..an_audit_entry(AuditAction::EventDeleted).by(ada).at(day(2)).build()
    };
    let mut all = Vec::new();
    for _ in 0..10 {
        let entry = entry();
        harness.note(&entry).await;
        all.push(entry.id);
    }
    all.reverse();
    for filter in [
        AuditFilter::default(),
        AuditFilter { actor: Some(ada), ..AuditFilter::default() },
        AuditFilter { action: Some(AuditAction::EventDeleted), ..AuditFilter::default() },
        AuditFilter { subject: Some(thing.id), ..AuditFilter::default() },
        AuditFilter { after: Some(day(1)), before: Some(day(3)), ..AuditFilter::default() },
    ] {
        let seen = walk(
            3,
            |request| {
                let (harness, filter) = (harness, filter.clone());
                async move { Ok(harness.audit.list(&filter, &request).await?.map(|entry| entry.id)) }
            },
            |_| {
                let newer = entry();
                async move { harness.note(&newer).await }
            },
        )
        .await;
        assert_eq!(seen.iter().filter(|id| all.contains(id)).copied().collect::<Vec<_>>(), all);
    }
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let key = SortKey::Text(FoldedKey::of("a"));
    let page = PageRequest { after: Some(Position { key, id: unique_id() }), ..first(10) };
    let refused = harness.audit.list(&AuditFilter::default(), &page).await;
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");
}
