use proptest::prelude::*;
use records::reference::{Citation, MonthName, ValueSynonym};

use super::*;

/// The words these tests need. [`all`] reads with the shipped words too, which are more.
fn reference() -> Reference {
    let months = [
        (1, "январь января янв январ"),
        (2, "февраль февраля фев февр феврал"),
        (3, "март марта мар march mar"),
        (4, "апрель апреля апр april"),
        (5, "май мая may"),
        (6, "июнь июня"),
        (9, "сентябрь сентября сент september"),
        (12, "декабрь декабря дек december"),
        (21, "весна весны весной spring жаз"),
        (22, "лето летом summer жай"),
        (23, "осень autumn күз"),
        (24, "зима зимой winter кыш"),
    ];
    let words = [
        ("about", "около примерно about болжол"),
        ("early", "начало начале early башы башында"),
        ("mid", "середина середине mid ортосу"),
        ("late", "конец конце late аягы"),
        ("quarter", "квартал кв q quarter"),
        ("half", "половина полугодие half"),
        ("year", "год года году г гг ж жыл жылдын жылы"),
        ("filler", "в числа айы айынын of күнү"),
        ("from", "с from"),
        ("to", "по до to"),
        ("until", "чейин"),
        ("and", "и and жана"),
        ("unknown", "неизвестно белгисиз unknown|не установлено"),
        ("1", "первый первая первой i"),
        ("2", "второй вторая ii"),
    ];
    let mut reference = Reference::default();
    let citation = Citation { source: "test".into(), verified: true };
    for (month, forms) in months {
        for form in forms.split(' ') {
            reference.months.push(MonthName {
                month,
                language: "ru".into(),
                form: form.into(),
                citation: citation.clone(),
            });
        }
    }
    for (code, group) in words {
        let (single, phrase) = group.split_once('|').unwrap_or((group, ""));
        for synonym in single.split(' ').chain([phrase]).filter(|word| !word.is_empty()) {
            reference.value_synonyms.push(ValueSynonym {
                list: "date_word".into(),
                code: code.into(),
                synonym: synonym.into(),
                citation: citation.clone(),
            });
        }
    }
    reference
}

fn reader() -> DateReader {
    DateReader::new(&reference(), date(2026, 6, 30))
}

fn shipped() -> DateReader {
    DateReader::new(&crate::reference::embedded().unwrap(), date(2026, 6, 30))
}

fn read_with(reader: &DateReader, text: &str) -> String {
    match reader.read(text, DateOrder::DayFirst) {
        Ok(Some(date)) => date.to_string(),
        Ok(None) => "none".to_owned(),
        Err(reason) => format!("{reason:?}"),
    }
}

fn all(cases: &[(&str, &str)]) {
    let (small, shipped) = (reader(), shipped());
    for (text, expected) in cases {
        assert_eq!(read_with(&small, text), *expected, "{text}");
        assert_eq!(read_with(&shipped, text), *expected, "{text} with the shipped words");
    }
}

