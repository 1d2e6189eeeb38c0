//! The files about codes, offences, grounds, obstacles and legal limits.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use records::reference::{
    CodeEditionRow, FamilyRelation, Ground, GroundArticle, GroundKind, LimitUnit, Obstacle,
    ObstacleRule, Offence, OffenceFamily, RegisterScheme, TimeLimit,
};
use records::{Article, EditionId};

use super::error::{ReferenceError, ReferenceProblem};
use super::table::{Keys, Row, Table};

/// A period of something, kept with its line to name both rows of an overlap.
struct Period<'a> {
    key: String,
    from: Option<Date>,
    to: Option<Date>,
    row: Row<'a>,
}

/// Refuses periods that run backwards or share a day with another of the same key.
fn refuse_overlaps(mut periods: Vec<Period<'_>>) -> Result<(), ReferenceError> {
    periods.sort_by(|a, b| (&a.key, a.from).cmp(&(&b.key, b.from)));
    for period in &periods {
        if let (Some(from), Some(to)) = (period.from, period.to)
            && to < from
        {
            return Err(period.row.refuse(Some("to"), ReferenceProblem::Backwards));
        }
    }
    for pair in periods.windows(2) {
        let (earlier, later) = (&pair[0], &pair[1]);
        let apart = matches!((earlier.to, later.from), (Some(to), Some(from)) if to < from);
        if earlier.key == later.key && !apart {
            let problem =
                ReferenceProblem::Overlap { key: later.key.clone(), other: earlier.row.line };
            return Err(later.row.refuse(Some("from"), problem));
        }
    }
    Ok(())
}

pub(super) fn editions(text: &str) -> Result<(Vec<CodeEditionRow>, Keys), ReferenceError> {
    let columns = ["id", "name_en", "name_ru", "name_ky", "from", "to"];
    let table = Table::parse("code_editions.csv", text, &columns, &["id"])?;
    let mut rows = table.read(|row| {
        Ok(CodeEditionRow {
            id: EditionId(Arc::from(row.text("id")?)),
            name: row.trilingual("name")?,
            from: row.date("from")?,
            to: row.optional_date("to")?,
            citation: row.citation()?,
        })
    })?;
    let period = |row: Row<'_>| Ok((row.optional_date("from")?, row.optional_date("to")?));
    let mut periods = Vec::new();
    for row in table.rows() {
        let (from, to) = period(row)?;
        periods.push(Period { key: "code edition".to_owned(), from, to, row });
    }
    refuse_overlaps(periods)?;
    rows.sort_by_key(|edition| edition.from);
    Ok((rows, table.keys("id")))
}

pub(super) fn families(text: &str) -> Result<(Vec<OffenceFamily>, Keys), ReferenceError> {
    let columns = ["id", "name_en", "name_ru", "name_ky", "trafficking", "iccs"];
    let table = Table::parse("offence_families.csv", text, &columns, &["id"])?;
    let rows = table.read(|row| {
        Ok(OffenceFamily {
            id: row.text("id")?,
            name: row.trilingual("name")?,
            trafficking: row.boolean("trafficking")?,
            iccs: row.optional("iccs")?,
            citation: row.citation()?,
        })
    })?;
    Ok((rows, table.keys("id")))
}

