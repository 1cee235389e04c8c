use actix_web::http::StatusCode;

/// Every kind of problem that the API answers with. `/problems/<code>` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The body is not JSON, or not what its media type says.
    MalformedBody,
    /// An OAuth 2 request lacks a parameter or repeats one.
    InvalidRequest,
    /// Credentials or refresh token are not valid.
    InvalidGrant,
    /// The grant type is not known.
    UnsupportedGrantType,
    /// A scope may not be granted.
    InvalidScope,
    /// No token.
    Unauthenticated,
    /// The token is not valid.
    InvalidToken,
    /// The token lacks a scope.
    InsufficientScope,
    /// The thing belongs to somebody else.
    NotOwner,
    /// Self-registration is off.
    SignUpClosed,
    /// A browser asked whether a page may call, and it may not.
    CorsRefused,
    /// There is nothing at that address.
    NotFound,
    /// There is no small picture of the attachment.
    ThumbnailUnavailable,
    /// The method is not for this address.
    MethodNotAllowed,
    /// Nothing that the client accepts can be had.
    NotAcceptable,
    /// The username is taken.
    UsernameTaken,
    /// The e-mail address is taken.
    EmailTaken,
    /// Nobody would be left to administer.
    LastAdmin,
    /// The user owns events.
    OwnsEvents,
    /// The city has a venue of that name.
    VenueNameTaken,
    /// Events take place at the venue.
    VenueInUse,
    /// A coming event needs more room.
    VenueTooSmall,
    /// Another event is there at that time.
    VenueDoubleBooked,
    /// The status cannot follow the present one.
    InvalidStatusChange,
    /// More are confirmed than would have a seat.
    CapacityBelowRegistered,
    /// People are registered.
    HasRegistrations,
    /// The event is not published, or has started.
    EventNotOpen,
    /// The e-mail address has a live registration for the event.
    EmailRegistered,
    /// Only who has a seat can be checked in.
    NotConfirmed,
    /// The job is over.
    JobNotCancellable,
    /// The job goes on by itself, or is done.
    JobNotRetryable,
    /// A request that has the same key is being carried out.
    IdempotencyKeyInUse,
    /// The event has as many attachments as it may have.
    TooManyAttachments,
    /// There is no forecast for the event.
    ForecastUnavailable,
    /// The thing was changed since it was read.
    PreconditionFailed,
    /// The body is too large.
    PayloadTooLarge,
    /// The address is too long.
    UriTooLong,
    /// The body's media type is not understood.
    UnsupportedMediaType,
    /// The file is of no kind that is taken.
    UnsupportedFileType,
    /// The part that was asked for is not there.
    RangeNotSatisfiable,
    /// Something in the request does not fit.
    ValidationFailed,
    /// The key was given to another request.
    IdempotencyKeyReused,
    /// Somebody asks too often.
    RateLimited,
    /// The headers are too large.
    HeadersTooLarge,
    /// The server failed.
    InternalError,
    /// The server cannot answer now.
    Unavailable,
    /// The server did not answer in time.
    Timeout,
    /// An API key may not do this, only who signed in.
    SessionRequired,
    /// The user has as many API keys as a user may have.
    TooManyApiKeys,
}

impl Code {
    /// Every code, by status.
    pub const ALL: [Self; 49] = [
        Self::MalformedBody,
        Self::InvalidRequest,
        Self::InvalidGrant,
        Self::UnsupportedGrantType,
        Self::InvalidScope,
        Self::Unauthenticated,
        Self::InvalidToken,
        Self::InsufficientScope,
        Self::NotOwner,
        Self::SignUpClosed,
        Self::CorsRefused,
        Self::SessionRequired,
        Self::NotFound,
        Self::ThumbnailUnavailable,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::UsernameTaken,
        Self::EmailTaken,
        Self::LastAdmin,
        Self::OwnsEvents,
        Self::VenueNameTaken,
        Self::VenueInUse,
        Self::VenueTooSmall,
        Self::VenueDoubleBooked,
        Self::InvalidStatusChange,
        Self::CapacityBelowRegistered,
        Self::HasRegistrations,
        Self::EventNotOpen,
        Self::EmailRegistered,
        Self::NotConfirmed,
        Self::JobNotCancellable,
        Self::JobNotRetryable,
        Self::IdempotencyKeyInUse,
        Self::ForecastUnavailable,
        Self::TooManyAttachments,
        Self::TooManyApiKeys,
        Self::PreconditionFailed,
        Self::PayloadTooLarge,
        Self::UriTooLong,
        Self::UnsupportedMediaType,
        Self::UnsupportedFileType,
        Self::RangeNotSatisfiable,
        Self::ValidationFailed,
        Self::IdempotencyKeyReused,
        Self::RateLimited,
        Self::HeadersTooLarge,
        Self::InternalError,
        Self::Unavailable,
        Self::Timeout,
    ];

