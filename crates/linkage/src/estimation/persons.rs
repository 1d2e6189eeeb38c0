//! What the persons of the pairs say, once EM has told how probably each pair matches. Reach for
//! [`count_persons`] and [`count_listed`] after every pass.

use super::maximise::{Learned, M_STRENGTH, Shipped, TOO_LITTLE, refit};
use super::{ListedReport, Pass};
use crate::comparison_vector::Listed;
use crate::model::{LinkModel, ModelShares};

/// Sets m of the comparisons of persons from the aligned pairs.
pub(super) fn count_persons(
    pass: &Pass,
    model: &LinkModel,
    shipped: &Shipped<'_>,
    learned: &mut Learned,
) {
    let mut of_vector = vec![0.0; pass.person_vectors.len()];
    for (candidates, probabilities) in pass.persons.iter().zip(&learned.probabilities) {
        for (persons, probability) in candidates.iter().zip(probabilities) {
            for (vector, found) in persons {
                of_vector[*vector as usize] += probability * found;
            }
        }
    }
    let persons = model.comparisons().iter().take_while(|c| c.code.starts_with("person_"));
    for (at, comparison) in persons.enumerate() {
        let mut expected = vec![0.0; comparison.levels.len()];
        for (vector, count) in pass.person_vectors.iter().zip(&of_vector) {
            if let Some(level) = expected.get_mut(usize::from(vector[at])) {
                *level += count;
            }
        }
        learned.known[at] = expected.iter().sum();
        learned.kept[at] = learned.known[at] < TOO_LITTLE;
        learned.m[at] =
            if learned.kept[at] { shipped.m[at].clone() } else { refit(&expected, &shipped.m[at]) };
    }
}

/// The shares of victims and of accused listed on the right, drawn to the shipped ones by a Beta
/// prior, and what they rest on.
pub(super) fn count_listed(
    pass: &Pass,
    shipped: ModelShares,
    learned: &Learned,
) -> ([ListedReport; 2], [f64; 2]) {
    let mut all = [Listed::NONE; 2];
    for (candidates, probabilities) in pass.listed.iter().zip(&learned.probabilities) {
        for (listed, probability) in candidates.iter().zip(probabilities) {
            all.iter_mut().zip(listed).for_each(|(all, one)| all.add(*one, *probability));
        }
    }
    let reports =
        all.map(|Listed { sought, .. }| ListedReport { sought, kept_shipped: sought < TOO_LITTLE });
    let share = |listed: Listed, report: ListedReport, shipped: f64| {
        if report.kept_shipped {
            return shipped;
        }
        (listed.expected + M_STRENGTH * shipped) / (listed.sought + M_STRENGTH)
    };
    let shares = [
        share(all[0], reports[0], shipped.victim_present),
        share(all[1], reports[1], shipped.accused_present),
    ];
    (reports, shares)
}
