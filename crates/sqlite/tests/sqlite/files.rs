use std::path::Path;

use fasttrack_domain::ports::{Store as _, UserQueries};
use fasttrack_sqlite::{Migrations, OpenError, SqliteSettings, SqliteStore};

use crate::support::Database;

#[tokio::test]
async fn unusual_paths_work() {
    for name in [
        "with space.db",
        "ünïcode 東京.db",
        "percent%20hash#question?mode=memory.db",
        "file:name.db",
        "quote'and\"quote.db",
        "a/missing/folder/of/folders/data.db",
        "no-extension",
    ] {
        let database = Database::with(|settings| {
            settings.path = settings.path.with_file_name("folder").join(name);
        })
        .await;
        database.fill(1).await;
        assert!(database.settings.path.is_file(), "{name}");
        let again = SqliteStore::connect(&database.settings).await.unwrap();
        assert_eq!(UserQueries::count(&again).await.unwrap(), 1, "{name}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;

    let database = Database::new().await;
    database.fill(1).await;
    for name in ["", "-wal", "-shm"] {
        let mut path = database.settings.path.clone().into_os_string();
        path.push(name);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}

async fn open(path: &Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::connect(&SqliteSettings::new(path)).await
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "no folder").unwrap();
    let Err(error) = open(&file.join("data").join("fasttrack.db")).await else { panic!("it opened") };
    assert!(matches!(error, OpenError::Folder { .. }));
    assert!(error.to_string().contains(file.join("data").to_str().unwrap()), "{error}");
}

#[tokio::test]
async fn what_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "dear diary, ".repeat(100)).unwrap();
    for path in [&text, folder.path()] {
        let Err(error) = open(path).await else { panic!("it opened") };
        assert!(matches!(error, OpenError::File { .. }));
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        let error = Migrations::new(&SqliteSettings::new(path)).run().await.unwrap_err();
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("dear diary"));
}

#[tokio::test]
async fn a_database_that_is_gone_is_unavailable() {
    let database = Database::new().await;
    let Database { store, folder, .. } = database;
    // Abandoned, so that the next unit has to open the file again.
    drop(store.begin().await.unwrap());
    drop(folder);
    let Err(error) = store.begin().await else { panic!("it began") };
    assert!(matches!(error, fasttrack_domain::StoreError::Unavailable(_)), "{error:?}");
}
