//! A server has a runtime for each of its threads, and each may end before the others.

use std::{sync::Arc, thread};

use fasttrack_domain::{ports::VenueQueries as _, venue::VenueFilter};
use fasttrack_memory::CachedVenueQueries;
use tokio::sync::oneshot;

use super::{
    fakes::{FakeCache, FakeQueries, soon},
    shared::{answers, settle},
};

/// Whoever began a question goes away with the whole runtime; whoever joined it gets the answer.
#[tokio::test]
async fn a_question_outlives_the_runtime_of_whoever_put_it() {
    let store = FakeQueries::held();
    let cached = Arc::new(CachedVenueQueries::new(store.clone(), answers(&Arc::<FakeCache>::default())));
    let ask = || {
        let cached = Arc::clone(&cached);
        async move { cached.count(&VenueFilter::default()).await }
    };
    let (end, ended) = oneshot::channel::<()>();
    let question = ask();
    let first = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let asking = runtime.spawn(question);
        drop(runtime.block_on(ended));
        assert!(!asking.is_finished());
    });
    store.until_read().await;
    let second = tokio::spawn(ask());
    settle().await;
    end.send(()).unwrap();
    tokio::task::spawn_blocking(|| first.join().unwrap()).await.unwrap();
    // Who joins now looks at the timer, too.
    let third = tokio::spawn(ask());
    settle().await;
    store.answers.add_permits(1);
    assert_eq!((soon(second).await.unwrap(), soon(third).await.unwrap()), (0, 0));
    assert_eq!(store.asked(), 1);
}
