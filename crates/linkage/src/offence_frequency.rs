//! How often each offence stands on the side that is searched. Reach for [`OffenceCounts`]: an
//! extract that holds trafficking entries only makes agreement on trafficking worthless, and one
//! of all crimes makes it telling, so u of the offence levels is counted, not tabulated.

use std::collections::BTreeMap;

use fuzzy_matching::offence::{OffenceLevel, compare_any};
use records::{Article, EditionKnowledge, Qualification, Reference};

/// Entries' worth of belief in the tabulated u.
const STRENGTH: f64 = 10.0;

/// Articles, each with what is known of its edition.
type Articles = Vec<(EditionKnowledge, Article)>;

/// Entries by the articles they were ever qualified under.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OffenceCounts(BTreeMap<Articles, u64>);

impl OffenceCounts {
    /// Counts as many entries that were ever qualified so.
    pub(crate) fn add(&mut self, qualifications: &[Qualification], entries: u64) {
        let mut articles: Articles =
            qualifications.iter().map(|q| (q.edition.clone(), q.article.base())).collect();
        articles.sort();
        articles.dedup();
        *self.0.entry(articles).or_default() += entries;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (articles, count) in other.0 {
            *self.0.entry(articles).or_default() += count;
        }
    }

    /// How many entries stand at each level to a report of these offences, `Missing` left out.
    pub(crate) fn levels(
        &self,
        reference: &Reference,
        reported: &[Qualification],
    ) -> BTreeMap<OffenceLevel, u64> {
        let mut levels = BTreeMap::new();
        for (articles, count) in &self.0 {
            let entry: Vec<Qualification> = articles
                .iter()
                .map(|(edition, article)| Qualification {
                    date: None,
                    edition: edition.clone(),
                    article: *article,
                })
                .collect();
            let level = level(reference, reported, &entry);
            *levels.entry(level).or_default() += count;
        }
        levels.remove(&OffenceLevel::Missing);
        levels
    }
}

/// u of a level from counts, drawn toward the tabulated one where there are few.
pub(crate) fn counted_u(
    levels: &BTreeMap<OffenceLevel, u64>,
    level: OffenceLevel,
    tabulated: f64,
) -> f64 {
    let total: u64 = levels.values().sum();
    let count = levels.get(&level).copied().unwrap_or(0);
    (count as f64 + STRENGTH * tabulated) / (total as f64 + STRENGTH)
}

/// How an entry's offences stand to those of a report; one without an article reports trafficking.
pub(crate) fn level(
    reference: &Reference,
    reported: &[Qualification],
    entry: &[Qualification],
) -> OffenceLevel {
    if !reported.is_empty() {
        return compare_any(reference, reported, entry);
    }
    let families: Vec<&str> = entry.iter().flat_map(|q| reference.families_of(q)).collect();
    let downgrade = |family: &str| {
        reference
            .family_relations
            .iter()
            .any(|row| row.to == family && reference.is_trafficking(&row.from))
    };
    if families.is_empty() {
        OffenceLevel::Missing
    } else if families.iter().any(|family| reference.is_trafficking(family)) {
        OffenceLevel::BothTraffickingSet
    } else if families.iter().any(|family| downgrade(family)) {
        OffenceLevel::KnownDowngrade
    } else {
        OffenceLevel::Unrelated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_entry_has_tells_nothing_and_what_few_have_tells_much() {
        let counts = |same: u64, other: u64| {
            BTreeMap::from([
                (OffenceLevel::BothTraffickingSet, same),
                (OffenceLevel::Unrelated, other),
            ])
        };
        let u =
            |same, other| counted_u(&counts(same, other), OffenceLevel::BothTraffickingSet, 0.06);
        assert!(u(990, 10) > 0.95);
        assert!(u(10, 990) < 0.02);
        assert!((u(0, 0) - 0.06).abs() < 1e-12, "without entries the table speaks");
    }
}
