//! Loggers: drains, levels, redaction and the bridges from other logging facades.
