use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static INDEX: LazyLock<PlaceIndex> =
    LazyLock::new(|| PlaceIndex::new(&ingest::reference::embedded().unwrap()));

fn resolve(written: &str) -> Vec<String> {
    INDEX.resolve(written, None)
}

fn on(written: &str, day: &str) -> Vec<String> {
    INDEX.resolve(written, Some(day.parse().unwrap()))
}

fn level(a: &str, b: &str) -> PlaceLevelAgreement {
    let (a, b) = (resolve(a), resolve(b));
    assert_eq!(INDEX.compare_any(&a, &b), INDEX.compare_any(&b, &a), "symmetric");
    INDEX.compare_any(&a, &b)
}

#[test]
fn level_words_tell_units_of_one_name_apart() {
    assert_eq!(resolve("Ошская область"), ["KG06000000000"]);
    assert_eq!(resolve("Ошской обл."), ["KG06000000000"]);
    assert_eq!(resolve("Ош облусу"), ["KG06000000000"]);
    assert_eq!(resolve("г. Ош"), ["KG21000000000"]);
    assert_eq!(resolve("Ош шаары"), ["KG21000000000"]);
    assert_eq!(resolve("Osh city"), ["KG21000000000"]);
    assert_eq!(resolve("г.Бишкек"), ["KG11000000000"]);
    assert!(resolve("Ош").len() > 1, "a bare name stays ambiguous");
}

#[test]
fn languages_and_romanisations_meet() {
    for written in ["Сокулукский район", "Сокулук району", "Sokuluk district", "Сокулукский р-н"]
    {
        assert_eq!(resolve(written), ["KG08222000000"], "{written}");
    }
    for written in ["Jeti-Oguz raion", "Джети-Огузский район", "Жети-Өгүз району"]
    {
        assert_eq!(resolve(written), ["KG02210000000"], "{written}");
    }
}

#[test]
fn the_finest_of_nested_names_is_meant_in_any_order() {
    let sokuluk = ["KG08222000000"];
    assert_eq!(resolve("Чуйская область, Сокулукский район"), sokuluk);
    assert_eq!(resolve("Сокулукский район Чуйской области"), sokuluk);
    assert_eq!(resolve("Чүй облусу Сокулук району"), sokuluk);
    assert_eq!(resolve("Кыргызстан, Чуйская обл., Сокулукский р-н, ул. Безымянная 5"), sokuluk);
    assert_eq!(resolve("г. Ош Ошская область").len(), 2, "the city is not in the oblast");
}

#[test]
fn a_name_means_what_it_meant_on_the_day() {
    assert_eq!(on("г. Манас", "2026-01-15"), ["KG03410000010"]);
    assert_eq!(on("г. Джалал-Абад", "2020-01-15"), ["KG03410000010"]);
    assert_eq!(on("г. Джалал-Абад", "2026-01-15"), ["KG03410000010"], "old names live on");
    assert_eq!(on("Манас", "2020-01-15"), ["KG07225000000"], "only the raion bore the name");
    assert_eq!(on("г. Фрунзе", "1985-06-01"), ["KG11000000000"]);
}

#[test]
fn agreement_follows_the_hierarchy() {
    use PlaceLevelAgreement::*;
    assert_eq!(level("Сокулукский район", "Sokuluk district"), SamePlace);
    assert_eq!(level("г. Бишкек", "Бишкек шаары"), SamePlace);
    assert_eq!(level("г. Бишкек, Ленинский район", "г. Бишкек"), Within);
    assert_eq!(level("Сокулукский район", "Чуйская область"), SameOblast);
    assert_eq!(level("Сокулукский район", "Аламудунский район"), SameOblast);
    assert_eq!(level("Чуйская область", "Чүй облусу"), SameOblast);
    assert_eq!(level("Сокулукский район", "Алайский район"), DifferentOblast);
    assert_eq!(level("Ноокенский район", "Ноокатский район"), Confusable);
    assert_eq!(level("Турция", "Turkey"), SameCountry);
    assert_eq!(level("Кыргызстан", "Сокулукский район"), SameCountry);
    assert_eq!(level("Турция", "Казахстан"), DifferentCountry);
    assert_eq!(level("Турция", "г. Бишкек"), DifferentCountry);
    assert_eq!(level("", "г. Бишкек"), Missing);
    assert_eq!(level("нигде не записано", "г. Бишкек"), Missing);
}

#[test]
fn an_ambiguous_name_never_reaches_the_highest_level() {
    use PlaceLevelAgreement::*;
    assert_eq!(level("Талас", "Таласский район"), Within);
    assert_eq!(level("Ош", "г. Ош"), SameOblast);
}

proptest! {
    #[test]
    fn resolving_is_total_sorted_and_known(text in "\\PC{0,40}") {
        let codes = resolve(&text);
        prop_assert!(codes.is_sorted());
        prop_assert!(codes.iter().all(|code| INDEX.units.contains_key(code)));
    }
}

#[test]
fn within_one_span_of_days_a_text_means_the_same() {
    let (index, reference) = (&*INDEX, ingest::reference::embedded().unwrap());
    assert!(index.epochs() > 2, "some place was renamed");
    let days: Vec<jiff::civil::Date> =
        index.turns.iter().flat_map(|turn| [turn.yesterday().unwrap(), *turn]).collect();
    let texts = reference.place_names.iter().map(|row| row.name.as_str());
    for text in texts {
        for (x, y) in days.iter().flat_map(|x| days.iter().map(move |y| (*x, *y))) {
            let epoch = |day| index.epoch(Some(day));
            if epoch(x) == epoch(y) {
                assert_eq!(index.resolve(text, Some(x)), index.resolve(text, Some(y)), "{x} {y}");
            }
            assert!(epoch(x) > 0 && epoch(x) < index.epochs());
        }
    }
}
