//! Grounds that a cell gives as the article of a code: `п.2 ч.1 ст.28 УПК`. Reach for
//! [`cited_ground`] where the words of a ground are not known; which article stands for which ground,
//! code by code, is in `ground_articles.csv`.
//!
//! Guarantees that an article is taken only for the kind of decision and the editions it can belong
//! to, and that one which names no ground by itself, or names several, gives none: it is not guessed.

use std::collections::BTreeSet;

use records::reference::{GroundArticle, GroundKind};
use records::{Article, EditionId, PartialDate, Reference};

use crate::article_text::{edition_named, without_years};
use crate::code_map::CodeMaps;

/// Words before or after the number of an article, by their beginnings.
const ARTICLE_WORDS: [&str; 3] = ["ст", "берене", "art"];

/// The ground that the articles of a cell name for a decision of this kind: `Some(None)` where they
/// are known and name none, or several. `None` where the cell cites no article that is known.
pub(crate) fn cited_ground(
    text: &str,
    kind: Option<GroundKind>,
    date: Option<PartialDate>,
    reference: &Reference,
    codes: &CodeMaps,
) -> Option<Option<String>> {
    // "пп." is the plural of "п.", "points".
    let lower = text.to_lowercase().replace("пп", "п");
    let editions = editions(&lower, date, reference);
    let cited_code = words(&lower).find_map(|word| codes.code("cited_code", word));
    let fits = |row: &GroundArticle| {
        kind.is_none_or(|kind| kind == row.kind)
            && editions.contains(&row.edition)
            && cited_code.is_none_or(|code| row.code.split('-').next() == Some(code))
    };
    let rows: Vec<&GroundArticle> = reference.ground_articles.iter().filter(|r| fits(r)).collect();
    let (articles, several) = articles(&without_years(&lower))?;
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for article in &articles {
        let nearest = nearest(&rows, *article)?;
        named.extend(nearest.iter().filter_map(|row| row.ground.as_deref()));
    }
    match named.into_iter().collect::<Vec<_>>()[..] {
        [one] if !several => Some(Some(one.to_owned())),
        _ => Some(None),
    }
}

/// Editions in force when the decision was taken: that of the year in the cell, else those of the
/// date, else all.
fn editions(lower: &str, date: Option<PartialDate>, reference: &Reference) -> Vec<EditionId> {
    let by_code = reference.ground_articles.iter().find(|row| {
        let year = row.code.rsplit('-').next().unwrap_or_default();
        words(lower).any(|word| word == year)
    });
    by_code
        .map(|row| row.edition.clone())
        .or_else(|| edition_named(lower, reference))
        .map_or_else(|| reference.edition_by_date(date).candidates().to_vec(), |one| vec![one])
}

/// Rows of this article that say most of it; a part or point that only one side states says nothing.
/// `None` where the article is not known.
fn nearest<'r>(rows: &[&'r GroundArticle], cited: Article) -> Option<Vec<&'r GroundArticle>> {
    let agree = |a: Option<u8>, b: Option<u8>| match (a, b) {
        (Some(a), Some(b)) => (a == b).then_some(1),
        _ => Some(0),
    };
    let said = |row: &GroundArticle| {
        let known = row.article;
        let same = (known.number, known.superscript) == (cited.number, cited.superscript);
        Some(agree(known.part, cited.part)? + agree(known.point, cited.point)?).filter(|_| same)
    };
    let most = rows.iter().filter_map(|row| said(row)).max()?;
    Some(rows.iter().copied().filter(|row| said(row) == Some(most)).collect())
}

