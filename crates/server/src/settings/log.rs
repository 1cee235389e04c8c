use fasttrack_telemetry::{Filter, Format, Logging};

use super::{
    reader::{Reader, Refusal},
    table,
    value::word,
};

pub(super) fn read(r: &mut Reader) -> Option<Logging> {
    let filter = r.value(&table::LOG_LEVEL, filter);
    let format = r.value(&table::LOG_FORMAT, word(&[("pretty", Format::Pretty), ("json", Format::Json)]));
    Some(Logging { filter: filter?, format: format? })
}

fn filter(raw: &str) -> Result<Filter, Refusal> {
    // Not the error of the filter: it repeats the value.
    raw.parse()
        .map_err(|_| "must be a level, or levels of modules, such as info,fasttrack_http=debug".to_owned())
}
