use std::{
    fs,
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use proptest::strategy::Strategy;

use super::{Input, hold, mutation};

/// The inputs of one target: the files of a folder.
pub struct Corpus(Vec<(String, Vec<u8>)>);

impl Corpus {
    /// The files of `corpus/<target>` in the crate of this folder (`env!("CARGO_MANIFEST_DIR")`).
    ///
    /// # Panics
    /// When there are none.
    #[must_use]
    pub fn of(crate_folder: &str, target: &str) -> Self {
        let folder = Path::new(crate_folder).join("corpus").join(target);
        let read = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<(String, Vec<u8>)> = read
            .map(|file| {
                let path = file.unwrap().path();
                (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
            })
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{} holds no file", folder.display());
        Self(files)
    }

    /// Asserts that `check` holds for every file, and then for so many mutants of them.
    ///
    /// # Panics
    /// With the name of the first file, or the shortest mutant, that it does not hold for.
    pub fn attack(&self, few: u32, words: &[&[u8]], check: impl Fn(&[u8])) {
        for (name, bytes) in &self.0 {
            let held = panic::catch_unwind(AssertUnwindSafe(|| check(bytes)));
            assert!(held.is_ok(), "the file {name} of the corpus broke it: the reason stands above");
        }
        hold(few, &self.mutants(words), |Input(bytes)| check(&bytes));
    }

    /// As [`Self::attack`], with texts: what is not UTF-8 in a file or a mutant is replaced.
    ///
    /// # Panics
    /// As [`Self::attack`].
    pub fn attack_text(&self, few: u32, words: &[&[u8]], check: impl Fn(&str)) {
        self.attack(few, words, |bytes| check(&String::from_utf8_lossy(bytes)));
    }

    /// The files as they are.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Files with a few changes, among which these words are put, and now and then mere noise.
    pub fn mutants(&self, words: &[&[u8]]) -> impl Strategy<Value = Input> + use<> {
        let seeds = self.0.iter().map(|(_, bytes)| bytes.clone()).collect();
        mutation::mutants(seeds, words.iter().map(|word| word.to_vec()).collect())
    }
}
