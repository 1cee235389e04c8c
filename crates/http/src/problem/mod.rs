//! What goes wrong, as RFC 9457 problem details.
//!
//! [`ApiError`] is the only error of this crate that becomes a response. Each area maps the error
//! of its use cases to it in `<area>/problems.rs`; the catalogue of all codes is [`Code`].

mod code;
mod error;
mod fields;
mod framework;
mod render;

pub use code::Code;
pub use error::ApiError;
pub use fields::FieldError;
pub(crate) use fields::Fields;
pub(crate) use framework::from_framework;
pub use render::Problem;
pub(crate) use render::respond;
