use fasttrack_domain::{
    access::{Role, Scope, Scopes},
    api_key::ApiKeyId,
    attachment::AttachmentId,
    audit::{AuditAction, AuditSubject, AuditSubjectKind},
    event::EventId,
    id::Id,
    job::{JobId, JobKind},
    registration::RegistrationId,
    session::SessionId,
    user::{User, UserId},
    venue::VenueId,
};
use serde_json::{Map, Value, json};

/// What somebody did, with all that the audit log says of it: identifiers, roles, numbers and words of
/// ours. There is no place here for what people wrote, so nothing of it gets into the log: no name, no
/// e-mail address, no password, and no username as it was typed, which may be a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    SessionStarted(SessionId),
    /// The user is whose name was given, if there is one.
    SessionRefused(Option<UserId>, Refusal),
    SessionEnded(SessionId),
    RefreshTokenReused {
        owner: UserId,
        session: SessionId,
    },
    PasswordChanged {
        of: UserId,
        sessions_ended: usize,
    },
    PasswordRefused(UserId),
    PasswordReset {
        of: UserId,
        sessions_ended: usize,
    },
    UserCreated(UserId, Role),
    UserUpdated {
        user: UserId,
        full_name: bool,
        email: bool,
    },
    UserRoleChanged {
        user: UserId,
        from: Role,
        to: Role,
    },
    UserDeactivated(UserId),
    UserActivated(UserId),
    UserDeleted {
        user: UserId,
        events_to: Option<UserId>,
    },
    EventDeleted {
        event: EventId,
        owner: UserId,
    },
    VenueDeleted(VenueId),
    AttachmentDeleted {
        attachment: AttachmentId,
        event: EventId,
    },
    RegistrationCancelled {
        registration: RegistrationId,
        event: EventId,
    },
    JobRetried(JobId, JobKind),
    JobCancelled(JobId, JobKind),
    ApiKeyCreated(ApiKeyId, Scopes),
    ApiKeyRevoked(ApiKeyId),
}

/// Why somebody was not let in. Only the log is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownUser,
    WrongPassword,
    InactiveUser,
    /// The password was changed, or the user switched off or removed, while it was verified.
    Overtaken,
    /// The password was right, and more was asked for than the role may be granted.
    InvalidScope,
}

impl Refusal {
    const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownUser => "unknown_user",
            Self::WrongPassword => "wrong_password",
            Self::InactiveUser => "inactive_user",
            Self::Overtaken => "overtaken",
            Self::InvalidScope => "invalid_scope",
        }
    }
}

impl Deed {
    /// What a change of a user comes to: one thing or several.
    pub(crate) fn of_change(before: &User, after: &User) -> Vec<Self> {
        let user = after.id;
        let (full_name, email) = (after.full_name != before.full_name, after.email != before.email);
        let mut deeds = Vec::new();
        if full_name || email {
            deeds.push(Self::UserUpdated { user, full_name, email });
        }
        if after.role != before.role {
            deeds.push(Self::UserRoleChanged { user, from: before.role, to: after.role });
        }
        match (before.active, after.active) {
            (true, false) => deeds.push(Self::UserDeactivated(user)),
            (false, true) => deeds.push(Self::UserActivated(user)),
            (true, true) | (false, false) => {}
        }
        deeds
    }

    pub(crate) const fn action(&self) -> AuditAction {
        match self {
            Self::SessionStarted(_) => AuditAction::SessionStarted,
            Self::SessionRefused(..) => AuditAction::SessionRefused,
            Self::SessionEnded(_) => AuditAction::SessionEnded,
            Self::RefreshTokenReused { .. } => AuditAction::RefreshTokenReused,
            Self::PasswordChanged { .. } => AuditAction::PasswordChanged,
            Self::PasswordRefused(_) => AuditAction::PasswordRefused,
            Self::PasswordReset { .. } => AuditAction::PasswordReset,
            Self::UserCreated(..) => AuditAction::UserCreated,
            Self::UserUpdated { .. } => AuditAction::UserUpdated,
            Self::UserRoleChanged { .. } => AuditAction::UserRoleChanged,
            Self::UserDeactivated(_) => AuditAction::UserDeactivated,
            Self::UserActivated(_) => AuditAction::UserActivated,
            Self::UserDeleted { .. } => AuditAction::UserDeleted,
            Self::EventDeleted { .. } => AuditAction::EventDeleted,
            Self::VenueDeleted(_) => AuditAction::VenueDeleted,
            Self::AttachmentDeleted { .. } => AuditAction::AttachmentDeleted,
            Self::RegistrationCancelled { .. } => AuditAction::RegistrationCancelled,
            Self::JobRetried(..) => AuditAction::JobRetried,
            Self::JobCancelled(..) => AuditAction::JobCancelled,
            Self::ApiKeyCreated(..) => AuditAction::ApiKeyCreated,
            Self::ApiKeyRevoked(_) => AuditAction::ApiKeyRevoked,
        }
    }

