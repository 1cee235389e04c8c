//! Guessing passwords.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{at, limited, seconds, uses_up};
use crate::support::{Answer, Client, TestApp, grant::TOKEN, process::PATIENCE};

const WRONG: &str = "not-the-password-92";

async fn guess(client: &Client, username: &str) -> Answer {
    client.password_grant(username, WRONG, None).await
}

#[tokio::test]
async fn who_guesses_waits_and_nobody_else_does() {
    let app = limited(&[("SIGN_IN_LIMITS", "3/1h")]);
    let here = app.anonymous();
    for username in ["admin", "nobody-of-that-name", "'; drop table users; --"] {
        let refused = uses_up(username, 3, 400, async || guess(&here, username).await).await;
        refused.assert_problem(TOKEN, 429, "rate_limited");
        assert_eq!(refused.json["error"], "rate_limited");
        assert_eq!(refused.json["error_description"], refused.json["detail"]);
        assert_eq!(refused.header("cache-control"), "no-store");
        let wait = seconds(refused.header("retry-after"));
        assert!((1140..=1200).contains(&wait), "{refused:?}");
        // The name, however it is typed, and the right password make no difference.
        let right = here.password_grant(&format!(" {username} "), TestApp::PASSWORD, None).await;
        let expected = if username.contains(' ') { 400 } else { 429 };
        assert_eq!(right.status, expected, "{right:?}");
    }
    // From elsewhere, the admin gets in, and takes none of the guesses back.
    at(&app, 2).sign_in("admin", TestApp::PASSWORD).await;
    assert_eq!(guess(&here, "admin").await.status, 429);
    let log = app.stop();
    for word in ["nobody-of-that-name", "drop table", WRONG] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}

#[tokio::test]
async fn the_right_password_forgets_the_wrong_ones() {
    let app = limited(&[("SIGN_IN_LIMITS", "3/1h,4/1d")]);
    let here = app.anonymous();
    for _ in 0..3 {
        for _ in 0..2 {
            guess(&here, "admin").await.assert_invalid_grant();
        }
        here.sign_in("admin", TestApp::PASSWORD).await;
    }
    uses_up("after that", 3, 400, async || guess(&here, "admin").await).await;
}

#[tokio::test]
async fn guesses_at_the_same_time_are_no_more() {
    let app = limited(&[("SIGN_IN_LIMITS", "3/1h")]);
    let here = app.anonymous();
    let guesses = (0..20).map(|_| guess(&here, "admin"));
    let answers = futures_util::future::join_all(guesses).await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(400), of(429)), (3, 17));
}

#[tokio::test]
async fn each_further_guess_takes_longer() {
    let app = limited(&[("SIGN_IN_LIMITS", "1/1s,2/2h")]);
    let here = app.anonymous();
    guess(&here, "admin").await.assert_invalid_grant();
    let refused = guess(&here, "admin").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "{refused:?}");
    let until = Instant::now() + PATIENCE;
    let longer = loop {
        assert!(Instant::now() < until, "nobody ever waits longer");
        let answer = guess(&here, "admin").await;
        if answer.status == 429 && seconds(answer.header("retry-after")) > 1 {
            break seconds(answer.header("retry-after"));
        }
        sleep(Duration::from_millis(100)).await;
    };
    assert!((3540..=3600).contains(&longer), "{longer}");
}
