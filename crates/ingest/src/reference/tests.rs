//! Each kind of breakage is refused with its place; the shipped data keep the promises made.

use std::collections::BTreeSet;
use std::fs;

use records::reference::{Citation, GroundKind};
use records::{Article, EditionId, SourceKind};
use tempfile::TempDir;

use super::*;
use crate::column_map::HeaderIndex;
use crate::field::Field;

/// A directory with the shipped files.
fn copy() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in shipped_files() {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// The error after the rows of one file are replaced by `rows`; the header stays.
fn with_rows(file: &str, rows: &[&str]) -> ReferenceError {
    let dir = copy();
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let header = text.lines().next().unwrap();
    fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    load_dir(dir.path()).unwrap_err()
}

/// The error after one row is added to one file.
fn with_row(file: &str, row: &str) -> (ReferenceError, u64) {
    let dir = copy();
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{row}\n")).unwrap();
    (load_dir(dir.path()).unwrap_err(), text.lines().count() as u64 + 1)
}

fn assert_refused(error: &ReferenceError, file: &str, line: u64, column: &str, message: &str) {
    assert_eq!(error.file, file, "{error}");
    assert_eq!(error.line, Some(line), "{error}");
    assert_eq!(error.column.as_deref(), Some(column), "{error}");
    assert!(error.to_string().contains(message), "{error}");
}

#[test]
fn a_copy_of_the_shipped_files_loads_as_the_embedded_ones_do() {
    let dir = copy();
    assert_eq!(load_dir(dir.path()).unwrap(), embedded().unwrap());
}

#[test]
fn one_changed_byte_changes_the_content_hash() {
    let dir = copy();
    let path = dir.path().join("stop_words.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}en,whereas,test,false\n")).unwrap();
    let changed = load_dir(dir.path()).unwrap();
    assert_ne!(changed.content_hash, embedded().unwrap().content_hash);
    assert_eq!(changed.content_hash.len(), 64);
}

