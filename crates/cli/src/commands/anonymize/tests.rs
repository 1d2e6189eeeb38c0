//! What a replaced name keeps of the one it stands for.

use records::{PartialDate, PersonSide};

use super::cells::{Edge, moved};
use super::key::Key;
use super::names::Names;

fn names(text: &str) -> Vec<String> {
    names_of(&text.lines().map(|name| (PersonSide::Victim, name)).collect::<Vec<_>>())
}

fn names_of(list: &[(PersonSide, &str)]) -> Vec<String> {
    let reference = ingest::reference::embedded().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("key");
    std::fs::write(&file, [7; 32]).unwrap();
    let key = Key::read(&file).unwrap();
    let mut names = Names::new(&key, &reference);
    for (side, name) in list {
        names.learn("case", *side, name);
    }
    list.iter().map(|(side, name)| names.rewrite("case", *side, name)).collect()
}

fn word(name: &str, at: usize) -> &str {
    name.split(' ').nth(at).unwrap()
}

#[test]
fn siblings_keep_one_surname_and_patronymic_and_each_ending() {
    let new = names("Асанова Гульнара Маматовна\nАсанов Эрлан Маматович\nАСАНОВА Г. М.");
    let stem = word(&new[1], 0).to_owned();
    assert_eq!(word(&new[0], 0), format!("{stem}а"));
    assert_eq!(word(&new[2], 0), format!("{stem}а").to_uppercase());
    let father =
        |name: &str| word(name, 2).trim_end_matches("вна").trim_end_matches("вич").to_owned();
    assert_eq!(father(&new[0]), father(&new[1]));
    assert!(word(&new[0], 2).ends_with("вна") && word(&new[1], 2).ends_with("вич"));
    assert_eq!(word(&new[2], 1).chars().next(), word(&new[0], 1).chars().next());
    for old in ["Асан", "Гульнара", "Мамат", "Эрлан"] {
        assert!(!new.concat().contains(old), "{old}");
    }
}

#[test]
fn a_marker_stays_and_a_slip_is_made_again() {
    let new = names("Асан кызы Айжан\nАсан кызы Айжсан");
    assert_eq!(word(&new[0], 1), "кызы");
    let (right, slipped) = (word(&new[0], 2), word(&new[1], 2));
    assert_ne!(right, slipped);
    assert_eq!(slipped.chars().count(), right.chars().count() + 1);
}

#[test]
fn a_name_in_latin_letters_stays_the_name_it_was_in_cyrillic() {
    let reference = ingest::reference::embedded().unwrap();
    let fold = fuzzy_matching::fold::Fold::new(&reference);
    let new = names("Асанов Эрлан\nAsanov Erlan");
    assert!(new[1].is_ascii(), "{}", new[1]);
    let alike = strsim::jaro_winkler(&fold.k1(word(&new[0], 1)), &fold.k1(word(&new[1], 1)));
    assert!(alike > 0.8, "{} {}", new[0], new[1]);
}

#[test]
fn initials_follow_the_one_name_of_the_case_that_they_fit() {
    let new = names("Асанов Болот Маратович\nАбдиев Мирлан Тургунович\nА. М. Т.\nАсанов Б. М.");
    let of = |name: &str| -> Vec<char> {
        name.split(' ').filter_map(|word| word.chars().next()).collect()
    };
    assert_eq!(of(&new[2]), of(&new[1]));
    assert_eq!(of(&new[3]), of(&new[0]));
}

#[test]
fn initials_are_those_of_the_side_and_go_by_the_letter_too() {
    let (victim, accused) = (PersonSide::Victim, PersonSide::Accused);
    let new = names_of(&[
        (accused, "Джусупов Дамир Жамалович"),
        (accused, "Токтогул уулу Дастан"),
        (victim, "Дилшодова Дилором Жасуровна"),
        (accused, "Д. Д. Ж."),
        (accused, "Т. Д."),
    ]);
    let of = |name: &str, at: usize| word(name, at).chars().next().unwrap();
    for at in 0..3 {
        assert_eq!(of(&new[3], at), of(&new[0], at), "{} {}", new[3], new[0]);
    }
    assert_eq!((of(&new[4], 0), of(&new[4], 1)), (of(&new[1], 0), of(&new[1], 2)));
}

#[test]
fn a_woman_keeps_the_ending_of_her_surname_in_every_spelling() {
    for name in ["Жунусова", "Junusova", "Джунусова", "Adylova", "Щербакова"]
    {
        let new = names(name);
        assert!(new[0].ends_with(['а', 'a']), "{name} became {}", new[0]);
        assert!(new[0].is_ascii() == name.is_ascii(), "{name} became {}", new[0]);
    }
}

#[test]
fn what_ended_after_it_began_still_does() {
    let day = |year, month, day| jiff::civil::date(year, month, day);
    let month = PartialDate::month(2021, 5).unwrap();
    for (edge, date, days, written) in [
        (Edge::First, month, -10, "04.2021"),
        (Edge::Last, PartialDate::day(day(2021, 5, 3)).unwrap(), -10, "23.04.2021"),
        (Edge::Last, month, 10, "06.2021"),
        (Edge::Neither, month, 10, "05.2021"),
        (Edge::First, PartialDate::year(2021).unwrap(), -10, "2020"),
    ] {
        assert_eq!(moved(date, days, edge), written);
    }
}

#[test]
fn a_letter_of_the_other_script_stays_a_slip_in_a_word_of_its_own() {
    let new = names("Асанова Натaлья\nАсанова Наталья");
    let (slipped, right) = (word(&new[0], 1), word(&new[1], 1));
    assert!(super::letters::is_mixed(slipped) && !super::letters::is_mixed(right));
    let reference = ingest::reference::embedded().unwrap();
    let fold = fuzzy_matching::fold::Fold::new(&reference);
    assert_eq!(fold.token(slipped).surface, fold.token(right).surface);
}

#[test]
fn a_name_that_others_write_otherwise_stays_one_name() {
    let reference = ingest::reference::embedded().unwrap();
    let fold = fuzzy_matching::fold::Fold::new(&reference);
    let alike = |a: &str, b: &str| strsim::jaro_winkler(&fold.k1(a), &fold.k1(b));
    for (right, otherwise) in [
        ("Темирлановна", "Temorlanovna"),
        ("Кенжегүл", "Kendjeguel"),
        ("Маматов", "Mamatoav"),
        ("Шарипович", "Šaripowitch"),
    ] {
        let new = names(&format!("{right}\n{otherwise}"));
        assert!(alike(&new[0], &new[1]) > 0.8, "{right} {}, {otherwise} {}", new[0], new[1]);
        assert!(alike(right, &new[0]) < 0.8, "{right} became {}", new[0]);
    }
}
