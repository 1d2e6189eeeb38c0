use std::sync::LazyLock;

use proptest::prelude::*;
use records::{PersonName, Sex};

use super::*;
use crate::fold::Fold;
use crate::lexicon::Lexicon;

static TABLES: LazyLock<(Fold, Lexicon)> = LazyLock::new(|| {
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    (fold, lexicon)
});

fn parse(text: &str) -> ParsedName {
    ParsedName::parse(&TABLES.0, &TABLES.1, &PersonName::Whole(text.into()))
}

fn parts(surname: &str, given: &str, patronymic: &str) -> ParsedName {
    let part = |text: &str| (!text.is_empty()).then(|| text.into());
    let name = PersonName::Parts {
        surname: part(surname),
        given: part(given),
        patronymic: part(patronymic),
    };
    ParsedName::parse(&TABLES.0, &TABLES.1, &name)
}

/// The grade, after checking that it does not depend on which name is left.
fn graded(a: &ParsedName, b: &ParsedName) -> NameGrade {
    let (ab, ba) = (compare(a, b), compare(b, a));
    assert_eq!(
        (ab.overall, ab.given, ab.surname, ab.patronymic),
        (ba.overall, ba.given, ba.surname, ba.patronymic),
        "symmetric"
    );
    ab.overall
}

fn grade(a: &str, b: &str) -> NameGrade {
    graded(&parse(a), &parse(b))
}

#[test]
fn one_person_in_two_scripts_and_schemes_agrees_in_full() {
    for (a, b) in [
        ("Асанов Бакыт Жумабекович", "Asanov Bakyt Zhumabekovich"),
        ("Асанов Бакыт Жумабекович", "Bakyt Jumabekovich ASANOV"),
        ("Токтогулова Айгүл Маратовна", "Токтогулова Айгуль Маратовна"),
        ("Жээнбекова Чолпон Талантовна", "Jeenbekova Cholpon Talantovna"),
        ("Рахмонов Фарҳод Каримович", "Rachmonow Farhod Karimovich"),
    ] {
        assert_eq!(grade(a, b), NameGrade::FullExact, "{a} ~ {b}");
    }
}

#[test]
fn order_and_missing_patronymic_cost_nothing() {
    assert_eq!(grade("Асанов Бакыт", "Бакыт Асанов"), NameGrade::GivenSurnameExact);
    assert_eq!(grade("Асанов Бакыт Маратович", "Bakyt Asanov"), NameGrade::GivenSurnameExact);
    assert_eq!(grade("Bakyt Maratovich Asanov", "Асанов Бакыт Маратович"), NameGrade::FullExact);
}

#[test]
fn exchanged_columns_are_seen_and_cost_no_level() {
    let compared = compare(&parts("Ким", "Анна", ""), &parts("Анна", "Ким", ""));
    assert_eq!(compared.overall, NameGrade::GivenSurnameExact);
    assert!(compared.swapped);
    let compared = compare(&parts("Бакыт", "Асанов", ""), &parts("Асанов", "Бакыт", ""));
    assert_eq!(compared.overall, NameGrade::GivenSurnameExact);
    assert!(compared.swapped);
}

#[test]
fn siblings_and_namesakes_never_grade_high() {
    assert_eq!(grade("Асанов Бакыт Маратович", "Асанов Нурлан Маратович"), NameGrade::SiblingLike);
    assert_eq!(
        grade("Асанова Айгуль Маратовна", "Асанов Нурлан Маратович"),
        NameGrade::SiblingLike
    );
    assert_eq!(grade("Марат уулу Бакыт", "Марат кызы Айгуль"), NameGrade::SiblingLike);
    assert_eq!(
        grade("Асанов Бакыт Маратович", "Асанов Бакыт Талантович"),
        NameGrade::NamesakeConflict
    );
    assert_eq!(
        grade("Асанов Нурлан Маратович", "Асанов Нурдан Маратович"),
        NameGrade::FamilyAgreesGivenWeak,
        "brothers' names are often look-alikes"
    );
    assert_eq!(
        grade("Асанова Асель Маратовна", "Асанова Асыл Маратовна"),
        NameGrade::SiblingLike,
        "two known names"
    );
    assert_eq!(grade("Асан Бакытов", "Бакыт Асанов"), NameGrade::Different);
    assert_eq!(grade("Асанов Бакыт", "Исаков Бакыт"), NameGrade::Different);
}

