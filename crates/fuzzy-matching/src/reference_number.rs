//! Numbers by which offices know a case: equal, mistyped, or in conflict. Reach for [`compare`]
//! with numbers of one kind and for [`compare_any`] with all numbers of two cases.
//!
//! A journal, talon, letter or book number is unique only with its body and year: the bare number
//! `1234` occurs in every police station, so without an anchor its equality is a level of its own,
//! and two such numbers conflict only when body and year are the same.

use std::collections::BTreeSet;

use records::{NumberKind, PartialDate, ReferenceNumber};

use crate::coded::levels;
use crate::date::one_slip;
use crate::explanation::Explanation;

/// Digits a number needs before one wrong digit is likelier than another case's number.
pub const SLIP_FROM: usize = 8;

levels! {
    /// How far two reference numbers agree, best first.
    ReferenceNumberLevel {
        /// The same number, unique by itself or anchored by body or date.
        Equal = "equal",
        /// One character wrong or two neighbours exchanged in a long number.
        OneEdit = "one_edit",
        /// The same short number with nothing to anchor it.
        EqualUnanchored = "equal_unanchored",
        /// Comparable (same kind, body and year) and different.
        Conflict = "conflict",
        /// None on one side, or not comparable.
        Missing = "missing",
    }
}

/// The level of two numbers. Symmetric.
pub fn compare(a: &ReferenceNumber, b: &ReferenceNumber) -> ReferenceNumberLevel {
    if a.kind != b.kind {
        return ReferenceNumberLevel::Missing;
    }
    let equal = a.normalized == b.normalized;
    let near = !equal && slip(&a.normalized, &b.normalized);
    let years = |date: PartialDate| (date.start().year(), date.last_day().year());
    let anchors = || Anchors {
        body: a.body.as_deref().zip(b.body.as_deref()).and_then(|(a, b)| same_body(a, b)),
        year: a.date.map(years).zip(b.date.map(years)).and_then(|(a, b)| same_year(a, b)),
    };
    level(a.kind, (equal, near), long(&a.normalized), anchors)
}

/// Whether body and year of two numbers are the same; `None` where that cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// The body that gave them.
    pub body: Option<bool>,
    /// The year in which it did.
    pub year: Option<bool>,
}

/// The level of two numbers of one kind that are equal, or near, or neither; `long` says whether the
/// first has [`SLIP_FROM`] digits. `anchors` is asked only where the number is no identity by itself.
pub fn level(
    kind: NumberKind,
    (equal, near): (bool, bool),
    long: bool,
    anchors: impl FnOnce() -> Anchors,
) -> ReferenceNumberLevel {
    if matches!(kind, NumberKind::Register | NumberKind::Court) {
        return match (equal, near) {
            (true, _) => ReferenceNumberLevel::Equal,
            (_, true) => ReferenceNumberLevel::OneEdit,
            _ => ReferenceNumberLevel::Conflict,
        };
    }
    let Anchors { body, year } = anchors();
    let apart = body == Some(false) || year == Some(false);
    let anchored = body == Some(true) || year == Some(true) || long;
    match (apart, equal, near) {
        (true, ..) => ReferenceNumberLevel::Missing,
        (_, true, _) if anchored => ReferenceNumberLevel::Equal,
        (_, true, _) => ReferenceNumberLevel::EqualUnanchored,
        (_, _, true) => ReferenceNumberLevel::OneEdit,
        _ if body == Some(true) && year == Some(true) => ReferenceNumberLevel::Conflict,
        _ => ReferenceNumberLevel::Missing,
    }
}

/// The best level over all pairs of numbers of two cases. A case may carry several numbers of one
/// kind, so a conflict is reported only where nothing agrees.
pub fn compare_any<'a>(
    a: impl IntoIterator<Item = &'a ReferenceNumber>,
    b: impl IntoIterator<Item = &'a ReferenceNumber> + Clone,
) -> ReferenceNumberLevel {
    a.into_iter()
        .flat_map(|x| b.clone().into_iter().map(move |y| compare(x, y)))
        .min()
        .unwrap_or(ReferenceNumberLevel::Missing)
}

/// The key `reference_number.<level>` with the kind and both numbers as compared.
pub fn explain(a: &ReferenceNumber, b: &ReferenceNumber) -> Explanation {
    Explanation::new("reference_number", compare(a, b).code())
        .code("kind", a.kind.code())
        .text("left", a.normalized.clone())
        .text("right", b.normalized.clone())
}

fn digits(normalized: &str) -> usize {
    normalized.chars().filter(char::is_ascii_digit).count()
}

