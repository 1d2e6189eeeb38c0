//! The files about re-review, published counts and the variables of IC-TIP.

use records::reference::{IctipVariable, PublishedCount, RereviewRule, ReviewCondition};

use super::error::{ReferenceError, ReferenceProblem};
use super::table::{Keys, Table};

pub(super) fn rereview_rules(
    text: &str,
    grounds: &Keys,
) -> Result<Vec<RereviewRule>, ReferenceError> {
    let columns = [
        "id",
        "outcome",
        "ground",
        "condition",
        "prior_share",
        "prior_cases",
        "name_en",
        "name_ru",
        "name_ky",
    ];
    Table::parse("rereview_rules.csv", text, &columns, &["outcome", "ground"])?.read(|row| {
        let ground = match row.optional("ground")? {
            Some(_) => Some(row.reference("ground", grounds)?),
            None => None,
        };
        let prior_share: f64 = row.parsed("prior_share", "a share from 0 to 1")?;
        let prior_cases: f64 = row.parsed("prior_cases", "a number above 0")?;
        if !(0.0..=1.0).contains(&prior_share) {
            return Err(row.unexpected("prior_share", "a share from 0 to 1"));
        }
        if !(prior_cases > 0.0 && prior_cases.is_finite()) {
            return Err(row.unexpected("prior_cases", "a number above 0"));
        }
        Ok(RereviewRule {
            id: row.text("id")?,
            outcome: row.text("outcome")?,
            ground,
            condition: row.coded(
                "condition",
                ReviewCondition::ALL,
                ReviewCondition::from_code,
                ReviewCondition::code,
            )?,
            prior_share,
            prior_cases,
            name: row.trilingual("name")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn published_counts(
    text: &str,
    families: &Keys,
    places: &Keys,
) -> Result<Vec<PublishedCount>, ReferenceError> {
    let columns = ["id", "from", "to", "scope", "measure", "unit", "area", "count"];
    Table::parse("published_counts.csv", text, &columns, &["id"])?.read(|row| {
        let scope = row.list("scope")?;
        if scope.iter().any(|family| !families.contains(family)) {
            return Err(row.unexpected("scope", "families of offence_families.csv, with | between"));
        }
        let (from, to) = (row.date("from")?, row.date("to")?);
        if to < from {
            return Err(row.refuse(Some("to"), ReferenceProblem::Backwards));
        }
        Ok(PublishedCount {
            id: row.text("id")?,
            from,
            to,
            scope,
            measure: row.text("measure")?,
            unit: row.text("unit")?,
            area: row.reference("area", places)?,
            count: row.parsed("count", "a whole number")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn ictip_variables(text: &str) -> Result<Vec<IctipVariable>, ReferenceError> {
    let columns = ["object", "variable", "name_en", "name_ru", "name_ky"];
    Table::parse("ictip_variables.csv", text, &columns, &["object", "variable"])?.read(|row| {
        Ok(IctipVariable {
            object: row.text("object")?,
            variable: row.text("variable")?,
            name: row.trilingual("name")?,
            citation: row.citation()?,
        })
    })
}
