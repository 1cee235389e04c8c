//! What of a session must not be shown.

use fasttrack_domain::session::TokenHash;

#[test]
fn debug_hides_the_hash_of_a_token() {
    assert_eq!(format!("{:?}", TokenHash([0xab; 32])), "TokenHash(…)");
}
