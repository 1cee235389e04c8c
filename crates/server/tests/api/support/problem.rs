//! What every problem must be (RFC 9457, and what the contract adds).

use super::Answer;

/// Everything that is wrong with an answer that should be the problem of a request for this path.
pub fn faults(answer: &Answer, path: &str) -> Vec<String> {
    let problem = &answer.json;
    let text = |member: &str| problem[member].as_str().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let misfits = problem["errors"].as_array().map_or(0, Vec::len);
    [
        ("the status is none of an error", (400..600).contains(&answer.status)),
        ("the media type", answer.header("content-type") == "application/problem+json"),
        ("nosniff", answer.header("x-content-type-options") == "nosniff"),
        ("code", !answer.code().is_empty()),
        ("type", text("type") == format!("/problems/{}", answer.code())),
        ("title", !text("title").is_empty()),
        ("status", problem["status"] == answer.status),
        ("detail", !text("detail").is_empty()),
        ("instance", text("instance") == path),
        ("request_id", !text("request_id").is_empty()),
        ("request_id is not X-Request-Id", text("request_id") == answer.header("x-request-id")),
        ("errors are there if and only if it is a 422", (answer.status == 422) == (misfits > 0)),
    ]
    .into_iter()
    .filter(|(_, fine)| !fine)
    .map(|(fault, _)| format!("{fault}: {} {}", answer.status, answer.text))
    .collect()
}

impl Answer {
    /// Checks that it is a problem, whole in every member, of this status and code.
    #[track_caller]
    pub fn assert_problem(&self, path: &str, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{self:?}");
        assert_eq!(faults(self, path), Vec::<String>::new(), "{self:?}");
    }

    /// Where and why, of the one thing that does not fit; `None` when it is no 422, or of more.
    pub fn misfit(&self) -> Option<(&str, &str)> {
        match self.json["errors"].as_array()?.as_slice() {
            [error] => Some((error["pointer"].as_str()?, error["code"].as_str()?)),
            _ => None,
        }
    }
}
