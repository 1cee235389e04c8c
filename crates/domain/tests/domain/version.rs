//! Versions, and which of them somebody is ready to write over.

use fasttrack_domain::version::{Expected, Revision, Version};

#[test]
fn versions_count_from_one_and_revisions_from_zero() {
    assert_eq!(Version::FIRST, Version(1));
    assert_eq!(Version::FIRST.next(), Version(2));
    assert!(Version::FIRST < Version::FIRST.next());
    assert_eq!(Revision::default(), Revision(0));
}

#[test]
fn a_change_is_refused_unless_the_version_was_expected() {
    let two = Version(2);
    for (expected, met) in [
        (Expected::Any, true),
        (Expected::OneOf(vec![Version(2)]), true),
        (Expected::OneOf(vec![Version(1), Version(2)]), true),
        (Expected::OneOf(vec![Version(1), Version(3)]), false),
        (Expected::OneOf(vec![]), false),
    ] {
        assert_eq!(expected.met_by(two), met, "{expected:?}");
    }
}
