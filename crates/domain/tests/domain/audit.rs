use std::collections::BTreeSet;

use fasttrack_domain::{
    audit::{AuditAction, AuditActor, AuditFilter, AuditSubjectKind, AuditWord},
    id::Id,
    page::{Position, SortKey},
    time::Timestamp,
};
use uuid::Uuid;

#[test]
fn each_action_has_a_word_of_its_own_that_leads_back() {
    let words: BTreeSet<&str> = AuditAction::ALL.iter().map(|action| action.as_str()).collect();
    assert_eq!(words.len(), AuditAction::ALL.len());
    for action in AuditAction::ALL {
        assert_eq!(action.as_str().parse(), Ok(action));
        // Of what, and what happened to it.
        assert_eq!(action.as_str().split('.').count(), 2, "{action:?}");
    }
    for word in ["", "session", "Session.started", "session.started ", "tea.made"] {
        assert_eq!(word.parse::<AuditAction>().unwrap_err().code, "invalid_audit_action", "{word}");
    }
}

#[test]
fn a_word_can_be_kept_whether_it_is_known_or_not() {
    for action in AuditAction::ALL {
        assert_eq!(action.as_str().parse(), Ok(AuditWord::from(action)));
    }
    for kind in AuditSubjectKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(AuditWord::from(kind)));
    }
    let longest = "x".repeat(AuditWord::MAX);
    for word in ["a", "tea.made", "a_b", &longest] {
        assert_eq!(word.parse::<AuditWord>().unwrap().to_string(), word);
    }
    for word in ["", "A", "a b", "a-b", "a1", "é", &format!("{longest}x")] {
        assert_eq!(word.parse::<AuditWord>().unwrap_err().code, "invalid_audit_word", "{word}");
    }
}

#[test]
fn an_actor_is_put_together_again_from_its_parts() {
    let user = Id::new(Uuid::from_u128(7));
    for actor in [AuditActor::User(user), AuditActor::System, AuditActor::Anonymous] {
        assert_eq!(AuditActor::of(actor.kind(), actor.user()), Some(actor));
    }
    for (kind, user) in [("user", None), ("system", Some(user)), ("anonymous", Some(user)), ("root", None)] {
        assert_eq!(AuditActor::of(kind, user), None);
    }
}

#[test]
fn what_a_position_says_already_is_not_asked_again() {
    let at = |micros| Timestamp::from_micros(micros).unwrap();
    let position = Position { key: SortKey::Time(at(7)), id: Uuid::nil() };
    let before =
        |micros| AuditFilter { before: Some(at(micros)), after: Some(at(1)), ..AuditFilter::default() };
    for (micros, kept) in [(6, true), (7, true), (8, false)] {
        let narrowed = before(micros).beyond(Some(&position));
        assert_eq!(narrowed, AuditFilter { before: kept.then(|| at(micros)), ..before(micros) });
        assert_eq!(before(micros).beyond(None), before(micros));
    }
}
