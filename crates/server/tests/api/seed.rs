//! `fasttrack seed`: demo data.

use serde_json::Value;

use crate::support::{
    Client, TestApp,
    process::{Installation, Output},
};

fn an_installation() -> Installation {
    let here = Installation::new();
    assert_eq!(here.run(&["user", "create", "admin", "--role", "admin"]).code, 0);
    here
}

fn seed(here: &Installation, options: &[&str]) -> Output {
    here.run(&[&["seed"], options].concat())
}

/// All events, in the order of their titles and starts, without their days: these are around today,
/// and today may be over.
fn events(here: &Installation) -> Vec<String> {
    let export = here.run(&["export", "--format", "ndjson"]);
    assert_eq!(export.code, 0, "{}", export.stderr);
    let mut events: Vec<String> = export
        .stdout
        .lines()
        .map(|line| {
            let mut event: Value = serde_json::from_str(line).unwrap();
            for member in ["starts_at", "ends_at"] {
                if let Some(at) = event[member].as_str() {
                    event[member] = at.split('T').nth(1).into();
                }
            }
            event.to_string()
        })
        .collect();
    events.sort_unstable();
    events
}

#[test]
fn the_same_seed_makes_the_same_and_another_another() {
    let [first, second, third] = [an_installation(), an_installation(), an_installation()];
    for (here, options) in [
        (&first, &["--events", "700"][..]),
        (&second, &["--events", "700"]),
        (&third, &["--events", "700", "--seed", "7"]),
    ] {
        let output = seed(here, options);
        assert_eq!((output.code, output.stdout.as_str()), (0, ""), "{}", output.stderr);
        assert!(output.stderr.contains("700 events at "), "{}", output.stderr);
    }
    let made = events(&first);
    assert_eq!(made.len(), 700);
    assert_eq!(events(&second), made);
    assert_ne!(events(&third), made);
}

#[test]
fn fewer_events_are_the_first_of_more() {
    let [few, many] = [an_installation(), an_installation()];
    assert_eq!(seed(&few, &["--events", "30"]).code, 0);
    assert_eq!(seed(&many, &["--events", "5200"]).code, 0);
    let all = events(&many);
    let few = events(&few);
    assert_eq!((few.len(), few.iter().find(|event| !all.contains(event))), (30, None));
}

#[test]
fn a_second_run_is_refused_and_adds_nothing() {
    let here = an_installation();
    assert_eq!(seed(&here, &["--events", "20"]).code, 0);
    let again = seed(&here, &["--events", "40"]);
    assert_eq!(again.code, 1, "{}", again.stderr);
    assert!(again.stderr.contains("the demo data of this seed is there already"), "{}", again.stderr);
    assert_eq!(events(&here).len(), 20);
    let other = seed(&here, &["--events", "5", "--seed", "7"]);
    assert_eq!(other.code, 0, "another seed goes: {}", other.stderr);
    assert_eq!(events(&here).len(), 25);
}

#[test]
fn prod_gets_no_demo_data() {
    let mut here = an_installation().in_prod();
    let refused = seed(&here, &["--events", "5"]);
    assert!(refused.code == 1 && refused.stderr.contains("demo data is not for prod"), "{refused:?}");
    here.set("APP_ENV", "dev");
    assert_eq!(events(&here).len(), 0);
}

#[test]
fn no_events_are_none() {
    let here = an_installation();
    let none = seed(&here, &["--events", "0"]);
    assert_eq!(none.code, 0, "{}", none.stderr);
    assert!(none.stderr.contains("0 events at "), "{}", none.stderr);
    assert_eq!(events(&here).len(), 0);
}

#[test]
fn the_owner_must_be_there() {
    let here = an_installation();
    let refused = seed(&here, &["--events", "5", "--owner", "nobody"]);
    assert!(refused.code == 1 && refused.stderr.contains("there is no user nobody"), "{refused:?}");
    for options in [&["--events", "-1"][..], &["--events", "many"], &[]] {
        assert_eq!(seed(&here, options).code, 2, "{options:?}");
    }
}

#[tokio::test]
async fn the_counts_are_those_of_the_registrations_that_were_made() {
    let here = Installation::new().with("ADMIN_PASSWORD", TestApp::PASSWORD);
    let server = here.serve();
    let output = seed(&here, &["--events", "150"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let admin = Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await;
    let pages = admin.pages("/api/v1/events?limit=100").await;
    let events: Vec<&Value> = pages.iter().flat_map(|page| page.json["items"].as_array().unwrap()).collect();
    let sum = |member: &str| events.iter().map(|event| event[member].as_u64().unwrap()).sum::<u64>();
    let (registered, waitlisted) = (sum("registered"), sum("waitlisted"));
    assert!(registered > 0 && waitlisted > 0, "some wait");
    let said = format!("{registered} registered, {waitlisted} waiting");
    assert!(output.stderr.contains(&said), "{said}: {}", output.stderr);
    for event in events {
        let path = format!("/api/v1/events/{}/registrations?limit=100", event["id"].as_str().unwrap());
        let states = admin.get(&path).await.each("status");
        let of = |status: &str| states.iter().filter(|state| *state == status).count();
        assert_eq!(
            (&event["registered"], &event["waitlisted"]),
            (&of("confirmed").into(), &of("waitlisted").into())
        );
        if let Some(seats) = event["capacity"].as_u64() {
            assert!(event["registered"].as_u64().unwrap() <= seats, "{event}");
        }
    }
    server.terminate();
}