pub(super) fn family_relations(
    text: &str,
    families: &Keys,
) -> Result<Vec<FamilyRelation>, ReferenceError> {
    let columns = ["from", "to"];
    Table::parse("family_relations.csv", text, &columns, &["from", "to"])?.read(|row| {
        Ok(FamilyRelation {
            from: row.reference("from", families)?,
            to: row.reference("to", families)?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn offences(
    text: &str,
    editions: &Keys,
    families: &Keys,
) -> Result<Vec<Offence>, ReferenceError> {
    let columns = ["edition", "article", "family", "title_en", "title_ru", "title_ky"];
    Table::parse("offences.csv", text, &columns, &["edition", "article"])?.read(|row| {
        // An article number says nothing without its edition, so that is read first.
        let edition = row.reference("edition", editions)?;
        let written = row.text("article")?;
        let article = Article::parse(&written)
            .filter(|article| article.base() == *article && article.to_string() == written)
            .ok_or_else(|| row.unexpected("article", "an article like 166 or 125-1"))?;
        Ok(Offence {
            edition: EditionId(Arc::from(edition)),
            article,
            family: row.reference("family", families)?,
            title: row.trilingual("title")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn schemes(text: &str) -> Result<(Vec<RegisterScheme>, Keys), ReferenceError> {
    let columns = ["id", "name_en", "name_ru", "name_ky", "from", "to"];
    let table = Table::parse("register_schemes.csv", text, &columns, &["id"])?;
    let rows = table.read(|row| {
        Ok(RegisterScheme {
            id: row.text("id")?,
            name: row.trilingual("name")?,
            from: row.optional_date("from")?,
            to: row.optional_date("to")?,
            citation: row.citation()?,
        })
    })?;
    let periods = table.rows().zip(&rows).map(|(row, scheme)| Period {
        key: "register scheme".to_owned(),
        from: scheme.from,
        to: scheme.to,
        row,
    });
    refuse_overlaps(periods.collect())?;
    Ok((rows, table.keys("id")))
}

pub(super) fn grounds(text: &str) -> Result<(Vec<Ground>, Keys), ReferenceError> {
    let columns = ["code", "kind", "name_en", "name_ru", "name_ky"];
    let table = Table::parse("grounds.csv", text, &columns, &["code"])?;
    let rows = table.read(|row| {
        Ok(Ground {
            code: row.text("code")?,
            kind: row.coded("kind", GroundKind::ALL, GroundKind::from_code, GroundKind::code)?,
            name: row.trilingual("name")?,
            citation: row.citation()?,
        })
    })?;
    Ok((rows, table.keys("code")))
}

pub(super) fn ground_articles(
    text: &str,
    editions: &Keys,
    grounds: &[Ground],
    ground_codes: &Keys,
) -> Result<Vec<GroundArticle>, ReferenceError> {
    let columns = ["edition", "code", "article", "kind", "ground"];
    Table::parse("ground_articles.csv", text, &columns, &columns)?.read(|row| {
        let written = row.text("article")?;
        let article = Article::parse(&written)
            .filter(|article| article.to_string() == written)
            .ok_or_else(|| row.unexpected("article", "an article like 28 or 28 ч.1 п.2"))?;
        let kind = row.coded("kind", GroundKind::ALL, GroundKind::from_code, GroundKind::code)?;
        let ground = match row.optional("ground")? {
            Some(_) => Some(row.reference("ground", ground_codes)?),
            None => None,
        };
        let of_kind = |code: &String| grounds.iter().any(|g| g.code == *code && g.kind == kind);
        if ground.as_ref().is_some_and(|code| !of_kind(code)) {
            return Err(row.unexpected("kind", "the kind that grounds.csv gives the ground"));
        }
        Ok(GroundArticle {
            edition: EditionId(Arc::from(row.reference("edition", editions)?)),
            code: row.text("code")?,
            article,
            kind,
            ground,
            citation: row.citation()?,
        })
    })
}

pub(super) fn obstacles(text: &str) -> Result<(Vec<Obstacle>, Keys), ReferenceError> {
    let columns =
        ["code", "stage", "name_en", "name_ru", "name_ky", "step_en", "step_ru", "step_ky"];
    let table = Table::parse("obstacles.csv", text, &columns, &["code"])?;
    let rows = table.read(|row| {
        Ok(Obstacle {
            code: row.text("code")?,
            stage: row.text("stage")?,
            name: row.trilingual("name")?,
            step: row.trilingual("step")?,
            citation: row.citation()?,
        })
    })?;
    Ok((rows, table.keys("code")))
}

pub(super) fn obstacle_rules(
    text: &str,
    grounds: &Keys,
    obstacles: &Keys,
) -> Result<Vec<ObstacleRule>, ReferenceError> {
    let columns = ["outcome", "ground", "obstacle"];
    let key = ["outcome", "ground"];
    let table = Table::parse("obstacle_rules.csv", text, &columns, &key)?;
    let mut fallbacks: BTreeMap<&str, Option<u64>> = BTreeMap::new();
    for row in table.rows() {
        let outcome = row.cell("outcome");
        let fallback = fallbacks.entry(outcome).or_insert(None);
        if let Some(earlier) = *fallback {
            let problem = ReferenceProblem::Unreachable { outcome: outcome.to_owned(), earlier };
            return Err(row.refuse(Some("ground"), problem));
        }
        if row.cell("ground").is_empty() {
            *fallback = Some(row.line);
        }
    }
    if let Some(row) = table.rows().find(|row| fallbacks[row.cell("outcome")].is_none()) {
        let outcome = row.cell("outcome").to_owned();
        return Err(row.refuse(Some("ground"), ReferenceProblem::NoFallback { outcome }));
    }
    table.read(|row| {
        let ground = match row.optional("ground")? {
            Some(_) => Some(row.reference("ground", grounds)?),
            None => None,
        };
        Ok(ObstacleRule {
            outcome: row.text("outcome")?,
            ground,
            obstacle: row.reference("obstacle", obstacles)?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn time_limits(text: &str) -> Result<Vec<TimeLimit>, ReferenceError> {
    let columns = ["id", "amount", "unit", "from", "to", "law_en", "law_ru", "law_ky"];
    let table = Table::parse("time_limits.csv", text, &columns, &["id", "from"])?;
    let rows = table.read(|row| {
        Ok(TimeLimit {
            id: row.text("id")?,
            amount: row.parsed("amount", "a whole number")?,
            unit: row.coded("unit", LimitUnit::ALL, LimitUnit::from_code, LimitUnit::code)?,
            from: row.date("from")?,
            to: row.optional_date("to")?,
            law: row.trilingual("law")?,
            citation: row.citation()?,
        })
    })?;
    let periods = table.rows().zip(&rows).map(|(row, limit)| Period {
        key: limit.id.clone(),
        from: Some(limit.from),
        to: limit.to,
        row,
    });
    refuse_overlaps(periods.collect())?;
    Ok(rows)
}
