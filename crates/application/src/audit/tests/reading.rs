use fasttrack_domain::{
    access::Scope,
    audit::{AuditAction, AuditFilter},
    page::{Page, PageRequest},
    ports::MockAuditQueries,
};
use fasttrack_test_support::{a_user, an_audit_entry};

use super::*;
use crate::{
    authorise::Denied,
    testing::{by, by_system, by_token_of, must_be_send, scopes},
};

fn audit(queries: MockAuditQueries) -> Audit {
    Audit { queries: Arc::new(queries) }
}

#[tokio::test]
async fn admins_and_the_operator_read_what_fits() {
    let (entry, filter) = (
        an_audit_entry(AuditAction::EventDeleted).build(),
        AuditFilter { action: Some(AuditAction::EventDeleted), ..AuditFilter::default() },
    );
    for ctx in [by(&a_user("root").admin().build()), by_system()] {
        let mut queries = MockAuditQueries::new();
        let (items, asked) = (vec![entry.clone()], filter.clone());
        queries.expect_list().returning(move |filter, _| {
            assert_eq!(*filter, asked);
            Ok(Page { items: items.clone(), next: None })
        });
        queries.expect_count().returning(|_| Ok(1));
        let audit = audit(queries);
        let page = audit.list(&ctx, &filter, &PageRequest::default()).await.unwrap();
        assert_eq!(page.items, std::slice::from_ref(&entry));
        assert_eq!(audit.count(&ctx, &filter).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn nobody_else_reads_a_line() {
    let admin = a_user("root").admin().build();
    let all_but = Scope::ALL.into_iter().filter(|scope| *scope != Scope::SystemRead).collect::<Vec<_>>();
    for ctx in [
        by(&a_user("ana").build()),
        by(&a_user("rui").editor().build()),
        by_token_of(&admin, scopes(&all_but)),
    ] {
        let (audit, filter) = (audit(MockAuditQueries::new()), AuditFilter::default());
        let denied = Denied::InsufficientScope(Scope::SystemRead);
        let listed = audit.list(&ctx, &filter, &PageRequest::default()).await;
        assert!(matches!(listed, Err(AuditError::Denied(reason)) if reason == denied), "{listed:?}");
        let counted = audit.count(&ctx, &filter).await;
        assert!(matches!(counted, Err(AuditError::Denied(reason)) if reason == denied), "{counted:?}");
    }
}

#[test]
fn every_use_case_can_move_between_threads() {
    let (audit, ctx) = (audit(MockAuditQueries::new()), by_system());
    must_be_send(audit.list(&ctx, &AuditFilter::default(), &PageRequest::default()));
    must_be_send(audit.count(&ctx, &AuditFilter::default()));
}
