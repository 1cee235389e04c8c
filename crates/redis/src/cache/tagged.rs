//! A value and the generation that it was filled under, as bytes: the generation stands at the end,
//! where it can be cut off without moving the value.

const TAG_BYTES: usize = size_of::<u64>();

pub(crate) fn close(value: &[u8], generation: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len() + TAG_BYTES);
    bytes.extend_from_slice(value);
    bytes.extend_from_slice(&generation.to_be_bytes());
    bytes
}

/// The value, if it was filled under this generation.
pub(crate) fn open(mut bytes: Vec<u8>, generation: u64) -> Option<Vec<u8>> {
    let (value, tag) = bytes.split_last_chunk::<TAG_BYTES>()?;
    let (length, tag) = (value.len(), u64::from_be_bytes(*tag));
    bytes.truncate(length);
    (tag == generation).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_under_its_own_generation_only() {
        for value in [&b""[..], b"x", b"12345678", b"1234567890"] {
            assert_eq!(open(close(value, 7), 7).as_deref(), Some(value));
            assert_eq!(open(close(value, 7), 8), None);
        }
    }

    #[test]
    fn what_is_too_short_is_no_value() {
        assert_eq!(open(Vec::new(), 0), None);
        assert_eq!(open(vec![0; 7], 0), None);
    }
}
