//! Several processes on one database: seats are counted there, not in a process.

use futures_util::future::join_all;

use super::{clients, of, position, with_seats};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_database_give_no_seat_twice_and_keep_one_order() {
    let first = TestApp::start();
    let second = first.another(&[]);
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
        // The list is in the order of the commits, whichever server they went through.
        assert!(all.iter().take(20).all(|one| one["status"] == "confirmed"), "{all:?}");
        let waiting: Vec<u64> = of(&all, "waitlisted").map(position).collect();
        assert_eq!(waiting, (1..=40).collect::<Vec<_>>());
    }
}
