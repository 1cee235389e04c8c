mod areas;
mod engines;
mod prod;
mod sources;

use std::{ffi::OsString, path::Path};

use tempfile::TempDir;

use super::*;

const KEY: &str = "k1:8f1c0d7b5e9a4c62b3d8e7f6a5049182";

fn sources(folder: &Path, environment: &[(&str, &str)]) -> Sources {
    let environment =
        environment.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
    Sources { environment, folder: folder.to_owned() }
}

/// With these variables and an empty folder.
fn load(environment: &[(&str, &str)]) -> Result<Settings, Faults> {
    let folder = TempDir::new().unwrap();
    Settings::load(&sources(folder.path(), environment), Scope::Server)
}

fn faults(environment: &[(&str, &str)]) -> String {
    load(environment).unwrap_err().to_string()
}

/// What prod needs besides.
const PROD: [(&str, &str); 4] = [
    ("APP_ENV", "prod"),
    ("DATABASE_URL", "sqlite:///srv/fasttrack.db"),
    ("JWT_SECRETS", KEY),
    ("CORS_ALLOWED_ORIGINS", "none"),
];
