use anyhow::Context as _;
use fasttrack_telemetry as telemetry;
use tokio_util::sync::CancellationToken;

use super::{Outcome, output, reachable, settings};
use crate::{
    app::{Application, FirstLogin, shutdown},
    settings::{Environment, Scope},
};

pub(super) async fn run() -> anyhow::Result<Outcome> {
    let settings = settings(Scope::Server)?;
    let (logger, _guard) = telemetry::init(settings.log.clone())?;
    let stop = CancellationToken::new();
    shutdown::on_signal(stop.clone(), logger.clone()).context("cannot listen to signals")?;
    let mut application = Application::build(&settings, logger).await?;
    greet(&mut application, settings.environment);
    application.run(stop).await?;
    Ok(Outcome::Done)
}

/// To the terminal, not to the log: a password may be among it.
fn greet(application: &mut Application, environment: Environment) {
    let login = application.take_first_login();
    // In prod nobody reads a terminal; the log says where it listens.
    if environment == Environment::Prod {
        return;
    }
    let address = reachable(application.address());
    output::note(format_args!("FastTrack listens on http://{address}"));
    output::note(format_args!("  the API, to read and try:  http://{address}/docs"));
    match login {
        Some(FirstLogin { username, password: Some(password) }) => {
            output::note(format_args!(
                "  the first admin, shown only now:  {username}  {}",
                password.reveal()
            ));
        }
        Some(FirstLogin { username, password: None }) => {
            output::note(format_args!("  the first admin:  {username}, with the password of ADMIN_PASSWORD"));
        }
        None => {}
    }
}
