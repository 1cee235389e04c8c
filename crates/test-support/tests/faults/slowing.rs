use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::echo::{connect, echo, proxy, rest};

const LATENCY: Duration = Duration::from_millis(100);

#[tokio::test]
async fn without_faults_all_passes_up_to_the_end() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    let much: Vec<u8> = (0..1_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    assert!(echo(&mut stream, &much).await.unwrap() == much);
    stream.write_all(b"the end").await.unwrap();
    stream.shutdown().await.unwrap();
    let (last, end) = rest(&mut stream).await;
    assert_eq!((last.as_slice(), end.is_ok()), (&b"the end"[..], true));
    connect(&proxy).await.unwrap();
    while proxy.seen() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(proxy.seen(), 2);
}

#[tokio::test]
async fn latency_holds_in_each_direction_until_it_heals() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    proxy.latency(LATENCY);
    let start = Instant::now();
    echo(&mut stream, b"x").await.unwrap();
    assert!(start.elapsed() >= 2 * LATENCY, "{:?}", start.elapsed());
    proxy.heal().await;
    let start = Instant::now();
    echo(&mut stream, b"x").await.unwrap();
    assert!(start.elapsed() < LATENCY, "{:?}", start.elapsed());
}

#[tokio::test]
async fn what_follows_does_not_wait_for_what_is_under_way() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    proxy.latency(LATENCY);
    let (mut from, mut to) = stream.split();
    let asking = async {
        for _ in 0..20 {
            to.write_all(b"x").await.unwrap();
            tokio::time::sleep(LATENCY / 5).await;
        }
    };
    let answers = async {
        let (mut all, mut arrivals) = (0, 0);
        while all < 20 {
            all += from.read(&mut [0; 20]).await.unwrap();
            arrivals += 1;
        }
        arrivals
    };
    let (_, arrivals) = tokio::join!(asking, answers);
    // They come as they were sent; if each waited for the one before, they would come in some five heaps.
    assert!(arrivals >= 10, "{arrivals}");
}

#[tokio::test]
async fn a_throttle_limits_what_passes_in_a_second() {
    let proxy = proxy().await;
    let mut stream = connect(&proxy).await.unwrap();
    proxy.throttle(50_000);
    let start = Instant::now();
    let much = vec![7; 20_000];
    assert!(echo(&mut stream, &much).await.unwrap() == much);
    assert!(start.elapsed() >= Duration::from_millis(350), "{:?}", start.elapsed());
    proxy.heal().await;
    let start = Instant::now();
    echo(&mut stream, &much).await.unwrap();
    assert!(start.elapsed() < Duration::from_millis(350), "{:?}", start.elapsed());
}
