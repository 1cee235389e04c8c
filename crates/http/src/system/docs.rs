use utoipa_swagger_ui::{Config, SwaggerUi};

/// The interactive documentation at `/docs/`. Its files are part of the binary.
pub(crate) fn swagger() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json").persist_authorization(false))
}
