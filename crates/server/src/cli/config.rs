use super::{Outcome, args::ConfigCommand, output, settings};
use crate::settings::{Origin, Preset, Scope};

pub(super) fn run(command: &ConfigCommand) -> anyhow::Result<Outcome> {
    match command {
        ConfigCommand::Check => check(),
    }
}

fn check() -> anyhow::Result<Outcome> {
    let settings = settings(Scope::Server)?;
    for one in &settings.effective {
        let name = one.setting.name;
        match (&one.value, &one.origin, one.setting.preset) {
            (Some(value), Origin::Preset, _) => output::line(format_args!("{name}={value}"))?,
            (Some(value), origin, _) => output::line(format_args!("{name}={value}  # {origin}"))?,
            (None, _, Preset::Computed { how, .. }) => output::line(format_args!("{name}=  # {how}"))?,
            (None, ..) => output::line(format_args!("{name}="))?,
        }
    }
    output::note("the configuration has no fault");
    Ok(Outcome::Done)
}
