//! Walking through the pages of a list while others change it.

use std::{fmt::Debug, future::Future};

use fasttrack_domain::{
    StoreError,
    page::{Limit, Page, PageRequest},
};

/// A request for the first page, of this size.
pub(crate) fn first(limit: i64) -> PageRequest {
    PageRequest { limit: Limit::new(limit).unwrap(), after: None }
}

/// All items of a list, page by page. After each page but the last, `between` is told its number
/// and may change the list.
pub(crate) async fn walk<T, L, B>(
    limit: i64,
    list: impl Fn(PageRequest) -> L,
    mut between: impl FnMut(usize) -> B,
) -> Vec<T>
where
    T: Debug,
    L: Future<Output = Result<Page<T>, StoreError>>,
    B: Future<Output = ()>,
{
    let mut request = first(limit);
    let mut all = Vec::new();
    for page_number in 0.. {
        let page = list(request.clone()).await.unwrap();
        assert!(page.items.len() <= usize::from(request.limit.get()), "a page over its limit");
        all.extend(page.items);
        let Some(next) = page.next else { break };
        assert!(page_number < 1000, "the pages never end");
        request.after = Some(next);
        between(page_number).await;
    }
    all
}
