//! In-process adapters: what needs no server.
