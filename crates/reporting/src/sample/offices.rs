//! Two offices: one with every kind of request, one supervising a single case.

use attrition::{Finding, Office, OfficeCase, OfficeFile, OfficeTally};
use records::reference::{OfficeKind, OfficeRole, RequestOutcome};
use records::{NumberKind, RecordId, ReferenceNumber};

pub(super) fn offices() -> Vec<OfficeFile> {
    let outcomes = RequestOutcome::ALL.iter();
    let cases: Vec<OfficeCase> = outcomes.map(|outcome| case(*outcome, OfficeRole::Body)).collect();
    let supervised = case(RequestOutcome::Terminated, OfficeRole::Supervision);
    vec![
        OfficeFile {
            office: office("police-KG11203000000", OfficeKind::Police, "УВД Первомайского района"),
            cases,
            tally: OfficeTally {
                reports: [(Finding::Registered, 2), (Finding::Unregistered, 1)].into(),
                entries: [("pending", entries(2..5)), ("terminated", entries(5..6))].into(),
            },
        },
        OfficeFile {
            office: office("prosecutor-KG11203000000", OfficeKind::Prosecutor, "Прокуратура"),
            cases: vec![supervised],
            tally: OfficeTally::default(),
        },
    ]
}

fn entries(numbers: std::ops::Range<u32>) -> Vec<RecordId> {
    numbers.map(|number| format!("erp:03-050-2022-{number:06}").as_str().into()).collect()
}

fn office(id: &str, kind: OfficeKind, name: &str) -> Office {
    Office { id: id.into(), kind: Some(kind), name: name.into(), spellings: vec![name.into()] }
}

fn case(outcome: RequestOutcome, role: OfficeRole) -> OfficeCase {
    let record = match outcome {
        RequestOutcome::Unregistered => "ngo-sezim:3",
        _ => "erp:03-050-2022-000002",
    };
    let contradiction =
        ("sent_to_court_without_case", "sent_to_court 2022-05-01".to_owned(), String::new());
    OfficeCase {
        record: record.into(),
        outcome,
        role,
        numbers: ReferenceNumber::new(NumberKind::Register, "03-050-2022-000002")
            .into_iter()
            .collect(),
        date: "2022-03-05".parse().ok(),
        body: Some("УВД Первомайского района".into()),
        ground: (outcome == RequestOutcome::Terminated).then(|| "T02".into()),
        since: "2022-11".parse().ok(),
        days_overdue: (outcome == RequestOutcome::SuspensionOverdue).then_some(986),
        contradiction: (outcome == RequestOutcome::Contradiction).then_some(contradiction),
        victims: 2,
        probability: 0.97,
    }
}
