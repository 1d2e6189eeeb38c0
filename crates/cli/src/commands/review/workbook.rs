//! Cards as a workbook to be answered without the page, and the answers back. Ids are locked and carry
//! a check, so that a changed or moved one is refused with the address of its cell; answers are chosen
//! from lists. As on the page, nothing is said of what the machine or another reader thinks.

use std::collections::BTreeSet;
use std::path::Path;

use clerical_review::{Answer, EvidenceReference, UndecidedReason};
use ingest::file::read_table;
use ingest::limits::Limits;
use ingest::source_config::FileSpec;
use ingest::table::TableRow;
use records::{CrimeRecord, NgoReport, RecordId, Sensitive};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, ProtectionOptions, Workbook,
    Worksheet, XlsxError,
};

use super::details;
use crate::failure::Failure;
use crate::outputs::sha256_hex;

const SHEET: &str = "Cards";
/// Columns of the sheet; those before `decision` are locked.
const COLUMNS: [&str; 13] = [
    "check",
    "reader",
    "queue",
    "report",
    "candidate_1",
    "candidate_2",
    "candidate_3",
    "candidate_4",
    "candidate_5",
    "decision",
    "reason",
    "note",
    "evidence_file",
];
const CANDIDATES: std::ops::Range<usize> = 4..9;
const DECISION: usize = 9;
/// What a decision may be.
const DECISIONS: [&str; 8] = ["1", "2", "3", "4", "5", "none", "cannot_decide", "skip"];

/// A card to export.
pub(super) struct ExportedCard<'a> {
    pub(super) report: &'a NgoReport,
    pub(super) candidates: Vec<&'a CrimeRecord>,
}

/// An answer read back.
#[derive(Debug)]
pub(super) struct ImportedAnswer {
    pub(super) reader: String,
    pub(super) queue: String,
    pub(super) left: RecordId,
    pub(super) candidates: Vec<RecordId>,
    pub(super) answer: Answer,
    pub(super) note: Sensitive<String>,
    pub(super) evidence: Option<EvidenceReference>,
}

/// Ties the ids of a row together: one changed, moved or copied to another row no longer fits.
fn check(cells: &[&str]) -> String {
    sha256_hex(cells.join("\n").as_bytes())[..16].to_owned()
}

/// The cards of a reader as a workbook.
pub(super) fn write(
    cards: &[ExportedCard<'_>],
    reader: &str,
    queue: &str,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Not the time of day, so that the same cards give the same bytes.
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    let locked = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let open = locked.clone().set_unlocked().set_background_color("FFF9E0");
    header(sheet, &COLUMNS)?;
    for (row, card) in (1u32..).zip(cards) {
        let mut ids: Vec<&str> = vec![reader, queue, card.report.id.as_str()];
        ids.extend(card.candidates.iter().map(|record| record.id.as_str()));
        ids.resize(CANDIDATES.end - 1, "");
        let check = check(&ids);
        for (column, text) in (0u16..).zip(std::iter::once(check.as_str()).chain(ids)) {
            sheet.write_string_with_format(row, column, text, &locked)?;
        }
        for column in DECISION as u16..COLUMNS.len() as u16 {
            sheet.write_blank(row, column, &open)?;
        }
    }
    let last = cards.len().max(1) as u32;
    let list = |values: &[&str]| DataValidation::new().allow_list_strings(values);
    sheet.add_data_validation(1, DECISION as u16, last, DECISION as u16, &list(&DECISIONS)?)?;
    let reasons: Vec<&str> = UndecidedReason::ALL.iter().map(|reason| reason.code()).collect();
    let reason = DECISION as u16 + 1;
    sheet.add_data_validation(1, reason, last, reason, &list(&reasons)?)?;
    sheet.set_freeze_panes(1, 4)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    details::write(workbook.add_worksheet(), cards)?;
    workbook.save_to_buffer()
}

/// Bold names of columns, each wide enough to be read.
pub(super) fn header(sheet: &mut Worksheet, columns: &[&str]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap();
    for (column, name) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, 20)?;
    }
    Ok(())
}

