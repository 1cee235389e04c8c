//! One commit message against Conventional Commits: `type(scope)!: subject`.

const TYPES: &[&str] =
    &["feat", "fix", "docs", "test", "refactor", "perf", "build", "ci", "chore", "style", "revert"];

const LONGEST_SUBJECT: usize = 100;

/// What is wrong with the message, one sentence each; empty when nothing is.
pub fn problems(message: &str) -> Vec<String> {
    let mut lines = message.lines();
    let header = lines.next().unwrap_or_default();
    let mut found = match header.split_once(": ") {
        Some((prefix, subject)) => [prefix_problems(prefix), subject_problems(subject)].concat(),
        None => vec!["the first line must read `type(scope): subject`, the scope being optional".to_owned()],
    };
    if lines.next().is_some_and(|second| !second.trim().is_empty()) {
        found.push("an empty line must stand between the first line and the body".to_owned());
    }
    found
}

fn prefix_problems(prefix: &str) -> Vec<String> {
    let prefix = prefix.strip_suffix('!').unwrap_or(prefix);
    let (kind, scope) = match prefix.split_once('(') {
        Some((kind, scope)) => (kind, Some(scope)),
        None => (prefix, None),
    };
    let mut found = Vec::new();
    if !TYPES.contains(&kind) {
        found.push(format!("`{kind}` is not a type; use one of {}", TYPES.join(", ")));
    }
    if scope.is_some_and(|scope| !scope.strip_suffix(')').is_some_and(is_scope)) {
        found.push("the scope must be a lower-case word in brackets, as in `fix(sqlite): …`".to_owned());
    }
    found
}

fn is_scope(scope: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_/,.".contains(c);
    !scope.is_empty() && scope.chars().all(allowed)
}

fn subject_problems(subject: &str) -> Vec<String> {
    let mut found = Vec::new();
    let length = subject.chars().count();
    if subject.trim().is_empty() {
        found.push("the subject is empty".to_owned());
    } else if subject.trim() != subject {
        found.push("the subject must not begin or end with white space".to_owned());
    }
    if length > LONGEST_SUBJECT {
        found.push(format!("the subject has {length} characters; {LONGEST_SUBJECT} are allowed"));
    }
    if subject.ends_with('.') {
        found.push("the subject must not end with a full stop".to_owned());
    }
    found
}

/// The message as git will keep it, from the file that a commit-msg hook is handed.
///
/// `None` for a merge, whose message git writes.
pub fn from_hook_file(text: &str) -> Option<String> {
    // `git commit --verbose` appends the diff below this line.
    const SCISSORS: &str = "# ------------------------ >8 ------------------------";
    let kept = text.lines().take_while(|line| *line != SCISSORS).filter(|line| !line.starts_with('#'));
    let message = kept.collect::<Vec<_>>().join("\n");
    let message = message.trim();
    (!message.starts_with("Merge ")).then(|| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{from_hook_file, problems};

    #[test]
    fn good_messages_pass() {
        for message in [
            "feat(http): list events with a keyset cursor",
            "fix!: refuse a token without typ",
            "feat(http)!: answer 422 for unknown parameters",
            "build(deps-dev): bump insta from 1.48 to 1.49",
            "docs: say why `Recycling::Fast`: one round trip less",
            "fix(sqlite): map the busy error\n\nIt was Backend, so nothing retried it.",
        ] {
            assert_eq!(problems(message), Vec::<String>::new(), "{message}");
        }
    }

    #[test]
    fn each_fault_gets_its_own_sentence() {
        for (message, sentence) in [
            ("", "the first line must read `type(scope): subject`, the scope being optional"),
            ("Add venues", "the first line must read `type(scope): subject`, the scope being optional"),
            ("feat:no space", "the first line must read `type(scope): subject`, the scope being optional"),
            ("feat: ", "the subject is empty"),
            ("feat:  two spaces", "the subject must not begin or end with white space"),
            ("feat: ends.", "the subject must not end with a full stop"),
            ("feat(): x", "the scope must be a lower-case word in brackets, as in `fix(sqlite): …`"),
            ("feat(HTTP): x", "the scope must be a lower-case word in brackets, as in `fix(sqlite): …`"),
            ("feat(http: x", "the scope must be a lower-case word in brackets, as in `fix(sqlite): …`"),
            ("feat: x\nbody", "an empty line must stand between the first line and the body"),
        ] {
            assert_eq!(problems(message), [sentence], "{message:?}");
        }
    }

    #[test]
    fn an_unknown_type_is_told_the_known_ones() {
        let types = "feat, fix, docs, test, refactor, perf, build, ci, chore, style, revert";
        for kind in ["feature", "Feat", "fixup! feat", ""] {
            assert_eq!(
                problems(&format!("{kind}: x")),
                [format!("`{kind}` is not a type; use one of {types}")]
            );
        }
    }

    #[test]
    fn the_subject_is_measured_in_characters() {
        assert!(problems(&format!("feat(http): {}", "é".repeat(100))).is_empty());
        assert_eq!(
            problems(&format!("feat(http): {}", "é".repeat(101))),
            ["the subject has 101 characters; 100 are allowed"]
        );
    }

    #[test]
    fn several_faults_are_reported_together() {
        assert_eq!(problems("nope(X): y.\nz").len(), 4);
    }

    #[test]
    fn a_hook_file_is_read_as_git_reads_it() {
        let file = "\nfeat: x\n# Please enter the commit message\n\nbody\n\
                    # ------------------------ >8 ------------------------\ndiff --git a b\n";
        assert_eq!(from_hook_file(file).as_deref(), Some("feat: x\n\nbody"));
        assert_eq!(from_hook_file("Merge branch 'main' into venues\n"), None);
    }
}