#[test]
fn the_content_hash_is_that_of_the_files_one_after_another() {
    let whole: String = SHIPPED.iter().map(|(_, text)| *text).collect();
    let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
    assert!(names.is_sorted(), "hashed in name order");
    let expected: String =
        Sha256::digest(whole.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(embedded().unwrap().content_hash, expected);
}

#[test]
fn a_missing_an_unknown_and_an_unreadable_file_are_named() {
    let dir = copy();
    fs::remove_file(dir.path().join("grounds.csv")).unwrap();
    let error = load_dir(dir.path()).unwrap_err();
    assert_eq!(error.file, "grounds.csv");
    assert!(matches!(error.problem, ReferenceProblem::Unreadable(_)), "{error}");

    let dir = copy();
    fs::write(dir.path().join("offence.csv"), "x\n").unwrap();
    let error = load_dir(dir.path()).unwrap_err();
    assert_eq!(
        (error.file.as_str(), &error.problem),
        ("offence.csv", &ReferenceProblem::UnknownFile)
    );

    let dir = copy();
    fs::write(dir.path().join("grounds.csv"), b"code\xff\n").unwrap();
    assert_eq!(load_dir(dir.path()).unwrap_err().problem, ReferenceProblem::NotUtf8);
}

#[test]
fn a_byte_order_mark_and_another_column_order_are_accepted() {
    let dir = copy();
    let text = "\u{feff}verified,source,word,language\nfalse,test,whereas,en\n";
    fs::write(dir.path().join("stop_words.csv"), text).unwrap();
    let reference = load_dir(dir.path()).unwrap();
    assert_eq!(reference.stop_words.len(), 1);
    assert_eq!(reference.stop_words[0].word, "whereas");
}

#[test]
fn headers_must_be_exactly_the_known_ones() {
    for (header, column, problem) in [
        ("language,word,source", "verified", ReferenceProblem::MissingColumn),
        ("language,word,verified", "source", ReferenceProblem::MissingColumn),
        ("language,word,note,source,verified", "note", ReferenceProblem::UnknownColumn),
        ("language,word,word,source,verified", "word", ReferenceProblem::RepeatedColumn),
    ] {
        let dir = copy();
        fs::write(dir.path().join("stop_words.csv"), format!("{header}\n")).unwrap();
        let error = load_dir(dir.path()).unwrap_err();
        assert_eq!((error.line, error.column.as_deref()), (Some(1), Some(column)), "{error}");
        assert_eq!(error.problem, problem);
    }
}

#[test]
fn a_row_with_too_few_cells_is_refused_at_its_line() {
    let error = with_rows("stop_words.csv", &["en,whereas,test,false", "en,thereof,test"]);
    assert_eq!((error.file.as_str(), error.line), ("stop_words.csv", Some(3)));
    assert!(error.to_string().contains("3 cells where the header has 4"), "{error}");
}

#[test]
fn a_row_without_source_or_verified_is_refused() {
    let file = "stop_words.csv";
    let refused = |row, column, message| {
        assert_refused(&with_rows(file, &[row]), file, 2, column, message);
    };
    refused("en,whereas,,true", "source", "empty");
    refused("en,whereas,test,", "verified", "empty");
    refused("en,whereas,test,yes", "verified", "`yes` is not true or false");
    refused("en,whereas , test,true", "word", "space");
    refused("en,Whereas,test,true", "word", "lower case");
    refused("de,sondern,test,true", "language", "one of ru, ky, en");
}

#[test]
fn a_duplicate_key_names_the_line_of_its_first_use() {
    let rows = ["en,whereas,a,true", "ru,дабы,b,true", "en,whereas,c,false"];
    let error = with_rows("stop_words.csv", &rows);
    assert_refused(
        &error,
        "stop_words.csv",
        4,
        "language",
        "duplicate key `en / whereas`, first seen on line 2",
    );
}

#[test]
fn references_into_the_void_are_refused() {
    for (file, row, column, message) in [
        ("offences.csv", "CC-2050,166,trafficking,a,b,c,s,false", "edition", "code_editions.csv"),
        ("offences.csv", "CC-2021,999,nothing,a,b,c,s,false", "family", "offence_families.csv"),
        ("family_relations.csv", "trafficking,nothing,s,false", "to", "offence_families.csv"),
        (
            "ground_articles.csv",
            "CC-2021,CPC-2021,27,termination,T99,s,false",
            "ground",
            "grounds.csv",
        ),
        ("obstacle_rules.csv", "novel,,Z9,s,false", "obstacle", "obstacles.csv"),
        ("places.csv", "KG99,,raion,KG88,a,b,c,s,false", "parent", "places.csv"),
        ("place_names.csv", "KG99,Имя,ru,variant,,,s,false", "code", "places.csv"),
        ("place_confusables.csv", "KG,KG99,why,s,false", "b", "places.csv"),
        ("value_synonyms.csv", "sex,robot,робот,s,false", "code", "the sexes"),
        ("value_synonyms.csv", "event,robot,робот,s,false", "code", "the event kinds"),
        ("value_synonyms.csv", "ground,T99,робот,s,false", "code", "grounds.csv"),
        ("value_synonyms.csv", "scheme,robot,робот,s,false", "code", "register_schemes.csv"),
        ("value_synonyms.csv", "ictip_act,robot,робот,s,false", "code", "code_lists.csv"),
        ("value_synonyms.csv", "no_list,x,робот,s,false", "code", "code_lists.csv"),
    ] {
        let (error, line) = with_row(file, row);
        assert_refused(&error, file, line, column, message);
        assert!(matches!(error.problem, ReferenceProblem::UnknownKey { .. }), "{error}");
    }
}

#[test]
fn an_offence_without_an_edition_or_with_a_part_is_refused() {
    let file = "offences.csv";
    let (error, line) = with_row(file, ",166,trafficking,a,b,c,s,false");
    assert_refused(&error, file, line, "edition", "empty");
    for article in ["166 ч.2", "ст. 166", "166?", "161-", "сто"] {
        let (error, line) = with_row(file, &format!("CC-2021,{article},fraud,a,b,c,s,false"));
        assert_refused(&error, file, line, "article", "is not an article");
    }
}

#[test]
fn overlapping_and_backward_periods_are_refused() {
    for (file, row, message) in [
        ("code_editions.csv", "CC-X,a,b,c,2021-11-30,2021-11-30,s,false", "overlaps"),
        ("code_editions.csv", "CC-X,a,b,c,2030-01-01,,s,false", "overlaps"),
        ("register_schemes.csv", "x,a,b,c,,2000-01-01,s,false", "overlaps"),
        (
            "time_limits.csv",
            "registration,5,days,2025-01-01,2025-02-01,law,law,law,s,false",
            "overlaps",
        ),
        (
            "time_limits.csv",
            "novel,5,days,2025-02-01,2025-01-01,law,law,law,s,false",
            "ends before",
        ),
        ("place_names.csv", "KG,Имя,ru,former,2025-02-01,2025-01-01,s,false", "ends before"),
    ] {
        let (error, _) = with_row(file, row);
        assert_eq!(error.file, file, "{error}");
        assert!(error.line.is_some() && error.to_string().contains(message), "{error}");
    }
}

#[test]
fn values_of_the_wrong_form_are_refused() {
    for (file, row, column, message) in [
        (
            "time_limits.csv",
            "novel,-1,days,2025-01-01,,law,law,law,s,false",
            "amount",
            "a whole number",
        ),
        (
            "time_limits.csv",
            "novel,1,years,2025-01-01,,law,law,law,s,false",
            "unit",
            "hours, days, months",
        ),
        ("time_limits.csv", "novel,1,days,01.01.2025,,law,law,law,s,false", "from", "a date like"),
        ("grounds.csv", "T99,reason,a,b,c,s,false", "kind", "one of termination"),
        ("countries.csv", "ZZZ,ZZZ,a,b,c,,s,false", "code", "ISO 3166-1"),
        ("countries.csv", "ZZ,ZZZ,a,b,c,x||y,s,false", "words", "empty"),
        ("places.csv", "KG99,123,raion,KG,a,b,c,s,false", "soate", "14 digits"),
        ("place_level_words.csv", "обл.,oblast,ru,s,false", "word", "full stop"),
        ("months.csv", "13,ru,тринадцатый,s,false", "month", "from 1 to 12"),
        ("name_fold.csv", "Latn,ꭓ,q,,,s,false", "phones", "K1 symbols"),
        ("name_fold.csv", "Latn,ꭓ,h,,ks|X,s,false", "alternatives", "K1 symbols"),
        ("name_edit_costs.csv", "sub,a,x,-0.5,s,false", "cost", "zero or more"),
        ("name_suffixes.csv", "enko,surname,,many,s,false", "min_stem", "0 to 255"),
        ("list_levels.csv", "given,x,0,0.5,s,false", "m", "above 0 and at most 1"),
        ("link_levels.csv", "ngo_register,x,y,0,0.5,s,false", "m", "above 0 and at most 1"),
        ("link_levels.csv", "ngo_register,x,y,0.5,1.5,s,false", "u", "above 0 and at most 1"),
        ("link_levels.csv", "ngo_register,x,y,0.5,NaN,s,false", "u", "a finite number"),
        ("blocking_rules.csv", "ngo_register,novel,,10,1,s,false", "keys", "empty"),
        ("blocking_rules.csv", "ngo_register,novel,pin,10,x,s,false", "pass", "number of a pass"),
        ("list_blocking_rules.csv", "pin + phone,maybe,s,false", "loose", "true or false"),
    ] {
        let (error, line) = with_row(file, row);
        assert_refused(&error, file, line, column, message);
    }
}

#[test]
fn a_place_lies_under_a_higher_level_only() {
    for row in [
        "KG99,,oblast,KG99,a,b,c,s,false",
        "KG99,,raion,,a,b,c,s,false",
        "KG99,,country,KG,a,b,c,s,false",
        "KG99,,oblast,KG02205000000,a,b,c,s,false",
    ] {
        let (error, line) = with_row("places.csv", row);
        assert_refused(&error, "places.csv", line, "parent", "cannot lie under");
    }
}

#[test]
fn obstacle_rules_end_with_one_that_always_fits() {
    let (error, line) = with_row("obstacle_rules.csv", "terminated,R01,D1,s,false");
    assert_refused(&error, "obstacle_rules.csv", line, "ground", "never reached");
    let (error, line) = with_row("obstacle_rules.csv", "novel,T01,D1,s,false");
    assert_refused(&error, "obstacle_rules.csv", line, "ground", "no rule with an empty ground");
}

#[test]
fn one_word_has_one_meaning_except_for_grounds_of_several_decisions() {
    let (error, line) = with_row("value_synonyms.csv", "sex,male,жен,s,false");
    assert_refused(&error, "value_synonyms.csv", line, "synonym", "duplicate key `sex / жен`");
    let (error, _) = with_row("value_synonyms.csv", "ground,T03,нет состава,s,false");
    assert!(matches!(error.problem, ReferenceProblem::DuplicateKey { .. }), "{error}");
    let reference = embedded().unwrap();
    let kinds: BTreeSet<GroundKind> = reference
        .value_synonyms
        .iter()
        .filter(|row| row.list == "ground" && row.synonym == "отсутствие состава")
        .filter_map(|row| reference.ground(&row.code))
        .map(|ground| ground.kind)
        .collect();
    assert_eq!(kinds, BTreeSet::from([GroundKind::Termination, GroundKind::Refusal]));
}

#[test]
fn every_finding_and_every_exit_has_an_obstacle_with_a_step_in_three_languages() {
    let reference = embedded().unwrap();
    for outcome in [
        "unregistered",
        "journal_only",
        "refused",
        "registered_other_offence",
        "not_handed_over",
        "undetermined",
        "not_assessable",
        "requalified_down",
        "terminated",
        "suspended",
        "transferred",
        "returned",
        "acquitted",
        "unknown",
    ] {
        let grounds = reference.grounds.iter().map(|ground| Some(ground.code.as_str()));
        for ground in grounds.chain([None, Some("unheard of")]) {
            let obstacle = reference.obstacle_for(outcome, ground).unwrap();
            for step in [&obstacle.step.en, &obstacle.step.ru, &obstacle.step.ky] {
                assert!(step.chars().count() > 60, "{}: {step}", obstacle.code);
            }
        }
    }
    let of = |outcome, ground| reference.obstacle_for(outcome, ground).map(|o| o.code.as_str());
    assert_eq!(of("terminated", Some("T07")), Some("D2"));
    assert_eq!(of("terminated", None), Some("E3"));
    assert_eq!(of("suspended", Some("S02")), Some("D5"));
}

#[test]
fn number_166_is_another_offence_in_each_code() {
    let reference = embedded().unwrap();
    let family = |edition: &str| {
        let article = Article::parse("166").unwrap();
        reference.offence(&EditionId(edition.into()), article).map(|o| o.family.as_str())
    };
    assert_eq!(family("CC-1997"), Some("fraud"));
    assert_eq!(family("CC-2017"), Some("prostitution_involvement"));
    assert_eq!(family("CC-2021"), Some("trafficking"));
    let trafficking = |edition: &str| -> Vec<String> {
        let id = EditionId(edition.into());
        let of = reference.offences.iter().filter(|offence| offence.edition == id);
        of.filter(|o| reference.is_trafficking(&o.family) && o.citation.verified)
            .map(|offence| offence.article.to_string())
            .collect()
    };
    assert_eq!(trafficking("CC-1997"), ["124", "125-1"]);
    assert_eq!(trafficking("CC-2017"), ["171", "173"]);
    assert_eq!(trafficking("CC-2021"), ["166", "167", "170"]);
}

#[test]
fn an_uncertain_article_is_never_marked_as_verified() {
    let reference = embedded().unwrap();
    for offence in &reference.offences {
        let Citation { source, verified } = &offence.citation;
        let doubtful = ["uncertain", "range", "to be confirmed in"];
        assert!(!verified || !doubtful.iter().any(|word| source.contains(word)), "{source}");
    }
}

#[test]
fn editions_and_schemes_leave_no_day_without_one() {
    let reference = embedded().unwrap();
    let day = |text: &str| text.parse().unwrap();
    for pair in reference.editions.windows(2) {
        assert_eq!(pair[0].to.and_then(|to| to.tomorrow().ok()), Some(pair[1].from));
    }
    assert_eq!(reference.edition_on(day("2021-11-30")).map(|e| &*e.id.0), Some("CC-2017"));
    assert_eq!(reference.edition_on(day("2021-12-01")).map(|e| &*e.id.0), Some("CC-2021"));
    assert_eq!(reference.scheme_on(day("2018-12-31")).map(|s| s.id.as_str()), Some("book"));
    assert_eq!(reference.scheme_on(day("2019-01-01")).map(|s| s.id.as_str()), Some("erpp"));
    assert_eq!(reference.scheme_on(day("2021-12-01")).map(|s| s.id.as_str()), Some("erp"));
    assert_eq!(reference.time_limit("registration", day("2020-05-05")).map(|l| l.days()), Some(1));
    assert_eq!(reference.time_limit("registration", day("2022-05-05")).map(|l| l.days()), Some(10));
}

#[test]
fn codes_of_places_follow_the_classifier() {
    let reference = embedded().unwrap();
    for place in &reference.places {
        if let Some(soate) = &place.soate {
            assert_eq!(place.code, format!("KG{}", &soate[3..]), "{}", place.name.en);
            let oblast = &place.code[..4];
            assert!(reference.oblast_of(&place.code).is_some_and(|o| o.code.starts_with(oblast)));
        }
    }
    for country in &reference.countries {
        assert!(reference.place(&country.code).is_some(), "{}", country.code);
    }
    assert_eq!(reference.places.iter().filter(|p| p.code.ends_with("000000000")).count(), 9);
}

#[test]
fn no_header_of_a_kind_of_source_stands_for_two_fields() {
    let reference = embedded().unwrap();
    for kind in [SourceKind::Ngo, SourceKind::Register, SourceKind::Court] {
        let index = HeaderIndex::new(&reference, kind);
        for row in &reference.header_synonyms {
            let field = Field::parse(&row.field);
            assert!(field.is_some(), "unknown field {}", row.field);
            if field.is_some_and(|field| field.belongs_to(kind)) {
                assert_eq!(index.field_for(&row.synonym), field, "{}", row.synonym);
            }
        }
    }
}

#[test]
fn every_field_has_headers_in_three_languages() {
    let reference = embedded().unwrap();
    let have: BTreeSet<(&str, &str)> = reference
        .header_synonyms
        .iter()
        .map(|row| (row.field.as_str(), row.language.as_str()))
        .collect();
    let kinds = [SourceKind::Ngo, SourceKind::Register, SourceKind::Court];
    let rare = ["decision.", "event.", ".role", "severed_into", "transferred_from", "merged_from"];
    for field in kinds.into_iter().flat_map(Field::known) {
        if rare.iter().any(|part| field.contains(part)) {
            continue;
        }
        for language in ["ru", "ky", "en"] {
            assert!(have.contains(&(&*field, language)), "{field} in {language}");
        }
    }
}

#[test]
fn no_two_entries_of_a_kind_claim_one_spelling() {
    let reference = embedded().unwrap();
    let mut seen = std::collections::BTreeMap::new();
    for entry in &reference.lexicon {
        for spelling in entry.spellings.iter().chain([&entry.name]) {
            let key = (entry.kind, spelling.to_lowercase());
            let first = seen.insert(key, &entry.id);
            assert!(first.is_none_or(|id| *id == entry.id), "{spelling}: {first:?}, {}", entry.id);
        }
    }
}

#[test]
fn published_counts_are_those_of_their_sources_and_are_kept_apart() {
    let reference = embedded().unwrap();
    let published = &reference.published_counts;
    let count = |id: &str| published.iter().find(|row| row.id == id).unwrap().count;
    // Abduction and forced marriage in 2021: registered, dismissed, to court.
    assert_eq!(
        ["bk-2021-registered", "bk-2021-dismissed", "bk-2021-court"].map(count),
        [560, 460, 82]
    );
    // Art. 175 by mid May 2021: the whole is the sum of the oblasts and cities.
    let whole = published.iter().find(|row| row.id == "bk-2021h-registered").unwrap();
    let parts: Vec<u64> = published
        .iter()
        .filter(|row| {
            (row.from, row.to, &row.scope, &row.measure, &row.unit)
                == (whole.from, whole.to, &whole.scope, &whole.measure, &whole.unit)
                && row.area != whole.area
        })
        .map(|row| row.count)
        .collect();
    assert_eq!((parts.len(), parts.iter().sum::<u64>(), whole.count), (8, 82, 82));
    // 2020: forty investigations and fifteen registered cases are two counts, not a contradiction.
    let of_2020: Vec<_> = ["tip-2020-usdos", "tip-2020-mvd"]
        .map(|id| published.iter().find(|row| row.id == id).unwrap())
        .into_iter()
        .collect();
    assert_eq!((of_2020[0].count, of_2020[1].count), (40, 15));
    assert_ne!(of_2020[0].measure, of_2020[1].measure);
    assert_ne!(of_2020[0].scope, of_2020[1].scope);
    assert_ne!(of_2020[0].citation.source, of_2020[1].citation.source);
    assert_eq!(count("tip-2020-usdos-171") + count("tip-2020-usdos-173"), 40);
}

#[test]
fn rules_of_re_review_with_impossible_numbers_are_refused() {
    let file = "rereview_rules.csv";
    let refused = |share: &str, cases: &str, column| {
        let row = format!("x,terminated,,any,{share},{cases},a,b,c,test,false");
        assert_refused(&with_rows(file, &[&row]), file, 2, column, "is not");
    };
    refused("1.5", "20", "prior_share");
    refused("0.1", "0", "prior_cases");
    refused("0.1", "inf", "prior_cases");
}
