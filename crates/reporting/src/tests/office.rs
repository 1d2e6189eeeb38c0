//! What an office receives: whole at any size, and no name unless asked for.

use attrition::OfficeFile;
use records::Sensitive;

use super::*;
use crate::PersonNames;

const CANARY: &str = "Канарейка Уулу";

fn pack(sample: &Sample, names: Option<&PersonNames>) -> Vec<OutputFile> {
    let typeset: &Typeset<'_> = &|document| Ok(document.files[0].1.clone());
    let (input, file) = (sample.input(), &sample.offices[0]);
    office_pack(&input, file, names, &Language::ALL, Some(typeset)).unwrap()
}

fn rows(page: &str) -> usize {
    let cases = page.split("data-table=\"office_cases\"").nth(1).unwrap_or_default();
    cases.split("</table>").next().unwrap().matches("<tr>").count().saturating_sub(1)
}

#[test]
fn every_kind_of_request_is_worded_for_both_parts_in_every_language() {
    let sample = Sample::new();
    for file in &sample.offices {
        let files = office_pack(&sample.input(), file, None, &Language::ALL, None).unwrap();
        for language in Language::ALL {
            let page = text(&files, &format!("office.{}.html", language.code()));
            assert_eq!(rows(page), file.cases.len(), "{}", language.code());
        }
    }
}

#[test]
fn a_run_puts_each_pack_in_a_folder_with_checksums_and_no_name() {
    let sample = Sample::new();
    let files = outputs(&sample);
    let folder = "offices/police-KG11203000000";
    let sums = text(&files, &format!("{folder}/SHA256SUMS"));
    assert_eq!(sums.lines().count(), 9);
    for line in sums.lines() {
        let (_, name) = line.split_once("  ").unwrap();
        assert!(files.iter().any(|file| file.name == format!("{folder}/{name}")), "{name}");
    }
    // An NGO's file and title are nothing an office needs.
    let page = text(&files, &format!("{folder}/office.ru.html"));
    for source in
        sample.run.sources.iter().filter(|one| one.delivery.kind == records::SourceKind::Ngo)
    {
        assert!(!page.contains(&source.delivery.title), "{}", source.delivery.title);
        assert!(!page.contains(&*source.delivery.files[0].name));
    }
}

#[test]
fn counts_of_a_pack_lead_to_the_cases_behind_them_and_no_count_of_reports_does() {
    let sample = Sample::new();
    let file = &sample.offices[0];
    let files = office_pack(&sample.input(), file, None, &Language::ALL, None).unwrap();
    for code in Language::ALL.map(Language::code) {
        let page = text(&files, &format!("office.{code}.html"));
        let lists = text(&files, &format!("figure-ids.{code}.html"));
        assert!(lists.contains(&format!("href=\"office.{code}.html\"")));
        let start = format!("href=\"figure-ids.{code}.html#");
        let links: Vec<&str> =
            page.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        // A row for each kind of request and for each way entries stand.
        assert_eq!(links.len(), file.cases.len() + file.tally.entries.len(), "{code}");
        for anchor in links {
            assert!(lists.contains(&format!("id=\"{anchor}\"")), "{code}: {anchor}");
        }
        for id in file.tally.entries.values().flatten() {
            assert!(lists.contains(id.as_str()), "{id}");
        }
    }
}

#[test]
fn names_stand_in_the_named_level_alone() {
    let sample = Sample::new();
    let mut names = PersonNames::default();
    names.insert(sample.offices[0].cases[0].record.clone(), vec![Sensitive::from(CANARY)]);
    assert!(!format!("{names:?}").contains("Канарейка"));
    let count = |files: &[OutputFile]| {
        let pages = files.iter().filter(|file| !file.name.ends_with(".xlsx"));
        pages.filter(|file| String::from_utf8_lossy(&file.bytes).contains(CANARY)).count()
    };
    assert_eq!(
        (count(&pack(&sample, None)), count(&pack(&sample, Some(&names)))),
        (0, 6),
        "on the page and on paper"
    );
}

#[test]
fn none_one_and_five_thousand_cases_and_long_words_make_a_whole_pack() {
    let mut sample = Sample::new();
    let one =
        OfficeFile { cases: vec![sample.offices[0].cases[4].clone()], ..sample.offices[0].clone() };
    for count in [0, 1, 5_000] {
        let mut file = OfficeFile { cases: vec![one.cases[0].clone(); count], ..one.clone() };
        if let Some(case) = file.cases.first_mut() {
            case.body = Some("Көкжаңгактыктардыкындагыларданбызбы ".repeat(9));
        }
        sample.offices[0] = file;
        let files = pack(&sample, None);
        assert_eq!(rows(text(&files, "office.ky.html")), count);
        let sheet = files.iter().find(|file| file.name == "office.ky.xlsx").unwrap();
        assert!(sheet.bytes.starts_with(b"PK"));
    }
}

/// The text of a part of a document.
fn part(document: &OutputFile, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&document.bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

#[test]
fn letters_are_drafts_with_the_cases_and_the_requisites_and_the_same_bytes_twice() {
    let sample = Sample::new();
    let mut settings = LetterSettings::default();
    settings.requisites.insert("signatory".into(), "А. <Б> & Ко".into());
    let made =
        || letters(&sample.input(), &sample.offices[0], None, &settings, &Language::ALL).unwrap();
    let documents = made();
    assert_eq!(documents.len(), 12);
    assert!(documents == made());
    for document in &documents {
        let body = part(document, "word/document.xml");
        assert!(body.contains("&#60;Б&#62;") || body.contains("&lt;Б&gt;"), "{}", document.name);
        assert!(!body.contains("{{"), "{}", document.name);
        let draft = ["DRAFT", "ПРОЕКТ", "ДОЛБООР"];
        let head = part(document, "word/header1.xml");
        assert!(draft.iter().any(|word| head.contains(word)), "{}", document.name);
        if document.name.starts_with("inquiry") {
            assert_eq!(body.matches("<w:tblHeader/>").count(), 2, "{}", document.name);
            assert!(body.contains("03-050-2022-000002"));
        }
    }
}

#[test]
fn a_field_that_nobody_knows_is_named_with_its_line() {
    let sample = Sample::new();
    let mut settings = LetterSettings::default();
    let refused = |settings: &LetterSettings| {
        letters(&sample.input(), &sample.offices[0], None, settings, &[Language::Russian])
            .unwrap_err()
            .to_string()
    };
    settings.templates.insert("inquiry.ru.txt".into(), "= Запрос\n\n{{ offise }}\n".into());
    let message = refused(&settings);
    assert!(message.starts_with("inquiry.ru.txt, line 3: no field `offise`"), "{message}");
    settings.templates.insert("inquiry.ru.txt".into(), "= Запрос\n\n{% if %}\n".into());
    assert!(refused(&settings).starts_with("inquiry.ru.txt, line 3:"), "{}", refused(&settings));
}
