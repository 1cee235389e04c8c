use std::{sync::Arc, time::Instant};

use futures_util::future::join_all;
use serde_json::json;
use tokio::task::JoinSet;

use super::{
    READERS,
    ledger::{Figures, Ledger, Thing},
    scene::{PROCESSES, Scene, Stage},
};
use crate::{
    Length,
    support::{Client, TestApp, grant::SESSIONS, people::a_user},
};

/// How a session, or an API key, ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Deleted,
    Revoked,
    /// Not of the session, but of a key that was made in it.
    KeyRevoked,
    /// With its user.
    Deactivated,
}

const KEYS: &str = "/api/v1/users/me/api-keys";

/// So often each process must refuse a token, once it has done so.
const STAYS_DEAD: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_or_key_that_ended_is_dead_at_once_there_and_elsewhere_within_a_second() {
    let rounds = Length::of_this_run().pick(0, 10);
    let scene = Scene::new();
    let admins = scene.admins().await;
    let mut users = 0;
    for stage in Stage::ALL {
        let (since, mut all) = (Instant::now(), Figures::default());
        let known = scene.through(stage, rounds, async |home| {
            let ends = [End::Deleted, End::Revoked, End::KeyRevoked, End::Deactivated].map(|end| {
                users += 1;
                lives_and_ends(&scene, &admins[home], home, end, format!("user-{users}"))
            });
            join_all(ends).await.into_iter().for_each(|figures| all.add(&figures));
        });
        let known = known.await;
        println!("sessions, {stage:?}: {all}; {:.1?}, known after {known:.1?}", since.elapsed());
    }
}

/// One session, or a key of it, from its beginning to its end at this process.
async fn lives_and_ends(scene: &Scene, admin: &Client, home: usize, end: End, username: String) -> Figures {
    let user = admin.make_user(&a_user(&username)).await;
    let session = scene.fleet.client(home).sign_in(&username, TestApp::PASSWORD).await;
    let key = session.post(KEYS, &json!({"name": "CI", "scopes": ["events:read"]})).await;
    let token = match end {
        End::KeyRevoked => key.json["key"].as_str().unwrap(),
        End::Deleted | End::Revoked | End::Deactivated => session.access_secret(),
    };
    let holders: Vec<Client> =
        (0..PROCESSES).map(|process| scene.fleet.client(process).with_token(token)).collect();
    let ledger = Arc::new(Ledger::default());
    let mut hot = JoinSet::new();
    for (process, holder) in holders.iter().enumerate().cycle().take(READERS * PROCESSES) {
        hot.spawn(use_on(holder.clone(), process, Arc::clone(&ledger)));
    }
    let id = session.session_id().await;
    // It works at all of them.
    ledger.settled(PROCESSES).await;

    let answer = match end {
        End::Deleted => session.delete(&format!("{SESSIONS}/{id}")).await,
        End::Revoked => session.revoke(session.refresh_secret()).await,
        End::KeyRevoked => session.delete(key.header("location")).await,
        End::Deactivated => admin.patch(&user, &json!({"active": false})).await,
    };
    assert!(answer.status < 300, "{end:?}: {answer:?}");
    ledger.acknowledged(Thing::Session, home);
    use_once(&holders[home], home, &ledger).await;
    ledger.settled(PROCESSES).await;
    for (process, holder) in holders.iter().enumerate() {
        for _ in 0..STAYS_DEAD {
            use_once(holder, process, &ledger).await;
        }
    }
    assert!(hot.try_join_next().is_none(), "{end:?}: a token was neither taken nor refused");
    ledger.settled(PROCESSES).await;
    ledger.figures()
}

async fn use_on(holder: Client, process: usize, ledger: Arc<Ledger>) {
    loop {
        use_once(&holder, process, &ledger).await;
    }
}

async fn use_once(holder: &Client, process: usize, ledger: &Ledger) {
    let look = ledger.look(process, "a token");
    let ended = !holder.is_let_in().await;
    ledger.saw(&look, &[(Thing::Session, u64::from(ended))]);
}
