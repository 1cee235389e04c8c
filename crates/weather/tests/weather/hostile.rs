//! Servers that do what they must not.

use std::time::{Duration, Instant};

use fasttrack_domain::ports::{ForecastError, ForecastProvider as _};
use fasttrack_weather::{OpenMeteo, WeatherSettings};

use crate::{
    open_meteo::FORECAST,
    stub::{Reply, Stub, head},
    support::{lisboa, open_meteo, settings, told},
};

/// A day is not waited for: whoever is that slow fails the test by its clock.
const SOON: Duration = Duration::from_secs(20);

fn hasty(stub: &Stub) -> WeatherSettings {
    WeatherSettings { total_timeout: Duration::from_secs(1), ..settings(stub) }
}

async fn gives_up_in_time(reply: Reply) {
    let stub = Stub::says([reply]).await;
    let started = Instant::now();
    let error = OpenMeteo::new(&hasty(&stub)).unwrap().series(&lisboa()).await.unwrap_err();
    let took = started.elapsed();
    let (later, words) = told(&error);
    assert!(later && words.contains("no answer in time"), "{words}");
    assert!(took >= Duration::from_secs(1) && took < SOON, "{took:?}");
    assert_eq!(stub.questions().len(), 1);
}

#[tokio::test]
async fn a_body_of_one_byte_a_second_is_not_waited_for() {
    gives_up_in_time(Reply::Drips(format!("{}content-length: 100000\r\n\r\n{{", head(200, &[])))).await;
}

#[tokio::test]
async fn a_head_of_one_byte_a_second_is_not_waited_for() {
    gives_up_in_time(Reply::Drips("HTTP/1.1 200 OK\r\nx-slow: ".to_owned())).await;
}

#[tokio::test]
async fn silence_is_not_waited_for() {
    gives_up_in_time(Reply::Drips(String::new())).await;
}

/// Both tries and the pause between them.
#[tokio::test]
async fn asking_again_takes_no_more_time_than_there_is() {
    let stub = Stub::says([Reply::status(500)]).await;
    let settings = WeatherSettings { retry_pause: Duration::from_secs(3600), ..hasty(&stub) };
    let error = OpenMeteo::new(&settings).unwrap().series(&lisboa()).await.unwrap_err();
    assert!(told(&error).1.contains("no answer in time"), "{error:?}");
    assert_eq!(stub.questions().len(), 1);
}

#[tokio::test]
async fn an_answer_is_read_to_its_limit_and_not_further() {
    let block = vec![b' '; 1 << 16];
    let endless = Reply::Floods(format!("{}\r\n", head(200, &[])), block.clone());
    let announced = Reply::Floods(format!("{}content-length: 1000000000000\r\n\r\n", head(200, &[])), block);
    // Whoever is not there is told at length, too.
    let not_found = Reply::Floods(format!("{}\r\n", head(404, &[])), vec![b' '; 1 << 16]);
    for reply in [endless, announced, not_found] {
        let stub = Stub::says([reply]).await;
        let error = open_meteo(&stub).series(&lisboa()).await.unwrap_err();
        let (later, words) = told(&error);
        assert!(later && words.contains("more than 1048576 bytes"), "{words}");
        assert_eq!(stub.questions().len(), 1);
    }
}

#[tokio::test]
async fn the_limit_is_a_setting_and_exact() {
    let stub = Stub::says([Reply::json(200, FORECAST)]).await;
    for (max_answer_bytes, enough) in [(FORECAST.len() - 1, false), (FORECAST.len(), true)] {
        let settings = WeatherSettings { max_answer_bytes, ..settings(&stub) };
        let answered = OpenMeteo::new(&settings).unwrap().series(&lisboa()).await;
        assert_eq!(answered.is_ok(), enough, "{answered:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let aim = Stub::says([Reply::json(200, FORECAST)]).await;
    for status in [301, 302, 303, 307, 308] {
        let stub = Stub::says([Reply::with(status, &[("location", &aim.url())], "")]).await;
        let error = open_meteo(&stub).series(&lisboa()).await.unwrap_err();
        let (later, words) = told(&error);
        assert!(!later && words.contains(&status.to_string()), "{words}");
        assert_eq!(stub.questions().len(), 1, "{status}");
    }
    assert_eq!(aim.questions(), [""; 0]);
}

#[tokio::test]
async fn what_may_pass_is_asked_once_more() {
    let broken = Reply::Says(format!("{}content-length: 100000\r\n\r\n{{\"hourly\"", head(200, &[])));
    let replies = [Reply::cut(), broken, Reply::status(500), Reply::status(502), Reply::status(503)];
    for (n, reply) in replies.into_iter().enumerate() {
        let stub = Stub::says([reply.clone(), Reply::json(200, FORECAST)]).await;
        let series = open_meteo(&stub).series(&lisboa()).await.unwrap().unwrap();
        assert_eq!((series.len(), stub.questions().len()), (4, 2), "{n}");

        let stub = Stub::says([reply]).await;
        let error = open_meteo(&stub).series(&lisboa()).await.unwrap_err();
        assert!(matches!(error, ForecastError::Unavailable(_)), "{n}: {error:?}");
        assert_eq!(stub.questions().len(), 2, "{n}: once, and once more");
    }
}

#[tokio::test]
async fn whoever_wants_to_be_left_alone_is_not_asked_again() {
    for reply in [
        Reply::status(429),
        Reply::with(429, &[("retry-after", "60")], ""),
        Reply::with(503, &[("retry-after", "60")], ""),
        Reply::with(
            503,
            &[("date", "Sat, 01 Jun 2030 12:00:00 GMT"), ("retry-after", "Sat, 01 Jun 2030 12:01:00 GMT")],
            "",
        ),
    ] {
        let stub = Stub::says([reply, Reply::json(200, FORECAST)]).await;
        let error = open_meteo(&stub).series(&lisboa()).await.unwrap_err();
        assert!(matches!(error, ForecastError::Unavailable(_)), "{error:?}");
        assert_eq!(stub.questions().len(), 1);
    }
}

/// What is no promise is none.
#[tokio::test]
async fn a_wish_that_cannot_be_understood_is_none() {
    for wish in ["soon", "-1", "1.5", "", "Sat, 01 Jun 2030 12:01:00 GMT", "99999999999999999999"] {
        let stub =
            Stub::says([Reply::with(503, &[("retry-after", wish)], ""), Reply::json(200, FORECAST)]).await;
        assert!(open_meteo(&stub).series(&lisboa()).await.is_ok(), "{wish}");
    }
}

#[tokio::test]
async fn whoever_is_not_there_is_unavailable() {
    let stub = Stub::says([Reply::cut()]).await;
    let settings = settings(&stub);
    drop(stub);
    // The aborted task gives the port back when it is next due.
    tokio::task::yield_now().await;
    let error = OpenMeteo::new(&settings).unwrap().series(&lisboa()).await.unwrap_err();
    let (later, words) = told(&error);
    assert!(later && words.contains("the connection failed"), "{words}");
    assert!(!words.contains("127.0.0.1:") || !words.contains("latitude"), "{words}");
}
