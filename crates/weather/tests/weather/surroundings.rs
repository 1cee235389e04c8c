//! What the environment of the process says to clients of the web.

use std::{env, process::Command};

/// A proxy would find hosts by itself, wherever they are.
#[test]
fn a_proxy_that_the_environment_names_is_not_asked() {
    let mut again = Command::new(env::current_exe().unwrap());
    again.args(["--exact", "open_meteo::a_city_is_found_first"]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        // Nobody listens there.
        again.env(name, "http://127.0.0.1:1");
    }
    for name in ["NO_PROXY", "no_proxy"] {
        again.env_remove(name);
    }
    let output = again.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
