use std::{io::ErrorKind, iter};

use fasttrack_test_support::proxy::FaultProxy;
use tokio::io::AsyncWriteExt as _;

use crate::echo::{connect, echo, is_silent, proxy, rest};

#[tokio::test]
async fn a_reset_ends_the_connections_that_there_are() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    echo(&mut stream, b"x").await.unwrap();
    proxy.reset();
    assert_eq!(rest(&mut stream).await.1.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(echo(&mut connect(&proxy).await.unwrap(), b"new").await.unwrap(), b"new");
}

#[tokio::test]
async fn where_connections_are_refused_they_come_back_at_the_same_port() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    echo(&mut stream, b"x").await.unwrap();
    for _ in 0..3 {
        proxy.refuse().await;
        assert_eq!(connect(&proxy).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        assert_eq!(rest(&mut stream).await.1.unwrap_err().kind(), ErrorKind::ConnectionReset);
        proxy.heal().await;
        stream = connect(&proxy).await.unwrap();
        assert_eq!(echo(&mut stream, b"new").await.unwrap(), b"new");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_ends_the_connection() {
    let proxy = proxy().await;
    proxy.refuse().await;
    let before_it = FaultProxy::before(proxy.url());
    let mut stream = connect(&before_it).await.unwrap();
    assert_eq!(rest(&mut stream).await.1.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_black_hole_swallows_all_and_is_silent() {
    let proxy = proxy().await;
    let (mut talks, mut idle) = (connect(&proxy).await.unwrap(), connect(&proxy).await.unwrap());
    for stream in [&mut talks, &mut idle] {
        echo(stream, b"x").await.unwrap();
    }
    proxy.black_hole();
    let mut new = connect(&proxy).await.unwrap();
    assert!(is_silent(&mut talks, b"x").await);
    assert!(is_silent(&mut new, b"x").await);
    talks.shutdown().await.unwrap();
    assert!(is_silent(&mut new, b"x").await);
    proxy.heal().await;
    for mut stream in [talks, new] {
        assert_eq!(rest(&mut stream).await.1.unwrap_err().kind(), ErrorKind::ConnectionReset);
    }
    assert_eq!(echo(&mut idle, b"it lost nothing").await.unwrap(), b"it lost nothing");
}

#[tokio::test]
async fn a_connection_is_cut_after_so_many_bytes() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    proxy.cut_after(10);
    echo(&mut stream, b"12345678").await.unwrap();
    stream.write_all(b"12345678").await.unwrap();
    assert_eq!(rest(&mut stream).await.0, b"12");
}

/// Of a hundred connections, those that were cut.
async fn cut(proxy: &FaultProxy) -> Vec<usize> {
    let mut cut = Vec::new();
    for number in 0..100 {
        let mut stream = connect(proxy).await.unwrap();
        stream.write_all(b"12345678").await.unwrap();
        stream.shutdown().await.unwrap();
        match rest(&mut stream).await.0.as_slice() {
            b"12345678" => {}
            b"1234" => cut.push(number),
            other => unreachable!("{other:?}"),
        }
    }
    cut
}

#[tokio::test]
async fn answers_are_cut_by_a_chance_that_the_seed_decides() {
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        let proxy = proxy().await;
        proxy.cut_answers(0.2, seed);
        runs.push(cut(&proxy).await);
        proxy.heal().await;
        assert!(cut(&proxy).await.is_empty());
    }
    assert!(runs.iter().all(|run| (5..50).contains(&run.len())), "{runs:?}");
    let same: Vec<bool> = iter::zip(&runs, &runs[1..]).map(|(one, other)| one == other).collect();
    assert_eq!(same, [true, false]);
}
