//! The processes of this machine.

use std::{fs, path::Path, process::Command};

struct Process {
    id: u32,
    parent: u32,
    /// Ended, but nobody took notice.
    zombie: bool,
}

/// Whether the process still does anything.
pub(crate) fn runs(id: u32) -> bool {
    all().iter().any(|process| process.id == id && !process.zombie)
}

/// The processes that this one started itself.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    all().iter().filter(|process| process.parent == parent && !process.zombie).map(|child| child.id).collect()
}

/// Of Linux by its files, as small systems have no `ps`.
fn all() -> Vec<Process> {
    if !Path::new("/proc/self/stat").exists() {
        return by_ps();
    }
    let folders = fs::read_dir("/proc").unwrap().flatten();
    // A process may end while we look.
    folders.filter_map(|folder| from_stat(&fs::read_to_string(folder.path().join("stat")).ok()?)).collect()
}

/// `id (name) state parent …`, and the name may hold anything.
fn from_stat(line: &str) -> Option<Process> {
    let (id, rest) = line.split_once(' ')?;
    let mut words = rest.rsplit_once(')')?.1.split_whitespace();
    let state = words.next()?;
    Some(Process { id: id.parse().ok()?, parent: words.next()?.parse().ok()?, zombie: state == "Z" })
}

fn by_ps() -> Vec<Process> {
    let output = Command::new("ps").args(["-A", "-o", "pid=,ppid=,stat="]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).lines().filter_map(from_ps).collect()
}

/// `id parent state`.
fn from_ps(line: &str) -> Option<Process> {
    let mut words = line.split_whitespace();
    let (id, parent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(Process { id, parent, zombie: words.next()?.starts_with('Z') })
}

#[cfg(test)]
mod tests {
    use std::process::{self, Stdio};

    use super::*;

    #[test]
    fn a_child_is_found_until_it_has_ended() {
        let mut sleeper = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().unwrap();
        let found = |list: Vec<Process>| {
            list.iter().any(|p| p.id == sleeper.id() && p.parent == process::id() && !p.zombie)
        };
        assert!(found(all()));
        assert!(children(process::id()).contains(&sleeper.id()));
        assert!(runs(sleeper.id()));
        sleeper.kill().unwrap();
        while runs(sleeper.id()) {
            std::thread::yield_now();
        }
        sleeper.wait().unwrap();
    }

    #[test]
    fn both_forms_are_read() {
        for process in [from_stat("12 (a) b (c) Z 7 12 3").unwrap(), from_ps("   12     7 Zs").unwrap()] {
            assert_eq!((process.id, process.parent, process.zombie), (12, 7, true));
        }
    }
}
