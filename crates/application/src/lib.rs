//! The use cases of FastTrack: one struct per area, one method per use case.