fn long(normalized: &str) -> bool {
    digits(normalized) >= SLIP_FROM
}

fn slip(a: &str, b: &str) -> bool {
    if !long(a) || !long(b) {
        return false;
    }
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (a, b) = (plain(a), plain(b));
    one_slip(&a, &b) || (a.len() != b.len() && strsim::generic_levenshtein(&a, &b) == 1)
}

/// Whether two written bodies are the same; `None` when they cannot be told.
pub fn same_body(a: &str, b: &str) -> Option<bool> {
    let words = |text: &str| -> BTreeSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 2)
            // Case endings differ between "Сокулукский РОВД" and "Сокулукского РОВД".
            .map(|word| word.chars().take(6).collect())
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let (smaller, shared) = (a.len().min(b.len()), a.intersection(&b).count());
    match (smaller, shared) {
        (0, _) => None,
        (_, 0) => Some(false),
        (smaller, shared) if shared == smaller => Some(true),
        _ => None,
    }
}

/// Whether two spans of years, each first and last, are the same one year; `None` where they may be.
pub fn same_year((from_a, to_a): (i16, i16), (from_b, to_b): (i16, i16)) -> Option<bool> {
    if from_a > to_b || from_b > to_a {
        Some(false)
    } else {
        (from_a == to_a && from_b == to_b).then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(kind: NumberKind, raw: &str) -> ReferenceNumber {
        ReferenceNumber::new(kind, raw).unwrap()
    }

    fn level(kind: NumberKind, a: &str, b: &str) -> ReferenceNumberLevel {
        let (a, b) = (number(kind, a), number(kind, b));
        assert_eq!(compare(&a, &b), compare(&b, &a), "symmetric");
        compare(&a, &b)
    }

    #[test]
    fn register_numbers_stand_by_themselves() {
        let level = |a, b| level(NumberKind::Register, a, b);
        assert_eq!(level("03-050-2022-000547", "03/050/2022/547"), ReferenceNumberLevel::Equal);
        assert_eq!(
            level("03-050-2022-000547", "03-050-2022-000548"),
            ReferenceNumberLevel::OneEdit
        );
        assert_eq!(
            level("03-050-2022-000547", "03-050-2022-000574"),
            ReferenceNumberLevel::OneEdit
        );
        assert_eq!(
            level("03-050-2022-000547", "05-010-2022-001234"),
            ReferenceNumberLevel::Conflict
        );
    }

    #[test]
    fn short_numbers_need_an_anchor() {
        let journal = |raw: &str, body: Option<&str>, date: Option<&str>| ReferenceNumber {
            body: body.map(str::to_owned),
            date: date.and_then(|d| d.parse().ok()),
            ..number(NumberKind::Journal, raw)
        };
        let bare = journal("1234", None, None);
        let sokuluk = journal("1234", Some("Сокулукский РОВД"), Some("2023-04-05"));
        let sokuluk_2 = journal("1240", Some("РОВД Сокулукского района"), Some("2023-04-06"));
        let osh = journal("1234", Some("УВД города Ош"), Some("2023-04-05"));
        let older = journal("1234", Some("Сокулукский РОВД"), Some("2019-04-05"));
        assert_eq!(compare(&bare, &bare), ReferenceNumberLevel::EqualUnanchored);
        assert_eq!(compare(&sokuluk, &sokuluk), ReferenceNumberLevel::Equal);
        assert_eq!(compare(&bare, &sokuluk), ReferenceNumberLevel::EqualUnanchored);
        assert_eq!(compare(&sokuluk, &osh), ReferenceNumberLevel::Missing);
        assert_eq!(compare(&sokuluk, &older), ReferenceNumberLevel::Missing);
        assert_eq!(compare(&sokuluk, &sokuluk_2), ReferenceNumberLevel::Conflict);
        assert_eq!(compare(&bare, &sokuluk_2), ReferenceNumberLevel::Missing);
    }

    #[test]
    fn numbers_of_two_kinds_say_nothing_and_the_best_pair_counts() {
        let register = number(NumberKind::Register, "03-050-2022-000547");
        let other = number(NumberKind::Register, "05-010-2022-001234");
        let court = number(NumberKind::Court, "УД-302/26-И7");
        assert_eq!(compare(&register, &court), ReferenceNumberLevel::Missing);
        let (report, entry) = ([court, other.clone()], [register.clone()]);
        assert_eq!(compare_any(&report, &entry), ReferenceNumberLevel::Conflict);
        assert_eq!(compare_any(&report, &[register, other]), ReferenceNumberLevel::Equal);
        assert_eq!(compare_any(&report, &[]), ReferenceNumberLevel::Missing);
    }
}
