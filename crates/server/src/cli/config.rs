use super::{Outcome, args::ConfigCommand, output, settings};
use crate::settings::{Origin, Preset, Scope, Sources};

pub(super) fn run(command: &ConfigCommand) -> anyhow::Result<Outcome> {
    match command {
        ConfigCommand::Check => check(),
    }
}

fn check() -> anyhow::Result<Outcome> {
    // First: a name that is misspelt may be why another setting is missing.
    for (name, file) in Sources::of_process().unknown() {
        output::note(format_args!("note: {name} ({file}) is no setting of FastTrack"));
    }
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
