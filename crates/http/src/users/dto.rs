use chrono::{DateTime, Utc};
use fasttrack_application::users::{NewUser, UserChange};
use fasttrack_domain::{
    access::Role,
    user::{Email, FullName, Password, User, Username},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    problem::ApiError,
    validation::{parse, parses},
};

/// A new user, as an admin makes it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserInput {
    /// What the user signs in with; cannot be changed later.
    #[validate(custom(function = "parses::<Username>"))]
    #[schema(min_length = 3, max_length = 32, pattern = "^[a-z0-9._-]+$", example = "maria.silva")]
    username: String,
    /// What the user is called.
    #[validate(custom(function = "parses::<FullName>"))]
    #[schema(min_length = 1, max_length = 100, example = "Maria da Silva")]
    full_name: String,
    /// Where the user is written to; unique.
    #[validate(custom(function = "parses::<Email>"))]
    #[schema(format = Email, max_length = 254, example = "maria@example.org")]
    email: String,
    /// What the user may be allowed.
    #[serde(default = "viewer")]
    #[validate(custom(function = "parses::<Role>"))]
    #[schema(required = false, value_type = RoleName, default = "viewer", example = "editor")]
    role: String,
    /// Whether the user may sign in.
    #[serde(default = "yes")]
    #[schema(required = false, default = true, example = true)]
    active: bool,
    /// 15 to 71 bytes (not characters), and hard to guess.
    #[validate(custom(function = "parses::<Password>"))]
    #[schema(format = Password, min_length = 4, max_length = 71, example = "tapioca-orbit-kettle-92")]
    password: String,
}

/// A new user who registers by itself.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistrationInput {
    /// What the user signs in with; cannot be changed later.
    #[validate(custom(function = "parses::<Username>"))]
    #[schema(min_length = 3, max_length = 32, pattern = "^[a-z0-9._-]+$", example = "joao.souza")]
    username: String,
    /// What the user is called.
    #[validate(custom(function = "parses::<FullName>"))]
    #[schema(min_length = 1, max_length = 100, example = "João Souza")]
    full_name: String,
    /// Where the user is written to; unique.
    #[validate(custom(function = "parses::<Email>"))]
    #[schema(format = Email, max_length = 254, example = "joao@example.org")]
    email: String,
    /// 15 to 71 bytes (not characters), and hard to guess.
    #[validate(custom(function = "parses::<Password>"))]
    #[schema(format = Password, min_length = 4, max_length = 71, example = "tapioca-orbit-kettle-92")]
    password: String,
}

/// What a user may be allowed.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the domain's Role in the OpenAPI document")]
pub(crate) enum RoleName {
    Viewer,
    Editor,
    Admin,
}

fn viewer() -> String {
    Role::Viewer.as_str().to_owned()
}

const fn yes() -> bool {
    true
}

impl UserInput {
    pub(super) fn new_user(&self) -> Result<NewUser, ApiError> {
        let Self { username, full_name, email, role, active, password } = self;
        Ok(NewUser {
            username: parse("/username", username)?,
            full_name: parse("/full_name", full_name)?,
            email: parse("/email", email)?,
            role: parse("/role", role)?,
            active: *active,
            password: parse("/password", password)?,
        })
    }
}

impl From<RegistrationInput> for UserInput {
    fn from(input: RegistrationInput) -> Self {
        let RegistrationInput { username, full_name, email, password } = input;
        Self { username, full_name, email, role: viewer(), active: yes(), password }
    }
}

/// What an admin changes about a user; what is absent stays. Nothing of it can be `null`.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserPatch {
    /// What the user is called.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "parses::<FullName>"))]
    #[schema(nullable = false, min_length = 1, max_length = 100, example = "Maria da Silva Lima")]
    full_name: Option<String>,
    /// Where the user is written to; unique.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "parses::<Email>"))]
    #[schema(nullable = false, format = Email, max_length = 254, example = "maria.lima@example.org")]
    email: Option<String>,
    /// What the user may be allowed. A change ends the user's sessions.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "parses::<Role>"))]
    #[schema(nullable = false, value_type = RoleName, required = false, example = "editor")]
    role: Option<String>,
    /// Whether the user may sign in. Switching it off ends the user's sessions.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, example = true)]
    active: Option<bool>,
}

/// What users change about themselves; what is absent stays. Nothing of it can be `null`.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MePatch {
    /// What one is called.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "parses::<FullName>"))]
    #[schema(nullable = false, min_length = 1, max_length = 100, example = "Maria da Silva Lima")]
    full_name: Option<String>,
    /// Where one is written to; unique.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "parses::<Email>"))]
    #[schema(nullable = false, format = Email, max_length = 254, example = "maria.lima@example.org")]
    email: Option<String>,
}

/// A member that is there is not `null`.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl UserPatch {
    pub(super) fn change(&self) -> Result<UserChange, ApiError> {
        let Self { full_name, email, role, active } = self;
        Ok(UserChange {
            full_name: full_name.as_deref().map(|raw| parse("/full_name", raw)).transpose()?,
            email: email.as_deref().map(|raw| parse("/email", raw)).transpose()?,
            role: role.as_deref().map(|raw| parse("/role", raw)).transpose()?,
            active: *active,
        })
    }
}

impl From<MePatch> for UserPatch {
    fn from(patch: MePatch) -> Self {
        let MePatch { full_name, email } = patch;
        Self { full_name, email, role: None, active: None }
    }
}

/// Changes one's own password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The password as it is.
    #[schema(format = Password, example = "correct horse battery staple")]
    pub(super) old_password: String,
    /// The password as it shall be: 15 to 71 bytes (not characters), and hard to guess.
    #[validate(custom(function = "parses::<Password>"))]
    #[schema(format = Password, min_length = 4, max_length = 71, example = "tapioca-orbit-kettle-92")]
    pub(super) password: String,
}

/// Somebody who may sign in.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserBody {
    /// Identifies the user for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000b1")]
    id: Uuid,
    /// What the user signs in with.
    #[schema(example = "maria.silva")]
    username: String,
    /// What the user is called.
    #[schema(example = "Maria da Silva")]
    full_name: String,
    /// Where the user is written to.
    #[schema(format = Email, example = "maria@example.org")]
    email: String,
    /// What the user may be allowed.
    #[schema(value_type = RoleName, example = "editor")]
    role: &'static str,
    /// Whether the user may sign in.
    #[schema(example = true)]
    active: bool,
    /// When the user was made.
    created_at: DateTime<Utc>,
    /// When the user was last changed.
    updated_at: DateTime<Utc>,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        let User { id, username, full_name, email, role, active, created_at, updated_at } = user;
        Self {
            id: id.uuid(),
            username: username.to_string(),
            full_name: full_name.to_string(),
            email: email.as_str().to_owned(),
            role: role.as_str(),
            active,
            created_at: created_at.to_utc(),
            updated_at: updated_at.to_utc(),
        }
    }
}
