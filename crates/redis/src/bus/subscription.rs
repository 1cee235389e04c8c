use std::time::{Duration, Instant};

use fasttrack_domain::ports::News;
use futures_util::StreamExt as _;
use redis::{
    Msg, Value,
    aio::{PubSubSink, PubSubStream},
};
use tokio::time::{sleep, timeout};

use super::{hearing::Hearing, listeners::Listeners, wire};
use crate::{
    failure::Failure,
    link::Link,
    metrics::{self, Operation},
};

/// How long to wait before the first try to listen again; twice as long before each further one.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// The longest wait before a try.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How long others must have been heard before the next wait is the first one again. What lets us
/// listen and throws us out at once is not tried, and listeners forget nothing, twenty times a second.
const STEADY: Duration = Duration::from_secs(10);

/// A connection on which other processes are heard.
pub(crate) type Subscription = Result<(PubSubSink, PubSubStream), Failure>;

/// Tells the listeners what other processes announce, on this connection, and on others when it
/// fails; never ends.
pub(crate) async fn listen(
    link: &Link,
    first: Subscription,
    mut hearing: Hearing,
    origin: u64,
    listeners: &Listeners,
) {
    let (mut subscription, mut wait) = (first, FIRST_WAIT);
    loop {
        let failure = match subscription {
            Ok((sink, messages)) => {
                let since = Instant::now();
                // What was said before this, we did not hear.
                listeners.tell(&News::Missed);
                hearing.found();
                let failure = hear(link, sink, messages, |message| tell(message, origin, listeners)).await;
                if since.elapsed() >= STEADY {
                    wait = FIRST_WAIT;
                }
                failure
            }
            Err(failure) => failure,
        };
        metrics::failed(Operation::Subscribe);
        hearing.lost(&failure);
        sleep(wait).await;
        wait = LONGEST_WAIT.min(wait * 2);
        subscription = subscribe(link).await;
    }
}

/// Makes a connection on which other processes are heard, in time.
pub(crate) async fn subscribe(link: &Link) -> Subscription {
    let subscribing = async {
        let (mut sink, messages) = link.client.get_async_pubsub().await?.split();
        sink.subscribe(link.keys.bus()).await?;
        Ok((sink, messages))
    };
    timeout(link.settings.connect_timeout, subscribing).await?
}

/// Hands over every message, until the connection fails.
async fn hear(link: &Link, mut sink: PubSubSink, mut messages: PubSubStream, each: impl Fn(&Msg)) -> Failure {
    let silence = link.settings.bus_silence;
    loop {
        match timeout(silence, messages.next()).await {
            Ok(Some(message)) => each(&message),
            Ok(None) => return Failure::Ended,
            // A broken connection may look like one on which nobody says anything.
            Err(_) => match timeout(silence, sink.ping::<Value>()).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return error.into(),
                Err(late) => return late.into(),
            },
        }
    }
}

fn tell(message: &Msg, origin: u64, listeners: &Listeners) {
    match wire::decode(message.get_payload_bytes()) {
        // Ours were told when they were published.
        Some((by, announcement)) if by != origin => listeners.tell(&News::Announced(announcement)),
        _ => {}
    }
}
