//! The table at the end of a run.

use std::time::Duration;

pub struct Entry {
    pub name: &'static str,
    pub took: Duration,
    pub verdict: String,
}

/// One line per step, and the sum.
pub fn summary(entries: &[Entry]) -> String {
    let total: Duration = entries.iter().map(|entry| entry.took).sum();
    let lines = entries.iter().map(|entry| line(entry.name, entry.took, &entry.verdict));
    lines.chain([line("total", total, "")]).collect::<Vec<_>>().join("\n")
}

fn line(name: &str, took: Duration, verdict: &str) -> String {
    format!("{name:<8} {:>7.1} s  {verdict}", took.as_secs_f64()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Entry, summary};
    use std::time::Duration;

    #[test]
    fn the_table_lines_up_and_adds_up() {
        let entry = |name, millis, verdict: &str| Entry {
            name,
            took: Duration::from_millis(millis),
            verdict: verdict.to_owned(),
        };
        assert_eq!(
            summary(&[entry("fmt", 1_200, "ok"), entry("clippy", 92_300, "FAILED")]),
            "fmt          1.2 s  ok\n\
             clippy      92.3 s  FAILED\n\
             total       93.5 s"
        );
    }
}
