//! The parent of a server: it takes orders, and ends the server when no more can come.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use super::processes;

/// A shell that obeys until its input ends. The other end of that pipe is held by the tests' process
/// and by nobody else, so the input ends with the process, however that ends; and a server that was
/// frozen does not stay so. (The system hangs up on a group that holds frozen processes when its parent
/// ends: that must not end the shell before its work is done, and neither must an answer that nobody
/// reads.)
const SCRIPT: &str = r#"
folder=$1 end=$2
shift 2
server= frozen=
trap : HUP PIPE
while read -r order words; do
    case $order in
    start)
        : >"$folder/log"
        "$@" $words >>"$folder/log" 2>&1 </dev/null &
        server=$!
        ;;
    freeze) frozen="$frozen $words" && kill -s STOP $words ;;
    thaw) kill -s CONT $frozen; frozen= ;;
    kill) kill -s KILL $words; wait "$server"; server= frozen= ;;
    esac
    echo "$server"
done
[ -z "$frozen" ] || kill -s CONT $frozen
[ -z "$server" ] || kill -s "$end" "$server"
wait
rm -rf "$folder"
"#;

/// The watchdog of one server at a time. When it is dropped, the server is gone, and its folder.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shell: Child,
    /// Taken when it is dropped.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: PathBuf,
    /// The process of the server.
    server: Option<u32>,
}

impl Watchdog {
    /// Of the server that `server` starts: a program and its arguments. `shell` is a command without
    /// arguments for `sh`, as the user that the server shall run as; `end` is the signal by which the
    /// server ends at the end.
    pub(crate) fn new(mut shell: Command, folder: &Path, end: &str, server: &[impl AsRef<OsStr>]) -> Self {
        shell.args(["-c", SCRIPT, "sh"]).arg(folder).arg(end).args(server);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Out of the terminal's group: at Ctrl-C it still has to clean up.
        let mut shell = shell.process_group(0).spawn().unwrap();
        let orders = shell.stdin.take();
        let answers = BufReader::new(shell.stdout.take().unwrap());
        Self { shell, orders, answers, folder: folder.to_owned(), server: None }
    }

    /// Starts the server with these words as further arguments. Its process.
    pub(crate) fn start(&mut self, words: &str) -> u32 {
        assert!(!self.server.is_some_and(processes::runs), "the server runs already");
        let process = self.order("start", words).parse().unwrap();
        self.server = Some(process);
        process
    }

    /// Stops all processes of the server where they are.
    pub(crate) fn freeze(&mut self) {
        self.frozen();
    }

    /// Lets all that were frozen go on.
    pub(crate) fn thaw(&mut self) {
        self.order("thaw", "");
    }

    /// Kills all processes of the server, which get to do nothing more, and waits for it.
    pub(crate) fn kill(&mut self) {
        let processes = self.frozen();
        self.order("kill", &listed(&processes));
        self.server = None;
    }

    /// The server first, so that it starts no more processes.
    fn frozen(&mut self) -> Vec<u32> {
        let server = self.server.unwrap_or_else(|| panic!("the server was stopped already"));
        self.order("freeze", &listed(&[server]));
        let mut processes = processes::children(server);
        self.order("freeze", &listed(&processes));
        processes.push(server);
        processes
    }

    /// What the server said since it was started.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn order(&mut self, order: &str, words: &str) -> String {
        let orders = self.orders.as_mut().unwrap();
        writeln!(orders, "{order} {words}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        answer.trim().to_owned()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.orders.take());
        drop(self.shell.wait());
    }
}

fn listed(processes: &[u32]) -> String {
    processes.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}
