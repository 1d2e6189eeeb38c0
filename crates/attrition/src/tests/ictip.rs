//! The cohort in the variables of IC-TIP.

use records::{PersonRole, Sex};

use super::world::*;
use crate::GapAnalysis;

fn told(analysis: &GapAnalysis, object: &str, variable: &str) -> Vec<(String, u64)> {
    let of_variable = |row: &&crate::IctipCount| row.object == object && row.variable == variable;
    let rows: Vec<_> = analysis.ictip.iter().filter(of_variable).collect();
    let stated: u64 = rows.iter().filter(|row| row.value.is_none()).map(|row| row.count).sum();
    assert_eq!(rows[0].filled + stated, rows[0].base, "{variable}: filled and not stated");
    rows.iter().map(|row| (row.value.clone().unwrap_or_default(), row.count)).collect()
}

#[test]
fn cases_and_people_count_once_and_the_rest_is_not_stated() {
    let mut first = report("1", "2022-03-01");
    first.persons[0].sex = Some(Sex::Female);
    first.purposes = vec!["forced_labour".into(), "servitude".into()];
    first.persons.push(person(PersonRole::Suspect, "Садыков Нурлан"));
    let again = report("2", "2022-03-02");
    let other = report("3", "2023-03-02");
    let analysis =
        World::new().unlinked(first).unlinked(again).unlinked(other).same_case("1", "2").analysed();
    let pairs = |given: &[(&str, u64)]| -> Vec<(String, u64)> {
        given.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect()
    };
    assert_eq!(
        told(&analysis, "event", "purpose"),
        pairs(&[("forced_labour", 1), ("servitude", 1), ("", 1)])
    );
    assert_eq!(
        told(&analysis, "event", "registration_date"),
        pairs(&[("2022", 1), ("2023", 1), ("", 0)])
    );
    assert_eq!(told(&analysis, "victim", "sex"), pairs(&[("female", 1), ("", 1)]));
    assert_eq!(told(&analysis, "perpetrator", "justice_stage"), pairs(&[("", 1)]));
    assert_eq!(told(&analysis, "victim", "education"), pairs(&[("", 2)]), "no source has it");
    assert_eq!(told(&analysis, "reporting_entity", "entity"), pairs(&[("ngo-a", 3), ("", 0)]));
    assert_eq!(analysis.ictip.iter().filter(|row| row.value.is_none()).count(), 23);
    assert_eq!(analysis.cases.len(), 2);
}
