use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use super::{Failure, LeaveAlone, retry_after::retry_after};

/// An answer, read to its end.
pub(crate) enum Answer {
    Found(Body),
    /// There is no such thing, or no such path: only the body tells.
    NotFound(Body),
}

pub(crate) struct Body(Vec<u8>);

impl Body {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.0)
            .map_err(|error| Failure::Json { line: error.line(), column: error.column() })
    }
}

impl Answer {
    /// What was found, where there is nothing that may not be found.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        match self {
            Self::Found(body) => body.json(),
            Self::NotFound(_) => Err(Failure::Status(StatusCode::NOT_FOUND)),
        }
    }

    pub(super) async fn read(response: Response, max_bytes: usize) -> Result<Self, Failure> {
        match response.status() {
            StatusCode::OK => Ok(Self::Found(body(response, max_bytes).await?)),
            StatusCode::NOT_FOUND => Ok(Self::NotFound(body(response, max_bytes).await?)),
            status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
                let wish = retry_after(response.headers());
                Err(wish.map_or(Failure::Away(status), |span| LeaveAlone { status, span }.into()))
            }
            status => Err(Failure::Status(status)),
        }
    }
}

async fn body(mut response: Response, max_bytes: usize) -> Result<Body, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > max_bytes {
            return Err(Failure::TooLong(max_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Body(body))
}