    pub(crate) fn subject(&self) -> Option<AuditSubject> {
        Some(match self {
            Self::SessionStarted(id) | Self::SessionEnded(id) => a(AuditSubjectKind::Session, *id),
            Self::SessionRefused(user, _) => a(AuditSubjectKind::User, (*user)?),
            Self::RefreshTokenReused { owner: id, .. }
            | Self::PasswordChanged { of: id, .. }
            | Self::PasswordRefused(id)
            | Self::PasswordReset { of: id, .. }
            | Self::UserCreated(id, _)
            | Self::UserUpdated { user: id, .. }
            | Self::UserRoleChanged { user: id, .. }
            | Self::UserDeactivated(id)
            | Self::UserActivated(id)
            | Self::UserDeleted { user: id, .. } => a(AuditSubjectKind::User, *id),
            Self::EventDeleted { event, .. } => a(AuditSubjectKind::Event, *event),
            Self::VenueDeleted(id) => a(AuditSubjectKind::Venue, *id),
            Self::AttachmentDeleted { attachment, .. } => a(AuditSubjectKind::Attachment, *attachment),
            Self::RegistrationCancelled { registration, .. } => {
                a(AuditSubjectKind::Registration, *registration)
            }
            Self::JobRetried(id, _) | Self::JobCancelled(id, _) => a(AuditSubjectKind::Job, *id),
            Self::ApiKeyCreated(id, _) | Self::ApiKeyRevoked(id) => a(AuditSubjectKind::ApiKey, *id),
        })
    }

    /// A JSON object: what else there is to say of it, and with which key, if it was a machine.
    pub(crate) fn details(&self, by: Option<ApiKeyId>) -> Option<String> {
        let mut details = match self.particulars() {
            Some(Value::Object(members)) => members,
            Some(_) | None => Map::new(),
        };
        if let Some(key) = by {
            details.insert("api_key_id".to_owned(), text(key));
        }
        (!details.is_empty()).then(|| Value::Object(details).to_string())
    }

    fn particulars(&self) -> Option<Value> {
        let details = match self {
            Self::SessionRefused(_, reason) => json!({ "reason": reason.as_str() }),
            Self::RefreshTokenReused { session, .. } => json!({ "session_id": text(*session) }),
            Self::PasswordChanged { sessions_ended, .. } | Self::PasswordReset { sessions_ended, .. } => {
                json!({ "sessions_ended": sessions_ended })
            }
            Self::UserCreated(_, role) => json!({ "role": role.as_str() }),
            Self::UserUpdated { full_name, email, .. } => {
                let changed = [("full_name", *full_name), ("email", *email)];
                let changed = changed.into_iter().filter_map(|(member, changed)| changed.then_some(member));
                json!({ "changed": changed.collect::<Vec<_>>() })
            }
            Self::UserRoleChanged { from, to, .. } => json!({ "from": from.as_str(), "to": to.as_str() }),
            Self::UserDeleted { events_to: Some(user), .. } => json!({ "events_to": text(*user) }),
            Self::EventDeleted { owner, .. } => json!({ "created_by": text(*owner) }),
            Self::AttachmentDeleted { event, .. } | Self::RegistrationCancelled { event, .. } => {
                json!({ "event_id": text(*event) })
            }
            Self::JobRetried(_, kind) | Self::JobCancelled(_, kind) => json!({ "kind": kind.as_str() }),
            Self::ApiKeyCreated(_, scopes) => {
                json!({ "scopes": scopes.iter().map(Scope::as_str).collect::<Vec<_>>() })
            }
            Self::SessionStarted(_)
            | Self::SessionEnded(_)
            | Self::PasswordRefused(_)
            | Self::UserDeactivated(_)
            | Self::UserActivated(_)
            | Self::UserDeleted { events_to: None, .. }
            | Self::VenueDeleted(_)
            | Self::ApiKeyRevoked(_) => return None,
        };
        Some(details)
    }
}

fn a<T>(kind: AuditSubjectKind, id: Id<T>) -> AuditSubject {
    AuditSubject { kind: kind.into(), id: id.uuid() }
}

fn text<T>(id: Id<T>) -> Value {
    Value::String(id.to_string())
}
