//! The files about administrative geography.

use std::collections::BTreeMap;

use records::reference::{
    ConfusablePlaces, Country, LevelWord, Place, PlaceLevel, PlaceName, PlaceNameKind,
};

use super::error::{ReferenceError, ReferenceProblem};
use super::table::{Keys, Row, Table};

pub(super) fn countries(text: &str) -> Result<Vec<Country>, ReferenceError> {
    let columns = ["code", "alpha3", "name_en", "name_ru", "name_ky", "words"];
    Table::parse("countries.csv", text, &columns, &["code"])?.read(|row| {
        let letters = |column: &str, length: usize| {
            let code = row.text(column)?;
            let fits = code.len() == length && code.bytes().all(|b| b.is_ascii_uppercase());
            if fits { Ok(code) } else { Err(row.unexpected(column, "an ISO 3166-1 code")) }
        };
        let words = row.list("words")?;
        if words.iter().any(|word| *word != word.to_lowercase()) {
            return Err(row.unexpected("words", "in lower case"));
        }
        Ok(Country {
            code: letters("code", 2)?,
            alpha3: letters("alpha3", 3)?,
            name: row.trilingual("name")?,
            words,
            citation: row.citation()?,
        })
    })
}

pub(super) fn places(text: &str) -> Result<(Vec<Place>, Keys), ReferenceError> {
    let columns = ["code", "soate", "level", "parent", "name_en", "name_ru", "name_ky"];
    let table = Table::parse("places.csv", text, &columns, &["code"])?;
    let codes = table.keys("code");
    let rows = table.read(|row| {
        let soate = row.optional("soate")?;
        if soate.as_ref().is_some_and(|code| {
            code.len() != 14 || !code.bytes().all(|digit| digit.is_ascii_digit())
        }) {
            return Err(row.unexpected("soate", "a code of 14 digits"));
        }
        let parent = match row.optional("parent")? {
            Some(_) => Some(row.reference("parent", &codes)?),
            None => None,
        };
        Ok(Place {
            code: row.text("code")?,
            soate,
            level: level(row)?,
            parent,
            name: row.trilingual("name")?,
            citation: row.citation()?,
        })
    })?;
    // Levels are declared from the country down, so a parent of a higher level excludes cycles.
    let levels: BTreeMap<&str, PlaceLevel> =
        rows.iter().map(|place| (place.code.as_str(), place.level)).collect();
    for (row, place) in table.rows().zip(&rows) {
        let above = place.parent.as_deref().and_then(|parent| levels.get(parent));
        let fits = match above {
            Some(above) => *above < place.level,
            None => place.level == PlaceLevel::Country,
        };
        if !fits {
            let problem = ReferenceProblem::WrongParent {
                level: place.level.code().to_owned(),
                parent: place.parent.clone().unwrap_or_default(),
            };
            return Err(row.refuse(Some("parent"), problem));
        }
    }
    Ok((rows, codes))
}

pub(super) fn place_names(text: &str, places: &Keys) -> Result<Vec<PlaceName>, ReferenceError> {
    let columns = ["code", "name", "language", "kind", "from", "to"];
    let key = ["code", "name", "language"];
    Table::parse("place_names.csv", text, &columns, &key)?.read(|row| {
        let name = PlaceName {
            code: row.reference("code", places)?,
            name: row.text("name")?,
            language: row.language()?,
            kind: row.coded(
                "kind",
                PlaceNameKind::ALL,
                PlaceNameKind::from_code,
                PlaceNameKind::code,
            )?,
            from: row.optional_date("from")?,
            to: row.optional_date("to")?,
            citation: row.citation()?,
        };
        if matches!((name.from, name.to), (Some(from), Some(to)) if to < from) {
            return Err(row.refuse(Some("to"), ReferenceProblem::Backwards));
        }
        Ok(name)
    })
}

pub(super) fn confusables(
    text: &str,
    places: &Keys,
) -> Result<Vec<ConfusablePlaces>, ReferenceError> {
    let columns = ["a", "b", "reason"];
    Table::parse("place_confusables.csv", text, &columns, &["a", "b"])?.read(|row| {
        Ok(ConfusablePlaces {
            a: row.reference("a", places)?,
            b: row.reference("b", places)?,
            reason: row.text("reason")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn level_words(text: &str) -> Result<Vec<LevelWord>, ReferenceError> {
    let columns = ["word", "level", "language"];
    let key = ["word", "level", "language"];
    Table::parse("place_level_words.csv", text, &columns, &key)?.read(|row| {
        let word = row.lower("word")?;
        if word.ends_with('.') {
            return Err(row.unexpected("word", "without its full stop"));
        }
        Ok(LevelWord {
            word,
            level: level(row)?,
            language: row.language()?,
            citation: row.citation()?,
        })
    })
}

fn level(row: Row<'_>) -> Result<PlaceLevel, ReferenceError> {
    row.coded("level", PlaceLevel::ALL, PlaceLevel::from_code, PlaceLevel::code)
}
