//! The second sheet of a review workbook: what each report and each candidate states, one row a
//! record, so that a card can be answered without the page.

use records::{CrimeRecord, NgoReport, PartialDate, Person, PersonName, PersonSide, PlaceMention};
use rust_xlsxwriter::{Format, FormatAlign, ProtectionOptions, Worksheet, XlsxError};

use super::workbook::{ExportedCard, header};

const COLUMNS: [&str; 12] = [
    "report",
    "record",
    "is",
    "numbers",
    "victims",
    "accused",
    "told_or_entered",
    "event",
    "places",
    "office",
    "offences",
    "account",
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, cards: &[ExportedCard<'_>]) -> Result<(), XlsxError> {
    sheet.set_name("Details")?;
    header(sheet, &COLUMNS)?;
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    for card in cards {
        let own = card.report.id.as_str();
        let told = std::iter::once(report(card.report))
            .chain(card.candidates.iter().enumerate().map(|(at, record)| entry(at + 1, record)));
        for texts in told {
            row += 1;
            for (column, text) in (0u16..).zip(std::iter::once(own.to_owned()).chain(texts)) {
                sheet.write_string_with_format(row, column, &text, &cell)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 3)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

fn report(report: &NgoReport) -> [String; 11] {
    let told = report.hand_over.as_ref().and_then(|one| one.date).or(report.received);
    let addressee = report.hand_over.as_ref().and_then(|one| one.addressee.clone());
    [
        report.id.to_string(),
        "report".to_owned(),
        lines(report.numbers().iter().map(|number| number.raw.clone())),
        people(&report.persons, PersonSide::Victim),
        people(&report.persons, PersonSide::Accused),
        date(told),
        date(report.event),
        places(&report.places),
        addressee.unwrap_or_default(),
        lines(report.suspected.iter().map(|one| one.article.to_string())),
        report.narrative.as_ref().map_or_else(String::new, |text| text.expose().clone()),
    ]
}

fn entry(number: usize, record: &CrimeRecord) -> [String; 11] {
    [
        record.id.to_string(),
        format!("candidate {number}"),
        lines(record.numbers.iter().map(|number| number.raw.clone())),
        people(&record.persons, PersonSide::Victim),
        people(&record.persons, PersonSide::Accused),
        date(record.journal_date.or(record.registered)),
        date(record.event),
        places(&record.places),
        lines([&record.office, &record.prosecutor].into_iter().flatten().cloned()),
        lines(record.qualifications.iter().map(|one| one.article.to_string())),
        record.narrative.as_ref().map_or_else(String::new, |text| text.expose().clone()),
    ]
}

/// One line each. A cell of a workbook holds 32,767 characters; accounts are far shorter.
fn lines(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}

fn date(date: Option<PartialDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn places(places: &[PlaceMention]) -> String {
    lines(places.iter().map(|place| place.written.clone()))
}

fn people(persons: &[Person], side: PersonSide) -> String {
    let written = |name: &PersonName| match name {
        PersonName::Whole(whole) => whole.expose().clone(),
        PersonName::Parts { surname, given, patronymic } => {
            let parts = [surname, given, patronymic].into_iter().flatten();
            parts.map(|part| part.expose().as_str()).collect::<Vec<_>>().join(" ")
        }
    };
    lines(persons.iter().filter(|person| person.role.side() == side).map(|person| {
        let names = person.names.iter().map(written).collect::<Vec<_>>().join(" = ");
        let born = person.birth_date.map(|date| date.to_string());
        let pin = person.pin.as_ref().map(|pin| pin.digits().to_owned());
        let stated = std::iter::once(names).chain(born).chain(pin);
        stated.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
    }))
}