#[test]
fn uulu_and_kyzy_meet_patronymic_surname_and_each_other() {
    assert_eq!(grade("Асан уулу Бакыт", "Бакыт Асан уулу"), NameGrade::GivenFather);
    assert_eq!(grade("Асан уулу Бакыт", "Asan uulu Bakyt"), NameGrade::GivenFather);
    assert_eq!(grade("Асан-уулу Бакыт", "Бакыт Асанұлы"), NameGrade::GivenFather);
    assert_eq!(grade("Асан у. Бакыт", "Асан уулу Бакыт"), NameGrade::GivenFather);
    assert_eq!(grade("Асан кызы Айгуль", "Токтогулова Айгуль Асановна"), NameGrade::GivenFather);
    assert_eq!(grade("Асан уулу Бакыт", "Асанов Бакыт"), NameGrade::GivenFather);
    assert_eq!(grade("Асан уулу Бакыт", "Асанов Бакыт Токтогулович"), NameGrade::GivenFather);
    assert_eq!(grade("Марат уулу Бакыт", "Асанов Бакыт Талантович"), NameGrade::Different);
    assert_eq!(
        graded(&parts("Асан уулу", "Бакыт", ""), &parse("Bakyt Asan uulu")),
        NameGrade::GivenFather
    );
}

#[test]
fn a_name_taken_by_marriage_is_a_mild_level_for_women_only() {
    assert_eq!(
        grade("Асанова Айгуль Маратовна", "Жумабекова Айгуль Маратовна"),
        NameGrade::GivenPatronymicOtherSurname
    );
    assert_eq!(grade("Асанов Бакыт Маратович", "Жумабеков Бакыт Маратович"), NameGrade::Different);
}

#[test]
fn initials_have_levels_of_their_own() {
    assert_eq!(grade("Асанов Б.М.", "Асанов Бакыт Маратович"), NameGrade::InitialsCompatible);
    assert_eq!(grade("B. M. Asanov", "Асанов Бакыт Маратович"), NameGrade::InitialsCompatible);
    assert_eq!(grade("D. Asanov", "Асанов Джумабек"), NameGrade::InitialsCompatible);
    assert_eq!(grade("Zh. Asanov", "Асанов Жумабек"), NameGrade::InitialsCompatible);
    assert_eq!(grade("Асанов Н.М.", "Асанов Бакыт Маратович"), NameGrade::SiblingLike);
    assert_eq!(grade("А. Б. М.", "Асанов Бакыт Маратович"), NameGrade::InitialsOnly);
    assert_eq!(grade("А. Б. М.", "А. Б. М."), NameGrade::InitialsOnly);
    assert_eq!(grade("К. Н. Т.", "Асанов Бакыт Маратович"), NameGrade::Different);
    assert_eq!(grade("Асанов Я.М.", "Асанов Ибраим Маратович"), NameGrade::SiblingLike);
}

#[test]
fn close_spellings_and_look_alikes_are_told_apart() {
    assert_eq!(grade("Асанов Мырзабек", "Асанов Мурзабек"), {
        let known = compare(&parse("Мырзабек"), &parse("Мурзабек")).given;
        match known {
            NameLevel::Exact | NameLevel::SameName => NameGrade::GivenSurnameExact,
            _ => NameGrade::GivenSurnameClose,
        }
    });
    assert_eq!(grade("Асанова Динара", "Асанова Тынара"), NameGrade::SurnameOnlyOrWeak);
    assert_eq!(grade("Асанов Азамат", "Асанов Азимат"), NameGrade::GivenSurnameClose);
    assert_eq!(grade("Асанова Айгуль", "Асанова Айнура"), NameGrade::SiblingLike);
    assert_eq!(grade("Саша Иванова", "Иванова Александра"), NameGrade::GivenSurnameClose);
}

