//! Users: managed by admins under `/users/{id}`, and by themselves under `/users/me`.

mod create;
mod delete;
mod dto;
mod get;
mod list;
mod me;
mod password;
mod patch;
mod patch_me;
mod problems;
mod register;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_users)
        .service(create::create_user)
        .service(register::register_user)
        // Before `/users/{id}`, which would take `me` for an identifier.
        .service(me::get_me)
        .service(patch_me::patch_me)
        .service(password::change_password)
        .service(get::get_user)
        .service(patch::patch_user)
        .service(delete::delete_user);
}
