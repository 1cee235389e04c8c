//! Where settings are read from, and what comes first.

use std::{collections::HashMap, fs, time::Duration};

use tempfile::TempDir;

use super::{KEY, load, sources};
use crate::settings::*;

#[test]
fn every_row_of_the_table_is_read_and_in_its_order() {
    let rows: Vec<_> = GROUPS.iter().flat_map(|group| group.settings).map(|row| row.name).collect();
    for environment in ["dev", "test"] {
        let read: Vec<_> = load(&[("APP_ENV", environment)])
            .unwrap()
            .effective
            .iter()
            .map(|value| value.setting.name)
            .collect();
        assert_eq!(read, rows);
    }
}

#[test]
fn the_environment_beats_the_special_file_which_beats_the_common_one() {
    let folder = TempDir::new().unwrap();
    let (a, b, c) = ("https://a.example", "https://b.example", "https://c.example");
    fs::write(
        folder.path().join(".env"),
        format!("APP_ENV=test\nCORS_ALLOWED_ORIGINS={a}\nBCRYPT_COST=5\nACCESS_TOKEN_TTL=7m\n"),
    )
    .unwrap();
    fs::write(
        folder.path().join(".env.test"),
        format!("APP_ENV=prod\nCORS_ALLOWED_ORIGINS={b}\nBCRYPT_COST=6\n"),
    )
    .unwrap();
    fs::write(folder.path().join(".env.dev"), "ACCESS_TOKEN_TTL=1m\n").unwrap();

    let environment = [("CORS_ALLOWED_ORIGINS", c), ("BCRYPT_COST", "")];
    let settings = Settings::load(&sources(folder.path(), &environment), Scope::Server).unwrap();

    assert_eq!(settings.environment, Environment::Test);
    assert_eq!(settings.http.cors_allowed_origins, [c]);
    assert_eq!(settings.access.bcrypt_cost, 6, "an empty variable counts as not set");
    assert_eq!(settings.access.access_token_ttl, Duration::from_secs(420));
    let origins: HashMap<_, _> =
        settings.effective.iter().map(|value| (value.setting.name, value.origin.to_string())).collect();
    assert_eq!(origins["CORS_ALLOWED_ORIGINS"], "environment");
    assert_eq!(origins["BCRYPT_COST"], ".env.test");
    assert_eq!(origins["ACCESS_TOKEN_TTL"], ".env");
    assert_eq!(origins["APP_ENV"], ".env");
    assert_eq!(origins["LOG_LEVEL"], "default");
}

#[test]
fn a_file_that_cannot_be_understood_is_named_by_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".env"), "LOG_LEVEL=info\nADMIN_PASSWORD=hunter2 with spaces\n").unwrap();
    let message = Settings::load(&sources(folder.path(), &[]), Scope::Server).unwrap_err().to_string();
    let told = "the configuration has 1 fault:\n  - .env line 2 cannot be understood: ";
    assert!(message.starts_with(told) && !message.contains("hunter2"), "{message}");
}

#[test]
fn secrets_come_from_files_without_their_last_newline() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("keys");
    let path = file.to_str().unwrap();
    let load =
        |environment: &[(&str, &str)]| Settings::load(&sources(folder.path(), environment), Scope::Server);
    fs::write(&file, format!("{KEY}\n")).unwrap();
    assert!(load(&[("JWT_SECRETS_FILE", path)]).unwrap().access.signing_keys.is_some());
    fs::write(&file, " a long password, please \n\n").unwrap();
    let password = load(&[("ADMIN_PASSWORD_FILE", path)]).unwrap().access.admin_password.unwrap();
    assert_eq!(password.reveal(), " a long password, please \n");

    let both = load(&[("JWT_SECRETS", KEY), ("JWT_SECRETS_FILE", path)]).unwrap_err().to_string();
    assert!(both.contains("JWT_SECRETS is given twice: JWT_SECRETS_FILE is set, too"), "{both}");
    let missing = load(&[("JWT_SECRETS_FILE", "/nowhere/keys")]).unwrap_err().to_string();
    assert!(missing.contains("JWT_SECRETS_FILE (environment) names a file that cannot be read"), "{missing}");
    fs::write(&file, "\n").unwrap();
    assert!(load(&[("JWT_SECRETS_FILE", path)]).is_err());
    // Only secrets have one.
    assert!(load(&[("LOG_LEVEL_FILE", "/nowhere")]).is_ok());
}

#[test]
fn a_database_url_may_come_from_a_file_since_it_may_hold_a_password() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("url");
    fs::write(&file, "postgres://ana:hunter2@db/x\n").unwrap();
    let environment = [("DATABASE_URL_FILE", file.to_str().unwrap())];
    let settings = Settings::load(&sources(folder.path(), &environment), Scope::Server).unwrap();
    assert_eq!(settings.database.to_string(), "postgres://db:5432/x");
    assert_eq!(settings.data, folder.path().join("data"), "there is no file to keep it beside");
}

#[test]
fn the_example_file_can_be_used_as_it_is_and_with_every_line_switched_on() {
    let example = include_str!("../../../../../.env.example");
    let folder = TempDir::new().unwrap();
    let env = folder.path().join(".env");
    fs::write(&env, example).unwrap();
    let settings = Settings::load(&sources(folder.path(), &[]), Scope::Server).unwrap();
    assert!(settings.effective.iter().all(|value| value.origin == Origin::Preset));

    let switched_on = example.replace("\n#", "\n").replace("\n ", "\n# ");
    fs::write(&env, switched_on).unwrap();
    let settings = Settings::load(&sources(folder.path(), &[]), Scope::Server).unwrap();
    for value in &settings.effective {
        assert_eq!(value.origin.to_string(), ".env", "{}", value.setting.name);
    }
}
