//! What there is to know about one setting before anybody gives it a value.

use super::Environment;

/// One row of the table of settings.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The name of the variable.
    pub name: &'static str,
    /// What it means, as a sentence for operators.
    pub about: &'static str,
    /// What its value looks like.
    pub shape: &'static str,
    /// What holds when nobody sets it.
    pub preset: Preset,
    /// Whether somebody must set it in prod.
    pub need: Need,
    /// How much of its value may be shown. What holds a secret can also come from a file, see
    /// [`Setting::file_name`].
    pub shown: Shown,
}

/// What holds when nobody sets a setting.
#[derive(Debug, Clone, Copy)]
pub enum Preset {
    /// The same everywhere.
    Value(&'static str),
    /// Another one in each environment.
    By {
        /// In dev.
        dev: &'static str,
        /// In test.
        test: &'static str,
        /// In prod.
        prod: &'static str,
    },
    /// A value that is only good for trying things out: nothing in prod.
    OutsideProd(&'static str),
    /// Nothing, or something that is worked out.
    Computed {
        /// What happens instead, as a sentence.
        how: &'static str,
        /// What a value may look like.
        example: &'static str,
    },
}

/// Who cannot do without a setting in prod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nobody.
    Nobody,
    /// Whoever serves; not the commands that only work on the database.
    Server,
    /// Everybody.
    Everybody,
}

/// How much of a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// All of it.
    Whole,
    /// A URL without the password in it.
    WithoutPassword,
    /// Nothing.
    Nothing,
}

impl Setting {
    /// The variable that names a file with the value, for secrets.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        self.is_secret().then(|| format!("{}_FILE", self.name))
    }

    /// Whether its value holds a secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.shown != Shown::Whole
    }

    pub(super) const fn preset_in(&self, environment: Environment) -> Option<&'static str> {
        match (self.preset, environment) {
            (Preset::Value(value), _)
            | (Preset::By { dev: value, .. }, Environment::Dev)
            | (Preset::By { test: value, .. }, Environment::Test)
            | (Preset::By { prod: value, .. }, Environment::Prod)
            | (Preset::OutsideProd(value), Environment::Dev | Environment::Test) => Some(value),
            (Preset::OutsideProd(_) | Preset::Computed { .. }, _) => None,
        }
    }

    const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub(super) const fn secret(mut self) -> Self {
        self.shown = Shown::Nothing;
        self
    }

    pub(super) const fn with_a_password(mut self) -> Self {
        self.shown = Shown::WithoutPassword;
        self
    }

    pub(super) const fn needed_by(mut self, need: Need) -> Self {
        self.need = need;
        self
    }
}

pub(super) const fn setting(about: &'static str, shape: &'static str, preset: Preset) -> Setting {
    Setting { name: "", about, shape, preset, need: Need::Nobody, shown: Shown::Whole }
}

/// Settings that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The settings.
    pub settings: &'static [Setting],
}

pub(super) const fn named(setting: Setting, name: &'static str) -> Setting {
    setting.named(name)
}

/// Declares the table: each row as a constant of its own name, and all of them as `GROUPS`, so
/// that no row can be read without being documented.
macro_rules! table {
    ($($title:literal { $($name:ident = $row:expr;)* })*) => {
        $($(pub(super) const $name: Setting = named($row, stringify!($name));)*)*

        /// Every setting there is.
        pub const GROUPS: &[Group] = &[$(Group { title: $title, settings: &[$($name),*] }),*];
    };
}
pub(super) use table;
