//! Articles as a cell cites them, often several. Reach for [`read_articles`]; one citation alone
//! is `records::Article::parse`.
//!
//! Guarantees that a list of points (`п. 1, 3 ч. 2 ст. 166`) is one article, not three: the
//! special parts of all three codes begin after article 96, so a smaller number beside a part or
//! point is a further part or point. Only the first part and point are kept. A year in the cell
//! (`УК 2021`) is the edition, never an article.

use records::{Article, EditionId, Reference};

/// First article of the special part of the oldest code; the newer ones begin later.
///
/// # Source
/// Criminal Code of 1997, article 97 (murder) opens the special part.
const FIRST_SPECIAL_ARTICLE: u16 = 97;

/// An article with the edition its own citation names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CitedArticle {
    /// The article.
    pub article: Article,
    /// The edition, where the cell names one.
    pub edition: Option<EditionId>,
}

/// The articles of a cell, in the order written, without repeats. `None` when something in it has
/// digits but is no article.
pub fn read_articles(text: &str, reference: &Reference) -> Option<Vec<CitedArticle>> {
    let mut found: Vec<CitedArticle> = Vec::new();
    for piece in text.split([';', '\n', '|']) {
        let (piece, edition) = take_year(piece, reference);
        // "пп." is the plural of "п.", "points".
        for citation in citations(&piece.replace("пп", "п")) {
            let article = Article::parse(&citation)?;
            let cited = CitedArticle { article, edition: edition.clone() };
            if !found.contains(&cited) {
                found.push(cited);
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The edition that a text names: by the year in its id, else by the year it came into force.
pub fn edition_named(text: &str, reference: &Reference) -> Option<EditionId> {
    numbers(text).into_iter().find_map(|(at, end)| {
        let year = text[at..end].parse::<i16>().ok()?;
        edition_of_year(year, reference)
    })
}

fn edition_of_year(year: i16, reference: &Reference) -> Option<EditionId> {
    let suffix = format!("-{year}");
    let editions = &reference.editions;
    editions
        .iter()
        .find(|edition| edition.id.0.ends_with(&suffix))
        .or_else(|| editions.iter().find(|edition| edition.from.year() == year))
        .map(|edition| edition.id.clone())
}

/// Blanks four-digit numbers, which no article has, and tells the edition of the first that is
/// one.
fn take_year(piece: &str, reference: &Reference) -> (String, Option<EditionId>) {
    let edition = numbers(piece)
        .into_iter()
        .filter(|(at, end)| end - at == 4)
        .find_map(|(at, end)| edition_of_year(piece[at..end].parse().ok()?, reference));
    (without_years(piece), edition)
}

/// A text with every number of four digits and more, which is no article, blanked.
pub(crate) fn without_years(text: &str) -> String {
    let mut blanked = text.to_owned();
    for (at, end) in numbers(text).into_iter().filter(|(at, end)| end - at >= 4) {
        blanked.replace_range(at..end, &" ".repeat(end - at));
    }
    blanked
}

/// Byte ranges of the runs of digits.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_ascii_digit(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

/// Splits a piece into single citations at commas, "and" and plus signs.
fn citations(piece: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in piece
        .split([',', '+', '&'])
        .flat_map(|part| part.split(" и "))
        .flat_map(|part| part.split(" жана "))
    {
        if numbers(part).is_empty() {
            continue;
        }
        // "п. 1" of "п. 1, 3 ч. 2 ст. 166" has no article yet: it belongs to what follows.
        let complete = parts.last().is_some_and(|last| has_article(last));
        match parts.last_mut() {
            Some(last) if !complete => {
                // Only the first of several points is kept.
                let rest = without_first_number(part);
                last.push(' ');
                last.push_str(&rest);
            }
            Some(_) if !has_article(part) => {}
            _ => parts.push(part.trim().to_owned()),
        }
    }
    parts
}

/// Whether a part has a number that can be an article of the special part.
fn has_article(part: &str) -> bool {
    numbers(part).into_iter().any(|(at, end)| {
        part[at..end].parse().is_ok_and(|number: u16| number >= FIRST_SPECIAL_ARTICLE)
    })
}

/// The part from after its first number, if that is a further point ("3" in "3 ч. 2 ст. 166").
fn without_first_number(part: &str) -> String {
    let trimmed = part.trim_start();
    match numbers(trimmed).first() {
        Some(&(0, end))
            if trimmed[..end].parse().is_ok_and(|number: u16| number < FIRST_SPECIAL_ARTICLE) =>
        {
            trimmed[end..].to_owned()
        }
        _ => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use records::reference::CodeEditionRow;

    use super::*;

    fn reference() -> Reference {
        let edition = |id: &str, year| CodeEditionRow {
            id: EditionId(id.into()),
            name: Default::default(),
            from: date(year, 1, 1),
            to: None,
            citation: Default::default(),
        };
        Reference {
            editions: vec![
                edition("CC-1997", 1998),
                edition("CC-2017", 2019),
                edition("CC-2021", 2021),
            ],
            ..Reference::default()
        }
    }

    fn read(text: &str) -> String {
        match read_articles(text, &reference()) {
            None => "none".to_owned(),
            Some(cited) => cited
                .iter()
                .map(|cited| match &cited.edition {
                    Some(edition) => format!("{} [{edition}]", cited.article),
                    None => cited.article.to_string(),
                })
                .collect::<Vec<_>>()
                .join(" + "),
        }
    }

    #[test]
    fn several_articles_of_a_cell_are_told_from_points_of_one() {
        for (text, expected) in [
            ("166", "166"),
            ("166, 171, 204-1", "166 + 171 + 204-1"),
            ("ст. 166 ч. 2, ст. 204-1", "166 ч.2 + 204-1"),
            ("ст.ст. 166, 171 УК КР", "166 + 171"),
            ("ч. 2 ст. 166; ст. 171", "166 ч.2 + 171"),
            ("ч. 2 ст. 166, ч. 1 ст. 171", "166 ч.2 + 171 ч.1"),
            ("п. 1, 3 ч. 2 ст. 166", "166 ч.2 п.1"),
            ("пп. 1, 3, 4 ч. 2 ст. 166 УК", "166 ч.2 п.1"),
            ("ст. 166 ч.2 п. 1,3", "166 ч.2 п.1"),
            ("166 ч.2 и 171", "166 ч.2 + 171"),
            ("166-берененин 2-бөлүгү, 171-берене", "166 ч.2 + 171"),
            ("166; 166", "166"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_year_is_the_edition_and_no_article() {
        assert_eq!(read("ст. 166 УК КР 2021 г."), "166 [CC-2021]");
        assert_eq!(read("УК 1997 ст. 124; 166 (УК 2019)"), "124 [CC-1997] + 166 [CC-2017]");
        assert_eq!(edition_named("УК КР 1997 г.", &reference()).unwrap().0.as_ref(), "CC-1997");
        assert_eq!(edition_named("новый", &reference()), None);
    }

    #[test]
    fn what_is_no_article_is_not_read() {
        for text in ["торговля людьми", "", "—", "УК 2021"] {
            assert_eq!(read(text), "none", "{text}");
        }
    }
}