    /// The word that stands for it, its status, its title, and what to do about it.
    const fn entry(self) -> (&'static str, u16, &'static str, &'static str) {
        match self {
            Self::MalformedBody => (
                "malformed_body",
                400,
                "The body cannot be read",
                "Send a body that is well-formed for its Content-Type: JSON in UTF-8, nested at most 128 deep.",
            ),
            Self::InvalidRequest => (
                "invalid_request",
                400,
                "The token request is incomplete",
                "RFC 6749 §5.2: a parameter is missing, repeated or malformed. The detail names it.",
            ),
            Self::InvalidGrant => (
                "invalid_grant",
                400,
                "The credentials are not valid",
                "RFC 6749 §5.2: unknown user, wrong password, inactive user; or a refresh token that is unknown, \
                 expired, spent or of an ended session. The answer is the same for all of them.",
            ),
            Self::UnsupportedGrantType => (
                "unsupported_grant_type",
                400,
                "The grant type is not supported",
                "Use grant_type=password or grant_type=refresh_token.",
            ),
            Self::InvalidScope => (
                "invalid_scope",
                400,
                "The scope may not be granted",
                "Ask for scopes that exist and that your role (for a refresh: your session) holds.",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                401,
                "An access token is needed",
                "Send `Authorization: Bearer <access token>`; POST /api/v1/auth/token gives one. Machines send an API key.",
            ),
            Self::InvalidToken => (
                "invalid_token",
                401,
                "The access token is not valid",
                "It is malformed, expired, not meant for this API, or its session has ended. Refresh it or sign in again. \
                 An API key is unknown, revoked or expired, or its user was switched off.",
            ),
            Self::InsufficientScope => (
                "insufficient_scope",
                403,
                "The access token allows too little",
                "Ask for a token with the scope that the detail names, if your role has it.",
            ),
            Self::NotOwner => {
                ("not_owner", 403, "This belongs to somebody else", "Only the owner and admins may do this.")
            }
            Self::SignUpClosed => {
                ("sign_up_closed", 403, "Self-registration is switched off", "Ask an admin for an account.")
            }
            Self::CorsRefused => (
                "cors_refused",
                403,
                "The page may not call like that",
                "Pages of listed origins may, with the methods and headers of this API. The operator has the list.",
            ),
            Self::NotFound => (
                "not_found",
                404,
                "There is nothing here",
                "The address is wrong, the thing was deleted, or it is a draft that you may not see.",
            ),
            Self::ThumbnailUnavailable => (
                "thumbnail_unavailable",
                404,
                "There is no small picture",
                "Pictures get one soon after they were sent; `thumbnail_ready` says when. Documents have none.",
            ),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                405,
                "The method is not allowed here",
                "The Allow header lists the methods of this address.",
            ),
            Self::NotAcceptable => (
                "not_acceptable",
                406,
                "No acceptable representation",
                "The Accept header excludes what this address can answer.",
            ),
            Self::UsernameTaken => {
                ("username_taken", 409, "The username is taken", "Choose another username.")
            }
            Self::EmailTaken => (
                "email_taken",
                409,
                "The e-mail address is taken",
                "Each e-mail address belongs to one user.",
            ),
            Self::LastAdmin => (
                "last_admin",
                409,
                "This is the last active admin",
                "Make another user an active admin first.",
            ),
            Self::OwnsEvents => (
                "owns_events",
                409,
                "The user owns events",
                "Deactivate the user instead, or give the events away with ?reassign_to=<user id>.",
            ),
            Self::VenueNameTaken => (
                "venue_name_taken",
                409,
                "The city has a venue of that name",
                "Name and city together are unique, accents and case aside.",
            ),
            Self::VenueInUse => {
                ("venue_in_use", 409, "Events take place at the venue", "Move or delete its events first.")
            }
            Self::VenueTooSmall => (
                "venue_too_small",
                409,
                "A coming event needs more room",
                "The capacity cannot go below that of a coming event at the venue.",
            ),
            Self::VenueDoubleBooked => (
                "venue_double_booked",
                409,
                "The venue is taken at that time",
                "Two published events that say when they end may not overlap at one venue.",
            ),
            Self::InvalidStatusChange => (
                "invalid_status_change",
                409,
                "The status cannot change like that",
                "draft → published → cancelled, draft → cancelled, cancelled → published.",
            ),
            Self::CapacityBelowRegistered => (
                "capacity_below_registered",
                409,
                "More people are confirmed than that",
                "The capacity cannot go below the confirmed registrations.",
            ),
            Self::HasRegistrations => (
                "has_registrations",
                409,
                "People are registered for the event",
                "Cancel the event instead of deleting it.",
            ),
            Self::EventNotOpen => (
                "event_not_open",
                409,
                "The event takes no registrations",
                "One can register for published events until they start.",
            ),
            Self::EmailRegistered => (
                "email_registered",
                409,
                "The e-mail address is registered already",
                "Each event has one registration for an e-mail address; a cancelled one does not count.",
            ),
            Self::NotConfirmed => (
                "not_confirmed",
                409,
                "The attendee has no seat",
                "Only a confirmed registration can be checked in.",
            ),
            Self::JobNotCancellable => (
                "job_not_cancellable",
                409,
                "The job is over",
                "Only a job that waits or runs can be called off.",
            ),
            Self::JobNotRetryable => (
                "job_not_retryable",
                409,
                "The job needs no retry",
                "Only a job that was given up or called off can be done again, and not while another does the \
                 same. One that failed is tried again by itself, as often as it may be.",
            ),
            Self::TooManyAttachments => (
                "too_many_attachments",
                409,
                "The event has too many attachments",
                "Delete one of them first.",
            ),
            Self::ForecastUnavailable => (
                "forecast_unavailable",
                404,
                "There is no forecast",
                "None was fetched yet, the event is further ahead than anybody forecasts, its place is not \
                 known, or it has no weather: it is cancelled or online. What is to come is asked for by itself.",
            ),
            Self::PreconditionFailed => (
                "precondition_failed",
                412,
                "It was changed since you read it",
                "Read it again and repeat the change on what is there now.",
            ),
            Self::PayloadTooLarge => {
                ("payload_too_large", 413, "The body is too large", "Send less at once.")
            }
            Self::UriTooLong => ("uri_too_long", 414, "The address is too long", "Shorten the query."),
            Self::HeadersTooLarge => {
                ("headers_too_large", 431, "The headers are too large", "Send fewer or shorter ones.")
            }
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                415,
                "The media type is not understood",
                "Send application/json, for PATCH also application/merge-patch+json, for tokens \
                 application/x-www-form-urlencoded; without Content-Encoding.",
            ),
            Self::UnsupportedFileType => (
                "unsupported_file_type",
                415,
                "The file is of no kind that is taken",
                "Send what the operation says. What a file is, its content says, whatever it is called.",
            ),
            Self::RangeNotSatisfiable => (
                "range_not_satisfiable",
                416,
                "The part is not there",
                "The Content-Range header says how long the file is.",
            ),
            Self::ValidationFailed => (
                "validation_failed",
                422,
                "The request does not fit",
                "Each entry of `errors` points to a member of the body (JSON Pointer) or names a parameter.",
            ),
            Self::RateLimited => (
                "rate_limited",
                429,
                "Too many requests",
                "Try again after the seconds in Retry-After. RateLimit-Policy says how many of these you may \
                 send, and RateLimit how many are left; a wrong password makes the next try wait on its own.",
            ),
            Self::InternalError => (
                "internal_error",
                500,
                "The server failed",
                "Not your fault. Tell the operator the request_id.",
            ),
            Self::Unavailable => (
                "unavailable",
                503,
                "The server cannot answer now",
                "Try again after the seconds in Retry-After.",
            ),
            Self::Timeout => (
                "timeout",
                503,
                "The server did not answer in time",
                "Try again after the seconds in Retry-After; a change may have been made or not.",
            ),
            Self::SessionRequired => (
                "session_required",
                403,
                "An API key may not do this",
                "Passwords, addresses, sessions and keys are for who signs in: POST /api/v1/auth/token.",
            ),
            Self::TooManyApiKeys => (
                "too_many_api_keys",
                409,
                "There are too many API keys",
                "Revoke one first. Keys that have expired do not count.",
            ),
            Self::IdempotencyKeyInUse => (
                "idempotency_key_in_use",
                409,
                "The same request is being carried out",
                "Send it again after the seconds in Retry-After, with the same key: it will be answered as the first.",
            ),
            Self::IdempotencyKeyReused => (
                "idempotency_key_reused",
                422,
                "The key was given to another request",
                "A key stands for one request: its address, its query and its body, byte for byte. Give another \
                 request another key.",
            ),
        }
    }

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.entry().0
    }

    /// The status that it is answered with.
    #[must_use]
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.entry().1).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The same for every occurrence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.entry().2
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.entry().3
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Code;

    #[test]
    fn every_code_is_its_own_word_and_is_explained() {
        let words: HashSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code:?}");
            assert!(code.status().is_client_error() || code.status().is_server_error(), "{code:?}");
            assert!(!code.title().is_empty() && code.advice().ends_with('.'), "{code:?}");
        }
    }
}
