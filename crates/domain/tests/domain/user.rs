//! Who signs in, with what, and where they are written to.

use fasttrack_domain::{
    access::Role,
    time::Timestamp,
    user::{Email, Password, PasswordHash, User, UserId, Username},
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{Parsed, coded};

fn username(raw: &str) -> Parsed<String> {
    coded(raw.parse::<Username>()).map(|name| name.as_str().to_owned())
}

fn email(raw: &str) -> Parsed<String> {
    coded(raw.parse::<Email>()).map(|email| email.as_str().to_owned())
}

#[test]
fn a_username_is_three_to_thirty_two_of_its_alphabet() {
    let longest = "a".repeat(32);
    for raw in ["abc", "ana.maria", "a_b-c.9", "007", "...", &longest] {
        assert_eq!(username(raw).as_deref(), Ok(raw));
        assert_eq!(raw.parse::<Username>().unwrap().to_string(), raw);
    }
    assert_eq!(username(" ana\n").as_deref(), Ok("ana"));
    let too_long = "a".repeat(33);
    for raw in ["", " ab ", "ab", "Ana", "joão", "аdmin", "a b", "a@b", "a/b", "ab\0", &too_long] {
        assert_eq!(username(raw), Err("invalid_username"), "{raw:?}");
    }
}

#[test]
fn an_email_is_trimmed_and_lower_cased() {
    for (raw, expected) in [
        ("ana@example.org", "ana@example.org"),
        (" Ana.Maria+Fest@Example.ORG\n", "ana.maria+fest@example.org"),
        ("o'neill@sub.example.co.uk", "o'neill@sub.example.co.uk"),
        ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"),
        ("JOÃO@EXEMPLO.PT", "joão@exemplo.pt"),
        ("a@b.c", "a@b.c"),
        ("a@xn--exmplo-gta.org", "a@xn--exmplo-gta.org"),
    ] {
        assert_eq!(email(raw).as_deref(), Ok(expected), "{raw:?}");
    }
}

#[test]
fn what_no_message_can_reach_is_no_email() {
    for raw in [
        "",
        "@",
        "ana",
        "ana@",
        "@example.org",
        "ana@localhost",
        "ana@@example.org",
        "ana@ex@mple.org",
        "ana maria@example.org",
        "ana@exam ple.org",
        ".ana@example.org",
        "ana.@example.org",
        "a..b@example.org",
        "ana@.org",
        "ana@example.",
        "ana@example..org",
        "ana@-example.org",
        "ana@example-.org",
        "ana@[127.0.0.1]",
        "\"ana\"@example.org",
        "ana@example.org,eva@example.org",
        "Ana <ana@example.org>",
        "ana\0@example.org",
        "ana\r\nBcc: eva@example.org",
        "ana\u{200b}@example.org",
    ] {
        assert_eq!(email(raw), Err("invalid_email"), "{raw:?}");
    }
}

/// RFC 5321 counts octets.
#[test]
fn an_email_is_bounded_in_bytes() {
    let local = |length| format!("{}@example.org", "a".repeat(length));
    assert!(email(&local(64)).is_ok());
    assert_eq!(email(&local(65)), Err("invalid_email"));
    assert!(email(&format!("{}@example.org", "é".repeat(32))).is_ok());
    assert_eq!(email(&format!("{}@example.org", "é".repeat(33))), Err("invalid_email"));

    let whole = |length: usize| format!("a@{}b.cd", "b.".repeat((length - 6) / 2));
    assert_eq!(whole(254).len(), 254);
    assert!(email(&whole(254)).is_ok());
    assert_eq!(email(&whole(256)), Err("invalid_email"));
}

#[test]
fn a_password_is_bounded_in_bytes() {
    for (raw, expected) in [
        (String::new(), Err("too_short")),
        ("a".repeat(14), Err("too_short")),
        ("a".repeat(15), Ok(())),
        ("a".repeat(71), Ok(())),
        ("a".repeat(72), Err("too_long")),
        // 8 and 7 characters of two bytes, 35 and 36
        ("é".repeat(8), Ok(())),
        ("é".repeat(7), Err("too_short")),
        ("é".repeat(35), Ok(())),
        ("é".repeat(36), Err("too_long")),
        // 18 characters of four bytes
        ("🎉".repeat(18), Err("too_long")),
        // bcrypt stops at a NUL
        (format!("{}\0{}", "a".repeat(10), "b".repeat(10)), Err("control_character")),
    ] {
        assert_eq!(coded(raw.parse::<Password>()).map(|_| ()), expected, "{raw:?}");
    }
}

#[test]
fn a_password_stays_as_it_was_typed() {
    let raw = "  Correct Horse\tBatería ";
    assert_eq!(raw.parse::<Password>().unwrap().reveal(), raw);
}

#[test]
fn debug_hides_what_is_nobodys_business() {
    let password: Password = "correct horse battery".parse().unwrap();
    assert_eq!(format!("{password:?}"), "Password(…)");
    let hash = PasswordHash::new("$2b$12$abc".to_owned());
    assert_eq!((format!("{hash:?}").as_str(), hash.as_str()), ("PasswordHash(…)", "$2b$12$abc"));
    let email: Email = "ana@example.org".parse().unwrap();
    assert_eq!(format!("{email:?}"), "Email(…)");
}

#[test]
fn only_an_active_admin_counts_as_one() {
    for (role, active, expected) in [
        (Role::Admin, true, true),
        (Role::Admin, false, false),
        (Role::Editor, true, false),
        (Role::Viewer, true, false),
    ] {
        let user = User {
            id: UserId::new(Uuid::from_u128(1)),
            username: "ana".parse().unwrap(),
            full_name: "Ana".parse().unwrap(),
            email: "ana@example.org".parse().unwrap(),
            role,
            active,
            created_at: Timestamp::EPOCH,
            updated_at: Timestamp::EPOCH,
        };
        assert_eq!(user.is_active_admin(), expected, "{role} {active}");
    }
}

proptest! {
    #[test]
    fn an_accepted_email_is_accepted_again_unchanged(raw in "[^@]{1,20}@[^@.]{1,10}\\.[^@.]{1,10}|\\PC{0,40}") {
        if let Ok(once) = email(&raw) {
            prop_assert_eq!(email(&once), Ok(once));
        }
    }

    #[test]
    fn usernames_are_what_the_alphabet_allows(raw in "[a-z0-9._-]{3,32}") {
        prop_assert_eq!(username(&raw), Ok(raw));
    }
}
