//! Crime records from joined rows. Reach for [`Assembly::crime_record`].
//!
//! A row of the journal that was never registered is a record without `registered`; its id begins
//! with `ЖУИ-`. Events keep what the source says of them and nothing is invented: a registration
//! day in a column is a field, not an event. Numbers of other entries, in lineage columns or in
//! events, become lineage.

use records::{
    CaseEvent, CrimeRecord, EventKind, Lineage, LineageKind, NumberKind, PartialDate,
    Qualification, ReferenceNumber,
};

use crate::assemble::Assembly;
use crate::field::{CaseField, Meaning};
use crate::layout::Bundle;
use crate::number_text::is_register_shaped;
use crate::own_reference::own_ref_text;
use crate::row_content::{EventDraft, Value};

impl Assembly<'_> {
    /// The record of a bundle.
    pub(crate) fn crime_record(&self, mut bundle: Bundle) -> CrimeRecord {
        let (registered, journal_date) =
            (bundle.date(CaseField::Registered), bundle.date(CaseField::JournalDate));
        let kind = self.number_kind(&bundle, registered, journal_date);
        let own_ref = own_ref_text(&bundle.key, Some(kind), bundle.giver.as_ref(), bundle.shared);
        let day = registered.or(journal_date);
        let drafts = std::mem::take(&mut bundle.events);
        let scheme = bundle.code(CaseField::Scheme).map(str::to_owned).or_else(|| self.scheme(day));
        CrimeRecord {
            id: self.id(&own_ref),
            scheme,
            numbers: numbers(&bundle, kind, journal_date),
            journal_date,
            registered,
            channel: bundle.text(CaseField::Channel),
            office: bundle.text(CaseField::Office),
            prosecutor: bundle.text(CaseField::Prosecutor),
            event: bundle.event_date(),
            places: bundle.places(),
            qualifications: self.all_qualifications(&bundle, &drafts, day),
            lineage: lineage(&bundle, &drafts),
            events: drafts.into_iter().map(|draft| self.case_event(draft)).collect(),
            narrative: bundle.narrative(),
            persons: std::mem::take(&mut bundle.persons),
            provenance: self.provenance(&mut bundle),
        }
    }

    /// What the main number is, where neither its shape nor its column says so: a journal number
    /// where nothing was registered, a book number before the first numbered register.
    fn number_kind(
        &self,
        bundle: &Bundle,
        registered: Option<PartialDate>,
        journal_date: Option<PartialDate>,
    ) -> NumberKind {
        if let Some(kind) = bundle.kind {
            return kind;
        }
        let numbered_from = self.reference.schemes.iter().filter_map(|scheme| scheme.from).min();
        let before_numbers =
            |date: PartialDate| numbered_from.is_some_and(|from| date.last_day() < from);
        match (registered, journal_date) {
            (Some(day), _) if before_numbers(day) => NumberKind::Book,
            (None, Some(_)) => NumberKind::Journal,
            _ => NumberKind::Register,
        }
    }

    /// The scheme in use on the day, where every day of the date lies in one.
    fn scheme(&self, day: Option<PartialDate>) -> Option<String> {
        let day = day?;
        let (first, last) =
            (self.reference.scheme_on(day.start())?, self.reference.scheme_on(day.last_day())?);
        (first.id == last.id).then(|| first.id.clone())
    }

    /// The qualification at registration, then those of later decisions by date.
    fn all_qualifications(
        &self,
        bundle: &Bundle,
        drafts: &[EventDraft],
        day: Option<PartialDate>,
    ) -> Vec<Qualification> {
        let mut at_registration = self.case_qualifications(bundle, day);
        let mut later = Vec::new();
        for draft in drafts {
            let found = self.qualifications(&draft.articles, draft.edition.as_ref(), draft.date);
            let at_start = matches!(draft.kind, EventKind::Registered | EventKind::Journal);
            match at_start {
                true if at_registration.is_empty() => at_registration = found,
                true => {}
                false => later.extend(found),
            }
        }
        later.sort_by_key(|qualification| (qualification.date.is_none(), qualification.date));
        at_registration.extend(later);
        at_registration
    }

    fn case_event(&self, draft: EventDraft) -> CaseEvent {
        let qualification = self
            .qualifications(&draft.articles, draft.edition.as_ref(), draft.date)
            .into_iter()
            .next();
        CaseEvent {
            kind: draft.kind,
            date: draft.date,
            ground: draft.ground,
            qualification,
            body: draft.body,
            other: draft.other,
            row: draft.row,
        }
    }
}

/// Every number, the main one first. Journal and book numbers carry the body and day of the entry.
fn numbers(
    bundle: &Bundle,
    main_kind: NumberKind,
    journal_date: Option<PartialDate>,
) -> Vec<ReferenceNumber> {
    let mut numbers: Vec<ReferenceNumber> = Vec::new();
    let main = bundle.number.clone().map(|number| ReferenceNumber { kind: main_kind, ..number });
    let others = [
        CaseField::NumberRegister,
        CaseField::NumberBook,
        CaseField::NumberJournal,
        CaseField::NumberTalon,
    ];
    let others = others.into_iter().flat_map(|field| bundle.numbers(field).iter().cloned());
    for mut number in main.into_iter().chain(others) {
        let own_count = matches!(number.kind, NumberKind::Journal | NumberKind::Book);
        if own_count && number.body.is_none() {
            number.body = bundle.text(CaseField::Office);
        }
        if number.kind == NumberKind::Journal && number.date.is_none() {
            number.date = journal_date;
        }
        let known = |other: &ReferenceNumber| {
            (other.kind, &other.normalized) == (number.kind, &number.normalized)
        };
        if !numbers.iter().any(known) {
            numbers.push(number);
        }
    }
    numbers
}

/// Joined entries: those of the lineage columns, then those that events name, without repeats. A
/// date of the event is added to the entry the column names.
fn lineage(bundle: &Bundle, drafts: &[EventDraft]) -> Vec<Lineage> {
    let mut found: Vec<Lineage> = Vec::new();
    for (field, value) in &bundle.case {
        if let (Meaning::Lineage(kind), Value::Numbers(numbers)) = (field.meaning(), value) {
            found.extend(numbers.iter().map(|number| Lineage {
                kind,
                other: number.clone(),
                date: number.date,
            }));
        }
    }
    for draft in drafts {
        let kind = match draft.kind {
            EventKind::Merged => LineageKind::MergedInto,
            EventKind::Severed => LineageKind::SeveredInto,
            EventKind::Transferred => LineageKind::TransferredTo,
            _ => continue,
        };
        let Some(other) = draft.other.as_deref().and_then(other_entry) else { continue };
        let same =
            |known: &&mut Lineage| known.kind == kind && known.other.normalized == other.normalized;
        match found.iter_mut().find(same) {
            Some(known) => known.date = known.date.or(draft.date),
            None => found.push(Lineage { kind, other, date: draft.date }),
        }
    }
    found.sort_by(|a, b| {
        (a.kind, &a.other.normalized, a.date).cmp(&(b.kind, &b.other.normalized, b.date))
    });
    found.dedup_by(|a, b| a.kind == b.kind && a.other.normalized == b.other.normalized);
    found
}

/// The number in the `other` of an event, where it is a number and not the name of a body.
fn other_entry(text: &str) -> Option<ReferenceNumber> {
    let number = ReferenceNumber::new(NumberKind::Register, text)?;
    let words = text.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    let is_number = is_register_shaped(&number.normalized)
        || (text.contains(|c: char| c.is_ascii_digit()) && words.count() <= 1);
    is_number.then_some(number)
}
