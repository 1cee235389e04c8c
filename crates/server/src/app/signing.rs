//! The key of access tokens that nobody had to make.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    process,
};

use anyhow::{Context as _, bail};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use fasttrack_jwt::SigningKeys;
use secrecy::SecretString;

use crate::settings::{Environment, Settings};

const FILE: &str = "jwt.secrets";
const KEY_BYTES: usize = 48;

/// The keys that were configured; outside prod else the one that is kept with the data, which is
/// made at the first start, so that a restart signs nobody out.
///
/// # Errors
/// When the key can be neither read nor made.
pub(super) fn keys(settings: &Settings) -> anyhow::Result<SigningKeys> {
    if let Some(keys) = &settings.access.signing_keys {
        return Ok(keys.clone());
    }
    if settings.environment == Environment::Prod {
        bail!("JWT_SECRETS must be set in prod");
    }
    let path = settings.data.join(FILE);
    let kept = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(&path).and_then(|()| fs::read_to_string(&path))
        }
        kept => kept,
    };
    let kept = kept.with_context(|| format!("cannot keep the key of tokens in {}", path.display()))?;
    let key = kept.trim_end().split_once(':').map(|(kid, key)| (kid.to_owned(), SecretString::from(key)));
    SigningKeys::new(key).with_context(|| {
        format!("{} holds no key of tokens: delete it, and the next start makes one", path.display())
    })
}

/// Written aside and then linked, so that nobody ever reads half a key, and of two processes that
/// start at once one wins.
fn make(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key)?;
    let aside = path.with_file_name(format!("{FILE}.{}", process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    let linked = writeln!(file, "local:{}", URL_SAFE_NO_PAD.encode(key))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&aside, path));
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_its_owner_alone_can_read_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("data").join(FILE);
        make(&path).unwrap();
        let kept = fs::read_to_string(&path).unwrap();
        make(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), kept, "the first one wins");
        assert!(kept.starts_with("local:") && kept.len() > 64);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 1, "nothing is left aside");
    }
}
