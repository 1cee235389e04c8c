//! The table of settings. `.env.example` and `docs/CONFIGURATION.md` are tested against it.

use super::setting::{
    Group, Need,
    Preset::{By, Computed, OutsideProd, Value},
    Setting, named, setting, table,
};

const DURATION: &str = "duration";
const SIZE: &str = "size";
const NUMBER: &str = "number";
const QUOTA: &str = "number and duration, such as `100/60s`";
const SWITCH: &str = "`on` or `off`";

table! {
    "The process" {
        APP_ENV = setting(
            "The environment. `prod` refuses what is only good for trying things out. Read from the process and from `.env`, since it decides which other file is read.",
            "`dev`, `test` or `prod`",
            Value("dev"),
        );
        LOG_LEVEL = setting(
            "The least important records that are logged, and other levels for single modules, such as `info,fasttrack_http=debug`.",
            "`off`, `critical`, `error`, `warn`, `info`, `debug` or `trace`, and `module=level`, separated by commas",
            Value("info,actix_server=warn"),
        );
        LOG_FORMAT = setting(
            "How records are written: readable lines, or one JSON object a line.",
            "`pretty` or `json`",
            By { dev: "pretty", test: "pretty", prod: "json" },
        );
    }

    "HTTP" {
        HTTP_ADDR = setting(
            "The address and port to listen on. Port 0 takes a free one.",
            "`address:port`",
            Value("127.0.0.1:8000"),
        );
        PORT = setting(
            "The port to listen on at every address, as hosting platforms set it. `HTTP_ADDR` beats it.",
            "port",
            Computed { how: "not used", example: "8000" },
        );
        HTTP_WORKERS = setting(
            "How many threads serve requests.",
            NUMBER,
            Computed { how: "one for each processor core", example: "2" },
        );
        HTTP_HEADERS_LIMIT = setting(
            "The most that all headers of a request may have; more is answered with 431.",
            SIZE,
            Value("32KiB"),
        );
        HTTP_BODY_LIMIT = setting(
            "The largest body of a request; a larger one is answered with 413.",
            SIZE,
            Value("1MiB"),
        );
        HTTP_BATCH_BODY_LIMIT = setting(
            "The same of `POST /api/v1/events/batch`, which takes many events at once.",
            SIZE,
            Value("64MiB"),
        );
        HTTP_REQUEST_TIMEOUT = setting(
            "How long one request may take, its body included, before it is answered with an error. A file that is sent may take longer.",
            DURATION,
            Value("30s"),
        );
        HTTP_UPLOAD_TIMEOUT = setting(
            "How long a request that brings a file may take. While it does, something of it must come within `HTTP_REQUEST_TIMEOUT`.",
            DURATION,
            Value("15m"),
        );
        IDEMPOTENCY_TTL = setting(
            "For how long the answer to a request that has an `Idempotency-Key` is kept, from 1 min to 30 days.",
            DURATION,
            Value("24h"),
        );
        HTTP_HEADER_TIMEOUT = setting(
            "How long a client may take to send the head of a request. Cuts off clients that trickle.",
            DURATION,
            Value("5s"),
        );
        HTTP_KEEP_ALIVE = setting(
            "How long an idle connection is kept. Should be longer than that of a proxy in front.",
            DURATION,
            Value("75s"),
        );
        HTTP_MAX_CONNECTIONS = setting(
            "How many connections are open at once. More wait until some end. Each takes a file descriptor.",
            NUMBER,
            Value("10000"),
        );
        HTTP_STALL_TIMEOUT = setting(
            "How long a client may leave what it was sent unread, before its connection is cut. On Linux.",
            DURATION,
            Value("30s"),
        );
        SHUTDOWN_GRACE = setting(
            "How long running requests may take to finish after SIGTERM or Ctrl-C.",
            DURATION,
            Value("25s"),
        );
        CORS_ALLOWED_ORIGINS = setting(
            "The web pages that may call the API from a browser; `none` for no page at all.",
            "origins such as `https://app.example.com`, separated by commas, or `none`",
            OutsideProd("none"),
        ).needed_by(Need::Server);
        TRUSTED_PROXIES = setting(
            "The proxies in front, which are believed when they say by `X-Forwarded-For` for whom they ask. Whoever else says so is not.",
            "addresses and networks such as `10.0.0.0/8`, separated by commas, or `none`",
            Value("none"),
        );
    }

    "Rate limits" {
        RATE_LIMIT = setting(
            "Whether those are refused who ask too often. Must be `on` in prod. In each of the quotas, so many may come at once, and after that steadily as many in that time.",
            SWITCH,
            By { dev: "on", test: "off", prod: "on" },
        );
        RATE_LIMIT_DEFAULT = setting(
            "How often a user may ask the API, or a client who is none.",
            QUOTA,
            Value("100/60s"),
        );
        RATE_LIMIT_TOKENS = setting(
            "How often a client may ask for tokens, whoever signs in there. What comes at once should be far fewer than the passwords that may wait to be verified, some 32 for each two cores: others wait behind them.",
            QUOTA,
            Value("10/10s"),
        );
        RATE_LIMIT_PASSWORDS = setting(
            "How often a client may register, and a user change the password.",
            QUOTA,
            Value("20/1h"),
        );
        RATE_LIMIT_UPLOADS = setting(
            "How often a user may send a file or a batch of events.",
            QUOTA,
            Value("30/60s"),
        );
        RATE_LIMIT_EXPORTS = setting(
            "How often a user may export events.",
            QUOTA,
            Value("10/60s"),
        );
        SIGN_IN_LIMITS = setting(
            "How often somebody may try to sign in as one user from one client: all of these hold, so that who goes on guessing waits longer and longer. The right password forgets the wrong ones.",
            "quotas such as `5/1m`, separated by commas, from short to long",
            Value("5/1m,10/1h,30/1d"),
        );
        RATE_LIMIT_MAX_KEYS = setting(
            "Of how many users and clients a process remembers how often they asked, for each quota, while it has no Redis: some hundred bytes each.",
            NUMBER,
            Value("100000"),
        );
    }

    "The database" {
        DATABASE_URL = setting(
            "Where everything is kept: a SQLite file, for one process, relative to the working folder (`sqlite:///…` with three slashes is absolute); or a Postgres database, version 15 or newer, for as many processes as wanted. To Postgres, `?sslmode=require` goes by TLS, and otherwise plain text does.",
            "`sqlite://path` or `postgres://user:password@host:port/database`",
            OutsideProd("sqlite://data/fasttrack.db"),
        ).with_a_password().needed_by(Need::Everybody);
        DB_POOL_TIMEOUT = setting(
            "How long a request waits for a connection before it is answered with 503.",
            DURATION,
            Value("10s"),
        );
        DB_READERS = setting(
            "SQLite: how many connections read at the same time. There is always one that writes.",
            NUMBER,
            Value("4"),
        );
        DB_BUSY_TIMEOUT = setting(
            "SQLite: how long a writer waits for another process that writes to the file.",
            DURATION,
            Value("2s"),
        );
        DB_CONNECTIONS = setting(
            "Postgres: how many units of work are open in this process at the same time, each on a connection of its own. The connections of all processes together must fit into the server's `max_connections`.",
            NUMBER,
            Computed { how: "two for each processor core, 4 at the least", example: "8" },
        );
        DB_READ_CONNECTIONS = setting(
            "Postgres: how many more connections all reads share, each carrying any number of them. More help where a slow statement holds up those behind it.",
            NUMBER,
            Value("2"),
        );
        DB_STATEMENT_TIMEOUT = setting(
            "Postgres: how long it may work on one statement; soon after that it is taken for dead.",
            DURATION,
            Value("1500ms"),
        );
        DB_CONNECT_TIMEOUT = setting(
            "Postgres: how long connecting may take, all of it.",
            DURATION,
            Value("1s"),
        );
        DB_IDLE_TIMEOUT = setting(
            "Postgres: how long a transaction may stay open with nothing to do before the server ends it, so that a process that vanished holds its locks no longer.",
            DURATION,
            Value("10s"),
        );
        DB_ROOT_CERTIFICATES = setting(
            "Postgres, by TLS: whom to trust.",
            "path of a file of certificates in PEM",
            Computed { how: "whom the system trusts", example: "/etc/ssl/postgres-ca.pem" },
        );
        VIEWS_FLUSH_INTERVAL = setting(
            "How often counted views are written, and when API keys were last used. What was not yet written is lost when the process is killed, not when it is stopped.",
            DURATION,
            Value("5s"),
        );
    }

    "What processes share" {
        REDIS_URL = setting(
            "Where the processes of one installation share caches, announcements and rate limits: a Redis, version 6.2 or newer. Without it each has its own: right for one process, and for several a change is seen by the others up to a second later. `rediss://` goes by TLS.",
            "`redis://user:password@host:port/db`",
            Computed { how: "each process keeps to itself", example: "redis://localhost:6379" },
        ).with_a_password();
        REDIS_NAMESPACE = setting(
            "What every key and channel begins with, so that several installations can use one Redis.",
            "1 to 64 letters, digits, `.`, `_` and `-`",
            Value("fasttrack"),
        );
        REDIS_ROOT_CERTIFICATES = setting(
            "Whose certificates to trust when Redis is reached by TLS: a file in PEM.",
            "path",
            Computed { how: "those that the system trusts", example: "/etc/ssl/redis-ca.pem" },
        );
        REDIS_CONNECT_TIMEOUT = setting(
            "How long connecting to Redis may take, all of it.",
            DURATION,
            Value("1s"),
        );
        REDIS_RESPONSE_TIMEOUT = setting(
            "How long Redis may take to answer: so much does it cost those who have just asked when it stops.",
            DURATION,
            Value("100ms"),
        );
        REDIS_PAUSE = setting(
            "How long Redis is left alone after it failed, before it is tried again.",
            DURATION,
            Value("1s"),
        );
        REDIS_CONNECTIONS = setting(
            "How many rate limits are asked for at the same time, each on a connection of its own. All else shares one connection.",
            NUMBER,
            Value("4"),
        );
        REDIS_MAX_VALUE_BYTES = setting(
            "The longest answer that is kept in Redis. A longer one would hold up those that share the connection.",
            SIZE,
            Value("1MiB"),
        );
        REDIS_BUS_QUEUE = setting(
            "How many announcements may wait to be sent to other processes. Those that find no place are lost to them.",
            NUMBER,
            Value("1000"),
        );
        REDIS_BUS_SILENCE = setting(
            "How long Redis may say nothing to a process that listens to the others, before the process asks whether it is still there, and may take to answer that.",
            DURATION,
            Value("1s"),
        );
        CACHE_TTL = setting(
            "How long a list of coming or popular events, figures and venues are used, at the most; 1 s is the longest, and 0 s keeps nothing.",
            DURATION,
            Value("500ms"),
        );
        CACHE_MAX_BYTES = setting(
            "How much of them a process keeps that has no Redis.",
            SIZE,
            Value("32MiB"),
        );
        EVENT_CACHE_TTL = setting(
            "How long a process uses an event that it has read, at the most; 500 ms is the longest, and 0 s keeps nothing.",
            DURATION,
            Value("500ms"),
        );
        EVENT_CACHE_MAX_BYTES = setting(
            "How much of them a process keeps.",
            SIZE,
            Value("16MiB"),
        );
        SESSION_CACHE_TTL = setting(
            "How long a process takes a session, or an API key, for active that it has seen active: so long may one that was ended by another process go on when nothing is heard of it. 1 s is the longest, and 0 s keeps nothing.",
            DURATION,
            Value("1s"),
        );
        SESSION_CACHE_CAPACITY = setting(
            "How many sessions a process keeps, and how many API keys: some hundred bytes each.",
            NUMBER,
            Value("10000"),
        );
    }

    "Work in the background" {
        WORKER = setting(
            "Whether the process that serves also does jobs. `fasttrack worker` does nothing else.",
            SWITCH,
            By { dev: "on", test: "off", prod: "off" },
        );
        WORKER_CONCURRENCY = setting(
            "How many jobs a worker does at the same time.",
            NUMBER,
            Value("4"),
        );
        WORKER_LEASE = setting(
            "How long a job stays with a worker of whom nothing is heard: 1 s to 1 min. A worker that dies holds its jobs up for so long.",
            DURATION,
            Value("30s"),
        );
        WORKER_POLL = setting(
            "How long at the most until a worker looks for jobs again when nobody tells it that there are any.",
            DURATION,
            Value("5s"),
        );
        WORKER_GRACE = setting(
            "How long running jobs may take to finish when the process is stopped; what still runs then is given back, and begun again by another worker.",
            DURATION,
            Value("20s"),
        );
        WORKER_RETRY_PAUSE = setting(
            "How long about a job that failed waits until it is tried again; each time about twice as long as before.",
            DURATION,
            Value("2s"),
        );
        WORKER_RETRY_MAX_PAUSE = setting(
            "The longest that it waits.",
            DURATION,
            Value("15m"),
        );
        JOB_RETENTION = setting(
            "For how long a job can be looked up after its end.",
            DURATION,
            Value("30d"),
        );
        SESSION_RETENTION = setting(
            "For how long a session is kept after it was ended or expired, and an API key after it expired.",
            DURATION,
            Value("30d"),
        );
        AUDIT_RETENTION = setting(
            "For how long an entry of the audit log is kept; at least 30 days.",
            DURATION,
            Value("365d"),
        );
    }

    "Messages to people" {
        SMTP_URL = setting(
            "The mail server that takes messages. `smtps://` goes by TLS, `?tls=required` by STARTTLS; in prod one of them is a must unless the server is this machine. In a name or password, `@`, `:`, `/`, `?`, `#` and `%` are written `%40`, `%3A`, `%2F`, `%3F`, `%23` and `%25`.",
            "`smtp://user:password@host:port?tls=required` or `smtps://user:password@host:port`",
            Computed {
                how: "messages are not sent, and the log says which would have been",
                example: "smtp://localhost:1025",
            },
        ).with_a_password();
        MAIL_FROM = setting(
            "Who messages are from. A must where `SMTP_URL` is set.",
            "e-mail address",
            Computed { how: "nobody", example: "events@example.com" },
        );
        REMIND_BEFORE = setting(
            "How long before the start of an event its attendees are reminded, from 1 min to 30 days; who registers later than that is not.",
            "duration or `off`",
            Value("24h"),
        );
    }

    "Weather" {
        FORECAST_PROVIDER = setting(
            "Who forecasts the weather at events. `open-meteo` and `open-weather-map` are told the cities and coordinates of events to come, and have terms of their own; `simulated` asks nobody and makes the weather up, and with `off` there is none.",
            "`open-meteo`, `open-weather-map`, `simulated` or `off`",
            By { dev: "simulated", test: "simulated", prod: "open-meteo" },
        );
        OPEN_WEATHER_MAP_KEY = setting(
            "The key for OpenWeatherMap.",
            "text",
            Computed { how: "must be set with `FORECAST_PROVIDER=open-weather-map`", example: "0123456789abcdef0123456789abcdef" },
        ).secret();
        FORECAST_REFRESH_AFTER = setting(
            "From what age on a forecast is asked for anew.",
            DURATION,
            Value("6h"),
        );
        OPEN_METEO_URL = setting(
            "Where Open-Meteo forecasts.",
            "`https://host/path`, without a query; `http://` on this machine only",
            Computed { how: "`https://api.open-meteo.com`", example: "https://open-meteo.example.com" },
        );
        OPEN_METEO_GEOCODING_URL = setting(
            "Where Open-Meteo finds cities, for events at venues without coordinates.",
            "`https://host/path`, without a query; `http://` on this machine only",
            Computed { how: "`https://geocoding-api.open-meteo.com`", example: "https://geocoding.example.com" },
        );
        OPEN_WEATHER_MAP_URL = setting(
            "Where OpenWeatherMap forecasts.",
            "`https://host/path`, without a query; `http://` on this machine only",
            Computed { how: "`https://api.openweathermap.org`", example: "https://open-weather-map.example.com" },
        );
        FORECAST_ROOT_CERTIFICATES = setting(
            "Whose certificates to trust when a provider is asked: a file in PEM.",
            "path",
            Computed { how: "those that the system trusts", example: "/etc/ssl/forecasts-ca.pem" },
        );
        FORECAST_CONNECT_TIMEOUT = setting(
            "How long connecting to a provider may take, the look-up of its name included.",
            DURATION,
            Value("2s"),
        );
        FORECAST_TIMEOUT = setting(
            "How long one question to a provider may take, to the last byte of the answer, and asking once more included.",
            DURATION,
            Value("5s"),
        );
        FORECAST_MAX_ANSWER_BYTES = setting(
            "The longest answer of a provider that is read.",
            SIZE,
            Value("1MiB"),
        );
        FORECAST_RETRY_PAUSE = setting(
            "How long after a question that came to nothing it is asked again, once.",
            DURATION,
            Value("200ms"),
        );
        FORECAST_MAX_KNOWN_CITIES = setting(
            "How many cities a process remembers, found or not. Only Open-Meteo looks for them.",
            NUMBER,
            Value("10000"),
        );
        FORECAST_KNOWN_CITIES_TTL = setting(
            "How long it remembers a city.",
            DURATION,
            Value("1d"),
        );
        FORECAST_BREAKER_FAILURES = setting(
            "After how many questions in a row without an answer a provider is left alone.",
            NUMBER,
            Value("5"),
        );
        FORECAST_BREAKER_PAUSE = setting(
            "For how long it is left alone then; for twice as long each time that it still does not answer.",
            DURATION,
            Value("30s"),
        );
        FORECAST_BREAKER_MAX_PAUSE = setting(
            "The longest that it is left alone, even where it asks for more.",
            DURATION,
            Value("10m"),
        );
    }

    "Users and tokens" {
        JWT_SECRETS = setting(
            "The keys of access tokens, each at least 32 bytes of randomness. The first signs, all verify: put a new key first, and drop the old one when its tokens have expired.",
            "`kid:secret`, separated by commas",
            Computed {
                how: "outside prod one is made and kept in `jwt.secrets`: beside the SQLite file, and with Postgres in the folder `data`",
                example: "2026-01:replace-me-with-output-of-openssl-rand-base64-48",
            },
        ).secret().needed_by(Need::Server);
        ACCESS_TOKEN_TTL = setting("How long an access token is valid.", DURATION, Value("10m"));
        REFRESH_TOKEN_TTL = setting(
            "How long a session lives that nobody refreshes.",
            DURATION,
            Value("30d"),
        );
        API_KEY_MAX_TTL = setting(
            "How long an API key may live. One that is made without an expiry lives 90 days, or so long if that is less.",
            DURATION,
            Value("365d"),
        );
        API_KEY_MAX_PER_USER = setting(
            "How many API keys a user may have that have not expired. 1 to 100000.",
            NUMBER,
            Value("20"),
        );
        BCRYPT_COST = setting(
            "How hard passwords are to hash: each step doubles the time. 4 to 31; in prod 10 at the least.",
            NUMBER,
            By { dev: "12", test: "4", prod: "12" },
        );
        SELF_SIGNUP = setting(
            "Whether anybody may register as a viewer.",
            SWITCH,
            Value("off"),
        );
        ADMIN_PASSWORD = setting(
            "At the first start on an empty database: the password of the user `admin`, 15 to 71 bytes and hard to guess.",
            "text",
            Computed {
                how: "outside prod a random one is printed once; in prod no admin is made, use `fasttrack user create`",
                example: "choose a long sentence of your own",
            },
        ).secret();
        ADMIN_EMAIL = setting(
            "At the first start on an empty database: the e-mail address of the user `admin`.",
            "e-mail address",
            Value("admin@fasttrack.invalid"),
        );
    }

    "Files" {
        BLOB_URL = setting(
            "Where files are kept that are sent: a folder, relative to the working folder (`file:///…` with three slashes is absolute). All processes on one database need the same one.",
            "`file://path`",
            Computed {
                how: "`data/blobs`; with a SQLite file, the folder `blobs` beside it",
                example: "file:///srv/fasttrack/blobs",
            },
        );
        BLOB_ORPHAN_AGE = setting(
            "For how long a file is kept that belongs to nothing. Must be longer than `HTTP_UPLOAD_TIMEOUT`.",
            DURATION,
            Value("1d"),
        );
        ATTACHMENT_MAX_BYTES = setting(
            "The largest file that is attached to an event.",
            SIZE,
            Value("10MiB"),
        );
        ATTACHMENT_MAX_PIXELS = setting(
            "How many pixels a picture may have that is attached. Making it small takes up to some ten bytes for each.",
            NUMBER,
            Value("40000000"),
        );
        IMPORT_MAX_BYTES = setting(
            "The largest file that is imported.",
            SIZE,
            Value("256MiB"),
        );
        IMPORT_MAX_REPORTED = setting(
            "How many of the rows that an import over HTTP turned down its report holds, the first ones. All of them are counted.",
            NUMBER,
            Value("10000"),
        );
        IMPORT_TIMEOUT = setting(
            "How long an attempt at an import over HTTP may take. The next attempt goes on from there; a dry run, which would begin anew, is given up.",
            DURATION,
            Value("1h"),
        );
    }
}
