//! The five-minute tour of README.md, run as a reader would.

use std::process::Command;

use serde_json::Value;

use crate::support::process::Installation;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
const PASSWORD: &str = "tapioca-orbit-kettle-92";

#[test]
fn the_tour_of_the_readme_works() {
    let curl = Command::new("curl").arg("--version").output();
    assert!(curl.is_ok(), "the tour needs curl: apt-get install curl");
    let installation = Installation::new().with("ADMIN_PASSWORD", PASSWORD).with("LOG_FORMAT", "json");
    let server = installation.serve();
    let folder = installation.path("");
    let mut script = tour(&std::fs::read_to_string(README).unwrap());
    // What a reader edits.
    for (line, edited) in [
        ("BASE=http://127.0.0.1:8000\n", format!("BASE=http://{}\n", server.address)),
        ("ADMIN_PASSWORD='put it here'\n", format!("ADMIN_PASSWORD='{PASSWORD}'\n")),
    ] {
        assert_eq!(script.matches(line).count(), 1, "{line}");
        script = script.replace(line, &edited);
    }
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(&folder)
        .envs(installation.variables().iter().map(|(name, value)| (name, value)))
        .env("FASTTRACK", env!("CARGO_BIN_EXE_fasttrack"))
        .env("TMPDIR", &folder)
        .env("NO_PROXY", "*")
        .output()
        .expect("the tour needs bash: `cargo xtask setup` says how to get it");

    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{}:\n{said}", output.status);
    for seen in [
        r#""username":"admin""#,
        "HTTP/1.1 201 Created",
        r#""venue":{"id":""#,
        r#""total":1}"#,
        r#""capacity":300,"#,
        "1 added, 0 already there, 1 rejected",
        "exit code 3",
        "\n3,starts_at,invalid_timestamp,",
        r#""tags":["dança","junina"]"#,
    ] {
        assert!(said.contains(seen), "nothing says `{seen}`:\n{said}");
    }
    let problems: Vec<&str> =
        said.split(r#""code":""#).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(problems, ["precondition_failed", "invalid_token"], "no other call fails:\n{said}");

    let log = server.terminate();
    let calls = [200, 200, 201, 201, 200, 200, 412, 200, 200, 204, 204, 204, 200, 401];
    assert_eq!(statuses(&log), calls, "one line a call:\n{log}");
}

/// What the log says of each request.
fn statuses(log: &str) -> Vec<u64> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["route"].is_string()).filter_map(|line| line["status"].as_u64()).collect()
}

/// The shell blocks under the heading of the tour, as one script.
fn tour(readme: &str) -> String {
    let lines = readme.lines().skip_while(|line| *line != "## Five-minute tour").skip(1);
    let mut inside = false;
    let script: Vec<&str> = lines
        .take_while(|line| !line.starts_with("## "))
        .filter(|line| {
            let fence = line.starts_with("```");
            inside = if fence { *line == "```sh" } else { inside };
            inside && !fence
        })
        .collect();
    assert!(script.len() > 20, "README.md has no tour");
    script.join("\n")
}
