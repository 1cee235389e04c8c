/// Operations that share a quota. A handler names its group in its documentation, unless that is the
/// default: `extensions(("x-rate-limit" = json!("exports")))`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitGroup {
    /// All that name none.
    Default,
    /// Giving out tokens.
    Tokens,
    /// Setting passwords: each is hashed.
    Passwords,
    /// Files and batches that are sent.
    Uploads,
    /// Files of any length that are fetched.
    Exports,
}

impl LimitGroup {
    /// The member of an operation in the document that names its group.
    pub const MEMBER: &str = "x-rate-limit";

    /// All of them.
    pub const ALL: [Self; 5] = [Self::Default, Self::Tokens, Self::Passwords, Self::Uploads, Self::Exports];

    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Tokens => "tokens",
            Self::Passwords => "passwords",
            Self::Uploads => "uploads",
            Self::Exports => "exports",
        }
    }

    /// The group of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == word)
    }
}
