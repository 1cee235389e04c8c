use async_trait::async_trait;

/// Something that the process uses, and gets along without for a while.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Dependency: Send + Sync {
    /// What operators call it.
    fn name(&self) -> &'static str;

    /// Whether it answers, in a short time.
    async fn answers(&self) -> bool;
}
