//! Who is asked what: an office sees its own cases, by its own numbers, and no other's.

use records::reference::{OfficeRole, RequestOutcome};
use records::{Consent, NgoReport};

use super::world::*;
use crate::{OfficeFile, office_files};

const BODY: &str = "ОВД Первомайского района г. Бишкек";
const PROSECUTOR: &str = "Прокуратура Первомайского района г. Бишкек";

fn files(world: &World) -> Vec<OfficeFile> {
    let analysis = world.analysed();
    let files = world.with_input(|input| office_files(input, &analysis));
    let outlined = world.outlined().with_input(|input| office_files(input, &analysis));
    assert!(outlined == files, "an outline leaves out what offices are asked");
    files
}

fn kept_by(own: &str, body: &str, prosecutor: &str, events: &[&str]) -> records::CrimeRecord {
    let record = crime_record(own, "2022-03-01", "2022-03-05", "CC-2021 166");
    let mut record = with_events(record, events);
    record.office = Some(body.into());
    record.prosecutor = Some(prosecutor.into());
    record
}

fn to(own: &str, addressee: &str) -> NgoReport {
    let mut report = report(own, "2022-03-01");
    report.hand_over.as_mut().unwrap().addressee = Some(addressee.into());
    report
}

fn asked(files: &[OfficeFile], name: &str) -> Vec<(RequestOutcome, OfficeRole, String)> {
    let file = files.iter().find(|file| file.office.spellings.iter().any(|text| text == name));
    let cases = file.map(|file| file.cases.as_slice()).unwrap_or_default();
    cases.iter().map(|case| (case.outcome, case.role, case.record.to_string())).collect()
}

#[test]
fn a_body_and_its_supervision_are_asked_and_nobody_else() {
    let world = World::new()
        .record(kept_by("1", BODY, PROSECUTOR, &["terminated 2022-05-01 T02"]))
        .record(kept_by("2", "ОВД Сокулукского района", "Прокуратура Сокулукского района", &[]))
        .unlinked(to("7", "Первомайский РОВД г. Бишкек"));
    let files = files(&world);
    let of_both = |role| {
        vec![
            (RequestOutcome::Unregistered, role, ngo("7").to_string()),
            (RequestOutcome::Terminated, role, entry("1").to_string()),
        ]
    };
    assert_eq!(asked(&files, BODY), of_both(OfficeRole::Body));
    assert_eq!(asked(&files, PROSECUTOR), of_both(OfficeRole::Supervision));
    assert_eq!(files.len(), 2, "no file for offices without a question");
    let body = files.iter().find(|file| file.office.name == BODY).unwrap();
    assert_eq!(
        body.office.spellings,
        ["ОВД Первомайского района г. Бишкек", "Первомайский РОВД г. Бишкек"]
    );
    assert_eq!(body.cases[0].numbers[0].raw, "T-7", "a report goes by its hand-over documents");
}

#[test]
fn a_supervision_that_the_register_does_not_agree_on_is_not_guessed() {
    let world = World::new()
        .record(kept_by("1", BODY, PROSECUTOR, &[]))
        .record(kept_by("2", BODY, "Прокуратура г. Бишкек", &[]))
        .unlinked(to("7", BODY));
    let files = files(&world);
    assert_eq!(files.len(), 1);
    assert_eq!(asked(&files, BODY).len(), 1);
}

#[test]
fn no_office_learns_of_a_report_that_was_not_to_be_handed_over() {
    let mut refused = to("7", BODY);
    refused.consent = Some(Consent::Refused);
    let mut unproven = to("8", BODY);
    unproven.hand_over.as_mut().unwrap().documents.clear();
    let mut linked = to("9", BODY);
    linked.consent = Some(Consent::Refused);
    let mut other = kept_by("2", BODY, PROSECUTOR, &["terminated 2022-05-01 T02"]);
    other.qualifications = vec![article("CC-2021 159")];
    let mut also_refused = to("10", BODY);
    also_refused.consent = Some(Consent::Refused);
    let world = World::new()
        .linked(also_refused, "2")
        .record(other)
        .unlinked(refused)
        .unlinked(unproven)
        .linked(linked, "1")
        .record(kept_by("1", BODY, PROSECUTOR, &["terminated 2022-05-01 T02"]));
    let files = files(&world);
    let all = format!("{files:?}");
    for own in ["7", "8", "9", "10"] {
        assert!(!all.contains(&format!("{:?}", ngo(own))), "{own}");
    }
    assert!(files.iter().all(|file| file.tally.reports.is_empty()));
    assert_eq!(asked(&files, BODY).len(), 1, "the trafficking entry, not the other one");
}
