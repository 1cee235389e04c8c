//! Roles and scopes: the table of docs/API-DESIGN.md, and sets of scopes as sets.

use std::collections::BTreeSet;

use fasttrack_domain::access::{Role, Scope, Scopes};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::coded;

/// "Roles and scopes" of the API, as tokens carry them.
const TABLE: [(Role, &str); 3] = [
    (Role::Viewer, "events:read venues:read registrations:self"),
    (
        Role::Editor,
        "events:read venues:read registrations:self events:write registrations:manage files:write \
         imports:write venues:write",
    ),
    (
        Role::Admin,
        "events:read venues:read registrations:self events:write registrations:manage files:write \
         imports:write venues:write users:manage jobs:manage system:read",
    ),
];

#[test]
fn each_role_has_the_scopes_of_the_table() {
    for (role, scopes) in TABLE {
        assert_eq!(role.scopes().to_string(), scopes, "{role}");
    }
}

#[test]
fn the_page_has_the_same_table() {
    let page = include_str!("../../../../docs/API-DESIGN.md");
    let (_, section) = page.split_once("\n### Roles and scopes\n").expect("the page has the table");
    let rows = section.lines().take_while(|line| line.starts_with('|')).skip(2);
    let told: Vec<(String, Vec<bool>)> = rows
        .map(|row| {
            let mut cells = row.trim_matches('|').split('|').map(str::trim);
            let scope = cells.next().unwrap_or_default().trim_matches('`').to_owned();
            (scope, cells.skip(1).map(|cell| !cell.is_empty()).collect())
        })
        .collect();
    let role_has = |scope| Role::ALL.map(|role| role.scopes().contains(scope)).to_vec();
    let held: Vec<_> = Scope::ALL.into_iter().map(|scope| (scope.to_string(), role_has(scope))).collect();
    assert_eq!(told, held);
}

#[test]
fn each_role_has_all_that_a_weaker_one_has() {
    assert!(Role::ALL.is_sorted());
    assert!(Role::Editor.scopes().covers(Role::Viewer.scopes()));
    assert!(Role::Admin.scopes().covers(Role::Editor.scopes()));
    assert!(!Role::Viewer.scopes().covers(Role::Editor.scopes()));
}

#[test]
fn roles_and_scopes_come_back_as_they_were_written() {
    for role in Role::ALL {
        assert_eq!(role.to_string().parse(), Ok(role));
    }
    for scope in Scope::ALL {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
}

#[test]
fn other_words_are_no_role_and_no_scope() {
    for raw in ["", "Admin", " admin", "root"] {
        assert_eq!(coded(raw.parse::<Role>()), Err("invalid_role"), "{raw:?}");
    }
    for raw in ["", "events", "events:", "Events:Read", "events:read ", "*"] {
        assert_eq!(coded(raw.parse::<Scope>()), Err("invalid_scope"), "{raw:?}");
    }
}

#[test]
fn a_list_of_scopes_is_separated_by_white_space() {
    let both: Scopes = [Scope::EventsRead, Scope::SystemRead].into_iter().collect();
    for raw in
        ["events:read system:read", "  system:read\t events:read \n", "events:read events:read system:read"]
    {
        assert_eq!(raw.parse(), Ok(both), "{raw:?}");
    }
    for raw in ["", "  "] {
        assert_eq!(raw.parse(), Ok(Scopes::NONE), "{raw:?}");
    }
    for raw in ["events:read,system:read", "events:read nothing", "events:read\u{a0}system:read"] {
        assert_eq!(coded(raw.parse::<Scopes>()), Err("invalid_scope"), "{raw:?}");
    }
}

#[test]
fn debug_names_the_scopes() {
    assert_eq!(format!("{:?}", Role::Viewer.scopes()), "Scopes(events:read venues:read registrations:self)");
    assert_eq!(format!("{:?}", Scopes::NONE), "Scopes()");
}

/// The same scopes, as the standard library's idea of a set.
fn model(scopes: &[Scope]) -> BTreeSet<Scope> {
    scopes.iter().copied().collect()
}

fn set(scopes: &[Scope]) -> Scopes {
    scopes.iter().copied().collect()
}

fn some_scopes() -> impl Strategy<Value = Vec<Scope>> {
    vec(select(&Scope::ALL[..]), 0..16)
}

proptest! {
    #[test]
    fn sets_of_scopes_are_sets(a in some_scopes(), b in some_scopes()) {
        let (left, right) = (set(&a), set(&b));
        let (model_left, model_right) = (model(&a), model(&b));

        prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), model_left.clone());
        prop_assert_eq!(left.is_empty(), model_left.is_empty());
        prop_assert_eq!(left.covers(right), model_left.is_superset(&model_right));
        prop_assert_eq!(
            left.intersect(right).iter().collect::<BTreeSet<_>>(),
            &model_left & &model_right
        );
        for scope in Scope::ALL {
            prop_assert_eq!(left.contains(scope), model_left.contains(&scope));
        }
    }

    #[test]
    fn sets_of_scopes_come_back_as_they_were_written(a in some_scopes()) {
        prop_assert_eq!(set(&a).to_string().parse::<Scopes>(), Ok(set(&a)));
    }
}
