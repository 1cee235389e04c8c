use std::io::{self, BufRead as _};

use anyhow::{Context as _, anyhow, bail, ensure};
use fasttrack_application::{
    authorise::may_own_events,
    users::{NewUser, UserError, Users},
};
use fasttrack_domain::{
    page::{Limit, PageRequest},
    user::{Password, UserId, Username},
};

use super::{
    Outcome, adapters,
    args::{CreateUser, ResetPassword, UserCommand},
    output, settings, settings_of_existing,
};
use crate::{app::system_context, password, settings::Scope};

pub(super) async fn run(command: UserCommand) -> anyhow::Result<Outcome> {
    let settings = match command {
        UserCommand::Create(_) => settings(Scope::Tool)?,
        UserCommand::List | UserCommand::Password(_) => settings_of_existing().await?,
    };
    let users = adapters(&settings).await?.users();
    match command {
        UserCommand::Create(args) => create(&users, args).await?,
        UserCommand::List => list(&users).await?,
        UserCommand::Password(args) => reset_password(&users, args).await?,
    }
    Ok(Outcome::Done)
}

async fn create(users: &Users, args: CreateUser) -> anyhow::Result<()> {
    let CreateUser { name, role, email, full_name, password_stdin } = args;
    let Chosen { password, made_up } = Chosen::by(password_stdin)?;
    let new = NewUser {
        full_name: full_name.map_or_else(|| name.as_str().parse(), Ok)?,
        email: email.map_or_else(|| format!("{name}@fasttrack.invalid").parse(), Ok)?,
        username: name.clone(),
        role,
        active: true,
        password,
    };
    let ctx = system_context();
    let user = match users.create(&ctx, new).await {
        // The e-mail address may be the default one, of which nobody has heard.
        Err(UserError::UsernameTaken | UserError::EmailTaken)
            if users.find_by_name(&ctx, &name).await.is_ok() =>
        {
            bail!("there is a user {name} already: `fasttrack user password {name}` gives a new password")
        }
        made => made.context("cannot make the user")?,
    };
    output::note(format_args!("made the {} {}", user.role, user.username));
    print_once(made_up)
}

async fn reset_password(users: &Users, args: ResetPassword) -> anyhow::Result<()> {
    let ResetPassword { name, password_stdin } = args;
    let Chosen { password, made_up } = Chosen::by(password_stdin)?;
    let ctx = system_context();
    let user = users.find_by_name(&ctx, &name).await.map_err(|error| about(&name, error))?;
    users.reset_password(&ctx, user.id, &password).await.context("cannot change the password")?;
    output::note(format_args!("{name} has a new password, and must sign in again"));
    print_once(made_up)
}

async fn list(users: &Users) -> anyhow::Result<()> {
    let ctx = system_context();
    let mut page = PageRequest { limit: Limit::new(i64::from(Limit::MAX))?, after: None };
    output::line(format_args!("{:<32} {:<7} {:<8} {}", "username", "role", "state", "e-mail"))?;
    loop {
        let found = users.list(&ctx, &page).await?;
        for user in &found.items {
            let state = if user.active { "active" } else { "inactive" };
            let (name, email) = (user.username.as_str(), user.email.as_str());
            output::line(format_args!("{name:<32} {:<7} {state:<8} {email}", user.role.as_str()))?;
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

/// A password from standard input, or a random one that has to be shown.
struct Chosen {
    password: Password,
    made_up: Option<Password>,
}

impl Chosen {
    fn by(stdin: bool) -> anyhow::Result<Self> {
        if stdin {
            return Ok(Self { password: read_password()?, made_up: None });
        }
        let password = password::random()?;
        Ok(Self { password: password.clone(), made_up: Some(password) })
    }
}

fn read_password() -> anyhow::Result<Password> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line.parse::<Password>() {
        Ok(password) => Ok(password),
        Err(invalid) => bail!("the password {invalid}"),
    }
}

fn print_once(made_up: Option<Password>) -> anyhow::Result<()> {
    let Some(password) = made_up else { return Ok(()) };
    output::note("the password, shown only now:");
    output::line(password.reveal())
}

/// Says who is meant where the use case only knows that somebody is.
pub(super) fn about(name: &Username, error: UserError) -> anyhow::Error {
    match error {
        UserError::NotFound => anyhow!("there is no user {name}"),
        error => error.into(),
    }
}

/// The user whom a command gives new events to.
pub(super) async fn owner(users: &Users, name: &Username) -> anyhow::Result<UserId> {
    let user = match users.find_by_name(&system_context(), name).await {
        Err(UserError::NotFound) => bail!(
            "there is no user {name} to own the events: --owner names another, and \
             `fasttrack user create {name} --role {}` makes one",
            if name.as_str() == "admin" { "admin" } else { "editor" }
        ),
        found => found?,
    };
    let (name, role) = (user.username, user.role);
    ensure!(may_own_events(role), "{name} is a {role} and could not edit the events: --owner names another");
    Ok(user.id)
}
