//! Which field a column is, by its header and by its content. Reach for [`propose_fields`] with
//! the columns of one table.
//!
//! Guarantees that no field is proposed twice and that content which contradicts a header lowers
//! the confidence and is said. Header words are data (`reference/header_synonyms.csv`).

use std::collections::{BTreeMap, BTreeSet};

use records::reference::HeaderSynonym;
use records::{PersonRole, Reference, SourceKind};

use super::FieldProposal;
use super::classify::ValueType;
use super::groups::PersonGroups;
use super::kind::reference_column;
use super::profile::ColumnProfile;
use crate::column_map::{HeaderIndex, comparable};
use crate::field::{CaseField, Field, Meaning, PersonPart, Slot};
use crate::one_person::owners;

/// A header is taken for a synonym that is so alike (Jaro–Winkler): a letter lost or swapped in a
/// header of two words stays above, another word falls below.
const ALIKE: f64 = 0.92;
/// From this share of equal letters (normalised edit distance) an alike header is a spelling of
/// the synonym and is used; below it may be another word (`период` beside `период с`).
const SPELLING: f64 = 0.85;
/// Share of rows that a reference stands in, at least: some rows of real journals lack it.
const MOST_ROWS: f64 = 0.8;
/// Confidence of a field whose synonym is merely like the header: shown as a comment.
const SUPPOSED: f64 = 0.6;

/// One proposal per column, in column order.
pub(super) fn propose_fields(
    headers: &[&str],
    profiles: &[ColumnProfile],
    kind: SourceKind,
    reference: &Reference,
) -> Vec<Option<FieldProposal>> {
    let index = HeaderIndex::new(reference, kind);
    let mut groups = PersonGroups::new(&index, reference);
    let mut proposals: Vec<Option<FieldProposal>> = headers
        .iter()
        .zip(profiles)
        .map(|(header, profile)| {
            let proposal = by_header(header, profile, &index)
                .or_else(|| by_group(header, profile, &groups))
                .or_else(|| by_alike_header(header, profile, kind, reference))
                .or_else(|| by_content(profile, kind));
            groups.passed(proposal.as_ref());
            proposal
        })
        .collect();
    settle_shared_fields(&mut proposals);
    join_persons(&mut proposals);
    suppose_reference(&mut proposals, profiles);
    proposals
}

/// Gives what is said of nobody to the person it is said of.
fn join_persons(proposals: &mut [Option<FieldProposal>]) {
    let fields = proposals.iter().enumerate();
    let columns: BTreeMap<Field, usize> = fields
        .filter_map(|(at, proposal)| Some((Field::parse(&proposal.as_ref()?.field)?, at)))
        .collect();
    for (nobodys, owned) in owners(&columns) {
        if let Some(proposal) = &mut proposals[columns[&nobodys]] {
            proposal.field = owned.to_string();
            proposal.why += ", beside that person's name";
        }
    }
}

/// Where no column names the case, the first that differs in every row may, if it is unknown or its
/// header is merely like another's: `№ п/п` numbers the rows of many lists.
fn suppose_reference(proposals: &mut [Option<FieldProposal>], profiles: &[ColumnProfile]) {
    if reference_column(proposals).is_some() {
        return;
    }
    let may = |profile: &ColumnProfile| {
        let kinds = [ValueType::Identifier, ValueType::Number, ValueType::CourtNumber];
        kinds.contains(&profile.value_type)
            && profile.filled > 1
            && profile.distinct * 2 > profile.filled
            && profile.fill_share >= MOST_ROWS
    };
    let slots = proposals.iter_mut().zip(profiles);
    let mut unknown = slots.filter(|(proposal, profile)| {
        proposal.as_ref().is_none_or(|other| other.confidence <= SUPPOSED) && may(profile)
    });
    if let Some((slot, _)) = unknown.next() {
        *slot = Some(FieldProposal {
            field: CaseField::Ref.code().to_owned(),
            confidence: 0.5,
            why: "it differs from row to row and no header names the case".to_owned(),
            alternatives: Vec::new(),
        });
    }
}

