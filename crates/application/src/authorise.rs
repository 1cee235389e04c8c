//! Who may do what: the table "Roles and scopes" of docs/API-DESIGN.md, as code. Nothing else in
//! the workspace compares roles or owners.

#[cfg(test)]
mod tests;

use fasttrack_domain::{
    access::{Role, Scope},
    event::{Event, EventStatus, Visibility},
    job::Job,
    user::{User, UserId},
};

use crate::context::{Actor, Context};

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The token lacks a scope.
    #[error("the scope {0} is needed")]
    InsufficientScope(Scope),
    /// The thing belongs to somebody else.
    #[error("only the owner and admins may do this")]
    NotOwner,
    /// Only users can do this, not the system.
    #[error("only a signed-in user can do this")]
    UsersOnly,
    /// Only somebody who signed in may do this, not a machine with an API key.
    #[error("an API key may not do this: sign in")]
    SessionRequired,
}

fn needs(ctx: &Context, scope: Scope) -> Result<(), Denied> {
    if ctx.has(scope) { Ok(()) } else { Err(Denied::InsufficientScope(scope)) }
}

/// Read events.
///
/// # Errors
/// [`Denied`] without `events:read`.
pub fn read_events(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::EventsRead)
}

/// Write events at all: asked first, before it is looked at which one it is about.
///
/// # Errors
/// [`Denied`] without `events:write`.
pub fn write_events(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::EventsWrite)
}

/// Change or delete this event.
///
/// # Errors
/// [`Denied`] without `events:write`, or when neither owner nor admin.
pub fn change_event(ctx: &Context, event: &Event) -> Result<(), Denied> {
    needs(ctx, Scope::EventsWrite)?;
    if owns(ctx, event.created_by) { Ok(()) } else { Err(Denied::NotOwner) }
}

/// Register oneself for events, and give that up again.
///
/// # Errors
/// [`Denied`] without `registrations:self`.
pub fn register_oneself(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::RegistrationsSelf)
}

/// See and manage the registrations for this event.
///
/// # Errors
/// [`Denied`] without `registrations:manage`, or when neither owner nor admin.
pub fn manage_registrations(ctx: &Context, event: &Event) -> Result<(), Denied> {
    needs(ctx, Scope::RegistrationsManage)?;
    if owns(ctx, event.created_by) { Ok(()) } else { Err(Denied::NotOwner) }
}

/// Attach files to events at all: asked first, before it is looked at which event it is about.
///
/// # Errors
/// [`Denied`] without `files:write`.
pub fn write_files(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::FilesWrite)
}

/// Attach files to this event, and remove them.
///
/// # Errors
/// [`Denied`] without `files:write`, or when neither owner nor admin.
pub fn attach_to(ctx: &Context, event: &Event) -> Result<(), Denied> {
    write_files(ctx)?;
    if owns(ctx, event.created_by) { Ok(()) } else { Err(Denied::NotOwner) }
}

/// Read venues.
///
/// # Errors
/// [`Denied`] without `venues:read`.
pub fn read_venues(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::VenuesRead)
}

/// Create, change or delete any venue.
///
/// # Errors
/// [`Denied`] without `venues:write`.
pub fn write_venues(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::VenuesWrite)
}

/// Import files of events.
///
/// # Errors
/// [`Denied`] without `imports:write`.
pub fn import_events(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::ImportsWrite)
}

/// Import events that will belong to this user.
///
/// # Errors
/// [`Denied`] without `imports:write`, or when neither that user nor admin.
pub fn import_events_for(ctx: &Context, owner: UserId) -> Result<(), Denied> {
    import_events(ctx)?;
    if owns(ctx, owner) { Ok(()) } else { Err(Denied::NotOwner) }
}

/// Whether new events may be given to somebody of this role: who may not write events could do
/// nothing with them.
#[must_use]
pub fn may_own_events(role: Role) -> bool {
    role.scopes().contains(Scope::EventsWrite)
}

/// Whether an import that a user began may still add events as the user's: it may have waited while
/// the user became somebody who may not.
#[must_use]
pub fn may_go_on_importing(owner: &User) -> bool {
    owner.active && owner.role.scopes().contains(Scope::ImportsWrite) && may_own_events(owner.role)
}

/// Manage users.
///
/// # Errors
/// [`Denied`] without `users:manage`.
pub fn manage_users(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::UsersManage)
}

/// Change or remove this user, which an API key may not do to its own: it would outlive what its user
/// can do about it.
///
/// # Errors
/// [`Denied`] without `users:manage`, or when it is the user of the key.
pub fn manage_user(ctx: &Context, user: UserId) -> Result<(), Denied> {
    manage_users(ctx)?;
    match ctx.actor {
        Actor::User(me) if me.user_id == user => ctx.in_session().map(drop),
        Actor::User(_) | Actor::System => Ok(()),
    }
}

/// Which drafts may be seen.
#[must_use]
pub const fn visible_events(ctx: &Context) -> Visibility {
    match ctx.actor {
        Actor::System => Visibility::AllDrafts,
        Actor::User(user) => match user.role {
            Role::Admin => Visibility::AllDrafts,
            Role::Editor | Role::Viewer => Visibility::DraftsOf(user.user_id),
        },
    }
}

/// Whether this event may be seen at all. One that may not is "not found".
#[must_use]
pub fn may_see(ctx: &Context, event: &Event) -> bool {
    event.details.status != EventStatus::Draft
        || match visible_events(ctx) {
            Visibility::AllDrafts => true,
            Visibility::DraftsOf(user) => user == event.created_by,
            Visibility::NoDrafts => false,
        }
}

/// See and manage everybody's jobs.
///
/// # Errors
/// [`Denied`] without `jobs:manage`.
pub fn manage_jobs(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::JobsManage)
}

/// Whose jobs may be seen and called off: this user's, or everybody's.
#[must_use]
pub const fn visible_jobs(ctx: &Context) -> Option<UserId> {
    match ctx.actor {
        Actor::User(user) if !ctx.has(Scope::JobsManage) => Some(user.user_id),
        Actor::User(_) | Actor::System => None,
    }
}

/// Whether this job may be seen at all, and called off. One that may not is "not found".
#[must_use]
pub fn may_see_job(ctx: &Context, job: &Job) -> bool {
    visible_jobs(ctx).is_none_or(|user| job.owner == Some(user))
}

/// Read the audit log.
///
/// # Errors
/// [`Denied`] without `system:read`.
pub fn read_audit_log(ctx: &Context) -> Result<(), Denied> {
    needs(ctx, Scope::SystemRead)
}

fn owns(ctx: &Context, owner: UserId) -> bool {
    match ctx.actor {
        Actor::System => true,
        Actor::User(user) => user.role == Role::Admin || user.user_id == owner,
    }
}
