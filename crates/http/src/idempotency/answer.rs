use actix_web::{HttpResponse, http::header::HeaderValue};
use fasttrack_application::idempotency::{Answers, Made, Outcome};
use fasttrack_domain::idempotency::StoredAnswer;

use super::{IDEMPOTENCY_REPLAYED, message};
use crate::problem::ApiError;

/// What a client is told of what its request has made. The area of the thing says how.
pub(crate) trait Answer {
    /// The whole response, but for what is added to all of them.
    fn response(self) -> HttpResponse;
}

/// Puts what was made into words inside the unit that makes it.
#[derive(Debug)]
pub(super) struct HttpAnswers;

impl Answers for HttpAnswers {
    fn answer(&self, made: Made) -> StoredAnswer {
        message::written(match made {
            Made::Venue(venue) => venue.response(),
            Made::Event(event) => event.response(),
            Made::Events(events) => events.response(),
            Made::Registration(registration) => registration.response(),
            Made::Job(job) => job.response(),
        })
    }
}

/// The response to a request that may have been made before.
pub(crate) fn answered<T: Answer>(outcome: Outcome<T>) -> Result<HttpResponse, ApiError> {
    match outcome {
        Outcome::Done(made) => Ok(made.response()),
        Outcome::Kept(answer) => message::read(answer),
        Outcome::Replayed(answer) => {
            let mut response = message::read(answer)?;
            response.headers_mut().insert(IDEMPOTENCY_REPLAYED.clone(), HeaderValue::from_static("true"));
            Ok(response)
        }
    }
}
