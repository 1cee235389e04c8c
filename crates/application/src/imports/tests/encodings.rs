use encoding_rs::WINDOWS_1252;

use super::*;

const FILE: &str = "title,starts_at,city\n\
                    Festa,2031-03-01T19:00:00Z,Olinda\n\
                    Festa de São João,2031-03-01T19:00:00Z,Olinda\n\
                    Ação por 5 €,2031-03-01T19:00:00Z,Olinda\n";
const TITLES: [&str; 3] = ["Festa", "Festa de São João", "Ação por 5 €"];

fn latin1(text: &str) -> Vec<u8> {
    WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn utf_8_with_and_without_mark_and_latin_1_say_the_same() {
    let marked = format!("\u{feff}{FILE}");
    for file in [FILE.as_bytes().to_vec(), marked.into_bytes(), latin1(FILE)] {
        assert_eq!(read(file).titles(), TITLES);
    }
}

#[test]
fn json_may_be_latin_1_too() {
    let items = [own("Festa de São João"), own("Ação")];
    let array = serde_json::to_string(&items).unwrap();
    let lines = items.map(|item| item.to_string()).join("\n");
    for file in [array, lines] {
        assert_eq!(read(latin1(&file)).titles(), ["Festa de São João", "Ação"]);
        assert_eq!(read(format!("\u{feff}{file}")).titles(), ["Festa de São João", "Ação"]);
    }
}

#[test]
fn a_damaged_row_of_a_utf_8_file_is_not_guessed_at() {
    let row = ",2031-03-01T19:00:00Z,Olinda\n";
    for (mark, first) in [("", "São João"), ("\u{feff}", "Sarau")] {
        let mut file = format!("{mark}title,starts_at,city\n{first}{row}").into_bytes();
        file.extend(latin1(&format!("Ação{row}")));
        file.extend(format!("Forró{row}").into_bytes());
        let reading = read(file);
        assert_eq!(reading.titles(), [first, "Forró"]);
        assert_eq!(reading.problems(), [(3, None, "invalid_utf8")]);
    }
}

#[test]
fn a_latin_1_row_after_much_ascii_spoils_nothing() {
    let ascii: String = (0..500).map(|n| format!("Sarau {n},2031-03-01T19:00:00Z,Olinda\n")).collect();
    let mut file = format!("title,starts_at,city\n{ascii}").into_bytes();
    file.extend(latin1("São João,2031-03-01T19:00:00Z,Olinda\n"));
    let reading = read(file);
    assert_eq!(reading.titles().len(), 501);
    assert_eq!(reading.titles().last(), Some(&"São João"));
    assert_eq!(reading.titles().first(), Some(&"Sarau 0"));
}

#[test]
fn utf_8_in_a_latin_1_file_is_still_utf_8() {
    let mut file = latin1("title,starts_at,city\nSão João,2031-03-01T19:00:00Z,Olinda\n");
    file.extend("Ação,2031-03-01T19:00:00Z,Olinda\n".as_bytes());
    file.extend(latin1("Forró,2031-03-01T19:00:00Z,Olinda\n"));
    assert_eq!(read(file).titles(), ["São João", "Ação", "Forró"]);
}
