use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own for one test, below cargo's folder for temporary files.
pub struct Repository(PathBuf);

impl Repository {
    /// An empty folder without git.
    pub fn folder(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder of the last run");
        }
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    /// A clone with these commits on `main`.
    pub fn new(name: &str, messages: &[&str]) -> Self {
        let repository = Self::folder(name);
        repository.git(&["init", "-q", "-b", "main"]);
        messages.iter().for_each(|message| repository.commit(message));
        repository
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn git(&self, args: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(args);
        // The developer's settings (signing, templates) are not part of the test.
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let output = self.alone(&mut git).output().expect("git");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Commits all files, or nothing but a message.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    pub fn write(&self, file: &str, content: &str) {
        let file = self.0.join(file);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("its folder");
        fs::write(file, content).expect("the file");
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect("the file")
    }

    /// Runs the task here: whether it passed, and all that it said.
    pub fn xtask(&self, args: &[&str]) -> (bool, String) {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_fasttrack-xtask"));
        // The tasks find their workspace by this variable, which `cargo run` sets.
        xtask.args(args).env("CARGO_MANIFEST_DIR", self.0.join("crates/xtask"));
        // What they build must not land among our own binaries.
        xtask.env("CARGO_TARGET_DIR", self.0.join("target"));
        let output = self.alone(&mut xtask).output().expect("the task");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).expect("UTF-8"))
    }

    /// In this folder, and without the variables by which a hook points git elsewhere.
    fn alone<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
            command.env_remove(variable);
        }
        command.current_dir(&self.0)
    }
}