/// Reads the answers back; rows without one are left out.
///
/// # Errors
/// Every cell that cannot be taken, with its address. Nothing is taken then.
pub(super) fn read(path: &Path) -> Result<Vec<ImportedAnswer>, Failure> {
    let name = path.display().to_string();
    let spec =
        FileSpec { sheet: Some(SHEET.to_owned()), header_row: Some(1), ..FileSpec::default() };
    let table = read_table(path, &name, &spec, &Limits::default())?.table;
    if table.header.iter().map(String::as_str).ne(COLUMNS) {
        return Err(Failure::Input {
            file: format!("{name} [{SHEET}]"),
            what: "the columns are not those that were exported".to_owned(),
            remedy: "answer in a fresh export",
        });
    }
    let (mut answers, mut wrong) = (Vec::new(), Vec::new());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for row in table.rows.iter() {
        match answer(&row, path, &mut seen) {
            Ok(answer) => answers.extend(answer),
            Err((column, what)) => {
                let letter = char::from(b'A' + column as u8);
                wrong.push(format!("{letter}{}: {what}", row.number));
            }
        }
    }
    if wrong.is_empty() {
        return Ok(answers);
    }
    Err(Failure::Input {
        file: format!("{name} [{SHEET}]"),
        what: wrong.join("; "),
        remedy: "nothing was imported; correct these cells and import again",
    })
}

/// A cell that cannot be taken: its column and what is wrong.
type Wrong = (usize, String);

fn answer(
    row: &TableRow,
    file: &Path,
    seen: &mut BTreeSet<String>,
) -> Result<Option<ImportedAnswer>, Wrong> {
    let texts: Vec<String> =
        row.cells.iter().map(|cell| cell.as_text().unwrap_or_default().trim().to_owned()).collect();
    let ids: Vec<&str> = texts[1..CANDIDATES.end].iter().map(String::as_str).collect();
    if check(&ids) != texts[0] {
        return Err((3, "an id of this row was changed or moved after the export".to_owned()));
    }
    if !seen.insert(texts[3].clone()) {
        return Err((3, format!("{} stands in an earlier row too", texts[3])));
    }
    let candidates: Vec<RecordId> =
        texts[CANDIDATES].iter().filter(|id| !id.is_empty()).map(|id| id.as_str().into()).collect();
    let (decision, reason) = (texts[DECISION].as_str(), texts[DECISION + 1].as_str());
    let answer = match (decision, reason) {
        ("", "") => return Ok(None),
        ("", _) => return Err((DECISION, "a reason without a decision".to_owned())),
        ("none", "") => Answer::NotLink,
        ("skip", "") => Answer::Skip,
        ("cannot_decide", code) => UndecidedReason::from_code(code)
            .map(Answer::CannotDecide)
            .ok_or((DECISION + 1, "cannot_decide needs a reason from the list".to_owned()))?,
        (_, reason) if !reason.is_empty() => {
            return Err((DECISION + 1, "only cannot_decide has a reason".to_owned()));
        }
        (number, _) => {
            let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let target = at.and_then(|at| candidates.get(at));
            let wrong = || (DECISION, format!("\"{number}\" is no candidate of this row"));
            Answer::Link(target.ok_or_else(wrong)?.clone())
        }
    };
    Ok(Some(ImportedAnswer {
        reader: texts[1].clone(),
        queue: texts[2].clone(),
        left: texts[3].as_str().into(),
        candidates,
        answer,
        note: Sensitive::new(texts[DECISION + 2].clone()),
        evidence: evidence(&texts[DECISION + 3], file)?,
    }))
}

/// The document named in a row, by the bytes of the file of that name beside the workbook.
fn evidence(name: &str, workbook: &Path) -> Result<Option<EvidenceReference>, Wrong> {
    if name.is_empty() {
        return Ok(None);
    }
    let path = workbook.with_file_name(name);
    let bytes = std::fs::read(&path).map_err(|cause| {
        (DECISION + 3, format!("the document cannot be read beside the workbook: {cause}"))
    })?;
    Ok(Some(EvidenceReference {
        file: Sensitive::new(name.to_owned()),
        page: String::new(),
        sha256: sha256_hex(&bytes),
    }))
}