/// The articles of a text, and whether one of them is cited with several points or parts. `None`
/// where something is no citation.
fn articles(lower: &str) -> Option<(Vec<Article>, bool)> {
    let (mut found, mut several) = (Vec::new(), false);
    let mut before = String::new();
    let pieces = lower.split([',', ';', '+', '\n']).flat_map(|piece| piece.split(" и "));
    for piece in pieces.flat_map(|piece| piece.split(" жана ")).map(str::trim) {
        let digits_first = piece.starts_with(|c: char| c.is_ascii_digit());
        if !piece.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let names_article =
            words(piece).any(|word| ARTICLE_WORDS.iter().any(|begin| word.starts_with(begin)));
        // The "2" of "п. 1, 2 ч. 1 ст. 28" or of "ст. 28 ч. 1 п. 1, 2" is a further point.
        several |= digits_first && (!before.is_empty() || !found.is_empty());
        if names_article {
            let piece = if before.is_empty() { piece } else { piece.trim_start_matches(further) };
            found.push(Article::parse(&format!("{before} {piece}"))?);
            before.clear();
        } else if found.is_empty() {
            before.push_str(piece);
            before.push(' ');
        } else if let Some(last) = found.last_mut() {
            // "ст. 28, ч. 1, п. 2": the parts of the article before.
            let more = Article::parse(&format!("ст. {last} {piece}"))?;
            *last = more;
        }
    }
    if found.is_empty() && before.starts_with(|c: char| c.is_ascii_digit()) {
        found.push(Article::parse(&before)?);
    }
    (!found.is_empty()).then_some((found, several))
}

/// What a further point is made of.
fn further(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source_config::SourceConfig;

    fn read(text: &str, kind: GroundKind, day: &str) -> String {
        let reference = crate::reference::embedded().unwrap();
        let source = "id='s'\nkind='register'\ntitle='t'\nas_of='2026-06-30'\nfile=[]";
        let source: SourceConfig = toml::from_str(source).unwrap();
        let codes = CodeMaps::new(&source, &reference).unwrap();
        let date = (!day.is_empty()).then(|| day.parse().unwrap());
        match cited_ground(text, Some(kind), date, &reference, &codes) {
            None => "unknown".to_owned(),
            Some(None) => "none".to_owned(),
            Some(Some(code)) => code,
        }
    }

    #[test]
    fn a_point_of_an_article_is_a_ground_of_the_kind_of_the_decision() {
        use GroundKind::{Refusal, Suspension, Termination};
        for (text, kind, day, expected) in [
            ("п.2 ч.1 ст.28 УПК", Termination, "2017-05-01", "T02"),
            ("п.2 ч.1 ст.28 УПК", Refusal, "2017-05-01", "R02"),
            ("п. 1 ч. 1 ст. 28 УПК КР", Refusal, "", "R01"),
            ("ст. 27 ч. 1 п. 2 УПК", Termination, "2022-05-01", "T02"),
            ("27 ч.1 п.1", Termination, "2022-05-01", "T01"),
            ("27-берененин 1-бөлүгүнүн 2-пункту", Refusal, "2022-05-01", "R02"),
            ("ст.225, п.2 ч.1 ст.28 УПК", Termination, "2017-05-01", "T02"),
            ("ст.28, ч.1, п.2 УПК 1999 г.", Termination, "2022-05-01", "T02"),
            // The same number means something else in the other code.
            ("ст. 28 УК", Termination, "2022-05-01", "T06"),
            ("ст. 29 УПК", Termination, "2017-05-01", "T07"),
            // An article of its own that names no ground, or several.
            ("ст. 225 УПК", Termination, "2017-05-01", "none"),
            ("ст. 28 УПК", Termination, "2017-05-01", "none"),
            ("ст. 221 УПК", Suspension, "2017-05-01", "none"),
            ("п. 1, 2 ч. 1 ст. 28 УПК", Termination, "2017-05-01", "none"),
            // Not known in this edition, for this decision, or at all.
            ("п.2 ч.1 ст.28 УПК", Termination, "2022-05-01", "unknown"),
            ("ст. 225 УПК", Refusal, "2017-05-01", "unknown"),
            ("п.9 ч.1 ст.27 УПК", Termination, "2022-05-01", "none"),
            ("нет состава", Termination, "", "unknown"),
            ("дело 28", Termination, "2017-05-01", "unknown"),
        ] {
            assert_eq!(read(text, kind, day), expected, "{text} {}", kind.code());
        }
    }
}
