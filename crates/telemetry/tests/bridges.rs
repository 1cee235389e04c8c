//! The records of libraries: whole-process state, so this is a test binary with a single test.

#[cfg(test)]
mod bridges {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
        thread,
    };

    use fasttrack_telemetry::{AlreadyInstalled, Format, Logging, init_with_writer};
    use serde_json::{Value, json};
    use slog::{Drain, Logger, o};

    const NOISY: &str = "noisy::part";

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Makes records of `log` from records of slog: a library that uses `log`.
    fn library_with_log() -> Logger {
        Logger::root(slog_stdlog::StdLog.ignore_res(), o!())
    }

    #[test]
    fn records_of_log_and_tracing_come_through_filtered_and_redacted() {
        let paper = Paper::default();
        let filter = "info,noisy=error,bridges=debug".parse().unwrap();
        let logging = Logging { format: Format::Json, filter };
        let (logger, guard) = init_with_writer(logging.clone(), paper.clone()).unwrap();
        assert_eq!(init_with_writer(logging, Paper::default()).err(), Some(AlreadyInstalled));

        slog::info!(logger, "own");
        let library = library_with_log();
        thread::spawn(move || {
            slog::debug!(library, "log debug");
            slog::info!(library, #NOISY, "log info, unwanted");
            slog::error!(library, #NOISY, "log error to ana@example.org");
        })
        .join()
        .unwrap();
        thread::spawn(|| {
            let cause = io::Error::other(io::Error::other("the cause"));
            tracing::info!(
                answer = 42, minus = -1_i64, ratio = 0.5, yes = true, name = "a\nb", debug = ?Some(1),
                token = "hunter2", error = &cause as &dyn std::error::Error, "from {}", "tracing"
            );
            tracing::debug!("tracing debug");
            tracing::trace!("tracing trace, unwanted");
            tracing::warn!(target: "noisy", "tracing warning, unwanted");
            let span = tracing::error_span!("a span is no line");
            span.in_scope(|| tracing::error!(target: "noisy", level = "x", "Bearer abc"));
        })
        .join()
        .unwrap();

        drop(guard);
        tracing::error!("after the end");
        slog::error!(library_with_log(), "after the end");

        let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: Vec<(&str, &str)> = lines
            .iter()
            .map(|line| (line["level"].as_str().unwrap(), line["msg"].as_str().unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                ("info", "own"),
                ("debug", "log debug"),
                ("error", "log error to [redacted]"),
                ("info", "from tracing"),
                ("debug", "tracing debug"),
                ("error", "Bearer [redacted]"),
            ]
        );
        let event = &lines[3];
        for (key, value) in [
            ("answer", json!(42)),
            ("minus", json!(-1)),
            ("ratio", json!(0.5)),
            ("yes", json!(true)),
            ("name", json!("a\nb")),
            ("debug", json!("Some(1)")),
            ("token", json!("[redacted]")),
            ("module", json!(module_path!())),
        ] {
            assert_eq!(event[key], value, "{key}");
        }
        assert!(event["error"].as_str().unwrap().ends_with("the cause"));
        assert_eq!(lines[5]["level_"], "x");
        assert_eq!(lines[2]["module"], "noisy::part");
    }
}
