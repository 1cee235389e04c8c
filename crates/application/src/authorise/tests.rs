//! The table "Roles and scopes" of docs/API-DESIGN.md, asked cell by cell.

use fasttrack_domain::{
    access::{Role, Scopes},
    job::JobId,
    user::User,
};
use fasttrack_test_support::{a_user, an_event, instant, unique_id};

use super::*;
use crate::{
    jobs::Task,
    testing::{by, by_system, by_token_of},
};

type Answer = Result<(), Denied>;
type Rule = fn(&Context, &Event) -> Answer;

const YES: Answer = Ok(());
const NOT_OWNER: Answer = Err(Denied::NotOwner);

const fn no(scope: Scope) -> Answer {
    Err(Denied::InsufficientScope(scope))
}

/// Every function that says yes or no, the scope that it asks for, and what it answers a viewer,
/// an editor, the owner (an editor too), an admin and the system about an event of the owner.
#[rustfmt::skip]
const TABLE: [(&str, Rule, Scope, [Answer; 5]); 13] = [
    ("read_events",       |ctx, _| read_events(ctx),   Scope::EventsRead,   [YES, YES, YES, YES, YES]),
    ("write_events",      |ctx, _| write_events(ctx),  Scope::EventsWrite,  [no(Scope::EventsWrite), YES, YES, YES, YES]),
    ("change_event",      change_event,                Scope::EventsWrite,  [no(Scope::EventsWrite), NOT_OWNER, YES, YES, YES]),
    ("write_files",       |ctx, _| write_files(ctx),   Scope::FilesWrite,   [no(Scope::FilesWrite), YES, YES, YES, YES]),
    ("attach_to",         attach_to,                   Scope::FilesWrite,   [no(Scope::FilesWrite), NOT_OWNER, YES, YES, YES]),
    ("read_venues",       |ctx, _| read_venues(ctx),   Scope::VenuesRead,   [YES, YES, YES, YES, YES]),
    ("write_venues",      |ctx, _| write_venues(ctx),  Scope::VenuesWrite,  [no(Scope::VenuesWrite), YES, YES, YES, YES]),
    ("import_events",     |ctx, _| import_events(ctx), Scope::ImportsWrite, [no(Scope::ImportsWrite), YES, YES, YES, YES]),
    ("import_events_for", |ctx, event| import_events_for(ctx, event.created_by),
                                                       Scope::ImportsWrite, [no(Scope::ImportsWrite), NOT_OWNER, YES, YES, YES]),
    ("manage_users",      |ctx, _| manage_users(ctx),  Scope::UsersManage,
                                       [no(Scope::UsersManage), no(Scope::UsersManage), no(Scope::UsersManage), YES, YES]),
    ("manage_jobs",       |ctx, _| manage_jobs(ctx),   Scope::JobsManage,
                                       [no(Scope::JobsManage), no(Scope::JobsManage), no(Scope::JobsManage), YES, YES]),
    ("read_audit_log",    |ctx, _| read_audit_log(ctx), Scope::SystemRead,
                                       [no(Scope::SystemRead), no(Scope::SystemRead), no(Scope::SystemRead), YES, YES]),
    ("be a user",         |ctx, _| ctx.user().map(|_| ()), Scope::EventsRead, [YES, YES, YES, YES, Err(Denied::UsersOnly)]),
];

/// Who asks, in the order of the table's columns.
fn actors(owner: &User) -> [(&'static str, Context); 5] {
    [
        ("viewer", by(&a_user("viewer").build())),
        ("editor", by(&a_user("editor").editor().build())),
        ("owner", by(owner)),
        ("admin", by(&a_user("admin").admin().build())),
        ("system", by_system()),
    ]
}

#[test]
fn each_actor_may_do_what_the_table_says() {
    let owner = a_user("owner").editor().build();
    let event = an_event(&owner).build();
    for (name, rule, _, answers) in TABLE {
        for ((actor, ctx), expected) in actors(&owner).into_iter().zip(answers) {
            assert_eq!(rule(&ctx, &event), expected, "{name} as {actor}");
        }
    }
}

/// A role is no permission without the token's scope, and no other scope stands in for it.
#[test]
fn a_token_with_fewer_scopes_allows_less_than_its_role() {
    let admin = a_user("admin").admin().build();
    let event = an_event(&admin).build();
    for (name, rule, scope, _) in TABLE.into_iter().filter(|(name, ..)| *name != "be a user") {
        let only = Scopes::from_iter([scope]);
        let all_but: Scopes = Scope::ALL.into_iter().filter(|other| *other != scope).collect();
        assert_eq!(rule(&by_token_of(&admin, only), &event), YES, "{name}");
        assert_eq!(rule(&by_token_of(&admin, all_but), &event), no(scope), "{name}");
        assert_eq!(rule(&by_token_of(&admin, Scopes::NONE), &event), no(scope), "{name}");
    }
}

/// Who was an editor once and is none any more: the scope is asked for before the ownership.
#[test]
fn an_owner_without_the_scope_lacks_the_scope() {
    let owner = a_user("owner").role(Role::Viewer).build();
    let event = an_event(&owner).build();
    assert_eq!(change_event(&by(&owner), &event), no(Scope::EventsWrite));
}

#[test]
fn drafts_are_seen_by_their_owner_and_admins_only() {
    let owner = a_user("owner").editor().build();
    for (status, answers) in [
        (EventStatus::Draft, [false, false, true, true, true]),
        (EventStatus::Published, [true; 5]),
        (EventStatus::Cancelled, [true; 5]),
    ] {
        let event = an_event(&owner).status(status).build();
        for ((actor, ctx), expected) in actors(&owner).into_iter().zip(answers) {
            assert_eq!(may_see(&ctx, &event), expected, "{} as {actor}", status.as_str());
        }
    }
}

/// Lists and single events must agree on what is hidden.
#[test]
fn lists_show_the_drafts_that_may_be_seen() {
    let owner = a_user("owner").editor().build();
    let viewer = a_user("viewer").build();
    assert_eq!(visible_events(&by(&viewer)), Visibility::DraftsOf(viewer.id));
    assert_eq!(visible_events(&by(&owner)), Visibility::DraftsOf(owner.id));
    assert_eq!(visible_events(&by(&a_user("admin").admin().build())), Visibility::AllDrafts);
    assert_eq!(visible_events(&by_system()), Visibility::AllDrafts);
}

/// Lists and single jobs must agree on what is hidden.
#[test]
fn jobs_are_seen_by_their_owner_and_who_manages_jobs() {
    let owner = a_user("owner").editor().build();
    let job = Task::PruneJobs.job(JobId::new(unique_id()), instant("2030-01-01T12:00:00Z"));
    let own = Job { owner: Some(owner.id), ..job.clone() };
    for (job, answers) in [(own, [false, false, true, true, true]), (job, [false, false, false, true, true])]
    {
        for ((actor, ctx), expected) in actors(&owner).into_iter().zip(answers) {
            assert_eq!(may_see_job(&ctx, &job), expected, "{actor}");
            let listed = visible_jobs(&ctx).is_none_or(|user| job.owner == Some(user));
            assert_eq!(listed, expected, "{actor}");
        }
    }
    let admin = a_user("admin").admin().build();
    assert_eq!(visible_jobs(&by_token_of(&admin, Scopes::NONE)), Some(admin.id));
}
