//! Blobs: keys that name nothing outside.

use fasttrack_domain::blob::BlobKey;

use crate::coded;

#[test]
fn a_key_is_made_of_plain_parts() {
    for fine in ["a", "imports/0197a3c0-0000-7000-8000-0000000000c1", "a/b_c/d-0"] {
        assert_eq!(fine.parse::<BlobKey>().unwrap().as_str(), fine);
    }
    let long = "a".repeat(BlobKey::MAX + 1);
    for bad in ["", "/", "/a", "a/", "a//b", "..", "a/../b", "A", "a.b", "a b", "a\0", "é", &long] {
        assert_eq!(coded(bad.parse::<BlobKey>()), Err("invalid_blob_key"), "{bad:?}");
    }
}
