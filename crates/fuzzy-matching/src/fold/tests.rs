use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

fn fold() -> &'static Fold {
    static FOLD: LazyLock<Fold> =
        LazyLock::new(|| Fold::new(&ingest::reference::embedded().unwrap()));
    &FOLD
}

/// Readings as `k1:penalty`, so that a failing test shows them: these names are recombined.
fn readings(fold: &Fold, text: &str) -> String {
    let readings = fold.token(text).readings;
    readings.iter().map(|r| format!("{}:{}", r.k1, r.penalty)).collect::<Vec<_>>().join(" ")
}

#[test]
fn spellings_of_one_name_have_one_k1() {
    let fold = fold();
    for (k1, spellings) in [
        (
            "jumabek",
            &[
                "Жумабек",
                "Жұмабек",
                "Джумабек",
                "Jumabek",
                "Zhumabek",
                "Dzhumabek",
                "Žumabek",
                "Dschumabek",
            ][..],
        ),
        ("aigul", &["Айгуль", "Айгүл", "Aigul", "Aygul", "Ajgul", "Aigoul", "АЙГҮЛ"]),
        ("Ciniz", &["Чынгыз", "Чыңгыз", "Chingiz", "Čyngyz", "Çıñğız", "Чыӊгыз"]),
        ("jenbekov", &["Жээнбеков", "Jeenbekov", "Zheenbekov", "Jêênbekov"]),
        ("artikbaev", &["Артыкбаев", "Artykbayev", "Artykbaev"]),
        ("masalev", &["Масалиев", "Masalijew", "Masaliyev"]),
        ("rahmon", &["Рахмон", "Раҳмон", "Rahmon", "Rakhmon"]),
        ("otkir", &["Ўткир", "O'tkir", "Oʻtkir", "O‘tkir"]),
        ("bahitjan", &["Бахытжан", "Bahytzhan", "Bakhytzhan"]),
        ("Segelski", &["Щегельский", "Schegelskiy"]),
        ("iulia", &["Юлия", "Iuliia", "Yuliya", "Julija"]),
        ("ludmila", &["Людмила", "Ludmila", "Lyudmila"]),
        ("nursultan", &["Нурсултан", "Нур-Султан", "Nur-Sultan"]),
    ] {
        for spelling in spellings {
            let folded = fold.token(spelling);
            let found = folded.readings.iter().any(|reading| reading.k1 == k1);
            assert!(found, "{spelling}: {} lacks {k1}", readings(fold, spelling));
        }
    }
}

#[test]
fn ambiguous_latin_letters_give_readings_with_penalties() {
    let fold = fold();
    assert_eq!(readings(fold, "Jamal"), "jamal:0 iamal:1");
    assert_eq!(
        readings(fold, "Xadicha"),
        "hadiCa:0 hadiha:1 hadiSa:1 ksadiCa:1 ksadiha:2 ksadiSa:2"
    );
    assert_eq!(readings(fold, "Asanow"), "asanov:0 asanou:1");
    assert_eq!(readings(fold, "Cumabek"), "kumabek:0 jumabek:1", "no ц opens a word");
    assert_eq!(readings(fold, "Kuznecov"), "kuznekov:0 kuznecov:1 kuznejov:1");
    assert_eq!(readings(fold, "Гулиеў"), "guleo:0 gulev:1", "Belarusian after a vowel");
    assert_eq!(readings(fold, "Ўткир"), "otkir:0");
}

#[test]
fn keys_get_coarser_from_k1_to_k3() {
    let fold = fold();
    let keys = |text: &str| {
        let folded = fold.token(text);
        (folded.k1().to_owned(), folded.k2v, folded.k3)
    };
    assert_eq!(keys("Азизбек"), ("azizbek".into(), "asaspak".into(), "Vspk".into()));
    assert_eq!(keys("Жамиля"), ("jamilia".into(), "Samala".into(), "Sml".into()));
    assert_eq!(keys("Хасан").2, "ksn");
}

#[test]
fn endings_come_off_to_one_stem() {
    let fold = fold();
    let surname = |text: &str| fold.token(text).surname_stem.map(|stem| stem.k1).unwrap();
    for (a, b) in [
        ("Жумабай", "Жумабаева"),
        ("Раҳмонзода", "Рахмонов"),
        ("Асанова", "Асан"),
        ("Майлинская", "Майлинский"),
    ] {
        assert_eq!(surname(a), surname(b), "{a} ~ {b}");
    }
    let patronymic = |text: &str| fold.token(text).patronymic_stem.map(|stem| stem.k1);
    assert_eq!(patronymic("Маратович").as_deref(), Some("marat"));
    assert_eq!(patronymic("Маратовна").as_deref(), Some("marat"));
    assert_eq!(patronymic("Маратұлы").as_deref(), Some("marat"));
    assert_eq!(patronymic("Марат"), None);
}

#[test]
fn look_alike_letters_of_the_other_script_are_repaired() {
    let fold = fold();
    assert_eq!(fold.token("Cерик").k1(), "serik");
    assert_eq!(fold.token("Бaкыт").k1(), "bakit");
    assert_eq!(fold.token("Мaрaт"), fold.token("Марат"));
    assert_eq!(fold.token("ACAHOB").script, Script::Latin, "one script needs no repair");
    assert_eq!(fold.token("БAKЫT"), fold.token("Бакыт"));
    assert_eq!(fold.token("Кɵкɵ"), fold.token("Көкө"));
    assert_eq!(fold.token("Áнна").k1(), "ana");
    assert_eq!(fold.token("Аsаnоv").k1(), "asanov");
}

#[test]
fn decomposed_letters_and_stress_marks_fold_like_composed_ones() {
    let fold = fold();
    assert_eq!(fold.token("Айгу\u{0301}ль").k1(), "aigul");
    assert_eq!(fold.token("Аи\u{0306}гүл").k1(), "aigul");
    assert_eq!(fold.token("İbrahim").k1(), fold.token("Ibrahim").k1());
}

#[test]
fn other_scripts_have_no_sound() {
    let fold = fold();
    for text in ["محمد", "გიორგი", "王", "123", "", "—"] {
        let folded = fold.token(text);
        assert!(folded.readings.is_empty() && folded.k3.is_empty(), "{text}");
        assert_eq!(folded.script, Script::Other);
        assert_eq!((folded.surname_stem, folded.patronymic_stem), (None, None));
    }
}

proptest! {
    #[test]
    fn the_fold_is_total_and_yields_phones_only(text in "\\PC{0,40}") {
        let folded = fold().token(&text);
        prop_assert!(folded.readings.len() <= 6);
        for reading in &folded.readings {
            prop_assert!(reading.k1.bytes().all(|p| b"aeioubvgdjzklmnprstfhcCS".contains(&p)));
            prop_assert!(!reading.k1.is_empty());
        }
        prop_assert!(folded.readings.is_sorted_by_key(|r| r.penalty));
    }

    #[test]
    fn letter_case_does_not_matter(text in "[а-яёңүөa-z]{1,14}") {
        let fold = fold();
        prop_assert_eq!(fold.token(&text).readings, fold.token(&text.to_uppercase()).readings);
    }

    #[test]
    fn many_ambiguous_letters_stay_bounded(text in "[cjxw]{0,200}") {
        prop_assert!(fold().token(&text).readings.len() <= 6);
    }
}
