//! `.env.example` and the tables of `docs/CONFIGURATION.md` are what the table says. With
//! `UPDATE_DOCS=1` in the environment this test writes them.

use std::{env, fs, path::PathBuf};

use super::{Environment, GROUPS, Need, Preset, Setting};

const BEGIN: &str =
    "<!-- settings: written by `UPDATE_DOCS=1 cargo test -p fasttrack-server documents` -->\n";
const END: &str = "<!-- end of settings -->\n";

#[test]
fn the_example_file_is_what_the_table_says() {
    check(".env.example", |_| env_example());
}

#[test]
fn the_page_is_what_the_table_says() {
    check("docs/CONFIGURATION.md", |page| {
        let (before, rest) = page.split_once(BEGIN).expect("the page has the mark that begins the tables");
        let (_, after) = rest.split_once(END).expect("the page has the mark that ends the tables");
        format!("{before}{BEGIN}\n{}{END}{after}", markdown())
    });
}

fn check(file: &str, expected: impl Fn(&str) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    let written = fs::read_to_string(&path).unwrap_or_default();
    let expected = expected(&written);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).expect("the documents can be written");
    } else {
        assert!(
            written == expected,
            "{file} differs: run `UPDATE_DOCS=1 cargo test -p fasttrack-server documents`"
        );
    }
}

fn env_example() -> String {
    let mut text = String::from(
        "# Settings of FastTrack. Copy this file to `.env` and take the `#` away from what you change: as\n\
         # it stands, every line says what holds anyway, or how a value looks.\n\
         #\n\
         # The environment of the process beats `.env.<APP_ENV>`, which beats `.env`; an empty value counts\n\
         # as not set. Put secrets into single quotes: `$`, `#` and spaces mean something elsewhere. Every\n\
         # secret can also be given as a file, by NAME_FILE. docs/CONFIGURATION.md says more.\n",
    );
    for group in GROUPS {
        text += &format!("\n# ---- {} ----\n", group.title);
        for setting in group.settings {
            let value = example(setting);
            let value = if setting.is_secret() || value.contains(' ') { format!("'{value}'") } else { value };
            text += &format!("\n{}#{}={value}\n", comment(setting), setting.name);
        }
    }
    text
}

fn comment(setting: &Setting) -> String {
    let mut about = setting.about.to_owned();
    match setting.preset {
        Preset::By { dev, test, prod } if dev == test => {
            about += &format!(" By default {dev}; in prod {prod}.");
        }
        Preset::By { dev, test, prod } if dev == prod => {
            about += &format!(" By default {dev}; in test {test}.");
        }
        Preset::By { dev, test, prod } => {
            about += &format!(" By default {dev}; in test {test}, in prod {prod}.");
        }
        Preset::Computed { how, .. } => about += &format!(" When not set: {how}."),
        Preset::Value(_) | Preset::OutsideProd(_) => {}
    }
    if let Some(needed) = needed(setting) {
        about += &format!(" {needed}.");
    }
    wrapped(&about).into_iter().map(|line| format!("# {line}\n")).collect()
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        if lines.last().is_some_and(|line| line.len() + word.len() > 96) {
            lines.push(String::new());
        }
        let line = lines.last_mut().expect("there is a line");
        *line += if line.is_empty() { "" } else { " " };
        *line += word;
    }
    lines
}

fn example(setting: &Setting) -> String {
    match setting.preset {
        Preset::Computed { example, .. } => example.to_owned(),
        _ => setting.preset_in(Environment::Dev).expect("a default in dev").to_owned(),
    }
}

fn needed(setting: &Setting) -> Option<&'static str> {
    match setting.need {
        Need::Nobody => None,
        Need::Server => Some("Mandatory in prod, to serve"),
        Need::Everybody => Some("Mandatory in prod"),
    }
}

fn markdown() -> String {
    let mut text = String::new();
    for group in GROUPS {
        text += &format!("### {}\n\n| name | meaning | value | default |\n|---|---|---|---|\n", group.title);
        for setting in group.settings {
            let Setting { name, about, shape, .. } = setting;
            let secret = if setting.is_secret() { " (secret)" } else { "" };
            let needed = needed(setting).map(|needed| format!(" {needed}.")).unwrap_or_default();
            text += &format!("| `{name}`{secret} | {about}{needed} | {shape} | {} |\n", default(setting));
        }
        text += "\n";
    }
    text
}

fn default(setting: &Setting) -> String {
    match setting.preset {
        Preset::Value(value) => format!("`{value}`"),
        Preset::By { dev, test, prod } if dev == test => format!("`{dev}`; in prod `{prod}`"),
        Preset::By { dev, test, prod } if dev == prod => format!("`{dev}`; in test `{test}`"),
        Preset::By { dev, test, prod } => format!("`{dev}`; in test `{test}`, in prod `{prod}`"),
        Preset::OutsideProd(value) => format!("`{value}`; in prod there is no default"),
        Preset::Computed { how, .. } => how.to_owned(),
    }
}
