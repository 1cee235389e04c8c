use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use fasttrack_application::Context;
use fasttrack_domain::ports::{Decision, Quota};

use super::{RequestInfo, admit::miswired};
use crate::{
    limits::{LimitGroup, Standing},
    openapi::RouteTable,
    problem::ApiError,
    settings::HttpSettings,
    state::AppState,
};

/// Counts a request to the API, and refuses it when there were too many of its group: of the user
/// who asks, or else of the client's address. Whatever it is answered, [`Standing`] goes with it.
pub(crate) async fn rate_limit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match allowance(&request).await {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(refused) => Ok(request.error_response(refused).map_into_right_body()),
    }
}

async fn allowance(request: &ServiceRequest) -> Result<(), ApiError> {
    let settings = request.app_data::<Data<HttpSettings>>().ok_or_else(miswired)?;
    // A system that is watched often must not seem to be down.
    let (Some(limits), true) = (&settings.rate_limits, request.path().starts_with("/api/")) else {
        return Ok(());
    };
    let group = group(request);
    count(request, group, limits.of(group)).await
}

/// The group of the operation. What is none is counted with all others.
fn group(request: &ServiceRequest) -> LimitGroup {
    let table = request.app_data::<Data<RouteTable>>();
    let operation = table.and_then(|table| table.operation(request.path(), request.method()));
    operation.map_or(LimitGroup::Default, |operation| operation.limit)
}

async fn count(request: &ServiceRequest, group: LimitGroup, quota: Quota) -> Result<(), ApiError> {
    let state = request.app_data::<Data<AppState>>().ok_or_else(miswired)?;
    let key = format!("{}:{}", group.as_str(), who(request));
    let decision = state.limiter.check(&key, quota).await;
    if let Some(info) = RequestInfo::of(request.request()) {
        info.stands(Standing::new(group, quota, decision));
    }
    match decision {
        Decision::Allowed { .. } => Ok(()),
        Decision::Refused { retry_after } => {
            let refused = ApiError::rate_limited(retry_after);
            Err(if group == LimitGroup::Tokens { refused.of_oauth() } else { refused })
        }
    }
}

fn who(request: &ServiceRequest) -> String {
    let user = request.extensions().get::<Context>().and_then(|context| context.user().ok());
    match user {
        Some(user) => format!("user:{}", user.user_id),
        None => format!("client:{}", RequestInfo::origin(request.request()).client()),
    }
}