#[test]
fn glued_hyphenated_and_mistyped_words_are_read() {
    assert_eq!(grade("Асанов БакытМаратович", "Асанов Бакыт Маратович"), NameGrade::FullExact);
    assert_eq!(grade("Асанов Нур-Султан", "Асанов Нурсултан"), NameGrade::GivenSurnameExact);
    assert_eq!(grade("Cерикова Айгуль", "Серикова Айгуль"), NameGrade::GivenSurnameExact);
    assert_eq!(grade("Асанова-Исакова Айгуль", "Исакова Айгуль"), NameGrade::GivenSurnameExact);
}

#[test]
fn every_form_of_son_daughter_and_line_marks_the_word_before_it() {
    for (text, sex) in [
        ("Асан уулу Бакыт", Some(Sex::Male)),
        ("Asan uulu Bakyt", Some(Sex::Male)),
        ("Асан улуу Бакыт", Some(Sex::Male)),
        ("Bakyt Asan o'g'li", Some(Sex::Male)),
        ("Bakyt Asan o‘g‘li", Some(Sex::Male)),
        ("Bakyt Asan oʻgʻli", Some(Sex::Male)),
        ("Бакыт Асан ўғли", Some(Sex::Male)),
        ("Бакыт Асан угли", Some(Sex::Male)),
        ("Бакыт Асан оглы", Some(Sex::Male)),
        ("Асан кызы Айгуль", Some(Sex::Female)),
        ("Asan kyzy Aigul", Some(Sex::Female)),
        ("Aygul Asan qizi", Some(Sex::Female)),
        ("Айгуль Асан қизи", Some(Sex::Female)),
        ("Асан тегин Бакыт", Some(Sex::Male)),
        ("Asan tegin Bakyt", Some(Sex::Male)),
        ("Асантегин Бакыт", Some(Sex::Male)),
        ("Асануулу Бакыт", Some(Sex::Male)),
    ] {
        let name = parse(text);
        let roles: Vec<NameRole> = name.tokens().iter().map(|token| token.role).collect();
        assert_eq!(roles.len(), 2, "{text}");
        assert!(
            roles.contains(&NameRole::Patronymic) && roles.contains(&NameRole::Given),
            "{text}"
        );
        let father = name.tokens().iter().find(|t| t.role == NameRole::Patronymic).unwrap();
        assert_eq!(father.stems.father[0].k1, "asan", "{text}");
        assert_eq!(name.sex(), sex, "{text}");
    }
}

#[test]
fn the_tajik_ending_is_one_with_its_name_however_it_is_set() {
    for text in ["Фирдавс Раҳмон зода", "Фирдавс Раҳмон-зода", "Firdavs Rahmon Zoda"]
    {
        assert_eq!(grade(text, "Фирдавс Раҳмонзода"), NameGrade::GivenSurnameExact, "{text}");
    }
}

#[test]
fn a_name_typed_under_the_other_layout_is_read_as_meant() {
    for (typed, meant) in [
        ("Fcfyjd <frsn", "Асанов Бакыт"),
        ("Jhjp,trjdf Fquekm", "Орозбекова Айгуль"),
        ("Фыфтщм Ифлне", "Asanov Bakyt"),
    ] {
        assert!(parse(typed).is_retyped(), "{typed}");
        assert_eq!(grade(typed, meant), NameGrade::GivenSurnameExact, "{typed}");
    }
    // A part that nobody knows follows the part that tells the layout.
    let typed = parts("Rctyjdf", "Fquekm", "");
    assert_eq!(graded(&typed, &parts("Ксенова", "Айгуль", "")), NameGrade::GivenSurnameExact);
    for name in
        ["Асанов Бакыт", "Asanov Bakyt", "John Smith", "Ксеркс Ксенов", "Ли Ан", "Ищенко", "Even"]
    {
        assert!(!parse(name).is_retyped(), "{name}");
    }
}