#[test]
fn days_are_read_in_every_spelling() {
    all(&[
        ("05.03.2021", "2021-03-05"),
        ("5.3.2021 г.", "2021-03-05"),
        ("05/03/2021", "2021-03-05"),
        ("05-03-2021", "2021-03-05"),
        ("05.03.21", "2021-03-05"),
        ("05 03 2021", "2021-03-05"),
        ("2021-03-05", "2021-03-05"),
        ("2021.03.05", "2021-03-05"),
        ("2021-03-05T10:00", "2021-03-05"),
        ("2021-03-05T10:00:15.000Z", "2021-03-05"),
        ("2021-03-05 10:00:00", "2021-03-05"),
        ("05.03.2021 9:30", "2021-03-05"),
        ("05.03.2021, 9:30", "2021-03-05"),
        ("5 марта 2021 г.", "2021-03-05"),
        ("5 МАРТА 2021 года", "2021-03-05"),
        ("«5» марта 2021 г.", "2021-03-05"),
        ("5 мар. 2021", "2021-03-05"),
        ("5-март 2021", "2021-03-05"),
        ("2021-ж. 5-март", "2021-03-05"),
        ("2021-жылдын 5-мартында", "2021-03-05"),
        ("2021-жылдын 5-марты", "2021-03-05"),
        ("March 5, 2021", "2021-03-05"),
        ("5 March 2021", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("05032021", "2021-03-05"),
        ("44260", "2021-03-05"),
        ("05.03.2021 (со слов)", "2021-03-05"),
    ]);
}

#[test]
fn months_seasons_years_and_their_parts_are_intervals() {
    all(&[
        ("2021", "2021"),
        ("2021 г.", "2021"),
        ("2021-жыл", "2021"),
        ("03.2021", "2021-03"),
        ("3/2021", "2021-03"),
        ("2021-03", "2021-03"),
        ("2021/03", "2021-03"),
        ("март 2021", "2021-03"),
        ("март 2021-ж.", "2021-03"),
        ("Март, 2021", "2021-03"),
        ("2021-жыл, март", "2021-03"),
        ("март 21 г.", "2021-03"),
        ("весна 2021", "2021-21"),
        ("весной 2021 года", "2021-21"),
        ("жаз 2021", "2021-21"),
        ("2021-жылдын күзү", "2021-23"),
        ("зима 2020/21", "2020-24"),
        ("зима 2020-2021", "2020-24"),
        ("зима 2021", "2021-01-01/2022-02-28"),
        ("2 кв. 2021", "2021-04-01/2021-06-30"),
        ("Q2 2021", "2021-04-01/2021-06-30"),
        ("II квартал 2021 г.", "2021-04-01/2021-06-30"),
        ("первая половина 2021", "2021-01-01/2021-06-30"),
        ("начало марта 2021", "2021-03-01/2021-03-10"),
        ("середина марта 2021", "2021-03-11/2021-03-20"),
        ("в конце 2021", "2021-09-01/2021-12-31"),
        ("конец 2021", "2021-09-01/2021-12-31"),
        ("начало 2021 г.", "2021-01-01/2021-04-30"),
        ("2021-жылдын башы", "2021-01-01/2021-04-30"),
        ("2021-жылдын март айынын аягы", "2021-03-21/2021-03-31"),
        ("конец весны 2021", "2021-05-01/2021-05-31"),
        ("около 5 марта 2021", "2021-02-26/2021-03-12"),
        ("примерно март 2021", "2021-02-14/2021-04-15"),
        ("около 2021", "2020-07-02/2022-07-02"),
    ]);
}

#[test]
fn ranges_take_what_they_leave_out_from_their_end() {
    all(&[
        ("01.03.2021–15.04.2021", "2021-03-01/2021-04-15"),
        ("01.03.2021-15.04.2021", "2021-03-01/2021-04-15"),
        ("01.03.2021 - 15.04.2021", "2021-03-01/2021-04-15"),
        ("2021-03-01/2021-04-15", "2021-03-01/2021-04-15"),
        ("01.03-15.04.2021", "2021-03-01/2021-04-15"),
        ("5-10.03.2021", "2021-03-05/2021-03-10"),
        ("5–10 марта 2021 г.", "2021-03-05/2021-03-10"),
        ("март-апрель 2021", "2021-03-01/2021-04-30"),
        ("март — апрель 2021 г.", "2021-03-01/2021-04-30"),
        ("март 2021-апрель 2022", "2021-03-01/2022-04-30"),
        ("с 1 марта по 15 апреля 2021 г.", "2021-03-01/2021-04-15"),
        ("с марта по май 2021", "2021-03-01/2021-05-31"),
        ("from March to May 2021", "2021-03-01/2021-05-31"),
        ("5-мартынан 10-апрелине чейин 2021", "NotADate"),
        ("2021-жылдын 5-мартынан 2021-жылдын 10-апрелине чейин", "2021-03-05/2021-04-10"),
        ("2019-2021", "2019-01-01/2021-12-31"),
        ("2019 – 2021 гг.", "2019-01-01/2021-12-31"),
        ("2020-21", "2020-01-01/2021-12-31"),
        ("01.03.2021, 15.04.2021", "2021-03-01/2021-04-15"),
        ("01.03.2021 и 05.03.2021", "2021-03-01/2021-03-05"),
        ("15.04.2021–01.03.2021", "NotADate"),
    ]);
}

#[test]
fn what_is_no_date_is_refused_whole_and_what_is_unknown_is_absent() {
    all(&[
        ("31.02.2021", "Impossible"),
        ("05.13.2021", "OtherOrder"),
        ("00.03.2021", "Impossible"),
        ("5 марта 1021", "Impossible"),
        ("30 февраля 2021", "Impossible"),
        ("март 21", "NotADate"),
        ("03.21", "NotADate"),
        ("вчера", "NotADate"),
        ("до 2021", "NotADate"),
        ("5 марта 2021 около дома", "NotADate"),
        ("", "none"),
        (" - ", "none"),
        ("неизвестно", "none"),
        ("не установлено", "none"),
    ]);
}

#[test]
fn a_year_of_two_digits_is_the_latest_not_after_the_as_of_year() {
    all(&[("05.03.26", "2026-03-05"), ("05.03.27", "1927-03-05"), ("5 марта 94 г.", "1994-03-05")]);
}

#[test]
fn the_order_of_the_column_decides_all_digit_dates() {
    let read = |text: &str, order| reader().read(text, order).map(|date| date.unwrap().to_string());
    assert_eq!(read("03/04/2021", DateOrder::MonthFirst).unwrap(), "2021-03-04");
    assert_eq!(read("25/04/2021", DateOrder::MonthFirst), Err(Unreadable::OtherOrder));
    assert_eq!(read("21.03.05", DateOrder::YearFirst).unwrap(), "2021-03-05");
}

#[test]
fn numbers_of_a_spreadsheet_are_serials_years_or_months() {
    let read = |number| reader().serial(number).map(|date| date.unwrap().to_string());
    assert_eq!(read(44_260.0).unwrap(), "2021-03-05");
    assert_eq!(read(44_260.75).unwrap(), "2021-03-05", "the time of day is not kept");
    assert_eq!(read(2021.0).unwrap(), "2021");
    assert_eq!(read(3.2021).unwrap(), "2021-03");
    assert_eq!(read(10.202).unwrap(), "2020-10", "the last zero is lost on the way");
    assert_eq!(read(20_210_305.0).unwrap(), "2021-03-05");
    assert_eq!(read(17.0), Err(Unreadable::NotADate));
    assert_eq!(read(f64::NAN), Err(Unreadable::NotADate));
}

#[test]
fn placeholders_are_marked_by_text_and_by_day() {
    let reader = reader().with_placeholders(&["01.01.1990".into()], DateOrder::DayFirst);
    let read = |text: &str| reader.read(text, DateOrder::DayFirst).unwrap().unwrap().to_string();
    assert_eq!(read("01.01.1990"), "1990-01-01?");
    assert_eq!(read("1990-01-01"), "1990-01-01?");
    assert_eq!(reader.typed(date(1990, 1, 1)).unwrap().unwrap().to_string(), "1990-01-01?");
    assert_eq!(read("02.01.1990"), "1990-01-02");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}", pieces in prop::collection::vec(
        prop::sample::select(vec![
            "05", "3", "2021", "-", ".", "/", " ", "март", "весна", "начало", "около", "–", "чейин", "с",
            "по", ":", "T", "кв", "21", "г.", "99", "00", "жыл", ",", "99999999999999999999",
        ]),
        0..12,
    )) {
        let reader = reader();
        for text in [text, pieces.concat()] {
            for order in [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst] {
                let _ = reader.read(&text, order);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_back(year in 1901_i16..2099, month in 1_i8..=12, day in 1_i8..=28, length in 1_i64..400) {
        let start = date(year, month, day);
        let end = start.checked_add(Span::new().days(length)).unwrap();
        prop_assume!(end.year() <= 2100);
        let reader = reader();
        let dates = [
            PartialDate::day(start), PartialDate::month(year, month), PartialDate::year(year),
            PartialDate::season(year, month % 4 + 1), PartialDate::span(start, end),
        ];
        for date in dates.into_iter().flatten() {
            let printed = date.to_string();
            let again = reader.read(&printed, DateOrder::MonthFirst).unwrap().unwrap();
            if follows(year, 20 + (month % 4 + 1) as u8) && date.precision() == Precision::Season {
                prop_assert!(again.start() <= date.start() && date.end_exclusive() <= again.end_exclusive());
            } else {
                prop_assert_eq!(again, date, "{}", printed);
            }
        }
    }

    #[test]
    fn a_day_means_the_same_in_russian_kyrgyz_english_and_digits(year in 1950_i16..2026, month in prop::sample::select(vec![(3, "марта", "март", "March"), (4, "апреля", "апрель", "April"), (12, "декабря", "декабрь", "December")]), day in 1_i8..=30) {
        let (number, russian, kyrgyz, english) = month;
        let expected = PartialDate::day(date(year, number, day));
        let reader = reader();
        for text in [
            format!("{day} {russian} {year} г."), format!("{year}-ж. {day}-{kyrgyz}"),
            format!("{english} {day}, {year}"), format!("{day:02}.{number:02}.{year}"),
            format!("{day}/{number}/{year}"), format!("{year}-{number:02}-{day:02}T23:59:59"),
        ] {
            prop_assert_eq!(reader.read(&text, DateOrder::DayFirst).unwrap(), expected, "{}", text);
        }
    }
}
