//! How far two qualifications name the same offence, whatever code edition each is written in.
//! Reach for [`compare`] instead of comparing article numbers: 166 is three different offences in
//! three editions. Families, editions and downgrades are data.

use records::{Qualification, Reference};

use crate::coded::levels;
use crate::explanation::Explanation;

levels! {
    /// How far two qualifications agree, best first.
    OffenceLevel {
        /// The same article of the same edition; parts and points may differ.
        SameArticle = "same_article",
        /// The same family of offences, in another edition or under another article.
        SameFamily = "same_family",
        /// One is what cases of the other are known to be requalified down to.
        KnownDowngrade = "known_downgrade",
        /// Two families of the trafficking set.
        BothTraffickingSet = "both_trafficking_set",
        /// Families that have nothing to do with each other.
        Unrelated = "unrelated",
        /// No qualification on one side, or an article that is not in the table.
        Missing = "missing",
    }
}

/// The level of two qualifications. Symmetric.
///
/// Where an edition is not certain, any candidate edition may give the agreement.
pub fn compare(reference: &Reference, a: &Qualification, b: &Qualification) -> OffenceLevel {
    let same_number = a.article.base() == b.article.base();
    let shared = a.edition.candidates().iter().any(|e| b.edition.candidates().contains(e));
    if same_number && shared {
        return OffenceLevel::SameArticle;
    }
    let (left, right) = (reference.families_of(a), reference.families_of(b));
    if left.is_empty() || right.is_empty() {
        return OffenceLevel::Missing;
    }
    let any = |related: &dyn Fn(&str, &str) -> bool| {
        left.iter().any(|x| right.iter().any(|y| related(x, y)))
    };
    if any(&|x, y| x == y) {
        OffenceLevel::SameFamily
    } else if any(&|x, y| reference.is_downgrade(x, y) || reference.is_downgrade(y, x)) {
        OffenceLevel::KnownDowngrade
    } else if any(&|x, y| reference.is_trafficking(x) && reference.is_trafficking(y)) {
        OffenceLevel::BothTraffickingSet
    } else {
        OffenceLevel::Unrelated
    }
}

/// The best level over all pairs of two cases' qualifications; `Missing` where either has none.
///
/// An entry requalified from trafficking to fraud still agrees with a report of trafficking.
pub fn compare_any<'a>(
    reference: &Reference,
    a: impl IntoIterator<Item = &'a Qualification>,
    b: impl IntoIterator<Item = &'a Qualification> + Clone,
) -> OffenceLevel {
    a.into_iter()
        .flat_map(|x| b.clone().into_iter().map(move |y| compare(reference, x, y)))
        .min()
        .unwrap_or(OffenceLevel::Missing)
}

/// The key `offence.<level>` with both articles and whether both editions are certain.
pub fn explain(reference: &Reference, a: &Qualification, b: &Qualification) -> Explanation {
    let certain = [a, b].iter().all(|q| q.edition.candidates().len() == 1);
    let families = |q: &Qualification| reference.families_of(q).join(" ");
    Explanation::new("offence", compare(reference, a, b).code())
        .text("left", a.article.to_string())
        .text("right", b.article.to_string())
        .text("left_family", families(a))
        .text("right_family", families(b))
        .code("edition", if certain { "certain" } else { "uncertain" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::reference::{Citation, Trilingual};
    use records::reference::{CodeEditionRow, FamilyRelation, Offence, OffenceFamily};
    use records::{Article, EditionId, EditionKnowledge};

    fn edition(id: &str) -> EditionId {
        EditionId(id.into())
    }

    /// Three editions in which 166 is three offences, as in the Kyrgyz codes.
    fn reference() -> Reference {
        let cite = Citation::default;
        let family = |id: &str, trafficking| OffenceFamily {
            id: id.into(),
            name: Trilingual::default(),
            trafficking,
            iccs: None,
            citation: cite(),
        };
        let offence = |e: &str, article: &str, family: &str| Offence {
            edition: edition(e),
            article: Article::parse(article).unwrap(),
            family: family.into(),
            title: Trilingual::default(),
            citation: cite(),
        };
        let row = |id: &str, from: &str, to: Option<&str>| CodeEditionRow {
            id: edition(id),
            name: Trilingual::default(),
            from: from.parse().unwrap(),
            to: to.map(|to| to.parse().unwrap()),
            citation: cite(),
        };
        Reference {
            editions: vec![
                row("old", "1998-01-01", Some("2018-12-31")),
                row("mid", "2019-01-01", Some("2021-11-30")),
                row("new", "2021-12-01", None),
            ],
            families: vec![
                family("trafficking", true),
                family("child_trade", true),
                family("fraud", false),
                family("theft", false),
            ],
            family_relations: vec![FamilyRelation {
                from: "trafficking".into(),
                to: "fraud".into(),
                citation: cite(),
            }],
            offences: vec![
                offence("old", "124", "trafficking"),
                offence("mid", "171", "trafficking"),
                offence("new", "166", "trafficking"),
                offence("new", "204", "theft"),
                offence("new", "167", "child_trade"),
                offence("old", "166", "fraud"),
            ],
            ..Reference::default()
        }
    }

    fn level(a: (&str, &str), b: (&str, &str)) -> OffenceLevel {
        let reference = reference();
        let of = |(e, article): (&str, &str)| Qualification {
            date: None,
            edition: match e {
                "?" => EditionKnowledge::OneOf(
                    reference.editions.iter().map(|e| e.id.clone()).collect(),
                ),
                e => EditionKnowledge::Stated(edition(e)),
            },
            article: Article::parse(article).unwrap(),
        };
        let (a, b) = (of(a), of(b));
        assert_eq!(compare(&reference, &a, &b), compare(&reference, &b, &a), "symmetric");
        compare(&reference, &a, &b)
    }

    #[test]
    fn a_number_means_what_its_edition_says() {
        assert_eq!(level(("new", "166 ч.2"), ("new", "166")), OffenceLevel::SameArticle);
        assert_eq!(level(("old", "124"), ("new", "166")), OffenceLevel::SameFamily);
        assert_eq!(level(("old", "166"), ("new", "166")), OffenceLevel::KnownDowngrade);
        assert_eq!(level(("new", "166"), ("new", "167")), OffenceLevel::BothTraffickingSet);
        assert_eq!(level(("new", "166"), ("new", "204")), OffenceLevel::Unrelated);
    }

    #[test]
    fn an_uncertain_edition_may_agree_and_an_unknown_article_is_no_evidence() {
        assert_eq!(level(("?", "166"), ("new", "166")), OffenceLevel::SameArticle);
        assert_eq!(level(("?", "166"), ("mid", "171")), OffenceLevel::SameFamily);
        assert_eq!(level(("new", "999"), ("new", "166")), OffenceLevel::Missing);
    }

    #[test]
    fn the_best_of_several_qualifications_counts() {
        let reference = reference();
        let q = |e: &str, article: &str| Qualification {
            date: None,
            edition: EditionKnowledge::Stated(edition(e)),
            article: Article::parse(article).unwrap(),
        };
        let (report, entry) = ([q("old", "124")], [q("new", "204"), q("new", "166")]);
        assert_eq!(compare_any(&reference, &report, &entry), OffenceLevel::SameFamily);
        assert_eq!(compare_any(&reference, &report, &[]), OffenceLevel::Missing);
    }
}
