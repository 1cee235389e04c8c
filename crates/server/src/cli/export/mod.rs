//! `fasttrack export`: the file of `GET /api/v1/events/export`, of all events and without a server.

mod args;

use std::{
    fs::{self, File},
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use fasttrack_application::exports::Export;

pub(super) use args::ExportArgs;

use super::{Outcome, adapters, output, settings_of_existing, user};
use crate::app::system_context;

pub(super) async fn run(args: ExportArgs) -> anyhow::Result<Outcome> {
    let adapters = adapters(&settings_of_existing().await?).await?;
    let ctx = system_context();
    let owner = match &args.filter.created_by {
        None => None,
        Some(name) => {
            let found = adapters.users().find_by_name(&ctx, name).await;
            Some(found.map_err(|error| user::about(name, error))?.id)
        }
    };
    let filter = args.filter.filter(owner);
    let mut export = adapters.exports().begin(&ctx, filter, args.sort, args.format())?;
    match &args.output {
        Some(path) => to_file(&mut export, path).await?,
        None => to_standard_output(&mut export).await?,
    }
    output::note(format_args!("{} events exported", export.written()));
    Ok(Outcome::Done)
}

/// Under another name until it is whole, so that nobody takes a part for it.
async fn to_file(export: &mut Export, path: &Path) -> anyhow::Result<()> {
    let part = beside(path);
    let cannot = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(File::create(&part).with_context(cannot)?);
    let written = async {
        while let Some(piece) = export.next().await? {
            file.write_all(&piece).with_context(cannot)?;
        }
        file.flush().with_context(cannot)?;
        fs::rename(&part, path).with_context(cannot)
    };
    let written = written.await;
    if written.is_err() {
        // What is left of it helps nobody; the error says what matters.
        drop(fs::remove_file(&part));
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// A reader who has enough is no error, but gets no more either.
async fn to_standard_output(export: &mut Export) -> anyhow::Result<()> {
    while let Some(piece) = export.next().await? {
        let mut out = io::stdout().lock();
        match out.write_all(&piece).and_then(|()| out.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(error).context("cannot write to standard output"),
        }
    }
    Ok(())
}
