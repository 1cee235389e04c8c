//! Forms that no browser makes. The corpus is `corpus/upload`.

use std::time::Duration;

use actix_web::{
    http::header::{CONTENT_TYPE, HeaderValue},
    web::Bytes,
};
use fasttrack_test_support::fuzz::{self, Corpus, Input};
use proptest::prelude::*;

use super::{
    Upload,
    tests::{FORM, request, sent},
};
use crate::problem::{ApiError, Code};

const WORDS: [&[u8]; 17] = [
    b"\r\n",
    b"\n",
    b"\r",
    b"--B",
    b"--B--",
    b"--",
    b"B",
    b":",
    b";",
    b"\"",
    b"name=\"file\"",
    b"filename=\"\"",
    b"Content-Disposition: form-data",
    b"Content-Type: text/csv",
    b"Content-Length: 5",
    b"\0",
    b"\xFF",
];

/// What came of a body that came in pieces of this size. It ends, one way or another: nothing is waited
/// for that does not come.
async fn received(media_type: HeaderValue, body: &[u8], size: usize) -> Result<(Upload, Vec<u8>), ApiError> {
    let request = request(FORM).insert_header((CONTENT_TYPE, media_type));
    let pieces = body.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let received = tokio::time::timeout(Duration::from_secs(10), sent(request, pieces, false)).await;
    received.expect("neither a file nor a problem came of it")
}

/// A file, or a problem of the sender's.
fn outcome(received: Result<(Upload, Vec<u8>), ApiError>) -> Result<Vec<u8>, Code> {
    received.map(|(_, bytes)| bytes).map_err(|error| {
        assert!(error.code.status().is_client_error(), "{:?}", error.code);
        error.code
    })
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

#[test]
fn whatever_comes_is_a_file_or_a_problem_however_it_is_cut() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let form = || HeaderValue::from_static(FORM);
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "upload").attack(200, &WORDS, |body| {
        runtime.block_on(async {
            let whole = outcome(received(form(), body, usize::MAX).await);
            if let Ok(file) = &whole {
                assert!(contains(body, file), "the file holds what was not sent");
            }
            // Headers that fit into no buffer are malformed or too large, by how they are cut.
            assert_eq!(outcome(received(form(), body, 5).await).ok(), whole.ok());
        });
    });
}

/// The boundary is whatever the header says.
#[test]
fn whatever_the_media_type_says_it_is_a_file_or_a_problem() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let corpus = Corpus::of(env!("CARGO_MANIFEST_DIR"), "upload");
    let (_, good) = corpus.files().find(|(name, _)| *name == "good").unwrap();
    let types = prop_oneof![
        "multipart/form-data; *boundary=[ -~]{0,80}",
        "multipart/form-data(; ?[a-z]{1,8}=\"?[ -~]{0,9}\"?){0,3}",
        "[ -~]{0,40}",
    ];
    fuzz::hold(200, &(types, corpus.mutants(&WORDS)), |(media_type, Input(mutant))| {
        runtime.block_on(async {
            let Ok(media_type) = HeaderValue::from_str(&media_type) else { return };
            for body in [good, &mutant] {
                drop(outcome(received(media_type.clone(), body, usize::MAX).await));
            }
        });
    });
}
