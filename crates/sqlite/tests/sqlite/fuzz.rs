//! Searches that nobody would type.

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_text_is_found_by_its_words() {
    let harness = crate::support::harness().await;
    fasttrack_store_contract::fuzz::any_text_is_found_by_its_words(&harness, 48).await;
}
