//! How long a refusal takes says nothing of whether there is such a user.

use std::time::{Duration, Instant};

use crate::{
    Length,
    support::{Client, TestApp, people::a_user, process::Installation},
};

const WRONG: &str = "hunter2-hunter2-hunter2";

/// How long it takes to refuse this user.
async fn refusal(client: &Client, username: &str) -> Duration {
    let began = Instant::now();
    let refused = client.password_grant(username, WRONG, None).await;
    let took = began.elapsed();
    refused.assert_invalid_grant();
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_take_the_same_time() {
    let length = Length::of_this_run();
    // Beside other tests a core is not for one alone; a hash that is left out makes it a fiftieth.
    let (tries, least, most) = (length.pick(20, 200), length.pick(0.5, 0.9), length.pick(2.0, 1.1));
    let here = Installation::new()
        .with("ADMIN_PASSWORD", TestApp::PASSWORD)
        .with("RATE_LIMIT", "off")
        .with("BCRYPT_COST", length.pick("8", "10"));
    let server = here.serve();
    let nobody = Client::new(format!("http://{}", server.address));
    let admin = nobody.sign_in("admin", TestApp::PASSWORD).await;
    admin.make_user(&a_user("ana")).await;
    let deactivated = admin.make_user(&a_user("eva")).await;
    admin.patch(&deactivated, &serde_json::json!({"active": false})).await;

    let [mut wrong, mut unknown, mut inactive] = [const { Vec::new() }; 3];
    for n in 0..tries {
        // In turn, so that whatever else happens here happens to all of them.
        wrong.push(refusal(&nobody, "ana").await);
        unknown.push(refusal(&nobody, &format!("nobody-{n}")).await);
        inactive.push(refusal(&nobody, "eva").await);
    }
    let reference = median(wrong);
    for (name, times) in [("an unknown user", unknown), ("an inactive one", inactive)] {
        let ratio = median(times).as_secs_f64() / reference.as_secs_f64();
        println!(
            "sign-in: {name} is refused in {ratio:.3} of the time of a wrong password ({reference:.1?})"
        );
        assert!((least..=most).contains(&ratio), "{name}: {ratio}");
    }
    server.terminate();
}