#[test]
fn no_listed_spelling_is_taken_for_another_layout_and_most_are_found_through_it() {
    let reference = ingest::reference::embedded().unwrap();
    let (mut tried, mut found) = (0, 0);
    for entry in &reference.lexicon {
        for spelling in entry.spellings.iter().chain([&entry.name]) {
            assert!(!parse(spelling).is_retyped(), "{spelling}");
            let Some((_, typed)) = keyboard::retype(spelling) else { continue };
            tried += 1;
            found += usize::from(parse(&typed).is_retyped());
        }
    }
    assert!(found * 100 > tried * 94, "{found} of {tried}");
}

#[test]
fn what_cannot_be_compared_is_missing_and_never_agreement() {
    assert_eq!(grade("", "Асанов Бакыт"), NameGrade::Missing);
    assert_eq!(grade("— 123 —", "Асанов Бакыт"), NameGrade::Missing);
    assert_eq!(grade("محمد", "محمد"), NameGrade::Missing);
    assert_eq!(grade("გიორგი", "Георгий"), NameGrade::Missing);
    assert_eq!(grade("Айгуль", "Айгул"), NameGrade::GivenOnly);
    assert_eq!(grade("Асанова", "Асанова Айгуль"), NameGrade::SurnameOnlyOrWeak);
}

#[test]
fn the_sex_hint_comes_from_endings_before_names() {
    assert_eq!(parse("Асанова Айгуль").sex(), Some(Sex::Female));
    assert_eq!(parse("Марат кызы Айгуль").sex(), Some(Sex::Female));
    assert_eq!(parse("Асанов Бакыт Маратович").sex(), Some(Sex::Male));
    assert_eq!(parse("Б. М.").sex(), None);
}

#[test]
fn stems_give_one_person_under_two_systems_common_blocking_keys() {
    let k3 = |text: &str| -> std::collections::BTreeSet<String> {
        parse(text).blocking_tokens().into_iter().map(|token| token.k3).collect()
    };
    for (a, b) in [
        ("Асан уулу Бакыт", "Асанов Бакыт"),
        ("Асан уулу Бакыт", "Токтогулов Бакыт Асанович"),
        ("Жумабай уулу Нурлан", "Джумабаев Нурлан"),
        ("Раҳмонзода Фирдавс", "Rakhmonov Firdavs"),
    ] {
        assert!(k3(a).intersection(&k3(b)).count() >= 2, "{a} ~ {b}");
    }
}

#[test]
fn names_do_not_reach_debug_output() {
    let (a, b) = (parse("Асанов Бакыт"), parse("Асанов Бакыт Маратович"));
    let printed = format!("{a:?} {:?} {:?} {:?}", a.tokens(), a.blocking_tokens(), compare(&a, &b));
    for text in ["Асанов", "асанов", "asan", "Бакыт", "bakit", "Марат"] {
        assert!(!printed.contains(text), "{text} in {printed}");
    }
}

proptest! {
    #[test]
    fn any_text_parses_and_compares_symmetrically(a in "\\PC{0,24}", b in "\\PC{0,24}") {
        let (a, b) = (parse(&a), parse(&b));
        graded(&a, &b);
        prop_assert!((0.0..=1.0).contains(&compare(&a, &b).similarity));
    }

    #[test]
    fn a_name_with_sound_agrees_with_itself(
        words in proptest::collection::vec("[А-Яа-яA-Za-z]{3,9}", 1..4)
    ) {
        let name = parse(&words.join(" "));
        let level = compare(&name, &name).overall;
        prop_assert!(
            level <= NameGrade::GivenOnly || name.tokens().iter().all(|t| t.initial || !t.has_sound()),
            "{level}"
        );
    }
}

#[test]
fn a_surname_of_the_form_of_a_patronymic_is_one() {
    let roles = |text: &str| -> Vec<NameRole> {
        parse(text).tokens().iter().map(|token| token.role).collect()
    };
    use NameRole::{Given, Patronymic, Surname, Unknown};
    assert_eq!(roles("Андрей Николаевич Наумович"), [Given, Patronymic, Surname]);
    assert_eq!(roles("Наумович Андрей Николаевич"), [Surname, Given, Patronymic]);
    assert_eq!(roles("Андрей Наумович"), [Given, Unknown]);
    assert_eq!(roles("Андрей Николаевич Иванов"), [Given, Patronymic, Surname]);
}
