//! The first user of a new installation.

use anyhow::Context as _;
use fasttrack_application::{
    Context,
    users::{FirstAdmin, UserError, Users},
};
use fasttrack_domain::user::Password;
use slog::{Logger, info, warn};

use crate::{
    password,
    settings::{Environment, Settings},
};

const USERNAME: &str = "admin";

/// How the admin that was just made signs in.
pub struct FirstLogin {
    /// The username.
    pub username: String,
    /// The password, if it was made up here: to be shown once, and never logged.
    pub password: Option<Password>,
}

/// Makes the admin of an installation without users. In prod nobody gets in by chance: without
/// `ADMIN_PASSWORD` none is made, and the log says how to.
///
/// # Errors
/// When the password is too easy to guess, or the store fails.
pub(super) async fn ensure(
    users: &Users,
    settings: &Settings,
    ctx: &Context,
    logger: &Logger,
) -> anyhow::Result<Option<FirstLogin>> {
    let given = settings.access.admin_password.clone();
    if given.is_none() && settings.environment == Environment::Prod {
        if users.count(ctx).await? == 0 {
            warn!(logger, "there is no user yet: run `fasttrack user create NAME --role admin`");
        }
        return Ok(None);
    }
    let (password, made_up) = match given {
        Some(password) => (password, None),
        None => {
            let password = password::random()?;
            (password.clone(), Some(password))
        }
    };
    let admin = FirstAdmin {
        username: USERNAME.parse()?,
        full_name: "Administrator".parse()?,
        email: settings.access.admin_email.clone(),
        password,
    };
    let made = users.ensure_first_admin(ctx, admin).await.map_err(|error| match error {
        UserError::WeakPassword => anyhow::anyhow!("ADMIN_PASSWORD is too easy to guess"),
        error => error.into(),
    });
    let Some(user) = made.context("cannot make the first admin")? else { return Ok(None) };
    info!(logger, "made the first admin"; "user_id" => %user.id);
    Ok(Some(FirstLogin { username: USERNAME.to_owned(), password: made_up }))
}
