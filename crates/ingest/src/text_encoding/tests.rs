use encoding_rs::{IBM866, KOI8_R, WINDOWS_1251};

use super::*;

const TEXT: &str = "Номер;Ф.И.О.;Дата рождения;Примечание\n\
    1;Асанова Айнура;05.03.1998;обратилась лично, вывезена за границу\n\
    2;ТОКТОГУЛОВ БАКЫТ;12.11.1990;водитель\n";

fn bytes_in(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
        .collect()
}

#[test]
fn the_three_single_byte_tables_are_told_apart_on_a_short_file() {
    for encoding in [WINDOWS_1251, IBM866, KOI8_R] {
        let detected = detect(&bytes_in(encoding, TEXT), None);
        assert_eq!(detected.encoding, encoding);
        assert_eq!(detected.evidence, EncodingEvidence::LetterStatistics);
        assert!(detected.confidence > 0.95, "{}: {}", encoding.name(), detected.confidence);
    }
}

#[test]
fn capitals_alone_are_still_told_apart() {
    let capitals = "ФАМИЛИЯ;ИМЯ;ОТЧЕСТВО\nАСАНОВА;АЙНУРА;БАКЫТОВНА\nСЫДЫКОВ;НУРЛАН;ТАЛАНТОВИЧ\n";
    for encoding in [WINDOWS_1251, IBM866, KOI8_R] {
        assert_eq!(detect(&bytes_in(encoding, capitals), None).encoding, encoding);
    }
}

#[test]
fn one_short_name_gives_a_verdict_that_is_marked_as_doubtful() {
    let detected = detect(&bytes_in(WINDOWS_1251, "a;b\n1;Ян\n"), None);
    assert!(detected.is_doubtful(), "{}", detected.confidence);
}

#[test]
fn utf16_is_found_with_and_without_its_mark_in_both_orders() {
    for big_endian in [false, true] {
        let expected = if big_endian { UTF_16BE } else { UTF_16LE };
        let bare = utf16(TEXT, big_endian);
        let detected = detect(&bare, None);
        assert_eq!((detected.encoding, detected.mark_bytes), (expected, 0));
        let marked = utf16(&format!("\u{feff}{TEXT}"), big_endian);
        let detected = detect(&marked, None);
        assert_eq!((detected.encoding, detected.mark_bytes), (expected, 2));
        let text = TextBytes::new(&marked, &detected);
        assert_eq!(text.as_bytes(), TEXT.as_bytes());
    }
}

#[test]
fn utf8_is_found_with_its_mark_without_it_and_with_a_damaged_row() {
    let marked = format!("\u{feff}{TEXT}");
    assert_eq!(detect(marked.as_bytes(), None).mark_bytes, 3);
    assert_eq!(detect(TEXT.as_bytes(), None).evidence, EncodingEvidence::ValidUtf8);
    let mut damaged = TEXT.as_bytes().to_vec();
    damaged.extend_from_slice(b"3;\xff\xfe;x;y\n");
    let detected = detect(&damaged, None);
    assert_eq!((detected.encoding, detected.evidence), (UTF_8, EncodingEvidence::MostlyUtf8));
    assert_eq!(TextBytes::new(&damaged, &detected).decode(b"\xff\xfe"), None);
}

#[test]
fn a_declared_encoding_wins_over_statistics_but_not_over_a_byte_order_mark() {
    let bytes = bytes_in(WINDOWS_1251, TEXT);
    assert_eq!(detect(&bytes, Some(KOI8_R)).encoding, KOI8_R);
    let marked = format!("\u{feff}{TEXT}");
    let detected = detect(marked.as_bytes(), Some(WINDOWS_1251));
    assert_eq!(detected.encoding, UTF_8);
    assert!(detected.is_doubtful());
}

#[test]
fn holes_of_a_single_byte_table_are_not_text() {
    let detected = detect(&bytes_in(WINDOWS_1251, TEXT), None);
    let bytes = [];
    let text = TextBytes::new(&bytes, &detected);
    assert_eq!(text.decode(b"\xc0\x98"), None);
    assert_eq!(text.decode(b"\xc0\xe0").as_deref(), Some("Аа"));
}

#[test]
fn turkish_text_is_not_taken_for_cyrillic() {
    let windows_1254 = Encoding::for_label(b"windows-1254").unwrap();
    let text = "ad;soyad;not\nAyşe;Çağlayan;İstanbul'da çalıştırılmış, pasaportu alınmış\n";
    let detected = detect(&bytes_in(windows_1254, text), None);
    assert_eq!(detected.evidence, EncodingEvidence::OtherScript);
    assert!(detected.is_doubtful());
}

#[test]
fn names_people_use_for_encodings_are_known_and_others_get_a_remedy() {
    let file: Arc<str> = "a.csv".into();
    assert_eq!(from_label(&file, "CP866").unwrap(), IBM866);
    assert_eq!(from_label(&file, "cp1251").unwrap(), WINDOWS_1251);
    let error = from_label(&file, "win-cyr").unwrap_err().to_string();
    assert!(error.contains("a.csv") && error.contains("windows-1251"), "{error}");
}
