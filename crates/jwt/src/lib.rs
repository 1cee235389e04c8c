//! Access tokens, opaque tokens and password hashes.