fn by_header(header: &str, profile: &ColumnProfile, index: &HeaderIndex) -> Option<FieldProposal> {
    let fields: Vec<Field> = index.fields_for(header).into_iter().collect();
    let fitting: Vec<Field> =
        fields.iter().copied().filter(|field| fits(*field, profile).is_ok()).collect();
    let field = fitting.first().or(fields.first()).copied()?;
    let alternatives = fields.iter().filter(|other| **other != field).map(Field::to_string);
    let alternatives: Vec<String> = alternatives.collect();
    let is_reference = field == Field::Case(CaseField::Ref);
    let (confidence, why) = match (fits(field, profile), fitting.len()) {
        (Ok(()), _) if is_reference && profile.fill_share < 0.5 => {
            (0.5, "the header says so, but most rows have no value".to_owned())
        }
        (Ok(()), 1) => (0.95, "the header says so and the content fits".to_owned()),
        (Ok(()), _) => (0.6, "the header may mean several fields".to_owned()),
        (Err(seen), _) => (0.5, format!("the header says so, but the content looks like {seen}")),
    };
    Some(FieldProposal { field: field.to_string(), confidence, why, alternatives })
}

/// The field of a person's column that is named through its group: `Вербовщик 2: телефон`, or
/// `Телефон 2` to the right of `ФИО пострадавшей 2`.
fn by_group(
    header: &str,
    profile: &ColumnProfile,
    groups: &PersonGroups<'_>,
) -> Option<FieldProposal> {
    let field = groups.field_for(header)?;
    let (confidence, why) = match fits(field, profile) {
        Ok(()) => (0.85, "the header says so with the group it stands in".to_owned()),
        Err(seen) => (0.5, format!("the header says so, but the content looks like {seen}")),
    };
    let alternatives = Vec::new();
    Some(FieldProposal { field: field.to_string(), confidence, why, alternatives })
}

/// The field of the synonym most like the header, where one is very like it.
fn by_alike_header(
    header: &str,
    profile: &ColumnProfile,
    kind: SourceKind,
    reference: &Reference,
) -> Option<FieldProposal> {
    let wanted = comparable(header);
    // A number counts persons: without its group such a header is no field.
    let letters = wanted.chars().count();
    if letters < 4 || wanted.split(' ').any(|word| word.parse::<u32>().is_ok()) {
        return None;
    }
    let mut best: Option<(Field, &HeaderSynonym, f64)> = None;
    for row in &reference.header_synonyms {
        let Some(field) = Field::parse(&row.field).filter(|field| field.belongs_to(kind)) else {
            continue;
        };
        // Twice as long is never so alike, and a file may call a column by a page of text.
        if letters > 2 * row.comparable.chars().count() {
            continue;
        }
        let alike = strsim::jaro_winkler(&wanted, &row.comparable);
        let better = best.is_none_or(|(_, _, top)| alike > top);
        if alike >= ALIKE && better && fits(field, profile).is_ok() {
            best = Some((field, row, alike));
        }
    }
    let (field, row, _) = best?;
    let same = strsim::normalized_damerau_levenshtein(&wanted, &row.comparable) >= SPELLING;
    Some(FieldProposal {
        field: field.to_string(),
        confidence: if same { 0.75 } else { SUPPOSED },
        why: format!("the header is like \"{}\" and the content fits", row.synonym),
        alternatives: Vec::new(),
    })
}

/// A field by content alone, where content is telling; never sure enough to be used unseen.
fn by_content(profile: &ColumnProfile, kind: SourceKind) -> Option<FieldProposal> {
    let own = |part| Field::Person(Slot::Own, part);
    let victim = |part| Field::Person(Slot::Group(PersonRole::Victim, 1), part);
    let person = |part| if kind == SourceKind::Ngo { victim(part) } else { own(part) };
    let field = match profile.value_type {
        ValueType::Pin => person(PersonPart::Pin),
        ValueType::Phone => person(PersonPart::Phone),
        ValueType::PersonName => person(PersonPart::Name),
        ValueType::RegisterNumber => Field::Case(match kind {
            SourceKind::Ngo => CaseField::HandoverRegister,
            SourceKind::Register => CaseField::Ref,
            SourceKind::Court => CaseField::CitedRegister,
        }),
        ValueType::CourtNumber if kind == SourceKind::Court => Field::Case(CaseField::Ref),
        ValueType::Article => Field::Case(CaseField::Article),
        ValueType::FreeText if profile.fill_share > 0.2 => Field::Case(CaseField::Narrative),
        _ => return None,
    };
    // A register writes its own number in every row, and nobody else's.
    let own_number = field == Field::Case(CaseField::Ref) && profile.fill_share >= 0.95;
    Some(FieldProposal {
        field: field.to_string(),
        confidence: if own_number { 0.65 } else { 0.4 },
        why: format!("the content looks like {}", words(profile.value_type)),
        alternatives: Vec::new(),
    })
}

