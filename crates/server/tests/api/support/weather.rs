//! A provider of forecasts on this machine, which speaks as Open-Meteo does.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use fasttrack_domain::ports::Clock as _;
use fasttrack_memory::SystemClock;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// Where each city is, and so how warm it is there.
const CITIES: [(&str, f64); 3] = [("Porto", 41.0), ("Faro", 37.0), ("Braga", 42.0)];

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    Well,
    /// Not at all: each connection ends without a word.
    Down,
    /// With one byte a second.
    Drips,
    /// With what is no JSON.
    Garbage,
}

/// As long as this is kept.
pub struct Weather {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    questions: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Weather {
    pub async fn that_is(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mood, questions) = (Arc::new(Mutex::new(mood)), Arc::<Mutex<Vec<String>>>::default());
        let (moods, asked) = (mood.clone(), questions.clone());
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                // Whoever asked may be gone already.
                tokio::spawn(answer(stream, moods.clone(), asked.clone()));
            }
        });
        Self { address, mood, questions, task }
    }

    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// What it was asked, in order: paths and queries.
    pub fn questions(&self) -> Vec<String> {
        self.questions.lock().unwrap().clone()
    }

    /// How often it was asked for the weather, or where a city is.
    pub fn asked(&self) -> usize {
        self.questions.lock().unwrap().len()
    }

    /// The settings of a server that asks here, and loses no time.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let url = format!("http://{}", self.address);
        vec![
            ("WORKER", "on".to_owned()),
            ("WORKER_RETRY_PAUSE", "50ms".to_owned()),
            ("WORKER_RETRY_MAX_PAUSE", "2s".to_owned()),
            ("FORECAST_PROVIDER", "open-meteo".to_owned()),
            ("OPEN_METEO_URL", url.clone()),
            ("OPEN_METEO_GEOCODING_URL", url),
            ("FORECAST_RETRY_PAUSE", "0s".to_owned()),
        ]
    }
}

impl Drop for Weather {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    mood: Arc<Mutex<Mood>>,
    questions: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let question = head.split(' ').nth(1).unwrap().to_owned();
    questions.lock().unwrap().push(question.clone());
    let mood = *mood.lock().unwrap();
    let begin = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let body = match mood {
        Mood::Down => return stream.shutdown().await,
        Mood::Drips => {
            stream.write_all(format!("{begin}content-length: 10000\r\n\r\n").as_bytes()).await?;
            loop {
                stream.write_all(b" ").await?;
                sleep(Duration::from_secs(1)).await;
            }
        }
        Mood::Garbage => "<html>It works!</html>".to_owned(),
        Mood::Well if question.starts_with("/v1/search") => place(&question).to_string(),
        Mood::Well => hours(&question).to_string(),
    };
    stream.write_all(format!("{begin}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
    stream.shutdown().await
}

fn parameter<'a>(question: &'a str, name: &str) -> &'a str {
    let (_, query) = question.split_once('?').unwrap();
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap()
}

fn place(question: &str) -> Value {
    let name = parameter(question, "name");
    match CITIES.iter().find(|(city, _)| city.eq_ignore_ascii_case(name)) {
        Some((_, latitude)) => json!({"results": [{"latitude": latitude, "longitude": -8.0}]}),
        None => json!({}),
    }
}

/// As many degrees as there are of latitude, hour by hour for 16 days.
fn hours(question: &str) -> Value {
    let degrees: f64 = parameter(question, "latitude").parse().unwrap();
    let first = SystemClock.now().to_utc().timestamp() / 3600 * 3600;
    let hours = 16 * 24;
    let all = |what: Value| Value::Array(vec![what; hours]);
    json!({
        "hourly_units": {"time": "unixtime", "temperature_2m": "°C", "wind_speed_10m": "m/s"},
        "hourly": {
            "time": (0..hours as i64).map(|n| first + n * 3600).collect::<Vec<_>>(),
            "temperature_2m": all(json!(degrees)),
            "relative_humidity_2m": all(json!(60)),
            "weather_code": all(json!(3)),
            "wind_speed_10m": all(json!(3.5)),
        },
    })
}
