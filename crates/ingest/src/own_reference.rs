//! To which case a row says it belongs. Reach for [`own_reference`] while a row is read and for
//! [`own_ref_text`] when its record gets its id.
//!
//! Guarantees that spellings of one number meet and that journal and book numbers, which every
//! body counts anew each year, are kept apart by body and year.

use records::{NumberKind, PartialDate, ReferenceNumber, RefusalReason, SourceKind};

use crate::column_map::comparable;
use crate::field::{CaseField, Field};
use crate::number_text::is_register_shaped;
use crate::row_content::{OwnReference, Refusal, Value, find};
use crate::row_reader::RowCells;

/// The reference of the row being read.
pub(crate) fn own_reference(
    cells: &RowCells<'_>,
    case: &[(CaseField, Value)],
) -> Result<OwnReference, Refusal> {
    let field = Field::Case(CaseField::Ref);
    let missing = |remedy: &str| cells.refuse(field, RefusalReason::NoReference, remedy);
    let text = cells.text(field);
    match cells.reader.source.kind {
        SourceKind::Ngo => {
            let text = text.ok_or_else(|| {
                missing("give the row the reference of its case; rows are told apart by it")
            })?;
            Ok(OwnReference { key: text.trim().to_owned(), number: None, kind: None, giver: None })
        }
        SourceKind::Court => {
            let number = text
                .and_then(|text| {
                    cells.reader.source.numbers().read(NumberKind::Court, &text).into_iter().next()
                })
                .ok_or_else(|| missing("give the row the number of its court case"))?;
            let court =
                cells.reader.source.courts_apart.then(|| find(case, CaseField::Court)).flatten();
            let giver = match court {
                Some(Value::Text(court)) => Some((comparable(court), None)),
                _ => None,
            };
            Ok(OwnReference {
                key: number.normalized.clone(),
                number: Some(number),
                kind: Some(NumberKind::Court),
                giver,
            })
        }
        SourceKind::Register => register_reference(cells, case, text.as_deref()).ok_or_else(|| {
            missing("give the row its register number, or the number of its journal or book entry")
        }),
    }
}

/// The main number: the register number, else what `ref` holds, else the book, else the journal.
fn register_reference(
    cells: &RowCells<'_>,
    case: &[(CaseField, Value)],
    text: Option<&str>,
) -> Option<OwnReference> {
    let of = |field, kind| match find(case, field) {
        Some(Value::Numbers(numbers)) => numbers.first().map(|number| (Some(kind), number.clone())),
        _ => None,
    };
    let registered = of(CaseField::NumberRegister, NumberKind::Register);
    let (book, journal) = (
        of(CaseField::NumberBook, NumberKind::Book),
        of(CaseField::NumberJournal, NumberKind::Journal),
    );
    let from_ref = || {
        let mut found = cells.reader.source.numbers().labelled(text?);
        let at =
            found.iter().position(|(kind, _)| *kind == Some(NumberKind::Register)).unwrap_or(0);
        let (kind, number) = (at < found.len()).then(|| found.swap_remove(at))?;
        // Without shape or label, the column of that same number says what it is.
        let same = |other: &Option<(Option<NumberKind>, ReferenceNumber)>| {
            other.as_ref().is_some_and(|(_, other)| other.normalized == number.normalized)
        };
        let kind = kind
            .or_else(|| same(&book).then_some(NumberKind::Book))
            .or_else(|| same(&journal).then_some(NumberKind::Journal));
        Some((kind, number))
    };
    let (kind, number) = registered
        .clone()
        .or_else(from_ref)
        .or_else(|| book.clone())
        .or_else(|| journal.clone())?;
    let kind =
        if is_register_shaped(&number.normalized) { Some(NumberKind::Register) } else { kind };
    let giver = if kind == Some(NumberKind::Register) {
        None
    } else {
        let office = match find(case, CaseField::Office) {
            Some(Value::Text(office)) => Some(comparable(office)),
            _ => number.body.as_deref().map(comparable),
        };
        let date = |field| match find(case, field) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        };
        let day = date(CaseField::JournalDate).or(number.date).or(date(CaseField::Registered));
        office.map(|office| (office, day.map(|day: PartialDate| day.start().year())))
    };
    Some(OwnReference { key: number.normalized.clone(), number: Some(number), kind, giver })
}

/// The own reference of a record: the key, marked as a journal number where it is one, with body
/// and year where the source has the same number from another body or year.
pub(crate) fn own_ref_text(
    key: &str,
    kind: Option<NumberKind>,
    giver: Option<&(String, Option<i16>)>,
    shared: bool,
) -> String {
    let mark = if kind == Some(NumberKind::Journal) { "ЖУИ-" } else { "" };
    let mut text = format!("{mark}{key}");
    if shared && let Some((body, year)) = giver {
        text.push('@');
        text.push_str(body);
        if let Some(year) = year {
            text.push_str(&format!("@{year}"));
        }
    }
    text
}
