//! Several processes on one database: seats are counted there, not in a process.

use futures_util::future::join_all;

use super::{clients, of, with_seats};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_database_give_no_seat_twice() {
    let first = TestApp::start();
    let database = format!("sqlite://{}", first.database().display());
    let second = TestApp::start_with(&[("DATABASE_URL", &database)]);
    let (ana, other) = (first.admin().await, second.admin().await);
    let event = ana.make_event(&with_seats(20)).await;
    let of_both = clients(&first, &ana, 5).into_iter().chain(clients(&second, &other, 5));
    let lanes = of_both.enumerate().map(|(lane, client)| {
        let event = &event;
        async move {
            for n in 0..6 {
                client.registered(event, &format!("Ana {lane}.{n}")).await;
            }
        }
    });
    join_all(lanes).await;
    for reader in [&ana, &other] {
        let all = reader.everybody(&event).await;
        assert_eq!((of(&all, "confirmed").count(), of(&all, "waitlisted").count()), (20, 40));
    }
}
