use proptest::{collection::vec, prelude::*};

use super::*;
use crate::formula::unguard;

/// Bytes that are near to a file of ours.
fn near_misses() -> impl Strategy<Value = Vec<u8>> {
    let starts = ["", "[", "{", "title,starts_at,city\n", "title;event_date;city;local_info\n", "\u{feff}"];
    let words = prop_oneof![
        prop::sample::select(vec![
            ",",
            ";",
            "\"",
            "\n",
            "\r\n",
            "{",
            "}",
            "[",
            "]",
            ":",
            "\\",
            " ",
            "null",
            "7",
            "\"title\"",
            "Olinda",
            "2031-03-01T19:00:00Z",
            "{\"title\":\"x\"}",
        ])
        .prop_map(|word| word.as_bytes().to_vec()),
        vec(any::<u8>(), 0..4),
    ];
    (prop::sample::select(starts.to_vec()), vec(words, 0..60))
        .prop_map(|(start, words)| [start.as_bytes(), &words.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300), near in near_misses()) {
        for file in [bytes, near] {
            for hint in [FormatHint::Unknown, FormatHint::Json] {
                let reading = read_as(&file[..], hint);
                if let Ok(summary) = reading.end {
                    let counts = (reading.rows.len() as u64, reading.rejected.len() as u64);
                    prop_assert_eq!(counts, (summary.accepted, summary.rejected));
                }
            }
        }
    }

    /// Our framer and the parser agree on what a record is, whatever is in the fields; the lines
    /// are where the writer put them.
    #[test]
    fn every_record_of_a_written_table_comes_out(
        separator in prop::sample::select(vec![b',', b';']),
        records in vec(("[a-z\"]{0,3}", "[ -~éã\n\r;,\"]{0,12}", "[a-z,;\"\n]{0,5}"), 0..12),
    ) {
        let mut writer = ::csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        writer.write_record(["title", "description", "city", "starts_at"]).unwrap();
        let mut starts = Vec::new();
        for (title, description, city) in &records {
            writer.flush().unwrap();
            starts.push(1 + writer.get_ref().iter().filter(|byte| **byte == b'\n').count() as u64);
            writer.write_record([title, description, city, "2031-03-01T19:00:00Z"]).unwrap();
        }
        let reading = read(writer.into_inner().unwrap());
        reading.summary();
        let mut lines: Vec<_> = reading.rows.iter().map(|row| row.line).collect();
        lines.extend(reading.rejected.iter().map(|row| row.line));
        lines.sort_unstable();
        prop_assert_eq!(lines, starts);
        prop_assert!(reading.rejected.iter().all(|row| row.code != "ragged_row"));
        for row in &reading.rows {
            let (title, description, _) = &records[usize::try_from(row.record - 1).unwrap()];
            prop_assert_eq!(row.details.title.as_str(), unguard(title.trim()).trim());
            prop_assert_eq!(row.details.description.as_str(), unguard(description.trim()).trim());
        }
    }
}