/// Whether content can be that of a field; else what it looks like instead.
fn fits(field: Field, profile: &ColumnProfile) -> Result<(), &'static str> {
    use ValueType as T;
    let seen = profile.value_type;
    if seen == T::Nothing {
        return Ok(());
    }
    let allowed: &[ValueType] = match field {
        _ if field.is_date() => &[T::Date],
        Field::Person(_, PersonPart::Pin) => &[T::Pin, T::Number, T::Identifier],
        Field::Person(_, PersonPart::Phone) => &[T::Phone, T::Number, T::Identifier, T::Pin],
        Field::Person(_, PersonPart::Age) => &[T::Number, T::Code, T::Text, T::Identifier],
        Field::Person(_, PersonPart::Sex | PersonPart::Role) => &[T::Code, T::Text, T::PersonName],
        Field::Person(
            _,
            PersonPart::Name | PersonPart::Surname | PersonPart::Given | PersonPart::Patronymic,
        ) => &[T::PersonName, T::Text, T::Code, T::Place],
        Field::Case(case) => match case.meaning() {
            // Prose: a date or a personal number there means that columns are swapped.
            Meaning::Narrative => &[T::FreeText, T::Text, T::Code, T::PersonName, T::Place],
            Meaning::Place(_) => &[T::Place, T::Text, T::Code, T::FreeText, T::PersonName],
            Meaning::Articles => {
                &[T::Article, T::Number, T::Text, T::Code, T::Identifier, T::FreeText]
            }
            Meaning::Reference => {
                &[T::Identifier, T::Number, T::RegisterNumber, T::CourtNumber, T::Text, T::Code]
            }
            Meaning::Text if matches!(seen, T::Date | T::Pin | T::Phone) => &[],
            Meaning::Numbers(_) if matches!(seen, T::Date | T::PersonName | T::FreeText) => &[],
            _ => return Ok(()),
        },
        _ => return Ok(()),
    };
    if allowed.contains(&seen) { Ok(()) } else { Err(words(seen)) }
}

/// A type in words.
pub(super) const fn words(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Nothing => "nothing",
        ValueType::Date => "dates",
        ValueType::Pin => "personal numbers",
        ValueType::Phone => "phone numbers",
        ValueType::RegisterNumber => "register numbers",
        ValueType::CourtNumber => "court case numbers",
        ValueType::Article => "articles of the criminal code",
        ValueType::PersonName => "names of persons",
        ValueType::Place => "places",
        ValueType::Code => "a list of codes",
        ValueType::Number => "numbers",
        ValueType::Identifier => "identifiers",
        ValueType::FreeText => "sentences",
        ValueType::Text => "text",
        ValueType::Error => "spreadsheet errors",
    }
}

/// Leaves each field to its surest column, the first of equals; the others try an alternative.
fn settle_shared_fields(proposals: &mut [Option<FieldProposal>]) {
    let mut order: Vec<usize> =
        (0..proposals.len()).filter(|&column| proposals[column].is_some()).collect();
    let sureness = |column: usize| proposals[column].as_ref().map_or(0.0, |p| p.confidence);
    order.sort_by(|&a, &b| sureness(b).total_cmp(&sureness(a)).then(a.cmp(&b)));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for column in order {
        let Some(proposal) = &mut proposals[column] else { continue };
        if taken.insert(proposal.field.clone()) {
            continue;
        }
        let free = proposal.alternatives.iter().position(|field| !taken.contains(field));
        match free {
            Some(at) => {
                let field = proposal.alternatives.remove(at);
                let other = std::mem::replace(&mut proposal.field, field);
                proposal.alternatives.push(other);
                proposal.why = "the header may mean several fields; another column is surer of \
                                the first"
                    .to_owned();
                proposal.confidence = proposal.confidence.min(0.5);
                taken.insert(proposal.field.clone());
            }
            None => proposals[column] = None,
        }
    }
}
