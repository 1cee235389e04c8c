use std::time::Duration;

use anyhow::{Context as _, bail};

use super::{Outcome, args::HealthArgs, output, reachable, settings};
use crate::settings::Scope;

/// Shorter than what platforms give a health check.
const TIMEOUT: Duration = Duration::from_secs(4);

pub(super) fn run(args: &HealthArgs) -> anyhow::Result<Outcome> {
    let url = match &args.url {
        Some(url) => url.clone(),
        None => format!("http://{}/health/ready", reachable(settings(Scope::Tool)?.http.address)),
    };
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        // The page to which a wrong address leads is there, whatever the server's state.
        .max_redirects(0)
        .build()
        .new_agent();
    let answer = agent.get(&url).call().with_context(|| format!("{url} does not answer"))?;
    let status = answer.status();
    if status.is_redirection() {
        bail!("{url} answers {status}: ask /health/ready");
    }
    if !status.is_success() {
        bail!("{url} answers {status}");
    }
    output::line("ready")?;
    Ok(Outcome::Done)
}
