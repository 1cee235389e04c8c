//! `fasttrack seed`: demo data, in batches of constant size.

use std::time::Instant;

use anyhow::ensure;
use fasttrack_application::seed::{SeedPlan, SeedReport};
use fasttrack_domain::ports::Clock as _;
use fasttrack_memory::SystemClock;

use super::{
    Outcome, adapters, args::SeedArgs, import::progress::Progress, output, settings_of_existing, user,
};
use crate::settings::Environment;

pub(super) async fn run(args: SeedArgs) -> anyhow::Result<Outcome> {
    let settings = settings_of_existing().await?;
    ensure!(settings.environment != Environment::Prod, "demo data is not for prod");
    let adapters = adapters(&settings).await?;
    let owner = user::owner(&adapters.users(), &args.owner).await?;
    let plan = SeedPlan { seed: args.seed, around: SystemClock.now(), owner };
    let seeder = adapters.seeder();

    let started = Instant::now();
    let mut progress = Progress::new(args.events);
    let mut total = SeedReport::default();
    let venues = seeder.venues(&plan).await?;
    while total.events < args.events {
        let end = args.events.min(total.events + SeedPlan::BATCH);
        let SeedReport { events, registered, waitlisted } =
            seeder.batch(&plan, &venues, total.events..end).await?;
        total.events += events;
        total.registered += registered;
        total.waitlisted += waitlisted;
        progress.reached(total.events);
    }
    progress.finish();
    let SeedReport { events, registered, waitlisted } = total;
    output::note(format_args!(
        "{events} events at {} venues, {registered} registered, {waitlisted} waiting ({:.1} s)",
        venues.len(),
        started.elapsed().as_secs_f64(),
    ));
    Ok(Outcome::Done)
}
